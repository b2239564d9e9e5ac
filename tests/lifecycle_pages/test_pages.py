"""Each way in which a lifecycle page can be written and saved, and what is read of it."""

from __future__ import annotations

import plistlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from reinstate.errors import InputError
from reinstate.reference.page_families import PageKind
from reinstate.reference.pages.lifecycle_page import PageReading
from reinstate.reference.pages.reading import IndexReading
from tests.lifecycle_pages.generated import (
    HARDWARE_HEADINGS,
    Layout,
    Line,
    PageSpec,
    Raw,
    Release,
    Row,
    as_complete,
    as_mhtml,
    cells,
    error_page,
    heading,
    index_source,
    page_data,
    page_source,
    shell,
)
from tests.lifecycle_pages.reads import FAMILIES, read, stated

TITLE = "EX Series Ethernet Switch Hardware Dates & Milestones"
SAVED = datetime(2026, 11, 20, 8, 30)
END = "2029-03-31"
DATES = (
    "announced=2022-06-24 last_order=2024-03-31 warranty_conversion=2025-03-31 same_day_support=2028-03-31"
    " next_day_support=2028-03-31 end_of_support=2029-03-31"
)


def row(skus: str | Sequence[str], **changed: date | str | None) -> Row:
    """A row with dates in order."""
    days = (date(2022, 6, 24), date(2024, 3, 31), date(2025, 3, 31), *[date(2028, 3, 31)] * 2, date(2029, 3, 31))
    return replace(Row(skus, *days), **changed)


def ending(skus: str | Sequence[str], end: date | str) -> Row:
    """A row that states an end of support only."""
    return Row(skus, end_of_support=end)


def page(
    *rows: Line, notes: Sequence[str] = (), title: str = TITLE, slug: str = "ex_series", **layout: object
) -> PageSpec:
    """A page of EX Series with one table."""
    return PageSpec(slug, title, [rows], notes, layout=Layout(**layout))  # type: ignore[arg-type]


def software(*rows: Release, slug: str = "junos", title: str = "Junos OS Dates & Milestones") -> PageSpec:
    """A page of software with one table."""
    return PageSpec(slug, title, [rows], kind="software")


def webarchive(content: str, address: str) -> bytes:
    """What Safari saves."""
    main = {"WebResourceData": content.encode(), "WebResourceURL": address, "WebResourceTextEncodingName": "UTF-8"}
    return plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)


@dataclass(frozen=True)
class Read:
    """A page that is read.

    Attributes:
        rows: each row that comes out.
        left_out: each row that does not, with a part of the reason.
        repeated: how many rows the page states once more.
    """

    content: str | bytes
    rows: Sequence[str]
    left_out: Sequence[tuple[str, str]] = ()
    repeated: int = 0
    file: str = "page.html"
    slug: str = "ex_series"


EX = page(row("EX4300-48T"), ending(["EX2200-24T-4G", "EX2200-48T-4G"], date(2024, 6, 30)))
EX_ROWS = [
    f"EX4300-48T {DATES}",
    "EX2200-24T-4G end_of_support=2024-06-30",
    "EX2200-48T-4G end_of_support=2024-06-30",
]


def ends(*names: str) -> list[str]:
    """Rows that state the usual end of support only."""
    return [f"{name} end_of_support={END}" for name in names]


def end(sku: str) -> Row:
    return ending(sku, date(2029, 3, 31))


NO_SKU = "names no single SKU"
FORM = "expected a date as MM-DD-YYYY"

SAVED_AS = {
    "curl": Read(page_source(EX), EX_ROWS),
    "complete, with the script": Read(as_complete(EX), EX_ROWS, repeated=2),
    "complete, without the script": Read(as_complete(EX, script=False), EX_ROWS),
    "complete, without a comment": Read(as_complete(EX, saved_from=""), EX_ROWS, repeated=2),
    "single file, soft line ends": Read(as_mhtml(EX, SAVED), EX_ROWS, file="page.mhtml"),
    "single file, without an address": Read(as_mhtml(EX, SAVED, located=False), EX_ROWS, file="page.mhtml"),
    "web archive": Read(webarchive(page_source(EX), EX.address), EX_ROWS, file="page.webarchive"),
    "saved twice into one file": Read(page_source(EX) + page_source(EX), EX_ROWS, repeated=2),
    "drawn and sent, joined": Read(as_complete(EX, script=False) + page_source(EX), EX_ROWS, repeated=2),
    "a byte order mark": Read(page_source(EX).strip().encode("utf-8-sig"), EX_ROWS),
    "UTF-16": Read(page_source(EX).encode("utf-16"), EX_ROWS),
    "Windows-1252": Read(
        page_source(page(end("EX4300-48T"), notes=["<p>Juniper\u2019s policy</p>"], charset="windows-1252")).encode(
            "cp1252"
        ),
        ends("EX4300-48T"),
    ),
    "named by its file alone": Read(page_source(replace(EX, title="Dates")), EX_ROWS, file="ex_series.html"),
}

