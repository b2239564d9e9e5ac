"""The first five things to do with a batch, each with its places, its document, and its money."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from reinstate.report.figures import count, money
from reinstate.report.index.gaps import unread
from reinstate.report.index.groups import ANSWER, CORRECT, HELD, LOOK_UP, NOW, Group, totals
from reinstate.report.natural_order import natural
from reinstate.report.serial_sheet import SERIAL_SHEET
from reinstate.report.views.unit_view import UnitView

_MOST = 5
_PARTNERS = re.compile(r"P\d")  # a fee of the policy, which a partner quotes


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to do.

    Attributes:
        what: the imperative.
        why: one or two short sentences.
        units: where; each has its place.
        link, document: file and name of the document to do it with; "" where none is needed.
        amount, note: the money, and what it is.
    """

    what: str
    why: str
    units: Sequence[UnitView]
    link: str
    document: str
    amount: str
    note: str


def first_things(groups: Sequence[Group]) -> Sequence[Thing]:
    """The first five, in the order in which to do them: what keeps units, what is free, what earns, what opens more."""
    by_key = {group.key: group.units for group in groups}
    units = [unit for group in groups for unit in group.units]
    return list(islice((thing for find in _FINDERS for thing in find(by_key, units)), _MOST))


Units = Sequence[UnitView]
_Finder = Callable[[Mapping[str, Units], Units], Iterator[Thing]]


def _isolate(groups: Mapping[str, Units], units: Units) -> Iterator[Thing]:
    if held := groups[HELD]:
        yield Thing(
            what=f"Isolate {count(len(held), 'unit')} on hold",
            why="Do not wipe, return, or resell.",
            units=held,
            link="brand-protection.html",
            document="Report to brand protection",
            amount="Pay nothing",
            note="",
        )


def _request(groups: Mapping[str, Units], units: Units) -> Iterator[Thing]:
    if ready := groups[NOW]:
        sums = totals(ready)
        yield Thing(
            what=f"Request reinstatement of {count(len(ready), 'unit')}",
            why="The inspection fee falls due first and is nonrefundable.",
            units=ready,
            link="reinstatement-request.html",
            document="Request for the partner",
            amount=f"{money(sums['at_risk_now'])} now",
            note=f"{money(sums['cost'])} in all",
        )


def _look_up(groups: Mapping[str, Units], units: Units) -> Iterator[Thing]:
    asked = [unit for unit in units if unit.answer == "lookup-first" and unit.record["unit"]["serial_number"]]
    if asked:
        waiting = len(groups[LOOK_UP])
        after = (
            f" {count(waiting, 'unit has', 'units have')} no other open fact; the quote comes after it."
            if waiting
            else ""
        )
        yield Thing(
            what=f"Look up {count(len(asked), 'serial number')} in Juniper's records",
            why=f"No charge.{after}",
            units=(),
            link=SERIAL_SHEET,
            document="Serial numbers to paste",
            amount="Free",
            note=f"opens {money(totals(asked)['cost'])} to decide on",
        )


def _read(groups: Mapping[str, Units], units: Units) -> Iterator[Thing]:
    silent = [unit for unit in units if unread(unit)]
    if silent:
        yield Thing(
            what=f"Collect evidence again from {count(len(silent), 'unit')}",
            why="Nothing is known of them; the record of each says what to correct first.",
            units=silent,
            link="work-list.html",
            document="Work list",
            amount=f"Settles {len(silent):,}",
            note="",
        )


def _correct(groups: Mapping[str, Units], units: Units) -> Iterator[Thing]:
    """By rack, the one where the corrections add most first."""
    racks: dict[str, list[UnitView]] = {}
    for unit in groups[CORRECT]:
        racks.setdefault(unit.rack, []).append(unit)
    for rack, there in sorted(racks.items(), key=lambda one: (-totals(one[1])["gain"], natural(one[0]))):
        sums = totals(there)
        yield Thing(
            what=f"Correct {count(len(there), 'unit')} {f'in rack {rack}' if rack else 'without a declared place'}",
            why="Then inspect again.",
            units=there,
            link="work-list.html",
            document="Work list",
            amount=f"Adds USD {sums['gain']:,}" if sums["gain"] else "",
            note=f"{money(sums['cost'])} in all",
        )


def _quote(groups: Mapping[str, Units], units: Units) -> Iterator[Thing]:
    waiting = [unit for unit in units if _depends(unit)]
    models = {str(unit.record["unit"]["model"]) for unit in waiting} - {""}
    if models:
        yield Thing(
            what=f"Ask the partner for prices of {count(len(models), 'model')}",
            why="Their fees are ranges or not known.",
            units=(),
            link="",
            document="",
            amount=f"Settles {len(waiting):,}",
            note="units that depend on a quote",
        )


def _depends(unit: UnitView) -> bool:
    """Whether a price of the partner's is open that decides."""
    asked = any(_PARTNERS.match(line) for line in unit.record["economy"]["open"])
    return asked and unit.answer in ("depends", "lookup-first") and unit.worth == "depends"


def _value(groups: Mapping[str, Units], units: Units) -> Iterator[Thing]:
    without = [unit for unit in units if unit.worth == "unstated" and unit.answer != "pay-nothing"]
    if without:
        yield Thing(
            what=f"Declare the value of {count(len(without), 'unit')}",
            why="Without a value, nothing says whether the fees are worth it.",
            units=without,
            link="",
            document="",
            amount=f"Settles {len(without):,}",
            note="",
        )


def _answer(groups: Mapping[str, Units], units: Units) -> Iterator[Thing]:
    asked = [unit for unit in groups[ANSWER] if unit.disposition == "investigate" and not unread(unit)]
    if asked:
        yield Thing(
            what=f"Resolve what is unknown of {count(len(asked), 'unit')}",
            why="The work list names each question once.",
            units=asked,
            link="work-list.html",
            document="Work list",
            amount=f"Settles {len(asked):,}",
            note="",
        )


_FINDERS: tuple[_Finder, ...] = (_isolate, _request, _look_up, _read, _quote, _value, _correct, _answer)
