"""A claim alone: what it says can speak against it, and nothing that it says can pass it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework.inputs import Inputs, SerialLists
from reinstate.decision.policy import Policy, shipped_pins
from reinstate.decision.screening import Screened, Screening, screen
from reinstate.declared.kinds import Claim, ClaimedModule, Declared, DeclaredSet, Entitlement, EntitlementAnswer, Money
from reinstate.reference.library import Reference
from reinstate.reference.lifecycle import LifecycleRow
from reinstate.reference.loading import load_shipped
from reinstate.reference.prices import PriceRow, Prices

ON = date(2026, 11, 25)
LISTED = SerialLists(listed={"BAD1": "stolen (lot 14)"})
NONE_HELD = SerialLists(none_held=True)


def policy(lists: SerialLists = NONE_HELD) -> Policy:
    return Policy("bench", 1, "0" * 64, Inputs(lists=lists), pins=shipped_pins())


REFERENCE = replace(
    load_shipped(),
    hardware=load_shipped().hardware.extended(
        [LifecycleRow("EX4400-24T", None, None, None, "A", "looked up by the test", looked_up=ON)]
    ),
)


def screened(
    *claims: Claim,
    lists: SerialLists = NONE_HELD,
    answers: tuple[Entitlement, ...] = (),
    reference: Reference = REFERENCE,
) -> tuple[Screened, ...]:
    declared = Declared(DeclaredSet(True, claims), DeclaredSet(bool(answers), answers))
    return screen(Screening(policy(lists), reference, declared, ON))


def asked(answer: EntitlementAnswer, serial: str = "A1", day: int = 20) -> Entitlement:
    return Entitlement(serial, answer, date(2026, 11, day), "A. Partner")


GOOD = Claim("A1", model="EX4400-24T")
CASES = {
    "nothing known against it": ([GOOD], {}, "inconclusive", "investigate", ""),
    "past end of support": (
        [replace(GOOD, model="EX4200-48T")], {}, "fail", "reject", "lifecycle.chassis-end-of-support",
    ),
    "end of life announced": (
        [replace(GOOD, model="SRX1500")], {}, "inconclusive", "investigate", "lifecycle.chassis-end-of-life",
    ),
    "no row": (
        [replace(GOOD, model="EX4100-48P")], {}, "inconclusive", "investigate", "lifecycle.chassis-end-of-support",
    ),
    "no model": ([replace(GOOD, model="")], {}, "inconclusive", "investigate", "lifecycle.chassis-end-of-support"),
    "a virtual one": ([replace(GOOD, model="vSRX")], {}, "fail", "reject", "identity.is-hardware"),
    "listed": ([replace(GOOD, serial="BAD1")], {"lists": LISTED}, "fail", "hold", "identity.listed"),
    "a listed module": (
        [replace(GOOD, modules=(ClaimedModule("CARD", "BAD1"),))], {"lists": LISTED}, "fail", "hold", "identity.listed",
    ),
    "near a listed one": (
        [replace(GOOD, serial="ZD44221100O1")],
        {"lists": SerialLists(listed={"ZD4422110001": "stolen"})},
        "inconclusive",
        "investigate",
        "identity.listed",
    ),
    "no lists": ([GOOD], {"lists": SerialLists()}, "inconclusive", "investigate", "identity.listed"),
    "one card in two claims": (
        [replace(GOOD, modules=(ClaimedModule("CARD", "C1"),)), Claim("B1", modules=(ClaimedModule("CARD", "C1"),))],
        {},
        "fail",
        "hold",
        "identity.clone",
    ),
    "ours in the records": (
        [GOOD], {"answers": (asked(EntitlementAnswer.OURS),)}, "inconclusive", "investigate", "",
    ),
    "another's": (
        [GOOD], {"answers": (asked(EntitlementAnswer.ANOTHER),)}, "fail", "hold", "identity.entitlement",
    ),
    "reported stolen": (
        [GOOD], {"answers": (asked(EntitlementAnswer.STOLEN),)}, "fail", "hold", "identity.entitlement",
    ),
    "returned or replaced": (
        [GOOD], {"answers": (asked(EntitlementAnswer.RETURNED),)}, "fail", "reject", "identity.entitlement",
    ),
    "another's by its second label": (
        [replace(GOOD, further_serials=("A2",))],
        {"answers": (asked(EntitlementAnswer.ANOTHER, "A2"), asked(EntitlementAnswer.OURS, day=21))},
        "fail",
        "hold",
        "identity.entitlement",
    ),
    "another's once, ours since": (
        [GOOD],
        {"answers": (asked(EntitlementAnswer.ANOTHER), asked(EntitlementAnswer.OURS, day=21))},
        "inconclusive",
        "investigate",
        "",
    ),
    "another's, and ours of a day that hasn't come": (
        [GOOD],
        {"answers": (asked(EntitlementAnswer.ANOTHER), replace(asked(EntitlementAnswer.OURS), on=date(2099, 1, 1)))},
        "fail",
        "hold",
        "identity.entitlement",
    ),
    "another's, and its second serial ours since": (
        [replace(GOOD, further_serials=("A2",))],
        {"answers": (asked(EntitlementAnswer.ANOTHER), asked(EntitlementAnswer.OURS, "A2", day=21))},
        "fail",
        "hold",
        "identity.entitlement",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("claims", "given_", "told", "what", "why"), CASES.values(), ids=list(CASES))
def test_a_claim_is_screened(claims: list[Claim], given_: dict, told: str, what: str, why: str) -> None:  # type: ignore[type-arg]
    one = screened(*claims, **given_)[0]
    assert (one.verdict, one.disposition) == (told, what)
    weighing = [finding.check for finding in one.standing if not finding.noted]
    assert (weighing[0] if weighing else "") == why


@given(
    st.builds(
        Claim,
        serial=st.sampled_from(["A1", "BAD1"]),
        model=st.sampled_from(["", "EX4400-24T", "EX4200-48T", "vMX", "MX204", "nonsense"]),
        modules=st.lists(st.sampled_from([ClaimedModule("SCBE2-MX"), ClaimedModule("X", "C1")])).map(tuple),
        value=st.none() | st.integers(0, 10_000),
        jcpo=st.sampled_from(["", "CPO-1"]),
    ),
    st.sampled_from([NONE_HELD, LISTED, SerialLists()]),
    st.sampled_from([(), (asked(EntitlementAnswer.OURS),)]),
)
def test_no_claim_ever_passes(claim: Claim, lists: SerialLists, answers: tuple[Entitlement, ...]) -> None:
    [one] = screened(claim, lists=lists, answers=answers)
    assert one.verdict in ("fail", "inconclusive")
    assert one.disposition in ("hold", "reject", "investigate", "remediate")


# name: (declared value, what else is declared, the answer by the figures). P15: the fees of an ACX2200 are 3,437.
WORTH = {
    "as much as the fees": (3437, Money(), "no"),
    "above the fees": (3438, Money(), "yes"),
    "a purchase price comes on top": (3438, Money(purchase_price=1), "no"),
    "and stands for the value as it is": (3500, Money(purchase_price=50, value_as_is=60), "yes"),
    "no value": (None, Money(), "unstated"),
}


@pytest.mark.parametrize(("value", "money", "worth"), WORTH.values(), ids=WORTH)
def test_it_says_what_it_would_cost_and_whether_that_is_worth_it(value: int | None, money: Money, worth: str) -> None:
    [one] = screened(Claim("A1", model="ACX2200", value=value, money=money))
    assert (one.fees.low, one.fees.high) == (3437, 3437)
    assert one.economy.by_figures == worth


def test_a_claim_is_worth_it_only_once_its_serial_number_was_looked_up() -> None:
    claim, answers = replace(GOOD, value=9000), (asked(EntitlementAnswer.OURS),)
    priced = replace(REFERENCE, prices=Prices(tuple(price(clause) for clause in ("P11", "P12", "P13"))))
    [open_still] = screened(claim, reference=priced)
    [known] = screened(claim, answers=answers, reference=priced)
    [no_lists] = screened(claim, answers=answers, lists=SerialLists(), reference=priced)
    assert (open_still.economy.worth, open_still.economy.lookup_first) == ("depends", True)
    assert (known.economy.worth, known.economy.lookup_first) == ("yes", False)
    assert (no_lists.economy.worth, no_lists.economy.by_figures) == ("depends", "yes")


def price(clause: str) -> PriceRow:
    return PriceRow("EX4400-24T", clause, "", 500, ON, "quote", "prices", 365)


def test_claimed_licenses_are_to_be_bought_new() -> None:
    [one] = screened(Claim("A1", model="ACX2200", licenses=("S-ACX-X",), value=10_000))
    assert one.fees.high is None, "no list price is known"
    assert [line.sku for line in one.fees.lines if line.clause == "P14"] == ["S-ACX-X"]
    assert (one.economy.worth, one.economy.up_to) == ("depends", 10_000 - 1 - 3437)


def test_a_policy_that_takes_an_announced_end_by_its_word() -> None:
    strict = replace(policy(), inputs=Inputs(lists=NONE_HELD, end_of_life_blocks=True))
    declared = Declared(DeclaredSet(True, (replace(GOOD, model="SRX1500"),)), DeclaredSet())
    (one,) = screen(Screening(strict, REFERENCE, declared, ON))
    assert (one.verdict, one.disposition, one.standing[0].check) == ("fail", "reject", "lifecycle.chassis-end-of-life")
