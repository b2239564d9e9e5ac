"""Whether the device has settled after boot. Until then, what fails in any check of health is unknown."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Result,
    Severity,
)
from reinstate.device.model import RoutingEngines, Uptime
from reinstate.device.unit_rows import (
    routing_engines_of,
    uptime_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_WAIT = "wait until the device has settled, then run again"


class HealthCheck(Check):
    """A health check writes ``examine``; before the device has settled after boot, none of its failures counts."""

    clauses = ("P4",)

    @abstractmethod
    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        """Yield at least one finding, as if the device had settled."""

    def judge(self, case: Case) -> Iterator[Finding]:
        """The findings of ``examine``, failures turned into unknowns while the device may still be starting."""
        if case.profile is None:
            yield self.family_unknown(case)
            return
        waiting = unsettled(case, case.profile)
        for finding in self.examine(case, case.profile):
            yield self._not_yet(finding, waiting) if waiting and finding.result is Result.FAIL else finding

    def _not_yet(self, finding: Finding, waiting: str) -> Finding:
        what = f"{finding.what}, but {waiting}"
        if finding.gravity is Gravity.ADVICE:
            return replace(
                finding, result=Result.INCONCLUSIVE, noted=True, what=what, next_step=_WAIT, action=Action.WAIT
            )
        return self.unknown(
            finding.subject,
            what,
            expected=finding.expected,
            actual=finding.actual,
            evidence=finding.evidence,
            remedy=Remedy(Action.WAIT, _WAIT),
        )


def unsettled(case: Case, profile: PlatformProfile) -> str:
    """Why the device can't be taken as settled after boot; "" where it is."""
    seconds = [up for up, _ in case.kept(_up_times) if up is not None]
    if not seconds:
        return "it isn't known how long it has been up"
    if min(seconds) < profile.settle_minutes * 60:
        return f"it has been up for {min(seconds) // 60} minutes only"
    return ""


def _up_times(case: Case) -> tuple[tuple[int | None, EvidenceRef], ...]:
    return tuple(_each_up_time(case))


def _each_up_time(case: Case) -> Iterator[tuple[int | None, EvidenceRef]]:
    uptime = case.known_or_none(Rpc.UPTIME, Uptime)
    for engine in uptime_of(case.unit, uptime) if uptime else ():
        yield engine.up_seconds, EvidenceRef(Rpc.UPTIME, engine.xpath)
    engines = case.known_or_none(Rpc.ROUTING_ENGINES, RoutingEngines)
    for routing_engine in routing_engines_of(case.unit, engines) if engines else ():
        yield routing_engine.up_seconds, EvidenceRef(Rpc.ROUTING_ENGINES, routing_engine.xpath)


class Settled(HealthCheck):
    """The device has settled after boot.

    While it boots, fans run at full speed and cards read Testing, Present or Ready on a sound device.

    The device has been up long enough for its health to be judged.
    """

    id = "health.settled"
    # Whatever hides behind an unsettled device may be a blocker.
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.UPTIME, Rpc.ROUTING_ENGINES))

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        times = [(up, evidence) for up, evidence in case.kept(_up_times) if up is not None]
        evidence = [where for _, where in times] or [EvidenceRef(Rpc.UPTIME)]
        expected = f"up for {profile.settle_minutes} minutes or more"
        if unsettled(case, profile):
            actual = f"{min(up for up, _ in times) // 60} minutes" if times else "no up time stated"
            yield self.unknown(
                case.unit.name,
                "it has not settled after boot",
                expected=expected,
                actual=actual,
                evidence=evidence,
                remedy=Remedy(Action.WAIT, _WAIT),
            )
        else:
            yield self.passed(case.unit.name, "it has settled after boot", expected=expected, evidence=evidence)
