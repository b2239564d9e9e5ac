"""The pictures: each has its figures as a table, and draws no mark outside its frame."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.index.charts import by_order, fees_by_model, reasons, support_ends
from reinstate.report.views.unit_view import UnitView
from tests.unit.report.index.batches import HOSTILE, amounts, batch, index, money, shown
from tests.unit.report.index.test_groups import unit
from tests.unit.report.samples import claim, finding, record

BATCHES = {"small": batch(24), "large": batch(300, hostile=True), "one": [unit(worth="yes", gain=10**9)]}


@pytest.fixture(params=list(BATCHES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_picture_has_title_description_and_its_figures_as_a_table(name: str) -> None:
    figures = index(BATCHES[name]).xpath("//div[@class='charts']/figure")
    assert len(figures) >= 3
    for figure in figures:
        assert shown(figure.xpath("figcaption")[0])
        assert figure.xpath(".//table//tbody/tr/th[@scope='row']")
        for picture in figure.xpath("svg"):
            title, desc = picture.xpath("title | desc")
            assert picture.get("aria-labelledby").split() == [title.get("id"), desc.get("id")]
            assert picture.get("role") == "img"
            assert shown(title)
            assert shown(desc)


def test_no_mark_lies_outside_its_picture(name: str) -> None:
    pictures = index(BATCHES[name]).xpath("//figure/svg[starts-with(@viewbox, '0 0 350')]")
    assert len(pictures) > 1
    for picture in pictures:
        height = int(picture.get("viewbox").split()[3])
        for mark in picture.xpath(".//rect | .//circle"):
            left, top = int(mark.get("x") or mark.get("cx")), int(mark.get("y") or mark.get("cy"))
            assert left >= 0
            assert left + int(mark.get("width") or 0) <= 346
            assert 0 <= top <= height


def test_bars_of_an_order_add_up_to_its_units(name: str) -> None:
    units = [UnitView(one) for one in BATCHES[name]]
    orders = by_order(units)
    assert sum(order.units for order in orders) == len(units)
    for order in orders:
        assert sum(bar.units for bar in order.bars) == order.units
    named = [order.units for order in orders if order.name]
    assert named == sorted(named, reverse=True)


def test_one_square_stands_for_one_unit_where_there_is_room() -> None:
    sold = [{**unit(name=f"u-{at}"), "claim": claim(order="7", seller="Sold & Co")} for at in range(8)]
    assert [bar.units for bar in by_order([UnitView(one) for one in sold])[0].bars] == [1] * 8
    more = [*sold, {**unit("hold", name="u-8"), "claim": claim(order="7")}]
    (order,) = by_order([UnitView(one) for one in more])
    assert [(bar.disposition, bar.units) for bar in order.bars] == [("reinstate", 8), ("hold", 1)]
    assert order.seller == "Sold & Co"


def priced(name: str, model: str, low: int, high: int | None, gain: int | None, **told: Any) -> UnitView:
    return UnitView(record(name, unit={"model": model}, economy=money(total=amounts(low, high), gain=gain, **told)))


def test_cost_of_a_model_is_the_lowest_to_the_highest_of_its_units() -> None:
    units = [
        priced("a", "mx204", 1000, 2000, 900),
        priced("b", "mx204", 500, 1500, None),
        priced("c", "mx480", 700, None, 50),
        priced("d", "", 10, 10, None),
        priced("e", "ex", 10, 10, 1, pay_nothing=True),
    ]
    mx204, mx480, unknown = fees_by_model(units)
    assert (mx204.model, mx204.units, mx204.cost, mx204.gain) == ("mx204", 2, amounts_of(500, 2000), 900)
    assert (mx480.cost, mx480.opened, mx204.opened) == (amounts_of(700, None), True, False)
    assert (unknown.model, unknown.gain, unknown.gain_x) == ("", None, None)
    assert mx204.gain_x is not None
    assert mx204.x < mx204.gain_x < mx204.x + mx204.width


def amounts_of(low: int, high: int | None) -> dict[str, int | None]:
    return {"low": low, "high": high}


def ending(name: str, until: str | None, *, model: str = "mx204", unclear: tuple[str, ...] = ()) -> UnitView:
    supportable = {"until": until, "limited_by": "chassis", "open": list(unclear)}
    return UnitView(record(name, unit={"model": model}, supportable=supportable))


def test_ends_of_support_are_dated_and_the_rest_is_counted() -> None:
    units = [
        *(ending("a", "2024-06-30", model="ex4200"), ending("b", "2031-01-31"), ending("c", "2031-01-31")),
        *(ending("d", None), ending("e", None, unclear=("chassis: no row",))),
    ]
    told = support_ends(units)
    assert told is not None
    assert [(end.model, end.until, end.units, end.past) for end in told.ends] == [
        ("ex4200", "2024-06-30", 1, True),
        ("mx204", "2031-01-31", 2, False),
    ]
    assert told.ends[0].x < told.today < told.ends[1].x
    assert (told.unannounced, told.unknown) == (1, 1)
    assert support_ends(units[3:]) is None


@pytest.mark.parametrize("until", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_an_end_of_support_beyond_the_axis_is_drawn_at_its_edge(until: str) -> None:
    told = support_ends([ending("a", until), ending("b", "2027-01-01")])
    assert told is not None
    assert all(130 <= end.x <= 330 for end in told.ends)
    assert 130 <= told.today <= 330
    assert [x for _, x in told.years] == sorted({x for _, x in told.years})


def test_reasons_are_ranked_and_units_that_pass_have_none() -> None:
    def failed(name: str, check: str) -> UnitView:
        return UnitView(record(name, finding(check, "fail", subject=name), verdict="fail", disposition="remediate"))

    told = reasons([failed("a", "health.fans"), failed("b", "x.y"), failed("c", "x.y"), UnitView(record("d"))])
    assert [(one.check, one.units, one.width) for one in told] == [("x.y", 2, 100), ("health.fans", 1, 50)]


def test_labels_that_people_chose_stay_within_their_room() -> None:
    sold = [{**unit(name=f"u-{at}"), "claim": claim(order=text * 40)} for at, text in enumerate(HOSTILE)]
    for label in index(sold).xpath("//figure//text"):
        assert len(shown(label)) <= 18
