"""Whether reinstatement is worth its cost: every case as a row, and what no figure may ever change for the better."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.decision.declared_money import DeclaredMoney
from reinstate.decision.fees import NO_SUPPORT
from reinstate.decision.record import EconomyPart, FeePart, FeesPart, Worth
from reinstate.decision.worth import Deal, economy
from reinstate.declared.kinds import Claim, Declared, DeclaredSet, ExchangeRate, ModelValues, Money

DAY = date(2026, 11, 22)
Figures = tuple[int | None, int | None]


def fee(clause: str, low: int | None, high: int | None) -> FeePart:
    known = low is not None and low == high
    return FeePart(
        clause=clause, title="fee", sku="", low=low, high=high, stated=known, basis="", source="quote 7", as_of=DAY
    )


def fees(*lines: Figures, open_items: tuple[str, ...] = ()) -> FeesPart:
    """P11, P12, P13, and then licenses."""
    clauses = ("P11", "P12", "P13", *("P14" for _ in lines[3:]))
    parts = tuple(fee(clause, *line) for clause, line in zip(clauses, lines, strict=False))
    missing = (*(f"{one.clause} {one.title}" for one in parts if one.high is None), *open_items)
    highs = [one.high or 0 for one in parts]
    low = sum(one.low or 0 for one in parts)
    return FeesPart(
        currency="USD", refundable=False, lines=parts, low=low, high=None if missing else sum(highs), open=missing
    )


P15 = fees((1000, 1000), (437, 437), (2000, 2000))
RANGE = fees((1000, 1000), (437, 437), (500, 10000))
NO_CORE_PLUS = fees((1000, 1000), (None, None), (2000, 2000))
NO_LIST = fees((1000, 1000), (437, 437), (2000, 2000), open_items=("P14 the list of licenses is incomplete",))


def told(cost: FeesPart, value: int | None = None, *, declared: Declared | None = None, **stated: Any) -> EconomyPart:
    """The answer; ``stated`` are values and costs of the claim, or what else the deal states."""
    of_deal = {
        name: stated.pop(name)
        for name in ("repairs", "barred", "lookup", "undecided", "before_purchase")
        if name in stated
    }
    claim = Claim("A1", value=value, money=Money(**stated), source="claims.csv, line 2")
    money = DeclaredMoney.of(claim, ("MX204",), declared or Declared(), DAY)
    return economy(Deal(cost, money, NO_SUPPORT, DAY, **of_deal))


# name: (fees, what is declared, the answer, up to)
CASES: dict[str, tuple[FeesPart, dict[str, Any], str, int | None]] = {
    "no value": (P15, {}, "unstated", None),
    "a value as it is alone says nothing": (P15, {"value_as_is": 9000}, "unstated", None),
    "one value, above the cost": (P15, {"value": 3438}, "yes", None),
    "one value, as much as the cost": (P15, {"value": 3437}, "no", None),
    "one value, below the cost": (P15, {"value": 3000}, "no", None),
    "value supported goes before the one value": (P15, {"value": 9000, "value_supported": 3000}, "no", None),
    "what it adds counts, not what it is worth": (P15, {"value_supported": 9000, "value_as_is": 5563}, "no", None),
    "it adds enough": (P15, {"value_supported": 9000, "value_as_is": 5562}, "yes", None),
    "it is worth less supported": (P15, {"value_supported": 10, "value_as_is": 20}, "no", None),
    "a range within": (RANGE, {"value": 11438}, "yes", None),
    "a range across": (RANGE, {"value": 11437}, "depends", 10000 - 1),
    "a range above": (RANGE, {"value": 1937}, "no", None),
    "an open line": (NO_CORE_PLUS, {"value": 5000}, "depends", 5000 - 1 - 3000),
    "an open line, and what is known is too much": (NO_CORE_PLUS, {"value": 3000}, "no", None),
    "a list of licenses that is incomplete": (NO_LIST, {"value": 9000}, "depends", 9000 - 1 - 3437),
    "the alternative is cheaper": (P15, {"value": 9000, "replacement_value": 3437}, "no", None),
    "the alternative is dearer": (P15, {"value": 9000, "replacement_value": 3438}, "yes", None),
    "up to the alternative": (NO_CORE_PLUS, {"value": 9000, "replacement_value": 4000}, "depends", 4000 - 1 - 3000),
    "an alternative alone can rule it out": (P15, {"replacement_value": 100}, "no", None),
    "an alternative alone never makes it worth it": (P15, {"replacement_value": 99999}, "unstated", None),
    "freight on top": (P15, {"value": 3500, "freight": (63, 63)}, "no", None),
    "freight as a range": (P15, {"value": 3500, "freight": (10, 90)}, "depends", 3500 - 1 - 3437),
    "a part to replace, at a cost": (P15, {"value": 4000, "repairs": ("PEM 1",), "repair_cost": (9, 9)}, "yes", None),
    "a part to replace, cost unknown": (P15, {"value": 4000, "repairs": ("PEM 1",)}, "depends", 4000 - 1 - 3437),
    "licenses to buy": (fees((1000, 1000), (437, 437), (2000, 2000), (9000, 9000)), {"value": 12437}, "no", None),
    "rejected": (P15, {"value": 9000, "barred": "the disposition is reject"}, "no", None),
    "not looked up": (P15, {"value": 9000, "lookup": "no answer"}, "depends", None),
    "eligibility is open": (P15, {"value": 9000, "undecided": "not determined"}, "depends", None),
    "eligibility is open, and a quote too": (NO_CORE_PLUS, {"value": 5000, "undecided": "?"}, "depends", 5000 - 3001),
    "not looked up, and not worth it anyway": (P15, {"value": 10, "lookup": "no answer"}, "no", None),
    "before the purchase": (P15, {"value": 5000, "purchase_price": 1563, "before_purchase": True}, "no", None),
    "bought already": (P15, {"value": 5000, "purchase_price": 1563}, "yes", None),
}  # fmt: skip


@pytest.mark.parametrize(("cost", "stated", "worth", "up_to"), CASES.values(), ids=CASES)
def test_worth(cost: FeesPart, stated: dict[str, Any], worth: str, up_to: int | None) -> None:
    answer = told(cost, **stated)
    assert (answer.worth, answer.up_to) == (worth, up_to)


def test_a_quote_of_just_so_much_is_worth_it_and_one_dollar_more_is_not() -> None:
    up_to = told(NO_CORE_PLUS, 5000).up_to
    assert up_to is not None
    quoted = [told(fees((1000, 1000), (price, price), (2000, 2000)), 5000).worth for price in (up_to, up_to + 1)]
    assert quoted == ["yes", "no"]


def test_the_worked_example_is_stated_whole() -> None:
    answer = told(P15, 9000)
    assert (answer.cost.total.low, answer.cost.total.high, answer.at_risk_now.high) == (3437, 3437, 1000)
    assert answer.cost.total.source == "quote 7"
    assert answer.contract_per_year is not None
    assert answer.contract_per_year.low == 437
    assert answer.reason == "the cost is USD 3,437; reinstatement adds USD 9,000"


def test_it_says_what_is_taken_for_granted_and_where_values_are_from() -> None:
    one = told(P15, 9000)
    assert one.taken == (
        "the declared value is taken as the value supported",
        "no value as it is is declared: taken as USD 0",
    )
    assert one.value_supported is not None
    assert one.value_supported.source == "claims.csv, line 2"
    assert told(P15, value_supported=9000, value_as_is=1).taken == ()


def test_a_lookup_comes_first_and_what_its_figures_say_is_kept() -> None:
    answer = told(P15, 9000, lookup="no answer")
    assert (answer.by_figures, answer.lookup_first, answer.lookup_reason) == ("yes", True, "no answer")
    assert answer.reason.startswith("look up the serial number first (no charge)")


def test_where_no_fee_may_be_paid_nothing_is_at_risk_and_nothing_looked_up() -> None:
    answer = told(P15, 9000, barred="the disposition is hold", lookup="no answer")
    assert (answer.worth, answer.pay_nothing, answer.lookup_first, answer.at_risk_now.high) == ("no", True, False, 0)
    assert answer.cost.total.low == 3437, "what is saved"


@pytest.mark.parametrize(("until", "years"), [(date(2029, 6, 26), 2.5), (date(2026, 1, 1), 0.0), (None, None)])
def test_years_of_support_left(until: date | None, years: float | None) -> None:
    support = NO_SUPPORT.model_copy(update={"until": until})
    money = DeclaredMoney.of(None, (), Declared(), DAY)
    assert economy(Deal(P15, money, support, DAY)).support_years_left == years


# --- of a model, and in other currencies ------------------------------------------------------------------------------


def of_model(**stated: Any) -> Declared:
    values = ModelValues("MX204", stated.pop("value", None), Money(**stated), DAY, "sales", "values.csv, line 3")
    return Declared(model_values=DeclaredSet(True, (values,)))


def test_values_of_a_model_stand_in_for_what_a_claim_does_not_state() -> None:
    declared = of_model(value_supported=9000, value_as_is=2000, replacement_value=8000)
    answer = told(P15, value_as_is=100, declared=declared)
    assert (answer.gain, answer.bound, answer.worth) == (8900, 8000, "yes")
    assert answer.value_supported is not None
    assert answer.value_supported.source == "values.csv, line 3 (sales, 2026-11-22)"


def test_the_one_value_of_a_claim_goes_before_the_values_of_its_model() -> None:
    answer = told(P15, 3000, declared=of_model(value_supported=9000, freight=(5, 5)))
    assert (answer.gain, answer.worth, answer.cost.freight.low) == (3000, "no", 5)
    assert answer.declared_value == 3000


def test_of_another_model_nothing_is_known() -> None:
    declared = Declared(
        model_values=DeclaredSet(True, (replace(of_model(value=9000).model_values.rows[0], model="MX"),))
    )
    assert told(P15, declared=declared).worth == "unstated"


def test_a_table_that_is_broken_leaves_it_open() -> None:
    declared = Declared(model_values=DeclaredSet(True, broken="declared model_values cannot be used: changed"))
    answer = told(P15, 9000, declared=declared)
    assert (answer.worth, answer.up_to) == ("depends", None)
    assert "cannot be used" in answer.reason


def rates(*stated: tuple[str, str, date]) -> Declared:
    rows = tuple(ExchangeRate(name, Decimal(usd), on, "ECB", "rates.csv") for name, usd, on in stated)
    return Declared(exchange_rates=DeclaredSet(True, rows))


# name: (rates, the answer, what is said). 4,000 EUR against a cost of 3,437 USD.
RATES: dict[str, tuple[Declared, str, str]] = {
    "a rate": (rates(("EUR", "1.1", DAY)), "yes", "adds USD 4,400"),
    "the newest counts": (rates(("EUR", "1.1", date(2026, 11, 1)), ("EUR", "0.5", DAY)), "no", "adds USD 2,000"),
    "rounded down": (rates(("EUR", "0.85949", DAY)), "yes", "adds USD 3,437"),
    "no rate": (Declared(), "depends", "no exchange rate for EUR"),
    "another currency's rate": (rates(("GBP", "1.3", DAY)), "depends", "no exchange rate for EUR"),
    "too old": (rates(("EUR", "1.1", date(2026, 8, 1))), "depends", "of 2026-08-01 is out of date"),
    "of a day to come": (rates(("EUR", "1.1", date(2027, 1, 1))), "depends", "no exchange rate for EUR"),
}


@pytest.mark.parametrize(("declared", "worth", "said"), RATES.values(), ids=RATES)
def test_other_currencies_need_a_dated_rate(declared: Declared, worth: str, said: str) -> None:
    answer = told(fees((1000, 1000), (437, 437), (1999, 1999)), 4000, currency="EUR", declared=declared)
    assert answer.worth == worth
    assert said in answer.reason


# --- what never makes it better ---------------------------------------------------------------------------------------

ORDER = {Worth.NO: 0, Worth.DEPENDS: 1, Worth.YES: 2}
AMOUNTS = st.integers(0, 6000)
LINES = st.tuples(AMOUNTS, st.none() | AMOUNTS).map(
    lambda ends: (ends[0], None if ends[1] is None else max(ends[0], ends[1]))
)
COSTS = st.lists(LINES, min_size=3, max_size=5)
VALUES = st.fixed_dictionaries(
    {"value_supported": AMOUNTS}, optional={"value_as_is": AMOUNTS, "replacement_value": AMOUNTS}
)


@given(COSTS, VALUES, st.integers(0, 4), st.integers(0, 3000))
def test_it_never_improves_when_a_cost_rises(
    lines: list[tuple[int, int | None]], values: dict[str, int], which: int, more: int
) -> None:
    low, high = lines[which % len(lines)]
    dearer = list(lines)
    dearer[which % len(lines)] = (low + more, None if high is None else high + more)
    assert ORDER[told(fees(*dearer), **values).worth] <= ORDER[told(fees(*lines), **values).worth]


@given(COSTS, VALUES, st.sampled_from(["value_supported", "replacement_value"]), st.integers(0, 3000))
def test_it_never_improves_when_a_value_falls(
    lines: list[tuple[int, int | None]], values: dict[str, int], name: str, less: int
) -> None:
    lower = {**values, **({name: max(0, values[name] - less)} if name in values else {})}
    assert ORDER[told(fees(*lines), **lower).worth] <= ORDER[told(fees(*lines), **values).worth]


@given(COSTS, VALUES)
def test_unknown_never_gives_yes_and_never_more_than_the_figure_it_hides(
    lines: list[tuple[int, int | None]], values: dict[str, int]
) -> None:
    hidden = [(low, None) for low, _ in lines]
    answer = told(fees(*hidden), **values)
    assert answer.worth is not Worth.YES
    if any(high is None for _, high in lines):
        assert told(fees(*lines), **values).worth is not Worth.YES


@given(COSTS, VALUES)
def test_up_to_keeps_its_word(lines: list[tuple[int, int | None]], values: dict[str, int]) -> None:
    answer = told(fees(*lines), **values)
    assert (answer.up_to is not None) is (answer.worth is Worth.DEPENDS)
    if answer.up_to is not None and answer.bound is not None:
        settled = sum(low for low, high in lines if low == high)
        assert settled + answer.up_to == answer.bound - 1
        assert answer.up_to >= sum(low for low, high in lines if low != high)


@given(COSTS, VALUES)
def test_the_cost_is_the_sum_of_its_parts(lines: list[tuple[int, int | None]], values: dict[str, int]) -> None:
    cost = told(fees(*lines), freight=(5, 7), **values).cost
    parts = (cost.fees, cost.licenses, cost.repairs, cost.freight, cost.purchase)
    assert cost.total.low == sum(part.low for part in parts) == sum(low for low, _ in lines) + 5
    highs = [part.high for part in parts]
    assert cost.total.high == (None if None in highs else sum(high or 0 for high in highs))
