"""Power supplies: what is a fault, what is only a bench, and what can't be told."""

from __future__ import annotations

import pytest

from reinstate.checks.health.supplies import AtLeastOneSupply, Supplies
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
from tests.unit.checks.health.evidence import alarm, alarms, case, chassis_alarm, feeds, items


def power(*rows: tuple[str, str], kind: str = "Power") -> dict[Rpc, object]:
    """Supplies by environment alone, on a platform that tells nothing of feeds."""
    return {Rpc.ENVIRONMENT: items(*((kind, name, status) for name, status in rows)), Rpc.POWER: None}


def evolved(*texts: str) -> dict[Rpc, object]:
    """A supply that works, and alarms of another one."""
    raised = alarms(*(alarm(f"PSM 1 {text}") for text in texts))
    return power(("PSM 0", "OK")) | {Rpc.CHASSIS_ALARMS: raised}


SUPPLIES = (
    row("one supply, OK", AtLeastOneSupply, case(), PASS),
    row("none OK", AtLeastOneSupply, case(power(("PEM 0", "Failed"), ("PEM 1", "Absent"))), Said(FAIL, BLOCKER)),
    row(
        "none reads OK and none is broken, and yet it runs",
        AtLeastOneSupply,
        case(power(("FPC 0 Power Supply 0", "Check"), ("FPC 0 Power Supply 1", "Check"))),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("only testing", AtLeastOneSupply, case(power(("PEM 0", "Testing"))), Said(INCONCLUSIVE, BLOCKER)),
    row("none listed", AtLeastOneSupply, case(power(("Fan", "OK"))), Said(INCONCLUSIVE, BLOCKER)),
    row("no reply", AtLeastOneSupply, case({Rpc.ENVIRONMENT: "timeout"}), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "external supply by profile",
        AtLeastOneSupply,
        case(profile=a_profile(supply_slots=0)),
        NOT_APPLICABLE,
    ),
    row(
        "one built-in supply that isn't listed: the answer shows that it works",
        AtLeastOneSupply,
        case(power(("Fan", "OK")), profile=a_profile(identity_free=frozenset({"power-supply"}))),
        PASS,
    ),
    row("a supply under Temp, as MX prints it", AtLeastOneSupply, case(power(("PEM 0", "OK"), kind="Temp")), PASS),
    row("a PSU sensor is no supply", AtLeastOneSupply, case(power(("FPC 0 PSU Sensor", "OK"))), INCONCLUSIVE),
    row("one supply, fed, OK", Supplies, case(), PASS),
    *(
        row(
            f"second supply {status}, undeclared: not tested",
            Supplies,
            case(power(("PEM 0", "OK"), ("PEM 1", status))),
            Said(INCONCLUSIVE, ADVICE, "PEM 1", noted=True),
            PASS,
        )
        for status in ("Absent", "Not Powered", "Input Failure", "Not OK", "Check", "FAILED or NO PWR", "Present")
    ),
    row(
        "supplies under power distribution units are told apart",
        Supplies,
        case(power(("PDU 0 PSM 0", "OK"), ("PDU 1 PSM 0", "Check"), ("PDU 1", "OK"))),
        Said(INCONCLUSIVE, ADVICE, "PDU 1 PSM 0", noted=True),
        PASS,
    ),
    row(
        "an empty slot",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Absent"))),
        Said(INCONCLUSIVE, ADVICE, "PEM 1", noted=True, text="the power supply is absent"),
        PASS,
    ),
    row(
        "unplugged by its feed, with the major chassis alarm of a sound box",
        Supplies,
        case(
            {
                Rpc.ENVIRONMENT: items(("Power", "PEM 0", "OK"), ("Power", "PEM 1", "Not Powered")),
                Rpc.POWER: feeds(("PEM 0", "Online", "1"), ("PEM 1", "Present", "0")),
                Rpc.CHASSIS_ALARMS: alarms(alarm("PEM 1 Not Powered")),
            }
        ),
        Said(INCONCLUSIVE, ADVICE, "PEM 1", noted=True, text="Not Powered"),
        Said(PASS),
    ),
    *(
        row(
            f"without a feed, in the words of Junos OS Evolved: {' + '.join(texts)}",
            Supplies,
            case(evolved(*texts)),
            Said(INCONCLUSIVE, ADVICE, "PSM 1", noted=True, text="no input power"),
            PASS,
        )
        for texts in (
            ("Unit Offline", "Input Under Voltage Failure", "Fan2 Fail"),
            ("Input Under Voltage Failure", "Fan2 Fail"),
            ("Input Undervoltage Failure", "Fan 1 Fail"),
            ("unit offline", "input under voltage failure"),
            ("Input Failure", "Output Under Voltage Failure"),
        )
    ),
    *(
        row(
            f"at fault by its own words: {' + '.join(texts)}",
            Supplies,
            case(evolved(*texts)),
            Said(FAIL, CONDITION, "PSM 1"),
            PASS,
        )
        for texts in (
            ("Fan2 Fail",),
            ("Unit Offline", "Fan2 Fail"),
            ("Output Failure",),
            ("Input Under Voltage Failure", "Over Temperature"),
        )
    ),
    row(
        "offline, and nothing says why",
        Supplies,
        case(evolved("Unit Offline")),
        Said(INCONCLUSIVE, CONDITION, "PSM 1", noted=False),
        PASS,
    ),
    row(
        "the words of a missing feed, with a live one",
        Supplies,
        case(
            evolved("Unit Offline", "Input Under Voltage Failure", "Fan2 Fail")
            | {Rpc.POWER: feeds(("PSM 0", "Online", "1"), ("PSM 1", "Offline", "1"))}
        ),
        Said(FAIL, CONDITION, "PSM 1", text="not OK although it has input power"),
        PASS,
    ),
    row(
        "the words of a missing feed, declared as fed",
        Supplies,
        case(evolved("Unit Offline", "Input Under Voltage Failure", "Fan2 Fail"), fed=2),
        Said(FAIL, CONDITION, "PSM 1", text="declared with input power"),
        PASS,
    ),
    row(
        "a word for either is no word for a missing feed",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "FAILED or NO PWR")) | chassis_alarm("PEM 1 Fan Failed")),
        Said(FAIL, CONDITION, "PEM 1"),
        PASS,
    ),
    row(
        "dead: its feed is live",
        Supplies,
        case(
            {
                Rpc.ENVIRONMENT: items(("Power", "PEM 0", "OK"), ("Power", "PEM 1", "Not OK")),
                Rpc.POWER: feeds(("PEM 0", "Online", "1"), ("PEM 1", "Offline", "1")),
            }
        ),
        Said(FAIL, CONDITION, "PEM 1", text="not OK although it has input power"),
        PASS,
    ),
    row(
        "failed, but without a feed",
        Supplies,
        case(
            {
                Rpc.ENVIRONMENT: items(("Power", "PEM 0", "OK"), ("Power", "PEM 1", "Failed")),
                Rpc.POWER: feeds(("PEM 0", "Online", "1"), ("PEM 1", "Offline", "0")),
            }
        ),
        Said(INCONCLUSIVE, ADVICE, noted=True),
        PASS,
    ),
    row(
        "failed by its own account, feeds unknown",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Failed"))),
        Said(FAIL, CONDITION, "PEM 1"),
        PASS,
    ),
    row(
        "in words that nobody knows",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Purple"))),
        Said(INCONCLUSIVE, CONDITION, noted=False),
        PASS,
    ),
    row(
        "declared as fed and not OK",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Not Powered")), fed=2),
        Said(FAIL, CONDITION, "PEM 1", text="declared with input power"),
        PASS,
    ),
    row(
        "one of two idle ones is declared as fed: which is not known",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Check"), ("PEM 2", "Check")), fed=2, profile=a_profile(supply_slots=4)),
        Said(FAIL, CONDITION, "sw1", text="PEM 1 Check, PEM 2 Check"),
        PASS,
    ),
    row(
        "a profile with fewer slots than the unit has power supplies",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Check")), fed=2, profile=a_profile(supply_slots=1)),
        Said(FAIL, CONDITION, "PEM 1"),
        PASS,
    ),
    row(
        "more declared than the family takes",
        Supplies,
        case(fed=2, profile=a_profile(supply_slots=1)),
        PASS,
    ),
    row(
        "a supply that reads OK with an alarm of its own fan",
        Supplies,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("PEM 0 Fan Failed"))}),
        Said(FAIL, CONDITION, "Power Supply 0"),
    ),
    row("feeds were asked and didn't come", Supplies, case({Rpc.POWER: "denied"}), Said(INCONCLUSIVE, CONDITION)),
    row("no supply listed", Supplies, case(power(("Fan", "OK"))), Said(INCONCLUSIVE, CONDITION)),
    row("external supply by profile", Supplies, case(profile=a_profile(supply_slots=0)), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = SUPPLIES


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_supplies(one: Row) -> None:
    assert_row(one)
