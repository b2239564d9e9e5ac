"""A table of an export: what each column means, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Cell = str | int | float | bool | None


class Kind(StrEnum):
    """What the cells of a column are. Any cell can be missing; it is None then."""

    TEXT = "text"
    NUMBER = "number"
    DOLLARS = "whole US dollars"
    DATE = "date"
    FLAG = "true or false"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: its key in JSON Lines; stable.
        meaning: for the documentation, after the name.
        kind: what its cells are; a date is text in ISO 8601.
        width: in a workbook, in characters; long texts are wrapped there.
        words: in a workbook, what is shown for a value of the record.
    """

    name: str
    meaning: str
    kind: Kind = Kind.TEXT
    width: int = 14
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Its heading for people."""
        return self.name.replace("_", " ").capitalize().replace("Usd", "USD")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in the order of the columns.

    Attributes:
        left_out: in words, which rows of the source the table does not have; "" where it has all.
        printed: how many of the columns are printed; 0 for all.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    left_out: str = ""
    printed: int = 0
