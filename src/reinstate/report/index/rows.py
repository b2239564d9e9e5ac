"""The table of all units: its rows, its groups by order, what it can be filtered by, and the same as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from reinstate.report.figures import amount, count, sentence, usd
from reinstate.report.index.groups import TITLES, counted, group_of, totals
from reinstate.report.index.places import place
from reinstate.report.labels import ANSWERS, DISPOSITION_WORDS
from reinstate.report.natural_order import natural
from reinstate.report.text import short
from reinstate.report.views.unit_view import UnitView

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "unit": "Unit",
        "place": "Place",
        "disposition": "Disposition",
        "worth": "Worth it?",
        "reason": "Main reason and next step",
        "model": "Model",
        "serial": "Serial number",
        "release": "Junos",
        "support": "Supported until",
        "cost": "Cost, USD",
    }
)
FACETS: Mapping[str, str] = MappingProxyType(
    {
        "group": "Answer",
        "disposition": "Disposition",
        "worth": "Worth it?",
        "order": "Order",
        "rack": "Rack",
        "seller": "Seller",
        "model": "Model",
        "release": "Junos",
        "check": "Check",
    }
)
# Facets with values of our own, in their order; the others have the words of claims and devices.
_FIXED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "group": TITLES,
        "disposition": {key: word.capitalize() for key, word in DISPOSITION_WORDS.items()},
        "worth": {key: sentence(word) for key, word in ANSWERS.items()},
    }
)
_RANKS = {name: tuple(values).index for name, values in _FIXED.items()}
_ACTUAL = 60  # characters of a value that was read
_LATEST = "9999"  # sorts units without an end of support last


@dataclass(frozen=True)
class Row:
    """One unit as a row: of each column two lines, of which the second explains."""

    unit: UnitView

    @cached_property
    def lines(self) -> Mapping[str, tuple[str, str]]:
        """Both lines by column; "" where there is nothing to say."""
        unit, about = self.unit, self.unit.record["unit"]
        described = about["description"] if about["description"] != about["model"] else ""
        until, _, limit = unit.supported_until.replace("of support ", "").partition(" (")
        return {
            "unit": (unit.name, sentence(unit.also_collected) if unit.also_collected else ""),
            "place": (place(unit), ""),
            "disposition": (DISPOSITION_WORDS[unit.disposition].capitalize(), ""),
            "worth": (sentence(ANSWERS[unit.answer]), _figures(unit.record["economy"])),
            "reason": _reason(unit),
            "model": (about["model"] or "not known", described),
            "serial": (about["serial_number"] or "not known", ""),
            "release": (unit.release or "not known", ""),
            "support": (until, limit.removesuffix(")")),
            "cost": (_cost(unit), ""),
        }

    @property
    def facets(self) -> Mapping[str, Sequence[str]]:
        """By facet the values by which it is found."""
        unit = self.unit
        checks = {str(one["check"]) for group in unit.findings_that_prevent_a_pass for one in group.findings}
        return {
            "group": [group_of(unit)],
            "disposition": [unit.disposition],
            "worth": [unit.answer],
            **{name: [unit.claimed(name)] for name in ("order", "rack", "seller")},
            "model": [str(unit.record["unit"]["model"])],
            "release": [unit.release or ""],
            "check": sorted(checks),
        }

    @property
    def keys(self) -> Sequence[str | int]:
        """What each column is sorted by."""
        unit, shown = self.unit, {name: lines[0] for name, lines in self.lines.items()}
        own: Mapping[str, str | int] = {
            "disposition": _RANKS["disposition"](unit.disposition),
            "worth": _RANKS["worth"](unit.answer),
            "support": unit.record["supportable"]["until"] or _LATEST,
            "cost": 0 if unit.without_fees else unit.record["economy"]["cost"]["total"]["low"],
        }
        return [own.get(name, shown[name]) for name in COLUMNS]

    @property
    def href(self) -> str:
        """Address of the unit's page."""
        return f"{quote(self.unit.file)}.html"


@dataclass(frozen=True)
class OrderRows:
    """The rows of one order, with their sums."""

    name: str
    rows: Sequence[Row]

    @cached_property
    def units(self) -> Sequence[UnitView]:
        """Its units that count."""
        return counted(row.unit for row in self.rows)

    @property
    def sellers(self) -> str:
        """Who sold them."""
        return ", ".join(sorted({unit.claimed("seller") for unit in self.units} - {""}, key=natural))

    @cached_property
    def totals(self) -> Mapping[str, Any]:
        """Their money."""
        return totals(self.units)

    @property
    def counts(self) -> Mapping[str, int]:
        """Its units by disposition."""
        numbers = Counter(unit.disposition for unit in self.units)
        return {name: numbers[name] for name in DISPOSITION_WORDS if numbers[name]}

    @property
    def sums(self) -> str:
        """Its sums in one line."""
        if not self.units:
            return "counted elsewhere"
        if not self.totals["units"] - self.totals["pay_nothing"]:
            return "pay nothing"
        return f"USD {amount(self.totals['cost'])} in all, USD {amount(self.totals['at_risk_now'])} of it at risk"


