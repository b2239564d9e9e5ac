"""Headings of a table, as spreadsheets and people write them, and the columns that they name."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from reinstate.tables.cells import cleaned
from reinstate.tables.mistakes import Mistake, Mistakes, quoted

_MOST_COLUMNS = 500
_LONGEST_HEADING = 100
_MOST_NEAR = 20  # a comparison is slow; further unknown headings are named without a similar one


def folded(heading: str) -> str:
    """``Serial Number``, ``SERIAL-NUMBER`` and ``serial_number`` are one: letters and digits alone, without case."""
    return "".join(filter(str.isalnum, cleaned(heading[: _LONGEST_HEADING + 1]).casefold()))


def near(name: str, known: Mapping[str, str]) -> str:
    """``did you mean seller?``; "" where no name is similar, or this one is too long.

    Args:
        known: folded headings to the columns that they name.
    """
    short = len(name) <= _LONGEST_HEADING
    found = difflib.get_close_matches(folded(name), known, n=1) if short else []
    return f"did you mean {known[found[0]]}?" if found else ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that the header of a table may name.

    Attributes:
        names: its columns.
        needed: columns that are required.
        aliases: other headings of a column, as people write them, to its name.
        others: whether further columns are read too, under their headings as written; else they are mistakes.
        one_line: whether a line break in a cell is a mistake: a stray quote can join several rows into one cell.
        most_rows: the maximum number of rows.
    """

    names: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    others: bool = False
    one_line: bool = False
    most_rows: int = 1_000_000

    def known(self) -> Mapping[str, str]:
        """Every heading that is known, folded, to its column."""
        own = {folded(name): name for name in self.names}
        return {**{folded(alias): name for alias, name in self.aliases.items()}, **own}

    def header(self, headings: Sequence[str], line: int, mistakes: Mistakes) -> tuple[str, ...]:
        """The column of each heading, "" for an empty one; none where the header has mistakes, which are added."""
        if len(headings) > _MOST_COLUMNS:
            mistakes.add(
                Mistake(line, "", f"a header of at most {_MOST_COLUMNS} columns", f"{len(headings)}", "delete columns")
            )
            return ()
        known = self.known()
        named = tuple(known.get(folded(heading), cleaned(heading)) for heading in headings)
        found = [*self._unknown(named, line), *_repeated(named, line), *self._lacking(named, line)]
        mistakes.add(*found)
        return () if found else named

    def _unknown(self, named: Sequence[str], line: int) -> Iterator[Mistake]:
        """The first mistake lists all columns."""
        expected, known = f"one of the columns {', '.join(self.names)}", self.known()
        unknown = [] if self.others else [name for name in named if name and name not in self.names]
        for index, name in enumerate(unknown):
            guess = near(name, known) if index < _MOST_NEAR else ""
            yield Mistake(line, name, expected, quoted(name), guess or "correct the heading, or delete the column")
            expected = "a known column"

    def _lacking(self, named: Sequence[str], line: int) -> list[Mistake]:
        lacking = [name for name in self.needed if name not in named]
        return [Mistake(line, name, "this column in the header", "", "add the column") for name in lacking]


def _repeated(named: Sequence[str], line: int) -> list[Mistake]:
    twice = [name for name, times in Counter(named).items() if name and times > 1]
    return [
        Mistake(line, name, "each column once", "several headings for this column", "keep one of them")
        for name in twice
    ]
