"""Screening: judging a claim alone, before anything is bought or unpacked. It can fail a unit, and never pass one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reinstate.checks.framework import NONE, Action, Finding, Remedy, shown
from reinstate.checks.identity.clones import Clone
from reinstate.checks.identity.product import IsHardware
from reinstate.checks.identity.records import Entitlement, Listed, counting_answer
from reinstate.checks.lifecycle import (
    ChassisEndOfLife,
    ChassisEndOfSupport,
    LineCardsEndOfSupport,
    claimed,
    end_of_life,
    end_of_support,
)
from reinstate.checks.software.releases import ReleaseExists
from reinstate.decision.fees import claimed_fees, economy
from reinstate.decision.policy import Policy
from reinstate.decision.record import EconomyPart, FeesPart
from reinstate.decision.verdict import Disposition, Judged, Verdict, by_importance, disposition, verdict
from reinstate.declared.kinds import Claim, Declared, EntitlementAnswer
from reinstate.reference.library import LifecycleState, Reference

_STATE_MODEL = "ask the seller for the model as the label has it"
_CONFIRM = "have the partner confirm in writing that it is still eligible, before anything is bought"


@dataclass(frozen=True, slots=True)
class Screened:
    """One claim, screened.

    Attributes:
        verdict: ``fail`` or ``inconclusive``: what nobody has seen can't pass.
        findings: most deciding first; those that passed come last.
    """

    claim: Claim
    verdict: Verdict
    disposition: Disposition
    findings: tuple[Finding, ...]
    fees: FeesPart
    economy: EconomyPart

    @property
    def standing(self) -> tuple[Finding, ...]:
        """What speaks against it or isn't known, most deciding first."""
        return tuple(one for one in self.findings if one.result.value in ("fail", "inconclusive"))


@dataclass(frozen=True, slots=True)
class Screening:
    """What claims are screened by."""

    policy: Policy
    reference: Reference
    declared: Declared
    on: date

    def __post_init__(self) -> None:
        held = self.reference.held_to(self.policy.pins, self.policy.table_digests)
        object.__setattr__(self, "reference", held)


def screen(screening: Screening) -> tuple[Screened, ...]:
    """Every claim, screened, in the order of claiming. Pure: the same arguments give the same answers."""
    repeats = _repeats(screening.declared.claims.rows)
    return tuple(_screened(claim, screening, repeats) for claim in screening.declared.claims.rows)


def _screened(claim: Claim, screening: Screening, repeats: Mapping[str, int]) -> Screened:
    findings = [*_product(claim, screening), *_modules(claim, screening), *_records(claim, screening, repeats)]
    applied = [
        screening.policy.applied_to(one) for one in findings if one.check not in screening.policy.disabled_checks
    ]
    judged = by_importance(Judged(one, place=place) for place, one in enumerate(applied))
    told, what_to_do = verdict(judged), disposition(judged)
    cost = claimed_fees(claim, screening.reference, screening.on)
    return Screened(
        claim=claim,
        verdict=Verdict.INCONCLUSIVE if told is Verdict.PASS else told,
        disposition=Disposition.INVESTIGATE if told is Verdict.PASS else what_to_do,
        findings=tuple(one.finding for one in judged),
        fees=cost,
        economy=economy(claim, cost),
    )


def _product(claim: Claim, screening: Screening) -> Iterator[Finding]:
    """Its lifecycle, and whether a supported release runs on it, by the stated model."""
    if not claim.model:
        for check in (ChassisEndOfSupport(), ChassisEndOfLife()):
            yield check.unknown(
                claim.serial,
                "no model is claimed, so its lifecycle can't be looked up",
                expected="a model",
                actual=NONE,
                remedy=Remedy(Action.ASK, _STATE_MODEL),
            )
        return
    product, answer = claimed(claim.serial, claim.model), screening.reference.lifecycle([claim.model], screening.on)
    blocks = screening.policy.inputs.end_of_life_blocks
    yield end_of_support(ChassisEndOfSupport(), product, answer)
    yield end_of_life(ChassisEndOfLife(), product, answer, blocks=blocks, confirm=_CONFIRM)
    yield from _platform(claim, screening)


