"""Fabric, control, and clock boards."""

from __future__ import annotations

import re
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
    counted,
    evidence_at,
    shown,
)
from reinstate.checks.health.alarm_check import AlarmCheck
from reinstate.checks.health.alarm_topics import ALARM_ITEMS, BOARD_NAME, StandingAlarm, Topic, standing_alarms
from reinstate.checks.health.board_rows import has_its_own_check, is_board_row, states_degrees
from reinstate.checks.health.part_states import Kind, state_of
from reinstate.device.model import Environment, EnvironmentItem
from reinstate.device.unit_rows import environment_of
from reinstate.plan.requests import Rpc
from reinstate.reference.hardware_states import STATES_KIND
from reinstate.reference.profiles import PlatformProfile

_SOUND = (Kind.WORKING, Kind.EMPTY, Kind.IDLE)
_STATES_A_FAULT = re.compile(
    r"\bnot \w+|fail|fault|error|missing|absent|removed|\bcheck\b|offline|degraded", re.IGNORECASE
)


class Boards(AlarmCheck):
    """No fabric, control, or clock board reports a fault.

    A fabric board that is not online lowers the capacity of the chassis, and the chassis does not run without its
    control board.

    In the environment, these boards have rows of class Temp whose status is the state of the board, not a temperature.
    """

    id = "health.boards"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.ENVIRONMENT, *ALARM_ITEMS, Rpc.ROUTING_ENGINES), reference=(STATES_KIND,))
    remedy = Remedy(Action.REPLACE, "reseat the board and inspect again; replace it if the state remains")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        rows = [row for row in environment_of(case.unit, case.known(Rpc.ENVIRONMENT, Environment)) if is_board_row(row)]
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic is Topic.BOARD]
        found = [finding for row in rows if (finding := self._row(row))]
        found += [finding for alarm in alarms if (finding := self._alarm(case, profile, alarm))]
        yield from found
        if not found:
            where = [EvidenceRef(Rpc.ENVIRONMENT, row.xpath) for row in rows] or [EvidenceRef(Rpc.ENVIRONMENT)]
            installed = sum(state_of(row.status).kind is not Kind.EMPTY for row in rows)
            yield self.passed(case.unit.name, _none_at_fault(installed), evidence=where)

    def _row(self, row: EnvironmentItem) -> Finding | None:
        state = state_of(row.status)
        if state.kind in _SOUND or states_degrees(row):
            return None
        what, evidence = f"the board {state.says}", evidence_at(Rpc.ENVIRONMENT, row.xpath)
        name, actual = shown(row.name), shown(row.status) or "no status"
        elsewhere = has_its_own_check(row)
        if state.kind is Kind.FAULT or (state.kind is Kind.DOWN and not elsewhere):
            return self.failed(name, what, expected="OK", actual=actual, evidence=evidence)
        return self.unknown(
            name,
            what,
            expected="OK",
            actual=actual,
            evidence=evidence,
            gravity=Gravity.ADVICE if elsewhere else None,
            noted=elsewhere,
            remedy=_EXAMINE,
        )

    def _alarm(self, case: Case, profile: PlatformProfile, alarm: StandingAlarm) -> Finding | None:
        text = alarm.alarm.description or alarm.alarm.short_description
        name = BOARD_NAME.match(text)
        severe = (alarm.major and alarm.chassis) or _STATES_A_FAULT.search(text) is not None
        return self.of_alarm(
            case,
            profile,
            alarm,
            what="an alarm of the board is active",
            subject=shown(name["board"]) if name else case.unit.name,
            severe=severe,
        )


def _none_at_fault(boards: int) -> str:
    if not boards:
        return "the environment lists no fabric, control, or clock board"
    return f"{counted(boards, 'board')} {'reports' if boards == 1 else 'report'} no fault"


_EXAMINE = Remedy(Action.LOOK, "wait and inspect again; if the state remains, reseat the board")
