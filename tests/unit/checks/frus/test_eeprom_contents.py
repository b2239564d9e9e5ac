"""Identity EEPROMs against themselves and against the inventory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.frus.eeprom_contents import BaseMacInRecord, EepromConsistent
from reinstate.device.model import Eeprom, FruKind, MacAddresses
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Assembly
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
from tests.unit.checks.frus.evidence import BUILT_IN, CARD, fitted, record


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
        replace(CONTRADICTS, text="JEDEC code 0x0102 in its bytes"),
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
        replace(CONTRADICTS, text="assembly id 0xb90 in its bytes, printed as 0xb8f"),
    ),
    row(
        "another assembly version in the bytes",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x06, b"\x02\x15"))),
        replace(CONTRADICTS, text="assembly version 02.21 in its bytes, printed as 01.21"),
    ),
    row(
        "another version of the record",
        EepromConsistent,
        with_record(record(eeprom_version="0x01")),
        replace(CONTRADICTS, text="EEPROM version 0x02 in its bytes, printed as 0x01"),
    ),
    row(
        "made on another day by the bytes",
        EepromConsistent,
        with_record(record(raw=bytes_with(0x2D, b"\x02\x03\x07\xe1"))),
        replace(CONTRADICTS, text="made on 2017-03-02 by its bytes"),
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
        replace(CONTRADICTS, text="no date of manufacture"),
    ),
    row(
        "a day that is none",
        EepromConsistent,
        with_record(record(manufacture_date="02-30-2017")),
        replace(CONTRADICTS, text="which is no day"),
    ),
    row(
        "made before its maker was there",
        EepromConsistent,
        with_record(record(manufacture_date="03-01-1981")),
        replace(CONTRADICTS, text="before there was such a product"),
    ),
    row(
        "bytes that can't be read are no proof",
        EepromConsistent,
        with_record(record(raw=b"", undecoded=True)),
        replace(CONTRADICTS, text="can't be read"),
    ),
    row(
        "a record with a place for a CLEI code, and none in it: worth a look",
        EepromConsistent,
        with_record(record(clei_code="", raw=fitting_with(0x45, bytes(10)))),
        Said(FAIL, ADVICE, subject="FPC 1", hold=False, text="holds none"),
        PASS,
    ),
    row(
        "the same where no bytes are printed",
        EepromConsistent,
        with_record(record(clei_code="", raw=b"")),
        Said(FAIL, ADVICE, text="holds none"),
        PASS,
    ),
    row(
        "another chassis serial in the midplane's record",
        EepromConsistent,
        with_midplane(record(raw=bytes_with(0x74, b"XX0226019999"))),
        Said(INCONCLUSIVE, subject="Midplane", text="chassis serial XX0226019999"),
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
ELSEWHERE = Said(INCONCLUSIVE, CONDITION, subject="sw1", hold=False, noted=False, text="inconsistent")
BASE_MAC = (
    row("the record's own", BaseMacInRecord, addressed(RECORD_MAC), Said(PASS, text="16 from 02:00:00:00:00:01")),
    row("fewer, for Junos keeps some", BaseMacInRecord, addressed(RECORD_MAC, 8), PASS),
    row("how many isn't printed", BaseMacInRecord, addressed(RECORD_MAC, None), PASS),
    row("within the record's range", BaseMacInRecord, addressed("02:00:00:00:00:09", 8), PASS),
    row("more than the record gives", BaseMacInRecord, addressed(RECORD_MAC, 32), ELSEWHERE),
    row("another box's", BaseMacInRecord, addressed("02:00:00:00:01:00"), replace(ELSEWHERE, text="label on the box")),
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
TABLE: tuple[Row, ...] = (*EEPROM, *BASE_MAC)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_eeprom_contents(one: Row) -> None:
    assert_row(one)