WRITTEN_AS = {
    "headings in the first row": Read(page_source(replace(EX, layout=Layout(head=False))), EX_ROWS),
    "headings of other words": Read(page_source(replace(EX, layout=Layout(product="Product/SKU(s)"))), EX_ROWS),
    "headings without blanks": Read(page_source(replace(EX, layout=Layout(break_=""))), EX_ROWS),
    "headings after a title row": Read(
        page_source(EX).replace("<thead>", '<thead><tr><th colspan="7">EX Series<\\/th><\\/tr>'), EX_ROWS
    ),
    "headings once more within the table": Read(
        page_source(
            page(
                end("EX4300-48T"),
                Raw(
                    f"<tr>{''.join(f'<td>{one}</td>' for one in HARDWARE_HEADINGS)}</tr>".format(
                        product="SKU", break_=" "
                    )
                ),
                end("EX4300-24T"),
            )
        ),
        ends("EX4300-48T", "EX4300-24T"),
        [("SKU", "the headings once more")],
    ),
    "columns in another order": Read(
        page_source(
            replace(
                page(Raw("<tr><td>03-31-2029</td><td>EX4300-48T</td><td>switch</td></tr>")),
                headings=("End of Support", "SKU", "Kind"),
            )
        ),
        ends("EX4300-48T"),
    ),
    "blanks and line breaks around": Read(page_source(replace(EX, layout=Layout(around=" \n\t&nbsp;"))), EX_ROWS),
    "double quotes, slashes as they are": Read(
        page_source(replace(EX, layout=Layout(quote='"', slashes=False))), EX_ROWS
    ),
    "an apostrophe before the table": Read(
        page_source(page(heading("Juniper's 'fixed' switches \\'"), end("EX4300-48T"))),
        ends("EX4300-48T"),
        [("Juniper's 'fixed' switches \\'", "a heading or a note over the whole width")],
    ),
    "entities in place of brackets": Read(
        page_source(EX)
        .replace("<table", "&lt;table")
        .replace("<t", "&lt;t")
        .replace("<\\/t", "&lt;\\/t")
        .replace("&lt;title", "<title"),
        EX_ROWS,
    ),
    "several tables": Read(
        page_source(replace(EX, tables=[[end("EX4300-48T")], [end("EX4200-24T"), end("EX4200-48T")]])),
        ends("EX4300-48T", "EX4200-24T", "EX4200-48T"),
    ),
    "one row twice": Read(page_source(page(end("EX4300-48T"), end("EX4300-48T"))), ends("EX4300-48T"), repeated=1),
    "one SKU with two dates": Read(
        page_source(page(end("EX4300-48T"), ending("EX4300-48T", date(2030, 1, 31)))),
        [*ends("EX4300-48T"), "EX4300-48T end_of_support=2030-01-31"],
    ),
    "a table within a table": Read(
        shell(TITLE, f"<table><tr><td>{EX.table([end('EX4300-48T')])}</td></tr></table>", ""), ends("EX4300-48T")
    ),
    "a comment, a style, and a drawing": Read(
        page_source(page(end("<!-- EX1 --><style>td {}</style><svg/>EX4300-48T"))), ends("EX4300-48T")
    ),
    "a script in a cell": Read(
        page_source(page(end("EX4300-48T<script>alert('EX1-1')</script>"), end("EX4300-24T"))),
        ends("EX4300-48T", "EX4300-24T"),
    ),
    "a script in a cell that ends the page's own": Read(
        page_source(page(end("EX4300-48T<script>x</script>"), end("EX4300-24T"), slashes=False)).replace(
            "<\\/script", "</script"
        ),
        ends("EX4300-48T", "EX4300-24T"),
    ),
    "a span over rows": Read(
        page_source(
            page(
                Raw(f'<tr><td>EX4300-48T</td>{"<td></td>" * 5}<td rowspan="2">03-31-2029</td></tr>'),
                Raw(f"<tr><td>EX4300-24T</td>{'<td></td>' * 5}</tr>"),
            )
        ),
        ends("EX4300-48T", "EX4300-24T"),
    ),
    "a span over columns": Read(
        page_source(page(Raw('<tr><td>EX4300-48T</td><td colspan="5">Not Announced</td><td>03-31-2029</td></tr>'))),
        ends("EX4300-48T"),
    ),
}

