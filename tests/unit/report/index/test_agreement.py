"""Headline, groups, money, sums of orders, filters, and table say the same, to the unit and the dollar."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from lxml import html

from reinstate.report.figures import amount, money
from reinstate.report.index.groups import GROUPS, TITLES, group_of, totals
from reinstate.report.views.unit_view import UnitView
from tests.unit.report.index.batches import batch, index, shown
from tests.unit.report.samples import summary_of

BATCHES = {
    "none": [],
    "small": batch(30),
    "hostile": batch(80, hostile=True),
    "another": batch(200, hostile=True, seed=11),
}
PAGES = {name: index(units) for name, units in BATCHES.items()}


def counting(units: list[dict[str, Any]]) -> list[UnitView]:
    return [UnitView(one) for one in units if not one["same_as"]]


def data_of(page: html.HtmlElement) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.get_element_by_id("unit-data").text)
    return found


@pytest.fixture(params=[name for name in BATCHES if name != "none"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_seven_groups_add_up_to_all_units_and_say_what_the_records_say(name: str) -> None:
    tiles = PAGES[name].xpath("//ul[@class='tiles']/li/a")
    numbers = {tile.get("href"): int(tile.xpath("b")[0].text) for tile in tiles}
    wanted = Counter(map(group_of, counting(BATCHES[name])))
    assert numbers == {f"?group={key}#units": wanted[key] for key in GROUPS}
    assert sum(numbers.values()) == summary_of(BATCHES[name])["units"]


def test_the_headline_is_the_summary_s_ready_units(name: str) -> None:
    summary = summary_of(BATCHES[name])
    ready = summary["economics"]["ready"]
    (headline,) = PAGES[name].xpath("//h1")
    assert ready["units"] > 1
    assert shown(headline) == (
        f"{summary['units']} units: {ready['units']} are worth reinstating now, for {money(ready['cost'])} in all, "
        f"{money(ready['at_risk_now'])} of it at risk today."
    )


def test_the_money_table_adds_up_to_the_summary(name: str) -> None:
    (table,) = PAGES[name].xpath("//table[contains(@class, 'money')]")
    rows = [[shown(cell) for cell in row] for row in table.xpath(".//tbody/tr | .//tfoot/tr")]
    units = counting(BATCHES[name])
    groups = [(TITLES[key], totals(one for one in units if group_of(one) == key)) for key in GROUPS]
    economics = summary_of(BATCHES[name])["economics"]
    for row, (title, sums) in zip(rows, [*groups, ("All units", economics)], strict=True):
        costs = [amount(sums["at_risk_now"]), amount(sums["cost"])]
        assert row == [title, str(sums["units"]), *costs, f"{sums['gain']:,}"]
    assert sum(sums["cost"]["low"] for _, sums in groups) == economics["cost"]["low"]
    assert sum(sums["at_risk_now"]["low"] for _, sums in groups) == economics["at_risk_now"]["low"]
    assert shown(table.getnext()).endswith(f"USD {amount(economics['saved'])}.")


def test_an_order_s_heading_has_the_sums_of_the_summary(name: str) -> None:
    told = {}
    for body in PAGES[name].xpath("//table[contains(@class, 'units')]/tbody"):
        heading, *rows = body.xpath("tr")
        numbers = [int(shown(one).split()[0]) for one in heading.xpath(".//span[@class='counts']/span")]
        told[shown(heading.xpath(".//b")[0])] = (sum(numbers), shown(heading.xpath(".//span[@class='sums']")[0]))
        assert sum(numbers) == len([row for row in rows if "Not counted" not in shown(row.xpath("th")[0])])
    by_order = summary_of(BATCHES[name])["economics"]["by_order"]
    wanted = Counter((one["units"], _sums(one)) for one in by_order.values())
    assert Counter(one for one in told.values() if one[0]) == wanted
    assert {sums for number, sums in told.values() if not number} <= {"counted elsewhere"}


def _sums(sums: dict[str, Any]) -> str:
    if sums["units"] == sums["pay_nothing"]:
        return "pay nothing"
    return f"{money(sums['cost'])} in all, {money(sums['at_risk_now'])} of it at risk"


def test_filters_count_the_units_that_they_find(name: str) -> None:
    data, units = data_of(PAGES[name]), counting(BATCHES[name])
    for at, (facet, options) in enumerate(data["facets"].items()):
        for place, (_, _, number) in enumerate(options):
            assert number == sum(row["n"] for row in data["rows"] if place in row["f"][at]), facet
    for facet, value in (("disposition", UnitView.disposition.fget), ("worth", UnitView.answer.fget)):
        assert {one[0]: one[2] for one in data["facets"][facet] if one[2]} == Counter(map(value, units))
    economics = summary_of(BATCHES[name])["economics"]
    for facet in ("order", "seller", "model"):
        told = Counter(number for _, _, number in data["facets"][facet] if number)
        assert told == Counter(one["units"] for one in economics[f"by_{facet}"].values())


def test_the_table_has_a_row_for_every_record_in_the_order_of_the_data(name: str) -> None:
    rows = PAGES[name].xpath("//table[contains(@class, 'units')]//tr[th/a]")
    data = data_of(PAGES[name])["rows"]
    assert len(rows) == len(data) == len(BATCHES[name])
    for row, one in zip(rows, data, strict=True):
        assert shown(row.xpath("th/a")[0]) == one["s"][0]
    by_name = {one["unit"]["name"]: UnitView(one) for one in BATCHES[name]}
    for row in rows:
        unit = by_name[shown(row.xpath("th/a")[0])]
        cost = "none due" if unit.without_fees else amount(unit.record["economy"]["cost"]["total"])
        assert shown(row.xpath("td[@class='c-cost']")[0]) == cost
        assert unit.disposition in row.get("class")


def test_the_racks_hold_every_row_once(name: str) -> None:
    links = PAGES[name].xpath("//section[@class='rack']//a/@href")
    assert sorted(links) == sorted(f"{one['unit']['name']}.html" for one in BATCHES[name])


def test_without_a_host_nothing_is_counted_and_the_page_says_so() -> None:
    page = PAGES["none"]
    assert shown(page.xpath("//h1")[0]) == "0 units: the inventory names no host, so nothing was inspected."
    assert not page.xpath("//table | //figure")


def test_units_are_never_counted_as_worth_it_without_a_lookup() -> None:
    for units in BATCHES.values():
        for one in counting(units):
            if one.record["economy"]["lookup_first"]:
                assert group_of(one) != "now"
