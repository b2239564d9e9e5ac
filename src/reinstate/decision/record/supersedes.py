"""The record that an evaluation supersedes: findings that are resolved, remain, or are new.

An earlier record is superseded only if it is of the same chassis. What it says of holds counts; the rest is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.checks.framework.holds import SeenBefore
from reinstate.decision.policy.waivers import WaiverState
from reinstate.decision.record.memory_parts import HoldPart, NotSupersededPart, SightingPart
from reinstate.decision.record.parts import Bounded, ChangePart, Message, SupersedesPart, UnreadRunPart, WaiverPart
from reinstate.decision.verdict import Disposition, Judged, Verdict, counts
from reinstate.device.same_box import Answer, Comparison
from reinstate.device.sightings import Sighting
from reinstate.errors import EvidenceError

_PREVENTING = (Result.FAIL, Result.INCONCLUSIVE)
_RESOLVED = ("pass", "gone")


class _Stored(BaseModel):
    """The parts of a stored record that are compared: a record of an earlier version can still be used."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _StoredUnit(_Stored):
    host: Bounded
    name: Bounded
    serial_number: Bounded


class _StoredPolicy(_Stored):
    stage: Bounded = ""


class EarlierFinding(_Stored):
    """One finding of an earlier record."""

    check: Bounded
    subject: Bounded
    result: Result
    gravity: Gravity
    hold: bool
    noted: bool
    message: Message
    waiver: WaiverPart | None

    @property
    def waived(self) -> bool:
        """Whether a waiver was in effect for the failure."""
        return self.result is Result.FAIL and self.waiver is not None and self.waiver.state is WaiverState.APPLIED

    @property
    def counted(self) -> bool:
        """Whether the finding prevented a pass."""
        if self.result not in _PREVENTING or self.waived:
            return False
        return counts(
            Finding(self.check, self.subject, self.result, self.gravity, "", hold=self.hold, noted=self.noted)
        )


class EarlierRecord(_Stored):
    """The parts of an earlier record that are used. ``tool`` and ``catalog`` name the software.

    A record of an earlier version has no ``sighting``, and None for ``holds``: they are among its findings.
    """

    as_of: Bounded
    unit: _StoredUnit
    verdict: Verdict
    disposition: Disposition
    reason: Bounded
    findings: tuple[EarlierFinding, ...]
    sighting: SightingPart | None = None
    known_as: tuple[SightingPart, ...] = ()
    holds: tuple[HoldPart, ...] | None = None
    policy: _StoredPolicy = _StoredPolicy()
    tool: Mapping[str, str | int] = Field(default_factory=dict)
    catalog: Mapping[str, str | int] = Field(default_factory=dict)


def read_earlier(content: bytes) -> EarlierRecord:
    """The earlier record in those bytes; EvidenceError where they are not one."""
    try:
        return EarlierRecord.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EvidenceError(
            "earlier record: cannot be read",
            expected="an inspection record",
            actual=": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"]))),
        ) from error


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest earlier record of one serial number.

    Attributes:
        digest: sha256 of the record's bytes; "" where they cannot be read.
        record: None where it cannot be used.
        problem: why it cannot be used; "" where it can.
        held: the summary of its run says that the unit was on hold.
    """

    run_id: str
    unit: str
    digest: str
    record: EarlierRecord | None
    problem: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class UnreadRun:
    """An earlier run that cannot be read: it may contain a newer record than the one that was found."""

    run_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class Former:
    """The known history of one serial number.

    Attributes:
        records: the records of the newest run that contains it; several where units shared a serial number.
        unread: the runs that may contain a newer record.
        held: records of older runs in which the unit was on hold.
    """

    records: tuple[Earlier, ...] = ()
    unread: tuple[UnreadRun, ...] = ()
    held: tuple[Earlier, ...] = ()

    def by_unit(self, unit: str) -> tuple[Earlier, ...]:
        """The records of the newest run, the one of a unit of that name first."""
        return tuple(sorted(self.records, key=lambda one: one.unit != unit))


@dataclass(frozen=True, slots=True)
class History:
    """The earlier records of the serial numbers of a batch.

    Attributes:
        found: by chassis serial number in upper case.
        unread: for serial numbers that were not found, every run that cannot be read.
    """

    found: Mapping[str, Former] = field(default_factory=dict)
    unread: tuple[UnreadRun, ...] = ()

    def of(self, serial: str) -> Former:
        """The history of that serial number; an unknown one has none."""
        if not serial:
            return Former()
        return self.found.get(serial.upper(), Former((), self.unread))


NO_HISTORY = History()


def unread_part(former: Former) -> tuple[UnreadRunPart, ...]:
    """The runs that cannot be read, as the record states them."""
    return tuple(UnreadRunPart(run_id=one.run_id, problem=one.problem) for one in former.unread)


@dataclass(frozen=True, slots=True)
class Past:
    """What the records of the newest earlier run are to this one: superseded, or perhaps of another chassis."""

    superseded: Earlier | None = None
    others: tuple[NotSupersededPart, ...] = ()


def past_of(former: Former, unit: str, me: Sighting | None, stage: str) -> Past:
    """Which earlier record is of the same chassis. One that cannot be read is named as the one that it was.

    Args:
        former: the records of the serial number.
        unit: name of the unit.
        me: its sighting; None where it is not in the population.
        stage: what was done to the unit before this inspection.
    """
    others: list[NotSupersededPart] = []
    for one in former.by_unit(unit):
        told = _compared(one, me, stage)
        if told is None or told.answer is Answer.SAME:
            return Past(one, tuple(others))
        others.append(
            NotSupersededPart(run_id=one.run_id, unit=one.unit, digest=one.digest, answer=told.answer, why=told.reasons)
        )
    return Past(None, tuple(others))


_NOT_STATED = "the earlier record does not state what identified the chassis"


def _compared(earlier: Earlier, me: Sighting | None, stage: str) -> Comparison | None:
    """None where the earlier record cannot be read, which is stated of it."""
    record = earlier.record
    if record is None:
        return None
    if record.sighting is None or me is None:
        return Comparison(
            Answer.CANNOT_TELL, missing=("the earlier record does not state what identified the chassis",)
        )
    before = record.sighting.sighting(record.unit.serial_number)
    return SeenBefore(earlier.run_id, record.policy.stage, before).compared(me, stage)


def superseded(earlier: Earlier | None, findings: Iterable[Judged], unit: str) -> SupersedesPart | None:
    """The part of a unit's record about the record that it supersedes; None where there is none."""
    if earlier is None:
        return None
    record = earlier.record
    changes = _changes(record, findings, unit) if record is not None else ()
    # No evidence puts a hold right: only a person ends it.
    holds = _holds(record) if record is not None else frozenset()
    better = [one for one in changes if one.then and one.now in _RESOLVED and _key(one, unit) not in holds]
    return SupersedesPart(
        run_id=earlier.run_id,
        unit=earlier.unit,
        digest=earlier.digest,
        problem="" if record is not None else earlier.problem or "the record cannot be read",
        as_of=record.as_of if record is not None else "",
        verdict=record.verdict if record is not None else None,
        disposition=record.disposition if record is not None else None,
        remedied=tuple(better),
        remains=tuple(one for one in changes if one.then and one not in better),
        new=tuple(one for one in changes if not one.then),
    )


