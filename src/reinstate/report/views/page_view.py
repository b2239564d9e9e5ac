"""One unit's own page: all that its record holds, and links to the evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.names import file_name
from reinstate.report.claim_comparison import Comparison, compared, rests_on_people
from reinstate.report.linked_replies import harmless
from reinstate.report.open_point_groups import PointGroup, grouped_points
from reinstate.report.views.findings import Json, importance, places, standing, waived, weighs
from reinstate.report.views.unit_view import UnitView

_ITEM_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_DOMAINS = {"frus": "Modules (FRUs)"}
_MOST_BESIDE = 5


@dataclass(frozen=True)
class Domain:
    """The findings of one domain of checks, most important first."""

    name: str
    findings: Sequence[Json]

    @property
    def title(self) -> str:
        """Its name for people."""
        return _DOMAINS.get(self.name, self.name.capitalize())

    @property
    def passed(self) -> Sequence[Json]:
        """Those that a reader may skip: passed or not applicable."""
        return [finding for finding in self.findings if finding["result"] in ("pass", "not_applicable")]

    @property
    def others(self) -> Sequence[Json]:
        """Those that a reader looks at."""
        return [finding for finding in self.findings if finding["result"] not in ("pass", "not_applicable")]


@dataclass(frozen=True)
class Beside:
    """Reasons beside the deciding one that say the same: two checks that miss one row, twenty of one cause."""

    text: str
    gravity: str
    result: str
    hold: bool
    answers: int


@dataclass(frozen=True)
class PageView(UnitView):
    """One unit's record as its page tells it.

    Attributes:
        evidence: the run's folder of evidence, for links into it; None links none.
    """

    evidence: Path | None = None

    @property
    def beside(self) -> Sequence[Beside]:
        """The gravest reasons beside the deciding one, those that say the same together."""
        return self._all_beside[:_MOST_BESIDE]

    @property
    def more_beside(self) -> int:
        """How many answers weigh beyond those that ``beside`` tells."""
        return sum(one.answers for one in self._all_beside[_MOST_BESIDE:])

    @cached_property
    def _all_beside(self) -> Sequence[Beside]:
        findings = {(one["check"], one["message"]): one for one in self.record["findings"]}
        alike: dict[tuple[str, str], list[Json]] = {}
        for reason in self.record["beside"]:
            finding = findings.get((reason["check"], reason["message"]))
            said = self.about(finding) if finding else str(reason["message"])
            alike.setdefault((said, reason["result"]), []).append(reason)
        return [
            Beside(
                text=self.without_name(str(told[0]["message"])) if len(told) == 1 else said,
                gravity=told[0]["gravity"],
                result=result,
                hold=any(one["hold"] for one in told),
                answers=len(told),
            )
            for (said, result), told in alike.items()
        ]

    @cached_property
    def standing(self) -> Sequence[Json]:
        """What stands in the way, most important first."""
        return standing(self.record)

    @cached_property
    def alike(self) -> Sequence[Sequence[Json]]:
        """What stands in the way, in groups: answers that can't be told for one cause, and have one next step."""
        groups: dict[tuple[str, ...], list[Json]] = {}
        for place, one in enumerate(self.standing):
            own = "" if one["result"] == "inconclusive" else str(place)
            groups.setdefault((self.about(one), one["next_step"], own), []).append(one)
        return list(groups.values())

    @property
    def waivers(self) -> Sequence[Json]:
        """Failures that a waiver speaks of, void waivers included."""
        return [finding for finding in self.record["findings"] if finding["waiver"] is not None]

    def waiver_scope(self, finding: Json) -> str:
        """What the waiver of a finding covers, as the policy states it."""
        waiver = finding["waiver"]
        stated = (("unit", "unit"), ("serial", "serial"), ("part", "subject"))
        scope = [f"{what} {waiver[name]}" for what, name in stated if waiver[name] not in ("", "*")]
        return ", ".join((f"check {finding['check']}", *scope))

    @property
    def advice(self) -> Sequence[Json]:
        """Failures that are worth knowing and don't weigh."""
        return [
            one for one in self.record["findings"] if one["result"] == "fail" and not weighs(one) and not waived(one)
        ]

    @cached_property
    def domains(self) -> Sequence[Domain]:
        """All findings by domain, in the record's order of domains."""
        found: dict[str, list[Json]] = {}
        for finding in self.record["findings"]:
            found.setdefault(finding["check"].partition(".")[0], []).append(finding)
        return [Domain(name, sorted(findings, key=importance)) for name, findings in found.items()]

    @cached_property
    def open_points(self) -> Sequence[PointGroup]:
        """What the inspection did not settle, in groups by what settles it."""
        return grouped_points(self.record)

    @cached_property
    def compared(self) -> Sequence[Comparison]:
        """What was claimed against what was found, point by point; none where nothing is claimed of it."""
        return compared(self.record)

    @property
    def stated_by_people(self) -> Sequence[Json]:
        """Answers that rest on what a named person stated: attestations, and the look-up in the maker's records."""
        return [one for one in self.record["findings"] if rests_on_people(one)]

    def places(self, finding: Json) -> Mapping[str, Sequence[str]]:
        """The evidence that a finding rests on: item id to the places in its reply, each once."""
        return places(finding)

    @property
    def evidence_folder(self) -> str:
        """Address of the host's evidence, from a page of the report."""
        return f"../evidence/{quote(file_name(self.host))}"

    @property
    def manifest_link(self) -> str:
        """Address of the evidence's manifest, from a page of the report."""
        return f"{self.evidence_folder}/{MANIFEST_NAME}"

    def item_link(self, item: Json) -> str | None:
        """Where the item's stored reply lies, from a page of the report; None where it is missing or might act."""
        if self.evidence is None or not _ITEM_FILE.fullmatch(item["file"]):
            return None
        if not harmless(self.evidence / file_name(self.host) / item["file"]):
            return None
        return f"{self.evidence_folder}/{item['file']}"
