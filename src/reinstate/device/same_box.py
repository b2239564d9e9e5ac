"""Are two sightings of one chassis serial number the same box? The one definition, used wherever that is asked.

What is absent contradicts nothing, and nothing that a bench exchanges does: engines, cards, supplies, optics.

- Base MAC addresses, and serial numbers of boards that are fixed in the chassis, are those of one box for life.
- Two sessions that overlap in time show one boot instant for one engine slot. Both clocks are asked, because either can
  be wrong: the device's can be set, and ours differ where a jump host collects.
- A host key belongs to one engine and one key type until the engine is zeroized, reinstalled, or upgraded. Keys that
  differ where none of these took place show two boxes. Keys that are equal show nothing: an image that is copied from
  flash carries its keys along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from reinstate.device.sightings import BootSeen, Sighting
from reinstate.plain_text import listed

# Seconds between two boot instants, in addition to what each can be wrong by: up to the first they are one boot, from
# the second on they are two. Boxes that are powered on together boot some seconds apart, so between is not determined.
ONE_BOOT = 2.0
TWO_BOOTS = 30.0
UNPLUG_ONE = "unplug one of them and inspect again"


class Answer(StrEnum):
    """Whether two sightings are of one box."""

    SAME = "same"
    ANOTHER = "another"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What two sightings of one box cannot both show.

    Attributes:
        about: ``base MAC addresses``, ``midplane serial number``, ``boot instants of slot 0``, ...
        one, other: what either sighting shows, as text.
    """

    about: str
    one: str
    other: str

    @property
    def text(self) -> str:
        """The contradiction in words, alike from either side."""
        return f"different {self.about}: {' and '.join(sorted((self.one, self.other)))}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer, with what contradicts and, where it cannot be told, what is missing."""

    answer: Answer
    contradictions: tuple[Contradiction, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def reasons(self) -> str:
        """The reasons in words."""
        return "; ".join((*(one.text for one in self.contradictions), *self.missing))


def compare(one: Sighting, other: Sighting) -> Comparison:
    """Two sightings of one batch. The same box needs equal base MAC addresses and equal boot instants."""
    if one.host == other.host and one.unit != other.unit:
        return Comparison(Answer.ANOTHER, (Contradiction("units of one host", one.unit, other.unit),))
    if found := contradictions(one, other):
        return Comparison(Answer.ANOTHER, found)
    missing = (*_unequal_macs(one, other), *_unequal_boots(one, other), *_unclear_keys(one, other))
    return Comparison(Answer.CANNOT_TELL, missing=missing) if missing else Comparison(Answer.SAME)


def compare_with_earlier(earlier: Sighting, now: Sighting, *, wiped: bool) -> Comparison:
    """A sighting and one of an earlier run. The same box needs a base MAC address or a fixed board that agrees.

    Args:
        earlier: the earlier one.
        now: the later one.
        wiped: a zeroize or a reinstallation between the two is declared; host keys do not compare then.
    """
    if found := contradictions(earlier, now, wiped=wiped):
        return Comparison(Answer.ANOTHER, found)
    agrees = earlier.base_macs & now.base_macs or earlier.boards & now.boards
    missing = [] if agrees else ["no base MAC address and no fixed board is known of both"]
    missing += [] if wiped else _unclear_keys(earlier, now)
    return Comparison(Answer.CANNOT_TELL, missing=tuple(missing)) if missing else Comparison(Answer.SAME)


def contradictions(one: Sighting, other: Sighting, *, wiped: bool = False) -> tuple[Contradiction, ...]:
    """What shows that the two are of different boxes; empty where nothing does."""
    found = [*_serials(one, other), *_macs(one, other), *_boards(one, other), *_boots(one, other)]
    if not wiped and _keys_differ(one, other) and _kept_their_keys(one, other):
        found.append(Contradiction(f"{one.key_type} host keys of one engine", one.host_key, other.host_key))
    return tuple(found)


# --- what never changes ---------------------------------------------------------------------------------------------


def _serials(one: Sighting, other: Sighting) -> Iterator[Contradiction]:
    serials = one.serial_number.upper(), other.serial_number.upper()
    if all(serials) and serials[0] != serials[1]:
        yield Contradiction("chassis serial numbers", *serials)


def _macs(one: Sighting, other: Sighting) -> Iterator[Contradiction]:
    if _differ(one.base_macs, other.base_macs):
        yield Contradiction("base MAC addresses", listed(sorted(one.base_macs)), listed(sorted(other.base_macs)))


def _boards(one: Sighting, other: Sighting) -> Iterator[Contradiction]:
    for kind in sorted({kind for kind, _ in one.boards | other.boards}):
        mine, theirs = _of_kind(one, kind), _of_kind(other, kind)
        if _differ(mine, theirs):
            yield Contradiction(f"{kind} serial numbers", listed(sorted(mine)), listed(sorted(theirs)))


def _of_kind(one: Sighting, kind: str) -> frozenset[str]:
    return frozenset(serial.upper() for of, serial in one.boards if of == kind)


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether either has what the other lacks. A part of the other is a reply that came in part."""
    return bool(one - other) and bool(other - one)


# --- boot instants --------------------------------------------------------------------------------------------------


def _overlap(one: Sighting, other: Sighting) -> bool:
    """Whether the two sessions overlap in time; False where that is unknown."""
    if one.started is None or one.finished is None or other.started is None or other.finished is None:
        return False
    return one.started <= other.finished and other.started <= one.finished


def _boots(one: Sighting, other: Sighting) -> Iterator[Contradiction]:
    for mine, theirs in _same_slots(one, other) if _overlap(one, other) else ():
        if _up_before_both(one, other, mine, theirs) and all(gap >= TWO_BOOTS for gap in _gaps(mine, theirs)):
            yield Contradiction(f"boot instants of engine slot {mine.slot}", _moment(mine.at), _moment(theirs.at))


def _up_before_both(one: Sighting, other: Sighting, mine: BootSeen, theirs: BootSeen) -> bool:
    """Whether both ran before either session began: an engine that is restarted in between shows two boot instants."""
    began = [sighting.started for sighting in (one, other) if sighting.started is not None]
    return all(boot.at < start for boot in (mine, theirs) for start in began)


def _same_slots(one: Sighting, other: Sighting) -> list[tuple[BootSeen, BootSeen]]:
    return [(mine, theirs) for mine in one.boots if (theirs := other.boot_of(mine.slot)) is not None]


def _gaps(one: BootSeen, other: BootSeen) -> Iterator[float]:
    """Seconds between two boot instants, by our clock and by the device's, without what they can be wrong by."""
    yield max(0.0, abs((one.at - other.at).total_seconds()) - one.within - other.within)
    if one.printed is not None and other.printed is not None:
        yield abs((one.printed - other.printed).total_seconds())


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def _unequal_macs(one: Sighting, other: Sighting) -> Iterator[str]:
    unknown = [sighting.unit for sighting in (one, other) if not sighting.base_macs]
    if unknown:
        yield f"base MAC address of {listed(unknown)} not known"
    elif one.base_macs != other.base_macs:
        yield "not all base MAC addresses are known of both"


def _unequal_boots(one: Sighting, other: Sighting) -> Iterator[str]:
    slots = _same_slots(one, other)
    if not slots:
        yield "no boot instant is known of both"
    for mine, theirs in slots:
        if any(gap > ONE_BOOT for gap in _gaps(mine, theirs)):
            yield f"boot instants of engine slot {mine.slot} differ: {_moment(mine.at)} and {_moment(theirs.at)}"


# --- host keys ------------------------------------------------------------------------------------------------------


def _keys_differ(one: Sighting, other: Sighting) -> bool:
    """Whether one engine presented two keys of one type."""
    kinds = (one.key_type, one.key_engine), (other.key_type, other.key_engine)
    keys = (one.host_key, other.host_key)
    return all(kinds[0]) and kinds[0] == kinds[1] and all(keys) and keys[0] != keys[1]


def _kept_their_keys(one: Sighting, other: Sighting) -> bool:
    """Whether it is known that no upgrade, reinstallation, or zeroize took place between the two."""
    if _overlap(one, other):
        return True
    order = _in_order(one, other)
    if order is None:
        return False
    earlier, later = order
    goes_on = later.history_since is not None and not _begins_after(later.history_since, earlier.finished)
    same_release = bool(earlier.release) and earlier.release == later.release
    return _still_up(earlier, later) or (goes_on and same_release)


def _renewed(one: Sighting, other: Sighting) -> bool:
    """Whether an upgrade, a reinstallation, or a zeroize between the two is seen: keys are made anew then."""
    order = _in_order(one, other)
    if order is None or _still_up(*order):
        return False
    earlier, later = order
    upgraded = bool(earlier.release and later.release) and earlier.release != later.release
    return upgraded or _begins_after(later.history_since, earlier.finished)


def _in_order(one: Sighting, other: Sighting) -> tuple[Sighting, Sighting] | None:
    """The earlier and the later one; None where the sessions overlap, or when they took place is unknown."""
    if one.started is None or other.started is None or _overlap(one, other):
        return None
    return (one, other) if one.started <= other.started else (other, one)


def _begins_after(begins: datetime | None, ended: datetime | None) -> bool:
    return begins is not None and ended is not None and begins > ended


def _still_up(earlier: Sighting, later: Sighting) -> bool:
    """Whether an engine is known to have run from the earlier session to the later one: nothing was renewed then."""
    if earlier.finished is None:
        return False
    return any(boot.at + timedelta(seconds=boot.within) < earlier.finished for boot in later.boots)


def _unclear_keys(one: Sighting, other: Sighting) -> list[str]:
    unclear = _keys_differ(one, other) and not _kept_their_keys(one, other) and not _renewed(one, other)
    return ["the host key of one engine changed, and nothing shows whether it was zeroized"] if unclear else []
