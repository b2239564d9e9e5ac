"""Holds: what earlier runs say of a serial number, and how a hold ends.

What is remembered makes no answer better, and neither does forgetting: a hold stands until a named person ends it. A
release explains one contradiction; a new one holds again. What is confirmed bad, or closed, is never good again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from reinstate.declared.kinds import DeclaredSet, HoldEnd, HoldEnding, Stage
from reinstate.device.same_box import Comparison, compare_with_earlier
from reinstate.device.sightings import Sighting

_SEPARATORS = re.compile(r"[\s,;]+")


def hold_id(serial: str, subject: str, shows: str) -> str:
    """By what a release names a hold: 12 hexadecimal digits.

    The same contradiction has one id in every run and for both chassis, if ``shows`` names neither hosts nor runs.

    Args:
        serial: chassis serial number.
        subject: the module; "" for the unit itself, whose name depends on its host.
        shows: what the finding states as actual.
    """
    return hashlib.sha256("\n".join((serial.upper(), subject, shows)).encode("utf-8", "replace")).hexdigest()[:12]


class HoldState(StrEnum):
    """Whether a hold stands, or how it ended."""

    STANDS = "stands"
    RELEASED = "released"
    CONFIRMED_BAD = "confirmed-bad"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class HoldBefore:
    """A hold that a record of an earlier run states.

    Attributes:
        subject: the module; "" for the unit itself.
        cause: the finding in words.
        shows: what it states as actual.
        since: the run in which it began.
        state: whether it stood in that record, or how it had ended.
        ended: who had ended it, and why; "" where it stood.
        marks: of the chassis that it was put on.
    """

    id: str
    subject: str
    cause: str
    shows: str
    since: str
    unit: str
    state: HoldState = HoldState.STANDS
    ended: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def for_good(self) -> bool:
        """Whether the chassis had been confirmed bad, or closed: that needs no row to stay so."""
        return self.state in (HoldState.CONFIRMED_BAD, HoldState.CLOSED)


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """A sighting of the same serial number in an earlier run; ``stage`` is what was done to the unit before that."""

    run_id: str
    stage: str
    sighting: Sighting

    def compared(self, now: Sighting, stage: str) -> Comparison:
        """Whether the chassis is the same one now, before which ``stage`` was done to it."""
        wiped = stage not in (Stage.AS_RECEIVED, self.stage)
        return compare_with_earlier(self.sighting, now, wiped=wiped)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What earlier runs say of one serial number.

    Attributes:
        unusable: earlier runs and records that cannot be used, a phrase each; a hold can be among what they say.
    """

    holds: tuple[HoldBefore, ...] = ()
    sightings: tuple[SeenBefore, ...] = ()
    unusable: tuple[str, ...] = ()


NOTHING_REMEMBERED = Remembered()


def marks_of(sighting: Sighting | None) -> frozenset[str]:
    """What a person can name a chassis by: its base MAC addresses and the serial numbers of its fixed boards."""
    if sighting is None:
        return frozenset()
    return sighting.base_macs | {serial.lower() for _, serial in sighting.boards}


def ending_for_good(serial: str, marks: frozenset[str], ends: DeclaredSet[HoldEnd]) -> HoldEnd | None:
    """The row that closes a chassis or confirms it bad; a row that names none is about each with that serial."""
    rows = [row for row in ends.of(serial) if row.how is not HoldEnding.RELEASED and row.box in {"", *marks}]
    return max(rows, key=lambda row: (row.how is HoldEnding.CLOSED, row.on), default=None)


def release_of(serial: str, marks: frozenset[str], ends: DeclaredSet[HoldEnd], hold: HoldBefore) -> HoldEnd | None:
    """The row that releases a chassis from a hold; None where none does, or its evidence is damaged.

    A twin that is confirmed bad explains the holds that it was put on, and those that show one of its marks.

    Args:
        serial: chassis serial number.
        marks: of the chassis.
        ends: what was declared.
        hold: the hold, as it stands; ``since`` is "" where it began in this run.
    """
    if ends.broken:
        return None
    rows = [row for row in ends.of(serial) if not row.damage]
    bad = {row.box for row in rows if row.how is HoldEnding.CONFIRMED_BAD and row.box} - marks
    involved = {*_SEPARATORS.split(hold.shows.lower()), *hold.marks} - marks
    for row in rows:
        about_me = row.how is HoldEnding.RELEASED and row.box in {"", *marks}
        if about_me and (row.explains in {hold.id, hold.since} - {""} or row.twin in bad & involved):
            return row
    return None
