"""What lists of serials say of the unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.framework.inputs import SerialLists
from reinstate.checks.identity.records import Listed
from reinstate.device.model import FruKind
from tests.unit.checks.builders import (
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    SERIAL,
    Row,
    Said,
    a_case,
    a_fru,
    a_unit,
    assert_row,
    named,
    row,
)
from tests.unit.checks.identity.evidence import CANT_TELL

CARDED = a_unit(a_fru(FruKind.MIC, "FPC 0 / MIC 0", serial_number="ABCD1234", part_number="750-028392"))
LISTED = (
    row("lists say nothing of it", Listed, a_case(lists=SerialLists(listed={"XX9": "stolen"})), PASS),
    row("none held", Listed, a_case(), Said(PASS, text="no lists are held")),
    row(
        "listed",
        Listed,
        a_case(lists=SerialLists(listed={SERIAL: "stolen (lot 14)"})),
        Said(FAIL, BLOCKER, hold=True, text=f"{SERIAL}: stolen (lot 14)"),
    ),
    row(
        "a module is listed",
        Listed,
        a_case(
            unit=a_unit(a_fru(FruKind.MIC, "FPC 0 / MIC 0", serial_number="abcd1234", part_number="750-028392")),
            lists=SerialLists(listed={"ABCD1234": "counterfeit"}),
        ),
        Said(FAIL, CONDITION, subject="FPC 0 / MIC 0", hold=True),
    ),
    row("no word about lists", Listed, a_case(lists=SerialLists()), CANT_TELL),
    row(
        "a broken list",
        Listed,
        a_case(lists=SerialLists(broken="stolen.csv: no column serial")),
        replace(CANT_TELL, text="stolen.csv"),
    ),
    row(
        "on one list while another is broken",
        Listed,
        a_case(lists=SerialLists(listed={SERIAL: "stolen"}, broken="other.csv: no column serial")),
        Said(FAIL, BLOCKER, hold=True, text="stolen"),
    ),
    row(
        "a module on one list while another is broken",
        Listed,
        a_case(unit=CARDED, lists=SerialLists(listed={"ABCD1234": "stolen"}, broken="other.csv: no column serial")),
        CANT_TELL,
        Said(FAIL, CONDITION, subject="FPC 0 / MIC 0", hold=True),
    ),
    row(
        "a module of a unit without a serial number",
        Listed,
        a_case(unit=replace(CARDED, serial_number=""), lists=SerialLists(listed={"ABCD1234": "stolen"})),
        CANT_TELL,
        Said(FAIL, CONDITION, subject="FPC 0 / MIC 0", hold=True),
    ),
    row("serial unknown", Listed, a_case(unit=a_unit(serial_number="")), CANT_TELL),
)
NEAR = Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False, text="a list contains a similar serial number")
# What a list contains of the unit ZD4422110011, and whether it can be that one, written down wrongly.
WRITTEN = {
    "O for 0": ("ZD442211OO11", True),
    "l for 1": ("ZD442211O0LI", True),
    "dashes": ("ZD44-2211-0011", True),
    "one letter differs": ("ZB4422110011", True),
    "a letter is missing": ("D4422110011", True),
    "a letter too many": ("ZDD4422110011", True),
    "a label without its slash": ("SNZD4422110011", True),
    "the next one of the line": ("ZD4422110012", False),
    "a digit is missing": ("ZD442211001", False),
    "two letters differ": ("XB4422110011", False),
    "another one": ("PX0123456789", False),
}


def written(serial: str, **more: object) -> Case:
    lists = SerialLists(listed={serial: "stolen"}, **more)  # type: ignore[arg-type]
    return a_case(unit=a_unit(serial_number="ZD4422110011"), lists=lists)


NEARLY = (
    *(row(what, Listed, written(serial), NEAR if near else PASS) for what, (serial, near) in WRITTEN.items()),
    row("which one", Listed, written("ZD44-2211-0011"), replace(NEAR, text="listed is ZD44-2211-0011 (stolen)")),
    row("stated to be another", Listed, written("ZB4422110011", exact=frozenset({"ZB4422110011"})), PASS),
    row(
        "a module",
        Listed,
        a_case(unit=CARDED, lists=SerialLists(listed={"A8CD1234": "counterfeit"})),
        Said(INCONCLUSIVE, CONDITION, subject="FPC 0 / MIC 0", hold=True, noted=False),
    ),
    row(
        "a transceiver's maker numbers in short steps",
        Listed,
        a_case(
            unit=a_unit(a_fru(FruKind.TRANSCEIVER, "Xcvr 0", serial_number="AB1234X")),
            lists=SerialLists(listed={"AC1234X": "counterfeit"}),
        ),
        PASS,
    ),
)
TABLE: tuple[Row, ...] = (*LISTED, *NEARLY)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_records(one: Row) -> None:
    assert_row(one)
