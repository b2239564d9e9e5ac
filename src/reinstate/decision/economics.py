"""The money of a batch: counts and sums over its records, in all and by order, seller, model, and disposition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reinstate.decision.record import AmountPart, Record, Worth
from reinstate.decision.verdict import Disposition

Totals = dict[str, Any]


def economics(records: Iterable[Record]) -> dict[str, Any]:
    """What ``summary.json`` says under ``economics``, of the records that count.

    Returns:
        ``{"currency", **totals, "ready": totals, "by_order", "by_seller", "by_model", "by_disposition", "by_worth"}``:
        ``ready`` are the units that pass and are worth it; each ``by_...`` maps a name, "" where none is stated, to its
        totals. For totals see ``totals_of``.
    """
    counted = [record for record in records if not record.same_as]
    ready = [one for one in counted if one.disposition is Disposition.REINSTATE and one.economy.worth is Worth.YES]
    return {
        "currency": "USD",
        **totals_of(counted),
        "ready": totals_of(ready),
        **{f"by_{name}": _grouped(counted, key) for name, key in _GROUPS.items()},
    }


def totals_of(records: Sequence[Record]) -> Totals:
    """Counts, and sums in whole US dollars; a ``high`` is None where an amount has no known upper limit.

    Returns:
        ``units``; ``worth``: units by ``yes``, ``no``, ``depends``, ``unstated``; ``lookup_first``: units to look up
        before anything is paid; ``pay_nothing``: units for which no fee may be paid; ``declared_value``: the sum of the
        declared values; ``gain``: of what reinstatement adds, where it is known; ``cost``: of the whole cost of the
        units for which a fee may be paid, as ``{"low", "high"}``; ``cost_known``: of the costs that are one figure, and
        ``cost_open``: how many are not; ``at_risk_now``: of the inspection fees of the same units; ``saved``: of the
        costs that are not paid for units that are rejected, on hold, or not worth it.
    """
    payable = [one for one in records if not one.economy.pay_nothing]
    totals = [one.economy.cost.total for one in payable]
    exact = [one.low for one in totals if one.low == one.high]
    hopeless = [one for one in records if one.economy.pay_nothing or one.economy.worth is Worth.NO]
    return {
        "units": len(records),
        "worth": {str(worth): sum(one.economy.worth is worth for one in records) for worth in Worth},
        "lookup_first": sum(one.economy.lookup_first for one in records),
        "pay_nothing": len(records) - len(payable),
        "declared_value": sum(one.economy.declared_value or 0 for one in records),
        "gain": sum(one.economy.gain or 0 for one in records),
        "cost": _sum(totals),
        "cost_known": sum(exact),
        "cost_open": len(totals) - len(exact),
        "at_risk_now": _sum(one.economy.at_risk_now for one in payable),
        "saved": _sum(one.economy.cost.total for one in hopeless),
    }


def _sum(amounts: Iterable[AmountPart]) -> dict[str, int | None]:
    known = tuple(amounts)
    highs = [one.high for one in known if one.high is not None]
    return {"low": sum(one.low for one in known), "high": sum(highs) if len(highs) == len(known) else None}


def _grouped(records: Iterable[Record], key: Callable[[Record], str]) -> dict[str, Totals]:
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return {name: totals_of(own) for name, own in sorted(groups.items())}


_GROUPS: Mapping[str, Callable[[Record], str]] = MappingProxyType(
    {
        "order": lambda record: record.claim.order if record.claim else "",
        "seller": lambda record: record.claim.seller if record.claim else "",
        "model": lambda record: record.unit.model,
        "disposition": lambda record: str(record.disposition),
        "worth": lambda record: str(record.economy.worth),
    }
)
