"""The products of a hardware page: one row for each SKU, and what notes extend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.lifecycle_page import OVER_THE_WIDTH, LeftOut, PageReading, PageRow, TableRow, TableRows
from reinstate.reference.pages.markup.cells import Cell
from reinstate.reference.pages.mentions import Mentions, series_of
from reinstate.reference.pages.note_texts import Note, names_products, shortened, stems_in
from reinstate.reference.pages.page_notes import Marks, NamedNotes, PageNotes
from reinstate.reference.pages.product_cells import Skus, item_of, leaves_out, skus_in
from reinstate.reference.pages.product_words import product_words, series_words, standing_alone
from reinstate.reference.pages.statements import is_naming, speaks_of_dates
from reinstate.reference.pages.vocabulary import DEVICES

_MOST_YEARS, _LAST_YEAR = 15, 2060
_ORDER = ("announced", "last_order", "end_of_support")


def hardware_reading(family: PageFamily, tables: TableRows) -> PageReading:
    """What a hardware page states about each SKU."""
    rows: list[PageRow] = []
    left_out = list(tables.others)
    listed: set[str] = set()
    told, again = _told_once(tables.rows)
    named = _with_continued([(row, skus_in(row.product)) for row in told])
    beside = _beside(tables.notes, _unread_rows(tables.others, named))
    for row, skus in named:
        listed.update(skus.named)
        for other in skus.others:
            listed.update((other.upper(), *product_words(other), *series_words(other)))
        left_out += (LeftOut(row.place, one, "names no single SKU", refused=bool(row.dates)) for one in skus.others)
        if skus.named and (why := _unusable(row.dates)):
            refused = bool(row.dates)
            left_out += (LeftOut(row.place, sku, why, refused=refused) for sku in skus.named)
        else:
            rows += (one for sku in skus.named for one in _rows(family, row, skus, sku, beside))
    for one in tables.others:
        listed.update(_names_in(one.what))
    listed.update(tables.words)
    left_out += (table.left_out() for table in tables.unread_tables if not table.words or not table.words <= listed)
    listed.update(word for table in tables.unread_tables for word in table.words)
    first: dict[tuple[object, ...], PageRow] = {}
    for page_row in _without_an_end(rows):
        first.setdefault(page_row.statement, page_row)
    return PageReading(
        family=family,
        rows=tuple(first.values()),
        left_out=tuple(left_out),
        repeated=len(rows) - len(first) + tables.repeated + again,
        listed=frozenset(listed),
        unread=tables.unread,
    )


def _without_an_end(rows: Sequence[PageRow]) -> Iterator[PageRow]:
    """The rows; where the page has a product with an end of support and without one, neither is certain."""
    ends: dict[str, set[bool]] = {}
    for row in rows:
        ends.setdefault(row.name, set()).add("end_of_support" in row.stated)
    for row in rows:
        if len(ends[row.name]) > 1:
            why = "the page has it with an end of support, and without one"
            yield replace(row, doubts=(*row.doubts, why), contradictory=True)
        else:
            yield row


def _with_continued(rows: Sequence[tuple[TableRow, Skus]]) -> list[tuple[TableRow, Skus]]:
    """The rows; one below which a row with other dates names no product of its own may go on there: "older units"."""
    found = list(rows)
    for at, ((above, above_skus), (row, skus)) in enumerate(pairwise(rows)):
        end = row.dates.get("end_of_support")
        continues = not skus.named and not any(map(names_products, skus.others))
        if row.dates and continues and end != above.dates.get("end_of_support"):
            said = f"the row below it, {row.product.line!r}, with end of support {end or 'not stated'}"
            found[at] = replace(above, rivals=(*above.rivals, said)), above_skus
    return found


def _told_once(rows: Sequence[TableRow]) -> tuple[list[TableRow], int]:
    """The rows without those that say the same as the one before, as where one cell reaches over many; and how many."""
    kept: list[TableRow] = []
    for row in rows:
        if not kept or _said(row) != _said(kept[-1]):
            kept.append(row)
    return kept, len(rows) - len(kept)


def _said(row: TableRow) -> tuple[object, ...]:
    return row.product.text, dict(row.dates), row.marks, row.struck, row.cited, row.rivals, row.product.with_marks


@dataclass(frozen=True, slots=True)
class _UnreadRow:
    """A row that cannot be read, and may be about products of other rows.

    Attributes:
        alone: its cell names no product.
    """

    what: str
    note: Note
    alone: bool = True


@dataclass(frozen=True, slots=True)
class _Vague:
    """A row with dates that names no product: "48T models", "EX series", "All"; with what may stand for some.

    Attributes:
        words: its numbers and ports.
        numbers: the numbers in them.
        series: those of devices, where it names any.
    """

    note: Note
    words: frozenset[str]
    numbers: frozenset[str]
    series: frozenset[str]

    def may_be_about(self, sku: str) -> bool:
        """Whether it may stand for that product: by its series, its number, or its ports; else for all."""
        parts = re.findall(r"[A-Z0-9]+", sku)
        if self.words and self.words.isdisjoint(parts) and not any(number in sku for number in self.numbers):
            return False
        return not self.series & DEVICES or series_of(sku) in self.series


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a page says of products beside the row of each: its notes, and the rows that cannot be read."""

    notes: PageNotes
    unread: NamedNotes
    vague: tuple[_Vague, ...]

    def unread_about(self, sku: str) -> Iterator[Note]:
        """The rows that cannot be read and may be about that product."""
        yield from self.unread.about(sku)
        yield from (one.note for one in self.vague if one.may_be_about(sku))


