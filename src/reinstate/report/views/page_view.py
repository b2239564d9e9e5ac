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
from reinstate.report.claim_comparison import Comparison, compared, is_attestation
from reinstate.report.labels import domain
from reinstate.report.linked_replies import harmless
from reinstate.report.views.chassis import Chassis
from reinstate.report.views.findings import FindingGroup, Json, by_cause, counts, importance, places, waived
from reinstate.report.views.open_sections import OpenSection, open_sections
from reinstate.report.views.price_bar import PriceBar, price_bar
from reinstate.report.views.unit_view import UnitView

_ITEM_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CLAUSE_END = re.compile(r"; |(?<=[a-z]\.) ")
_MOST_NAMED = 5


@dataclass(frozen=True)
class Domain:
    """The findings of one domain of checks, most important first."""

    name: str
    findings: Sequence[Json]

    @property
    def title(self) -> str:
        """Its name for people."""
        return domain(self.name)

    @property
    def passed(self) -> Sequence[Json]:
        """Passed or not applicable: a reader may skip these."""
        return [finding for finding in self.findings if finding["result"] in ("pass", "not_applicable")]

    @property
    def others(self) -> Sequence[Json]:
        """Failed or inconclusive."""
        return [finding for finding in self.findings if finding["result"] not in ("pass", "not_applicable")]


@dataclass(frozen=True)
class PageView(UnitView):
    """One unit's record as its page shows it.

    Attributes:
        evidence: the run's folder of evidence, for links into it; None links none.
    """

    evidence: Path | None = None

    @property
    def named_others(self) -> Sequence[FindingGroup]:
        """The first of the other blockers and holds, which the banner names."""
        return self.other_blockers_and_holds[:_MOST_NAMED]

    @property
    def more_others(self) -> int:
        """How many of them the banner does not name."""
        return len(self.other_blockers_and_holds[_MOST_NAMED:])

    @property
    def waivers(self) -> Sequence[Json]:
        """Failures with a waiver, in effect or not."""
        return [finding for finding in self.record["findings"] if finding["waiver"] is not None]

    def waiver_scope(self, finding: Json) -> str:
        """What the waiver of a finding covers, as the policy states it."""
        waiver = finding["waiver"]
        stated = (("unit", "unit"), ("serial", "serial"), ("part", "subject"))
        scope = [f"{what} {waiver[name]}" for what, name in stated if waiver[name] not in ("", "*")]
        return ", ".join((f"check {finding['check']}", *scope))

    def anchor(self, finding: Json) -> str:
        """The id under which the page shows a finding of this record."""
        return f"finding-{self._numbers[id(finding)]}"

    @cached_property
    def _numbers(self) -> Mapping[int, int]:
        return {id(one): number for number, one in enumerate(self.record["findings"], 1)}

    @cached_property
    def chassis(self) -> Chassis:
        """The slots of the unit, and the findings that name them."""
        return Chassis(self.record)

    @property
    def first_step(self) -> Json | None:
        """The one step to do next: the one that can end it soonest, else the first; None where there is none."""
        path = self.steps_to_a_decision
        steps: Sequence[Json] = path["steps"]
        return steps[(path["soonest"] or 1) - 1] if steps else None

    def in_two(self, text: str) -> tuple[str, str]:
        """The first clause of a step, which makes sense alone, and the rest of it."""
        first, *rest = _CLAUSE_END.split(text, maxsplit=1)
        return first, "".join(rest)

    @property
    def price_bar(self) -> PriceBar | None:
        """What reinstatement costs against what it may cost; None where there is nothing to compare."""
        return price_bar(self.record["economy"])

    @property
    def informational_groups(self) -> Sequence[FindingGroup]:
        """Informational failures, in groups of one cause."""
        return by_cause(sorted(self.informational, key=importance))

    @property
    def waived(self) -> Sequence[Json]:
        """Failures that a waiver covers."""
        return [one for one in self.record["findings"] if one["result"] == "fail" and waived(one)]

    @cached_property
    def open_sections(self) -> Sequence[OpenSection]:
        """What the inspection did not resolve, by what resolves it: every open finding, once."""
        return open_sections(self.record)

    @property
    def passed(self) -> Sequence[Json]:
        """Findings that passed or do not apply."""
        return [one for one in self.record["findings"] if one["result"] in ("pass", "not_applicable")]

    @property
    def informational(self) -> Sequence[Json]:
        """Failures that are informational: they do not count toward the verdict."""
        return [
            one for one in self.record["findings"] if one["result"] == "fail" and not counts(one) and not waived(one)
        ]

    @cached_property
    def domains(self) -> Sequence[Domain]:
        """All findings by domain, in the record's order of domains."""
        found: dict[str, list[Json]] = {}
        for finding in self.record["findings"]:
            found.setdefault(finding["check"].partition(".")[0], []).append(finding)
        return [Domain(name, sorted(findings, key=importance)) for name, findings in found.items()]

    @cached_property
    def compared(self) -> Sequence[Comparison]:
        """Claim against inspection, point by point; none where there is no claim for the serial number."""
        return compared(self.record)

    @property
    def attestations(self) -> Sequence[Json]:
        """Findings from what a named person stated: attestations, and the lookup in Juniper's entitlement records."""
        return [one for one in self.record["findings"] if is_attestation(one)]

    def places(self, finding: Json) -> Mapping[str, Sequence[str]]:
        """The evidence of a finding: item id to the places in its reply, each once."""
        return places(finding)

    def items(self, finding: Json) -> Sequence[str]:
        """The evidence items of a finding, each once."""
        return tuple(dict.fromkeys(one["item"] for one in finding["evidence"]))

    @property
    def evidence_folder(self) -> str:
        """Address of the host's evidence, from a page of the report."""
        return f"../evidence/{quote(file_name(self.host))}"

    @property
    def manifest_link(self) -> str:
        """Address of the evidence's manifest, from a page of the report."""
        return f"{self.evidence_folder}/{MANIFEST_NAME}"

    def item_link(self, item: Json) -> str | None:
        """Address of the item's stored reply, from a page of the report; None where it is missing or could run."""
        if self.evidence is None or not _ITEM_FILE.fullmatch(item["file"]):
            return None
        if not harmless(self.evidence / file_name(self.host) / item["file"]):
            return None
        return f"{self.evidence_folder}/{item['file']}"
