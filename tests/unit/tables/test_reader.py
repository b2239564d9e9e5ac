"""The one reader of tables: what any spreadsheet saves comes back, and every mistake has its line."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.tables.columns import Columns
from reinstate.tables.mistakes import Mistakes
from reinstate.tables.reader import rows_of

FORM = Columns(("serial", "fed_supplies", "says"), ("serial",), {"S/N": "serial"})


def read(data: bytes, columns: Columns = FORM) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Line and filled cells of each row, and the mistakes."""
    mistakes = Mistakes()
    rows = [
        (row.line, {name: cell for name, cell in row.cells.items() if cell}) for row in rows_of(data, columns, mistakes)
    ]
    return rows, [str(one) for one in mistakes.kept]


SOUND = "serial,fed_supplies,says\nA1,2,über\n"
SAME = {
    "UTF-8": SOUND.encode(),
    "UTF-8 with a mark": SOUND.encode("utf-8-sig"),
    "UTF-16 with a mark": SOUND.encode("utf-16"),
    "UTF-16, big end first, with a mark": b"\xfe\xff" + SOUND.encode("utf-16-be"),
    "UTF-16 without one": SOUND.encode("utf-16-le"),
    "UTF-16, big end first, without one": SOUND.encode("utf-16-be"),
    "UTF-32": SOUND.encode("utf-32"),
    "Latin-1": SOUND.encode("latin-1"),
    "Windows-1252": SOUND.encode("cp1252"),
    "semicolons": SOUND.replace(",", ";").encode(),
    "tabs": SOUND.replace(",", "\t").encode(),
    "lines of Windows": SOUND.replace("\n", "\r\n").encode(),
    "lines of an old Mac": SOUND.replace("\n", "\r").encode(),
    "no last line end": SOUND.rstrip().encode(),
    "headings for people": b"Serial,FED-SUPPLIES , Says\nA1,2,\xc3\xbcber\n",
    "headings without blanks": "S/N,FedSupplies,says\nA1,2,über\n".encode(),
    "a heading in two lines": 'serial,"Fed\nsupplies",says\nA1,2,über\n'.encode(),
    "headings in quotes": '"serial","fed_supplies","says"\nA1,2,über\n'.encode(),
    "a mark within quotes": '\ufeff"serial",fed_supplies,says\nA1,2,über\n'.encode(),
    "a spreadsheet's texts": 'serial,fed_supplies,says\n="A1",="2",über\n'.encode(),
    "blanks that don't show": "serial,fed_supplies,says\n\u200bA1\u00a0,2,\u00adüber\n".encode(),
    "blanks after commas": '"serial", "fed_supplies", "says"\nA1, 2, "über"\n'.encode(),
    "columns without a heading": "serial,fed_supplies,says,,\nA1,2,über,,\n".encode(),
    "cells after the last": "serial,fed_supplies,says\nA1,2,über,,\n".encode(),
    "rows of separators": "serial,fed_supplies,says\nA1,2,über\n,,\n  \n\n,,\n".encode(),
}


@pytest.mark.parametrize("data", SAME.values(), ids=SAME)
def test_the_same_table(data: bytes) -> None:
    rows, mistakes = read(data)
    assert mistakes == []
    assert [cells for _, cells in rows] == [{"serial": "A1", "fed_supplies": "2", "says": "über"}]


LINES = {
    "plain": ("serial\nA1\nA2\n", [2, 3]),
    "blank lines": ("\n\nserial\n\nA1\n\n\nA2\n", [5, 8]),
    "a stated separator": ("sep=;\nserial;says\nA1;\n", [3]),
    "a cell of two lines": ('serial,says\nA1,"rear panel\nbent"\nA2,\n', [2, 4]),
}


@pytest.mark.parametrize(("text", "lines"), LINES.values(), ids=LINES)
def test_lines(text: str, lines: list[int]) -> None:
    rows, mistakes = read(text.encode())
    assert mistakes == []
    assert [line for line, _ in rows] == lines


# The separator of a table is the one by which its header names most columns, whatever its cells hold.
SEPARATORS = {
    "commas in cells": ("serial;says\nA1;a,b,c\n", {"serial": "A1", "says": "a,b,c"}),
    "semicolons in cells": ("serial,says\nA1,a;b\n", {"serial": "A1", "says": "a;b"}),
    "one column": ("serial\nA1\n", {"serial": "A1"}),
    "stated against the header": ("sep=\t\nserial\tsays\nA1\ta;b,c\n", {"serial": "A1", "says": "a;b,c"}),
}


@pytest.mark.parametrize(("text", "cells"), SEPARATORS.values(), ids=SEPARATORS)
def test_separators(text: str, cells: dict[str, str]) -> None:
    assert read(text.encode()) == ([(2 if "sep=" not in text else 3, cells)], [])


