"""Cells as people and spreadsheets write them: texts, serial numbers, money, dates, yes and no.

A cell with one meaning is read; a cell with two is refused, and the error names both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

# Invisible characters that come with text copied from pages and mails: zero-width and soft-hyphen marks, directions.
INVISIBLE = dict.fromkeys(
    (0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
)
_BLANKS = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_ODD = INVISIBLE | _BLANKS
_ANY_ODD = re.compile(f"[{''.join(map(chr, _ODD))}]")
_EXCEL_TEXT = re.compile(r'="([^"]*)"')

_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
# "SN" alone may be how a serial number begins; with a colon or a slash it is a label.
_SERIAL_LABEL = re.compile(r"(?:s/n\b|sn(?=\s*:)|serial(?:\s+(?:number|no\.?))?(?=\s*[:#]))\s*[:#]?\s*", re.IGNORECASE)

_DOLLARS = re.compile(r"(?:USD|US\$|\$)?\s*(?P<number>[0-9][0-9.,' ]*)(?:USD|US\$|\$)?", re.IGNORECASE)
_PLAIN = re.compile(r"(?P<whole>\d+)(?:[.,](?P<cents>\d{1,2}))?")
_GROUPED = tuple(
    re.compile(rf"(?P<whole>[1-9]\d{{0,2}}(?:{group}\d{{3}})+)(?:{point}(?P<cents>\d{{1,2}}))?")
    for group, point in ((",", r"\."), (r"\.", ","), (" ", "[.,]"), ("'", "[.,]"))
)
_THREE_PLACES = re.compile(r"[1-9]\d{0,2}\.\d{3}")

_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?Z?$")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\2(?P<year>\d{4})")
_DAY_NAME = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -]?(?P<name>[a-z]{3,9})\.?,?[ -]?(?P<year>\d{4})")
_NAME_DAY = re.compile(r"(?P<name>[a-z]{3,9})\.? ?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:, ?| )(?P<year>\d{4})")
_SHORT_YEAR = re.compile(r"(?!\d{4})\S+[-/. ]\S+[-/. ]'?\d\d")
_DAY_NUMBER = re.compile(r"[2-7]\d{4}(?:[.,]\d+)?")
_DAY_ZERO = date(1899, 12, 30)  # of spreadsheets that count from 1900
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_LONGEST = 40
HIGHEST = 10**12  # no amount or count of a table is higher; JSON readers keep about 10**15 exact
A_DATE = "a date as YYYY-MM-DD, or such as 27 Nov 2026"
WHOLE_DOLLARS = "a whole number of USD"
YES_OR_NO = "yes or no"
A_SERIAL = "a serial number of letters, digits, dashes, and underscores"

_FLAGS: Mapping[str, bool] = MappingProxyType(
    {**dict.fromkeys(("yes", "y", "true", "t", "1"), True), **dict.fromkeys(("no", "n", "false", "f", "0"), False)}
)


class CellError(ValueError):
    """A cell that has no meaning, or more than one.

    Args:
        expected: the form that was expected.
        fix: what to enter instead; "" where the form shows it.
    """

    def __init__(self, expected: str, fix: str = "") -> None:
        self.expected = expected
        self.fix = fix
        super().__init__(f"{expected}; fix: {fix}" if fix else expected)


def is_plain(text: str) -> bool:
    """Whether stripping blanks is enough to clean every cell of that text."""
    return '="' not in text and (text.isascii() or _ANY_ODD.search(text) is None)


def cleaned(cell: str) -> str:
    """The cell without blanks around it, invisible characters, and a spreadsheet's ``="..."`` around a text."""
    plain = cell.translate(_ODD) if not cell.isascii() else cell
    text = plain.strip()
    match = _EXCEL_TEXT.fullmatch(text)
    return match[1].strip() if match else text


def serial(cell: str) -> str:
    """A serial number in upper case, without the ``S/N`` that a label prints before it; CellError for anything else."""
    text = cleaned(cell)
    label = _SERIAL_LABEL.match(text)
    number = text[label.end() :] if label else text
    if not _SERIAL.fullmatch(number):
        raise CellError(A_SERIAL)
    return number.upper()


