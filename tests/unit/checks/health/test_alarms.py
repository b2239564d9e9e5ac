"""Hardware errors, and alarms that no other check answers for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.health.alarms import NoAlarmLeft, NoHardwareErrors
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
    a_profile,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import (
    CARDS,
    MEMBER,
    alarm,
    alarms,
    case,
    chassis_alarm,
    engine,
    engines,
    errors,
    up,
)

ERRORS = (
    row("none", NoHardwareErrors, case(), PASS),
    row("fatal on a fixed box", NoHardwareErrors, case(errors("fatal")), Said(FAIL, BLOCKER, "FPC 0")),
    row("major on a card", NoHardwareErrors, case(errors("major"), profile=CARDS), Said(FAIL, CONDITION)),
    row("of a severity that nobody knows", NoHardwareErrors, case(errors("")), Said(FAIL, BLOCKER)),
    row("minor", NoHardwareErrors, case(errors("minor")), Said(FAIL, ADVICE)),
    row("counted zero", NoHardwareErrors, case(errors("major", count=0)), PASS),
    row(
        "another member's", NoHardwareErrors, case(errors("major") | {Rpc.UPTIME: up(engine="fpc2")}, unit=MEMBER), PASS
    ),
    row(
        "asked and not supported",
        NoHardwareErrors,
        case({Rpc.ACTIVE_ERRORS: "unsupported"}),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("not expected of the family", NoHardwareErrors, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
ALARMS = (
    row("none", NoAlarmLeft, case(), Said(PASS, text="no alarm is active")),
    row("unknown, major, chassis", NoAlarmLeft, case(chassis_alarm("Zork 1 not online")), Said(FAIL, CONDITION)),
    row("unknown, minor, chassis", NoAlarmLeft, case(chassis_alarm("Zork 0 not online", "Minor")), Said(FAIL, ADVICE)),
    row("a board's is judged with the boards", NoAlarmLeft, case(chassis_alarm("SPMB 1 not online")), PASS),
    row(
        "unknown, major, system",
        NoAlarmLeft,
        case({Rpc.SYSTEM_ALARMS: alarms(alarm("NTP lost", alarm_type="System"))}),
        Said(FAIL, ADVICE),
    ),
    row(
        "major, of a type that isn't told",
        NoAlarmLeft,
        case({Rpc.SYSTEM_ALARMS: alarms(alarm("FPC 0 Hard errors", alarm_type=""))}),
        Said(FAIL, CONDITION),
    ),
    row(
        "bench-normal by either text",
        NoAlarmLeft,
        case(
            {
                Rpc.CHASSIS_ALARMS: alarms(alarm("FPC Management1 Ethernet Link Down")),
                Rpc.SYSTEM_ALARMS: alarms(
                    alarm("Rescue configuration is not set", "Minor", "Configuration", "no-rescue")
                ),
            }
        ),
        Said(PASS, text="all active alarms are normal on a bench"),
    ),
    row(
        "a chassis alarm that the system repeats counts once",
        NoAlarmLeft,
        case({item: alarms(alarm("FPC 0 Hard errors")) for item in (Rpc.CHASSIS_ALARMS, Rpc.SYSTEM_ALARMS)}),
        Said(FAIL, CONDITION),
    ),
    row(
        "two alarms of one moment that state short texts alone",
        NoAlarmLeft,
        case({Rpc.CHASSIS_ALARMS: alarms(*(replace(alarm(""), short_description=text) for text in ("Zork", "Bork")))}),
        FAIL,
        FAIL,
    ),
    row(
        "the same words at another time count again",
        NoAlarmLeft,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("FPC 0 Hard errors"), alarm("FPC 0 Hard errors", time=None))}),
        FAIL,
        FAIL,
    ),
    row("supply alarms are judged with the supplies", NoAlarmLeft, case(chassis_alarm("PEM 1 Not OK")), PASS),
    row(
        "license alarms are judged with the licenses",
        NoAlarmLeft,
        case(
            {Rpc.SYSTEM_ALARMS: alarms(alarm("BGP Routing Protocol(47) usage requires a license", "Minor", "System"))}
        ),
        PASS,
    ),
    row(
        "a chassis alarm that speaks of a license is still a chassis alarm",
        NoAlarmLeft,
        case(chassis_alarm("FPC 0 licensed bandwidth fault")),
        Said(FAIL, CONDITION),
    ),
    row(
        "backup engine, one fitted",
        NoAlarmLeft,
        case(chassis_alarm("Loss of communication with Backup RE"), profile=CARDS),
        Said(PASS, text="all active alarms are normal on a bench"),
    ),
    row(
        "backup engine, two fitted",
        NoAlarmLeft,
        case(
            chassis_alarm("Loss of communication with Backup RE")
            | {Rpc.ROUTING_ENGINES: engines(engine(), engine("1"))},
            profile=CARDS,
        ),
        Said(FAIL, CONDITION),
    ),
    row(
        "recalled as normal: an open item, and no pass",
        NoAlarmLeft,
        case(chassis_alarm("em0: Ethernet Link Down")),
        Said(INCONCLUSIVE, ADVICE, noted=True, text="a missing connection or part can explain it"),
    ),
    row(
        "recalled as milder than a fault: not known",
        NoAlarmLeft,
        case(chassis_alarm("FPC 1 Unsupported"), profile=CARDS),
        Said(INCONCLUSIVE, CONDITION, noted=False, text="it can have another cause than a fault"),
    ),
    row(
        "recalled as a fault, and not major: not known",
        NoAlarmLeft,
        case(chassis_alarm("RTC Battery failure", "Minor")),
        Said(INCONCLUSIVE, CONDITION, noted=False, text="it can indicate a fault"),
    ),
    row(
        "configuration of a previous owner",
        NoAlarmLeft,
        case(chassis_alarm("AAMWD control channel down, it will impact AAMW functionality", "Minor")),
        Said(FAIL, ADVICE, text="delete the configuration"),
    ),
    row(
        "what the operator calls normal",
        NoAlarmLeft,
        case(chassis_alarm("Zork 7 not online"), profile=a_profile(bench_normal_alarms=("Zork ? not online",))),
        PASS,
    ),
    row(
        "a fault that the operator calls normal is one",
        NoAlarmLeft,
        case(chassis_alarm("FPC 0 Major Errors"), profile=a_profile(bench_normal_alarms=("FPC ? Major Errors",))),
        Said(FAIL, CONDITION),
    ),
    row("no reply", NoAlarmLeft, case({Rpc.SYSTEM_ALARMS: "no-data"}), Said(INCONCLUSIVE, CONDITION)),
)
TABLE: tuple[Row, ...] = (*ERRORS, *ALARMS)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_alarms(one: Row) -> None:
    assert_row(one)
