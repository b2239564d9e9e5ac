"""Verdict and disposition of a set of findings: pure rules, no data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.decision.policy.waivers import WaiverUse

# The check that tells hardware from virtual machines and unknown things. Its failure ends the grading.
IS_HARDWARE = "identity.is-hardware"
NOT_A_PRODUCT = "not-a-product"
ALL_PASSED = "all-passed"


class Verdict(StrEnum):
    """Could this unit pass the inspection as it stands?"""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


class Disposition(StrEnum):
    """What to do with the box."""

    HOLD = "hold"
    REJECT = "reject"
    INVESTIGATE = "investigate"
    REMEDIATE = "remediate"
    REINSTATE = "reinstate"


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and what the policy's waivers have to say about it.

    Attributes:
        place: the check's place in the catalog, which names what is fundamental first.
    """

    finding: Finding
    waiver: WaiverUse | None = None
    place: int = 0

    @property
    def waived(self) -> bool:
        """Whether a waiver covers it. Only a failed condition that isn't a hold can be waived, whatever is attached."""
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
    """What follows from the findings.

    Attributes:
        reason: id of the deciding check, ``not-a-product``, or ``all-passed``.
        deciding: the finding that decides; None where everything passed.
        beside: what else must be named next to the disposition: hold findings and blockers that failed or could
            not be told, without the deciding one.
    """

    verdict: Verdict
    disposition: Disposition
    reason: str
    deciding: Judged | None
    beside: tuple[Judged, ...] = ()


def weighs(finding: Finding) -> bool:
    """Whether a failed or unknown finding counts. Advice doesn't, unless it would put the unit on hold."""
    if finding.result is Result.INCONCLUSIVE and finding.noted:
        return False
    return finding.hold or finding.gravity is not Gravity.ADVICE


def _failed(judged: Judged) -> bool:
    return judged.finding.result is Result.FAIL and weighs(judged.finding) and not judged.waived


def _unknown(judged: Judged) -> bool:
    return judged.finding.result is Result.INCONCLUSIVE and weighs(judged.finding)


def _hold(judged: Judged) -> bool:
    return judged.finding.hold


def _blocker(judged: Judged) -> bool:
    return judged.finding.gravity is Gravity.BLOCKER


def _no_product(judged: Judged) -> bool:
    return judged.finding.check == IS_HARDWARE and _blocker(judged) and _failed(judged)


def verdict(findings: Iterable[Judged]) -> Verdict:
    """``fail`` if something grave failed unwaived, else ``inconclusive`` if any is unknown, else ``pass``."""
    judged = tuple(findings)
    if any(map(_failed, judged)):
        return Verdict.FAIL
    return Verdict.INCONCLUSIVE if any(map(_unknown, judged)) else Verdict.PASS


def disposition(findings: Iterable[Judged]) -> Disposition:
    """The first that fits of hold, reject, investigate, remediate, reinstate; what is no product is rejected."""
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


# The order in which findings decide. Each rule takes those that no earlier one took.
_DECIDING: Sequence[Callable[[Judged], bool]] = (
    _no_product,
    lambda one: _failed(one) and _hold(one),
    lambda one: _failed(one) and _blocker(one),
    _failed,
    lambda one: _unknown(one) and _hold(one),
    lambda one: _unknown(one) and _blocker(one),
    _unknown,
)
_UNIMPORTANT = len(_DECIDING)


def importance(judged: Judged) -> int:
    """0 for what decides before all else, rising; a finding that doesn't weigh comes after all that do."""
    if judged.finding.result in (Result.PASS, Result.NOT_APPLICABLE) or not weighs(judged.finding):
        return _UNIMPORTANT
    return next((rank for rank, rule in enumerate(_DECIDING) if rule(judged)), _UNIMPORTANT)


def by_importance(findings: Iterable[Judged]) -> list[Judged]:
    """Most deciding first; equal ones as the catalog has their checks, then by subject and message."""
    return sorted(findings, key=lambda one: (importance(one), _settled_order(one)))


def _settled_order(one: Judged) -> tuple[int, str, str, str]:
    return one.place, one.finding.check, one.finding.subject, one.finding.message


def decide(findings: Iterable[Judged]) -> Decision:
    """Verdict, disposition and the reason for them. The same findings in any order give the same answer."""
    ordered = by_importance(one for one in findings if importance(one) < _UNIMPORTANT)
    deciding = ordered[0] if ordered else None
    return Decision(
        verdict=verdict(ordered),
        disposition=disposition(ordered),
        reason=_reason(deciding),
        deciding=deciding,
        beside=tuple(one for one in ordered[1:] if _hold(one) or _blocker(one)),
    )


def _reason(deciding: Judged | None) -> str:
    if deciding is None:
        return ALL_PASSED
    return NOT_A_PRODUCT if _no_product(deciding) else deciding.finding.check
