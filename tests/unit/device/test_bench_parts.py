"""Parts of the bench are set apart from the modules of a unit, wherever they are plugged in."""

from __future__ import annotations

from reinstate.device.bench_parts import set_apart
from reinstate.device.model import Fru, FruKind, Unit

DISK = Fru(("RE 0", "ada0"), FruKind.STORAGE, serial_number="QM1")
ENGINE = Fru(("RE 0",), FruKind.ROUTING_ENGINE, part_number="750-1", serial_number="re1", children=(DISK,))
MIC = Fru(("FPC 0", "MIC 0"), FruKind.MIC, part_number="750-2", serial_number="MIC1")
CARD = Fru(("FPC 0",), FruKind.LINE_CARD, part_number="750-3", serial_number="FPC1", children=(MIC,))
NAMELESS = Fru(("Fan 0",), FruKind.FAN)
UNIT = Unit("mx", "mx", serial_number="JN1", frus=(ENGINE, CARD, NAMELESS))


def places(unit: Unit) -> tuple[list[str], list[str]]:
    return [fru.place for fru in unit.walk()], [fru.place for fru in unit.bench_parts]


def test_a_part_goes_with_all_that_is_in_it() -> None:
    assert places(set_apart(UNIT, {("750-1", "RE1")})) == (["FPC 0", "FPC 0 / MIC 0", "Fan 0"], ["RE 0"])


def test_a_part_within_a_module_leaves_the_module() -> None:
    assert places(set_apart(UNIT, {("750-2", "MIC1")})) == (
        ["RE 0", "RE 0 / ada0", "FPC 0", "Fan 0"],
        ["FPC 0 / MIC 0"],
    )


def test_both_numbers_name_a_part() -> None:
    for parts in (set[tuple[str, str]](), {("750-1", "MIC1")}, {("750-2", "RE1")}, {("750-3", "")}):
        assert set_apart(UNIT, parts) is UNIT
