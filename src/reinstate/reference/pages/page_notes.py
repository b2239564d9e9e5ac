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
from reinstate.reference.pages.mentions import Mentions
from reinstate.reference.pages.page_cells import PageCellError, date_in
from reinstate.reference.pages.product_cells import footnote_marks, is_sku, plain_mark

_LEADING = re.compile(
    r"[(\[]?\^?([A-Za-z0-9]{1,3}|[*†‡§]{1,4})[)\].:]*\s+(?=\S)|([*†‡§]{1,4})(?=\S)|\((\d{1,2})\)(?=\S)"
)
_FIRST_WORD = re.compile(r"\^?(\S{1,6})\s+(?=\S)")
_SEVERAL_MARKS = re.compile(r"\^?\(?(\w{1,2}(?:\s*(?:,|;|&|and|\^)\s*\^?\w{1,2})+)\)?[:.)]?\s+(?=\S)")
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
_SPEAKS_OF_DATES = re.compile(
    r"\bend[- ]of[- ](?:support|service|life|sale)|\bEO[SLE]\b|\bEOSL\b|\bLDOS\b|\bsupport|\bdiscontinu|\bsunset"
    r"|\bretire|\bmilestone|\bdates?\b|\bextend|\bextension|\bearlier\b|\bshorten|\bbrought forward|\bTSB|\bPSN-"
    r"|\brecall|\bwithdr|\bcorrect|\bincorrect|\bwrong|\blife ?cycle|\bended\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CHANGES = re.compile(
    r"\b(?:exten|revis|chang|mov|postpon|delay|supersed|replac|new date|updat|correct|amend|withdr|recall|brought"
    r"|pulled|shorten|accelerat|earlier|later|no longer|not\b)",
    re.IGNORECASE,
)
# Between what is said to hold no longer, and that: no further noun of which it could be said.
_SAME_SUBJECT = r"(?:(?!\b(?:that|which|who|products?|models?|devices?|units?|skus?|notices?)\b)[^.;:]){0,80}?"
_HOLDS_NO_LONGER = re.compile(
    rf"\b(?:dates?|milestones?|end[- ]of[- ](?:support|service)|EOS|page|tables?|entries|rows?)\b{_SAME_SUBJECT}"
    r"\b(?:superse[dc]\w*|amended|overrid\w+|overruled|withdrawn|obsolete|outdated|out of date|invalid|void"
    r"|incorrect|wrong|(?:brought|moved|pulled) (?:forward|back|up|in)\b|no longer (?:valid|current|correct|appl\w+)"
    r"|replaced by|(?:do|does) not apply|not (?:valid|current|correct))",
    re.IGNORECASE,
)
_DATES_CHANGED = re.compile(
    rf"\b(?:dates?|milestones?|end[- ]of[- ](?:support|service)|EOS)\b{_SAME_SUBJECT}"
    r"\b(?:(?:chang|revis|mov|shift|extend|correct)ed (?:to|by|from|until|through)"
    r"|postponed|delayed|shortened|accelerated)",
    re.IGNORECASE,
)
_SUPPORT = re.compile(r"\b(?:support|EOS)\b", re.IGNORECASE)
_SUPPORT_ENDED = re.compile(
    rf"\bsupport\b{_SAME_SUBJECT}(?:\w+ ){{0,3}}(?:above|below|listed|here|has|have|was|were)\b[^.;:]{{0,30}}"
    r"\b(?:ended|ceased|expired|lapsed|terminated|stopped)\b",
    re.IGNORECASE,
)
_DAY_OF_THE_PAGE = re.compile(
    r"\bas of\b|\bupdated\b|\brevised\b|\beffective\b|\bpublished\b|copyright|\u00a9", re.IGNORECASE
)
_HEDGED = re.compile(
    r"\b(?:(?-i:may)|might|can|could|would|should|if|when|where|subject to|in case|unless|reserves?|for example"
    r"|only (?:by|if|when|after))\b",
    re.IGNORECASE,
)
# What may narrow down the note before it.
_RESTRICTS = re.compile(
    r"\b(?:only|except\w*|unless|however|but|not|no|exclu\w+|provided|condition\w*|customers?|contract\w*|valid|above|extension"
    r"|where|if|for|applies|applicable|limited|restrict\w*)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
_OTHER_SIGNS = re.compile(r"[^A-Za-z0-9 .,;:()\[\]'\"/&-]")
_BULLETIN = re.compile(r"\b(?:TSB|PSN-|KB|TN)\d[\d-]{2,12}\b")
_TRAIN = re.compile(r"\d{1,2}\.\d{1,2}(?:X\d{1,3})?", re.IGNORECASE)
_ANY_TRAIN = re.compile(r"(?<![\d.])\d{1,2}\.(?:\d{1,2}|x|\*)", re.IGNORECASE)
_TRAIN_RANGE = re.compile(
    r"(?<![\d.])(\d{1,2}\.\d{1,2})(?:R\S{0,8})?\s*(?:to|through|thru|until|-|\u2013)\s*(\d{1,2}\.\d{1,2})",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[A-Z]{1,6}(?=\d)")
_BETWEEN_NAMES = frozenset(("and", "or", "the", "following", "product", "products", "model", "models", "sku", "skus"))
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_&-]*[A-Za-z0-9+]|[A-Za-z0-9]")
_SHOWN = 300
_LONGEST_STATEMENT = 600
_MOST = 3
_MOST_OF_A_SERIES = 200
_LONGEST_LIST = 500


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
        of_software: it speaks of Junos or releases, so that it says nothing of hardware.
        mentions: what it may be about beyond that.
    """

    text: str
    names: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()
    extended_to: date | None = None
    about_dates: bool = False
    understood: bool = False
    of_software: bool = False
    mentions: Mentions = field(default_factory=Mentions, compare=False, repr=False)

    @property
    def bulletin(self) -> str:
        """The bulletin that it cites, or that it is a footnote."""
        found = _BULLETIN.search(self.text)
        return found[0] if found else "footnote"

    def extends(self, name: str) -> bool:
        """Whether it extends that SKU or release; one that names none extends all that refer to it."""
        if self.extended_to is None or (self.of_software and not _TRAIN.fullmatch(name)):
            return False
        return not self.names or name in self.names

    def may_be_about(self, name: str) -> bool:
        """Whether it names that product or release in any way."""
        return name in self.names or self.mentions.may_name(name) or _names_train(self.text, name)

    def concerns(self, name: str, fellows: Collection[str]) -> bool:
        """Whether it is about that product, and not about others of its row alone."""
        return self.may_be_about(name) or not any(map(self.may_be_about, fellows))

    def repeats(self, end_of_support: date | None) -> bool:
        """Whether it only says once more when support ends."""
        return self.understood and self.extended_to is None and self.days == (end_of_support,)


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

    def add(self, note: Note) -> None:
        """File a note under everything that it names."""
        for name in note.names:
            self._file(self._by_name.setdefault(name, {}), note)
        for series in note.mentions.series:
            self._file(self._by_series.setdefault(series, {}), note)
        if _ANY_TRAIN.search(note.text):
            self._file(self._of_releases, note)

    @staticmethod
    def _file(notes: dict[str, Note], note: Note) -> None:
        if len(notes) < _MOST_OF_A_SERIES:
            notes.setdefault(note.text, note)
        else:
            notes.setdefault("", Note("more notes than can be read", about_dates=True))

    def about(self, name: str) -> Iterator[Note]:
        """The notes that may be about that product or release."""
        found = dict(self._by_name.get(name, {}))
        series = _LETTERS.match(name.upper().partition("-")[2] if name[1:2] == "-" else name.upper())
        near = [self._by_series.get(series[0], {})] if series else []
        for notes in (*near, *([self._of_releases] if _TRAIN.fullmatch(name) else [])):
            found |= {text: note for text, note in notes.items() if not text or note.may_be_about(name)}
        yield from found.values()


@dataclass(frozen=True, slots=True)
class PageNotes:
    """All notes of a page.

    Attributes:
        by_mark: by what refers to them; tables can have different notes under one mark.
        named: those that name products or releases, with or without a mark.
        on_all: statements by which no date of the page is certain.
    """

    by_mark: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    named: NamedNotes = field(default_factory=NamedNotes)
    on_all: tuple[str, ...] = ()

    def about(self, name: str, row: Marks, end_of_support: date | None) -> NotesAbout:
        """What they say about the row of that SKU or release.

        Args:
            row: what refers to notes in the row.
            end_of_support: as the row states it.
        """
        found = _Found(name)
        for note in self.named.about(name):
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
        unread = [note for note in found.notes if not (note.extends(name) or note.repeats(end_of_support))]
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


def speaks_of_a_change(text: str) -> bool:
    """Whether a text says of dates or support that something about them changed."""
    return bool(_CHANGES.search(text) and _SPEAKS_OF_DATES.search(text))


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
    by_mark, named = _File(), NamedNotes()
    on_all: dict[str, None] = {}
    for line, following in passages(lines, marks):
        several, text = _several_marks(line, marks)
        mark, text = ("", text) if several else _mark_and_text(line, marks)
        if not (mark or several) and not _SPEAKS_OF_DATES.search(text):
            continue
        note = _read(text, following)
        for one in several or filter(None, (mark,)):
            by_mark.add(one, note, note.about_dates)
        if note.about_dates and (mark or several or _YEAR.search(text) or _CHANGES.search(text)):
            named.add(note)
        if not (mark or several) and _is_about_all(text, note, series):
            on_all.setdefault(note.text)
    return PageNotes(by_mark.notes(), named, tuple(on_all)[:_MOST])


class _File:
    """Notes by mark: at most a few of each kind, so that the size of a page bounds the time."""

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


def passages(lines: Iterable[str], marks: Collection[str]) -> Iterator[tuple[str, str]]:
    """The lines, each with the one behind it; a sentence and the products that it is about are one line."""
    texts = [line for line in lines if line.strip()]
    at = 0
    while at < len(texts):
        text, after = texts[at], at + 1
        if _names_only(text) and after < len(texts) and not _names_only(texts[after]):
            text, after = f"{text}: {texts[after]}", after + 1
        end = min(after + _LONGEST_LIST, len(texts))
        while after < end and _names_only(texts[after]) and _SPEAKS_OF_DATES.search(text):
            text, after = f"{text} {texts[after]}", after + 1
        yield text, texts[after] if after < len(texts) else ""
        if after > at + 1 and not _SPEAKS_OF_DATES.search(text):
            after = at + 1
        at = after


def _names_only(line: str) -> bool:
    """Whether a line names products, and says nothing else."""
    words = _WORD.findall(line) if len(line) < _LONGEST_STATEMENT else []
    products = [word for word in words if _is_product(word) and not _TRAIN.fullmatch(word)]
    return bool(products) and all(word in products or word.lower() in _BETWEEN_NAMES for word in words)


def _several_marks(line: str, marks: Collection[str]) -> tuple[tuple[str, ...], str]:
    """The marks of a note under several of them, such as "1, 2:", and the note; none where rows refer to none."""
    found = _SEVERAL_MARKS.match(line)
    stated = tuple(map(plain_mark, re.findall(r"\w{1,2}", found[1].replace("and", " ")))) if found else ()
    own = tuple(mark for mark in stated if mark in marks)
    return (own, line[found.end() :]) if found and own else ((), line)


def _mark_and_text(line: str, marks: Collection[str]) -> tuple[str, str]:
    """The mark of a note, if rows refer to it, and the note."""
    for found in filter(None, (_NOTE.match(line), _LEADING.match(line), _FIRST_WORD.match(line))):
        mark = plain_mark(next(filter(None, found.groups()), ""))
        if mark in marks:
            return mark, line[found.end() :]
    return "", line


def _read(text: str, following: str) -> Note:
    stated = _DATE.findall(text)
    words = _WORD.findall(_BULLETIN.sub(" ", _DATE.sub(" ", text)))
    names = frozenset(_name(word) for word in words if _is_product(word))
    days = tuple(_days(stated))
    understood = len(days) == len(stated) and not _OTHER_SIGNS.search(text) and all(map(_is_understood, words))
    extends = understood and len(days) == 1 and _EXTENDS.search(text) and _END_OF_SUPPORT.search(text)
    return Note(
        text=text[:_SHOWN],
        names=names,
        days=days,
        extended_to=days[0] if extends and not _goes_on(text, following) else None,
        about_dates=bool(_SPEAKS_OF_DATES.search(text)),
        understood=understood and not re.search(r"\bexten", text, re.IGNORECASE),
        of_software=any(part in _OF_RELEASES for word in words for part in word.lower().split("-")),
        mentions=Mentions(_BULLETIN.sub(" ", _DATE.sub(" ", text))),
    )


def _goes_on(text: str, following: str) -> bool:
    """Whether the line behind a note may restrict it."""
    if text.rstrip().endswith((":", ",", ";", "-")):
        return True
    return (
        bool(following)
        and (not following[:1].isupper() or bool(_RESTRICTS.search(following)))
        and not (_LEADING.match(following) or _NOTE.match(following))
    )


def _is_understood(word: str) -> bool:
    return _is_product(word) or all(part in _UNDERSTOOD or part in _OF_RELEASES for part in word.lower().split("-"))


def _days(texts: Iterable[str]) -> Iterator[date]:
    for text in texts:
        try:
            day = date_in(Cell(text))
        except PageCellError:
            continue  # then there are fewer days than texts
        if day is not None:
            yield day


def _is_about_all(text: str, note: Note, series: Collection[str]) -> bool:
    """Whether a text says of the whole page that its dates do not hold."""
    of_some = any(one in series for one in note.mentions.series) if series else bool(_ANY_TRAIN.search(text))
    if of_some or len(text) > _LONGEST_STATEMENT:
        return False
    return any(map(_is_against_all_dates, _SENTENCE_END.split(text)))


def _is_against_all_dates(sentence: str) -> bool:
    if _HEDGED.search(sentence):
        return False
    ended = _DATE.search(sentence) and _SUPPORT.search(sentence) and not _DAY_OF_THE_PAGE.search(sentence)
    forms = (_HOLDS_NO_LONGER, _DATES_CHANGED, _SUPPORT_ENDED)
    return bool(ended) or any(form.search(sentence) for form in forms)


def _names_train(text: str, name: str) -> bool:
    """Whether a text is about that release train: by its name, a build of it, 24.x, or a range."""
    if not _TRAIN.fullmatch(name):
        return False
    if re.search(rf"(?<![\d.]){re.escape(name)}(?![\d.])", text, re.IGNORECASE):
        return True
    year = name.partition(".")[0]
    if re.search(rf"(?<![\d.]){year}\.(?:x|\*)", text, re.IGNORECASE):
        return True
    return any(_number(low) <= _number(name) <= _number(high) for low, high in _TRAIN_RANGE.findall(text))


def _number(train: str) -> tuple[int, int]:
    year, _, number = train.partition(".")
    return int(year), int(number.upper().partition("X")[0])


def _name(word: str) -> str:
    """A product or release as rows name it."""
    plain = word.upper()
    return plain.removesuffix("-EVO") if _TRAIN.fullmatch(plain.removesuffix("-EVO")) else plain


def _is_product(word: str) -> bool:
    """Whether a word of a note names a SKU or a release train."""
    if _TRAIN.fullmatch(word):
        return True
    return is_sku(word) and any(map(str.isalpha, word)) and not _BULLETIN.fullmatch(word)
