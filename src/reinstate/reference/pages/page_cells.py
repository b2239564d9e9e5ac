"""Cells of Juniper's tables: which column is what, the SKUs of a cell, and dates that are written month first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from reinstate.reference.pages.markup import Cell
from reinstate.tables.cells import CellError, day

SKU = "sku"
_NAMES = re.compile(
    r"(affected|juniper)*((product|sku|model|part|release|version|software)s?(or|and)?)+(name|number)?s?"
)
_MEANINGS = (
    ("warranty_conversion", re.compile(r"convertwarranty|warrantyconver")),
    ("same_day_support", re.compile(r"samedaysupport")),
    ("next_day_support", re.compile(r"nextdaysupport")),
    ("end_of_engineering", re.compile(r"endofengineering|\beoe\b")),
    ("end_of_support", re.compile(r"endofsupport|endofservice(?!provider)")),
    ("last_order", re.compile(r"lastorder|lastdatetoorder|lastdaytoorder|endofsale")),
    ("first_shipped", re.compile(r"frs|firstrelease|releasedate|firstship")),
    ("announced", re.compile(r"announce")),
    ("release_type", re.compile(r"releasetype")),
)
_NOT_STATED = frozenset({"", "tbd", "tba", "na", "n", "notannounced", "notapplicable", "none", "nil", "notavailable"})
_MONTH_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_BROKEN_DATE = re.compile(r"(?<=\d)\s*([-/])\s*(?=\d)")  # a line break within a date
_TRAILING_MARK = re.compile(r"(?<!-)\s*(\*{1,4}|[†‡§]+|\(\d{1,2}\)|\[\d{1,2}\])\s*$")
_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_()&-]{0,62}[A-Za-z0-9+)]")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+/_&-]*[A-Za-z0-9+]")
_WORD_OF_SKU = re.compile(r"[A-Z0-9.+/-]+")
_MOST_WORDS = 3
_BEGINS_A_MODEL = re.compile(r"[A-Z]{2,}\d{2,}")
_YEARS = range(1996, 2100)  # of any date of a product of Juniper's
_LOOKS_LIKE_A_PLACEHOLDER = re.compile(r"[*?]|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])|[-_][xX]{2,}")
_OUTSIDE = re.compile(r"[,;\n]+|\s+(?:and|or|&)\s+(?=[A-Z0-9-]{4})")
_ITEMS = (
    ("license", re.compile(r"-LIC\b|-LTU\b|-SUB\b|^S-|^JWEB|^HBOT|^JS-|-LSYS-|^SPOT-|LICENSE|-SCC-")),
    ("bundle", re.compile(r"^B-|-BNDL\b|-BUN\b|-EDU\b|BUNDLE|^PKG-|-PREMIUM\b|BASE\d?\b|-BASE[-0-9]|-PROMO|-KIT\b")),
    ("accessory", re.compile(r"^CBL-|-CBL\b|-RMK\d?\b|-BLANK\b|-BLNK\b|-FLTR\b|-FILTER\b|-MNT\b|-STAND\b|-CVR\b")),
)


class PageCellError(ValueError):
    """A cell that states nothing certain; the text says what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Header:
    """Which column is what.

    Attributes:
        columns: from meaning to the place of the column.
        unread: headings that have no meaning here.
    """

    columns: Mapping[str, int]
    unread: tuple[str, ...] = ()


def header_of(row: Sequence[Cell]) -> Header | None:
    """The columns of a heading row; None for a row that is none: it names a product column and an end of support."""
    found: dict[str, int] = {}
    unread: list[str] = []
    for place, cell in enumerate(row):
        meaning = _meaning_of(cell.line)
        if meaning and meaning not in found:
            found[meaning] = place
        elif cell.own:
            unread += [cell.line] * bool(cell.line)
    if SKU not in found or "end_of_support" not in found:
        return None
    return Header(MappingProxyType(found), tuple(unread))


