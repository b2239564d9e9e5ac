"""Findings of a record as a reader sorts them: what weighs, and what comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
_GRAVITY = {"blocker": 0, "condition": 1, "advice": 2}
_RESULT = {"fail": 0, "inconclusive": 1, "not_applicable": 2, "pass": 3}


def waived(finding: Json) -> bool:
    """Whether a waiver covers the failure."""
    return finding["waiver"] is not None and finding["waiver"]["state"] == "applied"


def weighs(finding: Json) -> bool:
    """Whether the finding stands between the unit and a pass: the same rule by which the verdict was told."""
    if finding["result"] == "fail":
        return not waived(finding) and (finding["hold"] or finding["gravity"] != "advice")
    if finding["result"] == "inconclusive":
        return not finding["noted"] and (finding["hold"] or finding["gravity"] != "advice")
    return False


def importance(finding: Json) -> tuple[int, bool, int]:
    """Its key in a sort that puts the most important first."""
    return _RESULT[finding["result"]], not finding["hold"], _GRAVITY[finding["gravity"]]


def standing(record: Json) -> Sequence[Json]:
    """What stands in the way, most important first."""
    return sorted(filter(weighs, record["findings"]), key=importance)


def places(finding: Json) -> Mapping[str, Sequence[str]]:
    """The evidence that a finding rests on: item id to the places in its reply, each once."""
    found: dict[str, dict[str, None]] = {}
    for one in finding["evidence"]:
        found.setdefault(one["item"], {}).update({one["xpath"]: None} if one["xpath"] else {})
    return {item: tuple(places) for item, places in found.items()}
