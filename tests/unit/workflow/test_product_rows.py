"""``reference show PRODUCT``: who says what of one product, what counts, and what it means together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from reinstate.cli.main import main
from reinstate.reference.library import Reference
from reinstate.reference.lifecycle import Hardware, LifecycleRow
from reinstate.reference.loading import load_reference
from reinstate.reference.set_info import SetInfo
from reinstate.workflow.product_rows import product_details

DAY = date(2026, 11, 22)
LIST = SetInfo("a-list", DAY, "0" * 64, "a list", 365, 1, pinned=True)
OWN = SetInfo("own", DAY, "1" * 64, "looked up", 90, 1, pinned=True)


def a_row(sku: str = "XX1000-24T", **stated: object) -> LifecycleRow:
    usual: dict[str, object] = {
        "announced": None,
        "last_order": None,
        "end_of_support": None,
        "confidence": "A",
        "source": "a list",
        "table": "a-list",
    }
    return LifecycleRow(sku, **{**usual, **stated})  # type: ignore[arg-type]


ENDED = a_row(end_of_support=date(2024, 1, 1))
WEAK = a_row(end_of_support=date(2025, 1, 1), confidence="C", source="a reseller", note="computed")
MINE = a_row(end_of_support=date(2031, 1, 1), looked_up=DAY, table="own", source="looked up by Ada")
ALIASES = {"XX1000": ("XX1000-24T", "XX1000-24P")}


def details(*rows: LifecycleRow, name: str = "XX1000-24T", sets: tuple[SetInfo, ...] = (LIST, OWN)) -> str:
    hardware = Hardware(aliases=ALIASES).extended(rows)
    return product_details(Reference(sets={one.name: one for one in sets}, hardware=hardware), name, DAY)


def block(text: str, head: str) -> list[str]:
    """The lines of the row that begins with these words."""
    (found,) = (one for one in text.split("\n\n") if one.startswith(head))
    return found.splitlines()


def test_every_row_is_shown_with_what_it_states_and_whether_it_counts() -> None:
    row = a_row(
        announced=date(2022, 6, 24),
        warranty_conversion=date(2025, 3, 31),
        end_of_support=date(2029, 3, 31),
        confidence="B",
        note="its own words",
        page="xx_series 2026-11-20",
    )
    assert details(row).splitlines() == [
        "product:  XX1000-24T",
        "answer:   end-of-life on 2026-11-22, end of support 2029-03-31",
        "reason:   XX1000-24T: end of life: announced 2022-06-24, warranty conversion until 2025-03-31, "
        "end of support 2029-03-31 (a list)",
        "rows:     1 row in a-list",
        "",
        "XX1000-24T in a-list, confidence B: a list",
        "  announced 2022-06-24, warranty conversion 2025-03-31, end of support 2029-03-31",
        "  note: its own words",
        "  page: xx_series 2026-11-20",
        "  counts, as end-of-life",
    ]


def test_sources_that_disagree_are_shown_side_by_side() -> None:
    text = details(ENDED, WEAK)
    assert "answer:   conflicting on 2026-11-22, end of support 2024-01-01" in text
    assert block(text, "XX1000-24T in a-list, confidence A: a list")[-1] == "  counts, as ended"
    assert block(text, "XX1000-24T in a-list, confidence C: a reseller")[-1] == "  counts, as doubtful"


# (rows, the row that does not count, why)
NOT_COUNTED = {
    "replaced by one's own": (
        (WEAK, MINE),
        "XX1000-24T in a-list, confidence C",
        "  does not count: replaced by a row of your own that states an end of support with a higher confidence",
    ),
    "replaced by a bulletin": (
        (ENDED, replace(MINE, overrides="TSB1")),
        "XX1000-24T in a-list, confidence A",
        "  does not count: replaced by the row of TSB1",
    ),
    "expired": (
        (a_row("XX1000-*", looked_up=DAY - timedelta(days=91), table="own", source="Ada"),),
        "XX1000-* in own, confidence A",
        "  does not count: the lookup of 2026-08-23 has expired: it was valid for 90 days (Ada)",
    ),
    "of the future": (
        (a_row(looked_up=DAY + timedelta(days=2), table="own", source="Ada"),),
        "XX1000-24T in own, confidence A",
        "  does not count: looked up on 2026-11-24, after the evaluation date (Ada)",
    ),
}


@pytest.mark.parametrize(("rows", "head", "why"), NOT_COUNTED.values(), ids=NOT_COUNTED.keys())
def test_a_row_that_does_not_count_says_why(rows: tuple[LifecycleRow, ...], head: str, why: str) -> None:
    assert block(details(*rows), head)[-1] == why


def test_a_set_that_cannot_support_a_pass_says_so() -> None:
    old = replace(LIST, as_of=DAY - timedelta(days=400))
    assert block(details(ENDED, sets=(old,)), "XX1000-24T in a-list")[-1] == (
        "  counts, as ended; cannot support a pass: a-list is 400 days old (maximum age 365 days)"
    )


def test_the_way_through_an_alias_is_shown() -> None:
    text = details(ENDED, name="xx1000")
    assert "alias:    XX1000 stands for XX1000-24T or XX1000-24P" in text
    assert "alias:    no exact row for XX1000-24P" in text
    assert "answer:   doubtful on 2026-11-22" in text


def test_a_spelling_is_proposed_and_settles_nothing() -> None:
    text = details(ENDED, name="XX 1000 24T")
    assert "answer:   unknown on 2026-11-22" in text
    assert "proposal: same spelling as SKU XX1000-24T; not used until a person" in text
    assert "rows:     none" in text


def test_an_alias_that_a_person_confirmed_is_shown_with_who_and_when() -> None:
    row = replace(MINE, sku="XX 1000 24T", end_of_support=None, alias_of="XX1000-24T")
    text = details(ENDED, row, name="xx 1000 24t")
    assert "answer:   ended on 2026-11-22" in text
    assert "alias:    XX 1000 24T stands for XX1000-24T" in text
    assert "alias:    XX1000-24T was confirmed on 2026-11-22 (own: looked up by Ada)" in text
    assert "proposal" not in text


def test_what_a_table_says_is_never_obeyed() -> None:
    text = details(a_row(end_of_support=DAY, source="\x1b[31mred", note="a\nb\x07"), name="XX1000-24T")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "  note: a b?" in text


def test_the_command_shows_a_product_of_the_shipped_sets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "show", "ex4300-48t", "--as-of", "2026-11-22"]) == 0
    shown = capsys.readouterr().out
    assert "EX4300-48T in hardware-lifecycle, confidence B: eosl-date-2025" in shown
    assert "warranty conversion 2025-03-31" in shown


def test_the_command_shows_a_product_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "show", "mx204"]) == 0
    assert "no row for MX204 in the lifecycle tables, which are incomplete" in capsys.readouterr().out


def test_a_mistyped_set_is_no_product(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "show", "hardware-lifecycles"]) == 2
    assert "did you mean hardware-lifecycle?" in capsys.readouterr().err


def test_an_operators_table_that_differs_from_a_shipped_row_is_shown_beside_it(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("sku,end_of_support,looked_up\nEX4200-48T,2025-01-01,2026-11-20\n", encoding="utf-8")
    text = product_details(load_reference([table]), "EX4200-48T", DAY)
    assert "answer:   conflicting on 2026-11-22, end of support 2024-06-30" in text
    assert "rows:     2 rows in hardware-lifecycle and own" in text
