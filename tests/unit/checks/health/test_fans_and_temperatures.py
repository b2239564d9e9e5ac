"""Fans and temperatures."""

from __future__ import annotations

import pytest

from reinstate.checks.health.fans_and_temperatures import Fans, Temperature
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    a_profile,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import alarm, alarms, case, fans, items

FIXED_FANS = a_profile(fans_removable=False, fanless=("ex4400-48p",))
FANS = (
    row("all OK", Fans, case(), PASS),
    row("failed", Fans, case(fans(("Fan 0", "OK"), ("Fan 1", "Failed"))), Said(FAIL, CONDITION, "Fan 1")),
    row("missing tray", Fans, case(fans(("Fan Tray 0", "Absent"))), Said(FAIL, CONDITION, text="the fan is absent")),
    row("failed and not removable", Fans, case(fans(("Fan 1", "Check")), profile=FIXED_FANS), Said(FAIL, BLOCKER)),
    row("still testing", Fans, case(fans(("Fan 1", "Testing"))), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "a fan alarm beside rows that read OK",
        Fans,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("Fan Tray 0 Failure"))}),
        Said(FAIL, CONDITION, text="Fan Tray 0 Failure"),
    ),
    row(
        "a minor alarm of a fan that is not there",
        Fans,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("Fan Tray 1 Absent", "Minor"))}),
        Said(FAIL, CONDITION, text="Fan Tray 1 Absent"),
    ),
    row(
        "a minor alarm of fast fans",
        Fans,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("Fans at full speed", "Minor"))}),
        Said(FAIL, ADVICE),
    ),
    row(
        "in words that nobody knows",
        Fans,
        case(fans(("Fan 0", "OK"), ("Fan 1", "Purple"))),
        Said(INCONCLUSIVE, BLOCKER, "Fan 1", noted=False, text="not recognized"),
    ),
    row("none listed", Fans, case({Rpc.ENVIRONMENT: items(("Temp", "CPU", "OK"))}), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "none listed on a model without fans",
        Fans,
        case({Rpc.ENVIRONMENT: items(("Temp", "CPU", "OK"))}, profile=FIXED_FANS),
        PASS,
    ),
    row(
        "a supply's own fan is the supply's matter",
        Fans,
        case({Rpc.ENVIRONMENT: items(("Fans", "Fan 0", "OK"), ("Fans", "Power Supply 1 Fan 0", "Absent"))}),
        PASS,
    ),
    row("no reply", Fans, case({Rpc.ENVIRONMENT: "denied"}), Said(INCONCLUSIVE, BLOCKER)),
)


def temperatures(*rows: tuple[str, str]) -> dict[Rpc, object]:
    return {Rpc.ENVIRONMENT: items(*(("Temp", name, status) for name, status in rows))}


TEMPERATURE = (
    row("all OK", Temperature, case(), PASS),
    row("an absent part", Temperature, case(temperatures(("CPU", "OK"), ("CB 1 Intake", "Absent"))), PASS),
    row(
        "one sensor still testing, as on a sound MX",
        Temperature,
        case(temperatures(("CPU", "OK"), ("FPC 0 Intake", "Testing"))),
        Said(INCONCLUSIVE, ADVICE, noted=True),
        PASS,
    ),
    row(
        "every sensor still testing",
        Temperature,
        case(temperatures(("CPU", "Testing"))),
        Said(INCONCLUSIVE, ADVICE, noted=True),
        Said(INCONCLUSIVE, CONDITION, noted=False),
    ),
    row("warm", Temperature, case(temperatures(("CPU", "Warm"), ("Intake", "OK"))), Said(FAIL, ADVICE)),
    row("red", Temperature, case(temperatures(("CPU", "Hot"), ("Intake", "OK"))), Said(FAIL, CONDITION, "CPU")),
    row(
        "in words that nobody knows",
        Temperature,
        case(temperatures(("CPU", "Purple"), ("Intake", "OK"))),
        Said(INCONCLUSIVE, CONDITION, "CPU", noted=False, text="not recognized"),
        PASS,
    ),
    row(
        "a red alarm",
        Temperature,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("FPC 0 EX-PFE1 Temp Too Hot"))}),
        Said(FAIL, CONDITION, text="Too Hot"),
    ),
    row(
        "a yellow alarm",
        Temperature,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("FPC 0 Temp Too Warm", "Minor"))}),
        Said(FAIL, ADVICE),
    ),
    row("none stated", Temperature, case(fans(("Fan 0", "OK"))), Said(INCONCLUSIVE, CONDITION)),
    row("no reply", Temperature, case({Rpc.ENVIRONMENT: "closed"}), Said(INCONCLUSIVE, CONDITION)),
)
TABLE: tuple[Row, ...] = (*FANS, *TEMPERATURE)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_fans_and_temperatures(one: Row) -> None:
    assert_row(one)
