"""Checks of modules: whether they are what they say and belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reinstate.checks.eeprom import addresses, chassis_serial, contradictions, lacks_clei_code, of_chassis
from reinstate.checks.framework import Action, Case, Check, EvidenceRef, Finding, Gravity, Lack, LackKind
from reinstate.checks.inputs import Inputs
from reinstate.checks.modules import DETAILED, Module, modules_of, or_passed, serial_ref
from reinstate.checks.part_numbers import is_part_number, other_part_by_names
from reinstate.checks.product_names import disagree, product_names
from reinstate.checks.wording import counted, listed
from reinstate.device.model import Chassis, ChassisInventory, Eeprom, Fpcs, FruKind, MacAddresses
from reinstate.device.slices import chassis_of, fpcs_of
from reinstate.device.units import macs_of, own_serial
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_LOOK = "take the module out, compare its label with what it says, and ask the seller where it comes from"
_UNIDENTIFIED = re.compile(r"(?<![A-Z])(?:UNKNOWN|UNSUPPORTED)(?![A-Z])", re.IGNORECASE)
_NOT_JUNIPER = "NON-JNPR"
_SERIAL_PREFIX = re.compile(r"^S/N\s*")


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
    action = Action.LOOK

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.family_unknown(case, "the family is unknown, so is which of its modules have an identity")
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
                action=self.action,
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
    action = Action.LOOK

    def judge(self, case: Case) -> Iterator[Finding]:
        known: list[Module] = []
        untold: list[Module] = []
        for one in modules_of(case):
            if is_part_number(one.fru.part_number):
                (known if case.reference.parts(one.fru.part_number) else untold).append(one)
        numbered = counted(len(known) + len(untold), "module")
        yield from or_passed(
            self._findings(case, known, untold),
            self.passed(
                case.unit.name,
                "no part number is known to belong to another product",
                actual=f"{numbered} with a part number, {len(known)} of them in the table",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _findings(self, case: Case, known: list[Module], untold: list[Module]) -> Iterator[Finding]:
        # A chassis has hundreds of optics of one kind: each kind is looked up once.
        said: dict[tuple[str, ...], str] = {}
        for module in known:
            names = module.fru.part_number, module.fru.description, module.model_number, module.clei_code
            if names not in said:
                said[names] = _against(case, module)
            if against := said[names]:
                yield self._contradicted(module, against)
        if untold:
            yield self.unknown(
                case.unit.name,
                "part numbers that the table doesn't know",
                expected="a row for each",
                actual=listed(module.fru.part_number for module in untold),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
                noted=True,
                next_step="compare these modules with their labels by eye",
                action=Action.LOOK,
                lacks=[Lack(LackKind.PART_NUMBER, one.fru.part_number) for one in untold],
            )

    def _contradicted(self, module: Module, against: str) -> Finding:
        fru = module.fru
        what, expected = "its part number and its names are of different products", f"the names of {fru.part_number}"
        if fru.kind is FruKind.TRANSCEIVER:  # taken out before an inspection anyway
            return self.advised(
                module.subject,
                what,
                expected=expected,
                actual=against,
                evidence=module.evidence,
                next_step="take it out before the inspection",
                action=Action.REMOVE,
            )
        return self.unknown(
            module.subject,
            what,
            expected=expected,
            actual=against,
            evidence=module.evidence,
            next_step=_LOOK,
            action=Action.LOOK,
        )


def _against(case: Case, module: Module) -> str:
    return other_part_by_names(
        case.reference,
        module.fru.part_number,
        description=module.fru.description,
        model_number=module.model_number,
        clei_code=module.clei_code,
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
    action = Action.REMOVE

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
        if _is_foreign(optic):
            what = "a third-party optic"
        elif fru.version.strip().upper() == "REV" and fru.part_number.startswith("740-"):
            what = "an optic that looks recoded: a Juniper part number with a REV that has no number"
        else:
            return
        said = " ".join(text for text in (fru.part_number, fru.version, fru.description) if text)
        yield self.failed(optic.subject, what, expected="an optic of Juniper's", actual=said, evidence=optic.evidence)


def _is_foreign(module: Module) -> bool:
    return module.fru.part_number.upper() == _NOT_JUNIPER or bool(_UNIDENTIFIED.search(module.fru.description))


class ThirdPartySupplyOrFan(Check):
    """A supply or fan that states no part number is the matter of ``frus.identity-present``."""

    id = "frus.third-party-supply-or-fan"
    title = "Power supplies and fan trays are Juniper's"
    rationale = "Foreign supplies and fans are outside the support procedures and can damage the box."
    clauses = ("P7", "P28")
    gravity = Gravity.CONDITION
    needs = (Rpc.INVENTORY,)
    next_step = "replace it by one of Juniper's before the inspection"
    action = Action.REPLACE

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
                action=Action.LOOK,
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
    action = Action.LOOK

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
            next_step="collect again; compare the EEPROM with what is printed of it by eye if it persists",
            action=Action.COLLECT,
        )

    def _contradicting(self, subject: str, said: list[str], eeprom: Eeprom) -> Iterator[Finding]:
        if said:
            yield self.unknown(
                subject,
                "its EEPROM contradicts itself or what is printed",
                expected="one identity throughout",
                actual="; ".join(said),
                evidence=(EvidenceRef(Rpc.INVENTORY_EXTENSIVE, eeprom.xpath),),
                next_step=_LOOK,
                action=Action.LOOK,
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
    """Compared are the chassis' and the midplane's own record, and a fixed box's control board, with the addresses
    that Junos uses. It keeps some of a range for itself, so a shorter range within the record's fits."""

    id = "frus.base-mac-in-record"
    title = "The base MAC address is among those in the chassis' own EEPROM"
    rationale = "A box whose addresses aren't those that its maker wrote into it was given another identity, or parts."
    clauses = ("P22", "P25")
    gravity = Gravity.CONDITION
    needs = (Rpc.INVENTORY_EXTENSIVE, Rpc.MAC_ADDRESSES)
    next_step = "compare the base MAC address with the label on the box, and ask the seller what was exchanged"
    action = Action.LOOK

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
                next_step=self.next_step,
                action=self.action,
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


