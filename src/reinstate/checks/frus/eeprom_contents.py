"""Whether identity EEPROM contents are consistent and match the inventory."""

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
    """Identity EEPROM contents are consistent and match the inventory.

    A rewritten identity often leaves traces: a wrong checksum, a revision that does not match, the earlier serial
    number in another field. The rules are derived from printed contents, so a contradiction is a reason to examine
    the module.

    The check skips modules that print ``BUILTIN`` (a genuine MX204 shows the contents of another board there), and
    bytes that Junos blanks or that were never written.
    """

    id = "frus.eeprom-consistent"
    clauses = ("P22", "P25", "P27")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY_EXTENSIVE,), reference=("assembly-ids",))
    remedy = LOOK_AT_MODULE

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.eeprom else f"{profile.name} is not known to print EEPROM contents"

    def judge(self, case: Case) -> Iterator[Finding]:
        modules = [one for one in modules_of(case) if one.eeprom is not None and not _prints_builtin(one)]
        chassis = [one for one in _chassis(case) if one.eeprom is not None]
        if not modules and not chassis:
            yield self.unknown(
                case.unit.name,
                "the inventory contains no EEPROM contents",
                expected="i2c-information",
                actual="none",
                evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE),),
            )
            return
        yield from or_passed(
            (*self._of_chassis(case, chassis), *self._of_modules(case, modules)),
            self.passed(
                case.unit.name,
                "no EEPROM contradiction was found",
                actual=counted(len(modules) + len(chassis), "EEPROM"),
                evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE),),
            ),
        )

    def _of_chassis(self, case: Case, chassis: Iterable[Chassis]) -> Iterator[Finding]:
        for one in chassis:
            if one.eeprom is None:
                continue
            found = [
                *of_chassis(one.eeprom, case.as_of.date()),
                *(chassis_serial(one.eeprom, case.unit.serial_number) if case.unit.serial_number else ()),
                *_assembly(case, one.eeprom, f"{one.description} {one.model_number}"),
            ]
            if one.eeprom.undecoded:
                yield self._undecoded(case.unit.name, one.eeprom)
            yield from self._contradicting(case.unit.name, found, one.eeprom)

    def _of_modules(self, case: Case, modules: Iterable[Module]) -> Iterator[Finding]:
        for module in modules:
            if module.eeprom is None:
                continue
            found = [
                *contradictions(module.eeprom, case.as_of.date()),
                *_differs_from_inventory(module),
                *_assembly(case, module.eeprom, f"{module.fru.description} {module.model_number}"),
            ]
            if module.eeprom.undecoded:
                yield self._undecoded(module.subject, module.eeprom)
            if module.fru.kind is FruKind.MIDPLANE and case.unit.serial_number:
                found += chassis_serial(module.eeprom, case.unit.serial_number)
            yield from self._contradicting(module.subject, found, module.eeprom)
            if lacks_clei_code(module.eeprom):
                yield self.advised(
                    module.subject,
                    "the EEPROM contains no CLEI code although its version has a field for it",
                    expected="a CLEI code",
                    actual="none",
                    evidence=(EvidenceRef(module.eeprom_at, module.eeprom.xpath),),
                )

    def _undecoded(self, subject: str, eeprom: Eeprom) -> Finding:
        return self.unknown(
            subject,
            "the EEPROM bytes are printed in an unknown form",
            expected="lines of hexadecimal bytes",
            actual="another form",
            evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE, eeprom.xpath),),
            remedy=Remedy(
                Action.COLLECT,
                "collect evidence again; if the result is the same, compare the EEPROM contents with the inventory",
            ),
        )

    def _contradicting(self, subject: str, found: list[str], eeprom: Eeprom) -> Iterator[Finding]:
        if found:
            yield self.unknown(
                subject,
                "the EEPROM contents are inconsistent or differ from the inventory",
                expected="one identity throughout",
                actual="; ".join(found),
                evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE, eeprom.xpath),),
                remedy=LOOK_AT_MODULE,
            )


def _prints_builtin(module: Module) -> bool:
    eeprom = module.eeprom
    return module.fru.builtin or (eeprom is not None and "BUILTIN" in (eeprom.part_number, eeprom.serial_number))


