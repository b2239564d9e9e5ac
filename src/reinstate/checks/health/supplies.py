"""Power supplies: whether one works, and whether all that have input power do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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

    A product none of whose supplies is OK doesn't function by its own account.

    At least one power supply works.
    """

    id = "health.at-least-one-supply"
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.ENVIRONMENT, *ALARM_ITEMS), uses=(Rpc.POWER,))
    remedy = Remedy(Action.REPLACE, "plug in or replace a power supply, then run again")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return _no_supply_slots(profile)

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        supplies = supplies_of(case)
        subject, expected = case.unit.name, "one supply OK"
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
            # It answers, so something feeds it: where none is called broken, the readings are what is in doubt.
            yield self.unknown(
                subject,
                "it can't be told whether a power supply works",
                expected=expected,
                actual=stated or "no supply listed",
                evidence=_evidence(supplies) or (EvidenceRef(Rpc.ENVIRONMENT),),
                remedy=Remedy(Action.LOOK, "look at the supplies' lamps and feeds, run again"),
            )


class Supplies(HealthCheck):
    """Every power supply that is plugged in works.

    On a bench one feed is usual, and a sound box then raises even a major chassis alarm for the others. So a supply
    counts as dead only if its feed is live, if it calls itself broken, or if it was declared as fed.

    Every supply that is plugged in works; what isn't plugged in can't be tested.
    """

    id = "health.supplies"
    severity = Severity(Gravity.CONDITION)
    # of how many are fed
    evidence = Evidence(needs=(Rpc.ENVIRONMENT, *ALARM_ITEMS), uses=(Rpc.POWER,), declared=("claims",))
    remedy = Remedy(Action.REPLACE, "replace the power supply, or take it out")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return _no_supply_slots(profile)

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        supplies = supplies_of(case)
        if not supplies:
            listed_none = self.unknown(
                case.unit.name,
                "no power supply is listed",
                expected="its supplies",
                evidence=evidence_at(Rpc.ENVIRONMENT),
            )
            yield _powered(self, case) if _one_fixed_supply(profile) else listed_none
            return
        working = [supply for supply in supplies if supply.state is SupplyState.OK]
        dead = [supply for supply in supplies if supply.state is SupplyState.DEAD]
        doubtful = [supply for supply in supplies if supply.state in (SupplyState.NOT_FED, SupplyState.UNCLEAR)]
        yield from (self._dead(supply) for supply in dead)
        fed = min(case.inputs.fed_supplies, profile.supply_slots or case.inputs.fed_supplies)
        short = fed - len(working) - len(dead)
        if short > 0:
            yield from self._short_of(case, doubtful, short, fed)
        else:
            yield from (self._not_tested(supply) for supply in doubtful)
        if working:
            yield self.passed(
                case.unit.name,
                "the power supplies that are fed are OK" if not (dead or short > 0) else "these power supplies are OK",
                expected=f"{fed} fed and OK",
                actual=listed(supply.name for supply in working),
                evidence=_evidence(working),
            )

    def _dead(self, supply: Supply) -> Finding:
        what = "is dead although its feed is live" if supply.live_feed else "has failed"
        return self.failed(supply.name, what, expected="OK", actual=listed(supply.texts), evidence=supply.evidence)

    def _short_of(self, case: Case, doubtful: list[Supply], short: int, fed: int) -> Iterator[Finding]:
        expected = f"{fed} fed and OK"
        if doubtful and len(doubtful) <= short:
            for supply in doubtful:
                yield self.failed(
                    supply.name,
                    "is declared as fed and isn't OK",
                    expected="OK",
                    actual=listed(supply.texts),
                    evidence=supply.evidence,
                    remedy=Remedy(Action.LOOK, "check its feed, run again; else replace it"),
                )
            return
        yield self.failed(
            case.unit.name,
            "fewer power supplies work than are declared as fed",
            expected=expected,
            actual=_stated(doubtful) or "no further supply listed",
            evidence=_evidence(doubtful) or evidence_at(Rpc.ENVIRONMENT),
            remedy=Remedy(Action.LOOK, "check the feeds and their declared number, run again; else replace the supply"),
        )

    def _not_tested(self, supply: Supply) -> Finding:
        noted = supply.state is SupplyState.NOT_FED
        idle = "is not there" if supply.missing else "isn't fed, and was not tested"
        return self.unknown(
            supply.name,
            idle if noted else "isn't OK in words that don't tell why",
            expected="OK",
            actual=listed(supply.texts),
            evidence=supply.evidence,
            gravity=Gravity.ADVICE if noted else None,
            noted=noted,
            remedy=Remedy(
                Action.REPLACE if supply.missing else Action.LOOK,
                "fit a supply if a second is wanted" if supply.missing else "plug it in, declare it as fed, run again",
            ),
        )


def _no_supply_slots(profile: PlatformProfile) -> str:
    return f"{profile.name} has no power supply of its own" if profile.supply_slots == 0 else ""


def _one_fixed_supply(profile: PlatformProfile) -> bool:
    """A box of that kind may list no supply: that it answers shows that its only one works."""
    return FruKind.POWER_SUPPLY in profile.identity_free and profile.supply_slots in (None, 1)


def _powered(check: Check, case: Case) -> Finding:
    return check.passed(
        case.unit.name, "its only supply works, for it answers", expected="OK", evidence=evidence_at(Rpc.ENVIRONMENT)
    )


def _stated(supplies: Iterable[Supply]) -> str:
    return listed(f"{supply.name} {', '.join(dict.fromkeys(supply.texts))}" for supply in supplies)


def _evidence(supplies: Iterable[Supply]) -> tuple[EvidenceRef, ...]:
    return tuple(evidence for supply in supplies for evidence in supply.evidence)
