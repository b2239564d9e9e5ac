"""What every reader is told of a unit: the index, the console, tables, and whatever tells more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from reinstate.decision.verdict import NOT_A_PRODUCT
from reinstate.evidence.names import file_name
from reinstate.report.views.findings import Json

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
# Kinds of step that change the unit, and what stands before such a step of a unit on hold.
CHANGING = ("remove", "configure", "zeroize", "install", "replace")
NOT_YET = "not before the hold is lifted: "


@dataclass(frozen=True)
class UnitView:
    """One unit's record in short.

    Attributes:
        record: the whole record, as published.
    """

    record: Json

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

    @cached_property
    def deciding(self) -> Json | None:
        """The finding that decides, whole; None where everything passed."""
        named = self.record["deciding"]
        if named is None:
            return None
        same = (one for one in self.record["findings"] if all(one[key] == named[key] for key in ("check", "message")))
        return next(same, None)

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

    def about(self, finding: Json) -> str:
        """What is the matter, after the subject unless that is the unit itself; without expected and actual."""
        what = str(finding["what"])
        return what if finding["subject"] == self.name else f"{finding['subject']}: {what}"

    def next_step(self, finding: Json) -> str:
        """What to do about it; nothing that changes a unit on hold comes before the hold is lifted.

        A technician reads the card in front of him: "zeroize" beside "don't wipe" would end what is to be kept.
        """
        step = str(finding["next_step"])
        return f"{NOT_YET}{step}" if self.disposition == "hold" and finding["action"] in CHANGING else step

    def without_name(self, message: str) -> str:
        """A finding's message without the unit's own name before it."""
        return message.removeprefix(f"{self.name}: ")


def unit_views(records: Iterable[Json]) -> tuple[UnitView, ...]:
    """A view of each record, in their order."""
    return tuple(map(UnitView, records))
