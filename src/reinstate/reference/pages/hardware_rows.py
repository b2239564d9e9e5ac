"""The products of a hardware page: one row for each SKU, and what notes extend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.lifecycle_page import LeftOut, PageReading, PageRow, TableRow, TableRows
from reinstate.reference.pages.markup import Cell
from reinstate.reference.pages.page_cells import item_of, skus_in
from reinstate.reference.pages.page_notes import Note

_ORDER = ("announced", "last_order", "end_of_support")


def hardware_reading(family: PageFamily, tables: TableRows) -> PageReading:
    """What a hardware page states about each SKU."""
    rows: list[PageRow] = []
    left_out = list(tables.others)
    listed: set[str] = set()
    for row in tables.rows:
        skus = skus_in(row.product)
        listed.update(skus.named, (other.upper() for other in skus.others))
        left_out += (LeftOut(row.place, other, "names no single SKU") for other in skus.others)
        if skus.named and (why := _unusable(row.dates)):
            refused = bool(row.dates)
            left_out += (LeftOut(row.place, sku, why, refused=refused) for sku in skus.named)
        else:
            rows += _rows(family, row, skus.named, tables.notes_about(row, skus.named))
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


def _rows(family: PageFamily, row: TableRow, skus: Sequence[str], notes: Sequence[Note]) -> Iterator[PageRow]:
    texts = (*(note.text for note in notes), *(f"struck out: {text}" for text in row.struck))
    for sku in skus:
        about = [note for note in notes if sku in note.skus or not set(skus).intersection(note.skus)]
        doubtful = any(note.unclear or (note.extended_to and not note.extends(sku)) for note in about)
        plain = PageRow(sku, row.dates, row.place, row.product.text, texts, item_of(sku), doubtful=doubtful)
        yield plain
        for note in about:
            if note.extended_to is not None and note.extends(sku):
                yield _extended(family, plain, note, note.extended_to)


def _extended(family: PageFamily, row: PageRow, note: Note, until: date) -> PageRow:
    stated = {**{name: day for name, day in row.stated.items() if name != "end_of_support"}, "end_of_support": until}
    by = f"{note.bulletin}, {family.slug} page: {note.text}"
    if _unusable(stated) or until < row.stated.get("end_of_support", until):
        return replace(row, doubtful=True)
    return replace(row, stated=MappingProxyType(stated), overrides=by)
