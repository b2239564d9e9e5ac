"""The population: what is kept of every unit of a batch, so that units can be compared."""

from __future__ import annotations

from collections.abc import Iterable

from reinstate.checks.framework.population import Population
from reinstate.decision.sighting_of import HostSeen, sighting


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
