"""Modules with a serial number of their own, as documents name them."""

from __future__ import annotations

from collections.abc import Sequence

from reinstate.device.units import own_serial
from reinstate.report.views.findings import Json


def serialized(record: Json) -> Sequence[Json] | None:
    """The unit's modules with a serial number of their own, in the order of the inventory; None where it is not known.

    A board of a fixed-configuration chassis that repeats the chassis serial number is not a product of its own.
    """
    if record["modules"] is None:
        return None
    chassis = record["unit"]["serial_number"].upper()
    return [
        one for one in record["modules"] if own_serial(one["serial_number"]) and one["serial_number"].upper() != chassis
    ]
