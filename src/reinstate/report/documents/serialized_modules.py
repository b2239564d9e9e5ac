"""Modules that a maker knows by serial, as documents name them."""

from __future__ import annotations

from collections.abc import Sequence

from reinstate.device.units import own_serial
from reinstate.report.views.findings import Json


def serialized(record: Json) -> Sequence[Json] | None:
    """The unit's modules with a serial of their own, in the inventory's order; None where it isn't known.

    A board of a fixed box that repeats the chassis' serial is no product beside it.
    """
    if record["modules"] is None:
        return None
    chassis = record["unit"]["serial_number"].upper()
    return [
        one for one in record["modules"] if own_serial(one["serial_number"]) and one["serial_number"].upper() != chassis
    ]
