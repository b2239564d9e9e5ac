"""The report to brand protection: units on hold, with what was seen and where it stands in the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reinstate.report.documents.document import Batch, Document
from reinstate.report.documents.serialized_modules import serialized
from reinstate.report.views.document_view import DocumentView
from reinstate.report.views.findings import Json, places

_ADDRESS = "brandprotection@juniper.net"  # P30


@dataclass(frozen=True, slots=True)
class EvidencePlace:
    """Evidence that a finding rests on: the item as it was stored, and the places in it."""

    item: str
    status: str
    sha256: str
    xpaths: Sequence[str]


@dataclass(frozen=True)
class Suspect:
    """One unit on hold."""

    unit: DocumentView

    @property
    def against(self) -> Sequence[Json]:
        """What put it on hold, gravest first, waived findings included: a waiver is no evidence."""
        failed = [one for one in self.unit.record["findings"] if one["hold"] and one["result"] == "fail"]
        return sorted(failed, key=lambda one: one["gravity"] != "blocker")

    @property
    def by_claim_alone(self) -> bool:
        """Whether nothing but a claim speaks against it: then the claim itself may be mistaken."""
        return all(one["check"].startswith("claims.") for one in self.against)

    @property
    def untold(self) -> Sequence[Json]:
        """What might have spoken against it, and can't be told."""
        return [one for one in self.unit.record["findings"] if one["hold"] and one["result"] == "inconclusive"]

    @property
    def modules(self) -> Sequence[Json] | None:
        """Its modules with a serial of their own; None where the inventory isn't known."""
        return serialized(self.unit.record)

    @cached_property
    def _items(self) -> Mapping[str, Json]:
        return {one["id"]: one for one in self.unit.record["evidence"]["items"]}

    def places(self, finding: Json) -> Iterator[EvidencePlace]:
        """Where the finding stands in the evidence, each item once."""
        for item, xpaths in places(finding).items():
            stored = self._items.get(item, {})
            yield EvidencePlace(item, stored.get("status", ""), stored.get("sha256", ""), xpaths)


class BrandProtection(Document):
    """Facts alone: what was seen, what was declared, and what isn't known. It accuses nobody."""

    name = "brand-protection"
    title = "Report to brand protection"
    purpose = "Units on hold: what doesn't fit, with its evidence, to be sent to the maker"

    def values(self, batch: Batch) -> Mapping[str, Any] | None:
        """The units on hold; None where there are none."""
        suspects = [Suspect(unit) for unit in batch.units if unit.disposition == "hold"]
        if not suspects:
            return None
        return {"suspects": suspects, "address": _address(batch.units), "sealed": batch.run.get("sealed") or {}}


def _address(units: Sequence[DocumentView]) -> str:
    """Where to send it, as the reference data has it."""
    channels = (contact["channel"] for unit in units for contact in unit.record["contacts"])
    return next((channel for channel in channels if "brandprotection@" in channel), _ADDRESS)
