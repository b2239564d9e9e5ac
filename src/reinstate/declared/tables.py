"""Declared tables: rows of a form out of a CSV file, or every mistake of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from reinstate.declared.rows import DeclaredRow
from reinstate.errors import InputError
from reinstate.tables import reader
from reinstate.tables.cells import CellError
from reinstate.tables.columns import Columns
from reinstate.tables.mistakes import Mistake, Mistakes, quoted

R = TypeVar("R", bound=DeclaredRow)
_MOST_ROWS = 100_000  # more units than a batch has
_TIME_ZONES = timedelta(days=1)  # the local date of the author can be a day ahead of UTC
# What is expected, in the words of people who fill in tables; of other types, pydantic's own words do.
_IN_PLAIN_WORDS = {
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
}


def read_rows(path: Path, form: type[R]) -> tuple[tuple[int, R], ...]:
    """The rows of a table with a header, each with its line.

    Raises:
        InputError: the file cannot be read, or contains mistakes; all of them are named (the first twenty).
    """
    return rows_of(reader.read_bytes(path), form, str(path))


def rows_of(raw: bytes, form: type[R], name: str, today: date | None = None) -> tuple[tuple[int, R], ...]:
    """The same for content in memory.

    Args:
        name: the name of the file in errors.
        today: the current date, by default in UTC; observations and lookups cannot be later.
    """
    mistakes = Mistakes()
    rows = tuple(_rows(raw, form, mistakes, today or datetime.now(UTC).date()))
    if mistakes.number:
        raise mistakes.error(name)
    if not rows:
        raise InputError(
            f"{name}: no rows",
            expected="a header and at least one row",
            actual="only the header",
            remedy="add the rows",
        )
    return rows


def _rows(raw: bytes, form: type[R], mistakes: Mistakes, today: date) -> Iterator[tuple[int, R]]:
    for row in reader.rows_of(raw, _columns(form), mistakes):
        stated = {column: cell for column, cell in row.cells.items() if cell}
        try:
            checked = form.model_validate(stated)
        except ValidationError as error:
            mistakes.add(*(_mistake(row, one) for one in _as_in_the_header(row, error)))
            continue
        latest = today + _TIME_ZONES
        if ahead := [column for column in form.in_the_past if (getattr(checked, column) or latest) > latest]:
            mistakes.add(*(_ahead(row, column, today) for column in ahead))
        else:
            yield row.line, checked


def _as_in_the_header(row: reader.Row, error: ValidationError) -> list[Any]:
    """The mistakes of a row in the order of its columns; those of the whole row last."""
    places = {column: place for place, column in enumerate(row.cells)}
    return sorted(
        error.errors(include_url=False),
        key=lambda one: places.get(str(one["loc"][0]) if one["loc"] else "", len(places)),
    )


def _columns(form: type[DeclaredRow]) -> Columns:
    needed = tuple(column for column, field in form.model_fields.items() if field.is_required())
    others = (column for column in form.model_fields if column not in needed)
    return Columns((*needed, *others), needed, form.headings, most_rows=_MOST_ROWS)


def _ahead(row: reader.Row, column: str, today: date) -> Mistake:
    return Mistake(row.line, column, f"a date up to today, {today}", quoted(row.cells[column]), "correct the date")


def _mistake(row: reader.Row, problem: Mapping[str, Any]) -> Mistake:
    column = str(problem["loc"][0]) if problem["loc"] else ""
    if problem["type"] == "missing":
        return Mistake(row.line, column, "a value", "", "enter the value")
    cause = problem.get("ctx", {}).get("error")
    got = quoted(row.cells.get(column, "")) if column else "a row without it"
    if isinstance(cause, CellError):
        return Mistake(row.line, column, cause.expected, got, cause.fix)
    message = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return Mistake(row.line, column, _IN_PLAIN_WORDS.get(problem["type"], message), got)
