"""The slots of a unit: each module once, empty ones only where something tells of them, findings at their slot."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.views.chassis import Chassis
from reinstate.report.views.slot_names import SlotNames, natural_order
from tests.unit.report.samples import finding, record

KINDS = {
    "FPC": "line-card",
    "MIC": "mic",
    "PIC": "pic",
    "Xcvr": "transceiver",
    "CPU": "cpu",
    "PEM": "power-supply",
    "PSM": "power-supply",
    "Power Supply": "power-supply",
    "Fan Tray": "fan",
    "Routing Engine": "routing-engine",
    "CB": "control-board",
    "SFB": "fabric-board",
    "Midplane": "midplane",
}


def module(place: str) -> dict[str, Any]:
    """A module whose kind follows from its name."""
    name = place.rpartition(" / ")[2].rstrip("0123456789 ")
    texts = dict.fromkeys(("version", "part_number", "serial_number", "model_number", "clei_code"), "")
    return {"place": place, "kind": KINDS[name], "description": f"a {name}", **texts}


def unit(
    places: str, *findings: dict[str, Any], profile: str = "some", member: str = "", **told: Any
) -> dict[str, Any]:
    """A record with these modules (separated by commas), findings, and slots."""
    slots = {"cards": told.get("cards"), "supplies": told.get("supplies")}
    modules = [module(place) for place in places.split(", ") if place]
    parts = {"unit": {"profile": profile, "member": member}, "modules": modules, "slots": slots}
    return record("ex-1", *findings, **parts)


def cards(*states: str) -> list[dict[str, str]]:
    return [{"place": f"FPC {number}", "state": state} for number, state in enumerate(states)]


def failed(subject: str, **told: Any) -> dict[str, Any]:
    return finding("health.part", "fail", subject=subject, **told)


def drawn(told: dict[str, Any]) -> dict[str, list[str]]:
    """Each group with its slots: ``-`` before one without a module, then state, [parts], and ``!`` for a finding."""
    chassis = Chassis(told)
    shown: dict[str, list[str]] = {}
    for group in chassis.groups:
        for slot in group.slots:
            parts = [f"{one.place}{'+' * one.transceivers}{'!' * len(one.findings)}" for one in slot.parts]
            texts = [chassis.name(slot.place) if slot.module else f"-{chassis.name(slot.place)}", slot.state]
            texts += [f"[{', '.join(parts)}]" if parts else "", "!" * len(slot.findings)]
            shown.setdefault(group.title, []).append(" ".join(filter(None, texts)))
    return shown


MX480 = (
    "Midplane, PEM 0, PEM 1, Routing Engine 0, CB 0, FPC 0, FPC 0 / CPU, FPC 0 / PIC 0, FPC 0 / PIC 0 / Xcvr 1, "
    "Fan Tray"
)
MEMBER = "FPC 2, FPC 2 / CPU, FPC 2 / PIC 0, FPC 2 / Power Supply 0, FPC 2 / Fan Tray 0, FPC 2 / Fan Tray 1"
FIXED = "Routing Engine 0, FPC 0, FPC 0 / PIC 0, FPC 0 / PIC 0 / Xcvr 4, Power Supply 0, Power Supply 1, Fan Tray 0"
MX2020 = ", ".join(
    [
        *(f"FPC {card}{below}" for card in range(20) for below in ("", " / MIC 0", " / MIC 0 / PIC 0")),
        *(f"FPC {card} / MIC 0 / PIC 0 / Xcvr {port}" for card in range(20) for port in range(24)),
        *(f"SFB {board}" for board in range(8)),
    ]
)
LAYOUTS: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "no profile: one grid in the device's order": (
        unit("Fan Tray 1, FPC 0, PEM 0, FPC 0 / PIC 1", profile="", supplies=None),
        {"As the device lists them": ["Fan Tray 1", "FPC 0 [PIC 1]", "PEM 0"]},
    ),
    "MX480 with empty slots": (
        unit(MX480, failed("PEM 1"), cards=cards("Online", "Empty", "Offline"), supplies=4),
        {
            "FPC slots": ["FPC 0 [PIC 0+]", "-FPC 1 Empty", "-FPC 2 Offline"],
            "Routing Engines": ["Routing Engine 0"],
            "Control boards": ["CB 0"],
            "Power supplies": ["PEM 0", "PEM 1 !", "-PEM 2 nothing listed", "-PEM 3 nothing listed"],
            "Fans": ["Fan Tray"],
            "Other parts": ["Midplane"],
        },
    ),
    "a member of a Virtual Chassis": (
        unit(MEMBER, failed("FPC 2 Fan Tray 1 Fan 0"), failed("FPC 2 Power Supply 1"), member="fpc2", supplies=2),
        {
            "FPC slots": ["FPC 2 [PIC 0]"],
            "Power supplies": ["Power Supply 0", "-Power Supply 1 nothing listed !"],
            "Fans": ["Fan Tray 0", "Fan Tray 1 !"],
        },
    ),
    "one rack unit, whose environment names the FPC first": (
        unit(FIXED, failed("FPC 0 Power Supply 1"), failed("FPC 0 Fan Tray 0 Fan 1"), failed("FPC 0 / PIC 0 / Xcvr 4")),
        {
            "FPC slots": ["FPC 0 [PIC 0+, PIC 0 / Xcvr 4!]"],
            "Routing Engines": ["Routing Engine 0"],
            "Power supplies": ["Power Supply 0", "Power Supply 1 !"],
            "Fans": ["Fan Tray 0 !"],
        },
    ),
    "a fixed-configuration chassis whose second power supply only the environment names": (
        unit("FPC 0, FPC 0 / PIC 0, Power Supply 1", failed("FPC 0 Power Supply 0"), supplies=2),
        {"FPC slots": ["FPC 0 [PIC 0]"], "Power supplies": ["-Power Supply 0 nothing listed !", "Power Supply 1"]},
    ),
    "two line cards: a slot keeps its whole name": (
        unit("FPC 0, FPC 1", failed("FPC 1 Power Supply 0")),
        {"FPC slots": ["FPC 0", "FPC 1"], "Power supplies": ["-FPC 1 Power Supply 0 nothing listed !"]},
    ),
    "MX2020": (
        unit(MX2020),
        {
            "FPC slots": [f"FPC {card} [MIC 0{'+' * 24}]" for card in range(20)],
            "Fabric boards": [f"SFB {board}" for board in range(8)],
        },
    ),
    "power supplies whose numbers start at 1: none is made up": (
        unit("Power Supply 1", supplies=2),
        {"Power supplies": ["Power Supply 1"]},
    ),
    "power supplies of two names: none is made up": (
        unit("PEM 0, PSM 1", supplies=4),
        {"Power supplies": ["PEM 0", "PSM 1"]},
    ),
    "no power supply listed: none is made up": (unit("FPC 0", supplies=2), {"FPC slots": ["FPC 0"]}),
    "more power supplies than slots": (unit("PEM 0, PEM 1", supplies=1), {"Power supplies": ["PEM 0", "PEM 1"]}),
    "a module below one that is not listed": (
        unit("FPC 0 / MIC 0 / PIC 0"),
        {"Other parts": ["FPC 0 / MIC 0 / PIC 0"]},
    ),
    "an inventory without modules": (unit(""), {}),
    "a card that is not online": (unit("FPC 0", cards=cards("Offline")), {"FPC slots": ["FPC 0 Offline"]}),
}


@pytest.mark.parametrize(("told", "shown"), LAYOUTS.values(), ids=LAYOUTS)
def test_slots(told: dict[str, Any], shown: dict[str, list[str]]) -> None:
    assert drawn(told) == shown


@pytest.mark.parametrize(("told", "_"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_module_and_every_finding_is_accounted_for(told: dict[str, Any], _: object) -> None:
    chassis = Chassis(told)
    open_or_failed = [one for one in told["findings"] if one["result"] in ("fail", "inconclusive")]
    places = [*(str(one["place"]) for one in told["modules"]), *(slot.place for slot in chassis.bare)]
    assert len(places) == len(set(places))
    assert sum(len(chassis.findings_at(place)) for place in places) + chassis.of_the_unit == len(open_or_failed)
    slots = [slot for group in chassis.groups for slot in group.slots]
    transceivers = sum(slot.transceivers + sum(one.transceivers for one in slot.parts) for slot in slots)
    assert transceivers == sum(one["kind"] == "transceiver" for one in told["modules"])


@pytest.mark.parametrize(
    ("places", "supplies", "left"), [("Power Supply 1", 2, 1), ("PEM 0", 4, 0), ("FPC 0", 2, 0), ("PEM 0", None, 0)]
)
def test_slots_without_a_number_are_counted(places: str, supplies: int | None, left: int) -> None:
    assert Chassis(unit(places, supplies=supplies)).unnumbered == left


def test_an_unknown_inventory_has_no_slots_and_no_marks() -> None:
    told = record("ex-1", failed("PEM 1"), modules=None, slots={"cards": cards("Online"), "supplies": 2})
    chassis = Chassis(told)
    assert not chassis.groups
    assert not chassis.bare
    assert chassis.of_the_unit == 1


def test_a_record_that_does_not_state_slots_is_drawn_from_its_modules() -> None:
    told = unit("PEM 0")
    del told["slots"]
    assert drawn(told) == {"Power supplies": ["PEM 0"]}


def test_a_slot_shows_first_what_counts() -> None:
    advice = failed("PEM 0", gravity="advice")
    unknown = finding("health.other", "inconclusive", "blocker", subject="PEM 0")
    (group,) = Chassis(unit("PEM 0", advice, unknown)).groups
    assert [one["check"] for one in group.slots[0].findings] == ["health.other", "health.part"]


def test_a_chassis_of_thousands_of_slots_is_drawn_in_part_and_says_so() -> None:
    chassis = Chassis(unit(", ".join(f"FPC {number}" for number in range(1000))))
    assert (sum(len(group.slots) for group in chassis.groups), chassis.beyond) == (150, 850)
    assert chassis.is_large
    assert not Chassis(unit(MX480)).is_large


@pytest.mark.parametrize(
    ("subject", "place"),
    [
        ("PEM 1", "Power Supply 1"),
        ("PSM 1", "Power Supply 1"),
        ("FPC 0 PEM 1", "Power Supply 1"),
        ("RE 0", "Routing Engine 0"),
        ("re0", "Routing Engine 0"),
        ("Routing Engine 0 CPU", "Routing Engine 0"),
        ("FPC 0 CPU", "FPC 0 / CPU"),
        ("FPC 0 Intake", "FPC 0"),
        ("FPC 1", "FPC 1"),
        ("FPC 10", "FPC 10"),
        ("FPC 1 Power Supply 0", ""),
        ("Power Supply 7", "Power Supply 7"),
        ("Power Supply 7 Fan", ""),
        ("rescue 0", ""),
        ("", ""),
    ],
)
def test_a_slot_is_found_by_any_of_its_names(subject: str, place: str) -> None:
    names = SlotNames(["Routing Engine 0", "FPC 0", "FPC 0 / CPU", "Power Supply 0", "Power Supply 1"])
    assert names.place_of(subject) == place


def test_ten_comes_after_nine() -> None:
    assert sorted(["FPC 10", "FPC 9", "FPC 9 / PIC 1"], key=natural_order) == ["FPC 9", "FPC 9 / PIC 1", "FPC 10"]
