"""The one list of everything that runs didn't know: one line per model and not per unit, most-blocking first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from reinstate.checks.framework import Gravity, LackKind, Result
from reinstate.decision.record import FindingPart, Record
from reinstate.errors import EvidenceError
from reinstate.evidence.run_folder import find_run
from reinstate.reference.importing import LIST_COLUMNS, is_plain_name
from reinstate.report.text import csv_cell
from reinstate.workflow.earlier_runs import record_at

# What the reader of the list fills in, for the kinds that can be imported again.
FILL_IN = (
    "announced",
    "last_order",
    "end_of_engineering",
    "end_of_support",
    "looked_up",
    "confidence",
    "class",
    "note",
)
COLUMNS = (*LIST_COLUMNS, *FILL_IN)
_MOST_NAMES = 3
_TO_DO: Mapping[LackKind, str] = MappingProxyType(
    {
        LackKind.LIFECYCLE: "look the model up on Juniper's end-of-life page; fill in looked_up, and the dates where "
        "an end of life is announced; then import this file with --kind hardware-lifecycle",
        LackKind.CONFIRMATION: "ask the partner to confirm in writing that the model may still be reinstated",
        LackKind.RELEASE: "look the release up on Juniper's page; fill in end_of_engineering and end_of_support; then "
        "import this file with --kind junos-releases",
        LackKind.PART_NUMBER: "compare the module with its label by eye",
        LackKind.LICENSE: "ask the partner what kind of license this is, and fill in class (perpetual, subscription, "
        "trial, embedded, factory-given); then import this file with --kind license-skus; or remove the key",
        LackKind.FEATURE: "ask the partner what kind of license the feature needs, and fill in class; then import this "
        "file with --kind license-skus",
        LackKind.PROFILE: "no platform profile fits this product: report it, or correct the product's name",
        LackKind.REFERENCE_SET: "update the set, or pin the one that is meant: see reinstate reference show",
    }
)
_TO_FILL_IN = frozenset({LackKind.LIFECYCLE, LackKind.RELEASE, LackKind.LICENSE, LackKind.FEATURE})
_BY_HAND = "enter it by hand: the device gives a name that no order number has"
_GRAVITIES = {Gravity.BLOCKER: 0, Gravity.CONDITION: 1, Gravity.ADVICE: 2}


@dataclass(slots=True)
class _Line:
    """One fact that was lacking, and what waits for it; grows while records are gone through."""

    kind: LackKind
    name: str
    rank: tuple[int, int, int] = (2, 2, 2)
    gravity: str = ""
    what: str = ""
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    places: set[tuple[str, str]] = field(default_factory=set)

    def add(self, record: Record, finding: FindingPart) -> None:
        """One more finding that lacked it; the gravest of them speaks for the line."""
        self.units[(record.unit.name, record.unit.serial_number)] = record.unit.name
        self.places.add((record.unit.name, finding.subject))
        rank = (int(finding.noted), int(not finding.hold), _GRAVITIES[finding.gravity])
        if not self.what or rank < self.rank:
            marks = [name for name in ("hold", "noted") if getattr(finding, name)]
            self.rank, self.what = rank, finding.what
            self.gravity = ", ".join([finding.gravity, *marks])

    def cells(self) -> Sequence[object]:
        """The line as it is written, its last columns left to its reader."""
        names = sorted(self.units.values())
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        usable = is_plain_name(self.name) or self.kind not in _TO_FILL_IN
        return (
            self.kind,
            self.name,
            self.gravity,
            len(names),
            len(self.places),
            ", ".join(names[:_MOST_NAMES]) + more,
            self.what,
            _TO_DO[self.kind] if usable else _BY_HAND,
            *("" for _ in FILL_IN),
        )


def unknowns_csv(runs: Iterable[Path]) -> tuple[bytes, int]:
    """The list as CSV, and how many lines it has.

    Raises:
        EvidenceError: a run isn't there, wasn't judged yet, or a record of it isn't of this version.
    """
    lines = _lines(record for run in runs for record in _records(run))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(map(csv_cell, line.cells()))
    return stream.getvalue().encode(), len(lines)


def _records(run: Path) -> Iterable[Record]:
    folder = find_run(run)
    files = sorted(folder.records.glob("*.json"))
    if not files:
        raise EvidenceError(
            f"{run}: not judged yet",
            expected="records of its units",
            actual="none",
            remedy="judge it first: ansible-playbook playbooks/decide.yml -e run=RUN",
        )
    return map(record_at, files)


def _lines(records: Iterable[Record]) -> list[_Line]:
    found: dict[tuple[LackKind, str], _Line] = {}
    for record in records:
        for finding in record.findings:
            if finding.result in (Result.FAIL, Result.INCONCLUSIVE):
                for lack in finding.lacks:
                    line = found.setdefault((lack.kind, lack.name), _Line(lack.kind, lack.name))
                    line.add(record, finding)
    return sorted(found.values(), key=lambda one: (one.rank, -len(one.units), -len(one.places), one.kind, one.name))
