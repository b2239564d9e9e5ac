"""``reference show SKU``: the rows of kept pages, as the pages have them, each once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reinstate.reference.loading import load_reference
from reinstate.workflow.page_imports import PageArguments, import_pages
from reinstate.workflow.product_rows import rows_of_product
from reinstate.workflow.rows_in_place import shown_in_place
from tests.lifecycle_pages.generated import PageSpec, Row, page_source

DAY, ENDS = date(2026, 11, 20), date(2030, 6, 30)
SKU = "EX9-1T"
NOTE = f"<p>The end of support of {SKU} is extended to 06-30-2033.</p>"


def table_of(folder: Path, name: str, *rows: Row, notes: tuple[str, ...] = ()) -> Path:
    """A table that was made of one page with these rows."""
    page, table = folder / f"{name}.html", folder / f"{name}.yml"
    page.write_text(page_source(PageSpec("ex_series", "EX Series", [rows], notes)))
    assert import_pages(PageArguments((page,), table, as_of=DAY, today=DAY)).complaints == ()
    return table


def shown(*tables: Path) -> str:
    reference = load_reference(list(tables))
    return shown_in_place(rows_of_product(reference, SKU, DAY), tables)


def test_a_row_that_a_note_extends_is_shown_once(tmp_path: Path) -> None:
    table = table_of(tmp_path, "mine", Row(SKU, end_of_support=ENDS), notes=(NOTE,))
    assert len(rows_of_product(load_reference([table]), SKU, DAY)) > 1
    text = shown(table)
    assert text.count("on the page") == 1
    assert f"{SKU} on the page (ex_series 2026-11-20, table 1, row 2):" in text
    assert "06-30-2030" in text


def test_rows_of_two_places_are_both_shown(tmp_path: Path) -> None:
    text = shown(table_of(tmp_path, "mine", Row(SKU, end_of_support=ENDS), Row(SKU, end_of_support=date(2031, 1, 31))))
    assert [place in text for place in ("row 2)", "row 3)")] == [True, True]
    assert text.count("on the page") == 2


def test_a_page_that_two_tables_hold_is_shown_once(tmp_path: Path) -> None:
    tables = [table_of(tmp_path, name, Row(SKU, end_of_support=ENDS)) for name in ("one", "two")]
    assert shown(*tables).count("on the page") == 1


def test_each_table_shows_its_own_page_of_a_day(tmp_path: Path) -> None:
    """The same place on another page is another row."""
    one = table_of(tmp_path, "one", Row(SKU, end_of_support=ENDS))
    two = table_of(tmp_path, "two", Row("EX9-7T", end_of_support=date(2031, 1, 31)))
    text = shown(one, two)
    assert text.count("on the page") == 1
    assert "EX9-7T" not in text
    three = table_of(tmp_path, "three", Row(SKU, end_of_support=date(2032, 1, 31)))
    both = shown(one, three)
    assert [day in both for day in ("06-30-2030", "01-31-2032")] == [True, True]


def test_a_row_that_is_no_longer_listed_is_not_shown_on_the_newer_page(tmp_path: Path) -> None:
    """It was on the page before, which the newer one of the same day replaced: another row stands in its place now."""
    rows = [Row(f"EX9-{number}T", end_of_support=ENDS) for number in range(1, 9)]
    table_of(tmp_path, "mine", *rows)
    text = shown(table_of(tmp_path, "mine", *rows[1:]))
    assert text == f"{SKU}: no longer listed since {DAY}; its row is from an earlier page"


def test_a_table_that_was_renamed_still_shows_its_rows(tmp_path: Path) -> None:
    table = table_of(tmp_path, "mine", Row(SKU, end_of_support=ENDS)).rename(tmp_path / "renamed.yml")
    (tmp_path / "mine.pages").rename(tmp_path / "renamed.pages")
    assert "06-30-2030" in shown(table)


@pytest.mark.parametrize("what", ["lost", "a byte more", "a link", "a linked folder"])
def test_a_page_that_is_not_as_it_was_kept_is_named_and_not_shown(tmp_path: Path, what: str) -> None:
    table = table_of(tmp_path, "mine", Row(SKU, end_of_support=ENDS))
    [kept] = (tmp_path / "mine.pages").iterdir()
    if what == "a byte more":
        kept.write_bytes(kept.read_bytes() + b" ")
    elif what == "a linked folder":
        kept.parent.rename(tmp_path / "elsewhere")
        kept.parent.symlink_to(tmp_path / "elsewhere")
    else:
        kept.rename(tmp_path / "elsewhere")
        if what == "a link":
            kept.symlink_to(tmp_path / "elsewhere")
    text = shown(table)
    assert "  cannot be shown: " in text
    assert "06-30-2030" not in text
