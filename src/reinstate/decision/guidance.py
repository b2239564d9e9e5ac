"""What a person does next, and what this inspection leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reinstate.checks.framework import Check, Finding, Result
from reinstate.decision.record import ContactPart, PointPart, RiskPart, RiskState, StagePart, StepPart
from reinstate.decision.verdict import Decision, Disposition, Judged, by_importance, weighs
from reinstate.declared.model import Claim
from reinstate.reference.library import Reference

ENTITLEMENT_CHECK = "identity.entitlement"
ENTITLEMENT = PointPart(
    check=ENTITLEMENT_CHECK,
    clause="P25",
    text="Whether the serial is known to the maker and registered to nobody else was not looked up: it costs nothing, "
    "and nothing else settles it. Do it before anything is paid.",
)
NO_OWNERSHIP = PointPart(check="", clause="P2", text="Papers of ownership were not seen.")
NO_PAPERS = PointPart(
    check="", clause="P29", text="Whether it has Certified Pre-Owned papers, and so is no gray-market product."
)
PAPERS = PointPart(
    check="", clause="P29", text="Certified Pre-Owned papers are declared; whether they are genuine was not checked."
)

_LIMITS = (
    (
        "P22",
        "It reads what the running software tells. "
        "Implants in memory, firmware or BIOS can lie about everything in it.",
    ),
    ("P22", "The ephemeral configuration database and files outside the listed folders were not read."),
    ("P4", "No port, PoE controller, LED or self test was exercised: nothing here proves that a port works."),
    ("P6", "A clean result doesn't prove a clean device, and doesn't bind the maker, whose own inspection decides."),
    ("P6", "It speaks of the state at the time of collecting, and of this unit alone."),
)
LIMITS = tuple(text for _, text in _LIMITS)
LIMIT_CLAUSES: Mapping[str, str] = {text: clause for clause, text in _LIMITS}


@dataclass(frozen=True, slots=True)
class Risk:
    """What a buyer has to know of every gray-market product.

    Attributes:
        told_by: clauses whose checks say how this unit stands; none where no check can tell.
        settled_by: the check without whose pass it stays open, whatever the others say.
    """

    clause: str
    text: str
    told_by: tuple[str, ...] = ()
    settled_by: str = ""


RISKS = (
    Risk("P1", "It came through a channel that its maker doesn't authorize, whatever it was sold as."),
    Risk(
        "P2", "Nobody vouches for its source, quality and security; no warranty and no support contract came with it."
    ),
    Risk("P20", "The maker's original warranty doesn't cover its new owner."),
    Risk("P21", "It may be damaged or defective, and then neither be returned nor sold on.", ("P4", "P21")),
    Risk("P22", "It may have been tampered with, or carry harmful code.", ("P22",)),
    Risk("P23", "Licences that came with the sale were not transferred: to use them invites a lawsuit.", ("P23",)),
    Risk("P24", "The fees are high and never paid back, whatever the maker's inspection finds."),
    Risk(
        "P25", "It may be counterfeit, or its serial one that can't be registered again.", ("P25",), ENTITLEMENT_CHECK
    ),
    Risk("P26", "It may be lost or stolen goods.", ("P26",), ENTITLEMENT_CHECK),
    Risk("P27", "Modules sold far too cheap may be counterfeit, and cost other products their warranty.", ("P27",)),
    Risk("P28", "Modules from the gray market may fail, and cost the chassis its support contract.", ("P28",)),
)

PATH = (
    "requested",
    "inspection fee agreed",
    "inspected",
    "reinstatement fee agreed",
    "software re-registered",
    "purchase order submitted",
    "reinstated in the new owner's name",
)
CERTIFIED_PATH = ("papers confirmed by the maker", "support contract ordered", "support in the new owner's name")


def risks(findings: Iterable[Judged], checks: Mapping[str, Check]) -> tuple[RiskPart, ...]:
    """Every risk with what this inspection says about it.

    A waiver doesn't make a risk smaller, so waived failures count as found; mere advice is no more than a hint.
    """
    told = [(one.finding, checks[one.finding.check].clauses) for one in findings if one.finding.check in checks]
    return tuple(_risk(risk, [finding for finding, own in told if set(own) & set(risk.told_by)]) for risk in RISKS)


def _risk(risk: Risk, findings: Sequence[Finding]) -> RiskPart:
    states = {RiskState.FOUND: _found, RiskState.OPEN: _open, RiskState.HINT: _hint}
    saying = {state: dict.fromkeys(one.check for one in findings if says(one)) for state, says in states.items()}
    state = _risk_state(risk, findings, [state for state, named in saying.items() if named])
    return RiskPart(clause=risk.clause, text=risk.text, state=state, checks=tuple(saying.get(state, ())))


def _risk_state(risk: Risk, findings: Sequence[Finding], said: Sequence[RiskState]) -> RiskState:
    """The gravest that is said. Silence is no good news: where nothing passed, the risk is open."""
    if not risk.told_by:
        return RiskState.ALWAYS
    passed = {finding.check for finding in findings if finding.result is Result.PASS}
    settled = passed and (not risk.settled_by or risk.settled_by in passed)
    if RiskState.FOUND in said or settled:
        return said[0] if said else RiskState.NOT_FOUND
    return RiskState.OPEN


def _found(finding: Finding) -> bool:
    return finding.result is Result.FAIL and weighs(finding)


def _open(finding: Finding) -> bool:
    return finding.result is Result.INCONCLUSIVE


def _hint(finding: Finding) -> bool:
    return finding.result is Result.FAIL and not weighs(finding)


def open_points(findings: Iterable[Judged], claim: Claim | None) -> tuple[PointPart, ...]:
    """The entitlement look-up first where it is open, then what checks noted, then the papers that nobody checked."""
    told = [one.finding for one in findings]
    noted = [one for one in told if one.result is Result.INCONCLUSIVE and one.noted]
    rest = [PointPart(check=one.check, clause="", text=one.message) for one in noted if one.check != ENTITLEMENT_CHECK]
    first = [] if any(map(_looked_up, told)) else [ENTITLEMENT]
    papers = [NO_OWNERSHIP] if claim is None or not claim.ownership else []
    papers += [PAPERS if claim is not None and claim.jcpo else NO_PAPERS]
    return (*first, *rest, *papers)


def _looked_up(finding: Finding) -> bool:
    """Whether the look-up was made, whatever came of it; a policy may leave the check out, which settles nothing."""
    open_still = finding.noted or finding.result is Result.NOT_APPLICABLE
    return finding.check == ENTITLEMENT_CHECK and not open_still


def path(disposition: Disposition, *, certified: bool = False) -> tuple[StagePart, ...]:
    """The states on the way to support: the first is next only for a unit that passed.

    With Certified Pre-Owned papers the way is another one, and it opens with them: nothing that this inspection finds
    stands before it but a reason to keep the box as it is.
    """
    names = CERTIFIED_PATH if certified else PATH
    if disposition is Disposition.HOLD or (disposition is Disposition.REJECT and not certified):
        return tuple(StagePart(name=name, state="closed") for name in names)
    later = tuple(StagePart(name=name, state="later") for name in names)
    opens = certified or disposition is Disposition.REINSTATE
    return (StagePart(name=names[0], state="next"), *later[1:]) if opens else later


def contacts(reference: Reference) -> tuple[ContactPart, ...]:
    """Whom to turn to, in the order of the reference set."""
    return tuple(ContactPart(topic=one.topic, channel=one.channel, clause=one.clause) for one in reference.contacts)


HOLD_STEPS = (
    StepPart(text="Keep and isolate it: don't wipe, return or resell it.", clause="P5", check=""),
    StepPart(
        text="Report it to brandprotection@juniper.net, with this record and its evidence.", clause="P30", check=""
    ),
)
REJECT_STEPS = (
    StepPart(text="Don't request an inspection: no fee is refunded.", clause="P10", check=""),
    StepPart(text="Consider Juniper Certified Pre-Owned products instead.", clause="P29", check=""),
)
REINSTATE_STEPS = (
    StepPart(text="Settle the open points, the entitlement look-up first.", clause="P25", check=""),
    StepPart(
        text="Request inspection and reinstatement through a Juniper authorized partner, who quotes all fees.",
        clause="P9",
        check="",
    ),
)
REQUEST = StepPart(text="Inspect it again, then request reinstatement.", clause="P9", check="")
AGAIN = StepPart(
    text="Then inspect it again; where only data or declarations were added, judging the stored run again is enough.",
    clause="",
    check="",
)
CONFIRM_PAPERS = StepPart(
    text="Have the maker or an authorized partner confirm the Certified Pre-Owned papers: if they hold, it is no "
    "gray-market product and its support contract costs no special fee. What follows is for the case that they don't.",
    clause="P29",
    check="",
)


def next_steps(decision: Decision, findings: Iterable[Judged], *, certified: bool = False) -> tuple[StepPart, ...]:
    """What to do, in order: what the disposition asks for, and the steps of the findings that stand in the way.

    Args:
        decision: what was decided.
        findings: all of the unit.
        certified: Certified Pre-Owned papers are declared for it; they are confirmed before anything else is done.
    """
    if decision.disposition is Disposition.HOLD:
        # The findings' own steps would clean up what is to be kept as it is.
        return HOLD_STEPS
    return (*((CONFIRM_PAPERS,) if certified else ()), *_steps(decision.disposition, findings))


def _steps(disposition: Disposition, findings: Iterable[Judged]) -> tuple[StepPart, ...]:
    match disposition:
        case Disposition.REINSTATE:
            return REINSTATE_STEPS
        case Disposition.REJECT:
            return REJECT_STEPS
        case Disposition.INVESTIGATE:
            return (*_of_findings(findings), AGAIN)
    return (*_of_findings(findings), REQUEST)


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
