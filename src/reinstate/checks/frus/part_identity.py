"""Whether a module states an identity, and whether its numbers and names belong together."""

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
    Lack,
    LackKind,
    Remedy,
    Severity,
    counted,
    listed,
)
from reinstate.checks.framework.common_steps import LOOK_AT_MODULE
from reinstate.checks.frus.modules import DETAILED, Module, modules_of, or_passed, serial_ref
from reinstate.checks.frus.part_numbers import is_part_number, other_part_by_names
from reinstate.device.model import FruKind
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class IdentityPresent(Check):
    """Every module whose kind has an identity on this family states one.

    A module without part number and serial can't be traced, supported, or told from a counterfeit.

    Built-in parts take their parent's identity, the boards of a fixed box are the box, and the platform profile names
    the kinds that have none on a family. A module that gives its bare name could not be read.
    """

    id = "frus.identity-present"
    clauses = ("P25", "P28")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY,), reference=("platform-profiles",))
    remedy = Remedy(Action.LOOK, "reseat the module and collect again; take it out if it still states none")

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.family_unknown(case)
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
                remedy=self.remedy,
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
    """Part number, description, order number and CLEI code of a module belong together.

    A relabeled or rewritten module carries names of two products. The table is incomplete and names vary, so a
    contradiction calls for a look and proves nothing.

    CLEI code, order number and description are held against the part-number table; one that agrees is enough.
    """

    id = "frus.part-number-belongs"
    clauses = ("P25", "P27", "P28")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED, reference=("part-numbers",))
    remedy = LOOK_AT_MODULE

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
                remedy=Remedy(Action.LOOK, "compare these modules with their labels by eye"),
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
                remedy=Remedy(Action.REMOVE, "take it out before the inspection"),
            )
        return self.unknown(
            module.subject,
            what,
            expected=expected,
            actual=against,
            evidence=module.evidence,
            remedy=LOOK_AT_MODULE,
        )


def _against(case: Case, module: Module) -> str:
    return other_part_by_names(
        case.reference,
        module.fru.part_number,
        description=module.fru.description,
        model_number=module.model_number,
        clei_code=module.clei_code,
    )


class RepeatedOptics(Check):
    """No two optics of the unit have the same serial.

    Copied optics mostly carry one copied identity, so the same serial turns up on several of them.

    The two ends of one cable share a serial, and so do all ends of one that breaks out.
    """

    id = "frus.repeated-optics"
    clauses = ("P27", "P28")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = Remedy(Action.REMOVE, "take them out before the inspection")

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
    """Serial numbers have a shape that Juniper is known to use.

    A serial that was made up often has a shape of its own. A new product may have one too.

    Shapes come from serials that genuine boxes print, and nobody has published them: another shape proves nothing.
    Supplies, optics and bought-in parts have serials of their makers, of any shape. Masked serials are left out.
    """

    id = "frus.serial-shape"
    clauses = ("P25", "P27")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = Remedy(Action.LOOK, "compare the serial with the label, and look it up with the maker")

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
