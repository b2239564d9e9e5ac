"""Mistakes of a table: each with its line and column, what is expected, what is there, and what to enter instead."""

from __future__ import annotations

from dataclasses import dataclass, field

from reinstate.errors import InputError
from reinstate.plain_text import printable

_MOST_TOLD = 20
_MOST_KEPT = 1000
_LONGEST_VALUE = 60
_LONGEST_NAME = 40


def quoted(value: object) -> str:
    """A value in quotes, printable and of bounded length; ``nothing`` for an empty one."""
    text = printable(str(value), _LONGEST_VALUE) if value is not None else ""
    return f"'{text}'" if text else "nothing"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake.

    Attributes:
        line: where its row begins, from 1.
        column: the column's name; "" where the whole line is wrong.
        expected: the form that was expected.
        got: what is there, in words or ``quoted``; "" is nothing.
        fix: what to do; "" where the expected form says it.
    """

    line: int
    column: str
    expected: str
    got: str = ""
    fix: str = ""

    @property
    def place(self) -> str:
        """``line 3, column value``."""
        return (
            f"line {self.line}, column {printable(self.column, _LONGEST_NAME)}" if self.column else f"line {self.line}"
        )

    def __str__(self) -> str:
        fix = f"; fix: {self.fix}" if self.fix else ""
        return f"{self.place}: expected {self.expected}, got {self.got or 'nothing'}{fix}"

    def error(self, name: str) -> InputError:
        """It alone, as the error of a file of that name."""
        fix = self.fix or "correct that place in the file and load it again"
        return InputError(
            f"{name}, {self.place}: not usable", expected=self.expected, actual=self.got or "nothing", remedy=fix
        )


@dataclass(slots=True)
class Mistakes:
    """The mistakes of one file; grows while it is read, and of endless ones keeps the first thousand.

    Attributes:
        kept: in the order in which they were found.
        number: how many were found.
    """

    kept: list[Mistake] = field(default_factory=list)
    number: int = 0

    def add(self, *found: Mistake) -> None:
        """Take these along."""
        self.number += len(found)
        self.kept += found[: _MOST_KEPT - len(self.kept)]

    def error(self, name: str) -> InputError:
        """All of them, a line each: the first twenty, and how many more there are."""
        told = "".join(f"\n  {mistake}" for mistake in self._ordered()[:_MOST_TOLD])
        more = f"\n  and {self.number - _MOST_TOLD} more" if self.number > _MOST_TOLD else ""
        return InputError(f"{name}: {self.number} error{'s' if self.number > 1 else ''}{told}{more}")

    def brief(self) -> str:
        """The first on one line, and how many more there are."""
        more = f"; {self.number - 1} more" if self.number > 1 else ""
        return f"{self._ordered()[0]}{more}"

    def _ordered(self) -> list[Mistake]:
        return sorted(self.kept, key=lambda mistake: mistake.line)
