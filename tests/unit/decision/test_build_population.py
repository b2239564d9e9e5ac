"""The population: what is kept of every unit for comparing it with the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.decision.build_population import population_of
from reinstate.decision.sighting_of import HostSeen
from reinstate.device.model import Device, Fru, FruKind, MacAddresses
from reinstate.device.reading import Known, Reading, Unknown
from reinstate.evidence.manifest import Manifest
from reinstate.plan.requests import Rpc
from reinstate.session.transcript import Outcome, SessionStage, SessionStatus, Transport
from tests.unit.decision.examples import UNIT

BASES = (("fpc0", "02:00:00:00:00:00", 64), ("fpc1", "02:00:00:00:01:00", 64))
BUILT_IN = Fru(("FPC 0", "PIC 0"), FruKind.PIC, serial_number="BUILTIN", part_number="BUILTIN")
BOARD = Fru(("FPC 0",), FruKind.LINE_CARD, part_number="650-1", serial_number="PX0123456789", children=(BUILT_IN,))
SUPPLY = Fru(("PSU 0",), FruKind.POWER_SUPPLY, part_number="740-1", serial_number="1EDE0001")


def seen(name: str, **changes: object) -> HostSeen:
    unit = replace(UNIT, host=name, name=name, frus=(BOARD, SUPPLY), **changes)  # type: ignore[arg-type]
    readings = {Rpc.MAC_ADDRESSES: Known(Rpc.MAC_ADDRESSES, MacAddresses(BASES))}
    outcome = Outcome(SessionStatus.COMPLETE, SessionStage.DONE)
    return HostSeen(Device(name, readings), (unit,), Manifest(name, outcome, Transport(host_key=f"SHA256:{name}")))


def test_a_unit_is_kept_with_what_tells_it_apart() -> None:
    (kept,) = population_of([seen("ex-1")]).sightings
    assert (kept.unit, kept.host, kept.serial_number) == ("ex-1", "ex-1", "PX0123456789")
    assert kept.base_macs == {"02:00:00:00:00:00", "02:00:00:00:01:00"}
    assert kept.fru_serials == {"1EDE0001"}, "neither BUILTIN nor the chassis serial repeated on its board"
    assert kept.host_key == "SHA256:ex-1"


def test_a_member_is_kept_with_its_own_addresses() -> None:
    (kept,) = population_of([seen("ex-1", engines=frozenset({"fpc1"}), fpc_slots=frozenset({1}))]).sightings
    assert kept.base_macs == {"02:00:00:00:01:00"}


ADDRESSES = {
    "answered": (Known(Rpc.MAC_ADDRESSES, MacAddresses(())), True),
    "not asked of this platform": (Unknown(Rpc.MAC_ADDRESSES, "not-asked", "in no plan"), True),
    "asked and not answered": (Unknown(Rpc.MAC_ADDRESSES, "timeout", "no answer in time"), False),
    "damaged": (Unknown(Rpc.MAC_ADDRESSES, "damaged", "no longer fits its hash"), False),
}


@pytest.mark.parametrize(("reading", "known"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses_that_were_lost_are_not_taken_for_none(reading: Reading[object], known: bool) -> None:
    host = replace(seen("ex-1"), device=Device("ex-1", {Rpc.MAC_ADDRESSES: reading}))
    assert population_of([host]).sightings[0].macs_known is known


def test_order_of_hosts_is_of_no_account() -> None:
    one, other = seen("ex-1"), seen("ex-2")
    assert population_of([one, other], ["b", "a"], ["d", "c"]) == population_of([other, one], ["a", "b"], ["c", "d"])


def test_who_is_not_there_is_no_sighting() -> None:
    assert population_of([seen("ex-1", present=False)]).sightings == ()
