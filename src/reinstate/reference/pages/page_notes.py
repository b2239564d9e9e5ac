"""Notes of a page: which rows they are about, and whether they extend a date.

A note extends a date only where every word of it is understood. One that speaks of dates or support in any other way
makes the rows that it is about doubtful, never milder.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from reinstate.reference.pages.markup import Cell, marks_within
from reinstate.reference.pages.page_cells import PageCellError, date_in
from reinstate.reference.pages.product_cells import footnote_marks, is_sku, plain_mark

_LEADING = re.compile(
    r"[(\[]?\^?([A-Za-z0-9]{1,3}|[*†‡§]{1,4})[)\].:]*\s+(?=\S)|([*†‡§]{1,4})(?=\S)|\((\d{1,2})\)(?=\S)"
)
_NOTE = re.compile(r"(?:foot)?note\s*(\w{1,3})?\s*[:.)-]\s*", re.IGNORECASE)
_IN_CELL = re.compile(r"(\*{1,4}|[†‡§]{1,4}|(?<=\()\d{1,2}(?=\))|(?<=\[)\d{1,2}(?=\]))(?=[)\]\s,]|$)")
_DATE = re.compile(
    r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
)
_EXTENDS = re.compile(r"\bextended (?:to|until|till|through)\b", re.IGNORECASE)
_END_OF_SUPPORT = re.compile(
    r"\bend[- ]of[- ](?:support|service)\b|\bEOS\b|\bsupport (?:date )?(?:is|was|has)", re.IGNORECASE
)
_UNDERSTOOD = frozenset(
    (
        "a",
        "according",
        "an",
        "and",
        "been",
        "by",
        "date",
        "dates",
        "end",
        "eos",
        "evo",
        "evolved",
        "extended",
        "extension",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "juniper",
        "junos",
        "note",
        "number",
        "numbers",
        "of",
        "os",
        "part",
        "parts",
        "per",
        "product",
        "products",
        "refer",
        "release",
        "releases",
        "see",
        "service",
        "sku",
        "skus",
        "software",
        "support",
        "the",
        "these",
        "this",
        "through",
        "till",
        "to",
        "tsb",
        "until",
        "version",
        "versions",
        "was",
        "were",
    )
)
_SPEAKS_OF_DATES = re.compile(
    r"\bend[- ]of[- ](?:support|service|life|sale)|\bEO[SLE]\b|\bsupport|\bdiscontinu|\bsunset|\bretire|\bmilestone"
    r"|\bdates?\b|\bextend|\bextension|\bearlier\b|\bshorten|\bbrought forward|\bTSB|\bPSN-|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:exten|revis|chang|mov|postpon|delay|supersed|replac|new date|updat|correct|amend|withdr|brought|pulled"
    r"|shorten|accelerat|earlier|later|no longer|not\b)",
    re.IGNORECASE,
)
_ALL_ROWS = re.compile(
    r"\b(?:dates?|milestones?|page|tables?|lists?|entries|rows?|end[- ]of[- ]support|end[- ]of[- ]service|EOS)\b",
    re.IGNORECASE,
)
_NO_LONGER_HOLDS = re.compile(
    r"\b(?:superse[dc]\w*|amended|overrid\w+|overruled|withdrawn|obsolete|outdated|out of date|invalid|void"
    r"|incorrect|wrong|(?:brought|moved|pulled) (?:forward|back|up|in)|no longer (?:valid|current|correct|appl\w+)"
    r"|replaced by|(?:do|does) not apply|not (?:valid|current|correct)|postponed|delayed|shortened|accelerated"
    r"|(?:chang|revis|mov|shift|extend|correct)ed (?:to|by|from|until|through))\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:(?-i:may)|might|can|could|would|should|if|when|where|subject to|in case|unless|reserves?|for example)\b",
    re.IGNORECASE,
)
_BULLETIN = re.compile(r"\b(?:TSB|PSN-|KB|TN)\d[\d-]{2,12}\b")
_TRAIN = re.compile(r"\d{2}\.\d{1,2}(?:X\d{1,3})?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_&-]*[A-Za-z0-9+]|[A-Za-z0-9]")
_SHOWN = 300
_LONGEST_STATEMENT = 600
_MOST = 3


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Attributes:
        text: as the page has it, cut to what a report can show.
        names: the SKUs and release trains that it names, in upper case.
        days: the dates that it states.
        extended_to: the end of support to which it extends what it is about; None if it does not say that with
            certainty.
        about_dates: it speaks of dates or support.
        understood: every word of it is.
    """

    text: str
    names: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()
    extended_to: date | None = None
    about_dates: bool = False
    understood: bool = False

    @property
    def bulletin(self) -> str:
        """The bulletin that it cites, or that it is a footnote."""
        found = _BULLETIN.search(self.text)
        return found[0] if found else "footnote"

    def extends(self, name: str) -> bool:
        """Whether it extends that SKU or release; one that names none extends all that refer to it."""
        return self.extended_to is not None and (not self.names or name in self.names)

    def concerns(self, name: str, fellows: Collection[str]) -> bool:
        """Whether it is about that product, and not about others of its row alone."""
        return name in self.names or self.names.isdisjoint(fellows)

    def repeats(self, stated: Collection[date]) -> bool:
        """Whether it only says once more what a row states."""
        return self.understood and self.extended_to is None and bool(self.days) and set(self.days) <= set(stated)


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


