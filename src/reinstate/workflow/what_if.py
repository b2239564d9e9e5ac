"""What if: re-evaluate stored runs in memory, under another policy or with more tables, and compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reinstate.decision.policy import Policy, policy_named, reference_for
from reinstate.decision.record import Record
from reinstate.decision.record.changes import Decided, FindingChange, finding_changes
from reinstate.decision.record.supersedes import EarlierRecord, read_earlier
from reinstate.declared.store import FORMS, read_declared
from reinstate.errors import EvidenceError, InputError, ReinstateError
from reinstate.evidence.bundle import DAMAGED
from reinstate.evidence.chain import require_unchanged
from reinstate.evidence.judgements import Judgement, newest_judgement
from reinstate.evidence.run_folder import RUN_FILE, RunFolder, find_run
from reinstate.reference.loading import load_reference
from reinstate.workflow.earlier_runs import ListedRecord, read_summary, runs_in, start_of, stored_record
from reinstate.workflow.judge_run import as_of_run, basis_of, judge_run, policy_of
from reinstate.workflow.read_evidence import HostEvidence


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is asked.

    Attributes:
        runs: run folders, or folders of runs.
        policy: evaluate under this file; None is the policy of each run's own evaluation.
        tables: the operator's tables, in addition to those of the policy.
        as_of: evaluate as of this day; None is each run's own evaluation date.
        every: of a folder of runs every run, not only the newest of each serial number.
    """

    runs: tuple[Path, ...]
    policy: Path | None = None
    tables: tuple[Path, ...] = ()
    as_of: date | None = None
    every: bool = False


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit whose verdict, disposition, or deciding check would change.

    Attributes:
        becomes: the unit's name in the re-evaluation; its host's where its units are no longer distinguishable.
        findings: those that changed their result or severity.
    """

    run_id: str
    unit: str
    serial: str
    becomes: str
    before: Decided
    after: Decided
    findings: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A unit (or host) that was not compared, and why."""

    run_id: str
    unit: str
    problem: str


@dataclass(slots=True)
class WhatIfAnswer:
    """What would change.

    Attributes:
        by: the basis of the re-evaluation, for people.
        judged: run ids, newest first.
        unchanged: number of units by ``verdict/disposition``.
        damaged: hosts with damaged evidence, and what is wrong with it; declared inputs too.
        notes: on a run: that it has no verdict to change, or that another version gave it.
    """

    by: str
    judged: list[str] = field(default_factory=list)
    changed: list[UnitChange] = field(default_factory=list)
    unchanged: dict[str, int] = field(default_factory=dict)
    damaged: list[NotCompared] = field(default_factory=list)
    not_compared: list[NotCompared] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """Exit status: 2 where not every unit was compared, 1 where something would change."""
        return 2 if self.not_compared else 1 if self.changed else 0

    def to_json(self) -> dict[str, Any]:
        """The answer as plain JSON types."""
        return asdict(self)


def what_if(question: WhatIf) -> WhatIfAnswer:
    """Re-evaluate the stored runs and say what would change.

    Raises:
        InputError: the policy, a table, or a path that names no run.
    """
    given = policy_named(question.policy) if question.policy is not None else None
    reference_for(given, question.tables) if given else load_reference(question.tables)
    answer = WhatIfAnswer(_spoken(question, given))
    for path in question.runs:
        if (path.resolve() / RUN_FILE).is_file():
            _ask(find_run(path), question, given, answer, None)
            continue
        seen: set[str] | None = None if question.every else set()
        for folder in _runs_below(path):
            _ask(folder, question, given, answer, seen)
    return answer


def _runs_below(path: Path) -> list[RunFolder]:
    """The runs of a folder, newest first; those without a start time come first, because they can be the newest."""
    runs = sorted(runs_in(path.resolve()), key=lambda run: (start_of(run), run.name), reverse=True)
    if not runs:
        raise InputError(
            f"{path}: no run found",
            expected=f"a run's folder with {RUN_FILE}, or a folder of such folders",
            actual="none" if path.exists() else "no such folder",
            remedy="use runs, runs/<run-id>, or runs/latest",
        )
    return [RunFolder(run.parent, run.name) for run in runs]


def _spoken(question: WhatIf, given: Policy | None) -> str:
    policy = f"{given.name} version {given.version} ({given.digest[:12]})" if given else "each run's own policy"
    tables = f", with {', '.join(table.name for table in question.tables)}" if question.tables else ""
    return f"{policy}{tables}{f', as of {question.as_of}' if question.as_of else ''}"


@dataclass(frozen=True, slots=True)
class _Stored:
    """One unit as the run holds it; the record is None where it does not verify."""

    listed: ListedRecord
    record: EarlierRecord | None
    problem: str = ""

    @property
    def mark(self) -> str:
        """What identifies the unit across runs: its serial number, or its name without one."""
        return f"serial {self.listed.serial.upper()}" if self.listed.serial else f"unit {self.listed.unit}"


