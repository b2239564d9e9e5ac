"""The case: everything that a check may look at, frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from reinstate.checks.framework.holds import NOTHING_REMEMBERED, Remembered
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.framework.population import Population
from reinstate.device.model import Device, FoundPart, Search, Unit
from reinstate.device.reading import Known, Reading, Unknown
from reinstate.device.unit_rows import found_of
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Reference
from reinstate.reference.profiles import PlatformProfile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the session itself showed: weak algorithms, host key, clock offset in seconds (device minus ours)."""

    weak_algorithms: tuple[str, ...] = ()
    host_key: str = ""
    clock_offset: float | None = None


class EvidenceUnknownError(Exception):
    """A check requested evidence that is not known; the framework turns it into an inconclusive finding."""

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown
        super().__init__(unknown.reason)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a check may look at. Frozen: a check cannot change it."""

    unit: Unit
    device: Device
    profile: PlatformProfile | None
    reference: Reference
    inputs: Inputs
    population: Population
    session: SessionFacts
    as_of: datetime
    remembered: Remembered = NOTHING_REMEMBERED
    _kept: dict[Callable[[Case], object], object] = field(init=False, repr=False, compare=False, default_factory=dict)

    def kept(self, work_out: Callable[[Case], T]) -> T:
        """What several checks derive alike, derived once; it must depend on the case alone."""
        if work_out not in self._kept:
            self._kept[work_out] = work_out(self)
        return self._kept[work_out]  # type: ignore[return-value]

    def reading(self, rpc: Rpc) -> Reading[object]:
        """What an item gave, known or not."""
        return self.device.reading(rpc)

    def known(self, rpc: Rpc, kind: type[T]) -> T:
        """The item's typed content; raises EvidenceUnknownError, which the framework records, where it is not known."""
        reading = self.device.reading(rpc)
        if isinstance(reading, Unknown):
            raise EvidenceUnknownError(reading)
        if not isinstance(reading.value, kind):
            raise TypeError(f"{rpc} holds {type(reading.value).__name__}, the check expected {kind.__name__}")
        return reading.value

    def require(self, items: Iterable[Rpc]) -> None:
        """Raise EvidenceUnknownError where one of these items was requested and is not known."""
        for item in items:
            reading = self.reading(item)
            if isinstance(reading, Unknown) and reading.status != "not-asked":
                raise EvidenceUnknownError(reading)

    def known_or_none(self, rpc: Rpc, kind: type[T]) -> T | None:
        """The item's typed content, or None. Only for what may add to a finding, never for what decides it."""
        reading = self.device.reading(rpc)
        return reading.value if isinstance(reading, Known) and isinstance(reading.value, kind) else None

    def found(self, search: Search) -> tuple[FoundPart, ...]:
        """What one of the check's searches found of this unit, by engine; EvidenceUnknownError if not known."""
        reading = self.device.searched(search)
        if isinstance(reading, Unknown):
            raise EvidenceUnknownError(reading)
        parts = found_of(self.unit, reading.value)
        if not parts:
            raise EvidenceUnknownError(
                Unknown(search.item, "partial", f"the reply to {search.item} has no part about {self.unit.name}")
            )
        return parts
