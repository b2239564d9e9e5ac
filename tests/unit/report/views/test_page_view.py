"""Findings of one cause are shown together: on the banner, and as cards."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.views.findings import by_cause
from reinstate.report.views.page_view import PageView
from tests.unit.report.samples import finding, reason, record


def unknown(check: str, what: str, **told: Any) -> dict[str, Any]:
    return finding(check, "inconclusive", what=what, **told)


DECIDES = unknown("health.first", "not determined")
NO_ROW = "no lifecycle data for this product"
OTHERS = {
    "two checks that miss the same row": (
        [unknown("lifecycle.a", NO_ROW), unknown("lifecycle.b", NO_ROW)],
        [(NO_ROW, ("lifecycle.b",))],
        0,
    ),
    "two causes": (
        [unknown("lifecycle.a", NO_ROW), unknown("health.b", "no temperature is reported")],
        [(NO_ROW, ()), ("no temperature is reported", ())],
        0,
    ),
    "the same of another module is another cause": (
        [unknown("health.b", "no status is reported"), unknown("health.b", "no status is reported", subject="FPC 1")],
        [("no status is reported", ()), ("FPC 1: no status is reported", ())],
        0,
    ),
    "more than a reader reads": (
        [unknown("health.b", f"sensor {n} reports no status") for n in range(8)],
        [(f"sensor {n} reports no status", ()) for n in range(5)],
        3,
    ),
}


def investigated(*findings: dict[str, Any], beside: list[dict[str, Any]] | None = None) -> PageView:
    """A unit whose first finding decides, with all others as other blockers or holds."""
    others = [reason(one) for one in (findings[1:] if beside is None else beside)]
    return PageView(record("ex-1", *findings, verdict="inconclusive", disposition="investigate", beside=others))


@pytest.mark.parametrize(("findings", "shown", "more"), OTHERS.values(), ids=OTHERS)
def test_other_blockers_and_holds(
    findings: list[dict[str, Any]], shown: list[tuple[str, tuple[str, ...]]], more: int
) -> None:
    unit = investigated(DECIDES, *findings)
    assert [(unit.about(group.first), group.checks) for group in unit.named_others] == shown
    assert unit.more_others == more


def test_what_counts_without_being_a_blocker_or_hold_is_a_card_and_not_named_on_the_banner() -> None:
    fan = unknown("health.fans", "no fan is listed")
    unit = investigated(DECIDES, fan, beside=[])
    assert not unit.named_others
    assert [group.first["check"] for group in unit.findings_that_prevent_a_pass] == ["health.first", "health.fans"]


def test_findings_with_the_same_text_as_the_deciding_one_are_its_own() -> None:
    unit = investigated(DECIDES, unknown("health.second", DECIDES["what"]))
    assert [one["check"] for one in unit.same_cause] == ["health.second"]
    assert not unit.named_others


def test_cards_of_one_cause_are_one_and_failures_each_have_their_own() -> None:
    """Triage leaves thirty findings inconclusive for one reason; a failure is never folded into another."""
    lost = [unknown(check, "not requested", next_step="collect") for check in ("a.a", "a.b", "a.c")]
    failed = [finding("b.b", "fail", what="it is broken"), finding("b.c", "fail", what="it is broken")]
    unit = PageView(record("ex-1", *failed, *lost, verdict="fail", disposition="investigate"))
    groups = unit.findings_that_prevent_a_pass
    assert [len(group.findings) for group in groups] == [1, 1, 3]


CAUSE = unknown("integrity.visibility", "the login cannot read everything", next_step="log in with more permissions")


def caused(check: str, **fields: Any) -> dict[str, Any]:
    """A finding that the cause leaves inconclusive. As a record's, but for the name of the cause."""
    return unknown(check, f"not determined: {check}", **fields)


def grouped(*findings: dict[str, Any]) -> list[tuple[str, tuple[str, ...], str]]:
    """Each group's first check, the checks of its others, and the check of the worst of these."""
    causes = [{**one, "cause": "integrity.visibility" if one["what"].startswith("not det") else ""} for one in findings]
    return [
        (group.first["check"], tuple(group.checks), (group.worse or {"check": ""})["check"])
        for group in by_cause(causes)
    ]


def test_the_cause_comes_first_and_names_what_it_leaves_inconclusive() -> None:
    held = caused("integrity.accounts", gravity="blocker", hold=True)
    others = [held, CAUSE, caused("integrity.scripts"), unknown("health.fans", "no fan is listed")]
    assert grouped(*others) == [
        ("integrity.visibility", ("integrity.accounts", "integrity.scripts"), "integrity.accounts"),
        ("health.fans", (), ""),
    ]


def test_a_cause_that_is_no_inconclusive_finding_here_hides_nothing() -> None:
    assert grouped(caused("a.b"), caused("a.c")) == [("a.b", (), ""), ("a.c", (), "")]
    assert grouped({**CAUSE, "result": "fail"}, caused("a.b")) == [("integrity.visibility", (), ""), ("a.b", (), "")]


def test_no_finding_is_lost_in_groups() -> None:
    findings = [caused("a.b"), CAUSE, caused("a.b", subject="FPC 0"), CAUSE, unknown("x.y", "open")]
    assert sum(1 + len(group.others) for group in by_cause(findings)) == len(findings)


def test_the_deciding_finding_comes_first_among_equals() -> None:
    unit = investigated(unknown("z.z", "no row"), unknown("a.a", "no status"))
    unit.record["findings"].reverse()
    assert [group.first["check"] for group in unit.findings_that_prevent_a_pass] == ["z.z", "a.a"]


def test_the_deciding_finding_is_shown_as_its_cause() -> None:
    held = caused("integrity.accounts", gravity="blocker", hold=True)
    unit = investigated(held, CAUSE, beside=[])
    for one in unit.record["findings"]:
        one["cause"] = "" if one["check"] == CAUSE["check"] else CAUSE["check"]
    assert unit.deciding is not None
    assert unit.deciding["check"] == "integrity.visibility"
    assert [one["check"] for one in unit.same_cause] == ["integrity.accounts"]
