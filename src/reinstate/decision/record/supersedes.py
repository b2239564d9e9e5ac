"""The record that a judgement supersedes: what was put right since, what remains, what is new.

An earlier record is shown, and never weighs: a lost or changed one makes no verdict better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.decision.policy.waivers import WaiverState
from reinstate.decision.record.parts import Bounded, ChangePart, Message, SupersedesPart, UnreadRunPart, WaiverPart
from reinstate.decision.verdict import Disposition, Judged, Verdict, counts
from reinstate.errors import EvidenceError

_GRAVE = (Result.FAIL, Result.INCONCLUSIVE)
_REMEDIED = ("pass", "gone")


class _Stored(BaseModel):
    """Of a stored record only what is looked at: a record of an earlier version can still be compared with."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _StoredUnit(_Stored):
    host: Bounded
    name: Bounded
    serial_number: Bounded


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
        """Whether a waiver covered the failure."""
        return self.result is Result.FAIL and self.waiver is not None and self.waiver.state is WaiverState.APPLIED

    @property
    def weighed(self) -> bool:
        """Whether it stood between the unit and a pass."""
        if self.result not in _GRAVE or self.waived:
            return False
        return counts(
            Finding(self.check, self.subject, self.result, self.gravity, "", hold=self.hold, noted=self.noted)
        )


class EarlierRecord(_Stored):
    """What is looked at of an earlier record. ``tool`` and ``catalog`` say which software judged."""

    as_of: Bounded
    unit: _StoredUnit
    verdict: Verdict
    disposition: Disposition
    reason: Bounded
    findings: tuple[EarlierFinding, ...]
    tool: Mapping[str, str | int] = Field(default_factory=dict)
    catalog: Mapping[str, str | int] = Field(default_factory=dict)


def read_earlier(content: bytes) -> EarlierRecord:
    """The earlier record in those bytes; EvidenceError where they aren't one."""
    try:
        return EarlierRecord.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EvidenceError(
            "Earlier record: can't be read",
            expected="an inspection record",
            actual=f"{'.'.join(map(str, first['loc']))}: {first['msg']}",
        ) from error


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest earlier record of one serial.

    Attributes:
        digest: sha256 of the record's bytes; "" where they can't be read.
        record: None where it can't be relied on.
        problem: why it can't; "" where it can.
    """

    run_id: str
    unit: str
    digest: str
    record: EarlierRecord | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UnreadRun:
    """An earlier run that can't be looked into: it may hold a newer record than the one that was found."""

    run_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class Former:
    """What is known of one serial's past.

    Attributes:
        records: the newest run that holds it has one record, or several where units shared a serial.
        unread: the runs that may hold a newer one.
    """

    records: tuple[Earlier, ...] = ()
    unread: tuple[UnreadRun, ...] = ()

    def of_unit(self, unit: str) -> Earlier | None:
        """The record that stands for a unit: of those that share its serial the one of its name, else the first."""
        same = (one for one in self.records if one.unit == unit)
        return next(same, self.records[0] if self.records else None)


@dataclass(frozen=True, slots=True)
class History:
    """What earlier runs say of the serials of a batch.

    Attributes:
        found: by chassis serial in upper case.
        unread: for the serials that were not found, every run that can't be looked into.
    """

    found: Mapping[str, Former] = field(default_factory=dict)
    unread: tuple[UnreadRun, ...] = ()

    def of(self, serial: str) -> Former:
        """The past of that serial; of an unknown serial there is none to look for."""
        if not serial:
            return Former()
        return self.found.get(serial.upper(), Former((), self.unread))


NO_HISTORY = History()


def unread_part(former: Former) -> tuple[UnreadRunPart, ...]:
    """The runs that couldn't be looked into, as the record states them."""
    return tuple(UnreadRunPart(run_id=one.run_id, problem=one.problem) for one in former.unread)


def superseded(earlier: Earlier | None, findings: Iterable[Judged], unit: str) -> SupersedesPart | None:
    """What the record of that unit says of the one that it supersedes; None where there is none."""
    if earlier is None:
        return None
    record = earlier.record
    changes = _changes(record, findings, unit) if record is not None else ()
    return SupersedesPart(
        run_id=earlier.run_id,
        unit=earlier.unit,
        digest=earlier.digest,
        problem="" if record is not None else earlier.problem or "it can't be read",
        as_of=record.as_of if record is not None else "",
        verdict=record.verdict if record is not None else None,
        disposition=record.disposition if record is not None else None,
        remedied=tuple(one for one in changes if one.then and one.now in _REMEDIED),
        remains=tuple(one for one in changes if one.then and one.now not in _REMEDIED),
        new=tuple(one for one in changes if not one.then),
    )


Key = tuple[str, str]


def _changes(record: EarlierRecord, findings: Iterable[Judged], unit: str) -> tuple[ChangePart, ...]:
    then = _then(record)
    now = _Now.of(findings, unit)
    old = [_change(key, one.result, *now.of_former(key, one), unit) for key, one in then.items()]
    return (
        *old,
        *(_change(key, "", one.result, one.message, unit) for key, one in now.weighing.items() if key not in then),
    )


def _change(key: Key, then: str, now: str, message: str, unit: str) -> ChangePart:
    return ChangePart.model_validate(
        {"check": key[0], "subject": key[1] or unit, "then": then, "now": now, "message": message}
    )


def _then(record: EarlierRecord) -> dict[Key, EarlierFinding]:
    """The findings that weighed, by check and subject. The unit itself goes by no name: its host may be renamed."""
    then: dict[Key, EarlierFinding] = {}
    for one in record.findings:
        if one.weighed:
            then.setdefault((one.check, "" if one.subject == record.unit.name else one.subject), one)
    return then


@dataclass(frozen=True, slots=True)
class _Now:
    """This judgement's findings: those that weigh by check and subject, and all of them by check."""

    weighing: Mapping[Key, Finding]
    by_check: Mapping[str, Mapping[str, Sequence[Judged]]]

    @classmethod
    def of(cls, findings: Iterable[Judged], unit: str) -> _Now:
        weighing: dict[Key, Finding] = {}
        by_check: dict[str, dict[str, list[Judged]]] = {}
        for one in findings:
            finding = one.finding
            subject = "" if finding.subject == unit else finding.subject
            by_check.setdefault(finding.check, {}).setdefault(subject, []).append(one)
            if finding.result in _GRAVE and counts(finding) and not one.waived:
                weighing.setdefault((finding.check, subject), finding)
        return cls(weighing, by_check)

    def of_former(self, key: Key, then: EarlierFinding) -> tuple[str, str]:
        """What became of an obstacle, and the message: it is put right only where its check answers and says so."""
        standing = self.weighing.get(key)
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
        # Where the check can't tell of the unit, or was left out, what it found before isn't put right by silence.
        for one in answers.get("", ()):
            if one.finding.result in (Result.INCONCLUSIVE, Result.NOT_APPLICABLE):
                return one.finding.result, one.finding.message
        return "gone", then.message