CELLS = {
    "several SKUs": Read(
        page_source(page(end("EX4300-24P, EX4300-24T,EX4300-48P<br>EX4300-48T; EX4300-32F and EX4300-48TAFI"))),
        ends("EX4300-24P", "EX4300-24T", "EX4300-48P", "EX4300-48T", "EX4300-32F", "EX4300-48TAFI"),
    ),
    "SKUs with blanks between": Read(page_source(page(end("EX4300-24P EX4300-24T"))), ends("EX4300-24P", "EX4300-24T")),
    "a blank within an SKU": Read(page_source(page(end("RE-S-1800X4- 16G-UPG-BB"))), ends("RE-S-1800X4-16G-UPG-BB")),
    "two models with a blank between": Read(
        page_source(page(end("SRX1500 SRX4100"), end("EX4300-48T"))), ends("EX4300-48T"), [("SRX1500 SRX4100", NO_SKU)]
    ),
    "a link, a sub-heading, and small letters": Read(
        page_source(page(heading("EX4300 switches"), end('<a href="/x" title="TSB1">ex4300-48t</a>'))),
        ends("EX4300-48T"),
        [("EX4300 switches", "a heading or a note over the whole width")],
    ),
    "patterns and words": Read(
        page_source(page(end("EX4300-*"), end("EX43xx-XX"), end("All switches"), end("EX4300-48T"))),
        ends("EX4300-48T"),
        [("EX4300-*", NO_SKU), ("EX43xx-XX", NO_SKU), ("All switches", NO_SKU)],
    ),
    "bundles, licenses, and accessories": Read(
        page_source(page(end("B-EX4300-48P-EDU, ACX-2K-LIC-1, JWEB-10-LTU, SRX4200-RMK2, PTX10008-BASE, EX4300-48T"))),
        [
            f"B-EX4300-48P-EDU end_of_support={END} bundle",
            f"ACX-2K-LIC-1 end_of_support={END} license",
            f"JWEB-10-LTU end_of_support={END} license",
            f"SRX4200-RMK2 end_of_support={END} accessory",
            f"PTX10008-BASE end_of_support={END} bundle",
            f"EX4300-48T end_of_support={END}",
        ],
    ),
    "no dates": Read(
        page_source(page(Row("EX4300-48T", "TBD", "N/A", "Not Announced", "", "-", "n/a"))),
        [],
        [("EX4300-48T", "states no date")],
    ),
    "missing cells": Read(
        page_source(page(Raw(cells(Layout(), "EX4300-24T", "06-24-2022", "03-31-2029").strip()), end("EX4300-48T"))),
        ends("EX4300-48T"),
        [("EX4300-24T", "3 cells instead of 7")],
    ),
    "MM/DD/YYYY": Read(page_source(replace(EX, layout=Layout(dates="%m/%d/%Y"))), EX_ROWS),
    "one digit": Read(page_source(replace(EX, layout=Layout(dates="short"))), EX_ROWS),
    "year first": Read(page_source(replace(EX, layout=Layout(dates="%Y-%m-%d"))), EX_ROWS),
    "days first": Read(
        page_source(page(ending("EX4300-24T", "31-03-2029"), end("EX4300-48T"))),
        ends("EX4300-48T"),
        [("EX4300-24T", "a month over 12")],
    ),
    "no day of the calendar": Read(
        page_source(page(ending("EX4300-24T", "02/30/2029"))), [], [("EX4300-24T", "no day of the calendar")]
    ),
    "a date over two lines": Read(page_source(page(ending("EX4300-48T", "03-31-<br>2029"))), ends("EX4300-48T")),
    "no certain date": Read(
        page_source(
            page(ending("EX1-1", "Q1 2029"), ending("EX2-2", "03-31-29"), ending("EX3-3", "03-31-2028 03-31-2029"))
        ),
        [],
        [("EX1-1", FORM), ("EX2-2", FORM), ("EX3-3", FORM)],
    ),
    "a year that cannot be": Read(
        page_source(page(ending("EX1-1", "03-31-9029"), ending("EX2-2", "03-31-0229"))),
        [],
        [("EX1-1", "expected a year from 1996 to 2099"), ("EX2-2", "expected a year from 1996 to 2099")],
    ),
    "dates out of order": Read(
        page_source(page(row("EX4300-48T", last_order=date(2030, 1, 1)), row("EX4300-24T", warranty=date(2022, 1, 1)))),
        [],
        [("EX4300-48T", "are not in order"), ("EX4300-24T", "the last date to convert a warranty, 2022-01-01")],
    ),
    "a date struck out": Read(
        page_source(page(ending("EX4300-48T", "<s>03-31-2028</s> 03-31-2029"))), ends("EX4300-48T")
    ),
    "an SKU struck out": Read(
        page_source(page(end("<del>EX4300-24T</del>"), end("EX4300-48T"))),
        ends("EX4300-48T"),
        [("EX4300-24T", "no product is named")],
    ),
    "formulas, escapes, and paths": Read(
        page_source(
            page(
                end("=HYPERLINK(1)"), end("\x1b[31mEX1-1"), end("../../etc/passwd-1"), end("EX\0-1"), end("EX4300-48T")
            )
        ),
        ends("EX4300-48T"),
        [("=HYPERLINK", NO_SKU), ("\x1b[31mEX1-1", NO_SKU), ("../../etc/passwd-1", NO_SKU), ("EX\ufffd-1", NO_SKU)],
    ),
    "another table": Read(
        page_source(
            page(
                end("EX4300-48T"), notes=["<table><tr><th>Model</th><th>Ends</th></tr><tr><td>EX9214</td></tr></table>"]
            )
        ),
        ends("EX4300-48T"),
        [("Model Ends", "a table without the headings of a lifecycle table")],
    ),
}

