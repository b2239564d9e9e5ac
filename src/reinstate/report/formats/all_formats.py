"""Every format of an export by its name, and what each is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from reinstate.report.documents.document import Batch, Document
from reinstate.report.documents.work_list import WorkList
from reinstate.report.formats.json_lines import json_lines
from reinstate.report.formats.names import JSONL, MARKDOWN, PDF, XLSX, require_formats
from reinstate.report.formats.paper import PAPER, Sheet, set_sheets
from reinstate.report.formats.table import Cell, Column, Kind, Table
from reinstate.report.formats.unit_rows import (
    FEE_COLUMNS,
    FINDING_COLUMNS,
    LICENSE_COLUMNS,
    MODULE_COLUMNS,
    UNIT_COLUMNS,
    RunFacts,
    fee_rows,
    finding_rows,
    license_rows,
    module_rows,
    unit_row,
)
from reinstate.report.formats.workbook import workbook
from reinstate.report.jinja_environment import BATCH_MD, ReportEnvironment, rendered, template_file
from reinstate.report.shortened import shortened
from reinstate.report.views.document_view import document_views
from reinstate.report.views.findings import Json
from reinstate.report.views.unit_view import UnitView, unit_views


@dataclass(frozen=True, slots=True)
class ReportPages:
    """The report as its templates make it.

    Attributes:
        environment: of the templates.
        values: what the templates of the batch are given.
        files: every file by name, pages among them.
    """

    environment: ReportEnvironment
    values: Mapping[str, Any]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class ExportSource:
    """What every export is made from.

    Attributes:
        records: every record, whole.
        units: a view of each, without the ends of its longest lists: what a person can read.
        batch: the same as documents read it, one view for each chassis.
        pages: the report's pages; None where only tables are made.
    """

    records: Sequence[Json]
    units: Sequence[UnitView]
    batch: Batch
    pages: ReportPages | None = None

    @classmethod
    def of(cls, records: Sequence[Json], run: Json, summary: Json) -> ExportSource:
        """From records alone."""
        short = [shortened(record) for record in records]
        return cls(records, unit_views(short), Batch(document_views(short), run, summary))

    @property
    def facts(self) -> RunFacts:
        """What rows say about the run."""
        return RunFacts.of(self.batch.run, self.batch.summary)


_MANY = 1_000  # units, of which the workbook has some twenty thousand rows


def jsonl_files(source: ExportSource) -> Mapping[str, bytes]:
    """``units.jsonl`` and ``findings.jsonl``: all of both."""
    facts = source.facts
    findings = (row for record in source.records for row in finding_rows(record, facts))
    return {
        "units.jsonl": json_lines(UNIT_COLUMNS, (unit_row(unit, facts) for unit in unit_views(source.records))),
        "findings.jsonl": json_lines(FINDING_COLUMNS, findings),
    }


def xlsx_files(source: ExportSource) -> Mapping[str, bytes]:
    """``batch.xlsx``."""
    started = datetime.fromisoformat(str(source.batch.run["started"]))
    large = len(source.records) > _MANY
    return {"batch.xlsx": workbook(_sheets(source), f"Inspection {source.facts.run_id}", started, large=large)}


def _sheets(source: ExportSource) -> Iterable[Table]:
    facts, records = source.facts, [unit.record for unit in source.units]
    findings = (_on_sheet(row) for record in records for row in finding_rows(_unresolved(record), facts))
    left_out = "Findings that passed or do not apply are in findings.jsonl and on the page of the unit."
    yield Table("Units", UNIT_COLUMNS, (unit_row(unit, facts) for unit in unit_views(source.records)), printed=14)
    yield Table("Findings", _on_sheet(FINDING_COLUMNS), findings, left_out, printed=11)
    for name, columns, rows in (
        ("Fees", FEE_COLUMNS, fee_rows),
        ("Licenses", LICENSE_COLUMNS, license_rows),
        ("Modules", MODULE_COLUMNS, module_rows),
    ):
        yield Table(name, columns, (row for record in records for row in rows(record)), _omitted(records, name))
    yield _work_list(source)


# The others are for programs, or the same in each row.
_SHEET_FINDINGS = (
    *("unit", "check", "subject", "result", "severity", "counts", "hold", "what", "expected", "actual", "next_step"),
    *("waiver", "waiver_expires", "clauses", "serial_number", "model"),
)
_on_sheet = itemgetter(*(place for place, one in enumerate(FINDING_COLUMNS) if one.name in _SHEET_FINDINGS))


def _unresolved(record: Json) -> Json:
    """The record with its failed and inconclusive findings alone."""
    return {**record, "findings": [one for one in record["findings"] if one["result"] in ("fail", "inconclusive")]}


def _omitted(records: Iterable[Json], name: str) -> str:
    """A note where a record lists more of these than a report shows."""
    omitted = sum(record.get("omitted", {}).get(name.casefold(), 0) for record in records)
    return f"{omitted:,} more are in the inspection records." if omitted else ""


def _work_list(source: ExportSource) -> Table:
    document = WorkList()
    values = document.values(source.batch)
    columns = tuple(Column(name, "", Kind.TEXT, _WORK_WIDTHS.get(name, 14)) for name in document.columns)
    return Table(document.title, columns, _texts(document, values))


def _texts(document: Document, values: Mapping[str, Any] | None) -> Iterable[Sequence[Cell]]:
    return () if values is None else (tuple(map(str, row)) for row in document.rows(values))


_WORK_WIDTHS = {
    **{"part": 20, "rack": 8, "position": 9, "units": 30, "serial_number": 17, "model": 16},
    **{"action": 11, "about": 26, "what": 60, "at_stake": 10},
}


def markdown_files(source: ExportSource) -> Mapping[str, bytes]:
    """``batch.md``: the batch, and of each unit what prevents a pass and what to do."""
    pages = _pages(source)
    return {"batch.md": rendered(pages.environment, BATCH_MD, pages.values)}


def pdf_files(source: ExportSource) -> Mapping[str, bytes]:
    """A PDF of the batch, of each document, and of each record."""
    pages = _pages(source)
    stems = [name.removesuffix(".html") for name in pages.files if name.endswith(".html") and name != "index.html"]
    feet = _feet_of_records(source)
    sheets = [Sheet(stem, pages.files[f"{stem}.html"], feet.get(stem, _foot(source))) for stem in stems]
    template, folder = template_file(pages.environment, PAPER)
    return dict(set_sheets(sheets, template, folder, source.batch.run))


def _feet_of_records(source: ExportSource) -> Mapping[str, str]:
    """What the foot of each unit's pages says, by its file: the digest of the record."""
    digests = source.facts.digests
    return {unit.file: f"Record: sha256 {digests[unit.name]}" for unit in source.units if unit.name in digests}


def _foot(source: ExportSource) -> str:
    """What the foot of other pages says: the digest of the basis of the evaluation."""
    summary = source.batch.summary
    digest = summary.get("basis_sha256")
    return f"Evaluation {summary.get('judgement', '')}: sha256 {digest}" if digest else ""


def _pages(source: ExportSource) -> ReportPages:
    assert source.pages is not None, "a format that is made of pages is given them"
    return source.pages


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        files: its files by name, of the whole batch.
        of_pages: whether it is made of the report's pages.
    """

    files: Callable[[ExportSource], Mapping[str, bytes]]
    of_pages: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    XLSX: Format(xlsx_files),
    JSONL: Format(jsonl_files),
    PDF: Format(pdf_files, of_pages=True),
    MARKDOWN: Format(markdown_files, of_pages=True),
}


def made_of_pages(names: Iterable[str]) -> bool:
    """Whether one of these formats is made of the report's pages."""
    return any(FORMATS[name].of_pages for name in require_formats(names))


def exported_files(names: Iterable[str], source: ExportSource) -> dict[str, bytes]:
    """The files of these formats by name."""
    contents: dict[str, bytes] = {}
    for name in require_formats(names):
        contents |= FORMATS[name].files(source)
    return contents
