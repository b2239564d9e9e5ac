"""Cells of Juniper's tables: which column is what, and dates that are written month first."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from reinstate.reference.pages.markup.cells import Cell
from reinstate.reference.pages.statements import is_naming, may_be_against, speaks_of_support
from reinstate.tables.cells import CellError, day

SKU = "sku"
_NAMES = re.compile(
    r"(?:affected|juniper|hardware)*"
    r"(?:(?:product|sku|model|part|release|version|software|platform|device|hardware)s?(?:name|number|id|no|nr)?s?(?:or|and)?)+\d{0,2}"
)
_MEANINGS = (
    ("warranty_conversion", re.compile(r"convertwarranty|warrantyconver")),
    ("same_day_support", re.compile(r"samedaysupport")),
    ("next_day_support", re.compile(r"nextdaysupport")),
    ("end_of_engineering", re.compile(r"endofengineering|\Aeoe\Z")),
    (
        "end_of_support",
        re.compile(
            r"\A(?:the)?(?:date(?:of|for)?)?(?:endof(?:hardware)?(?:support|service)|endoflifeeos|eos"
            r"|lastda(?:te|y)(?:of|for)(?:hardware)?(?:support|service))(?:eos|endof(?:support|service))?(?:dates?)?"
            r"(?:mmddyyyy|yyyymmdd)?\d{0,2}\Z"
        ),
    ),
    ("last_order", re.compile(r"lastorder|lastdatetoorder|lastdaytoorder|endofsale")),
    ("first_shipped", re.compile(r"frs|firstrelease|releasedate|firstship")),
    ("announced", re.compile(r"announce")),
    ("release_type", re.compile(r"releasetype")),
)
# Headings of other milestones, as letters: their dates say nothing of the end of support.
_OTHER_MILESTONE = re.compile(
    r"(?:eol|endoflife|product|date|of|the)*(?:announce(?:d|ment)?|lastorder|lastdate?toorder|endofsales?|orders?"
    r"|lastship(?:ment|ped)?|firstship(?:ment|ped)?|frs|firstrevenueship(?:ment)?|endofengineering|published|publication"
    r"|lastdatetoconvertwarranty|warrantyconversion|(?:same|next)(?:business)?daysupport(?:discontinued|ends?)?)"
    r"(?:dates?)?"
)
_OF_PRODUCT = re.compile(
    r"description|replac|successor|recommended|notif|bulletin|reference|link|tsb|details|categor|famil|notes?|remark"
    r"|comment"
)
_MOST_CERTAIN = ("sku", "partnumber", "modelnumber")
_NOT_STATED = frozenset({"", "tbd", "tba", "na", "n", "notannounced", "notapplicable", "none", "nil", "notavailable"})
_MONTH_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_DASH = "\N{EN DASH}"
_LONGEST_DATE = 60
_NAME_FIRST = re.compile(r"\A([A-Za-z]{3,9})-(\d{1,2})-(\d{4})\Z")
_BROKEN_DATE = re.compile(rf"(?<=\d)\s*([-/{_DASH}])\s*(?=\d)")  # a line break within a date
_TRAILING_MARK = re.compile(r"(?<!-)\s*(?:\*{1,4}|[†‡§]{1,4}|\(\d{1,2}\)|\[\d{1,2}\])\s*$")
_CITED = re.compile(r"\s*[(\[]?\b((?:TSB|PSN-|KB|TN)\d[\d-]{2,12})[)\]]?\s*$")
_BULLETIN_WITH_DAY = re.compile(r"(?:TSB|PSN-|KB|TN)\d[\d-]{2,12}(?:\W{1,3}\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\W?)?")
_YEARS = range(1996, 2100)  # of any date of a product of Juniper's


class PageCellError(ValueError):
    """A cell that states nothing certain; the text says what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Header:
    """Which column is what.

    Attributes:
        columns: from meaning to the place of the column.
        unread: headings that have no meaning here.
        rivals: headings of columns that are not read, and that may restrict or change what a row states, by place.
        marks: the headings of the columns that are read, for what refers to notes in them.
    """

    columns: Mapping[str, int]
    unread: tuple[str, ...] = ()
    rivals: Mapping[int, str] = field(default_factory=dict)
    marks: tuple[Cell, ...] = ()