TSB = "TSB17000: the end of support of EX4300-48T is extended to 09-30-2029."
NOTES = {
    "a bulletin extends one SKU": Read(
        page_source(page(end("EX4300-48T<sup>1</sup>, EX4300-24T"), notes=[f"<p><sup>1</sup> {TSB}</p>"])),
        [*ends("EX4300-48T"), "EX4300-48T end_of_support=2029-09-30 overrides", *ends("EX4300-24T")],
    ),
    "a bulletin without a mark": Read(
        page_source(page(end("EX4300-48T"), end("EX4300-24T"), notes=[f"<p>{TSB}</p>"])),
        [*ends("EX4300-48T"), "EX4300-48T end_of_support=2029-09-30 overrides", *ends("EX4300-24T")],
    ),
    "a note in the last row": Read(
        page_source(page(end("EX4300-48T *"), Raw(f'<tr><td colspan="7">* {TSB}</td></tr>'))),
        [*ends("EX4300-48T"), "EX4300-48T end_of_support=2029-09-30 overrides"],
        [(f"* {TSB}", "a heading or a note over the whole width")],
    ),
    "a note that cannot be read": Read(
        page_source(
            page(
                end("EX4300-48T<sup>1</sup>"),
                end("EX4300-24T"),
                notes=["<p><sup>1</sup> Dates were revised: see 09-30-2029 or 10-31-2029.</p>"],
            )
        ),
        [f"EX4300-48T end_of_support={END} doubtful", *ends("EX4300-24T")],
    ),
    "a bulletin that shortens": Read(
        page_source(page(end("EX4300-48T<sup>1</sup>"), notes=[f"<p><sup>1</sup> {TSB.replace('2029', '2027')}</p>"])),
        [f"EX4300-48T doubtful end_of_support={END}"],
    ),
    "a note of no consequence": Read(
        page_source(page(end("EX4300-48T<sup>1</sup>"), notes=["<p><sup>1</sup> Fans included.</p>"])),
        ends("EX4300-48T"),
    ),
}

