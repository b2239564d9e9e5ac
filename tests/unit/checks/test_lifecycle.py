"""Checks of lifecycle, as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reinstate.checks.framework import Case, Check, LackKind
from reinstate.checks.framework.run import run_check
from reinstate.checks.lifecycle import (
    AccessoriesEndOfSupport,
    ChassisEndOfLife,
    ChassisEndOfSupport,
    ControlEndOfSupport,
    LineCardsEndOfSupport,
    SupportableForAYear,
)
from reinstate.declared.kinds import NOTHING_DECLARED, AttachedFile, Attestation, AttestationKind, DeclaredSet
from reinstate.device.model import Fru, FruKind
from reinstate.plan.requests import Rpc
from reinstate.reference.library import LifecycleAnswer, LifecycleRow, LifecycleState, Part
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    MODULAR,
    NOT_APPLICABLE,
    PASS,
    SERIAL,
    Row,
    Said,
    Sets,
    a_case,
    a_fru,
    a_reference,
    a_unit,
    assert_row,
    inventory,
    named,
    row,
    software,
)

SUPPORTED, END_OF_LIFE, ENDED = LifecycleState.SUPPORTED, LifecycleState.END_OF_LIFE, LifecycleState.ENDED
DOUBTFUL, CONFLICTING = LifecycleState.DOUBTFUL, LifecycleState.CONFLICTING
SOFTWARE = {Rpc.SOFTWARE: software("23.4R2")}


def box(state: LifecycleState | LifecycleAnswer | None, *, by: str = "EX4400-48P", **fields: object) -> Case:
    """A fixed box of which the tables say that under that name."""
    said = {} if state is None else {by: state}
    return a_case(SOFTWARE, unit=a_unit(**fields), reference=a_reference(lifecycles=said))


def strict(case: Case) -> Case:
    """The case under a policy for which an announced end of life is the end."""
    return replace(case, inputs=replace(case.inputs, end_of_life_blocks=True))


LETTER = (AttachedFile("letter.pdf", "a" * 64),)


def confirmed(case: Case, *, serial: str = "", model: str = "EX4400-48P", **fields: object) -> Case:
    """The case with a partner's written confirmation, as sound as can be unless the fields say otherwise."""
    stated: dict[str, object] = {"by": "P. Partner", "on": date(2026, 11, 1), "holds": True, "files": LETTER, **fields}
    told = Attestation(serial, AttestationKind.LIFECYCLE, model=model, **stated)  # type: ignore[arg-type]
    declared = replace(NOTHING_DECLARED, attestations=DeclaredSet(declared=True, rows=(told,)))
    return replace(case, inputs=replace(case.inputs, declared=declared))


def until(day: date | None, state: LifecycleState = SUPPORTED) -> LifecycleAnswer:
    row = LifecycleRow("EX4400-48P", None, None, day, "A", "a test")
    return LifecycleAnswer(state, "as the case states it", (row,), "EX4400-48P", day)


def convertible_until(day: date | None, state: LifecycleState = END_OF_LIFE) -> LifecycleAnswer:
    """A product whose warranty can be converted to a contract until that day."""
    return replace(until(date(2030, 1, 1), state), convertible_until=day)


