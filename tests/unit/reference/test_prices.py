"""The published fees, and an operator's price lists: figures for a product or license, as long as they are current."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reinstate.errors import InputError
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_reference
from reinstate.reference.prices import sheet_rows

DAY = date(2026, 11, 22)
HEAD = "name: prices\nkind: price-list\nas_of: 2026-11-01\nsource: partner's quote\nmax_age_days: 180\n"
ROWS = """\
rows:
  - {product: MX204, clause: P11, sku: SVC-INSPECT-2, usd: 1000}
  - {product: MX204, clause: P12, usd: 2100, as_of: 2026-10-01, source: quote 4711}
  - {product: "MX2*", clause: P11, usd: 1500}
  - {product: "EX4400-*", clause: P11, usd: 700}
  - {product: "EX4400-*", clause: P11, usd: 800}
  - {product: EX3400-48P, clause: P11, usd: 600, as_of: 2025-01-01}
  - {product: QFX5K-C1-AFL, clause: P14, usd: 9000}
  - {product: SRX345, clause: P11, usd: 900, as_of: 2027-03-01}
"""


def _list(folder: Path, text: str, name: str = "prices.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# (clause, names, current figures, days of those that no longer count)
PRICES: dict[str, tuple[str, list[str], tuple[int, ...], list[date]]] = {
    "by model": ("P11", ["mx204", "JNP204-CHAS"], (1000,), []),
    "another clause": ("P12", ["mx204"], (2100,), []),
    "a clause without a row": ("P13", ["mx204"], (), []),
    "by a glob": ("P11", ["mx240"], (1500,), []),
    "the same SKU twice": ("P11", ["ex4400-48p"], (700, 800), []),
    "too old": ("P11", ["ex3400-48p"], (), [date(2025, 1, 1)]),
    "of a later day": ("P11", ["srx345"], (), [date(2027, 3, 1)]),
    "a license": ("P14", ["qfx5k-c1-afl"], (9000,), []),
    "never by prefix": ("P11", ["mx204x"], (1500,), []),
    "another product": ("P11", ["acx2200"], (), []),
    "no name": ("P11", [""], (), []),
}


@pytest.mark.parametrize(("clause", "names", "figures", "past"), PRICES.values(), ids=PRICES)
def test_prices(tmp_path: Path, clause: str, names: list[str], figures: tuple[int, ...], past: list[date]) -> None:
    answer = load_reference([], [_list(tmp_path, HEAD + ROWS)]).price(clause, names, DAY)
    assert answer.figures == figures
    assert [row.as_of for row in answer.past] == past


def test_a_row_keeps_its_source(tmp_path: Path) -> None:
    reference = load_reference([], [_list(tmp_path, HEAD + ROWS)])
    assert reference.price("P12", ["MX204"], DAY).current[0].source == "quote 4711"
    assert reference.price("P11", ["MX204"], DAY).current[0].source == "prices: partner's quote"


def test_a_csv(tmp_path: Path) -> None:
    text = "product,clause,usd,as_of\nMX204,P11,1000,2026-11-01\n"
    assert load_reference([], [_list(tmp_path, text, "prices.csv")]).price("P11", ["MX204"], DAY).figures == (1000,)


TIERS = """\
rows:
  - {product: SVC-INSPECT-3, clause: P11, usd: 1500}
  - {product: ACX2200, clause: P11, sku: SVC-INSPECT-2, usd: 1000}
  - {product: MX204, clause: P11, sku: svc-inspect-3}
  - {product: MX204, clause: P12, sku: SVC-CP-MX204}
  - {product: SVC-CP-MX204, clause: P13, usd: 1}
  - {product: ACX710, clause: P11, sku: SVC-INSPECT-2}
  - {product: "EX4*", clause: P11, sku: SVC-INSPECT-3}
  - {product: EX4300-48T, clause: P11, usd: 800}
  - {product: EX3400-48P, clause: P11, sku: SVC-INSPECT-2}
  - {product: EX3400-48P, clause: P11, sku: SVC-INSPECT-3}
  - {product: QFX5120, clause: P11, sku: SVC-INSPECT-2}
  - {product: QFX5120, clause: P11, sku: SVC-INSPECT-9}
  - {product: PTX1000, clause: P11, sku: SVC-INSPECT-9}
  - {product: PTX1000, clause: P11, usd: 2000}
  - {product: SRX300, clause: P11, sku: SVC-INSPECT-2, as_of: 2025-01-01}
