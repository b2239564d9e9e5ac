"""One note of a page: what it names, and whether it extends a date.

A note extends a date only where every word of it is understood. One that speaks of dates or support in any other way
makes what it is about doubtful, never milder.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from reinstate.reference.pages.markup import Cell
from reinstate.reference.pages.mentions import Mentions
from reinstate.reference.pages.page_cells import PageCellError, date_in
from reinstate.reference.pages.product_cells import is_sku, plain_mark

_LEADING = re.compile(
    r"[(\[]?\^?([A-Za-z0-9]{1,3}|[*†‡§]{1,4})[)\].:]*\s+(?=\S)|([*†‡§]{1,4})(?=\S)|\((\d{1,2})\)(?=\S)"
)
_NEW_NOTE = re.compile(r"\^|\(?\d{1,2}[).:\]]?\s|\[\d|[*†‡§]|\(?[a-z]\)|(?:foot)?note\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\^?(\S{1,6})\s+(?=\S)")
_SEVERAL_MARKS = re.compile(r"\^?\(?(\w{1,2}(?:\s*(?:,|;|&|and|\^)\s*\^?\w{1,2})+)\)?[:.)]?\s+(?=\S)")
_NOTE = re.compile(r"(?:foot)?note\s*(\w{1,3})?\s*[:.)-]\s*", re.IGNORECASE)
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
_RESTRICTS = re.compile(
    r"\b(?:only|except\w*|unless|however|but|not|no|exclu\w+|provided|condition\w*|customers?|contract\w*|valid|above|extension"
    r"|where|if|for|applies|applicable|limited|restrict\w*)\b",
    re.IGNORECASE,
)
_OTHER_SIGNS = re.compile(r"[^A-Za-z0-9 .,;:()\[\]'\"/&-]")
_BULLETIN = re.compile(r"\b(?:TSB|PSN-|KB|TN)\d[\d-]{2,12}\b")
TRAIN = re.compile(r"\d{1,2}\.\d{1,2}(?:X\d{1,3})?", re.IGNORECASE)
_ANY_TRAIN = re.compile(r"(?<![\d.])\d{1,2}\.(?:\d{1,2}|x|\*)", re.IGNORECASE)
_TRAIN_RANGE = re.compile(
    r"(?<![\d.])(\d{1,2}\.\d{1,2})(?:R\S{0,8})?\s*(?:to|through|thru|until|-|\u2013)\s*(\d{1,2}\.\d{1,2})",
    re.IGNORECASE,
)
_BETWEEN_NAMES = frozenset(("and", "or", "the", "following", "product", "products", "model", "models", "sku", "skus"))
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_&-]*[A-Za-z0-9+]|[A-Za-z0-9]")
_SHOWN = 300
_LONGEST_LINE = 600
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
        if self.extended_to is None or (self.of_software and not TRAIN.fullmatch(name)):
            return False
        return not self.names or name in self.names

    def may_be_about(self, name: str) -> bool:
        """Whether it names that product or release in any way."""
        return name in self.names or self.mentions.may_name(name) or names_train(self.text, name)

    def concerns(self, name: str, fellows: Collection[str]) -> bool:
        """Whether it is about that product, and not about others of its row alone."""
        return self.may_be_about(name) or not any(map(self.may_be_about, fellows))

    def repeats(self, end_of_support: date | None) -> bool:
        """Whether it only says once more when support ends."""
        return self.understood and self.extended_to is None and self.days == (end_of_support,)


def speaks_of_a_change(text: str) -> bool:
    """Whether a text says of dates or support that something about them changed."""
    return bool(_CHANGES.search(text) and speaks_of_dates(text))


def speaks_of_dates(text: str) -> bool:
    """Whether a text speaks of dates or support at all."""
    return bool(_SPEAKS_OF_DATES.search(text))


def may_change_a_date(text: str) -> bool:
    """Whether a text that speaks of dates states a year, or that something changed."""
    return bool(_YEAR.search(text) or _CHANGES.search(text))


def names_a_train(text: str) -> bool:
    """Whether a text names a release train, or several as 24.x."""
    return bool(_ANY_TRAIN.search(text))


def passages(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
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
    words = _WORD.findall(line) if len(line) < _LONGEST_LINE else []
    products = [word for word in words if _is_product(word) and not TRAIN.fullmatch(word)]
    return bool(products) and all(word in products or word.lower() in _BETWEEN_NAMES for word in words)


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


def read_note(text: str, following: str) -> Note:
    """A note, with the line behind it, which may restrict it."""
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
    """Whether the line behind a note may restrict it; another note does not."""
    if text.rstrip().endswith((":", ",", ";", "-")):
        return True
    if not following or _NEW_NOTE.match(following):
        return False
    return not following[:1].isupper() or bool(_RESTRICTS.search(following))


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


def names_train(text: str, name: str) -> bool:
    """Whether a text is about that release train: by its name, a build of it, 24.x, or a range."""
    if not TRAIN.fullmatch(name):
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
    return plain.removesuffix("-EVO") if TRAIN.fullmatch(plain.removesuffix("-EVO")) else plain


def _is_product(word: str) -> bool:
    """Whether a word of a note names a SKU or a release train."""
    if TRAIN.fullmatch(word):
        return True
    return is_sku(word) and any(map(str.isalpha, word)) and not _BULLETIN.fullmatch(word)
