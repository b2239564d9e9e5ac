"""Notes of a page: which rows they are about, what extends a date, and what makes the dates of a row uncertain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from reinstate.reference.pages.markup.cells import Cell
from reinstate.reference.pages.markup.elements import marks_within
from reinstate.reference.pages.note_texts import (
    UNREAD_NOTES,
    Note,
    first_of,
    is_product,
    names_products,
    read_note,
    shortened,
)
from reinstate.reference.pages.passages import Names, Passage, named_in, passages
from reinstate.reference.pages.product_cells import footnote_marks, plain_mark
from reinstate.reference.pages.release_trains import is_train, train_mentions
from reinstate.reference.pages.statements import (
    is_about_extensions,
    may_be_against,
    may_change_a_date,
    sentences_of,
    speaks_of_a_change,
    speaks_of_dates,
)
from reinstate.reference.pages.whole_page import may_be_of_the_page, sentence_may_be_of_the_page, speaks_of_the_page

_IN_CELL = re.compile(r"(\*{1,4}|[†‡§]{1,4}|(?<=\()\d{1,2}(?=\))|(?<=\[)\d{1,2}(?=\]))(?=[)\]\s,]|$)")
_A_SERIES = re.compile(r"\b([A-Z]{2,4})[- ]Series\b")
_WORD = re.compile(r"[A-Za-z0-9][\w.+/&-]*\w")
_LETTERS = re.compile(r"[A-Z]{1,6}(?=\d)")
_MOST = 3
_SHORTEST_SENTENCE = 5  # words; a shorter heading may be that of a column
_MOST_OF_A_SERIES = 200


@dataclass(frozen=True, slots=True)
class NotesAbout:
    """What the notes of a page say about one row.

    Attributes:
        texts: the notes, as the page has them.
        extensions: those that extend it with certainty.
        doubts: why its dates are not certain; empty where they are.
    """

    texts: tuple[str, ...] = ()
    extensions: tuple[Note, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """What refers to notes in a row, as one of its products sees it.

    Attributes:
        of_product: at the product itself.
        of_row: in other cells of the row.
        unplaced: in the product's cell, and perhaps about another product of it.
        names: all products of the cell.
    """

    of_product: tuple[str, ...] = ()
    of_row: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


class NamedNotes:
    """Notes by what they name. Where more are about one series than can be looked at, that is a note as well."""

    def __init__(self) -> None:
        self._by_name: dict[str, dict[str, Note]] = {}
        self._by_series: dict[str, dict[str, Note]] = {}
        self._of_releases: dict[str, Note] = {}
        self._by_first: dict[str, dict[str, Note]] = {}
        self._of_everything: dict[str, Note] = {}

    def add(self, note: Note) -> None:
        """File a note under everything that it names."""
        for name in note.names:
            self._file(self._by_name.setdefault(name, {}), note)
        for series in note.mentions.series:
            self._file(self._by_series.setdefault(series, {}), note)
        if note.trains:
            self._file(self._of_releases, note)
        for stem in note.stems:
            self._file(self._by_first.setdefault(first_of(stem), {}), note)
        if note.mentions.everything:
            self._file(self._of_everything, note)

    @staticmethod
    def _file(notes: dict[str, Note], note: Note) -> None:
        if len(notes) < _MOST_OF_A_SERIES:
            notes.setdefault(note.text, note)
        else:
            notes.setdefault("", Note(UNREAD_NOTES, about_dates=True))

    def about(self, name: str) -> Iterator[Note]:
        """The notes that may be about that product or release."""
        named = [self._by_name.get(one, {}) for one in (name, *name.split("-"))]
        found = {text: note for notes in named for text, note in notes.items() if note.may_be_about(name)}
        found |= self._of_everything
        series = _LETTERS.match(name.upper().partition("-")[2] if name[1:2] == "-" else name.upper())
        near = [self._by_series.get(series[0], {})] if series else []
        first = first_of(name)
        near += [self._by_first.get(first[:end], {}) for end in range(2, len(first) + 1)]
        for notes in (*near, *([self._of_releases] if is_train(name) else [])):
            found |= {text: note for text, note in notes.items() if not text or note.may_be_about(name)}
        yield from found.values()


@dataclass(frozen=True, slots=True)
class PageNotes:
    """All notes of a page.

    Attributes:
        by_mark: by what refers to them; tables can have different notes under one mark.
        named: those that name products or releases, with or without a mark.
        on_all: statements by which no date of the page is certain.
        restricted: a text says something of extensions or notes as such: then none of them extends a date.
    """

    by_mark: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    named: NamedNotes = field(default_factory=NamedNotes)
    on_all: tuple[str, ...] = ()
    restricted: bool = False

    def about(self, name: str, row: Marks, end_of_support: date | None) -> NotesAbout:
        """What they say about the row of that SKU or release.

        Args:
            row: what refers to notes in the row.
            end_of_support: as the row states it.
        """
        found = _Found(name)
        found.notes += self.named.about(name)
        for mark in dict.fromkeys(row.of_product):
            found.add_marked(mark, self.by_mark.get(mark, ()))
        at_dates: list[Note] = []
        for mark in dict.fromkeys(row.of_row):
            notes = self.by_mark.get(mark, ())
            own = [note for note in notes if note.concerns(name, row.names)]
            found.add_marked(mark, own, there=bool(notes))
            at_dates += own
        doubts = [*self.on_all, *found.doubts]
        perhaps = (mark for mark in row.unplaced if mark not in row.of_product)
        doubts += (note.text for mark in perhaps for note in self.by_mark.get(mark, ()) if note.about_dates)
        extending = [note for note in found.notes if self._extends(note, name)]
        earlier = [note for note in extending if note.is_before(end_of_support)]
        doubts += (note.text for note in earlier)
        unread = [note for note in found.notes if not (note in extending or note.repeats(end_of_support))]
        doubts += (note.text for note in unread if note.about_dates or (note in at_dates and not note.defines))
        return NotesAbout(
            tuple(dict.fromkeys(note.text for note in found.notes)),
            tuple(dict.fromkeys(note for note in extending if note not in earlier)),
            tuple(dict.fromkeys(doubts)),
        )

    def _extends(self, note: Note, name: str) -> bool:
        return not self.restricted and note.extends(name)


@dataclass(slots=True)
class _Found:
    """The notes about one name that were found so far."""

    name: str
    notes: list[Note] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def add_marked(self, mark: str, notes: Sequence[Note], *, there: bool = False) -> None:
        """The notes under a mark; of several, it is not known which one is meant."""
        if not notes and not there:
            self.doubts.append(f"the note {mark} that it refers to is not on the page")
        elif len(notes) > 1 and any(note.about_dates and self.name not in note.names for note in notes):
            texts = " / ".join(note.text for note in notes)
            self.doubts.append(shortened(f"the page has several notes {mark}: {texts}"))
        else:
            self.notes += notes


def marks_of(cells: Iterable[Cell]) -> tuple[str, ...]:
    """What the cells of a row refer to, in lower case."""
    found: dict[str, None] = {}
    for cell in cells:
        _, raised = marks_within(cell.with_marks)
        found |= dict.fromkeys([*footnote_marks(raised), *map(plain_mark, _IN_CELL.findall(cell.text))])
    return tuple(found)


def notes_of(lines: Iterable[str], marks: Collection[str], series: Collection[str]) -> PageNotes:
    """The notes among the texts of a page.

    Args:
        lines: in order.
        marks: what the rows of its tables refer to.
        series: the letters with which the products of its rows begin, such as ``EX``.
    """
    by_mark, named, restricted = _File(), NamedNotes(), False
    on_all: dict[str, None] = {}
    for passage in passages(lines, marks, series):
        restricted = restricted or (not passage.marks and is_about_extensions(passage.text))
        about_dates = _may_change(passage)
        against_all = not passage.marks and _is_against_all(passage, series)
        if not (passage.marks or about_dates or against_all):
            continue
        note = read_note(passage.text, goes_on=passage.goes_on, about_dates=about_dates)
        for mark in passage.marks:
            by_mark.add(mark, note, about_dates)
        if about_dates:
            named.add(note)
        if against_all:
            on_all.setdefault(note.text)
    return PageNotes(by_mark.notes(), named, _first_of(tuple(on_all)), restricted)


def _first_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The first few, and one for all others: they count, and what they are must not change unseen."""
    more = texts[_MOST:]
    return (
        *texts[:_MOST],
        *((shortened(f"{len(more)} more statements against dates: {' / '.join(more)}"),) if more else ()),
    )


