"""The lifecycle pages behind the policy's own tables: whether they are there as they were, complete, and fresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from reinstate.decision.policy import Policy
from reinstate.errors import InputError
from reinstate.plain_text import counted, listed, printable
from reinstate.reference.pages.page_table import MAX_AGE_DAYS, KeptPage, PageTable, kept_pages, page_table_or_none
from reinstate.reference.pages.table_changes import row_name
from reinstate.workflow.doctor.lines import Line, ok, warning

_TOPIC = "lifecycle pages"
_SAVE_AGAIN = "save the page again, and import it (reinstate reference pages SLUG prints its address)"

_READ_NOTES = (
    "import the pages again: each note is shown with its rows; where it leaves the dates as they are, say so with "
    "--read-notes confirmed-by NAME"
)


def kept_page_lines(policy: Policy, on: date) -> Iterator[Line]:
    """Each page that is missing, changed, not complete, or old, and each table with rows that nobody has confirmed."""
    tables = [(path, table) for path in policy.lifecycle_tables if (table := page_table_or_none(path)) is not None]
    wrong = [line for path, table in tables for line in _of_table(path, table, on)]
    yield from wrong
    if tables and not wrong:
        number = sum(len(table.pages) for _, table in tables)
        yield ok(_TOPIC, f"{counted(number, 'page')} kept as imported, complete, and at most {MAX_AGE_DAYS} days old")


def _of_table(path: Path, table: PageTable, on: date) -> Iterator[Line]:
    for page, kept in kept_pages(table, path):
        if isinstance(kept, InputError):
            yield warning(_TOPIC, printable(f"{kept.what} ({kept.actual})", 300), _SAVE_AGAIN)
        elif (on - page.day).days > MAX_AGE_DAYS:
            yield warning(_TOPIC, f"{_named(page)} is {(on - page.day).days} days old", _SAVE_AGAIN)
        elif page.lacks:
            lacks = listed(printable(sku, 64) for sku in page.lacks)
            yield warning(_TOPIC, f"{_named(page)} is not complete: it lacks {lacks}", _SAVE_AGAIN)

    uncertain = [row_name(row) for row in table.rows if row.get("confidence") == "C" or row.get("doubt")]
    if uncertain:
        named = listed(printable(name, 64) for name in uncertain)
        yield warning(_TOPIC, f"{counted(len(uncertain), 'row')} of {path.name} not certain: {named}", _READ_NOTES)


def _named(page: KeptPage) -> str:
    return f"the {printable(page.slug, 64)} page of {page.day}"
