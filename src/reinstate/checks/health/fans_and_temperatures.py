"""Fans and temperatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from reinstate.checks.framework import (
    Action,
    Case,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Result,
    Severity,
    counted,
    evidence_at,
    shown,
)
from reinstate.checks.health.alarm_topics import ALARM_ITEMS, StandingAlarm, Topic, standing_alarms
from reinstate.checks.health.board_rows import is_board_row, states_degrees
from reinstate.checks.health.part_states import Kind, state_of
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import Environment, EnvironmentItem
from reinstate.device.unit_rows import (
    environment_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_FAN = re.compile(r"\bfans?\b|\bblower|\bimpeller", re.IGNORECASE)
_SUPPLY_ROW = re.compile(r"\b(PEM|PSM|PSU|PDM|Power Supply)\s*\d", re.IGNORECASE)
_FAN_FAULT = re.compile(r"fail|fault|absent|missing|removed", re.IGNORECASE)
_LISTEN = Remedy(Action.LOOK, "check that the fan turns; inspect again")
_RESEAT = Remedy(Action.REPLACE, "reseat or replace the part with the sensor; inspect again")
_READ_SENSOR = Remedy(Action.LOOK, "read the temperature again; inspect again")
_NOT_YET_REPORTED = frozenset({"testing", "present", "ready", ""})


class Fans(HealthCheck):
    """Every fan works.

    A product with a failed or absent fan overheats. Full speed alone is not a fault.
    """

    id = "health.fans"
    # where the fans cannot be replaced
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.ENVIRONMENT, *ALARM_ITEMS))
    remedy = Remedy(Action.REPLACE, "replace the fan tray")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        rows = [row for row in environment_of(case.unit, case.known(Rpc.ENVIRONMENT, Environment)) if is_fan_row(row)]
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic is Topic.FAN]
        bad = [row for row in rows if row.status.lower() not in ("ok", "online")]
        yield from (self._row(row, profile) for row in bad)
        if not bad:
            yield from (self._alarm(case, alarm, profile) for alarm in alarms)
        if not rows and not alarms:
            yield self._no_fan_listed(case, profile)
        elif not bad and not alarms:
            where = (EvidenceRef(Rpc.ENVIRONMENT, row.xpath) for row in rows)
            yield self.passed(case.unit.name, _all_ok(len(rows), "fan reading"), evidence=where)

    def _row(self, row: EnvironmentItem, profile: PlatformProfile) -> Finding:
        evidence = evidence_at(Rpc.ENVIRONMENT, row.xpath)
        status = shown(row.status)
        if row.status.lower() in _NOT_YET_REPORTED:
            return self.unknown(
                shown(row.name),
                "the fan reports no status yet",
                expected="OK",
                actual=status or "no status",
                evidence=evidence,
            )
        if state_of(row.status).kind is Kind.UNKNOWN:
            what = "the fan is in a state that is not recognized"
            return self.unknown(shown(row.name), what, expected="OK", actual=status, evidence=evidence, remedy=_LISTEN)
        what = "the fan is absent" if row.status.lower() == "absent" else "the fan has failed"
        return self.failed(
            shown(row.name), what, expected="OK", actual=status, evidence=evidence, gravity=_fan_gravity(profile)
        )

    def _alarm(self, case: Case, standing: StandingAlarm, profile: PlatformProfile) -> Finding:
        description = standing.alarm.description or standing.alarm.short_description
        return self.failed(
            case.unit.name,
            "a fan alarm is active",
            expected="none",
            actual=shown(description),
            evidence=(standing.evidence,),
            gravity=_fan_gravity(profile) if standing.major or _FAN_FAULT.search(description) else Gravity.ADVICE,
        )

    def _no_fan_listed(self, case: Case, profile: PlatformProfile) -> Finding:
        model = case.unit.model.casefold()
        if any(fnmatchcase(model, pattern) for pattern in profile.fanless):
            return self.passed(case.unit.name, "the model has no fan", evidence=evidence_at(Rpc.ENVIRONMENT))
        return self.unknown(
            case.unit.name,
            "no fan is listed",
            expected="fan readings",
            actual="none",
            evidence=evidence_at(Rpc.ENVIRONMENT),
        )


def _all_ok(number: int, what: str) -> str:
    return f"all {counted(number, what)} are OK" if number > 1 else f"the only {what} is OK"


def is_supply_row(row: EnvironmentItem) -> bool:
    """Whether an environment row is about a power supply or a part of one."""
    return _SUPPLY_ROW.search(row.name) is not None


def is_fan_row(row: EnvironmentItem) -> bool:
    """Whether an environment row is about a fan that is not part of a power supply."""
    return bool(row.item_class.lower() == "fans" or _FAN.search(row.name)) and not is_supply_row(row)


def _fan_gravity(profile: PlatformProfile) -> Gravity:
    return Gravity.CONDITION if profile.fans_removable else Gravity.BLOCKER


class Temperature(HealthCheck):
    """No part is over temperature.

    A part that is too hot on an idle bench has a cooling fault, or heat will damage it.
    """

    id = "health.temperature"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.ENVIRONMENT, *ALARM_ITEMS))
    remedy = Remedy(
        Action.LOOK,
        "let the device cool and check airflow and fans; inspect again; replace the part if the reading remains",
    )

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        environment = case.known(Rpc.ENVIRONMENT, Environment)
        rows = [row for row in environment_of(case.unit, environment) if is_temperature_row(row)]
        findings = [finding for row in rows for finding in self._row(row)]
        findings += [self._alarm(case, alarm) for alarm in standing_alarms(case) if alarm.topic is Topic.TEMPERATURE]
        yield from findings
        read = [row for row in rows if row.status.lower() == "ok"]
        failed = any(finding.result is Result.FAIL for finding in findings)
        if not read and not failed:
            yield self.unknown(
                case.unit.name,
                "no temperature is reported",
                expected="temperature readings",
                actual="none",
                evidence=evidence_at(Rpc.ENVIRONMENT),
            )
        elif not failed:
            where = (EvidenceRef(Rpc.ENVIRONMENT, row.xpath) for row in read)
            yield self.passed(case.unit.name, _all_ok(len(read), "temperature"), evidence=where)

    def _row(self, row: EnvironmentItem) -> Iterator[Finding]:
        status = row.status.lower()
        if status in ("ok", "absent"):  # an absent part has no temperature
            return
        evidence = evidence_at(Rpc.ENVIRONMENT, row.xpath)
        name, actual = shown(row.name), shown(row.status)
        if status in _NOT_YET_REPORTED:
            # Some sensors of working devices never report a reading; the other readings count.
            yield self.unknown(
                name,
                "the sensor reports no reading",
                expected="OK",
                actual=actual or "no status",
                evidence=evidence,
                gravity=Gravity.ADVICE,
                noted=True,
            )
        elif "warm" in status:
            what = "the part is warm"
            yield self.failed(name, what, expected="OK", actual=actual, evidence=evidence, gravity=Gravity.ADVICE)
        elif state_of(row.status).kind is Kind.UNKNOWN and row.celsius is None and not states_degrees(row):
            what = "the sensor is in a state that is not recognized"
            yield self.unknown(name, what, expected="OK", actual=actual, evidence=evidence, remedy=_READ_SENSOR)
        else:
            what, remedy = _what_of(row)
            yield self.failed(name, what, expected="OK", actual=actual, evidence=evidence, remedy=remedy)

    def _alarm(self, case: Case, standing: StandingAlarm) -> Finding:
        return self.failed(
            case.unit.name,
            "a temperature alarm is active",
            expected="none",
            actual=shown(standing.alarm.description),
            evidence=(standing.evidence,),
            gravity=Gravity.CONDITION if standing.major else Gravity.ADVICE,
        )


def _what_of(row: EnvironmentItem) -> tuple[str, Remedy | None]:
    """What a row that is not OK says, and what to do unless the part has to cool."""
    if states_degrees(row):
        return "the part is over temperature", None
    if row.celsius is not None:
        return "the part is over temperature, or its sensor has failed", None
    return "the temperature sensor, or the part with it, has failed", _RESEAT


def is_temperature_row(row: EnvironmentItem) -> bool:
    """Whether an environment row is a temperature that is not part of a power supply or a fan.

    The row of a whole board is a temperature only while the board works; any other status is the state of the board.
    """
    warm_class = row.item_class.lower() == "temp" or row.celsius is not None
    if is_board_row(row) and not (state_of(row.status).kind is Kind.WORKING or states_degrees(row)):
        return False
    return warm_class and not _SUPPLY_ROW.search(row.name) and not _FAN.search(row.name)
