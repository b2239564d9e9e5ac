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
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import Environment, EnvironmentItem
from reinstate.device.unit_rows import (
    environment_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_FAN = re.compile(r"\bfans?\b|\bblower|\bimpeller", re.IGNORECASE)
_SUPPLY_ROW = re.compile(r"\b(PEM|PSM|PSU|PDM|Power Supply)\s*\d", re.IGNORECASE)
NOT_YET_REPORTED = frozenset({"testing", "present", "ready", ""})


class Fans(HealthCheck):
    """Every fan works.

    A product with a failed or missing fan overheats; full speed alone is no fault.

    Every fan turns and no fan tray is missing.
    """

    id = "health.fans"
    # where its fans can't be replaced
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
            yield self.passed(case.unit.name, f"{counted(len(rows), 'fan reading')} OK", evidence=where)

    def _row(self, row: EnvironmentItem, profile: PlatformProfile) -> Finding:
        evidence = evidence_at(Rpc.ENVIRONMENT, row.xpath)
        status = shown(row.status)
        if row.status.lower() in NOT_YET_REPORTED:
            return self.unknown(shown(row.name), "doesn't tell yet", expected="OK", actual=status, evidence=evidence)
        what = "is missing" if row.status.lower() == "absent" else "has failed"
        return self.failed(
            shown(row.name), what, expected="OK", actual=status, evidence=evidence, gravity=_fan_gravity(profile)
        )

    def _alarm(self, case: Case, standing: StandingAlarm, profile: PlatformProfile) -> Finding:
        return self.failed(
            case.unit.name,
            "a fan alarm stands",
            expected="no alarm",
            actual=shown(standing.alarm.description),
            evidence=(standing.evidence,),
            gravity=_fan_gravity(profile) if standing.major else Gravity.ADVICE,
        )

    def _no_fan_listed(self, case: Case, profile: PlatformProfile) -> Finding:
        model = case.unit.model.casefold()
        if any(fnmatchcase(model, pattern) for pattern in profile.fanless):
            return self.passed(case.unit.name, "this model has no fan", evidence=evidence_at(Rpc.ENVIRONMENT))
        return self.unknown(
            case.unit.name,
            "no fan is listed",
            expected="its fans",
            actual="none",
            evidence=evidence_at(Rpc.ENVIRONMENT),
        )


def is_supply_row(row: EnvironmentItem) -> bool:
    """Whether a row of the environment speaks of a supply or of what belongs to one."""
    return _SUPPLY_ROW.search(row.name) is not None


def is_fan_row(row: EnvironmentItem) -> bool:
    """A supply's own fan belongs to the supply."""
    return bool(row.item_class.lower() == "fans" or _FAN.search(row.name)) and not is_supply_row(row)


def _fan_gravity(profile: PlatformProfile) -> Gravity:
    return Gravity.CONDITION if profile.fans_removable else Gravity.BLOCKER


class Temperature(HealthCheck):
    """No part is over temperature.

    A part that is too hot on an idle bench has a cooling fault, or soon a heat fault.

    Nothing is over its temperature.
    """

    id = "health.temperature"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.ENVIRONMENT, *ALARM_ITEMS))
    remedy = Remedy(Action.LOOK, "let it cool, check air flow and fans, run again; else replace the part")

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
                case.unit.name, "no temperature is stated", expected="readings", evidence=evidence_at(Rpc.ENVIRONMENT)
            )
        elif not failed:
            where = (EvidenceRef(Rpc.ENVIRONMENT, row.xpath) for row in read)
            yield self.passed(case.unit.name, f"{counted(len(read), 'temperature')} OK", evidence=where)

    def _row(self, row: EnvironmentItem) -> Iterator[Finding]:
        status = row.status.lower()
        if status in ("ok", "absent"):  # an absent part has no temperature
            return
        evidence = evidence_at(Rpc.ENVIRONMENT, row.xpath)
        name, actual = shown(row.name), shown(row.status)
        if status in NOT_YET_REPORTED:
            # Single sensors stay so on sound devices; the readings beside them tell.
            yield self.unknown(
                name, "gives no reading", actual=actual, evidence=evidence, gravity=Gravity.ADVICE, noted=True
            )
        elif "warm" in status:
            yield self.failed(name, "is warm", expected="OK", actual=actual, evidence=evidence, gravity=Gravity.ADVICE)
        else:
            yield self.failed(name, "is over temperature or its sensor has failed", actual=actual, evidence=evidence)

    def _alarm(self, case: Case, standing: StandingAlarm) -> Finding:
        return self.failed(
            case.unit.name,
            "is over temperature" if standing.major else "is warm",
            expected="no temperature alarm",
            actual=shown(standing.alarm.description),
            evidence=(standing.evidence,),
            gravity=Gravity.CONDITION if standing.major else Gravity.ADVICE,
        )


def is_temperature_row(row: EnvironmentItem) -> bool:
    """Whether a row is a temperature that isn't a supply's or a fan's."""
    warm_class = row.item_class.lower() == "temp" or row.celsius is not None
    return warm_class and not _SUPPLY_ROW.search(row.name) and not _FAN.search(row.name)
