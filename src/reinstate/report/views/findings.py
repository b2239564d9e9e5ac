"""Findings of a record as a reader sorts them: what counts, what comes first, and what has one cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
_GRAVITY = {"blocker": 0, "condition": 1, "advice": 2}
_RESULT = {"fail": 0, "inconclusive": 1, "not_applicable": 2, "pass": 3}


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one cause.

    Attributes:
        findings: the causing finding first where it is among them, the others most important first.
    """

    findings: Sequence[Json]

    @property
    def first(self) -> Json:
        """The finding that is shown in full."""
        return self.findings[0]

    @property
    def others(self) -> Sequence[Json]:
        """The findings with the same cause, which are named only."""
        return self.findings[1:]

    @property
    def checks(self) -> Sequence[str]:
        """The checks of these others, each once."""
        return tuple(dict.fromkeys(str(one["check"]) for one in self.others))

    @property
    def worse(self) -> Json | None:
        """The most important of the others where it is more important than the first; None where none is."""
        most = min(self.others, key=importance, default=self.first)
        return most if importance(most) < importance(self.first) else None


def waived(finding: Json) -> bool:
    """Whether an active waiver covers the failure."""
    return finding["waiver"] is not None and finding["waiver"]["state"] == "applied"


def counts(finding: Json) -> bool:
    """Whether the finding prevents a pass: the same rule as that of the verdict."""
    if finding["result"] == "fail":
        return not waived(finding) and (finding["hold"] or finding["gravity"] != "advice")
    if finding["result"] == "inconclusive":
        return not finding["noted"] and (finding["hold"] or finding["gravity"] != "advice")
    return False


def importance(finding: Json) -> tuple[int, bool, int]:
    """Its key in a sort that puts the most important first."""
    return _RESULT[finding["result"]], not finding["hold"], _GRAVITY[finding["gravity"]]


def findings_that_prevent_a_pass(record: Json) -> Sequence[Json]:
    """Failed and inconclusive findings that count toward the verdict, most important first."""
    return sorted(filter(counts, record["findings"]), key=importance)


def by_cause(findings: Iterable[Json]) -> Sequence[FindingGroup]:
    """The findings in groups, each where its most important finding was.

    An inconclusive finding joins the finding that caused it, or those with the same text, subject, and next step.
    A failed finding always has a group of its own.
    """
    keyed = [(one, _key(place, one)) for place, one in enumerate(findings)]
    causing: dict[str, tuple[str, ...]] = {}
    for one, key in keyed:
        if one["result"] == "inconclusive" and not _cause(one):
            causing.setdefault(one["check"], key)
    groups: dict[tuple[str, ...], list[Json]] = {}
    for one, key in keyed:
        groups.setdefault(causing.get(_cause(one), key), []).append(one)
    return [_group(group) for group in groups.values()]


def _cause(finding: Json) -> str:
    """The check whose finding caused this one; "" where none did."""
    cause = str(finding.get("cause", "")) if finding["result"] == "inconclusive" else ""
    return "" if cause == finding["check"] else cause


def _key(place: int, one: Json) -> tuple[str, ...]:
    if one["result"] == "inconclusive":
        return str(one["subject"]), str(one["what"]), str(one["next_step"])
    return (str(place),)


def _group(findings: Sequence[Json]) -> FindingGroup:
    causes = {_cause(one) for one in findings}
    return FindingGroup(sorted(findings, key=lambda one: one["check"] not in causes))


def places(finding: Json) -> Mapping[str, Sequence[str]]:
    """The evidence of a finding: item id to the places in its reply, each once."""
    found: dict[str, dict[str, None]] = {}
    for one in finding["evidence"]:
        found.setdefault(one["item"], {}).update({one["xpath"]: None} if one["xpath"] else {})
    return {item: tuple(places) for item, places in found.items()}