Key = tuple[str, str]


def _key(one: ChangePart, unit: str) -> Key:
    return one.check, "" if one.subject == unit else one.subject


def _holds(record: EarlierRecord) -> frozenset[Key]:
    return frozenset(key for key, one in _then(record).items() if one.hold and one.result is Result.FAIL)


def _changes(record: EarlierRecord, findings: Iterable[Judged], unit: str) -> tuple[ChangePart, ...]:
    then = _then(record)
    now = _Now.of(findings, unit)
    old = [_change(key, one.result, *now.of_former(key, one), unit) for key, one in then.items()]
    return (
        *old,
        *(_change(key, "", one.result, one.message, unit) for key, one in now.counting.items() if key not in then),
    )


def _change(key: Key, then: str, now: str, message: str, unit: str) -> ChangePart:
    return ChangePart.model_validate(
        {"check": key[0], "subject": key[1] or unit, "then": then, "now": now, "message": message}
    )


def _then(record: EarlierRecord) -> dict[Key, EarlierFinding]:
    """The findings that counted, by check and subject. The unit itself has no name here: its host can be renamed."""
    then: dict[Key, EarlierFinding] = {}
    for one in record.findings:
        if one.counted:
            then.setdefault((one.check, "" if one.subject == record.unit.name else one.subject), one)
    return then


@dataclass(frozen=True, slots=True)
class _Now:
    """The findings of this evaluation: those that count by check and subject, and all of them by check."""

    counting: Mapping[Key, Finding]
    by_check: Mapping[str, Mapping[str, Sequence[Judged]]]

    @classmethod
    def of(cls, findings: Iterable[Judged], unit: str) -> _Now:
        counting: dict[Key, Finding] = {}
        by_check: dict[str, dict[str, list[Judged]]] = {}
        for one in findings:
            finding = one.finding
            subject = "" if finding.subject == unit else finding.subject
            by_check.setdefault(finding.check, {}).setdefault(subject, []).append(one)
            if finding.result in _PREVENTING and counts(finding) and not one.waived:
                counting.setdefault((finding.check, subject), finding)
        return cls(counting, by_check)

    def of_former(self, key: Key, then: EarlierFinding) -> tuple[str, str]:
        """What became of an earlier finding, and the message. Only a result of its check can resolve it."""
        standing = self.counting.get(key)
        if standing is not None:
            return standing.result, standing.message
        answers = self.by_check.get(key[0])
        if not answers:
            return "not-judged", then.message
        of_subject = answers.get(key[1], ())
        for one in of_subject:
            if one.finding.result is not Result.PASS:
                return "waived" if one.waived else one.finding.result, one.finding.message
        if of_subject:
            return Result.PASS, then.message
        # Where the check is inconclusive for the unit, or disabled, its earlier findings are not resolved.
        for one in answers.get("", ()):
            if one.finding.result in (Result.INCONCLUSIVE, Result.NOT_APPLICABLE):
                return one.finding.result, one.finding.message
        return "gone", then.message
