"""Log lines that are signs of tampering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    counted,
    shown,
)
from reinstate.device.model import Log, LogLine
from reinstate.plan.requests import Rpc


@dataclass(frozen=True, slots=True)
class _Sign:
    """Log lines that are a sign of something, and its severity; ``by_user`` where the bench itself may do it."""

    what: str
    pattern: re.Pattern[str]
    gravity: Gravity
    hold: bool = False
    by_user: bool = False


# The first form is documented; the others are from memory, so they are informational.
_SIGNS = (
    _Sign(
        "a program on disk differs from the installed one (Veriexec fingerprint)",
        re.compile(r"veriexec\b.{0,80}\bfingerprint\b.*(!=|mismatch)", re.IGNORECASE),
        Gravity.CONDITION,
        hold=True,
    ),
    _Sign(
        "Veriexec refused an unsigned program",
        re.compile(r"veriexec\b.*\b(no (signatures?|fingerprints?)|unsigned|not (signed|verified))", re.IGNORECASE),
        Gravity.ADVICE,
    ),
    _Sign(
        "a kernel module was loaded manually", re.compile(r"\bkld(load|unload|_load)\b", re.IGNORECASE), Gravity.ADVICE
    ),
    _Sign(
        "a user who is not a bench account started a shell",
        re.compile(r"UI_CMDLINE_READ_LINE: User '(?P<user>[^']*)', command '\s*start shell", re.IGNORECASE),
        Gravity.ADVICE,
        by_user=True,
    ),
)


class LogLines(Check):
    """The messages log contains no sign of tampering.

    Veriexec refuses a program that was changed on disk, and logs both fingerprints.

    A sign in an incomplete log counts. The absence of signs in an incomplete log proves nothing.
    """

    id = "integrity.log-lines"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION, may_hold=True)
    evidence = Evidence(uses=(Rpc.LOG_MESSAGES,), optional=True, topic="the messages log")
    remedy = Remedy(
        Action.INSTALL,
        "after you save a copy of this run, reinstall Junos from Juniper's media; inspect again with stage: reimaged",
    )

    def judge(self, case: Case) -> Iterator[Finding]:
        log = case.known(Rpc.LOG_MESSAGES, Log)
        lines = [line for line in log.lines if case.unit.owns_engine(line.engine)]
        findings = [finding for sign in _SIGNS for finding in self._signs(case, sign, lines)]
        yield from findings
        if not log.whole:
            yield self.unknown(
                case.unit.name,
                "the log is incomplete; its remaining lines were not examined",
                expected="the complete messages log",
                actual=f"the first {counted(len(log.lines), 'line')}",
                evidence=(EvidenceRef(Rpc.LOG_MESSAGES),),
                remedy=Remedy(Action.COLLECT, "collect evidence again, or read the log on the console"),
            )
        elif not findings:
            what = f"{counted(len(lines), 'log line')} without a sign of tampering"
            yield self.passed(case.unit.name, what, evidence=(EvidenceRef(Rpc.LOG_MESSAGES),))

    def _signs(self, case: Case, sign: _Sign, lines: list[LogLine]) -> Iterator[Finding]:
        matching = [line for line in lines if _matches(line, sign, case)]
        if matching:
            yield self.failed(
                case.unit.name,
                sign.what,
                expected="no such line",
                actual=f"{counted(len(matching), 'line')}, the first: {shown(matching[0].text, 250)}",
                evidence=(EvidenceRef(Rpc.LOG_MESSAGES),),
                gravity=sign.gravity,
                hold=sign.hold,
            )


def _matches(line: LogLine, sign: _Sign, case: Case) -> bool:
    match = sign.pattern.search(line.text)
    return match is not None and not (sign.by_user and match["user"] in case.inputs.baseline.logins)
