"""Whether every Routing Engine of the unit runs the same, supported release."""

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
    counted,
    listed,
)
from reinstate.checks.framework.common_steps import READ_NOTES, UNREAD
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.frus.modules import or_passed
from reinstate.checks.software.running import (
    EVERY_ENGINE,
    LOOK_UP_RELEASE,
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

_NO_SUPPORTED_RELEASE = Remedy(
    Action.STOP, "do not pay for a product inspection; the product cannot run a supported release"
)


class SupportedRelease(Check):
    """Every Routing Engine runs a supported Junos OS release.

    Juniper's product inspection looks for a release that is supported on that day (P8).

    The check passes a release in limited support, with an informational finding. It is inconclusive for a release
    without dates in the release table: development and special builds, X-trains without a row, releases newer than the
    table, and Junos OS Evolved releases without dates.
    """

    id = "software.supported-release"
    clauses = ("P8",)
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.SOFTWARE,), uses=EVERY_ENGINE, reference=(_SET,), by_rows=True)
    remedy = Remedy(Action.INSTALL, "upgrade every Routing Engine to a supported release before the product inspection")

    def judge(self, case: Case) -> Iterator[Finding]:
        running = running_software(case)
        for item, engine in running:
            yield from self._of_engine(case, item, engine)
        if not running:
            yield no_software(self, case)
        if case.profile is None or not case.profile.redundant_engines:  # else `SecondEngineSeen` fails them
            yield from self._without_answer(case)

    def _without_answer(self, case: Case) -> Iterator[Finding]:
        for engine in _engines_with_errors(case):
            yield self.unknown(
                f"{case.unit.name} {engine}",
                "the engine reported no software",
                expected="the software of every engine that the reply names",
                actual="an error",
                evidence=(EvidenceRef(Rpc.SOFTWARE),),
                remedy=Remedy(Action.COLLECT, "collect evidence again; if it remains, find out which engine this is"),
            )

    def _of_engine(self, case: Case, item: Rpc, engine: SoftwareEngine) -> Iterator[Finding]:
        subject, where = engine_subject(case, engine), engine_place(item, engine)
        if engine.version is None:
            yield no_release(self, subject, where)
            return
        answer = case.reference.release(engine.version, case.unit.model, case.as_of.date())
        text = engine.version.text
        reason = answer.reason if answer.reason.startswith(text) else f"{text}: {answer.reason}"
        if answer.state is ReleaseState.ENDED:
            yield self._ended(case, subject, reason, where)
        elif answer.state in _SUPPORTED:
            yield self.passed(subject, "the installed release is supported", actual=reason, evidence=where)
        else:
            yield self.unknown(
                subject,
                UNREAD.format(part="release") if answer.unread else "no support dates for this release",
                expected=f"a dated row for {text}",
                actual=reason,
                evidence=where,
                remedy=Remedy(Action.LOOK_UP, READ_NOTES if answer.unread else LOOK_UP_RELEASE, f"release {text}"),
                lacks=missing_train(engine.version),
            )
        if answer.state is ReleaseState.SUPPORT_ONLY:
            yield self.advised(
                subject,
                "the release is in limited support and receives no further fixes",
                expected="a release before end of engineering",
                actual=reason,
                evidence=where,
                remedy=Remedy(Action.INSTALL, "plan an upgrade"),
            )

    def _ended(self, case: Case, subject: str, reason: str, where: tuple[EvidenceRef, ...]) -> Finding:
        none_exists = case.profile is not None and (
            case.reference.supported_release_exists(case.profile, case.as_of.date()) is False
        )
        return self.failed(
            subject,
            "the installed release is past end of support",
            expected="a supported release",
            actual=reason,
            evidence=where,
            gravity=Gravity.BLOCKER if none_exists else Gravity.CONDITION,
            remedy=_NO_SUPPORTED_RELEASE if none_exists else self.remedy,
        )


