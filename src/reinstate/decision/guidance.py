"""Where a unit stands on its way, whom to turn to, and what this inspection leaves open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from reinstate.checks.framework import Finding, Result
from reinstate.decision.record import ContactPart, PointPart, ShortestPathPart, StagePart
from reinstate.decision.verdict import Disposition, Judged
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

# The states of P9 in their order, each with the fees that fall due with it.
PATH: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("requested", ()),
    ("inspection fee agreed", ("P11",)),
    ("inspected", ()),
    ("reinstatement fee agreed", ("P12",)),
    ("software re-registered", ("P13", "P14")),
    ("purchase order submitted", ()),
    ("reinstated in the new owner's name", ()),
)
CERTIFIED_PATH: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("papers confirmed by the maker", ()),
    ("support contract ordered", ()),
    ("support in the new owner's name", ()),
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


def path(disposition: Disposition, way: ShortestPathPart, *, certified: bool = False) -> tuple[StagePart, ...]:
    """The states on the way to support, and where the unit stands: before the first of them, and why.

    With Certified Pre-Owned papers the way is another one, and it opens with them: nothing that this inspection finds
    stands before it but a reason to keep the box as it is.
    """
    state, why = _certified(disposition) if certified else _standing(disposition, way)
    first, *others = CERTIFIED_PATH if certified else PATH
    rest: Literal["closed", "later"] = "closed" if state == "closed" else "later"
    return (
        StagePart(name=first[0], state=state, why=why, fees=first[1]),
        *(StagePart(name=name, state=rest, why="", fees=fees) for name, fees in others),
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


def contacts(reference: Reference) -> tuple[ContactPart, ...]:
    """Whom to turn to, in the order of the reference set."""
    return tuple(ContactPart(topic=one.topic, channel=one.channel, clause=one.clause) for one in reference.contacts)
