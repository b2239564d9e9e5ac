"""The device clock."""

from __future__ import annotations

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
)
from reinstate.plan.requests import Rpc

CLOCK_TOLERANCE = 300  # seconds


class Clock(Check):
    """The device clock is within 300 seconds of the controller's.

    A wrong clock obscures when files, commits, and crashes happened; a bench has no time server.
    """

    id = "integrity.clock"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.UPTIME,))
    remedy = Remedy(Action.CONFIGURE, "apply this offset to the device's timestamps; set the clock")

    def judge(self, case: Case) -> Iterator[Finding]:
        offset = case.session.clock_offset
        evidence = (EvidenceRef(Rpc.UPTIME),)
        expected = f"within {CLOCK_TOLERANCE} seconds of the controller's clock"
        if offset is None:
            yield self.unknown(
                case.unit.name,
                "not compared: the device reports no usable time",
                expected=expected,
                actual=NONE,
                evidence=evidence,
            )
        elif abs(offset) > CLOCK_TOLERANCE:
            off = f"{abs(offset):.0f} seconds {'ahead' if offset > 0 else 'behind'}"
            yield self.failed(
                case.unit.name, f"the device clock is {off}", expected=expected, actual=off, evidence=evidence
            )
        else:
            actual = f"{offset:+.0f} seconds"
            what = "the device clock agrees with the controller's"
            yield self.passed(case.unit.name, what, expected=expected, actual=actual, evidence=evidence)
