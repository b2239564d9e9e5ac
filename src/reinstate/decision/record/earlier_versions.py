"""Records of earlier versions in the form of this one: what they did not state is unknown, never fine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ENTITLEMENT = "identity.entitlement"
_PAY_NOTHING = ("reject", "hold")
_NONE = {"low": 0, "high": 0, "source": ""}


def in_this_form(stated: Any) -> Any:
    """A record in plain JSON types, in the form of this version; unchanged where it is of no earlier one.

    ``schema_version`` keeps its number, so that nobody takes it for a record that was made by this version.
    """
    if not isinstance(stated, Mapping) or stated.get("schema_version") != 1:
        return stated
    try:
        return {**stated, "economy": _economy(stated)}
    except (KeyError, TypeError, AttributeError):
        return stated  # no record of that version: the reader says what is wrong with it


def _economy(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 stated whether the fees exceed the declared value, or may, and nothing else."""
    before, fees = stated["economy"], stated["fees"]
    barred = stated["disposition"] in _PAY_NOTHING
    value = before["declared_value"]
    first = any(one["check"] == _ENTITLEMENT for one in stated["open_points"])
    lines = {one["clause"]: one for one in fees["lines"]}
    total = {"low": fees["low"], "high": fees["high"], "source": ""}
    worth = _worth(value, fees["low"], barred=barred)
    return {
        "currency": "USD",
        "worth": worth,
        "by_figures": worth,
        "reason": f"{before['reason']} (record of an earlier version: re-evaluate the run)",
        "up_to": None,
        "open": list(fees["open"]),
        "lookup_first": first and not barred and bool(stated["unit"]["serial_number"]),
        "lookup_reason": "no answer of Juniper's records was provided" if first and not barred else "",
        "pay_nothing": barred,
        "cost": {**dict.fromkeys(("licenses", "repairs", "freight", "purchase"), _NONE), "fees": total, "total": total},
        "declared_value": value,
        "value_as_is": None,
        "value_supported": None,
        "replacement_value": None,
        "gain": None,
        "bound": None,
        "taken": [],
        "at_risk_now": _NONE if barred else _amount(lines.get("P11")),
        "contract_per_year": None,
        "support_years_left": None,
    }


def _worth(value: int | None, low: int, *, barred: bool) -> str:
    """Its ``uneconomic`` was about the fees alone: it never says that reinstatement is worth it."""
    if value is None:
        return "unstated"
    return "no" if barred or low >= value else "depends"


def _amount(line: Mapping[str, Any] | None) -> dict[str, Any]:
    if line is None:
        return {"low": 0, "high": None, "source": ""}
    return {"low": line["low"] or 0, "high": line["high"], "source": line["source"]}
