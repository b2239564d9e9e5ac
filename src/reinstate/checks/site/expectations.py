"""What a site check expects of the values that its search found: small tests, combined, over every value or any."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import SchemaError

from reinstate.checks.framework import shown
from reinstate.device.model import FoundValue
from reinstate.device.version import JunosVersion, comparable

# A number, alone or with its unit behind it: ``45``, ``7%``, ``45 degrees C``. A text with two numbers is not a number.
_NUMBER = re.compile(r"([-+]?[0-9]{1,18}(?:\.[0-9]{1,9})?)(?![.,:0-9])[^0-9]*")


class Over(StrEnum):
    """Which of the values found must match, in each engine's part of the reply."""

    EVERY = "every"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of the values that an XPath finds.

    Attributes:
        present: whether anything is found at all; then nothing else is stated.
        over: which of the values must match.
        equals, one_of, matches, at_least, at_most, version_at_least: a value matches if it matches all that are stated.
            ``matches`` is a regular expression for the whole value, of an engine that takes time linear in it.
    """

    present: bool | None = None
    over: Over = Over.EVERY
    equals: str | None = None
    one_of: tuple[str, ...] = ()
    matches: str | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    version_at_least: str | None = None

    def __str__(self) -> str:
        if self.present is not None:
            return "at least 1 match" if self.present else "no match"
        return f"{self.over} value {' and '.join(self._stated())}"

    def _stated(self) -> list[str]:
        said = {
            "equal to": self.equals,
            "one of": ", ".join(self.one_of) or None,
            "matching": self.matches,
            "at least": self.at_least,
            "at most": self.at_most,
            "a version of at least": self.version_at_least,
        }
        return [f"{words} {shown(str(value))}" for words, value in said.items() if value is not None]

    def fits(self, value: FoundValue) -> bool | None:
        """Whether one value matches; None where this is unknown."""
        if value.cut:
            return None
        return _all(
            [
                self.equals is None or value.text == self.equals,
                not self.one_of or value.text in self.one_of,
                self.matches is None or _matches(self.matches, value.text),
                self._in_range(value.text),
                _is_version(value.text, self.version_at_least),
            ]
        )

    def holds(self, answers: list[bool | None]) -> bool | None:
        """Whether the values of one engine are as expected, from whether each of them matches; at least one."""
        if self.over is Over.EVERY:
            return _all(answers)
        any_fits = _not(_all([_not(answer) for answer in answers]))
        return any_fits if self.over is Over.ANY else _not(any_fits)

    def _in_range(self, text: str) -> bool | None:
        if self.at_least is None and self.at_most is None:
            return True
        found = _NUMBER.fullmatch(text)
        if found is None:
            return None
        number = Decimal(found[1])
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)


def _all(answers: list[bool | None]) -> bool | None:
    """False where one is, else None where one is unknown."""
    if any(answer is False for answer in answers):
        return False
    return None if None in answers else True


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _is_version(text: str, least: str | None) -> bool | None:
    if least is None:
        return True
    printed, wanted = JunosVersion(text), JunosVersion(least)
    return printed >= wanted if comparable(printed, wanted) else None


def pattern_problem(pattern: str) -> str:
    """What is wrong with a regular expression, as the end of a sentence; "" where it is valid."""
    for one in (pattern, _whole(pattern)):
        try:
            _compiled(one)
        except SchemaError as error:
            last = str(error).strip().splitlines()[-1].strip()
            return f"a regular expression without look-around and back-references ({last})"
    return ""


def _matches(pattern: str, text: str) -> bool:
    try:
        _compiled(_whole(pattern)).validate_python(text)
    except ValidationError:
        return False
    return True


def _whole(pattern: str) -> str:
    return rf"\A(?:{pattern})\z"


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> TypeAdapter[Any]:
    """pydantic matches by Rust's engine, which never backtracks: device text cannot make it slow."""
    return TypeAdapter(Annotated[str, Field(pattern=pattern)])
