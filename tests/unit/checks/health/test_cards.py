"""Forwarding boards and line cards."""

from __future__ import annotations

import pytest

from reinstate.checks.health.cards import Forwarding, LineCards
from reinstate.device.model import (
    Fpc,
    Fpcs,
    FruKind,
)
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_fru,
    a_unit,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import CARDS, MEMBER, case, fpc

UPLINK = a_unit(
    a_fru(
        FruKind.LINE_CARD,
        "FPC 0",
        a_fru(FruKind.PIC, "FPC 0 / PIC 0", part_number="BUILTIN"),
        a_fru(FruKind.PIC, "FPC 0 / PIC 1", part_number="711-021270", serial_number="AR0210001234"),
    )
)
FORWARDING = (
    row("board and PIC online", Forwarding, case(), PASS, PASS),
    row(
        "board offline", Forwarding, case({Rpc.FPCS: Fpcs((fpc("0", "Offline"),))}), Said(FAIL, BLOCKER, "FPC 0"), PASS
    ),
    row(
        "board not in the reply",
        Forwarding,
        case({Rpc.FPCS: Fpcs((fpc("1", "Empty"),))}),
        Said(FAIL, BLOCKER, "FPC 0", text="not listed"),
        PASS,
    ),
    row(
        "built-in PIC offline",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0", pics={"0": "Offline"}),))}),
        PASS,
        Said(FAIL, BLOCKER, "FPC 0 / PIC 0"),
    ),
    row(
        "built-in PIC of the inventory not in the reply",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0"),))}),
        PASS,
        Said(FAIL, BLOCKER, "FPC 0 / PIC 0", text="not listed"),
    ),
    row(
        "uplink module offline",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0", pics={"0": "Online", "1": "Offline"}),))}, unit=UPLINK),
        PASS,
        PASS,
        Said(FAIL, CONDITION, "FPC 0 / PIC 1"),
    ),
    row(
        "expansion card of a fixed box",
        Forwarding,
        case({Rpc.FPCS: Fpcs((fpc("0"), fpc("1", "Offline"), fpc("2", "Empty")))}),
        PASS,
        Said(FAIL, CONDITION, "FPC 1"),
        PASS,
    ),
    row(
        "a member of a virtual chassis is judged by its own slot",
        Forwarding,
        case(
            {
                Rpc.FPCS: Fpcs((fpc("0"), fpc("1"), fpc("2", "Offline"))),
                Rpc.PICS: Fpcs((fpc("0", pics={"0": "Offline"}), fpc("2", pics={"0": "Online"}))),
            },
            unit=MEMBER,
        ),
        Said(FAIL, BLOCKER, "FPC 2"),
        PASS,
    ),
    row(
        "neither reply nor inventory tells of a PIC",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0"),))}, unit=a_unit()),
        PASS,
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("no reply", Forwarding, case({Rpc.FPCS: "timeout"}), Said(INCONCLUSIVE, BLOCKER)),
    row("modular by profile", Forwarding, case(profile=CARDS), NOT_APPLICABLE),
)
CHASSIS = a_unit(a_fru(FruKind.LINE_CARD, "FPC 1"))


def cards(*listed: Fpc) -> dict[Rpc, object]:
    return {Rpc.FPCS: Fpcs(listed), Rpc.PICS: Fpcs(listed)}


LINE_CARDS = (
    row("online", LineCards, case(cards(fpc("1", pics={"0": "Online"})), profile=CARDS, unit=CHASSIS), PASS),
    row(
        "fault",
        LineCards,
        case(cards(fpc("1", "Fault")), profile=CARDS, unit=CHASSIS),
        Said(FAIL, CONDITION, "FPC 1"),
    ),
    *(
        row(
            f"{state} {comment}".strip(),
            LineCards,
            case(cards(fpc("1", state, comment)), profile=CARDS, unit=CHASSIS),
            Said(INCONCLUSIVE, CONDITION, "FPC 1", noted=False, text="more feeds"),
        )
        for state, comment in (
            ("Offline", "---Offlined by cli command---"),
            ("Offline", "---Unpowered---"),
            ("Offline", "No power"),
            ("Present", ""),
        )
    ),
    row(
        "in the inventory and empty",
        LineCards,
        case(cards(fpc("1", "Empty")), profile=CARDS, unit=CHASSIS),
        Said(FAIL, CONDITION, "FPC 1"),
    ),
    row(
        "a PIC of an online card is down",
        LineCards,
        case(cards(fpc("1", pics={"0": "Offline"})), profile=CARDS, unit=CHASSIS),
        PASS,
        Said(FAIL, CONDITION, "FPC 1 / PIC 0"),
    ),
    row("no card fitted", LineCards, case(cards(fpc("1", "Empty")), profile=CARDS, unit=a_unit()), PASS),
    row("no reply", LineCards, case({Rpc.FPCS: "unsupported"}, profile=CARDS), Said(INCONCLUSIVE, CONDITION)),
    row("fixed by profile", LineCards, case(), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = (*FORWARDING, *LINE_CARDS)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_cards(one: Row) -> None:
    assert_row(one)
