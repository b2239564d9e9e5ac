"""Health beside the main checks: other parts, optics, power over Ethernet."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.framework.run import run_check
from reinstate.checks.health.other_parts import OpticsLevels, OtherParts, PoeControllers
from reinstate.device.model import (
    EngineUptime,
    Environment,
    EnvironmentItem,
    Optic,
    Optics,
    RoutingEngine,
    RoutingEngines,
    Statements,
    Unit,
    Uptime,
)
from reinstate.device.model import Said as Text
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_case,
    a_profile,
    a_unit,
    assert_row,
    named,
    row,
)


def case(
    readings: dict[Rpc, object] | None = None,
    *,
    up: int = 86_400,
    profile: PlatformProfile | None = a_profile(),  # noqa: B008 - frozen
    unit: Unit | None = None,
) -> Case:
    settled: dict[Rpc, object] = {
        Rpc.UPTIME: Uptime((EngineUptime("", None, None, up),)),
        Rpc.ROUTING_ENGINES: RoutingEngines((RoutingEngine("", "0", "OK", "master", up_seconds=up),)),
    }
    return a_case({**settled, **(readings or {})}, profile=profile, unit=unit)


def parts(*rows: tuple[str, str, str]) -> dict[Rpc, object]:
    return {
        Rpc.ENVIRONMENT: Environment(
            tuple(EnvironmentItem("", name, kind, status, xpath=f"//{name}") for kind, name, status in rows)
        )
    }


def optics(*raised: str, port: str = "xe-0/0/0", told: int = 20) -> dict[Rpc, object]:
    return {Rpc.OPTICS: Optics((Optic("", port, raised, told, f"//{port}"),))}


def poe(*texts: str) -> dict[Rpc, object]:
    return {Rpc.POE: Statements(tuple(Text("", "controller-status", text, "//poe") for text in texts))}


OTHER_MEMBER = a_unit(name="vc.fpc1", member="fpc1", fpc_slots=frozenset({1}), engines=frozenset({"fpc1"}))

ENVIRONMENT = (
    row("none listed", OtherParts, case(parts(("Temp", "CPU", "OK"))), Said(PASS, text="no other component")),
    row("sound ones", OtherParts, case(parts(("Misc", "CIP 0", "OK"), ("Misc", "CIP 1", "Absent"))), PASS),
    row(
        "a part at fault",
        OtherParts,
        case(parts(("Misc", "BITS 0", "Failed"))),
        Said(FAIL, CONDITION, subject="BITS 0", text="Actual: Failed"),
    ),
    row(
        "a part that doesn't tell is an open point",
        OtherParts,
        case(parts(("Misc", "BITS 1", "Present"))),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
    row(
        "fans, temperatures and supplies have checks of their own",
        OtherParts,
        case(parts(("Fans", "Fan 0", "Failed"), ("Temp", "CPU", "Hot"), ("Power", "PEM 0", "Failed"))),
        PASS,
    ),
    row(
        "what distributes power without a feed",
        OtherParts,
        case(parts(("Power", "PDU 1", "Check"))),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
    row("a board has a check of its own", OtherParts, case(parts(("Misc", "SPMB 0", "Failed"))), PASS),
    row(
        "a state that nobody knows",
        OtherParts,
        case(parts(("Misc", "BITS 0", "Purple"))),
        Said(INCONCLUSIVE, CONDITION, noted=False, text="not recognized"),
    ),
    row("not settled", OtherParts, case(parts(("Misc", "BITS 0", "Failed")), up=60), Said(INCONCLUSIVE, CONDITION)),
    row("no reply", OtherParts, case({Rpc.ENVIRONMENT: "timeout"}), Said(INCONCLUSIVE, CONDITION, noted=False)),
    row("no product", OtherParts, case(profile=a_profile("vsrx", virtual=True)), NOT_APPLICABLE),
)

OPTICS = (
    row("not asked", OpticsLevels, case(), Said(INCONCLUSIVE, ADVICE, noted=True, text="evidence.switch_on")),
    row("within their limits", OpticsLevels, case(optics()), PASS),
    row(
        "no light and no laser, as on any bench",
        OpticsLevels,
        case(optics("laser-rx-power-low-alarm", "laser-tx-power-low-alarm", "laser-bias-current-low-warn")),
        PASS,
    ),
    row(
        "an aged laser",
        OpticsLevels,
        case(optics("laser-rx-power-low-alarm", "laser-bias-current-high-alarm")),
        Said(FAIL, ADVICE, subject="xe-0/0/0", text="Actual: laser-bias-current-high-alarm"),
    ),
    row(
        "another member's",
        OpticsLevels,
        case(optics("laser-bias-current-high-alarm"), unit=OTHER_MEMBER),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
    row("asked and missing", OpticsLevels, case({Rpc.OPTICS: "timeout"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("a platform that doesn't tell", OpticsLevels, case(profile=a_profile(optional=frozenset())), NOT_APPLICABLE),
)

POE = (
    row("not asked", PoeControllers, case(), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("sound", PoeControllers, case(poe("AF_ENHANCE", "0.00W")), PASS),
    row("at fault", PoeControllers, case(poe("Device fault")), Said(FAIL, ADVICE, text="Device fault")),
    row("asked and unsupported", PoeControllers, case({Rpc.POE: "unsupported"}), Said(INCONCLUSIVE, noted=True)),
    row("a platform that doesn't tell", PoeControllers, case(profile=a_profile(optional=frozenset())), NOT_APPLICABLE),
)

TABLE: tuple[Row, ...] = (*ENVIRONMENT, *OPTICS, *POE)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_health_parts(one: Row) -> None:
    assert_row(one)


@pytest.mark.parametrize("check", [OtherParts, OpticsLevels, PoeControllers])
def test_nothing_fails_before_the_device_has_settled(check: type[OtherParts]) -> None:
    bad = {**parts(("Misc", "BITS 0", "Failed")), **optics("laser-bias-current-high-alarm"), **poe("fault")}
    assert [finding.result for finding in run_check(check(), case(bad))] == [FAIL]
    assert [finding.result for finding in run_check(check(), case(bad, up=60))] == [INCONCLUSIVE]
