"""Which of several lifecycle rows of one product count, and what they state together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reinstate.reference.lifecycle import Hardware, LifecycleRow, LifecycleState

ON = date(2026, 11, 23)
SHIPPED_A = LifecycleRow("EX1", date(2020, 1, 1), None, date(2025, 1, 1), "A", "the maker's list of 2021")
SHIPPED_B = replace(SHIPPED_A, confidence="B", source="one source")
SHIPPED_C = replace(SHIPPED_A, confidence="C", source="a reseller")
LATER = date(2029, 1, 1)
OWN = replace(SHIPPED_A, end_of_support=LATER, source="an operator", looked_up=ON)
PAGE = replace(OWN, source="a page", page="ex_series 2026-11-20, table 1, row 2")
BULLETIN = replace(OWN, source="a bulletin", overrides="TSB70000")
DOUBTFUL_PAGE = replace(PAGE, confidence="C")
NOT_LISTED = LifecycleRow(
    "EX1", None, None, None, "A", "a page", looked_up=date(2026, 9, 1), page="ex_series 2026-09-01"
)

CASES = {
    "an own row beside a weak one": ((SHIPPED_C, OWN), LifecycleState.END_OF_LIFE),
    "an own row beside one source": ((SHIPPED_B, OWN), LifecycleState.CONFLICTING),
    "an own row beside the maker's list": ((SHIPPED_A, OWN), LifecycleState.CONFLICTING),
    "a page beside one source": ((SHIPPED_B, PAGE), LifecycleState.END_OF_LIFE),
    "a page beside a weak one": ((SHIPPED_C, PAGE), LifecycleState.END_OF_LIFE),
    "a page beside the maker's list": ((SHIPPED_A, PAGE), LifecycleState.CONFLICTING),
    "a page with a note that cannot be read": ((SHIPPED_B, DOUBTFUL_PAGE), LifecycleState.CONFLICTING),
    "a page beside an own row of other dates": ((OWN, replace(PAGE, end_of_support=ON)), LifecycleState.CONFLICTING),
    "a bulletin beside everything": ((SHIPPED_A, OWN, PAGE, BULLETIN), LifecycleState.END_OF_LIFE),
    "two bulletins that differ": ((BULLETIN, replace(BULLETIN, end_of_support=ON)), LifecycleState.CONFLICTING),
    "a bulletin that ends it earlier": (
        (PAGE, replace(BULLETIN, end_of_support=date(2026, 1, 1))),
        LifecycleState.ENDED,
    ),
    "not listed": ((NOT_LISTED,), LifecycleState.SUPPORTED),
    "not listed, and listed elsewhere": ((NOT_LISTED, PAGE), LifecycleState.CONFLICTING),
}


@pytest.mark.parametrize(("rows", "state"), CASES.values(), ids=CASES)
def test_rows_together(rows, state):
    for order in (rows, rows[::-1]):
        assert Hardware().extended(order).answer(["EX1"], ON).state is state


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 8, 30), LifecycleState.UNKNOWN),
        (date(2026, 9, 1), LifecycleState.SUPPORTED),
        (date(2026, 11, 30), LifecycleState.SUPPORTED),
        (date(2026, 12, 1), LifecycleState.UNKNOWN),
    ],
    ids=["before the page", "its day", "90 days later", "91 days later"],
)
def test_what_is_not_listed_ages_as_any_lookup(on, state):
    assert Hardware().extended([NOT_LISTED]).answer(["EX1"], on).state is state


UNTIL = {
    "one row": ((replace(PAGE, warranty_conversion=ON),), ON),
    "none stated": ((PAGE,), None),
    "several: the latest": ((replace(PAGE, warranty_conversion=ON), replace(PAGE, warranty_conversion=LATER)), LATER),
    "a doubtful row": ((replace(PAGE, warranty_conversion=ON, confidence="C"),), None),
    "an overriding row without it": ((replace(PAGE, warranty_conversion=ON), BULLETIN), None),
}


@pytest.mark.parametrize(("rows", "day"), UNTIL.values(), ids=UNTIL)
def test_until_when_a_warranty_can_be_converted(rows, day):
    assert Hardware().extended(rows).answer(["EX1"], ON).convertible_until == day


def test_a_name_of_several_skus_can_be_converted_until_the_last_of_them():
    variants = [replace(PAGE, sku=sku, warranty_conversion=day) for sku, day in (("EX1-A", ON), ("EX1-B", LATER))]
    assert (
        Hardware(aliases={"EX1": ("EX1-A", "EX1-B")}).extended(variants).answer(["EX1"], ON).convertible_until == LATER
    )
    one = Hardware(aliases={"EX1": ("EX1-A", "EX1-B")}).extended(variants[:1])
    assert one.answer(["EX1"], ON).convertible_until is None