@dataclass(frozen=True, slots=True)
class PageNotes:
    """All notes of a page.

    Attributes:
        by_mark: by what refers to them; tables can have different notes under one mark.
        by_name: by the SKU or release that they name, without a mark.
        on_all: statements by which no date of the page is certain.
    """

    by_mark: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    by_name: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    on_all: tuple[str, ...] = ()

    def about(self, name: str, row: Marks, stated: Collection[date]) -> NotesAbout:
        """What they say about the row of that SKU or release.

        Args:
            row: what refers to notes in the row.
            stated: the dates of the row.
        """
        found = _Found(name)
        for note in self.by_name.get(name, ()):
            found.add(note)
        for mark in dict.fromkeys(row.of_product):
            found.add_marked(mark, self.by_mark.get(mark, ()))
        for mark in dict.fromkeys(row.of_row):
            notes = self.by_mark.get(mark, ())
            own = [note for note in notes if note.concerns(name, row.names)]
            found.add_marked(mark, own, there=bool(notes))
        doubts = [*self.on_all, *found.doubts]
        perhaps = (mark for mark in row.unplaced if mark not in row.of_product)
        doubts += (note.text for mark in perhaps for note in self.by_mark.get(mark, ()) if note.about_dates)
        unread = [note for note in found.notes if not (note.extends(name) or note.repeats(stated))]
        doubts += (note.text for note in unread if note.about_dates)
        return NotesAbout(
            tuple(dict.fromkeys(note.text for note in found.notes)),
            tuple(dict.fromkeys(note for note in found.notes if note.extends(name))),
            tuple(dict.fromkeys(doubts)),
        )


@dataclass(slots=True)
class _Found:
    """The notes about one name that were found so far."""

    name: str
    notes: list[Note] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def add(self, note: Note) -> None:
        self.notes.append(note)

    def add_marked(self, mark: str, notes: Sequence[Note], *, there: bool = False) -> None:
        """The notes under a mark; of several, it is not known which one is meant."""
        if not notes and not there:
            self.doubts.append(f"the note {mark} that it refers to is not on the page")
        elif len(notes) > 1 and any(note.about_dates and self.name not in note.names for note in notes):
            self.doubts.append(f"the page has several notes {mark}")
        else:
            self.notes += notes


def marks_of(cells: Iterable[Cell]) -> tuple[str, ...]:
    """What the cells of a row refer to, in lower case."""
    found: dict[str, None] = {}
    for cell in cells:
        _, raised = marks_within(cell.with_marks)
        found |= dict.fromkeys([*footnote_marks(raised), *map(plain_mark, _IN_CELL.findall(cell.text))])
    return tuple(found)


