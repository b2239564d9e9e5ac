"""What every reader sees of a unit: the index, the console, and tables. Pages and documents show more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reinstate.checks.framework import LackKind
from reinstate.decision.verdict import IS_HARDWARE, NOT_A_PRODUCT
from reinstate.evidence.names import file_name
from reinstate.report.labels import (
    ALL_PASSED,
    ANSWERS,
    DISPOSITION_WORDS,
    NO_FEE_IS_DUE,
    VERDICT_WORDS,
    WITHOUT_FEES,
)
from reinstate.report.open_item_groups import ItemGroup, grouped_items
from reinstate.report.views.findings import FindingGroup, Json, by_cause, findings_that_prevent_a_pass
from reinstate.report.views.repeats import NO_REPEATS, Repeats, failed_elsewhere, repeats_of

# Kinds of step that change the unit, and what is said before such a step of a unit on hold.
CHANGING = ("remove", "configure", "zeroize", "install", "replace")
# The check that recognizes one chassis at two addresses.
CLONE = "identity.clone"
AFTER_THE_HOLD = "only after the hold is lifted: "


@dataclass(frozen=True)
class UnitView:
    """One unit's record in short.

    Attributes:
        record: the whole record, as published.
        repeats: the other records of the same chassis.
    """

    record: Json
    repeats: Repeats = field(default=NO_REPEATS, kw_only=True)

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
    def omitted(self) -> Json:
        """How many entries of which list of the record are left out, because a page could not show them."""
        left: Json = self.record.get("omitted", {})
        return left

    @property
    def verdict(self) -> str:
        """``pass``, ``fail`` or ``inconclusive``."""
        return str(self.record["verdict"])

    @property
    def disposition(self) -> str:
        """What to do with the unit."""
        return str(self.record["disposition"])

    @property
    def reason(self) -> str:
        """The message of the deciding finding, without the unit's own name before it."""
        deciding = self.record["deciding"]
        return ALL_PASSED if deciding is None else self.without_name(str(deciding["message"]))

    @cached_property
    def missing_profile(self) -> str:
        """The first sentence about a product that no platform profile matches, with the row to add; "" for others.

        A hold or a rejection does not depend on a profile, and is told first.
        """
        if self.disposition in ("hold", "reject"):
            return ""
        for finding in self.record["findings"]:
            lacking = [one["name"] for one in finding["lacks"] if one["kind"] == LackKind.PROFILE]
            if finding["check"] == IS_HARDWARE and lacking:
                step = str(finding["next_step"])
                return f"No platform profile matches this product ({lacking[0]}): {step}"
        return ""

    @cached_property
    def findings_that_prevent_a_pass(self) -> Sequence[FindingGroup]:
        """Failed and inconclusive findings that count, in groups of one cause: the deciding one, then by importance."""
        return sorted(by_cause(findings_that_prevent_a_pass(self.record)), key=lambda group: not self._decides(group))

    def _decides(self, group: FindingGroup) -> bool:
        named = self.record["deciding"]
        return named is not None and any(_is(one, named) for one in group.findings)

    @cached_property
    def _deciding_group(self) -> FindingGroup | None:
        return next(filter(self._decides, self.findings_that_prevent_a_pass), None)

    @cached_property
    def deciding(self) -> Json | None:
        """The deciding finding, or the finding that caused it; None where everything passed."""
        return self._deciding_group.first if self._deciding_group else None

    @cached_property
    def same_cause(self) -> Sequence[Json]:
        """The other findings that the cause of the deciding one leaves inconclusive."""
        return self._deciding_group.others if self._deciding_group else ()

    @cached_property
    def other_blockers_and_holds(self) -> Sequence[FindingGroup]:
        """Blockers and holds of other causes than the deciding one, in groups of one cause."""
        beside = self.record["beside"]
        other = (group for group in self.findings_that_prevent_a_pass if group is not self._deciding_group)
        return [group for group in other if any(_is(one, named) for one in group.findings for named in beside)]

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

    @property
    def outcome(self) -> str:
        """How the session with the host ended."""
        return str(self.record["evidence"]["outcome"]["status"]) or "not known"

    @property
    def steps_to_a_decision(self) -> Json:
        """The shortest path to a decision."""
        path: Json = self.record["shortest_path"]
        return path

    @cached_property
    def open_items(self) -> Sequence[ItemGroup]:
        """What the inspection did not resolve, in groups by what resolves it."""
        return grouped_items(self.record)

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
        return ", ".join(f"{what}{stated}" for what, name in named if (stated := self._claimed(name)))

    def _claimed(self, what: str) -> str:
        claim = self.record["claim"]
        return str(claim[what]) if claim else ""

    @property
    def supported_until(self) -> str:
        """The end of support and what limits it; that none is announced is said only where all of it is known."""
        support = self.record["supportable"]
        if support["until"]:
            limit = f" ({support['limited_by']})" if support["limited_by"] else ""
            return f"{support['until']}{' at the latest' if support['open'] else ''}{limit}"
        known = self.record["unit"]["profile"] and self.record["reason"] != NOT_A_PRODUCT
        return "no end of support announced" if known and not support["open"] else "not known"

    @property
    def without_fees(self) -> str:
        """Why no fee is due, for a rejected unit or one on hold; "" where a fee can be due."""
        return NO_FEE_IS_DUE if self.disposition in WITHOUT_FEES else ""

    @property
    def also_collected(self) -> str:
        """That the same chassis was collected at another address too, and which row counts; "" where not."""
        if self.record["same_as"]:
            return f"not counted: the same chassis as {self.counted_by}"
        stated = (one for one in self.record["findings"] if one["check"] == CLONE and one["action"] == "declare")
        return next((str(one["what"]) for one in stated if one["result"] == "fail"), "")

    @property
    def counted_by(self) -> str:
        """The unit whose record counts for this chassis, with its decision; "" where this one counts."""
        counting = self.repeats.counting
        if counting is None:
            return str(self.record["same_as"])
        return f"{self.record['same_as']} ({_decision(counting)})"

    @property
    def repeated_by(self) -> Sequence[str]:
        """The other addresses of a chassis that is counted here, each with what it gave."""
        return [f"{one['unit']['name']} ({_decision(one)})" for one in self.repeats.others]

    @cached_property
    def failed_elsewhere(self) -> Sequence[tuple[UnitView, Json]]:
        """The failures that count and that only another address of the chassis reports, each with that address."""
        found = failed_elsewhere(self.record, self.repeats.others)
        return [(UnitView(other), finding) for other, finding in found]

    @property
    def worth(self) -> str:
        """``yes``, ``no``, ``depends``, or ``unstated``."""
        return str(self.record["economy"]["worth"])

    @property
    def answer(self) -> str:
        """The one group of the batch's money that the unit is in: its worth, or what comes before it.

        That is ``pay-nothing``, ``lookup-first``, or ``needs-answer`` where no quote decides. Not worth it is told
        before a lookup, which could not change it.
        """
        economy = self.record["economy"]
        if economy["pay_nothing"]:
            return "pay-nothing"
        if economy["lookup_first"] and self.worth != "no":
            return "lookup-first"
        return "needs-answer" if self.worth == "depends" and economy["up_to"] is None else self.worth

    @property
    def worth_note(self) -> str:
        """The answer in words: ``worth it``, ``look up first, free``, ``depends on the quote``."""
        return ANSWERS[self.answer]

    def about(self, finding: Json) -> str:
        """What is wrong, after the subject unless that is the unit itself; without expected and actual."""
        what = str(finding["what"])
        return what if finding["subject"] == self.name else f"{finding['subject']}: {what}"

    def values(self, finding: Json) -> Sequence[tuple[str, str]]:
        """The labels and texts of expected and actual, as far as the finding states them."""
        if finding["result"] == "not_applicable":
            return ()
        stated = (("Expected", str(finding["expected"])), ("Actual", str(finding["actual"])))
        return tuple((label, text) for label, text in stated if text)

    def next_step(self, finding: Json) -> str:
        """What to do about it. On hold, a step that changes the unit says that the hold comes first.

        A technician reads one card: "zeroize" next to "do not wipe" would destroy what has to be kept.
        """
        step = str(finding["next_step"])
        return f"{AFTER_THE_HOLD}{step}" if self.disposition == "hold" and finding["action"] in CHANGING else step

    def without_name(self, message: str) -> str:
        """A finding's message without the unit's own name before it."""
        return message.removeprefix(f"{self.name}: ")


def _is(finding: Json, named: Json) -> bool:
    """Whether a decision names this finding."""
    return bool(finding["check"] == named["check"] and finding["message"] == named["message"])


def _decision(record: Json) -> str:
    return f"{VERDICT_WORDS[record['verdict']]}, {DISPOSITION_WORDS[record['disposition']]}"


def unit_views(records: Sequence[Json]) -> tuple[UnitView, ...]:
    """A view of each record, in their order."""
    repeats = repeats_of(records)
    return tuple(UnitView(one, repeats=repeats.get(one["unit"]["name"], NO_REPEATS)) for one in records)
