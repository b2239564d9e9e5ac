"""Reading what people hand in: CSV files whose every mistake is told with its line, not only the first."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from reinstate.declared.rows import DeclaredRow
from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded

R = TypeVar("R", bound=DeclaredRow)
MAX_BYTES = 32 * 1024 * 1024
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake of a file: its line, the column (or ""), what is expected and what is there."""

    line: int
    column: str
    expected: str
    actual: str

    def __str__(self) -> str:
        column = f" {self.column}:" if self.column else ""
        return f"line {self.line}:{column} expected {self.expected}, actual {self.actual or 'nothing'}"


def read_rows(path: Path, form: type[R]) -> tuple[tuple[int, R], ...]:
    """The rows of a CSV file in UTF-8 with a header, each with its line.

    Raises:
        InputError: the file can't be read, or holds mistakes; all of them are named (the first twenty).
    """
    return rows_of(read_bounded(path, MAX_BYTES, "a CSV file"), form, str(path))


def rows_of(raw: bytes, form: type[R], name: str) -> tuple[tuple[int, R], ...]:
    """The same for content that was read already; ``name`` is what errors call it."""
    mistakes: list[Mistake] = []
    rows: list[tuple[int, R]] = []
    for line, cells in _cells(raw, form, name, mistakes):
        row = _checked(form, cells, line, mistakes)
        rows += [] if row is None else [(line, row)]
    if mistakes:
        raise _error(name, mistakes)
    if not rows:
        raise InputError(f"{name}: no rows", expected="a header and at least one row", actual="none")
    return tuple(rows)


def _cells(
    raw: bytes, form: type[DeclaredRow], name: str, mistakes: list[Mistake]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    columns = tuple(form.model_fields)
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True, restkey="")
        _refuse_other_separators(reader.fieldnames or (), name)
        header = [_folded(column or "") for column in reader.fieldnames or ()]
        reader.fieldnames = header
        mistakes += _of_header(header, columns, form)
        if mistakes:
            return
        for cells in reader:
            if any(value for value in cells.values()):
                yield reader.line_num, cells
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"{name}: not CSV", expected="CSV in UTF-8", actual=str(error), remedy="save it as CSV UTF-8"
        ) from error


def _folded(column: str) -> str:
    """``Fed supplies`` is ``fed_supplies``: a spreadsheet's headings are written for people."""
    return "_".join(column.strip().casefold().replace("-", " ").split())


def _refuse_other_separators(header: Sequence[str], name: str) -> None:
    """Spreadsheets of many countries write semicolons: then the whole header is one column."""
    found = next((shown for mark, shown in ((";", "semicolons"), ("\t", "tabs")) if mark in "".join(header)), None)
    if found is not None and len(header) == 1:
        raise InputError(
            f"{name}: not CSV",
            expected="commas between the columns",
            actual=found,
            remedy="save it as CSV UTF-8 with commas; within a cell, semicolons separate several entries",
        )


def _of_header(header: Sequence[str], columns: Sequence[str], form: type[DeclaredRow]) -> list[Mistake]:
    needed = [column for column, field in form.model_fields.items() if field.is_required()]
    unknown = [column for column in header if column not in columns]
    twice = sorted({column for column in header if header.count(column) > 1})
    lacking = [column for column in needed if column not in header]
    said = [Mistake(1, column, _meant(column, columns), column or "a column without a name") for column in unknown]
    said[1:] = [_briefly(one) for one in said[1:]]
    said += [Mistake(1, column, "each column once", "twice") for column in twice]
    return said + [Mistake(1, column, "this column", "") for column in lacking]


def _meant(column: str, columns: Sequence[str]) -> str:
    near = difflib.get_close_matches(column, columns, n=1)
    return f"the column {near[0]}" if near else f"{_ANY_COLUMN}{', '.join(columns)}"


def _briefly(mistake: Mistake) -> Mistake:
    """The list of all columns is told once."""
    if not mistake.expected.startswith(_ANY_COLUMN):
        return mistake
    return Mistake(mistake.line, mistake.column, "a column of the form", mistake.actual)


_ANY_COLUMN = "one of the columns "
# What is expected, in the words of people who fill in tables; of other types, pydantic's own words do.
_IN_PLAIN_WORDS = {
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_parsing": "yes or no",
    "date_from_datetime_parsing": "a date as YYYY-MM-DD",
    "date_parsing": "a date as YYYY-MM-DD",
}


def _checked(form: type[R], cells: Mapping[str, Any], line: int, mistakes: list[Mistake]) -> R | None:
    if "" in cells:
        mistakes.append(Mistake(line, "", "as many cells as the header has", "more"))
        return None
    try:
        return form.model_validate({column: value for column, value in cells.items() if value not in (None, "")})
    except ValidationError as error:
        mistakes += [_mistake(line, one) for one in error.errors(include_url=False)]
        return None


def _mistake(line: int, problem: Any) -> Mistake:
    message = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    column = str(problem["loc"][0]) if problem["loc"] else ""
    if problem["type"] == "missing":
        return Mistake(line, column, "a value", "nothing")
    shown = "" if isinstance(problem["input"], dict) else repr(problem["input"])[:80]
    return Mistake(line, column, _IN_PLAIN_WORDS.get(problem["type"], message), shown)


def _error(name: str, mistakes: Sequence[Mistake]) -> InputError:
    told = "; ".join(map(str, mistakes[:_MOST_TOLD]))
    more = f"; and {len(mistakes) - _MOST_TOLD} more" if len(mistakes) > _MOST_TOLD else ""
    number = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
    return InputError(f"{name}: {number}", actual=f"{told}{more}", remedy="mend these lines")
