"""Open findings of a record by what resolves them, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reinstate.report.open_item_groups import ORDER, OpenItem, group_of_finding, group_of_point, point_item
from reinstate.report.views.findings import FindingGroup, Json, by_cause, counts


@dataclass(frozen=True, slots=True)
class OpenSection:
    """Open items that are resolved in the same way: those that no finding states, and findings by cause."""

    title: str
    how: str
    items: Sequence[OpenItem]
    findings: Sequence[FindingGroup]


def open_sections(record: Json) -> tuple[OpenSection, ...]:
    """Every inconclusive finding that does not count, and every open item that no such finding states."""
    known = [one for one in record["findings"] if one["result"] == "inconclusive" and not counts(one)]
    stated = {(one["check"], one["message"]) for one in known}
    points = [one for one in record["open_points"] if (one["check"], one["text"]) not in stated]
    findings: Mapping[tuple[str, str], list[Json]] = {group: [] for group in ORDER}
    items: Mapping[tuple[str, str], list[OpenItem]] = {group: [] for group in ORDER}
    for one in known:
        findings[group_of_finding(one)].append(one)
    for point in points:
        items[group_of_point(point)].append(point_item(point, str(record["unit"]["name"])))
    filled = (group for group in ORDER if findings[group] or items[group])
    return tuple(OpenSection(*group, items[group], by_cause(findings[group])) for group in filled)
