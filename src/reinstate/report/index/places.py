"""Where units stand: positions as claims state them, and how high a chassis is."""

from __future__ import annotations

import re

from reinstate.report.views.unit_view import UnitView

_POSITION = re.compile(r"(?:[Uu] ?)?([1-9]\d?)(?: ?(?:-|to) ?(?:[Uu] ?)?([1-9]\d?))?", re.ASCII)
_HIGHEST = 60  # no rack is taller

# Rack units of chassis that are not one unit high, by the start of the model's name (recalled from hardware guides).
# A height only draws a picture: an unknown one is drawn as one unit.
_HEIGHTS = (
    *(("mx2020", 45), ("mx2010", 34), ("mx960", 16), ("mx480", 8), ("mx240", 5), ("mx304", 2), ("mx10003", 3)),
    *(("mx10008", 13), ("mx10016", 21), ("mx10004", 7), ("ex9214", 16), ("ex9208", 8), ("ex9204", 5), ("ex9253", 3)),
    *(("srx5800", 16), ("srx5600", 8), ("srx5400", 5), ("srx4600", 1), ("qfx10008", 13), ("qfx10016", 21)),
    *(("ptx10008", 13), ("ptx10016", 21), ("ptx10004", 7), ("acx7509", 5)),
)


def place(unit: UnitView) -> str:
    """Rack and position as a table shows them: ``A 31``; "" where no claim states them."""
    return " ".join(filter(None, (unit.rack, unit.position)))


def extent(unit: UnitView) -> tuple[int, int] | None:
    """Lowest and highest rack unit of the chassis; None where its position is no number of a rack unit.

    A single number is the lowest one.
    """
    found = _POSITION.fullmatch(unit.position.strip())
    if not found or not unit.rack:
        return None
    low = int(found[1])
    high = int(found[2]) if found[2] else low + _height(unit) - 1
    low, high = min(low, high), max(low, high)
    return (low, high) if high <= _HIGHEST else None


def _height(unit: UnitView) -> int:
    model = str(unit.record["unit"]["model"]).lower()
    return next((height for start, height in _HEIGHTS if model.startswith(start)), 1)
