"""Waivers: a named person accepts one failed condition, for a reason, within a scope, until a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.device.model import Unit


class WaiverState(StrEnum):
    """What a waiver does for a finding that it names."""

    APPLIED = "applied"
    EXPIRED = "expired"  # void; it stays visible
    NOT_A_CONDITION = "not-a-condition"  # a blocker, a hold, or mere advice: nothing that can be waived


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver of the policy.

    Attributes:
        check: id of the check whose failure is accepted.
        unit, serial: globs over unit name and chassis serial; "" where the scope doesn't speak of it.
        subject: glob over the finding's subject (the unit, or a FRU's place).
        owner: who answers for it.
        expires: the last day on which it holds.
    """

    check: str
    owner: str
    reason: str
    expires: date
    unit: str = ""
    serial: str = ""
    subject: str = "*"

    def covers(self, finding: Finding, unit: Unit) -> bool:
        """Whether check, unit and subject are the ones it speaks of; its day isn't looked at."""
        if finding.check != self.check or not fnmatchcase(finding.subject, self.subject):
            return False
        if self.unit and not fnmatchcase(unit.name, self.unit):
            return False
        if self.serial:
            return bool(unit.serial_number) and fnmatchcase(unit.serial_number, self.serial)
        return bool(self.unit)


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver beside the finding that it names."""

    waiver: Waiver
    state: WaiverState

    @property
    def applies(self) -> bool:
        """Whether the failure is accepted."""
        return self.state is WaiverState.APPLIED


def waiver_for(finding: Finding, unit: Unit, waivers: Iterable[Waiver], on: date) -> WaiverUse | None:
    """The waiver that speaks of a failed finding: the first that applies, else the first that is void; else None."""
    if finding.result is not Result.FAIL:
        return None
    uses = [WaiverUse(waiver, _state(waiver, finding, on)) for waiver in waivers if waiver.covers(finding, unit)]
    return next((use for use in uses if use.applies), uses[0] if uses else None)


def _state(waiver: Waiver, finding: Finding, on: date) -> WaiverState:
    if finding.hold or finding.gravity is not Gravity.CONDITION:
        return WaiverState.NOT_A_CONDITION
    return WaiverState.APPLIED if on <= waiver.expires else WaiverState.EXPIRED
