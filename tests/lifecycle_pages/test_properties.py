"""Everything that is put into a page comes out, once, or is reported; damage gives an error that says what to do."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from reinstate.errors import InputError
from reinstate.reference.pages.lifecycle_page import PageReading
from tests.lifecycle_pages.generated import Layout, PageSpec, Row, as_complete, as_mhtml, heading, page_source
from tests.lifecycle_pages.reads import read

SAVED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
FORMS = {
    "source": lambda spec: page_source(spec).encode(),
    "complete": lambda spec: as_complete(spec).encode(),
    "single file": lambda spec: as_mhtml(spec, SAVED),
}
DAYS = st.dates(date(2005, 1, 1), date(2040, 12, 31))
LAYOUTS = st.builds(
    Layout,
    head=st.booleans(),
    break_=st.sampled_from(["<br>", "<br/>", " ", "<BR />", "\n"]),
    product=st.sampled_from(["Product", "SKU", "Product/SKU(s)", "Product/<br>SKU(s)", "Products"]),
    dates=st.sampled_from(["%m-%d-%Y", "%m/%d/%Y", "short", "%Y-%m-%d", "%B %d, %Y"]),
    quote=st.sampled_from(["'", '"']),
    slashes=st.booleans(),
    between=st.sampled_from([", ", ",", " , ", ",<br>", "; ", "<br>"]),
    around=st.sampled_from(["", " ", "\n", "&nbsp;"]),
)
NO_DATE = st.sampled_from([None, "TBD", "N/A", "Not Announced", "-"])


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[tuple[str, ...], tuple[object, ...]]]:
    """SKUs, each once on the page, and the four dates of their row; some cannot be read."""
    numbers = iter(draw(st.permutations(range(1000, 1040))))
    found = []
    for _ in range(draw(st.integers(1, 8))):
        skus = tuple(
            f"EX{next(numbers)}-{draw(st.sampled_from(['24T', '48P-TAA', '32C-AFO', 'BASE']))}"
            for _ in range(draw(st.integers(1, 4)))
        )
        announced, last, end = sorted(draw(st.lists(DAYS, min_size=3, max_size=3)))
        cells = draw(
            st.sampled_from(
                [
                    (announced, last, draw(NO_DATE), end),
                    (announced, draw(NO_DATE), end, end),
                    (announced, last, end, "31-12-2030"),
                    (draw(NO_DATE), None, None, draw(NO_DATE)),
                    (end, announced, None, announced) if announced < end else (None, None, None, end),
                ]
            )
        )
        found.append((skus, cells))
    return found


@given(rows(), LAYOUTS, st.sampled_from(sorted(FORMS)), st.integers(1, 3))
def test_every_sku_and_date_comes_out_once_or_is_reported(stated, layout, form, tables):
    lines = [Row(skus, first, last, conversion, end_of_support=end) for skus, (first, last, conversion, end) in stated]
    split = [[heading(f"Part {number}"), *lines[number::tables]] for number in range(tables)]
    content = FORMS[form](PageSpec("ex_series", "EX Series", split, layout=layout))
    with tempfile.TemporaryDirectory() as folder:
        reading = read(Path(folder), content)
    assert isinstance(reading, PageReading)
    expected = {
        sku: {
            name: day
            for name, day in zip(
                ("announced", "last_order", "warranty_conversion", "end_of_support"), cells, strict=True
            )
            if isinstance(day, date)
        }
        for skus, cells in stated
        for sku in skus
    }
    came = {row.name: dict(row.stated) for row in reading.rows}
    assert max(Counter(row.name for row in reading.rows).values(), default=1) == 1
    reported = " ".join(one.what for one in reading.left_out)
    for sku, dates in expected.items():
        if sku in came:
            assert came[sku] == dates
        else:
            assert sku in reported
    assert came.keys() <= expected.keys()
    assert set(expected) <= reading.listed
    readable = {sku for skus, cells in stated if _is_good(cells) for sku in skus}
    assert readable <= came.keys()


def _is_good(cells: tuple[object, ...]) -> bool:
    first, last, _, end = cells
    days = [day for day in (first, last, end) if isinstance(day, date)]
    return bool(days) and days == sorted(days) and not any("31-12" in str(cell) for cell in cells)


SEEDS = [
    FORMS[form](
        PageSpec(
            "ex_series",
            "EX Series",
            [[Row("EX1000-24T<sup>1</sup>", date(2020, 1, 31), end_of_support=date(2026, 1, 31))]],
            notes=["<p><sup>1</sup> End of support of EX1000-24T is extended to 12-31-2028 (TSB1234).</p>"],
        )
    )
    for form in sorted(FORMS)
]
PIECES = st.sampled_from(
    [
        b"<table>",
        b"</td>",
        b"'",
        b'"',
        b"\\",
        b"<!--",
        b"<script>",
        b"</script",
        b"\0",
        b"\xff",
        b"&#0;",
        b"_PAGE_DATA =",
        b"=3D",
        b"--",
        b"\r\n\r\n",
        b"<tr><td colspan=99>",
        b"<sup>",
        b"01-01-2020",
        b"`",
        b"/*",
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A page with pieces of it cut out, doubled, exchanged, or put in."""
    content = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(content))), draw(st.integers(0, 200))
        piece = draw(st.one_of(PIECES, st.binary(max_size=8), st.just(content[at : at + length])))
        content = content[:at] + piece + content[at + draw(st.sampled_from([0, length])) :]
    return content


@given(damaged())
@settings(deadline=None)
def test_damage_never_gives_an_error_of_another_kind(content):
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        try:
            read(Path(folder), content)
        except InputError as error:
            assert "fix: " in str(error)  # noqa: PT017 - an error is as good as a reading
    assert time.process_time() - started < 20
