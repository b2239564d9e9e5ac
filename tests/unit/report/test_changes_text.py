"""What would change, in the labels that pages show."""

from __future__ import annotations

import pytest

from reinstate.report.changes_text import change_lines

BEFORE = {"verdict": "fail", "disposition": "hold", "reason": "identity.clone"}
AFTER = {"verdict": "pass", "disposition": "reinstate", "reason": "all-passed"}


def _lines(before: str, after: str) -> list[str]:
    one = {"check": "a.b", "subject": "ex-1", "before": before, "after": after, "message": "a message"}
    change = {"unit": "ex-1", "serial": "", "run_id": "r", "becomes": "ex-1", "before": BEFORE, "after": AFTER}
    return change_lines(
        {
            "by": "policy lab 1",
            "changed": [{**change, "findings": [one]}],
            "damaged": [],
            "not_compared": [],
            "notes": [],
            "unchanged": {},
            "judged": ["r"],
        }
    )


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("", "no finding"),
        ("pass", "passed"),
        ("not_applicable", "not applicable"),
        ("fail (condition)", "failed (must-fix)"),
        ("fail (blocker, hold)", "failed (blocker, hold)"),
        ("fail (condition, waived)", "failed (must-fix, waived)"),
        ("inconclusive (blocker, hold)", "inconclusive (blocker, possible hold)"),
        ("inconclusive (advice, noted)", "inconclusive (informational, open item)"),
    ],
)
def test_a_finding_is_shown_with_the_labels_of_its_severity(state: str, shown: str) -> None:
    assert f"  {shown} -> failed (must-fix)  a.b" in _lines(state, "fail (condition)")


def test_the_decision_is_shown_before_and_after() -> None:
    assert "ex-1 (serial number not known) in r: fail/hold (identity.clone) -> pass/reinstate (all-passed)" in _lines(
        "fail (condition)", "pass"
    )
