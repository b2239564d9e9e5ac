"""Checks of modules: whether they are what they say and belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reinstate.checks.eeprom import chassis_serial, checksum, contradictions
from reinstate.checks.framework import Action, Case, Check, EvidenceRef, Finding, Gravity, Lack, LackKind
from reinstate.checks.inputs import Inputs
from reinstate.checks.modules import DETAILED, Module, modules_of, or_passed
from reinstate.checks.part_numbers import is_part_number, other_part_by_names
from reinstate.checks.product_names import disagree, product_names
from reinstate.checks.wording import counted, listed
from reinstate.device.model import Chassis, ChassisInventory, Eeprom, FruKind
from reinstate.device.slices import chassis_of
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_LOOK = "take the module out, compare its label with what it says, and ask the seller where it comes from"
_UNIDENTIFIED = frozenset({"UNKNOWN", "UNSUPPORTED"})
_NOT_JUNIPER = "NON-JNPR"


class IdentityPresent(Check):
    """Built-in parts take their parent's identity, the boards of a fixed box are the box, and the platform profile
    names the kinds that have none on a family. A module that gives its bare name could not be read."""

    id = "frus.identity-present"
    title = "Every module whose kind has an identity on this family states one"
    rationale = "A module without part number and serial can't be traced, supported, or told from a counterfeit."
    clauses = ("P25", "P28")
    gravity = Gravity.CONDITION
    needs = (Rpc.INVENTORY,)
    data = ("platform-profiles",)
    next_step = "reseat the module and collect again; take it out if it still states none"

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.unknown(case.unit.name, "the family is unknown, so is which of its modules have an identity")
            return
        kinds = _kinds_with_identity(case.profile)
        modules = [one for one in modules_of(case) if one.fru.kind in kinds and not one.fru.builtin]
        yield from or_passed(
            (finding for module in modules for finding in self._of(module)),
            self.passed(
                case.unit.name,
                "every module that should state an identity does",
                actual=counted(len(modules), "module"),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _of(self, module: Module) -> Iterator[Finding]:
        fru = module.fru
        lacking = [what for what, text in (("part number", fru.part_number), ("serial", fru.serial_number)) if not text]
        if len(lacking) == 2 and not fru.description:
            yield self.unknown(
                module.subject,
                "it gives nothing but its name",
                expected="part number and serial",
                actual="none",
                evidence=module.evidence,
                next_step=self.next_step,
            )
        elif lacking:
            yield self.failed(
                module.subject,
                f"it states no {' and no '.join(lacking)}",
                expected="part number and serial",
                actual=fru.description or "no description",
                evidence=module.evidence,
            )


_REPLACEABLE_ON_FIXED = frozenset({FruKind.MIC, FruKind.POWER_SUPPLY})
_REPLACEABLE = _REPLACEABLE_ON_FIXED | {
    FruKind.LINE_CARD,
    FruKind.ROUTING_ENGINE,
    FruKind.CONTROL_BOARD,
    FruKind.FABRIC_BOARD,
}


def _kinds_with_identity(profile: PlatformProfile) -> frozenset[FruKind]:
    kinds = _REPLACEABLE if profile.modular else _REPLACEABLE_ON_FIXED
    return frozenset(kind for kind in kinds if kind not in profile.identity_free)


class PartNumberBelongs(Check):
    """CLEI code, order number and description are held against the part-number table; one that agrees is enough."""

    id = "frus.part-number-belongs"
    title = "Part number, description, order number and CLEI code of a module belong together"
    rationale = (
        "A relabelled or rewritten module carries names of two products. The table is incomplete and names vary, so "
        "a contradiction calls for a look and proves nothing."
    )
    clauses = ("P25", "P27", "P28")
    gravity = Gravity.CONDITION
    needs = (Rpc.INVENTORY,)
    uses = DETAILED
    data = ("part-numbers",)
    next_step = _LOOK

    def judge(self, case: Case) -> Iterator[Finding]:
        modules = [one for one in modules_of(case) if is_part_number(one.fru.part_number)]
        known = [one for one in modules if case.reference.parts(one.fru.part_number)]
        yield from or_passed(
            self._findings(case, modules, known),
            self.passed(
                case.unit.name,
                "no part number is known to belong to another product",
                actual=f"{counted(len(modules), 'module')} with a part number, {len(known)} of them in the table",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _findings(self, case: Case, modules: list[Module], known: list[Module]) -> Iterator[Finding]:
        for module in known:
            yield from self._of(case, module)
        untold = [module.fru.part_number for module in modules if module not in known]
        if untold:
            yield self.unknown(
                case.unit.name,
                "part numbers that the table doesn't know",
                expected="a row for each",
                actual=listed(untold),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
                noted=True,
                next_step="compare these modules with their labels by eye",
                action=Action.LOOK,
                lacks=[Lack(LackKind.PART_NUMBER, number) for number in untold],
            )

    def _of(self, case: Case, module: Module) -> Iterator[Finding]:
        fru = module.fru
        against = other_part_by_names(
            case.reference,
            fru.part_number,
            description=fru.description,
            model_number=module.model_number,
            clei_code=module.clei_code,
        )
        if not against:
            return
        what, expected = "its part number and its names are of different products", f"the names of {fru.part_number}"
        if fru.kind is FruKind.TRANSCEIVER:  # taken out before an inspection anyway
            yield self.advised(
                module.subject,
                what,
                expected=expected,
                actual=against,
                evidence=module.evidence,
                next_step="take it out before the inspection",
            )
        else:
            yield self.unknown(
                module.subject, what, expected=expected, actual=against, evidence=module.evidence, next_step=_LOOK
            )


class ThirdPartyOptics(Check):
    """``NON-JNPR``, ``UNKNOWN``, ``UNSUPPORTED``, or a Juniper part number with a bare ``REV``, which is how recoded
    optics look."""

    id = "frus.third-party-optics"
    title = "No third-party or recoded optic is fitted"
    rationale = (
        "Optics that aren't Juniper's are not inspected and not supported; they come out before the box is sent."
    )
    clauses = ("P27", "P28")
    gravity = Gravity.ADVICE
    needs = (Rpc.INVENTORY,)
    unknown_is_noted = True
    next_step = "take it out before the inspection"

    def judge(self, case: Case) -> Iterator[Finding]:
        optics = list(modules_of(case, FruKind.TRANSCEIVER))
        yield from or_passed(
            (finding for optic in optics for finding in self._of(optic)),
            self.passed(
                case.unit.name,
                "no third-party or recoded optic is told of",
                actual=counted(len(optics), "optic"),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _of(self, optic: Module) -> Iterator[Finding]:
        fru = optic.fru
        said = " ".join(text for text in (fru.part_number, fru.version, fru.description) if text)
        if _is_foreign(optic):
            what = "a third-party optic"
        elif fru.version.strip().upper() == "REV" and fru.part_number.startswith("740-"):
            what = "an optic that looks recoded: a Juniper part number with a REV that has no number"
        else:
            return
        yield self.failed(optic.subject, what, expected="an optic of Juniper's", actual=said, evidence=optic.evidence)


def _is_foreign(module: Module) -> bool:
    words = set(re.findall(r"[A-Z]+", module.fru.description.upper()))
    return module.fru.part_number.upper() == _NOT_JUNIPER or bool(words & _UNIDENTIFIED)


class ThirdPartySupplyOrFan(Check):
    """A supply or fan that states no part number is the matter of ``frus.identity-present``."""

    id = "frus.third-party-supply-or-fan"
    title = "Power supplies and fan trays are Juniper's"
    rationale = "Foreign supplies and fans are outside the support procedures and can damage the box."
    clauses = ("P7", "P28")
    gravity = Gravity.CONDITION
    needs = (Rpc.INVENTORY,)
    next_step = "replace it by one of Juniper's before the inspection"

    def judge(self, case: Case) -> Iterator[Finding]:
        modules = list(modules_of(case, FruKind.POWER_SUPPLY, FruKind.POWER_DISTRIBUTION, FruKind.FAN))
        yield from or_passed(
            (finding for module in modules for finding in self._of(module)),
            self.passed(
                case.unit.name,
                "no third-party supply or fan is told of",
                actual=counted(len(modules), "supply or fan").replace("fans", "fan modules"),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _of(self, module: Module) -> Iterator[Finding]:
        part = module.fru.part_number
        said = f"{part} {module.fru.description}".strip()
        if _is_foreign(module):
            yield self.failed(
                module.subject,
                "a third-party supply or fan",
                expected="one of Juniper's",
                actual=said,
                evidence=module.evidence,
            )
        elif part and not module.fru.builtin and not is_part_number(part):
            yield self.unknown(
                module.subject,
                "its part number has no form of Juniper's",
                expected="a part number such as 740-029970",
                actual=said,
                evidence=module.evidence,
                next_step=_LOOK,
            )


class EepromConsistent(Check):
    """Left out are modules that print ``BUILTIN`` (a genuine MX204 shows another board's record there) and bytes that
    Junos blanks or that were never written."""

    id = "frus.eeprom-consistent"
    title = "Identity EEPROMs agree with themselves and with what is printed of them"
    rationale = (
        "Who rewrites an identity mostly leaves traces: a wrong checksum, a revision that doesn't fit, the former "
        "serial in another field. The rules come from printed records, so a contradiction calls for a look."
    )
    clauses = ("P22", "P25", "P27")
    gravity = Gravity.CONDITION
    needs = (Rpc.INVENTORY_EXTENSIVE,)
    data = ("assembly-ids",)
    next_step = _LOOK

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
                *checksum(one.eeprom),
                *(chassis_serial(one.eeprom, case.unit.serial_number) if case.unit.serial_number else ()),
                *_assembly(case, one.eeprom, f"{one.description} {one.model_number}"),
            ]
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
            yield from self._contradicting(module.subject, said, module.eeprom)

    def _contradicting(self, subject: str, said: list[str], eeprom: Eeprom) -> Iterator[Finding]:
        if said:
            yield self.unknown(
                subject,
                "its EEPROM contradicts itself or what is printed",
                expected="one identity throughout",
                actual="; ".join(said),
                evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE, eeprom.xpath),),
                next_step=_LOOK,
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
        bare = re.sub(r"^S/N\s*", "", record)
        if row and len(bare) > 1 and bare not in (row, row[1:]):
            yield f"{what} {bare} in the record, {row} in the inventory"


def _assembly(case: Case, eeprom: Eeprom, names: str) -> Iterator[str]:
    """An assembly id that is surely another product's; ids whose product is only recalled say nothing."""
    rows = [row for row in case.reference.assembly(eeprom.assembly_id) if row.confidence != "C"]
    if rows and product_names(names) and all(disagree(row.model, names) for row in rows):
        yield f"assembly id {eeprom.assembly_id} of {rows[0].model}, named {' '.join(names.split())}"


class EmptySlots(Check):
    """Only what is evident: fewer supplies listed than the family takes."""

    id = "frus.empty-slots"
    title = "Every supply bay is filled"
    rationale = "A box that is sold with fewer supplies than it takes runs without redundancy."
    clauses = ("P28",)
    gravity = Gravity.ADVICE
    needs = (Rpc.INVENTORY,)
    unknown_is_noted = True
    next_step = "put it in the price, or fill the bay"

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.supply_slots else f"how many supplies {profile.name} takes isn't known"

    def judge(self, case: Case) -> Iterator[Finding]:
        slots = case.profile.supply_slots if case.profile else None
        fitted = list(modules_of(case, FruKind.POWER_SUPPLY))
        expected, actual = f"{slots} supplies", listed(one.subject for one in fitted) or "none listed"
        where = (EvidenceRef(Rpc.INVENTORY),)
        if not slots or not fitted:
            what = "which supply bays are filled isn't told"
            yield self.unknown(case.unit.name, what, expected=expected, actual=actual, evidence=where)
        elif len(fitted) < slots:
            what = f"{len(fitted)} of {slots} supply bays {'is' if len(fitted) == 1 else 'are'} filled"
            yield self.failed(case.unit.name, what, expected=expected, actual=actual, evidence=where)
        else:
            yield self.passed(case.unit.name, "every supply bay is filled", actual=actual, evidence=where)


CHECKS: tuple[type[Check], ...] = (
    IdentityPresent,
    PartNumberBelongs,
    ThirdPartyOptics,
    ThirdPartySupplyOrFan,
    EepromConsistent,
    EmptySlots,
)
