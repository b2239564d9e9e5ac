"""A host's rows that speak of one unit.

Rows come by engine (``re-name``), and in a virtual chassis of switches also by name (``FPC 2 Fan 0``, ``Member 2``).
A row that names no member speaks of every unit: a fault that can't be placed is nobody's excuse. One that names another
member, present or not, speaks of that one alone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from reinstate.device.model import (
    Alarm,
    Alarms,
    Chassis,
    ChassisInventory,
    EngineUptime,
    Environment,
    EnvironmentItem,
    File,
    FileListing,
    Filesystem,
    Found,
    FoundPart,
    Fpc,
    Fpcs,
    Fru,
    HardwareError,
    HardwareErrors,
    Licenses,
    PowerSupply,
    PowerUsage,
    RoutingEngine,
    RoutingEngines,
    SoftwareEngine,
    SoftwareInformation,
    Storage,
    Unit,
    Uptime,
)
from reinstate.device.units import member_frus, member_of

_NAMED = re.compile(r"\b(?:FPC|Member|fpc|member) ?(\d{1,3})(?!\d)")


def speaks_of(unit: Unit, engine: str, text: str = "") -> bool:
    """Whether a row under that engine, with that name or description, speaks of the unit."""
    if not unit.owns_engine(engine) and (member_of(engine) or unit.fpc_slots is None):
        return False
    if unit.fpc_slots is None:
        return True
    named = _NAMED.search(text)
    return named is None or int(named[1]) in unit.fpc_slots


def environment_of(unit: Unit, environment: Environment) -> tuple[EnvironmentItem, ...]:
    """Sensors, fans and supplies of the unit."""
    return tuple(item for item in environment.items if speaks_of(unit, item.engine, item.name))


def alarms_of(unit: Unit, alarms: Alarms) -> tuple[Alarm, ...]:
    """Alarms of the unit, and those that name no member."""
    return tuple(
        alarm
        for alarm in alarms.alarms
        if speaks_of(unit, alarm.engine, f"{alarm.description} {alarm.short_description}")
    )


def fpcs_of(unit: Unit, fpcs: Fpcs) -> tuple[Fpc, ...]:
    """Cards of the unit."""
    return tuple(fpc for fpc in fpcs.fpcs if _owns_slot(unit, fpc.engine, fpc.slot))


def routing_engines_of(unit: Unit, engines: RoutingEngines) -> tuple[RoutingEngine, ...]:
    """Routing engines of the unit; in a virtual chassis of switches, slot n is member n."""
    return tuple(row for row in engines.engines if _owns_slot(unit, row.engine, row.slot))


def _owns_slot(unit: Unit, engine: str, slot: str) -> bool:
    if member_of(engine) or unit.fpc_slots is None or not slot.isdecimal():
        return unit.owns_engine(engine)
    return int(slot) in unit.fpc_slots


def software_of(unit: Unit, software: SoftwareInformation) -> tuple[SoftwareEngine, ...]:
    """Software of the unit's engines."""
    return tuple(row for row in software.engines if unit.owns_engine(row.engine))


def uptime_of(unit: Unit, uptime: Uptime) -> tuple[EngineUptime, ...]:
    """Clocks of the unit's engines."""
    return tuple(row for row in uptime.engines if unit.owns_engine(row.engine))


def licenses_of(unit: Unit, licenses: Licenses) -> Licenses:
    """Licenses of the unit: those under its engines."""
    usage, installed = licenses.usage, licenses.installed
    return replace(
        licenses,
        usage=None if usage is None else tuple(row for row in usage if unit.owns_engine(row.engine)),
        installed=None if installed is None else tuple(row for row in installed if unit.owns_engine(row.engine)),
    )


def power_of(unit: Unit, power: PowerUsage) -> tuple[PowerSupply, ...]:
    """Supplies of the unit."""
    return tuple(supply for supply in power.supplies if speaks_of(unit, supply.engine, supply.name))


def storage_of(unit: Unit, storage: Storage) -> tuple[Filesystem, ...]:
    """File systems of the unit's engines."""
    return tuple(row for row in storage.filesystems if unit.owns_engine(row.engine))


def files_of(unit: Unit, listing: FileListing) -> tuple[File, ...]:
    """Files of the unit's engines."""
    return tuple(row for row in listing.files if unit.owns_engine(row.engine))


def hardware_errors_of(unit: Unit, errors: HardwareErrors) -> tuple[HardwareError, ...]:
    """Active hardware errors of the unit."""
    return tuple(row for row in errors.errors if speaks_of(unit, row.engine, row.module))


def found_of(unit: Unit, found: Found) -> tuple[FoundPart, ...]:
    """What was found under the unit's engines, and under those that are no member's own (``re0``, ``localre``)."""
    return tuple(part for part in found.parts if unit.owns_engine(part.engine) or not member_of(part.engine))


def chassis_of(unit: Unit, inventory: ChassisInventory) -> tuple[Chassis, ...]:
    """The chassis that the unit is, or is in, in any form of the inventory."""
    if _is_switch(unit):
        return inventory.chassis
    return tuple(one for one in inventory.chassis if unit.owns_engine(one.engine))


def _is_switch(unit: Unit) -> bool:
    """Whether the unit is a member of a virtual chassis of switches: an FPC of one chassis."""
    return unit.member.startswith("fpc") and unit.fpc_slots is not None


def frus_of(unit: Unit, inventory: ChassisInventory) -> tuple[Fru, ...]:
    """The unit's modules in another form of the inventory (``extensive``, ``clei-models``), top level."""
    frus: list[Fru] = []
    for one in chassis_of(unit, inventory):
        slots = _slots(one)
        if unit.fpc_slots and _is_switch(unit):
            frus += member_frus(one, min(unit.fpc_slots), slots) if slots else ()
        else:
            frus += one.frus
    return tuple(frus)


def _slots(chassis: Chassis) -> list[int]:
    return sorted({int(match[1]) for fru in chassis.frus if (match := re.match(r"FPC (\d{1,3})", fru.name))})