MISTAKES = {
    "empty": (b"", ["line 1: expected a header that names the columns serial, got an empty file"]),
    "blanks alone": (b" \n\t\n", ["line 1: expected a header that names the columns serial, got an empty file"]),
    "a title above the header": (
        b"Order 4711\nserial,says\nA1,x\n",
        ["line 1, column Order 4711", "line 1, column serial"],
    ),
    "two columns of one name": (b"serial,S/N\nA1,A1\n", ["line 1, column serial: expected each column once"]),
    "a near name": (b"serial,fed supply\nA1,2\n", ["got 'fed supply'; fix: did you mean fed_supplies?"]),
    "a value without a heading": (
        b"serial,\nA1,x\n",
        ["line 2, column 2: expected a heading above each value, got 'x'"],
    ),
    "too many cells": (b"serial,says\nA1,x,y\n", ["line 2: expected 2 cells, as the header has, got 3"]),
    "too few cells": (
        b"serial;says\nA1\n",
        ["line 2: expected 2 cells, as the header has, got 1; fix: add the missing semi"],
    ),
    "each of several": (
        b"serial,says\nA1\nA2,x\nA3,x,y\n",
        ["line 2: expected 2 cells", "line 4: expected 2 cells"],
    ),
    "a quote that never closes": (
        b'serial,says\nA1,"x\nA2,y\n',
        ["line 2: expected a closing quote, got the end of the"],
    ),
    "a quote that closes in the middle": (
        b'serial,says\nA1,"x\nA2,"y"\nA3\n',
        ["line 2: expected a separator or the end of the line after a closing quote", "line 4: expected 2 cells"],
    ),
    "a quote that swallows a row": (
        b'serial,says\nA1,"x\nA2,y"\n',
        ["line 2, column says: expected one row in lines 2 to 3, got a cell of several lines; fix: close or delete"],
    ),
    "a quote that swallows a row from its first cell on": (
        b'serial,says\n"A1,x\nA2",y\n',
        ["line 2, column serial: expected one row in lines 2 to 3"],
    ),
    "a quote in a single column": (b'serial\n"A1\nA2"\n', ["line 2, column serial: expected one row in lines 2 to 3"]),
    "a header that never closes": (b'serial,"says\nA1,x\n', ["line 1: expected a closing quote"]),
    "NUL": (
        b"serial,says\nA1,x\0y\n",
        ["line 2: expected printable text, got the control character U+0000; fix: delete the character"],
    ),
    "an escape": (b"serial,says\nA1,\x1b[2J\n", ["line 2: expected printable text, got the control character U+001B"]),
    "UTF-8 that was cut": (
        "serial,says\nA1,ü\nA2,é".encode()[:-1],
        ["line 3: expected text in one encoding, got bytes that are neither UTF-8"],
    ),
    "bytes that no encoding has": (b"serial,says\nA1,\x81\n", ["line 2: expected text in one encoding"]),
    "half a character of UTF-16": (b"\xff\xfes\0e", ["got bytes that are not utf-16"]),
    "a workbook": (
        b"PK\x03\x04\0\0",
        ["line 1: expected a CSV file, got a workbook of a spreadsheet program; fix: sa"],
    ),
    "a program": (bytes(range(256)) * 4, ["expected"]),
    "a cell without end": (
        b"serial,says\nA1," + b"x" * 200_000 + b"\n",
        ["line 2: expected cells of at most 131,072 char"],
    ),
    "columns without end": (
        b",".join(b"c%d" % one for one in range(501)),
        ["line 1: expected a header of at most 500"],
    ),
}


