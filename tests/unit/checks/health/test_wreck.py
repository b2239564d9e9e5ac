"""A unit of which nearly everything is broken: it fails, and less evidence makes it no better."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case, Finding
from reinstate.checks.framework.run import run_check
from reinstate.checks.health.checks import CHECKS as HEALTH
from reinstate.checks.health.other_parts import OpticsLevels, OtherParts, PoeControllers
from reinstate.device.model import (
    Fpcs,
)
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
)
from tests.unit.checks.health.evidence import (
    NORMAL,
    alarm,
    alarms,
    case,
    core,
    engine,
    engines,
    errors,
    feeds,
    fpc,
    items,
    members,
    up,
)

# What the policy has to switch on isn't part of a unit's evidence here.
CHECKS = tuple(check for check in HEALTH if check not in (OtherParts, OpticsLevels, PoeControllers))


def findings(of: Case) -> list[Finding]:
    return [finding for check in CHECKS for finding in run_check(check(), of)]


BAD: dict[Rpc, object] = {
    Rpc.ENVIRONMENT: items(
        ("Power", "PEM 0", "Failed"), ("Fans", "Fan 0", "Failed"), ("Temp", "CPU", "Hot"), ("Temp", "CB 0", "Failed")
    ),
    Rpc.POWER: feeds(("PEM 0", "Offline", "1")),
    Rpc.CHASSIS_ALARMS: alarms(alarm("FPC 0 Hard errors"), alarm("disk error"), alarm("Boot from backup root")),
    Rpc.FPCS: Fpcs((fpc("0", "Offline", "HW authentication failure"),)),
    Rpc.PICS: Fpcs((fpc("0", pics={"0": "Offline"}),)),
    Rpc.ROUTING_ENGINES: engines(engine(status="Fault", reason="panic")),
    Rpc.ACTIVE_ERRORS: errors("fatal")[Rpc.ACTIVE_ERRORS],
    Rpc.CORE_DUMPS: core("vmcore.0")[Rpc.CORE_DUMPS],
    Rpc.VIRTUAL_CHASSIS: members(("0", "Inactive", ""))[Rpc.VIRTUAL_CHASSIS],
}


def test_a_wreck_fails_and_a_booting_wreck_waits() -> None:
    wreck = [finding for finding in findings(case(BAD)) if finding.result is FAIL]
    booting = findings(case({**BAD, Rpc.UPTIME: up(30)}))
    assert {finding.check for finding in wreck} >= {check.id for check in CHECKS} - {
        "health.settled",
        "health.line-cards",
        "health.cluster",
    }
    # Waiting does not make a module genuine that has failed its authentication.
    failed = {finding.check for finding in booting if finding.result is FAIL}
    assert failed == {"health.hardware-authentication"}


@pytest.mark.parametrize("lost", [rpc for rpc in NORMAL if rpc is not Rpc.SOFTWARE])
def test_losing_a_reply_never_makes_a_wreck_look_better(lost: Rpc) -> None:
    """No check that failed passes, and what is unknown is at least as grave as what had failed."""
    gravest = {BLOCKER: 3, CONDITION: 2, ADVICE: 1}
    before, after = findings(case(BAD)), findings(case({**BAD, lost: "damaged"}))
    for failed in (finding for finding in before if finding.result is FAIL):
        same = [finding for finding in after if finding.check == failed.check]
        assert any(
            finding.result in (FAIL, INCONCLUSIVE)
            and gravest[finding.gravity] >= gravest[failed.gravity]
            and (failed.gravity is ADVICE or not finding.noted)
            for finding in same
        ), failed.message


def test_findings_point_at_evidence() -> None:
    for finding in findings(case(BAD)):
        if finding.result is FAIL:
            assert finding.evidence, finding.message
            assert finding.next_step, finding.message
