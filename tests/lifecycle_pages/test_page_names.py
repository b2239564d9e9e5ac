"""Names on a page: what is one SKU, what is none, and what counts as named by a page that is to show what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.reference.pages.lifecycle_page import PageReading
from reinstate.reference.pages.markup.cells import Cell
from reinstate.reference.pages.product_cells import skus_in
from reinstate.reference.pages.product_words import product_words, series_words
from reinstate.reference.pages.stems import shares_stem
from reinstate.workflow.page_imports import PageArguments, import_pages
from tests.lifecycle_pages.generated import Layout as As
from tests.lifecycle_pages.generated import Line, PageSpec, Raw, Row, announced, cells, page_data, page_source, shell
from tests.lifecycle_pages.reads import FAMILIES, read

DAY = date(2026, 11, 20)
ENDS = date(2029, 3, 31)
NON_BREAKING, DASH = "\u2011", "\u2013"

NAMES = {
    "one": ("EX4300-48T", ["EX4300-48T"], []),
    "by a comma": ("EX4300-48T, EX4300-24T", ["EX4300-48T", "EX4300-24T"], []),
    "by AND": ("EX4300-48T AND EX4300-24T", ["EX4300-48T", "EX4300-24T"], []),
    "on lines with bullets": (
        "EX4200-24F\n-EX4200-24P\n\u2022 EX4200-24T",
        ["EX4200-24F", "EX4200-24P", "EX4200-24T"],
        [],
    ),
    "a dash for a hyphen": (f"EX3300{DASH}24T", ["EX3300-24T"], []),
    "a range": (f"EX4200-24F{DASH}48T", [], [f"EX4200-24F{DASH}48T"]),
    "a range with blanks": (f"EX4200-24F {DASH} EX4200-48T", [], [f"EX4200-24F {DASH} EX4200-48T"]),
    "broken after a dash": ("RE-S-1800X4-\n16G-UPG-BB", ["RE-S-1800X4-16G-UPG-BB"], []),
    "broken before a number": ("PWR-MX480- 1200-AC", ["PWR-MX480-1200-AC"], []),
    "broken before a word": ("EX4200-24T- SPARE", [], ["EX4200-24T- SPARE"]),
    "a series and its number": ("EX 4300-48T", ["EX4300-48T"], []),
    "two models": ("T320 T640", [], ["T320 T640"]),
    "two short models": ("M5 M10", [], ["M5 M10"]),
    "a model and a word": ("T640 CHASSIS", [], ["T640 CHASSIS"]),
    "a model and a form": ("SRX1500 TAA", [], ["SRX1500 TAA"]),
    "a model and a remark": ("EX4200-48T NEW", [], ["EX4200-48T NEW"]),
    "a model, and what to see": ("EX4500-40F - see TSB1234", [], ["EX4500-40F - see TSB1234"]),
    "all of them": ("EX6200 ALL MODELS", [], ["EX6200 ALL MODELS"]),
    "two by a slash": ("EX4500-40F/EX4500-40F-B", [], ["EX4500-40F/EX4500-40F-B"]),
    "two numbers by a slash": ("MX240/480", [], ["MX240/480"]),
    "a slash within": ("CE1-FULL-I/O", ["CE1-FULL-I/O"], []),
    "a sum": ("2+2-3", [], ["2+2-3"]),
    "a part number": ("750-031087", ["750-031087"], []),
    "names that go on": ("EX3300-24P, -48P, 48T", [], ["EX3300-24P, -48P, 48T"]),
    "ports by a slash": ("EX3300-24P/48P", [], ["EX3300-24P/48P"]),
    "a bulletin": ("EX3300-24P, TSB17345", ["EX3300-24P"], ["TSB17345"]),
    "a quarter": ("EX3300-24P; Q4-2024", ["EX3300-24P"], ["Q4-2024"]),
    "a trademark": ("EX3300-24P\u00ae", ["EX3300-24P"], []),
    "a remark": ("EX3300-24P (PoE+)", ["EX3300-24P"], []),
    "a description": (f"EX3300-24P {DASH} 24 port PoE switch", ["EX3300-24P"], []),
    "a remark that narrows": ("EX3300-24P (units of 2015)", [], ["EX3300-24P (units of 2015)"]),
    "a pattern": ("EX43xx-24T", [], ["EX43xx-24T"]),
    "ports behind a dash": ("EX3300-24P - 48P", [], ["EX3300-24P - 48P"]),
    "ports behind a blank and a dash": ("EX3300-24P -48P", [], ["EX3300-24P -48P"]),
    "numbers with a hyphen": ("SRX300-345", [], ["SRX300-345"]),
    "a revision": ("EX3300-24P, Rev2", ["EX3300-24P"], ["Rev2"]),
    "a class of power": ("EX3300-24P; PoE30W", ["EX3300-24P"], ["PoE30W"]),
    "a word with a digit beside it": ("EX3300-24P\nSee-Note-1", ["EX3300-24P"], ["See-Note-1"]),
    "a year beside it": ("EX3300-24P, FY26Q1", ["EX3300-24P"], ["FY26Q1"]),
    "a country beside it": ("EX3300-24P, US-GOV", ["EX3300-24P"], ["US-GOV"]),
    "in quotes": ('"EX3300-24P"', ["EX3300-24P"], []),
}


@pytest.mark.parametrize(("text", "named", "others"), NAMES.values(), ids=NAMES)
def test_what_a_product_cell_names(text: str, named: Sequence[str], others: Sequence[str]) -> None:
    found = skus_in(Cell(text))
    assert (list(found.named), list(found.others)) == (named, others)


SKUS = st.from_regex(r"(EX|MX|SRX|RE-S|PWR)[1-9][0-9]{1,3}(-[0-9]{1,2}[TPF])?(-[A-Z]{1,3})?", fullmatch=True)
BETWEEN = st.sampled_from([" ", ", ", "/", " - ", DASH, "\n", " and ", "- ", " -", " (", ") ", ";"])


@given(st.lists(SKUS, min_size=1, max_size=4), st.data())
def test_no_name_is_made_up(skus, data):
    """The law: a name that comes out stands in the cell as it is, but for dashes and breaks within it."""
    text = skus[0] + "".join(f"{data.draw(BETWEEN)}{sku}" for sku in skus[1:])
    plain = text.replace(DASH, "-")
    for name in skus_in(Cell(text)).named:
        assert name in plain or name in plain.replace("- ", "-").replace(" -", "-")
        assert sum(sku in name for sku in set(skus) if sku != name and len(sku) > 4) <= 1 or name in skus


def end(name: str) -> Row:
    return Row(name, end_of_support=ENDS)


def complete(*further: Line, notes: Sequence[str] = ()) -> str:
    """A page with all that it is known to list, and this."""
    controls = next(one.controls for one in FAMILIES if one.slug == "ex_series")
    return page_source(PageSpec("ex_series", "EX Series", [[*announced(controls), *further]], notes))


def bare(title: str = "EX Series") -> str:
    return complete().replace("EX Series", title)


# Each of them names EX4650-48Y-AFO in some way.
NAMED_SOMEHOW = {
    "in a row": complete(end("EX4650-48Y-AFO")),
    "with another feed": complete(end("EX4650-48Y-DC-AFI")),
    "as a series": complete(end("EX4650 Series")),
    "as all models": complete(end("All EX4650 models")),
    "with a remark": complete(end("EX4650 (all variants)")),
    "beside another model": complete(end("EX3400/EX4650")),
    "as a number beside another": complete(end("EX4600/4650")),
    "as a pattern": complete(end("EX46xx")),
    "as a pattern with stars": complete(end("EX465*-48Y")),
    "as the whole series": complete(end("All EX switches")),
    "as the series by its name": complete(end("EX Series")),
    "with a dash": complete(end(f"EX4650{DASH}48Y")),
    "as a heading": complete(Raw('<tr><td colspan="7">EX4650 switches</td></tr>')),
    "struck out": complete(end("<s>EX4650-48Y</s>")),
    "hidden": complete(end('<span style="display:none">EX4650-48Y</span>')),
    "in a hidden row": complete(Raw(f'<tr style="display: none">{cells(As(), "EX4650-48Y", *[""] * 6)[4:]}')),
    "in a paragraph": complete(notes=["<p>EX4650-48Y reached its end of life.</p>"]),
    "in a list": complete(notes=["<ul><li>EX4650-48Y-AFI</li></ul>"]),
    "in a comment": complete(notes=["<!-- EX4650-48Y -->"]),
    "in a row within a comment": complete(notes=["<!--<table><tr><td>EX4650-48Y</td></tr></table>-->"]),
    "after an empty comment": complete(notes=["<!-->EX4650-48Y<!-- -->"]),
    "in an attribute": complete(notes=['<p title="EX4650-48Y">more</p>']),
    "in a link": complete(notes=['<a href="/s/End-Of-Life-Notification-EX4650-48Y">more</a>']),
    "in a long address": complete(
        notes=[f'<a href="https://support.example.net/{"s" * 90}/End-Of-Life-Notification-EX4650-Transform">more</a>']
    ),
    "broken by markup": complete(notes=["<p>EX<b>4650</b>-48Y</p>"]),
    "broken by a soft hyphen": complete(notes=["<p>EX&shy;4650-48Y</p>"]),
    "in a list of numbers": complete(notes=["<p>EX4300, 4600 and 4650 Series</p>"]),
    "in a range": complete(notes=["<p>EX4500-EX4700</p>"]),
    "by thousands": complete(notes=["<p>EX4K</p>"]),
    "in a script of another kind": complete().replace("var _SITE_DATA", 'var other = "\\x45X4650";var _SITE_DATA'),
    "on rows that are not shown": complete(notes=["<p>Showing 1 to 6 of 312 entries</p>"]),
    "on rows to load": complete(notes=["<button>Load more</button>"]),
    "in another component": complete().replace('"globalComponents"', '"list":["EX4650-48Y"],"globalComponents"'),
    "as a number alone": complete(end("EX4500 | 4650")),
    "as a number in brackets": complete(end("EX4500 (incl. 4650)")),
    "as a number on a line": complete(end("EX4500<br>4650")),
    "as a number with its ports": complete(end("4650-48Y")),
    "as ports alone": complete(end("EX4650-24Y (and 48Y)")),
    "as others of a model": complete(end("EX4650-24Y and other models")),
    "as the rest of a list": complete(end("EX4650-24Y etc.")),
    "as a series with a hyphen": complete(end("EX-Series")),
    "as all switches": complete(end("All fixed configuration switches")),
    "as a place in a number": complete(end("EX4x50")),
    "as a set of digits": complete(end("EX4[56]50")),
    "by thousands and hundreds": complete(end("EX4.6K")),
    "in wide letters": complete(end("\uff25\uff384650")),
    "in letters of another script": complete(end("E\u04254650")),
    "in a range in words": complete(end("EX4500 up to EX4700")),
    "in a range with dots": complete(end("EX4500...EX4700")),
    "in an open range": complete(end("EX4500 and above")),
    "behind the series": complete(notes=["<p>EX: 4300, 4600, 4650</p>"]),
    "behind the models of the series": complete(notes=["<p>EX models 4300 and 4650 were announced</p>"]),
    "behind another model": complete(notes=["<p>EX4500, as well as 4650.</p>"]),
    "as every switch": complete(notes=["<p>Every fixed switch of the EX family was announced.</p>"]),
    "as the whole family": complete(notes=["<p>The entire EX line was announced.</p>"]),
    "in a template": complete(notes=["<template><table><tr><td>x</td></tr></table></template>"]),
    "in a frame": complete(notes=['<iframe srcdoc="&lt;table>&lt;/table>"></iframe>']),
    "as a number at the end of a sentence": complete(notes=["<p>End of life of the 4650.</p>"]),
    "as a pattern of digits": complete(notes=["<p>46xx switches</p>"]),
    "in a range of numbers": complete(notes=["<p>4300 through 4700 were announced.</p>"]),
    "up to a model": complete(notes=["<p>Models up to the EX9200 were announced.</p>"]),
    "onwards from a model": complete(notes=["<p>EX4500 onwards</p>"]),
    "as the family but for some": complete(
        notes=["<p>Switches of the EX family except the EX9200 are end of life.</p>"]
    ),
    "as a line that was announced": complete(notes=["<p>The EX product line was announced end of life.</p>"]),
    "as a series that was announced": complete(notes=["<p>EX Series: end of life announced.</p>"]),
    "as switches of some time": complete(notes=["<p>Switches shipped before 2016 are end of life.</p>"]),
    "as no switch of the series": complete(notes=["<p>No EX switch is sold any more.</p>"]),
    "as every product": complete(notes=["<p>Every product of the campus portfolio was announced.</p>"]),
    "on the next page": complete(notes=["<p>1-5 of 412</p>"]),
    "on the next of many": complete(notes=["<p>Page 1 / 83</p>"]),
    "behind a button": complete(notes=["<button>More</button>"]),
    "outside of a filter": complete(notes=["<p>Filtered: EX4300</p>"]),
    "behind numbers of pages": complete(notes=["<ul><li>1</li><li>2</li><li>3</li></ul>"]),
    "on a list that is not complete": complete(notes=["<p>This list is not complete.</p>"]),
    "in an archive": complete(notes=["<p>Older products are listed in the archive.</p>"]),
    "in the head of an article": complete(notes=["<article><header><h1>EX4650 Series</h1></header></article>"]),
    "as an entity": complete(notes=["<p>EX4650&#45;48Y</p>"]),
    "in an escape": complete().replace('"globalComponents"', '"a":"EX\\u0034650-48Y","globalComponents"'),
    "in a table of other columns": complete(
        notes=["<table><tr><td>Model</td></tr><tr><td>EX4650-48Y</td></tr></table>"]
    ),
    "in a drawn page beside the script": complete().replace("<sw-page>", "<sw-page><p>EX4650-48Y</p>"),
}
# They name other products, or nothing.
NOT_NAMED = {
    "nothing else": complete(),
    "the navigation": complete().replace("EX Series", "EX Series Ethernet Switches"),
    "another model": complete(end("EX4600-40F-AFO"), end("EX46000")),
    "a license for it": complete(end("S-EX4650-A1-3")),
    "a word of its letters": complete(notes=["<p>QFX5120-48Y, and 4650 others</p>"]),
    "the menu of a drawn page": complete().replace("<sw-page>", "<nav><ul><li>EX4650</li></ul></nav><sw-page>"),
    "the menu of the script": complete().replace('"label": "EX Series"', '"label": "EX4650 Switches"'),
    "the foot of a page": complete().replace("</body>", "<footer><p>EX4650 and more</p></footer></body>"),
    "a heading of announcements": complete(notes=["<h2>EX Series End of Life Announcements</h2>"]),
    "what is listed": complete(notes=["<p>The following EX Series products have reached end of life.</p>"]),
    "a link to all switches": complete(notes=["<a>View all EX Series Switches</a>"]),
    "a definition": complete(notes=["<p>All dates of products listed below are the last days of support.</p>"]),
    "a hash": complete(notes=['<img src="/a9EX4650f0b1c2d3e4.png">']),
}


def proposal(folder: Path, content: str) -> str:
    """What an import says about EX4650-48Y-AFO on that page."""
    path = folder / "ex_series.html"
    path.write_text(content, encoding="utf-8")
    options = PageArguments((path,), folder / "pages.yml", as_of=DAY, models=("EX4650-48Y-AFO",), today=DAY)
    found = import_pages(options)
    assert found.complaints == ()
    if not found.proposals:
        return "known"
    [one] = found.proposals
    return "; ".join(one.obstacles)


@pytest.mark.parametrize("content", NAMED_SOMEHOW.values(), ids=NAMED_SOMEHOW)
def test_a_page_that_names_a_product_in_any_way_does_not_show_that_it_is_not_listed(
    content: str, tmp_path: Path
) -> None:
    assert proposal(tmp_path, content) != ""


@pytest.mark.parametrize("content", NOT_NAMED.values(), ids=NOT_NAMED)
def test_a_page_that_names_others_shows_that_it_is_not_listed(content: str, tmp_path: Path) -> None:
    assert proposal(tmp_path, content) == ""


WORDS = {
    "EX4650-48Y": ["EX4650-48Y"],
    "EX3400/EX2300": ["EX3400/EX2300", "EX3400", "EX2300"],
    "MX240/480/960": ["MX240/480/960", "MX240", "MX480", "MX960"],
    "EX46xx and EX43*-24T": ["EX46*", "EX43*"],
    "utf-8 for 24 ports in 2026": ["UTF-8"],
    "A" * 90 + "1": [],
}


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_words_that_may_name_products(text: str, words: Sequence[str]) -> None:
    assert list(product_words(text)) == words


def test_a_series_stands_for_all_its_numbers() -> None:
    assert list(series_words("All EX switches with AC power")) == ["EX#", "AC#"]
    assert shares_stem("EX4650-48Y-AFO", "EX#")
    assert not shares_stem("ACX5448-AC", "AC#")
    assert shares_stem("EX4650-48Y-AFO", "EX46*")
    assert not shares_stem("EX4300-48T", "EX46*")


COMMENTS = {
    "an empty one": "<!-->",
    "an empty one, longer": "<!--->",
    "with another end": "<!-- x --!>",
    "within an attribute": '<p title="<!--">x</p>',
    "within an attribute of one quote": "<p title='<!--'>x</p>",
    "a tag in an attribute": '<p title="</table><table>">x</p>',
}


@pytest.mark.parametrize("comment", COMMENTS.values(), ids=COMMENTS)
def test_a_comment_ends_where_a_browser_ends_it(comment: str, tmp_path: Path) -> None:
    rows = [end("EX4300-48T"), Raw(f"{comment}"), end("EX4300-24T")]
    spec = PageSpec("ex_series", "EX Series", [rows])
    for content in (page_source(spec), shell("EX Series", spec.table(rows), page_data([], "EX Series"))):
        reading = read(tmp_path, content, "ex_series.html")
        assert isinstance(reading, PageReading)
        assert {row.name for row in reading.rows} == {"EX4300-48T", "EX4300-24T"}


def test_a_long_cell_is_read_to_its_end(tmp_path: Path) -> None:
    skus = [f"EX3300-{number}P-{number}" for number in range(1, 1800)]
    reading = read(
        tmp_path, page_source(PageSpec("ex_series", "EX Series", [[end(", ".join(skus))]])), "ex_series.html"
    )
    assert isinstance(reading, PageReading)
    assert [row.name for row in reading.rows] == skus


OUTSIDE = {
    "a list": "<ul><li>EX3300-24P: announced 06-24-2022, end of support 03-31-2029</li></ul>",
    "text as it was typed": "<pre>EX3300-24P  06-24-2022  03-31-2029</pre>",
    "blocks": "<div><div>EX3300-24P</div><div>06-24-2022</div><div>TBD</div><div>03-31-2029</div></div>",
}


@pytest.mark.parametrize("note", OUTSIDE.values(), ids=OUTSIDE)
def test_a_row_outside_of_a_table_is_reported(note: str, tmp_path: Path) -> None:
    reading = read(tmp_path, complete(notes=[note]), "ex_series.html")
    assert isinstance(reading, PageReading)
    assert [(one.why, one.refused) for one in reading.left_out if "EX3300-24P" in one.what] == [
        ("a row outside of a table", True)
    ]


def test_rows_with_dates_and_odd_names_are_refused_and_not_skipped(tmp_path: Path) -> None:
    rows = [end("EX6200 ALL MODELS"), Raw("<tr><td>EX4300-24T</td><td>03-31-2029</td></tr>"), end("")]
    reading = read(tmp_path, page_source(PageSpec("ex_series", "EX Series", [rows])), "ex_series.html")
    assert isinstance(reading, PageReading)
    assert [(one.what, one.refused) for one in reading.left_out] == [
        ("EX4300-24T", True),
        ("", True),
        ("EX6200 ALL MODELS", True),
    ]


def test_a_date_may_cite_its_bulletin(tmp_path: Path) -> None:
    rows = [
        Row(f"EX4300{NON_BREAKING}48T", end_of_support="03-31-2029 (TSB12345)"),
        Row("EX4300-24T", end_of_support=f"03{DASH}31{DASH}2029"),
    ]
    reading = read(tmp_path, page_source(PageSpec("ex_series", "EX Series", [rows])), "ex_series.html")
    assert isinstance(reading, PageReading)
    assert [(row.name, str(row.stated["end_of_support"]), row.notes) for row in reading.rows] == [
        ("EX4300-48T", "2029-03-31", ("TSB12345",)),
        ("EX4300-24T", "2029-03-31", ()),
    ]
