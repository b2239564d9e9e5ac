"""Why a record states its decision: the rule that applied, and the source of each finding's severity."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.checks.framework import Action, Check, Finding, Gravity, Lack, Result
from reinstate.checks.framework.labels import BLOCKER, HOLD, MUST_FIX, SEVERITY_LABELS
from reinstate.decision.no_evidence import TITLES as REPLACING_ALL
from reinstate.decision.policy import Policy
from reinstate.decision.policy.waivers import Waiver, WaiverUse
from reinstate.decision.record import FindingPart, Record
from reinstate.decision.verdict import NOT_A_PRODUCT, Decision, Disposition, Judged, Verdict, decide

WEIGHS = f"{BLOCKER} and {MUST_FIX} findings, {HOLD}s, and possible {HOLD}s"
VERDICTS = {
    Verdict.FAIL: "a finding that counts failed, and no waiver is in effect",
    Verdict.INCONCLUSIVE: "no counting finding failed, and a counting finding is inconclusive",
    Verdict.PASS: "no counting finding failed or is inconclusive",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the disposition; the first that applies decides."""

    when: str
    disposition: Disposition


RULES = (
    Rule("not a physical product", Disposition.REJECT),
    Rule(f"a {HOLD} finding failed", Disposition.HOLD),
    Rule(f"a {BLOCKER} failed", Disposition.REJECT),
    Rule(
        f"a possible {HOLD} or {BLOCKER} is inconclusive, or nothing failed and a counting finding is inconclusive",
        Disposition.INVESTIGATE,
    ),
    Rule(f"only {MUST_FIX} findings failed", Disposition.REMEDIATE),
    Rule("no counting finding failed or is inconclusive", Disposition.REINSTATE),
)


def fired(record: Record) -> Rule:
    """The rule that gave a record's disposition."""
    if record.reason == NOT_A_PRODUCT:
        return RULES[0]
    return next(rule for rule in RULES[1:] if rule.disposition is record.disposition)


def redecided(record: Record) -> Decision:
    """The decision that the findings of a record lead to, whatever decision it states."""
    return decide(Judged(_finding(part), _waiver(part), cause=part.cause) for part in record.findings)


def _finding(part: FindingPart) -> Finding:
    return Finding(
        part.check,
        part.subject,
        part.result,
        part.gravity,
        part.what,
        part.expected,
        part.actual,
        part.hold,
        part.noted,
        next_step=part.next_step,
        action=Action(part.action),
        about=part.about,
        lacks=tuple(Lack(one.kind, one.name) for one in part.lacks),
    )


def _waiver(part: FindingPart) -> WaiverUse | None:
    stated = part.waiver
    if stated is None:
        return None
    waiver = Waiver(part.check, stated.owner, stated.reason, stated.expires, stated.unit, stated.serial, stated.subject)
    return WaiverUse(waiver, stated.state)


_WORST_MISSING = "the missing facts could be the most severe ones"


def gravity_source(part: FindingPart, check: Check | None, policy: Policy | None) -> str:
    """The source of a failed or inconclusive finding's severity: the check, the subject, or the policy."""
    if check is None:
        replaces = part.check in REPLACING_ALL
        return f"replaces all checks: {_WORST_MISSING}" if replaces else "not determined: this check is not loaded"
    least = policy.gravity.get(check.id) if policy is not None else None
    if least is not None and part.gravity is least and check.severity.gravity is not least:
        name = policy.name if policy is not None else ""
        return f"raised by the policy {name}; the check's own is {SEVERITY_LABELS[check.severity.gravity]}"
    worst = check.severity.ceiling
    if part.result is Result.INCONCLUSIVE and part.gravity is worst:
        return f"the worst possible severity of an inconclusive finding of this check, {SEVERITY_LABELS[worst]}"
    if part.gravity is check.severity.gravity:
        return "the check's own"
    return f"stated for this subject; the check's own is {SEVERITY_LABELS[check.severity.gravity]}"


def if_failed(check: Check) -> str:
    """What a failure of the check would mean: ``severity blocker, hold``."""
    may_hold = f", {HOLD} in some cases" if check.severity.may_hold else ""
    return f"severity {SEVERITY_LABELS[check.severity.gravity]}{f', {HOLD}' if check.severity.hold else may_hold}"


def weight(part: FindingPart, policy: Policy | None) -> str:
    """Whether a failed or inconclusive finding counts toward the verdict, and why."""
    if part.noted and part.result is Result.INCONCLUSIVE:
        return "does not count: an open item"
    if part.waiver is not None and part.waiver.state == "applied":
        return "does not count: waived"
    if part.gravity is Gravity.ADVICE and not part.hold:
        return f"does not count: {SEVERITY_LABELS[Gravity.ADVICE]}"
    if policy is not None and part.check in policy.unknown_weighs and part.result is Result.INCONCLUSIVE:
        return "counts: the policy counts inconclusive findings of this check (unknown_weighs)"
    return "counts"
