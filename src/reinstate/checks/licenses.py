"""Checks of licenses: which are installed or used, and what becomes of them."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Lack,
    LackKind,
    Remedy,
    Severity,
)
from reinstate.checks.frus.modules import or_passed
from reinstate.checks.health.alarm_topics import ALARM_ITEMS, Topic, standing_alarms
from reinstate.device.model import FeatureUsage, InstalledLicense, Licenses
from reinstate.device.unit_rows import licenses_of
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc
from reinstate.reference.library import LicenseClass

ITEMS = (Rpc.LICENSES, Rpc.LICENSE_SUMMARY)
_SET = "license-skus"


@dataclass(frozen=True, slots=True)
class InstalledKey:
    """One key of the unit, and where it stands; a key that both replies list is one."""

    key: InstalledLicense
    evidence: tuple[EvidenceRef, ...]

    @property
    def named(self) -> str:
        """The key's SKU, features and identifier, as far as there are any, for people."""
        features = ", ".join(feature.name for feature in self.key.features)
        parts = [self.key.sku, features, self.key.name and f"key {self.key.name}"]
        return ", ".join(part for part in parts if part) or "a key without a name"


@dataclass(frozen=True, slots=True)
class FeatureInUse:
    """What a reply says of one licensed feature, used or not, and where it stands."""

    row: FeatureUsage
    evidence: EvidenceRef

    @property
    def lacking(self) -> int | None:
        """How many licenses are missing; None where the counts don't tell."""
        row = self.row
        if row.needed is not None:
            return row.needed
        if row.used is None or row.licensed is None:
            return 0 if row.used == 0 else None
        return max(0, row.used - row.licensed - (row.used_given or 0))

    @property
    def used(self) -> bool:
        """Whether it is in use, as far as the counts tell."""
        return any((self.row.used, self.row.used_given, self.lacking))


def installed_keys(case: Case) -> tuple[InstalledKey, ...] | None:
    """The unit's installed keys; None where no reply speaks of installed keys."""
    return _keys(case, [(item, case.known(item, Licenses)) for item in ITEMS])


def feature_usage(case: Case) -> tuple[FeatureInUse, ...] | None:
    """The unit's use of licensed features; None where no reply speaks of it."""
    return _usage(case, [(item, case.known(item, Licenses)) for item in ITEMS])


def told_of(case: Case) -> tuple[tuple[InstalledKey, ...] | None, tuple[FeatureInUse, ...] | None]:
    """Keys and usage by those replies that are known. For a list that may be incomplete, never for what decides."""
    replies = [(item, reply) for item in ITEMS if (reply := case.known_or_none(item, Licenses)) is not None]
    return _keys(case, replies), _usage(case, replies)


def _keys(case: Case, replies: Iterable[tuple[Rpc, Licenses]]) -> tuple[InstalledKey, ...] | None:
    found: dict[tuple[str, str, str], InstalledKey] = {}
    spoken = False
    for item, reply in replies:
        installed = licenses_of(case.unit, reply).installed
        spoken = spoken or installed is not None
        for key in installed or ():
            identity = (key.engine, key.name or key.xpath, key.sku)
            before = found[identity].evidence if identity in found else ()
            first = found[identity].key if identity in found else key
            found[identity] = InstalledKey(first, (*before, EvidenceRef(item, key.xpath)))
    return tuple(found.values()) if spoken else None


def _usage(case: Case, replies: Iterable[tuple[Rpc, Licenses]]) -> tuple[FeatureInUse, ...] | None:
    for item, reply in reversed(list(replies)):
        usage = licenses_of(case.unit, reply).usage
        if usage is not None:
            return tuple(FeatureInUse(row, EvidenceRef(item, row.xpath)) for row in usage)
    return None


