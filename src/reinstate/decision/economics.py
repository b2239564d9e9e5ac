"""The money of a batch: counts and sums over its records, in all and by order, seller, model, and disposition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reinstate.decision.record import Record, Worth
from reinstate.decision.verdict import Disposition

Economy = Mapping[str, Any]  # of a record in plain JSON types
Totals = dict[str, Any]


def economics(records: Iterable[Record]) -> dict[str, Any]:
    """What ``summary.json`` says under ``economics``, of the records that count.

    Returns:
        ``{"currency", **totals, "ready": totals, "by_order", "by_seller", "by_model", "by_disposition", "by_worth"}``:
        ``ready`` are the units that pass and are worth it; each ``by_...`` maps a name, "" where none is stated, to its
        totals. For totals see ``totals_of``.
    """
    counted = [(record, record.economy.model_dump(mode="json")) for record in records if not record.same_as]
    return {
        "currency": "USD",
        **totals_of([own for _, own in counted]),
        "ready": totals_of([own for record, own in counted if _is_ready(record)]),
        **{f"by_{name}": _grouped(counted, key) for name, key in _GROUPS.items()},
    }


def totals_of(economies: Sequence[Economy]) -> Totals:
    """Counts, and sums in whole US dollars; a ``high`` is None where an amount has no known upper limit.

    Args:
        economies: the part ``economy`` of each record, in plain JSON types.

    Returns:
        ``units``; ``worth``: units by ``yes``, ``no``, ``depends``, ``unstated``; ``lookup_first``: units to look up
        before anything is paid; ``pay_nothing``: units for which no fee may be paid; ``declared_value``: the sum of the
        declared values. Of the units for which a fee may be paid: ``gain``, what reinstatement adds, where it is known;
        ``cost``, all of it, as ``{"low", "high"}``; ``cost_known``, the sum of the costs that are one figure, and
        ``cost_open``, how many are not; ``at_risk_now``, the inspection fees. ``saved`` is the cost that is not paid
        for units that are rejected, on hold, or not worth it.
    """
    payable = [one for one in economies if not one["pay_nothing"]]
    costs = [one["cost"]["total"] for one in payable]
    exact = [one["low"] for one in costs if one["low"] == one["high"]]
    return {
        "units": len(economies),
        "worth": {str(worth): sum(one["worth"] == worth for one in economies) for worth in Worth},
        "lookup_first": sum(one["lookup_first"] for one in economies),
        "pay_nothing": len(economies) - len(payable),
        "declared_value": sum(one["declared_value"] or 0 for one in economies),
        "gain": sum(one["gain"] or 0 for one in payable),
        "cost": _sum(costs),
        "cost_known": sum(exact),
        "cost_open": len(costs) - len(exact),
        "at_risk_now": _sum(one["at_risk_now"] for one in payable),
        "saved": _sum(one["cost"]["total"] for one in economies if one["pay_nothing"] or one["worth"] == Worth.NO),
    }


def _is_ready(record: Record) -> bool:
    return record.disposition is Disposition.REINSTATE and record.economy.worth is Worth.YES


def _sum(amounts: Iterable[Mapping[str, Any]]) -> dict[str, int | None]:
    known = tuple(amounts)
    highs = [one["high"] for one in known if one["high"] is not None]
    return {"low": sum(one["low"] for one in known), "high": sum(highs) if len(highs) == len(known) else None}


def _grouped(counted: Iterable[tuple[Record, Economy]], key: Callable[[Record], str]) -> dict[str, Totals]:
    groups: dict[str, list[Economy]] = {}
    for record, own in counted:
        groups.setdefault(key(record), []).append(own)
    return {name: totals_of(groups[name]) for name in sorted(groups)}


_GROUPS: Mapping[str, Callable[[Record], str]] = MappingProxyType(
    {
        "order": lambda record: record.claim.order if record.claim else "",
        "seller": lambda record: record.claim.seller if record.claim else "",
        "model": lambda record: record.unit.model,
        "disposition": lambda record: str(record.disposition),
        "worth": lambda record: str(record.economy.worth),
    }
)
