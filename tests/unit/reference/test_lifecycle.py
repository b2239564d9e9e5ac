"""Which lifecycle rows match a product, and what they state on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.reference import loading
from reinstate.reference.library import LifecycleState, Reference
from reinstate.reference.lifecycle import Hardware, LifecycleRow
from reinstate.reference.loading import load_shipped
from reinstate.reference.row_values import fold
from reinstate.reference.set_files import read_shipped

DAY = date(2026, 11, 22)
SUPPORTED, END_OF_LIFE, ENDED, DOUBTFUL, CONFLICTING, UNKNOWN = (
    LifecycleState.SUPPORTED,
    LifecycleState.END_OF_LIFE,
    LifecycleState.ENDED,
    LifecycleState.DOUBTFUL,
    LifecycleState.CONFLICTING,
    LifecycleState.UNKNOWN,
)

# (names, day, state, a row that must be among the matched, what the reason must say)
CASES = [
    # An exact SKU, in the case of the software or of the label
    (["ex4200-48t"], DAY, ENDED, "EX4200-48T", "2024-06-30"),
    (["EX4200-48T"], date(2024, 6, 30), END_OF_LIFE, "EX4200-48T", "last order 2019-06-30"),
    (["EX4200-48T"], date(2024, 7, 1), ENDED, "EX4200-48T", "2024-06-30"),
    # Sisters with dates of their own
    (["ex4200-24p"], date(2020, 1, 1), ENDED, "EX4200-24P", "2018-06-30"),
    (["ex4200-24t"], date(2020, 1, 1), END_OF_LIFE, "EX4200-24T", "2024-06-30"),
    # Rows of bundles do not apply to the chassis in them
    (["ex9208", "EX9208"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["ex9204"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["ex9214"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["mx240", "MX240"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["mx480", "MX480", "CHAS-BP-MX480-S"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["mx960"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["mx2020"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    # A prefix is no match
    (["srx340", "SRX340"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["srx345"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["EX4200"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["EX4200-48T-8POE"], DAY, UNKNOWN, "", "in the lifecycle tables, which are incomplete"),
    (["srx3400"], DAY, DOUBTFUL, "SRX3400BASE-AC", "2023-12-01"),
    # Between last order and end of support
    (["srx1500", "SRX1500"], date(2026, 4, 15), END_OF_LIFE, "SRX1500-CHAS", "bulletin-2026"),
    (["srx1500", "SRX1500"], DAY, END_OF_LIFE, "SRX1500-CHAS", "last order 2026-04-15"),
    (["srx4100"], DAY, END_OF_LIFE, "SRX4100-CHAS", "2031-04-15"),
    (["srx1500"], date(2031, 4, 16), ENDED, "SRX1500-CHAS", "2031-04-15"),
    # The product model does not state the air flow: every possible variant counts
    (["qfx5100-48s-6q"], DAY, END_OF_LIFE, "QFX5100-48S-AFO", "no row for the possible variants QFX5100-48S-AFI"),
    (["qfx5100-48s-6q"], date(2027, 8, 1), DOUBTFUL, "QFX5100-48S-AFO", "low-confidence source"),
    # but the FRU model number does
    (["qfx5100-48s-6q", "QFX5100-48S-AFO"], DAY, END_OF_LIFE, "QFX5100-48S-AFO", "2022-07-01"),
    # Modules go by the name that they print, whatever they were sold as
    (["RE-S-1800X2-8G"], DAY, DOUBTFUL, "RE-S-1800X2-8G-BB", "2020-10-31"),
    (["RE-S-1800x4"], DAY, DOUBTFUL, "RE-S-1800X4-8G", "2026-06-30"),
    (["EX8208-SF320"], DAY, DOUBTFUL, "EX8208-SF320-S", "2022-12-31"),
    (["m20"], DAY, ENDED, "M20BASE-AC", "2012-12-31"),
    # Weak sources make doubt, not an end
    (["mx80"], DAY, DOUBTFUL, "CHAS-MX80-P-S", "low-confidence source"),
    (["RE-S-1800X4-32G-S"], DAY, DOUBTFUL, "RE-S-1800X4-32G-S", "2026-06-30"),
    (["RE-S-2000-4096-S"], DAY, ENDED, "RE-S-2000-4096", "2021-05-01"),
    (["DPCE-R-4XGE-XFP"], DAY, ENDED, "DPCE-MX-SERIES", "2021-05-01"),
    # Sources that differ about one SKU
    (["DPCE-R-Q-40GE-SFP"], DAY, CONFLICTING, "DPCE-R-Q-40GE-SFP", "2019-01-31"),
    # Two names that stand for hardware of different state
    (["ex4200-48t", "SRX1500-CHAS"], DAY, CONFLICTING, "EX4200-48T", "2031-04-15"),
    # Absent is unknown
    (["ex4400-48p"], DAY, UNKNOWN, "", "incomplete"),
    (["nfx150-c-s1"], DAY, UNKNOWN, "", "incomplete"),  # the rows are of its siblings with LTE
    # The name does not show the feed, and both have the same dates
    (["acx2200"], DAY, END_OF_LIFE, "ACX2200-AC, ACX2200-DC", "end of support 2029-06-28"),
    (["acx2200"], date(2029, 6, 29), ENDED, "ACX2200-AC, ACX2200-DC", "2029-06-28"),
    (["ptx1000"], DAY, END_OF_LIFE, "PTX1000-72Q-AC", "2028-10-22"),
    (["SRX 5600"], DAY, END_OF_LIFE, "SRX5600-CHAS", "2027-08-30"),
    # An order number without a row settles nothing
    (["mx204", "JNP204-CHAS"], DAY, UNKNOWN, "", "no row for MX204, JNP204-CHAS"),
    ([], DAY, UNKNOWN, "", "the model is unknown"),
    (["", "  "], DAY, UNKNOWN, "", "the model is unknown"),
    # What a device says is shown, never obeyed
    (["\x1b[2J{{ 7 * 7 }}" + "X" * 5000], DAY, UNKNOWN, "", "?[2J{{ 7 * 7 }}"),
]


@pytest.mark.parametrize(("names", "on", "state", "sku", "says"), CASES)
def test_shipped_rows(
    shipped: Reference, names: list[str], on: date, state: LifecycleState, sku: str, says: str
) -> None:
    answer = shipped.lifecycle(names, on)
    assert answer.state is state, answer.reason
    assert says in answer.reason
    assert sku in answer.matched
    assert bool(answer.rows) is (state is not UNKNOWN)
    assert answer.reason.isprintable()


def a_row(sku: str = "XX1000-24T", **changes: object) -> LifecycleRow:
    defaults: dict[str, object] = {
        "announced": None,
        "last_order": None,
        "end_of_support": None,
        "confidence": "A",
        "source": "a list",
    }
    return LifecycleRow(sku, **{**defaults, **changes})  # type: ignore[arg-type]


def looked_up(sku: str, day: date, **changes: object) -> LifecycleRow:
    return a_row(sku, looked_up=day, **changes)


def alias(name: str, sku: str) -> LifecycleRow:
    return looked_up(name, DAY, alias_of=sku)


ENDS_2024 = a_row(last_order=date(2019, 1, 1), end_of_support=date(2024, 1, 1))
ENDS_2030 = a_row(last_order=date(2025, 1, 1), end_of_support=date(2030, 1, 1))
WEAK = a_row(end_of_support=date(2024, 6, 30), confidence="C")
FRESH = looked_up("XX1000-24T", DAY - timedelta(days=10))

# (rows, aliases, names, state)
ROW_CASES = {
    "none announced, freshly looked up": ([FRESH], {}, ["xx1000-24t"], SUPPORTED),
    "a look-up holds for 90 days": ([looked_up("XX1000-24T", DAY - timedelta(days=90))], {}, ["xx1000-24t"], SUPPORTED),
    "and no longer": ([looked_up("XX1000-24T", DAY - timedelta(days=91))], {}, ["xx1000-24t"], UNKNOWN),
    "its table may say otherwise": (
        [looked_up("XX1000-24T", DAY - timedelta(days=91), max_age_days=120)],
        {},
        ["xx1000-24t"],
        SUPPORTED,
    ),
    "a look-up of the day after, by the operator's calendar": (
        [looked_up("XX1000-24T", DAY + timedelta(days=1))],
        {},
        ["xx1000-24t"],
        SUPPORTED,
    ),
    "a look-up of the future": ([looked_up("XX1000-24T", DAY + timedelta(days=2))], {}, ["xx1000-24t"], UNKNOWN),
    "before the announcement": ([a_row(announced=DAY + timedelta(days=1))], {}, ["xx1000-24t"], SUPPORTED),
    "on the day of the announcement": ([a_row(announced=DAY)], {}, ["xx1000-24t"], END_OF_LIFE),
    "a row without an announcement is one": ([a_row(last_order=date(2030, 1, 1))], {}, ["xx1000-24t"], END_OF_LIFE),
    "two dates for one SKU": (
        [ENDS_2024, a_row(end_of_support=date(2023, 1, 1))],
        {},
        ["xx1000-24t"],
        CONFLICTING,
    ),
    "a look-up against a row": ([ENDS_2024, FRESH], {}, ["xx1000-24t"], CONFLICTING),
    "a look-up against a weak row": ([WEAK, FRESH], {}, ["xx1000-24t"], CONFLICTING),
    "an operator's dates settle a weak row": (
        [WEAK, looked_up("XX1000-24T", DAY, last_order=date(2026, 1, 1), end_of_support=date(2031, 1, 1))],
        {},
        ["xx1000-24t"],
        END_OF_LIFE,
    ),
    "an operator's weak dates don't": (
        [WEAK, looked_up("XX1000-24T", DAY, end_of_support=date(2031, 1, 1), confidence="C")],
        {},
        ["xx1000-24t"],
        CONFLICTING,
    ),
    "a glob": ([looked_up("XX1000-*", DAY)], {}, ["xx1000-24t"], SUPPORTED),
    "a glob fits the whole name": ([looked_up("XX1000-24", DAY)], {}, ["xx1000-24t"], UNKNOWN),
    "a glob against an exact row": ([ENDS_2024, looked_up("XX1000-*", DAY)], {}, ["xx1000-24t"], CONFLICTING),
    "a glob against a row behind an alias": (
        [ENDS_2024, looked_up("XX-MODEL*", DAY)],
        {"XX-MODEL": ("XX1000-24T",)},
        ["xx-model"],
        CONFLICTING,
    ),
    "an alias": ([ENDS_2024], {"XX-MODEL": ("XX1000-24T",)}, ["xx-model"], ENDED),
    "an alias to variants that agree": (
        [ENDS_2024, a_row("XX1000-24P", end_of_support=date(2023, 1, 1))],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        ENDED,
    ),
    "variants of which one is past its end by a weak source": (
        [ENDS_2024, a_row("XX1000-24P", end_of_support=date(2023, 1, 1), confidence="C")],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        DOUBTFUL,
    ),
    "variants that differ": (
        [ENDS_2024, a_row("XX1000-24P", end_of_support=date(2030, 1, 1))],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        CONFLICTING,
    ),
    "a variant without a row": (
        [ENDS_2024],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        DOUBTFUL,
    ),
    "a look-up of one variant isn't one of the other": (
        [FRESH],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        UNKNOWN,
    ),
    "a stale look-up of one variant": (
        [FRESH, looked_up("XX1000-24P", date(2020, 1, 1))],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        UNKNOWN,
    ),
    "a glob for one variant isn't one of the other": (
        [looked_up("XX1000-24T*", DAY)],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        UNKNOWN,
    ),
    "a glob for all variants": (
        [looked_up("XX1000-24*", DAY)],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        SUPPORTED,
    ),
    "a name that has a row of its own, and stands for a SKU without one": (
        [looked_up("XX-MODEL", DAY)],
        {"XX-MODEL": ("XX1000-24T",)},
        ["xx-model"],
        SUPPORTED,
    ),
    "a name that has a row of its own, and stands for a SKU whose row contradicts it": (
        [looked_up("XX-MODEL", DAY), ENDS_2024],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model"],
        CONFLICTING,
    ),
    "an alias that a person confirmed": ([alias("XX 1000 24T", "XX1000-24T"), ENDS_2024], {}, ["xx 1000 24t"], ENDED),
    "an alias that stands before its SKU": ([ENDS_2030, alias("XX 1000", "XX1000-24T")], {}, ["XX  1000"], END_OF_LIFE),
    "an alias of a name that has aliases": (
        [alias("XX 1000", "XX-MODEL"), ENDS_2024],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx 1000"],
        DOUBTFUL,
    ),
    "an alias beside the shipped ones of a name": (
        [alias("XX-MODEL", "XX1000-24P"), ENDS_2024],
        {"XX-MODEL": ("XX1000-24T",)},
        ["xx-model"],
        DOUBTFUL,
    ),
    "an alias cannot hide a row of the name": (
        [ENDS_2024, alias("XX1000-24T", "YY2000"), looked_up("YY2000", DAY)],
        {},
        ["xx1000-24t"],
        CONFLICTING,
    ),
    "an alias of a SKU without a row": ([alias("XX 1000 24T", "XX1000-24T")], {}, ["xx 1000 24t"], UNKNOWN),
    "an alias is no look-up of its name": ([alias("XX 1000 24T", "XX1000-24T")], {}, ["XX1000-24T"], UNKNOWN),
    "a name that tells the variant": (
        [ENDS_2030, a_row("XX1000-24P", end_of_support=date(2024, 1, 1))],
        {"XX-MODEL": ("XX1000-24T", "XX1000-24P")},
        ["xx-model", "XX1000-24T"],
        END_OF_LIFE,
    ),
}


@pytest.mark.parametrize(("rows", "aliases", "names", "state"), ROW_CASES.values(), ids=ROW_CASES.keys())
def test_rows_together(
    rows: list[LifecycleRow], aliases: dict[str, tuple[str, ...]], names: list[str], state: LifecycleState
) -> None:
    answer = Hardware(aliases=aliases).extended(rows).answer(names, DAY)
    assert answer.state is state, answer.reason


# (row, the reason that it gives)
REASONS = [
    (FRESH, "looked up on 2026-11-12: no end of life announced (a list)"),
    (
        looked_up("XX1000-24T", DAY - timedelta(days=91)),
        "the lookup of 2026-08-23 has expired: it was valid for 90 days (a list)",
    ),
    (
        looked_up("XX1000-24T", DAY + timedelta(days=2)),
        "looked up on 2026-11-24, after the evaluation date (a list)",
    ),
    (a_row(announced=DAY + timedelta(days=1)), "end of life is not announced before 2026-11-23 (a list)"),
    (ENDS_2024, "end of support was 2024-01-01 (a list)"),
    (ENDS_2030, "end of life: last order 2025-01-01, end of support 2030-01-01 (a list)"),
    (WEAK, "end of support was 2024-06-30, low-confidence source (a list)"),
]


@pytest.mark.parametrize(("row", "reason"), REASONS)
def test_a_reason_states_the_dates_and_the_source(row: LifecycleRow, reason: str) -> None:
    assert Hardware().extended([row]).answer(["XX1000-24T"], DAY).reason == f"XX1000-24T: {reason}"


def test_a_reason_names_the_variants_without_a_row() -> None:
    hardware = Hardware(aliases={"XX-MODEL": ("XX1000-24T", "XX1000-24P")}).extended([ENDS_2024])
    assert hardware.answer(["xx-model"], DAY).reason.endswith(" / no row for the possible variant XX1000-24P")


def test_the_earliest_end_of_support_limits() -> None:
    hardware = Hardware().extended([ENDS_2030, a_row("XX1000-24P", end_of_support=date(2029, 1, 1))])
    assert hardware.answer(["XX1000-24T", "XX1000-24P"], DAY).supportable_until == date(2029, 1, 1)
    assert Hardware().extended([FRESH]).answer(["XX1000-24T"], DAY).supportable_until is None


_DAYS = st.dates(date(1995, 1, 1), date(2045, 1, 1))
_MILESTONES = st.lists(_DAYS, min_size=1, max_size=3).map(sorted)
_RANK = {SUPPORTED: 0, END_OF_LIFE: 1, ENDED: 2}


@given(days=_MILESTONES, confidence=st.sampled_from("AB"), first=_DAYS, second=_DAYS)
def test_a_product_never_gets_younger(days: list[date], confidence: str, first: date, second: date) -> None:
    """One A or B row, as time goes by: supported, then end of life, then ended, never back."""
    announced, last_order, end = (*([None] * (3 - len(days))), *days)
    row = a_row(announced=announced, last_order=last_order, end_of_support=end, confidence=confidence)
    hardware = Hardware().extended([row])
    earlier, later = (hardware.answer([row.sku], day).state for day in sorted((first, second)))
    assert _RANK[earlier] <= _RANK[later]


_NAMES = st.text(st.sampled_from("EXQFMSR0123456789-*?[]/. \n"), max_size=14)


@given(names=st.lists(_NAMES, max_size=4), on=_DAYS)
def test_nothing_is_supported_without_a_row(names: list[str], on: date) -> None:
    """No shipped row says "supported" of anything a device may call itself; and any other answer names its rows."""
    answer = load_shipped().lifecycle(names, on)
    assert (answer.state is UNKNOWN) or answer.rows
    if answer.state is SUPPORTED:
        assert all(row.announced and on < row.announced for row in answer.rows)


@given(st.sampled_from(sorted(load_shipped().hardware.by_sku)), st.text("ABC123-", min_size=1, max_size=4))
def test_a_longer_or_shorter_name_is_another_product(sku: str, tail: str) -> None:
    hardware = load_shipped().hardware
    for name in (sku + tail, sku[: -len(tail)]):
        if name not in hardware.by_sku and name not in hardware.aliases:
            assert hardware.answer([name], DAY).state is UNKNOWN


def test_every_alias_leads_to_a_row_or_names_its_source(shipped: Reference) -> None:
    rows = read_shipped(Path(loading.__file__).parent / "data", "hardware-aliases").rows
    sourced = {fold(name) for row in rows if row.text("source", "") for name in row.texts("names")}
    dead = {
        name for name, skus in shipped.hardware.aliases.items() if not any(s in shipped.hardware.by_sku for s in skus)
    }
    assert dead == sourced


def test_shipped_rows_are_real_and_sourced(shipped: Reference) -> None:
    rows = [row for rows in shipped.hardware.by_sku.values() for row in rows]
    assert not shipped.hardware.globs
    assert all(row.source and row.confidence in "ABC" and not row.fictional and row.end_of_support for row in rows)
    assert len(rows) > 2000
