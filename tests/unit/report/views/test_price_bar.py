"""The bar of a price: in proportion, within its line, and only where there is something to compare."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.report.views.price_bar import WIDTH, price_bar
from tests.unit.report.samples import economy

AMOUNTS = st.integers(0, 10**9)


def told(low: int, high: int | None, bound: int | None, **more: Any) -> dict[str, Any]:
    """An economy with this cost, which must be below this bound."""
    total = {"low": low, "high": high, "source": ""}
    return economy(cost={**economy()["cost"], "total": total}, bound=bound, **more)


@given(AMOUNTS, st.none() | AMOUNTS, st.integers(1, 10**9))
def test_a_bar_keeps_order_and_stays_on_its_line(low: int, above: int | None, bound: int) -> None:
    high = None if above is None else low + above
    bar = price_bar(told(low, high, bound))
    assert bar is not None
    assert 0 <= bar.low <= bar.high <= WIDTH
    assert 0 <= bar.bound <= WIDTH
    assert bar.is_open == (high is None)
    assert (bar.low <= bar.bound) or low > bound
    assert (bar.bound <= bar.low) or low < bound
    assert high is None or bar.high < WIDTH


def test_a_bar_is_in_proportion() -> None:
    bar = price_bar(told(1000, 4000, 8000))
    assert bar is not None
    assert (bar.low, bar.high, bar.bound) == (39, 159, 319)


@pytest.mark.parametrize("bound", [None, 0, -500])
def test_nothing_is_drawn_without_a_bound(bound: int | None) -> None:
    assert price_bar(told(1000, None, bound)) is None


def test_nothing_is_drawn_where_nothing_is_paid() -> None:
    assert price_bar(told(1000, None, 8000, pay_nothing=True)) is None
