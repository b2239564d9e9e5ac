"""A unit among the others of its batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reinstate.checks.framework import Case
from reinstate.checks.framework.population import Population
from reinstate.device.model import MacAddresses
from reinstate.device.sightings import BootSeen, Sighting
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    BLOCKER,
    FAIL,
    INCONCLUSIVE,
    SERIAL,
    Said,
    a_case,
)

MAC = "02:00:00:00:00:01"
OTHER_MAC = "02:00:00:00:10:01"
MACS = {Rpc.MAC_ADDRESSES: MacAddresses((("", MAC, 64),))}
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BOOT = BootSeen("0", NOW - timedelta(days=3), 1.0)
OTHER_BOOT = BootSeen("0", NOW - timedelta(days=2), 1.0)
HOLD = Said(FAIL, BLOCKER, hold=True)
CANT_TELL = Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False)


def seen(host: str = "sw1", serial: str = SERIAL, *, unit: str = "", **facts: object) -> Sighting:
    """A sighting with its own MAC, one module, one key, and one boot instant, unless the facts say otherwise."""
    stated: dict[str, object] = {
        "base_macs": frozenset({MAC}),
        "fru_serials": frozenset({"XXPS0001"}),
        "host_key": "SHA256:bench",
        "key_type": "ssh-ed25519",
        "key_engine": "slot 0",
        "boots": (BOOT,),
        "started": NOW,
        "finished": NOW + timedelta(seconds=30),
        **facts,
    }
    return Sighting(unit or host, host, serial, **stated)  # type: ignore[arg-type]


ME = seen()
STRANGER = seen(
    "sw2",
    "XX0226019999",
    base_macs=frozenset({OTHER_MAC}),
    fru_serials=frozenset({"XXPS0009"}),
    host_key="SHA256:two",
    boots=(OTHER_BOOT,),
)
TWIN = replace(STRANGER, serial_number=SERIAL)
SAME_BOX = seen("sw1-by-other-address")


def among(*others: Sighting, me: Sighting = ME, damaged: tuple[str, ...] = (), unseen: tuple[str, ...] = ()) -> Case:
    """This unit in a batch with those."""
    return a_case(MACS, population=Population((me, *others), damaged, unseen))