class RepeatedOptics(Check):
    """The two ends of one cable share a serial, and so do all ends of one that breaks out."""

    id = "frus.repeated-optics"
    title = "No two optics of the unit have the same serial"
    rationale = "Copied optics mostly carry one copied identity, so the same serial turns up on several of them."
    clauses = ("P27", "P28")
    gravity = Gravity.ADVICE
    needs = (Rpc.INVENTORY,)
    unknown_is_noted = True
    next_step = "take them out before the inspection"
    action = Action.REMOVE

    def judge(self, case: Case) -> Iterator[Finding]:
        optics = [one for one in modules_of(case, FruKind.TRANSCEIVER) if own_serial(one.fru.serial_number)]
        alike: dict[str, list[Module]] = {}
        for optic in optics:
            alike.setdefault(optic.fru.serial_number.upper(), []).append(optic)
        several = {serial: same for serial, same in alike.items() if len(same) > 1 and not is_masked(serial)}
        yield from or_passed(
            (self._repeated(same) for same in several.values() if len(same) > _ends(same)),
            self.passed(
                case.unit.name,
                "no serial is on several optics",
                actual=counted(len(optics), "optic") + " with a serial",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _repeated(self, same: list[Module]) -> Finding:
        return self.failed(
            same[0].subject,
            f"{counted(len(same), 'optic')} have the same serial",
            expected="one optic, or the ends of one cable",
            actual=f"{same[0].fru.serial_number}: {listed(one.subject for one in same)}",
            evidence=[where for one in same for where in one.evidence],
        )


_CABLE = re.compile(r"AOC|DAC|\bACC|\bAEC|(?<![A-Z])A?CU(?=\d|-|\b)", re.IGNORECASE)
_BREAKS_OUT = re.compile(r"\b[248]X\d|\bBO\b|BREAKOUT", re.IGNORECASE)


def _ends(same: list[Module]) -> int:
    """How many optics may share a serial: the ends of a cable, if they are one."""
    names = [one.fru.description for one in same]
    if not all(map(_CABLE.search, names)):
        return 1
    return 9 if any(map(_BREAKS_OUT.search, names)) else 2


class SerialShape(Check):
    """Shapes come from serials that genuine boxes print, and nobody has published them: another shape proves nothing.
    Supplies, optics and bought-in parts have serials of their makers, of any shape. Masked serials are left out."""

    id = "frus.serial-shape"
    title = "Serial numbers have a shape that Juniper is known to use"
    rationale = "A serial that was made up often has a shape of its own. A new product may have one too."
    clauses = ("P25", "P27")
    gravity = Gravity.ADVICE
    needs = (Rpc.INVENTORY,)
    unknown_is_noted = True
    next_step = "compare the serial with the label, and look it up with the maker"
    action = Action.LOOK

    def judge(self, case: Case) -> Iterator[Finding]:
        unit = case.unit
        boards = [one for one in modules_of(case) if _PREFIX.match(one.fru.part_number) and one.has_identity]
        serials = [(unit.name, unit.serial_number, serial_ref(case))]
        serials += [(one.subject, one.fru.serial_number, one.evidence) for one in boards]
        told = [one for one in serials if own_serial(one[1]) and not is_masked(one[1])]
        yield from or_passed(
            (self._unusual(*one) for one in told if not has_known_shape(one[1])),
            self.passed(
                unit.name,
                "every serial has a known shape",
                actual=counted(len(told), "serial"),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _unusual(self, subject: str, serial: str, evidence: Iterable[EvidenceRef]) -> Finding:
        what = "the serial has an unusual shape, which proves nothing by itself"
        return self.failed(subject, what, expected="a shape that is known", actual=serial, evidence=evidence)


# Boards, assembled modules and complete fixed systems; bought-in items (740) have serials of any shape.
_PREFIX = re.compile(r"(?:650|71[01]|750|760)-\d{6}$")
_SHAPES = re.compile(
    r"[A-Z]{2}\d{4}(?:0[1-9]|[1-4]\d|5[0-3])\d{4}"  # fixed boxes: product, site, year, week, number
    r"|[A-Z]{2}\d{4}[A-Z]{2}\d{4}"  # SRX of a branch
    r"|JN[0-9A-F]{7}[A-Z]{3}"  # modular chassis
    r"|[A-Z]{2}\d{3}"  # chassis of middle size
    r"|(?:[A-Z]{2}){1,2}\d{4}",  # boards, old and new
    re.ASCII,
)
_MASKED = re.compile(r"(.)\1{3}|[*#?]")


def has_known_shape(serial: str) -> bool:
    """Whether a serial looks like those that genuine boards and chassis print."""
    return _SHAPES.fullmatch(serial.upper()) is not None


def is_masked(serial: str) -> bool:
    """Whether somebody put other characters in place of a serial's own: ``XXXXXXXX``, ``AB0000000000``."""
    return _MASKED.search(serial) is not None


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
    action = Action.REPLACE

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


class EmptyCardSlots(Check):
    """A modular chassis may well be sold with fewer cards than it takes; told is how many, for price and air flow."""

    id = "frus.empty-card-slots"
    title = "Every card slot holds a card"
    rationale = (
        "What isn't in a chassis is missing from its price, and a slot without a blank panel spoils its cooling."
    )
    clauses = ("P7",)
    gravity = Gravity.ADVICE
    needs = (Rpc.FPCS,)
    unknown_is_noted = True
    next_step = "compare with what was ordered, and see that a blank panel closes each empty slot"
    action = Action.LOOK

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.modular else f"{profile.name} takes no cards"

    def judge(self, case: Case) -> Iterator[Finding]:
        slots, where = fpcs_of(case.unit, case.known(Rpc.FPCS, Fpcs)), (EvidenceRef(Rpc.FPCS),)
        empty = [f"FPC {slot.slot}" for slot in slots if slot.state.lower() == "empty"]
        if not slots:
            yield self.unknown(case.unit.name, "no card slot is told of", expected="its slots", evidence=where)
        elif empty:
            what = f"{len(empty)} of {counted(len(slots), 'card slot')} hold no card"
            yield self.failed(case.unit.name, what, expected="no empty slot", actual=listed(empty), evidence=where)
        else:
            yield self.passed(
                case.unit.name, "no slot that is told of is empty", actual=f"{len(slots)}", evidence=where
            )


CHECKS: tuple[type[Check], ...] = (
    IdentityPresent,
    PartNumberBelongs,
    ThirdPartyOptics,
    ThirdPartySupplyOrFan,
    EepromConsistent,
    BaseMacInRecord,
    RepeatedOptics,
    SerialShape,
    EmptySlots,
    EmptyCardSlots,
)
