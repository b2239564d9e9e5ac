"""What documents of a batch also show of a unit: the origin of its evidence, and claim against inspection."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reinstate.decision.record import record_bytes
from reinstate.report.claim_comparison import Comparison, compared
from reinstate.report.collected_from import CollectedFrom, collected_from
from reinstate.report.views.findings import Json
from reinstate.report.views.repeats import NO_REPEATS, repeats_of
from reinstate.report.views.unit_view import UnitView


@dataclass(frozen=True)
class DocumentView(UnitView):
    """One unit's record as documents show it.

    Attributes:
        evidence: the run's folder of evidence, where its evidence manifest is read; None reads none.
        whole: the record with the entries that documents leave out; None where this record is whole.
    """

    evidence: Path | None = None
    whole: Json | None = None

    @cached_property
    def compared(self) -> Sequence[Comparison]:
        """Claim against inspection, point by point; none where there is no claim for the serial number."""
        return compared(self.record)

    @cached_property
    def collection(self) -> CollectedFrom:
        """Address, transport, and host key of the session, as the verified evidence manifest says."""
        return collected_from(self.evidence, self.host, self.record["evidence"]["manifest_sha256"])

    @cached_property
    def digest(self) -> str:
        """sha256 of the record's file."""
        return hashlib.sha256(record_bytes(self.whole or self.record)).hexdigest()

    @property
    def location(self) -> str:
        """The rack and the position that the claim names; "" where it names none."""
        named = (("rack ", self.rack), ("position ", self.position))
        return ", ".join(f"{what}{stated}" for what, stated in named if stated)

    @property
    def entitlement_open(self) -> bool:
        """Whether the serial number was not looked up in Juniper's entitlement records."""
        return any(point["clause"] == "P25" for point in self.record["open_points"])


def document_views(
    records: Sequence[Json], evidence: Path | None = None, whole: Sequence[Json] | None = None
) -> tuple[DocumentView, ...]:
    """A view of each chassis, in the order of the records that count; it knows the records of its other addresses.

    ``whole`` are the same records in the same order, before the ends of their longest lists were left out.
    """
    repeats = repeats_of(records)
    return tuple(
        DocumentView(one, evidence, original, repeats=repeats.get(one["unit"]["name"], NO_REPEATS))
        for one, original in zip(records, whole or records, strict=True)
        if not one["same_as"]
    )