def _meaning_of(heading: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", heading.lower())
    if len(plain) > 60:
        return ""
    found = next((name for name, form in _MEANINGS if form.search(plain)), "")
    return found or (SKU if _NAMES.fullmatch(plain) else "")


def date_in(cell: Cell) -> date | None:
    """The day that a cell states, month first; None where it states none.

    Raises:
        PageCellError: anything that is neither a date nor a word for none; a month over 12 is not exchanged.
    """
    text = _BROKEN_DATE.sub(r"\1", cell.line)
    while found := _TRAILING_MARK.search(text):
        text = text[: found.start()]
    if re.sub(r"[^a-z]", "", text.lower()) in _NOT_STATED and not any(letter.isdigit() for letter in text):
        return None
    match = _MONTH_FIRST.fullmatch(text)
    try:
        stated = _month_first(match) if match else day(text)
    except CellError as error:
        raise PageCellError(f"expected a date as MM-DD-YYYY, got {text[:40]}") from error
    if stated.year not in _YEARS:
        raise PageCellError(f"expected a year from {_YEARS[0]} to {_YEARS[-1]}, got {text[:40]}")
    return stated


def _month_first(match: re.Match[str]) -> date:
    month, on, year = int(match[1]), int(match[3]), int(match[4])
    try:
        return date(year, month, on)
    except ValueError:
        what = "a month over 12" if month > 12 else "no day of the calendar"
        raise PageCellError(f"expected a date as MM-DD-YYYY, got {match[0]}: {what}") from None


@dataclass(frozen=True, slots=True)
class Skus:
    """What a product cell names.

    Attributes:
        named: the SKUs, in upper case, each once.
        others: what is named in other words, or as a pattern over SKUs.
    """

    named: tuple[str, ...]
    others: tuple[str, ...]


def skus_in(cell: Cell) -> Skus:
    """The SKUs of a product cell: separated by commas outside of brackets, by semicolons, or on lines of their own."""
    named: list[str] = []
    others: list[str] = []
    for part in _parts(_joined_at_dashes(cell.text)):
        for one in _split_at_blanks(_without_mark(part)):
            (named if is_sku(one) else others).append(one)
    return Skus(tuple(dict.fromkeys(name.upper() for name in named)), tuple(dict.fromkeys(others)))


def _joined_at_dashes(text: str) -> str:
    """A blank or a line break beside a dash is one within an SKU."""
    return re.sub(r"(?<=[A-Za-z0-9])(-\s+|\s+-(?=[A-Za-z0-9]))(?=\S)", "-", text)


def _parts(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for found in re.finditer(r"[()\[\]]|" + _OUTSIDE.pattern, text):
        if found[0] in "([":
            depth += 1
        elif found[0] in ")]":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _without_mark(part: str) -> str:
    text = " ".join(part.split()).rstrip(" .:")
    while found := _TRAILING_MARK.search(text):
        text = text[: found.start()]
    return text


def _split_at_blanks(part: str) -> Iterator[str]:
    """Several SKUs with blanks between them, one SKU with blanks in it, or one text."""
    words = part.split()
    if len(words) > 1 and all(is_sku(word) and "-" in word for word in words):
        yield from words
    elif 1 < len(words) <= _MOST_WORDS and _is_one_with_blanks(words):
        yield "".join(words)
    elif part:
        yield part


def _is_one_with_blanks(words: Sequence[str]) -> bool:
    """Whether words are parts of one SKU: none but the first begins a model of its own, as in SRX1500 SRX4100."""
    return all(map(_WORD_OF_SKU.fullmatch, words)) and not any(map(_BEGINS_A_MODEL.match, words[1:]))


def is_sku(text: str) -> bool:
    """Whether a text is one SKU, and neither words nor a pattern over SKUs."""
    if not _SKU.fullmatch(text) or _LOOKS_LIKE_A_PLACEHOLDER.search(text):
        return False
    has_form = any(letter.isdigit() for letter in text) or ("-" in text and sum(map(str.islower, text)) < 2)
    return has_form and text.count("(") == text.count(")")


def skus_within(text: str) -> Iterator[str]:
    """Every word of a text that may be an SKU, in upper case."""
    return (word.upper() for word in _WORD.findall(text) if is_sku(word) and any(map(str.isalpha, word)))


def item_of(sku: str) -> str:
    """What an SKU is by its name: ``license``, ``bundle``, ``accessory``; "" for a product or part."""
    return next((item for item, form in _ITEMS if form.search(sku)), "")
