"""What cells of other programs mean: SKUs, several in a cell, and dates as each program writes them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from reinstate.reference.foreign_tables.mapping import DateOrder, ForeignMapping, Months
from reinstate.reference.foreign_tables.records import ForeignRecord
from reinstate.reference.importing import is_plain_name
from reinstate.reference.row_values import fold
from reinstate.tables import cells

_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.{0,24}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_MOST_SKUS = 500
_LONGEST_CELL = 20_000
_A_SKU = "an SKU of at most 128 letters, digits, spaces, or . , / + & ( ) _ - characters"


def skus_of(record: ForeignRecord, columns: tuple[str, ...], prefixes: tuple[str, ...]) -> Iterator[str]:
    """The SKUs in the first of these columns that is not empty; none if all are empty.

    Raises:
        InputError: the cell holds something else than SKUs.
    """
    column, value = record.first(columns)
    if value is None:
        return
    text = _text(value)
    if text is None or len(text) > _LONGEST_CELL:
        raise record.refused(column, _A_SKU, value)
    parts = [sku for part in _split(text) if (sku := _without(part, prefixes))]
    for sku in parts[: _MOST_SKUS + 1]:
        if not is_plain_name(sku) or len(parts) > _MOST_SKUS:
            raise record.refused(column, _A_SKU, sku)
        yield fold(sku)


def _text(value: object) -> str | None:
    """Text, or a whole number as text: some programs write the SKU 100 as a number."""
    if isinstance(value, str):
        return cells.cleaned(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _split(text: str) -> list[str]:
    """The parts of a cell with several SKUs: at commas, semicolons, and line breaks outside brackets."""
    parts, depth = [""], 0
    for one in text:
        depth = max(0, depth + (one == "(") - (one == ")"))
        if one in ",;\n\r" and not depth:
            parts.append("")
        else:
            parts[-1] += one
    return [" ".join(part.split()) for part in parts]


def _without(sku: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if sku.casefold().startswith(prefix.casefold()):
            return sku[len(prefix) :].strip()
    return sku


def day_of(
    record: ForeignRecord, key: str, columns: tuple[str, ...], mapping: ForeignMapping
) -> tuple[date | None, str]:
    """The date in the first of these columns that is not empty, and the month that it was written as, else "".

    Raises:
        InputError: the cell holds something else than a date, or a date with two meanings.
    """
    column, value = record.first(columns)
    if value is None:
        return None, ""
    text = _text(value)
    if text is None:
        raise record.refused(column, cells.A_DATE, value)
    try:
        if month := _MONTH.fullmatch(text):
            return _in_month(key, int(month[1]), int(month[2]), mapping.months), text
        return _day(text, mapping.dates), ""
    except (cells.CellError, ValueError) as error:
        expected, fix = (error.expected, error.fix) if isinstance(error, cells.CellError) else (cells.A_DATE, "")
        raise record.refused(column, expected, value, fix) from error


def _day(text: str, order: DateOrder) -> date:
    if timed := _WITH_TIME.fullmatch(text):
        return date.fromisoformat(timed[1])
    numeric = _NUMERIC.fullmatch(text)
    if numeric is None or order is DateOrder.UNAMBIGUOUS:
        return cells.day(text)
    first, second, year = int(numeric[1]), int(numeric[3]), int(numeric[4])
    month, day = (first, second) if order is DateOrder.MONTH_FIRST else (second, first)
    if month > 12:  # another order than the mapping declares: never exchanged silently
        raise cells.CellError(
            f"a date with the {order.value.replace('-', ' ')}", "correct the key dates of the mapping"
        )
    return date(year, month, day)


def _in_month(key: str, year: int, month: int, months: Months) -> date:
    if months is Months.REFUSE:
        raise cells.CellError("a date with a day", "set the key months of the mapping to last-day")
    if not 1 <= month <= 12:
        raise cells.CellError(cells.A_DATE)
    return date(year, month, 1 if key == "announced" else monthrange(year, month)[1])