def order_rows(units: Iterable[UnitView], *, largest_first: bool) -> Sequence[OrderRows]:
    """The rows by order, in natural order or the largest first; those without one come last."""
    found: dict[str, list[Row]] = {}
    for unit in units:
        found.setdefault(unit.claimed("order"), []).append(Row(unit))
    orders = [OrderRows(name, rows) for name, rows in found.items()]
    size = -1 if largest_first else 0
    return sorted(orders, key=lambda one: (not one.name, size * len(one.rows), natural(one.name)))


def table_data(orders: Sequence[OrderRows], *, whole: bool) -> Mapping[str, Any]:
    """What the script filters and sorts by, and, where the page has no rows of its own, what it draws them from.

    Returns:
        ``columns``: names; ``facets``: by name, ``[value, label, units]`` of each value; ``orders``: ``[name, sums,
        rows]``; ``rows`` in their order: ``f``: by facet the indexes of its values, ``s``: what each column is sorted
        by, ``n``: 1 if it counts; where ``whole``, ``c``: both lines of each column, ``u``: the page, and ``d``, ``a``:
        disposition and answer.
    """
    rows = [row for order in orders for row in order.rows]
    found = [row.facets for row in rows]
    values = {name: [own[name] for own in found] for name in FACETS}
    options = {name: _options(name, rows, values[name]) for name in FACETS}
    places = {name: {one[0]: at for at, one in enumerate(options[name])} for name in FACETS}
    return {
        "columns": list(COLUMNS),
        "facets": options,
        "orders": [[order.name, len(order.rows), _about(order)] for order in orders],
        "rows": [
            {
                "f": [[places[name][value] for value in values[name][at]] for name in FACETS],
                "s": row.keys,
                "n": int(not row.unit.record["same_as"]),
                **(_drawn(row) if whole else {}),
            }
            for at, row in enumerate(rows)
        ],
    }


def _about(order: OrderRows) -> str:
    numbers = ", ".join(f"{number:,} {DISPOSITION_WORDS[name]}" for name, number in order.counts.items())
    return "; ".join(filter(None, (order.sellers, f"{count(len(order.units), 'unit')}: {numbers}", order.sums)))


def _drawn(row: Row) -> Mapping[str, Any]:
    cells = [list(row.lines[name]) for name in COLUMNS]
    return {"c": cells, "u": row.href, "d": row.unit.disposition, "a": row.unit.answer}


def _options(name: str, rows: Sequence[Row], values: Sequence[Sequence[str]]) -> Sequence[tuple[str, str, int]]:
    """The values of a facet that occur, with their labels and the number of units that count."""
    numbers: Counter[str] = Counter()
    for row, own in zip(rows, values, strict=True):
        numbers.update({value: int(not row.unit.record["same_as"]) for value in own})
    labels = _FIXED.get(name)
    if labels is not None:
        return [(value, labels[value], numbers[value]) for value in labels if value in numbers]
    ordered = sorted(numbers, key=lambda value: (not value, natural(value)))
    return [(value, value or "not stated", numbers[value]) for value in ordered]


def _figures(economy: Mapping[str, Any]) -> str:
    """What decides on the worth: the limit of a quote, or cost against gain."""
    if economy["pay_nothing"] or economy["worth"] == "unstated":
        return ""
    if economy["by_figures"] == "depends" and economy["up_to"] is not None:
        return f"open fees up to {usd(economy['up_to'])}"
    return f"adds {usd(economy['bound'])}" if economy["bound"] is not None else ""


def _reason(unit: UnitView) -> tuple[str, str]:
    if unit.missing_profile:
        return unit.missing_profile, ""
    finding = unit.deciding
    if finding is None:
        return unit.reason, ""
    actual, step = str(finding["actual"]), unit.next_step(finding).partition("; ")[0]
    others = len(unit.other_blockers_and_holds)
    parts = (
        f"Actual: {short(actual, _ACTUAL)}" if actual else "",
        f"Next: {step}" if step else "",
        f"Same cause in {count(len(unit.same_cause), 'other finding')}" if unit.same_cause else "",
        count(others, "other blocker or hold", "other blockers or holds") if others else "",
    )
    return sentence(unit.about(finding)), ". ".join(filter(None, parts))


def _cost(unit: UnitView) -> str:
    return "none due" if unit.without_fees else amount(unit.record["economy"]["cost"]["total"])
