"""Power supplies: whether one works, and whether all that have input power do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    evidence_at,
    listed,
)
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.health.alarm_topics import ALARM_ITEMS
from reinstate.checks.health.settled import HealthCheck
from reinstate.checks.health.supply_states import Supply, SupplyState, supplies_of
from reinstate.device.model import FruKind
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class AtLeastOneSupply(HealthCheck):
    """At least one power supply works.

    A product that reports no power supply as OK does not function, by its own report.
    """

    id = "health.at-least-one-supply"
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.ENVIRONMENT, *ALARM_ITEMS), uses=(Rpc.POWER,))
    remedy = Remedy(Action.REPLACE, "connect or replace a power supply; inspect again")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return _no_supply_slots(profile)

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        supplies = supplies_of(case)
        subject, expected = case.unit.name, "1 power supply OK"
        if not supplies and _one_fixed_supply(profile):
            yield _powered(self, case)
            return
        states = {supply.state for supply in supplies}
        working = [supply for supply in supplies if supply.state is SupplyState.OK]
        stated = _stated(supplies)
        if working:
            evidence = working[0].evidence
            yield self.passed(
                subject, "a power supply works", expected=expected, actual=working[0].name, evidence=evidence
            )
        elif SupplyState.DEAD in states and SupplyState.UNCLEAR not in states:
            yield self.failed(
                subject, "no power supply works", expected=expected, actual=stated, evidence=_evidence(supplies)
            )
        else:
            # The device replies, so it has power: if no power supply reports a fault, the readings are in doubt.
            yield self.unknown(
                subject,
                "the power supply readings do not show whether one works",
                expected=expected,
                actual=stated or "no power supply listed",
                evidence=_evidence(supplies) or (EvidenceRef(Rpc.ENVIRONMENT),),
                remedy=Remedy(Action.LOOK, "examine the power supply LEDs and input power; inspect again"),
            )


class Supplies(HealthCheck):
    """Every power supply with input power works.

    On a bench one feed is usual, and a working device then raises even a major chassis alarm for the other power
    supplies. A power supply therefore fails only if it has input power, if it reports a fault itself, or if it was
    declared with input power.

    The check cannot test a power supply without input power.
    """

    id = "health.supplies"
    severity = Severity(Gravity.CONDITION)
    # how many have input power
    evidence = Evidence(needs=(Rpc.ENVIRONMENT, *ALARM_ITEMS), uses=(Rpc.POWER,), declared=("claims",))
    remedy = Remedy(Action.REPLACE, "replace or remove the power supply")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return _no_supply_slots(profile)

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        supplies = supplies_of(case)
        if not supplies:
            listed_none = self.unknown(
                case.unit.name,
                "no power supply is listed",
                expected="its power supplies",
                actual="none",
                evidence=evidence_at(Rpc.ENVIRONMENT),
            )
            yield _powered(self, case) if _one_fixed_supply(profile) else listed_none
            return
        working = [supply for supply in supplies if supply.state is SupplyState.OK]
        dead = [supply for supply in supplies if supply.state is SupplyState.DEAD]
        doubtful = [supply for supply in supplies if supply.state in (SupplyState.NOT_FED, SupplyState.UNCLEAR)]
        yield from (self._dead(supply) for supply in dead)
        fed = _fed(case, profile, supplies)
        short = fed - len(working) - len(dead)
        if short > 0:
            yield from self._short_of(case, doubtful, short, fed)
        else:
            yield from (self._not_tested(supply) for supply in doubtful)
        if working:
            yield self.passed(
                case.unit.name,
                "the power supplies with input power are OK"
                if not (dead or short > 0)
                else "these power supplies are OK",
                expected=f"{fed} with input power and OK",
                actual=listed(supply.name for supply in working),
                evidence=_evidence(working),
            )

    def _dead(self, supply: Supply) -> Finding:
        if supply.live_feed:
            what = "the power supply is not OK although it has input power"
        else:
            what = "the power supply has failed"
        return self.failed(supply.name, what, expected="OK", actual=listed(supply.texts), evidence=supply.evidence)

    def _short_of(self, case: Case, doubtful: list[Supply], short: int, fed: int) -> Iterator[Finding]:
        expected = f"{fed} with input power and OK"
        if doubtful and len(doubtful) <= short:
            for supply in doubtful:
                yield self.failed(
                    supply.name,
                    "the power supply is declared with input power and is not OK",
                    expected="OK",
                    actual=listed(supply.texts),
                    evidence=supply.evidence,
                    remedy=Remedy(
                        Action.LOOK, "check its input power and inspect again; replace it if the state remains"
                    ),
                )
            return
        yield self.failed(
            case.unit.name,
            "fewer power supplies work than are declared with input power",
            expected=expected,
            actual=_stated(doubtful) or "no further power supply listed",
            evidence=_evidence(doubtful) or evidence_at(Rpc.ENVIRONMENT),
            remedy=Remedy(
                Action.LOOK,
                "check the input power and the declared number (fed_supplies); inspect again; "
                "replace the power supply if the state remains",
            ),
        )

    def _not_tested(self, supply: Supply) -> Finding:
        noted = supply.state is SupplyState.NOT_FED
        absent, unpowered = "the power supply is absent", "not tested: the power supply has no input power"
        idle = absent if supply.missing else unpowered
        return self.unknown(
            supply.name,
            idle if noted else "the power supply is not OK, and its readings do not show why",
            expected="OK",
            actual=listed(supply.texts),
            evidence=supply.evidence,
            gravity=Gravity.ADVICE if noted else None,
            noted=noted,
            remedy=Remedy(
                Action.REPLACE if supply.missing else Action.LOOK,
                "install one if you need redundancy"
                if supply.missing
                else "connect it and declare it (fed_supplies); inspect again",
            ),
        )


def _no_supply_slots(profile: PlatformProfile) -> str:
    return f"{profile.name} has no power supply of its own" if profile.supply_slots == 0 else ""


def _fed(case: Case, profile: PlatformProfile, supplies: Collection[Supply]) -> int:
    """How many power supplies are declared with input power, of those that the unit can have.

    A profile with fewer slots than the unit lists power supplies does not lower the number.
    """
    installed = sum(not supply.missing for supply in supplies)
    declared = case.inputs.fed_supplies
    return min(declared, max(profile.supply_slots or declared, installed))


def _one_fixed_supply(profile: PlatformProfile) -> bool:
    """Such a chassis may list no power supply: its replies show that its only one works."""
    return FruKind.POWER_SUPPLY in profile.identity_free and profile.supply_slots in (None, 1)


def _powered(check: Check, case: Case) -> Finding:
    return check.passed(
        case.unit.name,
        "the only power supply works: the device is running",
        expected="OK",
        evidence=evidence_at(Rpc.ENVIRONMENT),
    )


def _stated(supplies: Iterable[Supply]) -> str:
    return listed(f"{supply.name} {', '.join(dict.fromkeys(supply.texts))}" for supply in supplies)


def _evidence(supplies: Iterable[Supply]) -> tuple[EvidenceRef, ...]:
    return tuple(evidence for supply in supplies for evidence in supply.evidence)
