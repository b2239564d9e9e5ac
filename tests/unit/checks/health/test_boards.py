"""Fabric, control, and clock boards: their rows of the environment are states, and their alarms are no advice."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.health.boards import Boards
from reinstate.checks.health.fans_and_temperatures import Temperature
from reinstate.checks.health.other_parts import OtherParts
from reinstate.device.model import Environment, EnvironmentItem
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import CARDS, alarm, alarms, case, chassis_alarm, up

WARM = EnvironmentItem("", "CPU", "Temp", "OK", celsius=40, xpath="//CPU")


def board(name: str, status: str, kind: str = "Temp", celsius: int | None = None) -> Case:
    """A chassis with that row, and one sensor that reads OK."""
    item = EnvironmentItem("", name, kind, status, celsius=celsius, xpath=f"//{name}")
    return case({Rpc.ENVIRONMENT: Environment((WARM, item))}, profile=CARDS)


NAMES = (
    "SIB 2",
    "SFB 0",
    "CB 1",
    "SCG 0",
    "SPMB 1",
    "Routing Engine 1",
    "PCG 0",
    "CIP 0",
    "FPM",
    "Craft Interface",
    "Backplane",
    "FPC 2",
    "sib 2",
    "SIB F13 0",
    "SIB-L 3",
    "SFB2 0",
    "RCB 0",
)

BOARDS = (
    row("none listed", Boards, case(), Said(PASS, text="lists no fabric, control, or clock board")),
    *(
        row(f"{name} OK", Boards, board(name, "OK", celsius=38), Said(PASS, text="1 board reports no fault"))
        for name in NAMES
    ),
    *(
        row(
            f"{name} Failed",
            Boards,
            board(name, "Failed"),
            Said(FAIL, CONDITION, name, hold=False, text="the board reports a fault"),
        )
        for name in NAMES
    ),
    *(
        row(f"{name} Failed, under Misc", Boards, board(name, "Failed", "Misc"), Said(FAIL, CONDITION, name))
        for name in NAMES
    ),
    *(
        row(f"in state {status}", Boards, board("SIB 2", status), PASS)
        for status in ("OK", "Online", "Absent", "Empty", "Spare", "Standby")
    ),
    *(
        row(f"in state {status}", Boards, board("SIB 2", status), Said(FAIL, CONDITION, "SIB 2", text=text))
        for status, text in (
            ("Offline", "the board is offline"),
            ("FAILED", "the board reports a fault"),
            ("Fault", "the board reports a fault"),
            ("Check", "must be checked"),
            ("Unresponsive", "the board does not respond"),
        )
    ),
    *(
        row(
            f"in state {status}",
            Boards,
            board("SIB 2", status),
            Said(INCONCLUSIVE, CONDITION, "SIB 2", noted=False, text=text),
        )
        for status, text in (
            ("Testing", "is running its tests"),
            ("Present", "is present and not started"),
            ("Ready", "is ready and not yet online"),
            ("Purple", "not recognized"),
            ("", "reports no state"),
        )
    ),
    *(
        row(
            f"{name} {status}: its own check shows why",
            Boards,
            board(name, status),
            Said(INCONCLUSIVE, ADVICE, name, noted=True),
        )
        for name in ("FPC 2", "Routing Engine 1")
        for status in ("Offline", "Present", "Testing")
    ),
    row("too hot: that is its temperature", Boards, board("CB 0", "Too hot", celsius=99), PASS),
    row("a sensor on a board is no board", Boards, board("CB 0 IntakeA-Zone0", "Testing"), PASS),
    row("the sensors of an empty slot", Boards, board("CB 1 Intake", "Absent"), PASS),
    row(
        "not online, by a minor alarm",
        Boards,
        case(chassis_alarm("SIB 2 Not Online", "Minor"), profile=CARDS),
        Said(FAIL, CONDITION, "SIB 2", text="an alarm of the board is active"),
    ),
    *(
        row(f"the alarm {text}", Boards, case(chassis_alarm(text, "Minor"), profile=CARDS), Said(FAIL, CONDITION))
        for text in ("SFB 12 not online", "Check SIB", "Fabric Board 1 Failure", "SCG 1 Failure")
    ),
    row(
        "an alarm of the system that repeats it counts once",
        Boards,
        case({item: alarms(alarm("CB 0 Failure")) for item in (Rpc.CHASSIS_ALARMS, Rpc.SYSTEM_ALARMS)}, profile=CARDS),
        Said(FAIL, CONDITION, "CB 0"),
    ),
    row(
        "taken out since boot",
        Boards,
        case(chassis_alarm("CB 1 Removed", "Minor"), profile=CARDS),
        Said(FAIL, ADVICE, "CB 1"),
    ),
    row(
        "still booting",
        Boards,
        case({Rpc.UPTIME: up(60), Rpc.CHASSIS_ALARMS: alarms(alarm("SIB 2 Not Online"))}, profile=CARDS),
        Said(INCONCLUSIVE, CONDITION, text="1 minute after boot"),
    ),
    row("no reply", Boards, case({Rpc.ENVIRONMENT: "timeout"}, profile=CARDS), Said(INCONCLUSIVE, CONDITION)),
    row("no profile", Boards, case(profile=None), Said(INCONCLUSIVE, CONDITION)),
)
# The same rows are neither temperatures nor other components.
ELSEWHERE = (
    *(row(f"{name} Failed", Temperature, board(name, "Failed"), Said(PASS, text="only temperature")) for name in NAMES),
    *(row(f"{name} Failed", OtherParts, board(name, "Failed", "Misc"), PASS) for name in NAMES),
    row("a board's own temperature counts", Temperature, board("CB 0", "OK", celsius=38), Said(PASS, text="all 2")),
    row(
        "a board that is too hot",
        Temperature,
        board("CB 0", "Too hot", celsius=99),
        Said(FAIL, CONDITION, "CB 0", text="over temperature"),
    ),
    row(
        "a sensor that has failed is not called too hot",
        Temperature,
        board("CB 0 Intake", "Failed"),
        Said(FAIL, CONDITION, "CB 0 Intake", text="the temperature sensor, or the part with it, has failed"),
    ),
)
TABLE: tuple[Row, ...] = (*BOARDS, *ELSEWHERE)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_boards(one: Row) -> None:
    assert_row(one)
