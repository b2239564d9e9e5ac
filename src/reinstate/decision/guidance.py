"""Where a unit stands on its way, whom to turn to, and what this inspection leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from reinstate.checks.framework import Check, Finding, Result
from reinstate.decision.record import ContactPart, PointPart, RiskPart, RiskState, ShortestPathPart, StagePart
from reinstate.decision.verdict import Disposition, Judged, weighs
from reinstate.declared.kinds import Claim
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
    Risk("P23", "Licenses that came with the sale were not transferred: to use them invites a lawsuit.", ("P23",)),
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
# The fees that fall due with a state.
_DUE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"inspection fee agreed": ("P11",), "reinstatement fee agreed": ("P12",), "software re-registered": ("P13", "P14")}
)
CERTIFIED_PATH = ("papers confirmed by the maker", "support contract ordered", "support in the new owner's name")


def risks(findings: Iterable[Judged], checks: Mapping[str, Check]) -> tuple[RiskPart, ...]:
    """Every risk with what this inspection says about it.

    A waiver doesn't make a risk smaller, so waived failures count as found; mere advice is no more than a hint.
    """
    said: dict[str, _Said] = {}
    for one in findings:
        finding = one.finding
        state = _says(finding)
        for clause in checks[finding.check].clauses if finding.check in checks else ():
            said.setdefault(clause, {}).setdefault(state, {})[finding.check] = None
    return tuple(_risk(risk, [said[clause] for clause in risk.told_by if clause in said]) for risk in RISKS)


# What a clause's findings say: the checks by what they say of it, in the order of the findings.
_Said = dict[RiskState, dict[str, None]]
_GRAVEST_FIRST = (RiskState.FOUND, RiskState.OPEN, RiskState.HINT)


def _says(finding: Finding) -> RiskState:
    if finding.result is Result.FAIL:
        return RiskState.FOUND if weighs(finding) else RiskState.HINT
    return RiskState.OPEN if finding.result is Result.INCONCLUSIVE else _SILENT[finding.result]


_SILENT = {Result.PASS: RiskState.NOT_FOUND, Result.NOT_APPLICABLE: RiskState.ALWAYS}


def _risk(risk: Risk, told: Sequence[_Said]) -> RiskPart:
    state = _risk_state(risk, told)
    named = sorted(_of(told, state)) if state in _GRAVEST_FIRST else ()
    return RiskPart(clause=risk.clause, text=risk.text, state=state, checks=tuple(named))


def _risk_state(risk: Risk, told: Sequence[_Said]) -> RiskState:
    """The gravest that is said. Silence is no good news: where nothing passed, the risk is open."""
    if not risk.told_by:
        return RiskState.ALWAYS
    passed = _of(told, RiskState.NOT_FOUND)
    settled = passed and (not risk.settled_by or risk.settled_by in passed)
    said = [state for state in _GRAVEST_FIRST if any(state in of_clause for of_clause in told)]
    if RiskState.FOUND in said or settled:
        return said[0] if said else RiskState.NOT_FOUND
    return RiskState.OPEN


def _of(told: Sequence[_Said], state: RiskState) -> set[str]:
    """The checks that say so of any of the clauses."""
    return {check for of_clause in told for check in of_clause.get(state, ())}


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


def path(disposition: Disposition, way: ShortestPathPart, *, certified: bool = False) -> tuple[StagePart, ...]:
    """The states on the way to support, and where the unit stands: before the first of them, and why.

    With Certified Pre-Owned papers the way is another one, and it opens with them: nothing that this inspection finds
    stands before it but a reason to keep the box as it is.
    """
    state, why = _certified(disposition) if certified else _standing(disposition, way)
    first, *others = CERTIFIED_PATH if certified else PATH
    rest: Literal["closed", "later"] = "closed" if state == "closed" else "later"
    return (
        StagePart(name=first, state=state, why=why, fees=()),
        *(StagePart(name=name, state=rest, why="", fees=_DUE.get(name, ())) for name in others),
    )


def _certified(disposition: Disposition) -> tuple[_State, str]:
    if disposition is Disposition.HOLD:
        return "closed", _KEPT
    return "next", "Before the request: the papers are declared, and the maker or a partner has yet to confirm them."


def _standing(disposition: Disposition, way: ShortestPathPart) -> tuple[_State, str]:
    todo = sum(bool(step.settles) for step in way.steps)
    steps = f"{todo} step{'' if todo == 1 else 's'}"
    match disposition:
        case Disposition.HOLD:
            return "closed", _KEPT
        case Disposition.REJECT:
            return "closed", "Not requested, and not to be: it isn't eligible as it stands, and fees aren't refunded."
        case Disposition.INVESTIGATE:
            why = f"Before the request, which waits until it is known whether it may be made: {steps} to a decision."
            return "unsure", why
        case Disposition.REMEDIATE:
            why = f"Before the request, which waits until it is put right: {steps}, then it is inspected again."
            return "waits", why
    return "next", "Before the request, which can be made now: nothing that was looked at stands in its way."


_KEPT = "Not requested, and not to be: it is kept and reported instead."
_State = Literal["next", "waits", "unsure", "closed"]


def contacts(
    reference: Reference, disposition: Disposition, findings: Sequence[Judged], claim: Claim | None, *, graded: bool
) -> tuple[ContactPart, ...]:
    """Whom to turn to as things stand, in the order of the reference set."""
    told = [one.finding for one in findings]
    stopped = disposition in (Disposition.HOLD, Disposition.REJECT)
    certified = claim is not None and bool(claim.jcpo)
    apply = {
        "reinstatement": not stopped,
        "fees": not stopped and not certified,
        "gray-market": any(one.hold and one.result is Result.FAIL for one in told),
        "entitlement": graded and disposition is not Disposition.REJECT and not any(map(_looked_up, told)),
        "certified-pre-owned": certified or disposition is Disposition.REJECT,
    }
    return tuple(
        ContactPart(topic=one.topic, channel=one.channel, clause=one.clause)
        for one in reference.contacts
        if apply.get(one.topic, True)
    )
