"""The parts of a record that later runs go by: what identifies the chassis, and its holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from reinstate.checks.framework.holds import HoldBefore, HoldState
from reinstate.decision.record.parts import Bounded, Digest, Message, RecordPart
from reinstate.device.same_box import Answer
from reinstate.device.sightings import BootSeen, Sighting

_MOST_KEPT = 8
_MOST_MARKS = 64  # addresses, boards, and engines of one chassis; more than that is no chassis


class BoardPart(RecordPart):
    """A board that is fixed in the chassis."""

    kind: str
    serial_number: Bounded


class BootPart(RecordPart):
    """Since when the engine of a slot runs."""

    slot: Bounded
    at: datetime = Field(description="on the clock of the collecting host")
    within: float = Field(description="seconds by which it can be wrong")
    printed: datetime | None = Field(description="on the clock of the device; null where it prints none")


class SightingPart(RecordPart):
    """What identified the chassis in one session. Empty and null where the evidence does not contain it."""

    unit: Bounded
    host: Bounded
    address: Bounded
    started: datetime | None
    finished: datetime | None
    base_macs: tuple[Bounded, ...]
    boards: tuple[BoardPart, ...]
    boots: tuple[BootPart, ...]
    host_key: Bounded
    key_type: Bounded
    key_engine: Bounded = Field(
        description="the engine of this unit that presented the host key: its serial number, or its slot; empty where "
        "another unit of the host did, or the evidence does not show which"
    )
    release: Bounded
    history_since: datetime | None = Field(description="time of the oldest commit")

    def sighting(self, serial: str) -> Sighting:
        """The sighting that the part states, of that chassis serial number."""
        same = ("unit", "host", "address", "started", "finished", "host_key", "key_type", "key_engine", "release")
        return Sighting(
            serial_number=serial,
            base_macs=frozenset(self.base_macs),
            boards=frozenset((one.kind, one.serial_number) for one in self.boards),
            boots=tuple(BootSeen(one.slot, one.at, one.within, one.printed) for one in self.boots),
            history_since=self.history_since,
            **{name: getattr(self, name) for name in same},
        )


class HoldPart(RecordPart):
    """A hold of the unit, also where it has ended."""

    id: str = Field(description="by what a release names it")
    state: HoldState
    subject: Bounded = Field(description="the module; empty for the unit itself")
    cause: Message
    shows: Bounded
    since: Bounded = Field(description="the run in which it began; empty for this one")
    ended: Bounded = Field(description="who ended it, when, why, and on what evidence; empty where it stands")
    marks: tuple[Bounded, ...] = Field(description="base MAC addresses and fixed boards of the chassis it was put on")


class NotSupersededPart(RecordPart):
    """An earlier record of the serial number that this one does not supersede."""

    run_id: str
    unit: Bounded
    digest: Digest
    answer: Answer = Field(description="another: of another chassis; cannot-tell: that cannot be told")
    why: Bounded


def hold_part(hold: HoldBefore) -> HoldPart:
    """The hold as a record states it."""
    same = set(HoldPart.model_fields) - {"marks"}
    return HoldPart(marks=tuple(sorted(hold.marks)), **{name: getattr(hold, name) for name in same})


def sighting_part(sighting: Sighting | None) -> SightingPart | None:
    """The sighting as a record states it; None where the unit is not in the population."""
    if sighting is None:
        return None
    same = set(SightingPart.model_fields) - {"base_macs", "boards", "boots"}
    boards = sorted(sighting.boards)[:_MOST_MARKS]
    boots = sighting.boots[:_MOST_MARKS]
    return SightingPart(
        base_macs=tuple(sorted(sighting.base_macs)[:_MOST_MARKS]),
        boards=tuple(BoardPart(kind=kind, serial_number=serial) for kind, serial in boards),
        boots=tuple(BootPart(slot=one.slot, at=one.at, within=one.within, printed=one.printed) for one in boots),
        **{name: getattr(sighting, name) for name in same},
    )


def kept_sightings(own: SightingPart | None, earlier: Iterable[SightingPart]) -> tuple[SightingPart, ...]:
    """The sightings that a record passes on: of each distinct chassis the newest, without the record's own."""
    seen = {_identity(own)} if own is not None else set()
    kept: list[SightingPart] = []
    for one in earlier:
        if _identity(one) not in seen and any(_identity(one)):
            seen.add(_identity(one))
            kept.append(one)
    return tuple(kept[:_MOST_KEPT])


def _identity(part: SightingPart) -> tuple[object, ...]:
    return part.base_macs, part.boards
