"""Write the report of an evaluated run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reinstate.decision.economics import economics
from reinstate.decision.record import in_this_form, read_record
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.chain import require_unchanged
from reinstate.evidence.file_access import json_bytes, read_file, read_json, write_atomic
from reinstate.evidence.judgements import REPORT_FILE, Judgement, digest_of, judgement_of, show
from reinstate.evidence.locks import run_lock
from reinstate.evidence.run_folder import SUMMARY_FILE, RunFolder, find_run, read_records
from reinstate.garbage import rarely_collected
from reinstate.report.formats.names import DEFAULT_EXPORTS, require_formats
from reinstate.report.render import render_exports, write_files, write_reports
from reinstate.workflow.arguments import ReportArguments
from reinstate.workflow.earlier_runs import changed_records


@rarely_collected()
def report_run(
    arguments: ReportArguments, on_notice: Callable[[str], object] = lambda notice: None
) -> tuple[Path, ...]:
    """Render the report from the run's records; gives the files written.

    RunInUseError where another playbook works on the run. ``on_notice`` gets a sentence where that one has ended.
    """
    folder = find_run(arguments.run)
    with run_lock(folder.path, "reporting", on_notice):
        return _report_run(folder, arguments)


def _report_run(folder: RunFolder, arguments: ReportArguments) -> tuple[Path, ...]:
    judgement, run = judgement_of(folder), folder.read()
    _require_as_written(judgement)
    records, summary = _in_this_form(read_records(judgement.records), read_json(judgement.summary))
    templates = tuple(path for path in (arguments.templates, arguments.own_templates) if path is not None)
    with _showing(folder, records):
        written = write_reports(
            judgement.report,
            records,
            run,
            summary,
            templates,
            evidence=folder.path / "evidence",
            exports=arguments.exports,
        )
    if judgement.number:
        digests = {path.name: digest_of(read_file(path)) for path in written}
        write_atomic(judgement.root / REPORT_FILE, json_bytes({"files": digests}))
        show(judgement)
    return tuple(folder.report / path.name for path in written)


def export_run(
    run: Path,
    formats: Sequence[str] = DEFAULT_EXPORTS,
    templates: Sequence[Path] = (),
    on_notice: Callable[[str], object] = lambda notice: None,
) -> tuple[Path, ...]:
    """Add exports of the run's newest judgement to its report; gives the files written.

    Args:
        run: run folder, or a link to it.
        formats: names of formats.
        templates: folders of the report's templates, for formats that are made of pages.
        on_notice: gets a sentence where a playbook that worked on the run has ended.

    Raises:
        InputError: a format is not known, or a template is missing or at fault.
        EvidenceError: the run was never judged, or its records are not as they were written.
        RunInUseError: another playbook works on the run.
        StorageError: the disk refuses.
    """
    wanted = require_formats(formats)
    folder = find_run(run)
    with run_lock(folder.path, "exporting", on_notice):
        return _export_run(folder, wanted, templates)


def _export_run(folder: RunFolder, formats: Sequence[str], templates: Sequence[Path]) -> tuple[Path, ...]:
    judgement, run = judgement_of(folder), folder.read()
    _require_as_written(judgement)
    records, summary = _in_this_form(read_records(judgement.records), read_json(judgement.summary))
    with _showing(folder, records):
        contents = render_exports(formats, records, run, summary, templates, evidence=folder.path / "evidence")
    write_files(judgement.report, contents)
    if judgement.number:
        _note_written(judgement, contents)
        show(judgement)
    return tuple(folder.report / name for name in contents)


def _note_written(judgement: Judgement, contents: Mapping[str, bytes]) -> None:
    """Add these files to the list of the report's files."""
    path = judgement.root / REPORT_FILE
    stated = read_json(path)["files"] if path.exists() else {}
    digests = {name: digest_of(content) for name, content in contents.items()}
    write_atomic(path, json_bytes({"files": {**stated, **digests}}))


def _in_this_form(
    records: Sequence[dict[str, Any]], summary: dict[str, Any]
) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """Records and summary of an earlier version as this one states them; those of this version as they are."""
    known = tuple(map(in_this_form, records))
    if "economics" not in summary:
        summary = {**summary, "economics": economics(read_record(json_bytes(one)) for one in known)}
    return known, summary


def _require_as_written(judgement: Judgement) -> None:
    """Refuse to show what was changed after it was judged; EvidenceError names it."""
    if not judgement.number:
        return
    require_unchanged(judgement.run)
    if problems := changed_records(judgement):
        raise EvidenceError(
            f"{judgement.run.run_id}: records were changed after they were written",
            expected="the records as they were written",
            actual="; ".join(problems[:5]),
            remedy="re-evaluate the run (decide.yml)",
        )


@contextmanager
def _showing(folder: RunFolder, records: tuple[object, ...]) -> Iterator[None]:
    """EvidenceError where these records cannot be shown because they are not as they were written."""
    try:
        yield
    except ReinstateError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # Checking every record costs more than showing it: so it is done only where one cannot be shown.
        raise _not_as_written(folder, records, error) from error


def _not_as_written(folder: RunFolder, records: tuple[object, ...], error: Exception) -> ReinstateError:
    try:
        for record in records:
            read_record(json_bytes(record))
    except EvidenceError as malformed:
        return malformed
    return EvidenceError(
        f"{folder.run_id}: the stored records cannot be shown",
        expected=f"records and {SUMMARY_FILE} as they were written",
        actual=f"{type(error).__name__}: {error}"[:300],
        remedy="re-evaluate the run (decide.yml)",
    )
