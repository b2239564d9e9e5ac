"""What the integrity mechanism reports of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    listed,
)
from reinstate.device.model import Said, Statements
from reinstate.plan.requests import Rpc

# "no violations", "0 failures": said of a sound mechanism. Taken out before faults are looked for.
_NONE_OF_IT = re.compile(
    r"\b(no|0|zero|without|not)\s+(\w+\s+)?"
    r"(failures?|faults?|errors?|mismatch(es)?|violations?|malware|tampering|tampered|corrupt(ed|ion)?|compromised)\b",
    re.IGNORECASE,
)
_NOT_SOUND = re.compile(
    r"\bnot\s+(\w+\s+)?(running|enabled|enforced|enforcing|active|loaded|verified|started)\b"
    r"|\b(disabled|inactive|stopped|fail(ed|ures?)?|faults?|mismatch(es)?|violations?|tamper(ed|ing)?|corrupt(ed|ion)?"
    r"|compromised|malware\s+(found|detected))\b",
    re.IGNORECASE,
)
# As a value of its own, or after what it is the value of.
_OFF = re.compile(r"(^|[:=]\s*|\bis\s+)(no|false|off)\s*\.?$", re.IGNORECASE)
_UNTOLD = re.compile(r"\b(unknown|unsupported|not supported|denied|error|invalid|can ?not|can't)\b", re.IGNORECASE)
_SOUND = re.compile(r"\b(running|enabled|enforced|enforcing|enforce|verified|passed)\b", re.IGNORECASE)


class RuntimeIntegrity(Check):
    """The mechanism that keeps unsigned programs from running is on.

    Where veriexec or its successor is off, anything may run. That it is on is no proof: code was injected past it
    (CVE-2025-21590), and its state didn't change. It is a question about its state alone, no scan.

    The words of the answer are recalled and not seen: what speaks neither for nor against it can't be told.
    """

    id = "integrity.runtime"
    clauses = ("P22",)
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(
        uses=(Rpc.INTEGRITY_CHECK,),
        optional=True,
        by_hand="attest what its console shows of security.mac.veriexec.state ('loaded active enforce'). Never run "
        "check-secureboot-status.sh for it: that script writes",
    )
    remedy = Remedy(Action.REPORT, "keep and isolate it, don't wipe it, report it")

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.INTEGRITY_CHECK, Statements)
        said = [one for one in statements.said if case.unit.owns_engine(one.engine)]
        bad = [one for one in said if _speaks_against_it(one)]
        expected = "running"
        evidence = [EvidenceRef(Rpc.INTEGRITY_CHECK, one.xpath) for one in bad or said] or [
            EvidenceRef(Rpc.INTEGRITY_CHECK)
        ]
        told = listed(one.text for one in bad or said) or "nothing"
        if bad:
            yield self.failed(
                case.unit.name,
                "its integrity mechanism is off or failed",
                expected=expected,
                actual=told,
                evidence=evidence,
            )
        elif _speaks_for_it(said):
            what = "its integrity mechanism says that it runs, which is no proof"
            yield self.passed(case.unit.name, what, expected=expected, actual=told, evidence=evidence)
        else:
            yield self.unknown(
                case.unit.name,
                "whether its integrity mechanism runs can't be told from its words",
                expected=expected,
                actual=told,
                evidence=evidence,
                remedy=Remedy(Action.LOOK, self.evidence.by_hand),
            )


def _speaks_against_it(one: Said) -> bool:
    text = _NONE_OF_IT.sub("", one.text)
    return bool(_NOT_SOUND.search(text) or _OFF.search(text))


def _speaks_for_it(said: list[Said]) -> bool:
    """Of ``loaded active enforce`` the last word counts: without it unsigned programs are logged and run."""
    texts = [_NONE_OF_IT.sub("", one.text) for one in said]
    return any(map(_SOUND.search, texts)) and not any(map(_UNTOLD.search, texts))
