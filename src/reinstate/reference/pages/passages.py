"""The texts of a page in order, a text and the products that it is about together, wherever a page breaks them up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reinstate.reference.pages.markup import A_TABLE, HEADING
from reinstate.reference.pages.mentions import Mentions
from reinstate.reference.pages.note_texts import is_product, mark_and_text, several_marks
from reinstate.reference.pages.release_trains import is_train, train_mentions
from reinstate.reference.pages.statements import is_naming, is_plain, may_change_a_date, states_on_its_own

_BETWEEN_NAMES = frozenset(("and", "or", "the", "following", "product", "products", "model", "models", "sku", "skus"))
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_&-]*[A-Za-z0-9+]|[A-Za-z0-9]")
_INTRODUCES = re.compile(r"[:,;-]\s*\Z|\b(?:following|these|below|listed)\b", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"\A\d{1,3}\.\s+")
_LONGEST_LINE = 600
_LONGEST_LIST = 500


@dataclass(frozen=True, slots=True)
class Passage:
    """One text.

    Attributes:
        text: without its marks; with the products of a heading before it, or of a list behind it.
        marks: the marks of rows under which it stands.
        goes_on: what stands around it may restrict it.
        names: it names products or releases.
        on_all: it heads a table, and may change what all of its rows state.
    """

    text: str
    marks: tuple[str, ...] = ()
    goes_on: bool = False
    names: bool = False
    on_all: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    marks: tuple[str, ...]
    names: bool  # products or releases, and changes nothing by itself
    names_only: bool
    changes: bool  # something, of what it names or stands beside
    heading: bool = False


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
    heading: _Line | None = None  # that may change what stands below it
    tables_below = _tables_below(read)
    for at, line in enumerate(read):
        if line.heading:
            heading = line if may_change_a_date(line.text) else None
            if heading and at in tables_below:
                yield Passage(line.text, names=line.names, on_all=not line.names)
        before = () if line.marks or line.names or not line.changes else _before(read, at)
        behind = _behind(read, at) if line.changes or line.marks else ()
        above = () if heading is None or heading is line or line.text == A_TABLE else (heading,)
        text = " ".join(
            [*(f"{one.text.rstrip(' :')}:" for one in (*above, *before)), line.text, *(one.text for one in behind)]
        )
        names = any(one.names for one in (line, *above, *before, *behind))
        goes_on = bool(above) or _goes_on(read, at, at + len(behind))
        introduces = at + 1 < len(read) and read[at + 1].text == A_TABLE and line.changes and not line.marks
        yield Passage(text, line.marks, goes_on, names, on_all=introduces and not names)


def _tables_below(read: Sequence[_Line]) -> frozenset[int]:
    """The headings below which a table stands before the next one."""
    found, heading = set(), None
    for at, line in enumerate(read):
        heading = at if line.heading else heading
        if line.text == A_TABLE and heading is not None:
            found.add(heading)
    return frozenset(found)


def _line(line: str, marks: Collection[str], series: Collection[str]) -> _Line:
    heading = line.startswith(HEADING)
    several, text = several_marks(line.removeprefix(HEADING), marks)
    mark, text = ("", text) if several else mark_and_text(line, marks)
    own = several or tuple(filter(None, (mark,)))
    plain = _LIST_NUMBER.sub("", text)
    names = Mentions(text).name_any_of(series) or bool(train_mentions(text)) or _names_only(plain)
    changes = may_change_a_date(text) if names else states_on_its_own(text)
    return _Line(text, own, names, _names_only(plain), changes, heading)


def _before(lines: Sequence[_Line], at: int) -> Sequence[_Line]:
    """The heading or list before a text that names nothing itself."""
    start = at
    while start > 0 and at - start < _LONGEST_LIST and _only_names(lines[start - 1]):
        start -= 1
    return lines[start:at]


def _behind(lines: Sequence[_Line], at: int) -> Sequence[_Line]:
    """The list behind a text: of names alone, or with remarks where the text introduces it or names nothing itself."""
    takes_remarks = bool(_INTRODUCES.search(lines[at].text)) or not lines[at].names
    end = at + 1
    while end < len(lines) and end - at <= _LONGEST_LIST:
        if not lines[end].names_only and not (takes_remarks and _only_names(lines[end])):
            break
        end += 1
    return lines[at + 1 : end]


def _only_names(line: _Line) -> bool:
    return line.names and not line.changes and not line.marks


def _goes_on(lines: Sequence[_Line], at: int, last: int) -> bool:
    """Whether what stands before a text, or behind it, may restrict it; notes, names, and what every page says do not."""
    if lines[at].text.rstrip().endswith((":", ",", ";", "-")):
        return True
    before = next((one for one in reversed(lines[:at]) if not _says_nothing(one)), None)
    behind = next((one for one in lines[last + 1 :] if not _says_nothing(one) or one.text == A_TABLE), None)
    return not all(one is None or bool(one.marks) for one in (before, behind))


def _says_nothing(line: _Line) -> bool:
    return not line.marks and (is_plain(line.text) or is_naming(line.text))


def _names_only(line: str) -> bool:
    """Whether a line names products, and says nothing else."""
    words = _WORD.findall(line) if len(line) < _LONGEST_LINE else []
    products = [word for word in words if is_product(word) and not is_train(word)]
    return bool(products) and all(word in products or word.lower() in _BETWEEN_NAMES for word in words)
