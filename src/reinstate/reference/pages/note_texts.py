"""One note of a page: what it names, and whether it extends a date.

A note extends a date only where every word of it is understood. One that speaks of dates or support in any other way
makes what it is about doubtful, never milder.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256

from reinstate.reference.pages.markup.cells import Cell
from reinstate.reference.pages.mentions import Mentions
from reinstate.reference.pages.page_cells import PageCellError, date_in
from reinstate.reference.pages.product_cells import is_sku, plain_mark
from reinstate.reference.pages.release_trains import TrainMentions, is_train, train_mentions
from reinstate.reference.pages.statements import A_DATE, is_plain, says_until_when
from reinstate.reference.pages.vocabulary import DEVICES, PRODUCT_LETTERS

_LEADING = re.compile(
    r"[(\[]?\^?([A-Za-z0-9]{1,3}|[*†‡§]{1,4})[)\].:]*\s+(?=\S)|([*†‡§]{1,4})(?=\S)|\((\d{1,2})\)(?=\S)"
)
_FIRST_WORD = re.compile(r"\^?(\S{1,6})\s+(?=\S)")
_SEVERAL_MARKS = re.compile(r"\^?\(?(\w{1,2}(?:\s*(?:,|;|&|and|\^)\s*\^?\w{1,2})+)\)?[:.)]?\s+(?=\S)")
_NOTE = re.compile(r"(?:foot)?note\s*(\w{1,3})?\s*[:.)-]\s*", re.IGNORECASE)
_EXTENDS = re.compile(
    r"(?:\b(?:is|was|are|(?<!to )has been|(?<!to )have been)\s+"
    r"|\b(?:EOS|date|support|service|[A-Z0-9-]*\d[A-Z0-9-]*)\s+)"
    r"extended (?:to|until|till|through)\b",
    re.IGNORECASE,
)
_END_OF_SUPPORT = re.compile(
    r"\bend[- ]of[- ](?:support|service)\b|\bEOS\b|\bsupport (?:date )?(?:is|was|has)", re.IGNORECASE
)
_UNDERSTOOD = frozenset(
    [
        "a",
        "according",
        "an",
        "and",
        "been",
        "date",
        "dates",
        "end",
        "eos",
        "extended",
        "for",
        "has",
        "have",
        "is",
        "model",
        "models",
        "note",
        "number",
        "numbers",
        "of",
        "per",
        "product",
        "products",
        "refer",
        "see",
        "service",
        "sku",
        "skus",
        "support",
        "the",
        "these",
        "this",
        "through",
        "till",
        "to",
        "tsb",
        "until",
        "was",
        "were",
    ]
)
_OF_RELEASES = frozenset(["evo", "evolved", "junos", "os", "release", "releases", "version", "versions"])
_OTHER_SIGNS = re.compile(r"[^A-Za-z0-9 .,;:()\[\]'\"/&-]")
_BULLETIN = re.compile(r"\b(?:TSB|PSN-|KB|TN)\d[\d-]{2,12}\b")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_&-]*[A-Za-z0-9+]|[A-Za-z0-9]")
_SHOWN, _SHORTEST_PART = 2000, 4
UNREAD_NOTES = "more notes than can be read"
_STEM = re.compile(
    r"(?<![A-Za-z0-9-])(?:([A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,12}){1,6})|([A-Z]{2,6}\d?)(?=s?(?![A-Za-z0-9-])))"
)


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Attributes:
        text: as the page has it, cut to what a report can show.
        names: the SKUs and release trains that it names, in upper case.
        days: the dates that it states.
        extended_to: the end of support to which it extends what it is about; None if it does not say that with
            certainty.
        about_dates: it speaks of dates or support, or restricts what it is about.
        defines: it defines a word, so that it may stand at a date.
        understood: every word of it is.
        of_software: it speaks of Junos or releases, so that it says nothing of hardware.
        mentions: what it may be about beyond that.
        trains: the releases that it may be about.
        stems: how names begin that it may be about, such as ``MPC-3D-16XGE``.
    """

    text: str
    names: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()
    extended_to: date | None = None
    about_dates: bool = False
    defines: bool = False
    understood: bool = False
    of_software: bool = False
    mentions: Mentions = field(default_factory=Mentions, compare=False, repr=False)
    trains: TrainMentions = field(default_factory=TrainMentions, compare=False, repr=False)
    stems: frozenset[str] = field(default_factory=frozenset, compare=False, repr=False)

    @property
    def bulletin(self) -> str:
        """The bulletin that it cites, or that it is a footnote."""
        found = _BULLETIN.search(self.text)
        return found[0] if found else "footnote"

    def extends(self, name: str) -> bool:
        """Whether it extends that SKU or release; one that names none extends all that refer to it."""
        if self.extended_to is None or (self.of_software and not is_train(name)):
            return False
        return not self.names or name in self.names

    def is_before(self, end_of_support: date | None) -> bool:
        """Whether it "extends" a date to one before it, so that one of the two is wrong."""
        return self.extended_to is not None and end_of_support is not None and self.extended_to < end_of_support

    def may_be_about(self, name: str) -> bool:
        """Whether it names that product or release in any way."""
        if name in self.names or self.mentions.may_name(name) or self.trains.may_name(name):
            return True
        if any(part in self.names for part in name.split("-") if len(part) >= _SHORTEST_PART):
            return True  # CHAS-BP-MX480-S is a part of an MX480
        return bool(self.stems) and any(name[:end] in self.stems for end in range(2, len(name) + 1))

    def concerns(self, name: str, fellows: frozenset[str]) -> bool:
        """Whether it is about that product, and not about others of its row alone."""
        about = named_by(self, fellows)
        return name in about or not about or self.may_be_about(name)

    def repeats(self, end_of_support: date | None) -> bool:
        """Whether it only says once more when support ends."""
        if self.extended_to is not None or self.days != (end_of_support,):
            return False
        return self.understood or says_until_when(self.text)


