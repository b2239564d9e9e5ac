"""What a check is: one short class that only evaluates."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any, ClassVar, Final

from reinstate.checks.framework.answers import (
    MOST_PLACES,
    NO_REMEDY,
    NONE,
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
from reinstate.checks.framework.inputs import Inputs
from reinstate.device.model import Search
from reinstate.plain_text import listed
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

# The domain of checks that a policy provides.
SITE = "site."


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a check is based on. Without any of it, the result is inconclusive before ``judge`` runs.

    Attributes:
        needs: evidence without which it cannot return a result.
        uses: evidence that it reads if it is requested; requested and missing, it is inconclusive as well.
        optional: it is based on what it ``uses``. Where policy and profile request none of that, the check is an open
            item and does not count; where they request it, what is missing counts as usual.
        topic: what an optional check examines, as a noun phrase for the sentence "not tested: {topic} not requested";
            the names of its items where none is given.
        by_hand: what a technician can do where no reply of the platform reports it, of an optional check: it is an
            open item there too, and not "not applicable".
        reads: evidence of the first wave that it can do without, at times; it states itself what is unknown then.
        searches: what it looks for in replies where the model has no field for it; their items are in ``needs``.
        permissions: what the login must hold to see it all.
        declared: declared inputs that it evaluates: ``claims``, ``entitlement``, ``attestations``.
        reference: names of the reference sets that it relies on; a set that is out of date or missing permits no pass.
        by_rows: it passes by rows of these sets that say so, never because none is there. Rows of an operator's own
            table can then carry a pass where a shipped set is out of date.
    """

    needs: tuple[Rpc, ...] = ()
    uses: tuple[Rpc, ...] = ()
    optional: bool = False
    topic: str = ""
    by_hand: str = ""
    reads: tuple[Rpc, ...] = ()
    searches: tuple[Search, ...] = ()
    permissions: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    by_rows: bool = False


@dataclass(frozen=True, slots=True)
class Platforms:
    """The platforms that a check applies to.

    Attributes:
        names: globs over the names of platform profiles; empty is all.
        virtual: virtual devices too.
    """

    names: tuple[str, ...] = ()
    virtual: bool = False

    def include(self, profile: PlatformProfile) -> bool:
        """Whether the globs, if there are any, fit that profile."""
        return not self.names or any(fnmatchcase(profile.name, glob) for glob in self.names)


ALL_PLATFORMS = Platforms()
NO_PROFILE: Final = "no platform profile matches this product"


# What an author may take for an attribute of the class.
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
    first line is the check's title, the statement that is true when the check passes; its next paragraph is the
    rationale, why that matters; what follows are details. All three are published.

    Attributes:
        id: ``domain.short-name``.
        clauses: policy clauses that it serves (``P8``).
        severity: how its findings count.
        evidence: what it is based on.
        remedy: what to do when it fails, unless the finding states otherwise.
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
            cls.title, cls.rationale, cls.details = _from_docstring(docstring)

    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        """Why the check does not apply on this platform or under this policy; "" where it does."""
        return ""

    @abstractmethod
    def judge(self, case: Case) -> Iterator[Finding]:
        """Yield at least one finding. Evidence in ``needs`` is known here."""

    def passed(
        self, subject: str, what: str, *, expected: str = "", actual: str = "", evidence: Iterable[EvidenceRef] = ()
    ) -> Finding:
        """The title is true for that subject."""
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
        """The title is not true for that subject."""
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
        self, case: Case, found: Collection[tuple[str, EvidenceRef]], what: str, otherwise: str
    ) -> Finding:
        """Failed with ``what`` where anything was found; passed with ``otherwise``, on what the check needs, if not.

        Args:
            found: each thing in words, with its place in the evidence.
        """
        if not found:
            return self.passed(case.unit.name, otherwise, evidence=map(EvidenceRef, self.evidence.needs))
        actual, places = listed(text for text, _ in found), [place for _, place in found]
        return self.failed(case.unit.name, what, expected=NONE, actual=actual, evidence=places[:MOST_PLACES])

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
        """Informational: a failure of gravity advice that never puts the unit on hold."""
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
        """Not determined. Carries the ceiling, for the missing fact can be the worst one.

        ``gravity`` and ``hold`` are stated only where that subject cannot have been as severe as the ceiling.
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

    def family_unknown(self, case: Case) -> Finding:
        """The finding of a check that requires a platform profile, where none matches."""
        named = case.unit.model or case.unit.description or "no model reported"
        return self.unknown(
            case.unit.name,
            NO_PROFILE,
            expected="a model with a platform profile",
            actual=named,
            remedy=without_profile(case),
            lacks=(profile_lack(case),),
        )


def without_profile(case: Case) -> Remedy:
    """What to do where no platform profile matches: all findings with this cause name the one family."""
    return ADD_A_PROFILE.concerning(f"family {case.unit.model or case.unit.description or 'no model reported'}")


def profile_lack(case: Case) -> Lack:
    """The missing profile."""
    return Lack(LackKind.PROFILE, case.unit.model or case.unit.description)


def is_site_check(check: Check | type[Check]) -> bool:
    """Whether a policy provides the check. What it needs is requested wherever it applies, expected there or not."""
    return check.id.startswith(SITE)


def _from_docstring(docstring: str) -> tuple[str, str, str]:
    """Title, rationale, and details of a check; "" for what the docstring lacks."""
    title, _, rest = inspect.cleandoc(docstring).partition("\n\n")
    rationale, _, details = rest.partition("\n\n")
    return _on_one_line(title).removesuffix("."), _on_one_line(rationale), _on_one_line(details)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
