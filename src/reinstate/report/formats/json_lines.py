"""``units.jsonl`` and ``findings.jsonl``: one flat object a line, for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import orjson

from reinstate.report.formats.table import Cell, Column
from reinstate.report.text import inert


def json_lines(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A line for each row: an object with every column as a key, in order; ``null`` where a cell is missing or empty.

    UTF-8. Control, direction, and invisible characters of texts show as ``[U+001B]``, so that no reader of lines sees
    an end of line (U+2028 and its like) inside an object.
    """
    names = [column.name for column in columns]
    return b"".join(_line(dict(zip(names, row, strict=True))) for row in rows)


def _line(fields: Mapping[str, Cell]) -> bytes:
    try:
        line = orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # a lone surrogate
        return _line(_shown(fields))
    # A backslash can be the escape of a control character. Most lines have none, and are not looked at again.
    if not line.isascii() or b"\\" in line or b"\x7f" in line:
        line = orjson.dumps(_shown(fields), option=orjson.OPT_APPEND_NEWLINE)
    # A quote inside a text is escaped, so that these are values.
    return line.replace(b':"",', b":null,").replace(b':""}', b":null}")


def _shown(fields: Mapping[str, Cell]) -> Mapping[str, Cell]:
    return {name: inert(cell) if type(cell) is str else cell for name, cell in fields.items()}