def _chassis(case: Case) -> tuple[Chassis, ...]:
    found = chassis_of(case.unit, case.known(Rpc.INVENTORY_EXTENSIVE, ChassisInventory))
    return tuple(one for one in found if one.serial_number == case.unit.serial_number)


def _differs_from_inventory(module: Module) -> Iterator[str]:
    """The inventory row of the module, compared with its EEPROM contents."""
    eeprom, fru = module.eeprom, module.fru
    for what, row, stored in (
        ("part number", fru.part_number, eeprom.part_number if eeprom else ""),
        ("serial number", fru.serial_number, eeprom.serial_number if eeprom else ""),
    ):
        bare = _SERIAL_PREFIX.sub("", stored)
        if row and len(bare) > 1 and bare not in (row, row[1:]):
            yield f"{what} {bare} in the EEPROM, {row} in the inventory"


def _assembly(case: Case, eeprom: Eeprom, names: str) -> Iterator[str]:
    """An assembly ID that belongs to another product; rows of a low-confidence source do not count."""
    rows = [row for row in case.reference.assembly(eeprom.assembly_id) if row.confidence != "C"]
    if rows and product_names(names) and all(disagree(row.model, names) for row in rows):
        yield f"assembly ID {eeprom.assembly_id} belongs to {rows[0].model}, the names are {' '.join(names.split())}"


class BaseMacInRecord(Check):
    """The base MAC address is within the range in the chassis EEPROM.

    Addresses other than those that Juniper wrote into the chassis can indicate another identity or replaced parts.

    The check compares the EEPROM of the chassis, of the midplane, and of the control board of a fixed-configuration
    chassis with the addresses that Junos uses. Junos reserves some addresses of a range, so a shorter range within
    that of the EEPROM matches.
    """

    id = "frus.base-mac-in-record"
    clauses = ("P22", "P25")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY_EXTENSIVE, Rpc.MAC_ADDRESSES))
    remedy = Remedy(
        Action.LOOK,
        "compare the base MAC address with the label on the chassis; ask the seller which parts were replaced",
    )

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.eeprom else f"{profile.name} is not known to print EEPROM contents"

    def judge(self, case: Case) -> Iterator[Finding]:
        name, used = case.unit.name, macs_of(case.unit, case.known(Rpc.MAC_ADDRESSES, MacAddresses))
        ranges = tuple(_given_addresses(case))
        where = (EvidenceRef(Rpc.MAC_ADDRESSES), EvidenceRef(Rpc.INVENTORY_EXTENSIVE))
        if not ranges or not used:
            what = "no EEPROM of the chassis contains MAC addresses" if used else "the unit reports no base MAC address"
            yield self.unknown(
                name, what, expected="MAC addresses to compare", actual="none", evidence=where, noted=True
            )
            return
        outside = [mac for mac, count in used if not any(_within(mac, count, one) for one in ranges)]
        given = ", ".join(f"{len(one)} from {_mac(one.start)}" for one in ranges)
        if outside:
            yield self.unknown(
                name,
                "the base MAC address is outside the range in the chassis EEPROM",
                expected=given,
                actual=listed(outside),
                evidence=where,
                remedy=self.remedy,
            )
        else:
            what = "the EEPROM range includes the base MAC address"
            yield self.passed(name, what, actual=given, evidence=where)


def _given_addresses(case: Case) -> Iterator[range]:
    fixed = case.profile is not None and not case.profile.modular
    kinds = (FruKind.MIDPLANE, FruKind.CONTROL_BOARD) if fixed else (FruKind.MIDPLANE,)
    modules = [one.eeprom for one in modules_of(case, *kinds) if not _prints_builtin(one)]
    eeproms = [*(one.eeprom for one in _chassis(case)), *modules]
    yield from dict.fromkeys(given for one in eeproms if one is not None and (given := addresses(one)) is not None)


def _within(mac: str, count: int | None, given: range) -> bool:
    first = int(mac.replace(":", ""), 16)
    return first in given and first + (count or 1) <= given.stop


def _mac(number: int) -> str:
    return number.to_bytes(6, "big").hex(":")
