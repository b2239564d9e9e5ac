"""Why a record says what it says: which rule gave the decision, and where a finding's gravity comes from."""

from __future__ import annotations

from dataclasses import dataclass

from reinstate.checks.framework import Action, Check, Finding, Gravity, Result
from reinstate.decision.policy import Policy
from reinstate.decision.policy.waivers import Waiver, WaiverUse
from reinstate.decision.record import FindingPart, Record
from reinstate.decision.verdict import NOT_A_PRODUCT, Decision, Disposition, Judged, Verdict, decide

WEIGHS = "blockers and conditions, and what may mean hold"
VERDICTS = {
    Verdict.FAIL: "something that weighs failed, and no waiver covers it",
    Verdict.INCONCLUSIVE: "nothing that weighs failed, and something that weighs could not be told",
    Verdict.PASS: "nothing that weighs failed or could not be told",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the disposition; the first that fits decides."""

    when: str
    disposition: Disposition


RULES = (
    Rule("it is no product that can be graded", Disposition.REJECT),
    Rule("a finding failed that means hold", Disposition.HOLD),
    Rule("a blocker failed", Disposition.REJECT),
    Rule("a hold or a blocker could not be told, or nothing failed and something wasn't told", Disposition.INVESTIGATE),
    Rule("only conditions failed", Disposition.REMEDIATE),
    Rule("nothing that weighs failed or could not be told", Disposition.REINSTATE),
)


def fired(record: Record) -> Rule:
    """The rule that gave a record's disposition."""
    if record.reason == NOT_A_PRODUCT:
        return RULES[0]
    return next(rule for rule in RULES[1:] if rule.disposition is record.disposition)


def redecided(record: Record) -> Decision:
    """What follows from the findings that a record holds, whatever it says follows."""
    return decide(Judged(_finding(part), _waiver(part)) for part in record.findings)


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
    )


def _waiver(part: FindingPart) -> WaiverUse | None:
    told = part.waiver
    if told is None:
        return None
    waiver = Waiver(part.check, told.owner, told.reason, told.expires, told.unit, told.serial, told.subject)
    return WaiverUse(waiver, told.state)


def gravity_source(part: FindingPart, check: Check | None, policy: Policy | None) -> str:
    """Where the finding's gravity comes from: the check, the subject, or the policy."""
    if check is None:
        return "stands in for all checks: what was not seen might have been the gravest"
    least = policy.gravity.get(check.id) if policy is not None else None
    if part.result not in (Result.FAIL, Result.INCONCLUSIVE):
        return f"the check's own; failing is a {check.severity.gravity}{_may_hold(check)}"
    if least is not None and part.gravity is least and check.severity.gravity is not least:
        name = policy.name if policy is not None else ""
        return f"raised by the policy {name}; the check's own is {check.severity.gravity}"
    gravest = check.severity.ceiling
    if part.result is Result.INCONCLUSIVE and part.gravity is gravest:
        return f"what could not be told counts as the gravest that the check could have found, a {gravest}"
    if part.gravity is check.severity.gravity:
        return "the check's own"
    return f"stated for this subject; the check's own is {check.severity.gravity}"


def _may_hold(check: Check) -> str:
    return (
        ", and holds the unit" if check.severity.hold else ", and may hold the unit" if check.severity.may_hold else ""
    )


def weight(part: FindingPart, policy: Policy | None) -> str:
    """Why the finding weighs in the verdict, or why it doesn't."""
    if part.result not in (Result.FAIL, Result.INCONCLUSIVE):
        return "it stands in nobody's way"
    if part.noted and part.result is Result.INCONCLUSIVE:
        return "it doesn't weigh: an open point, which this check notes where it can't tell"
    if part.waiver is not None and part.waiver.state == "applied":
        return "it doesn't weigh: a waiver covers it"
    if part.gravity is Gravity.ADVICE and not part.hold:
        return "it doesn't weigh: advice"
    if policy is not None and part.check in policy.unknown_weighs and part.result is Result.INCONCLUSIVE:
        return "it weighs: the policy lets what this check can't tell weigh"
    return "it weighs"
