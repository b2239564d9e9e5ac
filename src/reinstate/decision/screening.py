"""Screening: a claim is evaluated before anything is bought or unpacked. It can fail a unit but never pass one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reinstate.checks.framework import NONE, Action, Finding, Remedy, shown
from reinstate.checks.identity.clones import Clone
from reinstate.checks.identity.entitlement_answers import counting_answer
from reinstate.checks.identity.product import IsHardware
from reinstate.checks.identity.records import Entitlement, Listed
from reinstate.checks.lifecycle import (
    DETERMINED,
    ChassisEndOfLife,
    ChassisEndOfSupport,
    LineCardsEndOfSupport,
    claimed,
    end_of_life,
    end_of_support,
)
from reinstate.checks.software.releases import ReleaseExists
from reinstate.decision.fees import NO_SUPPORT, claimed_fees
from reinstate.decision.policy import Policy
from reinstate.decision.record import EconomyPart, FeesPart, SupportPart
from reinstate.decision.unit_deal import claimed_deal
from reinstate.decision.verdict import Disposition, Judged, Verdict, by_importance, disposition, verdict
from reinstate.decision.worth import economy
from reinstate.declared.kinds import Claim, Declared, EntitlementAnswer
from reinstate.reference.library import LifecycleState, Reference

_ASK_MODEL = Remedy(Action.ASK, "ask the seller for the model on the label")
_LOOK_UP = (
    "look up the serial number in Juniper's entitlement tool (no charge); provide the answer with --entitlement FILE"
)
_CONFIRM = "ask the partner to confirm in writing that the product is still eligible"


@dataclass(frozen=True, slots=True)
class Screened:
    """One claim, screened.

    Attributes:
        verdict: ``fail`` or ``inconclusive``: a unit that was not inspected cannot pass.
        findings: the deciding one first; those that passed come last.
    """

    claim: Claim
    verdict: Verdict
    disposition: Disposition
    findings: tuple[Finding, ...]
    fees: FeesPart
    economy: EconomyPart

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The failed and inconclusive findings, the deciding one first."""
        return tuple(one for one in self.findings if one.result.value in ("fail", "inconclusive"))


@dataclass(frozen=True, slots=True)
class Screening:
    """The basis on which claims are screened."""

    policy: Policy
    reference: Reference
    declared: Declared
    on: date

    def __post_init__(self) -> None:
        held = self.reference.held_to(self.policy.pins, self.policy.table_digests)
        object.__setattr__(self, "reference", held)


def screen(screening: Screening) -> tuple[Screened, ...]:
    """Every claim, screened, in the order of the claims file. Pure: the same arguments give the same result."""
    repeats = _repeats(screening.declared.claims.rows)
    return tuple(_screened(claim, screening, repeats) for claim in screening.declared.claims.rows)


def _screened(claim: Claim, screening: Screening, repeats: Mapping[str, int]) -> Screened:
    findings = [*_product(claim, screening), *_modules(claim, screening), *_records(claim, screening, repeats)]
    applied = [
        screening.policy.applied_to(one) for one in findings if one.check not in screening.policy.disabled_checks
    ]
    judged = by_importance(Judged(one, place=place) for place, one in enumerate(applied))
    result, known = verdict(judged), disposition(judged)
    rates = screening.declared.exchange_rates.rows
    cost = claimed_fees(claim, screening.reference, screening.on, rates)
    return Screened(
        claim=claim,
        verdict=Verdict.INCONCLUSIVE if result is Verdict.PASS else result,
        disposition=Disposition.INVESTIGATE if result is Verdict.PASS else known,
        findings=tuple(one.finding for one in judged),
        fees=cost,
        economy=economy(
            claimed_deal(claim, known, screening.declared, cost, support=_support(claim, screening), on=screening.on)
        ),
    )


def _support(claim: Claim, screening: Screening) -> SupportPart:
    """Until when the claimed model can be supported."""
    answer = screening.reference.lifecycle([claim.model], screening.on) if claim.model else None
    if answer is None or answer.state not in DETERMINED:
        return NO_SUPPORT
    return NO_SUPPORT.model_copy(update={"until": answer.supportable_until, "limited_by": claim.model})


