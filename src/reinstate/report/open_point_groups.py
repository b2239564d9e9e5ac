"""Open points in groups, by what settles them: eighteen of them in one row are read by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.checks.framework import NONE, NOT_REQUESTED
from reinstate.evidence.manifest import ItemStatus

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One point: what is open, and what it is about where that isn't in the sentence."""

    text: str
    detail: str
    clause: str


@dataclass(frozen=True, slots=True)
class PointGroup:
    """Points that the same hand settles, and how."""

    title: str
    how: str
    points: Sequence[OpenPoint]


_FIRST, _LOOK_UP, _DECLARE, _LOOK, _COLLECT, _REST = (
    ("Before anything is paid", ""),
    ("Look up", "At the desk; what was found goes into a table of your own (reinstate reference import)."),
    ("Declare", "What seller and papers say is handed in as a manifest of claims (-e claims=FILE)."),
    ("See at the box", "A named person looks, and hands in what was seen (-e attestations=FILE)."),
    ("Ask the device", "What the policy doesn't switch on (evidence.switch_on), or was not told: then collect again."),
    ("Beside these", ""),
)
_ORDER = (_FIRST, _LOOK_UP, _DECLARE, _LOOK, _COLLECT, _REST)
_GROUPS = {"look-up": _LOOK_UP, "declare": _DECLARE, "ask": _DECLARE, "look": _LOOK, "collect": _COLLECT}
_LOOK_UP_OF_SERIALS, _PAPERS = "P25", ("P2", "P29")
_NOTHING = ("", NONE, NOT_REQUESTED, ItemStatus.NOT_COLLECTED, ItemStatus.DENIED)


def grouped_points(record: Json) -> tuple[PointGroup, ...]:
    """Every open point of a record, once and in the record's order within its group."""
    noted = {(one["check"], one["message"]): one for one in record["findings"] if one["noted"]}
    sorted_in: dict[tuple[str, str], list[OpenPoint]] = {group: [] for group in _ORDER}
    for point in record["open_points"]:
        finding = noted.get((point["check"], point["text"]))
        sorted_in[_group(point, finding)].append(_point(point, finding, str(record["unit"]["name"])))
    return tuple(PointGroup(title, how, points) for (title, how), points in sorted_in.items() if points)


def _group(point: Json, finding: Json | None) -> tuple[str, str]:
    if finding is not None:
        return _GROUPS.get(finding["action"], _REST)
    if point["clause"] == _LOOK_UP_OF_SERIALS:
        return _FIRST
    return _DECLARE if point["clause"] in _PAPERS else _REST


def _point(point: Json, finding: Json | None, unit: str) -> OpenPoint:
    if finding is None:
        return OpenPoint(str(point["text"]).removeprefix(f"{unit}: "), "", point["clause"])
    subject = "" if finding["subject"] == unit else f"{finding['subject']}: "
    asked = finding["expected"] if finding["action"] == "collect" else ""
    detail = asked if finding["actual"] in _NOTHING else finding["actual"]
    return OpenPoint(f"{subject}{finding['what']}", str(detail), point["clause"])
