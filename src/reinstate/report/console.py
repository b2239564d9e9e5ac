"""Verdicts for a terminal: one line per unit, and the batch's totals."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from reinstate.report.figures import count
from reinstate.report.labels import DISPOSITION_WORDS, VERDICT_WORDS
from reinstate.report.text import visible
from reinstate.report.views.unit_view import UnitView, unit_views

WIDTH = 140
_NAME_WIDTH = 28
_VERDICT_WIDTH = max(map(len, VERDICT_WORDS.values()))
_DISPOSITION_WIDTH = max(map(len, DISPOSITION_WORDS.values()))


def unit_line(record: Mapping[str, Any], *, name_width: int = _NAME_WIDTH, width: int = WIDTH) -> str:
    """``unit  verdict  disposition  reason``: one line of at most ``width`` columns, control characters shown.

    Args:
        name_width: columns for the unit's name.
    """
    return _line(UnitView(record), name_width, width)


def _line(unit: UnitView, name_width: int, width: int) -> str:
    head = [
        _fitted(visible(unit.name), name_width),
        _fitted(VERDICT_WORDS[unit.verdict], _VERDICT_WIDTH),
        _fitted(DISPOSITION_WORDS[unit.disposition], _DISPOSITION_WIDTH),
    ]
    room = width - (name_width + _VERDICT_WIDTH + _DISPOSITION_WIDTH + 6)
    return "  ".join([*head, _cut(_reason_and_step(unit, room), room)]).rstrip()


def _reason_and_step(unit: UnitView, room: int) -> str:
    """``reason (actual) -> step [not worth it]``; what there is no room for is in the record."""
    reason, step = visible(_reason(unit)), visible(_first_step(unit))
    note = f" [{unit.worth_note}]" if unit.answer == "no" else ""
    note = note if 2 * len(note) < room else ""
    with_step = f"{reason} -> {step}"
    fits = step and _columns(with_step) + len(note) <= room
    return _cut(with_step if fits else reason, room - len(note)) + note


def _reason(unit: UnitView) -> str:
    """What is wrong and the actual value: a line has no room for the expected one, the record has."""
    if unit.counted_by:
        return f"not counted: same chassis as {unit.counted_by}"
    if unit.verdict == "pass":
        return f"all checks that count passed; {count(len(unit.record['open_points']), 'open item')}"
    if unit.missing_profile:
        return unit.missing_profile.partition(": ")[0]
    if unit.deciding is None:
        return unit.reason
    actual = str(unit.deciding["actual"])
    return unit.about(unit.deciding) + (f" ({actual})" if actual else "")


def _first_step(unit: UnitView) -> str:
    """The step to begin with, in few words: ``look-up 23.4R2``, ``replace PEM 1``; "" where none resolves it."""
    path = unit.steps_to_a_decision
    if unit.counted_by or path["state"] != "open":
        return ""
    step = path["steps"][(path["soonest"] or 1) - 1]
    if not step["action"]:
        return ""
    subjects = {one["subject"] for one in step["settles"]} - {unit.name}
    what = step["about"].partition(" ")[2] or (subjects.pop() if len(subjects) == 1 else "")
    # The kind of step alone ("declare") helps nobody: then it is the first clause of its text.
    return f"{step['action']} {what}" if what else str(step["text"]).partition("; ")[0].partition(", and ")[0]


def unit_lines(records: Sequence[Mapping[str, Any]], *, width: int = WIDTH) -> tuple[str, ...]:
    """One line per unit, in their order, aligned with each other."""
    units = unit_views(records)
    name_width = min(max((_columns(visible(unit.name)) for unit in units), default=4), _NAME_WIDTH)
    return tuple(_line(unit, name_width, width) for unit in units)


def totals_line(summary: Mapping[str, Any]) -> str:
    """``22 units on 20 hosts: 5 pass, 12 fail, 5 inconclusive (2 hold, ...). No evidence from 2 hosts. Policy: lab 1.``

    Each fact is a sentence of its own.
    """
    dispositions = summary.get("dispositions", {})
    parts = [f"{dispositions[name]} {word}" for name, word in DISPOSITION_WORDS.items() if dispositions.get(name)]
    totals = (
        f"{count(summary['units'], 'unit')} on {count(summary['hosts'], 'host')}: "
        f"{', '.join(f'{summary[name]} {word}' for name, word in VERDICT_WORDS.items())}"
    )
    totals += f" ({', '.join(parts)})" if parts else ""
    silent = summary.get("unreachable", 0)
    again = summary.get("repeated", 0)
    repeated = f"{count(again, 'address', 'addresses')} of units that are counted elsewhere" if again else ""
    no_evidence = f"No evidence from {count(silent, 'host')}" if silent else ""
    return " ".join(f"{one}." for one in (totals, repeated, no_evidence, _claims(summary), _policy(summary)) if one)


def _policy(summary: Mapping[str, Any]) -> str:
    """The policy of the evaluation: a stored run may keep a different one than its reader expects."""
    policy = summary.get("judged", {}).get("policy")
    return visible(f"Policy: {policy['name']} {policy['version']}") if policy else ""


def _claims(summary: Mapping[str, Any]) -> str:
    """The claims that do not match the batch; "" where there are none."""
    claims = summary.get("claims", {})
    if "broken" in claims:
        return "The declared claims cannot be used"
    found = []
    if missing := len(claims.get("not_presented", ())):
        found.append(f"{missing} not found")
    if unclaimed := len(claims.get("not_claimed", ())):
        found.append(f"{count(unclaimed, 'unit')} not claimed")
    if strays := len(claims.get("unknown_hosts", ())):
        found.append(f"{strays} for a host that is not in the inventory")
    return f"Claims: {', '.join(found)}" if found else ""


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
