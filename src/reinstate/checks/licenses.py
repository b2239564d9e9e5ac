"""Checks of licenses: which are installed or in use, and what to do about them."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from reinstate.checks.framework import (
    NONE,
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
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
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
    """One key of the unit, and its places in the evidence; a key that both replies list is one."""

    key: InstalledLicense
    evidence: tuple[EvidenceRef, ...]

    @property
    def named(self) -> str:
        """The key's SKU, features, and identifier, as far as there are any, for people."""
        features = ", ".join(feature.name for feature in self.key.features)
        parts = [self.key.sku, features, self.key.name and f"key {self.key.name}"]
        return ", ".join(part for part in parts if part) or "a key without a name"


@dataclass(frozen=True, slots=True)
class FeatureInUse:
    """What a reply reports of one licensed feature, in use or not, and its place in the evidence."""

    row: FeatureUsage
    evidence: EvidenceRef

    @property
    def lacking(self) -> int | None:
        """How many licenses are missing; None where the counts are incomplete."""
        row = self.row
        if row.needed is not None:
            return row.needed
        if row.used is None or row.licensed is None:
            return 0 if row.used == 0 else None
        return max(0, row.used - row.licensed - (row.used_given or 0))

    @property
    def used(self) -> bool:
        """Whether it is in use, as far as the counts show."""
        return any((self.row.used, self.row.used_given, self.lacking))


def installed_keys(case: Case) -> tuple[InstalledKey, ...] | None:
    """The unit's installed keys; None where no reply reports installed keys."""
    return _keys(case, [(item, case.known(item, Licenses)) for item in ITEMS])


def feature_usage(case: Case) -> tuple[FeatureInUse, ...] | None:
    """The unit's use of licensed features; None where no reply reports it."""
    return _usage(case, [(item, case.known(item, Licenses)) for item in ITEMS])


def told_of(case: Case) -> tuple[tuple[InstalledKey, ...] | None, tuple[FeatureInUse, ...] | None]:
    """Keys and usage by those replies that are known. For a list that may be incomplete, never for a finding."""
    replies = [(item, reply) for item in ITEMS if (reply := case.known_or_none(item, Licenses)) is not None]
    return _keys(case, replies), _usage(case, replies)


def _keys(case: Case, replies: Iterable[tuple[Rpc, Licenses]]) -> tuple[InstalledKey, ...] | None:
    found: dict[tuple[str, str, str], InstalledKey] = {}
    reported = False
    for item, reply in replies:
        installed = licenses_of(case.unit, reply).installed
        reported = reported or installed is not None
        for key in installed or ():
            identity = (key.engine, key.name or key.xpath, key.sku)
            before = found[identity].evidence if identity in found else ()
            first = found[identity].key if identity in found else key
            found[identity] = InstalledKey(first, (*before, EvidenceRef(item, key.xpath)))
    return tuple(found.values()) if reported else None


def _usage(case: Case, replies: Iterable[tuple[Rpc, Licenses]]) -> tuple[FeatureInUse, ...] | None:
    for item, reply in reversed(list(replies)):
        usage = licenses_of(case.unit, reply).usage
        if usage is not None:
            return tuple(FeatureInUse(row, EvidenceRef(item, row.xpath)) for row in usage)
    return None