def header_of(row: Sequence[Cell]) -> Header | None:
    """The columns of a heading row; None for a row that is none: it names a product column and an end of support."""
    found: dict[str, int] = {}
    unread: dict[int, str] = {}
    for place, cell in enumerate(row):
        meaning = _meaning_of(cell.line)
        if meaning and (meaning not in found or (meaning == SKU and _is_surer(cell, row[found[SKU]]))):
            if meaning in found:
                unread[found[meaning]] = row[found[meaning]].line
            found[meaning] = place
        else:
            unread[place] = cell.line
    if SKU not in found or "end_of_support" not in found:
        return None
    shown = dict.fromkeys(heading for place, heading in unread.items() if heading and row[place].own)
    read = tuple(row[place] for place in found.values())
    return Header(MappingProxyType(found), tuple(shown), MappingProxyType(unread), read)


def _is_surer(cell: Cell, other: Cell) -> bool:
    """Whether a heading names SKUs with more certainty than one that only says "Product" or "Model"."""
    plain, before = (re.sub(r"[^a-z]", "", one.line.lower()) for one in (cell, other))
    return any(word in plain for word in _MOST_CERTAIN) and not any(word in before for word in _MOST_CERTAIN)


def may_restrict(heading: str, cell: Cell, dates: Collection[date]) -> bool:
    """Whether a cell of a column that is not read may restrict or change what its row states.

    Args:
        dates: what the row states.
    """
    if states_nothing(cell):
        return False
    plain = re.sub(r"[^a-z]", "", heading.lower())
    try:
        stated = date_in(cell)
    except PageCellError:
        stated = None
    if stated is not None:
        return stated not in dates and not _OTHER_MILESTONE.fullmatch(plain)
    if _OTHER_MILESTONE.fullmatch(plain):
        return may_be_against(cell.line)
    if not _OF_PRODUCT.search(plain):
        return not is_naming(cell.line)
    if _BULLETIN_WITH_DAY.fullmatch(cell.line) or ("replac" in plain and not speaks_of_support(cell.line)):
        return False
    return may_be_against(cell.line)


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
    text = _BROKEN_DATE.sub(_hyphened, cell.line)
    while len(text) < _LONGEST_DATE and (found := _TRAILING_MARK.search(text) or _CITED.search(text)):
        text = text[: found.start()]
    text = _NAME_FIRST.sub(r"\1 \2 \3", text.rstrip(" ."))
    if re.sub(r"[^a-z0-9]", "", text.lower()) in _NOT_STATED:
        return None
    match = _MONTH_FIRST.fullmatch(text)
    try:
        stated = _month_first(match) if match else day(text)
    except CellError as error:
        raise PageCellError(f"expected a date as MM-DD-YYYY, got {text[:40]}") from error
    if stated.year not in _YEARS:
        raise PageCellError(f"expected a year from {_YEARS[0]} to {_YEARS[-1]}, got {text[:40]}")
    return stated


def _hyphened(broken: re.Match[str]) -> str:
    return "-" if broken[1] == _DASH else broken[1]


def cited_in(cell: Cell) -> tuple[str, ...]:
    """The bulletins that a cell cites behind what it states."""
    return tuple(found[1] for found in [_CITED.search(cell.line)] if found)


def states_nothing(cell: Cell) -> bool:
    """Whether a cell is empty, or has a word for that."""
    return re.sub(r"[^a-z0-9]", "", cell.line.lower()) in _NOT_STATED


def _month_first(match: re.Match[str]) -> date:
    month, on, year = int(match[1]), int(match[3]), int(match[4])
    try:
        return date(year, month, on)
    except ValueError:
        what = "a month over 12" if month > 12 else "no day of the calendar"
        raise PageCellError(f"expected a date as MM-DD-YYYY, got {match[0]}: {what}") from None
