"""What documents of a batch tell of a unit beside the rest: where its evidence came from, claimed and found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reinstate.decision.record import record_bytes
from reinstate.report.claim_comparison import Comparison, compared
from reinstate.report.collected_from import CollectedFrom, collected_from
from reinstate.report.views.findings import Json
from reinstate.report.views.unit_view import UnitView


@dataclass(frozen=True)
class DocumentView(UnitView):
    """One unit's record as documents tell it.

    Attributes:
        evidence: the run's folder of evidence, where its manifest is looked up; None looks nowhere.
    """

    evidence: Path | None = None

    @cached_property
    def compared(self) -> Sequence[Comparison]:
        """What was claimed against what was found, point by point; none where nothing is claimed of it."""
        return compared(self.record)

    @cached_property
    def collection(self) -> CollectedFrom:
        """Where and as what its evidence was collected, as the verified manifest says."""
        return collected_from(self.evidence, self.host, self.record["evidence"]["manifest_sha256"])

    @cached_property
    def digest(self) -> str:
        """sha256 of the record's file."""
        return hashlib.sha256(record_bytes(self.record)).hexdigest()

    @property
    def entitlement_open(self) -> bool:
        """Whether nobody has looked the serial up in the maker's records."""
        return any(point["clause"] == "P25" for point in self.record["open_points"])


def document_views(records: Iterable[Json], evidence: Path | None = None) -> tuple[DocumentView, ...]:
    """A view of each record, in their order."""
    return tuple(DocumentView(record, evidence) for record in records)
