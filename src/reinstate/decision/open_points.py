"""What an inspection leaves open, and what no inspection can determine."""

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
    text="Entitlement was not looked up. The lookup is free and is the only way to confirm that the serial number is "
    "registered to no one else. Do it before you pay.",
)
NO_OWNERSHIP = PointPart(check="", clause="P2", text="Proof of ownership was not provided.")
NO_PAPERS = PointPart(
    check="",
    clause="P29",
    text="Certified Pre-Owned papers were not declared; with them, the product is not a gray-market product.",
)
PAPERS = PointPart(
    check="", clause="P29", text="Certified Pre-Owned papers are declared; it was not checked whether they are genuine."
)
_LIMITS = (
    (
        "P22",
        "It reads what the running software reports. Implants in memory, firmware, or BIOS can falsify all of it.",
    ),
    ("P22", "The ephemeral configuration database and files outside the listed directories were not read."),
    ("P4", "No port, PoE controller, LED, or self-test was exercised: nothing here proves that a port works."),
    ("P6", "A clean result does not prove a clean device and does not bind Juniper, whose own inspection decides."),
    ("P6", "It covers the state at the time of collection, and this unit only."),
)
LIMITS = tuple(text for _, text in _LIMITS)
LIMIT_CLAUSES: Mapping[str, str] = {text: clause for clause, text in _LIMITS}


def open_points(findings: Iterable[Judged], claim: Claim | None) -> tuple[PointPart, ...]:
    """The entitlement lookup first where it is open, then the open items of checks, then papers."""
    known = [one.finding for one in findings]
    noted = [one for one in known if one.result is Result.INCONCLUSIVE and one.noted]
    rest = [PointPart(check=one.check, clause="", text=one.message) for one in noted if one.check != ENTITLEMENT_CHECK]
    first = [] if any(map(looked_up, known)) else [ENTITLEMENT]
    papers = [NO_OWNERSHIP] if claim is None or not claim.ownership else []
    papers += [PAPERS if claim is not None and claim.jcpo else NO_PAPERS]
    return (*first, *rest, *papers)


def looked_up(finding: Finding) -> bool:
    """Whether the lookup was made, with any result. A policy that disables the check does not make it."""
    open_still = finding.noted or finding.result is Result.NOT_APPLICABLE
    return finding.check == ENTITLEMENT_CHECK and not open_still
