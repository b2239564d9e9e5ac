"""Checks of modules, as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Action, Case
from reinstate.checks.framework.run import run_check
from reinstate.checks.frus.eeprom import contradictions
from reinstate.checks.frus.eeprom_contents import BaseMacInRecord, EepromConsistent
from reinstate.checks.frus.part_identity import IdentityPresent, PartNumberBelongs, RepeatedOptics, SerialShape
from reinstate.checks.frus.slots import EmptyCardSlots, EmptySlots
from reinstate.checks.frus.third_party import ThirdPartyOptics, ThirdPartySupplyOrFan
from reinstate.device.model import Eeprom, Fpc, Fpcs, Fru, FruKind, MacAddresses
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
        Said(FAIL, CONDITION, subject="FPC 1", text="no serial number"),
    ),
    row(
        "a described supply without any identity",
        IdentityPresent,
        fitted(supply(part_number="", serial_number="")),
        Said(FAIL, CONDITION, text="no part number or serial number"),
    ),
    row(
        "a bare name could not be read",
        IdentityPresent,
        fitted(a_fru(FruKind.CONTROL_BOARD, "CB 0")),
        Said(INCONCLUSIVE, CONDITION, noted=False, text="reports only its name"),
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


FOREIGN_OPTIC = Said(FAIL, ADVICE, subject="Xcvr 3", hold=False, text="remove the transceiver")
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


def fitting_with(start: int, stored: bytes) -> bytes:
    """The record's bytes with others in their place, and a checksum that fits."""
    raw = bytearray(bytes_with(start, stored))
    raw[0x73] = sum(raw[0x44:0x73]) % 256
    return bytes(raw)