class _File:
    """Notes by mark: at most a few of each kind, so that the size of a page bounds the time."""

    def __init__(self) -> None:
        self._notes: dict[str, dict[bool, dict[str, Note]]] = {}

    def add(self, key: str, note: Note, kind: bool) -> None:
        """One of that kind; beyond the first few it says nothing new."""
        of_kind = self._notes.setdefault(key, {}).setdefault(kind, {})
        known = of_kind.get(note.text)
        if known is None and len(of_kind) >= _MOST:
            of_kind["more"] = replace(note, text=UNREAD_NOTES)
        elif known is None or known.extended_to is not None:  # of two copies, the one that something restricts
            of_kind[note.text] = note

    def notes(self) -> Mapping[str, tuple[Note, ...]]:
        """All of them."""
        return MappingProxyType(
            {
                key: tuple(note for of_kind in kinds.values() for note in of_kind.values())
                for key, kinds in self._notes.items()
            }
        )


def _is_against_all(passage: Passage, series: Collection[str]) -> bool:
    """Whether a text may say of the whole page that its dates do not hold.

    A sentence that names a product is about that one. So is one behind a name, unless it speaks of dates or products
    as such.
    """
    if passage.heading and len(passage.own.split()) < _SHORTEST_SENTENCE:
        return False
    of_nothing = passage.names == Names.NOTHING and not _names_something(passage.own, series)
    if of_nothing or passage.names == Names.ALL:  # a series is the page: its power supplies have other names
        return may_be_of_the_page(passage.own, label=not passage.heading)
    own = (one for one in sentences_of(passage.own) if not _names_something(one, series))
    return any(speaks_of_the_page(one) and sentence_may_be_of_the_page(one) for one in own)


def _names_something(text: str, series: Collection[str]) -> bool:
    """Whether a text names a product, of this page or of another one."""
    others = (letters for letters in _A_SERIES.findall(text) if letters not in series)
    words = (is_product(word) for word in _WORD.findall(text) if "-" in word and any(map(str.isdigit, word)))
    return bool(named_in(text, series)) or names_products(text) or any(words) or any(others)


def _may_change(passage: Passage) -> bool:
    """Whether a text may change the dates of what it is about."""
    if passage.names == Names.PRODUCTS:
        return may_change_a_date(passage.text)
    if passage.marks:
        return may_be_against(passage.text)
    if passage.names == Names.RELEASES and train_mentions(passage.text).exact:
        return may_change_a_date(passage.text) and (speaks_of_dates(passage.text) or speaks_of_a_change(passage.text))
    return may_be_of_the_page(passage.text)
