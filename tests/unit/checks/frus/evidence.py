"""Modules, and a module's EEPROM as it should be."""

from __future__ import annotations

from dataclasses import replace

from reinstate.checks.framework import Case
from reinstate.device.model import Eeprom, Fru, FruKind
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    MODULAR,
    a_case,
    a_fru,
    a_profile,
    a_unit,
)

BUILT_IN = {"part_number": "BUILTIN", "serial_number": "BUILTIN"}
CARD = {"part_number": "750-045715", "serial_number": "XXCA0001", "description": "MPC5E 3D Q 24XGE+6XLGE"}


def fitted(*frus: Fru, profile: PlatformProfile | None = MODULAR) -> Case:
    return a_case(unit=a_unit(*frus), profile=profile)


def supply(place: str = "PEM 0", **fields: object) -> Fru:
    stated: dict[str, object] = {
        "part_number": "740-029970",
        "serial_number": f"XXPS{place[-1]}",
        "description": "PS AC",
    }
    return a_fru(FruKind.POWER_SUPPLY, place, **{**stated, **fields})


def record(**changed: object) -> Eeprom:
    """A version 2 record in which everything fits; ``raw`` is written from what is stated, then fields are changed."""
    raw = bytearray(b"\xff" * 128)
    raw[0x00:0x08] = bytes((0x7F, 0xB0, 0x02, 0xFF, 0x0B, 0x8F, 0x01, 0x15))
    raw[0x08:0x14] = b"REV 21".ljust(12, b"\x00")
    raw[0x14:0x20] = b"750-045715".ljust(12, b"\x00")
    raw[0x20:0x2C] = b"S/N XXCA0001"
    raw[0x34:0x44] = bytes.fromhex("ad010010020000000001ffffffffffff")
    raw[0x44] = 1
    raw[0x45:0x4F] = b"COUIBD3BAA"
    raw[0x4F:0x66] = b"MPC5EQ-40G10G".ljust(23, b"\x00")
    raw[0x66:0x73] = b"A00".ljust(13, b"\x00")
    raw[0x73] = sum(raw[0x44:0x73]) % 256
    fitting = Eeprom(
        jedec_code="0x7fb0",
        eeprom_version="0x02",
        assembly_id="0x0b8f",
        assembly_version="01.21",
        revision="REV 21",
        part_number="750-045715",
        serial_number="S/N XXCA0001",
        assembly_flags="0x00",
        manufacture_date="03-01-2017",
        board_information_record="Address 0x00: ad 01 00 10 02 00 00 00 00 01 ff ff ff ff ff ff",
        clei_code="COUIBD3BAA",
        model_number="MPC5EQ-40G10G",
        raw=bytes(raw),
        xpath="//i2c",
    )
    return replace(fitting, **changed)  # type: ignore[arg-type]


VIRTUAL = a_profile("vmx", virtual=True)
