"""The workbook, opened again by another library."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from reinstate.report.formats.all_formats import ExportSource, exported_files
from reinstate.report.formats.table import Column, Kind, Table
from reinstate.report.formats.workbook import workbook
from reinstate.report.text import inert
from tests.unit.report.formats.hostile import HOSTILE, hostile_record
from tests.unit.report.samples import RUN, claim, economy, finding, record, summary_of

MADE = datetime.fromisoformat("2026-11-23T04:05:00+00:00")
SHEETS = ["Units", "Findings", "Fees", "Licenses", "Modules", "Work list"]
ACTS = re.compile(r"<f>|<f |<hyperlink |<script|externalLink|<oleObject|ddeLink")


def _book(*records: dict[str, Any]) -> bytes:
    source = ExportSource.of(records, RUN, summary_of([record(one["unit"]["name"]) for one in records]))
    return exported_files(["xlsx"], source)["batch.xlsx"]


def _sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by its headings, up to the first empty one."""
    heading, *rows = openpyxl.load_workbook(BytesIO(content))[name].iter_rows(values_only=True)
    filled = [row for row in rows if any(cell is not None for cell in row)]
    return [dict(zip(heading, row, strict=True)) for row in filled]


def _one(column: Column, cell: Any) -> Any:
    """The cell that a workbook of one column and this cell has."""
    content = workbook([Table("T", [column], [(cell,)])], "t", MADE)
    return openpyxl.load_workbook(BytesIO(content))["T"]["A2"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_stays_that_text(text: str) -> None:
    cell = _one(Column("a", ""), text)
    shown = inert(text)
    if len(shown) > 2_000:
        shown = f"{shown[:2000]} [cut: 40,000 characters]"
    assert cell.data_type == "s"
    assert cell.value.removeprefix(" ") == shown.removeprefix(" ")
    assert cell.hyperlink is None


@settings(max_examples=50)
@given(st.lists(st.text(st.characters()) | st.text("=+-@<r>/_x0123456789ABCDEF \t"), min_size=1, max_size=20))
def test_any_text_stays_that_text(texts: list[str]) -> None:
    content = workbook([Table("T", [Column("a", "")], [(f"|{text}",) for text in texts])], "t", MADE)
    sheet = openpyxl.load_workbook(BytesIO(content))["T"]
    assert [cell.value for cell in sheet["A"][1:]] == [f"|{inert(text)}" for text in texts]
    bare = workbook([Table("T", [Column("a", "")], [(text,) for text in texts])], "t", MADE)
    cells = openpyxl.load_workbook(BytesIO(bare))["T"]["A"][1:]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.value is not None and cell.data_type == "n" for cell in cells)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_acts_in_any_part_of_the_file(text: str) -> None:
    with zipfile.ZipFile(BytesIO(_book(hostile_record(text)))) as archive:
        for part in archive.namelist():
            content = archive.read(part).decode()
            assert not ACTS.search(content), part
            assert "\x1b" not in content
            assert "TargetMode" not in content
        assert not any(".." in part or part.startswith("/") for part in archive.namelist())


def test_the_search_finds_what_acts() -> None:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write("A1", "=1+1")
    sheet.write("A2", "http://example.invalid/")
    book.close()
    with zipfile.ZipFile(stream) as archive:
        found = {match for part in archive.namelist() for match in ACTS.findall(archive.read(part).decode())}
    assert found == {"<f>", "<hyperlink "}


FORMULAS = ["formula", "plus", "minus", "at", "blank and formula", "full width", "link"]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_excel_would_take_for_a_formula_once_it_is_edited_is_marked_as_text(name: str) -> None:
    assert bool(_one(Column("a", ""), HOSTILE[name]).quotePrefix) == (name in FORMULAS)


@pytest.mark.parametrize(
    ("kind", "given", "read", "type_"),
    [
        (Kind.NUMBER, 7, 7, "n"),
        (Kind.DOLLARS, 3437, 3437, "n"),
        (Kind.DOLLARS, 0, 0, "n"),
        (Kind.NUMBER, 10**400, str(10**400), "s"),
        (Kind.NUMBER, "=1+1", "=1+1", "s"),
        (Kind.DATE, "2031-06-30", datetime(2031, 6, 30), "d"),
        (Kind.DATE, "soon", "soon", "s"),
        (Kind.DATE, "1899-01-01", "1899-01-01", "s"),
        (Kind.FLAG, True, True, "b"),
        (Kind.FLAG, False, False, "b"),
        (Kind.TEXT, "0012", "0012", "s"),
        (Kind.TEXT, None, None, "n"),
        (Kind.TEXT, "", None, "n"),
    ],
)
def test_a_cell_has_the_type_of_its_column(kind: Kind, given: Any, read: Any, type_: str) -> None:
    cell = _one(Column("a", "", kind), given)
    assert (cell.value, cell.data_type) == (read, type_)


