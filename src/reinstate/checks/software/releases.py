"""Whether the unit runs, on every engine, one release that is supported."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    listed,
)
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.frus.modules import or_passed
from reinstate.checks.software.running import (
    EVERY_ENGINE,
    LOOK_RELEASE_UP,
    Running,
    engine_place,
    engine_subject,
    missing_train,
    no_release,
    no_software,
    running_software,
)
from reinstate.device.model import FruKind, RoutingEngine, RoutingEngines, SoftwareEngine, SoftwareInformation
from reinstate.device.unit_rows import routing_engines_of
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import Rpc
from reinstate.reference.library import ReleaseState
from reinstate.reference.profiles import PlatformProfile

_SET = "junos-releases"
_SUPPORTED = frozenset({ReleaseState.ENGINEERING, ReleaseState.SUPPORT_ONLY})
_ITEMS = (Rpc.SOFTWARE, *EVERY_ENGINE)

_GIVE_UP = Remedy(Action.STOP, "give the product up: no supported release runs on this hardware")


class SupportedRelease(Check):
    """Every routing engine runs a Junos release that Juniper still supports.

    The maker's inspection looks for a release that it supports on that day (P8).

    Support-only releases pass with advice. What the table can't tell (development and special builds, X-trains without
    a row, releases newer than the table, Evolved without dates) is unknown, never "fine" and never "old".
    """

    id = "software.supported-release"
    clauses = ("P8",)
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.SOFTWARE,), uses=EVERY_ENGINE, reference=(_SET,))
    remedy = Remedy(Action.INSTALL, "upgrade to a supported release, on every routing engine, before the inspection")

    def judge(self, case: Case) -> Iterator[Finding]:
        running = running_software(case)
        for item, engine in running:
            yield from self._of_engine(case, item, engine)
        if not running:
            yield no_software(self, case)

    def _of_engine(self, case: Case, item: Rpc, engine: SoftwareEngine) -> Iterator[Finding]:
        subject, where = engine_subject(case, engine), engine_place(item, engine)
        if engine.version is None:
            yield no_release(self, subject, where)
            return
        answer = case.reference.release(engine.version, case.unit.model, case.as_of.date())
        text = engine.version.text
        said = answer.reason if answer.reason.startswith(text) else f"{text}: {answer.reason}"
        if answer.state is ReleaseState.ENDED:
            yield self._ended(case, subject, said, where)
        elif answer.state in _SUPPORTED:
            yield self.passed(subject, "it runs a supported release", actual=said, evidence=where)
        else:
            yield self.unknown(
                subject,
                "whether the release is supported can't be told",
                expected="a release of the table",
                actual=said,
                evidence=where,
                remedy=Remedy(Action.LOOK_UP, LOOK_RELEASE_UP, f"release {text}"),
                lacks=missing_train(engine.version),
            )
        if answer.state is ReleaseState.SUPPORT_ONLY:
            yield self.advised(
                subject,
                "the release is in limited support: it gets no more fixes",
                expected="a release in engineering",
                actual=said,
                evidence=where,
                remedy=Remedy(Action.INSTALL, "plan an upgrade"),
            )

    def _ended(self, case: Case, subject: str, said: str, where: tuple[EvidenceRef, ...]) -> Finding:
        hopeless = case.profile is not None and (
            case.reference.supported_release_exists(case.profile, case.as_of.date()) is False
        )
        return self.failed(
            subject,
            "the release is past its end of support",
            expected="a currently supported release",
            actual=said,
            evidence=where,
            gravity=Gravity.BLOCKER if hopeless else Gravity.CONDITION,
            remedy=_GIVE_UP if hopeless else self.remedy,
        )


class ReleaseExists(Check):
    """A supported Junos release runs on this hardware.

    Hardware for which Juniper builds no supported release can't be brought to one.

    A running release that is supported is proof; else the platform's newest release decides, where it is known.
    """

    id = "software.release-exists"
    clauses = ("P3", "P8")
    severity = Severity(Gravity.BLOCKER, unknown_counts=False)
    evidence = Evidence(needs=(Rpc.SOFTWARE,), reference=(_SET,))
    remedy = Remedy(Action.STOP, "don't pay for an inspection: the product can't run a supported release")

    def judge(self, case: Case) -> Iterator[Finding]:
        name, on = case.unit.name, case.as_of.date()
        proof = [row for _, row in running_software(case) if row.version and self._supported(case, row.version)]
        exists = case.profile and case.reference.supported_release_exists(case.profile, on)
        newest = case.profile.last_release if case.profile else ""
        where = (EvidenceRef(Rpc.SOFTWARE, proof[0].xpath if proof else ""),)
        if proof and proof[0].version:
            yield self.passed(name, "it runs a supported release", actual=proof[0].version.text, evidence=where)
        elif exists:
            yield self.passed(name, "a supported release runs on it", actual=f"up to {newest}", evidence=where)
        elif exists is False:
            yield self.failed(
                name,
                "no supported release runs on this hardware",
                expected="a currently supported release",
                actual=f"{newest} is the newest that runs on it, and it is past end of support",
                evidence=where,
            )
        else:
            yield self.unknown(
                name,
                "whether a supported release runs on this hardware isn't known",
                expected="the newest release of the platform",
                actual="none stated",
                evidence=where,
                remedy=Remedy(
                    Action.LOOK_UP, "confirm before upgrading that a supported release runs on this hardware"
                ),
            )

    def _supported(self, case: Case, version: JunosVersion) -> bool:
        return case.reference.release(version, case.unit.model, case.as_of.date()).state in _SUPPORTED


class SameRelease(Check):
    """All routing engines, members or nodes run the same release.

    Juniper's procedures want one release throughout; a switchover would otherwise change the software.

    Two engines of one chassis are compared with each other; a member or node with the release of most of its fellows,
    so that one stray member doesn't speak against the others. Guests of node slicing are left out.
    """

    id = "software.same-release"
    clauses = ("P7", "P8")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.ROUTING_ENGINES), uses=EVERY_ENGINE)
    remedy = Remedy(Action.INSTALL, "install the same supported release on every routing engine, member or node")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        several = profile.redundant_engines or profile.virtual_chassis or profile.cluster
        return "" if several else f"{profile.name} has one routing engine"

    def judge(self, case: Case) -> Iterator[Finding]:
        own = _without_guests(running_software(case))
        versions = [row.version.text if row.version else "" for _, row in own]
        if not own or not all(versions) or len(versions) < len(_engines_that_work(case)):
            yield self.unknown(
                case.unit.name,
                "the release of an engine isn't known, so they can't be compared",
                expected="a release of every engine that works",
                actual=_told(own),
                evidence=[EvidenceRef(item, row.xpath) for item, row in own] or [EvidenceRef(Rpc.SOFTWARE)],
            )
            return
        usual = _usual_release(case, versions)
        if set(versions) != {usual}:
            yield self.failed(
                case.unit.name,
                "it doesn't run one release throughout",
                expected=f"{usual} everywhere" if len(set(versions)) == 1 else "one release on every engine",
                actual=_told(own),
                evidence=[EvidenceRef(item, row.xpath) for item, row in own],
            )
            return
        yield self.passed(
            case.unit.name,
            "one release throughout",
            actual=_told(own),
            evidence=[EvidenceRef(item, row.xpath) for item, row in own],
        )


def _without_guests(running: tuple[Running, ...]) -> tuple[Running, ...]:
    """Under node slicing each guest (``gnf1``) is a system of its own, with a release of its own beside the base's."""
    base = tuple(one for one in running if one[1].engine.startswith("bsys"))
    return base or running


