"""What the rows of the shipped lifecycle set state, cell by cell, and whose they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import reinstate.reference
from reinstate.reference.library import LifecycleState, Reference
from reinstate.reference.set_files import Record, Table, read_shipped
from tests.unit.reference.conftest import DAY

FOLDER = Path(reinstate.reference.__file__).parent / "data"
MILESTONES = ("announced", "last_order", "warranty_conversion", "same_day_support", "next_day_support")


@pytest.fixture(scope="module")
def table() -> Table:
    return read_shipped(FOLDER, "hardware-lifecycle")


def sources_of(row: Record) -> list[str]:
    return row.text("source").split("+")


def row_of(table: Table, sku: str) -> Record:
    (row,) = (row for row in table.rows if row.text("sku") == sku)
    return row


# (SKU, warranty conversion, same-day support, next-day support, end of support, confidence)
MILESTONE_ROWS = [
    ("EX4300-48T", "2025-03-31", "2029-03-31", "2029-03-31", "2029-03-31", "B"),
    ("EX2200-24T-4G", "2020-06-30", "2024-06-30", "2024-06-30", "2024-06-30", "A"),
    # Same-day and next-day support end a year before support does.
    ("PTX1000-72Q-AC", "2023-10-22", "2027-10-22", "2027-10-22", "2028-10-22", "B"),
    ("PTX10008-BASE", "2024-04-03", "2028-04-03", "2028-04-03", "2029-04-03", "B"),
    # The source says that no date is announced: none is stated.
    ("ACX2200-AC", None, "2029-06-28", "2029-06-28", "2029-06-28", "B"),
    ("JNP-SFP-VDSL2", None, None, None, "2028-10-31", "B"),
    # Two sources agree.
    ("EX9251-8X4C", "2027-03-31", "2027-03-31", "2027-03-31", "2027-03-31", "A"),
    # Two sources differ: the earlier date, in low confidence.
    ("PTX3000BASE", "2023-03-31", "2027-03-31", "2027-03-31", "2027-03-31", "C"),
]


@pytest.mark.parametrize(("sku", "warranty", "same_day", "next_day", "end", "confidence"), MILESTONE_ROWS)
def test_milestones_are_stated_as_the_source_states_them(
    table: Table, sku: str, warranty: str, same_day: str, next_day: str, end: str, confidence: str
) -> None:
    row = row_of(table, sku)
    stated = [row.day(key) for key in ("warranty_conversion", "same_day_support", "next_day_support", "end_of_support")]
    assert stated == [day and date.fromisoformat(day) for day in (warranty, same_day, next_day, end)]
    assert row.text("confidence") == confidence


def test_every_milestone_is_a_date_or_empty_and_in_order(table: Table) -> None:
    for row in table.rows:
        end = row.required_day("end_of_support")
        days = {key: day for key in MILESTONES if (day := row.day(key))}
        assert all(day <= end for day in days.values()), row
        if announced := days.get("announced"):
            assert all(announced <= day for day in days.values()), row


def test_every_source_of_a_row_is_named_in_the_head(table: Table) -> None:
    named = set(table.head.values["sources"])
    assert {source for row in table.rows for source in sources_of(row)} == named
    assert "CC BY 4.0" in table.head.values["sources"]["eosl-date-2025"]
    assert "Subash Geetha Krishnan" in table.head.values["sources"]["eosl-date-2025"]


def test_every_row_whose_end_was_computed_says_so_in_the_same_words(table: Table) -> None:
    """The reseller's ends are all last order plus five years; no other source computed one."""
    words = table.head.text("computed")
    for row in table.rows:
        alone = sources_of(row) == ["reseller-list-2025"]
        assert (words in row.text("note", "")) is alone, row
        if alone:
            assert row.required_day("end_of_support").year - row.required_day("last_order").year == 5, row


def test_rows_whose_sources_agree_are_the_only_ones_of_two_sources_in_confidence_a(table: Table) -> None:
    for row in table.rows:
        if len(sources_of(row)) > 1:
            assert (row.text("confidence") == "A") is ("differ" not in row.text("note", "")), row


def test_what_is_no_device_says_so(table: Table) -> None:
    for sku in ("ACX-2K-LIC-10G-UPG", "B-EX4300-48T-EDU"):
        assert "not a device" in row_of(table, sku).text("note")


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("ex4300-48t", LifecycleState.END_OF_LIFE),
        ("acx2200-ac", LifecycleState.END_OF_LIFE),
        ("ptx3000", LifecycleState.END_OF_LIFE),
        # A base bundle of a chassis that goes on isn't the chassis.
        ("ptx10008", LifecycleState.UNKNOWN),
        ("JNP10008-CHAS", LifecycleState.UNKNOWN),
    ],
)
def test_what_the_rows_mean(shipped: Reference, name: str, state: LifecycleState) -> None:
    assert shipped.lifecycle([name], DAY).state is state
