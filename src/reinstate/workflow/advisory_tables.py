"""Import of advisories: records of vulnerabilities into a table that a policy names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from reinstate.errors import InputError
from reinstate.plain_text import counted
from reinstate.reference.advisories import ADVISORIES_KIND
from reinstate.reference.advisory_records.files import FileReport, collect
from reinstate.reference.importing import Head, require_table_name, table_bytes
from reinstate.workflow.policy_paste import Paste
from reinstate.workflow.reference_tables import StatedOfTable, check_new_table, write_new_table

_MAX_AGE_DAYS = 365
_TIME_ZONES = timedelta(days=1)
_MOST_ROWS = 20_000
_MOST_SHOWN = 100
_FEWER = "import fewer files into one table"


@dataclass(frozen=True, slots=True)
class ImportedAdvisories:
    """What was written, and what every file gave.

    Attributes:
        reports: one for each file, in their order.
        rows: number of rows in the table.
        paste: the lines by which a policy names the table; None if nothing was written.
    """

    reports: tuple[FileReport, ...]
    rows: int
    paste: Paste | None

    def lines(self) -> Iterator[str]:
        """The report, one line for each file and for everything in it that is in no row."""
        for report in self.reports:
            refused = len(report.refused) + len(report.errors)
            yield f"{report.path}: {counted(report.rows, 'row')}, {len(report.skipped)} skipped, {refused} refused"
            yield from _shown("skipped", report.skipped)
            yield from _shown("refused", [*report.refused, *map(str, report.errors)])


def _shown(what: str, reasons: Sequence[str]) -> Iterator[str]:
    yield from (f"  {what}: {one}" for one in reasons[:_MOST_SHOWN])
    if len(reasons) > _MOST_SHOWN:
        yield f"  {what}: {len(reasons) - _MOST_SHOWN} more"


@dataclass(frozen=True, slots=True)
class Stated(StatedOfTable):
    """What the operator states about the table; by default, it is valid for a year.

    Attributes:
        exploited: the day of exploitation for records that state none; None leaves them out.
    """

    exploited: date | None = None


def import_advisories(files: Sequence[Path], output: Path, stated: Stated) -> ImportedAdvisories:
    """Read records of vulnerabilities and write one table; nothing is written if a file cannot be read at all.

    Args:
        output: the table to write; a new file.

    Raises:
        InputError: the table cannot be written there or under its name, or it would have too many rows.
    """
    if not files:
        raise InputError("reference import: no file", expected="at least one FILE", remedy="name the records to import")
    check_new_table(output)
    today = datetime.now(UTC).date()
    if stated.exploited is not None and stated.exploited > today + _TIME_ZONES:
        raise InputError(f"--exploited {stated.exploited}: in the future", expected=f"a date up to today ({today})")
    head = _head(files, output, stated, today)
    found = collect(files, today, stated.exploited)
    if len(found.rows) > _MOST_ROWS:
        raise InputError(
            f"{output}: too many rows", expected=f"at most {_MOST_ROWS}", actual=str(len(found.rows)), remedy=_FEWER
        )
    if not found.rows or any(report.errors for report in found.reports):
        return ImportedAdvisories(found.reports, 0, None)
    content = table_bytes(ADVISORIES_KIND, head, found.rows)
    paste = write_new_table("lifecycle_tables", output, content, stated.policy)
    return ImportedAdvisories(found.reports, len(found.rows), paste)


def _head(files: Sequence[Path], output: Path, stated: Stated, today: date) -> Head:
    """The head of the table, with what the operator does not state."""
    name = stated.name or output.stem
    require_table_name(name)
    source = stated.source or f"records of vulnerabilities, imported from {counted(len(files), 'file')}"
    return Head(name, stated.as_of or today, source, stated.max_age_days or _MAX_AGE_DAYS)
