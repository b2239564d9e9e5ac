"""Text that came from devices and people, made inert for each place where a report shows it."""

from __future__ import annotations

import re
import unicodedata

_FORMULA = re.compile(r"(^|[;\"]\s*)([=+\-@\uFF1D\uFF0B\uFF0D\uFF20])")
# What spreadsheets take for a number or a date, and then neither show nor save as it was: 0012, 123456789012, 1E234,
# 3-4, DEC1.
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_CONVERTED = re.compile(
    rf"0\d+|\d{{12,}}|\d+(?:\.\d*)?e[+-]?\d+|\d{{1,2}}[-/]\d{{1,4}}|{_MONTH}[-/ ]?\d{{1,4}}|\d{{1,4}}[-/ ]?{_MONTH}",
    re.IGNORECASE,
)
_MARKS_IN_A_ROW = 3

# Backslashes for what every dialect of Markdown lets one escape so, character references for the rest.
_MARKDOWN = {ord(character): f"\\{character}" for character in "\\*_[]#"} | {
    ord(character): f"&#{ord(character)};" for character in "&<>|`~$^@"
}
# What begins a list or a rule stands before a blank, the end or its like: 23.4R2 and -3 dBm are read as they are.
_MARKDOWN_LEADING = re.compile(r"^ ?(?:[-+](?=[ -]|$)|=|\d{1,9}[.)](?= |$))")
_BLANKS = re.compile(r" {2,}")  # four at the start would be code, two at the end a line break
_MARKDOWN_TARGET = re.compile(r"(?<=\])\(")  # a parenthesis acts after a bracket alone
# Bare addresses, which many renderers make links of, and headings that end with their own underline.
_MARKDOWN_ADDRESS = re.compile(r"(?i)(:)(?=//)|(?<=www)(\.)")


def visible(text: str) -> str:
    """One line of text in which nothing acts and nothing hides.

    White space is folded. Control characters (terminal escapes, NUL), direction overrides, zero-width and unassigned
    characters, lone surrogates and private ones become ``[U+202E]``; a pile of combining marks is cut short.
    """
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text  # nearly every text is
    return " ".join(inert(text).split())


def inert(text: str) -> str:
    """The same, with blanks kept as they are: for the pieces that a line is made of."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS_IN_A_ROW:
            shown.append(_visible_character(character))
    return "".join(shown)


def _visible_character(character: str) -> str:
    if character.isprintable():
        return character
    if character in "\t\n\r\f\v" or unicodedata.category(character) == "Zs":
        return " "
    return f"[U+{ord(character):04X}]"


def csv_cell(value: object) -> str:
    """The value as a spreadsheet cell that no spreadsheet takes for a formula.

    None is empty, numbers stay numbers. An apostrophe goes before whatever starts a formula, also after a semicolon
    or a quote: spreadsheets of many locales split cells there. One also goes before a text, such as a long serial
    number, that a spreadsheet would convert and lose characters of.
    """
    if value is None:
        return ""
    text = visible(str(value))
    if isinstance(value, (int, float)):
        return text
    return f"'{text}" if _CONVERTED.fullmatch(text) else _FORMULA.sub(r"\1'\2", text)


def markdown(text: str) -> str:
    """The text as inline Markdown that shows it and does nothing: no markup, link, table cell, HTML or list."""
    escaped = _BLANKS.sub(" ", inert(text)).translate(_MARKDOWN)
    escaped = _MARKDOWN_ADDRESS.sub(lambda found: f"&#{ord(found[0])};", escaped)
    escaped = _MARKDOWN_TARGET.sub(r"\\(", escaped)
    return _MARKDOWN_LEADING.sub(lambda found: f"{found[0][:-1]}&#{ord(found[0][-1])};", escaped)
