"""Units that share what only one may have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case, Check, SessionFacts
from reinstate.checks.framework.population import Population
from reinstate.checks.identity.clones import BaseMac, Clone, HostKey
from reinstate.device.model import FruKind
from reinstate.device.sightings import Sighting
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    SERIAL,
    Row,
    Said,
    a_case,
    a_fru,
    a_profile,
    a_unit,
    assert_row,
    named,
    row,
)
from tests.unit.checks.identity.evidence import (
    CANT_TELL,
    HOLD,
    MAC,
    ME,
    OTHER_BOOT,
    SAME_BOX,
    STRANGER,
    TWIN,
    among,
    seen,
)


def with_card(*others: Sighting) -> Case:
    """A unit with one supply and one cable, in a batch with those."""
    unit = a_unit(
        a_fru(FruKind.POWER_SUPPLY, "PSU 0", serial_number="XXPS0001", part_number="740-000001"),
        a_fru(FruKind.TRANSCEIVER, "Xcvr 0", serial_number="XXDAC001", part_number="740-030658"),
        a_fru(FruKind.ROUTING_ENGINE, "Routing Engine 0", serial_number="BUILTIN", part_number="BUILTIN"),
    )
    me = replace(ME, fru_serials=frozenset({"XXPS0001", "XXDAC001"}))
    return a_case(unit=unit, population=Population((me, *others)))


CLONE = (
    row("alone", Clone, among(), PASS),
    row("among strangers", Clone, among(STRANGER), PASS),
    row("another box with the same serial", Clone, among(TWIN), Said(FAIL, BLOCKER, hold=True, text="sw2")),
    row(
        "another box with the same serial and the same base address",
        Clone,
        among(replace(TWIN, base_macs=ME.base_macs)),
        HOLD,
    ),
    row(
        "a full clone with a key of its own",
        Clone,
        among(replace(SAME_BOX, host_key="SHA256:own")),
        Said(FAIL, BLOCKER, hold=True, text="host keys of one engine: SHA256:bench and SHA256:own"),
    ),
    row(
        "a full clone with the key copied along",
        Clone,
        among(replace(SAME_BOX, boots=(OTHER_BOOT,))),
        Said(FAIL, BLOCKER, hold=True, text="boot instants"),
    ),
    row(
        "the same MACs, modules and key, and no boot instant",
        Clone,
        among(replace(SAME_BOX, boots=())),
        Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False, text="sw1-by-other-address"),
    ),
    row(
        "the same serial in another spelling",
        Clone,
        among(replace(TWIN, serial_number=SERIAL.lower())),
        HOLD,
    ),
    row(
        "one box by two addresses",
        Clone,
        among(SAME_BOX),
        Said(FAIL, ADVICE, hold=False, text="same chassis was also collected as sw1-by-other-address"),
        PASS,
    ),
    row(
        "nothing known of addresses is no agreement, and no contradiction",
        Clone,
        among(replace(SAME_BOX, base_macs=frozenset()), me=replace(ME, base_macs=frozenset())),
        CANT_TELL,
    ),
    row(
        "two units of one host with one serial", Clone, among(seen("sw1", unit="sw1.fpc1", base_macs=frozenset())), HOLD
    ),
    row(
        "the serial is a module's in another box",
        Clone,
        among(replace(STRANGER, fru_serials=frozenset({SERIAL}))),
        HOLD,
    ),
    row("a host's evidence is damaged", Clone, among(STRANGER, damaged=("sw9",)), replace(CANT_TELL, text="sw9")),
    row("a clone stays one beside damaged evidence", Clone, among(TWIN, damaged=("sw9",)), HOLD),
    row(
        "hosts that were off",
        Clone,
        among(unseen=("sw8",)),
        Said(PASS, text="not compared (no serial number reported): sw8"),
    ),
    row("not in the batch", Clone, a_case(), CANT_TELL),
    row("serial unknown", Clone, among(me=replace(ME, serial_number="")), CANT_TELL),
    row("inventory unknown", Clone, a_case({Rpc.INVENTORY: "timeout"}), CANT_TELL),
    row(
        "a module with the serial of another box, in other letters",
        Clone,
        with_card(replace(STRANGER, serial_number="xxps0001")),
        PASS,
        Said(FAIL, CONDITION, subject="PSU 0", hold=True, text="the chassis sw2"),
    ),
    row(
        "a module with the serial of a module elsewhere",
        Clone,
        with_card(replace(STRANGER, fru_serials=frozenset({"XXPS0001"}))),
        PASS,
        Said(FAIL, CONDITION, subject="PSU 0", hold=True, text="a module of sw2"),
    ),
    row(
        "both ends of a cable, and BUILTIN",
        Clone,
        with_card(replace(STRANGER, fru_serials=frozenset({"XXDAC001", "BUILTIN"}))),
        PASS,
    ),
)
INSTANCE = a_unit(
    a_fru(FruKind.ROUTING_ENGINE, "Routing Engine 0", description="VSRX-S"),
    a_fru(FruKind.LINE_CARD, "FPC 0", serial_number="RL3799990001", part_number="611-049549"),
    model="srx345",
)
IMAGE = (
    row(
        "instances of one image have the same serial number in their card",
        Clone,
        a_case(
            unit=INSTANCE,
            population=Population((ME, replace(STRANGER, fru_serials=frozenset({"RL3799990001"})))),
        ),
        PASS,
    ),
)
UNTOLD_MAC = Said(INCONCLUSIVE, CONDITION, hold=True)
BASE_MAC = (
    row("its own", BaseMac, among(STRANGER), Said(PASS, text=MAC)),
    row(
        "shared with a stranger",
        BaseMac,
        among(replace(STRANGER, base_macs=ME.base_macs)),
        Said(FAIL, CONDITION, hold=True, text="sw2"),
    ),
    row("one box by two addresses", BaseMac, among(SAME_BOX), PASS),
    row(
        "one box or two, which cannot be told",
        BaseMac,
        among(replace(SAME_BOX, boots=())),
        Said(INCONCLUSIVE, CONDITION, hold=True, text="sw1-by-other-address"),
    ),
    row("shared within one host", BaseMac, among(seen("sw1", "XX0226010002", unit="sw1.fpc1")), PASS),
    row("unknown of itself", BaseMac, among(me=replace(ME, base_macs=frozenset())), UNTOLD_MAC),
    row(
        "another that withholds them costs nobody else",
        BaseMac,
        among(replace(STRANGER, base_macs=frozenset(), macs_known=False)),
        Said(PASS, text="none reported by sw2"),
    ),
    row("another that has none to tell", BaseMac, among(replace(STRANGER, base_macs=frozenset())), PASS),
    row("a host's evidence is damaged", BaseMac, among(damaged=("sw9",)), UNTOLD_MAC),
    row("hosts that were off", BaseMac, among(unseen=("sw8",)), Said(PASS, text="sw8")),
    row("reply missing", BaseMac, a_case({Rpc.MAC_ADDRESSES: "timeout"}), UNTOLD_MAC),
    row("not expected of the platform", BaseMac, a_case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
HOST_KEY = (
    row("its own", HostKey, among(STRANGER), PASS),
    row(
        "shared with a stranger",
        HostKey,
        among(replace(STRANGER, host_key="SHA256:bench")),
        Said(FAIL, ADVICE, hold=False),
    ),
    row("one box by two addresses", HostKey, among(SAME_BOX), PASS),
    row(
        "one box or two, which cannot be told",
        HostKey,
        among(replace(SAME_BOX, boots=())),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
    row("units of one host", HostKey, among(seen("sw1", "XX0226010002", unit="sw1.fpc1")), PASS),
    row("none seen", HostKey, a_case(session=SessionFacts()), Said(INCONCLUSIVE, ADVICE, noted=True)),
)


@pytest.mark.parametrize("check", [Clone, BaseMac], ids=lambda check: check.id)
@pytest.mark.parametrize("other", [STRANGER, TWIN, SAME_BOX], ids=["stranger", "twin", "same box"])
def test_damage_elsewhere_never_makes_a_pass(check: type[Check], other: Sighting) -> None:
    """Whatever a batch held before, a host that no longer identifies its units takes the pass from its fellows."""
    case = among(other, damaged=("sw9",))
    results = {finding.result for finding in check().judge(case)}
    assert PASS not in results


TABLE: tuple[Row, ...] = (*CLONE, *IMAGE, *BASE_MAC, *HOST_KEY)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_clones(one: Row) -> None:
    assert_row(one)
