"""Hosts that gave no evidence: what each outcome means, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from reinstate.checks.framework import Action, EvidenceRef, Finding, Gravity, Result
from reinstate.checks.framework.common_steps import COLLECT_SLOWLY
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.session.transcript import Outcome, SessionStatus

SESSION_OUTCOME = "session.outcome"
EVIDENCE_BUNDLE = "evidence.bundle"
# Titles of the two findings that stand in for all checks where there is nothing to check.
TITLES = MappingProxyType(
    {
        SESSION_OUTCOME: "The device could be reached and gave evidence",
        EVIDENCE_BUNDLE: "The stored evidence is what was collected",
    }
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What happened, the next step, what kind of step that is, and what a collection has to differ in."""

    what: str
    next_step: str
    action: Action
    about: str = ""


ADVICE = MappingProxyType(
    {
        SessionStatus.COMPLETE: Advice(
            "the session ended well, but no reply was stored",
            "collect the host again; if it persists, report this defect",
            Action.COLLECT,
        ),
        SessionStatus.INCOMPLETE: Advice(
            "the session ended without one answer",
            COLLECT_SLOWLY.text,
            COLLECT_SLOWLY.action,
            COLLECT_SLOWLY.about,
        ),
        SessionStatus.UNREACHABLE: Advice(
            "the device could not be reached",
            "check that it is powered and has booted, its cabling, its address, and the way there; then collect again",
            Action.LOOK,
        ),
        SessionStatus.REFUSED: Advice(
            "the device refused the connection",
            "check that NETCONF over SSH is on (set system services netconf ssh), the port (830 or 22) and its "
            "connection rate limit; then collect again",
            Action.LOOK,
        ),
        SessionStatus.AUTHENTICATION: Advice(
            "the login failed",
            "check user, password and key of the bench login; where a former owner's box has none, recover the "
            "root password on the console; then collect again",
            Action.COLLECT,
            "login",
        ),
        SessionStatus.NO_COMMON_ALGORITHM: Advice(
            "the device and this software share no SSH algorithm",
            "collect the evidence over the console, or through a jump host that still speaks what the device offers",
            Action.COLLECT,
        ),
        SessionStatus.HOST_KEY_CHANGED: Advice(
            "the device showed another host key than the one expected",
            "find out whether it was zeroized, reinstalled or exchanged, or another box stands at this address, before "
            "any password is sent; then correct the expected key and collect again",
            Action.LOOK,
        ),
        SessionStatus.TIMEOUT: Advice(
            "the device did not answer in time",
            "wait until it has booted, check load and way there, raise its deadlines; then collect again",
            Action.COLLECT,
            "time",
        ),
        SessionStatus.CLOSED: Advice(
            "the device closed the session before it gave any evidence",
            "check its session limits and logs; then collect again, request by request",
            Action.COLLECT,
            "time",
        ),
        SessionStatus.COLLECTOR_DIED: Advice(
            "the process that collected from it was ended",
            "see the detail: a flood or a memory limit on ordinary gear is a reason for caution; collect again alone",
            Action.COLLECT,
        ),
    }
)
_DAMAGED = Advice(
    "the stored evidence can't be relied on",
    "collect the host again, or restore the run's folder from a copy",
    Action.COLLECT,
)


def gave_evidence(bundle: Bundle) -> bool:
    """Whether at least one reply was stored."""
    return bundle.manifest is not None and any(item.file for item in bundle.manifest.items)


def session_finding(host: str, outcome: Outcome) -> Finding:
    """The one finding about a host that gave nothing. What wasn't seen might have been the gravest."""
    advice = ADVICE[outcome.status]
    return _finding(
        SESSION_OUTCOME,
        host,
        f"{advice.what}{f': {outcome.detail}' if outcome.detail else ''}",
        expected=f"a session that ends with {SessionStatus.COMPLETE}",
        actual=f"{outcome.status} at {outcome.stage}, attempts {outcome.attempts}",
        advice=advice,
    )


def damage_finding(host: str, damage: str) -> Finding:
    """The one finding about a host whose bundle can't be relied on."""
    return _finding(
        EVIDENCE_BUNDLE,
        host,
        _DAMAGED.what,
        expected="the bundle as it was sealed",
        actual=damage,
        advice=_DAMAGED,
    )


def _finding(check: str, host: str, what: str, *, expected: str, actual: str, advice: Advice) -> Finding:
    return Finding(
        check,
        host,
        Result.INCONCLUSIVE,
        Gravity.BLOCKER,
        what,
        expected,
        actual,
        hold=True,
        evidence=(EvidenceRef(MANIFEST_NAME),),
        next_step=advice.next_step,
        action=advice.action,
        about=advice.about,
    )
