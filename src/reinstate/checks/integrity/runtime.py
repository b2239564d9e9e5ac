"""What Veriexec, or its successor, reports of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.framework import (
    NONE,
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
from reinstate.checks.framework.common_steps import KEEP_AND_REPORT
from reinstate.device.model import Said, Statements
from reinstate.plan.requests import Rpc

# "no violations", "0 failures": reported by a sound mechanism. Removed before the search for faults.
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
_UNCLEAR = re.compile(r"\b(unknown|unsupported|not supported|denied|error|invalid|can ?not|can't)\b", re.IGNORECASE)
_SOUND = re.compile(r"\b(running|enabled|enforced|enforcing|enforce|verified|passed)\b", re.IGNORECASE)


class RuntimeIntegrity(Check):
    """The device reports that Veriexec (or its successor) blocks unsigned programs.

    Without Veriexec or its successor, any program can run. A good state is not proof: code was injected past Veriexec
    without a change of its state (CVE-2025-21590).

    The check reads the state and runs no scan. The words of the reply are from memory, not from a captured reply: a
    reply that is neither clearly good nor clearly bad is inconclusive.
    """

    id = "integrity.runtime"
    clauses = ("P22",)
    severity = Severity(Gravity.BLOCKER, hold=True)
    evidence = Evidence(
        uses=(Rpc.INTEGRITY_CHECK,),
        optional=True,
        topic="the state of Veriexec (or its successor)",
        by_hand="read security.mac.veriexec.state on the console and attest it (expected: loaded active enforce); "
        "do not run check-secureboot-status.sh, which writes to the device",
    )
    remedy = KEEP_AND_REPORT

    def judge(self, case: Case) -> Iterator[Finding]:
        statements = case.known(Rpc.INTEGRITY_CHECK, Statements)
        said = [one for one in statements.said if case.unit.owns_engine(one.engine)]
        bad = [one for one in said if _is_bad(one)]
        expected = "running"
        evidence = [EvidenceRef(Rpc.INTEGRITY_CHECK, one.xpath) for one in bad or said] or [
            EvidenceRef(Rpc.INTEGRITY_CHECK)
        ]
        actual = listed(one.text for one in bad or said) or NONE
        if bad:
            yield self.failed(
                case.unit.name,
                "Veriexec (or its successor) is off or has failed",
                expected=expected,
                actual=actual,
                evidence=evidence,
            )
        elif _is_good(said):
            what = "Veriexec (or its successor) reports that it is running, which does not prove integrity"
            yield self.passed(case.unit.name, what, expected=expected, actual=actual, evidence=evidence)
        else:
            yield self.unknown(
                case.unit.name,
                "the state of Veriexec (or its successor) is not recognized",
                expected=expected,
                actual=actual,
                evidence=evidence,
                remedy=Remedy(Action.LOOK, self.evidence.by_hand),
            )


def _is_bad(one: Said) -> bool:
    text = _NONE_OF_IT.sub("", one.text)
    return bool(_NOT_SOUND.search(text) or _OFF.search(text))


def _is_good(said: list[Said]) -> bool:
    """In ``loaded active enforce`` the last word counts: without it, unsigned programs are logged and run."""
    texts = [_NONE_OF_IT.sub("", one.text) for one in said]
    return any(map(_SOUND.search, texts)) and not any(map(_UNCLEAR.search, texts))
