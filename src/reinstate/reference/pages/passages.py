"""The texts of a page in order, a text and the products that it is about together, wherever a page breaks them up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reinstate.reference.pages.mentions import Mentions
from reinstate.reference.pages.note_texts import is_product, mark_and_text, several_marks
from reinstate.reference.pages.release_trains import is_train, train_mentions
from reinstate.reference.pages.statements import is_plain, may_change_a_date, states_on_its_own

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
        goes_on: what follows may restrict it.
    """

    text: str
    marks: tuple[str, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    marks: tuple[str, ...]
    names: bool  # products or releases, and changes nothing by itself
    names_only: bool
    changes: bool  # something, of what it names or stands beside


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
    for at, line in enumerate(read):
        before = () if line.marks or line.names or not line.changes else _before(read, at)
        behind = _behind(read, at) if line.changes or line.marks else ()
        text = " ".join([*(f"{one.text.rstrip(' :')}:" for one in before), line.text, *(one.text for one in behind)])
        following = read[at + 1 + len(behind)] if at + 1 + len(behind) < len(read) else None
        yield Passage(text, line.marks, _goes_on(line, following))


def _line(line: str, marks: Collection[str], series: Collection[str]) -> _Line:
    several, text = several_marks(line, marks)
    mark, text = ("", text) if several else mark_and_text(line, marks)
    own = several or tuple(filter(None, (mark,)))
    plain = _LIST_NUMBER.sub("", text)
    names = Mentions(text).name_any_of(series) or bool(train_mentions(text)) or _names_only(plain)
    changes = may_change_a_date(text) if names else states_on_its_own(text)
    return _Line(text, own, names, _names_only(plain), changes)


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


def _goes_on(line: _Line, following: _Line | None) -> bool:
    """Whether what stands behind a text may restrict it; another note, names, and what every page says do not."""
    if line.text.rstrip().endswith((":", ",", ";", "-")):
        return True
    return following is not None and not (following.marks or _only_names(following) or is_plain(following.text))


def _names_only(line: str) -> bool:
    """Whether a line names products, and says nothing else."""
    words = _WORD.findall(line) if len(line) < _LONGEST_LINE else []
    products = [word for word in words if is_product(word) and not is_train(word)]
    return bool(products) and all(word in products or word.lower() in _BETWEEN_NAMES for word in words)