"""
# (clause, name, figures, SKUs without a figure)
LEARNED: dict[str, tuple[str, str, tuple[int, ...], tuple[str, ...]]] = {
    "a row states the SKU, another its price": ("P11", "mx204", (1500,), ()),
    "another product's row states its price": ("P11", "acx710", (1000,), ()),
    "by a glob": ("P11", "ex4650", (1500,), ()),
    "a figure for the product goes before a glob": ("P11", "ex4300-48t", (800,), ()),
    "two SKUs are two figures": ("P11", "ex3400-48p", (1000, 1500), ()),
    "a price of another fee is none": ("P12", "mx204", (), ("SVC-CP-MX204",)),
    "one of two SKUs has no price": ("P11", "qfx5120", (1000,), ("SVC-INSPECT-9",)),
    "a figure for the product itself needs no SKU": ("P11", "ptx1000", (2000,), ()),
    "a row that is too old teaches nothing": ("P11", "srx300", (), ()),
    "no row, and no guess by the number": ("P11", "srx345", (), ()),
}


@pytest.mark.parametrize(("clause", "name", "figures", "unpriced"), LEARNED.values(), ids=LEARNED)
def test_a_tier_is_learned_from_rows_that_state_it(
    tmp_path: Path, clause: str, name: str, figures: tuple[int, ...], unpriced: tuple[str, ...]
) -> None:
    answer = load_reference([], [_list(tmp_path, HEAD + TIERS)]).price(clause, [name], DAY)
    assert (answer.figures, answer.unpriced) == (figures, unpriced)


def test_a_learned_figure_names_both_rows(tmp_path: Path) -> None:
    (row,) = load_reference([], [_list(tmp_path, HEAD + TIERS)]).price("P11", ["mx204"], DAY).current
    assert (row.product, row.sku, row.amount) == ("MX204", "SVC-INSPECT-3", 1500)
    assert row.source == "prices: partner's quote; MX204 is SVC-INSPECT-3 by prices: partner's quote"


def test_a_figure_in_another_currency_is_none_in_dollars(tmp_path: Path) -> None:
    rows = "rows:\n  - {product: MX204, clause: P11, amount: 900, currency: eur}\n"
    answer = load_reference([], [_list(tmp_path, HEAD + rows)]).price("P11", ["mx204"], DAY)
    assert answer.figures == ()
    assert [(row.amount, row.currency, row.usd) for row in answer.current] == [(900, "EUR", None)]


# name: (a line of the sheet, the rows that it states, as (clause, sku, usd, amount))
SHEET: dict[str, tuple[dict[str, str], list[tuple[object, ...]]]] = {
    "nothing": ({"currency": "EUR", "as_of": "2026-11-01"}, []),
    "an amount": ({"inspection": "1,000"}, [("P11", "", "1,000", None)]),
    "a SKU": ({"registration": "SVC-JUNOS-REG-4"}, [("P13", "SVC-JUNOS-REG-4", None, None)]),
    "both": ({"inspection": "SVC-INSPECT-2 USD 1,000"}, [("P11", "SVC-INSPECT-2", "USD 1,000", None)]),
    "another currency": ({"reinstatement": "400", "currency": "eur"}, [("P12", "", None, "400")]),
    "several fees": ({"inspection": "1", "license": "2"}, [("P11", "", "1", None), ("P14", "", "2", None)]),
}


@pytest.mark.parametrize(("line", "rows"), SHEET.values(), ids=SHEET)
def test_a_line_of_the_sheet_states_a_row_for_each_fee(line: dict[str, str], rows: list[tuple[object, ...]]) -> None:
    stated = sheet_rows(line, "MX204").values()
    assert [(one["clause"], one["sku"], one.get("usd"), one.get("amount")) for one in stated] == rows
    assert {one["product"] for one in stated} <= {"MX204"}


MALFORMED = {
    "an amount without its currency": (
        HEAD + "rows:\n  - {product: MX204, clause: P11, amount: 1}\n",
        ["line 7, key currency", "3 letters"],
    ),
    "a currency without an amount": (
        HEAD + "rows:\n  - {product: MX204, clause: P11, usd: 1, currency: EUR}\n",
        ["line 7, key amount", "a whole number of EUR"],
    ),
    "two figures in one row": (
        HEAD + "rows:\n  - {product: MX204, clause: P11, usd: 1, amount: 1, currency: EUR}\n",
        ["line 7, key amount", "not both"],
    ),
    "another kind": (HEAD.replace("price-list", "hardware-lifecycle") + ROWS, ["line 2, key kind", "price-list"]),
    "a fraction": (HEAD + "rows:\n  - {product: MX204, clause: P11, usd: 99.5}\n", ["line 7, key usd", "whole number"]),
    "no figure": (
        HEAD + "rows:\n  - {product: MX204, clause: P11}\n",
        ["line 7, key usd", "missing - expected: a whole number of USD"],
    ),
    "no clause": (HEAD + "rows:\n  - {product: MX204, clause: P15, usd: 1}\n", ["line 7, key clause", "P11, P12"]),
    "every product": (HEAD + "rows:\n  - {product: '*', clause: P11, usd: 1}\n", ["line 7, key product", "3 letters"]),
    "a mistyped key": (
        HEAD + "rows:\n  - {product: MX204, clause: P11, price: 1}\n",
        ["line 7, key price: unknown key", "usd"],
    ),
    "rows in another file": (HEAD, ["rows"]),
}


@pytest.mark.parametrize(("text", "says"), MALFORMED.values(), ids=MALFORMED)
def test_malformed(tmp_path: Path, text: str, says: list[str]) -> None:
    (tmp_path / "prices.csv").write_text("product,clause,usd\nMX204,P11,1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_reference([], [_list(tmp_path, text)])
    for part in says:
        assert part in str(caught.value)


def test_a_price_list_is_no_lifecycle_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="hardware-lifecycle, junos-releases, license-skus, or advisories"):
        load_reference([_list(tmp_path, HEAD + ROWS)])


def test_the_worked_example_of_the_policy(shipped: Reference) -> None:
    """P15: an ACX2200 costs 3,437 before any added license."""
    lines = shipped.fees("ACX2200")
    stated = [line for line in lines if line.stated]
    assert [(line.clause, line.sku, line.low) for line in stated] == [
        ("P11", "SVC-INSPECT-2", 1000),
        ("P12", "SVC-CP-ACX2200", 437),
        ("P13", "SVC-JUNOS-REG-4", 2000),
    ]
    assert sum(line.low or 0 for line in stated) == 3437
    assert [line.clause for line in lines if not line.stated] == ["P14"]


def test_fees_of_any_other_product_are_ranges(shipped: Reference) -> None:
    lines = shipped.fees("mx204")
    assert [(line.clause, line.low, line.high) for line in lines] == [
        ("P11", 500, 2500),
        ("P12", None, None),
        ("P13", 500, 10000),
        ("P14", None, None),
    ]
    assert all(line.source and line.as_of.year == 2019 and not line.stated for line in lines)
