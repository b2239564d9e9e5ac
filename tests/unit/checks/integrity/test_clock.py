"""The device's clock."""

from __future__ import annotations

import pytest

from reinstate.checks.integrity.clock import Clock
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    assert_row,
    named,
    row,
)
from tests.unit.checks.integrity.evidence import case

CLOCK = (
    row("right", Clock, case(offset=-299), PASS),
    row("ahead", Clock, case(offset=3600), Said(FAIL, ADVICE, text="3600 seconds ahead")),
    row("behind", Clock, case(offset=-86400.4), Said(FAIL, ADVICE, text="86400 seconds behind")),
    row("not compared", Clock, case(offset=None), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("no reply", Clock, case({Rpc.UPTIME: "timeout"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
)
TABLE: tuple[Row, ...] = CLOCK


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_clock(one: Row) -> None:
    assert_row(one)
