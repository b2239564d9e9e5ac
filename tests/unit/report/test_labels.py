"""The labels: each value that a record can have has one, and a badge says all that counts."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from reinstate.checks.framework import Gravity, Result
from reinstate.checks.framework.holds import HoldState
from reinstate.decision.policy.waivers import WaiverState
from reinstate.decision.record import ChangePart
from reinstate.decision.verdict import Disposition, Verdict
from reinstate.device.same_box import Answer
from reinstate.report import labels

from .samples import finding

VALUES: dict[str, tuple[Mapping[Any, str], Iterable[Any]]] = {
    "words of verdicts": (labels.VERDICT_WORDS, Verdict),
    "verdicts": (labels.VERDICTS, Verdict),
    "words of dispositions": (labels.DISPOSITION_WORDS, Disposition),
    "dispositions": (labels.DISPOSITIONS, Disposition),
    "dispositions for sellers": (labels.SELLER_DISPOSITIONS, Disposition),
    "results": (labels.RESULTS, Result),
    "severities": (labels.SEVERITIES, Gravity),
    "waivers": (labels.WAIVERS, WaiverState),
    "states of holds": (labels.HOLD_STATES, HoldState),
    "answers about a chassis": (labels.SAME_CHASSIS, Answer),
    "changes": (labels.CHANGES, get_args(ChangePart.model_fields["now"].annotation)),
}


@pytest.mark.parametrize(("shown", "values"), VALUES.values(), ids=VALUES)
def test_every_value_has_one_label_of_its_own(shown: Mapping[Any, str], values: Iterable[Any]) -> None:
    assert set(shown) == set(map(str, values))
    assert len(set(shown.values())) == len(shown)
    assert all(shown.values())


BADGES = (
    (finding("a.b", "fail"), "Must-fix: failed", "remediate"),
    (finding("a.b", "fail", "blocker"), "Blocker: failed", "reject"),
    (finding("a.b", "fail", "blocker", hold=True), "Blocker: failed, hold", "hold"),
    (finding("a.b", "fail", "advice"), "Informational: failed", ""),
    (finding("a.b", "inconclusive", "blocker", hold=True), "Blocker: inconclusive, possible hold", "investigate"),
    (finding("a.b", "inconclusive"), "Must-fix: inconclusive", "investigate"),
    (finding("a.b", "pass", "blocker", hold=True), "Blocker: passed", ""),
)


@pytest.mark.parametrize(("one", "text", "color"), BADGES)
def test_a_badge_says_severity_result_and_hold(one: dict[str, Any], text: str, color: str) -> None:
    assert (labels.badge(one), labels.badge_class(one)) == (text, color)


def test_what_does_not_count_is_an_open_item() -> None:
    assert labels.severity(finding("a.b", "inconclusive", "blocker", noted=True)) == "open item"
    assert labels.severity(finding("a.b", "inconclusive", "condition")) == "must-fix"


def test_the_label_of_a_must_fix_finding_is_written_in_one_place() -> None:
    source = Path(labels.__file__).parents[1]
    texts = {path.relative_to(source).as_posix(): _texts(path) for path in source.rglob("*.py")}
    assert [place for place, found in texts.items() if any("must-fix" in text.lower() for text in found)] == [
        "checks/framework/labels.py"
    ]


def _texts(path: Path) -> list[str]:
    """The texts of a module without its docstrings."""
    tree = ast.parse(path.read_text())
    statements = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    constants = (one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in statements)
    return [one.value for one in constants if isinstance(one.value, str)]


def test_no_step_or_summary_writes_the_label_of_a_disposition_itself() -> None:
    source = Path(labels.__file__).parents[1]
    sentences = ("final: hold", "lead to hold", "claimed: hold", "final: reject", "lead to reject", "is: reject")
    for path in (source / "decision").rglob("*.py"):
        assert [text for text in _texts(path) if any(one in text for one in sentences)] == [], path
