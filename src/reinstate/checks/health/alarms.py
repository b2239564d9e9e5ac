"""Alarms, and hardware errors that the device counts as active."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    evidence_at,
    listed,
    shown,
)
from reinstate.checks.health.alarm_topics import ALARM_ITEMS, StandingAlarm, Topic, bench_normal, standing_alarms
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import HardwareError, HardwareErrors, RoutingEngines
from reinstate.device.unit_rows import (
    hardware_errors_of,
    routing_engines_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class NoHardwareErrors(HealthCheck):
    """No hardware error is active.

    A fatal or major error that the device itself keeps on its list is damage.

    No hardware error is active.
    """

    id = "health.hardware-errors"
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.ACTIVE_ERRORS,), uses=(Rpc.SYSTEM_ERRORS,))
    remedy = Remedy(Action.LOOK, "power-cycle it and run again; if the error comes back, the part is damaged")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        standing = [
            (item, error) for item in (Rpc.ACTIVE_ERRORS, Rpc.SYSTEM_ERRORS) for error in _active_errors(case, item)
        ]
        for item, error in standing:
            minor = error.severity.lower() in ("minor", "info", "notice")
            part = Gravity.CONDITION if profile.modular else Gravity.BLOCKER
            yield self.failed(
                shown(error.module) or case.unit.name,
                "a hardware error is active",
                expected="none",
                actual=shown(f"{error.severity} {error.description}"),
                evidence=evidence_at(item, error.xpath),
                gravity=Gravity.ADVICE if minor else part,
            )
        if not standing:
            yield self.passed(case.unit.name, "no hardware error is active", evidence=evidence_at(Rpc.ACTIVE_ERRORS))


def _active_errors(case: Case, item: Rpc) -> tuple[HardwareError, ...]:
    errors = case.known_or_none(item, HardwareErrors)
    own = hardware_errors_of(case.unit, errors) if errors else ()
    return tuple(error for error in own if error.count != 0)


class NoAlarmLeft(HealthCheck):
    """No alarm stands beyond those normal on a bench.

    A major chassis alarm may be damage, or an uncabled port. What is normal is listed per platform by the alarm's short
    description; a major alarm that isn't listed never counts as normal.

    No alarm stands beyond those that a sound box shows on a bench.
    """

    id = "health.alarms"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=ALARM_ITEMS, uses=(Rpc.ROUTING_ENGINES,))
    remedy = Remedy(
        Action.LOOK, "find the alarm's cause; if the part is sound, add the alarm to the profile with its source"
    )

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic in (Topic.OTHER, Topic.BACKUP_ENGINE)]
        left = [alarm for alarm in alarms if not bench_normal(alarm.alarm, profile)]
        for standing in left:
            yield self.failed(
                case.unit.name,
                "an alarm stands",
                expected="none beyond those normal on a bench",
                actual=shown(f"{standing.alarm.alarm_class} {standing.alarm.description}"),
                evidence=(standing.evidence,),
                gravity=self._gravity(case, standing),
            )
        if not left:
            normal = listed(alarm.alarm.description for alarm in alarms)
            what = "every alarm is normal on a bench" if normal else "no alarm stands"
            where = [alarm.evidence for alarm in alarms] or [EvidenceRef(item) for item in ALARM_ITEMS]
            yield self.passed(case.unit.name, what, actual=normal, evidence=where)

    def _gravity(self, case: Case, standing: StandingAlarm) -> Gravity:
        if not (standing.major and standing.chassis):
            return Gravity.ADVICE
        if standing.topic is Topic.BACKUP_ENGINE and _sole_engine(case):
            return Gravity.ADVICE
        return Gravity.CONDITION


def _sole_engine(case: Case) -> bool:
    engines = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
    return sum(engine.status.lower() not in ("empty", "absent") for engine in engines) == 1
