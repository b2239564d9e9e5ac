"""Waivers: what they cover, until when, and that they stay visible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.decision.policy.waivers import Waiver, WaiverState, waiver_for
from tests.unit.decision.examples import UNIT, finding

LAST_DAY = date(2027, 3, 31)
WAIVER = Waiver("test.condition", "R. Owner", "spare on the shelf", LAST_DAY, unit="ex-*")
SUPPLY = finding(subject="PSU 1")

COVERS = {
    "by unit": (WAIVER, True),
    "another unit": (replace(WAIVER, unit="mx-*"), False),
    "case counts": (replace(WAIVER, unit="EX-*"), False),
    "by serial": (replace(WAIVER, unit="", serial="PX0123*"), True),
    "another serial": (replace(WAIVER, unit="", serial="QX*"), False),
    "both must fit": (replace(WAIVER, serial="QX*"), False),
    "by subject": (replace(WAIVER, subject="PSU *"), True),
    "another subject": (replace(WAIVER, subject="Fan *"), False),
    "another check": (replace(WAIVER, check="test.other"), False),
    "no scope at all": (replace(WAIVER, unit=""), False),
}


@pytest.mark.parametrize(("waiver", "covers"), COVERS.values(), ids=COVERS)
def test_scope(waiver: Waiver, covers: bool) -> None:
    assert (waiver_for(SUPPLY, UNIT, [waiver], LAST_DAY) is not None) is covers


def test_a_unit_of_unknown_serial_is_covered_by_no_serial() -> None:
    anonymous = replace(UNIT, serial_number="")
    assert waiver_for(SUPPLY, anonymous, [replace(WAIVER, unit="", serial="*")], LAST_DAY) is None


STATES = {
    "on its last day": (SUPPLY, LAST_DAY, "applied"),
    "the day after": (SUPPLY, date(2027, 4, 1), "expired"),
    "a blocker": (replace(SUPPLY, gravity=Gravity.BLOCKER), LAST_DAY, "not-a-condition"),
    "a hold": (replace(SUPPLY, hold=True), LAST_DAY, "not-a-condition"),
    "advice": (replace(SUPPLY, gravity=Gravity.ADVICE), LAST_DAY, "not-a-condition"),
}


@pytest.mark.parametrize(("failed", "on", "state"), STATES.values(), ids=STATES)
def test_state(failed: Finding, on: date, state: str) -> None:
    use = waiver_for(failed, UNIT, [WAIVER], on)
    assert use is not None
    assert use.state == state
    assert use.applies is (state == "applied")


@pytest.mark.parametrize("result", [Result.PASS, Result.INCONCLUSIVE, Result.NOT_APPLICABLE])
def test_only_failures_are_waived(result: Result) -> None:
    assert waiver_for(replace(SUPPLY, result=result), UNIT, [WAIVER], LAST_DAY) is None


def test_one_that_holds_goes_before_one_that_is_void() -> None:
    void = replace(WAIVER, expires=date(2026, 1, 1), owner="F. Former")
    use = waiver_for(SUPPLY, UNIT, [void, WAIVER], LAST_DAY)
    assert use is not None
    assert (use.waiver, use.state) == (WAIVER, WaiverState.APPLIED)