def notes_of(lines: Iterable[str], marks: Collection[str]) -> PageNotes:
    """The notes among the texts of a page.

    Args:
        marks: what the rows of its tables refer to.
    """
    by_mark, by_name = _File(), _File()
    on_all: dict[str, None] = {}
    for line in dict.fromkeys(lines):
        mark, text = _mark_and_text(line, marks)
        if not mark and not _SPEAKS_OF_DATES.search(text):
            continue
        note = _read(text)
        if mark:
            by_mark.add(mark, note, note.about_dates)
        if mark or note.days or _CHANGES.search(text):
            for name in note.names if note.about_dates else ():
                by_name.add(name, note, note.extended_to is None)
        if not mark and _is_about_all(text, note):
            on_all.setdefault(note.text)
    return PageNotes(by_mark.notes(), by_name.notes(), tuple(on_all)[:_MOST])


class _File:
    """Notes by what leads to them: at most a few of each kind, so that the size of a page bounds the time."""

    def __init__(self) -> None:
        self._notes: dict[str, dict[bool, dict[str, Note]]] = {}

    def add(self, key: str, note: Note, kind: bool) -> None:
        """One of that kind; beyond the first few it says nothing new."""
        of_kind = self._notes.setdefault(key, {}).setdefault(kind, {})
        if len(of_kind) < _MOST:
            of_kind.setdefault(note.text, note)

    def notes(self) -> Mapping[str, tuple[Note, ...]]:
        """All of them."""
        return MappingProxyType(
            {
                key: tuple(note for of_kind in kinds.values() for note in of_kind.values())
                for key, kinds in self._notes.items()
            }
        )


def _mark_and_text(line: str, marks: Collection[str]) -> tuple[str, str]:
    """The mark of a note, if rows refer to it, and the note."""
    for found in filter(None, (_NOTE.match(line), _LEADING.match(line))):
        mark = plain_mark(next(filter(None, found.groups()), ""))
        if mark in marks:
            return mark, line[found.end() :]
    return "", line


def _read(text: str) -> Note:
    stated = _DATE.findall(text)
    without_dates = _BULLETIN.sub(" ", _DATE.sub(" ", text))
    words = _WORD.findall(without_dates)
    names = frozenset(_name(word) for word in words if _is_product(word))
    understood = text.isascii() and all(_is_product(word) or _is_understood(word) for word in words)
    days = tuple(_days(stated))
    understood = understood and len(days) == len(stated)
    extends = understood and len(days) == 1 and _EXTENDS.search(text) and _END_OF_SUPPORT.search(text)
    return Note(
        text=text[:_SHOWN],
        names=names,
        days=days,
        extended_to=days[0] if extends else None,
        about_dates=bool(_SPEAKS_OF_DATES.search(text)),
        understood=understood and not re.search(r"\bexten", text, re.IGNORECASE),
    )


def _is_understood(word: str) -> bool:
    return all(part in _UNDERSTOOD for part in word.lower().split("-"))


def _days(texts: Iterable[str]) -> Iterator[date]:
    for text in texts:
        try:
            day = date_in(Cell(text))
        except PageCellError:
            continue  # then there are fewer days than texts
        if day is not None:
            yield day


def _is_about_all(text: str, note: Note) -> bool:
    """Whether a text says of the whole page that its dates do not hold."""
    if note.names or len(text) > _LONGEST_STATEMENT or _HEDGED.search(text):
        return False
    return bool(_ALL_ROWS.search(text) and _NO_LONGER_HOLDS.search(text))


def _name(word: str) -> str:
    """A product or release as rows name it."""
    plain = word.upper()
    return plain.removesuffix("-EVO") if _TRAIN.fullmatch(plain.removesuffix("-EVO")) else plain


def _is_product(word: str) -> bool:
    """Whether a word of a note names a SKU or a release train."""
    if _TRAIN.fullmatch(word):
        return True
    return is_sku(word) and any(map(str.isalpha, word)) and not _BULLETIN.fullmatch(word)
