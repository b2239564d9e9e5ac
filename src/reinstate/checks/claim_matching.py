"""Joining claims to units: by the reported serial number, or else by an exchange within the batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reinstate.checks.framework import Case
from reinstate.checks.framework.population import Population
from reinstate.declared.kinds import Claim, DeclaredSet
from reinstate.device.model import Unit
from reinstate.device.sightings import Sighting


def claim_of(unit: Unit, claims: DeclaredSet[Claim]) -> Claim | None:
    """The claim with that unit's serial number; None where there is none."""
    found = claims.of(unit.serial_number) if unit.serial_number else ()
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Why a unit other than the labeled one answers at a host.

    Attributes:
        others: hosts with which labels or cables may have been exchanged.
        certain: each of the units was found at the host of another.
    """

    others: tuple[str, ...]
    certain: bool


def claims_at(case: Case) -> Sequence[Claim]:
    """The claims that name this unit's host."""
    return case.inputs.declared.claims.at(case.unit.host)


def expected_elsewhere(case: Case) -> Exchange | None:
    """The exchange that explains why this unit is not one of those claimed for this host; else None.

    Cables or labels are exchanged where this unit is claimed for another host, and a unit that is claimed for this
    host answers at another one (``certain``), or can be at a host that reported no serial number.
    """
    claims = case.inputs.declared.claims
    here = claims_at(case)
    homes = {claim.host for claim in claims.of(case.unit.serial_number) if claim.host} - {case.unit.host}
    if not here or not homes:
        return None
    seen_at = {sighting.host for claim in here for sighting in _seen(case.population, claim)} - {case.unit.host}
    if seen_at:
        return Exchange(tuple(sorted(homes | seen_at)), certain=True)
    unidentified = homes.intersection((*case.population.unseen, *case.population.damaged))
    return Exchange(tuple(sorted(unidentified)), certain=False) if unidentified else None


def seen_elsewhere(case: Case, claims: Sequence[Claim]) -> tuple[str, ...]:
    """The other hosts where the units of these claims answer; none if one of them answers nowhere else."""
    places = [{one.host for one in _seen(case.population, claim)} - {case.unit.host} for claim in claims]
    return tuple(sorted(set().union(*places))) if all(places) else ()


def _seen(population: Population, claim: Claim) -> list[Sighting]:
    return [sighting for serial in claim.serials for sighting in population.with_serial(serial)]