R234 = Release("23.4", date(2023, 12, 21), date(2026, 12, 21), date(2027, 6, 21))
R234_DATES = "first_shipped=2023-12-21 end_of_engineering=2026-12-21 end_of_support=2027-06-21"
RELEASES = {
    "Junos": Read(
        page_source(software(replace(R234, name="Junos 23.4"), replace(R234, name="21.2", kind="EEOL"))),
        ["23.4 end_of_support=2027-06-21 end_of_engineering=2026-12-21 first_shipped=2023-12-21", f"21.2 {R234_DATES}"],
        slug="junos",
    ),
    "Junos Evolved": Read(
        page_source(software(R234, slug="junosevo", title="Junos OS Evolved Dates & Milestones")),
        [f"23.4-EVO {R234_DATES}"],
        slug="junosevo",
    ),
    "Evolved on the page of Junos": Read(
        page_source(software(replace(R234, name="23.4-EVO"))), [f"23.4-EVO {R234_DATES}"], slug="junos"
    ),
    "one train twice, with other dates": Read(
        page_source(software(R234, replace(R234, end_of_support=date(2029, 1, 1), kind="EEOL"))),
        [f"23.4 {R234_DATES} doubtful"],
        repeated=1,
        slug="junos",
    ),
    "one train twice": Read(page_source(software(R234, R234)), [f"23.4 {R234_DATES}"], repeated=1, slug="junos"),
    "no end of engineering": Read(
        page_source(software(replace(R234, end_of_engineering=None))),
        ["23.4 first_shipped=2023-12-21 end_of_support=2027-06-21 doubtful"],
        slug="junos",
    ),
    "a release in other words": Read(
        page_source(software(replace(R234, name="Junos Space 23.4"))), [f"23.4 {R234_DATES} doubtful"], slug="junos"
    ),
    "no release": Read(
        page_source(software(replace(R234, name="Junos Space"))),
        [],
        [("Junos Space", "names no release")],
        slug="junos",
    ),
}

ALL = {
    f"{of}: {name}": case
    for of, cases in {
        "saved": SAVED_AS,
        "written": WRITTEN_AS,
        "cells": CELLS,
        "notes": NOTES,
        "software": RELEASES,
    }.items()
    for name, case in cases.items()
}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL)
def test_what_a_page_states(case: Read, tmp_path: Path) -> None:
    reading = read(tmp_path, case.content, case.file)
    assert isinstance(reading, PageReading)
    assert sorted(map(_sorted_days, map(stated, reading.rows))) == sorted(map(_sorted_days, case.rows))
    assert [one.what for one in reading.left_out] == [what for what, _ in case.left_out]
    for one, (_, why) in zip(reading.left_out, case.left_out, strict=True):
        assert why in one.why
    assert (reading.repeated, reading.family.slug) == (case.repeated, case.slug)


def _sorted_days(row: str) -> str:
    return " ".join(sorted(row.split()))


def refusal(content: str | bytes, folder: Path, file: str = "page.html", family: str = "") -> str:
    with pytest.raises(InputError) as refused:
        read(folder, content, file, family)
    return str(refused.value)


def without_table(title: str = TITLE) -> str:
    """A page whose script has no table."""
    return shell(title, "<sw-page></sw-page>", page_data([], title))


