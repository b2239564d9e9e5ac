"""Other users who are logged in."""

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
    """Only bench accounts are logged in.

    On an isolated bench, only bench accounts can log in: another session came by an unknown way.

    The check skips the bench accounts and the session of the inspection itself.
    """

    id = "integrity.sessions"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.AUTHORIZATION,), uses=(Rpc.USERS,), optional=True, topic="logged-in users")
    remedy = Remedy(Action.LOOK, "identify the user before you change anything; isolate the bench")

    def judge(self, case: Case) -> Iterator[Finding]:
        sessions = [one for one in case.known(Rpc.USERS, Sessions).sessions if case.unit.owns_engine(one.engine)]
        own = {"root", case.known(Rpc.AUTHORIZATION, Authorization).user, *case.inputs.baseline.logins}
        others = [one for one in sessions if one.user not in own]
        if others:
            yield self.failed(
                case.unit.name,
                "other accounts are logged in",
                expected=listed(sorted(own)),
                actual=listed(f"{one.user} from {one.origin or 'an unstated origin'}" for one in others),
                evidence=tuple(EvidenceRef(Rpc.USERS, one.xpath) for one in others)[:MOST_PLACES],
            )
        else:
            yield self.passed(case.unit.name, "no other account is logged in", evidence=(EvidenceRef(Rpc.USERS),))
