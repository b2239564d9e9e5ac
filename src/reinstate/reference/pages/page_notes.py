"""Notes under a page's table: which row they are about, and whether they extend a date.

A note that speaks of dates and cannot be read with certainty makes the rows that it is about doubtful, never milder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reinstate.reference.pages.markup import Cell
from reinstate.reference.pages.page_cells import PageCellError, date_in, is_sku

_MARKED = re.compile(r"(?:\^(\S{1,4})|(\*{1,4}|[†‡§]{1,4})|[(\[](\d{1,2})[)\]]|(\d{1,2})[.):])\s*(?=\S)")
_NOTE = re.compile(r"note\s*(\d{1,2})?\s*[:.-]\s*", re.IGNORECASE)
_IN_CELL = re.compile(r"(\*{1,4}|[†‡§]{1,4}|(?<=\()\d{1,2}(?=\))|(?<=\[)\d{1,2}(?=\]))(?=[)\]\s,]|$)")
_DATE = re.compile(
    r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
)
_EXTENDS = re.compile(r"\bexten(?:d|ded|ds|sion)\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:exten|revis|chang|mov|postpon|delay|supersed|replac|new date|updat|correct)", re.IGNORECASE
)
_SUPPORT = re.compile(r"\bend[- ]of[- ](?:support|service|life)\b|\bEOS\b|\bEOL\b|\bsupport\b", re.IGNORECASE)
_OTHER_DATES = re.compile(
    r"engineering|last order|warranty|same[- ]day|next[- ]day|hardware replacement", re.IGNORECASE
)
_NOT_PLAIN = re.compile(
    r"\b(?:not|never|no|only|purchas\w*|bought|buy|charge|fee|paid|option\w*|may|can|could|might|if|except\w*|unless|series)\b",
    re.IGNORECASE,
)
_BULLETIN = re.compile(r"\b(?:TSB|PSN-|KB|TN)\d[\d-]{2,12}\b")
_TRAIN = re.compile(r"\d{2}\.\d{1,2}(?:X\d{1,3})?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_&-]*[A-Za-z0-9+]")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Attributes:
        mark: what refers to it in the table; "" if it names its products itself.
        skus: the SKUs that it names, in upper case.
        extended_to: the end of support to which it extends them; None if it does not say that with certainty.
        unclear: it speaks of changed dates, and cannot be read.
    """

    text: str
    mark: str = ""
    skus: tuple[str, ...] = ()
    extended_to: date | None = None
    unclear: bool = False

    def extends(self, sku: str) -> bool:
        """Whether it extends that SKU; one that names none extends every one that refers to it."""
        return self.extended_to is not None and (not self.skus or sku in self.skus)

    @property
    def bulletin(self) -> str:
        """The bulletin that it cites, or that it is a footnote."""
        found = _BULLETIN.search(self.text)
        return found[0] if found else "footnote"


def marks_of(cells: Iterable[Cell]) -> tuple[str, ...]:
    """What the cells of a row refer to."""
    found = (mark for cell in cells for mark in (*map(_plain_mark, cell.marks), *_IN_CELL.findall(cell.text)))
    return tuple(dict.fromkeys(mark for mark in found if mark))


def notes_of(lines: Iterable[str]) -> Iterator[Note]:
    """The notes among the texts beside a table: those with a mark, and those that speak of changed dates of a SKU."""
    for line in dict.fromkeys(lines):
        mark, text = _mark_and_text(line)
        note = _read(text[:_LONGEST], mark)
        if mark or (note.skus and (note.extended_to or note.unclear)):
            yield note


def notes_for(notes: Sequence[Note], marks: Sequence[str], skus: Sequence[str]) -> tuple[Note, ...]:
    """The notes about a row with these marks and SKUs."""
    named = set(skus)
    return tuple(note for note in notes if (note.mark in marks if note.mark else bool(named.intersection(note.skus))))


def _mark_and_text(line: str) -> tuple[str, str]:
    if found := _MARKED.match(line):
        return _plain_mark(next(filter(None, found.groups()))), line[found.end() :]
    if found := _NOTE.match(line):
        return found[1] or "", line[found.end() :]
    return "", line


def _plain_mark(mark: str) -> str:
    return mark.strip("()[].:,^ ")


def _read(text: str, mark: str) -> Note:
    skus = tuple(dict.fromkeys(word.upper() for word in _WORD.findall(_DATE.sub(" ", text)) if _is_product(word)))
    days = _DATE.findall(text)
    extends, speaks_of_support = _EXTENDS.search(text), _SUPPORT.search(text)
    if extends and speaks_of_support and len(days) == 1 and not (_OTHER_DATES.search(text) or _NOT_PLAIN.search(text)):
        try:
            return Note(text, mark, skus, date_in(Cell(days[0])))
        except PageCellError:
            return Note(text, mark, skus, unclear=True)
    return Note(text, mark, skus, unclear=bool(_CHANGES.search(text) and (days or speaks_of_support)))


def _is_product(word: str) -> bool:
    """Whether a word of a note names a SKU or a release train."""
    if _TRAIN.fullmatch(word):
        return True
    return is_sku(word) and not word.isdigit() and not _BULLETIN.fullmatch(word) and any(map(str.isalpha, word))
