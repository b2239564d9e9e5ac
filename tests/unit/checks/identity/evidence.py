"""A unit among the others of its batch."""

from __future__ import annotations

from dataclasses import replace

from reinstate.checks.framework import Case
from reinstate.checks.framework.population import Population, Sighting
from reinstate.device.model import MacAddresses
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
HOLD = Said(FAIL, BLOCKER, hold=True)
CANT_TELL = Said(INCONCLUSIVE, BLOCKER, hold=True, noted=False)


def seen(host: str = "sw1", serial: str = SERIAL, *, unit: str = "", **facts: object) -> Sighting:
    """A sighting with its own MAC, one module and one key, unless the facts say otherwise."""
    stated: dict[str, object] = {
        "base_macs": frozenset({MAC}),
        "fru_serials": frozenset({"XXPS0001"}),
        "host_key": "SHA256:bench",
        **facts,
    }
    return Sighting(unit or host, host, serial, **stated)  # type: ignore[arg-type]


ME = seen()
STRANGER = seen(
    "sw2", "XX0226019999", base_macs=frozenset({OTHER_MAC}), fru_serials=frozenset({"XXPS0009"}), host_key="SHA256:two"
)
TWIN = replace(STRANGER, serial_number=SERIAL)
SAME_BOX = seen("sw1-by-other-address")


def among(*others: Sighting, me: Sighting = ME, damaged: tuple[str, ...] = (), unseen: tuple[str, ...] = ()) -> Case:
    """This unit in a batch with those."""
    return a_case(MACS, population=Population((me, *others), damaged, unseen))