def flag(cell: str) -> bool:
    """True or false, as ``yes``, ``TRUE``, ``1`` say it; CellError for anything else."""
    found = _FLAGS.get(cleaned(cell).casefold())
    if found is None:
        raise CellError(YES_OR_NO)
    return found


def dollars(cell: str) -> int:
    """An amount in whole US dollars: ``1500``, ``$1,500.00``, ``USD 1.500,00``, ``1 500 USD``, ``1'500``.

    A comma, a blank, or an apostrophe groups thousands, and so does a point where something else shows it: a decimal
    comma, or a second group. Three digits after a single comma are a group, for dollars have no third decimal and are
    written with commas; after a single point (``1.500``) they may be either, and are refused. Cents must be zero.

    Raises:
        CellError: another currency, a fraction, a negative amount, more than ``HIGHEST``, or no amount.
    """
    text = cleaned(cell).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    match = _DOLLARS.fullmatch(text) if len(text) <= _LONGEST else None
    number = match["number"].strip() if match else ""
    if _THREE_PLACES.fullmatch(number):
        raise CellError(
            WHOLE_DOLLARS, f"enter {number.replace('.', '')} or {number.split('.')[0]}; the point can mean both"
        )
    found = next((one for form in (_PLAIN, *_GROUPED) if (one := form.fullmatch(number))), None)
    if found is None:
        raise CellError(WHOLE_DOLLARS)
    whole = int(re.sub(r"\D", "", found["whole"]))
    if whole > HIGHEST:
        raise CellError(f"{WHOLE_DOLLARS} up to {HIGHEST:,}")
    if int(found["cents"] or 0):
        raise CellError(WHOLE_DOLLARS, f"enter {whole} or {whole + 1}")
    return whole


def day(cell: str) -> date:
    """A date: ``2026-11-27``, ``27 Nov 2026``, ``Nov 27, 2026``, ``27.11.2026``, ``11/27/2026``; midnight may follow.

    With the year last, a number over 12 (or equal numbers) shows which one is the day: ``03/04/2026`` has two meanings
    and is refused. So are years of two digits and the day numbers of spreadsheets.

    Raises:
        CellError: no date, no such day, or a date with two meanings, both named.
    """
    if match := _YEAR_FIRST.fullmatch(cell):  # thousands of cells are so, and need no more
        return _date(match["year"], int(match["month"]), match["day"])
    text = " ".join(_MIDNIGHT.sub("", cleaned(cell)).casefold().split())
    if len(text) > _LONGEST or not text.isascii():
        raise CellError(A_DATE)
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match["year"], int(match["month"]), match["day"])
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(match["year"], int(match["one"]), int(match["two"]))
    if match := _DAY_NAME.fullmatch(text) or _NAME_DAY.fullmatch(text):
        return _date(match["year"], _month(match["name"]), match["day"])
    raise CellError(A_DATE, _hint(text))


def _year_last(year: str, one: int, two: int) -> date:
    if one == two or two > 12:
        return _date(year, one, two)
    if one > 12:
        return _date(year, two, one)
    first, second = (f"{year}-{month:02}-{on:02}" for month, on in ((two, one), (one, two)))
    raise CellError(A_DATE, f"enter {first} or {second}; the date can mean both")


def _date(year: str, month: int, on: str | int) -> date:
    try:
        return date(int(year), month, int(on))
    except ValueError:
        raise CellError(A_DATE, "correct the date; the calendar has no such day") from None


def _month(name: str) -> int:
    """The number of a month by its English name or the beginning of it; 0 for none."""
    name = "sep" if name == "sept" else name
    fitting = [number for number, month in enumerate(_MONTHS, 1) if name in (month, month[:3])]
    return fitting[0] if fitting else 0


def _hint(text: str) -> str:
    if _DAY_NUMBER.fullmatch(text):
        counted = _DAY_ZERO + timedelta(days=int(re.split("[.,]", text)[0]))
        return f"format the column as a date; this day number of a spreadsheet usually means {counted}"
    return "enter the year with 4 digits" if _SHORT_YEAR.fullmatch(text) else ""
