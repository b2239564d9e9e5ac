"""The list of all data that runs lacked: one line per model and not per unit, most severe first, prices last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from reinstate.checks.framework import Gravity, LackKind, Result
from reinstate.checks.lifecycle import ChassisEndOfLife, ChassisEndOfSupport
from reinstate.decision.record import FindingPart, Record
from reinstate.decision.verdict import IS_HARDWARE
from reinstate.errors import EvidenceError
from reinstate.evidence.judgements import judgement_of
from reinstate.evidence.run_folder import find_run
from reinstate.reference.importing import LIST_COLUMNS, is_plain_name
from reinstate.reference.lifecycle import Hardware
from reinstate.reference.loading import load_shipped
from reinstate.reference.prices import FEE_COLUMNS
from reinstate.reference.spelling import Spellings
from reinstate.report.spreadsheet import csv_file
from reinstate.workflow.earlier_runs import record_at
from reinstate.workflow.missing_prices import MissingPrices, PriceSheet

# What the reader of the list fills in, for the kinds that can be imported again.
FILL_IN = (
    "announced",
    "last_order",
    "end_of_engineering",
    "end_of_support",
    "looked_up",
    "alias_of",
    "confidence",
    "class",
    *FEE_COLUMNS,
    "currency",
    "as_of",
    "source",
    "note",
)
PROPOSAL = "proposal"  # for the reader, beside the cells that it can fill in
COLUMNS = (*LIST_COLUMNS, PROPOSAL, *FILL_IN)
_MOST_NAMES = 3
_TO_DO: Mapping[LackKind, str] = MappingProxyType(
    {
        LackKind.LIFECYCLE: "look up the model on Juniper's end-of-life page; fill in looked_up, and the dates if "
        "an end of life is announced; or, if the proposal is the same product, its SKU in alias_of; then import this "
        "file with --kind hardware-lifecycle",
        LackKind.CONFIRMATION: "ask the partner to confirm in writing that the model is still eligible",
        LackKind.RELEASE: "look up the release on Juniper's page; fill in end_of_engineering and end_of_support; then "
        "import this file with --kind junos-releases",
        LackKind.PART_NUMBER: "compare the module with its label by eye",
        LackKind.LICENSE: "ask the partner for the type of this license, and fill in class (perpetual, subscription, "
        "trial, embedded, factory-given); then import this file with --kind license-skus; or remove the key",
        LackKind.FEATURE: "ask the partner for the type of license that the feature needs, and fill in class; then "
        "import this file with --kind license-skus",
        LackKind.PROFILE: "add a platform profile for the family: --profiles FILE.yml writes the row to fill in",
        LackKind.REFERENCE_SET: "update the reference set, or pin the intended one in the policy "
        "(reinstate reference show)",
    }
)
_TO_FILL_IN = frozenset({LackKind.LIFECYCLE, LackKind.RELEASE, LackKind.LICENSE, LackKind.FEATURE})
_BY_HAND = "enter it by hand: the device reports a name that is not an SKU"
_OF_CHASSIS = (ChassisEndOfSupport.id, ChassisEndOfLife.id)
_GRAVITIES = {Gravity.BLOCKER: 0, Gravity.CONDITION: 1, Gravity.ADVICE: 2}


@dataclass(slots=True)
class _Line:
    """One fact that was lacking, and the units that need it; it grows while records are read."""

    kind: LackKind
    name: str
    rank: tuple[int, int, int] = (2, 2, 2)
    gravity: str = ""
    what: str = ""
    cause: str = ""
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    places: set[tuple[str, str]] = field(default_factory=set)

    def add(self, record: Record, finding: FindingPart) -> None:
        """One more finding that lacked it; the most severe of them describes the line."""
        self.units[(record.unit.name, record.unit.serial_number)] = record.unit.name
        self.places.add((record.unit.name, finding.subject))
        if self.kind is LackKind.PROFILE and finding.check == IS_HARDWARE:
            self.cause = finding.what  # what the others say is for want of the same profile
        rank = (int(finding.noted), int(not finding.hold), _GRAVITIES[finding.gravity])
        if not self.what or rank < self.rank:
            marks = [name for name in ("hold", "noted") if getattr(finding, name)]
            self.rank, self.what = rank, finding.what
            self.gravity = ", ".join([finding.gravity, *marks])

    def cells(self, spellings: Spellings) -> Sequence[object]:
        """The line as it is written, its last columns left to its reader; ``spellings`` of all SKUs with a row."""
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
            self.cause or self.what,
            _TO_DO[self.kind] if usable else _BY_HAND,
            spellings.proposal(self.name) if usable and self.kind is LackKind.LIFECYCLE else "",
            *("" for _ in FILL_IN),
        )


def unknowns_csv(runs: Iterable[Path], hardware: Hardware | None = None) -> tuple[bytes, int]:
    """The list as CSV, and how many lines it has.

    Args:
        hardware: the lifecycle rows whose SKUs are proposed for names that are spelled like them; the shipped rows by
            default. A proposal changes no answer until a person accepts it.

    Raises:
        EvidenceError: a run does not exist or was not evaluated, or a record of it is not of this version.
    """
    prices = PriceSheet()
    lines = _lines(prices.noting(record for run in runs for record in records_of(run)))
    spellings = Spellings.of((hardware or load_shipped().hardware).by_sku)
    rows = (*(line.cells(spellings) for line in lines), *map(_price_cells, prices.lines))
    return csv_file(COLUMNS, rows), len(rows)


def _price_cells(missing: MissingPrices) -> Sequence[object]:
    return (*missing.cells(), *("" for _ in (PROPOSAL, *FILL_IN)))


def records_of_all(runs: Iterable[Path]) -> tuple[Record, ...]:
    """The records of several judged runs; EvidenceError as for one."""
    return tuple(record for run in runs for record in records_of(run))


def unknown_models(records: Iterable[Record]) -> Mapping[str, tuple[str, ...]]:
    """The models without lifecycle data, in upper case, each with the other names of the products that go by it."""
    found: dict[str, dict[str, None]] = {}
    for record in records:
        for finding in record.findings:
            for lack in finding.lacks:
                if lack.kind is LackKind.LIFECYCLE:
                    others = (record.unit.model, record.unit.model_number) if finding.check in _OF_CHASSIS else ()
                    found.setdefault(lack.name.upper(), {}).update(
                        dict.fromkeys(name.upper() for name in others if name)
                    )
    return {name: tuple(other for other in others if other != name) for name, others in found.items()}


def weighing(records: Iterable[Record]) -> tuple[tuple[LackKind, str], ...]:
    """What runs lacked, by kind and name, without what is only an open item of some units."""
    return tuple((line.kind, line.name) for line in _lines(records) if not line.rank[0])


def records_of(run: Path) -> Iterable[Record]:
    """The records of a judged run; EvidenceError where there are none, or one isn't of this version."""
    files = sorted(judgement_of(find_run(run)).records.glob("*.json"))
    if not files:
        raise EvidenceError(
            f"{run}: not evaluated yet",
            expected="records of its units",
            actual="none",
            remedy="evaluate it first: ansible-playbook playbooks/decide.yml -e run=RUN",
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