def _usual_release(case: Case, own: list[str]) -> str:
    """The release that most engines of the host run; where two tie, the one that this unit runs."""
    software = case.known(Rpc.SOFTWARE, SoftwareInformation)
    others = [row.version.text for row in software.engines if row.version and not case.unit.owns_engine(row.engine)]
    counts = Counter([*own, *others])
    most = max(counts.values())
    usual = [text for text, count in counts.items() if count == most]
    return own[0] if own[0] in usual else usual[0]


def _told(running: tuple[Running, ...]) -> str:
    told = [f"{row.engine or 'engine'} {row.version.text if row.version else 'unknown'}" for _, row in running]
    return listed(told) or "nothing"


def _engines_that_work(case: Case) -> list[RoutingEngine]:
    rows = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
    return [row for row in rows if row.status.upper() == "OK"]


class SecondEngineSeen(Check):
    """Every routing engine that is fitted told its software.

    A second engine that can't be asked may run anything, and takes over when the first one fails.

    An engine that is fitted and isn't up (``Present``) can't be asked. One engine in a chassis that takes two is no
    finding here.
    """

    id = "software.second-engine-seen"
    clauses = ("P7", "P8", "P22")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.ROUTING_ENGINES, Rpc.SOFTWARE, Rpc.INVENTORY), uses=EVERY_ENGINE)
    remedy = Remedy(Action.REMOVE, "bring the second engine up or take it out, then run again")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.redundant_engines else f"{profile.name} takes one routing engine"

    def judge(self, case: Case) -> Iterator[Finding]:
        rows = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
        yield from or_passed(
            self._unseen(case, rows),
            self.passed(
                case.unit.name,
                "every fitted routing engine told its software",
                actual=_told(running_software(case)),
                evidence=[EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath) for row in rows],
            ),
        )

    def _unseen(self, case: Case, rows: tuple[RoutingEngine, ...]) -> Iterator[Finding]:
        for row in (row for row in rows if not row.status):
            yield self.unknown(
                f"{case.unit.name} routing engine {row.slot or row.engine}",
                "its status isn't stated",
                expected="OK",
                actual="no status",
                evidence=(EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath),),
            )
        down = [row for row in rows if row.status and row.status.upper() not in {"OK", *_NOT_FITTED}]
        for row in down:
            yield self.failed(
                f"{case.unit.name} routing engine {row.slot or row.engine}",
                "second engine not checked, for it isn't up",
                expected="OK",
                actual=row.status,
                evidence=(EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath),),
            )
        working = len(_engines_that_work(case))
        fitted = [fru for fru in case.unit.walk() if fru.kind is FruKind.ROUTING_ENGINE and _is_engine(fru.name)]
        silent = _silent_engines(case)
        told = len(running_software(case))
        if not down and all(row.status for row in rows) and (len(fitted) > working or silent or told < working):
            yield self.failed(
                case.unit.name,
                "a fitted routing engine didn't tell its software",
                expected=f"software of {max(len(fitted), working)} engines",
                actual=f"software of {told}" + (f", no answer from {', '.join(silent)}" if silent else ""),
                evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY)),
            )


_NOT_FITTED = frozenset({"EMPTY", "ABSENT"})


def _is_engine(name: str) -> bool:
    return re.fullmatch(r"Routing Engine \d+", name, re.IGNORECASE) is not None


def _silent_engines(case: Case) -> list[str]:
    """Engines of the unit that answered with an error, in the item that asked every one."""
    known = [case.known_or_none(item, SoftwareInformation) for item in _ITEMS]
    return sorted({name for one in known if one for name in one.absent if case.unit.owns_engine(name)})
