"""The units of a host: one product each, from its inventory, its software, and its membership.

- A standalone device is one unit, named after its host.
- A virtual chassis of switches is one unit for each member: ``FPC n`` of its inventory, with ``Routing Engine n``.
- A chassis cluster and a virtual chassis of routers are one unit for each ``node`` or ``member``: a whole chassis each.
- A host whose inventory is unknown is one unit of unknown serial number.

Members that are known and not there (``NotPrsnt``, a lost node) aren't units to judge.
A member is named ``<host>.<member>`` where more than one member is known, present or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from reinstate.device.model import (
    Chassis,
    ChassisCluster,
    ChassisInventory,
    Device,
    Fru,
    FruKind,
    MacAddresses,
    SoftwareInformation,
    Unit,
    VirtualChassis,
    VirtualChassisMember,
)
from reinstate.device.reading import Known
from reinstate.plan.requests import Rpc

T = TypeVar("T")
_INVENTORIES = (Rpc.INVENTORY, Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI)
_MEMBER_ENGINE = re.compile(r"(node|member|fpc|lcc|sfc|scc|gnf|bsys)(\d*)")
_FPC = re.compile(r"FPC (\d{1,3})(?!\d)", re.IGNORECASE)
_ENGINE_NUMBER = re.compile(r"Routing Engine (\d{1,3})", re.IGNORECASE)
_VIRTUAL_CHASSIS = "virtual chassis"
_NOT_THERE = "notprsnt"


def units_of(device: Device) -> tuple[Unit, ...]:
    """The units to evaluate, at least one, in the order of their members."""
    for rpc in _INVENTORIES:
        inventory = _known(device, rpc, ChassisInventory)
        if inventory is not None:
            return _of_distinct_names(_units(device, rpc, inventory))
    return (Unit(device.host, device.host, model=_model(device, None)),)


def _of_distinct_names(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units, without a second one of a name: a member that is listed twice is one member."""
    distinct: dict[str, Unit] = {}
    for unit in units:
        distinct.setdefault(unit.name.casefold(), unit)
    return tuple(distinct.values())


def _units(device: Device, rpc: Rpc, inventory: ChassisInventory) -> tuple[Unit, ...]:
    chassis = _distinct(inventory.chassis)
    if len(chassis) > 1 or _is_whole_member(chassis[0].engine):
        return _chassis_units(device, rpc, chassis)
    members = [member for member in _members(device) if not _is_absent(member)]
    slots = _member_slots(chassis[0], members)
    if slots:
        return _member_units(device, rpc, chassis[0], slots)
    return (_whole(device, rpc, chassis[0], name=device.host, member="", engines=None, slots=None),)


def _distinct(chassis: Iterable[Chassis]) -> list[Chassis]:
    """Without repeats of one chassis that two Routing Engines listed."""
    seen: dict[tuple[str, str], Chassis] = {}
    for index, one in enumerate(chassis):
        member = member_of(one.engine)
        seen.setdefault((one.serial_number or f"#{index}", member), one)
    return list(seen.values())


def member_of(engine: str) -> str:
    """``member0`` of ``member0-re1``, ``node1`` of ``node1``; "" for ``re0`` and ``localre``."""
    match = _MEMBER_ENGINE.match(engine)
    return match[0] if match else ""


def _is_whole_member(engine: str) -> bool:
    return member_of(engine).startswith(("node", "member"))


def _chassis_units(device: Device, rpc: Rpc, chassis: list[Chassis]) -> tuple[Unit, ...]:
    units = []
    for index, one in enumerate(chassis):
        member = member_of(one.engine) or one.engine or f"chassis{index}"
        ranges = [m.fpc_slots for m in _members(device) if member == f"member{m.member_id}" and m.fpc_slots]
        units.append(
            _whole(
                device,
                rpc,
                one,
                name=f"{device.host}.{member}",
                member=member,
                engines=_engines(member),
                slots=frozenset(ranges[0]) if ranges else None,
            )
        )
    return (*units, *_silent_members(device, {unit.member for unit in units}))