class ReleaseExists(Check):
    """A supported Junos OS release exists for this hardware.

    Hardware for which Juniper builds no supported release cannot be upgraded to one.

    The check passes a unit that runs a supported release. Otherwise the newest release for the platform decides, if it
    is known.
    """

    id = "software.release-exists"
    clauses = ("P3", "P8")
    severity = Severity(Gravity.BLOCKER, unknown_counts=False)
    evidence = Evidence(needs=(Rpc.SOFTWARE,), reference=(_SET,), by_rows=True)
    remedy = _NO_SUPPORTED_RELEASE

    def judge(self, case: Case) -> Iterator[Finding]:
        name, on = case.unit.name, case.as_of.date()
        proof = [row for _, row in running_software(case) if row.version and self._supported(case, row.version)]
        exists = case.profile and case.reference.supported_release_exists(case.profile, on)
        newest = case.profile.last_release if case.profile else ""
        where = (EvidenceRef(Rpc.SOFTWARE, proof[0].xpath if proof else ""),)
        if proof and proof[0].version:
            yield self.passed(name, "the unit runs a supported release", actual=proof[0].version.text, evidence=where)
        elif exists:
            what = "the newest release for this hardware is supported"
            yield self.passed(name, what, actual=newest, evidence=where)
        elif exists is False:
            yield self.none_supported(name, newest, where)
        else:
            yield self.unknown(
                name,
                "no data on the newest release for this hardware",
                expected="the newest release for the platform",
                actual="none",
                evidence=where,
                remedy=Remedy(
                    Action.LOOK_UP, "before you upgrade, confirm that a supported release exists for this hardware"
                ),
            )

    def none_supported(self, subject: str, newest: str, evidence: tuple[EvidenceRef, ...] = ()) -> Finding:
        """The finding where the newest release is past end of support, for an inspected or only claimed unit."""
        return self.failed(
            subject,
            "no supported release exists for this hardware",
            expected="a supported release",
            actual=f"{newest} is the newest release and is past end of support",
            evidence=evidence,
        )

    def _supported(self, case: Case, version: JunosVersion) -> bool:
        return case.reference.release(version, case.unit.model, case.as_of.date()).state in _SUPPORTED


class SameRelease(Check):
    """All Routing Engines, members, or nodes run the same release.

    Juniper's procedures require one release on all of them. With different releases, a switchover changes the software.

    The check compares the Routing Engines of one chassis with each other. It compares a member or node with the release
    that most of them run, so that one different member does not fail the others. It skips guests of node slicing.
    """

    id = "software.same-release"
    clauses = ("P7", "P8")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.ROUTING_ENGINES), uses=EVERY_ENGINE)
    remedy = Remedy(Action.INSTALL, "install the same supported release on all Routing Engines, members, or nodes")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        several = profile.redundant_engines or profile.virtual_chassis or profile.cluster
        return "" if several else f"{profile.name} has one Routing Engine"

    def judge(self, case: Case) -> Iterator[Finding]:
        own = _without_guests(running_software(case))
        versions = [row.version.text if row.version else "" for _, row in own]
        if not own or not all(versions) or len(versions) < len(_working_engines(case)):
            yield self.unknown(
                case.unit.name,
                "not compared: the release of a Routing Engine is unknown",
                expected="the release of every working Routing Engine",
                actual=_releases(own),
                evidence=[EvidenceRef(item, row.xpath) for item, row in own] or [EvidenceRef(Rpc.SOFTWARE)],
            )
            return
        usual = _usual_release(case, versions)
        if set(versions) != {usual}:
            yield self.failed(
                case.unit.name,
                "the release differs between Routing Engines, members, or nodes",
                expected=f"{usual} on all of them" if len(set(versions)) == 1 else "one release on all of them",
                actual=_releases(own),
                evidence=[EvidenceRef(item, row.xpath) for item, row in own],
            )
            return
        yield self.passed(
            case.unit.name,
            "the release is the same throughout",
            actual=_releases(own),
            evidence=[EvidenceRef(item, row.xpath) for item, row in own],
        )


def _without_guests(running: tuple[Running, ...]) -> tuple[Running, ...]:
    """Under node slicing, each guest (``gnf1``) is a system of its own, with a release of its own."""
    base = tuple(one for one in running if one[1].engine.startswith("bsys"))
    return base or running


