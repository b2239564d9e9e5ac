"""Whether a module reports an identity, and whether its numbers and names belong together."""

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
from reinstate.checks.frus.expected_identity import Asked, asked_for_identity, lacking_numbers
from reinstate.checks.frus.modules import DETAILED, Module, is_odm, modules_of, or_passed, serial_ref
from reinstate.checks.frus.part_numbers import is_part_number, other_part_by_names
from reinstate.device.model import FruKind
from reinstate.device.units import own_serial
from reinstate.plan.requests import Rpc

_NEEDED = frozenset({FruKind.ROUTING_ENGINE, FruKind.CONTROL_BOARD, FruKind.FABRIC_BOARD, FruKind.MIDPLANE})
_COMPARE_THE_LABEL = Remedy(
    Action.LOOK, "reseat the board and collect evidence again; compare it with its label if it still reports none"
)


class IdentityPresent(Check):
    """Every module that can be removed reports part number and serial number.

    A module without part number and serial number cannot be traced, supported, or distinguished from a counterfeit.

    The check also evaluates a module with the name of a built-in part, if the platform profile, its description, or a
    sibling shows that it can be removed. It skips built-in parts, which have the identity of their parent, the boards
    of a fixed-configuration chassis, which have that of the chassis, and the modules that have none according to the
    platform profile. A module that reports only its name could not be read.
    """

    id = "frus.identity-present"
    clauses = ("P25", "P28")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY,), reference=("platform-profiles",))
    remedy = Remedy(Action.LOOK, "reseat the module and collect evidence again; remove it if it still reports none")

    def judge(self, case: Case) -> Iterator[Finding]:
        if case.profile is None:
            yield self.family_unknown(case)
            return
        asked = asked_for_identity(case, case.profile)
        yield from or_passed(
            (finding for one in asked for finding in self._of(one)),
            self.passed(
                case.unit.name,
                "all expected identities are present",
                actual=counted(len(asked), "module"),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _of(self, asked: Asked) -> Iterator[Finding]:
        module, lacking = asked.module, lacking_numbers(asked.module.fru)
        described = module.fru.description or "no description"
        if len(lacking) == 2 and not (module.fru.description and asked.surely):
            yield self.unknown(
                module.subject,
                "the module reports no part number or serial number, and may be removable"
                if module.fru.description
                else "the module reports only its name",
                expected="part number and serial number",
                actual=module.fru.description or "none",
                evidence=module.evidence,
                remedy=_remedy(module.fru.kind),
            )
        elif lacking:
            yield self.failed(
                module.subject,
                f"the module reports no {' or '.join(lacking)}",
                expected="part number and serial number",
                actual=described,
                evidence=module.evidence,
                remedy=_remedy(module.fru.kind),
            )


def _remedy(kind: FruKind) -> Remedy:
    """A board that the chassis does not run without is not removed."""
    return _COMPARE_THE_LABEL if kind in _NEEDED else IdentityPresent.remedy


class PartNumberBelongs(Check):
    """Part number, description, FRU model number, and CLEI code of each module match.

    A relabeled or rewritten module carries names of two products. The table is incomplete and names vary, so a
    contradiction is a reason to examine the module and proves nothing.

    The check compares CLEI code, FRU model number, and description with the part-number table; one match is enough.
    """

    id = "frus.part-number-belongs"
    clauses = ("P25", "P27", "P28")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED, reference=("part-numbers",))
    remedy = LOOK_AT_MODULE

    def judge(self, case: Case) -> Iterator[Finding]:
        known: list[Module] = []
        unlisted: list[Module] = []
        for one in modules_of(case):
            if is_part_number(one.fru.part_number):
                (known if case.reference.parts(one.fru.part_number) else unlisted).append(one)
        numbered = counted(len(known) + len(unlisted), "module")
        yield from or_passed(
            self._findings(case, known, unlisted),
            self.passed(
                case.unit.name,
                "no part number mismatch found",
                actual=f"{numbered} with a part number, {len(known)} of them in the table",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _findings(self, case: Case, known: list[Module], unlisted: list[Module]) -> Iterator[Finding]:
        # A chassis has hundreds of transceivers of one type: each type is looked up once.
        said: dict[tuple[str, ...], str] = {}
        for module in known:
            names = module.fru.part_number, module.fru.description, module.model_number, module.clei_code
            if names not in said:
                said[names] = _against(case, module)
            if against := said[names]:
                yield self._contradicted(module, against)
        if unlisted:
            yield self.unknown(
                case.unit.name,
                "part numbers without a row in the table",
                expected="a row for each",
                actual=listed(module.fru.part_number for module in unlisted),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
                noted=True,
                remedy=Remedy(Action.LOOK, "compare these modules with their labels"),
                lacks=[Lack(LackKind.PART_NUMBER, one.fru.part_number) for one in unlisted],
            )

    def _contradicted(self, module: Module, against: str) -> Finding:
        fru = module.fru
        what, expected = "part number and names belong to different products", f"the names of {fru.part_number}"
        if fru.kind is FruKind.TRANSCEIVER:  # removed before a product inspection anyway
            return self.advised(
                module.subject,
                what,
                expected=expected,
                actual=against,
                evidence=module.evidence,
                remedy=Remedy(Action.REMOVE, "remove the transceiver before the product inspection"),
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
    """No two transceivers of the unit report the same serial number.

    Copied transceivers often carry one copied identity, so several of them report the same serial number.

    The check allows the same serial number for both ends of a cable, and for all ends of a breakout cable.
    """

    id = "frus.repeated-optics"
    clauses = ("P27", "P28")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = Remedy(Action.REMOVE, "remove these transceivers before the product inspection")

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
                "no serial number is repeated",
                actual=counted(len(optics), "transceiver") + " with a serial number",
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _repeated(self, same: list[Module]) -> Finding:
        return self.failed(
            same[0].subject,
            f"{counted(len(same), 'transceiver')} report the same serial number",
            expected="one transceiver, or the ends of one cable",
            actual=f"{same[0].fru.serial_number}: {listed(one.subject for one in same)}",
            evidence=[where for one in same for where in one.evidence],
        )


_CABLE = re.compile(r"AOC|DAC|\bACC|\bAEC|(?<![A-Z])A?CU(?=\d|-|\b)", re.IGNORECASE)
_BREAKS_OUT = re.compile(r"\b[248]X\d|\bBO\b|BREAKOUT", re.IGNORECASE)


def _ends(same: list[Module]) -> int:
    """How many transceivers may share a serial number: the ends of a cable, if they are one."""
    names = [one.fru.description for one in same]
    if not all(map(_CABLE.search, names)):
        return 1
    return 9 if any(map(_BREAKS_OUT.search, names)) else 2


class SerialShape(Check):
    """Serial numbers match a known Juniper format.

    An invented serial number often has a format of its own. A new product can have a new format too.

    The check uses the formats of serial numbers that genuine units print. They are not published, so another format
    proves nothing. It skips power supplies, transceivers, and other parts with serial numbers of their manufacturers,
    and masked serial numbers. A chassis that another manufacturer builds has a serial number of that manufacturer.
    """

    id = "frus.serial-shape"
    clauses = ("P25", "P27")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = Remedy(Action.LOOK, "compare the serial number with the label; look it up with Juniper")

    def judge(self, case: Case) -> Iterator[Finding]:
        unit = case.unit
        boards = [one for one in modules_of(case) if _PREFIX.match(one.fru.part_number) and one.has_identity]
        serials = [(unit.name, unit.serial_number, serial_ref(case))]
        serials += [(one.subject, one.fru.serial_number, one.evidence) for one in boards]
        usable = [one for one in serials if own_serial(one[1]) and not is_masked(one[1])]
        yield from or_passed(
            (self._unusual(*one) for one in usable if not _is_usual(case, one[1])),
            self.passed(
                unit.name,
                "all serial numbers are in known formats",
                actual=counted(len(usable), "serial number"),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
            ),
        )

    def _unusual(self, subject: str, serial: str, evidence: Iterable[EvidenceRef]) -> Finding:
        what = "the serial number is not in a known format, which by itself proves nothing"
        return self.failed(subject, what, expected="a known format", actual=serial, evidence=evidence)


# Boards, assembled modules and complete fixed systems; purchased items (740) have serial numbers of any format.
_PREFIX = re.compile(r"(?:650|71[01]|750|760)-\d{6}$")
_SHAPES = re.compile(
    r"[A-Z]{2}\d{4}(?:0[1-9]|[1-4]\d|5[0-3])\d{4}"  # fixed-configuration chassis: product, site, year, week, number
    r"|[A-Z]{2}\d{4}[A-Z]{2}\d{4}"  # SRX of a branch
    r"|[A-Z]{2}\d{8}"  # mini-PIMs of SRX300 to SRX380
    r"|[A-Z]{2}\d{3}"  # chassis of middle size
    r"|(?:[A-Z]{2}){1,2}\d{4}"  # boards, old and new
    r"|[A-Z]{3}\d{3}[A-Z]",  # the newest boards
    re.ASCII,
)
_CHASSIS_SHAPES = re.compile(
    r"JN[0-9A-F]{7}(?:[A-Z]{3})?"  # modular chassis
    r"|[A-Z]\d{4}"  # M7i, M10i, MX80, MX104
    r"|\d{5}",  # M5 to M40e, T320, T640
    re.ASCII,
)
_ODM_SHAPE = re.compile(r"(?=.*\d)[A-Z0-9]{11,20}", re.ASCII)
_MASKED = re.compile(r"(.)\1{3}|[*#?]")


def _is_usual(case: Case, serial: str) -> bool:
    """Whether a serial number has a format that genuine boards print, or the chassis if it is that of the chassis."""
    text = serial.upper()
    if _SHAPES.fullmatch(text):
        return True
    of_chassis = text == case.unit.serial_number.upper()
    odm = is_odm(case) and _ODM_SHAPE.fullmatch(text) is not None
    return of_chassis and (odm or _CHASSIS_SHAPES.fullmatch(text) is not None)


def is_masked(serial: str) -> bool:
    """Whether characters of a serial number were replaced: ``XXXXXXXX``, ``AB0000000000``."""
    return _MASKED.search(serial) is not None
