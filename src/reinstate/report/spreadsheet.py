"""CSV files for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from reinstate.report.text import csv_cell

# Excel reads a file without a byte order mark in its own code page, which garbles every umlaut.
ENCODING = "utf-8-sig"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A header and rows as CSV, without a cell that a spreadsheet would run."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(csv_cell, row) for row in rows)
    return stream.getvalue()


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The same as the bytes of a file: UTF-8 with a byte order mark."""
    return csv_text(columns, rows).encode(ENCODING)
