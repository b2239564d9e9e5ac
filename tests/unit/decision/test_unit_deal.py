"""What a unit's answer on money rests on: its findings, its disposition, its claim, and the answer about its serial."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reinstate.checks.framework import Action, Finding, Gravity, Result
from reinstate.decision.decide import Judging, decide_unit
from reinstate.decision.policy import shipped_policy
from reinstate.decision.record import EconomyPart
from reinstate.declared.kinds import Claim, Declared, DeclaredSet, Entitlement, EntitlementAnswer, ModelValues, Money
from reinstate.device.model import Device, Licenses
from reinstate.device.reading import Known
from reinstate.plan.requests import Rpc
from reinstate.reference.loading import load_shipped
from reinstate.reference.prices import PriceRow, Prices
from tests.unit.decision.examples import AS_OF, UNIT, Condition, bundle, finding, judging

DAY = AS_OF.date()
OURS = Entitlement(UNIT.serial_number, EntitlementAnswer.OURS, DAY, "A. Partner")
PRICES = tuple(PriceRow("EX4400-48P", clause, "", 500, DAY, "quote", "prices", 365) for clause in ("P11", "P12", "P13"))
DEAD = replace(finding(subject="PEM 1"), action=Action.REPLACE)
GOOD = finding(Result.PASS)


def economy(
    *findings: Finding,
    value: int | None = 5000,
    money: Money = Money(),  # noqa: B008 - frozen
    answers: tuple[Entitlement, ...] = (OURS,),
    serial: str = UNIT.serial_number,
    of_model: int | None = None,
) -> EconomyPart:
    """The economy of a unit with these findings and declarations, whose fees are USD 1,500."""
    no_keys = Licenses(usage=(), installed=())
    device = Device("ex-1", {rpc: Known(rpc, no_keys) for rpc in (Rpc.LICENSES, Rpc.LICENSE_SUMMARY)})
    values = () if of_model is None else (ModelValues("EX4400-48P", of_model, Money()),)
    declared = Declared(
        claims=DeclaredSet(True, (Claim(UNIT.serial_number, value=value, money=money),)),
        entitlement=DeclaredSet(bool(answers), answers),
        model_values=DeclaredSet(bool(values), values),
    )
    reference = replace(load_shipped(), prices=Prices(PRICES))
    basis: Judging = replace(
        judging(shipped_policy(), Condition(*(findings or (GOOD,))), reference=reference), declared=declared
    )
    return decide_unit(replace(UNIT, serial_number=serial), device, bundle(), None, basis).economy


def of_day(answer: EntitlementAnswer, day: date) -> tuple[Entitlement, ...]:
    return (replace(OURS, answer=answer, on=day),)


# name: (findings, what is declared, the answer, by the figures alone, whether a lookup comes first)
CASES: dict[str, tuple[tuple[Finding, ...], dict[str, object], str, str, bool]] = {
    "it passes and is looked up": ((), {}, "yes", "yes", False),
    "nobody asked": ((), {"answers": ()}, "depends", "yes", True),
    "asked for too long ago": ((), {"answers": of_day(OURS.answer, date(2026, 8, 1))}, "depends", "yes", True),
    "an old answer that is bad is no fresh one": (
        (), {"answers": of_day(EntitlementAnswer.ANOTHER, date(2026, 8, 1))}, "depends", "yes", True,
    ),
    "asked for another serial": ((), {"answers": (replace(OURS, serial="ZZ1"),)}, "depends", "yes", True),
    "no serial number to look up": ((), {"serial": "", "of_model": 5000}, "depends", "yes", False),
    "a must-fix that costs nothing": ((finding(),), {}, "yes", "yes", False),
    "a part to replace": ((DEAD,), {}, "depends", "depends", False),
    "a part to replace, whose cost is declared": ((DEAD,), {"money": Money(repair_cost=(9, 9))}, "yes", "yes", False),
    "advice to replace costs nothing": ((replace(DEAD, gravity=Gravity.ADVICE),), {}, "yes", "yes", False),
    "unknown is not worth it yet": ((finding(Result.INCONCLUSIVE),), {}, "depends", "yes", False),
    "an open item does not matter": ((finding(Result.INCONCLUSIVE, noted=True),), {}, "yes", "yes", False),
    "rejected": ((finding(gravity=Gravity.BLOCKER),), {}, "no", "yes", False),
    "on hold": ((finding(hold=True),), {"answers": ()}, "no", "yes", False),
    "rejected, of unknown value": ((finding(gravity=Gravity.BLOCKER),), {"value": None}, "unstated", "unstated", False),
}  # fmt: skip


@pytest.mark.parametrize(("findings", "declared", "worth", "figures", "first"), CASES.values(), ids=CASES)
def test_a_unit(
    findings: tuple[Finding, ...], declared: dict[str, object], worth: str, figures: str, first: bool
) -> None:
    told = economy(*findings, **declared)  # type: ignore[arg-type]
    assert (told.worth, told.by_figures, told.lookup_first) == (worth, figures, first)


def test_nothing_is_due_where_no_fee_may_be_paid() -> None:
    told = economy(finding(gravity=Gravity.BLOCKER))
    assert (told.pay_nothing, told.at_risk_now.high, told.reason) == (True, 0, "the disposition is reject: pay no fee")


def test_without_a_serial_number_the_reason_says_so() -> None:
    told = economy(serial="", of_model=5000)
    assert told.reason.startswith("the unit reports no serial number that can be looked up; by its figures")
