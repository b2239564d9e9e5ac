"""The published catalog is the classes'."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reinstate.checks.catalog import CHECK_CLASSES, make_checks
from reinstate.checks.catalog_page import catalog_markdown
from reinstate.checks.framework import Check
from reinstate.plan.requests import CATALOG, FIRST_WAVE
from reinstate.reference.loading import load_shipped

PUBLISHED = Path(__file__).parents[3] / "docs" / "reference" / "checks.md"


def test_published_catalog_is_up_to_date() -> None:
    hint = "run python -m reinstate.checks.catalog_page"
    assert PUBLISHED.read_text(encoding="utf-8") == catalog_markdown(), hint


def test_every_check_is_in_it() -> None:
    sections: list[str] = re.findall(r"^### (\S+)$", catalog_markdown(), re.MULTILINE)
    assert sections == [check.id for check in CHECK_CLASSES]


def _domain(check: type[Check]) -> str:
    """The module or package below ``checks`` that the class is in."""
    return check.__module__.split(".")[2]


def test_ids_are_unique_and_say_their_domain() -> None:
    ids = [check.id for check in CHECK_CLASSES]
    assert len(set(ids)) == len(ids)
    for check in CHECK_CLASSES:
        assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", check.id)
        assert _domain(check) == check.id.split(".")[0]


@pytest.mark.parametrize("check", CHECK_CLASSES, ids=lambda check: check.id)
def test_a_check_says_why_it_matters_and_what_it_rests_on(check: type[Check]) -> None:
    assert check.title
    assert check.rationale
    assert check.clauses
    assert all(re.fullmatch(r"P([1-9]|[12][0-9]|30)", clause) for clause in check.clauses)
    assert set(check.evidence.reference) <= set(load_shipped().sets)
    assert {*check.evidence.needs, *check.evidence.uses, *check.evidence.reads} <= set(CATALOG)
    assert set(check.evidence.reads) <= {request.id for request in FIRST_WAVE}, (
        "what may be missing must always be asked"
    )


def test_checks_can_be_left_out_by_id() -> None:
    left = make_checks(without=["identity.clone", "frus.empty-slots"])
    assert len(left) == len(CHECK_CLASSES) - 2
    assert not {"identity.clone", "frus.empty-slots"} & {check.id for check in left}
