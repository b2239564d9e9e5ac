"""A record as its readers look at it: what decides, what stands in the way, where the evidence lies."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reinstate.decision.record import record_bytes
from reinstate.decision.verdict import NOT_A_PRODUCT
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.names import file_name
from reinstate.report.claim_comparison import Comparison, compared, rests_on_people
from reinstate.report.collection import Collection, collection_of
from reinstate.report.linked_replies import harmless
from reinstate.report.open_items import PointGroup, grouped_points

Json = Mapping[str, Any]
_GRAVITY = {"blocker": 0, "condition": 1, "advice": 2}
_RESULT = {"fail": 0, "inconclusive": 1, "not_applicable": 2, "pass": 3}
_ITEM_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_DOMAINS = {"frus": "Modules (FRUs)"}
DISPOSITIONS: Mapping[str, str] = {
    "reinstate": "passes as it stands",
    "remediate": "can be put right before the inspection",
    "investigate": "something decisive could not be told",
    "reject": "not eligible under the policy",
    "hold": "keep and isolate; don't wipe, return or resell; report it",
}
VERDICTS: Mapping[str, str] = {
    "pass": "could pass the inspection",
    "fail": "could not pass the inspection",
    "inconclusive": "can't be told yet",
}


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


def _importance(finding: Json) -> tuple[int, bool, int]:
    return _RESULT[finding["result"]], not finding["hold"], _GRAVITY[finding["gravity"]]


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


_MOST_BESIDE = 5
# Kinds of step that change the unit, and what stands before such a step of a unit on hold.
CHANGING = ("remove", "configure", "zeroize", "install", "replace")
NOT_YET = "not before the hold is lifted: "


@dataclass(frozen=True)
class UnitView:
    """One unit's record for templates and exports.

    Attributes:
        record: the whole record, as published.
        evidence: the run's folder of evidence, for links into it; None links none.
    """

    record: Json
    evidence: Path | None = None

    @property
    def name(self) -> str:
        """The unit's name."""
        return str(self.record["unit"]["name"])

    @property
    def host(self) -> str:
        """The inventory's name of its host."""
        return str(self.record["unit"]["host"])

    @cached_property
    def file(self) -> str:
        """File name without suffix, of the record as of its pages."""
        return file_name(self.name)

    @property
    def way(self) -> Json:
        """The shortest path to a decision."""
        way: Json = self.record["shortest_path"]
        return way

    @property
    def rack(self) -> str:
        """The rack that the claim names; "" where none does."""
        return self._claimed("rack")

    @property
    def position(self) -> str:
        """The position in its rack that the claim names; "" where none does."""
        return self._claimed("position")

    @property
    def bought(self) -> str:
        """Seller, order and lot in one line; "" where the claim names none."""
        named = (("", "seller"), ("order ", "order"), ("lot ", "lot"))
        return ", ".join(f"{what}{told}" for what, name in named if (told := self._claimed(name)))

    def _claimed(self, what: str) -> str:
        claim = self.record["claim"]
        return str(claim[what]) if claim else ""

    @property
    def supported_until(self) -> str:
        """Until when it can be supported and what limits it; that no end is announced is told only of what is known."""
        support = self.record["supportable"]
        if support["until"]:
            limit = f" ({support['limited_by']})" if support["limited_by"] else ""
            return f"{support['until']}{' at the latest' if support['open'] else ''}{limit}"
        judged = self.record["unit"]["profile"] and self.record["reason"] != NOT_A_PRODUCT
        return "no end of support is announced" if judged and not support["open"] else "not known"

    @property
    def uneconomic(self) -> bool:
        """Whether the fees exceed the declared value; False also where that can't be told, which the record says."""
        return self.record["economy"]["uneconomic"] is True

    @cached_property
    def compared(self) -> Sequence[Comparison]:
        """What was claimed against what was found, point by point; none where nothing is claimed of it."""
        return compared(self.record)

    @property
    def stated_by_people(self) -> Sequence[Json]:
        """Answers that rest on what a named person stated: attestations, and the look-up in the maker's records."""
        return [one for one in self.record["findings"] if rests_on_people(one)]

    @cached_property
    def collection(self) -> Collection:
        """Where and as what its evidence was collected, as the verified manifest says."""
        return collection_of(self.evidence, self.host, self.record["evidence"]["manifest_sha256"])

    @cached_property
    def digest(self) -> str:
        """sha256 of the record's file."""
        return hashlib.sha256(record_bytes(self.record)).hexdigest()

    @property
    def entitlement_open(self) -> bool:
        """Whether nobody has looked the serial up in the maker's records."""
        return any(point["clause"] == "P25" for point in self.record["open_points"])

    @cached_property
    def open_points(self) -> Sequence[PointGroup]:
        """What the inspection did not settle, in groups by what settles it."""
        return grouped_points(self.record)

    @property
    def verdict(self) -> str:
        """``pass``, ``fail`` or ``inconclusive``."""
        return str(self.record["verdict"])

    @property
    def disposition(self) -> str:
        """What to do with the box."""
        return str(self.record["disposition"])

    @property
    def reason(self) -> str:
        """The sentence that decides, without the unit's own name before it."""
        deciding = self.record["deciding"]
        if deciding is None:
            return "Every check that weighs has passed"
        return self.without_name(str(deciding["message"]))

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
    def deciding(self) -> Json | None:
        """The finding that decides, whole; None where everything passed."""
        named = self.record["deciding"]
        if named is None:
            return None
        same = (one for one in self.record["findings"] if all(one[key] == named[key] for key in ("check", "message")))
        return next(same, None)

    def about(self, finding: Json) -> str:
        """What is the matter, after the subject unless that is the unit itself; without expected and actual."""
        what = str(finding["what"])
        return what if finding["subject"] == self.name else f"{finding['subject']}: {what}"

    def waiver_scope(self, finding: Json) -> str:
        """What the waiver of a finding covers, as the policy states it."""
        waiver = finding["waiver"]
        stated = (("unit", "unit"), ("serial", "serial"), ("part", "subject"))
        scope = [f"{what} {waiver[name]}" for what, name in stated if waiver[name] not in ("", "*")]
        return ", ".join((f"check {finding['check']}", *scope))

    def next_step(self, finding: Json) -> str:
        """What to do about it; nothing that changes a unit on hold comes before the hold is lifted.

        A technician reads the card in front of him: "zeroize" beside "don't wipe" would end what is to be kept.
        """
        step = str(finding["next_step"])
        return f"{NOT_YET}{step}" if self.disposition == "hold" and finding["action"] in CHANGING else step

    def without_name(self, message: str) -> str:
        """A finding's message without the unit's own name before it."""
        return message.removeprefix(f"{self.name}: ")

    @property
    def release(self) -> str | None:
        """The installed release, by engine where they differ; None where it isn't known."""
        software = self.record["software"]
        if not software:
            return None
        versions = {one["version"] for one in software}
        if len(versions) == 1:
            return versions.pop() or None
        return ", ".join(f"{one['engine']} {one['version'] or 'not known'}".strip() for one in software)

    @cached_property
    def standing(self) -> Sequence[Json]:
        """What stands in the way, most important first."""
        return sorted(filter(weighs, self.record["findings"]), key=_importance)

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
        return [Domain(name, sorted(findings, key=_importance)) for name, findings in found.items()]

    def places(self, finding: Json) -> Mapping[str, Sequence[str]]:
        """The evidence that a finding rests on: item id to the places in its reply, each once."""
        found: dict[str, dict[str, None]] = {}
        for one in finding["evidence"]:
            found.setdefault(one["item"], {}).update({one["xpath"]: None} if one["xpath"] else {})
        return {item: tuple(places) for item, places in found.items()}

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

    @property
    def outcome(self) -> str:
        """How the session with the host ended."""
        return str(self.record["evidence"]["outcome"]["status"]) or "not known"


def views(records: Iterable[Json], evidence: Path | None = None) -> tuple[UnitView, ...]:
    """A view of each record, in their order."""
    return tuple(UnitView(record, evidence) for record in records)
