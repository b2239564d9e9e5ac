"""Empty power supply and line card slots."""

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
    """Every power supply slot is filled.

    A chassis that is sold with fewer power supplies than slots runs without redundancy.

    The check compares the number of listed power supplies with the number of slots of the family.
    """

    id = "frus.empty-slots"
    clauses = ("P28",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = Remedy(Action.REPLACE, "account for it in the price, or install a power supply")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.supply_slots else f"{profile.name} has no known number of power supply slots"

    def judge(self, case: Case) -> Iterator[Finding]:
        slots = case.profile.supply_slots if case.profile else None
        installed = list(modules_of(case, FruKind.POWER_SUPPLY))
        actual, where = listed(one.subject for one in installed) or "none", (EvidenceRef(Rpc.INVENTORY),)
        expected = f"{slots} power supplies" if slots else "a known number of power supply slots"
        filled = f"{len(installed)} of {slots} power supply slots {'is' if len(installed) == 1 else 'are'} filled"
        if not slots or not installed:
            unknown = (
                "the inventory lists no power supplies" if slots else "the number of power supply slots is unknown"
            )
            yield self.unknown(case.unit.name, unknown, expected=expected, actual=actual, evidence=where)
        elif len(installed) < slots:
            yield self.failed(case.unit.name, filled, expected=expected, actual=actual, evidence=where)
        else:
            yield self.passed(case.unit.name, "no power supply slot is empty", actual=actual, evidence=where)


class EmptyCardSlots(Check):
    """Every line card slot is filled.

    A missing card lowers the value of a chassis, and a slot without a blank panel impairs its cooling.

    The check reports the number of empty slots, for price and airflow. A modular chassis can be sold with fewer cards
    than slots.
    """

    id = "frus.empty-card-slots"
    clauses = ("P7",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.FPCS,))
    remedy = Remedy(Action.LOOK, "compare with the order; check that a blank panel covers each empty slot")

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.modular else f"{profile.name} has no line card slots"

    def judge(self, case: Case) -> Iterator[Finding]:
        slots, where = fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs)), (EvidenceRef(Rpc.FPCS),)
        empty = [f"FPC {slot.slot}" for slot in slots if slot.state.lower() == "empty"]
        if not slots:
            what = "the device lists no line card slot"
            yield self.unknown(case.unit.name, what, expected="its slots", actual="none", evidence=where)
        elif empty:
            what = f"{len(empty)} of {counted(len(slots), 'line card slot')} {'is' if len(empty) == 1 else 'are'} empty"
            yield self.failed(case.unit.name, what, expected="none", actual=listed(empty), evidence=where)
        else:
            yield self.passed(
                case.unit.name, "no listed line card slot is empty", actual=f"{len(slots)}", evidence=where
            )