def _usual_release(case: Case, own: list[str]) -> str:
    """The release that most Routing Engines of the host run; on a tie, the one that this unit runs."""
    software = case.known(Rpc.SOFTWARE, SoftwareInformation)
    others = [row.version.text for row in software.engines if row.version and not case.unit.owns_engine(row.engine)]
    counts = Counter([*own, *others])
    most = max(counts.values())
    usual = [text for text, count in counts.items() if count == most]
    return own[0] if own[0] in usual else usual[0]


def _releases(running: tuple[Running, ...]) -> str:
    versions = [(row.engine or "Routing Engine", row.version.text if row.version else "unknown") for _, row in running]
    return listed(f"{engine} {version}" for engine, version in versions) or "none"


def _working_engines(case: Case) -> list[RoutingEngine]:
    rows = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
    return [row for row in rows if row.status.upper() == "OK"]


class SecondEngineSeen(Check):
    """Every installed Routing Engine reported its software.

    A second Routing Engine that cannot be queried can run any software, and takes over if the first one fails.

    The check fails an installed Routing Engine that is not online (``Present``), because it cannot be queried. It
    accepts one Routing Engine in a chassis with slots for two.
    """

    id = "software.second-engine-seen"
    clauses = ("P7", "P8", "P22")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.ROUTING_ENGINES, Rpc.SOFTWARE, Rpc.INVENTORY), uses=EVERY_ENGINE)
    remedy = Remedy(Action.REMOVE, "bring the Routing Engine online or remove it; inspect again")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.redundant_engines else f"{profile.name} has one Routing Engine slot"

    def judge(self, case: Case) -> Iterator[Finding]:
        rows = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
        yield from or_passed(
            self._unseen(case, rows),
            self.passed(
                case.unit.name,
                "the software of every installed Routing Engine is known",
                actual=_releases(running_software(case)),
                evidence=[EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath) for row in rows],
            ),
        )

    def _unseen(self, case: Case, rows: tuple[RoutingEngine, ...]) -> Iterator[Finding]:
        for row in (row for row in rows if not row.status):
            yield self.unknown(
                f"{case.unit.name} Routing Engine {row.slot or row.engine}",
                "the Routing Engine reports no status",
                expected="OK",
                actual="no status",
                evidence=(EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath),),
            )
        down = [row for row in rows if row.status and row.status.upper() not in {"OK", *_NOT_INSTALLED}]
        for row in down:
            yield self.failed(
                f"{case.unit.name} Routing Engine {row.slot or row.engine}",
                "the Routing Engine is not online and was not checked",
                expected="OK",
                actual=row.status,
                evidence=(EvidenceRef(Rpc.ROUTING_ENGINES, row.xpath),),
            )
        working = len(_working_engines(case))
        frus = (fru for fru in case.unit.walk() if fru.kind is FruKind.ROUTING_ENGINE)
        installed = sum(_is_engine(fru.name) for fru in frus)
        without = _engines_with_errors(case)
        reported = len(running_software(case))
        if not down and all(row.status for row in rows) and (installed > working or without or reported < working):
            yield self.failed(
                case.unit.name,
                "an installed Routing Engine did not report its software",
                expected=f"software of {counted(max(installed, working), 'Routing Engine')}",
                actual=f"software of {reported}" + (f", none from {', '.join(without)}" if without else ""),
                evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY)),
            )


_OF_NO_MEMBER = re.compile(r"re\d")
_NOT_INSTALLED = frozenset({"EMPTY", "ABSENT"})


def _is_engine(name: str) -> bool:
    return re.fullmatch(r"Routing Engine \d+", name, re.IGNORECASE) is not None


def _engines_with_errors(case: Case) -> list[str]:
    """Routing Engines of the unit, or of no member by their name, that returned an error to the request to all."""
    known = [case.known_or_none(item, SoftwareInformation) for item in _ITEMS]
    absent = {name for one in known if one for name in one.absent}
    return sorted(name for name in absent if case.unit.owns_engine(name) or _OF_NO_MEMBER.fullmatch(name))
