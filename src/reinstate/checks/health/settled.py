"""Whether the device has been up for its settle time. Until then, a failed health check is inconclusive."""

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
    counted,
)
from reinstate.device.model import RoutingEngines, Uptime
from reinstate.device.unit_rows import (
    routing_engines_of,
    uptime_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class HealthCheck(Check):
    """A health check writes ``examine``; before the settle time is over, none of its failures counts."""

    clauses = ("P4",)

    @abstractmethod
    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        """Yield at least one finding, as if the settle time were over."""

    def judge(self, case: Case) -> Iterator[Finding]:
        """The findings of ``examine``; failures become inconclusive while the device may still be starting."""
        if case.profile is None:
            yield self.family_unknown(case)
            return
        waiting = unsettled(case, case.profile)
        for finding in self.examine(case, case.profile):
            early = waiting and finding.result is Result.FAIL
            yield self._too_early(finding, waiting, _wait(case.profile)) if early else finding

    def _too_early(self, finding: Finding, waiting: str, remedy: Remedy) -> Finding:
        what = f"{finding.what}, {waiting}"
        if finding.gravity is Gravity.ADVICE:
            return replace(
                finding,
                result=Result.INCONCLUSIVE,
                noted=True,
                what=what,
                next_step=remedy.text,
                action=remedy.action,
            )
        return self.unknown(
            finding.subject,
            what,
            expected=finding.expected,
            actual=finding.actual,
            evidence=finding.evidence,
            remedy=remedy,
        )


def _wait(profile: PlatformProfile) -> Remedy:
    text = f"wait until the device has been up for {profile.settle_minutes} minutes; collect evidence again"
    return Remedy(Action.WAIT, text)


def unsettled(case: Case, profile: PlatformProfile) -> str:
    """Why the settle time may not be over, as a phrase; "" where it is."""
    seconds = [up for up, _ in case.kept(_up_times) if up is not None]
    if not seconds:
        return "uptime unknown"
    if min(seconds) < profile.settle_minutes * 60:
        return f"{counted(min(seconds) // 60, 'minute')} after boot"
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
    """The device has been up for the settle time.

    While a device boots, its fans run at full speed and working cards report Testing, Present, or Ready.
    """

    id = "health.settled"
    # What the settle time hides can be a blocker.
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.UPTIME, Rpc.ROUTING_ENGINES))

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        times = [(up, evidence) for up, evidence in case.kept(_up_times) if up is not None]
        evidence = [where for _, where in times] or [EvidenceRef(Rpc.UPTIME)]
        expected = f"up for {profile.settle_minutes} minutes or more"
        if unsettled(case, profile):
            within = "the device is within its settle time after boot"
            yield self.unknown(
                case.unit.name,
                within if times else "not determined: the device reports no uptime",
                expected=expected,
                actual=counted(min(up for up, _ in times) // 60, "minute") if times else "no uptime",
                evidence=evidence,
                remedy=_wait(profile),
            )
        else:
            what = f"the device was up for {profile.settle_minutes} minutes or more"
            yield self.passed(case.unit.name, what, evidence=evidence)
