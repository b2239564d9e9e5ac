"""Which release trains a text names: by name, by a build, as all of a year, or within a range.

It errs to yes: a text that says "24.1, .2 and .3", or "24.2 and others", may be about every release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_DATES = re.compile(r"\b\d{1,2}([-/.])\d{1,2}\1\d{4}\b|\b\d{4}-\d{2}-\d{2}\b")
_TRAIN = re.compile(r"(?<!\d)(?<!\d\.)(\d{1,2})\.(?:(\d{1,2})(X\d{1,3})?|[Xx*])(?!\d|\.\d)", re.IGNORECASE)
_ONE_TRAIN = re.compile(r"\d{1,2}\.\d{1,2}(?:X\d{1,3})?", re.IGNORECASE)
_REST_OF_BUILD = re.compile(r"(?:(?:-?[RDSIB]\d{1,3}(?:\.\d{1,2})?){1,4}|R(?!\w)|-?EVO\b)?", re.IGNORECASE)
_NAMED = r"(?:\s|\b(?:junos|os|evolved|software|releases?|versions?|trains?|all|any|the|in|its)\b|[(,])*"
_UP_TO = re.compile(
    rf"{_NAMED}(?:to|through|thru|until|till|up\s+to|and\s+up\s+to|[-~>\u2012-\u2015\u2192\u2026]{{1,6}}|\.{{2,4}}){_NAMED}",
    re.IGNORECASE,
)
# What a train begins or ends, without another that closes it.
_TO = r"(?:\s+(?:with|at|in|on|and|including|incl)\b\.?)*"
_SINCE = re.compile(
    r"\b(?:since|from|after|beyond|above|over|(?:newer|later|higher|more recent)\s+than|follow\w+|starting|beginning)\b"
    rf"{_TO}{_NAMED}\Z",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:before|until|till|through|below|under|prior\s+to|previous\s+to|up\s+to|(?:older|earlier|lower)\s+than|preced\w+"
    rf"|ending)\b{_TO}{_NAMED}\Z",
    re.IGNORECASE,
)
_OPEN_BEFORE = re.compile(rf"\b(?:between|than)\b{_TO}{_NAMED}\Z", re.IGNORECASE)
_AND = rf"\s*(?:[,;(]\s*)?(?:(?:and|or|&|-)\s*)?{_NAMED}"
_AND_LATER = re.compile(
    rf"\s*\+|{_AND}(?:later|newer|higher|above|upwards?|onwards?|on|beyond|up|following|subsequent|forward)\b",
    re.IGNORECASE,
)
_AND_EARLIER = re.compile(rf"{_AND}(?:down|earlier|older|lower|below|before|prior|previous|preceding)\b", re.IGNORECASE)
_AND_OTHERS = re.compile(rf"\s*(?:\.\.+|\u2026)|{_AND}(?:others?|etc|similar)\b", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween\b{_NAMED}\Z", re.IGNORECASE)
_JUST_AND = re.compile(rf"{_NAMED}and{_NAMED}", re.IGNORECASE)
_PART_OF_NEXT = re.compile(r"\s*(?:,|/|&|and|or|-)\s*(?:and\s+)?\.?\d{1,2}(?![\d.-]|/\d{1,2}/\d{4})", re.IGNORECASE)
_YEARS = re.compile(
    r"\b(?:junos|os|evolved|releases?|versions?)\s+(\d{2})(?![\d.])"
    r"|(?<![\d.])(\d{2})\s+(?:junos|releases?|versions?|trains?|line|famil\w+|series)\b",
    re.IGNORECASE,
)
_LAST = (99, 99)
_BESIDE = 60  # as far as what stands before and behind a train says something of it


@dataclass(frozen=True, slots=True)
class TrainMentions:
    """The release trains that a text may be about.

    Attributes:
        exact: those that it names, in upper case.
        years: those of which it names all, such as 24 for "24.x".
        ranges: from one to another.
        is_open: it names some by others: every train may be meant.
    """

    exact: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    ranges: frozenset[tuple[tuple[int, int], tuple[int, int]]] = frozenset()
    is_open: bool = False

    def __bool__(self) -> bool:
        return bool(self.exact or self.years or self.ranges or self.is_open)

    def may_name(self, train: str) -> bool:
        """Whether it may be about that train; False for what is no train."""
        if not _ONE_TRAIN.fullmatch(train):
            return False
        if self.is_open or train.upper() in self.exact:
            return True
        number = _number(train)
        return number[0] in self.years or any(low <= number <= high for low, high in self.ranges)


@lru_cache(maxsize=8192)  # a text is asked for itself, as a passage, and as a note
def train_mentions(text: str) -> TrainMentions:
    """The trains that a text may be about."""
    plain = _DATES.sub(" ", text)
    found = list(_TRAIN.finditer(plain))
    ranges, ends, is_open = set(), set(), False
    closed_to = -1  # the number of the train that ends a range
    for at, one in enumerate(found):
        end = _REST_OF_BUILD.match(plain, one.end())
        behind = end.end() if end else one.end()
        following = found[at + 1] if at + 1 < len(found) else None
        before = plain[max(0, one.start() - _BESIDE) : one.start()] if closed_to != at else ""
        if following and _is_range(before, plain[behind : following.start()]):
            ranges.add(_range(one, following))
            closed_to = at + 1
        else:
            after = plain[behind : behind + _BESIDE]
            if _SINCE.search(before) or _AND_LATER.match(after):
                ranges.add((_range(one, one)[0], _LAST))
                ends.add(at)
            if _UNTIL.search(before) or _AND_EARLIER.match(after):
                ranges.add(((0, 0), _range(one, one)[1]))
                ends.add(at)
            is_open |= bool(_OPEN_BEFORE.search(before) or _AND_OTHERS.match(after))
            part = _PART_OF_NEXT.match(plain, behind, behind + _BESIDE)
            is_open |= bool(part) and not (following is not None and part and following.start() <= part.end())
    return TrainMentions(
        exact=frozenset(one[0].upper() for at, one in enumerate(found) if one[2] and at not in ends),
        years=frozenset(
            (
                *(int(one[1]) for one in found if not one[2]),
                *(int(one[1] or one[2]) for one in _YEARS.finditer(plain)),
            )
        ),
        ranges=frozenset(ranges),
        is_open=is_open,
    )


def trains_in(text: str) -> Iterator[str]:
    """The trains that a text spells out, in upper case."""
    return (one[0].upper() for one in _TRAIN.finditer(text) if one[2])


def is_train(text: str) -> bool:
    """Whether a text is one train."""
    return bool(_ONE_TRAIN.fullmatch(text))


def _is_range(before: str, between: str) -> bool:
    """Whether what stands before two trains and between them makes a range of them."""
    return bool(_UP_TO.fullmatch(between) or (_JUST_AND.fullmatch(between) and _BETWEEN.search(before)))


def _range(low: re.Match[str], high: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    return (int(low[1]), int(low[2] or 0)), (int(high[1]), int(high[2] or 99))


def _number(train: str) -> tuple[int, int]:
    year, _, number = train.partition(".")
    return int(year), int(number.upper().partition("X")[0])