def test_every_sheet_is_there_with_frozen_headings_and_a_filter() -> None:
    book = openpyxl.load_workbook(BytesIO(_book(record())))
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        assert all(6 < width < 80 for width in widths)


def test_a_unit_s_row() -> None:
    unit = record(
        "ex-1",
        finding("a.b", "fail"),
        finding("a.c"),
        verdict="fail",
        disposition="hold",
        claim=claim(serial="S1", seller="Sold & Co", rack="R1", position="U7", value=900),
        economy=economy(worth="no", pay_nothing=True, declared_value=900, up_to=700),
    )
    (row,) = _sheet(_book(unit), "Units")
    named = {name: row[name] for name in ("Unit", "Disposition", "Seller", "Rack", "Position")}
    assert named == dict(zip(named, ("ex-1", "hold", "Sold & Co", "R1", "U7"), strict=True))
    assert (row["Fees due"], row["Counted"], row["Failed"], row["Passed"]) == (False, True, 1, 1)
    assert (row["Worth"], row["Declared value"], row["Up to"]) == ("not worth it", 900, 700)
    assert row["Supported until"] == datetime(2031, 6, 30)


def test_findings_that_need_no_work_are_left_out_and_the_sheet_says_where_they_are() -> None:
    unit = record("ex-1", finding("a.b", "fail"), finding("a.c"), finding("a.d", "inconclusive", noted=True))
    *rows, note = _sheet(_book(unit), "Findings")
    assert [row["Check"] for row in rows] == ["a.b", "a.d"]
    assert [row["Severity"] for row in rows] == ["must-fix", "must-fix"]
    assert "findings.jsonl" in note["Unit"]


def test_a_row_has_room_for_the_longest_of_its_wrapped_texts() -> None:
    columns = [Column("a", "", width=30), Column("b", "", width=10)]
    rows = [("x" * 25, "y" * 100), ("x" * 95, ""), ("x" * 2_000, ""), (None, None)]
    sheet = openpyxl.load_workbook(BytesIO(workbook([Table("T", columns, rows)], "t", MADE)))["T"]
    assert [sheet.row_dimensions[number].height for number in (2, 3, 4, 5)] == [None, 60, 300, None]
    assert [sheet.cell(2, column).alignment.wrap_text for column in (1, 2)] == [True, None]


def test_the_columns_for_programs_are_not_printed() -> None:
    book = openpyxl.load_workbook(BytesIO(_book(record(), record("ex-2"))))
    assert book["Units"].print_area == "'Units'!$A$1:$N$3"
    assert book["Units"].print_title_rows == "$1:$1"
    assert not book["Modules"].print_area


def test_a_workbook_is_the_same_on_any_day() -> None:
    assert _book(record()) == _book(record())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_large_workbook_says_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = hostile_record(HOSTILE[name])
    small = openpyxl.load_workbook(BytesIO(_book(unit)))
    monkeypatch.setattr("reinstate.report.formats.all_formats._MANY", 0)
    content = _book(unit)
    large = openpyxl.load_workbook(BytesIO(content))
    for sheet in SHEETS:
        # openpyxl leaves the escape of an underscore in texts that stand in their cells; Excel reads both.
        read = [[str(cell).replace("_x005F_", "_") for cell in row] for row in large[sheet].values]
        assert read == [[str(cell) for cell in row] for row in small[sheet].values]
        heights = [[one[sheet].row_dimensions[row].height for row in (1, 2, 3)] for one in (small, large)]
        assert heights[0] == heights[1]
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert not any(ACTS.search(archive.read(part).decode()) for part in archive.namelist())


def test_what_does_not_fit_a_sheet_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reinstate.report.formats.workbook._MOST_ROWS", 3)
    content = workbook([Table("T", [Column("a", "")], [(str(number),) for number in range(5)])], "t", MADE)
    cells = [cell.value for cell in openpyxl.load_workbook(BytesIO(content))["T"]["A"]]
    assert cells == ["A", "0", "1", "2", None, "2 more rows do not fit."]


def test_a_sheet_without_rows_has_its_headings() -> None:
    content = workbook([Table("T", [Column("a_b", "")], [])], "a & b", date_of_a_sheet())
    assert openpyxl.load_workbook(BytesIO(content))["T"]["A1"].value == "A b"


def date_of_a_sheet() -> datetime:
    return datetime.combine(date(2026, 11, 23), MADE.timetz())
