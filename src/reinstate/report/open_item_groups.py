"""Open items in groups, by what resolves them: nobody reads eighteen of them in one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.checks.framework import NONE, NOT_REQUESTED
from reinstate.evidence.manifest import ItemStatus

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One item: what is open, and the thing it is about where the sentence does not name it."""

    text: str
    detail: str
    clause: str


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items that are resolved in the same way, and how."""

    title: str
    how: str
    items: Sequence[OpenItem]


FIRST, _LOOK_UP, _DECLARE, _EXAMINE, _COLLECT, _OTHER = (
    ("Before you pay", ""),
    ("Look up", "Add the results to your own tables (reinstate reference import)."),
    ("Declare", "Provide the claims file (-e claims=FILE)."),
    ("Examine on site", "A named person provides an attestation (-e attestations=FILE)."),
    ("Collect", "Enable optional evidence in the policy (evidence.switch_on), then collect evidence again."),
    ("Other", ""),
)
ORDER = (FIRST, _LOOK_UP, _DECLARE, _EXAMINE, _COLLECT, _OTHER)
_GROUPS = {"look-up": _LOOK_UP, "declare": _DECLARE, "ask": _DECLARE, "look": _EXAMINE, "collect": _COLLECT}
_ENTITLEMENT, _ENTITLEMENT_LOOKUP, _PAPERS = "identity.entitlement", "P25", ("P2", "P29")
_NOTHING = ("", NONE, NOT_REQUESTED, ItemStatus.NOT_COLLECTED, ItemStatus.DENIED)


def grouped_items(record: Json) -> tuple[ItemGroup, ...]:
    """Every open item of a record, once and in the record's order within its group."""
    noted = {(one["check"], one["message"]): one for one in record["findings"] if one["noted"]}
    by_group: dict[tuple[str, str], list[OpenItem]] = {group: [] for group in ORDER}
    for point in record["open_points"]:
        finding = noted.get((point["check"], point["text"]))
        by_group[_group(point, finding)].append(_item(point, finding, str(record["unit"]["name"])))
    return tuple(ItemGroup(title, how, items) for (title, how), items in by_group.items() if items)


def group_of_finding(finding: Json) -> tuple[str, str]:
    """Title of the group of an open finding, and how its findings are resolved."""
    return FIRST if finding["check"] == _ENTITLEMENT else _GROUPS.get(finding["action"], _OTHER)


def group_of_point(point: Json) -> tuple[str, str]:
    """The same, for an open item that no finding states."""
    return _group(point, None)


def point_item(point: Json, unit: str) -> OpenItem:
    """That item."""
    return _item(point, None, unit)


def _group(point: Json, finding: Json | None) -> tuple[str, str]:
    if finding is not None:
        return _GROUPS.get(finding["action"], _OTHER)
    if point["clause"] == _ENTITLEMENT_LOOKUP:
        return FIRST
    return _DECLARE if point["clause"] in _PAPERS else _OTHER


def _item(point: Json, finding: Json | None, unit: str) -> OpenItem:
    if finding is None:
        return OpenItem(str(point["text"]).removeprefix(f"{unit}: "), "", point["clause"])
    subject = "" if finding["subject"] == unit else f"{finding['subject']}: "
    requested = finding["expected"] if finding["action"] == "collect" else ""
    detail = requested if finding["actual"] in _NOTHING else finding["actual"]
    return OpenItem(f"{subject}{finding['what']}", str(detail), point["clause"])