OTHER_HEADINGS = replace(EX, headings=("Model", "Threat Defense Director Ends"))
SRX = PageSpec("srx_series", "SRX Series Dates & Milestones", [[end("SRX1500")]])
REFUSED = {
    "the error page": (error_page(), "got: the error page of Juniper's site - fix: correct the address"),
    "a page of another site": (
        as_complete(EX, saved_from="https://eol.example.net/ex_series/"),
        "a page of eol.example.net",
    ),
    "a site that looks like Juniper's": (
        as_complete(EX, saved_from="https://notjuniper.net/ex_series/"),
        "a page of notjuniper.net",
    ),
    "a page of nobody": (
        "<html><title>Prices</title><table><tr><td>EX4300-48T</td></tr></table></html>",
        "a page with the title Prices",
    ),
    "no table": (without_table(), "the page has no lifecycle table"),
    "an empty sw-page": (
        shell(TITLE, "<sw-page></sw-page>", ""),
        "if the browser shows the table, save the page as HTML",
    ),
    "a table of other columns": (page_source(OTHER_HEADINGS), "the page has no lifecycle table"),
    "another family's title": (
        as_complete(replace(EX, title="SRX Series Dates & Milestones")),
        "ex_series by its address, srx_series by its title",
    ),
    "two families in one file": (page_source(EX) + page_source(SRX), "the titles of ex_series and srx_series"),
    "no family": (page_source(replace(EX, title="Dates & Milestones")), "state it with --family"),
    "software of nobody's device": (
        page_source(software(R234, slug="space", title="x")),
        "it cannot be told which page",
    ),
    "a print to PDF": (
        b"%PDF-1.7\n%...",
        "a PDF, in which the table cannot be read reliably - fix: save the page as HTML",
    ),
    "an office document": (b"PK\x03\x04....", "a ZIP file or a document of an office program"),
    "an empty file": (b"\n\0 ", "an empty file"),
    "a web archive that is cut off": (
        webarchive(page_source(EX), EX.address)[:-30],
        "a web archive that cannot be read",
    ),
    "a single file without a page": (
        as_mhtml(EX, SAVED).replace(b"text/html\r\nContent-ID", b"text/plain\r\nContent-ID"),
        "without a part in HTML",
    ),
    "UTF-16 without a mark": (page_source(EX).encode("utf-16-le"), "bytes in no known encoding"),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_lifecycle_page_is_refused(content: str | bytes, said: str, tmp_path: Path) -> None:
    assert said in refusal(content, tmp_path)


def test_the_operator_s_word_settles_which_page_it_is(tmp_path: Path) -> None:
    nameless = page_source(replace(EX, title="Dates & Milestones"))
    assert read(tmp_path, nameless, family="ex_series") == replace(read(tmp_path, page_source(EX)))
    assert "srx_series by --family, ex_series by its address" in refusal(as_complete(EX), tmp_path, family="srx_series")
    assert "../../x: no such page" in refusal(nameless, tmp_path, family="../../x")


def test_the_index_names_every_page(tmp_path: Path) -> None:
    hardware, apps = ([one.slug for one in FAMILIES if one.kind is kind] for kind in PageKind)
    assert (len(hardware), len(apps)) == (61, 45)
    twice = [*apps, "screenos", "paragon_insights"]
    index = read(tmp_path, index_source([*hardware, "new_series"], twice))
    assert isinstance(index, IndexReading)
    assert [one.slug for one in index.families] == [*hardware, "new_series", *apps]


@pytest.mark.parametrize("cut", [0.2, 0.4, 0.6, 0.8, 0.95])
@pytest.mark.parametrize("saved", [page_source, as_complete], ids=["curl", "complete"])
def test_a_page_that_is_cut_off_is_not_complete(saved: Callable[[PageSpec], str], cut: float, tmp_path: Path) -> None:
    whole = saved(page(*(end(f"EX{number}-24T") for number in range(2000, 2100))))
    try:
        reading = read(tmp_path, whole[: int(len(whole) * cut)])
    except InputError:
        return  # nothing of a table was left
    assert isinstance(reading, PageReading)
    assert "the end of the page" in reading.lost


UNREAD = {
    "struck out": end("<s>EX3400-24T</s>"),
    "over the whole width": heading("EX3400-24T"),
    "too few cells": Raw("<tr><td></td><td>EX3400-24T</td></tr>"),
    "no date": Row("EX3400-24T", "TBD"),
    "a date that cannot be read": ending("EX3400-24T", "soon"),
    "in brackets": end("all switches (EX3400-24T)"),
}


@pytest.mark.parametrize("line", UNREAD.values(), ids=UNREAD)
def test_what_cannot_be_read_is_still_listed(line: Line, tmp_path: Path) -> None:
    """No one may be told that a page does not list it."""
    reading = read(tmp_path, page_source(page(end("EX4300-48T"), line)))
    assert isinstance(reading, PageReading)
    assert any("EX3400-24T" in name for name in reading.listed)
    assert [one.name for one in reading.rows] == ["EX4300-48T"]


def drawn_with(markup: str) -> str:
    """A drawn page with that markup before its table."""
    return as_complete(page(end("EX4300-48T")), script=False).replace("<main>", f"<main>{markup}</main><main>", 1)


ATTACKS = {
    "nested deeply": drawn_with("<div>" * 100_000),
    "nested deeply, with much inside": drawn_with("<div>" * 1900 + "<p>x</p>" * 30_000),
    "nested, each level read again": drawn_with("<div><span>" * 900 + "<b>x</b>" * 30_000),
    "tables within tables": drawn_with("<table><tr><td>" * 600 + "<b>x</b>" * 30_000),
    "thousands of attributes": drawn_with("<td " + "".join(f"a{number}='' " for number in range(60_000)) + ">"),
    "attributes without blanks": drawn_with("<td" + "".join(f'/a{number}=""' for number in range(60_000)) + ">"),
    "spans without end": drawn_with("<table>" + '<tr><td colspan="50" rowspan="2000"></tr>' * 9000 + "</table>"),
    "a script of 200,001 texts": page_source(EX).replace(
        "_PAGE_DATA = {", "_PAGE_DATA = {a:[" + "'a'," * 200_001 + "],"
    ),
    "a word without end": drawn_with("x " * 2_000_000),
    "entities that expand": '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY b{n} "&b{n + 1};&b{n + 1};">' for n in range(40))
    + "]>"
    + drawn_with("&b0;"),
    "unclosed everything": drawn_with("<table><tr><td>" * 20 + "<!--" * 20_000),
    "many scripts that do not end": drawn_with("<script" * 50_000),
    "many drawings that do not end": drawn_with("<svg" * 50_000),
    "texts that do not end": page_source(EX).replace("</script>", "'\\" * 100_000, 1),
    "joined texts": page_source(EX).replace("_PAGE_DATA = {", "_PAGE_DATA = {a:" + "'a'+" * 100_000 + "'',"),
    "comments in the script": page_source(EX).replace("_PAGE_DATA = {", "_PAGE_DATA = {" + "/*" * 100_000),
}


