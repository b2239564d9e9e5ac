"""Hosts that returned no evidence: what each outcome means, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from reinstate.checks.framework import Action, EvidenceRef, Finding, Gravity, Result
from reinstate.checks.framework.common_steps import COLLECT_AGAIN, COLLECT_SLOWLY
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.session.transcript import Outcome, SessionStatus

SESSION_OUTCOME = "session.outcome"
EVIDENCE_BUNDLE = "evidence.bundle"
# Titles of the two findings that replace all checks where there is nothing to check.
TITLES = MappingProxyType(
    {
        SESSION_OUTCOME: "The device was reached and returned evidence",
        EVIDENCE_BUNDLE: "The stored evidence matches what was collected",
    }
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What happened, the next step, what kind of step that is, and how a new collection has to differ."""

    what: str
    next_step: str
    action: Action
    about: str = ""


ADVICE = MappingProxyType(
    {
        SessionStatus.COMPLETE: Advice(
            "the session completed, but no reply was stored",
            f"{COLLECT_AGAIN.text}; if the result is the same, report this defect",
            Action.COLLECT,
        ),
        SessionStatus.INCOMPLETE: Advice(
            "no request was answered",
            COLLECT_SLOWLY.text,
            COLLECT_SLOWLY.action,
            COLLECT_SLOWLY.about,
        ),
        SessionStatus.UNREACHABLE: Advice(
            "no connection to the device",
            f"check power, boot, cabling, and address; {COLLECT_AGAIN.text}",
            Action.LOOK,
        ),
        SessionStatus.REFUSED: Advice(
            "the device refused the connection",
            "enable NETCONF (set system services netconf ssh) and check port 830 or 22 and the rate limit; "
            f"{COLLECT_AGAIN.text}",
            Action.LOOK,
        ),
        SessionStatus.AUTHENTICATION: Advice(
            "the login failed",
            "check user, password, and key; on a unit with a previous owner's password, recover the root password on "
            f"the console; {COLLECT_AGAIN.text}",
            Action.COLLECT,
            "login",
        ),
        SessionStatus.NO_COMMON_ALGORITHM: Advice(
            "device and controller share no SSH algorithm",
            "collect evidence over the console or through an older jump host",
            Action.COLLECT,
        ),
        SessionStatus.HOST_KEY_CHANGED: Advice(
            "the device presented an unexpected host key",
            "before you send a password, find out whether it was zeroized, reinstalled, or exchanged; correct the "
            f"expected key; {COLLECT_AGAIN.text}",
            Action.LOOK,
        ),
        SessionStatus.TIMEOUT: Advice(
            "the device did not answer in time",
            COLLECT_SLOWLY.text,
            COLLECT_SLOWLY.action,
            COLLECT_SLOWLY.about,
        ),
        SessionStatus.CLOSED: Advice(
            "the device closed the session before it returned evidence",
            COLLECT_SLOWLY.text,
            COLLECT_SLOWLY.action,
            COLLECT_SLOWLY.about,
        ),
        SessionStatus.COLLECTOR_DIED: Advice(
            "the process that collected evidence was ended",
            "read the detail (a flood or a memory limit on an ordinary device is a reason for caution); "
            "collect evidence of this host alone",
            Action.COLLECT,
        ),
    }
)
_DAMAGED = Advice(
    "the stored evidence cannot be used",
    f"{COLLECT_AGAIN.text}, or restore the run folder from a copy",
    Action.COLLECT,
)


def gave_evidence(bundle: Bundle) -> bool:
    """Whether at least one reply was stored."""
    return bundle.manifest is not None and any(item.file for item in bundle.manifest.items)


def session_finding(host: str, outcome: Outcome) -> Finding:
    """The one finding about a host that returned nothing. The missing facts could be the most severe ones."""
    advice = ADVICE[outcome.status]
    return _finding(
        SESSION_OUTCOME,
        host,
        f"{advice.what}{f': {outcome.detail}' if outcome.detail else ''}",
        expected="a complete session",
        actual=f"{outcome.status} at {outcome.stage}, attempts {outcome.attempts}",
        advice=advice,
    )


def damage_finding(host: str, damage: str) -> Finding:
    """The one finding about a host whose evidence bundle cannot be used."""
    return _finding(
        EVIDENCE_BUNDLE,
        host,
        _DAMAGED.what,
        expected="the evidence bundle as collected",
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
