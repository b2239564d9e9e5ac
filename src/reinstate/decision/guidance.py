"""What a person does next, and what this inspection leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reinstate.checks.framework import Finding, Result
from reinstate.decision.record import ContactPart, PointPart, StagePart, StepPart
from reinstate.decision.verdict import Decision, Disposition, Judged, by_importance, weighs
from reinstate.declared.model import Claim
from reinstate.reference.library import Reference

ENTITLEMENT_CHECK = "identity.entitlement"
_ENTITLEMENT = PointPart(
    check=ENTITLEMENT_CHECK,
    clause="P25",
    text="Whether the serial is known to the maker and registered to nobody else was not looked up: it costs nothing, "
    "and nothing else settles it. Do it before anything is paid.",
)
_OWNERSHIP = PointPart(check="", clause="P2", text="Papers of ownership were not seen.")
_JCPO = PointPart(
    check="", clause="P29", text="Whether it has Certified Pre-Owned papers, and so is no gray-market product."
)

LIMITS = (
    "It reads what the running software tells. Implants in memory, firmware or BIOS can lie about everything in it.",
    "The ephemeral configuration database and files outside the listed folders were not read.",
    "No port, PoE controller, LED or self test was exercised: nothing here proves that a port works.",
    "A clean result doesn't prove a clean device, and doesn't bind the maker, whose own inspection decides.",
    "It speaks of the state at the time of collecting, and of this unit alone.",
)

_PATH = (
    "requested",
    "inspection fee agreed",
    "inspected",
    "reinstatement fee agreed",
    "software re-registered",
    "purchase order submitted",
    "reinstated in the new owner's name",
)


def open_points(findings: Iterable[Judged], claim: Claim | None) -> tuple[PointPart, ...]:
    """The entitlement look-up first where it is open, then what checks noted, then the papers that nobody named."""
    told = [one.finding for one in findings]
    noted = [one for one in told if one.result is Result.INCONCLUSIVE and one.noted]
    rest = [PointPart(check=one.check, clause="", text=one.message) for one in noted if one.check != ENTITLEMENT_CHECK]
    first = [] if any(map(_looked_up, told)) else [_ENTITLEMENT]
    papers = [_OWNERSHIP] if claim is None or not claim.ownership else []
    papers += [_JCPO] if claim is None or not claim.jcpo else []
    return (*first, *rest, *papers)


def _looked_up(finding: Finding) -> bool:
    """Whether the look-up was made, whatever came of it; a policy may leave the check out, which settles nothing."""
    open_still = finding.noted or finding.result is Result.NOT_APPLICABLE
    return finding.check == ENTITLEMENT_CHECK and not open_still


def path(disposition: Disposition) -> tuple[StagePart, ...]:
    """The states of a reinstatement request: the first is next only for a unit that passed."""
    if disposition in (Disposition.HOLD, Disposition.REJECT):
        return tuple(StagePart(name=name, state="closed") for name in _PATH)
    later = tuple(StagePart(name=name, state="later") for name in _PATH)
    return (StagePart(name=_PATH[0], state="next"), *later[1:]) if disposition is Disposition.REINSTATE else later


def contacts(reference: Reference) -> tuple[ContactPart, ...]:
    """Whom to turn to, in the order of the reference set."""
    return tuple(ContactPart(topic=one.topic, channel=one.channel, clause=one.clause) for one in reference.contacts)


_HOLD = (
    StepPart(text="Keep and isolate it: don't wipe, return or resell it.", clause="P5", check=""),
    StepPart(
        text="Report it to brandprotection@juniper.net, with this record and its evidence.", clause="P30", check=""
    ),
)
_REJECT = (
    StepPart(text="Don't request an inspection: no fee is refunded.", clause="P10", check=""),
    StepPart(text="Consider Juniper Certified Pre-Owned products instead.", clause="P29", check=""),
)
_REINSTATE = (
    StepPart(text="Settle the open points, the entitlement look-up first.", clause="P25", check=""),
    StepPart(
        text="Request inspection and reinstatement through a Juniper authorized partner, who quotes all fees.",
        clause="P9",
        check="",
    ),
)


_AGAIN = StepPart(
    text="Then inspect it again; where only data or declarations were added, judging the stored run again is enough.",
    clause="",
    check="",
)


def next_steps(decision: Decision, findings: Iterable[Judged]) -> tuple[StepPart, ...]:
    """What to do, in order: what the disposition asks for, and the steps of the findings that stand in the way."""
    if decision.disposition is Disposition.REINSTATE:
        return _REINSTATE
    own = _of_findings(findings)
    match decision.disposition:
        case Disposition.HOLD:
            # The findings' own steps would clean up what is to be kept as it is.
            return _HOLD
        case Disposition.REJECT:
            return _REJECT
        case Disposition.INVESTIGATE:
            return (*own, _AGAIN)
    return (*own, StepPart(text="Inspect it again, then request reinstatement.", clause="P9", check=""))


def _of_findings(findings: Iterable[Judged]) -> tuple[StepPart, ...]:
    """The next steps of failed and unknown findings that weigh, most important first, each once."""
    steps: dict[str, StepPart] = {}
    for one in by_importance(_in_the_way(findings)):
        text = one.finding.next_step
        if text and text not in steps:
            steps[text] = StepPart(text=text, clause="", check=one.finding.check)
    return tuple(steps.values())


def _in_the_way(findings: Iterable[Judged]) -> Sequence[Judged]:
    relevant = (Result.FAIL, Result.INCONCLUSIVE)
    return [one for one in findings if one.finding.result in relevant and weighs(one.finding) and not one.waived]
