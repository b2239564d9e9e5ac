"""The serial numbers to look up in Juniper's records, one a line, to paste."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reinstate.report.views.unit_view import UnitView

SERIAL_SHEET: Final = "serials-to-look-up.txt"
# A device can report anything as its serial number; what Juniper's form does not take is looked up by hand.
_SERIAL = re.compile(r"[A-Za-z0-9_-]{1,64}")


def serial_sheet(units: Iterable[UnitView]) -> bytes:
    """One serial number a line, each once, in the order of the units; empty where none is to be looked up.

    A unit that is not worth its cost is not looked up: no answer could change that.
    """
    counted = (unit.record for unit in units if not unit.record["same_as"])
    first = (record for record in counted if record["economy"]["lookup_first"] and record["economy"]["worth"] != "no")
    serials = dict.fromkeys(str(record["unit"]["serial_number"]) for record in first)
    return "".join(f"{serial}\n" for serial in serials if _SERIAL.fullmatch(serial)).encode()
