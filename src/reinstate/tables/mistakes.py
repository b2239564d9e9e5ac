"""Mistakes of a table: each with line, column, the expected form, the value, and what to enter instead."""

from __future__ import annotations

from dataclasses import dataclass, field

from reinstate.errors import InputError
from reinstate.plain_text import printable

_MOST_SHOWN = 20
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
        line: the first line of the row, from 1.
        column: the column's name; "" where the whole line is wrong.
        expected: the form that was expected.
        got: the value, in words or ``quoted``; "" is nothing.
        fix: what to do; "" where the expected form shows it.
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
        """This mistake as the error of a file of that name."""
        fix = self.fix or "correct the cell"
        return InputError(
            f"{name}, {self.place}: not usable", expected=self.expected, actual=self.got or "nothing", remedy=fix
        )


@dataclass(slots=True)
class Mistakes:
    """The mistakes of one file; grows while the file is read, and keeps the first thousand.

    Attributes:
        kept: the mistakes in the order in which they were found.
        number: the number of all mistakes found.
    """

    kept: list[Mistake] = field(default_factory=list)
    number: int = 0

    def add(self, *found: Mistake) -> None:
        """Add these mistakes."""
        self.number += len(found)
        self.kept += found[: _MOST_KEPT - len(self.kept)]

    def error(self, name: str) -> InputError:
        """The first twenty mistakes, a line each, and the number of further ones."""
        shown = "".join(f"\n  {mistake}" for mistake in self._ordered()[:_MOST_SHOWN])
        more = f"\n  and {self.number - _MOST_SHOWN} more" if self.number > _MOST_SHOWN else ""
        return InputError(f"{name}: {self.number} error{'s' if self.number > 1 else ''}{shown}{more}")

    def brief(self) -> str:
        """The first mistake on one line, and the number of further ones."""
        more = f"; {self.number - 1} more" if self.number > 1 else ""
        return f"{self._ordered()[0]}{more}"

    def _ordered(self) -> list[Mistake]:
        return sorted(self.kept, key=lambda mistake: mistake.line)
