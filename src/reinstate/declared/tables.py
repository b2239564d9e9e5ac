"""Reading what people hand in: CSV files whose every mistake is told with its line, not only the first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from reinstate.declared.rows import DeclaredRow
from reinstate.errors import InputError
from reinstate.evidence.files import read_bounded

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
        header = [(column or "").strip() for column in reader.fieldnames or ()]
        reader.fieldnames = header
        mistakes += _of_header(header, columns, form)
        if mistakes:
            return
        for cells in reader:
            if any(value for value in cells.values()):
                yield reader.line_num, cells
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{name}: not CSV", expected="CSV in UTF-8", actual=str(error)) from error


def _of_header(header: Sequence[str], columns: Sequence[str], form: type[DeclaredRow]) -> list[Mistake]:
    needed = [column for column, field in form.model_fields.items() if field.is_required()]
    unknown = [column for column in header if column not in columns]
    twice = sorted({column for column in header if header.count(column) > 1})
    lacking = [column for column in needed if column not in header]
    said = [Mistake(1, column, f"one of the columns {', '.join(columns)}", column or "a column without a name")
            for column in unknown]  # fmt: skip
    said += [Mistake(1, column, "each column once", "twice") for column in twice]
    return said + [Mistake(1, column, "this column", "") for column in lacking]


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
    return Mistake(line, column, message, shown)


def _error(name: str, mistakes: Sequence[Mistake]) -> InputError:
    told = "; ".join(map(str, mistakes[:_MOST_TOLD]))
    more = f"; and {len(mistakes) - _MOST_TOLD} more" if len(mistakes) > _MOST_TOLD else ""
    number = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
    return InputError(f"{name}: {number}", actual=f"{told}{more}", remedy="mend these lines")
