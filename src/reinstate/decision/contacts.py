"""Contacts for a unit."""

from __future__ import annotations

from collections.abc import Sequence

from reinstate.checks.framework import Result
from reinstate.decision.open_points import looked_up
from reinstate.decision.record import ContactPart
from reinstate.decision.verdict import Disposition, Judged
from reinstate.declared.kinds import Claim
from reinstate.reference.library import Reference


def contacts(
    reference: Reference, disposition: Disposition, findings: Sequence[Judged], claim: Claim | None, *, graded: bool
) -> tuple[ContactPart, ...]:
    """The contacts that apply to the unit as it is, in the order of the reference set."""
    known = [one.finding for one in findings]
    stopped = disposition in (Disposition.HOLD, Disposition.REJECT)
    certified = claim is not None and bool(claim.jcpo)
    apply = {
        "reinstatement": not stopped,
        "fees": not stopped and not certified,
        "gray-market": any(one.hold and one.result is Result.FAIL for one in known),
        "entitlement": graded and disposition is not Disposition.REJECT and not any(map(looked_up, known)),
        "certified-pre-owned": certified or disposition is Disposition.REJECT,
    }
    return tuple(
        ContactPart(topic=one.topic, channel=one.channel, clause=one.clause)
        for one in reference.contacts
        if apply.get(one.topic, True)
    )
