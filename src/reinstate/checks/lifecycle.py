"""Checks of lifecycle: whether the hardware may still be supported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reinstate.checks.attested import said
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
    shown,
)
from reinstate.checks.framework.common_steps import DO_NOT_PAY
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.frus.modules import DETAILED, Module, is_the_box_itself, modules_of, or_passed
from reinstate.declared.kinds import Attestation, AttestationKind
from reinstate.device.model import FruKind
from reinstate.plan.requests import Rpc
from reinstate.reference.library import LifecycleAnswer, LifecycleState, Reference
from reinstate.reference.profiles import PlatformProfile

_SETS = ("hardware-lifecycle", "hardware-aliases")
_LOOK_UP = "look the model up on Juniper's end-of-life page and enter the dated row in the operator's table"
_CONTRADICTED = (
    "look up on Juniper's end-of-life page which of these rows is right; where the operator's own table holds the "
    "wrong one, correct it there"
)
_CONFIRM = (
    "have the partner confirm in writing that the product is still eligible, before any fee is agreed; hand the letter "
    "in (-e attestations=FILE, kind lifecycle-confirmation)"
)
_CONFIRMED_DAYS = 90
_NONE_ANNOUNCED = "no end of life announced"
_BEFORE_END = frozenset({LifecycleState.SUPPORTED, LifecycleState.END_OF_LIFE})
_WHY_UNKNOWN = {
    LifecycleState.DOUBTFUL: "past end of support by a weak source alone",
    LifecycleState.CONFLICTING: "its lifecycle rows contradict each other",
    LifecycleState.UNKNOWN: "no lifecycle row speaks of it",
}


def _settling(answer: LifecycleAnswer) -> str:
    """What a person looks up so that the answer becomes sure."""
    if answer.state is LifecycleState.DOUBTFUL:
        ended = f"support of {shown(answer.matched)} ended on {answer.supportable_until}"
        return f"confirm on Juniper's end-of-life page that {ended}, and enter the dated row in the operator's table"
    return _CONTRADICTED if answer.state is LifecycleState.CONFLICTING else _LOOK_UP


def _no_sure_row(names: Iterable[str]) -> tuple[Lack, ...]:
    """The row that is missing, under the most exact name that the product goes by."""
    return tuple(Lack(LackKind.LIFECYCLE, name.upper()) for name in list(names)[:1])


@dataclass(frozen=True, slots=True)
class Product:
    """A chassis or module whose lifecycle is asked about, seen or only claimed.

    Attributes:
        subject: how findings name it.
        named: what a row would have to be of, for people.
        about: the model, as a look-up is told apart from others.
        lacks: the row that is missing where none is sure.
        evidence: where the names stand by which it was looked up.
        noted: that nothing sure is known of it is an open point; None leaves it to the check.
    """

    subject: str
    named: str
    about: str
    lacks: tuple[Lack, ...] = ()
    evidence: tuple[EvidenceRef, ...] = ()
    noted: bool | None = None


def claimed(subject: str, model: str) -> Product:
    """A product of which only the model is known that somebody states."""
    return Product(subject, model, f"model {model.upper()}", _no_sure_row([model]))


def end_of_support(check: Check, product: Product, answer: LifecycleAnswer) -> Finding:
    """Whether the product is before its end of support."""
    subject, actual, evidence = product.subject, answer.reason, product.evidence
    if answer.state is LifecycleState.ENDED:
        return check.failed(
            subject, "past end of support", expected="before end of support", actual=actual, evidence=evidence
        )
    if answer.state in _BEFORE_END:
        return check.passed(subject, "before end of support", actual=actual, evidence=evidence)
    return _untold(check, product, answer)


def end_of_life(check: Check, product: Product, answer: LifecycleAnswer, *, blocks: bool, confirm: str) -> Finding:
    """Whether its end of life isn't announced, where no confirmation says more.

    Args:
        blocks: the policy takes the announcement as the end.
        confirm: how a confirmation that it may be reinstated is got.
    """
    subject, evidence = product.subject, product.evidence
    if answer.state is LifecycleState.SUPPORTED:
        return check.passed(subject, _NONE_ANNOUNCED, actual=answer.reason, evidence=evidence)
    if answer.state is LifecycleState.ENDED:
        return check.failed(
            subject, "past end of life", expected="no end of life", actual=answer.reason, evidence=evidence
        )
    if answer.state is LifecycleState.END_OF_LIFE:
        return _unconfirmed(check, product, answer.reason, blocks=blocks, confirm=confirm)
    return _untold(check, product, answer)


def _unconfirmed(check: Check, product: Product, actual: str, *, blocks: bool, confirm: str) -> Finding:
    lacks = tuple(Lack(LackKind.CONFIRMATION, one.name) for one in product.lacks)
    if blocks:
        return check.failed(
            product.subject,
            "end of life is announced, which this policy takes as the end",
            expected=_NONE_ANNOUNCED,
            actual=actual,
            evidence=product.evidence,
            remedy=Remedy(check.remedy.action, f"give the product up, or {confirm}", product.about),
            lacks=lacks,
        )
    return check.unknown(
        product.subject,
        "end of life is announced, and a partner must confirm in writing that it may be reinstated",
        expected=_NONE_ANNOUNCED,
        actual=actual,
        evidence=product.evidence,
        remedy=Remedy(Action.ASK, confirm, product.about),
        lacks=lacks,
    )


def _untold(check: Check, product: Product, answer: LifecycleAnswer) -> Finding:
    return check.unknown(
        product.subject,
        _WHY_UNKNOWN[answer.state],
        expected=f"a dated row for {product.named}",
        actual=answer.reason,
        evidence=product.evidence,
        noted=product.noted,
        remedy=Remedy(Action.LOOK_UP, _settling(answer), product.about),
        lacks=product.lacks,
    )


def _confirmation(case: Case) -> Attestation | None:
    """The newest written confirmation about this unit or its model, of one day the graver; None where there is none."""
    names = {name.upper() for name in _names_of_chassis(case)}
    told = [
        one
        for one in case.inputs.declared.attestations.rows
        if one.kind is AttestationKind.LIFECYCLE and _speaks_of(one, case.unit.serial_number, names)
    ]
    return max(told, key=lambda one: (one.on, not one.holds, bool(one.damage)), default=None)


def _speaks_of(told: Attestation, serial: str, names: set[str]) -> bool:
    by_serial = bool(told.serial) and told.serial == serial.strip().upper()
    return by_serial or (not told.serial and told.model.strip().upper() in names)


def _why_it_does_not_count(told: Attestation, on: date) -> str:
    """Why a confirmation settles nothing; "" where it does."""
    if not told.files:
        return "the letter itself isn't attached to it"
    if told.on > on + timedelta(days=1):
        return f"it is dated {told.on}, after the day of judgement"
    return f"it is of {told.on}, older than {_CONFIRMED_DAYS} days" if (on - told.on).days > _CONFIRMED_DAYS else ""


class ChassisEndOfSupport(Check):
    """The product is before its end of support.

    A product past end of service is not eligible. A product without a row is unknown and not "supported": the published
    tables are incomplete.

    Rows match by exact order number, alias or an operator's glob, never by family.
    """

    id = "lifecycle.chassis-end-of-support"
    clauses = ("P3",)
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED, reference=_SETS)
    remedy = DO_NOT_PAY

    def judge(self, case: Case) -> Iterator[Finding]:
        yield end_of_support(self, _chassis(case), _of_chassis(case))


class ChassisEndOfLife(Check):
    """The product's end of life has not been announced.

    The policy excludes products past the end of their life or service. Between announcement and end of support Juniper
    still serves contracts, so a partner must say in writing whether reinstatement is possible.

    Past the announcement or the last order and before end of support, the policy's words don't decide.
    """

    id = "lifecycle.chassis-end-of-life"
    clauses = ("P3", "P9")
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED, declared=("attestations",), reference=_SETS)
    remedy = DO_NOT_PAY

    def judge(self, case: Case) -> Iterator[Finding]:
        product, answer, blocks = _chassis(case), _of_chassis(case), case.inputs.end_of_life_blocks
        told = _confirmation(case) if answer.state is LifecycleState.END_OF_LIFE else None
        if told is not None:
            yield self._confirmed(case, product, answer, told)
        else:
            yield end_of_life(self, product, answer, blocks=blocks, confirm=_CONFIRM)

    def _confirmed(self, case: Case, product: Product, answer: LifecycleAnswer, told: Attestation) -> Finding:
        name, evidence = product.subject, product.evidence
        if told.damage:
            return self.unknown(
                name,
                "the confirmation that was attached can't be relied on any more",
                expected=listed(file.name for file in told.files),
                actual=told.damage,
                remedy=Remedy(
                    Action.DECLARE, "restore the run's folder from a copy, or hand the confirmation in again"
                ),
            )
        if not told.holds:
            what = "end of life is announced, and it is confirmed in writing that it can't be reinstated"
            return self.failed(name, what, expected=_NONE_ANNOUNCED, actual=said(told), evidence=evidence)
        if flaw := _why_it_does_not_count(told, case.as_of.date()):
            actual, blocks = f"{answer.reason}; a confirmation doesn't count: {flaw}", case.inputs.end_of_life_blocks
            return _unconfirmed(self, product, actual, blocks=blocks, confirm=_CONFIRM)
        what = "end of life is announced, and it is confirmed in writing that it may be reinstated"
        return self.passed(name, what, actual=f"{answer.reason}; {said(told)}", evidence=evidence)


def _names_of_chassis(case: Case) -> tuple[str, ...]:
    return tuple(name for name in (case.unit.model_number, case.unit.model) if name)


def _of_chassis(case: Case) -> LifecycleAnswer:
    """What the tables say of the unit."""
    return case.reference.lifecycle(_names_of_chassis(case), case.as_of.date())


def _chassis(case: Case) -> Product:
    names = _names_of_chassis(case)
    return Product(
        subject=case.unit.name,
        named=" or ".join(dict.fromkeys(name.upper() for name in names)) or "a product that states no model",
        about=f"model {(names[0] if names else 'that states no name').upper()}",
        lacks=_no_sure_row(names),
        evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(case.unit.serial_item or Rpc.INVENTORY)),
    )


def _of_module(module: Module, reference: Reference, on: date) -> LifecycleAnswer:
    """What the tables say of a module: by its order number, else by what its description or part number stands for."""
    return reference.lifecycle(_order_numbers(module, reference), on)


def _order_numbers(module: Module, reference: Reference) -> Sequence[str]:
    if module.model_number:
        return (module.model_number,)
    description = module.fru.description
    if description and " " not in description:
        return (description,)
    models = {part.model_number for part in reference.parts(module.fru.part_number) if part.model_number}
    return tuple(models) if len(models) == 1 and not any("|" in model for model in models) else ()


class _ModulesCheck(Check):
    """A lifecycle check over modules: one finding for each that has an identity of its own."""

    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED, reference=_SETS)
    kinds: tuple[FruKind, ...] = ()
    noted_kinds: frozenset[FruKind] = frozenset()

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "" if profile.modular else f"{profile.name} is a fixed box: its boards live and end with the chassis"

    def judge(self, case: Case) -> Iterator[Finding]:
        modules = [module for module in modules_of(case, *self.kinds) if module.has_identity]
        for module in modules:
            yield self._of(module, case)
        if not modules:
            yield self.none_found(case)

    def none_found(self, case: Case) -> Finding:
        """The answer where the inventory shows no such module."""
        return self.passed(case.unit.name, "no such module is fitted", evidence=(EvidenceRef(Rpc.INVENTORY),))

    def _of(self, module: Module, case: Case) -> Finding:
        product = Product(
            subject=module.subject,
            named=module.named,
            about=f"model {module.named.upper()}",
            lacks=_no_sure_row(_order_numbers(module, case.reference)),
            evidence=module.evidence,
            noted=module.fru.kind in self.noted_kinds,
        )
        return end_of_support(self, product, _of_module(module, case.reference, case.as_of.date()))


class ControlEndOfSupport(_ModulesCheck):
    """Routing engines, control boards, fabric boards and midplane are before their end of support.

    A modular chassis doesn't run without these; ended ones take it out of support with them.

    Routing engines, control and fabric boards and the midplane. A midplane without a row is an open point: it is rarely
    listed on its own.
    """

    id = "lifecycle.control-end-of-support"
    clauses = ("P3",)
    severity = Severity(Gravity.BLOCKER)
    remedy = Remedy(
        Action.REPLACE, "replace the board by a supported one before the inspection, or give the product up"
    )
    kinds = (FruKind.ROUTING_ENGINE, FruKind.CONTROL_BOARD, FruKind.FABRIC_BOARD, FruKind.MIDPLANE)
    noted_kinds = frozenset({FruKind.MIDPLANE})

    def none_found(self, case: Case) -> Finding:
        return self.unknown(
            case.unit.name,
            "the inventory shows no routing engine or control board with an identity",
            expected="at least one routing engine",
            actual="none",
            evidence=(EvidenceRef(Rpc.INVENTORY),),
            remedy=Remedy(Action.COLLECT, "collect again when all boards are up"),
        )


class LineCardsEndOfSupport(_ModulesCheck):
    """Line cards, MICs and PICs are before their end of support.

    A chassis contract doesn't cover an ended card, and such a card can be taken out.

    A part that prints ``BUILTIN`` is covered by its parent.
    """

    id = "lifecycle.line-cards-end-of-support"
    clauses = ("P3", "P28")
    severity = Severity(Gravity.CONDITION)
    remedy = Remedy(
        Action.REMOVE, "take the card out before the inspection, or accept in writing that it stays uncovered"
    )
    kinds = (FruKind.LINE_CARD, FruKind.MIC, FruKind.PIC)


class AccessoriesEndOfSupport(Check):
    """Supplies, fans, optics and uplink modules are before their end of support.

    They are supported with their chassis; an ended one is worth knowing when a spare is bought.

    Supplies, fans, panels, optics, and the uplink modules of fixed boxes; those of one order number together.
    """

    id = "lifecycle.accessories-end-of-support"
    clauses = ("P3",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED, reference=_SETS)
    remedy = Remedy(Action.REPLACE, "plan a replacement of a current model")

    def judge(self, case: Case) -> Iterator[Finding]:
        yield from or_passed(
            self._findings(case),
            self.passed(case.unit.name, "no supply, fan, optic or uplink module is known to be past end of support"),
        )

    def _findings(self, case: Case) -> Iterator[Finding]:
        untold: list[str] = []
        lacks: list[Lack] = []
        for name, modules in _by_name(_accessories(case)).items():
            answer = _of_module(modules[0], case.reference, case.as_of.date())
            if answer.state is LifecycleState.ENDED:
                yield self.failed(
                    modules[0].subject if len(modules) == 1 else f"{name} ({len(modules)} of them)",
                    "past end of support",
                    expected="before end of support",
                    actual=answer.reason,
                    evidence=[ref for module in modules for ref in module.evidence[:1]],
                )
            elif answer.state not in _BEFORE_END:
                untold.append(name)
                lacks += _no_sure_row(_order_numbers(modules[0], case.reference))
        if untold:
            yield self.unknown(
                case.unit.name,
                f"no sure lifecycle row for {counted(len(untold), 'kind')} of supply, fan, optic or uplink module",
                expected="supported with its chassis",
                actual=listed(untold),
                evidence=(EvidenceRef(Rpc.INVENTORY),),
                remedy=Remedy(Action.LOOK_UP, _LOOK_UP),
                lacks=lacks,
            )


_ACCESSORIES = (
    FruKind.POWER_SUPPLY,
    FruKind.POWER_DISTRIBUTION,
    FruKind.FAN,
    FruKind.FRONT_PANEL,
    FruKind.TRANSCEIVER,
)


def _accessories(case: Case) -> Iterable[Module]:
    fixed = case.profile is not None and not case.profile.modular
    uplinks = (FruKind.MIC, FruKind.PIC) if fixed else ()
    for module in modules_of(case, *_ACCESSORIES, *uplinks):
        repeats = module.fru.serial_number == case.unit.serial_number
        if module.has_identity and not repeats and not is_the_box_itself(case, module.fru):
            yield module


def _by_name(modules: Iterable[Module]) -> dict[str, list[Module]]:
    grouped: dict[str, list[Module]] = defaultdict(list)
    for module in modules:
        grouped[module.named].append(module)
    return dict(sorted(grouped.items()))


# What P3 is asked of beside the chassis; supplies, fans, optics and cables count with it.
_OF_ITS_OWN = (
    FruKind.ROUTING_ENGINE,
    FruKind.CONTROL_BOARD,
    FruKind.FABRIC_BOARD,
    FruKind.LINE_CARD,
    FruKind.MIC,
    FruKind.PIC,
)
TOLD = frozenset({*_BEFORE_END, LifecycleState.ENDED})
CHASSIS = "chassis"


@dataclass(frozen=True, slots=True)
class PartLife:
    """What the tables say of the chassis, or of a board with a life of its own."""

    place: str
    answer: LifecycleAnswer
    evidence: tuple[EvidenceRef, ...]

    @property
    def end(self) -> date | None:
        """Its end of support, where the rows state one and are sure of it."""
        return self.answer.supportable_until if self.answer.state in TOLD else None


def lives_of(case: Case) -> tuple[PartLife, ...]:
    """The chassis first; the boards of a fixed box live and end with it."""
    return case.kept(_lives)


def _lives(case: Case) -> tuple[PartLife, ...]:
    chassis = PartLife(CHASSIS, _of_chassis(case), _chassis(case).evidence)
    if case.profile is None or not case.profile.modular:
        return (chassis,)
    on = case.as_of.date()
    boards = [module for module in modules_of(case, *_OF_ITS_OWN) if module.has_identity]
    return chassis, *(PartLife(one.subject, _of_module(one, case.reference, on), one.evidence) for one in boards)


def limiting(lives: Iterable[PartLife]) -> PartLife | None:
    """The part whose support ends first; None where no row states an end."""
    ending = [(one.end, one.place, one) for one in lives if one.end is not None]
    return min(ending, key=lambda one: one[:2])[2] if ending else None


class SupportableForAYear(Check):
    """Support doesn't end within twelve months.

    All three fees are non-refundable and buy at least one year of contract.

    Counted to the earliest end of support that the rows state, of the chassis or of a board with a life of its own; no
    stated end is no limit known.
    """

    id = "lifecycle.supportable-for-a-year"
    clauses = ("P3", "P10", "P12")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED, reference=_SETS)
    remedy = Remedy(Action.ASK, "weigh the fees against the months of support that are left")

    def judge(self, case: Case) -> Iterator[Finding]:
        lives = lives_of(case)
        name, today = case.unit.name, case.as_of.date()
        first = limiting(lives)
        end = first.end if first is not None else None
        if first is not None and end is not None and end < today + timedelta(days=365):
            yield self.failed(
                name if first.place == CHASSIS else first.place,
                "support ends within twelve months or has ended",
                expected="more than twelve months of support",
                actual=f"end of support {end}",
                evidence=first.evidence,
            )
            return
        chassis = lives[0]
        if chassis.answer.state not in TOLD:
            yield _untold(self, _chassis(case), chassis.answer)
            return
        limited = f" ({first.place})" if first is not None and first.place != CHASSIS else ""
        said = f"end of support {end}{limited}" if end else "no end of support stated"
        yield self.passed(
            name, "support doesn't end within twelve months", actual=said, evidence=(first or chassis).evidence
        )


CHECKS: tuple[type[Check], ...] = (
    ChassisEndOfSupport,
    ChassisEndOfLife,
    ControlEndOfSupport,
    LineCardsEndOfSupport,
    AccessoriesEndOfSupport,
    SupportableForAYear,
)
