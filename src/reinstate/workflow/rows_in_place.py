"""Rows of a table that was made of saved pages, as the kept pages have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from reinstate.errors import InputError
from reinstate.plain_text import printable
from reinstate.reference.lifecycle import LifecycleRow
from reinstate.reference.pages.lifecycle_page import Place
from reinstate.reference.pages.page_table import KeptPage, kept_page_bytes, page_table
from reinstate.reference.pages.reading import row_in_place
from reinstate.reference.pages.saved import read_saved_page

_PLACE = re.compile(r"(?P<page>\S{1,64} \d{4}-\d{2}-\d{2}), table (?P<table>\d{1,6}), row (?P<row>\d{1,6})")
_CELL = 80


def shown_in_place(rows: Iterable[LifecycleRow], tables: Sequence[Path]) -> str:
    """Each row that is from a page, with the headings and cells of the page; "" where none is.

    Args:
        tables: the files of the policy's own tables.
    """
    lines: list[str] = []
    for row in rows:
        found = _PLACE.fullmatch(row.page)
        for table in tables if found else ():
            if found is not None and (page := _page_of(table, found["page"])) is not None:
                place = Place(int(found["table"]), int(found["row"]))
                lines += [
                    f"{printable(row.sku, 64)} on the page ({printable(row.page, 120)}):",
                    *_cells(table, page, place),
                ]
    return "\n".join(lines)


def _page_of(table: Path, name: str) -> KeptPage | None:
    try:
        return next((page for page in page_table(table).pages if page.name == name), None)
    except InputError:  # a table that was not made of pages
        return None


def _cells(table: Path, page: KeptPage, place: Place) -> Iterator[str]:
    try:
        found = _row(kept_page_bytes(table, page), page, place)
    except InputError as error:
        yield f"  cannot be shown: {printable(str(error), 300)}"
        return
    if found is None:
        yield "  cannot be shown: the kept page has no such row"
        return
    for heading, cell in zip(*found, strict=False):
        yield f"  {printable(heading, _CELL)}: {printable(cell, _CELL) or '-'}"


def _row(content: bytes, page: KeptPage, place: Place) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / page.file
        path.write_bytes(content)
        return row_in_place(read_saved_page(path), place)
