"""The population: what is kept of every unit of a batch, so that units can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reinstate.checks.framework.population import Population, Sighting
from reinstate.device.model import Device, Unit
from reinstate.device.reading import Known
from reinstate.device.units import box_facts
from reinstate.plan.requests import Rpc


@dataclass(frozen=True, slots=True)
class HostSeen:
    """One host whose evidence identifies its units; ``host_key`` is the SHA256 fingerprint of its SSH key.

    The device is compared with its plan, so that an item missing from the bundle is unknown and not "not requested".
    """

    device: Device
    units: tuple[Unit, ...]
    host_key: str = ""


def population_of(seen: Iterable[HostSeen], damaged: Iterable[str] = (), unseen: Iterable[str] = ()) -> Population:
    """The population of a batch, in an order that does not depend on the order of the hosts.

    Args:
        seen: hosts with their units.
        damaged: hosts whose stored evidence no longer identifies their units.
        unseen: hosts that returned no evidence.
    """
    sightings = [sighting(host, unit) for host in seen for unit in host.units if unit.present]
    return Population(
        sightings=tuple(sorted(sightings, key=lambda one: (one.host, one.unit))),
        damaged=tuple(sorted(damaged)),
        unseen=tuple(sorted(unseen)),
    )


def sighting(host: HostSeen, unit: Unit) -> Sighting:
    """What is kept of one unit."""
    box = box_facts(host.device, unit)
    macs = host.device.reading(Rpc.MAC_ADDRESSES)
    return Sighting(
        unit=unit.name,
        host=unit.host,
        serial_number=unit.serial_number,
        base_macs=box.base_macs,
        fru_serials=box.fru_serials,
        host_key=host.host_key,
        macs_known=isinstance(macs, Known) or macs.status == "not-asked",
    )