def with_midplane(eeprom: Eeprom) -> Case:
    midplane = a_fru(FruKind.MIDPLANE, "Midplane", eeprom=eeprom, **CARD)
    unit = a_unit(midplane, model="mx480", description="MX480")
    return a_case({Rpc.INVENTORY_EXTENSIVE: inventory(unit)}, unit=unit, profile=MODULAR)


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
        replace(CONTRADICTS, text="serial number S/N XXCA0002"),
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
        replace(CONTRADICTS, text="assembly ID 0x0b8f"),
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
        Said(INCONCLUSIVE, subject="sw1", text="chassis serial number XX0226019999"),
    ),
    row(
        "another code than the maker's",
        EepromConsistent,
        with_record(record(jedec_code="0x7fb1")),
        replace(CONTRADICTS, text="JEDEC code 0x7fb1"),
    ),
    row(
        "another code in the bytes",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x00, b"\x01\x02"))),
        replace(CONTRADICTS, text="JEDEC code 0x0102 in the bytes"),
    ),
    row(
        "a record that was never written",
        EepromConsistent,
        with_record(record(jedec_code="0x0000", raw=bytes_with(0x00, b"\x00\x00"))),
        PASS,
    ),
    row(
        "another assembly id in the bytes",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x04, b"\x0b\x90"))),
        replace(CONTRADICTS, text="assembly ID 0xb90 in the bytes, printed as 0xb8f"),
    ),
    row(
        "another assembly version in the bytes",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x06, b"\x02\x15"))),
        replace(CONTRADICTS, text="assembly version 02.21 in the bytes, printed as 01.21"),
    ),
    row(
        "another version of the record",
        EepromConsistent,
        with_record(record(eeprom_version="0x01")),
        replace(CONTRADICTS, text="EEPROM version 0x02 in the bytes, printed as 0x01"),
    ),
    row(
        "made on another day by the bytes",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x2D, b"\x02\x03\x07\xe1"))),
        replace(CONTRADICTS, text="manufacture date 2017-03-02 in the bytes"),
    ),
    row(
        "made on that day by the bytes",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x2D, b"\x01\x03\x07\xe1"))),
        PASS,
    ),
    row(
        "no date of manufacture",
        EepromConsistent,
        with_record(record(manufacture_date="00-00-0000")),
        replace(CONTRADICTS, text="no manufacture date"),
    ),
    row(
        "a day that is none",
        EepromConsistent,
        with_record(record(manufacture_date="02-30-2017")),
        replace(CONTRADICTS, text="02-30-2017 does not exist"),
    ),
    row(
        "made before its maker was there",
        EepromConsistent,
        with_record(record(manufacture_date="03-01-1981")),
        replace(CONTRADICTS, text="is before 1996"),
    ),
    row(
        "bytes that can't be read are no proof",
        EepromConsistent,
        with_record(record(raw=b"", undecoded=True)),
        replace(CONTRADICTS, text="in an unknown form"),
    ),
    row(
        "a record with a place for a CLEI code, and none in it: worth a look",
        EepromConsistent,
        with_record(record(clei_code="", raw=fitting_with(0x45, bytes(10)))),
        Said(FAIL, ADVICE, subject="FPC 1", hold=False, text="contains no CLEI code"),
        PASS,
    ),
    row(
        "the same where no bytes are printed",
        EepromConsistent,
        with_record(record(clei_code="", raw=b"")),
        Said(FAIL, ADVICE, text="contains no CLEI code"),
        PASS,
    ),
    row(
        "another chassis serial in the midplane's record",
        EepromConsistent,
        with_midplane(record(raw=bytes_with(0x74, b"XX0226019999"))),
        Said(INCONCLUSIVE, subject="Midplane", text="chassis serial number XX0226019999"),
    ),
    row(
        "the chassis' serial in the midplane's record",
        EepromConsistent,
        with_midplane(record(raw=bytes_with(0x74, SERIAL.encode()))),
        PASS,
    ),
    row(
        "the chassis' own record with another code, though its texts are printed otherwise",
        EepromConsistent,
        of_chassis(record(jedec_code="0x1234", serial_number="S/N OTHER")),
        Said(INCONCLUSIVE, subject="sw1", text="JEDEC code 0x1234"),
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

RECORD_MAC = "02:00:00:00:00:01"  # the first of the sixteen in the record above


def addressed(
    mac: str,
    count: int | None = 16,
    *,
    kind: FruKind = FruKind.MIDPLANE,
    profile: PlatformProfile = MODULAR,
    **fields: object,
) -> Case:
    """A unit that uses these addresses, and whose board of that kind has the record above."""
    stated: dict[str, object] = {"eeprom": record(), **CARD, **fields}
    unit = a_unit(a_fru(kind, "Board 0", **stated), model="mx480", description="MX480")
    macs = MacAddresses((("", mac, count),))
    return a_case({Rpc.INVENTORY_EXTENSIVE: inventory(unit), Rpc.MAC_ADDRESSES: macs}, unit=unit, profile=profile)


FIXED = a_profile("mx204", family="mx", eeprom=True)
NOT_COMPARED = Said(INCONCLUSIVE, CONDITION, noted=True)
ELSEWHERE = Said(INCONCLUSIVE, CONDITION, subject="sw1", hold=False, noted=False, text="outside the range")
BASE_MAC = (
    row("the record's own", BaseMacInRecord, addressed(RECORD_MAC), Said(PASS, text="16 from 02:00:00:00:00:01")),
    row("fewer, for Junos keeps some", BaseMacInRecord, addressed(RECORD_MAC, 8), PASS),
    row("how many isn't printed", BaseMacInRecord, addressed(RECORD_MAC, None), PASS),
    row("within the record's range", BaseMacInRecord, addressed("02:00:00:00:00:09", 8), PASS),
    row("more than the record gives", BaseMacInRecord, addressed(RECORD_MAC, 32), ELSEWHERE),
    row(
        "another box's",
        BaseMacInRecord,
        addressed("02:00:00:00:01:00"),
        replace(ELSEWHERE, text="label on the chassis"),
    ),
    row(
        "by a fixed box's board",
        BaseMacInRecord,
        addressed(RECORD_MAC, kind=FruKind.CONTROL_BOARD, profile=FIXED),
        PASS,
    ),
    row(
        "a modular box's boards have addresses of their own",
        BaseMacInRecord,
        addressed("02:00:00:00:01:00", kind=FruKind.CONTROL_BOARD),
        NOT_COMPARED,
    ),
    row(
        "BUILTIN with another board's record",
        BaseMacInRecord,
        addressed("02:00:00:00:01:00", kind=FruKind.CONTROL_BOARD, profile=FIXED, **BUILT_IN),
        NOT_COMPARED,
    ),
    row(
        "no address in the record",
        BaseMacInRecord,
        addressed(RECORD_MAC, eeprom=record(board_information_record="", raw=b"")),
        NOT_COMPARED,
    ),
    row(
        "a record of bytes that were never written",
        BaseMacInRecord,
        addressed(RECORD_MAC, eeprom=record(board_information_record="", raw=bytes_with(0x34, b"\xff" * 16))),
        NOT_COMPARED,
    ),
    row(
        "the addresses are missing",
        BaseMacInRecord,
        a_case({Rpc.INVENTORY_EXTENSIVE: inventory(a_unit()), Rpc.MAC_ADDRESSES: "timeout"}, profile=MODULAR),
        Said(INCONCLUSIVE, CONDITION, noted=False),
    ),
    row("a family that prints no EEPROMs", BaseMacInRecord, fitted(profile=a_profile()), NOT_APPLICABLE),
)


def optics(*serials: str, description: str = "SFP+-10G-SR") -> Case:
    return fitted(
        *(
            a_fru(FruKind.TRANSCEIVER, f"Xcvr {place}", serial_number=serial, description=description)
            for place, serial in enumerate(serials)
        )
    )


COPIED = Said(FAIL, ADVICE, subject="Xcvr 0", hold=False, text="report the same serial number")
VIRTUAL = a_profile("vmx", virtual=True)
REPEATED = (
    row("each its own", RepeatedOptics, optics("A1", "A2"), Said(PASS, text="2 transceivers")),
    row("none", RepeatedOptics, fitted(), PASS),
    row("one on two", RepeatedOptics, optics("A1", "a1"), replace(COPIED, text="Xcvr 0, Xcvr 1")),
    row("one on three, beside a sound one", RepeatedOptics, optics("A1", "A1", "A2", "A1"), COPIED),
    row("both ends of a cable", RepeatedOptics, optics("A1", "A1", description="QSFP28-100G-AOC-10M"), PASS),
    row("both ends of a copper cable", RepeatedOptics, optics("A1", "A1", description="SFP+-10G-CU3M"), PASS),
    row("a cable has two ends", RepeatedOptics, optics("A1", "A1", "A1", description="SFP+-10G-CU3M"), COPIED),
    row("a cable that breaks out", RepeatedOptics, optics(*["A1"] * 5, description="QSFP+-4X10G-CU3M"), PASS),
    row("without a serial", RepeatedOptics, optics("", "", "BUILTIN", "BUILTIN"), Said(PASS, text="0 transceivers")),
    row("masked", RepeatedOptics, optics("XXXXXXXX", "XXXXXXXX"), PASS),
    row("unknown", RepeatedOptics, a_case({Rpc.INVENTORY: "closed"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("a virtual device", RepeatedOptics, fitted(profile=VIRTUAL), NOT_APPLICABLE),
)


def shaped(chassis: str, board: str = "ABZZ0118", part_number: str = "750-044130") -> Case:
    board_0 = a_fru(FruKind.LINE_CARD, "FPC 0", part_number=part_number, serial_number=board)
    return a_case(unit=a_unit(board_0, serial_number=chassis), profile=MODULAR)


UNUSUAL = Said(FAIL, ADVICE, hold=False, text="proves nothing")
SHAPES = (
    *(
        row(f"{what}, {serial}", SerialShape, shaped(serial), Said(PASS, text="2 serial numbers"))
        for what, serial in (
            ("a fixed switch", "BP0211240118"),
            ("an SRX of a branch", "AU0813AF0450"),
            ("a modular chassis", "JN12A0118AFB"),
            ("a chassis of middle size", "BK378"),
        )
    ),
    row("an old board", SerialShape, shaped("BK378", "XH0679"), PASS),
    row("a fixed box as a module", SerialShape, shaped("BM0211240119", "BM0211240119", "650-044932"), PASS),
    row("a chassis of no known shape", SerialShape, shaped("SN-000-17"), replace(UNUSUAL, subject="sw1")),
    row("made in a week that no year has", SerialShape, shaped("BP0208991225"), UNUSUAL),
    row("a board of no known shape", SerialShape, shaped("BK378", "12345"), replace(UNUSUAL, subject="FPC 0")),
    row("digits of another script", SerialShape, shaped("BK\u0663\u0667\u0668"), UNUSUAL),
    row(
        "a bought-in item has any",
        SerialShape,
        shaped("BK378", "1EDB000118C", "740-050037"),
        Said(PASS, text="1 serial number"),
    ),
    row("masked", SerialShape, shaped("XXXXXXXXXXXX", "AB000000"), Said(PASS, text="0 serial numbers")),
    row("built in", SerialShape, shaped("BK378", "BUILTIN", "BUILTIN"), PASS),
    row("unknown", SerialShape, a_case({Rpc.INVENTORY: "closed"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("a virtual device", SerialShape, fitted(profile=VIRTUAL), NOT_APPLICABLE),
)

SLOTTED = a_profile(supply_slots=2)
SLOTS = (
    row("filled", EmptySlots, fitted(supply("PSU 0"), supply("PSU 1"), profile=SLOTTED), PASS),
    row(
        "one of two",
        EmptySlots,
        fitted(supply("PSU 0"), profile=SLOTTED),
        Said(FAIL, ADVICE, hold=False, text="1 of 2 power supply slots"),
    ),
    row("none listed", EmptySlots, fitted(profile=SLOTTED), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("how many isn't known", EmptySlots, fitted(profile=a_profile()), NOT_APPLICABLE),
    row("unknown", EmptySlots, a_case({Rpc.INVENTORY: "closed"}, profile=SLOTTED), Said(INCONCLUSIVE, noted=True)),
)


def slots(*states: str, profile: PlatformProfile = MODULAR) -> Case:
    cards = tuple(Fpc("", str(slot), state) for slot, state in enumerate(states))
    return a_case({Rpc.FPCS: Fpcs(cards)}, profile=profile)


CARD_SLOTS = (
    row("filled", EmptyCardSlots, slots("Online", "Offline"), PASS),
    row(
        "two of three empty",
        EmptyCardSlots,
        slots("Empty", "Online", "Empty"),
        Said(FAIL, ADVICE, hold=False, text="2 of 3 line card slots"),
    ),
    row("no slot is told of", EmptyCardSlots, slots(), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("unknown", EmptyCardSlots, a_case({Rpc.FPCS: "timeout"}, profile=MODULAR), Said(INCONCLUSIVE, noted=True)),
    row("a fixed box", EmptyCardSlots, slots("Online", profile=a_profile()), NOT_APPLICABLE),
)

TABLE = (
    *IDENTITY_PRESENT,
    *PART_NUMBER,
    *OPTICS,
    *SUPPLIES,
    *EEPROM,
    *BASE_MAC,
    *REPEATED,
    *SHAPES,
    *SLOTS,
    *CARD_SLOTS,
)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_frus(one: Row) -> None:
    assert_row(one)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_a_next_step_says_what_kind_of_step_it_is(one: Row) -> None:
    steps = [said for said in run_check(one.check(), one.case) if said.next_step and said.action is Action.NONE]
    assert not steps


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