@pytest.mark.parametrize(("data", "says"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(data: bytes, says: Sequence[str]) -> None:
    _, told = read(data)
    if says != ["expected"]:
        assert len(told) == len(says), told
    for part, mistake in zip(says, told, strict=False):
        assert part in mistake
    assert told
    assert all(mistake.isprintable() and len(mistake) < 400 for mistake in told)


def test_a_table_that_must_not_lose_a_row_has_cells_of_one_line() -> None:
    text = b'serial,says\nA1,"stolen\nA2"\n'
    assert read(text)[1] == []
    strict = Columns(("serial", "says"), one_line=True)
    assert "one row in lines 2 to 3" in read(text, strict)[1][0]


def test_a_table_has_an_end() -> None:
    short = Columns(("serial",), most_rows=2)
    assert read(b"serial\nA1\n\nA2\n", short)[1] == []
    assert read(b"serial\nA1\nA2\nA3\nA4\n", short)[1] == [
        "line 4: expected at most 2 rows, got more; fix: split the table"
    ]


def test_of_many_mistakes_the_first_are_told_and_the_rest_counted() -> None:
    mistakes = Mistakes()
    assert list(rows_of(b"serial,says\n" + b"A1\n" * 5000, FORM, mistakes)) == []
    told = str(mistakes.error("claims.csv")).splitlines()
    assert told[0] == "claims.csv: 5000 errors"
    assert told[1].startswith("  line 2: ")
    assert told[-1] == "  and 4980 more"
    assert len(told) == 22
    assert len(mistakes.kept) == 1000


ENDLESS = {
    "a heading": b"x" * 200_000 + b",serial\nA1,A2\n",
    "headings": b"serial," + b"serail," * 30_000 + b"\n",
    "quotes": b"serial,says\n" + b'"a",""\n"' * 100_000,
    "dashes": b"serial," + b"-" * 120_000 + b"\n",
    "blank lines": b"\n" * 2_000_000,
    "separators": b";" * 2_000_000,
    "near misses": b",".join(b"seria%03d" % one for one in range(499)) + b"\n",
    "control characters": b"serial\n" + b"\x01\n" * 1_000_000,
}


@pytest.mark.parametrize("data", ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_is_refused_at_once(data: bytes) -> None:
    started = time.process_time()
    _, told = read(data)
    assert told
    assert time.process_time() - started < 5


# --- whatever a program writes as CSV reads back the same ----------------------------------------------------------

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be")
_PLAIN = st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp"])
CELL = st.text(st.one_of(_PLAIN, st.sampled_from(" ,;\t\"'=\u20ac")), max_size=12).filter(lambda text: '="' not in text)
TABLE = st.lists(st.tuples(CELL, CELL, CELL).filter(lambda row: any(map(str.strip, row))), min_size=1, max_size=8)


def written(rows: Sequence[Sequence[str]], separator: str, line_end: str, quoting: int) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([("serial", "fed_supplies", "says"), *rows])
    return stream.getvalue()


@given(
    TABLE,
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(ENCODINGS),
)
def test_what_is_written_reads_back_the_same(
    table: list[tuple[str, str, str]], separator: str, line_end: str, quoting: int, encoding: str
) -> None:
    mistakes = Mistakes()
    found = list(rows_of(written(table, separator, line_end, quoting).encode(encoding), FORM, mistakes))
    assert mistakes.kept == []
    assert [row.line for row in found] == list(range(2, len(table) + 2))
    assert [tuple(row.cells.values()) for row in found] == [tuple(map(str.strip, row)) for row in table]


@given(TABLE, st.sampled_from(",;\t"), st.sampled_from(["latin-1", "cp1252"]))
def test_what_a_western_spreadsheet_writes_reads_back_the_same(
    table: list[tuple[str, str, str]], separator: str, encoding: str
) -> None:
    western = [tuple(cell.encode(encoding, "ignore").decode(encoding) for cell in row) for row in table]
    data = written(western, separator, "\r\n", csv.QUOTE_ALL).encode(encoding)
    mistakes = Mistakes()
    found = [tuple(row.cells.values()) for row in rows_of(data, FORM, mistakes)]
    sound = [row for row in (tuple(map(str.strip, row)) for row in western) if any(row)]
    try:
        data.decode()
    except UnicodeDecodeError:
        # Bytes that are UTF-8 in part are no guess to take: then it's a mistake, and never another text.
        assert found == sound if not mistakes.number else not data.decode("utf-8", "ignore").isascii()
    else:
        assert not mistakes.number


@given(st.binary(max_size=300), st.sampled_from([FORM, Columns(others=True)]))
def test_no_bytes_end_the_reader(data: bytes, columns: Columns) -> None:
    mistakes = Mistakes()
    rows = list(rows_of(b"serial,says\n" + data, columns, mistakes))
    assert all(row.line > 1 for row in rows)
    assert str(mistakes.error("x.csv"))


SWALLOWING = st.text(st.sampled_from("xy ;,\t"), max_size=6)


@given(st.lists(st.tuples(SWALLOWING, SWALLOWING), min_size=1, max_size=6), st.sampled_from(",;\t"), st.data())
def test_a_stray_quote_never_loses_a_row_in_silence(
    table: list[tuple[str, str]], separator: str, data: st.DataObject
) -> None:
    """Each row is read, or the file has a mistake."""
    rows = [(f"A{number}", *(cell.replace(separator, "") for cell in row)) for number, row in enumerate(table)]
    body = "".join(separator.join(row) + "\n" for row in rows)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(body)))
        body = f'{body[:place]}"{body[place:]}'
    mistakes = Mistakes()
    header = separator.join(("serial", "fed_supplies", "says"))
    found = list(rows_of(f"{header}\n{body}".encode(), FORM, mistakes))
    assert mistakes.number or len(found) == len(rows)
