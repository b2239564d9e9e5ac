"""The device's clock."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Check, Evidence, EvidenceRef, Finding, Gravity, Remedy, Severity
from reinstate.plan.requests import Rpc

_CLOCK_TOLERANCE = 300  # seconds


class Clock(Check):
    """The device's clock is right.

    A clock that is off blurs when files, commits and crashes happened; a bench has no time server.

    The device's clock is right.
    """

    id = "integrity.clock"
    clauses = ("P22",)
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.UPTIME,))
    remedy = Remedy(Action.CONFIGURE, "read the device's times with this offset; set its clock")

    def judge(self, case: Case) -> Iterator[Finding]:
        offset = case.session.clock_offset
        evidence = (EvidenceRef(Rpc.UPTIME),)
        expected = f"within {_CLOCK_TOLERANCE} seconds"
        if offset is None:
            yield self.unknown(case.unit.name, "its clock can't be compared", expected=expected, evidence=evidence)
        elif abs(offset) > _CLOCK_TOLERANCE:
            direction = "ahead" if offset > 0 else "behind"
            yield self.failed(
                case.unit.name,
                "its clock is off",
                expected=expected,
                actual=f"{abs(offset):.0f} seconds {direction}",
                evidence=evidence,
            )
        else:
            actual = f"{offset:+.0f} seconds"
            yield self.passed(case.unit.name, "its clock is right", expected=expected, actual=actual, evidence=evidence)
