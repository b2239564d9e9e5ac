"""Third-party transceivers, power supplies and fans."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
)
from reinstate.checks.framework.common_steps import LOOK_AT_MODULE
from reinstate.checks.frus.modules import Module, modules_of, or_passed
from reinstate.checks.frus.part_numbers import is_part_number
from reinstate.device.model import FruKind
from reinstate.plan.requests import Rpc

_UNIDENTIFIED = re.compile(r"(?<![A-Z])(?:UNKNOWN|UNSUPPORTED)(?![A-Z])", re.IGNORECASE)
_NOT_JUNIPER = "NON-JNPR"


class ThirdPartyOptics(Check):
    """No third-party or recoded optic is fitted.

    Optics that aren't Juniper's are not inspected and not supported; they come out before the box is sent.

    ``NON-JNPR``, ``UNKNOWN``, ``UNSUPPORTED``, or a Juniper part number with a bare ``REV``, which is how recoded
    optics look.
    """

    id = "frus.third-party-optics"
    clauses = ("P27", "P28")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = Remedy(Action.REMOVE, "take it out before the inspection")

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
    """Power supplies and fan trays are Juniper's.

    Foreign supplies and fans are outside the support procedures and can damage the box.

    A supply or fan that states no part number is the matter of ``frus.identity-present``.
    """

    id = "frus.third-party-supply-or-fan"
    clauses = ("P7", "P28")
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.INVENTORY,))
    remedy = Remedy(Action.REPLACE, "replace it by one of Juniper's before the inspection")

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
                remedy=LOOK_AT_MODULE,
            )