def class_of(case: Case, key: InstalledLicense) -> LicenseClass:
    """What becomes of a key when the product changes hands."""
    validities = [feature.validity for feature in key.features if feature.validity]
    return case.reference.license_class(
        sku=key.sku,
        order_type="evaluation" if key.for_evaluation else key.order_type,
        license_type=key.license_type,
        name=key.name,
        validity=validities[0] if len(set(validities)) == 1 else "",
        dated=any(feature.end_date or feature.remaining for feature in key.features),
        features=[feature.name for feature in key.features],
    )


def class_of_feature(case: Case, feature: FeatureInUse, keys: Iterable[InstalledKey]) -> LicenseClass:
    """What a feature in use rests on: a key's class, what Junos gives without a key, or what it would have to be.

    A feature that the device calls licensed without end, and for which no key is installed, came with the software.
    """
    row = feature.row
    of_keys = {class_of(case, key.key) for key in keys_for(row, keys)}
    if of_keys:
        return of_keys.pop() if len(of_keys) == 1 else LicenseClass.UNKNOWN
    if feature.lacking is None:
        return LicenseClass.UNKNOWN
    if feature.lacking > 0:
        return case.reference.feature_class(row.name)
    covered = row.licensed or row.used_given or (row.used or 0) <= (case.reference.given_count(row.name) or 0)
    lasting = row.validity.strip().lower() in ("", "permanent") and not (row.end_date or row.remaining)
    return LicenseClass.FACTORY_GIVEN if covered and lasting else case.reference.told_of_feature(row.name)


def keys_for(row: FeatureUsage, keys: Iterable[InstalledKey]) -> list[InstalledKey]:
    """The installed keys of the same engine that name that feature."""
    wanted = row.name.strip().lower()
    return [
        key
        for key in keys
        if key.key.engine == row.engine and wanted in {one.name.strip().lower() for one in key.key.features}
    ]


def has_expired(case: Case, key: InstalledLicense) -> bool:
    """Whether every feature of a key has an end and all of them have passed."""
    ends = [feature.end_date for feature in key.features]
    return bool(ends) and all(end is not None and end < case.as_of.date() for end in ends)


def is_refused(key: InstalledLicense) -> bool:
    """Whether the device calls the key, or one of its features, invalid."""
    said = [key.state, *(feature.state for feature in key.features), *(feature.validity for feature in key.features)]
    return any("invalid" in state.lower() for state in said)


class _LicenseCheck(Check):
    """A license check; both replies are needed, for some releases list the keys in one of them only."""

    evidence = Evidence(needs=ITEMS)

    def untold(self, case: Case, of: str) -> Finding:
        """The answer where neither reply speaks of what is asked."""
        return self.unknown(
            case.unit.name,
            f"neither reply speaks of {of}",
            expected=f"{of}, or the statement that there are none",
            actual="nothing",
            evidence=[EvidenceRef(item) for item in self.evidence.needs],
            remedy=Remedy(Action.COLLECT, "collect again, and read `show system license` on the console"),
        )


class Readable(_LicenseCheck):
    """The device told its installed licenses and their use.

    Unauthorized use of software may be illegal, so nothing may be assumed of licenses that can't be read.

    ``no-licenses-installed`` is an answer, an empty element isn't.
    """

    id = "licenses.readable"
    clauses = ("P17", "P18", "P19", "P23")
    severity = Severity(Gravity.CONDITION, may_hold=True)

    def judge(self, case: Case) -> Iterator[Finding]:
        keys, usage = installed_keys(case), feature_usage(case)
        if keys is None:
            yield self.untold(case, "installed licenses")
        if usage is None:
            yield self.untold(case, "license usage")
        if keys is not None and usage is not None:
            yield self.passed(
                case.unit.name,
                "licenses and their use are told",
                actual=f"installed: {len(keys)}, licensed features told of: {len(usage)}",
                evidence=[EvidenceRef(item) for item in ITEMS],
            )


