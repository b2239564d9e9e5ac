"""SSH algorithms that the session needed."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Check, Finding, Gravity, Remedy, Severity, listed


class WeakSsh(Check):
    """The session needed no weak SSH algorithm.

    SHA-1 and CBC algorithms are broken or dropped by current clients; they also tell how old the software is.

    Old Junos offers nothing else, so weak algorithms are switched on for such a session only.
    """

    id = "software.weak-ssh"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    remedy = Remedy(Action.INSTALL, "upgrade Junos; a current release offers current algorithms")

    def judge(self, case: Case) -> Iterator[Finding]:
        session, name = case.session, case.unit.name
        if session.weak_algorithms:
            yield self.failed(
                name,
                "the session needed weak SSH algorithms",
                expected="current algorithms",
                actual=listed(session.weak_algorithms),
            )
        elif not session.host_key:
            yield self.unknown(name, "no SSH session was seen", expected="an SSH session", actual="none")
        else:
            yield self.passed(name, "the session needed no weak SSH algorithm")
