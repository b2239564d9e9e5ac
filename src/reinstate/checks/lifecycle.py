"""Checks of lifecycle: whether the hardware can still be supported."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from reinstate.checks.attested import cited
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
from reinstate.checks.framework.common_steps import DO_NOT_PAY, READ_NOTES, UNREAD
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.frus.modules import DETAILED, Module, is_the_box_itself, modules_of, or_passed
from reinstate.declared.kinds import Attestation, AttestationKind
from reinstate.device.model import FruKind
from reinstate.plan.requests import Rpc
from reinstate.reference.library import LifecycleAnswer, LifecycleState, Reference
from reinstate.reference.profiles import PlatformProfile

_SETS = ("hardware-lifecycle", "hardware-aliases")
_LOOK_UP = "look up the model on Juniper's end-of-life page; add the dated row to your lifecycle table"
_CORRECT = "find the correct row on Juniper's end-of-life page; correct your own table if it holds the wrong one"
_CONFIRM = (
    "ask the partner to confirm in writing, before any fee is agreed, that the product is still eligible; provide the "
    "letter with -e attestations=FILE (kind lifecycle-confirmation)"
)
_CONFIRMED_DAYS = 90
_NONE_ANNOUNCED = "no end of life announced"
_BEFORE = "before end of support"
_BEFORE_END = frozenset({LifecycleState.SUPPORTED, LifecycleState.END_OF_LIFE})
_WHY_UNKNOWN = {
    LifecycleState.DOUBTFUL: "only a low-confidence source states that this {part} is past end of support",
    LifecycleState.END_OF_LIFE: "only a low-confidence source states the end of support of this {part}",
    LifecycleState.CONFLICTING: "lifecycle rows for this {part} contradict each other",
    LifecycleState.UNKNOWN: "no lifecycle data for this {part}",
}


class LifecycleCheck(Check):
    """A check of the chassis or of one kind of module.

    Attributes:
        part: what its findings call that, as in "the card is past end of support".
    """

    part: ClassVar[str] = "product"


def _look_up(answer: LifecycleAnswer) -> str:
    """What a person looks up to obtain a reliable row."""
    if answer.state is LifecycleState.DOUBTFUL:
        ended = f"support of {shown(answer.matched)} ended on {answer.supportable_until}"
        return f"confirm on Juniper's end-of-life page that {ended}; add the dated row to your lifecycle table"
    return _CORRECT if answer.state is LifecycleState.CONFLICTING else _LOOK_UP


def _missing_row(names: Iterable[str]) -> tuple[Lack, ...]:
    """The row that is missing, under the most exact name that the product goes by."""
    return tuple(Lack(LackKind.LIFECYCLE, name.upper()) for name in list(names)[:1])


@dataclass(frozen=True, slots=True)
class Product:
    """A chassis or module whose lifecycle is looked up, inspected or only claimed.

    Attributes:
        subject: how findings name it.
        named: the name that a lifecycle row needs, for people.
        about: the model that a lookup is about.
        lacks: the row that is missing where none is reliable.
        evidence: the places of the names by which it was looked up.
        noted: without reliable data, the finding is an open item; None leaves it to the check.
    """

    subject: str
    named: str
    about: str
    lacks: tuple[Lack, ...] = ()
    evidence: tuple[EvidenceRef, ...] = ()
    noted: bool | None = None


def claimed(subject: str, model: str) -> Product:
    """A product of which only the claimed model is known."""
    return Product(subject, model, f"model {model.upper()}", _missing_row([model]))


def end_of_support(check: LifecycleCheck, product: Product, answer: LifecycleAnswer) -> Finding:
    """Whether the product is before its end of support."""
    subject, actual, evidence = product.subject, answer.reason, product.evidence
    if answer.state is LifecycleState.ENDED:
        what = f"the {check.part} is past end of support"
        return check.failed(subject, what, expected=_BEFORE, actual=actual, evidence=evidence)
    if answer.state in _BEFORE_END and answer.certain:
        return check.passed(subject, f"the {check.part} is {_BEFORE}", actual=actual, evidence=evidence)
    return _undetermined(check, product, answer)


def end_of_life(
    check: LifecycleCheck, product: Product, answer: LifecycleAnswer, on: date, *, blocks: bool, confirm: str
) -> Finding:
    """Whether its end of life is announced, without a written confirmation.

    Args:
        on: the day of evaluation.
        blocks: the policy does not accept an announced end of life.
        confirm: how to obtain a confirmation that the product can be reinstated.
    """
    subject, evidence = product.subject, product.evidence
    if answer.state is LifecycleState.SUPPORTED:
        return check.passed(subject, "no end of life is announced", actual=answer.reason, evidence=evidence)
    if answer.state is LifecycleState.ENDED:
        what = f"end of life of the {check.part} is announced, and its support has ended"
        return check.failed(subject, what, expected=_NONE_ANNOUNCED, actual=answer.reason, evidence=evidence)
    if answer.state is LifecycleState.END_OF_LIFE:
        return _unconfirmed(check, product, answer, on, blocks=blocks, confirm=confirm)
    return _undetermined(check, product, answer)


def _unconfirmed(
    check: Check,
    product: Product,
    answer: LifecycleAnswer,
    on: date,
    *,
    blocks: bool,
    confirm: str,
    flaw: str = "",
) -> Finding:
    """An announced end of life that nobody confirmed; ``flaw`` is why a confirmation does not count."""
    lacks = tuple(Lack(LackKind.CONFIRMATION, one.name) for one in product.lacks)
    actual = f"{answer.reason}; the confirmation does not count: {flaw}" if flaw else answer.reason
    if answer.convertible_until is not None and on > answer.convertible_until:
        return check.failed(
            product.subject,
            "the last date to convert its warranty has passed; a partner must confirm eligibility",
            expected=f"a contract by {answer.convertible_until}, or a written confirmation",
            actual=actual,
            evidence=product.evidence,
            remedy=Remedy(check.remedy.action, f"do not proceed, or {confirm}", product.about),
            lacks=lacks,
        )
    if blocks:
        return check.failed(
            product.subject,
            "end of life is announced, which the policy does not accept",
            expected=_NONE_ANNOUNCED,
            actual=actual,
            evidence=product.evidence,
            remedy=Remedy(check.remedy.action, f"do not proceed, or {confirm}", product.about),
            lacks=lacks,
        )
    return check.unknown(
        product.subject,
        "end of life is announced; a partner must confirm eligibility in writing",
        expected=_NONE_ANNOUNCED,
        actual=actual,
        evidence=product.evidence,
        remedy=Remedy(Action.ASK, confirm, product.about),
        lacks=lacks,
    )


def _undetermined(check: LifecycleCheck, product: Product, answer: LifecycleAnswer) -> Finding:
    unread = answer.unread and answer.state in (LifecycleState.DOUBTFUL, LifecycleState.END_OF_LIFE)
    return check.unknown(
        product.subject,
        (UNREAD if unread else _WHY_UNKNOWN[answer.state]).format(part=check.part),
        expected=f"a dated row for {product.named}",
        actual=answer.reason,
        evidence=product.evidence,
        noted=product.noted,
        remedy=Remedy(Action.LOOK_UP, READ_NOTES if unread else _look_up(answer), product.about),
        lacks=product.lacks,
    )


def _confirmation(case: Case) -> Attestation | None:
    """The newest confirmation about this unit or its model, of one day the most severe; None where there is none."""
    names = {name.upper() for name in _names_of_chassis(case)}
    stated = [
        one
        for one in case.inputs.declared.attestations.rows
        if one.kind is AttestationKind.LIFECYCLE and _is_about(one, case.unit.serial_number, names)
    ]
    return max(stated, key=lambda one: (one.on, not one.holds, bool(one.damage)), default=None)


def _is_about(letter: Attestation, serial: str, names: set[str]) -> bool:
    by_serial = bool(letter.serial) and letter.serial == serial.strip().upper()
    return by_serial or (not letter.serial and letter.model.strip().upper() in names)


def _why_it_does_not_count(letter: Attestation, on: date) -> str:
    """Why a confirmation does not count; "" where it does."""
    if not letter.files:
        return "the letter is not attached"
    if letter.on > on + timedelta(days=1):
        return f"dated {letter.on}, after the evaluation date"
    return f"dated {letter.on}, more than {_CONFIRMED_DAYS} days old" if (on - letter.on).days > _CONFIRMED_DAYS else ""


class ChassisEndOfSupport(LifecycleCheck):
    """The product has not reached end of support.

    A product past end of service is not eligible. A product without lifecycle data is unknown, not supported, because
    the published tables are incomplete.

    The check finds a row by exact FRU model number, by alias, or by a pattern in your own table, never by family.
    """

    id = "lifecycle.chassis-end-of-support"
    clauses = ("P3",)
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED, reference=_SETS, by_rows=True)
    remedy = DO_NOT_PAY

    def judge(self, case: Case) -> Iterator[Finding]:
        yield end_of_support(self, _chassis(case), _of_chassis(case))


class ChassisEndOfLife(LifecycleCheck):
    """The product's end of life has not been announced.

    Juniper's policy excludes products past the end of their life or service. Between announcement and end of support,
    Juniper still serves contracts, so a partner must confirm in writing whether reinstatement is possible.

    The check is inconclusive after the announcement or the last order and before end of support, because the text of
    Juniper's policy does not decide that case. After the last date to convert a warranty, only a product that already
    has a contract can be supported: the check then fails until a partner confirms eligibility in writing.
    """

    id = "lifecycle.chassis-end-of-life"
    clauses = ("P3", "P9")
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(
        needs=(Rpc.SOFTWARE, Rpc.INVENTORY),
        uses=DETAILED,
        declared=("attestations",),
        reference=_SETS,
        by_rows=True,
    )
    remedy = DO_NOT_PAY

    def judge(self, case: Case) -> Iterator[Finding]:
        product, answer, blocks = _chassis(case), _of_chassis(case), case.inputs.end_of_life_blocks
        letter = _confirmation(case) if answer.state is LifecycleState.END_OF_LIFE else None
        if letter is not None:
            yield self._confirmed(case, product, answer, letter)
        else:
            yield end_of_life(self, product, answer, case.as_of.date(), blocks=blocks, confirm=_CONFIRM)

    def _confirmed(self, case: Case, product: Product, answer: LifecycleAnswer, letter: Attestation) -> Finding:
        name, evidence = product.subject, product.evidence
        if letter.damage:
            return self.unknown(
                name,
                "files attached to the confirmation cannot be used",
                expected=listed(file.name for file in letter.files),
                actual=letter.damage,
                remedy=Remedy(Action.DECLARE, "restore the run folder from a copy, or provide the confirmation again"),
            )
        if not letter.holds:
            what = "end of life is announced, and a written confirmation rules out reinstatement"
            return self.failed(name, what, expected=_NONE_ANNOUNCED, actual=cited(letter), evidence=evidence)
        on = case.as_of.date()
        if flaw := _why_it_does_not_count(letter, on):
            blocks = case.inputs.end_of_life_blocks
            return _unconfirmed(self, product, answer, on, blocks=blocks, confirm=_CONFIRM, flaw=flaw)
        what = "end of life is announced, and a written confirmation allows reinstatement"
        return self.passed(name, what, actual=f"{answer.reason}; {cited(letter)}", evidence=evidence)


def _names_of_chassis(case: Case) -> tuple[str, ...]:
    return tuple(name for name in (case.unit.model_number, case.unit.model) if name)


def _of_chassis(case: Case) -> LifecycleAnswer:
    """What the lifecycle tables state for the unit."""
    return case.reference.lifecycle(_names_of_chassis(case), case.as_of.date())


def _chassis(case: Case) -> Product:
    names = _names_of_chassis(case)
    return Product(
        subject=case.unit.name,
        named=" or ".join(dict.fromkeys(name.upper() for name in names)) or "a product without a reported model",
        about=f"model {(names[0] if names else 'that states no name').upper()}",
        lacks=_missing_row(names),
        evidence=(EvidenceRef(Rpc.SOFTWARE), EvidenceRef(case.unit.serial_item or Rpc.INVENTORY)),
    )


def _of_module(module: Module, reference: Reference, on: date) -> LifecycleAnswer:
    """What the tables state for a module: by FRU model number, else by its description or part number."""
    return reference.lifecycle(_order_numbers(module, reference), on)


def _order_numbers(module: Module, reference: Reference) -> Sequence[str]:
    if module.model_number:
        return (module.model_number,)
    description = module.fru.description
    if description and " " not in description:
        return (description,)
    models = {part.model_number for part in reference.parts(module.fru.part_number) if part.model_number}
    return tuple(models) if len(models) == 1 and not any("|" in model for model in models) else ()


class _ModulesCheck(LifecycleCheck):
    """A lifecycle check of modules: one finding for each that reports a part number or serial number of its own."""

    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED, reference=_SETS, by_rows=True)
    kinds: tuple[FruKind, ...] = ()
    noted_kinds: frozenset[FruKind] = frozenset()

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return (
            ""
            if profile.modular
            else f"{profile.name} is a fixed-configuration chassis: its boards share its lifecycle"
        )

    def judge(self, case: Case) -> Iterator[Finding]:
        modules = [module for module in modules_of(case, *self.kinds) if module.has_identity]
        for module in modules:
            yield self._of(module, case)
        if not modules:
            yield self.none_found(case)

    @abstractmethod
    def none_found(self, case: Case) -> Finding:
        """The finding where the inventory lists no such module."""

    def _of(self, module: Module, case: Case) -> Finding:
        product = Product(
            subject=module.subject,
            named=module.named,
            about=f"model {module.named.upper()}",
            lacks=_missing_row(_order_numbers(module, case.reference)),
            evidence=module.evidence,
            noted=module.fru.kind in self.noted_kinds,
        )
        return end_of_support(self, product, _of_module(module, case.reference, case.as_of.date()))


class ControlEndOfSupport(_ModulesCheck):
    """Routing Engines, control boards, fabric boards, and midplane have not reached end of support.

    A modular chassis does not run without these boards. If one of them is past end of support, so is the chassis.

    The check reports a midplane without lifecycle data as an open item, because midplanes are rarely listed separately.
    """

    id = "lifecycle.control-end-of-support"
    clauses = ("P3",)
    severity = Severity(Gravity.BLOCKER)
    remedy = Remedy(
        Action.REPLACE,
        "replace the board with a supported one before the product inspection, or do not request reinstatement",
    )
    part = "board"
    kinds = (FruKind.ROUTING_ENGINE, FruKind.CONTROL_BOARD, FruKind.FABRIC_BOARD, FruKind.MIDPLANE)
    noted_kinds = frozenset({FruKind.MIDPLANE})

    def none_found(self, case: Case) -> Finding:
        return self.unknown(
            case.unit.name,
            "the inventory lists no Routing Engine or control board with identity data",
            expected="at least one Routing Engine",
            actual="none",
            evidence=(EvidenceRef(Rpc.INVENTORY),),
            remedy=Remedy(Action.COLLECT, "collect evidence again when all boards are online"),
        )


class LineCardsEndOfSupport(_ModulesCheck):
    """Line cards, MICs, and PICs have not reached end of support.

    A contract for the chassis does not cover a card past end of support, and such a card can be removed.

    The check skips a part that prints ``BUILTIN``, because its parent covers it.
    """

    id = "lifecycle.line-cards-end-of-support"
    clauses = ("P3", "P28")
    severity = Severity(Gravity.CONDITION)
    remedy = Remedy(
        Action.REMOVE,
        "remove the card before the product inspection, or accept in writing that it is not covered",
    )
    part = "card"
    kinds = (FruKind.LINE_CARD, FruKind.MIC, FruKind.PIC)

    def none_found(self, case: Case) -> Finding:
        what = "no line card, MIC, or PIC is installed"
        return self.passed(case.unit.name, what, evidence=(EvidenceRef(Rpc.INVENTORY),))


class AccessoriesEndOfSupport(Check):
    """Power supplies, fans, transceivers, and uplink modules have not reached end of support.

    These parts are supported with their chassis. Their own end of support matters when a spare is bought.

    The check also evaluates front panels. It evaluates uplink modules of fixed-configuration chassis only, and groups
    parts of one FRU model number.
    """

    id = "lifecycle.accessories-end-of-support"
    clauses = ("P3",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.INVENTORY,), uses=DETAILED, reference=_SETS)
    remedy = Remedy(Action.REPLACE, "plan its replacement with a current model")

    def judge(self, case: Case) -> Iterator[Finding]:
        yield from or_passed(
            self._findings(case),
            self.passed(case.unit.name, "no part supported with the chassis is known to be past end of support"),
        )

    def _findings(self, case: Case) -> Iterator[Finding]:
        undetermined: list[str] = []
        lacks: list[Lack] = []
        for name, modules in _by_name(_accessories(case)).items():
            answer = _of_module(modules[0], case.reference, case.as_of.date())
            if answer.state is LifecycleState.ENDED:
                yield self.failed(
                    modules[0].subject if len(modules) == 1 else f"{name} ({len(modules)} of them)",
                    "the part is past end of support",
                    expected=_BEFORE,
                    actual=answer.reason,
                    evidence=[ref for module in modules for ref in module.evidence[:1]],
                )
            elif answer.state not in _BEFORE_END:
                undetermined.append(name)
                lacks += _missing_row(_order_numbers(modules[0], case.reference))
        if undetermined:
            types = counted(len(undetermined), "type")
            yield self.unknown(
                case.unit.name,
                f"no reliable lifecycle data for {types} of power supply, fan, transceiver, or uplink module",
                expected="supported with the chassis",
                actual=listed(undetermined),
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


# What P3 covers in addition to the chassis; power supplies, fans, transceivers, and cables share its lifecycle.
_BOARDS = (
    FruKind.ROUTING_ENGINE,
    FruKind.CONTROL_BOARD,
    FruKind.FABRIC_BOARD,
    FruKind.LINE_CARD,
    FruKind.MIC,
    FruKind.PIC,
)
DETERMINED = frozenset({*_BEFORE_END, LifecycleState.ENDED})
CHASSIS = "chassis"


@dataclass(frozen=True, slots=True)
class PartLife:
    """What the tables state for the chassis, or for a board with its own lifecycle."""

    place: str
    answer: LifecycleAnswer
    evidence: tuple[EvidenceRef, ...]

    @property
    def end(self) -> date | None:
        """Its end of support, where reliable rows state one."""
        return self.answer.supportable_until if self.answer.state in DETERMINED else None


def lives_of(case: Case) -> tuple[PartLife, ...]:
    """The chassis first; the boards of a fixed-configuration chassis share its lifecycle."""
    return case.kept(_lives)


def _lives(case: Case) -> tuple[PartLife, ...]:
    chassis = PartLife(CHASSIS, _of_chassis(case), _chassis(case).evidence)
    if case.profile is None or not case.profile.modular:
        return (chassis,)
    on = case.as_of.date()
    boards = [module for module in modules_of(case, *_BOARDS) if module.has_identity]
    return chassis, *(PartLife(one.subject, _of_module(one, case.reference, on), one.evidence) for one in boards)


def limiting(lives: Iterable[PartLife]) -> PartLife | None:
    """The part whose support ends first; None where no row states an end."""
    ending = [(one.end, one.place, one) for one in lives if one.end is not None]
    return min(ending, key=lambda one: one[:2])[2] if ending else None


class SupportableForAYear(LifecycleCheck):
    """No known end of support is within 12 months.

    All 3 fees are nonrefundable and pay for at least 1 year of contract.

    The check uses the earliest end of support that the lifecycle tables state for the chassis or for a board with its
    own lifecycle. Without a stated end, no limit is known.
    """

    id = "lifecycle.supportable-for-a-year"
    clauses = ("P3", "P10", "P12")
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.SOFTWARE, Rpc.INVENTORY), uses=DETAILED, reference=_SETS)
    remedy = Remedy(Action.ASK, "compare the fees with the remaining months of support")

    def judge(self, case: Case) -> Iterator[Finding]:
        lives = lives_of(case)
        name, today = case.unit.name, case.as_of.date()
        first = limiting(lives)
        end = first.end if first is not None else None
        if first is not None and end is not None and end < today + timedelta(days=365):
            yield self.failed(
                name if first.place == CHASSIS else first.place,
                "support ends within 12 months or has ended",
                expected="more than 12 months of support",
                actual=f"end of support {end}",
                evidence=first.evidence,
            )
            return
        chassis = lives[0]
        if chassis.answer.state not in DETERMINED:
            yield _undetermined(self, _chassis(case), chassis.answer)
            return
        limited = f" ({first.place})" if first is not None and first.place != CHASSIS else ""
        known = f"end of support {end}{limited}" if end else "no known end of support"
        what = "no end of support is known for the next 12 months"
        yield self.passed(name, what, actual=known, evidence=(first or chassis).evidence)


CHECKS: tuple[type[Check], ...] = (
    ChassisEndOfSupport,
    ChassisEndOfLife,
    ControlEndOfSupport,
    LineCardsEndOfSupport,
    AccessoriesEndOfSupport,
    SupportableForAYear,
)
