"""Log lines that tell of tampering."""

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
class _TellTale:
    """Log lines that tell of something, and how grave it is; ``by_user`` where the bench itself may do it."""

    what: str
    pattern: re.Pattern[str]
    gravity: Gravity
    hold: bool = False
    by_user: bool = False


# The first form is documented; the others are recalled, so they only advise.
_TELL_TALES = (
    _TellTale(
        "a program on its disk isn't the one that was installed (veriexec fingerprint)",
        re.compile(r"veriexec\b.{0,80}\bfingerprint\b.*(!=|mismatch)", re.IGNORECASE),
        Gravity.CONDITION,
        hold=True,
    ),
    _TellTale(
        "a program without a signature was refused",
        re.compile(r"veriexec\b.*\b(no (signatures?|fingerprints?)|unsigned|not (signed|verified))", re.IGNORECASE),
        Gravity.ADVICE,
    ),
    _TellTale(
        "a kernel module was loaded by hand", re.compile(r"\bkld(load|unload|_load)\b", re.IGNORECASE), Gravity.ADVICE
    ),
    _TellTale(
        "somebody started a shell",
        re.compile(r"UI_CMDLINE_READ_LINE: User '(?P<user>[^']*)', command '\s*start shell", re.IGNORECASE),
        Gravity.ADVICE,
        by_user=True,
    ),
)


class LogLines(Check):
    """The log has no line that tells of tampering.

    A program that was changed on the disk is refused by veriexec, which logs both fingerprints.

    What a cut-off log shows counts; that it shows nothing then tells nothing.
    """

    id = "integrity.log-lines"
    clauses = ("P22",)
    severity = Severity(Gravity.CONDITION, may_hold=True)
    evidence = Evidence(uses=(Rpc.LOG_MESSAGES,), optional=True)
    remedy = Remedy(Action.INSTALL, "keep the evidence, reinstall from the vendor's media, inspect again as reimaged")

    def judge(self, case: Case) -> Iterator[Finding]:
        log = case.known(Rpc.LOG_MESSAGES, Log)
        lines = [line for line in log.lines if case.unit.owns_engine(line.engine)]
        findings = [finding for tale in _TELL_TALES for finding in self._told(case, tale, lines)]
        yield from findings
        if not log.whole:
            yield self.unknown(
                case.unit.name,
                "the log came cut off, and what it doesn't show isn't known",
                expected="the whole log",
                actual=f"its first {counted(len(log.lines), 'line')}",
                evidence=(EvidenceRef(Rpc.LOG_MESSAGES),),
                remedy=Remedy(Action.COLLECT, "collect the host again; else read the log by hand"),
            )
        elif not findings:
            what = f"no line of {len(lines)} tells of tampering"
            yield self.passed(case.unit.name, what, evidence=(EvidenceRef(Rpc.LOG_MESSAGES),))

    def _told(self, case: Case, tale: _TellTale, lines: list[LogLine]) -> Iterator[Finding]:
        telling = [line for line in lines if _tells(line, tale, case)]
        if telling:
            yield self.failed(
                case.unit.name,
                tale.what,
                expected="no such line",
                actual=f"{counted(len(telling), 'line')}, the first: {shown(telling[0].text, 250)}",
                evidence=(EvidenceRef(Rpc.LOG_MESSAGES),),
                gravity=tale.gravity,
                hold=tale.hold,
            )


def _tells(line: LogLine, tale: _TellTale, case: Case) -> bool:
    match = tale.pattern.search(line.text)
    return match is not None and not (tale.by_user and match["user"] in case.inputs.baseline.logins)
