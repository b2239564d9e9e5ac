"""What the answer on a unit's worth rests on: of an inspected unit, and of a claim before the purchase."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from reinstate.checks.framework import Action, Case, Result
from reinstate.checks.framework.labels import HOLD, REJECT
from reinstate.checks.identity.entitlement_answers import lookup_needed
from reinstate.decision.declared_money import DeclaredMoney
from reinstate.decision.record import FeesPart, SupportPart
from reinstate.decision.verdict import Disposition, Judged, counts
from reinstate.decision.worth import Deal
from reinstate.declared.kinds import Claim, Declared
from reinstate.device.units import own_serial

_BARRED: Mapping[Disposition, str] = MappingProxyType(
    {Disposition.REJECT: f"the disposition is {REJECT}", Disposition.HOLD: f"the disposition is {HOLD}"}
)
_UNDECIDED = "it is not determined yet whether the unit is eligible"
_NO_SERIAL = "the unit reports no serial number that can be looked up"


def deal_of(
    case: Case, disposition: Disposition, findings: Iterable[Judged], fees: FeesPart, support: SupportPart
) -> Deal:
    """For a unit that was inspected."""
    unit, declared, day = case.unit, case.inputs.declared, case.as_of.date()
    serial = unit.serial_number
    return Deal(
        fees=fees,
        money=DeclaredMoney.of(case.inputs.claim, (unit.model, unit.model_number), declared, day),
        support=support,
        on=day,
        repairs=_repairs(findings),
        barred=_BARRED.get(disposition, ""),
        lookup=lookup_needed(declared.entitlement, serial, day) if own_serial(serial) else _NO_SERIAL,
        undecided=_undecided(disposition),
        has_serial=own_serial(serial),
    )


def claimed_deal(
    claim: Claim, disposition: Disposition, declared: Declared, fees: FeesPart, *, support: SupportPart, on: date
) -> Deal:
    """For a claim, before the unit is bought; ``disposition`` is that of what is known, without an inspection."""
    return Deal(
        fees=fees,
        money=DeclaredMoney.of(claim, (claim.model,), declared, on),
        support=support,
        on=on,
        barred=_BARRED.get(disposition, ""),
        lookup=lookup_needed(declared.entitlement, claim.serial, on),
        undecided=_undecided(disposition),
        before_purchase=True,
    )


def _undecided(disposition: Disposition) -> str:
    """An unknown fact can be one that rejects the unit, or that costs a repair."""
    return _UNDECIDED if disposition is Disposition.INVESTIGATE else ""


def _repairs(findings: Iterable[Judged]) -> tuple[str, ...]:
    """The parts that have to be replaced, by the findings that prevent a pass."""
    failed = (one.finding for one in findings if one.finding.result is Result.FAIL and not one.waived)
    return tuple(dict.fromkeys(one.subject for one in failed if one.action is Action.REPLACE and counts(one)))
