"""What a reader of a run must know first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from reinstate.plain_text import counted, listed, printable
from reinstate.reference.ageing import Limit

_POLICY_NOT_NAMED = (
    "No policy was named: the shipped default policy applies. It declares no bench login, so the account of this "
    "inspection counts as a previous owner's. To declare it, copy policies/example.yml, set baseline.logins, and name "
    "the copy with -e policy=FILE."
)
_UPDATE = "update the package"
_OR_IMPORT = f"{_UPDATE}, or import newer facts (reinstate reference import)"
_LONGEST_NAME = 64


def age_notices(limits: Iterable[Limit], on: date) -> tuple[str, ...]:
    """Each set or table that carries no pass on that day, or soon will not: since when, and what to do; a line each."""
    return tuple(f"{age_stated(limit, on)}: {age_step(limit)}." for limit in limits if limit.due(on))


def age_stated(limit: Limit, on: date) -> str:
    """Until when it carries a pass, or since when it carries none: a sentence without its end."""
    name = printable(limit.name, _LONGEST_NAME)
    if limit.skus:
        skus = listed(printable(sku, _LONGEST_NAME) for sku in limit.skus)
        return f"Table {name} has {counted(len(limit.skus), 'lookup')} valid only until {limit.last} ({skus})"
    what = f"{'Table' if limit.own else 'Reference set'} {name}"
    if limit.last < on:
        return f"{what} has supported no pass since {limit.last + timedelta(days=1)}"
    return f"{what} supports no pass after {limit.last}"


def age_step(limit: Limit) -> str:
    """What to do about it."""
    if limit.own:
        name = printable(limit.name, _LONGEST_NAME)
        step = f"look up the facts of {name} again, and import them (reinstate reference import)"
        return f"{step}; what no page lists is confirmed again with --not-listed" if limit.of_pages else step
    return _OR_IMPORT if limit.by_import else _UPDATE


def policy_notice(run: Mapping[str, Any], evaluated_under: Mapping[str, Any] | None) -> str:
    """What it means that no policy was named; "" where one was named.

    Args:
        run: what ``run.json`` says.
        evaluated_under: the policy of the evaluation, as ``summary.json`` says; None where it is not known yet.
    """
    opened = run.get("policy") or {}
    digest = (evaluated_under or opened).get("digest")
    return _POLICY_NOT_NAMED if run.get("policy_named") is False and digest == opened.get("digest") else ""
