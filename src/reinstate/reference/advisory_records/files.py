"""Files of advisories, in any of the forms: what each one gave, what was skipped, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded
from reinstate.reference.advisories import advisory_row_of
from reinstate.reference.advisory_records.csaf import is_csaf, issues_of_csaf
from reinstate.reference.advisory_records.cve_record import is_cve_record, issue_of_cve
from reinstate.reference.advisory_records.issues import Imported, Issue
from reinstate.reference.advisory_records.json_parts import Part, json_of
from reinstate.reference.advisory_records.rows import rows_of, stated
from reinstate.reference.set_files import read_forgivingly
from reinstate.tables.columns import Columns

_TABLES = frozenset({".yml", ".yaml"})
_TIME_ZONES = timedelta(days=1)
_LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file gave.

    Attributes:
        rows: number of rows of it in the table.
        skipped: what is in no row because it is of no interest, with the reason.
        refused: what could not be read, with the reason; the rows answer unknown for it.
        errors: why nothing of it can be imported.
    """

    path: Path
    rows: int = 0
    skipped: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    errors: tuple[InputError, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """The rows of all files, in their order, and a report for each file."""

    rows: tuple[Mapping[str, Any], ...]
    reports: tuple[FileReport, ...]


@dataclass(frozen=True, slots=True)
class _Content:
    path: Path
    issues: tuple[Issue, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()
    errors: tuple[InputError, ...] = ()


def collect(paths: Iterable[Path], today: date, exploited: date | None = None) -> Collected:
    """Read every file; one that cannot be read is reported and does not hide the others.

    Args:
        today: no record is dated later.
        exploited: the day that the operator states for records without a statement of exploitation.
    """
    contents = [_read(path, today, exploited) for path in dict.fromkeys(paths)]
    newest = _newest(issue for content in contents for issue in content.issues)
    given = [_given(content, newest) for content in contents]
    return Collected(tuple(row for rows, _ in given for row in rows), tuple(report for _, report in given))


def _read(path: Path, today: date, exploited: date | None) -> _Content:
    try:
        if path.suffix.lower() in _TABLES:
            return _of_table(path, today)
        data = read_bounded(path, _LARGEST, "a CVE record, a CSAF document, or a table of advisories in YAML")
        return _Content(path, _issues(json_of(path, data), Imported(today, exploited, sha256(data).hexdigest())))
    except InputError as error:
        return _Content(path, errors=(error,))


def _issues(whole: Part, imported: Imported) -> tuple[Issue, ...]:
    if is_cve_record(whole):
        return (issue_of_cve(whole, imported),)
    if is_csaf(whole):
        return issues_of_csaf(whole, imported)
    raise _no_form(whole.path)


def _of_table(path: Path, today: date) -> _Content:
    """The rows of a table in the form of the shipped advisories, with every complaint."""
    _, records, complaints = read_forgivingly(path, Columns())
    rows: list[Mapping[str, Any]] = []
    errors = list(complaints)
    for record in records:
        try:
            row = advisory_row_of(record)
            if row.published > today + _TIME_ZONES:  # it would not count before that day
                raise record.fail("published", f"a date up to today ({today})", row.published)
            rows.append(stated(row))
        except InputError as error:
            errors.append(error)
    return _Content(path, rows=tuple(rows), errors=tuple(errors))


def _newest(issues: Iterable[Issue]) -> dict[tuple[str, str], Issue]:
    """Of each vulnerability the newest record of each form."""
    newest: dict[tuple[str, str], Issue] = {}
    for issue in issues:
        known = newest.get((issue.form, issue.id))
        if known is None or (issue.updated or date.min) > (known.updated or date.min):
            newest[issue.form, issue.id] = issue
    return newest


def _given(
    content: _Content, newest: Mapping[tuple[str, str], Issue]
) -> tuple[tuple[Mapping[str, Any], ...], FileReport]:
    rows = list(content.rows)
    skipped: list[str] = []
    refused: list[str] = []
    for issue in content.issues:
        best = newest[issue.form, issue.id]
        if (best.updated or date.min) > (issue.updated or date.min):  # of records of one day all count
            skipped.append(f"{issue.id}: {best.path} has a record of it updated {best.updated}")
            continue
        found = rows_of(issue)
        rows += map(stated, found.rows)
        skipped += found.skipped
        refused += found.refused
    report = FileReport(content.path, len(rows), tuple(skipped), tuple(refused), content.errors)
    return tuple(rows), report


def _no_form(path: Path) -> InputError:
    return InputError(
        f"{path}: not a record of a vulnerability",
        expected="a CVE record (cveMetadata, containers) or a CSAF document (document, csaf_version)",
        actual="JSON of another form",
        remedy="download the CVE record or the CSAF document of the vulnerability",
    )
