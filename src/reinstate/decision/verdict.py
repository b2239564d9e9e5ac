"""Verdict and disposition of a set of findings: pure rules, no data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reinstate.checks.framework import Finding, Gravity, LackKind, Result
from reinstate.decision.policy.waivers import WaiverUse

# The check that separates physical products from virtual and unknown devices. If it fails, nothing else is evaluated.
IS_HARDWARE = "identity.is-hardware"
# The check whose finding names the permissions that the login lacks.
VISIBILITY = "integrity.visibility"
NOT_A_PRODUCT = "not-a-product"
ALL_PASSED = "all-passed"


class Verdict(StrEnum):
    """Could this unit pass the product inspection as it is?"""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


class Disposition(StrEnum):
    """What to do with the unit."""

    HOLD = "hold"
    REJECT = "reject"
    INVESTIGATE = "investigate"
    REMEDIATE = "remediate"
    REINSTATE = "reinstate"


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding, with the waiver that names it.

    Attributes:
        place: the check's place in the catalog, which lists fundamental checks first.
        cause: id of the check whose finding explains this one; "" where none does.
    """

    finding: Finding
    waiver: WaiverUse | None = None
    place: int = 0
    cause: str = ""

    @property
    def waived(self) -> bool:
        """Whether a waiver is in effect. Only a failed condition that is not a hold can be waived."""
        finding = self.finding
        return (
            self.waiver is not None
            and self.waiver.applies
            and finding.result is Result.FAIL
            and finding.gravity is Gravity.CONDITION
            and not finding.hold
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of the findings.

    Attributes:
        reason: id of the deciding check, ``not-a-product``, or ``all-passed``.
        deciding: the deciding finding; None where everything passed.
        beside: the other holds and blockers that failed or are inconclusive. A finding whose cause is the deciding
            finding, or is listed here, is left out.
    """

    verdict: Verdict
    disposition: Disposition
    reason: str
    deciding: Judged | None
    beside: tuple[Judged, ...] = ()


def counts(finding: Finding) -> bool:
    """Whether a failed or inconclusive finding counts toward the verdict. Advice does not, unless it means hold."""
    if finding.result is Result.INCONCLUSIVE and finding.noted:
        return False
    return finding.hold or finding.gravity is not Gravity.ADVICE


def _failed(judged: Judged) -> bool:
    return judged.finding.result is Result.FAIL and counts(judged.finding) and not judged.waived


def _unknown(judged: Judged) -> bool:
    return judged.finding.result is Result.INCONCLUSIVE and counts(judged.finding)


def _hold(judged: Judged) -> bool:
    return judged.finding.hold


def _blocker(judged: Judged) -> bool:
    return judged.finding.gravity is Gravity.BLOCKER


def _no_product(judged: Judged) -> bool:
    return judged.finding.check == IS_HARDWARE and _blocker(judged) and _failed(judged)


def _no_profile(judged: Judged) -> bool:
    """A product without a profile is asked little and held to nothing: what else isn't known follows from it."""
    finding = judged.finding
    return finding.check == IS_HARDWARE and any(lack.kind is LackKind.PROFILE for lack in finding.lacks)


def verdict(findings: Iterable[Judged]) -> Verdict:
    """``fail`` if a counting finding failed without a waiver, else ``inconclusive`` if one is, else ``pass``."""
    judged = tuple(findings)
    if any(map(_failed, judged)):
        return Verdict.FAIL
    return Verdict.INCONCLUSIVE if any(map(_unknown, judged)) else Verdict.PASS


def disposition(findings: Iterable[Judged]) -> Disposition:
    """The first that applies of hold, reject, investigate, remediate, reinstate; a virtual device is rejected."""
    judged = tuple(findings)
    failed = [one for one in judged if _failed(one)]
    unknown = [one for one in judged if _unknown(one)]
    if any(map(_no_product, judged)):
        return Disposition.REJECT
    if any(map(_hold, failed)):
        return Disposition.HOLD
    if any(map(_blocker, failed)):
        return Disposition.REJECT
    if any(_hold(one) or _blocker(one) for one in unknown) or (unknown and not failed):
        return Disposition.INVESTIGATE
    return Disposition.REMEDIATE if failed else Disposition.REINSTATE


# The order in which findings decide. Each rule takes the findings that no earlier rule took.
_DECIDING: Sequence[Callable[[Judged], bool]] = (
    _no_product,
    lambda one: _failed(one) and _hold(one),
    lambda one: _failed(one) and _blocker(one),
    _failed,
    lambda one: _unknown(one) and _no_profile(one),
    lambda one: _unknown(one) and _hold(one),
    lambda one: _unknown(one) and _blocker(one),
    _unknown,
)
_UNIMPORTANT = len(_DECIDING)


def importance(judged: Judged) -> int:
    """0 for what decides first, rising; a finding that does not count comes after all that do."""
    if judged.finding.result in (Result.PASS, Result.NOT_APPLICABLE) or not counts(judged.finding):
        return _UNIMPORTANT
    return next((rank for rank, rule in enumerate(_DECIDING) if rule(judged)), _UNIMPORTANT)


def by_importance(findings: Iterable[Judged]) -> list[Judged]:
    """The deciding finding first. Of equal ones causes come first, then catalog order, subject, and message."""
    judged = tuple(findings)
    causes = {one.cause for one in judged}
    return sorted(judged, key=lambda one: (importance(one), not _is_among(causes, one), _fixed_order(one)))


def _is_among(causes: Collection[str], one: Judged) -> bool:
    return one.finding.result is Result.INCONCLUSIVE and one.finding.check in causes


# What the next step of an inconclusive finding is about, and the check whose own finding is then the cause.
_CAUSES = (("family ", IS_HARDWARE), ("login", VISIBILITY))


def with_causes(findings: Iterable[Judged]) -> tuple[Judged, ...]:
    """The findings of one unit, each with its cause: a missing platform profile, or a login that lacks permissions.

    A cause is stated only where its own finding is among these and is inconclusive for that reason.
    """
    judged = tuple(findings)
    stated = {one.finding.check for one in judged if _cause(one) == one.finding.check}
    return tuple(
        replace(one, cause=cause) if (cause := _cause(one)) in stated and cause != one.finding.check else one
        for one in judged
    )


def _cause(one: Judged) -> str:
    finding = one.finding
    if finding.result is not Result.INCONCLUSIVE:
        return ""
    return next((check for about, check in _CAUSES if finding.about.startswith(about)), "")


def _fixed_order(one: Judged) -> tuple[int, str, str, str]:
    return one.place, one.finding.check, one.finding.subject, one.finding.message


def decide(findings: Iterable[Judged]) -> Decision:
    """Verdict, disposition, and the reason for them. The order of the findings does not matter."""
    ordered = by_importance(one for one in findings if importance(one) < _UNIMPORTANT)
    deciding = ordered[0] if ordered else None
    return Decision(
        verdict=verdict(ordered),
        disposition=disposition(ordered),
        reason=_reason(deciding),
        deciding=deciding,
        beside=tuple(_beside(ordered)),
    )


def _beside(ordered: Sequence[Judged]) -> Iterator[Judged]:
    """The other holds and blockers. One cause is named once, by its own finding where that is named."""
    others = [one for one in ordered[1:] if _hold(one) or _blocker(one)]
    named = {one.finding.check for one in (*ordered[:1], *others) if one.finding.result is Result.INCONCLUSIVE}
    named.update(one.cause for one in ordered[:1] if one.cause)
    return (one for one in others if one.cause not in named)


def _reason(deciding: Judged | None) -> str:
    if deciding is None:
        return ALL_PASSED
    return NOT_A_PRODUCT if _no_product(deciding) else deciding.finding.check
