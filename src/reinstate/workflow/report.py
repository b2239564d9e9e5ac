"""Write a judged run's report."""

from __future__ import annotations

from pathlib import Path

from reinstate.evidence.files import read_json
from reinstate.evidence.run import SUMMARY_FILE, find_run, read_records
from reinstate.report.render import write_reports
from reinstate.workflow.arguments import ReportArguments


def report_run(arguments: ReportArguments) -> tuple[Path, ...]:
    """Render the report from the run's records; gives the files written."""
    folder = find_run(arguments.run)
    return write_reports(
        folder.path,
        read_records(folder),
        folder.read(),
        read_json(folder.path / SUMMARY_FILE),
        tuple(path for path in (arguments.templates, arguments.own_templates) if path is not None),
    )
