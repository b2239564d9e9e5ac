"""The products of a hardware page: one row for each SKU, and what notes extend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.lifecycle_page import LeftOut, PageReading, PageRow, TableRow, TableRows
from reinstate.reference.pages.markup import Cell
from reinstate.reference.pages.note_texts import Note
from reinstate.reference.pages.page_notes import Marks, PageNotes
from reinstate.reference.pages.product_cells import Skus, item_of, skus_in
from reinstate.reference.pages.product_words import product_words, series_words
from reinstate.reference.pages.statements import speaks_of_dates

_ORDER = ("announced", "last_order", "end_of_support")


def hardware_reading(family: PageFamily, tables: TableRows) -> PageReading:
    """What a hardware page states about each SKU."""
    rows: list[PageRow] = []
    left_out = list(tables.others)
    listed: set[str] = set()
    for row in tables.rows:
        skus = skus_in(row.product)
        listed.update(skus.named)
        for other in skus.others:
            listed.update((other.upper(), *product_words(other), *series_words(other)))
        left_out += (LeftOut(row.place, one, "names no single SKU", refused=bool(row.dates)) for one in skus.others)
        if skus.named and (why := _unusable(row.dates)):
            refused = bool(row.dates)
            left_out += (LeftOut(row.place, sku, why, refused=refused) for sku in skus.named)
        else:
            rows += (one for sku in skus.named for one in _rows(family, row, skus, sku, tables.notes))
    for one in tables.others:
        listed.update(_names_in(one.what))
    listed.update(tables.words)
    left_out += (table.left_out() for table in tables.unread_tables if not table.words <= listed)
    listed.update(word for table in tables.unread_tables for word in table.words)
    first: dict[tuple[object, ...], PageRow] = {}
    for page_row in rows:
        first.setdefault(page_row.statement, page_row)
    return PageReading(
        family=family,
        rows=tuple(first.values()),
        left_out=tuple(left_out),
        repeated=len(rows) - len(first) + tables.repeated,
        listed=frozenset(listed),
        unread=tables.unread,
    )


def _names_in(text: str) -> Iterator[str]:
    skus = skus_in(Cell(text))
    yield from skus.named
    yield from (other.upper() for other in skus.others)
    yield from product_words(text)


def _unusable(dates: Mapping[str, date]) -> str:
    """Why these dates cannot be used; "" if they can."""
    if not dates:
        return "states no date"
    stated = [dates[name] for name in _ORDER if name in dates]
    if not stated:
        return "states neither an announcement, a last order, nor an end of support"
    if stated != sorted(stated):
        return f"announced, last order, and end of support are not in order: {', '.join(map(str, stated))}"
    conversion = dates.get("warranty_conversion")
    if conversion and conversion < stated[0]:
        return f"the last date to convert a warranty, {conversion}, is before {stated[0]}"
    return ""


def _rows(family: PageFamily, row: TableRow, skus: Skus, sku: str, notes: PageNotes) -> Iterator[PageRow]:
    marks = Marks(skus.named[sku], row.marks, skus.unplaced, frozenset(skus.named))
    about = notes.about(sku, marks, row.dates.get("end_of_support"))
    doubts = (*about.doubts, *row.rivals, *filter(speaks_of_dates, skus.others))
    texts = (*about.texts, *row.cited, *(f"struck out: {text}" for text in row.struck))
    plain = PageRow(sku, row.dates, row.place, row.product.text, texts, item_of(sku), doubts=doubts)
    yield plain
    for note in about.extensions:
        if note.extended_to is not None:
            yield _extended(family, plain, note, note.extended_to)


def _extended(family: PageFamily, row: PageRow, note: Note, until: date) -> PageRow:
    stated = {**{name: day for name, day in row.stated.items() if name != "end_of_support"}, "end_of_support": until}
    by = f"{note.bulletin}, {family.slug} page: {note.text}"
    if _unusable(stated) or until < row.stated.get("end_of_support", until):
        return replace(row, doubts=(*row.doubts, note.text))
    return replace(row, stated=MappingProxyType(stated), overrides=by)
