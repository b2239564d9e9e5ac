"""The fullest chassis that Juniper sold, as a spec of an emulated device: an MX2020 with every slot filled.

20 MPC6E with two MICs of 24 optics each, both routing engines and control boards, 8 fabric boards, 18 supplies: 1,145
modules, with EEPROM content for each board.
"""

from __future__ import annotations

from typing import Any

from reinstate.lab.spec import DeviceSpec
from reinstate.lab.spec_files import parse_spec

_SLOTS = 20
_OPTICS = range(24)
_SUPPLIES = range(18)


def mx2020(cards: int = _SLOTS) -> DeviceSpec:
    """The spec with that many line cards; its serials are made up."""
    slots = range(cards)
    raw: dict[str, Any] = {
        "name": "mx2020",
        "template": "bench",
        "model": "mx2020",
        "release": "23.4R2-S4.11",
        "answers": ["power", "active-errors", "software-all-engines"],
        "wrapped": ["software-all-engines"],
        "members": {"re0": {}, "re1": {}},
        "eeprom": True,
        "mac_count": 1984,
        "chassis": {
            "serial": "auto:JN12C####AFJ",
            "description": "MX2020",
            "model": "CHAS-BP-MX2020-S",
            "eeprom": _eeprom(0x0C20, layout=1, mac="{mac}", mac_count=1984),
        },
        "inventory": {**_common(slots), **{f"FPC {slot}": _card(slot) for slot in slots}},
        "fpcs": {
            str(slot): {
                "state": "Online",
                "description": "MPC6E 3D",
                "memory": 3584,
                "pics": {str(pic): {"type": "24X10GE SFPP"} for pic in range(2)},
            }
            for slot in slots
        },
        "environment": {
            **{f"PSM {slot}": {"class": "Temp", "celsius": 33} for slot in _SUPPLIES},
            **{f"SFB {slot} Intake-Zone0": {"class": "Temp", "celsius": 38} for slot in range(8)},
            **{f"FPC {slot} {place}": {"class": "Temp", "celsius": 44} for slot in slots for place in _PLACES},
            **{f"Fan Tray {tray} Fan {fan}": {"class": "Fans"} for tray in range(4) for fan in range(1, 7)},
        },
        "power": {f"PSM {slot}": {"kind": "dc", "capacity": 2100, "watts": 700} for slot in _SUPPLIES},
        "engines": {
            "0": {"slot": "0", "mastership": "master", "model": "RE-S-1800x4", "fru": "Routing Engine 0"},
            "1": {"slot": "1", "mastership": "backup", "model": "RE-S-1800x4", "fru": "Routing Engine 1"},
        },
        "storage": {"/.mount": {"device": "/dev/gpt/junos", "blocks": 7458072, "used": 1667792}},
    }
    return parse_spec(raw, (), __name__)


_PLACES = ("Intake", "Exhaust A", "Exhaust B", "XL Chip", "LU Chip")


def _common(slots: range) -> dict[str, Any]:
    return {
        "Midplane": _board("750-040240", "ABAC", "Lower Backplane", 0x0C20, model="CHAS-BP-MX2020-S", layout=1),
        "Midplane 1": _board("711-032386", "ABAB", "Upper Backplane", 0x0C21, layout=1),
        "PMP 1": _board("711-051408", "ACAJ", "Upper Power Midplane", 0x0C22, layout=1),
        "PMP 0": _board("711-051406", "ACAK", "Lower Power Midplane", 0x0C23, layout=1),
        "FPM Board": _board("760-040242", "ABDD", "Front Panel Display", 0x0C24, model="MX2020-CRAFT-S", layout=1),
        **{
            f"PSM {slot}": _board("740-050037", "1EDB", "DC 52V Power Supply Module", 0x0C25, model="MX2000-PSM-DC-S")
            for slot in _SUPPLIES
        },
        **{
            f"PDM {slot}": _board("740-050036", "1EFD", "DC Power Dist Module", 0x0C26, model="MX2000-PDM-DC-S")
            for slot in range(4)
        },
        **{
            f"Routing Engine {slot}": _board("740-052100", "9009", "RE-S-1800x4", 0x0C2C, model="RE-S-1800X4-32G-S")
            for slot in (0, 1)
        },
        **{
            f"CB {slot}": _board("750-051985", "CAFC", "Control Board", 0x0C27, model="REMX2K-X8-64G-S")
            for slot in (0, 1)
        },
        **{f"SPMB {slot}": _board("711-041855", "ABDC", "PMB Board", 0x0C28) for slot in (0, 1)},
        **{
            f"SFB {slot}": _board("711-044466", "ABCY", "Switch Fabric Board", 0x0C29, model="MX2000-SFB-S")
            for slot in range(8)
        },
        **{
            f"ADC {slot}": _board("750-043596", "ABDE", "Adapter Card", 0x0C2A, model="MX2000-LC-ADAPTER")
            for slot in slots
        },
        **{
            f"Fan Tray {tray}": _board("760-052467", "ACAY", "172mm FanTray - 6 Fans", 0x0C2B, model="MX2000-FANTRAY-S")
            for tray in range(4)
        },
    }


def _card(slot: int) -> dict[str, Any]:
    return {
        **_board("750-044130", "ABDF", "MPC6E 3D", 0x0B8C, model="MX2K-MPC6E"),
        "parts": {
            "CPU": _board("711-045719", "ABDG", "RMPC PMB", 0x0B8F, layout=1),
            **{f"MIC {mic}": _mic(slot, mic) for mic in range(2)},
        },
    }


def _mic(card: int, slot: int) -> dict[str, Any]:
    optics = {
        f"Xcvr {port}": {
            "version": "REV 01",
            "part": "740-031981",
            "serial": f"F7G2{card:02d}{slot}{port:03d}",
            "description": "SFP+-10G-LR",
        }
        for port in _OPTICS
    }
    pic = {"part": "BUILTIN", "serial": "BUILTIN", "description": "24X10GE SFPP", "parts": optics}
    return {**_board("750-046532", "ABDH", "24X10GE SFPP", 0x0B90, model="MIC6-10G"), "parts": {f"PIC {slot}": pic}}


def _board(
    part: str, letters: str, description: str, assembly: int, *, model: str = "", layout: int = 2
) -> dict[str, Any]:
    """A board; its serial is made up behind these letters."""
    return {
        "version": "REV 07",
        "part": part,
        "serial": f"auto:{letters}####",
        "description": description,
        "model": model,
        "clei": f"CM{part[-4:]}ABAA" if layout == 2 else "",
        "eeprom": _eeprom(assembly, layout=layout),
    }


def _eeprom(assembly: int, **fields: Any) -> dict[str, Any]:
    return {"assembly": assembly, "made": "2016-11-30", **fields}