def _platform(claim: Claim, screening: Screening) -> Iterator[Finding]:
    profile = screening.reference.profile_for(claim.model, claim.model)
    if profile is None:
        yield IsHardware().unknown(
            claim.serial,
            "no platform profile fits the claimed model",
            expected="a model of a known family",
            actual=claim.model,
            remedy=Remedy(Action.ASK, _STATE_MODEL),
        )
    elif profile.virtual:
        yield IsHardware().failed(
            claim.serial, "the claimed model is no hardware", expected="a physical product", actual=claim.model
        )
    elif screening.reference.supported_release_exists(profile, screening.on) is False:
        yield ReleaseExists().failed(
            claim.serial,
            "no supported release runs on this hardware",
            expected="a currently supported release",
            actual=f"{profile.last_release} is the newest that runs on {profile.name}",
        )


def _modules(claim: Claim, screening: Screening) -> Iterator[Finding]:
    for module in claim.modules:
        answer = screening.reference.lifecycle([module.name], screening.on)
        # Supplies, fans and optics count with their chassis, and a claim doesn't tell which kind a module is.
        if answer.state is LifecycleState.ENDED:
            product = claimed(f"{claim.serial} {module.name}", module.name)
            yield end_of_support(LineCardsEndOfSupport(), product, answer)


def _records(claim: Claim, screening: Screening, repeats: Mapping[str, int]) -> Iterator[Finding]:
    """What lists and the maker's records say of its serials, and whether another claim holds one of them."""
    lists = screening.policy.inputs.lists
    for serial in _all_serials(claim):
        if said := lists.listed.get(serial):
            yield Listed().failed(
                claim.serial, "its serial is listed", expected="on no list", actual=f"{serial}: {said}"
            )
        if repeats[serial] > 1:
            yield Clone().failed(
                claim.serial,
                "one serial stands in several claims",
                expected="each serial once",
                actual=f"{serial}, {repeats[serial]} times",
                remedy=Remedy(Action.ASK, "ask the sellers which of them has it"),
            )
    if lists.broken or not lists.configured:
        yield Listed().unknown(
            claim.serial,
            lists.broken or "no list was given, and the policy doesn't state that none is held",
            expected="a list of serials, or none_held: true",
            remedy=Remedy(Action.DECLARE, "name the lists in the policy, or state that none is held"),
        )
    yield from _entitlement(claim, screening)


def _entitlement(claim: Claim, screening: Screening) -> Iterator[Finding]:
    told = (counting_answer(screening.declared.entitlement.of(serial), screening.on) for serial in claim.serials)
    answers = [answer for answer in told if answer is not None]
    for answer in answers:
        # That one of its serials is ours says nothing for a box that nobody has seen.
        if answer.answer is not EntitlementAnswer.OURS:
            yield Entitlement().answered(claim.serial, answer)
    if not answers:
        yield Entitlement().unknown(
            claim.serial,
            "the maker's records weren't asked for its serial",
            expected="a dated answer",
            actual=NONE,
            noted=True,
            remedy=Remedy(
                Action.LOOK_UP, "look its serial up (free) in the maker's entitlement tool before anything is bought"
            ),
        )


def _repeats(claims: Iterable[Claim]) -> Counter[str]:
    return Counter(serial for claim in claims for serial in _all_serials(claim))


def _all_serials(claim: Claim) -> Sequence[str]:
    return [*claim.serials, *(module.serial for module in claim.modules if module.serial)]


def reason(screened: Screened) -> str:
    """The sentence that decides, for one line."""
    first = next(iter(screened.standing), None)
    return shown(first.message if first else "nothing is known against it, and nothing was seen", 400)
