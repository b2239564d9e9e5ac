"""What an inspection leaves open, and what none can see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reinstate.checks.framework import Finding, Result
from reinstate.decision.record import PointPart
from reinstate.decision.verdict import Judged
from reinstate.declared.kinds import Claim

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


def open_points(findings: Iterable[Judged], claim: Claim | None) -> tuple[PointPart, ...]:
    """The entitlement look-up first where it is open, then what checks noted, then the papers that nobody checked."""
    told = [one.finding for one in findings]
    noted = [one for one in told if one.result is Result.INCONCLUSIVE and one.noted]
    rest = [PointPart(check=one.check, clause="", text=one.message) for one in noted if one.check != ENTITLEMENT_CHECK]
    first = [] if any(map(looked_up, told)) else [ENTITLEMENT]
    papers = [NO_OWNERSHIP] if claim is None or not claim.ownership else []
    papers += [PAPERS if claim is not None and claim.jcpo else NO_PAPERS]
    return (*first, *rest, *papers)


def looked_up(finding: Finding) -> bool:
    """Whether the look-up was made, whatever came of it; a policy may leave the check out, which settles nothing."""
    open_still = finding.noted or finding.result is Result.NOT_APPLICABLE
    return finding.check == ENTITLEMENT_CHECK and not open_still
