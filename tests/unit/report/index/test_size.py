"""The index of a large batch stays small enough to mail, and a table of 10,000 rows is data and not markup."""

from __future__ import annotations

import pytest

from reinstate.report.index.index_view import IndexView
from reinstate.report.jinja_environment import INDEX, make_environment, rendered
from reinstate.report.views.unit_view import unit_views
from tests.unit.report.index.batches import batch
from tests.unit.report.samples import RUN, TEMPLATES

KINDS = batch(50)


def page(size: int) -> bytes:
    records = [
        {**KINDS[at % 50], "unit": {**KINDS[at % 50]["unit"], "name": f"unit-{at:05}"}, "same_as": ""}
        for at in range(size)
    ]
    summary = {"hosts": size, "unreachable": 0}
    view = IndexView(unit_views(records), summary)
    values = {"run": RUN, "summary": summary, "batch": view, "documents": [], "notice": ""}
    return rendered(make_environment([TEMPLATES]), INDEX, values)


@pytest.mark.parametrize("size", [400, 1_000])
def test_an_index_is_below_five_megabytes(size: int) -> None:
    assert len(page(size)) < 5_000_000


def test_a_row_that_is_drawn_costs_less_than_one_that_the_page_has() -> None:
    plain, drawn = len(page(2_000)) / 2_000, len(page(2_100)) / 2_100
    assert drawn < plain / 2