class _EachKeyCheck(_LicenseCheck):
    """Judges every installed key by itself; ``none_of_them`` is what holds where none is found wanting."""

    none_of_them: ClassVar[str]

    def judge(self, case: Case) -> Iterator[Finding]:
        keys = installed_keys(case)
        if keys is None:
            yield self.untold(case, "installed licenses")
            return
        yield from or_passed(
            (finding for key in keys for finding in self._of(case, key)),
            self.passed(
                case.unit.name,
                self.none_of_them,
                actual=f"installed keys: {len(keys)}",
                evidence=[EvidenceRef(item) for item in ITEMS],
            ),
        )

    @abstractmethod
    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        """What is found of one key; nothing where it is fine."""


class FormerOwner(_EachKeyCheck):
    """No license key of a former owner is installed.

    Software sold separately from hardware, and every subscription, must be bought new: licenses are not transferred by
    a gray-market sale, and using them is a litigation risk.

    Trial and expired keys are the matter of ``licenses.trial-or-expired``; embedded Junos needs no key.
    """

    id = "licenses.former-owner"
    clauses = ("P17", "P18", "P19", "P23")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=ITEMS, reference=(_SET,))
    remedy = Remedy(
        Action.REMOVE, "remove the key (request system license delete); buy the license new if the feature is wanted"
    )
    none_of_them = "no perpetual or subscription key is installed"

    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        told = class_of(case, key.key)
        if told is LicenseClass.UNKNOWN:
            yield self.unknown(
                f"{case.unit.name} {_short(key)}",
                "what kind of license this key is can't be told",
                expected="a known kind of license",
                actual=key.named,
                evidence=key.evidence,
                remedy=Remedy(
                    Action.ASK,
                    "ask the partner what this key is; remove it if nobody can tell",
                    f"license {key.key.sku or key.key.name or 'without a name'}",
                ),
                lacks=_lacks(key.key),
            )
        elif told in _BUY_NEW and not has_expired(case, key.key):
            owner = ", with a former owner's customer reference" if key.key.has_customer_reference else ""
            yield self.failed(
                f"{case.unit.name} {_short(key)}",
                f"a {told} license key is installed{owner} ({_BUY_NEW[told]})",
                expected="no key of a former owner",
                actual=key.named,
                evidence=key.evidence,
            )


def _lacks(key: InstalledLicense) -> list[Lack]:
    """Its SKU, else its features: a class can be entered for either."""
    if key.sku:
        return [Lack(LackKind.LICENSE, key.sku)]
    return [Lack(LackKind.FEATURE, feature.name) for feature in key.features]


_BUY_NEW = {LicenseClass.PERPETUAL: "P17", LicenseClass.SUBSCRIPTION: "P18"}


def _short(key: InstalledKey) -> str:
    return f"license {key.key.name or key.key.sku or 'without a name'}"


class BoundElsewhere(_LicenseCheck):
    """No license key is bound to another serial number.

    A key that is valid for another serial was moved here with it, or this box was given another's identity.

    A key without a device reference isn't bound. In a virtual chassis a key may be bound to any of its members.
    """

    id = "licenses.bound-elsewhere"
    clauses = ("P5", "P19", "P25")
    severity = Severity(Gravity.CONDITION, hold=True)
    remedy = Remedy(
        Action.REPORT,
        "compare the label with the serial the key is bound to; keep and isolate the box, and report it (P30)",
    )

    def judge(self, case: Case) -> Iterator[Finding]:
        keys, serial = installed_keys(case), case.unit.serial_number
        if keys is None:
            yield self.untold(case, "installed licenses")
            return
        bound = [key for key in keys if key.key.device_reference]
        if bound and not own_serial(serial):
            yield self.unknown(
                case.unit.name,
                "a key is bound to a serial, and the unit's own isn't known",
                expected="the unit's serial number",
                actual=serial,
                evidence=bound[0].evidence,
                remedy=Remedy(
                    Action.LOOK, "read the serial off the label and compare it with the one that the key is bound to"
                ),
            )
            return
        own = {serial.upper(), *(one.serial_number.upper() for one in case.population.of_host(case.unit.host))}
        yield from or_passed(
            (self._elsewhere(case, key) for key in bound if key.key.device_reference.upper() not in own),
            self.passed(
                case.unit.name,
                "no key is bound to another serial",
                actual=f"bound keys: {len(bound)} of {len(keys)}",
                evidence=[EvidenceRef(item) for item in ITEMS],
            ),
        )

    def _elsewhere(self, case: Case, key: InstalledKey) -> Finding:
        return self.failed(
            f"{case.unit.name} {_short(key)}",
            "the key is bound to another serial",
            expected=case.unit.serial_number,
            actual=key.key.device_reference,
            evidence=key.evidence,
        )


