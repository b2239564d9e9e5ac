"""The published fees, and an operator's price lists: figures for a product or license, as long as they are current."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reinstate.errors import InputError
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_reference

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


MALFORMED = {
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
