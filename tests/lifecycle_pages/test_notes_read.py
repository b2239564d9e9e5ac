"""Notes that a person has read: then the dates of their rows hold, as long as row and notes stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from reinstate.errors import InputError
from reinstate.plain_text import counted
from reinstate.reference.pages.page_table import page_table
from reinstate.workflow.page_imports import PageArguments, PagesImported, import_pages
from reinstate.workflow.page_report import import_report
from tests.lifecycle_pages.generated import PageSpec, Release, Row, page_source
from tests.lifecycle_pages.reads import FAMILIES

ENDS = date(2029, 3, 31)
A, B, C = "EX4300-48T", "EX4300-24T", "EX9200-32XS"
TRADE_IN = "EX4300-48T, EX4300-24T: trade-in support until 12-31-2026."
CALL = "All EX switches are now supported by another company."


def imported(folder: Path, *notes: str, by: str = "", numbers: Sequence[int] = (), end: date = ENDS) -> PagesImported:
    """An import of a page with three rows and these notes, into one table."""
    rows = [Row(name, end_of_support=end) for name in (A, B, C)]
    path = folder / "ex_series.html"
    path.write_text(page_source(PageSpec("ex_series", "EX Series", [rows], [f"<p>{one}</p>" for one in notes])))
    day = date(2026, 11, 20)
    return import_pages(
        PageArguments((path,), folder / "pages.yml", as_of=day, notes_read_by=by, notes=tuple(numbers), today=day)
    )


def certain(folder: Path) -> list[str]:
    """The products of which the table has a certain row."""
    table = (folder / "pages.yml").read_text()
    rows = [row for row in table.split("\n- ")[1:] if "sku:" in row]
    return [row.split("sku: ")[1].split("\n")[0] for row in rows if "confidence: A" in row]


def test_nobody_has_read_them(tmp_path: Path) -> None:
    report = import_report(imported(tmp_path, TRADE_IN, CALL), FAMILIES)
    assert certain(tmp_path) == []
    assert "note 1, ex_series, 3 rows not certain" in report
    assert f"note 2, ex_series, {counted(2, 'row')} not certain: {A}, {B}: {TRADE_IN}" in report
    assert "--read-notes confirmed-by NAME" in report


def test_a_person_has_read_all_of_them(tmp_path: Path) -> None:
    report = import_report(imported(tmp_path, TRADE_IN, CALL, by="Ada Lovelace"), FAMILIES)
    assert certain(tmp_path) == [A, B, C]
    assert "note 1, ex_series, read by a person" in report
    assert "--read-notes" not in report
    assert "Ada Lovelace has read: " in (tmp_path / "pages.yml").read_text()


def test_a_row_is_certain_only_if_all_its_notes_were_read(tmp_path: Path) -> None:
    imported(tmp_path, TRADE_IN, CALL, by="Ada Lovelace", numbers=[1])
    assert certain(tmp_path) == [C]


def test_what_was_read_stays_read_while_row_and_notes_are_the_same(tmp_path: Path) -> None:
    imported(tmp_path, TRADE_IN, by="Ada Lovelace")
    imported(tmp_path, TRADE_IN)
    assert certain(tmp_path) == [A, B, C]


CHANGED = {
    "another note": ([TRADE_IN.replace("2026", "2027")], ENDS),
    "one note more": ([TRADE_IN, "EX4300 Series: support ends earlier."], ENDS),
    "another date": ([TRADE_IN], date(2030, 3, 31)),
}


@pytest.mark.parametrize(("notes", "end"), CHANGED.values(), ids=CHANGED)
def test_what_changed_since_has_not_been_read(notes: Sequence[str], end: date, tmp_path: Path) -> None:
    imported(tmp_path, TRADE_IN, by="Ada Lovelace")
    imported(tmp_path, *notes, end=end)
    assert certain(tmp_path) == [C]


def test_a_note_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--note 3: no such note"):
        imported(tmp_path, TRADE_IN, by="Ada Lovelace", numbers=[3])
    assert not (tmp_path / "pages.yml").exists()


IMPLAUSIBLE = {
    "support goes on after its end": Row(A, same_day=date(2031, 5, 15), end_of_support=ENDS),
    "with an end and without one": Row(A, last_order=date(2020, 5, 15)),
}


@pytest.mark.parametrize("row", IMPLAUSIBLE.values(), ids=IMPLAUSIBLE)
def test_nobody_can_say_that_dates_of_hardware_hold_that_contradict_each_other(row: Row, tmp_path: Path) -> None:
    rows = [*([Row(A, end_of_support=ENDS)] if row.end_of_support is None else []), row]
    path = tmp_path / "ex_series.html"
    path.write_text(page_source(PageSpec("ex_series", "EX Series", [rows])))
    day = date(2026, 11, 20)
    import_pages(PageArguments((path,), tmp_path / "pages.yml", as_of=day, notes_read_by="Ada Lovelace", today=day))
    assert certain(tmp_path) == []


def test_a_note_is_read_on_one_page(tmp_path: Path) -> None:
    paths = []
    for slug, title, name in (("ex_series", "EX Series", A), ("qfx_series", "QFX Series", "QFX5100-48S")):
        paths.append(tmp_path / f"{slug}.html")
        paths[-1].write_text(
            page_source(PageSpec(slug, title, [[Row(name, end_of_support=ENDS)]], ["<p>Pending.</p>"]))
        )
    day = date(2026, 11, 20)
    import_pages(
        PageArguments(
            tuple(paths), tmp_path / "pages.yml", as_of=day, notes_read_by="Ada Lovelace", notes=(2,), today=day
        )
    )
    assert certain(tmp_path) == ["QFX5100-48S"]


def test_nobody_can_say_that_contradictory_dates_hold(tmp_path: Path) -> None:
    releases = [Release("24.2", date(2024, 6, 24), date(2026, 6, 24), end) for end in (ENDS, date(2030, 3, 31))]
    path = tmp_path / "junos.html"
    path.write_text(page_source(PageSpec("junos", "Junos OS", [releases], kind="software")))
    day = date(2026, 11, 20)
    import_pages(PageArguments((path,), tmp_path / "r.yml", as_of=day, notes_read_by="Ada Lovelace", today=day))
    table = (tmp_path / "r.yml").read_text()
    assert "doubt: the page states several dates for this release" in table
    assert "read_by" not in table


def test_a_table_with_notes_that_were_read_is_a_table(tmp_path: Path) -> None:
    imported(tmp_path, CALL, by="Ada Lovelace")
    assert {row["read_by"] for row in page_table(tmp_path / "pages.yml").rows} == {"Ada Lovelace"}


def test_a_release_without_dates_stands_beside_another_page(tmp_path: Path) -> None:
    """A row of releases that cannot be read states no date, and is no product that a person confirmed."""
    day = date(2026, 11, 20)
    for slug, end in (("junos", "31-12-2029"), ("junosevo", "12-31-2029")):
        path = tmp_path / f"{slug}.html"
        release = Release("24.2", date(2024, 6, 24), date(2026, 6, 24), end)
        path.write_text(page_source(PageSpec(slug, slug, [[release]], kind="software")))
        found = import_pages(PageArguments((path,), tmp_path / "r.yml", as_of=day, today=day))
        assert found.complaints == ()
    assert len(page_table(tmp_path / "r.yml").rows) == 2


BEGIN = "Juniper publishes the milestones of all of its products on this page for planning. " * 30
UNSEEN = {
    "behind what is shown": ([f"{BEGIN}{A}: support until 2031."], [f"{BEGIN}{A}: support until 2026."]),
    "of several notes": (
        [f"EX4300-48T: note {number}, valid from 2026." for number in range(9)],
        [f"EX4300-48T: note {number}, valid from 2026." for number in range(8)] + ["EX4300-48T is recalled."],
    ),
    "of several statements": (
        [f"Dates of part {number} are tentative." for number in range(6)],
        [f"Dates of part {number} are tentative." for number in range(5)] + ["All dates are superseded."],
    ),
}


@pytest.mark.parametrize(("before", "now"), UNSEEN.values(), ids=UNSEEN)
def test_what_changed_out_of_sight_has_not_been_read(before: Sequence[str], now: Sequence[str], tmp_path: Path) -> None:
    imported(tmp_path, *before, by="Ada Lovelace")
    assert A in certain(tmp_path)
    imported(tmp_path, *now)
    assert A not in certain(tmp_path)


def test_what_is_said_of_no_product_counts_for_all_until_it_was_read(tmp_path: Path) -> None:
    text = "Support beyond three years requires a contract."
    report = import_report(imported(tmp_path, text), FAMILIES)
    assert certain(tmp_path) == []
    assert f"note 1, ex_series, 3 rows not certain: {A}, {B}, {C}: {text}" in report
    imported(tmp_path, text, by="Ada Lovelace")
    assert certain(tmp_path) == [A, B, C]
