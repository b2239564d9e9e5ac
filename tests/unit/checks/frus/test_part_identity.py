"""Whether a module states an identity, and whether its numbers and names belong together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.frus.part_identity import IdentityPresent, PartNumberBelongs, RepeatedOptics, SerialShape
from reinstate.device.model import Fru, FruKind
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Part
from reinstate.reference.loading import load_shipped
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


CANT_READ = Said(INCONCLUSIVE, CONDITION, text="reports only its name")
SERIAL_ALONE = supply("PSM 0", part_number="")
VC_UPLINK = a_fru(
    FruKind.LINE_CARD, "FPC 1", a_fru(FruKind.PIC, "FPC 1 / PIC 2", description="4x 10GE SFP+"), **BUILT_IN
)
SHIPPED = load_shipped()
LMIC = {"description": "16x100GE QSFP28 LMIC"}
OWN = {"part_number": "750-114200", "serial_number": "CAXX0001"}
BARE = {"part_number": "", "serial_number": ""}


def of_model(model: str, *frus: Fru, serial: str = "JN12A0118AFA") -> Case:
    """A unit of a shipped profile, with these modules."""
    unit = a_unit(*frus, model=model, description=model.upper(), serial_number=serial)
    return a_case(unit=unit, profile=SHIPPED.profile_for(model, ""))


def pics(*stated: dict[str, str]) -> Fru:
    """A built-in card with a PIC for each of these."""
    below = [a_fru(FruKind.PIC, f"FPC 0 / PIC {place}", **fields) for place, fields in enumerate(stated)]
    return a_fru(FruKind.LINE_CARD, "FPC 0", *below, **BUILT_IN)


ASKED = Said(FAIL, CONDITION, text="no part number or serial number")
MAYBE = Said(INCONCLUSIVE, CONDITION, noted=False, text="may be removable")
# Junos calls cards that can be pulled out PIC or FPC, as it calls what is built in.
PULLED_OUT = (
    row("an LMIC beside one with numbers", IdentityPresent, of_model("mx304", pics({**OWN, **LMIC}, LMIC)), ASKED),
    row(
        "an LMIC without a serial number",
        IdentityPresent,
        of_model("mx304", pics({**LMIC, "part_number": "750-114200"})),
        Said(FAIL, CONDITION, subject="FPC 0 / PIC 0", text="no serial number"),
    ),
    row(
        "an LMIC whose number was never written",
        IdentityPresent,
        of_model("mx304", pics({**LMIC, "part_number": "750-114200", "serial_number": "\xff" * 8})),
        Said(FAIL, CONDITION, text="no serial number"),
    ),
    row("the only LMIC", IdentityPresent, of_model("mx304", pics(LMIC)), MAYBE),
    row("an LMIC with numbers", IdentityPresent, of_model("mx304", pics({**OWN, **LMIC})), PASS),
    row(
        "the MIC of an MX10003, which it calls PIC 1",
        IdentityPresent,
        of_model("mx10003", pics(BUILT_IN, {"description": "12xQSFP28"})),
        MAYBE,
    ),
    *(
        row(f"a PIC of {model}", IdentityPresent, of_model(model, pics({"description": "4x OC-3 SONET"})), MAYBE)
        for model in ("m320", "m10i", "t1600", "t4000", "ptx5000")
    ),
    row("a built-in PIC of an M7i", IdentityPresent, of_model("m7i", pics(BUILT_IN)), PASS),
    row(
        "an uplink module of a switch",
        IdentityPresent,
        of_model("ex4200-48t", pics({}, {"description": "4x GE SFP"}), serial="BP0211240118"),
        MAYBE,
    ),
    row(
        "a mini-PIM of a firewall",
        IdentityPresent,
        of_model("srx240h2", a_fru(FruKind.LINE_CARD, "FPC 2", description="1x T1E1 mPIM"), serial="AU0813AF0450"),
        MAYBE,
    ),
    row(
        "the built-in card of a firewall",
        IdentityPresent,
        of_model("srx240h2", a_fru(FruKind.LINE_CARD, "FPC 0", description="FPC"), serial="AU0813AF0450"),
        PASS,
    ),
    row(
        "a description of a module that is pulled out",
        IdentityPresent,
        of_model("ex4400-48p", pics({"description": "4x10G Extension Module"}), serial="BP0211240118"),
        MAYBE,
    ),
    row(
        "PICs beside one that repeats the chassis' serial number",
        IdentityPresent,
        of_model(
            "ex2300-c-12p",
            pics({"part_number": "650-059183", "serial_number": "HW0217390439"}, {"description": "2x 10G SFP+"}),
            serial="HW0217390439",
        ),
        PASS,
    ),
    row(
        "the board of a fixed chassis with a part number alone",
        IdentityPresent,
        of_model("mx204", a_fru(FruKind.CONTROL_BOARD, "CB 0", part_number="750-069579", description="JNP204 [MX204]")),
        Said(FAIL, CONDITION, subject="CB 0", text="no serial number"),
    ),
    row("an adapter card of an MX2020", IdentityPresent, of_model("mx2020", a_fru(FruKind.OTHER, "ADC 9")), CANT_READ),
    row(
        "an uplink module of a whole Virtual Chassis member", IdentityPresent, of_model("ex4300-48p", VC_UPLINK), MAYBE
    ),
)
# Genuine modules that report no numbers of their own.
UNNUMBERED = (
    *(
        row(f"a supply of {model} with a serial number alone", IdentityPresent, of_model(model, SERIAL_ALONE), PASS)
        for model in ("qfx5240-64od", "qfx5220-32cd", "qfx5210-64c", "ocx1100-48sx", "jrr200", "nfx250_s2_10_t")
    ),
    row("with neither", IdentityPresent, of_model("qfx5230-64cd", supply("PSM 0", **BARE)), PASS),
    row("a switch that Juniper builds", IdentityPresent, of_model("qfx5130-32cd", supply("PSM 0", **BARE)), ASKED),
    row("the same product line", IdentityPresent, of_model("qfx5200-48y", SERIAL_ALONE), Said(FAIL, CONDITION)),
    *(
        row(
            f"the FPC of {model}",
            IdentityPresent,
            of_model(model, a_fru(FruKind.LINE_CARD, "FPC 0", description="E-FPC")),
            PASS,
        )
        for model in ("m5", "m7i", "m10i")
    ),
    row("its bare name", IdentityPresent, of_model("m10", a_fru(FruKind.LINE_CARD, "FPC 1")), PASS),
    row(
        "the FPC of an M320",
        IdentityPresent,
        of_model("m320", a_fru(FruKind.LINE_CARD, "FPC 0", description="FPC")),
        ASKED,
    ),
    row(
        "the forwarding board of an M5 is not taken out",
        IdentityPresent,
        of_model("m5", a_fru(FruKind.CONTROL_BOARD, "FEB", description="Forwarding Engine")),
        replace(ASKED, text="compare it with its label"),
    ),
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


COPIED = Said(FAIL, ADVICE, subject="Xcvr 0", hold=False, text="report the same serial number")
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
            ("an early modular chassis", "JN12A0118"),
            ("an M7i or MX80", "A0118"),
            ("an M40 or T640", "50118"),
        )
    ),
    row("an old board", SerialShape, shaped("BK378", "XH0679"), PASS),
    row("one of the newest boards", SerialShape, shaped("BK378", "CAB118Z"), PASS),
    row("a mini-PIM", SerialShape, shaped("AU0813AF0450", "AB12345678", "650-046523"), PASS),
    row("a chassis of another manufacturer", SerialShape, of_model("jrr200", serial="MDW0118H00042"), PASS),
    row(
        "that format on a product of Juniper's own",
        SerialShape,
        of_model("mx204", serial="MDW0118H00042"),
        replace(UNUSUAL, subject="sw1"),
    ),
    row("a board in the format of an old chassis", SerialShape, shaped("BK378", "A0118"), UNUSUAL),
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
TABLE: tuple[Row, ...] = (*IDENTITY_PRESENT, *PULLED_OUT, *UNNUMBERED, *PART_NUMBER, *REPEATED, *SHAPES)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_part_identity(one: Row) -> None:
    assert_row(one)
