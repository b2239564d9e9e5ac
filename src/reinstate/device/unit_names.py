"""Names of units that are unique in a batch: a member's name can be the name of another host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reinstate.device.model import Unit


def with_unique_names(units: Mapping[str, tuple[Unit, ...]]) -> dict[str, tuple[Unit, ...]]:
    """The units by host, each with a name that no other unit and no other host has, whatever devices call members.

    A host's name is its own: the member ``fpc1`` of host ``vc`` is ``vc.fpc1``, but ``vc:fpc1`` where a host is called
    ``vc.fpc1``. Names that differ in case alone count as equal.
    """
    taken = {host.casefold() for host in units}
    named = {host: _renamed(host, units[host], taken) for host in sorted(units)}
    return {host: named[host] for host in units}


def _renamed(host: str, units: Iterable[Unit], taken: set[str]) -> tuple[Unit, ...]:
    renamed = []
    for unit in units:
        if unit.name == host:
            renamed.append(unit)
            continue
        name, colons = unit.name, 0
        while name.casefold() in taken:
            colons += 1
            name = f"{host}{':' * colons}{unit.member}"
        taken.add(name.casefold())
        renamed.append(unit if name == unit.name else replace(unit, name=name))
    return tuple(renamed)