_USE = "use without a license"  # counts and alarm tell of one thing, and what ends it ends both


class InUseWithoutLicense(_LicenseCheck):
    """No licensed feature is in use without a license.

    Unauthorized use of software may be illegal; on a returned box it mostly comes from leftover configuration.

    Use that a factory-given count covers is licensed. An alarm counts as well, for some features tell by it only.
    """

    id = "licenses.in-use-without-license"
    clauses = ("P14", "P19", "P23")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(*ITEMS, *ALARM_ITEMS), reference=(_SET,))
    remedy = Remedy(
        Action.CONFIGURE,
        "zeroize the box or remove the configuration that uses the feature; buy the license only if it is wanted",
    )

    def judge(self, case: Case) -> Iterator[Finding]:
        keys, usage = installed_keys(case), feature_usage(case)
        if keys is None or usage is None:
            yield self.untold(case, "license usage" if usage is None else "installed licenses")
            return
        yield from or_passed(
            self._findings(case, keys, usage),
            self.passed(
                case.unit.name,
                "no feature is in use without a license",
                actual=f"licensed features told of: {len(usage)}, none of them lacking",
                evidence=[EvidenceRef(item) for item in self.evidence.needs],
            ),
        )

    def _findings(
        self, case: Case, keys: tuple[InstalledKey, ...], usage: tuple[FeatureInUse, ...]
    ) -> Iterator[Finding]:
        for feature in usage:
            yield from self._of(case, feature, keys)
        for alarm in standing_alarms(case):
            if alarm.topic is Topic.LICENSE and _WITHOUT.search(alarm.alarm.description):
                yield self.failed(
                    case.unit.name,
                    "an alarm tells of use without a license",
                    expected="no such alarm",
                    actual=alarm.alarm.description,
                    evidence=(alarm.evidence,),
                    remedy=self.remedy.concerning(_USE),
                )

    def _of(self, case: Case, feature: FeatureInUse, keys: tuple[InstalledKey, ...]) -> Iterator[Finding]:
        row, lacking = feature.row, feature.lacking
        subject, counts = f"{case.unit.name} feature {row.name}", _counts(row)
        if lacking is None:
            yield self.unknown(
                subject,
                "whether the feature is licensed can't be told",
                expected="counts of use and of licenses",
                actual=f"{counts}, needed {_number(row.needed)}",
                evidence=(feature.evidence,),
                remedy=Remedy(Action.LOOK, "read `show system license` on the console"),
            )
        elif lacking > 0:
            yield self.failed(
                subject,
                "the feature is in use without a license",
                expected="0 licenses needed",
                actual=f"{lacking} needed ({counts})",
                evidence=(feature.evidence,),
                remedy=self.remedy.concerning(_USE),
            )
        elif feature.used and row.end_date is not None and row.end_date < case.as_of.date():
            yield self.failed(
                subject,
                "the feature is in use, and its license has ended",
                expected="a license that still runs",
                actual=f"ended on {row.end_date} ({counts})",
                evidence=(feature.evidence,),
            )
        elif _unexplained(case, feature, keys):
            yield self.unknown(
                subject,
                "what licenses the feature can't be told: no key names it, and it isn't known to be given",
                expected="a key, or a count that comes with the software",
                actual=counts,
                evidence=(feature.evidence,),
                remedy=Remedy(
                    Action.CONFIGURE,
                    "ask the partner what this feature is licensed by; remove the configuration that uses it",
                ),
                lacks=[Lack(LackKind.FEATURE, row.name)],
            )


