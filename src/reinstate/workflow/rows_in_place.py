"""Rows of a table that was made of saved pages, as the kept pages have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from reinstate.errors import InputError
from reinstate.plain_text import printable
from reinstate.reference.lifecycle import LifecycleRow
from reinstate.reference.pages.lifecycle_page import Place
from reinstate.reference.pages.page_table import KeptPage, kept_page_bytes, page_table_or_none
from reinstate.reference.pages.reading import row_in_place
from reinstate.reference.pages.saved import saved_page

_PLACE = re.compile(r"(?P<page>\S{1,64} \d{4}-\d{2}-\d{2}), table (?P<table>\d{1,6}), row (?P<row>\d{1,6})")
_NOT_IN_A_NAME = re.compile(r"\s")
_CELL = 80


def shown_in_place(rows: Iterable[LifecycleRow], tables: Sequence[Path]) -> str:
    """Each row that is from a page, with the headings and cells of the page; "" where none is.

    Args:
        tables: the files of the policy's own tables.
    """
    pages = [(path, page) for path in tables if (table := page_table_or_none(path)) for page in table.pages]
    once: dict[tuple[str, str, str], Iterator[str]] = {}  # a note extends a row by one more of the same place
    for row in rows:
        if found := _PLACE.fullmatch(row.page):
            place = Place(int(found["table"]), int(found["row"]))
            for path, page in _of_row(row, [one for one in pages if one[1].name == found["page"]]):
                once.setdefault((row.sku, row.page, page.sha256), _shown(row, path, page, place))
    return "\n".join(line for lines in once.values() for line in lines)


def _of_row(row: LifecycleRow, pages: Sequence[tuple[Path, KeptPage]]) -> Sequence[tuple[Path, KeptPage]]:
    """Of pages of one name, those of the row's own table; all, if the table was renamed."""
    return [one for one in pages if one[0].stem == row.table] or pages


def _shown(row: LifecycleRow, table: Path, page: KeptPage, place: Place) -> Iterator[str]:
    if row.unlisted_since is not None:
        yield f"{printable(row.sku, 64)}: no longer listed since {row.unlisted_since}; its row is from an earlier page"
        return
    yield f"{printable(row.sku, 64)} on the page ({printable(row.page, 120)}):"
    yield from _cells(row.sku, table, page, place)


def _cells(sku: str, table: Path, page: KeptPage, place: Place) -> Iterator[str]:
    try:
        found = row_in_place(saved_page(Path(page.file), kept_page_bytes(table, page)), place)
    except InputError as error:
        yield f"  cannot be shown: {printable(str(error), 300)}"
        return
    if found is None or not any(sku in _NOT_IN_A_NAME.sub("", cell).upper() for cell in found[1]):
        yield "  cannot be shown: the kept page has no such row"
        return
    for heading, cell in zip(*found, strict=False):
        yield f"  {printable(heading, _CELL)}: {printable(cell, _CELL) or '-'}"
