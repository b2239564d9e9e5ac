"""Alarms, and hardware errors that the device reports as active."""

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
from reinstate.checks.health.alarm_check import AlarmCheck
from reinstate.checks.health.alarm_topics import ALARM_ITEMS, StandingAlarm, Topic, standing_alarms
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import HardwareError, HardwareErrors
from reinstate.device.unit_rows import hardware_errors_of
from reinstate.plan.requests import Rpc
from reinstate.reference.hardware_states import STATES_KIND
from reinstate.reference.profiles import PlatformProfile


class NoHardwareErrors(HealthCheck):
    """No hardware error is active.

    A fatal or major error in the device's own list of active errors indicates damage.
    """

    id = "health.hardware-errors"
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.ACTIVE_ERRORS,), uses=(Rpc.SYSTEM_ERRORS,))
    remedy = Remedy(Action.LOOK, "power-cycle the device and inspect again; if the error returns, the part is damaged")

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
            what = "the device lists no active hardware error"
            yield self.passed(case.unit.name, what, evidence=evidence_at(Rpc.ACTIVE_ERRORS))


def _active_errors(case: Case, item: Rpc) -> tuple[HardwareError, ...]:
    errors = case.known_or_none(item, HardwareErrors)
    own = hardware_errors_of(case.unit, errors) if errors else ()
    return tuple(error for error in own if error.count != 0)


class NoAlarmLeft(AlarmCheck):
    """No alarm is active other than those normal on a bench.

    A major chassis alarm can indicate damage or an uncabled port. The platform profile and the reference data list what
    alarms mean, by description or short description; a major alarm that neither lists never counts as normal.

    The check skips alarms that another check evaluates, such as those of power supplies, boards, fans, and disks.
    """

    id = "health.alarms"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(*ALARM_ITEMS, Rpc.ROUTING_ENGINES), reference=(STATES_KIND,))
    remedy = Remedy(
        Action.LOOK,
        "find the cause of the alarm; "
        "if the part works correctly, add the alarm to the platform profile with its source",
    )

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic in (Topic.OTHER, Topic.BACKUP_ENGINE)]
        left = [finding for alarm in alarms if (finding := self._alarm(case, profile, alarm))]
        yield from left
        if not left:
            normal = listed(alarm.alarm.description for alarm in alarms)
            what = (
                "all active alarms are normal on a bench" if normal else "no alarm is active that this check evaluates"
            )
            where = [alarm.evidence for alarm in alarms] or [EvidenceRef(item) for item in ALARM_ITEMS]
            yield self.passed(case.unit.name, what, actual=normal, evidence=where)

    def _alarm(self, case: Case, profile: PlatformProfile, alarm: StandingAlarm) -> Finding | None:
        severe = alarm.major and alarm.chassis
        return self.of_alarm(case, profile, alarm, what="an alarm is active", subject=case.unit.name, severe=severe)