def _silent_members(device: Device, listed: set[str]) -> list[Unit]:
    """Nodes and members that are there, by the cluster's or the virtual chassis' word, and missing in the inventory."""
    cluster = _known(device, Rpc.CHASSIS_CLUSTER, ChassisCluster)
    nodes = dict.fromkeys(row.node for row in cluster.nodes) if cluster else {}
    lost = _lost_nodes(device)
    units = [_silent(device, node, None) for node in nodes if node not in listed and node not in lost]
    there = [m for m in _members(device) if not _is_absent(m) and len(m.fpc_slots) != 1]
    return units + [_silent(device, f"member{m.member_id}", m) for m in there if f"member{m.member_id}" not in listed]


def _silent(device: Device, name: str, listed: VirtualChassisMember | None) -> Unit:
    serial, item, xpath = _member_serial(Rpc.INVENTORY, None, listed)
    return Unit(
        device.host,
        f"{device.host}.{name}",
        name,
        serial_number=serial,
        serial_item=item,
        serial_xpath=xpath,
        model=_model(device, _engines(name)) or (listed.model if listed else ""),
        engines=_engines(name),
        fpc_slots=frozenset(listed.fpc_slots) if listed and listed.fpc_slots else None,
    )


def _whole(
    device: Device,
    rpc: Rpc,
    chassis: Chassis,
    *,
    name: str,
    member: str,
    engines: frozenset[str] | None,
    slots: frozenset[int] | None,
) -> Unit:
    serial, xpath = _chassis_serial(chassis)
    models = [other for other in _same_chassis(device, chassis) if other.model_number or other.clei_code]
    return Unit(
        device.host,
        name,
        member,
        serial_number=serial,
        serial_item=rpc if serial else "",
        serial_xpath=xpath,
        model=_model(device, engines) or described_model(chassis.description, chassis.frus),
        description=chassis.description,
        part_number=chassis.part_number,
        model_number=next((other.model_number for other in models if other.model_number), ""),
        clei_code=next((other.clei_code for other in models if other.clei_code), ""),
        engines=engines,
        fpc_slots=slots,
        frus=chassis.frus,
    )


def _chassis_serial(chassis: Chassis) -> tuple[str, str]:
    """The chassis' serial and its place; some print it on the backplane or midplane only."""
    if own_serial(chassis.serial_number):
        return chassis.serial_number, f"{chassis.xpath}/serial-number"
    planes = [fru for fru in chassis.frus if fru.kind is FruKind.MIDPLANE]
    if chassis.description.lower() == _VIRTUAL_CHASSIS:
        planes += [fru for fru in chassis.frus if _FPC.match(fru.name)]
    found = next((fru for fru in planes if own_serial(fru.serial_number)), None)
    return (found.serial_number, f"{found.xpath}/serial-number") if found else ("", "")


def own_serial(text: str) -> bool:
    """Whether a serial number is one of the part itself: there, and not ``BUILTIN``."""
    return bool(text) and text.upper() != "BUILTIN"


def _same_chassis(device: Device, chassis: Chassis) -> list[Chassis]:
    """That chassis in every form of the inventory that is known; the form with CLEI codes may print no serials."""
    forms = [inventory for rpc in _INVENTORIES if (inventory := _known(device, rpc, ChassisInventory))]
    return [
        other
        for inventory in forms
        for other in inventory.chassis
        if other.serial_number in ("", chassis.serial_number) and other.engine == chassis.engine
    ]


def _member_slots(chassis: Chassis, members: list[VirtualChassisMember]) -> list[int]:
    """Slots of the members of a virtual chassis of switches; empty for a standalone device."""
    fpcs = {int(match[1]) for fru in chassis.frus if (match := _FPC.match(fru.name))}
    listed = {member.fpc_slots[0] for member in members if len(member.fpc_slots) == 1}
    if len(listed) > 1:
        return sorted(listed | fpcs)
    if chassis.description.lower() == _VIRTUAL_CHASSIS and fpcs:
        return sorted(fpcs | listed)
    return []


@dataclass(frozen=True, slots=True)
class _Switches:
    """What distinguishes the members of a Virtual Chassis of switches."""

    device: Device
    rpc: Rpc
    chassis: Chassis
    slots: list[int]
    known: int  # members, present or not

    def name(self, slot: int) -> tuple[str, str]:
        member = f"fpc{slot}" if self.known > 1 else ""
        return (f"{self.device.host}.{member}" if member else self.device.host), member


