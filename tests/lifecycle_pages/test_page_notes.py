"""Notes of a page: which rows they are about, what extends a date, and what makes dates uncertain."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.errors import InputError
from reinstate.reference.pages.lifecycle_page import PageReading
from reinstate.reference.pages.markup.cells import Cell
from reinstate.reference.pages.page_notes import Marks, notes_of
from tests.lifecycle_pages.generated import (
    HARDWARE_HEADINGS,
    PageSpec,
    Raw,
    Release,
    Row,
    page_data,
    page_source,
    shell,
)
from tests.lifecycle_pages.reads import read, stated

ENDS = date(2029, 3, 31)
A, B = "EX4300-48T", "EX4300-24T"
PLAIN, LONGER = "end_of_support=2029-03-31", "end_of_support=2035-12-31 overrides"
EXTENDED = "The end of support is extended to 12-31-2035."


def page(product: str, *notes: str, end: str = "03-31-2029") -> PageSpec:
    """A page with one row, and paragraphs below its table."""
    return PageSpec("ex_series", "EX Series", [[Row(product, end_of_support=end)]], [f"<p>{one}</p>" for one in notes])


def rows_of(folder: Path, content: str) -> list[str]:
    reading = read(folder, content, "ex_series.html")
    assert isinstance(reading, PageReading)
    return [stated(row) for row in reading.rows]


WHERE_A_MARK_STANDS = {
    "at the first of two": (
        page(f"{A}<sup>1</sup>, {B}", f"1 {EXTENDED}"),
        [f"{A} {PLAIN}", f"{A} {LONGER}", f"{B} {PLAIN}"],
    ),
    "at the last, and perhaps of all": (
        page(f"{A}, {B}<sup>1</sup>", f"1 {EXTENDED}"),
        [f"{A} {PLAIN} doubtful", f"{B} {PLAIN}", f"{B} {LONGER}"],
    ),
    "on a line of its own": (
        page(f"{A}<br>{B}<br><sup>1</sup>", f"1 {EXTENDED}"),
        [f"{A} {PLAIN} doubtful", f"{B} {PLAIN} doubtful"],
    ),
    "before it": (page(f"<sup>1</sup>{A}, {B}", f"1 {EXTENDED}"), [f"{A} {PLAIN}", f"{A} {LONGER}", f"{B} {PLAIN}"]),
    "at the date": (
        page(f"{A}, {B}", f"1 {EXTENDED}", end="03-31-2029<sup>1</sup>"),
        [f"{A} {PLAIN}", f"{A} {LONGER}", f"{B} {PLAIN}", f"{B} {LONGER}"],
    ),
    "at the date, and the note names one": (
        page(f"{A}, {B}", f"1 End of support of {B} is extended to 12-31-2035.", end="03-31-2029<sup>1</sup>"),
        [f"{A} {PLAIN}", f"{B} {PLAIN}", f"{B} {LONGER}"],
    ),
}
SIGNS = {
    "superscript": "<sup>1</sup>",
    "by style": '<span style="vertical-align: super">1</span>',
    "by class": '<span class="footnote">1</span>',
    "a link to the note": '<a href="#n1">1</a>',
    "raised digits": "\u00b9",
    "small": "<small>1</small>",
    "bold within": "<sup><b>1</b></sup>",
    "in brackets": " (1)",
    "in square brackets": " [1]",
}
LINKED = {
    "plain": ("1", f"1 {EXTENDED}"),
    "raised": ("1", f"<sup>1</sup> {EXTENDED}"),
    "raised digit": ("1", f"\u00b9 {EXTENDED}"),
    "in brackets": ("1", f"(1) {EXTENDED}"),
    "with a point": ("1", f"1. {EXTENDED}"),
    "a letter": ("a", f"a) {EXTENDED}"),
    "a capital letter": ("A", f"a. {EXTENDED}"),
    "a star": ("*", f"*{EXTENDED}"),
    "a dagger": ("\u2020", f"\u2020 {EXTENDED}"),
    "named a note": ("2", f"Note 2: {EXTENDED}"),
    "named a footnote": ("2", f"Footnote 2 - {EXTENDED}"),
    "bold": ("1", f"<b><sup>1</sup></b> {EXTENDED}"),
}


@pytest.mark.parametrize(("spec", "rows"), WHERE_A_MARK_STANDS.values(), ids=WHERE_A_MARK_STANDS)
def test_a_mark_is_about_what_it_stands_at(spec: PageSpec, rows: Sequence[str], tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(spec)) == rows


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_a_mark_never_becomes_a_part_of_a_name(sign: str, tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(page(f"{A}{sign}", f"1 {EXTENDED}"))) == [f"{A} {PLAIN}", f"{A} {LONGER}"]


@pytest.mark.parametrize(("mark", "note"), LINKED.values(), ids=LINKED)
def test_a_note_is_found_by_its_mark(mark: str, note: str, tmp_path: Path) -> None:
    found = rows_of(tmp_path, page_source(page(f"{A}<sup>{mark}</sup>", note)))
    assert found == [f"{A} {PLAIN}", f"{A} {LONGER}"]


PLAINLY = [
    f"End of support of {A} is extended to 12-31-2035.",
    f"TSB17000: the end of support for {A} has been extended until 12-31-2035.",
    f"Per TSB17000 the End-of-Support date for product {A} was extended to December 31, 2035.",
    f"EOS for {A} extended to 2035-12-31 (see TSB17000)",
]
# Whatever else it says, no date is milder for it.
NOT_PLAINLY = [
    "End of support is not extended to 12-31-2035.",
    "Extended support can be bought until 12-31-2035.",
    "Extended support until 12-31-2035.",
    "End of support is extended to 12-31-2035 for customers with a contract.",
    "End of support is extended to 12-31-2035 in Japan.",
    "On SRX300 Series, end of support is extended to 12-31-2035.",
    "For EX2200 and EX3300, the end of support is extended to 12-31-2035.",
    "End of engineering support is extended to 12-31-2035.",
    "End of security support is extended to 12-31-2035.",
    "End of support is extended from 12-31-2030 to 12-31-2035.",
    "End of support is extended to 31-12-2035.",
    "End of support is extended to 2035.",
    "The end of support is 01-31-2026.",
    "Support ends earlier: 01-31-2026, TSB70001.",
    "The end of support was brought forward to 01-31-2026.",
    "Amended end of support: 01-31-2026.",
    "End of support is extended to 12-31-2035 <s>and 12-31-2036</s>.",
    "<s>End of support is extended to 12-31-2035.</s>",
    '<span style="display:none">End of support is extended to 12-31-2035.</span>',
    "Support was discontinued.",
    "See TSB70001.",
    "Software support is extended to 12-31-2035.",
    "End of support of the Junos software for this product is extended to 12-31-2035.",
    "The end of support of Junos OS is extended to 12-31-2035.",
    "End of support for parts is extended to 12-31-2035.",
    "End of support is extended to 12-31-2035<br>for customers that hold a contract.",
    "End of support is extended to 12-31-2035</p><p>only for units of the US Government.",
    "End of support is extended to 12-31-2035.</p><p>Note: valid with a contract.",
    "End of support is extended to 12-31-2035.</p><p>* US Government accounts.",
    "End of support is extended to 12-31-2035.</p><p>2 years of prior coverage required.",
    "End of support is extended to 12-31-2035.</p><p>Software: 12-31-2025",
    "End of support is extended to 12-31-2035.<table><tr><td>US Government only</td></tr></table>",
    '<span class="d-none">End of support is extended to 12-31-2035.</span>',
    "End of support is extended to 12-31-2035.</p><p>This extension does not apply to units sold in China.",
    "End of support is extended to 12-31-2035 for:<ul><li>customers with a contract</li></ul>",
    "End of support is extended to 12-31-2035 for these products:<ul><li>EX3300-48P</li></ul>",
    "End of support is extended to 12-31-2035 (*)",
    "The end of support of this product is 03-31-2025.",
]
# Each of them names EX4300-48T in some way, and says that its date does not hold.
NAMED_SOMEHOW = [
    "The end of support of all EX4300 models is brought forward to 01-31-2026.",
    "EX4300 Series: the end of support dates are superseded by TSB70002.",
    "The end of support for EX4300-48T/EX4300-48P is 01-31-2026.",
    "The end of support for EX4300-24T/48T is 01-31-2026.",
    "The end of support for EX4300\u201348T is 01-31-2026.",
    "The end of support for EX 4300-48T is 01-31-2026.",
    "The end of support for EX<b>4300</b>-48T is 01-31-2026.",
    "EX4300-48T has been recalled.",
    "Support for EX4300-48T ends in January 2026.",
    "All EX43XX: support ended 01-31-2026.",
    "Correction: the last column of EX4300 rows is wrong.",
    "End of support 01-31-2026 for:</p><ul><li>EX4300-48T</li></ul><p>",
    "EX4300-48T</p><p>Support ends on 01-31-2026.",
    "EX4300-48T:<br>Support ends on 01-31-2026.",
    "<table><tr><td>Model</td><td>Ends</td></tr><tr><td>EX4300-48T</td><td>01-31-2026</td></tr></table>",
    "The following products end earlier, in January 2026:</p><ul><li>EX4300-48T \u2013 48-port switch</li></ul><p>",
    "Earlier end of support (January 2026) applies to:<br>- EX4300-48T, all variants",
    "Affected products: EX4300-48T, EX4300-24P</p><p>Support ends in January 2026.",
    "<h3>EX4300 switches</h3><p>Support ends in January 2026.</p>",
    "<h3>EX4300-48T (TSB12345)</h3><p>This product is no longer supported.</p>",
    "<dl><dt>EX4300-48T</dt><dd>End of support is now January 2026</dd></dl>",
    "EX4300-48T&nbsp;end&nbsp;of&nbsp;support:&nbsp;01-31-2026",
    "As of January 31, 2026, Juniper no longer supports the following products:</p><ul><li>EX4300-48T</li></ul>",
    "JTAC accepts no cases for:</p><ul><li>EX4300-48T</li></ul>",
    "<h4>EX4300 Series</h4><p>Not part of this announcement.</p>",
    "<h4>EX4300-48T</h4><p>Support ended, effective January 31, 2026.</p>",
    "<h3>Revised end of support</h3><dl><dt>EX4300-48T</dt><dd>01-31-2026</dd></dl>",
    "Support for all EX switches ended, effective January 31, 2026.",
    "EX4300-48T: support for three years only.",
    "EX4300-48T is past its end of support.",
    "EX4300-48T: not covered by any contract.",
    "The dates below apply to all but the EX4300-48T.",
    "EX4300-48T: this product is obsolete and cannot be supported.",
    "EX: 4300, 4600: support ends 01-31-2026.",
    "EX Series 4200 to 4500: support ends 01-31-2026.",
    "All fixed switches: the end of support was brought forward to 01-31-2026.",
    "EX4200 up to EX4500: support ended 01-31-2026.",
    "EX4x00: support ended 01-31-2026.",
    '<span title="EX4300-48T: support ended 01-31-2026">More</span>',
    f"{'The milestones of all products are published on this page for planning. ' * 12}EX4300-48T: EOS 01-31-2026.",
]


@pytest.mark.parametrize("note", PLAINLY)
def test_a_note_that_is_understood_word_by_word_extends(note: str, tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(page(A, note))) == [f"{A} {PLAIN}", f"{A} {LONGER}"]


# Texts beside it that restrict nothing.
INTRODUCTIONS = [
    "This page lists the EOL dates.",
    "Products and SKUs with no announced EOL date are not listed.",
    "Juniper Networks reserves the right to change these dates without notice.",
    "Disclaimer: Juniper Networks reserves the right to change these dates without notice.",
    "For more information see the Product End of Life Policy & Procedure.",
]


@pytest.mark.parametrize("text", INTRODUCTIONS)
@pytest.mark.parametrize("first", [True, False])
def test_what_every_page_says_does_not_keep_a_note_from_extending(text: str, first: bool, tmp_path: Path) -> None:
    notes = (text, PLAINLY[0]) if first else (PLAINLY[0], text)
    assert rows_of(tmp_path, page_source(page(A, *notes))) == [f"{A} {PLAIN}", f"{A} {LONGER}"]


def test_what_may_restrict_a_note_keeps_it_from_extending(tmp_path: Path) -> None:
    found = rows_of(tmp_path, page_source(page(A, PLAINLY[0], "Only for customers in Japan.")))
    assert found == [f"{A} {PLAIN} doubtful"]


@pytest.mark.parametrize("note", NOT_PLAINLY)
def test_any_other_note_of_dates_makes_the_row_doubtful(note: str, tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(page(f"{A}<sup>1</sup>", f"1 {note}"))) == [f"{A} {PLAIN} doubtful"]


@pytest.mark.parametrize("note", NAMED_SOMEHOW)
def test_a_note_is_about_all_that_it_names(note: str, tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(page(A, note))) == [f"{A} {PLAIN} doubtful"]


UNUSUAL_MARKS = ["\u00b6", "iii", "1a", "++", "\u2016", "\u2460", "^", "#"]


@pytest.mark.parametrize("mark", UNUSUAL_MARKS)
def test_any_superscript_may_be_a_mark(mark: str, tmp_path: Path) -> None:
    note = f"{mark} Support ends earlier."
    assert rows_of(tmp_path, page_source(page(f"{A}<sup>{mark}</sup>", note))) == [f"{A} {PLAIN} doubtful"]
    assert rows_of(tmp_path, page_source(page(A, note, end=f"03-31-2029<sup>{mark}</sup>"))) == [
        f"{A} {PLAIN} doubtful"
    ]


@pytest.mark.parametrize("marks", ["1,2", "1, 2", "1;2", "1</sup><sup>,</sup><sup>2"])
def test_several_marks_at_one_name(marks: str, tmp_path: Path) -> None:
    harmless = page(f"{A}<sup>{marks}</sup>", "1 Fans included.", "2 Sold as a spare.")
    assert rows_of(tmp_path, page_source(harmless)) == [f"{A} {PLAIN}"]
    shorter = page(f"{A}<sup>{marks}</sup>", "1 Fans included.", "2 Support ends earlier.")
    assert rows_of(tmp_path, page_source(shorter)) == [f"{A} {PLAIN} doubtful"]


def with_table(*changes: tuple[str, str], notes: Sequence[str] = ()) -> str:
    """The page with its table changed."""
    content = page_source(page(A, *notes))
    for old, new in changes:
        assert old in content
        content = content.replace(old, new)
    return content


NEAR_THE_TABLE = {
    "a mark on the heading": with_table(
        ("Support<\\/th>", "Support<sup>1<\\/sup><\\/th>"), notes=["1 Support ends earlier."]
    ),
    "a mark on the section": with_table(
        ("<tbody>", '<tbody><tr><td colspan="7">EX4300<sup>1<\\/sup><\\/td><\\/tr>'), notes=["1 Support ends earlier."]
    ),
    "a caption": with_table(("<thead>", "<caption>All dates are superseded by TSB70002<\\/caption><thead>")),
    "a row above the headings": with_table(
        ("<thead>", '<thead><tr><th colspan="7">All dates are superseded by TSB70002<\\/th><\\/tr>')
    ),
    "a row of the whole width": with_table(
        ("<tbody>", '<tbody><tr><td colspan="7">EX4300: support ends earlier<\\/td><\\/tr>')
    ),
    "in the cell of the product": page_source(page(f"{A}<br>support ends 01-31-2026")),
    "a tooltip of the name": page_source(page(f'<span title="Support ended 01-31-2026">{A}</span>')),
    "a tooltip of the row": with_table((f"<tr><td>{A}", f'<tr data-hint="Support ended 01-31-2026"><td>{A}')),
    "a restriction of the cell": page_source(page(f"{A}<br>(serial numbers before AB0123)")),
    "an exception of the cell": page_source(page(f"{A}, except {A}-TAA")),
    "a heading over it": with_table(("<table", "<h3>Superseded<\\/h3><table")),
    "a heading over it, of several words": with_table(("<table", "<h3>Announcements that were withdrawn<\\/h3><table")),
    "a heading over it that is a sentence": with_table(
        (
            "<table",
            "<h2>The dates in this table were taken from those that were published in another place.<\\/h2><table",
        )
    ),
    "a sentence that introduces it": with_table(("<table", "<p>These products are no longer supported:<\\/p><table")),
    "another caption": with_table(("<thead>", "<caption>For customers in Japan<\\/caption><thead>")),
    "a heading over some columns": with_table(
        ("<thead>", '<thead><tr><th colspan="4">Order<\\/th><th colspan="3">Previously announced dates<\\/th><\\/tr>')
    ),
    "a section": with_table(("<tbody>", '<tbody><tr><td colspan="7">No longer supported<\\/td><\\/tr>')),
    "a last row": with_table(("<\\/tbody>", '<tr><td colspan="7">Support ended early<\\/td><\\/tr><\\/tbody>')),
    "a tooltip of a heading": with_table(("<th>", '<th title="Hardware support ended in 2026">')),
    "a struck table": with_table(("<table", '<table style="text-decoration: line-through"')),
    "a struck box around it": with_table(("<table", '<div class="line-through"><table')),
    "a hidden body": with_table(("<tbody>", "<tbody hidden>")),
    "a class that the page strikes": with_table(
        ("<table", "<style>.old td{text-decoration:line-through}<\\/style><div class=old><table")
    ),
    "a text between its rows": with_table(("<tbody>", f"<tbody><p>{A}: support ended in January</p>")),
    "a vague row": with_table(
        ("<tbody>", "<tbody><tr><td>48T models</td>" + "<td></td>" * 5 + "<td>01-31-2026</td></tr>")
    ),
    "a row of the whole series": with_table(
        ("<tbody>", "<tbody><tr><td>EX series</td>" + "<td></td>" * 5 + "<td>01-31-2026</td></tr>")
    ),
    "a table in the cell": page_source(page(f"{A}<table><tr><td>no longer supported</td></tr></table>")),
    "a row below it without a name": with_table(
        ("<\\/tbody>", '<tr><td></td><td colspan="6">no longer supported<\\/td><\\/tr><\\/tbody>')
    ),
    "a row below it of other units": with_table(
        ("<\\/tbody>", "<tr><td>bought before 2015</td>" + "<td></td>" * 5 + "<td>01-31-2026</td></tr><\\/tbody>")
    ),
    "a note below it": with_table(
        ("<\\/tbody>", '<tr><td colspan="7">Note to the product above: withdrawn<\\/td><\\/tr><\\/tbody>')
    ),
    "once more without an end of support": with_table(
        ("<\\/tbody>", f"<tr><td>{A}</td>{'<td>TBD</td>' * 6}</tr><\\/tbody>")
    ),
    "a numbered list": page_source(
        page(f"{A}<sup>2</sup>", "<ol><li>Fans included.</li><li>Support ends earlier.</li></ol>")
    ),
    "a second row that cannot be read": with_table(("<tbody>", f"<tbody><tr><td>{A}</td><td>31-01-2026</td></tr>")),
    "a second row of the series": with_table(
        ("<tbody>", "<tbody><tr><td>EX4300 Series</td>" + "<td></td>" * 5 + "<td>01-31-2026</td></tr>")
    ),
    "a hidden row": with_table(
        ("<tbody>", f'<tbody><tr style="display:none"><td>{A}</td>' + "<td></td>" * 5 + "<td>01-31-2026</td></tr>")
    ),
    "a tooltip that says the name": page_source(page(f'<a title="Announcement of {A} rescinded" href="/x">{A}</a>')),
    "a class that the page hides": with_table(("<table", "<style>.old{display:none}<\\/style><table class=old")),
    "a sentence over the headings": with_table(
        ("<thead>", '<thead><tr><th colspan="7">These dates were withdrawn.<\\/th><\\/tr>')
    ),
    "a box over it": with_table(("<table", "<table><tr><td>Legacy schedule<\\/td><\\/tr><\\/table><table")),
    "a box that it stands in": with_table(
        ("<table", "<table><tr><td><table"), ("<\\/table>", "<\\/table><\\/td><td>Not valid.<\\/td><\\/tr><\\/table>")
    ),
    "a heading over links": page_source(page(A, f"<h4>Announcements withdrawn</h4><a>{A}</a><br><a>EX4300-48P</a>")),
    "a heading over text": page_source(page(A, f"<h4>Support already ended</h4>{A}<br>EX4300-48P")),
    "a heading over another one": page_source(page(A, f"<h4>Dates revised</h4><h5>Switches</h5><p>{A}</p>")),
    "a caption of one column": page_source(
        page(A, f"<table><caption>Dates revised</caption><tr><th>Product</th></tr><tr><td>{A}</td></tr></table>")
    ),
    "the title of the page": page_source(page(A)).replace("<title>", "<title>[WITHDRAWN] ", 1),
    "a sentence behind one on another product": page_source(
        page(A, "03-30-2026: Added EX3400-24T.", "The milestones on this page are provisional.")
    ),
    "a sentence behind an announcement": page_source(
        page(A, "The end of life of EX3400-24T was announced on 06-24-2022. None of the dates given here are final.")
    ),
    "other letters": page_source(page(A, "D\u0430tes \u0430re n\u043et fin\u0430l.")),
    "another language": page_source(page(A, "\u3053\u308c\u3089\u306e\u65e5\u4ed8\u306f\u7121\u52b9\u3067\u3059")),
    "a row outside of the table": page_source(page(A, f"{A}: announced 06-24-2012, end of support 01-31-2026")),
}


@pytest.mark.parametrize("content", NEAR_THE_TABLE.values(), ids=NEAR_THE_TABLE)
def test_what_stands_in_the_table_counts_as_what_stands_beside_it(content: str, tmp_path: Path) -> None:
    assert rows_of(tmp_path, content) == [f"{A} {PLAIN} doubtful"]


def test_a_note_that_repeats_the_row_changes_nothing(tmp_path: Path) -> None:
    note = "The end of support is 03-31-2029."
    assert rows_of(tmp_path, page_source(page(f"{A}<sup>1</sup>", f"1 {note}"))) == [f"{A} {PLAIN}"]


def test_a_mark_without_its_note_makes_the_row_doubtful(tmp_path: Path) -> None:
    reading = read(tmp_path, page_source(page(f"{A}<sup>7</sup>")), "ex_series.html")
    assert isinstance(reading, PageReading)
    assert reading.rows[0].doubts == ("the note 7 that it refers to is not on the page",)


PARTS = {
    "The MPC-3D-16XGE is no longer supported.": ["MPC-3D-16XGE-SFPP"],
    "MPC and MIC products: 36 months of support after the last order.": ["MPC-3D-16XGE-SFPP", "MIC-3D-20GE-SFP"],
    "The MX480 midplane is no longer supported.": ["CHAS-BP-MX480-S"],
    "<h4>MIC-3D-20GE</h4><p>No longer supported.</p>": ["MIC-3D-20GE-SFP"],
}


@pytest.mark.parametrize(("note", "about"), PARTS.items())
def test_a_note_is_about_parts_by_how_their_names_begin(note: str, about: Sequence[str], tmp_path: Path) -> None:
    parts = ["MPC-3D-16XGE-SFPP", "MIC-3D-20GE-SFP", "CHAS-BP-MX480-S", "MX80-AC"]
    rows = [Row(part, end_of_support=ENDS) for part in parts]
    reading = read(
        tmp_path, page_source(PageSpec("m_series", "MX Series", [rows], [f"<p>{note}</p>"])), "m_series.html"
    )
    assert isinstance(reading, PageReading)
    assert [row.name for row in reading.rows if row.doubts] == about


def test_notes_that_begin_alike_are_several(tmp_path: Path) -> None:
    begin = "Juniper publishes the milestones of all of its products on this page for planning. " * 30
    notes = [f"{begin}EX2200: support ended in 2026.", f"{begin}{A}: support ended in 2026."]
    assert rows_of(tmp_path, page_source(page(A, *notes))) == [f"{A} {PLAIN} doubtful"]


ON_EXTENSIONS = [
    "All extensions are limited to Japan.",
    "Extensions need a contract.",
    "All footnotes apply to US Government only.",
]


@pytest.mark.parametrize("text", ON_EXTENSIONS)
def test_what_is_said_of_extensions_is_about_each_of_them(text: str, tmp_path: Path) -> None:
    found = rows_of(tmp_path, page_source(page(f"{A}<sup>1</sup>", f"1 {EXTENDED}", text)))
    assert found == [f"{A} {PLAIN} doubtful"]


def test_a_heading_that_is_not_known_is_about_the_table_below_it_alone(tmp_path: Path) -> None:
    first, second = [Row(A, end_of_support=ENDS)], [Row(B, end_of_support=ENDS)]
    content = page_source(PageSpec("ex_series", "EX Series", [first, second]))
    at = content.rfind("<table")
    content = f"{content[:at]}<h3>Withdrawn</h3>{content[at:]}"
    assert rows_of(tmp_path, content) == [f"{A} {PLAIN}", f"{B} {PLAIN} doubtful"]


AT_A_DATE = [
    "Japan only.",
    "US Government only.",
    "Tentative.",
    "Unsupported.",
    "Hardware: one year less.",
    "Subject to approval.",
]


@pytest.mark.parametrize("note", AT_A_DATE)
@pytest.mark.parametrize("place", ["date", "heading"])
def test_a_note_at_a_date_is_about_it_whatever_it_says(note: str, place: str, tmp_path: Path) -> None:
    at_date = page_source(page(A, f"1 {note}", end="03-31-2029<sup>1</sup>"))
    at_heading = with_table(("Support<\\/th>", "Support<sup>1<\\/sup><\\/th>"), notes=[f"1 {note}"])
    assert rows_of(tmp_path, at_date if place == "date" else at_heading) == [f"{A} {PLAIN} doubtful"]


REMARKS = {
    "(withdrawn)": False,
    "(Japan)": False,
    "(US Government)": False,
    "(hw 1.0)": False,
    "(unsupported)": False,
    "- Brazil": False,
    "(PoE+)": True,
    "- 24 port PoE switch": True,
    "(48 x 1GbE, 4 SFP+ uplinks)": True,
}


@pytest.mark.parametrize(("remark", "describes"), REMARKS.items())
def test_a_remark_is_left_out_only_where_it_describes(remark: str, describes: bool, tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(page(f"{A} {remark}"))) == ([f"{A} {PLAIN}"] if describes else [])


IMPLAUSIBLE = [
    {"announced": "06-24-2022", "end_of_support": "03-31-2092"},
    {"end_of_support": "03-31-2099"},
    {"end_of_support": "03-31-2029", "same_day": "03-31-2031"},
]


@pytest.mark.parametrize("days", IMPLAUSIBLE)
def test_dates_that_no_product_has_are_doubtful(days: dict[str, str], tmp_path: Path) -> None:
    spec = PageSpec("ex_series", "EX Series", [[Row(A, **days)]])
    [row] = rows_of(tmp_path, page_source(spec))
    assert row.endswith("doubtful")


def test_the_note_of_a_section_is_about_what_it_names(tmp_path: Path) -> None:
    section = Raw('<tr><td colspan="7">EX4300<sup>1</sup></td></tr>')
    rows = [section, Row(A, end_of_support=ENDS), Row("EX9200-32XS", end_of_support=ENDS)]
    spec = PageSpec("ex_series", "EX Series", [rows], [f"<p>1 {EXTENDED}</p>"])
    assert rows_of(tmp_path, page_source(spec)) == [f"{A} {PLAIN}", f"{A} {LONGER}", f"EX9200-32XS {PLAIN} doubtful"]


def test_definitions_as_notes_of_headings_change_nothing(tmp_path: Path) -> None:
    content = with_table(
        ("Support<\\/th>", "Support<sup>1<\\/sup><\\/th>"), notes=["1 Last date on which hardware support is provided."]
    )
    assert rows_of(tmp_path, content) == [f"{A} {PLAIN}"]


HEADINGS = [
    "End of Support (MM-DD-YYYY)",
    "EOS (MM-DD-YYYY)",
    "End of Support (EOS)",
    "End of Life (EOS)",
    "End of Hardware Support",
    "Last Date of Support",
    "End-of-Support Date",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_other_words_for_the_end_of_support(heading: str, tmp_path: Path) -> None:
    spec = replace(page(A), headings=(*HARDWARE_HEADINGS[:-1], heading))
    assert rows_of(tmp_path, page_source(spec)) == [f"{A} {PLAIN}"]


def test_a_trademark_is_no_mark(tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(page(f"{A}<sup>TM</sup>, {B}\u00ae"))) == [f"{A} {PLAIN}", f"{B} {PLAIN}"]


def test_two_notes_under_one_mark_extend_nothing(tmp_path: Path) -> None:
    """Each table can have a note 1 of its own."""
    one = page(f"{A}<sup>1</sup>", f"1 {EXTENDED}", "1 Fans included.")
    assert rows_of(tmp_path, page_source(one)) == [f"{A} {PLAIN} doubtful"]
    harmless = page(f"{A}<sup>1</sup>", "1 Fans included.", "1 Sold as a spare.")
    assert rows_of(tmp_path, page_source(harmless)) == [f"{A} {PLAIN}"]


OF_THE_WHOLE_PAGE = [
    "All end of support dates on this page are superseded by TSB70002.",
    "The dates in the table are no longer valid.",
    "End of support was changed to 01-31-2026.",
    "These milestones were amended in May 2026.",
]
OF_NOTHING = [
    "Dates are in the form MM-DD-YYYY.",
    "If a TSB differs from this page, the TSB prevails and the dates may be changed.",
    "Dates on this page are subject to change; entries may be replaced by others.",
    "Last updated May 2026.",
    "This table lists products that have been discontinued or replaced by newer models.",
    "Juniper assumes no responsibility for incorrect dates.",
    "Milestones: Products withdrawn from sale.",
    "After this date the product is obsolete. Obsolete products are listed at the end.",
    "Products with no announced end of life are not listed.",
    "EX4300 Series (End of Life announced 06-24-2022)",
    "<a>EX4300 End of Life Notification (06-24-2022)</a>",
    "<a>View all EX Series Switches</a>",
    "EX4300 Switches: End of Life Announcement, June 2022",
    f"{A} is replaced by EX4400-24T.",
    "<table><tr><th>Date</th><th>Change</th></tr><tr><td>03-30-2026</td><td>Initial publication</td></tr></table>",
    f"<table><tr><th>EOL Product</th><th>Replacement Product</th></tr><tr><td>{A}</td><td>EX4400-24T</td></tr></table>",
    "<table><tr><th>Term</th><th>Definition</th></tr><tr><td>Last Order</td><td>Last day to order</td></tr></table>",
    "<h2>Definitions</h2><dl><dt>End of Support</dt><dd>The date after which support is not available.</dd></dl>",
]


@pytest.mark.parametrize("text", OF_THE_WHOLE_PAGE)
@pytest.mark.parametrize("key", ["description", "footnote", "legalText"])
def test_a_text_against_all_dates_makes_all_rows_doubtful(text: str, key: str, tmp_path: Path) -> None:
    content = page_source(page(f"{A}, {B}", text)).replace('"description"', f'"{key}"')
    assert rows_of(tmp_path, content) == [f"{A} {PLAIN} doubtful", f"{B} {PLAIN} doubtful"]


def test_what_is_said_of_the_series_of_a_page_is_about_its_parts_as_well(tmp_path: Path) -> None:
    content = page_source(page(f"{A}, JPSU-350-AC-AFO", "EX Series: the dates on this page were withdrawn."))
    assert rows_of(tmp_path, content) == [f"{A} {PLAIN} doubtful", f"JPSU-350-AC-AFO {PLAIN} doubtful"]


@pytest.mark.parametrize("text", OF_NOTHING)
def test_what_every_page_says_makes_no_row_doubtful(text: str, tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(page(f"{A}, {B}", text))) == [f"{A} {PLAIN}", f"{B} {PLAIN}"]


def test_a_note_of_fifty_names_is_about_the_last_of_them(tmp_path: Path) -> None:
    skus = [f"EX{number}-24T" for number in range(3300, 3350)]
    note = f"The end of support of {', '.join(skus)} was brought forward to 01-31-2026."
    found = rows_of(tmp_path, page_source(page(", ".join(skus), note)))
    assert found == [f"{sku} {PLAIN} doubtful" for sku in skus]


RIVALS = {
    "revised": ("Revised End of Support", "01-31-2026", True),
    "before it": ("Revised EOS", "01-31-2026", True),
    "of the same date": ("Revised End of Support", "03-31-2029", False),
    "empty": ("Revised End of Support", "", False),
    "none": ("Revised End of Support", "N/A", False),
    "a remark with a date": ("Notes", "ends 01-31-2026", True),
    "a remark without one": ("Notes", "fans included", False),
    "of something else": ("Replacement Product", "EX4400-48T", False),
    "a bulletin": ("EOL Notification", "TSB17000", False),
    "the last order once more": ("End of Sale", "03-31-2024", False),
    "without a heading": ("", "End of support moved to 01-31-2026", True),
    "a change under another heading": ("Replacement Product", "End of support moved to 01-31-2026", True),
    "last day of support": ("LDOS", "01-31-2026", True),
    "supported no more": ("Supported", "No", True),
    "a status": ("Status", "EOS", True),
    "a region": ("Region", "Japan", True),
    "a restriction in a remark": ("Comments", "US Government only", True),
    "a day in another form": ("New EOS", "Jan 26", True),
    "another milestone with the word": ("RMA order cut-off", "01-31-2026", True),
    "the day of its bulletin": ("EOL Notification", "TSB17876 (06-24-2022)", False),
}
# Headings that say something else than the end of support: such a table is not read.
QUALIFIED = [
    "Extended End of Support",
    "Original End of Support",
    "End of Support Announcement",
    "End of Software Support",
]


@pytest.mark.parametrize(("heading", "cell", "doubtful"), RIVALS.values(), ids=RIVALS)
def test_a_second_end_of_support_makes_the_row_doubtful(
    heading: str, cell: str, doubtful: bool, tmp_path: Path
) -> None:
    raw = Raw(f"<tr><td>{A}</td>{'<td></td>' * 5}<td>03-31-2029</td><td>{cell}</td></tr>")
    spec = PageSpec("ex_series", "EX Series", [[raw]], headings=(*HARDWARE_HEADINGS, heading))
    assert rows_of(tmp_path, page_source(spec)) == [f"{A} {PLAIN}{' doubtful' if doubtful else ''}"]


@pytest.mark.parametrize("heading", QUALIFIED)
def test_a_qualified_end_of_support_is_none(heading: str, tmp_path: Path) -> None:
    spec = replace(page(A), headings=(*HARDWARE_HEADINGS[:-1], heading))
    with pytest.raises(InputError, match="no lifecycle table"):
        read(tmp_path, page_source(spec), "ex_series.html")


def test_headings_within_a_table_change_what_its_columns_are(tmp_path: Path) -> None:
    again = Raw(
        "<tr>" + "".join(f"<td>{one}</td>" for one in ("SKU", "End of Support", "Contract")) + "<td></td>" * 4 + "</tr>"
    )
    below = Raw(f"<tr><td>{B}</td><td>03-31-2028</td><td>12-31-2035</td>{'<td></td>' * 4}</tr>")
    spec = PageSpec("ex_series", "EX Series", [[Row(A, end_of_support=ENDS), again, below]])
    assert rows_of(tmp_path, page_source(spec)) == [f"{A} {PLAIN}", f"{B} end_of_support=2028-03-31 doubtful"]


RELEASE = Release("12.3", date(2013, 1, 31), date(2016, 1, 31), date(2016, 7, 31))
ON_RELEASES = {
    "of the release": ("End of support of Junos 12.3 is extended to 12-31-2030.", "12.3", "2030-12-31"),
    "of some products": (
        "For EX2200 and EX3300, the end of support of Junos 12.3 is extended to 12-31-2030.",
        "12.3",
        "",
    ),
    "of Junos OS Evolved": ("End of support of Junos OS Evolved 12.3 is extended to 12-31-2030.", "12.3", ""),
    "of the other Junos of that number": ("EOS of 12.3-EVO is extended to 12-31-2030.", "12.3", ""),
    "of another release": ("End of support of Junos 15.1 is extended to 12-31-2030.", "12.3", "2016-07-31"),
    "under a mark, of another release": ("1 End of support of 15.1 is extended to 12-31-2030.", "12.3<sup>1</sup>", ""),
    "brought forward": ("Junos 12.3: support ends earlier, 01-31-2015.", "12.3", ""),
    "withdrawn": ("Junos OS 12.3 has been withdrawn.", "12.3", ""),
    "of a range": ("Releases 12.1 to 13.2: end of support 01-31-2015", "12.3", ""),
    "of all of a year": ("All 12.x releases: support ended 01-31-2015.", "12.3", ""),
    "of a build of it": ("End of support for 12.3R2-S1 is 01-31-2015.", "12.3", ""),
    "of those since one": ("Junos OS 12.2 and later: support ended 01-31-2015.", "12.3", ""),
    "of those before one": ("Releases prior to 13.1: support ended 01-31-2015.", "12.3", ""),
    "of a range in a long text": (f"{'All releases are listed. ' * 30}12.1 to 12.4: EOS 01-31-2015.", "12.3", ""),
    "superseded": ("Junos OS 12.3 was superseded.", "12.3", ""),
    "shortened": ("12.3 was cut to 24 months.", "12.3", ""),
    "recommended": ("Junos OS 12.3 is the recommended release for EX2200.", "12.3", "2016-07-31"),
    "of newer ones": ("Beginning with Junos OS 13.1, one release a year is an EEOL release.", "12.3", "2016-07-31"),
    "with a trademark": ("", "Junos\u00ae OS 12.3", "2016-07-31"),
    "of the software": ("", "JUNOS Software 12.3", "2016-07-31"),
    "of a build": ("", "12.3R3", ""),
    "of a build, with words": ("", "Junos OS 12.3R3-S2", ""),
    "of the R train": ("", "12.3R", "2016-07-31"),
}


@pytest.mark.parametrize(("note", "name", "ends"), ON_RELEASES.values(), ids=ON_RELEASES)
def test_what_a_note_does_to_a_release(note: str, name: str, ends: str, tmp_path: Path) -> None:
    spec = PageSpec("junos", "Junos OS", [[replace(RELEASE, name=name)]], [f"<p>{note}</p>"], kind="software")
    reading = read(tmp_path, page_source(spec), "junos.html")
    assert isinstance(reading, PageReading)
    [row] = reading.rows
    assert row.name == "12.3"
    assert str(row.stated["end_of_support"]) == (ends or "2016-07-31")
    assert bool(row.doubts) is not bool(ends)


def test_an_empty_text_beside_the_table_is_nothing(tmp_path: Path) -> None:
    assert rows_of(tmp_path, page_source(page(A, "")).replace("'<p><\\/p>'", "''")) == [f"{A} {PLAIN}"]


@pytest.mark.parametrize("notes", [40_000, 1])
def test_time_grows_with_the_size_of_a_page_alone(notes: int, tmp_path: Path) -> None:
    """Many rows under one mark, and many notes under it."""
    rows = [Row(f"EX{number}-24T<sup>1</sup>", end_of_support=ENDS) for number in range(4000)]
    many = [f"<p>1 Note {number} of support.</p>" for number in range(notes)]
    started = time.process_time()
    reading = read(tmp_path, page_source(PageSpec("ex_series", "EX Series", [rows], many)), "ex_series.html")
    assert isinstance(reading, PageReading)
    assert len(reading.rows) == 4000
    assert all(row.doubts for row in reading.rows)
    assert time.process_time() - started < 60


TEXT = (
    "the end of support is was not extended to until 12-31-2035 01-31-2026 for EX4300-48T EX4300-24T EX2200 only except"
    " customers paid earlier TSB17000 1 * 1) series support EOS and"
)
WORDS = st.sampled_from(sorted(set(TEXT.split())))


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_a_note_extends_only_where_its_words_leave_nothing_open(text):
    """The law: whatever words come together, a date is milder only by a note of understood words with one date."""
    about = notes_of([text], {"1", "*"}, {"EX"}).about(A, Marks(of_product=("1",)), ENDS)
    for note in about.extensions:
        assert not {"not", "only", "except", "customers", "paid", "earlier", "series"} & set(text.split())
        assert text.count("-31-20") == 1
        assert "extended to" in text or "extended until" in text
        assert note.extended_to is not None
    if text.startswith("1 ") and "support" in text:
        assert about.extensions or about.doubts


def test_a_cell_by_itself_has_no_marks() -> None:
    assert Cell("EX4300-48T").with_marks == ""


def test_a_page_of_no_script_is_read_by_what_is_drawn(tmp_path: Path) -> None:
    spec = page(f"{A}<sup>1</sup>", f"1 {EXTENDED}")
    drawn = shell("EX Series", spec.table(spec.tables[0]) + "".join(spec.notes), page_data([], "EX Series"))
    assert rows_of(tmp_path, drawn) == [f"{A} {PLAIN}", f"{A} {LONGER}"]


def _table(*rows: str) -> str:
    return f"<table><tr><th>SKU</th><th>EOS</th></tr>{''.join(rows)}</table>"


SLOW = {
    "a cell over many rows": _table(
        f"<tr><td rowspan=2000>{'EX4300-48T, ' * 1000}</td><td>01-01-2029</td></tr>",
        "<tr><td>01-01-2029</td></tr>" * 1999,
    ),
    "thousands under one note": _table(
        f"<tr><td>{'<br>'.join(f'EX4300-{n}T' for n in range(4000))}</td><td>01-01-2029<sup>1</sup></td></tr>"
    )
    + "<p>1 EX9999-5T: sold in Japan</p>",
    "a run of dashes": _table() + f"<p>EX4300{'-' * 190_000} support 2026</p>" * 3,
    "a run of numbers": _table() + f"<p>{','.join(str(1000 + n) for n in range(2000))}</p>" * 50,
    "a run of marks": _table() + f"<p>{'<sup>1</sup>' * 20_000}support ended</p>",
    "the same text many times": _table() + "<p>EX4300-48T</p>" * 40_000,
}


@pytest.mark.parametrize("content", SLOW.values(), ids=SLOW)
def test_no_page_takes_long(content: str, tmp_path: Path) -> None:
    started = time.process_time()
    read(tmp_path, shell("EX Series", content, page_data([], "EX Series")), "ex_series.html")
    assert time.process_time() - started < 60


VAGUE_RELEASES = ["12.1 - 12.4", "12.x", "All 12 releases", "Even releases", "12.2 and later"]


@pytest.mark.parametrize("name", VAGUE_RELEASES)
def test_a_row_of_several_releases_makes_each_of_them_doubtful(name: str, tmp_path: Path) -> None:
    other = replace(RELEASE, name=name, end_of_support=date(2014, 1, 31), end_of_engineering=date(2013, 12, 31))
    spec = PageSpec("junos", "Junos OS", [[RELEASE, other]], kind="software")
    reading = read(tmp_path, page_source(spec), "junos.html")
    assert isinstance(reading, PageReading)
    assert [bool(row.doubts) for row in reading.rows if row.name == "12.3"] == [True]
