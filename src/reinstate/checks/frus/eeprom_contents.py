"""Whether identity EEPROMs agree with themselves and with the inventory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    counted,
    listed,
)
from reinstate.checks.framework.common_steps import LOOK_AT_MODULE
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.frus.eeprom import addresses, chassis_serial, contradictions, lacks_clei_code, of_chassis
from reinstate.checks.frus.modules import Module, modules_of, or_passed
from reinstate.checks.frus.product_names import disagree, product_names
from reinstate.device.model import Chassis, ChassisInventory, Eeprom, FruKind, MacAddresses
from reinstate.device.unit_rows import chassis_of
from reinstate.device.units import macs_of
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_SERIAL_PREFIX = re.compile(r"^S/N\s*")


class EepromConsistent(Check):
    """Identity EEPROMs agree with themselves and with what is printed of them.

    Who rewrites an identity mostly leaves traces: a wrong checksum, a revision that doesn't fit, the former serial in
    another field. The rules come from printed records, so a contradiction calls for a look.

    Left out are modules that print ``BUILTIN`` (a genuine MX204 shows another board's record there) and bytes that
    Junos blanks or that were never written.
    """

    id = "frus.eeprom-consistent"
    clauses = ("P22", "P25", "P27")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY_EXTENSIVE,), reference=("assembly-ids",))
    remedy = LOOK_AT_MODULE

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.eeprom else f"{profile.name} isn't known to print its EEPROMs"

    def judge(self, case: Case) -> Iterator[Finding]:
        modules = [one for one in modules_of(case) if one.eeprom is not None and not _prints_builtin(one)]
        chassis = [one for one in _chassis(case) if one.eeprom is not None]
        if not modules and not chassis:
            yield self.unknown(
                case.unit.name,
                "no EEPROM is printed of any module",
                expected="i2c-information",
                actual="none",
                evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE),),
            )
            return
        yield from or_passed(
            (*self._of_chassis(case, chassis), *self._of_modules(case, modules)),
            self.passed(
                case.unit.name,
                "the EEPROMs agree with themselves and with what is printed",
                actual=counted(len(modules) + len(chassis), "record"),
                evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE),),
            ),
        )

    def _of_chassis(self, case: Case, chassis: Iterable[Chassis]) -> Iterator[Finding]:
        for one in chassis:
            if one.eeprom is None:
                continue
            said = [
                *of_chassis(one.eeprom, case.as_of.date()),
                *(chassis_serial(one.eeprom, case.unit.serial_number) if case.unit.serial_number else ()),
                *_assembly(case, one.eeprom, f"{one.description} {one.model_number}"),
            ]
            if one.eeprom.undecoded:
                yield self._unread(case.unit.name, one.eeprom)
            yield from self._contradicting(case.unit.name, said, one.eeprom)

    def _of_modules(self, case: Case, modules: Iterable[Module]) -> Iterator[Finding]:
        for module in modules:
            if module.eeprom is None:
                continue
            said = [
                *contradictions(module.eeprom, case.as_of.date()),
                *_printed_beside(module),
                *_assembly(case, module.eeprom, f"{module.fru.description} {module.model_number}"),
            ]
            if module.eeprom.undecoded:
                yield self._unread(module.subject, module.eeprom)
            if module.fru.kind is FruKind.MIDPLANE and case.unit.serial_number:
                said += chassis_serial(module.eeprom, case.unit.serial_number)
            yield from self._contradicting(module.subject, said, module.eeprom)
            if lacks_clei_code(module.eeprom):
                yield self.advised(
                    module.subject,
                    "its EEPROM has a place for a CLEI code and holds none",
                    expected="a CLEI code",
                    actual="none",
                    evidence=(EvidenceRef(module.eeprom_at, module.eeprom.xpath),),
                )

    def _unread(self, subject: str, eeprom: Eeprom) -> Finding:
        return self.unknown(
            subject,
            "the bytes of its EEPROM are printed in a form that can't be read",
            expected="lines of hexadecimal bytes",
            actual="another form",
            evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE, eeprom.xpath),),
            remedy=Remedy(
                Action.COLLECT, "collect again; compare the EEPROM with what is printed of it by eye if it persists"
            ),
        )

    def _contradicting(self, subject: str, said: list[str], eeprom: Eeprom) -> Iterator[Finding]:
        if said:
            yield self.unknown(
                subject,
                "its EEPROM contradicts itself or what is printed",
                expected="one identity throughout",
                actual="; ".join(said),
                evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE, eeprom.xpath),),
                remedy=LOOK_AT_MODULE,
            )


def _prints_builtin(module: Module) -> bool:
    eeprom = module.eeprom
    return module.fru.builtin or (eeprom is not None and "BUILTIN" in (eeprom.part_number, eeprom.serial_number))


def _chassis(case: Case) -> tuple[Chassis, ...]:
    found = chassis_of(case.unit, case.known(Rpc.INVENTORY_EXTENSIVE, ChassisInventory))
    return tuple(one for one in found if one.serial_number == case.unit.serial_number)


def _printed_beside(module: Module) -> Iterator[str]:
    """The module's own row against its record."""
    eeprom, fru = module.eeprom, module.fru
    for what, row, record in (
        ("part number", fru.part_number, eeprom.part_number if eeprom else ""),
        ("serial", fru.serial_number, eeprom.serial_number if eeprom else ""),
    ):
        bare = _SERIAL_PREFIX.sub("", record)
        if row and len(bare) > 1 and bare not in (row, row[1:]):
            yield f"{what} {bare} in the record, {row} in the inventory"


def _assembly(case: Case, eeprom: Eeprom, names: str) -> Iterator[str]:
    """An assembly id that is surely another product's; ids whose product is only recalled say nothing."""
    rows = [row for row in case.reference.assembly(eeprom.assembly_id) if row.confidence != "C"]
    if rows and product_names(names) and all(disagree(row.model, names) for row in rows):
        yield f"assembly id {eeprom.assembly_id} of {rows[0].model}, named {' '.join(names.split())}"


class BaseMacInRecord(Check):
    """The base MAC address is among those in the chassis' own EEPROM.

    A box whose addresses aren't those that its maker wrote into it was given another identity, or parts.

    Compared are the chassis' and the midplane's own record, and a fixed box's control board, with the addresses that
    Junos uses. It keeps some of a range for itself, so a shorter range within the record's fits.
    """

    id = "frus.base-mac-in-record"
    clauses = ("P22", "P25")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY_EXTENSIVE, Rpc.MAC_ADDRESSES))
    remedy = Remedy(
        Action.LOOK, "compare the base MAC address with the label on the box, and ask the seller what was exchanged"
    )

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.eeprom else f"{profile.name} isn't known to print its EEPROMs"

    def judge(self, case: Case) -> Iterator[Finding]:
        name, used = case.unit.name, macs_of(case.unit, case.known(Rpc.MAC_ADDRESSES, MacAddresses))
        ranges = tuple(_given_addresses(case))
        where = (EvidenceRef(Rpc.MAC_ADDRESSES), EvidenceRef(Rpc.INVENTORY_EXTENSIVE))
        if not ranges or not used:
            what = (
                "no EEPROM of the chassis gives MAC addresses" if used else "no base MAC address of this unit is told"
            )
            yield self.unknown(name, what, expected="addresses to compare", actual="none", evidence=where, noted=True)
            return
        outside = [mac for mac, count in used if not any(_within(mac, count, one) for one in ranges)]
        given = ", ".join(f"{len(one)} from {_mac(one.start)}" for one in ranges)
        if outside:
            yield self.unknown(
                name,
                "its base MAC address isn't among those in its EEPROM: inconsistent",
                expected=given,
                actual=listed(outside),
                evidence=where,
                remedy=self.remedy,
            )
        else:
            yield self.passed(name, "its base MAC address is one of its EEPROM's", actual=given, evidence=where)


def _given_addresses(case: Case) -> Iterator[range]:
    fixed = case.profile is not None and not case.profile.modular
    kinds = (FruKind.MIDPLANE, FruKind.CONTROL_BOARD) if fixed else (FruKind.MIDPLANE,)
    modules = [one.eeprom for one in modules_of(case, *kinds) if not _prints_builtin(one)]
    records = [*(one.eeprom for one in _chassis(case)), *modules]
    yield from dict.fromkeys(given for one in records if one is not None and (given := addresses(one)) is not None)


def _within(mac: str, count: int | None, given: range) -> bool:
    first = int(mac.replace(":", ""), 16)
    return first in given and first + (count or 1) <= given.stop


def _mac(number: int) -> str:
    return number.to_bytes(6, "big").hex(":")
