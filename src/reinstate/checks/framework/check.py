"""What a check is: one short class that only judges."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import ClassVar, TypedDict

from reinstate.checks.framework.answers import Action, EvidenceRef, Finding, Gravity, Lack, LackKind, Result
from reinstate.checks.framework.case import Case
from reinstate.checks.framework.common_steps import ADD_A_PROFILE
from reinstate.checks.framework.inputs import Inputs
from reinstate.device.model import Search
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

# The domain of checks that a policy brings along.
SITE = "site."


class Check(ABC):
    """One question about a unit.

    A subclass states the class attributes and writes ``judge``, which yields findings made by ``passed``,
    ``failed`` and ``unknown``. It must yield at least one finding for every case it is given.

    Attributes:
        id: ``domain.short-name``.
        title: the statement that holds when the check passes.
        rationale: why it matters, with what a reader can look up.
        clauses: policy clauses it serves (``P8``).
        gravity: what a failure means, unless the finding says otherwise.
        ceiling: the gravest thing it could have found; an inconclusive answer carries it. Defaults to ``gravity``.
        hold: failing puts the unit on hold; ``may_hold`` where only some failures do. Unknown then counts as grave.
        needs: evidence without which it can't answer.
        uses: evidence that it reads if it is asked for; asked for and missing, it is inconclusive as well.
        optional: it rests on what it ``uses``. Where policy and profile ask for none of that, the question stays
            open and doesn't weigh; where they ask, what is missing weighs as ever.
        by_hand: what a person can do where no reply tells it, of an optional check: then it is an open point on
            platforms that don't tell it too, and doesn't count as not applicable there.
        reads: evidence of the first wave that it can answer without, at times; it says itself what is unknown then.
        searches: what it looks for in replies where the model has no field for it; their items are in ``needs``.
        platforms: globs over the names of the platform profiles that it speaks of; empty is all.
        permissions: what the login must hold to see it all; without them the answer is unknown.
        rests_on: declared inputs that it judges by (``claims``, ``entitlement``, ``attestations``); where what was
            declared can't be relied on any more, the answer is unknown.
        data: names of the reference sets that it relies on; a stale or missing set can't carry a pass.
        judges_virtual: it has something to say of a platform that is no hardware; all other checks don't apply there.
        unknown_is_noted: "can't tell" stands among the open points and doesn't weigh in the verdict.
        next_step: what to do when it fails, unless the finding says otherwise.
        action: what kind of step that is.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    rationale: ClassVar[str] = ""
    clauses: ClassVar[tuple[str, ...]] = ()
    gravity: ClassVar[Gravity]
    ceiling: ClassVar[Gravity | None] = None
    hold: ClassVar[bool] = False
    may_hold: ClassVar[bool] = False
    needs: ClassVar[tuple[Rpc, ...]] = ()
    uses: ClassVar[tuple[Rpc, ...]] = ()
    optional: ClassVar[bool] = False
    by_hand: ClassVar[str] = ""
    reads: ClassVar[tuple[Rpc, ...]] = ()
    searches: ClassVar[tuple[Search, ...]] = ()
    platforms: ClassVar[tuple[str, ...]] = ()
    permissions: ClassVar[tuple[str, ...]] = ()
    rests_on: ClassVar[tuple[str, ...]] = ()
    data: ClassVar[tuple[str, ...]] = ()
    judges_virtual: ClassVar[bool] = False
    unknown_is_noted: ClassVar[bool] = False
    next_step: ClassVar[str] = ""
    action: ClassVar[Action] = Action.NONE

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        """Why the question doesn't arise on this platform or under this policy; "" where it does."""
        return ""

    @abstractmethod
    def judge(self, case: Case) -> Iterator[Finding]:
        """Yield at least one finding. Evidence in ``needs`` is known here."""

    def passed(
        self, subject: str, what: str, *, expected: str = "", actual: str = "", evidence: Iterable[EvidenceRef] = ()
    ) -> Finding:
        """The statement holds for that subject."""
        return Finding(self.id, subject, Result.PASS, self.gravity, what, expected, actual, evidence=tuple(evidence))

    def failed(
        self,
        subject: str,
        what: str,
        *,
        expected: str = "",
        actual: str = "",
        evidence: Iterable[EvidenceRef] = (),
        gravity: Gravity | None = None,
        hold: bool | None = None,
        next_step: str = "",
        action: Action | None = None,
        about: str = "",
        lacks: Iterable[Lack] = (),
    ) -> Finding:
        """The statement doesn't hold for that subject."""
        return Finding(
            self.id,
            subject,
            Result.FAIL,
            gravity or self.gravity,
            what,
            expected,
            actual,
            self.hold if hold is None else hold,
            evidence=tuple(evidence),
            next_step=next_step or self.next_step,
            action=self.action if action is None else action,
            about=about,
            lacks=tuple(lacks),
        )

    def advised(
        self,
        subject: str,
        what: str,
        *,
        expected: str = "",
        actual: str = "",
        evidence: Iterable[EvidenceRef] = (),
        next_step: str = "",
        action: Action | None = None,
        about: str = "",
    ) -> Finding:
        """Worth knowing, and no obstacle: a failure of gravity advice that never holds the unit."""
        return self.failed(
            subject,
            what,
            expected=expected,
            actual=actual,
            evidence=evidence,
            gravity=Gravity.ADVICE,
            hold=False,
            next_step=next_step,
            action=action,
            about=about,
        )

    def unknown(
        self,
        subject: str,
        what: str,
        *,
        expected: str = "",
        actual: str = "",
        evidence: Iterable[EvidenceRef] = (),
        gravity: Gravity | None = None,
        hold: bool | None = None,
        noted: bool | None = None,
        next_step: str = "",
        action: Action = Action.NONE,
        about: str = "",
        lacks: Iterable[Lack] = (),
    ) -> Finding:
        """It could not be told. Carries the ceiling, for the missing fact might have been the gravest.

        ``gravity`` and ``hold`` are stated only where that subject can't have been as grave as the ceiling.
        """
        return Finding(
            self.id,
            subject,
            Result.INCONCLUSIVE,
            gravity or self.ceiling or self.gravity,
            what,
            expected,
            actual,
            self.hold or self.may_hold if hold is None else hold,
            self.unknown_is_noted if noted is None else noted,
            tuple(evidence),
            next_step,
            action,
            about,
            tuple(lacks),
        )

    def family_unknown(self, case: Case, what: str) -> Finding:
        """The answer of a check that can't do without a platform profile."""
        named = case.unit.model or case.unit.description or "that states no model"
        return self.unknown(
            case.unit.name,
            what,
            expected="a product model that a platform profile fits",
            actual=named,
            **no_profile(case),
        )


class Remedy(TypedDict):
    """What to do about a finding, and what else is settled by it."""

    next_step: str
    action: Action
    about: str
    lacks: Sequence[Lack]


def no_profile(case: Case) -> Remedy:
    """What helps where no platform profile fits: all findings of a product that rest on it name the same cause."""
    named = case.unit.model or case.unit.description
    return {
        "next_step": ADD_A_PROFILE,
        "action": Action.LOOK_UP,
        "about": f"family {named or 'that states no model'}",
        "lacks": (Lack(LackKind.PROFILE, named),),
    }


def is_site_check(check: Check | type[Check]) -> bool:
    """Whether a policy brought the check along. What it needs is asked wherever it applies, expected there or not."""
    return check.id.startswith(SITE)


def fits_platforms(platforms: tuple[str, ...], profile: PlatformProfile) -> bool:
    """Whether globs over profile names, if there are any, fit that profile."""
    return not platforms or any(fnmatchcase(profile.name, glob) for glob in platforms)
