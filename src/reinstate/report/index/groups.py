"""The seven groups of a batch: every unit that counts is in exactly one, so that they add up to all units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from reinstate.checks.identity.records import Entitlement
from reinstate.decision.economics import totals_of
from reinstate.report.figures import money
from reinstate.report.labels import ANSWERS
from reinstate.report.views.unit_view import UnitView

NOW, LOOK_UP, CORRECT, ANSWER, NOT_WORTH, REJECTED, HELD = GROUPS = (
    *("now", "look-up", "correct", "answer", "not-worth", "reject", "hold"),
)
TITLES: Mapping[str, str] = MappingProxyType(
    {
        NOW: "Worth it now",
        LOOK_UP: "Look up first",
        CORRECT: "Correct first",
        ANSWER: "Need an answer",
        NOT_WORTH: "Not worth it",
        REJECTED: "Rejected",
        HELD: "On hold",
    }
)
# The symbol and the colors of each: an answer's or a disposition's.
_LOOKS = MappingProxyType(
    {
        NOW: ("yes", "reinstate"),
        LOOK_UP: ("lookup-first", "reinstate"),
        CORRECT: ("remediate", "remediate"),
        ANSWER: ("investigate", "investigate"),
        NOT_WORTH: ("no", "plain"),
        REJECTED: ("reject", "reject"),
        HELD: ("hold", "hold"),
    }
)
_LOOKUP = Entitlement.id
_LACKING = MappingProxyType(
    {
        "": "with an unknown fact",
        "depends": "without a quote",
        "unstated": "without a value",
        "needs-answer": "with something else to answer",
    }
)
_BY_DISPOSITION = MappingProxyType({"reject": REJECTED, "hold": HELD, "remediate": CORRECT, "investigate": ANSWER})


@dataclass(frozen=True, slots=True)
class Group:
    """One of the seven.

    Attributes:
        key: its name in addresses.
        units: its units, in the records' order.
        totals: their money, see ``reinstate.decision.economics.totals_of``.
    """

    key: str
    units: Sequence[UnitView]
    totals: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Its heading."""
        return TITLES[self.key]

    @property
    def symbol(self) -> str:
        """Name of its symbol."""
        return _LOOKS[self.key][0]

    @property
    def look(self) -> str:
        """The class that gives it its colors."""
        return _LOOKS[self.key][1]

    @property
    def note(self) -> str:
        """What its money comes to, or what it waits for; "" where it has no unit."""
        return _NOTES[self.key](self) if self.units else ""


def group_of(unit: UnitView) -> str:
    """The key of the one group that the unit is in.

    Holds and rejections come before money, and money before work: nobody corrects what is not worth it.
    """
    if unit.disposition in (REJECTED, HELD):
        return unit.disposition
    if unit.answer in ("no", "pay-nothing"):
        return NOT_WORTH
    if _waits_for_the_lookup(unit):
        return LOOK_UP
    return _BY_DISPOSITION.get(unit.disposition) or (NOW if unit.answer == "yes" else ANSWER)


def _waits_for_the_lookup(unit: UnitView) -> bool:
    """Whether the unit passes, or would, but for the answer of Juniper's records."""
    open_checks = {str(one["check"]) for group in unit.findings_that_prevent_a_pass for one in group.findings}
    return unit.answer == "lookup-first" and open_checks <= {_LOOKUP}


def groups_of(units: Iterable[UnitView]) -> Sequence[Group]:
    """All seven in their order, of the units that count: a chassis at several addresses once."""
    found: dict[str, list[UnitView]] = {key: [] for key in GROUPS}
    for unit in counted(units):
        found[group_of(unit)].append(unit)
    return [Group(key, units, totals(units)) for key, units in found.items()]


def counted(units: Iterable[UnitView]) -> list[UnitView]:
    """The units whose record counts."""
    return [unit for unit in units if not unit.record["same_as"]]


def totals(units: Iterable[UnitView]) -> Mapping[str, Any]:
    """The money of these units."""
    return totals_of([unit.record["economy"] for unit in units])


def _now(group: Group) -> str:
    return f"{money(group.totals['cost'])} in all, {money(group.totals['at_risk_now'])} of it at risk today"


def _look_up(group: Group) -> str:
    return f"free; then {money(group.totals['cost'])} in all, {money(group.totals['at_risk_now'])} of it at risk"


def _correct(group: Group) -> str:
    return f"then {money(group.totals['cost'])} in all; {_answers(group)}"


def _answer(group: Group) -> str:
    """What the units wait for: a fact that decides, or, where they pass, a quote, a value, or something else."""
    waiting = Counter("" if unit.disposition == "investigate" else unit.answer for unit in group.units)
    lookups = sum(unit.answer == "lookup-first" for unit in group.units)
    parts = [f"{number:,} {_LACKING[what]}" for what, number in waiting.items()]
    return "; ".join(filter(None, (", ".join(parts), f"{lookups:,} also to look up, free" if lookups else "")))


def _answers(group: Group) -> str:
    numbers = {answer: sum(unit.answer == answer for unit in group.units) for answer in ANSWERS}
    return ", ".join(f"{number:,} {ANSWERS[answer]}" for answer, number in numbers.items() if number)


def _saved(group: Group) -> str:
    return f"pay nothing: {money(group.totals['saved'])} saved"


def _held(group: Group) -> str:
    return f"isolate and report {'it' if len(group.units) == 1 else 'them'}; pay nothing"


_NOTES = MappingProxyType(
    {
        NOW: _now,
        LOOK_UP: _look_up,
        CORRECT: _correct,
        ANSWER: _answer,
        NOT_WORTH: _saved,
        REJECTED: _saved,
        HELD: _held,
    }
)