def _ask(
    folder: RunFolder, question: WhatIf, given: Policy | None, answer: WhatIfAnswer, seen: set[str] | None
) -> None:
    """Re-evaluate one run and add the result to the answer; ``seen`` are the units of newer runs."""
    try:
        stated, judgement = folder.read(), newest_judgement(folder)
        require_unchanged(folder)
        _, listed = read_summary(judgement) if judgement is not None else ({}, ())
    except EvidenceError as error:
        answer.not_compared.append(NotCompared(folder.run_id, "every unit", str(error)))
        return
    stored = [_read(judgement, one) for one in listed] if judgement is not None else []
    if judgement is None or not stored:
        answer.notes.append(f"{folder.run_id}: never evaluated, so it has no verdict to change")
        return
    wanted = [one for one in stored if seen is None or one.mark not in seen]
    if seen is not None:
        seen.update(one.mark for one in stored)
    if not wanted:
        return
    try:
        policy = given or policy_of(folder, stated, judgement)
        reference = reference_for(policy, question.tables)
        basis = basis_of(judgement, stated, _as_of(question, stated, wanted))
        judged = judge_run(folder, stated, policy, reference, basis)
    except ReinstateError as error:
        answer.not_compared += [NotCompared(folder.run_id, one.listed.unit, str(error)) for one in wanted]
        return
    answer.judged.append(folder.run_id)
    answer.damaged += [NotCompared(folder.run_id, *one) for one in damage_of(judged.evidence)]
    answer.damaged += [
        NotCompared(folder.run_id, "declared inputs", one) for one in declared_damage(basis.root, basis.declared)
    ]
    if _other_software(wanted, judged.records):
        answer.notes.append(
            f"{folder.run_id}: evaluated with other checks or another version, which can be the reason for differences"
        )
    _compare(folder.run_id, wanted, judged.records, answer)


def _read(judgement: Judgement, listed: ListedRecord) -> _Stored:
    content, problem = stored_record(judgement, listed)
    if problem:
        return _Stored(listed, None, problem)
    try:
        return _Stored(listed, read_earlier(content))
    except EvidenceError as error:
        return _Stored(listed, None, str(error))


def _as_of(question: WhatIf, stated: Mapping[str, Any], wanted: Iterable[_Stored]) -> datetime:
    """The day asked for, else the moment that the records state."""
    moments = [datetime.fromisoformat(one.record.as_of) for one in wanted if one.record is not None]
    return as_of_run(question.as_of, stated) if question.as_of or not moments else max(moments)


def declared_damage(root: Path, stated: Mapping[str, Any] | None) -> list[str]:
    """Declared inputs below that folder that are no longer as they were declared."""
    declared = read_declared(root, stated)
    broken = [one.broken for kind in FORMS if (one := getattr(declared, kind)).broken]
    broken += [f"attestation of {one.by}: {one.damage}" for one in declared.attestations.rows if one.damage]
    return broken + [f"decision of {one.by} on a hold: {one.damage}" for one in declared.hold_ends.rows if one.damage]


def _other_software(wanted: Iterable[_Stored], records: Sequence[Record]) -> bool:
    """Whether the stored records were made by other checks, or another version of them."""
    if not records:
        return False
    now = EarlierRecord.model_validate(records[0].to_json())
    stored = (one.record for one in wanted if one.record is not None)
    return any((one.tool, one.catalog) != (now.tool, now.catalog) for one in stored)


def damage_of(evidence: Iterable[HostEvidence]) -> list[tuple[str, str]]:
    """Evidence that is not as it was collected: host and sentence."""
    found = []
    for host in evidence:
        if host.bundle.damage:
            found.append((host.host, host.bundle.damage))
        found += [(host.host, one.reason) for one in host.bundle.items.values() if one.status == DAMAGED]
    return found


def _compare(run_id: str, wanted: Sequence[_Stored], records: Sequence[Record], answer: WhatIfAnswer) -> None:
    after = {record.unit.name: record for record in records}
    of_host = {record.unit.host: record for record in reversed(records)}
    for one in wanted:
        before = one.record
        if before is None:
            now = after.get(one.listed.unit)
            would = f"; it would be {now.verdict}/{now.disposition}" if now else ""
            answer.not_compared.append(NotCompared(run_id, one.listed.unit, f"{one.problem}{would}"))
            continue
        record = after.get(one.listed.unit) or of_host.get(before.unit.host)
        if record is None:
            answer.not_compared.append(NotCompared(run_id, one.listed.unit, f"{RUN_FILE} no longer lists its host"))
            continue
        _compare_unit(run_id, one, before, record, answer)


def _compare_unit(run_id: str, one: _Stored, before: EarlierRecord, record: Record, answer: WhatIfAnswer) -> None:
    now = EarlierRecord.model_validate(record.to_json())
    was, becomes = Decided.of(before), Decided.of(now)
    if was == becomes and record.unit.name == one.listed.unit:
        decision = f"{was.verdict}/{was.disposition}"
        answer.unchanged[decision] = answer.unchanged.get(decision, 0) + 1
        return
    changes = finding_changes(before, now)
    answer.changed.append(
        UnitChange(run_id, one.listed.unit, one.listed.serial, record.unit.name, was, becomes, changes)
    )
