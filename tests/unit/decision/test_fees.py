"""Fees of a unit: the reference set's, an operator's figures as long as they are current, and what stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reinstate.decision.decide import decide_unit
from reinstate.decision.fees import claimed_fees
from reinstate.decision.policy import load_policy
from reinstate.decision.record import FeesPart
from reinstate.declared.kinds import Claim, ExchangeRate
from reinstate.device.model import Device, InstalledLicense, Licenses
from reinstate.device.reading import Known
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_reference, load_shipped
from tests.unit.decision.examples import UNIT, bundle, judging, policy_of

HEAD = "name: prices\nkind: price-list\nas_of: 2026-11-01\nsource: partner's quote\nmax_age_days: 180\nrows:\n"
ACX = """\
  - {product: ACX2200, clause: P11, sku: SVC-INSPECT-2, usd: 1000}
  - {product: ACX2200, clause: P12, sku: SVC-CP-ACX2200, usd: 437}
  - {product: ACX2200, clause: P13, sku: SVC-JUNOS-REG-4, usd: 2000}
"""
MX = ACX.replace("ACX2200", "MX204")
AFL = "  - {product: QFX5K-C1-AFL, clause: P14, usd: 9000}\n"
NO_KEYS = Licenses(usage=(), installed=())
ONE_KEY = Licenses(
    usage=(), installed=(InstalledLicense("", "JUNOS1", "QFX5K-C1-AFL", "4", "", "", "", "", "", None, False),)
)


def licensed(licenses: Licenses) -> Device:
    """A device both of whose replies tell of these licenses."""
    return Device("ex-1", {rpc: Known(rpc, licenses) for rpc in (Rpc.LICENSES, Rpc.LICENSE_SUMMARY)})


def fees_of(
    folder: Path, model: str, prices: str = "", licenses: Licenses = NO_KEYS, reference: Reference | None = None
) -> FeesPart:
    (folder / "prices.yml").write_text(HEAD + prices, encoding="utf-8")
    stated = reference or load_reference([], [folder / "prices.yml"] if prices else [])
    device = licensed(licenses)
    entry = f"{{file: prices.yml, sha256: {stated.sets['prices'].digest}}}" if "prices" in stated.sets else ""
    policy = policy_of(folder, f"reference: {{price_lists: [{entry}]}}\n")
    return decide_unit(replace(UNIT, model=model), device, bundle(), None, judging(policy, reference=stated)).fees


# name: (model, price list, installed keys, low, high, what is open)
TOTALS: dict[str, tuple[str, str, Licenses, int, int | None, tuple[str, ...]]] = {
    "P15 from the shipped set": ("acx2200", "", NO_KEYS, 3437, 3437, ()),
    "P15 from an operator's list": ("acx2200", ACX, NO_KEYS, 3437, 3437, ()),
    "the same figures for another product": ("mx204", MX, NO_KEYS, 3437, 3437, ()),
    "another product's figures": ("mx204", ACX, NO_KEYS, 1000, None, ("P12 reinstatement of support",)),
    "no list": ("mx204", "", NO_KEYS, 1000, None, ("P12 reinstatement of support",)),
    "a license with its list price": ("acx2200", ACX + AFL, ONE_KEY, 12437, 12437, ()),
    "a license without": ("acx2200", ACX, ONE_KEY, 3437, None, ("P14 license QFX5K-C1-AFL, to buy new if needed",)),
    "a list that is too old": (
        "mx204",
        MX.replace("}", ", as_of: 2026-01-01}"),
        NO_KEYS,
        1000,
        None,
        ("P12 reinstatement of support",),
    ),
    "two figures for one fee": (
        "acx2200",
        ACX + "  - {product: ACX2200, clause: P11, usd: 1200}\n",
        NO_KEYS,
        3437,
        3637,
        (),
    ),
}


@pytest.mark.parametrize(("model", "prices", "licenses", "low", "high", "left"), TOTALS.values(), ids=TOTALS)
def test_totals(
    tmp_path: Path, model: str, prices: str, licenses: Licenses, low: int, high: int | None, left: tuple[str, ...]
) -> None:
    fees = fees_of(tmp_path, model, prices, licenses)
    assert (fees.low, fees.high, fees.open) == (low, high, left)


def test_the_example_policy_reproduces_the_worked_example() -> None:
    policy = load_policy(Path(__file__).parents[3] / "policies" / "example.yml")
    reference = load_reference(policy.lifecycle_tables, policy.price_lists)
    device = licensed(NO_KEYS)
    fees = decide_unit(
        replace(UNIT, model="acx2200"), device, bundle(), None, judging(policy, reference=reference)
    ).fees
    assert (fees.low, fees.high) == (3437, 3437)
    assert {line.source.split(":")[0] for line in fees.lines} == {"example-prices"}


def test_a_figure_of_the_list_goes_before_the_range(tmp_path: Path) -> None:
    first = fees_of(tmp_path, "mx204", MX).lines[0]
    assert (first.clause, first.sku, first.low, first.high, first.stated) == ("P11", "SVC-INSPECT-2", 1000, 1000, True)
    assert first.source == "prices: partner's quote"
    assert str(first.as_of) == "2026-11-01"


def test_a_list_that_is_too_old_is_told_and_its_figure_is_not_shown(tmp_path: Path) -> None:
    first = fees_of(tmp_path, "mx204", MX.replace("}", ", as_of: 2026-01-01}")).lines[0]
    assert (first.low, first.high, first.stated) == (500, 2500, False)
    assert "the price list prices of 2026-01-01 is out of date" in first.basis
    assert "FAQs" in first.source


EUR = MX.replace("usd: 1000", "amount: 900, currency: EUR")
# name: (price list, the exchange rate of a euro, the inspection's low, high, its SKU, what its basis says)
OTHER_WAYS: dict[str, tuple[str, str, int, int, str, str]] = {
    "in euros": (EUR, "1.1", 990, 990, "SVC-INSPECT-2", "EUR 900 at 1 EUR = USD 1.1 on 2026-11-20 (ECB)"),
    "rounded up": (EUR, "1.10001", 991, 991, "SVC-INSPECT-2", "EUR 900 at"),
    "in euros, without a rate": (EUR, "", 500, 2500, "SVC-INSPECT-n", "EUR 900: no exchange rate for EUR"),
    "in euros without a rate, and in dollars": (
        EUR + "  - {product: MX204, clause: P11, usd: 1000}\n",
        "",
        500,
        2500,
        "SVC-INSPECT-n",
        "no exchange rate",
    ),
    "by its SKU": (
        ACX + "  - {product: MX204, clause: P11, sku: SVC-INSPECT-2}\n", "", 1000, 1000, "SVC-INSPECT-2", ""
    ),
    "by a SKU without a price": (
        ACX + "  - {product: MX204, clause: P11, sku: SVC-INSPECT-3}\n",
        "",
        500,
        2500,
        "SVC-INSPECT-3",
        "its SKU SVC-INSPECT-3 has no current price",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("prices", "rate", "low", "high", "sku", "basis"), OTHER_WAYS.values(), ids=OTHER_WAYS)
def test_a_figure_by_a_rate_or_by_a_sku(
    tmp_path: Path, prices: str, rate: str, low: int, high: int, sku: str, basis: str
) -> None:
    (tmp_path / "prices.yml").write_text(HEAD + prices, encoding="utf-8")
    reference = load_reference([], [tmp_path / "prices.yml"])
    rates = (ExchangeRate("EUR", Decimal(rate), date(2026, 11, 20), "ECB"),) if rate else ()
    first = claimed_fees(Claim("A1", model="mx204"), reference, date(2026, 11, 22), rates).lines[0]
    assert (first.low, first.high, first.sku, first.stated) == (low, high, sku, low == high)
    assert basis in first.basis


def test_figures_that_disagree_are_a_range(tmp_path: Path) -> None:
    first = fees_of(tmp_path, "acx2200", ACX + "  - {product: ACX2200, clause: P11, usd: 1200}\n").lines[0]
    assert (first.low, first.high, first.stated) == (1000, 1200, False)
    assert "several figures" in first.basis


def test_a_set_of_fees_that_is_missing_or_unpinned_states_no_figure(tmp_path: Path) -> None:
    shipped = load_shipped()
    without = replace(shipped, sets={name: info for name, info in shipped.sets.items() if name != "fees"})
    other = replace(shipped, sets={**shipped.sets, "fees": replace(shipped.sets["fees"], digest="a" * 64)})
    for reference, why in ((without, "is missing"), (other, "differs from the set that the policy pins")):
        fees = fees_of(tmp_path, "acx2200", reference=reference)
        assert fees.high is None
        assert not any(line.stated for line in fees.lines)
        assert why in fees.open[-1]
