"""The report to brand protection: units on hold, with the findings and their evidence."""

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
    """Evidence of a finding: the item as it was stored, and the places in it."""

    item: str
    status: str
    sha256: str
    xpaths: Sequence[str]


@dataclass(frozen=True)
class HeldUnit:
    """One unit on hold, or one that was on hold and is confirmed bad."""

    unit: DocumentView

    @property
    def confirmed_bad(self) -> bool:
        """Whether a named person confirmed that it is bad: it is rejected then, and reported all the same."""
        return any(one["state"] == "confirmed-bad" for one in self.unit.record["holds"])

    @property
    def location(self) -> str:
        """Its declared rack and position; "" where none is declared for a unit at its host."""
        claim = self.unit.record["claim"]
        return self.unit.location if claim and claim["host"] in ("", self.unit.host) else ""

    @property
    def hold_findings(self) -> Sequence[Json]:
        """The findings that put it on hold, most severe first, waived ones included: a waiver is no evidence."""
        failed = [one for one in self.unit.record["findings"] if one["result"] == "fail"]
        told = [one for one in failed if one["hold"] or (self.confirmed_bad and one["action"] == "report")]
        return sorted(told, key=lambda one: one["gravity"] != "blocker")

    @cached_property
    def at_other_addresses(self) -> Sequence[tuple[HeldUnit, Json]]:
        """The findings that put it on hold and that only another of its addresses reports, each with that address."""
        views = {view.name: HeldUnit(DocumentView(view.record)) for view, _ in self.unit.failed_elsewhere}
        return [(views[view.name], one) for view, one in self.unit.failed_elsewhere if one["hold"]]

    @property
    def by_claim_alone(self) -> bool:
        """Whether only a claim put it on hold: then the claims file itself can be wrong."""
        elsewhere = [one for _, one in self.at_other_addresses]
        return all(one["check"].startswith("claims.") for one in (*self.hold_findings, *elsewhere))

    @property
    def unknown(self) -> Sequence[Json]:
        """Inconclusive findings that are a possible hold."""
        return [one for one in self.unit.record["findings"] if one["hold"] and one["result"] == "inconclusive"]

    @property
    def modules(self) -> Sequence[Json] | None:
        """Its modules with a serial number of their own; None where the inventory is not known."""
        return serialized(self.unit.record)

    @cached_property
    def _items(self) -> Mapping[str, Json]:
        return {one["id"]: one for one in self.unit.record["evidence"]["items"]}

    def places(self, finding: Json) -> Iterator[EvidencePlace]:
        """The finding's places in the evidence, each item once."""
        for item, xpaths in places(finding).items():
            stored = self._items.get(item, {})
            yield EvidencePlace(item, stored.get("status", ""), stored.get("sha256", ""), xpaths)


class BrandProtection(Document):
    """Facts only: what was found, what was declared, and what is unknown. It accuses nobody."""

    name = "brand-protection"
    title = "Report to brand protection"
    purpose = "Units on hold: inconsistencies and their evidence, to send to Juniper"

    def values(self, batch: Batch) -> Mapping[str, Any] | None:
        """The units on hold or confirmed bad; None where there are none."""
        units = map(HeldUnit, batch.units)
        held = [one for one in units if one.unit.disposition == "hold" or one.confirmed_bad]
        if not held:
            return None
        return {"held": held, "address": _address(batch.units), "sealed": batch.run.get("sealed") or {}}


def _address(units: Sequence[DocumentView]) -> str:
    """Where to send it, as the reference data has it."""
    channels = (contact["channel"] for unit in units for contact in unit.record["contacts"])
    return next((channel for channel in channels if "brandprotection@" in channel), _ADDRESS)
