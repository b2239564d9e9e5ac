"""The one sentence of a batch that a buyer can forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reinstate.report.figures import count, money
from reinstate.report.index.groups import ANSWER, CORRECT, LOOK_UP, NOW, Group

_WAITING = (
    (LOOK_UP, "has to be looked up first, which is free", "have to be looked up first, which is free"),
    (CORRECT, "has to be corrected first", "have to be corrected first"),
    (ANSWER, "waits for an answer", "wait for an answer"),
)


def headline(groups: Sequence[Group], summary: Mapping[str, Any]) -> str:
    """How many units are worth reinstating now, for how much in all, and how much of it is at risk today.

    Without such a unit: how many come next, and what they wait for; without evidence: that nothing was inspected.
    """
    if summary["hosts"] and summary["unreachable"] == summary["hosts"]:
        return f"{count(summary['hosts'], 'host')}: none returned evidence, so no unit was inspected."
    by_key = {group.key: group for group in groups}
    units = sum(len(group.units) for group in groups)
    if not units:
        return "0 units: the inventory names no host, so nothing was inspected."
    return f"{count(units, 'unit')}: {_ready(by_key[NOW]) or _none_ready(by_key)}."


def _ready(now: Group) -> str:
    number, totals = len(now.units), now.totals
    if not number:
        return ""
    verb = "is" if number == 1 else "are"
    return (
        f"{number:,} {verb} worth reinstating now, for {money(totals['cost'])} in all, "
        f"{money(totals['at_risk_now'])} of it at risk today"
    )


def _none_ready(groups: Mapping[str, Group]) -> str:
    for key, one, many in _WAITING:
        if number := len(groups[key].units):
            return f"none is worth reinstating now; {number:,} {one if number == 1 else many}"
    return "none is worth reinstating"
