"""Headline, groups, money, sums of orders, filters, pictures, and table say the same, of batches of every kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinstate.report.index.groups import group_of
from tests.unit.report.index.agreement import AGREEMENTS, Agreement, counting
from tests.unit.report.index.batches import batch, index, shown
from tests.unit.report.samples import summary_of

BATCHES = {
    "one": batch(1),
    "small": batch(30),
    "hostile": batch(80, hostile=True),
    "another": batch(200, hostile=True, seed=11),
    "a third": batch(120, seed=5),
}
PAGES = {name: index(units) for name, units in BATCHES.items()}


@pytest.mark.parametrize("name", BATCHES)
@pytest.mark.parametrize("agrees", AGREEMENTS, ids=lambda one: one.__name__)
def test_the_index_agrees_with_the_records(agrees: Agreement, name: str) -> None:
    agrees(PAGES[name], BATCHES[name], summary_of(BATCHES[name]))


@settings(max_examples=max(settings().max_examples // 10, 5), deadline=None)
@given(st.integers(1, 30), st.integers(0, 10**6), st.booleans())
def test_the_index_agrees_with_the_records_of_any_batch(size: int, seed: int, hostile: bool) -> None:
    units = batch(size, hostile=hostile, seed=seed)
    page, summary = index(units), summary_of(units)
    for agrees in AGREEMENTS:
        agrees(page, units, summary)


def test_without_a_host_nothing_is_counted_and_the_page_says_so() -> None:
    page = index([])
    assert shown(page.xpath("//h1")[0]) == "0 units: the inventory names no host, so nothing was inspected."
    assert not page.xpath("//table | //figure")


def test_no_unit_counts_as_worth_it_now_without_a_lookup() -> None:
    for units in BATCHES.values():
        for one in counting(units):
            assert not (one.record["economy"]["lookup_first"] and group_of(one) == "now")
