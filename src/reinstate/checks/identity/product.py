"""Which product the unit is."""

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
    """The unit is a physical product of a known family.

    Only a product can be inspected and reinstated. A family without a platform profile can't be graded, for nothing
    says what it should tell or what is normal for it.

    Virtual devices are told by product model, description or a made-up serial; never by a routing engine's disks, which
    are emulated on genuine VM hosts.
    """

    id = "identity.is-hardware"
    clauses = ("P6",)
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(reads=(Rpc.SOFTWARE, Rpc.INVENTORY), reference=("platform-profiles",))
    remedy = Remedy(Action.STOP, "take it out of the batch: a virtual device has no hardware to reinstate")
    applies_to = Platforms(virtual=True)

    def judge(self, case: Case) -> Iterator[Finding]:
        virtual = _virtual_by(case)
        if virtual:
            yield self.failed(
                case.unit.name,
                "this is no product but a virtual device",
                expected="a physical product",
                actual=virtual,
                evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY)),
            )
            return
        case.known(Rpc.SOFTWARE, SoftwareInformation)
        case.known(Rpc.INVENTORY, ChassisInventory)
        named = case.unit.model or case.unit.description or "no model"
        if case.profile is None:
            yield self.family_unknown(case, "its family is unknown, so it can't be graded")
            return
        own = f" of the policy's own table {case.profile.table}" if case.profile.table else ""
        yield self.passed(
            case.unit.name, "a physical product of a known family", actual=f"{named}, profile {case.profile.name}{own}"
        )


def _virtual_by(case: Case) -> str:
    """What tells that the unit is virtual; "" where nothing does."""
    unit, profile = case.unit, case.profile
    for what, text in (("product model", unit.model), ("description", unit.description)):
        if _VIRTUAL_NAME.match(text):
            return f"{what} {text}"
    serial = unit.serial_number
    if _VIRTUAL_SERIAL.fullmatch(serial):
        return f"serial {serial}"
    if profile is not None and case.reference.looks_virtual(profile, serial):
        return f"{unit.model or unit.description or 'no model'} with serial {serial or 'unknown'}"
    return ""


class ModelAgrees(Check):
    """Product model, description and order number name one product.

    An identity EEPROM moved or rewritten from another product leaves names that don't fit each other.

    Names agree by series and number of ports, for one product goes by several: ``mx204``, ``JNP204 [MX204]`` and
    ``JNP204-CHAS`` are one. A name that holds no series says nothing.
    """

    id = "identity.model-agrees"
    clauses = ("P5", "P25")
    severity = Severity(Gravity.CONDITION, hold=True)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED)
    remedy = KEEP_AND_REPORT.after("compare with the label and the ports of the box")

    def judge(self, case: Case) -> Iterator[Finding]:
        unit = case.unit
        names = {
            "product model": unit.model,
            "description": unit.description,
            "order number": unit.model_number,
        }
        telling = {what: text for what, text in names.items() if product_names(text)}
        said = ", ".join(f"{what} {text}" for what, text in names.items() if text) or "nothing"
        evidence = (EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY))
        if len(telling) < 2:
            yield self.unknown(
                unit.name,
                "too few names of the product to compare",
                expected="two of product model, description and order number",
                actual=said,
                evidence=evidence,
                remedy=Remedy(Action.LOOK, "read the model off the label and compare by eye"),
            )
            return
        texts = list(telling.values())
        if any(disagree(one, other) for place, one in enumerate(texts) for other in texts[place + 1 :]):
            yield self.failed(
                unit.name, "its names are of different products", expected="one product", actual=said, evidence=evidence
            )
            return
        yield self.passed(unit.name, "its names are of one product", actual=said, evidence=evidence)