def _product(claim: Claim, screening: Screening) -> Iterator[Finding]:
    """The lifecycle and the supported releases of the claimed model."""
    if not claim.model:
        for check in (ChassisEndOfSupport(), ChassisEndOfLife()):
            yield check.unknown(
                claim.serial,
                "not looked up: no model is claimed",
                expected="a claimed model",
                actual=NONE,
                remedy=_ASK_MODEL,
            )
        return
    product, answer = claimed(claim.serial, claim.model), screening.reference.lifecycle([claim.model], screening.on)
    blocks = screening.policy.inputs.end_of_life_blocks
    yield end_of_support(ChassisEndOfSupport(), product, answer)
    yield end_of_life(ChassisEndOfLife(), product, answer, screening.on, blocks=blocks, confirm=_CONFIRM)
    yield from _platform(claim, screening)


def _platform(claim: Claim, screening: Screening) -> Iterator[Finding]:
    profile = screening.reference.profile_for(claim.model, claim.model)
    if profile is None:
        yield IsHardware().unknown(
            claim.serial,
            "no platform profile matches the claimed model",
            expected="a model with a platform profile",
            actual=claim.model,
            remedy=_ASK_MODEL,
        )
    elif profile.virtual:
        yield IsHardware().failed(
            claim.serial,
            "the claimed model is a virtual device, not a physical product",
            expected="a physical product",
            actual=claim.model,
        )
    elif screening.reference.supported_release_exists(profile, screening.on) is False:
        yield ReleaseExists().none_supported(claim.serial, profile.last_release)


def _modules(claim: Claim, screening: Screening) -> Iterator[Finding]:
    for module in claim.modules:
        answer = screening.reference.lifecycle([module.name], screening.on)
        # Power supplies, fans, and transceivers count with their chassis; a claim does not state the kind of module.
        if answer.state is LifecycleState.ENDED:
            product = claimed(f"{claim.serial} {module.name}", module.name)
            yield end_of_support(LineCardsEndOfSupport(), product, answer)


def _records(claim: Claim, screening: Screening, repeats: Mapping[str, int]) -> Iterator[Finding]:
    """What lists and Juniper's records contain about the serial numbers, and whether another claim repeats one."""
    lists = screening.policy.inputs.lists
    for serial in _all_serials(claim):
        if entry := lists.listed.get(serial):
            yield Listed().on_a_list(claim.serial, serial, entry)
        elif near := lists.near(serial):
            yield Listed().near_a_list(claim.serial, serial, near, lists)
        if repeats[serial] > 1:
            yield Clone().failed(
                claim.serial,
                "several claims contain the same serial number",
                expected="one claim with this serial number",
                actual=f"{serial} in {repeats[serial]} claims",
                remedy=Remedy(Action.ASK, "ask the sellers which of them has the unit with this serial number"),
            )
    if lists.broken or not lists.configured:
        yield Listed().without_lists(claim.serial, lists)
    yield from _entitlement(claim, screening)


def _entitlement(claim: Claim, screening: Screening) -> Iterator[Finding]:
    counting = (counting_answer(screening.declared.entitlement.of(one), screening.on) for one in claim.serials)
    answers = [answer for answer in counting if answer is not None]
    for answer in answers:
        # A favorable answer about a claimed serial number proves nothing for a unit that was not inspected.
        if answer.answer is not EntitlementAnswer.OURS:
            yield Entitlement().answered(claim.serial, answer)
    if not answers:
        yield Entitlement().not_looked_up(claim.serial, _LOOK_UP)


def _repeats(claims: Iterable[Claim]) -> Counter[str]:
    return Counter(serial for claim in claims for serial in _all_serials(claim))


def _all_serials(claim: Claim) -> Sequence[str]:
    return [*claim.serials, *(module.serial for module in claim.modules if module.serial)]


def reason(screened: Screened) -> str:
    """The deciding finding on one line."""
    first = next(iter(screened.standing), None)
    return shown(first.message if first else "no known objection; the unit was not inspected", 400)
