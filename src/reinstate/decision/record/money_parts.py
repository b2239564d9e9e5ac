"""The parts of a record about money: what reinstatement costs, what it adds, and whether it is worth it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from reinstate.decision.record.parts import Bounded, RecordPart, Usd


class Worth(StrEnum):
    """Whether reinstatement is worth its cost."""

    YES = "yes"  # its highest cost is below what it adds, and below the cheapest alternative
    NO = "no"  # its lowest cost is not, or no fee may be paid for the unit
    DEPENDS = "depends"  # on quotes, on the answer of Juniper's records, or on a fact that decides eligibility
    UNSTATED = "unstated"  # no value is declared


class AmountPart(RecordPart):
    """An amount in whole US dollars, as a range; ``high`` is null where it has no known upper limit."""

    low: Usd
    high: Usd | None
    source: Bounded = Field(description="where the figures come from; empty where there is no such cost")


class CostPart(RecordPart):
    """What reinstatement costs: ``total`` is the sum of the others."""

    fees: AmountPart = Field(description="product inspection, reinstatement, and Junos re-registration (P11 to P13)")
    licenses: AmountPart = Field(description="licenses to buy new (P14)")
    repairs: AmountPart
    freight: AmountPart
    purchase: AmountPart = Field(description="before the purchase alone; none in a record")
    total: AmountPart


class ValuePart(RecordPart):
    """A declared value in whole US dollars, and where it was declared."""

    usd: Usd
    source: Bounded


class EconomyPart(RecordPart):
    """Whether reinstatement is worth its cost, and the figures that this rests on."""

    currency: Literal["USD"]
    worth: Worth = Field(
        description="yes only with a current answer of Juniper's records, and where eligibility is decided"
    )
    by_figures: Worth = Field(description="the same by cost and value alone")
    reason: Bounded
    up_to: Usd | None = Field(
        description="the highest total of the open lines with which it is worth it; null where no quote decides"
    )
    open: tuple[Bounded, ...] = Field(description="the lines of the cost that are no single figure")
    lookup_first: bool = Field(
        description="its serial number has no current answer of Juniper's records: look it up before anything is paid"
    )
    lookup_reason: Bounded = Field(description="why; empty where it is looked up, or no fee may be paid")
    pay_nothing: bool = Field(description="no fee may be paid for it: rejected, on hold, or not a product")
    cost: CostPart
    declared_value: Usd | None = Field(description="the value that the claim states, whatever it is taken for")
    value_as_is: ValuePart | None
    value_supported: ValuePart | None
    replacement_value: ValuePart | None = Field(description="the cheapest alternative (P29)")
    gain: int | None = Field(description="what reinstatement adds: value supported minus value as it is")
    bound: int | None = Field(description="the cost must be below this: gain or alternative, whichever is lower")
    taken: tuple[Bounded, ...] = Field(description="what is taken for a value that is not declared")
    at_risk_now: AmountPart = Field(
        description="the fee of the product inspection (P11); the others fall due after it is passed"
    )
    contract_per_year: AmountPart | None = Field(
        description="a year of the contract (P12); null where no price is known"
    )
    support_years_left: float | None = Field(
        description="from the evaluation to the end of support that limits it, in years; null where none is known"
    )