def class_of(case: Case, key: InstalledLicense) -> LicenseClass:
    """The type of a key, which decides what to do with it when the product changes hands."""
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
    """The license type of a feature in use: that of a key, included with Junos, or the one that it requires.

    A feature that the device reports as licensed without end, and without an installed key, is included with Junos.
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
    return LicenseClass.FACTORY_GIVEN if covered and lasting else case.reference.operator_feature_class(row.name)


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
    """Whether the device reports the key, or one of its features, as invalid."""
    said = [key.state, *(feature.state for feature in key.features), *(feature.validity for feature in key.features)]
    return any("invalid" in state.lower() for state in said)


class _LicenseCheck(Check):
    """A license check; both replies are needed, for some releases list the keys in only one of them."""

    evidence = Evidence(needs=ITEMS)

    def not_reported(self, case: Case, of: str) -> Finding:
        """The finding where neither reply reports what is needed."""
        return self.unknown(
            case.unit.name,
            f"no reply reports {of}",
            expected=f"{of}, or the statement that there are none",
            actual=NONE,
            evidence=[EvidenceRef(item) for item in self.evidence.needs],
            remedy=Remedy(Action.COLLECT, "collect evidence again; read show system license on the console"),
        )


class Readable(_LicenseCheck):
    """The device reports its installed licenses and their usage.

    Unauthorized use of software can be illegal: licenses that cannot be read stay unknown.

    The check accepts ``no-licenses-installed`` as a reply, and does not accept an empty element.
    """

    id = "licenses.readable"
    clauses = ("P17", "P18", "P19", "P23")
    severity = Severity(Gravity.CONDITION, may_hold=True)

    def judge(self, case: Case) -> Iterator[Finding]:
        keys, usage = installed_keys(case), feature_usage(case)
        if keys is None:
            yield self.not_reported(case, "installed licenses")
        if usage is None:
            yield self.not_reported(case, "license usage")
        if keys is not None and usage is not None:
            yield self.passed(
                case.unit.name,
                "installed licenses and license usage are known",
                actual=f"installed licenses: {len(keys)}, licensed features reported: {len(usage)}",
                evidence=[EvidenceRef(item) for item in ITEMS],
            )


class _EachKeyCheck(_LicenseCheck):
    """Evaluates every installed key by itself; ``none_of_them`` is the fact where there is no finding."""

    none_of_them: ClassVar[str]

    def judge(self, case: Case) -> Iterator[Finding]:
        keys = installed_keys(case)
        if keys is None:
            yield self.not_reported(case, "installed licenses")
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
        """The findings for one key; none where it is fine."""


class FormerOwner(_EachKeyCheck):
    """No license key of a previous owner is installed.

    Software sold separately from hardware, and every subscription, must be bought new: a gray-market sale does not
    transfer licenses, and using them carries a litigation risk.

    The check skips trial and expired keys, which ``licenses.trial-or-expired`` evaluates. Embedded Junos needs no key.
    """

    id = "licenses.former-owner"
    clauses = ("P17", "P18", "P19", "P23")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=ITEMS, reference=(_SET,))
    remedy = Remedy(
        Action.REMOVE, "remove the key (request system license delete); buy the license new if you need the feature"
    )
    none_of_them = "no perpetual or subscription key is installed"

    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        kind = class_of(case, key.key)
        if kind is LicenseClass.UNKNOWN:
            yield self.unknown(
                f"{case.unit.name} {_short(key)}",
                "the type of this license key is unknown",
                expected="a known license type",
                actual=key.named,
                evidence=key.evidence,
                remedy=Remedy(
                    Action.ASK,
                    "ask the partner to identify the key; remove it if the partner cannot",
                    f"license {key.key.sku or key.key.name or 'without a name'}",
                ),
                lacks=_lacks(key.key),
            )
        elif kind in _BUY_NEW and not has_expired(case, key.key):
            owner = ", with a customer reference" if key.key.has_customer_reference else ""
            yield self.failed(
                f"{case.unit.name} {_short(key)}",
                f"a {kind} license key is installed{owner} ({_BUY_NEW[kind]})",
                expected="no key of a previous owner",
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

    A key that is valid for another serial number was moved to this unit, or the unit reports another's identity.

    The check skips keys without a device reference. In a Virtual Chassis, a key can be bound to any member.
    """

    id = "licenses.bound-elsewhere"
    clauses = ("P5", "P19", "P25")
    severity = Severity(Gravity.CONDITION, hold=True)
    remedy = KEEP_AND_REPORT.after("compare the label with the serial number in the key")

    def judge(self, case: Case) -> Iterator[Finding]:
        keys, serial = installed_keys(case), case.unit.serial_number
        if keys is None:
            yield self.not_reported(case, "installed licenses")
            return
        bound = [key for key in keys if key.key.device_reference]
        if bound and not own_serial(serial):
            yield self.unknown(
                case.unit.name,
                "not compared with the bound license key: the unit's serial number is unknown",
                expected="the unit's serial number",
                actual=serial or NONE,
                evidence=bound[0].evidence,
                remedy=Remedy(
                    Action.LOOK, "read the serial number on the label and compare it with the serial number in the key"
                ),
            )
            return
        own = {serial.upper(), *(one.serial_number.upper() for one in case.population.of_host(case.unit.host))}
        yield from or_passed(
            (self._elsewhere(case, key) for key in bound if key.key.device_reference.upper() not in own),
            self.passed(
                case.unit.name,
                "no installed key is bound to a serial number of another device",
                actual=f"bound keys: {len(bound)} of {len(keys)}",
                evidence=[EvidenceRef(item) for item in ITEMS],
            ),
        )

    def _elsewhere(self, case: Case, key: InstalledKey) -> Finding:
        return self.failed(
            f"{case.unit.name} {_short(key)}",
            "the license key is bound to another serial number",
            expected=case.unit.serial_number,
            actual=key.key.device_reference,
            evidence=key.evidence,
        )


_USE = "use without a license"  # counts and alarm report one fact, and one step resolves both