END_OF_SUPPORT = (
    row("supported by an operator's row", ChassisEndOfSupport, box(SUPPORTED), Said(PASS, BLOCKER)),
    row("matched by its order number", ChassisEndOfSupport, box(SUPPORTED, by="X-1", model_number="X-1"), PASS),
    row("past last order, before end of support", ChassisEndOfSupport, box(END_OF_LIFE), PASS),
    row("past end of support", ChassisEndOfSupport, box(ENDED), Said(FAIL, BLOCKER, hold=False)),
    row(
        "past end of support by a weak source",
        ChassisEndOfSupport,
        box(DOUBTFUL),
        Said(INCONCLUSIVE, BLOCKER, noted=False, text="low-confidence source"),
    ),
    row(
        "what to confirm of a weak source",
        ChassisEndOfSupport,
        box(until(date(2026, 6, 30), DOUBTFUL)),
        Said(
            INCONCLUSIVE, BLOCKER, text="confirm on Juniper's end-of-life page that support of EX4400-48P ended on 2026"
        ),
    ),
    row(
        "the aliases are missing, by which another row might speak",
        ChassisEndOfSupport,
        a_case(
            SOFTWARE,
            reference=a_reference(
                lifecycles={"EX4400-48P": SUPPORTED},
                sets={"hardware-lifecycle": Sets(date(2026, 11, 22))["hardware-lifecycle"]},
            ),
        ),
        Said(INCONCLUSIVE, BLOCKER, text="hardware-aliases is missing"),
    ),
    row("rows that contradict", ChassisEndOfSupport, box(CONFLICTING), Said(INCONCLUSIVE, BLOCKER, text="contradict")),
    row(
        "no row is not supported",
        ChassisEndOfSupport,
        box(None),
        Said(INCONCLUSIVE, BLOCKER, noted=False, text="look up the model"),
    ),
    row("the row of another product", ChassisEndOfSupport, box(SUPPORTED, by="EX4400"), INCONCLUSIVE),
    row(
        "software unknown",
        ChassisEndOfSupport,
        a_case({Rpc.SOFTWARE: "timeout"}, reference=a_reference(lifecycles={"EX4400-48P": SUPPORTED})),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row(
        "the order numbers were asked and are missing",
        ChassisEndOfSupport,
        a_case({**SOFTWARE, Rpc.INVENTORY_CLEI: "denied"}, reference=a_reference(lifecycles={"EX4400-48P": SUPPORTED})),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row(
        "the tables are stale",
        ChassisEndOfSupport,
        a_case(SOFTWARE, reference=a_reference(lifecycles={"EX4400-48P": SUPPORTED}, sets=Sets(date(2020, 1, 1)))),
        Said(INCONCLUSIVE, BLOCKER, text="maximum age"),
    ),
)

END_OF_LIFE_TABLE = (
    row(
        "past the last date to convert a warranty",
        ChassisEndOfLife,
        box(convertible_until(date(2026, 11, 20))),
        Said(FAIL, BLOCKER, hold=False, text="a contract by 2026-11-20, or a written confirmation"),
    ),
    row(
        "past that date, and a partner confirms",
        ChassisEndOfLife,
        confirmed(box(convertible_until(date(2025, 3, 31)))),
        PASS,
    ),
    row(
        "past that date, and the letter is old",
        ChassisEndOfLife,
        confirmed(box(convertible_until(date(2025, 3, 31))), on=date(2026, 8, 1)),
        Said(FAIL, BLOCKER, text="more than 90 days old"),
    ),
    row(
        "before that date",
        ChassisEndOfLife,
        box(convertible_until(date(2027, 3, 31))),
        Said(INCONCLUSIVE, BLOCKER, text="a partner must confirm"),
    ),
    row("nothing announced", ChassisEndOfLife, box(SUPPORTED), PASS),
    row(
        "announced, before end of support",
        ChassisEndOfLife,
        box(END_OF_LIFE),
        Said(INCONCLUSIVE, BLOCKER, noted=False, text="a partner must confirm eligibility in writing"),
    ),
    row(
        "announced, under a policy that takes it as the end",
        ChassisEndOfLife,
        strict(box(END_OF_LIFE)),
        Said(FAIL, BLOCKER, hold=False, text="confirm in writing"),
    ),
    row(
        "confirmed in writing for the model",
        ChassisEndOfLife,
        confirmed(box(END_OF_LIFE)),
        Said(PASS, text="P. Partner, 2026-11-01, with letter.pdf"),
    ),
    row("confirmed for the unit", ChassisEndOfLife, confirmed(box(END_OF_LIFE), serial=SERIAL, model=""), PASS),
    row("confirmed, under the stricter policy", ChassisEndOfLife, strict(confirmed(box(END_OF_LIFE))), PASS),
    row(
        "confirmed for another unit",
        ChassisEndOfLife,
        confirmed(box(END_OF_LIFE), serial="XX0226019999"),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("confirmed for another model", ChassisEndOfLife, confirmed(box(END_OF_LIFE), model="EX4400"), INCONCLUSIVE),
    row(
        "confirmed without the letter",
        ChassisEndOfLife,
        confirmed(box(END_OF_LIFE), files=()),
        Said(INCONCLUSIVE, BLOCKER, text="the letter is not attached"),
    ),
    row(
        "confirmed long ago",
        ChassisEndOfLife,
        confirmed(box(END_OF_LIFE), on=date(2026, 8, 1)),
        Said(INCONCLUSIVE, BLOCKER, text="more than 90 days old"),
    ),
    row(
        "confirmed on a later day",
        ChassisEndOfLife,
        confirmed(box(END_OF_LIFE), on=date(2026, 12, 24)),
        Said(INCONCLUSIVE, BLOCKER, text="after the evaluation date"),
    ),
    row(
        "the letter was changed since",
        ChassisEndOfLife,
        strict(confirmed(box(END_OF_LIFE), files=(replace(LETTER[0], damage="its hash no longer fits"),))),
        Said(INCONCLUSIVE, BLOCKER, text="no longer fits"),
    ),
    row(
        "the partner says no",
        ChassisEndOfLife,
        confirmed(box(END_OF_LIFE), holds=False),
        Said(FAIL, BLOCKER, text="rules out reinstatement"),
    ),
    row("a confirmation is no lifecycle row", ChassisEndOfLife, confirmed(box(None)), Said(INCONCLUSIVE, BLOCKER)),
    row("a confirmation revives nothing", ChassisEndOfLife, confirmed(box(ENDED)), Said(FAIL, BLOCKER)),
    row("nothing announced, under that policy", ChassisEndOfLife, strict(box(SUPPORTED)), PASS),
    row("past end of support", ChassisEndOfLife, box(ENDED), Said(FAIL, BLOCKER)),
    row("doubtful", ChassisEndOfLife, box(DOUBTFUL), Said(INCONCLUSIVE, BLOCKER)),
    row("conflicting", ChassisEndOfLife, box(CONFLICTING), Said(INCONCLUSIVE, BLOCKER)),
    row("no row", ChassisEndOfLife, box(None), Said(INCONCLUSIVE, BLOCKER)),
)


def part(kind: FruKind, place: str, model: str, *children: Fru, **fields: object) -> Fru:
    stated: dict[str, object] = {"part_number": "750-000001", "serial_number": f"S{place[-1]}{model}", **fields}
    return a_fru(kind, place, *children, model_number=model, **stated)


RE0 = part(FruKind.ROUTING_ENGINE, "Routing Engine 0", "RE-S-1800X4-32G-S")
SCB = part(FruKind.CONTROL_BOARD, "CB 0", "SCBE2-MX-S")
MIDPLANE = part(FruKind.MIDPLANE, "Midplane", "CHAS-BP-MX480-S")
CARD = part(
    FruKind.LINE_CARD,
    "FPC 1",
    "MPC5EQ-40G10G",
    a_fru(FruKind.PIC, "FPC 1 / PIC 0", part_number="BUILTIN", serial_number="BUILTIN"),
    part(FruKind.MIC, "FPC 1 / MIC 0", "MIC-3D-20GE-SFP"),
)
ALL_ROWS = {
    "RE-S-1800X4-32G-S": SUPPORTED,
    "SCBE2-MX-S": SUPPORTED,
    "CHAS-BP-MX480-S": SUPPORTED,
    "MPC5EQ-40G10G": SUPPORTED,
    "MIC-3D-20GE-SFP": SUPPORTED,
}


def chassis(*frus: Fru, **states: LifecycleState | LifecycleAnswer | None) -> Case:
    """A modular box; ``states`` replace what the tables say by order number (``-`` written as ``_``)."""
    rows = {**ALL_ROWS, **{name.replace("_", "-"): state for name, state in states.items()}}
    told = {name: state for name, state in rows.items() if state is not None}
    return a_case(SOFTWARE, unit=a_unit(*frus), profile=MODULAR, reference=a_reference(lifecycles=told))


CONTROL = (
    row("all supported", ControlEndOfSupport, chassis(RE0, SCB, MIDPLANE), PASS, PASS, PASS),
    row(
        "a routing engine past end of support",
        ControlEndOfSupport,
        chassis(RE0, SCB, RE_S_1800X4_32G_S=ENDED),
        Said(FAIL, BLOCKER, subject="Routing Engine 0"),
        PASS,
    ),
    row(
        "a control board without a row",
        ControlEndOfSupport,
        chassis(RE0, SCB, SCBE2_MX_S=None),
        PASS,
        Said(INCONCLUSIVE, BLOCKER, subject="CB 0", noted=False),
    ),
    row(
        "a midplane without a row is an open point",
        ControlEndOfSupport,
        chassis(RE0, MIDPLANE, CHAS_BP_MX480_S=None),
        PASS,
        Said(INCONCLUSIVE, BLOCKER, subject="Midplane", noted=True),
    ),
    row("a midplane past end of support", ControlEndOfSupport, chassis(MIDPLANE, CHAS_BP_MX480_S=ENDED), FAIL),
    row(
        "a board that is only a name has no life of its own",
        ControlEndOfSupport,
        chassis(RE0, a_fru(FruKind.CONTROL_BOARD, "Pseudo CB 0")),
        PASS,
    ),
    row("no board with an identity", ControlEndOfSupport, chassis(), Said(INCONCLUSIVE, BLOCKER)),
    row("a fixed box", ControlEndOfSupport, box(SUPPORTED), Said(NOT_APPLICABLE, text="fixed-configuration chassis")),
    row(
        "inventory unknown",
        ControlEndOfSupport,
        a_case({Rpc.INVENTORY: "timeout"}, profile=MODULAR),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row(
        "the order number stands in the detailed inventory alone",
        ControlEndOfSupport,
        a_case(
            {**SOFTWARE, Rpc.INVENTORY_EXTENSIVE: inventory(a_unit(RE0))},
            unit=a_unit(part(FruKind.ROUTING_ENGINE, "Routing Engine 0", "", serial_number=RE0.serial_number)),
            profile=MODULAR,
            reference=a_reference(lifecycles={"RE-S-1800X4-32G-S": ENDED}),
        ),
        FAIL,
    ),
    row(
        "no order number, and the part number stands for one product",
        ControlEndOfSupport,
        a_case(
            SOFTWARE,
            unit=a_unit(part(FruKind.ROUTING_ENGINE, "Routing Engine 0", "", part_number="740-051822")),
            profile=MODULAR,
            reference=a_reference(
                lifecycles={"RE-X": ENDED}, parts={"740-051822": [Part("740-051822", "", "RE-X", "", "a test")]}
            ),
        ),
        FAIL,
    ),
)

LINE_CARDS = (
    row("card and MIC supported", LineCardsEndOfSupport, chassis(CARD), PASS, PASS),
    row(
        "an ended card can come out",
        LineCardsEndOfSupport,
        chassis(CARD, MPC5EQ_40G10G=ENDED),
        Said(FAIL, CONDITION, subject="FPC 1", text="remove the card"),
        PASS,
    ),
    row(
        "a MIC without a row",
        LineCardsEndOfSupport,
        chassis(CARD, MIC_3D_20GE_SFP=None),
        PASS,
        Said(INCONCLUSIVE, CONDITION, subject="FPC 1 / MIC 0", noted=False),
    ),
    row("no card fitted", LineCardsEndOfSupport, chassis(RE0), PASS),
    row("a fixed box", LineCardsEndOfSupport, box(SUPPORTED), NOT_APPLICABLE),
    row("inventory unknown", LineCardsEndOfSupport, a_case({Rpc.INVENTORY: "closed"}, profile=MODULAR), INCONCLUSIVE),
)

SUPPLY = part(FruKind.POWER_SUPPLY, "PSU 0", "JPSU-550-C-AC-AFO")
UPLINK = part(FruKind.PIC, "FPC 0 / PIC 1", "EX-UM-4X4SFP")


def with_accessories(*frus: Fru, **states: LifecycleState) -> Case:
    told = {name.replace("_", "-"): state for name, state in states.items()}
    return a_case(SOFTWARE, unit=a_unit(*frus), reference=a_reference(lifecycles=told))


ACCESSORIES = (
    row("all supported", AccessoriesEndOfSupport, with_accessories(SUPPLY, JPSU_550_C_AC_AFO=SUPPORTED), PASS),
    row(
        "an ended supply",
        AccessoriesEndOfSupport,
        with_accessories(SUPPLY, JPSU_550_C_AC_AFO=ENDED),
        Said(FAIL, ADVICE, subject="PSU 0", hold=False),
    ),
    row(
        "without a row it is supported with its chassis",
        AccessoriesEndOfSupport,
        with_accessories(SUPPLY, UPLINK),
        Said(INCONCLUSIVE, ADVICE, noted=True, text="EX-UM-4X4SFP, JPSU-550-C-AC-AFO"),
        PASS,
    ),
    row("an ended uplink module", AccessoriesEndOfSupport, with_accessories(UPLINK, EX_UM_4X4SFP=ENDED), FAIL),
    row(
        "boards that repeat the box's serial or are built in are no accessories",
        AccessoriesEndOfSupport,
        with_accessories(
            part(FruKind.PIC, "FPC 0 / PIC 1", "X-1", serial_number=a_unit().serial_number),
            part(FruKind.PIC, "FPC 0 / PIC 0", "X-1", serial_number="BUILTIN"),
            X_1=ENDED,
        ),
        PASS,
    ),
    row("nothing fitted", AccessoriesEndOfSupport, with_accessories(), PASS),
    row(
        "inventory unknown", AccessoriesEndOfSupport, a_case({Rpc.INVENTORY: "closed"}), Said(INCONCLUSIVE, noted=True)
    ),
)

A_YEAR = (
    row("ends in years", SupportableForAYear, box(until(date(2030, 1, 1), END_OF_LIFE)), Said(PASS, text="2030-01-01")),
    row("no end stated", SupportableForAYear, box(until(None)), Said(PASS, text="no known end of support")),
    row("ends in June", SupportableForAYear, box(until(date(2027, 6, 30), END_OF_LIFE)), Said(FAIL, ADVICE)),
    row("ended", SupportableForAYear, box(until(date(2024, 6, 30), ENDED)), Said(FAIL, ADVICE)),
    row("no row", SupportableForAYear, box(None), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row(
        "a board ends before its chassis",
        SupportableForAYear,
        chassis(RE0, SCB, SCBE2_MX_S=until(date(2027, 3, 31), END_OF_LIFE)),
        Said(FAIL, ADVICE, subject="CB 0", text="2027-03-31"),
    ),
    row(
        "a board ends in years",
        SupportableForAYear,
        chassis(RE0, SCB, EX4400_48P=SUPPORTED, SCBE2_MX_S=until(date(2030, 3, 31), END_OF_LIFE)),
        Said(PASS, text="2030-03-31 (CB 0)"),
    ),
)

TABLE: tuple[Row, ...] = (*END_OF_SUPPORT, *END_OF_LIFE_TABLE, *CONTROL, *LINE_CARDS, *ACCESSORIES, *A_YEAR)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_lifecycle(one: Row) -> None:
    assert_row(one)


# name: (check, case, what is missing, by kind and name)
LACKS: dict[str, tuple[type[Check], Case, list[tuple[LackKind, str]]]] = {
    "no row for the chassis": (ChassisEndOfSupport, box(None), [(LackKind.LIFECYCLE, "EX4400-48P")]),
    "under its order number": (
        ChassisEndOfSupport,
        box(None, model_number="EX4400-48P-S"),
        [(LackKind.LIFECYCLE, "EX4400-48P-S")],
    ),
    "a weak row": (ChassisEndOfLife, box(DOUBTFUL), [(LackKind.LIFECYCLE, "EX4400-48P")]),
    "an announced end": (ChassisEndOfLife, box(END_OF_LIFE), [(LackKind.CONFIRMATION, "EX4400-48P")]),
    "an announced end under a strict policy": (
        ChassisEndOfLife,
        strict(box(END_OF_LIFE)),
        [(LackKind.CONFIRMATION, "EX4400-48P")],
    ),
    "a unit that states no model": (ChassisEndOfSupport, box(None, model=""), []),
    "a sure row": (ChassisEndOfSupport, box(SUPPORTED), []),
    "boards of a modular chassis": (
        ControlEndOfSupport,
        a_case(
            SOFTWARE, unit=a_unit(RE0, SCB), profile=MODULAR, reference=a_reference(lifecycles={"SCBE2-MX-S": ENDED})
        ),
        [(LackKind.LIFECYCLE, "RE-S-1800X4-32G-S")],
    ),
}


@pytest.mark.parametrize(("check", "case", "lacks"), LACKS.values(), ids=LACKS)
def test_what_is_missing_is_named(check: type[Check], case: Case, lacks: list[tuple[LackKind, str]]) -> None:
    found = [(one.kind, one.name) for finding in run_check(check(), case) for one in finding.lacks]
    assert found == lacks
