"""Forwarding boards and line cards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.health.cards import Forwarding, LineCards
from reinstate.device.model import (
    Fpc,
    Fpcs,
    FruKind,
)
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_fru,
    a_profile,
    a_unit,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import CARDS, MEMBER, alarm, alarms, case, chassis_alarm, errors, fpc

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
    *(
        row(
            f"board {state} {comment}: {text}",
            Forwarding,
            case({Rpc.FPCS: Fpcs((fpc("0", state, comment),))}),
            Said(INCONCLUSIVE, BLOCKER, "FPC 0", noted=False, text=text),
            PASS,
        )
        for state, comment, text in (
            ("Offline", "--- Offlined by cli command ---", "bring it online"),
            ("Testing", "", "is running its tests"),
            ("Purple", "", "not recognized"),
        )
    ),
    *(
        row(
            f"board {state} {comment}",
            Forwarding,
            case({Rpc.FPCS: Fpcs((fpc("0", state, comment),))}),
            Said(FAIL, BLOCKER, "FPC 0"),
            PASS,
        )
        for state, comment in (("Empty", ""), ("Offline", "Hardware fault"), ("Unresponsive", ""))
    ),
    row(
        "the empty slot of an uplink module",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0", pics={"0": "Online", "1": "Empty"}),))}),
        PASS,
        PASS,
    ),
    row(
        "a module of the inventory in an empty slot",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0", pics={"0": "Online", "1": "Empty"}),))}, unit=UPLINK),
        PASS,
        PASS,
        Said(FAIL, CONDITION, "FPC 0 / PIC 1"),
    ),
    row(
        "a port profile of a previous owner",
        Forwarding,
        case(
            {Rpc.PICS: Fpcs((fpc("0", pics={"0": "Offline"}),))}
            | chassis_alarm("FPC 0 PIC 0 Invalid port profile configuration", "Minor")
        ),
        PASS,
        Said(INCONCLUSIVE, BLOCKER, "FPC 0 / PIC 0", noted=False, text="delete the statements below chassis fpc"),
    ),
    row(
        "a port profile of another PIC",
        Forwarding,
        case(
            {Rpc.PICS: Fpcs((fpc("0", pics={"0": "Offline"}),))}
            | chassis_alarm("FPC 0 PIC 1 Invalid port profile configuration", "Minor")
        ),
        PASS,
        Said(FAIL, BLOCKER, "FPC 0 / PIC 0"),
    ),
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
            f"{state} {comment}: {text}",
            LineCards,
            case(cards(fpc("1", state, comment)), profile=CARDS, unit=CHASSIS),
            Said(INCONCLUSIVE, CONDITION, "FPC 1", noted=False, text=text),
        )
        for state, comment, text in (
            ("Offline", "---Offlined by cli command---", "bring it online"),
            ("Offline", "Configured to power off", "delete the configuration"),
            ("Offline", "Offlined by button press", "taken offline by a command, a button"),
            ("offline", "--- GNF is offline ---", "bring it online"),
            ("Offline", "---Unpowered---", "more input power"),
            ("Offline", "No power", "more input power"),
            ("Offline", "Chassis power rating exceeded", "more input power"),
            ("Offline", "FPC incompatible with SCB", "another part of the chassis"),
            ("Offline", "Unsupported FPC", "another part of the chassis"),
            ("Present", "", "is present and not started"),
            ("Present", "", "more input power"),
            ("Testing", "", "is running its tests"),
            ("Ready", "", "is ready and not yet online"),
            ("Announce online", "", "is coming online"),
            ("announceOnline", "", "is coming online"),
            ("Probed", "", "is detected and not yet started"),
            ("Diagnostic", "", "is running its diagnostics"),
            ("Standby", "", "is on standby"),
            ("Spare", "", "is a spare"),
            ("unknown", "", "reports its state as unknown"),
            ("Not supported", "", "does not match the software"),
            ("Purple", "", "in a state that is not recognized"),
            ("", "", "reports no state"),
        )
    ),
    *(
        row(
            f"{state} {comment}".strip(),
            LineCards,
            case(cards(fpc("1", state, comment)), profile=CARDS, unit=CHASSIS),
            Said(FAIL, CONDITION, "FPC 1", text=text),
        )
        for state, comment, text in (
            ("Offline", "", "not online"),
            ("OFFLINE", "--- Purple ---", "not online"),
            ("Announce offline", "", "not online"),
            ("Unresponsive", "", "does not respond"),
            ("Hardware error", "", "reports a fault"),
            ("Offline", "Major errors", "not online"),
            ("Offline", "Error", "not online"),
            ("Offline", "Bad voltage", "not online"),
            ("Offline", "Overtemperature shutdown", "not online"),
            ("Offline", "FPC kernel crash", "not online"),
            ("Offline", "Fabric degraded", "not online"),
            ("Offline", "Unresponsive board", "not online"),
            ("Offline", "HW authentication failure", "keep and isolate the unit"),
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
IOC3 = "SRX5k IOC3 24XGE+6XLG"
NOT_TESTED = Said(INCONCLUSIVE, ADVICE, noted=True, text="switch the groups and inspect again")
DOWN = Said(FAIL, CONDITION)


def groups(states: str, card: str = IOC3, **replies: object) -> Case:
    """A card whose PICs 0 to 3 are online (1) or offline (0), beside other replies by their name in ``Rpc``."""
    words = {"1": "Online", "0": "Offline", "o": "offline", "e": "Hardware error", "n": "Not supported"}
    one = fpc("1", pics={str(place): words[state] for place, state in enumerate(states)}, description=card)
    return case({**cards(one), **{Rpc[name]: reply for name, reply in replies.items()}}, profile=CARDS, unit=CHASSIS)


PORT_GROUPS = (
    row("as it comes: 0 and 1 on", LineCards, groups("1100"), PASS, NOT_TESTED, NOT_TESTED),
    row("in lower case", LineCards, groups("11oo"), PASS, NOT_TESTED, NOT_TESTED),
    row("switched: 2 and 3 on", LineCards, groups("0011"), PASS, NOT_TESTED, NOT_TESTED),
    row("one half switched: 0 and 3 on", LineCards, groups("1001"), PASS, NOT_TESTED, NOT_TESTED),
    row("all on", LineCards, groups("1111"), PASS),
    row("0 dead, 1 on", LineCards, groups("0100"), PASS, DOWN, NOT_TESTED, NOT_TESTED),
    row("all off", LineCards, groups("0000"), PASS, DOWN, DOWN, DOWN, DOWN),
    row("an error is no design", LineCards, groups("11e0"), PASS, DOWN, NOT_TESTED),
    row(
        "what isn't supported is neither",
        LineCards,
        groups("11n0"),
        PASS,
        Said(INCONCLUSIVE, CONDITION, text="does not match the software"),
        NOT_TESTED,
    ),
    *(
        row(f"{card}", LineCards, groups("1100", card), PASS, NOT_TESTED, NOT_TESTED)
        for card in ("MPC5E 3D 24XGE+6XLGE", "MPC5EQ 3D 24XGE+6XLGE", "EX9200-6QS", "srx5k ioc3 24xge+6xlg")
    ),
    *(
        row(f"{card} has no such groups", LineCards, groups("1100", card), PASS, DOWN, DOWN)
        for card in ("SRX5k IOC3 2CGE+4XGE", "MPC4E 3D 32XGE", "MPC5E 3D 2CGE+4XGE", "SRX5k SPC II", "")
    ),
    row(
        "an alarm names the card",
        LineCards,
        groups("1100", CHASSIS_ALARMS=alarms(alarm("FPC 1 PIC 2 Failure"))),
        PASS,
        DOWN,
        DOWN,
    ),
    row(
        "an alarm names another card",
        LineCards,
        groups("1100", CHASSIS_ALARMS=alarms(alarm("FPC 10 PIC 2 Failure"))),
        PASS,
        NOT_TESTED,
        NOT_TESTED,
    ),
    row(
        "an active error names the card",
        LineCards,
        groups("1100", ACTIVE_ERRORS=errors("major", "FPC 1")[Rpc.ACTIVE_ERRORS]),
        PASS,
        DOWN,
        DOWN,
    ),
    row(
        "active errors that are not known cannot rule a fault out",
        LineCards,
        groups("1100", ACTIVE_ERRORS="timeout"),
        PASS,
        Said(INCONCLUSIVE, CONDITION, noted=False, text="switch the groups"),
        Said(INCONCLUSIVE, CONDITION, noted=False, text="switch the groups"),
    ),
    row(
        "active errors that the family does not report",
        LineCards,
        replace(
            groups("1100", ACTIVE_ERRORS="unsupported"),
            profile=a_profile("srx5800", modular=True, expected=frozenset({Rpc.CHASSIS_ALARMS})),
        ),
        PASS,
        NOT_TESTED,
        NOT_TESTED,
    ),
    row("no alarms to rule a fault out", LineCards, groups("1100", CHASSIS_ALARMS="timeout"), INCONCLUSIVE),
)
TABLE: tuple[Row, ...] = (*FORWARDING, *LINE_CARDS, *PORT_GROUPS)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_cards(one: Row) -> None:
    assert_row(one)
