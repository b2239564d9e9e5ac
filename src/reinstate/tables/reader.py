"""The one reader of tables that people provide: bytes to rows, with the line of each, and every mistake at once.

It takes CSV as spreadsheets of any country save it: commas, semicolons or tabs, in any usual encoding, with headings
written for people. It makes no guess that changes the content of a cell. Time and memory grow with the file only.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reinstate.evidence.file_access import read_bounded
from reinstate.tables.cells import cleaned, is_plain
from reinstate.tables.columns import Columns, folded
from reinstate.tables.decoding import decoded
from reinstate.tables.mistakes import Mistake, Mistakes, quoted

MAX_BYTES = 32 * 1024 * 1024
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# What Excel reads as an instruction, not a row: sep=; in the first line.
_STATED = re.compile(r'"?sep=(?P<mark>[,;\t])"?[,;\t]*(?:\r\n|\r|\n)', re.IGNORECASE)


class Row(NamedTuple):
    """One row: its first line, and its cells by column, ``""`` for empty ones."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a table from its header on, the number of lines before it, and its separator."""

    text: str
    lines_before: int
    separator: str

    def records(self, mistakes: Mistakes) -> Iterator[tuple[int, int, list[str]]]:
        """First line, last line, and cells of each record that is not blank; invalid CSV is a mistake."""
        lines = io.StringIO(self.text, newline="")
        reader = csv.reader(lines, delimiter=self.separator, strict=True, skipinitialspace=True)
        while True:
            first = self.lines_before + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                mistakes.add(_no_csv(first, self.lines_before + reader.line_num, str(error)))
                continue
            if "".join(cells).strip():
                yield first, self.lines_before + reader.line_num, cells


def read_bytes(path: Path) -> bytes:
    """The bytes of a table; InputError where it cannot be read, is no regular file, or is larger than 32 MiB."""
    return read_bounded(path, MAX_BYTES, "a CSV file")


def rows_of(data: bytes, columns: Columns, mistakes: Mistakes) -> Iterator[Row]:
    """The valid rows of a table, in order; its mistakes are added to ``mistakes`` during iteration.

    Blank lines, and rows of separators only, are skipped. A table without a header is a mistake; one without rows is
    not.
    """
    text = decoded(data, mistakes)
    if text:
        yield from _rows(_with_separator(text, columns), columns, mistakes)
    elif not mistakes.number:
        mistakes.add(_no_header(columns))


def _rows(table: _Text, columns: Columns, mistakes: Mistakes) -> Iterator[Row]:
    records = table.records(mistakes)
    named = _header(records, columns, mistakes)
    clean = str.strip if is_plain(table.text) else cleaned
    usual = len(named) if all(named) else -1
    for number, (first, last, cells) in enumerate(records if named else (), 1):
        if number > columns.most_rows:
            mistakes.add(Mistake(first, "", f"at most {columns.most_rows:,} rows", "more", "split the table"))
            return
        if first == last and len(cells) == usual:
            yield Row(first, dict(zip(named, map(clean, cells), strict=True)))
        elif found := _mistakes_of(table, columns, named, (first, last), cells):
            mistakes.add(*found)
        else:
            yield Row(first, {name: clean(cell) for name, cell in zip(named, cells, strict=False) if name})


def _header(records: Iterator[tuple[int, int, list[str]]], columns: Columns, mistakes: Mistakes) -> tuple[str, ...]:
    """The columns of the first record; none where it has mistakes, which are added."""
    before = mistakes.number
    line, _, headings = next(records, (0, 0, []))
    if mistakes.number > before:
        return ()
    if not headings:
        mistakes.add(_no_header(columns))
        return ()
    return columns.header(headings, line, mistakes)


def _no_header(columns: Columns) -> Mistake:
    names = columns.needed or columns.names
    return Mistake(
        1,
        "",
        f"a header that names the columns{' ' if names else ''}{', '.join(names)}",
        "an empty file",
        "add the header",
    )


def _with_separator(text: str, columns: Columns) -> _Text:
    """The separator that the first line states; else the one with which the header names most columns, commas first."""
    if stated := _STATED.match(text):
        return _Text(text[stated.end() :], 1, stated["mark"])
    known = columns.known()
    scores = {mark: _score(text, mark, known) for mark in _SEPARATORS}
    return _Text(text, 0, max(scores, key=lambda mark: scores[mark]))


def _score(text: str, separator: str, known: Mapping[str, str]) -> tuple[int, int]:
    """The number of known columns that the first record names with that separator, and its number of cells."""
    mistakes = Mistakes()
    headings = next((cells for _, _, cells in _Text(text, 0, separator).records(mistakes)), [])
    if mistakes.number:  # a stray quote: its mistake is reported later, with the right separator
        headings = text.lstrip().partition("\n")[0].split(separator)
    return sum(folded(heading) in known for heading in headings), len(headings)


def _no_csv(first: int, last: int, error: str) -> Mistake:
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    if "field limit" in error:
        return Mistake(
            first, "", f"cells of at most {csv.field_size_limit():,} characters", "a longer cell", "shorten the cell"
        )
    expected = "a separator or the end of the line after a closing quote"
    if "unexpected end" in error:
        return Mistake(first, "", "a closing quote", "the end of the file", f"close or delete the quote in {lines}")
    return Mistake(first, "", expected, "more text", f"close, double, or delete the quote in {lines}")


def _mistakes_of(
    table: _Text, columns: Columns, named: Sequence[str], lines: tuple[int, int], cells: Sequence[str]
) -> list[Mistake]:
    """The mistakes in the form of a row."""
    first, last = lines
    if last > first and (column := _joined_rows(table.separator, columns, named, cells)):
        fix = f"close or delete the quote in line {first}, or write the cell on one line"
        return [Mistake(first, column, f"one row in lines {first} to {last}", "a cell of several lines", fix)]
    if len(cells) < len(named) or any(map(str.strip, cells[len(named) :])):
        return [_wrong_number(table.separator, first, named, cells)]
    return [
        Mistake(
            first, f"{index + 1}", "a heading above each value", quoted(cell), "name the column, or delete the value"
        )
        for index, (name, cell) in enumerate(zip(named, cells, strict=False))
        if not name and cell.strip()
    ]


def _joined_rows(separator: str, columns: Columns, named: Sequence[str], cells: Sequence[str]) -> str:
    """The column of a cell that can contain whole rows, because a quote that is not closed continues in the next row.

    A cell contains a whole row only if it contains a separator, or if the table has one column.
    """
    doubtful = columns.one_line or len(named) == 1
    for name, cell in zip(named, cells, strict=False):
        if ("\n" in cell or "\r" in cell) and (doubtful or separator in cell):
            return name or "without a heading"
    return ""


def _wrong_number(separator: str, line: int, named: Sequence[str], cells: Sequence[str]) -> Mistake:
    fix = f"add the missing {_SEPARATORS[separator]}"
    if len(cells) > len(named):
        fix = f"put quotes around a cell that contains {_SEPARATORS[separator]}, or delete the extra cells"
    number = f"{len(named)} cell{'s' if len(named) > 1 else ''}, as the header has"
    return Mistake(line, "", number, f"{len(cells)}", fix)
