"""What every reader sees of a unit."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.console import unit_line
from reinstate.report.views.unit_view import UnitView
from tests.unit.report.samples import economy, finding, record


@pytest.mark.parametrize(
    ("disposition", "action", "told"),
    [
        ("hold", "zeroize", "only after the hold is lifted: do it"),
        ("hold", "install", "only after the hold is lifted: do it"),
        ("hold", "report", "do it"),
        ("hold", "look-up", "do it"),
        ("remediate", "zeroize", "do it"),
    ],
)
def test_no_card_of_a_unit_on_hold_sends_somebody_to_change_it(disposition: str, action: str, told: str) -> None:
    one = finding("sanitization.x", "fail", next_step="do it", action=action)
    unit = UnitView(record("ex-1", one, verdict="fail", disposition=disposition))
    assert unit.next_step(one) == told


@pytest.mark.parametrize(
    ("verdict", "disposition", "due"),
    [
        ("fail", "hold", False),
        ("fail", "reject", False),
        ("fail", "remediate", True),
        ("inconclusive", "investigate", True),
        ("pass", "reinstate", True),
    ],
)
def test_no_fee_is_shown_as_due_where_no_product_inspection_is_requested(
    verdict: str, disposition: str, due: bool
) -> None:
    told = record("ex-1", verdict=verdict, disposition=disposition, economy=economy(worth="no", pay_nothing=not due))
    unit = UnitView(told)
    assert (unit.without_fees == "") is due
    assert unit.worth_note == ("not worth it" if due else "pay nothing")


# name: (what the record says, the one group that the unit is in)
ANSWERS: dict[str, tuple[dict[str, Any], str]] = {
    "worth it": ({"worth": "yes"}, "yes"),
    "depends on a quote": ({"worth": "depends", "up_to": 5}, "depends"),
    "depends on what no quote decides": ({"worth": "depends"}, "needs-answer"),
    "a lookup comes first": ({"worth": "depends", "lookup_first": True}, "lookup-first"),
    "a lookup comes first where no value is stated": ({"lookup_first": True}, "lookup-first"),
    "no lookup makes it worth it": ({"worth": "no", "lookup_first": True}, "no"),
    "rejected": ({"worth": "no", "pay_nothing": True}, "pay-nothing"),
    "no value": ({}, "unstated"),
}


@pytest.mark.parametrize(("told", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_every_unit_is_in_one_group(told: dict[str, Any], answer: str) -> None:
    assert UnitView(record(economy=economy(**told))).answer == answer


def test_a_chassis_with_two_rows_says_so_and_a_clone_does_not() -> None:
    twice = finding(
        "identity.clone", "fail", "advice", what="the same chassis was also collected as x", action="declare"
    )
    clone = finding(
        "identity.clone", "fail", "blocker", hold=True, what="another chassis, x, reports it", action="report"
    )
    shown = [UnitView(record("ex-1", one)).also_collected for one in (twice, clone, finding("identity.clone"))]
    assert shown == ["the same chassis was also collected as x", "", ""]


ROW = "add a platform profile for the family; reinstate reference unknown RUN --profiles row.yml writes the row to add"
UNPROFILED = finding(
    "identity.is-hardware",
    "inconclusive",
    "blocker",
    what="no platform profile matches this product",
    next_step=ROW,
    lacks=[{"kind": "platform-profiles", "name": "zx9"}],
)
FAILED = finding("health.alarms", "fail", what="an alarm is active")
FIRST = f"No platform profile matches this product (zx9): {ROW}"


@pytest.mark.parametrize(
    ("findings", "disposition", "first"),
    [
        ([UNPROFILED], "investigate", FIRST),
        ([FAILED, UNPROFILED], "investigate", FIRST),
        ([FAILED, UNPROFILED], "hold", ""),
        ([FAILED], "remediate", ""),
    ],
)
def test_a_product_without_a_profile_is_told_first_with_the_row_to_add(
    findings: list[dict[str, object]], disposition: str, first: str
) -> None:
    told = record("ex-1", *findings, verdict="inconclusive", disposition=disposition)
    assert UnitView(told).missing_profile == first
    assert ("No platform profile matches this product (zx9)" in unit_line(told)) is bool(first)