def _member_units(device: Device, rpc: Rpc, chassis: Chassis, slots: list[int]) -> tuple[Unit, ...]:
    known = len(set(slots) | {slot for member in _members(device) for slot in member.fpc_slots[:1]})
    switches = _Switches(device, rpc, chassis, slots, known)
    return tuple(_member_unit(switches, slot) for slot in slots)


def _member_unit(switches: _Switches, slot: int) -> Unit:
    device = switches.device
    name, member = switches.name(slot)
    listed = next((m for m in _members(device) if m.fpc_slots == (slot,)), None)
    fpc = next((fru for fru in switches.chassis.frus if _slot_of(fru) == slot), None)
    serial, item, xpath = _member_serial(switches.rpc, fpc, listed)
    engines = _member_engines(device, slot) if switches.known > 1 else None
    forms = _same_fpc(device, slot)
    return Unit(
        device.host,
        name,
        member,
        serial_number=serial,
        serial_item=item,
        serial_xpath=xpath,
        model=_model(device, engines) or (listed.model if listed else "") or _described_member(switches, slot, fpc),
        description=fpc.description if fpc else "",
        part_number=fpc.part_number if fpc else "",
        model_number=next((form.model_number for form in forms if form.model_number), ""),
        clei_code=next((form.clei_code for form in forms if form.clei_code), ""),
        engines=engines,
        fpc_slots=frozenset({slot}) if switches.known > 1 else None,
        frus=member_frus(switches.chassis, slot, switches.slots),
    )


def _described_member(switches: _Switches, slot: int, fpc: Fru | None) -> str:
    frus = member_frus(switches.chassis, slot, switches.slots)
    return described_model(fpc.description, frus) if fpc else ""


def _member_serial(rpc: Rpc, fpc: Fru | None, listed: VirtualChassisMember | None) -> tuple[str, str, str]:
    if fpc is not None and own_serial(fpc.serial_number):
        return fpc.serial_number, rpc, f"{fpc.xpath}/serial-number"
    if listed is not None and own_serial(listed.serial_number):
        return listed.serial_number, Rpc.VIRTUAL_CHASSIS, f"{listed.xpath}/member-serial-number"
    return "", "", ""


def member_frus(chassis: Chassis, slot: int, slots: list[int]) -> tuple[Fru, ...]:
    """Top-level modules of one member. What names no member goes to the first, so that nothing is lost."""
    serials = {fru.serial_number: _slot_of(fru) for fru in chassis.frus if _slot_of(fru) is not None}
    return tuple(fru for fru in chassis.frus if _owner(fru, serials, slots) == slot)


def _owner(fru: Fru, serials: dict[str, int | None], slots: list[int]) -> int:
    slot = _slot_of(fru)
    if slot is None and fru.kind is FruKind.ROUTING_ENGINE:
        number = _ENGINE_NUMBER.match(fru.name)
        slot = serials.get(fru.serial_number) if own_serial(fru.serial_number) else None
        slot = int(number[1]) if slot is None and number else slot
    return slot if slot in slots else slots[0]


def _slot_of(fru: Fru) -> int | None:
    match = _FPC.match(fru.name)
    return int(match[1]) if match else None


def _same_fpc(device: Device, slot: int) -> list[Fru]:
    forms = [inventory for rpc in _INVENTORIES if (inventory := _known(device, rpc, ChassisInventory))]
    return [fru for inventory in forms for one in inventory.chassis for fru in one.frus if _slot_of(fru) == slot]


def _member_engines(device: Device, slot: int) -> frozenset[str]:
    """Names that a member's rows come under; what comes as the local engine is about the primary."""
    names = _engines(f"fpc{slot}") | {f"member{slot}"}
    masters = [m.fpc_slots[:1] for m in _members(device) if m.role.lower().startswith("master")]
    return names | {"localre"} if not masters or (slot,) in masters else names


def _engines(member: str) -> frozenset[str]:
    return frozenset({member, f"{member}-re0", f"{member}-re1", f"{member}-localre"})


def _members(device: Device) -> tuple[VirtualChassisMember, ...]:
    known = _known(device, Rpc.VIRTUAL_CHASSIS, VirtualChassis)
    return known.members if known else ()


def _is_absent(member: VirtualChassisMember) -> bool:
    return member.status.lower() == _NOT_THERE


