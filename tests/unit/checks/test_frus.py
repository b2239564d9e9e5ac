"""Checks of modules, as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.eeprom import contradictions
from reinstate.checks.framework import Case
from reinstate.checks.frus import (
    EepromConsistent,
    EmptySlots,
    IdentityPresent,
    PartNumberBelongs,
    ThirdPartyOptics,
    ThirdPartySupplyOrFan,
)
from reinstate.device.model import Eeprom, Fru, FruKind
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Assembly, Part
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    MODULAR,
    NOT_APPLICABLE,
    PASS,
    SERIAL,
    TODAY,
    Row,
    Said,
    a_case,
    a_fru,
    a_profile,
    a_reference,
    a_unit,
    assert_row,
    inventory,
    named,
    row,
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


IDENTITY_PRESENT = (
    row("all state one", IdentityPresent, fitted(a_fru(FruKind.LINE_CARD, "FPC 1", **CARD), supply()), PASS),
    row(
        "a card without a serial",
        IdentityPresent,
        fitted(a_fru(FruKind.LINE_CARD, "FPC 1", **{**CARD, "serial_number": ""})),
        Said(FAIL, CONDITION, subject="FPC 1", text="no serial"),
    ),
    row(
        "a described supply without any identity",
        IdentityPresent,
        fitted(supply(part_number="", serial_number="")),
        Said(FAIL, CONDITION, text="no part number and no serial"),
    ),
    row(
        "a bare name could not be read",
        IdentityPresent,
        fitted(a_fru(FruKind.CONTROL_BOARD, "CB 0")),
        Said(INCONCLUSIVE, CONDITION, noted=False, text="nothing but its name"),
    ),
    row(
        "fans, CPUs, PICs and built-in parts have none",
        IdentityPresent,
        fitted(
            a_fru(FruKind.FAN, "Fan Tray 0", description="Fan Tray"),
            a_fru(FruKind.LINE_CARD, "FPC 0", a_fru(FruKind.CPU, "FPC 0 / CPU"), **BUILT_IN),
            a_fru(FruKind.PIC, "FPC 0 / PIC 0", description="10x 1GE"),
        ),
        PASS,
    ),
    row(
        "the boards of a fixed box are the box",
        IdentityPresent,
        fitted(
            a_fru(FruKind.CONTROL_BOARD, "Pseudo CB 0"),
            a_fru(FruKind.LINE_CARD, "FPC 0", description="FPC"),
            profile=a_profile(),
        ),
        PASS,
    ),
    row(
        "supplies that are fixed on this family",
        IdentityPresent,
        fitted(
            a_fru(FruKind.POWER_SUPPLY, "Power Supply 0"),
            profile=a_profile(identity_free=frozenset({"power-supply", "mic"})),
        ),
        PASS,
    ),
    row("family unknown", IdentityPresent, fitted(profile=None), INCONCLUSIVE),
    row("inventory unknown", IdentityPresent, a_case({Rpc.INVENTORY: "timeout"}, profile=MODULAR), INCONCLUSIVE),
)


def part(number: str, description: str = "", model: str = "", clei: str = "") -> Part:
    return Part(number, description, model, clei, "a test")


MPC5E = part("750-045715", "MPC5E 3D Q 24XGE+6XLGE", "MPC5EQ-40G10G", "COUIBD3BAA")
PARTS = {
    "750-045715": [MPC5E],
    "750-054902": [part("750-054902", "MPC3E NG PQ & Flex Q")],
    "740-029970": [part("740-029970", "", "PWR-MX480-2520-AC-S"), part("740-029970", "PS 1.4-2.52kW; 90-264V AC in")],
    "740-070749": [part("740-070749", "", "JPSU-650W-AC-AFO")],
    "740-020957": [part("740-020957", "PS 320W AC", "EX-PWR-320-AC", "COUPACCEAA")],
    "740-031980": [part("740-031980", "SFP+-10G-SR")],
    "740-031981": [part("740-031981", "SFP+-10G-LR")],
    "740-040940": [part("740-040940", "QSFPP-LX4")],
}


def claiming(number: str, description: str = "", kind: FruKind = FruKind.LINE_CARD, **fields: object) -> Case:
    module = a_fru(kind, "FPC 1", part_number=number, serial_number="XX1", description=description, **fields)
    return a_case(unit=a_unit(module), profile=MODULAR, reference=a_reference(parts=PARTS))


LOOK = Said(INCONCLUSIVE, CONDITION, subject="FPC 1", hold=False, noted=False, text="compare its label")
PART_NUMBER = (
    row("as in the table", PartNumberBelongs, claiming("750-045715", MPC5E.description), PASS),
    row(
        "another card's description",
        PartNumberBelongs,
        claiming("750-054902", MPC5E.description, model_number=MPC5E.model_number, clei_code=MPC5E.clei_code),
        LOOK,
    ),
    row("another card's CLEI code", PartNumberBelongs, claiming("740-020957", "X", clei_code="COUIBD3BAB"), LOOK),
    row("another supply's order number", PartNumberBelongs, claiming("740-070749", model_number="EX-PWR-320-AC"), LOOK),
    row(
        "words that the table doesn't have are no evidence",
        PartNumberBelongs,
        claiming("750-054902", "Zeta card"),
        PASS,
    ),
    row(
        "a name that varies by bundle",
        PartNumberBelongs,
        claiming("740-070749", "JPSU-650W-AC-AO", FruKind.POWER_SUPPLY, model_number="JPSU-650W-AC-AO"),
        PASS,
    ),
    row(
        "a CLEI code of another revision", PartNumberBelongs, claiming("740-020957", "X", clei_code="COUPACCEZZ"), PASS
    ),
    row(
        "a part that the table doesn't know is an open point",
        PartNumberBelongs,
        claiming("750-999999", "MPC9"),
        Said(INCONCLUSIVE, CONDITION, noted=True, text="750-999999"),
        PASS,
    ),
    row("no part number at all", PartNumberBelongs, claiming("BUILTIN", "MPC"), PASS),
    row(
        "an optic comes out anyway",
        PartNumberBelongs,
        claiming("740-040940", "SFP+-10G-SR", FruKind.TRANSCEIVER),
        Said(FAIL, ADVICE, hold=False),
        PASS,
    ),
    row(
        "order number in the detailed inventory, which was asked and is missing",
        PartNumberBelongs,
        a_case({Rpc.INVENTORY_EXTENSIVE: "truncated"}, profile=MODULAR),
        INCONCLUSIVE,
    ),
    row(
        "the table is missing",
        PartNumberBelongs,
        a_case(profile=MODULAR, reference=a_reference(sets={})),
        Said(INCONCLUSIVE, text="part-numbers"),
    ),
)


def optic(part_number: str, version: str = "REV 01", description: str = "SFP+-10G-SR") -> Case:
    module = a_fru(
        FruKind.TRANSCEIVER,
        "Xcvr 3",
        part_number=part_number,
        version=version,
        description=description,
        serial_number="A1",
    )
    return fitted(module)


FOREIGN_OPTIC = Said(FAIL, ADVICE, subject="Xcvr 3", hold=False, text="take it out")
OPTICS = (
    row("Juniper's", ThirdPartyOptics, optic("740-031980"), PASS),
    row("without a revision, as cables are", ThirdPartyOptics, optic("740-030658", ""), PASS),
    row("none fitted", ThirdPartyOptics, fitted(), PASS),
    row("NON-JNPR with garbage for a revision", ThirdPartyOptics, optic("NON-JNPR", "l*"), FOREIGN_OPTIC),
    row("UNSUPPORTED", ThirdPartyOptics, optic("740-031980", description="UNSUPPORTED"), FOREIGN_OPTIC),
    row("a bare REV", ThirdPartyOptics, optic("740-021309", "REV"), replace(FOREIGN_OPTIC, text="recoded")),
    row("unknown", ThirdPartyOptics, a_case({Rpc.INVENTORY: "closed"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
)

SUPPLIES = (
    row("Juniper's", ThirdPartySupplyOrFan, fitted(supply(), a_fru(FruKind.FAN, "Fan Tray 0")), PASS),
    row("a foreign supply", ThirdPartySupplyOrFan, fitted(supply(part_number="NON-JNPR")), Said(FAIL, CONDITION)),
    row(
        "a supply of unknown make",
        ThirdPartySupplyOrFan,
        fitted(supply(description="UNKNOWN")),
        Said(FAIL, CONDITION, text="replace it"),
    ),
    row(
        "a part number of no known form",
        ThirdPartySupplyOrFan,
        fitted(supply(part_number="PWR-1")),
        Said(INCONCLUSIVE, CONDITION, noted=False),
    ),
    row("built in", ThirdPartySupplyOrFan, fitted(supply(**BUILT_IN)), PASS),
    row("unknown", ThirdPartySupplyOrFan, a_case({Rpc.INVENTORY: "closed"}), INCONCLUSIVE),
)


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


def bytes_with(start: int, stored: bytes) -> bytes:
    raw = bytearray(record().raw)
    raw[start : start + len(stored)] = stored
    return bytes(raw)


def with_record(eeprom: Eeprom | None, *assemblies: Assembly, **fields: object) -> Case:
    unit = a_unit(
        a_fru(FruKind.LINE_CARD, "FPC 1", eeprom=eeprom, **{**CARD, **fields}), model="mx480", description="MX480"
    )
    return a_case(
        {Rpc.INVENTORY_EXTENSIVE: inventory(unit)},
        unit=unit,
        profile=MODULAR,
        reference=a_reference(assemblies=assemblies),
    )


def of_chassis(eeprom: Eeprom) -> Case:
    unit = a_unit(model="mx480", description="MX480")
    return a_case({Rpc.INVENTORY_EXTENSIVE: inventory(unit, eeprom=eeprom)}, unit=unit, profile=MODULAR)


CONTRADICTS = Said(INCONCLUSIVE, CONDITION, subject="FPC 1", hold=False, noted=False)
EEPROM = (
    row("everything fits", EepromConsistent, with_record(record()), PASS),
    row(
        "a changed byte",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x66, b"B"))),
        replace(CONTRADICTS, text="checksum"),
    ),
    row(
        "a revision that isn't the assembly's",
        EepromConsistent,
        with_record(record(assembly_version="01.22")),
        replace(CONTRADICTS, text="REV 21 with assembly version 01.22"),
    ),
    row(
        "another serial in the bytes",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x20, b"S/N XXCA0002"))),
        replace(CONTRADICTS, text="serial S/N XXCA0002"),
    ),
    row(
        "another serial in the record than in the inventory",
        EepromConsistent,
        with_record(record(), serial_number="XXCA0009"),
        replace(CONTRADICTS, text="XXCA0009 in the inventory"),
    ),
    row(
        "made in the future",
        EepromConsistent,
        with_record(record(manufacture_date="03-01-2031")),
        replace(CONTRADICTS, text="2031-03-01"),
    ),
    row(
        "another board information record",
        EepromConsistent,
        with_record(record(board_information_record="Address 0x00: ad 01 00 10 02 00 00 00 00 02 ff ff ff ff ff ff")),
        replace(CONTRADICTS, text="board information record"),
    ),
    row(
        "another CLEI code in the bytes, and a checksum that fits neither",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x45, b"COUIBD3BAB"))),
        replace(CONTRADICTS, text="CLEI code COUIBD3BAB"),
    ),
    row(
        "an assembly id of another product",
        EepromConsistent,
        with_record(record(), Assembly("0x0b8f", "EX4200-48T", "A", "a test"), description="EX3300-24T"),
        replace(CONTRADICTS, text="assembly id 0x0b8f"),
    ),
    row(
        "an assembly id whose product is only recalled",
        EepromConsistent,
        with_record(record(), Assembly("0x0b8f", "EX4200-48T", "C", "a test"), description="EX3300-24T"),
        PASS,
    ),
    row("a blanked first character", EepromConsistent, with_record(record(raw=bytes_with(0x08, b"\x00"))), PASS),
    row("bytes that were never written", EepromConsistent, with_record(record(raw=bytes(128))), PASS),
    row("no bytes printed", EepromConsistent, with_record(record(raw=b"")), PASS),
    row(
        "a record of version 1 has no checksum",
        EepromConsistent,
        with_record(record(eeprom_version="0x01", raw=bytes_with(0x02, b"\x01"), clei_code="", model_number="")),
        PASS,
    ),
    row(
        "BUILTIN with another board's record, as on a genuine MX204",
        EepromConsistent,
        a_case(
            {
                Rpc.INVENTORY_EXTENSIVE: inventory(
                    a_unit(
                        a_fru(FruKind.LINE_CARD, "FPC 1", eeprom=record(), **CARD),
                        a_fru(
                            FruKind.ROUTING_ENGINE,
                            "Routing Engine 0",
                            eeprom=record(assembly_version="01.99"),
                            **BUILT_IN,
                        ),
                    )
                )
            },
            unit=a_unit(
                a_fru(FruKind.LINE_CARD, "FPC 1", **CARD), a_fru(FruKind.ROUTING_ENGINE, "Routing Engine 0", **BUILT_IN)
            ),
            profile=MODULAR,
        ),
        PASS,
    ),
    row("the chassis' own record", EepromConsistent, of_chassis(record(raw=bytes_with(0x74, SERIAL.encode()))), PASS),
    row(
        "another chassis serial in its record",
        EepromConsistent,
        of_chassis(record(raw=bytes_with(0x74, b"XX0226019999"))),
        Said(INCONCLUSIVE, subject="sw1", text="chassis serial XX0226019999"),
    ),
    row("no record printed", EepromConsistent, with_record(None), Said(INCONCLUSIVE, CONDITION, noted=False)),
    row(
        "the reply is missing",
        EepromConsistent,
        a_case({Rpc.INVENTORY_EXTENSIVE: "timeout"}, profile=MODULAR),
        INCONCLUSIVE,
    ),
    row("a family that prints none", EepromConsistent, fitted(profile=a_profile()), NOT_APPLICABLE),
)

SLOTTED = a_profile(supply_slots=2)
SLOTS = (
    row("filled", EmptySlots, fitted(supply("PSU 0"), supply("PSU 1"), profile=SLOTTED), PASS),
    row(
        "one of two",
        EmptySlots,
        fitted(supply("PSU 0"), profile=SLOTTED),
        Said(FAIL, ADVICE, hold=False, text="1 of 2 supply bays"),
    ),
    row("none listed", EmptySlots, fitted(profile=SLOTTED), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("how many isn't known", EmptySlots, fitted(profile=a_profile()), NOT_APPLICABLE),
    row("unknown", EmptySlots, a_case({Rpc.INVENTORY: "closed"}, profile=SLOTTED), Said(INCONCLUSIVE, noted=True)),
)

TABLE = (*IDENTITY_PRESENT, *PART_NUMBER, *OPTICS, *SUPPLIES, *EEPROM, *SLOTS)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_frus(one: Row) -> None:
    assert_row(one)


@given(st.binary(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_no_record_of_any_bytes_breaks_the_reader(raw: bytes, text: str, other: str) -> None:
    eeprom = replace(
        record(), raw=raw, revision=text, assembly_version=other, manufacture_date=text, serial_number=other
    )
    assert all(isinstance(said, str) for said in contradictions(eeprom, TODAY.date()))


@given(st.integers(0x44, 0x72), st.integers(1, 255))
def test_every_changed_byte_of_the_clei_block_shows(place: int, by: int) -> None:
    """Whatever single byte is rewritten without its checksum."""
    raw = bytearray(record().raw)
    raw[place] = (raw[place] + by) % 256
    if place == 0x44:
        return  # the block then says that it isn't there
    assert list(contradictions(record(raw=bytes(raw)), date(2026, 1, 1)))
