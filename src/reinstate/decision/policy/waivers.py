"""Waivers: a named person accepts one must-fix finding, for a reason, within a scope, until a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.device.model import Unit


class WaiverState(StrEnum):
    """The effect of a waiver on a finding that it names."""

    APPLIED = "applied"
    EXPIRED = "expired"  # not in effect; it stays visible
    NOT_A_CONDITION = "not-a-condition"  # a blocker, a hold, or informational: not allowed


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver of the policy.

    Attributes:
        check: id of the check whose failure is accepted.
        unit, serial: globs over unit name and chassis serial; "" where the scope states none.
        subject: glob over the finding's subject (the unit, or the slot of a module).
        owner: who is responsible for it.
        expires: the last day on which it is in effect.
    """

    check: str
    owner: str
    reason: str
    expires: date
    unit: str = ""
    serial: str = ""
    subject: str = "*"

    def covers(self, finding: Finding, unit: Unit) -> bool:
        """Whether check, unit, and subject are those of the waiver, whatever its last day."""
        if finding.check != self.check or not fnmatchcase(finding.subject, self.subject):
            return False
        if self.unit and not fnmatchcase(unit.name, self.unit):
            return False
        if self.serial:
            return bool(unit.serial_number) and fnmatchcase(unit.serial_number, self.serial)
        return bool(self.unit)


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver, and its effect on the finding that it names."""

    waiver: Waiver
    state: WaiverState

    @property
    def applies(self) -> bool:
        """Whether the failure is accepted."""
        return self.state is WaiverState.APPLIED


def waiver_for(finding: Finding, unit: Unit, waivers: Iterable[Waiver], on: date) -> WaiverUse | None:
    """The waiver that names a failed finding: the first in effect, else the first that is not; else None."""
    if finding.result is not Result.FAIL:
        return None
    uses = [WaiverUse(waiver, _state(waiver, finding, on)) for waiver in waivers if waiver.covers(finding, unit)]
    return next((use for use in uses if use.applies), uses[0] if uses else None)


def _state(waiver: Waiver, finding: Finding, on: date) -> WaiverState:
    if finding.hold or finding.gravity is not Gravity.CONDITION:
        return WaiverState.NOT_A_CONDITION
    return WaiverState.APPLIED if on <= waiver.expires else WaiverState.EXPIRED