def _unexplained(case: Case, feature: FeatureInUse, keys: tuple[InstalledKey, ...]) -> bool:
    """Whether nothing says what a feature in use rests on; keys of unknown kind are ``licenses.former-owner``'s."""
    if not feature.used or keys_for(feature.row, keys):
        return False
    return class_of_feature(case, feature, keys) is LicenseClass.UNKNOWN


# "BGP Routing Protocol usage requires a license", "License grace period for feature X is about to expire"
_WITHOUT = re.compile(r"requires a licen[sc]e|grace period", re.IGNORECASE)


def _counts(row: FeatureUsage) -> str:
    given = f", given {row.used_given}" if row.used_given is not None else ""
    return f"used {_number(row.used)}{given}, licensed {_number(row.licensed)}"


def _number(count: int | None) -> str:
    return "not told" if count is None else str(count)


class TrialOrExpired(_EachKeyCheck):
    """No trial or expired license is installed.

    Trial and expired keys are leftovers of a former owner: worth removing, and no obstacle.

    They grant nothing that could be reinstated.
    """

    id = "licenses.trial-or-expired"
    clauses = ("P18", "P19")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=ITEMS, reference=(_SET,))
    remedy = Remedy(Action.REMOVE, "remove the key (request system license delete)")
    none_of_them = "no trial or expired key is installed"

    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        trial = class_of(case, key.key) is LicenseClass.TRIAL
        if trial or has_expired(case, key.key):
            yield self.failed(
                f"{case.unit.name} {_short(key)}",
                "a trial key is installed" if trial else "an expired key is installed",
                expected="no such key",
                actual=key.named,
                evidence=key.evidence,
            )


class Invalid(_EachKeyCheck):
    """The device accepts every installed key.

    Junos refuses a key that was made for another box or cut short: it was moved here, or its board was exchanged.

    Expired keys are the matter of ``licenses.trial-or-expired``, and so is a trial that the device refuses.
    """

    id = "licenses.invalid"
    clauses = ("P19", "P23", "P25")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=ITEMS, reference=(_SET,))
    remedy = Remedy(
        Action.REMOVE, "remove the key (request system license delete), and ask the seller where it comes from"
    )
    none_of_them = "no key is refused"

    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        if not is_refused(key.key) or has_expired(case, key.key) or class_of(case, key.key) is LicenseClass.TRIAL:
            return
        yield self.failed(
            f"{case.unit.name} {_short(key)}",
            "the device calls the key invalid",
            expected="a key that it accepts",
            actual=f"{key.named}: {key.key.state or 'a feature that is invalid'}",
            evidence=key.evidence,
        )


class NamesFormerOwner(_EachKeyCheck):
    """No installed key names a former owner.

    A key's customer is the one in whose name the maker registered it: the ownership papers must lead back to him. It
    also is private data, which doesn't belong on a box that is sold.

    The customer id itself is taken out before a reply is stored; that there was one is kept.
    """

    id = "licenses.names-a-former-owner"
    clauses = ("P2", "P26")
    severity = Severity(Gravity.ADVICE)
    remedy = Remedy(
        Action.LOOK,
        "hold the customer against the ownership papers (show system license on the console), then remove the key",
    )
    none_of_them = "no key names a customer"

    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        if key.key.has_customer_reference and not key.key.for_evaluation:
            yield self.failed(
                f"{case.unit.name} {_short(key)}",
                "the key names the customer that it was given to",
                expected="no customer",
                actual="one, not stored",
                evidence=key.evidence,
            )


CHECKS: tuple[type[Check], ...] = (
    Readable,
    FormerOwner,
    BoundElsewhere,
    InUseWithoutLicense,
    TrialOrExpired,
    Invalid,
    NamesFormerOwner,
)
