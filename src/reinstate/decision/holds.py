"""Holds of a unit: which of its findings hold it, which are released, and what its record passes on to later runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reinstate.checks.framework import Action, Case, Finding, Gravity, Result
from reinstate.checks.framework.holds import (
    HoldBefore,
    HoldState,
    Remembered,
    SeenBefore,
    ending_for_good,
    hold_id,
    marks_of,
    release_of,
)
from reinstate.checks.framework.run import LONGEST_TEXT
from reinstate.decision.record.memory_parts import HoldPart, hold_part
from reinstate.decision.record.supersedes import Earlier, EarlierRecord, Former
from reinstate.decision.verdict import Disposition
from reinstate.declared.kinds import HoldEnd, HoldEnding
from reinstate.device.units import own_serial
from reinstate.plain_text import shown

# What a release explains whole. Of any other finding it ends the hold; what is to be corrected stays to be corrected.
_EXPLAINED = frozenset({"identity.clone", "identity.base-mac", "identity.held", "identity.listed"})
# What says that there are two chassis: of the one that is confirmed bad, that is settled, and the unit is rejected.
_OF_TWO = frozenset({"identity.clone", "identity.base-mac", "identity.held"})


@dataclass(frozen=True, slots=True)
class EndedHolds:
    """The findings of a unit once the declared ends of holds are applied, and its holds as its record states them."""

    findings: tuple[Finding, ...]
    holds: tuple[HoldPart, ...]


def with_ends(findings: Iterable[Finding], case: Case) -> EndedHolds:
    """Apply what named persons decided about the holds of a unit. Nothing else ends a hold."""
    told, parts = [], dict[str, HoldPart]()
    for finding in findings:
        if finding.result is Result.FAIL and finding.hold:
            hold = _Hold.of(finding, case)
            told.append(hold.finding)
            parts.setdefault(hold.part.id, hold.part)
        else:
            told.append(finding)
    for one in _passed_on(case):
        parts.setdefault(one.id, one)
    return EndedHolds(tuple(told), tuple(parts.values()))


@dataclass(frozen=True, slots=True)
class _Hold:
    """One finding that holds the unit, and what was decided about it."""

    finding: Finding
    part: HoldPart

    @classmethod
    def of(cls, finding: Finding, case: Case) -> _Hold:
        marks = marks_of(case.population.of_unit(case.unit.name))
        hold = _hold(finding, case, marks)
        end = _end(hold, case, marks)
        if end is not None:
            hold = replace(hold, state=HoldState(end.how), ended=end.told)
        elif not hold.for_good:
            hold = replace(hold, state=HoldState.STANDS, ended="")
        return cls(_ended(finding, end), hold_part(hold))


def _hold(finding: Finding, case: Case, marks: frozenset[str]) -> HoldBefore:
    """The hold that a finding is: that of an earlier record, or a new one."""
    subject = "" if finding.subject == case.unit.name else finding.subject
    known = hold_id(case.unit.serial_number, subject, finding.actual)
    new = HoldBefore(known, subject, finding.what, finding.actual, "", case.unit.name, marks=marks)
    return next((one for one in case.remembered.holds if one.id == known), new)


def _end(hold: HoldBefore, case: Case, marks: frozenset[str]) -> HoldEnd | None:
    serial, ends = case.unit.serial_number, case.inputs.declared.hold_ends
    if not own_serial(serial):
        return None
    for_good = ending_for_good(serial, marks, ends)
    return for_good if for_good is not None or hold.for_good else release_of(serial, marks, ends, hold)


def _ended(finding: Finding, end: HoldEnd | None) -> Finding:
    if end is None or end.how is HoldEnding.CLOSED:
        return finding
    if end.how is HoldEnding.CONFIRMED_BAD:
        return replace(finding, hold=False) if finding.check in _OF_TWO else finding
    what = shown(f"{finding.what}; {end.told}", LONGEST_TEXT)
    if finding.check not in _EXPLAINED:
        return replace(finding, hold=False, what=what)
    return replace(finding, hold=False, gravity=Gravity.ADVICE, what=what, next_step="", action=Action.NONE, about="")


def _passed_on(case: Case) -> Iterator[HoldPart]:
    """Holds of earlier records, also those that ended for good, of this chassis or its twin: later runs go by them."""
    for one in case.remembered.holds:
        yield hold_part(one if one.for_good else replace(one, state=HoldState.STANDS, ended=""))


# --- what is remembered ---------------------------------------------------------------------------------------------


def remembered(former: Former, serial: str) -> Remembered:
    """What the earlier records of a serial number say to the checks: holds, sightings, and what cannot be used."""
    records = [*former.records, *former.held]
    holds = {hold.id: hold for one in reversed(records) for hold in _holds_of(one, serial)}
    return Remembered(
        holds=tuple(sorted(holds.values(), key=lambda one: (one.since, one.id))),
        sightings=tuple(_sightings(records, serial)),
        unusable=(*_unusable(records), *(f"run {one.run_id}" for one in former.unread)),
    )


def _unusable(records: Iterable[Earlier]) -> Iterator[str]:
    return (f"record of {one.unit} in run {one.run_id}" for one in records if one.record is None and not one.held)


def _holds_of(earlier: Earlier, serial: str) -> Iterator[HoldBefore]:
    record = earlier.record
    if record is None:
        if earlier.held:
            yield _before(serial, "", _LOST, f"record of {earlier.unit} in run {earlier.run_id}", earlier)
        return
    if record.holds is None:
        yield from _of_findings(record, earlier, serial)
        return
    for part in record.holds:
        yield HoldBefore(
            part.id,
            part.subject,
            part.cause,
            part.shows,
            part.since or earlier.run_id,
            earlier.unit,
            part.state,
            part.ended,
            frozenset(part.marks),
        )


_LOST = "its record cannot be used, and the summary of that run says that the unit was on hold"


def _of_findings(record: EarlierRecord, earlier: Earlier, serial: str) -> Iterator[HoldBefore]:
    """The holds of a record of an earlier version, which lists them among its findings alone."""
    for one in record.findings if record.disposition is Disposition.HOLD else ():
        if one.result is Result.FAIL and one.hold and one.counted:
            subject = "" if one.subject == record.unit.name else one.subject
            yield _before(serial, subject, one.message, one.message, earlier)


def _before(serial: str, subject: str, cause: str, shows: str, earlier: Earlier) -> HoldBefore:
    """A hold whose id is the one that a finding with that text has, which is as long as findings' texts can be."""
    text = shown(shows, LONGEST_TEXT)
    return HoldBefore(hold_id(serial, subject, text), subject, cause, text, earlier.run_id, earlier.unit)


def _sightings(records: Iterable[Earlier], serial: str) -> Iterator[SeenBefore]:
    for one in records:
        if one.record is None:
            continue
        for part in (one.record.sighting, *one.record.known_as):
            if part is not None:
                yield SeenBefore(one.run_id, one.record.policy.stage, part.sighting(serial))