@pytest.mark.parametrize("content", ATTACKS.values(), ids=ATTACKS)
def test_markup_that_attacks_is_refused_or_read_in_time(content: str, tmp_path: Path) -> None:
    started = time.process_time()
    try:
        reading = read(tmp_path, content)
    except InputError as error:
        reading, said = None, str(error)
    if reading is None:
        assert "fix: " in said
    else:
        assert isinstance(reading, PageReading)
        assert {row.name for row in reading.rows} <= {"EX4300-48T", "EX2200-24T-4G", "EX2200-48T-4G"}
    assert time.process_time() - started < 20


def test_ten_thousand_rows(tmp_path: Path) -> None:
    started = time.process_time()
    reading = read(tmp_path, as_complete(page(*(row(f"EX{number}-24T") for number in range(10_000)))))
    assert isinstance(reading, PageReading)
    assert [one.name for one in reading.rows] == [f"EX{number}-24T" for number in range(10_000)]
    assert time.process_time() - started < 60


def test_a_quote_that_hides_a_table_of_the_script_makes_the_page_incomplete(tmp_path: Path) -> None:
    two = PageSpec("ex_series", TITLE, [[end("EX4300-48T")], [end("EX2200-24T-4G")]])
    content = page_source(two)
    second = content.rindex("{", 0, content.rindex("sw-eol-table"))
    reading = read(tmp_path, content[:second] + "' " + content[second:])
    assert isinstance(reading, PageReading)
    assert {row.name for row in reading.rows} != {"EX4300-48T", "EX2200-24T-4G"}
    assert "a table of its script" in reading.lost


EXTENDS_NOTHING = {
    "denied": "The end of support is not extended to 12-31-2035.",
    "denied, to come": "End of support will not be extended beyond 12-31-2035.",
    "sold": "Extended support can be bought at extra charge until 12-31-2035.",
    "for others only": "End of support for EX9200-99X only was extended to 12-31-2035.",
    "of another product": "End of support of EX9200-99X was extended to 12-31-2035.",
    "of a series": "On SRX300 Series, end of support is extended to 12-31-2035.",
}


@pytest.mark.parametrize("note", EXTENDS_NOTHING.values(), ids=EXTENDS_NOTHING)
def test_a_note_that_states_no_plain_extension_makes_its_row_doubtful(note: str, tmp_path: Path) -> None:
    reading = read(tmp_path, page_source(page(end("EX4300-48T<sup>1</sup>"), notes=[f"<p><sup>1</sup> {note}</p>"])))
    assert isinstance(reading, PageReading)
    assert [stated(row) for row in reading.rows] == [f"EX4300-48T end_of_support={END} doubtful"]


@pytest.mark.parametrize("note", [*list(EXTENDS_NOTHING.values())[:4], EXTENDS_NOTHING["of a series"]])
def test_nor_does_it_extend_a_release(note: str, tmp_path: Path) -> None:
    release = replace(R234, name="Junos OS 23.4<sup>1</sup>")
    reading = read(
        tmp_path, page_source(replace(software(release), notes=[f"<p><sup>1</sup> {note}</p>"])), family="junos"
    )
    assert isinstance(reading, PageReading)
    [row] = map(stated, reading.rows)
    assert _sorted_days(row) == _sorted_days(f"23.4 {R234_DATES} doubtful")
