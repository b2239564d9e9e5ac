"""What a check is: one short class that only judges."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any, ClassVar

from reinstate.checks.framework.answers import (
    NO_REMEDY,
    EvidenceRef,
    Finding,
    Gravity,
    Lack,
    LackKind,
    Remedy,
    Result,
    Severity,
)
from reinstate.checks.framework.case import Case
from reinstate.checks.framework.common_steps import ADD_A_PROFILE
from reinstate.checks.framework.device_text import listed
from reinstate.checks.framework.inputs import Inputs
from reinstate.device.model import Search
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

# The domain of checks that a policy brings along.
SITE = "site."


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a check rests on. Without any of it, the answer is inconclusive before ``judge`` runs.

    Attributes:
        needs: evidence without which it can't answer.
        uses: evidence that it reads if it is asked for; asked for and missing, it is inconclusive as well.
        optional: it rests on what it ``uses``. Where policy and profile ask for none of that, the check stays an open
            item and doesn't count; where they ask, what is missing counts as ever.
        by_hand: what a person can do where no reply of the platform tells, of an optional check: it is an open item
            there too, and not "not applicable".
        reads: evidence of the first wave that it can answer without, at times; it says itself what is unknown then.
        searches: what it looks for in replies where the model has no field for it; their items are in ``needs``.
        permissions: what the login must hold to see it all.
        declared: declared inputs that it judges by: ``claims``, ``entitlement``, ``attestations``.
        reference: names of the reference sets that it relies on; a stale or missing set can't carry a pass.
    """

    needs: tuple[Rpc, ...] = ()
    uses: tuple[Rpc, ...] = ()
    optional: bool = False
    by_hand: str = ""
    reads: tuple[Rpc, ...] = ()
    searches: tuple[Search, ...] = ()
    permissions: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Platforms:
    """The platforms that a check applies to.

    Attributes:
        names: globs over the names of platform profiles; empty is all.
        virtual: platforms that are no hardware too.
    """

    names: tuple[str, ...] = ()
    virtual: bool = False

    def include(self, profile: PlatformProfile) -> bool:
        """Whether the globs, if there are any, fit that profile."""
        return not self.names or any(fnmatchcase(profile.name, glob) for glob in self.names)


ALL_PLATFORMS = Platforms()


# What an author may think of as an attribute, and would state in vain.
_STATED_WITHIN = {
    **dict.fromkeys(("title", "rationale", "details"), "the docstring"),
    **{one.name: "severity" for one in fields(Severity)},
    **{one.name: "evidence" for one in fields(Evidence)},
    **dict.fromkeys(("next_step", "action", "about"), "remedy"),
    **dict.fromkeys(("platforms", "virtual"), "applies_to"),
}


class Check(ABC):
    """One rule about a unit.

    A subclass has a docstring, states the attributes below, and writes ``judge``, which yields findings made by
    ``passed``, ``failed``, ``advised`` and ``unknown``: at least one for every case that it is given. The docstring's
    first line is the check's title, the statement that holds when the check passes; its next paragraph is the
    rationale, why that matters; what follows are details. All three are published.

    Attributes:
        id: ``domain.short-name``.
        clauses: policy clauses that it serves (``P8``).
        severity: what its answers weigh.
        evidence: what it rests on.
        remedy: what to do when it fails, unless the finding says otherwise.
        applies_to: on which platforms; nearly every check applies to all hardware.
    """

    id: ClassVar[str]
    clauses: ClassVar[tuple[str, ...]] = ()
    severity: ClassVar[Severity]
    evidence: ClassVar[Evidence] = Evidence()
    remedy: ClassVar[Remedy] = NO_REMEDY
    applies_to: ClassVar[Platforms] = ALL_PLATFORMS
    title: ClassVar[str] = ""
    rationale: ClassVar[str] = ""
    details: ClassVar[str] = ""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        for name, within in _STATED_WITHIN.items():
            if name in vars(cls):
                raise TypeError(f"{cls.__name__}: {name} is no attribute of a check; state it within {within}")
        if docstring := cls.__dict__.get("__doc__"):
            cls.title, cls.rationale, cls.details = _told_by_docstring(docstring)

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
        return Finding(
            self.id, subject, Result.PASS, self.severity.gravity, what, expected, actual, evidence=tuple(evidence)
        )

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
        remedy: Remedy | None = None,
        lacks: Iterable[Lack] = (),
    ) -> Finding:
        """The statement doesn't hold for that subject."""
        step = self.remedy if remedy is None else remedy
        return Finding(
            self.id,
            subject,
            Result.FAIL,
            gravity or self.severity.gravity,
            what,
            expected,
            actual,
            self.severity.hold if hold is None else hold,
            evidence=tuple(evidence),
            next_step=step.text,
            action=step.action,
            about=step.about,
            lacks=tuple(lacks),
        )

    def none_expected(
        self, subject: str, found: Collection[str], what: str, otherwise: str, *, evidence: Iterable[EvidenceRef] = ()
    ) -> Finding:
        """Failed with ``what``, and with all that was found; passed with ``otherwise`` where nothing was."""
        if found:
            return self.failed(subject, what, expected="none", actual=listed(found), evidence=evidence)
        return self.passed(subject, otherwise, evidence=evidence)

    def advised(
        self,
        subject: str,
        what: str,
        *,
        expected: str = "",
        actual: str = "",
        evidence: Iterable[EvidenceRef] = (),
        remedy: Remedy | None = None,
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
            remedy=remedy,
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
        remedy: Remedy = NO_REMEDY,
        lacks: Iterable[Lack] = (),
    ) -> Finding:
        """It could not be told. Carries the ceiling, for the missing fact might have been the gravest.

        ``gravity`` and ``hold`` are stated only where that subject can't have been as grave as the ceiling.
        """
        return Finding(
            self.id,
            subject,
            Result.INCONCLUSIVE,
            gravity or self.severity.ceiling,
            what,
            expected,
            actual,
            self.severity.can_hold if hold is None else hold,
            self.severity.unknown_is_noted if noted is None else noted,
            tuple(evidence),
            remedy.text,
            remedy.action,
            remedy.about,
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
            remedy=without_profile(case),
            lacks=(profile_lack(case),),
        )


def without_profile(case: Case) -> Remedy:
    """What helps where no platform profile fits: all findings that follow from it name the one family."""
    return ADD_A_PROFILE.concerning(f"family {case.unit.model or case.unit.description or 'that states no model'}")


def profile_lack(case: Case) -> Lack:
    """The profile that would have settled it."""
    return Lack(LackKind.PROFILE, case.unit.model or case.unit.description)


def is_site_check(check: Check | type[Check]) -> bool:
    """Whether a policy brought the check along. What it needs is asked wherever it applies, expected there or not."""
    return check.id.startswith(SITE)


def _told_by_docstring(docstring: str) -> tuple[str, str, str]:
    """Title, rationale and details of a check; "" for what the docstring hasn't."""
    title, _, rest = inspect.cleandoc(docstring).partition("\n\n")
    rationale, _, details = rest.partition("\n\n")
    return _on_one_line(title).removesuffix("."), _on_one_line(rationale), _on_one_line(details)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
