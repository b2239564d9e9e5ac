"""The report of a batch: written from records alone, by one Jinja environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

from reinstate.errors import InputError
from reinstate.evidence.file_access import storage_error, write_atomic
from reinstate.report.documents.all_documents import DOCUMENTS
from reinstate.report.documents.document import Batch, render_document
from reinstate.report.exports import junit_xml, summary_csv
from reinstate.report.formats.all_formats import ExportSource, ReportPages, exported_files, made_of_pages
from reinstate.report.jinja_environment import (
    BATCH,
    INDEX,
    RECORD_HTML,
    RECORD_MD,
    ReportEnvironment,
    make_environment,
    rendered,
)
from reinstate.report.notices import policy_notice
from reinstate.report.serial_sheet import SERIAL_SHEET, serial_sheet
from reinstate.report.shortened import shortened
from reinstate.report.text import inert, markdown
from reinstate.report.views.document_view import document_views
from reinstate.report.views.page_view import PageView
from reinstate.report.views.unit_view import unit_views
from reinstate.report.views.worth import worth_of

_WRITERS = 8
_OURS = (
    ".html",
    ".md",
    ".csv",
    ".xlsx",
    ".jsonl",
    ".pdf",
    ".txt",
)  # kinds of files of which a report has not always the same


def write_reports(
    report: Path,
    records: Sequence[Mapping[str, Any]],
    run: Mapping[str, Any],
    summary: Mapping[str, Any],
    templates: Path | Sequence[Path],
    *,
    evidence: Path,
    exports: Sequence[str] = (),
) -> tuple[Path, ...]:
    """Write the report of a batch: index, the batch's documents, a page per unit, ``summary.csv``, ``junit.xml``.
    Where serial numbers are to be looked up, ``serials-to-look-up.txt`` lists them.

    Args:
        report: the folder to write.
        records: every unit's record as plain JSON types.
        run: what ``run.json`` says.
        summary: what ``summary.json`` says.
        templates: folder of templates, or several of which the first that has a file counts.
        evidence: the run's evidence folder, which pages link to.
        exports: names of formats to write in addition.

    Returns:
        The files written, the index first. Pages of former units, and documents and exports that are not needed, are
        removed.

    Raises:
        InputError: where a template is at fault, or a format is not known.
        StorageError: where the disk refuses.
    """
    contents = render_reports(records, run, summary, templates, evidence=evidence, exports=exports)
    write_files(report, contents)
    _remove_others(report, contents)
    return tuple(report / name for name in contents)


def write_files(report: Path, contents: Mapping[str, bytes]) -> None:
    """Write these files of a report by name; StorageError where the disk refuses."""
    # Each file waits for the disk to have it: several at a time wait no longer than one.
    with ThreadPoolExecutor(_WRITERS) as pool:
        for _ in pool.map(lambda name: write_atomic(report / name, contents[name]), contents):
            pass


def render_reports(
    records: Sequence[Mapping[str, Any]],
    run: Mapping[str, Any],
    summary: Mapping[str, Any],
    templates: Path | Sequence[Path],
    *,
    evidence: Path | None = None,
    exports: Sequence[str] = (),
) -> dict[str, bytes]:
    """Every file of the report by name, the index first; writes nothing. The same input gives the same bytes.

    ``evidence`` is the run's evidence folder, which pages link to; without it they have no such links.
    ``exports`` are names of formats to write in addition.
    """
    contents, source = _rendered(records, run, summary, templates, evidence)
    return contents | exported_files(exports, source)


def render_exports(
    formats: Sequence[str],
    records: Sequence[Mapping[str, Any]],
    run: Mapping[str, Any],
    summary: Mapping[str, Any],
    templates: Path | Sequence[Path] = (),
    *,
    evidence: Path | None = None,
) -> dict[str, bytes]:
    """The files of these formats by name; writes nothing. Templates are used by formats made of pages alone."""
    if not made_of_pages(formats):
        return exported_files(formats, ExportSource.of(records, run, summary))
    return exported_files(formats, report_source(records, run, summary, templates, evidence))


def report_source(
    records: Sequence[Mapping[str, Any]],
    run: Mapping[str, Any],
    summary: Mapping[str, Any],
    templates: Path | Sequence[Path],
    evidence: Path | None = None,
) -> ExportSource:
    """What exports of this report are made of, its pages among it; writes nothing."""
    return _rendered(records, run, summary, templates, evidence)[1]


def _rendered(
    whole: Sequence[Mapping[str, Any]],
    run: Mapping[str, Any],
    summary: Mapping[str, Any],
    templates: Path | Sequence[Path],
    evidence: Path | None,
) -> tuple[dict[str, bytes], ExportSource]:
    """Every file of the report by name, and what exports are made of."""
    records = [shortened(record) for record in whole]
    environment = make_environment([templates] if isinstance(templates, Path) else list(templates))
    units = unit_views(records)
    common = {"run": run, "summary": summary}
    batch = Batch(document_views(records, evidence, whole), run, summary)
    written = {document: render_document(document, batch, environment, common) for document in DOCUMENTS}
    documents = [document for document, files in written.items() if files]
    notice = policy_notice(run, summary.get("judged", {}).get("policy"))
    values = {**common, "units": units, "documents": documents, "notice": notice, "worth": worth_of}
    contents = {"index.html": rendered(environment, INDEX, values), "batch.html": rendered(environment, BATCH, values)}
    for files in written.values():
        contents |= files
    contents |= _all_pages(environment, [PageView(one.record, evidence, repeats=one.repeats) for one in units], common)
    sheet = serial_sheet(units)
    contents |= {SERIAL_SHEET: sheet} if sheet else {}
    contents |= {"summary.csv": summary_csv(units, run), "junit.xml": junit_xml(units, run)}
    return contents, ExportSource(whole, units, batch, ReportPages(environment, values, contents))


def _all_pages(
    environment: ReportEnvironment, units: Sequence[PageView], common: Mapping[str, Any]
) -> dict[str, bytes]:
    """The pages of every unit. One whose pages cannot be rendered gets pages that say so, and costs no other unit.

    Raises:
        InputError: no unit's pages can be rendered: the template is at fault, not what a device said.
    """
    pages: dict[str, bytes] = {}
    failed: list[InputError] = []
    for unit in units:
        try:
            pages |= _pages(environment, unit, common)
        except InputError as error:
            failed.append(error)
            pages |= _instead_of_pages(unit, error)
    if failed and len(failed) == len(units):
        raise failed[0]
    return pages


def _instead_of_pages(unit: PageView, error: InputError) -> dict[str, bytes]:
    what = inert(f"{unit.name}: this page cannot be rendered: {error}")
    where = f"Verdict: {unit.verdict}. The whole record is in records/{unit.file}.json."
    title, said = escape(unit.file), f"<p>{escape(what)}</p><p>{escape(where)}</p>"
    page = f"<!DOCTYPE html><meta charset=utf-8><title>{title}</title>{said}\n"
    text = f"{markdown(what)}\n\n{where}\n"
    return {f"{unit.file}.html": page.encode("utf-8", "replace"), f"{unit.file}.md": text.encode("utf-8", "replace")}


def _pages(environment: ReportEnvironment, unit: PageView, common: Mapping[str, Any]) -> dict[str, bytes]:
    values = {**common, "unit": unit, "record": unit.record}
    return {
        f"{unit.file}.html": rendered(environment, RECORD_HTML, values),
        f"{unit.file}.md": rendered(environment, RECORD_MD, values),
    }


def _remove_others(report: Path, kept: Mapping[str, bytes]) -> None:
    """Remove pages of units and documents of an earlier report that this evaluation does not have."""
    for path in sorted(report.iterdir()):
        if path.suffix in _OURS and path.name not in kept:
            try:
                path.unlink()
            except OSError as error:
                raise storage_error(path, error) from error
