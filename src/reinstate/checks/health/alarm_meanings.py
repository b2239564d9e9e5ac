"""What an active alarm means for this unit: by its profile, the reference data, and what else the unit reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reinstate.checks.framework import Case
from reinstate.checks.health.alarm_topics import StandingAlarm, bench_normal
from reinstate.checks.health.engines import engines_of_inventory
from reinstate.checks.health.part_states import Kind, state_of
from reinstate.device.model import Environment, RoutingEngine, RoutingEngines
from reinstate.device.unit_rows import environment_of, routing_engines_of
from reinstate.plan.requests import Rpc
from reinstate.reference.alarm_texts import alarm_texts
from reinstate.reference.hardware_states import AlarmRow, Meaning, When
from reinstate.reference.profiles import PlatformProfile

_NUMBER = re.compile(r"\d+")
_WORST_LAST = tuple(Meaning)


@dataclass(frozen=True, slots=True)
class AlarmMeaning:
    """What an alarm means here.

    Attributes:
        meaning: None where that depends on a fact that is not known.
        sourced: whether it may excuse the alarm, and not only make it milder.
    """

    meaning: Meaning | None
    sourced: bool


def meaning_of(case: Case, profile: PlatformProfile, alarm: StandingAlarm) -> AlarmMeaning | None:
    """The worst meaning of the alarm's two texts; None where neither is known."""
    texts = alarm_texts(alarm.alarm.description, alarm.alarm.short_description)
    rows = [row for text in texts if (row := case.reference.states.alarm(text, profile.family))]
    found = [_in_case(case, row, texts[0]) for row in rows]
    worst = max(found, key=_badness, default=None)
    if bench_normal(alarm.alarm, profile) and (worst is None or worst.meaning is not Meaning.FAULT):
        return AlarmMeaning(Meaning.NORMAL, sourced=True)
    return worst


def _badness(one: AlarmMeaning) -> tuple[int, bool]:
    return (len(_WORST_LAST) if one.meaning is None else _WORST_LAST.index(one.meaning), not one.sourced)


def _in_case(case: Case, row: AlarmRow, text: str) -> AlarmMeaning:
    if row.when is When.ALWAYS:
        return AlarmMeaning(row.bench, not row.recalled)
    number = _NUMBER.search(text)
    given = _holds(case, row.when, number[0] if number else "")
    if given is None:
        return AlarmMeaning(None, sourced=False)
    return AlarmMeaning(row.bench, not row.recalled) if given else AlarmMeaning(row.otherwise, sourced=True)


def _holds(case: Case, when: When, number: str) -> bool | None:
    """Whether a fact about the unit holds; None where its replies do not show it."""
    if when is When.ONE_ENGINE:
        return len(_installed_engines(case)) == 1 and len(engines_of_inventory(case.unit)) <= 1
    if when is When.ONE_CONTROL_BOARD:
        return len(_control_boards(case)) == 1 if _control_boards(case) else None
    if when is When.BOARD_EMPTY:
        return _slot_empty(case, number)
    return _board_down(case, number)


def _installed_engines(case: Case) -> tuple[RoutingEngine, ...]:
    engines = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
    return tuple(engine for engine in engines if state_of(engine.status).kind is not Kind.EMPTY)


def _control_boards(case: Case) -> set[str]:
    """The control boards of the inventory, by number."""
    names = (fru.name.casefold().split() for fru in case.unit.frus)
    return {name[1] for name in names if len(name) == 2 and name[0] in ("cb", "scb")}


def _slot_empty(case: Case, number: str) -> bool | None:
    """Whether a control board's slot is empty: by its rows of the environment, else by the inventory."""
    kinds = {state_of(status).kind for status in _board_rows(case, number)}
    if kinds:
        return kinds == {Kind.EMPTY}
    boards = _control_boards(case)
    return number not in boards if boards else None


def _board_down(case: Case, number: str) -> bool:
    """Whether a control board, or the Routing Engine on it, is not in operation."""
    if _slot_empty(case, number):
        return True
    rows = {state_of(status).kind for status in _board_rows(case, number)}
    engines = {engine.slot: state_of(engine.status).kind for engine in _installed_engines(case)}
    return Kind.DOWN in rows or engines.get(number) is not Kind.WORKING


def _board_rows(case: Case, number: str) -> Iterator[str]:
    """The states in the environment of a control board and of the sensors on it."""
    name = re.compile(rf"CB {number}\b", re.IGNORECASE)
    for row in environment_of(case.unit, case.known(Rpc.ENVIRONMENT, Environment)):
        if name.match(row.name):
            yield row.status
