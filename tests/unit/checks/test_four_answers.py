"""Every check's table shows each of the four answers that it can give, and no table can lose one unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.catalog import CHECK_CLASSES
from reinstate.checks.framework import Check, Result
from reinstate.checks.framework.run import run_check
from tests.unit.checks.builders import FAIL, INCONCLUSIVE, NOT_APPLICABLE, PASS, Row, Said, a_profile, assert_row, row
from tests.unit.checks.tables import all_rows

ROWS = all_rows()
VIRTUAL = a_profile("vsrx", virtual=True)


def of_no_product(check: type[Check]) -> Row:
    """The check asked of the first case of its table, were that a virtual device."""
    first = next(one for one in ROWS if one.check is check)
    return row(
        "of no product", check, replace(first.case, profile=VIRTUAL), Said(NOT_APPLICABLE, text="virtual device")
    )


OF_NO_PRODUCT = tuple(of_no_product(check) for check in CHECK_CLASSES if not check.applies_to.virtual)
# What a check can't answer, and why.
NEVER: dict[tuple[str, Result], str] = {
    ("identity.is-hardware", NOT_APPLICABLE): "it is what tells products from virtual devices",
    ("licenses.readable", FAIL): "a reply that doesn't tell is no failure of the unit",
    ("frus.base-mac-in-record", FAIL): "what is inconsistent asks for a look, and proves nothing",
    ("health.settled", FAIL): "until it has settled, nothing may fail",
    ("integrity.visibility", FAIL): "what the login can't see is unknown",
}


@pytest.mark.parametrize("one", OF_NO_PRODUCT, ids=lambda one: one.check.id)
def test_nothing_is_asked_of_a_virtual_device(one: Row) -> None:
    assert_row(one)


@pytest.mark.parametrize("check", CHECK_CLASSES, ids=lambda check: check.id)
def test_each_answer_has_a_case(check: type[Check]) -> None:
    shown = {said.result for one in (*ROWS, *OF_NO_PRODUCT) if one.check is check for said in one.said}
    never = {result for (name, result) in NEVER if name == check.id}
    assert {PASS, FAIL, INCONCLUSIVE, NOT_APPLICABLE} - shown == never


def test_what_is_said_to_be_impossible_is_of_the_catalog() -> None:
    assert {name for name, _ in NEVER} <= {check.id for check in CHECK_CLASSES}
    assert all(run_check(one.check(), one.case) for one in OF_NO_PRODUCT)
