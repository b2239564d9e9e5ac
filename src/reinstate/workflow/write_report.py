"""Write the report of an evaluated run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reinstate.decision.record import read_record
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.chain import require_unchanged
from reinstate.evidence.file_access import json_bytes, read_file, read_json, write_atomic
from reinstate.evidence.judgements import REPORT_FILE, Judgement, digest_of, judgement_of, show
from reinstate.evidence.locks import run_lock
from reinstate.evidence.run_folder import SUMMARY_FILE, RunFolder, find_run, read_records
from reinstate.evidence.sign_run import remove_report_signature, sign_report
from reinstate.evidence.statements import Kind, is_signed, read_signed
from reinstate.garbage import rarely_collected
from reinstate.report.render import write_reports
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
    judgement, run, key = judgement_of(folder), folder.read(), arguments.key()
    if is_signed(judgement.root, Kind.JUDGEMENT):  # a removed judgement shows on paper alone
        run = {**run, "statement": read_signed(judgement.root, Kind.JUDGEMENT).sha256}
    _require_as_written(judgement)
    records, summary = read_records(judgement.records), read_json(judgement.summary)
    templates = tuple(path for path in (arguments.templates, arguments.own_templates) if path is not None)
    try:
        written = write_reports(judgement.report, records, run, summary, templates, evidence=folder.path / "evidence")
    except ReinstateError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # Checking every record costs more than showing it: so it is done only where one cannot be shown.
        raise _not_as_written(folder, records, error) from error
    if judgement.number:
        digests = {path.name: digest_of(read_file(path)) for path in written}
        remove_report_signature(judgement)
        write_atomic(judgement.root / REPORT_FILE, json_bytes({"files": digests}))
        sign_report(judgement, key)
        show(judgement)
    return tuple(folder.report / path.name for path in written)


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
