"""The first five things to do, what changed, and what the sums leave out."""

from __future__ import annotations

from typing import Any

from reinstate.report.index.first_things import first_things
from reinstate.report.index.groups import groups_of
from reinstate.report.index.since import since
from reinstate.report.views.unit_view import UnitView
from tests.unit.report.index.batches import amounts, batch, files, index, shown
from tests.unit.report.index.test_groups import UNITS, unit
from tests.unit.report.samples import change, claim, record, summary_of, superseded


def things(*units: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = first_things(groups_of(map(UnitView, units)))
    return [(thing.what, thing.amount, thing.note) for thing in found]


def placed(rack: str, **told: Any) -> dict[str, Any]:
    one = unit("remediate", **told)
    return {**one, "claim": claim(rack=rack, position="3")}


def test_what_is_free_or_keeps_a_unit_comes_first() -> None:
    ready = unit(worth="yes", name="ready", total=amounts(1390, 1390))
    quoted = {"by_figures": "depends", "lookup_first": True, "up_to": 900, "open": ["P12 reinstatement of support"]}
    waiting = unit(worth="depends", name="waiting", **quoted)
    told = things(ready, waiting, unit("hold", pay_nothing=True, name="held"), unit(name="no-value"))
    assert told == [
        ("Isolate 1 unit on hold", "Pay nothing", ""),
        ("Request reinstatement of 1 unit", "USD 500 now", "USD 1,390 in all"),
        ("Look up 1 serial number in Juniper's records", "Free", "opens USD 1,390 to decide on"),
        ("Ask the partner for prices of 1 model", "Settles 1", "units that depend on a quote"),
        ("Declare the value of 1 unit", "Settles 1", ""),
    ]


def test_a_price_is_asked_for_where_a_fee_is_open_alone() -> None:
    """A unit can wait for a lookup, or for what a repair costs, which no partner quotes."""
    asked = unit(worth="depends", up_to=900, open=["P11 product inspection"], name="asked")
    others = [unit(worth="depends", name=name, open=lines) for name, lines in (("a", []), ("b", ["repairs"]))]
    told = {what: amount for what, amount, _ in things(asked, *others)}
    assert told["Ask the partner for prices of 1 model"] == "Settles 1"


def test_the_rack_where_corrections_add_most_comes_first() -> None:
    told = things(placed("A", worth="depends", gain=900), placed("B", worth="depends", gain=5000))
    assert [what for what, _, _ in told] == ["Correct 1 unit in rack B", "Correct 1 unit in rack A"]
    assert told[0][1:] == ("Adds USD 5,000", "USD 1,390 in all")


def test_nothing_is_asked_for_a_unit_that_is_not_worth_it_or_not_to_be_paid_for() -> None:
    assert things(UNITS["passes, not worth it"][0], UNITS["rejected"][0]) == []


def test_a_thing_names_places_and_its_document() -> None:
    held = {**unit("hold", pay_nothing=True), "claim": claim(rack="A", position="7")}
    page = index([held])
    (item,) = page.xpath("//ol[@class='things']/li")
    assert shown(item).startswith("Isolate 1 unit on hold. Do not wipe, return, or resell.")
    assert "(A 7)" in shown(item)
    assert item.xpath(".//a/@href") == ["ex-1.html", "brand-protection.html"]


def test_every_document_that_is_named_is_there() -> None:
    for seed in range(4):
        written = files(batch(20, seed=seed))
        links = index(batch(20, seed=seed)).xpath("//ol[@class='things']//a/@href")
        assert set(links) <= set(written)


def changed(name: str, disposition: str, **changes: Any) -> dict[str, Any]:
    """A unit whose earlier disposition was remediate."""
    return {**unit(disposition, name=name), "supersedes": superseded(**changes)}


def test_units_are_told_apart_by_what_became_of_them() -> None:
    units = (
        *(changed("better", "reinstate"), changed("worse", "reject"), changed("same", "remediate")),
        changed("other", "remediate", new=[change("", "fail")]),
        *(changed("unread", "reinstate", problem="it was changed"), unit(name="new")),
        {**unit(name="lost"), "earlier_unread": [{"run_id": "old", "problem": "no list"}]},
    )
    told = since([UnitView(one) for one in units])
    assert told is not None
    names = {
        what: [one.name for one in getattr(told, what)] for what in ("better", "worse", "changed", "new", "unread")
    }
    assert names == {
        "better": ["better"],
        "worse": ["worse"],
        "changed": ["other"],
        "new": ["new"],
        "unread": ["unread", "lost"],
    }
    assert told.unchanged == 1
    assert told.when == ["2026-10-01"]
    strip = shown(index(list(units)).xpath("//section[@class='strip']")[0])
    assert strip.startswith(
        "Since 2026-10-01 1 better : better 1 worse : worse (it is not as it should be) 1 with other"
    )


def test_a_first_run_has_nothing_to_compare_with() -> None:
    assert since([UnitView(unit())]) is None
    assert not index([unit()]).xpath("//section[@class='strip']")


def test_gaps_stand_beside_the_sums() -> None:
    silent = record("off", verdict="inconclusive", disposition="investigate")
    for item in silent["evidence"]["items"]:
        item["file"] = ""
    missing = {
        **dict.fromkeys(("host", "seller", "lot"), ""),
        "serial": "X1",
        "model": "SRX",
        "order": "7",
        "source": "c",
    }
    claims = {"claimed": 4, "not_presented": [missing], "not_claimed": ["off"]}
    said = shown(index([silent, unit(total=amounts(1, None))], claims=claims).xpath("//section[@class='gaps']")[0])
    for part in (
        'without a highest price: sums that include it say "or more".',
        "No evidence from 1 unit: off .",
        "1 of 4 claims not found in the batch: SRX X1 , order 7 (c) .",
        "1 unit not claimed: off .",
    ):
        assert part in said, said
    assert not index([unit()]).xpath("//section[@class='gaps']")
    assert summary_of([silent])["unreachable"] == 1
