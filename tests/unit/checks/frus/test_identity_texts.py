"""Whether identity texts are complete, in Latin letters, and those of production boards."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.frus.identity_texts import IdentityTexts
from reinstate.device.model import Fru, FruKind
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    MODULAR,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_case,
    a_fru,
    a_unit,
    assert_row,
    inventory,
    named,
    row,
)
from tests.unit.checks.frus.evidence import BUILT_IN, VIRTUAL, fitted, record

PROTO = {"model_number": "PROTO-ASSEMBLY", "clei_code": "PROTOXCLEI"}
OWN = {"part_number": "750-046517", "serial_number": "ABZZ0118", "description": "SFB"}
NAMES = {"model_number": "MX2000-FANTRAY-S", "clei_code": "IPUCBA5CTA"}


def board(**fields: object) -> Case:
    return fitted(a_fru(FruKind.FABRIC_BOARD, "SFB 0", **{**OWN, **NAMES, **fields}))


def fan(**fields: object) -> Case:
    return fitted(a_fru(FruKind.FAN, "Fan Tray 0", **{**NAMES, **fields}))


def detailed(fru: Fru, **fields: object) -> Case:
    """A module whose order number and CLEI code only the detailed inventory shows."""
    shown = a_fru(fru.kind, fru.place, part_number=fru.part_number, serial_number=fru.serial_number, **fields)
    unit = a_unit(fru)
    return a_case({Rpc.INVENTORY_CLEI: inventory(a_unit(shown))}, unit=unit, profile=MODULAR)


EARLY = Said(FAIL, CONDITION, hold=False, text="a pre-production board is installed")
LOOK = Said(INCONCLUSIVE, CONDITION, hold=False, noted=False, text="partly blank or unreadable")
HELD = Said(FAIL, CONDITION, hold=True, text="characters that no genuine one contains")
NO_NAMES = {"model_number": "", "clei_code": ""}
OPTIC = {"part_number": "740-031980", "serial_number": "AB1\u041234"}
TABLE: tuple[Row, ...] = (
    row("a production board", IdentityTexts, board(), Said(PASS, text="chassis and 1 module")),
    row("a pre-production board", IdentityTexts, board(**PROTO), EARLY),
    row("by its CLEI code alone", IdentityTexts, board(clei_code="PROTOXCLEI"), EARLY),
    row("by the detailed inventory", IdentityTexts, detailed(a_fru(FruKind.LINE_CARD, "FPC 1", **OWN), **PROTO), EARLY),
    row("a production unit prints it on a built-in card", IdentityTexts, board(**BUILT_IN, **PROTO), PASS),
    row(
        "and so in the detailed inventory",
        IdentityTexts,
        detailed(a_fru(FruKind.LINE_CARD, "FPC 0", **BUILT_IN), **PROTO),
        PASS,
    ),
    row("a part without numbers of its own", IdentityTexts, fan(**PROTO), PASS),
    row("by its EEPROM", IdentityTexts, board(model_number="", clei_code="", eeprom=record(**PROTO)), EARLY),
    row("a built-in card by its EEPROM", IdentityTexts, board(**BUILT_IN, **NO_NAMES, eeprom=record(**PROTO)), PASS),
    row(
        "a half-blank CLEI code in its EEPROM",
        IdentityTexts,
        board(**NO_NAMES, eeprom=record(clei_code="IP\xff\xff")),
        LOOK,
    ),
    row("a revision that could not be read", IdentityTexts, fan(version="REV 0\xff"), LOOK),
    row("a description that could not be read", IdentityTexts, fan(description="Fan Tr\xff\xff"), LOOK),
    row("zeros on a built-in part", IdentityTexts, board(**BUILT_IN, clei_code="0000000000"), PASS),
    row(
        "a chassis of a laboratory",
        IdentityTexts,
        a_case(unit=a_unit(**PROTO), profile=MODULAR),
        EARLY,
    ),
    row("a CLEI code that ends in unwritten bytes", IdentityTexts, fan(clei_code="IP\xff\xff\xff\xff"), LOOK),
    row("an order number whose first byte is blank", IdentityTexts, fan(model_number="\xffX2000-FANTRAY-S"), LOOK),
    row("bytes that could not be decoded", IdentityTexts, fan(model_number="MX2000\ufffd\ufffd"), LOOK),
    row("half a CLEI code", IdentityTexts, fan(clei_code="IPUCB"), LOOK),
    row("zeros for a CLEI code", IdentityTexts, board(clei_code="0000000000"), LOOK),
    row("a serial number with unwritten bytes", IdentityTexts, board(serial_number="ABZZ\xff\xff\xff\xff"), LOOK),
    row("a field that was never written", IdentityTexts, fan(clei_code="\xff" * 10, model_number="\xff" * 23), PASS),
    row("an old EEPROM without these fields", IdentityTexts, fan(clei_code="N/A", model_number="N/A"), PASS),
    row("no names at all", IdentityTexts, fan(clei_code="", model_number=""), PASS),
    *(
        row(f"in a serial number: {what}", IdentityTexts, board(serial_number=serial), HELD)
        for what, serial in (
            ("a Cyrillic letter", "ABZZ\u041e118"),
            ("a Greek letter", "\u0391BZZ0118"),
            ("wide letters", "\uff21BZZ0118"),
            ("an Arabic digit", "ABZZ\u0660118"),
            ("a combining mark", "ABZZ0\u03351180"),
            ("a blank without width", "ABZZ\u200b0118"),
            ("a mark of direction", "\u202eABZZ0118"),
        )
    ),
    row("in a part number", IdentityTexts, board(part_number="750-0465l\u0417"), HELD),
    row("in a supply", IdentityTexts, fitted(a_fru(FruKind.POWER_SUPPLY, "PSM 0", serial_number="1\u0415DB1")), HELD),
    row(
        "a transceiver is removed anyway",
        IdentityTexts,
        fitted(a_fru(FruKind.TRANSCEIVER, "Xcvr 0", **OPTIC)),
        Said(FAIL, ADVICE, hold=False),
        PASS,
    ),
    row(
        "bytes of a third-party optic",
        IdentityTexts,
        fitted(a_fru(FruKind.TRANSCEIVER, "Xcvr 0", version="}\xff")),
        PASS,
    ),
    row("inventory unknown", IdentityTexts, a_case({Rpc.INVENTORY: "closed"}), Said(INCONCLUSIVE, CONDITION)),
    row("a virtual device", IdentityTexts, fitted(profile=VIRTUAL), NOT_APPLICABLE),
)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_identity_texts(one: Row) -> None:
    assert_row(one)
