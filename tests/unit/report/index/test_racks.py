"""Where a picture puts a chassis, and that it invents no place."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.index.places import extent
from reinstate.report.index.racks import overview, racks
from reinstate.report.labels import DISPOSITION_WORDS
from reinstate.report.views.unit_view import UnitView
from tests.unit.report.index.batches import batch, index, shown
from tests.unit.report.samples import claim, record

Drawn = list[tuple[str, int, list[str]]]


def at(name: str, rack: str, position: str, model: str = "ex4400-24t") -> UnitView:
    return UnitView(record(name, claim=claim(rack=rack, position=position), unit={"model": model}))


# name: (units, what is drawn from top to bottom: label, height, units)
RACKS: dict[str, tuple[list[UnitView], Drawn]] = {
    "one above the other": ([at("a", "A", "9"), at("b", "A", "10")], [("10", 1, ["b"]), ("9", 1, ["a"])]),
    "a gap is folded": (
        [at("a", "A", "3"), at("b", "A", "31")],
        [("31", 1, ["b"]), ("30 to 4", 1, []), ("3", 1, ["a"])],
    ),
    "a gap of one": (
        [at("a", "A", "1"), at("b", "A", "3")],
        [("3", 1, ["b"]), ("2", 1, []), ("1", 1, ["a"])],
    ),
    "two records at one place": ([at("a", "A", "7"), at("b", "A", "7")], [("7", 1, ["a", "b"])]),
    "a chassis of eight units": (
        [at("card", "C", "1", "mx480"), at("mixed", "C", "9", "MX480")],
        [("16 to 9", 8, ["mixed"]), ("8 to 1", 8, ["card"])],
    ),
    "a chassis within another": (
        [at("big", "C", "1", "mx480"), at("small", "C", "4")],
        [("8 to 1", 8, ["big", "small"])],
    ),
    "chassis that overlap in a row": (
        [at("one", "C", "1", "mx240"), at("two", "C", "5", "mx240"), at("three", "C", "9", "mx240")],
        [("13 to 1", 13, ["three", "two", "one"])],
    ),
    "members of a Virtual Chassis": (
        [at("vc.fpc0", "B", "3"), at("vc.fpc1", "B", "4"), at("vc.fpc2", "B", "5")],
        [("5", 1, ["vc.fpc2"]), ("4", 1, ["vc.fpc1"]), ("3", 1, ["vc.fpc0"])],
    ),
    "a stated extent": ([at("a", "A", "U9-U10", "mx480")], [("10 to 9", 2, ["a"])]),
    "words and numbers": (
        [at("shelf", "A", "left shelf"), at("a", "A", "U 4"), at("far", "A", "99999")],
        [("4", 1, ["a"]), ("99999", 1, ["far"]), ("left shelf", 1, ["shelf"])],
    ),
    "no position": ([at("a", "A", "")], [("", 1, ["a"])]),
}


@pytest.mark.parametrize(("units", "drawn"), RACKS.values(), ids=RACKS)
def test_a_rack_is_drawn_as_claims_state_it(units: list[UnitView], drawn: Drawn) -> None:
    (rack,) = racks(units)
    assert [(slot.label, slot.height, [one.name for one in slot.units]) for slot in rack.slots] == drawn
    assert sum(len(slot.units) for slot in rack.slots) == len(units)


@pytest.mark.parametrize("position", ["0", "-1", "61", "4.5", "U", "7;9", "\u0667", "1\n2", "x7", "60-61", "=7"])
def test_what_is_no_rack_unit_has_no_place_in_the_picture(position: str) -> None:
    assert extent(at("a", "A", position)) is None


def test_a_position_without_a_rack_is_no_place() -> None:
    assert extent(at("a", "", "7")) is None
    (rack,) = racks([at("a", "", "7")])
    assert (rack.name, [slot.label for slot in rack.slots]) == ("", ["7"])


def test_racks_come_in_natural_order_and_no_place_last() -> None:
    units = [at("x", "", ""), at("b", "A10", "1"), at("a", "A9", "1"), UnitView(record("unclaimed"))]
    assert [rack.name for rack in racks(units)] == ["A9", "A10", ""]
    assert [len(rack.units) for rack in racks(units)] == [1, 1, 2]


def test_a_box_is_symbol_word_and_color_with_its_name_first() -> None:
    page = index(batch(30))
    for box in page.xpath("//section[@class='rack']//a"):
        (disposition,) = set(box.get("class").split()) & set(DISPOSITION_WORDS)
        assert box.xpath("svg/use/@href")[0] == f"#s-{disposition}"
        assert shown(box).startswith(f"{shown(box.xpath('b')[0])} {DISPOSITION_WORDS[disposition].capitalize()}")
        assert box.get("aria-label") is None


def test_many_racks_are_one_picture_with_a_line_for_every_unit() -> None:
    units = [UnitView(one) for one in batch(500)]
    picture = overview(racks(units))
    for name in DISPOSITION_WORDS:
        lines = picture.paths.get(name, "").count("M")
        assert lines == sum(unit.disposition == name for unit in units)
    assert [name for name, _, _ in picture.names] == [rack.name or "no place" for rack in racks(units)]
    page = index(batch(500))
    assert not page.xpath("//section[@class='rack']")
    cells: list[Any] = page.xpath("//section[@aria-labelledby='racks']//tbody/tr/td[1]/text()")
    assert sum(map(int, cells)) == 500