@lru_cache(maxsize=1024)
def named_by(note: Note, names: frozenset[str]) -> frozenset[str]:
    """The products of a row that a note may be about: asked for each of them, and the same for all."""
    return frozenset(filter(note.may_be_about, names))


def several_marks(line: str, marks: Collection[str]) -> tuple[tuple[str, ...], str]:
    """The marks of a note under several of them, such as "1, 2:", and the note; none where rows refer to none."""
    found = _SEVERAL_MARKS.match(line)
    stated = tuple(map(plain_mark, re.findall(r"\w{1,2}", found[1].replace("and", " ")))) if found else ()
    own = tuple(mark for mark in stated if mark in marks)
    return (own, line[found.end() :]) if found and own else ((), line)


def mark_and_text(line: str, marks: Collection[str]) -> tuple[str, str]:
    """The mark of a note, if rows refer to it, and the note."""
    for found in filter(None, (_NOTE.match(line), _LEADING.match(line), _FIRST_WORD.match(line))):
        mark = plain_mark(next(filter(None, found.groups()), ""))
        if mark in marks:
            return mark, line[found.end() :]
    return "", line


def shortened(text: str) -> str:
    """A text that can be told from any other one, however long it is."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ... (sha256 {sha256(text.encode()).hexdigest()[:16]})"


@lru_cache(maxsize=8192)
def mentions_in(text: str) -> Mentions:
    """What a text names, but for its dates and bulletins."""
    return Mentions(_BULLETIN.sub(" ", A_DATE.sub(" ", text)))


@lru_cache(maxsize=8192)
def stems_in(text: str) -> frozenset[str]:
    """How names of parts begin in a text: with a hyphen, or as the letters of a kind of part, such as ``SCBE``."""
    found = (one[1] or one[2] for one in _STEM.finditer(text))
    return frozenset(stem for stem in found if "-" in stem or (stem in PRODUCT_LETTERS and stem not in DEVICES))


def names_products(text: str) -> bool:
    """Whether a text names a product by its series and number, or a series as a whole."""
    letters = (re.match("[A-Z]+", name) for name in mentions_in(text).named)
    return mentions_in(text).everything or any(one and one[0] in PRODUCT_LETTERS for one in letters)


def begin_in(stems: Iterable[str], series: Collection[str]) -> bool:
    """Whether names that begin so may belong to one of these series or kinds of part."""
    return any(one.startswith(first_of(stem)) for stem in stems for one in series)


def first_of(name: str) -> str:
    """The first part of a name: the kind of a part where it has no number of its own."""
    return name.partition("-")[0]


def read_note(text: str, *, about_dates: bool, goes_on: bool = False) -> Note:
    """A note.

    Args:
        about_dates: it may change the dates of what it is about.
        goes_on: what stands around it may restrict it.
    """
    stated = A_DATE.findall(text)
    words = _WORD.findall(_BULLETIN.sub(" ", A_DATE.sub(" ", text)))
    names = frozenset(_name(word) for word in words if is_product(word))
    days = tuple(_days(stated))
    understood = len(days) == len(stated) and not _OTHER_SIGNS.search(text) and all(map(_is_understood, words))
    extends = (
        understood
        and len(days) == 1
        and text.lower().count("extend") == 1
        and _EXTENDS.search(text)
        and _END_OF_SUPPORT.search(text)
    )
    return Note(
        text=shortened(text),
        names=names,
        days=days,
        extended_to=days[0] if extends and not goes_on else None,
        about_dates=about_dates,
        defines=is_plain(text),
        understood=understood and not re.search(r"\bexten", text, re.IGNORECASE),
        of_software=any(part in _OF_RELEASES for word in words for part in word.lower().split("-")),
        mentions=mentions_in(text),
        stems=stems_in(text),
        trains=train_mentions(text),
    )


def _is_understood(word: str) -> bool:
    return is_product(word) or all(part in _UNDERSTOOD or part in _OF_RELEASES for part in word.lower().split("-"))


def _days(texts: Iterable[str]) -> Iterator[date]:
    for text in texts:
        try:
            day = date_in(Cell(text))
        except PageCellError:
            continue  # then there are fewer days than texts
        if day is not None:
            yield day


def _name(word: str) -> str:
    """A product or release as rows name it."""
    plain = word.upper()
    return plain.removesuffix("-EVO") if is_train(plain.removesuffix("-EVO")) else plain


def is_product(word: str) -> bool:
    """Whether a word of a note names a SKU or a release train."""
    if is_train(word):
        return True
    return is_sku(word) and any(map(str.isalpha, word)) and not _BULLETIN.fullmatch(word)
