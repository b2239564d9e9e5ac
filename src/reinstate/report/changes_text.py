"""What would change, as lines that people read, without characters that drive a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reinstate.report.figures import count
from reinstate.report.labels import (
    DISPOSITION_WORDS,
    HOLD,
    OPEN_ITEM,
    POSSIBLE_HOLD,
    RESULTS,
    SEVERITIES,
    VERDICT_WORDS,
)
from reinstate.report.text import inert

_MOST_FINDINGS = 12
_MARKS: Mapping[str, str] = {**SEVERITIES, "noted": OPEN_ITEM, "waived": "waived"}


def change_lines(answer: Mapping[str, Any]) -> list[str]:
    """The lines of an answer to "what if", given as plain JSON types."""
    return [inert(line) for line in _lines(answer)]


def _lines(answer: Mapping[str, Any]) -> Iterator[str]:
    yield f"Re-evaluated under {answer['by']}; nothing was written."
    for change in answer["changed"]:
        yield ""
        yield from _change(change)
    yield from _listed("Stored evidence that is damaged", answer["damaged"])
    yield from _listed("Not compared", answer["not_compared"])
    if answer["notes"]:
        yield ""
        yield from answer["notes"]
    yield ""
    yield _counts(answer)


def _change(change: Mapping[str, Any]) -> Iterator[str]:
    before, after = change["before"], change["after"]
    serial = change["serial"] or "serial number not known"
    yield f"{change['unit']} ({serial}) in {change['run_id']}: {_decided(before)} -> {_decided(after)}"
    if change["becomes"] != change["unit"]:
        yield f"  no longer distinguishable from the other units of its host; evaluated as {change['becomes']}"
    for one in change["findings"][:_MOST_FINDINGS]:
        yield f"  {_result(one['before'])} -> {_result(one['after'])}  {one['check']}"
        yield f"    {one['message']}"
    more = len(change["findings"]) - _MOST_FINDINGS
    if more > 0:
        yield f"  and {count(more, 'more finding')}; --output json has them all"


def _result(state: str) -> str:
    """``failed (must-fix, hold)`` for the state ``fail (condition, hold)`` of a finding."""
    if not state:
        return "no finding"
    result, _, marks = state.removesuffix(")").partition(" (")
    labels = {**_MARKS, "hold": POSSIBLE_HOLD if result == "inconclusive" else HOLD}
    shown = ", ".join(labels[mark] for mark in marks.split(", ") if mark)
    return f"{RESULTS[result]} ({shown})" if shown else RESULTS[result]


def _decided(decided: Mapping[str, str]) -> str:
    return f"{VERDICT_WORDS[decided['verdict']]}/{DISPOSITION_WORDS[decided['disposition']]} ({decided['reason']})"


def _listed(title: str, many: list[Mapping[str, str]]) -> Iterator[str]:
    if many:
        yield ""
        yield f"{title}:"
        yield from (f"  {one['unit']} in {one['run_id']}: {one['problem']}" for one in many)


def _counts(answer: Mapping[str, Any]) -> str:
    unchanged = answer["unchanged"]
    decisions = ", ".join(f"{number} {decision}" for decision, number in sorted(unchanged.items()))
    parts = [f"{count(len(answer['changed']), 'unit')} would change"]
    parts.append(f"{sum(unchanged.values())} would not{f' ({decisions})' if decisions else ''}")
    parts += [f"{len(answer['not_compared'])} were not compared"] if answer["not_compared"] else []
    return f"{', '.join(parts)}; {count(len(answer['judged']), 'run')} re-evaluated."
