"""Whether reinstatement is worth its cost, as exports and documents read it of a record: the one place that does."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.report.views.findings import Json
from reinstate.report.views.unit_view import UnitView

Range = tuple[int, int | None]
_SAYS_NOTHING = ("unstated", "pay-nothing")


@dataclass(frozen=True, slots=True)
class Worth:
    """What a record says about it; amounts are whole US dollars.

    Attributes:
        answer: ``yes``, ``no``, ``depends`` on the quote, or ``unstated`` where no value is declared.
        reason: the amounts that were compared, or why none were.
        note: what a page says beside the fees; "" where it says nothing, or nothing is to be paid.
        declared_value: None where none is declared.
        up_to: the highest total of the open lines with which it is worth it; None where there is no such total.
        lookup_first: whether a free lookup comes first.
        pays: whether a product inspection can be paid for at all.
        cost: all that reinstatement costs, from and to; to is None where there is no known upper limit.
        at_risk: what is lost if the product inspection fails, from and to.
    """

    answer: str
    reason: str
    note: str
    declared_value: int | None
    up_to: int | None
    lookup_first: bool
    pays: bool
    cost: Range
    at_risk: Range


def worth_of(record: Json) -> Worth:
    """What this record says about it."""
    economy, unit = record["economy"], UnitView(record)
    return Worth(
        answer=unit.worth,
        reason=str(economy["reason"]),
        note="" if unit.answer in _SAYS_NOTHING else unit.worth_note,
        declared_value=economy["declared_value"],
        up_to=economy["up_to"],
        lookup_first=bool(economy["lookup_first"]),
        pays=not economy["pay_nothing"],
        cost=_range(economy["cost"]["total"]),
        at_risk=_range(economy["at_risk_now"]),
    )


def _range(stated: Json) -> Range:
    return stated["low"], stated["high"]
