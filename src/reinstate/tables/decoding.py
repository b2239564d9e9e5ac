"""The bytes of a table as text: UTF-8, UTF-16 and UTF-32 as spreadsheets save them, and Windows-1252."""

from __future__ import annotations

import codecs
import re

from reinstate.tables.mistakes import Mistake, Mistakes

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
_PLAIN = ("utf-8", "cp1252")
_SAMPLE = 32
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SAVE_AS = "save the file as CSV UTF-8"


def decoded(data: bytes, mistakes: Mistakes) -> str:
    """The text of a table; "" and a mistake with its line where the encoding is not certain.

    A byte order mark decides. Without one it is UTF-16 where every second byte of the header is NUL, else UTF-8. Other
    bytes are Windows-1252 (of which Latin-1 is a part), unless some of them are UTF-8: then the file is damaged, or was
    joined from two. Control characters are mistakes: no table that a person wrote contains them.
    """
    if data.startswith(_WORKBOOKS):
        mistakes.add(Mistake(1, "", "a CSV file", "a workbook of a spreadsheet program", _SAVE_AS))
        return ""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _unmarked(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode("latin-1").count("\n") + 1
        got = (
            "bytes that are neither UTF-8 nor Windows-1252" if encoding in _PLAIN else f"bytes that are not {encoding}"
        )
        mistakes.add(Mistake(line, "", "text in one encoding", got, _SAVE_AS))
        return ""
    for found in _CONTROL.finditer(text):
        what = f"the control character U+{ord(found[0]):04X}"
        mistakes.add(Mistake(line_at(text, found.start()), "", "printable text", what, "delete the character"))
        if mistakes.number > _SAMPLE:  # not a table at all
            return ""
    return text


def line_at(text: str, position: int) -> int:
    """The line of that position, from 1."""
    return len(_LINE_END.findall(text, 0, position)) + 1


def _unmarked(data: bytes) -> str:
    head = data[:_SAMPLE]
    evens, odds = head[::2], head[1::2]
    if odds and not any(odds) and all(evens):
        return "utf-16-le"
    if odds and not any(evens) and all(odds):
        return "utf-16-be"
    return "utf-8" if _is_utf8(data) or not data.decode("utf-8", "ignore").isascii() else "cp1252"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
