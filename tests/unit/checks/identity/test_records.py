"""What lists of serials say of the unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework.inputs import SerialLists
from reinstate.checks.identity.records import Listed
from reinstate.device.model import FruKind
from tests.unit.checks.builders import (
    BLOCKER,
    CONDITION,
    FAIL,
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
    row("serial unknown", Listed, a_case(unit=a_unit(serial_number="")), CANT_TELL),
)
TABLE: tuple[Row, ...] = LISTED


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_records(one: Row) -> None:
    assert_row(one)
