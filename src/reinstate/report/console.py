"""Verdicts for a terminal: one line per unit, and the batch's totals."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from reinstate.report.text import visible
from reinstate.report.views.unit_view import DISPOSITIONS, VERDICTS, UnitView

WIDTH = 140
_NAME_WIDTH = 28
_VERDICT_WIDTH = max(map(len, VERDICTS))
_DISPOSITION_WIDTH = max(map(len, DISPOSITIONS))


def unit_line(record: Mapping[str, Any], *, name_width: int = _NAME_WIDTH, width: int = WIDTH) -> str:
    """``unit  verdict  disposition  reason``: one line of at most ``width`` columns, control characters shown.

    Args:
        name_width: columns for the unit's name.
    """
    unit = UnitView(record)
    head = [
        _fitted(visible(unit.name), name_width),
        _fitted(unit.verdict, _VERDICT_WIDTH),
        _fitted(unit.disposition, _DISPOSITION_WIDTH),
    ]
    used = name_width + _VERDICT_WIDTH + _DISPOSITION_WIDTH + 6
    told, step = visible(_reason(unit)), visible(_first_step(unit))
    with_step = f"{told} -> {step}"
    # The step is the record's to tell in full; here it stands only where there is room.
    told = with_step if step and _columns(with_step) <= width - used else told
    return "  ".join([*head, _cut(told, width - used)]).rstrip()


def _reason(unit: UnitView) -> str:
    """What is the matter and what was there: a line has no room for what was expected, the record has."""
    beside = "uneconomic; " if unit.uneconomic else ""
    if unit.deciding is None:
        return beside + unit.reason
    actual = str(unit.deciding["actual"])
    return beside + unit.about(unit.deciding) + (f" ({actual})" if actual else "")


def _first_step(unit: UnitView) -> str:
    """The step to begin with, in few words: ``look-up 23.4R2``, ``replace PEM 1``; "" where none settles it."""
    way = unit.way
    step = way["steps"][(way["soonest"] or 1) - 1]
    if way["state"] != "open" or not step["action"]:
        return ""
    subjects = {one["subject"] for one in step["settles"]} - {unit.name}
    what = step["about"].partition(" ")[2] or (subjects.pop() if len(subjects) == 1 else "")
    # The kind of step alone ("declare") helps nobody: then it is what its text begins with.
    return f"{step['action']} {what}" if what else str(step["text"]).partition("; ")[0].partition(", and ")[0]


def unit_lines(records: Sequence[Mapping[str, Any]], *, width: int = WIDTH) -> tuple[str, ...]:
    """One line per unit, in their order, aligned with each other."""
    names = [_columns(visible(UnitView(record).name)) for record in records]
    name_width = min(max(names, default=4), _NAME_WIDTH)
    return tuple(unit_line(record, name_width=name_width, width=width) for record in records)


def totals_line(summary: Mapping[str, Any]) -> str:
    """``22 units on 20 hosts: 5 pass, 12 fail, 5 inconclusive (2 hold, ...); 2 hosts gave no evidence``."""
    dispositions = summary.get("dispositions", {})
    parts = [f"{dispositions[name]} {name}" for name in DISPOSITIONS if dispositions.get(name)]
    line = (
        f"{_many(summary['units'], 'unit')} on {_many(summary['hosts'], 'host')}: {summary['pass']} pass, "
        f"{summary['fail']} fail, {summary['inconclusive']} inconclusive"
    )
    line += f" ({', '.join(parts)})" if parts else ""
    silent = summary.get("unreachable", 0)
    line += f"; {_many(silent, 'host')} gave no evidence" if silent else ""
    return line + _of_claims(summary) + _by_policy(summary)


def _by_policy(summary: Mapping[str, Any]) -> str:
    """Which policy judged: a stored run may keep another one than its reader expects."""
    policy = summary.get("judged", {}).get("policy")
    return visible(f"; judged by the policy {policy['name']} {policy['version']}") if policy else ""


def _of_claims(summary: Mapping[str, Any]) -> str:
    """What the claims' accounts say beside the totals; "" where nothing was claimed or all was as claimed."""
    claims = summary.get("claims", {})
    if "broken" in claims:
        return "; what was claimed can't be relied on"
    counts = {"claimed and not presented": "not_presented", "not claimed": "not_claimed"}
    told = [f"{len(claims[key])} {what}" for what, key in counts.items() if claims.get(key)]
    return f"; {', '.join(told)}" if told else ""


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _columns(text: str) -> int:
    """Columns that a terminal gives the text."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _cut(text: str, width: int) -> str:
    """At most ``width`` columns of the text; an ellipsis stands for what was cut."""
    if _columns(text) <= width:
        return text
    kept, room = [], width - 1
    for character in text:
        room -= _width(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def _fitted(text: str, width: int) -> str:
    cut = _cut(text, width)
    return cut + " " * (width - _columns(cut))
