"""``units.jsonl`` and ``findings.jsonl``: one flat object a line, for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson

from reinstate.report.formats.table import Cell, Column
from reinstate.report.text import inert


def json_lines(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A line for each row: an object with every column as a key, in order; ``null`` where a cell is missing or empty.

    UTF-8. Control, direction, and invisible characters of texts show as ``[U+001B]``, so that no reader of lines sees
    an end of line (U+2028 and its like) inside an object.
    """
    names = [column.name for column in columns]
    objects = (dict(zip(names, map(_plain, row), strict=True)) for row in rows)
    return b"".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in objects)


def _plain(cell: Cell) -> Cell:
    return inert(cell) or None if type(cell) is str else cell
