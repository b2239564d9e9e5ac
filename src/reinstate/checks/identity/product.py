"""Which product the unit is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Platforms,
    Remedy,
    Severity,
)
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.checks.frus.modules import DETAILED
from reinstate.checks.frus.product_names import disagree, product_names
from reinstate.device.model import ChassisInventory, SoftwareInformation
from reinstate.plan.requests import Rpc

_VIRTUAL_NAME = re.compile(
    r"v(srx|mx|qfx|ptx|rr)\b|vqfx|vjunos|firefly|olive|[bc]?crpd|csrx|virtual (router|switch|firewall)", re.IGNORECASE
)
# Instances of virtual Junos make one up: VM and ten hexadecimal digits. All decimal could be a real product code.
_VIRTUAL_SERIAL = re.compile(r"VM(?=[0-9A-F]*[A-F])[0-9A-F]{10}", re.IGNORECASE)


class IsHardware(Check):
    """The unit is a physical product with a platform profile.

    Only a physical product can be inspected and reinstated. Without a platform profile, nothing defines what the device
    is expected to report or which values are normal.

    The check recognizes a virtual device by its product model, its description, or a generated serial number. It
    ignores the disks of a Routing Engine, because genuine VM hosts emulate them.
    """

    id = "identity.is-hardware"
    clauses = ("P6",)
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(reads=(Rpc.SOFTWARE, Rpc.INVENTORY), reference=("platform-profiles",))
    remedy = Remedy(Action.STOP, "remove the unit from the batch; a virtual device has no hardware to reinstate")
    applies_to = Platforms(virtual=True)

    def judge(self, case: Case) -> Iterator[Finding]:
        virtual = _virtual_by(case)
        if virtual:
            yield self.failed(
                case.unit.name,
                "the unit is a virtual device, not a physical product",
                expected="a physical product",
                actual=virtual,
                evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY)),
            )
            return
        case.known(Rpc.SOFTWARE, SoftwareInformation)
        case.known(Rpc.INVENTORY, ChassisInventory)
        named = case.unit.model or case.unit.description or "no model"
        if case.profile is None:
            yield self.family_unknown(case)
            return
        yield self.passed(
            case.unit.name, "the product matches a platform profile", actual=f"{named}, profile {case.profile.name}"
        )


def _virtual_by(case: Case) -> str:
    """The value that shows that the unit is virtual; "" where none does."""
    unit, profile = case.unit, case.profile
    for what, text in (("product model", unit.model), ("description", unit.description)):
        if _VIRTUAL_NAME.match(text):
            return f"{what} {text}"
    serial = unit.serial_number
    if _VIRTUAL_SERIAL.fullmatch(serial):
        return f"serial number {serial}"
    if profile is not None and case.reference.looks_virtual(profile, serial):
        return f"{unit.model or unit.description or 'no model'} with serial number {serial or 'unknown'}"
    return ""


class ModelAgrees(Check):
    """Product model, description, and FRU model number identify one product.

    An identity EEPROM that was moved or rewritten from another product leaves names of different products.

    The check compares names by series and number of ports, because one product has several names: ``mx204``,
    ``JNP204 [MX204]``, and ``JNP204-CHAS`` are one product. It skips a name that contains no series.
    """

    id = "identity.model-agrees"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.CONDITION, hold=True)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED)
    remedy = KEEP_AND_REPORT.after("compare the names with the label and ports of the chassis")

    def judge(self, case: Case) -> Iterator[Finding]:
        unit = case.unit
        names = {
            "product model": unit.model,
            "description": unit.description,
            "FRU model number": unit.model_number,
        }
        with_series = [text for text in names.values() if product_names(text)]
        reported = ", ".join(f"{what} {text}" for what, text in names.items() if text) or "none"
        evidence = (EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY))
        if len(with_series) < 2:
            yield self.unknown(
                unit.name,
                "too few product names are reported to compare",
                expected="two of product model, description, and FRU model number",
                actual=reported,
                evidence=evidence,
                remedy=Remedy(Action.LOOK, "read the model on the label and compare it with the reported names"),
            )
            return
        if any(disagree(one, other) for one, other in combinations(with_series, 2)):
            yield self.failed(
                unit.name,
                "the reported names identify different products",
                expected="one product",
                actual=reported,
                evidence=evidence,
            )
            return
        yield self.passed(unit.name, "the reported names identify one product", actual=reported, evidence=evidence)
