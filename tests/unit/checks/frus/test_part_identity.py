"""Whether a module states an identity, and whether its numbers and names belong together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.frus.part_identity import IdentityPresent, PartNumberBelongs, RepeatedOptics, SerialShape
from reinstate.device.model import FruKind
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Part
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
    a_profile,
    a_reference,
    a_unit,
    assert_row,
    named,
    row,
)
from tests.unit.checks.frus.evidence import BUILT_IN, CARD, VIRTUAL, fitted, supply

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


def optics(*serials: str, description: str = "SFP+-10G-SR") -> Case:
    return fitted(
        *(
            a_fru(FruKind.TRANSCEIVER, f"Xcvr {place}", serial_number=serial, description=description)
            for place, serial in enumerate(serials)
        )
    )


COPIED = Said(FAIL, ADVICE, subject="Xcvr 0", hold=False, text="have the same serial")
REPEATED = (
    row("each its own", RepeatedOptics, optics("A1", "A2"), Said(PASS, text="2 optics")),
    row("none", RepeatedOptics, fitted(), PASS),
    row("one on two", RepeatedOptics, optics("A1", "a1"), replace(COPIED, text="Xcvr 0, Xcvr 1")),
    row("one on three, beside a sound one", RepeatedOptics, optics("A1", "A1", "A2", "A1"), COPIED),
    row("both ends of a cable", RepeatedOptics, optics("A1", "A1", description="QSFP28-100G-AOC-10M"), PASS),
    row("both ends of a copper cable", RepeatedOptics, optics("A1", "A1", description="SFP+-10G-CU3M"), PASS),
    row("a cable has two ends", RepeatedOptics, optics("A1", "A1", "A1", description="SFP+-10G-CU3M"), COPIED),
    row("a cable that breaks out", RepeatedOptics, optics(*["A1"] * 5, description="QSFP+-4X10G-CU3M"), PASS),
    row("without a serial", RepeatedOptics, optics("", "", "BUILTIN", "BUILTIN"), Said(PASS, text="0 optics")),
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
        row(f"{what}, {serial}", SerialShape, shaped(serial), Said(PASS, text="2 serials"))
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
        Said(PASS, text="1 serial"),
    ),
    row("masked", SerialShape, shaped("XXXXXXXXXXXX", "AB000000"), Said(PASS, text="0 serials")),
    row("built in", SerialShape, shaped("BK378", "BUILTIN", "BUILTIN"), PASS),
    row("unknown", SerialShape, a_case({Rpc.INVENTORY: "closed"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("a virtual device", SerialShape, fitted(profile=VIRTUAL), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = (*IDENTITY_PRESENT, *PART_NUMBER, *REPEATED, *SHAPES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_part_identity(one: Row) -> None:
    assert_row(one)
