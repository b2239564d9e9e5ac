"""The SSH algorithms that the session required."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Check, Finding, Gravity, Remedy, Severity, listed


class WeakSsh(Check):
    """The SSH session used only current algorithms.

    SHA-1 and CBC algorithms are broken, or no longer supported by current clients. They also show how old the software
    is.

    The check reports the weak algorithms that were enabled for this session only, because old Junos offers no others.
    """

    id = "software.weak-ssh"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    remedy = Remedy(Action.INSTALL, "upgrade Junos; current releases offer current algorithms")

    def judge(self, case: Case) -> Iterator[Finding]:
        session, name = case.session, case.unit.name
        if session.weak_algorithms:
            yield self.failed(
                name,
                "the SSH session required weak algorithms",
                expected="current algorithms",
                actual=listed(session.weak_algorithms),
            )
        elif not session.host_key:
            yield self.unknown(name, "no SSH session was recorded", expected="an SSH session", actual="none")
        else:
            yield self.passed(name, "the SSH session required no weak algorithm")
