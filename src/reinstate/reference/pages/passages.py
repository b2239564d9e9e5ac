"""The texts of a page in order, a text and the products that it is about together, wherever a page breaks them up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

from reinstate.reference.pages.markup.blocks import A_TABLE
from reinstate.reference.pages.markup.elements import HEADING
from reinstate.reference.pages.note_texts import (
    begin_in,
    is_product,
    mark_and_text,
    mentions_in,
    several_marks,
    stems_in,
)
from reinstate.reference.pages.release_trains import is_train, train_mentions
from reinstate.reference.pages.statements import may_change_a_date, states_on_its_own
from reinstate.reference.pages.whole_page import may_be_of_the_page

_BETWEEN_NAMES = frozenset(("and", "or", "the", "following", "product", "products", "model", "models", "sku", "skus"))
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_&-]*[A-Za-z0-9+]|[A-Za-z0-9]")
_INTRODUCES = re.compile(r"[:,;-]\s*\Z|\b(?:following|these|below|listed)\b", re.IGNORECASE)
_OTHER_NOTE = re.compile(r"\b(?:foot)?notes?\s*[(#]?(\w{1,2})\b")
_LIST_NUMBER = re.compile(r"\A\d{1,3}\.\s+")
_LONGEST_LINE = 600
_LONGEST_LIST = 500


class Names(IntEnum):
    """What a text names, from nothing to single products."""

    NOTHING = 0
    RELEASES = 1
    ALL = 2  # of a series, or of everything
    PRODUCTS = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """One text.

    Attributes:
        text: without its marks; with the products of a heading before it, or of a list behind it.
        own: the same without those.
        marks: the marks of rows under which it stands.
        goes_on: what stands around it may restrict it.
        names: what it names.
        heading: it heads what stands below it, and nothing else.
    """

    text: str
    own: str
    marks: tuple[str, ...] = ()
    goes_on: bool = False
    names: Names = Names.NOTHING
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    marks: tuple[str, ...]
    names: Names
    names_only: bool
    changes: bool  # something, of what it names or stands beside
    may_change: bool = False  # what stands right beside it, so that it is about that
    heading: bool = False
    says_nothing: bool = False  # it cannot restrict a text beside it

    @property
    def only_names(self) -> bool:
        """Whether it names something, and changes nothing."""
        return bool(self.names) and not self.changes and not self.marks


def passages(lines: Iterable[str], marks: Collection[str], series: Collection[str]) -> Iterator[Passage]:
    """The texts that these lines make up.

    Args:
        lines: in order; where one is empty, what stands before it and behind it has nothing to do with each other.
        marks: what the rows of the page's tables refer to.
        series: the letters with which their products begin, such as ``EX``.
    """
    for is_text, block in groupby(lines, lambda line: bool(line.strip())):
        if is_text:
            yield from _of_block([_line(line, marks, series) for line in block])


def _of_block(read: Sequence[_Line]) -> Iterator[Passage]:
    heading: _Line | None = None
    restricting = _restricting(read)
    for at, line in enumerate(read):
        heading = line if _heads_what_follows(line, heading) else heading
        before = () if line.marks or line.names else _before(read, at)
        behind = _behind(read, at) if line.changes or line.marks or _introduces(read, at) else ()
        heads = () if heading is None or heading is line or not may_change_a_date(heading.text) else (heading,)
        above = () if line.marks else (*heads, *(one for one in before if one not in heads))
        text = " ".join([*(f"{one.text.rstrip(' :')}:" for one in above), line.text, *(one.text for one in behind)])
        names = max(one.names for one in (line, *above, *behind))
        following = read[at + 1 + len(behind)].text if at + 1 + len(behind) < len(read) else ""
        of_others = heading is not None and heading is not line and heading.names == Names.PRODUCTS
        goes_on = bool(heads) or of_others or following == A_TABLE or at in restricting
        if line.text != A_TABLE:
            yield Passage(text, line.text, line.marks, goes_on, names, line.heading)


def _heads_what_follows(line: _Line, heading: _Line | None) -> bool:
    """Whether what follows stands under that line; one that says nothing leaves it under the heading above."""
    if not line.heading or line.marks:
        return False
    return heading is None or bool(line.names) or not line.says_nothing or heading.says_nothing


def _restricting(read: Sequence[_Line]) -> frozenset[int]:
    """The lines beside which another one stands that may restrict them, whatever says nothing between the two.

    Notes of their own do not restrict each other, unless one of them speaks of the other.
    """
    found = {at for at, line in enumerate(read) if line.text.rstrip().endswith((":", ",", ";", "-"))}
    for order in (range(len(read)), range(len(read) - 1, -1, -1)):
        restricts = False
        for at in order:
            found |= {at} if restricts else set()
            if not read[at].says_nothing:
                restricts = not read[at].marks
    cited = {mark for line in read for mark in _OTHER_NOTE.findall(line.text.lower())}
    return frozenset(found | {at for at, line in enumerate(read) if cited.intersection(line.marks)})


def _line(line: str, marks: Collection[str], series: Collection[str]) -> _Line:
    heading = line.startswith(HEADING)
    several, text = several_marks(line.removeprefix(HEADING), marks)
    mark, text = ("", text) if several else mark_and_text(line.removeprefix(HEADING), marks)
    own = several or tuple(filter(None, (mark,)))
    if _names_only(_LIST_NUMBER.sub("", text)):
        return _Line(text, own, Names.PRODUCTS, names_only=True, changes=False, heading=heading, says_nothing=not own)
    names = named_in(text, series)
    may_change = may_change_a_date(text)
    changes = may_change if names == Names.PRODUCTS else states_on_its_own(text)
    nothing = not own and not (may_change and may_be_of_the_page(text))
    return _Line(
        text,
        own,
        names,
        names_only=False,
        changes=changes,
        may_change=may_change,
        heading=heading,
        says_nothing=nothing,
    )


def named_in(text: str, series: Collection[str]) -> Names:
    """What a text names of products of these series."""
    mentions = mentions_in(text)
    if mentions.name_numbers_of(series) or begin_in(stems_in(text), series):
        return Names.PRODUCTS
    if mentions.name_any_of(series):
        return Names.ALL
    return Names.RELEASES if train_mentions(text) else Names.NOTHING


def _before(lines: Sequence[_Line], at: int) -> Sequence[_Line]:
    """The heading or name right before a text that names nothing itself; the list, where the text states something."""
    if at == 0 or not lines[at - 1].only_names:
        return ()
    start = at
    while start > 0 and at - start < _LONGEST_LIST and lines[start - 1].only_names:
        start -= 1
    if lines[at].changes:
        return lines[start:at]
    close = lines[at - 1].heading or start == at - 1
    return lines[at - 1 : at] if close and lines[at].may_change else ()


def _introduces(lines: Sequence[_Line], at: int) -> bool:
    """Whether a text may change something, and says of what in the list behind it."""
    line = lines[at]
    return line.may_change and not line.names and bool(_INTRODUCES.search(line.text) or line.heading)


def _behind(lines: Sequence[_Line], at: int) -> Sequence[_Line]:
    """The list behind a text: of names alone, or with remarks where the text introduces it or names nothing itself."""
    takes_remarks = bool(_INTRODUCES.search(lines[at].text)) or not lines[at].names
    end = at + 1
    while end < len(lines) and end - at <= _LONGEST_LIST:
        if not lines[end].names_only and not (takes_remarks and lines[end].only_names):
            break
        end += 1
    return lines[at + 1 : end]


def _names_only(line: str) -> bool:
    """Whether a line names products, and says nothing else."""
    words = _WORD.findall(line) if len(line) < _LONGEST_LINE else []
    products = [word for word in words if is_product(word) and not is_train(word)]
    return bool(products) and all(word in products or word.lower() in _BETWEEN_NAMES for word in words)
