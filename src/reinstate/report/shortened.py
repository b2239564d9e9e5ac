"""Records cut to what a page can show: a device can list 10,000 modules, and nobody reads a page of 30 MB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reinstate.report.views.findings import Json, importance

OMITTED = "omitted"
_MOST_FINDINGS = 150
_MOST_MODULES = 2_500  # the fullest chassis has so many, and a request names each
_MOST = 200  # of any other list
_WHOLE = ("evidence", "claim")  # the places of a finding are counted where they are shown; a person made the claim
_LONGEST_OF_A_MODULE = 120
_PLAIN = frozenset({str, int, float, bool, type(None)})  # what most values of a record are


def shortened(record: Json) -> Json:
    """The record without the ends of its longest lists, and ``omitted``: how many entries of which list are missing.

    Of the findings the deciding one, the most important one of each check, and the most important others stay. What is
    cut is in the stored record.
    """
    omitted: dict[str, int] = {}
    cut = _mapping({**record, "findings": _most_important(record, omitted)}, omitted)
    return {**cut, OMITTED: omitted} if omitted else cut


def _most_important(record: Json, omitted: dict[str, int]) -> list[Json]:
    findings = record["findings"]
    if len(findings) <= _MOST_FINDINGS:
        return list(findings)
    message = (record["deciding"] or {}).get("message")
    ordered = sorted(range(len(findings)), key=lambda place: importance(findings[place]))
    first_of_check = {findings[place]["check"]: place for place in reversed(ordered)}
    always = set(first_of_check.values())
    always |= {place for place in ordered if findings[place]["message"] == message or _of_a_person(findings[place])}
    kept = sorted(ordered, key=lambda place: place not in always)[: max(_MOST_FINDINGS, len(always))]
    omitted["findings"] = len(findings) - len(kept)
    return [findings[place] for place in sorted(kept)]


def _of_a_person(finding: Json) -> bool:
    """Whether it compares what a person declared: no device makes these many."""
    return str(finding["check"]).startswith(("claims.", "attested."))


def _mapping(value: Mapping[str, Any], omitted: dict[str, int]) -> dict[str, Any]:
    return {key: one if type(one) in _PLAIN else _value(key, one, omitted) for key, one in value.items()}


def _value(key: str, value: Any, omitted: dict[str, int]) -> Any:
    if type(value) in _PLAIN or key in _WHOLE:
        return value
    if isinstance(value, dict):
        return _mapping(value, omitted)
    if key == "modules":
        return _modules(value, omitted)
    if key == "findings":  # cut already
        return [_value("", one, omitted) for one in value]
    if len(value) > _MOST:
        omitted[key] = omitted.get(key, 0) + len(value) - _MOST
    return [_value(key, one, omitted) for one in value[:_MOST]]


def _modules(modules: Sequence[Json], omitted: dict[str, int]) -> list[Json]:
    if len(modules) > _MOST_MODULES:
        omitted["modules"] = len(modules) - _MOST_MODULES
    return [{name: _short(text) for name, text in one.items()} for one in modules[:_MOST_MODULES]]


def _short(value: Any) -> Any:
    return f"{value[: _LONGEST_OF_A_MODULE - 1]}\N{HORIZONTAL ELLIPSIS}" if _is_long(value) else value


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > _LONGEST_OF_A_MODULE
