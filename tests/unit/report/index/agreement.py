"""What an index says is what the records say, to the unit and the dollar; for batches of any kind."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from lxml import html

from reinstate.report.figures import amount, money
from reinstate.report.index.groups import GROUPS, TITLES, group_of, totals
from reinstate.report.views.unit_view import UnitView
from tests.unit.report.index.batches import shown

Page = html.HtmlElement
Records = Sequence[dict[str, Any]]
Summary = dict[str, Any]


def counting(records: Records) -> list[UnitView]:
    """The units that count."""
    return [UnitView(one) for one in records if not one["same_as"]]


def data_of(page: Page) -> dict[str, Any]:
    """The block of data that the script reads."""
    found: dict[str, Any] = json.loads(page.get_element_by_id("unit-data").text)
    return found


def groups_add_up(page: Page, records: Records, summary: Summary) -> None:
    """Seven groups, of all units."""
    tiles = page.xpath("//ul[@class='tiles']/li/a")
    numbers = {tile.get("href"): int(tile.xpath("b")[0].text) for tile in tiles}
    wanted = Counter(map(group_of, counting(records)))
    assert numbers == {f"?group={key}#units": wanted[key] for key in GROUPS}
    assert sum(numbers.values()) == summary["units"]
    assert numbers["?group=now#units"] == summary["economics"]["ready"]["units"]


def headline_is_of_the_ready_units(page: Page, records: Records, summary: Summary) -> None:
    """How many, how much, how much of it at risk, as the summary says; or that none is ready."""
    ready = summary["economics"]["ready"]
    said = shown(page.xpath("//h1")[0])
    number = ready["units"]
    told = f"{number} {'is' if number == 1 else 'are'} worth reinstating now, for {money(ready['cost'])} in all, "
    wanted = f"{told}{money(ready['at_risk_now'])} of it at risk today." if number else "none is worth reinstating"
    assert re.match(rf"{summary['units']} units?: ", said)
    assert said.partition(": ")[2].startswith(wanted)


def money_adds_up(page: Page, records: Records, summary: Summary) -> None:
    """The table of groups: each is the sum of its records, and all of them are the summary."""
    (table,) = page.xpath("//table[contains(@class, 'money')]")
    rows = [[shown(cell) for cell in row] for row in table.xpath(".//tbody/tr | .//tfoot/tr")]
    groups = [(TITLES[key], totals(one for one in counting(records) if group_of(one) == key)) for key in GROUPS]
    economics = summary["economics"]
    for row, (title, sums) in zip(rows, [*groups, ("All units, if each was paid for", economics)], strict=True):
        costs = [amount(sums["at_risk_now"]), amount(sums["cost"])]
        assert row == [title, f"{sums['units']:,}", *costs, f"{sums['gain']:,}"]
    for what in ("cost", "at_risk_now"):
        assert sum(sums[what]["low"] for _, sums in groups) == economics[what]["low"]
    assert sum(sums["gain"] for _, sums in groups) == economics["gain"]
    assert shown(table.getnext()).endswith(f"USD {amount(economics['saved'])}.")


def orders_have_the_summary_s_sums(page: Page, records: Records, summary: Summary) -> None:
    """The heading of an order, and the rows below it."""
    told = []
    for body in page.xpath("//table[contains(@class, 'units')]/tbody"):
        heading, *rows = body.xpath("tr")
        numbers = [int(shown(one).split()[0]) for one in heading.xpath(".//span[@class='counts']/span")]
        told.append((sum(numbers), shown(heading.xpath(".//span[@class='sums']")[0])))
        assert sum(numbers) == len([row for row in rows if "Not counted" not in shown(row.xpath("th")[0])])
    wanted = Counter((one["units"], _sums(one)) for one in summary["economics"]["by_order"].values())
    assert Counter(one for one in told if one[0]) == wanted
    assert {sums for number, sums in told if not number} <= {"counted elsewhere"}


def _sums(sums: dict[str, Any]) -> str:
    if sums["units"] == sums["pay_nothing"]:
        return "pay nothing"
    return f"{money(sums['cost'])} in all, {money(sums['at_risk_now'])} of it at risk"


def filters_count_what_they_find(page: Page, records: Records, summary: Summary) -> None:
    """Every option's number is that of its rows, and of the summary's groups."""
    data, units = data_of(page), counting(records)
    for at, (facet, options) in enumerate(data["facets"].items()):
        for place, (_, _, number) in enumerate(options):
            assert number == sum(row["n"] for row in data["rows"] if place in row["f"][at]), facet
    for facet, own in (("disposition", [one.disposition for one in units]), ("worth", [one.answer for one in units])):
        assert {one[0]: one[2] for one in data["facets"][facet] if one[2]} == Counter(own)
    for facet in ("order", "seller", "model"):
        told = Counter(number for _, _, number in data["facets"][facet] if number)
        assert told == Counter(one["units"] for one in summary["economics"][f"by_{facet}"].values())


def table_has_every_record(page: Page, records: Records, summary: Summary) -> None:
    """A row for each, in the order of the data, with its disposition and its cost."""
    rows = page.xpath("//table[contains(@class, 'units')]//tr[th/a]")
    names = [shown(row.xpath("th/a")[0]) for row in rows]
    assert names == [one["s"][0] for one in data_of(page)["rows"]]
    by_name = {one["unit"]["name"]: UnitView(one) for one in records}
    assert sorted(names) == sorted(by_name)
    for row, name in zip(rows, names, strict=True):
        unit = by_name[name]
        cost = "none due" if unit.without_fees else amount(unit.record["economy"]["cost"]["total"])
        assert shown(row.xpath("td[@class='c-cost']")[0]) == cost
        assert unit.disposition in row.get("class").split()


def racks_hold_every_row_once(page: Page, records: Records, summary: Summary) -> None:
    """No chassis is left out of the picture, and none is in it twice."""
    names = [shown(one) for one in page.xpath("//section[@class='rack']//a/b")]
    assert sorted(names) == sorted(one["unit"]["name"] for one in records)


def pictures_add_up(page: Page, records: Records, summary: Summary) -> None:
    """The table below a picture has all units, or all for which a fee can be paid."""
    (orders,) = page.xpath("//figure[.//*[@id='orders-title']]")
    told = [[int(cell.text) for cell in row.xpath("td")] for row in orders.xpath(".//tbody/tr")]
    assert all(number == sum(parts) for number, *parts in told)
    assert sum(number for number, *_ in told) == summary["units"]
    for fees in page.xpath("//figure[.//*[@id='fees-title']]"):
        payable = summary["units"] - summary["economics"]["pay_nothing"]
        assert sum(int(cell.text) for cell in fees.xpath(".//tbody/tr/td[1]")) == payable


Agreement = Callable[[Page, Records, Summary], None]
AGREEMENTS: tuple[Agreement, ...] = (
    groups_add_up,
    headline_is_of_the_ready_units,
    money_adds_up,
    orders_have_the_summary_s_sums,
    filters_count_what_they_find,
    table_has_every_record,
    racks_hold_every_row_once,
    pictures_add_up,
)
