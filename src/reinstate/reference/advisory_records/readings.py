"""The statements of a record about one system, as what a row of advisories can say, checked against the ranges.

A row orders trains by their fixed releases. Where the ranges say more than a row can, or something else, the train is
named as unreadable: a release of it is never called unaffected, and called affected only where the ranges do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from reinstate.device.version import JunosVersion
from reinstate.plain_text import shown_value
from reinstate.reference.advisories import ALL, EARLIER, LATER, Advisory, Exposure, place_of
from reinstate.reference.advisory_records.issues import Product, Statement
from reinstate.reference.advisory_records.ranges import Range, UnreadableError, range_of, trains_in
from reinstate.reference.advisory_records.solutions import Solution

_MOST = 500
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """What the row of one product says; models, id, and the like are added later.

    Attributes:
        row: None if the product has no affected release.
        refused: every statement that could not be read, with the reason.
    """

    row: Advisory | None
    refused: tuple[str, ...]


def reading_of(product: Product, solution: Solution, most: int = _MOST) -> Reading:
    """The row for one system; every release is unknown if it has more than ``most`` statements."""
    statements = tuple(dict.fromkeys(product.statements))
    if not 0 < len(statements) <= min(most, _MOST):
        number = f"{len(statements)} statements about releases; 1 to {_MOST} are read"
        return Reading(_row(product.evolved, _Ranges((), (), frozenset({ALL}), ())), (number,))
    ranges = _ranges(product, statements)
    unreadable = ranges.unreadable | _by_default(product, ranges, solution)
    if any(not one.train for one in ranges.affected):  # every earlier train is affected
        unreadable -= {EARLIER}
    refused = [*ranges.refused, *_reasons(product, ranges)]
    if not ranges.affected and not unreadable:
        return Reading(None, tuple(refused))
    row = _row(product.evolved, replace(ranges, unreadable=unreadable))
    for train in sorted(_trains_of(ranges.affected), key=place_of):
        row = _checked(row, ranges, train)
    row = replace(row, since=_since(row, ranges.affected))
    return Reading(_with_later(row, solution), tuple(refused))


@dataclass(frozen=True, slots=True)
class _Ranges:
    """The statements of one product, read.

    Attributes:
        sound: ranges that the record states to be unaffected.
        unreadable: what the statements that could not be read may be about.
    """

    affected: tuple[Range, ...]
    sound: tuple[Range, ...]
    unreadable: frozenset[str]
    refused: tuple[str, ...]


def _ranges(product: Product, statements: Iterable[Statement]) -> _Ranges:
    by_status: dict[str, list[Range]] = {"affected": [], "unaffected": []}
    unreadable: set[str] = set()
    refused: list[str] = []
    for statement in statements:
        try:
            by_status[_known_status(statement)].append(range_of(statement, product.evolved))
        except UnreadableError as error:
            unreadable |= _scope(statement)
            refused.append(f"{shown_value(str(statement), _SHOWN)}: {shown_value(str(error), _SHOWN)}")
    affected, sound = by_status.values()
    return _Ranges(tuple(affected), tuple(sound), frozenset(unreadable), tuple(refused))


def _known_status(statement: Statement) -> str:
    if statement.status not in ("affected", "unaffected"):
        raise UnreadableError(f"status {shown_value(statement.status, 20)}")
    return statement.status


def _reasons(product: Product, ranges: _Ranges) -> Iterator[str]:
    if product.default == "affected":
        yield "every release is affected by default; a row can only state releases that are fixed"
    if any(one.endless for one in ranges.affected):
        yield "a range without an end"


def _scope(statement: Statement) -> set[str]:
    """Which releases a statement that cannot be read may be about."""
    trains = set(trains_in(statement))
    start = trains_in(Statement("", statement.start))
    end = trains_in(replace(statement, start=""))
    if not trains or (not start and statement.start.strip().upper() in ("", "0", "UNSPECIFIED", "*", "ALL")):
        return {ALL}
    has_end = bool(statement.before or statement.up_to)
    return trains | ({EARLIER} if not start else set()) | ({LATER} if has_end and not end else set())


def _by_default(product: Product, ranges: _Ranges, solution: Solution) -> frozenset[str]:
    """Releases that no statement is about, where the record does not say that they are unaffected."""
    if product.default == "affected" or any(one.endless for one in ranges.affected):
        return frozenset({ALL})
    if product.default == "unaffected":
        return frozenset()
    if not ranges.affected:
        return frozenset({ALL})
    begins = all(one.train for one in ranges.affected) and all(one.train for one in ranges.sound)
    return frozenset(({EARLIER} if begins else set()) | (set() if solution.subsequent else {LATER}))


def _row(evolved: bool, ranges: _Ranges) -> Advisory:
    fixed = dict.fromkeys(fix for one in ranges.affected for fix in one.fixes)
    unfixed = {train for one in ranges.affected for train in (*one.whole, *_left(one))}
    return Advisory(
        id="",
        title="",
        published=date.min,
        fixed=tuple(sorted(fixed, key=_order)),
        source="",
        confidence="",
        unfixed=frozenset(unfixed),
        since=_since(None, ranges.affected),
        evolved=evolved,
        unreadable=ranges.unreadable,
    )


def _left(one: Range) -> tuple[str, ...]:
    """The train in which a range begins and that it leaves without a fix: all of it is affected."""
    leaves = one.train and not one.whole and all(fix.train != one.train for fix in one.fixes)
    return (one.train,) if leaves else ()


def _since(row: Advisory | None, affected: Iterable[Range]) -> str:
    """The first train of the ranges that end in a fixed release of the row; "" if they include every earlier train."""
    ranges = [one for one in affected if any(row is None or fix in row.fixed for fix in one.fixes)]
    return "" if not all(one.train for one in ranges) else min((one.train for one in ranges), key=place_of, default="")


def _order(version: JunosVersion) -> tuple[tuple[int, int], str, str, int, int, int]:
    place, letter = place_of(version.train), version.letter
    return place, version.train, letter, version.number or 0, version.service, version.spin or 0


def _trains_of(affected: Iterable[Range]) -> set[str]:
    named = (
        (one.train, *one.whole, *(fix.train for fix in one.fixes), *([one.start.train] if one.start else []))
        for one in affected
    )
    return {train for trains in named for train in trains if train}


def _checked(row: Advisory, ranges: _Ranges, train: str) -> Advisory:
    """The row, with the train unreadable where it says something else than the ranges."""
    about = [one for one in ranges.affected if not one.train or place_of(one.train) <= place_of(train)]
    milder = harsher = False
    for probe in _probes(train, (*about, *ranges.sound), evolved=row.evolved):
        covered, said = any(one.covers(probe) for one in about), row.exposure(probe, "")
        sound = not covered or any(one.covers(probe) for one in ranges.sound)
        milder |= covered and said is Exposure.NOT_KNOWN
        harsher |= sound and said is Exposure.AFFECTED
    if not (milder or harsher):
        return row
    row = replace(row, unreadable=row.unreadable | {train})
    return _without(row, about, train) if harsher else row


def _without(row: Advisory, about: Iterable[Range], train: str) -> Advisory:
    """The row without what it says of a train, so that nothing is called affected that may be sound."""
    fixed = tuple(fix for fix in row.fixed if fix.train != train)
    # A range that only this train ends, and that begins in another one, leaves trains about which nothing is said.
    reaches = any(one.train != train and any(fix.train == train for fix in one.fixes) for one in about)
    unreadable = row.unreadable | ({ALL} if reaches else set())
    return replace(row, fixed=fixed, unfixed=row.unfixed - {train}, unreadable=unreadable)


def _probes(train: str, affected: Iterable[Range], *, evolved: bool) -> Iterator[JunosVersion]:
    """Releases of a train at which an answer can change: its first, where ranges begin and end, and what is beside."""
    marks = {mark for one in affected for mark in (one.start, *one.fixes) if mark is not None and mark.train == train}
    suffix = "-EVO" if evolved else ""
    letters = {mark.letter for mark in marks} or {"D" if "X" in train else "R"}
    numbers = {1} | {number for mark in marks for number in ((mark.number or 0), (mark.number or 0) + 1)}
    services = {0} | {service for mark in marks for service in (mark.service, max(mark.service - 1, 0))}
    spins = {f".{spin}" for mark in marks if mark.spin is not None for spin in (mark.spin, max(mark.spin - 1, 0))}
    for letter in sorted(letters):
        for number in sorted(numbers):
            for service in sorted(services):
                for spin in sorted({"", *spins}):
                    name = f"{train}{'-' if letter == 'D' else ''}{letter}{number}"
                    yield JunosVersion.parse(f"{name}{f'-S{service}' if service else ''}{spin}{suffix}")


def _with_later(row: Advisory, solution: Solution) -> Advisory:
    """Fixed releases of later trains that the record only names in words: other trains before them are then unknown."""
    if not row.fixed:
        return row
    newest = max(place_of(fix.train) for fix in row.fixed)
    later = [one for one in solution.fixed if one.evolved is row.evolved and place_of(one.train) > newest]
    first = [one for one in later if one.number == 1 and not one.service and one.letter == "R"]
    others = {one.train for one in later} - {one.train for one in first}
    named = tuple(sorted(dict.fromkeys(first), key=_order))
    return replace(row, fixed=(*row.fixed, *named), unreadable=row.unreadable | others)
