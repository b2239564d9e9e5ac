"""Who else is logged in."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import (
    MOST_PLACES,
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    listed,
)
from reinstate.device.model import Authorization, Sessions
from reinstate.plan.requests import Rpc


class OtherSessions(Check):
    """Nobody but the bench is logged in.

    On an isolated bench nobody else can be; who is there came by a way that isn't known.

    Our own session is among those that are listed: the bench's logins are left out.
    """

    id = "integrity.sessions"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.AUTHORIZATION,), uses=(Rpc.USERS,), optional=True)
    remedy = Remedy(Action.LOOK, "find out who it is before anything is changed; isolate the bench")

    def judge(self, case: Case) -> Iterator[Finding]:
        sessions = [one for one in case.known(Rpc.USERS, Sessions).sessions if case.unit.owns_engine(one.engine)]
        own = {"root", case.known(Rpc.AUTHORIZATION, Authorization).user, *case.inputs.baseline.logins}
        others = [one for one in sessions if one.user not in own]
        if others:
            yield self.failed(
                case.unit.name,
                "others are logged in",
                expected=listed(sorted(own)),
                actual=listed(f"{one.user} from {one.origin or 'nowhere'}" for one in others),
                evidence=tuple(EvidenceRef(Rpc.USERS, one.xpath) for one in others)[:MOST_PLACES],
            )
        else:
            yield self.passed(case.unit.name, "nobody else is logged in", evidence=(EvidenceRef(Rpc.USERS),))