def _beside(notes: PageNotes, rows: Iterable[_UnreadRow]) -> _Beside:
    unread, vague = NamedNotes(), []
    for row in rows:
        unread.add(row.note)
        words = frozenset(standing_alone(row.what))
        if row.alone and not row.note.mentions.named and (words or is_naming(re.sub(r"\d", " ", row.what))):
            numbers = frozenset(number for word in words for number in re.findall(r"\d{3,5}", word))
            series = frozenset(word[:-1] for word in series_words(row.what.upper()) if len(word) > 1)
            vague.append(_Vague(row.note, words, numbers, series))
    return _Beside(notes, unread, tuple(vague))


def _unread_rows(others: Iterable[LeftOut], rows: Iterable[tuple[TableRow, Skus]]) -> Iterator[_UnreadRow]:
    """The rows with dates that cannot be read, each with its end of support if it states one."""
    for one in others:
        if one.refused and one.why != OVER_THE_WIDTH:  # that is read as a text
            yield _UnreadRow(one.what, _unread(one.what, one.why, None))
    for row, skus in rows:
        end = row.dates.get("end_of_support")
        for other in skus.others if row.dates else ():
            yield _UnreadRow(other, _unread(other, "it names no single SKU", end), alone=not skus.named)
        if skus.named and (why := _unusable(row.dates)):
            yield _UnreadRow(row.product.line, _unread(row.product.line, why, None), alone=False)


def _unread(what: str, why: str, end: date | None) -> Note:
    names = frozenset(_names_in(what))
    days = (end,) if end else ()
    text = f"another row of the page may be about it, {what!r}{f', with end of support {end}' if end else ''}: {why}"
    return Note(shortened(text), names, days, mentions=Mentions(what), stems=stems_in(what.upper()))


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


def _unlikely(dates: Mapping[str, date]) -> Iterator[str]:
    """What of dates that are in order no product of Juniper's has."""
    announced, end = dates.get("announced"), dates.get("end_of_support")
    for name in ("same_day_support", "next_day_support"):
        if end and name in dates and dates[name] > end:
            yield f"its {name.replace('_', ' ')} goes on after the end of support"
    if announced and end and end.year - announced.year > _MOST_YEARS:
        yield f"its end of support, {end}, is more than {_MOST_YEARS} years after its announcement"
    elif end and end.year > _LAST_YEAR:
        yield f"its end of support, {end}, is after {_LAST_YEAR}"


def _rows(family: PageFamily, row: TableRow, skus: Skus, sku: str, beside: _Beside) -> Iterator[PageRow]:
    marks = Marks(skus.named[sku], row.marks, skus.unplaced, frozenset(skus.named))
    end = row.dates.get("end_of_support")
    about = beside.notes.about(sku, marks, end)
    others = (other for other in skus.others if speaks_of_dates(other) or leaves_out(other))
    unread = (note.text for note in beside.unread_about(sku) if note.days != (end,))
    unlikely = tuple(_unlikely(row.dates))
    doubts = (*about.doubts, *row.rivals, *others, *unread, *unlikely)
    texts = (*about.texts, *row.cited, *(f"struck out: {text}" for text in row.struck))
    plain = PageRow(
        sku, row.dates, row.place, row.product.text, texts, item_of(sku), doubts=doubts, contradictory=bool(unlikely)
    )
    yield plain
    for note in about.extensions:
        if note.extended_to is not None:
            yield _extended(family, plain, note, note.extended_to)


def _extended(family: PageFamily, row: PageRow, note: Note, until: date) -> PageRow:
    stated = {**{name: day for name, day in row.stated.items() if name != "end_of_support"}, "end_of_support": until}
    by = f"{note.bulletin}, {family.slug} page: {note.text}"
    if _unusable(stated):
        return replace(row, doubts=(*row.doubts, note.text))
    return replace(row, stated=MappingProxyType(stated), overrides=by)