def _lost_nodes(device: Device) -> list[str]:
    cluster = _known(device, Rpc.CHASSIS_CLUSTER, ChassisCluster)
    nodes = cluster.nodes if cluster else ()
    there = {row.node for row in nodes if row.status.lower() != "lost"}
    return list(dict.fromkeys(row.node for row in nodes if row.node not in there))


def _model(device: Device, engines: frozenset[str] | None) -> str:
    software = _known(device, Rpc.SOFTWARE, SoftwareInformation)
    rows = software.engines if software else ()
    owned = [row for row in rows if engines is None or row.engine in engines]
    return next((row.model for row in owned if row.model), "")


def product_model(device: Device) -> tuple[str, str]:
    """Product model and chassis description of a host, what its platform profile is chosen by; "" where unknown."""
    unit = units_of(device)[0]
    return unit.model, unit.description


def runs_evolved(device: Device) -> bool | None:
    """Whether the device runs Junos Evolved; None where no version of it could be read."""
    software = _known(device, Rpc.SOFTWARE, SoftwareInformation)
    printed = [engine.version for engine in software.engines if engine.version] if software else []
    versions = [version for version in printed if version.parsed or version.evolved]
    return any(version.evolved for version in versions) if versions else None


_BRACKETED = re.compile(r"\[([^\]]+)\]")


def model_in(description: str) -> str:
    """The product model in a description: ``mx204`` of ``JNP204 [MX204]``, the first word of ``EX4200-48T, 8 POE``."""
    match = _BRACKETED.search(description)
    words = (match[1] if match else description).replace(",", " ").split()
    return words[0].lower() if words else ""


# One chassis that is sold in two families describes itself by its ports; its Routing Engine names the product.
_BY_PORTS = re.compile(r"JNP\d{1,3}[A-Z]\d{1,3}[A-Z](?:-CHAS)?", re.IGNORECASE)
_PRODUCT_ENGINE = re.compile(r"RE-((?:EX|QFX)\d{4}-\S+)", re.IGNORECASE)


def described_model(description: str, frus: Iterable[Fru]) -> str:
    """The product model that the inventory states: that of the description, or of the Routing Engine where the
    description names ports alone."""
    if _BY_PORTS.fullmatch(description.strip()):
        engines = (fru for fru in frus if fru.kind is FruKind.ROUTING_ENGINE)
        named = next((match for one in engines if (match := _PRODUCT_ENGINE.fullmatch(one.description))), None)
        if named:
            return named[1].lower()
    return model_in(description)


@dataclass(frozen=True, slots=True)
class BoxFacts:
    """What shows whether two sightings are of one chassis: the same base addresses and module serial numbers.

    Attributes:
        base_macs: lower case with colons.
        fru_serials: serials of modules that have one of their own, other than the unit's serial itself. Disks and
            memory are left out: those of VM hosts are emulated and alike everywhere.
    """

    base_macs: frozenset[str]
    fru_serials: frozenset[str]


_EMULATED = frozenset({FruKind.STORAGE, FruKind.MEMORY})


def box_facts(device: Device, unit: Unit) -> BoxFacts:
    """The facts of one unit that distinguish a clone from a second sighting of the same chassis."""
    serials = frozenset(
        fru.serial_number
        for fru in unit.walk()
        if own_serial(fru.serial_number) and not fru.builtin and fru.kind not in _EMULATED
    )
    return BoxFacts(_base_macs(device, unit), serials - {unit.serial_number})


def macs_of(unit: Unit, macs: MacAddresses) -> tuple[tuple[str, int | None], ...]:
    """Base addresses of the unit's engines, each with how many addresses it begins (None where it is not printed)."""
    return tuple(
        (address, count)
        for place, address, count in macs.bases
        if unit.engines is None or place.lower().replace(" ", "") in unit.engines
    )


def _base_macs(device: Device, unit: Unit) -> frozenset[str]:
    known = _known(device, Rpc.MAC_ADDRESSES, MacAddresses)
    return frozenset(address for address, _ in macs_of(unit, known)) if known else frozenset()


def _known(device: Device, rpc: Rpc, kind: type[T]) -> T | None:
    reading = device.reading(rpc)
    return reading.value if isinstance(reading, Known) and isinstance(reading.value, kind) else None
