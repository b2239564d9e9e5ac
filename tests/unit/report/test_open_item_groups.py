"""Open points in groups: none is lost, and each stands where its reader looks for it."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.open_item_groups import grouped_items
from tests.unit.report.samples import finding

LOOK_UP = {"check": "", "clause": "P25", "text": "Whether the serial is known to the maker."}
PAPERS = {"check": "", "clause": "P2", "text": "Papers of ownership were not seen."}


def noted(check: str, **told: Any) -> dict[str, Any]:
    return finding(check, "inconclusive", noted=True, **told)


POINTS = {
    "the look-up of the serial": (None, LOOK_UP, "Before you pay", ""),
    "papers": (None, PAPERS, "Declare", ""),
    "what a claim would say": (noted("claims.model", action="declare", actual="none"), None, "Declare", ""),
    "a model without a row": (noted("lifecycle.x", action="look-up", actual="JPSU-1"), None, "Look up", "JPSU-1"),
    "what a person sees": (noted("attested.x", action="look", actual="none"), None, "Examine on site", ""),
    "what wasn't asked, by the name to switch on": (
        noted("health.x", action="collect", expected="log-messages", actual="not requested"),
        None,
        "Collect",
        "log-messages",
    ),
    "a step of another kind": (noted("health.x", action="replace", actual="Absent"), None, "Other", "Absent"),
    "a finding that isn't in the record any more": (None, {**PAPERS, "clause": "", "check": "x.y"}, "Other", ""),
}


@pytest.mark.parametrize(("open_finding", "point", "title", "detail"), POINTS.values(), ids=POINTS)
def test_where_a_point_stands(
    open_finding: dict[str, Any] | None, point: dict[str, Any] | None, title: str, detail: str
) -> None:
    findings = [] if open_finding is None else [open_finding]
    told = point or {"check": findings[0]["check"], "clause": "", "text": findings[0]["message"]}
    (group,) = grouped_items({"unit": {"name": "ex-1"}, "findings": findings, "open_points": [told]})
    assert (group.title, [one.detail for one in group.items]) == (title, [detail])


def test_the_points_of_one_group_keep_their_order_and_all_are_told() -> None:
    findings = [
        noted("attested.x", action="look"),
        noted("claims.x", action="declare"),
        noted("attested.y", action="look"),
    ]
    points = [{"check": one["check"], "clause": "", "text": one["message"]} for one in findings]
    record = {"unit": {"name": "ex-1"}, "findings": findings, "open_points": [*points, PAPERS, LOOK_UP]}
    groups = grouped_items(record)
    assert [group.title for group in groups] == ["Before you pay", "Declare", "Examine on site"]
    assert sum(len(group.items) for group in groups) == 5


def test_a_point_about_a_module_names_it() -> None:
    one = noted("health.supplies", subject="PEM 1", what="is not there", action="replace")
    point = {"check": one["check"], "clause": "", "text": one["message"]}
    (group,) = grouped_items({"unit": {"name": "ex-1"}, "findings": [one], "open_points": [point]})
    assert group.items[0].text == "PEM 1: is not there"