class InUseWithoutLicense(_LicenseCheck):
    """Every licensed feature in use has a license.

    Unauthorized use of software can be illegal; the usual cause is remaining configuration of a previous owner.

    The check accepts usage within the count that is included with Junos. It evaluates alarms as well, for some
    features report missing licenses only by an alarm.
    """

    id = "licenses.in-use-without-license"
    clauses = ("P14", "P19", "P23")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(*ITEMS, *ALARM_ITEMS), reference=(_SET,))
    remedy = Remedy(
        Action.CONFIGURE,
        "remove the configuration that uses the feature, or zeroize; buy the license only if you need the feature",
    )

    def judge(self, case: Case) -> Iterator[Finding]:
        keys, usage = installed_keys(case), feature_usage(case)
        if keys is None or usage is None:
            yield self.not_reported(case, "license usage" if usage is None else "installed licenses")
            return
        yield from or_passed(
            self._findings(case, keys, usage),
            self.passed(
                case.unit.name,
                "no license is missing for a feature in use",
                actual=f"licensed features reported: {len(usage)}",
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
                    "an alarm reports use without a license",
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
                "usage and license counts of the feature are incomplete",
                expected="counts of usage and of licenses",
                actual=f"{counts}, needed {_number(row.needed)}",
                evidence=(feature.evidence,),
                remedy=Remedy(Action.LOOK, "read show system license on the console"),
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
                "the feature is in use and its license has expired",
                expected="a license in effect",
                actual=f"expired on {row.end_date} ({counts})",
                evidence=(feature.evidence,),
            )
        elif _unexplained(case, feature, keys):
            yield self.unknown(
                subject,
                "no key names the feature in use, and its license type is unknown",
                expected="a key, or a count that is included with Junos",
                actual=counts,
                evidence=(feature.evidence,),
                remedy=Remedy(
                    Action.CONFIGURE,
                    "ask the partner which license the feature requires; remove the configuration that uses it",
                ),
                lacks=[Lack(LackKind.FEATURE, row.name)],
            )


def _unexplained(case: Case, feature: FeatureInUse, keys: tuple[InstalledKey, ...]) -> bool:
    """Whether no license is known for a feature in use; ``licenses.former-owner`` evaluates keys of unknown type."""
    if not feature.used or keys_for(feature.row, keys):
        return False
    return class_of_feature(case, feature, keys) is LicenseClass.UNKNOWN


# "BGP Routing Protocol usage requires a license", "License grace period for feature X is about to expire"
_WITHOUT = re.compile(r"requires a licen[sc]e|grace period", re.IGNORECASE)


def _counts(row: FeatureUsage) -> str:
    given = f", included {row.used_given}" if row.used_given is not None else ""
    return f"used {_number(row.used)}{given}, licensed {_number(row.licensed)}"


def _number(count: int | None) -> str:
    return "not reported" if count is None else str(count)


class TrialOrExpired(_EachKeyCheck):
    """No trial or expired license is installed.

    Trial and expired keys remain from a previous owner: remove them; they do not prevent a pass.

    They grant no right that can be reinstated.
    """

    id = "licenses.trial-or-expired"
    clauses = ("P18", "P19")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=ITEMS, reference=(_SET,))
    remedy = Remedy(Action.REMOVE, "remove the key (request system license delete)")
    none_of_them = "no key is a trial or has expired"

    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        trial = class_of(case, key.key) is LicenseClass.TRIAL
        if trial or has_expired(case, key.key):
            yield self.failed(
                f"{case.unit.name} {_short(key)}",
                "a trial license key is installed" if trial else "an expired license key is installed",
                expected="no trial or expired key",
                actual=key.named,
                evidence=key.evidence,
            )


class Invalid(_EachKeyCheck):
    """The device accepts every installed license key.

    Junos rejects a key that was made for another unit or is incomplete: the key was moved, or the board was replaced.

    The check skips expired keys and rejected trial keys, which ``licenses.trial-or-expired`` evaluates.
    """

    id = "licenses.invalid"
    clauses = ("P19", "P23", "P25")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=ITEMS, reference=(_SET,))
    remedy = Remedy(Action.REMOVE, "remove the key (request system license delete); ask the seller for its origin")
    none_of_them = "no installed key is rejected"

    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        if not is_refused(key.key) or has_expired(case, key.key) or class_of(case, key.key) is LicenseClass.TRIAL:
            return
        yield self.failed(
            f"{case.unit.name} {_short(key)}",
            "the device reports the license key as invalid",
            expected="an accepted license key",
            actual=f"{key.named}: {key.key.state or 'a feature is invalid'}",
            evidence=key.evidence,
        )


class NamesFormerOwner(_EachKeyCheck):
    """No installed license key names a previous owner.

    A key's customer is the party for which Juniper registered it: the proof of ownership must lead back to that
    customer. A customer id is also private data, which does not belong on a unit that is sold.

    Reinstate removes the customer id before it stores a reply, and keeps the fact that there was one.
    """

    id = "licenses.names-a-former-owner"
    clauses = ("P2", "P26")
    severity = Severity(Gravity.ADVICE)
    remedy = Remedy(
        Action.LOOK,
        "compare the customer (show system license on the console) with the proof of ownership; remove the key",
    )
    none_of_them = "no installed key names a customer"

    def _of(self, case: Case, key: InstalledKey) -> Iterator[Finding]:
        if key.key.has_customer_reference and not key.key.for_evaluation:
            yield self.failed(
                f"{case.unit.name} {_short(key)}",
                "the license key names the customer it was issued to",
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
