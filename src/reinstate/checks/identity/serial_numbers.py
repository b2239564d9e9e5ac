"""The unit's own serial number: one, valid, and the same in every reply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Check, Evidence, EvidenceRef, Finding, Gravity, Remedy, Severity
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT, MAKERS_RECORDS
from reinstate.checks.frus.modules import DETAILED, serial_ref
from reinstate.checks.identity.entitlement_answers import counting_answer, is_in_time
from reinstate.declared.kinds import EntitlementAnswer
from reinstate.device.model import ChassisInventory, Fru, FruKind, VirtualChassis
from reinstate.device.unit_rows import chassis_of, frus_of
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

_PLACEHOLDER = re.compile(
    r"(.)\1*|n/?a|none|null|unknown|(un|not )specified|default( string)?|to be filled.*|serial( ?number)?|0?1234567\d*",
    re.IGNORECASE,
)
# What Juniper and its suppliers print: letters, digits, and in a few cases a dash or an underscore.
_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,31}", re.IGNORECASE | re.ASCII)
# What the known chassis serial numbers have in common: capital letters and digits, and no word. Those of modular
# chassis contain hexadecimal digits. The formats themselves are not published: a new product can have a new one.
_KNOWN_FORM = re.compile(
    r"JN[0-9A-F]{7}(?:[A-Z]{3})?|(?!.*[A-Z]{5})(?=(?:.*\d){3})[A-Z0-9]{5,20}(?:-\d{1,2})?", re.ASCII
)


def no_serial_number(
    check: Check, case: Case, *, expected: str = "a serial number", noted: bool | None = None
) -> Finding:
    """The finding of a check that compares or looks up the unit's serial number, where the unit reports none."""
    return check.unknown(
        case.unit.name,
        "the unit reports no serial number to compare",
        expected=expected,
        actual=case.unit.serial_number or "none",
        noted=noted,
    )


class ChassisSerial(Check):
    """The unit reports one valid chassis serial number.

    Support is registered by serial number. A blank or invented serial number cannot be registered, and an erased one
    hides the origin of the unit.

    The check accepts the serial number of the chassis, its backplane, or its midplane. A member switch of a Virtual
    Chassis has its serial number on its FPC. A serial number in a form that no known one has is inconclusive, unless
    Juniper's entitlement records contain it.
    """

    id = "identity.chassis-serial"
    clauses = ("P25",)
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = KEEP_AND_REPORT.after("compare the inventory with the label on the chassis")

    def judge(self, case: Case) -> Iterator[Finding]:
        serial = case.unit.serial_number
        where: tuple[EvidenceRef, ...]
        if not serial:
            what, where = "the inventory contains no chassis serial number", (EvidenceRef(Rpc.INVENTORY),)
        elif not own_serial(serial) or _PLACEHOLDER.fullmatch(serial):
            what, where = "the chassis serial number is a placeholder", serial_ref(case)
        elif not _SERIAL.fullmatch(serial):
            # A look-alike letter or a blank also hides it from lists and from the search for clones.
            what, where = "the chassis serial number contains invalid characters", serial_ref(case)
        elif not _KNOWN_FORM.fullmatch(serial) and not _in_makers_records(case):
            yield self._of_unknown_form(case)
            return
        else:
            what = "the chassis serial number is valid"
            yield self.passed(case.unit.name, what, actual=serial, evidence=serial_ref(case))
            return
        yield self.failed(
            case.unit.name, what, expected="a valid chassis serial number", actual=serial or "none", evidence=where
        )

    def _of_unknown_form(self, case: Case) -> Finding:
        return self.unknown(
            case.unit.name,
            "not determined: the chassis serial number has a form that no known one has",
            expected="capital letters and digits, 5 to 20 characters, such as BK378",
            actual=case.unit.serial_number,
            evidence=serial_ref(case),
            remedy=_COMPARE_AND_LOOK_UP,
        )


_COMPARE_AND_LOOK_UP = Remedy(
    Action.LOOK_UP,
    "compare the serial number with the label on the chassis, and look it up in Juniper's entitlement tool, or ask the "
    "partner (no charge); provide the answers with -e entitlement=FILE",
    MAKERS_RECORDS,
)


def _in_makers_records(case: Case) -> bool:
    """Whether a current answer of Juniper's entitlement records registers this serial number to us."""
    day = case.as_of.date()
    answer = counting_answer(case.inputs.declared.entitlement.of(case.unit.serial_number), day)
    return answer is not None and answer.answer is EntitlementAnswer.OURS and is_in_time(answer, day)


class SerialStable(Check):
    """All replies report the same serial number for the unit.

    If the serial number differs between replies, it was reprogrammed, or the replies come from different chassis.

    The check compares the plain inventory, the detailed inventory, and the member list of a Virtual Chassis. It skips
    an inventory with CLEI codes that contains no serial numbers, as some releases print it.
    """

    id = "identity.serial-stable"
    clauses = ("P22", "P25")
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=(*DETAILED, Rpc.VIRTUAL_CHASSIS))
    remedy = Remedy(Action.REPORT, f"collect evidence again; if the difference remains, {KEEP_AND_REPORT.text}")

    def judge(self, case: Case) -> Iterator[Finding]:
        serial = case.unit.serial_number
        if not own_serial(serial):
            yield no_serial_number(self, case)
            return
        stated = [(ref, found) for ref, found in (*_serials_in_inventories(case), *_serials_of_member(case)) if found]
        if not any(ref.item == Rpc.INVENTORY for ref, _ in stated):
            yield self.unknown(
                case.unit.name, "the inventory reports no serial number for this unit", expected=serial, actual="none"
            )
            return
        other = [(ref, found) for ref, found in stated if serial not in found]
        if other:
            ref, found = other[0]
            yield self.failed(
                case.unit.name,
                f"the reply to {ref.item} reports a different serial number",
                expected=serial,
                actual=", ".join(sorted(found)),
                evidence=(*serial_ref(case), *(ref for ref, _ in other)),
            )
            return
        items = ", ".join(dict.fromkeys(str(ref.item) for ref, _ in stated))
        yield self.passed(
            case.unit.name,
            f"the same serial number is reported in {items}",
            actual=serial,
            evidence=[ref for ref, _ in stated],
        )


def _serials_in_inventories(case: Case) -> Iterator[tuple[EvidenceRef, frozenset[str]]]:
    """For each known inventory, every serial number in it that can be the unit's."""
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
    """The serial number in the member list; on a QFX3500 it is that of the FPC, which differs from the chassis."""
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
