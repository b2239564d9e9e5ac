"""The unit's own serial number: one, real, and the same in every reply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Check, Evidence, EvidenceRef, Finding, Gravity, Remedy, Severity
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.frus.modules import DETAILED, serial_ref
from reinstate.device.model import ChassisInventory, Fru, FruKind, VirtualChassis
from reinstate.device.unit_rows import chassis_of, frus_of
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

_PLACEHOLDER = re.compile(
    r"(.)\1*|n/?a|none|null|unknown|(un|not )specified|default( string)?|to be filled.*|serial( ?number)?|0?1234567\d*",
    re.IGNORECASE,
)
# What Juniper and its suppliers print: letters, digits, and now and then a dash or an underscore.
_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,31}", re.IGNORECASE | re.ASCII)


class ChassisSerial(Check):
    """The unit has one real serial number.

    Support is registered by serial number; a blank or made-up one can't be, and a wiped one hides an origin.

    The serial may stand on the chassis, or on its backplane or midplane; a member of a virtual chassis of switches has
    it on its FPC.
    """

    id = "identity.chassis-serial"
    clauses = ("P25",)
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = KEEP_AND_REPORT.after("compare with the label on the box")

    def judge(self, case: Case) -> Iterator[Finding]:
        serial = case.unit.serial_number
        where: tuple[EvidenceRef, ...]
        if not serial:
            what, where = "no chassis serial in its inventory", (EvidenceRef(Rpc.INVENTORY),)
        elif not own_serial(serial) or _PLACEHOLDER.fullmatch(serial):
            what, where = "the chassis serial is a placeholder", serial_ref(case)
        elif not _SERIAL.fullmatch(serial):
            # A look-alike letter or a blank would also hide it from lists and from the search for clones.
            what, where = "the chassis serial holds characters that no serial number has", serial_ref(case)
        else:
            yield self.passed(case.unit.name, "it has a serial number", actual=serial, evidence=serial_ref(case))
            return
        yield self.failed(
            case.unit.name, what, expected="a serial number of its own", actual=serial or "none", evidence=where
        )


class SerialStable(Check):
    """Every reply states the same serial for the unit.

    A serial that differs between replies has been reprogrammed, or the replies come from different boxes.

    Compared are the plain and the detailed inventory, and the membership list of a virtual chassis. Some releases print
    no serials in the inventory with CLEI codes, which is no other serial.
    """

    id = "identity.serial-stable"
    clauses = ("P22", "P25")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=(*DETAILED, Rpc.VIRTUAL_CHASSIS))
    remedy = Remedy(Action.REPORT, f"collect once more; if it stays, {KEEP_AND_REPORT.text}")

    def judge(self, case: Case) -> Iterator[Finding]:
        serial = case.unit.serial_number
        if not own_serial(serial):
            yield self.unknown(case.unit.name, "no serial to compare", expected="a serial number", actual=serial)
            return
        stated = [(ref, found) for ref, found in (*_serials_in_inventories(case), *_serials_of_member(case)) if found]
        if not any(ref.item == Rpc.INVENTORY for ref, _ in stated):
            yield self.unknown(
                case.unit.name, "its inventory states no serial for this unit", expected=serial, actual="none"
            )
            return
        other = [(ref, found) for ref, found in stated if serial not in found]
        if other:
            ref, found = other[0]
            yield self.failed(
                case.unit.name,
                f"{ref.item} states another serial",
                expected=serial,
                actual=", ".join(sorted(found)),
                evidence=(*serial_ref(case), *(ref for ref, _ in other)),
            )
            return
        items = ", ".join(dict.fromkeys(str(ref.item) for ref, _ in stated))
        yield self.passed(
            case.unit.name, f"the same serial in {items}", actual=serial, evidence=[ref for ref, _ in stated]
        )


def _serials_in_inventories(case: Case) -> Iterator[tuple[EvidenceRef, frozenset[str]]]:
    """For each known inventory, every serial in it that could stand for the unit."""
    for rpc in (Rpc.INVENTORY, *DETAILED):
        inventory = case.known_or_none(rpc, ChassisInventory)
        if inventory is not None:
            serials, xpath = _unit_serials(case, inventory)
            yield EvidenceRef(rpc, xpath), serials


def _unit_serials(case: Case, inventory: ChassisInventory) -> tuple[frozenset[str], str]:
    unit = case.unit
    if unit.member.startswith("fpc") or unit.description == "" or _is_virtual_chassis(inventory):
        cards = [fru for fru in frus_of(unit, inventory) if fru.kind is FruKind.LINE_CARD]
        return _own(cards), cards[0].xpath if cards else ""
    chassis = [one for one in chassis_of(unit, inventory) if unit.engines is None or unit.owns_engine(one.engine)]
    serials = frozenset(one.serial_number for one in chassis if own_serial(one.serial_number))
    planes = [fru for one in chassis for fru in one.frus if fru.kind is FruKind.MIDPLANE]
    return serials or _own(planes), chassis[0].xpath if chassis else ""


def _is_virtual_chassis(inventory: ChassisInventory) -> bool:
    return any(one.description.lower() == "virtual chassis" for one in inventory.chassis)


def _own(frus: list[Fru]) -> frozenset[str]:
    return frozenset(fru.serial_number for fru in frus if own_serial(fru.serial_number))


def _serials_of_member(case: Case) -> Iterator[tuple[EvidenceRef, frozenset[str]]]:
    """The serial in the membership list; on a QFX3500 it is the FPC's, which differs from the chassis'."""
    listing = case.known_or_none(Rpc.VIRTUAL_CHASSIS, VirtualChassis)
    members = listing.members if listing else ()
    slots = case.unit.fpc_slots
    if slots is not None:
        members = tuple(member for member in members if slots.intersection(member.fpc_slots))
    for member in members if slots is not None or len(members) == 1 else ():
        if own_serial(member.serial_number):
            known = {member.serial_number}
            if member.serial_number in _own([fru for fru in case.unit.frus if fru.kind is FruKind.LINE_CARD]):
                known.add(case.unit.serial_number)
            yield EvidenceRef(Rpc.VIRTUAL_CHASSIS, member.xpath), frozenset(known)
