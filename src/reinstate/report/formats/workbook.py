"""``batch.xlsx``: a sheet for each table, with typed cells. No text becomes a formula, a link, markup, or a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from reinstate.report.formats.table import Cell, Column, Kind, Table
from reinstate.report.text import inert

if TYPE_CHECKING:  # it takes 40 ms to import
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LONGEST = 2_000  # characters of a cell, of the 32,767 that a workbook can hold
_MOST_ROWS = 1_000_000  # of a sheet, of the 1,048,576 that a workbook can hold
_LARGEST = 10**15  # from here on, a workbook rounds numbers
_TRUE_OR_FALSE = '"TRUE";"TRUE";"FALSE"'  # LibreOffice shows 1 and 0 else; Excel never looks at it
_WRAPPED = 24  # texts of wider columns are wrapped
_LINE, _MOST_LINES = 15, 20  # height of a line in points, and lines that are shown of a cell
# Excel takes an edited cell that starts so for a formula, unless the cell is marked as text.
_FORMULA = re.compile(r"\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]")
_MARKUP = "<r>"  # XlsxWriter writes a text that starts so unescaped, as rich text
_SETTINGS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TONES: Mapping[Cell, str] = {
    "reinstate": "#DDEFE3",
    "remediate": "#FCEFCF",
    "investigate": "#E6E6F6",
    "reject": "#F8DFDB",
    "hold": "#F6D5DE",
}

Write = Callable[[int, int, Any], None]
Styles = Callable[..., "Format"]


def workbook(tables: Iterable[Table], title: str, made: datetime, *, large: bool = False) -> bytes:
    """The workbook of these tables, a sheet for each in their order; the same tables give the same bytes.

    Args:
        tables: what the sheets show.
        title: of the file, in its properties and at the head of each printed page.
        made: creation time in its properties.
        large: keep rows on the disk while it is made, instead of in memory.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only a workbook needs it

    stream = BytesIO()
    book = Workbook(stream, {**_SETTINGS, "constant_memory": large, "in_memory": not large})
    shown = inert(title)[:200]
    book.set_properties({"title": shown, "created": made.astimezone(UTC).replace(tzinfo=None)})
    styles = _styles(book.add_format)
    for table in tables:
        sheet = book.add_worksheet(table.name)
        _fill(sheet, table, styles)
        _set_print(sheet, table, shown)
    book.close()
    return stream.getvalue()


def _styles(add: Callable[[dict[str, Any]], Format]) -> Styles:
    """Formats by their properties, each made once."""
    made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(**properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in made:
            made[key] = add({"valign": "top", **properties})
        return made[key]

    return style


def _fill(sheet: Worksheet, table: Table, styles: Styles) -> None:
    heading = styles(bold=True, bg_color="#EEF1F4", bottom=1, text_wrap=True)
    sheet.set_row(0, 2 * _LINE)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.label, heading)
        sheet.set_column(place, place, column.width)
    last, more = _write_rows(sheet, table, [_writer(sheet, column, styles) for column in table.columns])
    sheet.autofilter(0, 0, max(last, 1), len(table.columns) - 1)
    sheet.freeze_panes(1, 1)
    notes = (table.left_out, f"{more:,} more rows do not fit." if more else "")
    for below, note in enumerate(filter(None, notes), 2):
        sheet.write_string(last + below, 0, note, styles(italic=True))


def _write_rows(sheet: Worksheet, table: Table, writers: Sequence[Write]) -> tuple[int, int]:
    """Write the rows below the heading; gives the number of the last one, and how many more there are."""
    wrapped = [(place, column.width) for place, column in enumerate(table.columns) if column.width > _WRAPPED]
    place, remaining = 0, iter(table.rows)
    for place, row in enumerate(islice(remaining, _MOST_ROWS), 1):
        for column, cell in enumerate(row):
            if cell is not None and cell != "":
                writers[column](place, column, cell)
        lines = max((len(str(row[column] or "")) // width for column, width in wrapped), default=0) + 1
        if lines > 1:  # not every program makes room for wrapped text by itself
            sheet.set_row(place, min(lines, _MOST_LINES) * _LINE)
    return place, sum(1 for _ in remaining)


def _writer(sheet: Worksheet, column: Column, styles: Styles) -> Write:
    as_text = _text_writer(sheet, column, styles)
    if column.kind in (Kind.NUMBER, Kind.DOLLARS):
        return _number_writer(sheet, styles(num_format="#,##0"), as_text)
    if column.kind is Kind.DATE:
        return _date_writer(sheet, styles(num_format="yyyy-mm-dd", align="left"), as_text)
    if column.kind is Kind.FLAG:
        plain = styles(align="left", num_format=_TRUE_OR_FALSE)
        return lambda row, place, cell: _done(sheet.write_boolean(row, place, cell, plain))
    return as_text


def _text_writer(sheet: Worksheet, column: Column, styles: Styles) -> Write:
    form = {"text_wrap": True} if column.width > _WRAPPED else {}
    plain, quoted = styles(**form), styles(quote_prefix=True, **form)
    tones = {value: styles(bg_color=tone) for value, tone in _TONES.items() if value in column.words}

    @lru_cache(maxsize=4096)  # units of a batch say the same by the hundred
    def written(cell: Cell) -> tuple[str, Format]:
        text = cell_text(column.words.get(str(cell), cell))
        return text, quoted if _FORMULA.match(text) else tones.get(cell, plain)

    def write(row: int, place: int, cell: Cell) -> None:
        sheet.write_string(row, place, *written(cell))

    return write


def cell_text(value: object) -> str:
    """The value as text that a cell holds and shows: unprintable characters visible, the end of a long text cut."""
    text = inert(str(value))
    if text.startswith(_MARKUP):
        text = f" {text}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} [cut: {len(text):,} characters]"


def _number_writer(sheet: Worksheet, form: Format, as_text: Write) -> Write:
    def write(row: int, place: int, cell: Any) -> None:
        if isinstance(cell, int | float) and abs(cell) < _LARGEST:
            sheet.write_number(row, place, cell, form)
        else:
            as_text(row, place, cell)

    return write


def _date_writer(sheet: Worksheet, form: Format, as_text: Write) -> Write:
    def write(row: int, place: int, cell: Any) -> None:
        day = _day(str(cell))
        if day is None:
            as_text(row, place, cell)
        else:
            sheet.write_datetime(row, place, day, form)

    return write


def _day(text: str) -> date | None:
    """The date; None where the text is none, or is before the first day of a workbook's calendar."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year > 1900 else None


def _done(_: object) -> None:
    """XlsxWriter's own results say only that a cell is beyond the sheet, which ``_MOST_ROWS`` rules out."""


def _set_print(sheet: Worksheet, table: Table, title: str) -> None:
    if table.printed:
        sheet.print_area(0, 0, max(sheet.dim_rowmax or 0, 1), table.printed - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{title.replace('&', '&&')}")
    sheet.set_footer("&L&A&RPage &P of &N")
