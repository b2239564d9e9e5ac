"""A sighting: what one session showed of one unit that tells its box from any other.

It is what a batch keeps of every unit, what a record keeps for later runs, and all that two units are compared by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BootSeen:
    """Since when the engine of one slot runs.

    Attributes:
        slot: as printed; "0" where the chassis prints none.
        at: the boot instant on our clock: when the reply came, minus the time up that it states.
        within: seconds by which ``at`` can be wrong, because the reply took that long and times up are whole seconds.
        printed: the boot instant on the clock of the device; None where it prints none.
    """

    slot: str
    at: datetime
    within: float
    printed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One unit, as one session showed it. What is absent says nothing.

    Attributes:
        serial_number: "" where unknown.
        base_macs: its base MAC addresses.
        fru_serials: serials of its modules that have one of their own; these are exchanged on every bench.
        host_key: SHA256 fingerprint of the SSH host key that its host presented.
        macs_known: False where its addresses were requested and cannot be used; no address is known to be unique then.
        boards: kind and serial number of each board that is fixed in the chassis.
        boots: since when its engines run.
        key_type: type of the host key, ``ssh-ed25519``.
        key_engine: which engine of this unit presented the key: its serial number, or ``slot 0``; "" where another
            unit of the host did, or where the evidence does not tell which.
        release: the release that its engines run, as printed.
        history_since: when the oldest commit of its history was made, on our clock.
        started, finished: the session, on our clock; None where unknown.
        address: where it answered.
    """

    unit: str
    host: str
    serial_number: str
    base_macs: frozenset[str] = frozenset()
    fru_serials: frozenset[str] = frozenset()
    host_key: str = ""
    macs_known: bool = True
    boards: frozenset[tuple[str, str]] = frozenset()
    boots: tuple[BootSeen, ...] = ()
    key_type: str = ""
    key_engine: str = ""
    release: str = ""
    history_since: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None
    address: str = ""

    def boot_of(self, slot: str) -> BootSeen | None:
        """Since when the engine of that slot runs; None where that is unknown."""
        return next((one for one in self.boots if one.slot == slot), None)
