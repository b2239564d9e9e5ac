"""What a page says beside the reason that decides: each thing once, the gravest first, and not a page of it."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.views.page_view import PageView
from tests.unit.report.samples import finding, reason, record


def unknown(check: str, what: str, **told: Any) -> dict[str, Any]:
    return finding(check, "inconclusive", what=what, **told)


DECIDES = unknown("health.first", "nobody knows")
BESIDE = {
    "two checks that miss the same row": (
        [unknown("lifecycle.a", "no row speaks of it"), unknown("lifecycle.b", "no row speaks of it")],
        [("no row speaks of it", 2)],
        0,
    ),
    "two things": (
        [unknown("lifecycle.a", "no row speaks of it"), unknown("health.b", "it is hot")],
        [("no row speaks of it - Expected: this Actual: that", 1), ("it is hot - Expected: this Actual: that", 1)],
        0,
    ),
    "the same of another module is another thing": (
        [unknown("health.b", "it is hot"), unknown("health.b", "it is hot", subject="FPC 1")],
        [("it is hot - Expected: this Actual: that", 1), ("FPC 1: it is hot - Expected: this Actual: that", 1)],
        0,
    ),
    "more than a reader reads": (
        [unknown("health.b", f"sensor {n} is hot") for n in range(8)],
        [(f"sensor {n} is hot - Expected: this Actual: that", 1) for n in range(5)],
        3,
    ),
}


@pytest.mark.parametrize(("findings", "told", "more"), BESIDE.values(), ids=BESIDE)
def test_what_stands_beside(findings: list[dict[str, Any]], told: list[tuple[str, int]], more: int) -> None:
    unit = PageView(
        record(
            "ex-1",
            DECIDES,
            *findings,
            verdict="inconclusive",
            disposition="investigate",
            beside=[reason(one) for one in findings],
        )
    )
    assert [(one.text, one.answers) for one in unit.beside] == told
    assert unit.more_beside == more


def test_a_group_may_mean_a_hold_if_one_of_it_may() -> None:
    alike = [unknown("a.a", "not told"), unknown("a.b", "not told", hold=True)]
    unit = PageView(
        record(
            "ex-1",
            DECIDES,
            *alike,
            verdict="inconclusive",
            disposition="investigate",
            beside=[reason(one) for one in alike],
        )
    )
    assert [one.hold for one in unit.beside] == [True]


def test_cards_of_one_cause_are_one_and_failures_each_have_their_own() -> None:
    """Triage leaves thirty answers open for one reason; a failure is never folded into another."""
    lost = [unknown(check, "not asked", next_step="collect") for check in ("a.a", "a.b", "a.c")]
    failed = [finding("b.b", "fail", what="it is broken"), finding("b.c", "fail", what="it is broken")]
    unit = PageView(record("ex-1", *lost, *failed, verdict="fail", disposition="investigate"))
    assert sorted(len(group) for group in unit.alike) == [1, 1, 3]
    assert sum(map(len, unit.alike)) == len(unit.standing)
