"""Empty supply and card slots."""

from __future__ import annotations

from collections.abc import Iterator

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
    counted,
    listed,
)
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.frus.modules import modules_of
from reinstate.device.model import Fpcs, FruKind
from reinstate.device.unit_rows import fpcs_of
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class EmptySlots(Check):
    """Every supply bay is filled.

    A box that is sold with fewer supplies than it takes runs without redundancy.

    Only what is evident: fewer supplies listed than the family takes.
    """

    id = "frus.empty-slots"
    clauses = ("P28",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = Remedy(Action.REPLACE, "put it in the price, or fill the bay")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.supply_slots else f"how many supplies {profile.name} takes isn't known"

    def judge(self, case: Case) -> Iterator[Finding]:
        slots = case.profile.supply_slots if case.profile else None
        fitted = list(modules_of(case, FruKind.POWER_SUPPLY))
        expected, actual = f"{slots} supplies", listed(one.subject for one in fitted) or "none listed"
        where = (EvidenceRef(Rpc.INVENTORY),)
        if not slots or not fitted:
            what = "which supply bays are filled isn't told"
            yield self.unknown(case.unit.name, what, expected=expected, actual=actual, evidence=where)
        elif len(fitted) < slots:
            what = f"{len(fitted)} of {slots} supply bays {'is' if len(fitted) == 1 else 'are'} filled"
            yield self.failed(case.unit.name, what, expected=expected, actual=actual, evidence=where)
        else:
            yield self.passed(case.unit.name, "every supply bay is filled", actual=actual, evidence=where)


class EmptyCardSlots(Check):
    """Every card slot holds a card.

    What isn't in a chassis is missing from its price, and a slot without a blank panel spoils its cooling.

    A modular chassis may well be sold with fewer cards than it takes; told is how many, for price and air flow.
    """

    id = "frus.empty-card-slots"
    clauses = ("P7",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.FPCS,))
    remedy = Remedy(Action.LOOK, "compare with what was ordered, and see that a blank panel closes each empty slot")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.modular else f"{profile.name} takes no cards"

    def judge(self, case: Case) -> Iterator[Finding]:
        slots, where = fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs)), (EvidenceRef(Rpc.FPCS),)
        empty = [f"FPC {slot.slot}" for slot in slots if slot.state.lower() == "empty"]
        if not slots:
            yield self.unknown(case.unit.name, "no card slot is told of", expected="its slots", evidence=where)
        elif empty:
            what = f"{len(empty)} of {counted(len(slots), 'card slot')} hold no card"
            yield self.failed(case.unit.name, what, expected="no empty slot", actual=listed(empty), evidence=where)
        else:
            yield self.passed(
                case.unit.name, "no slot that is told of is empty", actual=f"{len(slots)}", evidence=where
            )
