"""Modules that Junos refuses because they fail the authentication of their hardware."""

from __future__ import annotations

import pytest

from reinstate.checks.health.hardware_authentication import HardwareAuthentication
from reinstate.device.model import EnvironmentItem, Fpcs, HardwareError, HardwareErrors
from reinstate.device.model.health import Environment
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import CONDITION, FAIL, INCONCLUSIVE, PASS, Row, Said, assert_row, named, row
from tests.unit.checks.health.evidence import MEMBER, alarm, alarms, case, chassis_alarm, engine, engines, fpc, up

HELD = Said(FAIL, CONDITION, hold=True, text="keep and isolate the unit")
TELLS = ("HW authentication failure", "FPC offlined due to Anti Counterfeit Retry", "hardware Authentication failed")

AUTHENTICATION = (
    row("none", HardwareAuthentication, case(), PASS),
    *(
        row(f"offline: {tell}", HardwareAuthentication, case({Rpc.FPCS: Fpcs((fpc("0", "Offline", tell),))}), HELD)
        for tell in TELLS
    ),
    *(row(f"alarm: {tell}", HardwareAuthentication, case(chassis_alarm(f"FPC 0 {tell}")), HELD) for tell in TELLS),
    row(
        "by the short text of an alarm",
        HardwareAuthentication,
        case({Rpc.SYSTEM_ALARMS: alarms(alarm("FPC 0 offline", "Minor", "System", "Anti Counterfeit"))}),
        HELD,
    ),
    row(
        "a PIC",
        HardwareAuthentication,
        case({Rpc.PICS: Fpcs((fpc("0", pics={"0": "HW authentication failure"}),))}),
        HELD,
    ),
    row(
        "a row of the environment",
        HardwareAuthentication,
        case(
            {
                Rpc.ENVIRONMENT: Environment(
                    (EnvironmentItem("", "PEM 0", "Power", "Failed", comment="HW authentication failure"),)
                )
            }
        ),
        HELD,
    ),
    row(
        "an active error",
        HardwareAuthentication,
        case({Rpc.ACTIVE_ERRORS: HardwareErrors((HardwareError("", "FPC 0", "major", TELLS[0], 1),))}),
        HELD,
    ),
    row(
        "a Routing Engine",
        HardwareAuthentication,
        case({Rpc.ROUTING_ENGINES: engines(engine(reason=TELLS[0]))}),
        HELD,
    ),
    row(
        "in the minutes after boot as well",
        HardwareAuthentication,
        case({Rpc.UPTIME: up(60), Rpc.FPCS: Fpcs((fpc("0", "Offline", TELLS[0]),))}),
        HELD,
    ),
    row("without a profile", HardwareAuthentication, case(chassis_alarm(TELLS[0]), profile=None), HELD),
    row(
        "another member's",
        HardwareAuthentication,
        case({Rpc.FPCS: Fpcs((fpc("1", "Offline", TELLS[0]), fpc("2")))}, unit=MEMBER),
        PASS,
    ),
    row(
        "a login that failed is no module",
        HardwareAuthentication,
        case(chassis_alarm("Authentication failure for user bench")),
        PASS,
    ),
    row(
        "told, and another reply is missing",
        HardwareAuthentication,
        case({Rpc.FPCS: Fpcs((fpc("0", "Offline", TELLS[0]),)), Rpc.ENVIRONMENT: "timeout", Rpc.PICS: "denied"}),
        HELD,
    ),
    row("no reply", HardwareAuthentication, case({Rpc.FPCS: "timeout"}), Said(INCONCLUSIVE, CONDITION, hold=True)),
)
TABLE: tuple[Row, ...] = AUTHENTICATION


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_hardware_authentication(one: Row) -> None:
    assert_row(one)
