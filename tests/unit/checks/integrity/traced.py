"""A unit of which one reply is looked at for traces."""

from __future__ import annotations

from reinstate.checks.framework import Case
from reinstate.checks.framework.inputs import Baseline
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    a_case,
    a_profile,
)

FACTORY = a_profile(factory_default=("system syslog *", "system services dhcp*"))


def case(
    readings: dict[Rpc, object] | None = None,
    *,
    profile: PlatformProfile | None = FACTORY,
    statements: tuple[str, ...] = (),
) -> Case:
    return a_case(readings, profile=profile, baseline=Baseline(frozenset({"inspector"}), statements=statements))
