"""Racks as they stand: which chassis is where, with what is to be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reinstate.report.index.places import extent
from reinstate.report.labels import DISPOSITION_WORDS
from reinstate.report.natural_order import natural
from reinstate.report.views.unit_view import UnitView


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a rack.

    Attributes:
        label: its rack units, or the position as a claim states it.
        height: in rack units, as drawn.
        units: the units there; several where claims name one place twice, none where no unit is declared.
    """

    label: str
    height: int
    units: Sequence[UnitView]


@dataclass(frozen=True, slots=True)
class Rack:
    """One rack, or the units without a declared place.

    Attributes:
        name: as claims state it; "" for no place.
        slots: from top to bottom; units without a number of a rack unit come last.
    """

    name: str
    units: Sequence[UnitView]
    slots: Sequence[Slot]

    @property
    def counts(self) -> Mapping[str, int]:
        """Units by disposition, of those that are there."""
        numbers = {name: sum(unit.disposition == name for unit in self.units) for name in DISPOSITION_WORDS}
        return {name: number for name, number in numbers.items() if number}


def racks(units: Iterable[UnitView]) -> Sequence[Rack]:
    """Every rack in natural order; units without a rack come last."""
    found: dict[str, list[UnitView]] = {}
    for unit in units:
        found.setdefault(unit.rack, []).append(unit)
    ordered = sorted(found, key=lambda name: (not name, natural(name)))
    return [Rack(name, found[name], [*_elevation(found[name]), *_loose(found[name])]) for name in ordered]


def _elevation(units: Sequence[UnitView]) -> Iterator[Slot]:
    """Stretches from the top down; chassis that overlap share one, and what lies between is one stretch."""
    placed = sorted(((limits, unit) for unit in units if (limits := extent(unit))), key=lambda one: -one[0][1])
    below: int | None = None
    while placed:
        low, high = placed[0][0]
        shared = [placed.pop(0)]
        while placed and placed[0][0][1] >= low:
            low = min(low, placed[0][0][0])
            shared.append(placed.pop(0))
        if below is not None and below - 1 > high:
            yield Slot(_label(high + 1, below - 1), 1, ())
        yield Slot(_label(low, high), high - low + 1, [unit for _, unit in shared])
        below = low


def _label(low: int, high: int) -> str:
    return str(low) if low == high else f"{high} to {low}"


def _loose(units: Iterable[UnitView]) -> Iterator[Slot]:
    loose = [unit for unit in units if extent(unit) is None]
    for unit in sorted(loose, key=lambda one: natural(one.position)):
        yield Slot(unit.position, 1, [unit])


@dataclass(frozen=True, slots=True)
class Overview:
    """Many racks as one picture, a line a unit. Lengths are in units of the SVG.

    Attributes:
        paths: by disposition the lines of its units.
        names: of each rack, with where it stands.
    """

    width: int
    height: int
    paths: Mapping[str, str]
    names: Sequence[tuple[str, int, int]]


_COLUMN, _LINE, _NAME, _ACROSS = 40, 3, 10, 24
_LENGTHS = {"reinstate": 32, "remediate": 24, "investigate": 16, "reject": 8, "hold": 32}


def overview(all_racks: Sequence[Rack]) -> Overview:
    """The picture of these racks: so many in a row, each row as high as its fullest rack."""
    lines: dict[str, list[str]] = {name: [] for name in DISPOSITION_WORDS}
    names: list[tuple[str, int, int]] = []
    top = 0
    for start in range(0, len(all_racks), _ACROSS):
        row = all_racks[start : start + _ACROSS]
        for place, rack in enumerate(row):
            names.append((rack.name or "no place", place * _COLUMN, top + _NAME - 3))
            units = [unit for slot in rack.slots for unit in slot.units]
            for number, unit in enumerate(units):
                line = f"M{place * _COLUMN} {top + _NAME + _LINE * number + 1}h{_LENGTHS[unit.disposition]}"
                lines[unit.disposition].append(line)
        top += _NAME + _LINE * max(len(rack.units) for rack in row) + 6
    return Overview(_COLUMN * _ACROSS, top, {name: "".join(many) for name, many in lines.items() if many}, names)
