"""Every unit of the batch, so that one unit can be compared with all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reinstate.device.sightings import Sighting


@dataclass(frozen=True, slots=True)
class Population:
    """Every unit of the batch.

    Attributes:
        sightings: the units that could be identified.
        damaged: hosts whose stored evidence no longer identifies their units; comparisons are then unknown.
        unseen: hosts that were not reached, or reported no serial number, when collecting; noted, not damage.
    """

    sightings: tuple[Sighting, ...] = ()
    damaged: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    _by_mark: Mapping[str, tuple[Sighting, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        # Every unit is compared with all others: by index, so that a batch of a thousand costs ten times a hundred.
        by_mark: dict[str, list[Sighting]] = {}
        for one in self.sightings:
            for mark in _marks(one):
                by_mark.setdefault(mark, []).append(one)
        object.__setattr__(self, "_by_mark", {mark: tuple(found) for mark, found in by_mark.items()})

    def of_unit(self, unit: str) -> Sighting | None:
        """The sighting of that unit; None where the population has none."""
        return next(iter(self._by_mark.get(f"unit {unit}", ())), None)

    def of_host(self, host: str) -> tuple[Sighting, ...]:
        """The sightings of that host's units."""
        return self._by_mark.get(f"host {host}", ())

    def with_serial(self, serial: str) -> tuple[Sighting, ...]:
        """Units of that chassis serial (whatever its case)."""
        return self._by_mark.get(f"serial {serial.upper()}", ())

    def with_module(self, serial: str) -> tuple[Sighting, ...]:
        """Units in which a module has that serial (whatever its case)."""
        return self._by_mark.get(f"module {serial.upper()}", ())

    def with_base_mac(self, mac: str) -> tuple[Sighting, ...]:
        """Units with that base MAC address."""
        return self._by_mark.get(f"mac {mac}", ())

    def with_host_key(self, fingerprint: str) -> tuple[Sighting, ...]:
        """Units whose host presented that key."""
        return self._by_mark.get(f"key {fingerprint}", ())

    def without_macs(self) -> tuple[Sighting, ...]:
        """Units whose base MAC addresses were requested and are not known."""
        return self._by_mark.get("no macs", ())


def _marks(one: Sighting) -> Iterator[str]:
    yield f"unit {one.unit}"
    yield f"host {one.host}"
    yield f"serial {one.serial_number.upper()}"
    yield f"key {one.host_key}"
    yield from (f"module {serial.upper()}" for serial in one.fru_serials)
    yield from (f"mac {mac}" for mac in one.base_macs)
    if not one.macs_known:
        yield "no macs"
