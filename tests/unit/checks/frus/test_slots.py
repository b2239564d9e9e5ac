"""Empty supply and card slots."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.frus.slots import EmptyCardSlots, EmptySlots
from reinstate.device.model import Fpc, Fpcs
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    FAIL,
    INCONCLUSIVE,
    MODULAR,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_case,
    a_profile,
    assert_row,
    named,
    row,
)
from tests.unit.checks.frus.evidence import fitted, supply

SLOTTED = a_profile(supply_slots=2)
SLOTS = (
    row("filled", EmptySlots, fitted(supply("PSU 0"), supply("PSU 1"), profile=SLOTTED), PASS),
    row(
        "one of two",
        EmptySlots,
        fitted(supply("PSU 0"), profile=SLOTTED),
        Said(FAIL, ADVICE, hold=False, text="1 of 2 supply bays"),
    ),
    row("none listed", EmptySlots, fitted(profile=SLOTTED), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("how many isn't known", EmptySlots, fitted(profile=a_profile()), NOT_APPLICABLE),
    row("unknown", EmptySlots, a_case({Rpc.INVENTORY: "closed"}, profile=SLOTTED), Said(INCONCLUSIVE, noted=True)),
)


def slots(*states: str, profile: PlatformProfile = MODULAR) -> Case:
    cards = tuple(Fpc("", str(slot), state) for slot, state in enumerate(states))
    return a_case({Rpc.FPCS: Fpcs(cards)}, profile=profile)


CARD_SLOTS = (
    row("filled", EmptyCardSlots, slots("Online", "Offline"), PASS),
    row(
        "two of three empty",
        EmptyCardSlots,
        slots("Empty", "Online", "Empty"),
        Said(FAIL, ADVICE, hold=False, text="2 of 3 card slots"),
    ),
    row("no slot is told of", EmptyCardSlots, slots(), Said(INCONCLUSIVE, ADVICE, noted=True)),
    row("unknown", EmptyCardSlots, a_case({Rpc.FPCS: "timeout"}, profile=MODULAR), Said(INCONCLUSIVE, noted=True)),
    row("a fixed box", EmptyCardSlots, slots("Online", profile=a_profile()), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = (*SLOTS, *CARD_SLOTS)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_slots(one: Row) -> None:
    assert_row(one)
