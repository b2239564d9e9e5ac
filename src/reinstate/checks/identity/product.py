"""Which product the unit is."""

from __future__ import annotations

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
from reinstate.device.model import (
    ChassisInventory,
    Fru,
    FruKind,
    RoutingEngine,
    RoutingEngines,
    SoftwareInformation,
    Unit,
)
from reinstate.device.unit_rows import routing_engines_of
from reinstate.device.units import own_serial
from reinstate.device.virtual import is_appliance, partition_sign, virtual_sign
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class IsHardware(Check):
    """The unit is a physical product with a platform profile.

    Only a physical product can be inspected and reinstated. Without a platform profile, nothing defines what the device
    is expected to report or which values are normal.

    The check recognizes a virtual device by its product model, its description, a generated serial number, or the name
    of any of its modules, whatever its product model is. It ignores the disks of a Routing Engine, because genuine VM
    hosts emulate them. A partition of a chassis (guest network function) is not a product of its own.
    """

    id = "identity.is-hardware"
    clauses = ("P6",)
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(reads=(Rpc.SOFTWARE, Rpc.INVENTORY, Rpc.ROUTING_ENGINES), reference=("platform-profiles",))
    remedy = Remedy(Action.STOP, "remove the unit from the batch; a virtual device has no hardware to reinstate")
    applies_to = Platforms(virtual=True)

    def judge(self, case: Case) -> Iterator[Finding]:
        if virtual := _virtual_by(case):
            yield self._virtual(case, virtual)
            return
        if partition := _partition_by(case):
            yield self._partition(case, partition)
            return
        if case.profile is None and _names_a_series(case):  # it would have none, whatever else was collected
            yield self.family_unknown(case)
            return
        case.known(Rpc.SOFTWARE, SoftwareInformation)
        case.known(Rpc.INVENTORY, ChassisInventory)
        named = case.unit.model or case.unit.description or "no model"
        if case.profile is None:
            yield self.family_unknown(case)
            return
        if case.profile.table and case.profile.modular and _has_no_card_of_its_own(case.unit, case.profile):
            yield self._is_fixed(case, case.profile)
            return
        case.require((Rpc.ROUTING_ENGINES,))  # a virtual device may show in this reply alone
        own = f" from the policy's table {case.profile.table}" if case.profile.table else ""
        yield self.passed(
            case.unit.name,
            "the product matches a platform profile",
            actual=f"{named}, profile {case.profile.name}{own}",
        )

    def _virtual(self, case: Case, sign: str) -> Finding:
        where = (EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY))
        if is_appliance(case.unit) and not virtual_sign(case.unit, _engines(case)):
            return self.unknown(
                case.unit.name,
                "names of a physical route reflector and of a virtual one are reported",
                expected="names of one of them",
                actual=sign,
                evidence=where,
                remedy=Remedy(Action.LOOK, "confirm that the unit is an appliance, and compare its label"),
            )
        return self.failed(
            case.unit.name,
            "the unit is a virtual device, not a physical product",
            expected="a physical product",
            actual=sign,
            evidence=where,
        )

    def _is_fixed(self, case: Case, profile: PlatformProfile) -> Finding:
        """On a chassis that is called modular, nobody asks whether the built-in board forwards."""
        return self.unknown(
            case.unit.name,
            "the policy's platform profile states a modular chassis, the unit lists built-in boards",
            expected="line cards or Routing Engines with an identity of their own",
            actual=f"none; profile {profile.name} from the policy's table {profile.table}",
            evidence=(EvidenceRef(Rpc.INVENTORY),),
            remedy=Remedy(Action.DECLARE, "state modular: false in the platform profile, and evaluate again"),
        )

    def _partition(self, case: Case, sign: str) -> Finding:
        """Line cards and chassis are real, but those of another system, whose state and identity it does not show."""
        return self.unknown(
            case.unit.name,
            "the unit is a partition (guest network function) of a chassis",
            expected="the base system of the chassis",
            actual=sign,
            evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(Rpc.INVENTORY)),
            remedy=Remedy(Action.COLLECT, "inspect the base system (BSYS) of the chassis instead of the partition"),
        )


def _has_no_card_of_its_own(unit: Unit, profile: PlatformProfile) -> bool:
    """Whether the unit lists built-in boards only, with the identity of the chassis or none."""
    cards = [fru for fru in unit.frus if fru.kind is FruKind.LINE_CARD]
    engines = [fru for fru in unit.frus if fru.kind is FruKind.ROUTING_ENGINE]
    if any(_has_own_identity(card, unit) for card in cards):
        return False
    shown_by_engines = profile.redundant_engines or not cards
    return not (shown_by_engines and any(_has_own_identity(engine, unit) for engine in engines))


def _has_own_identity(fru: Fru, unit: Unit) -> bool:
    return not fru.builtin and own_serial(fru.serial_number) and fru.serial_number != unit.serial_number


def _names_a_series(case: Case) -> bool:
    return any(map(product_names, (case.unit.model, case.unit.description)))


def _virtual_by(case: Case) -> str:
    """The value that shows that the unit is virtual; "" where none does."""
    unit, profile = case.unit, case.profile
    if sign := virtual_sign(unit, _engines(case)):
        return sign
    if profile is not None and case.reference.looks_virtual(profile, unit.serial_number):
        return f"{unit.model or unit.description or 'no model'} with serial number {unit.serial_number or 'unknown'}"
    return ""


def _partition_by(case: Case) -> str:
    software = case.known_or_none(Rpc.SOFTWARE, SoftwareInformation)
    return partition_sign(case.unit, _engines(case), (one.engine for one in software.engines) if software else ())


def _engines(case: Case) -> tuple[RoutingEngine, ...]:
    known = case.known_or_none(Rpc.ROUTING_ENGINES, RoutingEngines)
    return routing_engines_of(case.unit, known) if known else ()


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
