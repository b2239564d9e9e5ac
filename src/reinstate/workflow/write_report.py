"""Write the report of an evaluated run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reinstate.decision.economics import economics
from reinstate.decision.record import in_this_form, read_record
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.file_access import json_bytes, read_file, read_json, write_atomic
from reinstate.evidence.judgements import REPORT_FILE, Judgement, digest_of, judgement_of, show
from reinstate.evidence.locks import run_lock
from reinstate.evidence.run_folder import SUMMARY_FILE, RunFolder, find_run, read_records
from reinstate.evidence.sign_run import remove_report_signature, sign_report
from reinstate.evidence.signing_keys import SigningKey, signing_key_at
from reinstate.evidence.statements import Kind, is_signed, read_signed
from reinstate.garbage import rarely_collected
from reinstate.report.formats.names import DEFAULT_EXPORTS, require_formats
from reinstate.report.render import render_exports, write_files, write_reports
from reinstate.workflow.arguments import ReportArguments
from reinstate.workflow.earlier_runs import require_as_written


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
    judgement, key = judgement_of(folder), arguments.key()
    run = _with_statement(folder.read(), judgement)
    if judgement.number:  # earlier versions listed no digests
        require_as_written(judgement)
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
        remove_report_signature(judgement)
        write_atomic(judgement.root / REPORT_FILE, json_bytes({"files": digests}))
        sign_report(judgement, key)
        show(judgement)
    return tuple(folder.report / path.name for path in written)


def _with_statement(run: dict[str, Any], judgement: Judgement) -> dict[str, Any]:
    """The run with the digest of the statement about the judgement: a removed judgement shows on paper alone."""
    if not is_signed(judgement.root, Kind.JUDGEMENT):
        return run
    return {**run, "statement": read_signed(judgement.root, Kind.JUDGEMENT).sha256}


def export_run(
    run: Path,
    formats: Sequence[str] = DEFAULT_EXPORTS,
    templates: Sequence[Path] = (),
    on_notice: Callable[[str], object] = lambda notice: None,
    signing_key: Path | None = None,
) -> tuple[Path, ...]:
    """Add exports of the run's newest judgement to its report; gives the files written.

    Args:
        run: run folder, or a link to it.
        formats: names of formats.
        templates: folders of the report's templates, for formats that are made of pages.
        on_notice: gets a sentence where a playbook that worked on the run has ended, or the report is signed no more.
        signing_key: private key that signs the list of the report's files again.

    Raises:
        InputError: a format is not known, a template is missing or at fault, or the key cannot be used.
        EvidenceError: the run was never judged, or its records are not as they were written.
        RunInUseError: another playbook works on the run.
        StorageError: the disk refuses.
    """
    wanted = require_formats(formats)
    key = signing_key_at(signing_key)
    folder = find_run(run)
    with run_lock(folder.path, "exporting", on_notice):
        judgement = judgement_of(folder)
        if key is None and judgement.number and is_signed(judgement.root, Kind.REPORT):
            on_notice("the report is not signed any more: to sign it again, state the key (--signing-key FILE)")
        return _export_run(folder, judgement, wanted, templates, key)


def _export_run(
    folder: RunFolder,
    judgement: Judgement,
    formats: Sequence[str],
    templates: Sequence[Path],
    key: SigningKey | None,
) -> tuple[Path, ...]:
    run = _with_statement(folder.read(), judgement)
    if judgement.number:  # earlier versions listed no digests
        require_as_written(judgement)
    records, summary = _in_this_form(read_records(judgement.records), read_json(judgement.summary))
    with _showing(folder, records):
        contents = render_exports(formats, records, run, summary, templates, evidence=folder.path / "evidence")
    write_files(judgement.report, contents)
    if judgement.number:
        remove_report_signature(judgement)
        _note_written(judgement, contents)
        sign_report(judgement, key)
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
