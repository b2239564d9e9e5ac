"""Look for the records that an evaluation supersedes: in the other runs of the same folder, newest first.

Every evaluated run lists serial numbers and record digests in ``summary.json``. So of each run one small file
is read, and of each serial one record. What was found is kept with the judgement in ``population.json``: a later
judgement begins with it, so that a run that is moved away or changed changes no record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reinstate.checks.framework.holds import HoldState
from reinstate.decision.record import Record, read_record
from reinstate.decision.record.supersedes import Earlier, Former, History, UnreadRun, read_earlier
from reinstate.errors import EvidenceError
from reinstate.evidence.chain import require_unchanged
from reinstate.evidence.file_access import json_bytes, json_of, read_file, read_json
from reinstate.evidence.judgements import POPULATION_FILE, Judgement, digest_of, newest_judgement
from reinstate.evidence.names import file_name
from reinstate.evidence.run_folder import RUN_FILE, SUMMARY_FILE, RunFolder

MOST_RUNS = 1000
MOST_RECORD_BYTES = 32 * 1024 * 1024
# What a record says of earlier runs.
PAST = ("supersedes", "not_superseded", "earlier_unread", "holds", "known_as")
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One record as the summary of its run lists it.

    Attributes:
        sha256: of the record's bytes.
        held: whether the unit was on hold; None where the summary, of an earlier version, does not state it.
    """

    unit: str
    serial: str
    sha256: str
    held: bool | None = None


def records_index(records: Iterable[Record], digests: Mapping[str, str]) -> dict[str, dict[str, str | bool]]:
    """What ``summary.json`` lists of the records: by unit its serial, the sha256 of its bytes, and whether it is held.

    Held is also what was confirmed bad or closed.
    """
    return {
        record.unit.name: {
            "serial": record.unit.serial_number,
            "sha256": digests[record.unit.name],
            "held": any(one.state is not HoldState.RELEASED for one in record.holds),
        }
        for record in records
    }


def listed_records(summary: object, serials: Collection[str] | None = None) -> tuple[ListedRecord, ...] | None:
    """The records that a summary lists, of these serials (upper case) or all; None where it lists none that fit."""
    records = summary.get("records") if isinstance(summary, dict) else None
    if not isinstance(records, dict):
        return None
    try:
        listed = [ListedRecord(unit, one["serial"], one["sha256"], one.get("held")) for unit, one in records.items()]
    except (AttributeError, KeyError, TypeError):
        return None
    if not all(isinstance(one.serial, str) and isinstance(one.sha256, str) for one in listed):
        return None
    chosen = (one for one in listed if serials is None or one.serial.upper() in serials)
    return tuple(sorted(chosen, key=lambda one: one.unit))


def read_summary(judgement: Judgement) -> tuple[dict[str, Any], tuple[ListedRecord, ...]]:
    """``summary.json`` of a judgement, and the records that it lists; EvidenceError without a usable list."""
    summary = read_json(judgement.summary)
    listed = listed_records(summary)
    if listed is None:
        raise EvidenceError(
            f"{SUMMARY_FILE} of {judgement.run.run_id} does not list its records",
            expected="each record with its serial number and digest",
            actual="none, or in another form",
            remedy="re-evaluate that run (decide.yml)",
        )
    return dict(summary), listed


def stored_record(judgement: Judgement, listed: ListedRecord) -> tuple[bytes, str]:
    """A record's bytes, and why they are not the ones that were written; "" where they are."""
    path = judgement.records / f"{file_name(listed.unit)}.json"
    try:
        content = read_file(path, MOST_RECORD_BYTES)
    except OSError as error:
        return b"", f"{path.name} cannot be read ({error.strerror})"
    changed = hashlib.sha256(content).hexdigest() != listed.sha256
    return content, f"{path.name} was changed after it was written" if changed else ""


def require_as_written(judgement: Judgement) -> None:
    """Refuse to show or copy what was changed after it was judged; EvidenceError names it."""
    require_unchanged(judgement.run)
    if problems := changed_records(judgement):
        raise EvidenceError(
            f"{judgement.run.run_id}: records were changed after they were written",
            expected="the records as they were written",
            actual="; ".join(problems[:5]),
            remedy="verify the run (reinstate verify), then re-evaluate it (decide.yml)",
        )


def changed_records(judgement: Judgement) -> tuple[str, ...]:
    """Records of a judgement that are not the ones that its summary lists, a sentence each.

    Raises:
        EvidenceError: the summary has no usable list.
    """
    _, listed = read_summary(judgement)
    own = {f"{file_name(one.unit)}.json" for one in listed}
    others = sorted({path.name for path in judgement.records.glob("*.json")} - own)
    problems = [problem for one in listed if (problem := stored_record(judgement, one)[1])]
    return (*problems, *(f"{name} is not listed in {SUMMARY_FILE}" for name in others))


def same_basis(one: Record, other: Record) -> bool:
    """Whether one version of this software, of its records, checks, and reference data made both."""
    return (one.schema_version, one.tool, one.catalog, one.reference) == (
        other.schema_version,
        other.tool,
        other.catalog,
        other.reference,
    )


def comparable(judgement: Judgement, record: Record) -> Record:
    """The record as it can be compared with a re-evaluation: a judgement of an earlier version kept no past."""
    kept = judgement.number and "adopted" not in judgement.stated()
    none = {name: None if name == "supersedes" else () for name in PAST}
    return record if kept else record.model_copy(update=none)


def record_at(path: Path) -> Record:
    """The record in a run's file; EvidenceError where it cannot be read or is none."""
    try:
        return read_record(read_file(path, MOST_RECORD_BYTES))
    except OSError as error:
        raise EvidenceError(
            f"{path.name} cannot be read", expected="an inspection record", actual=error.strerror or str(error)
        ) from error


def history_of(folder: RunFolder, started: str, serials: Iterable[str]) -> History:
    """What the runs that started before this one say of these serials: the records of the newest, and all holds.

    A run that was never evaluated has no record. One that cannot be read is named, because it can hold one.
    """
    wanted = {serial.upper() for serial in serials if serial}
    found: dict[str, Former] = {}
    unread: list[UnreadRun] = []
    for number, path in enumerate(_earlier_runs(folder, started) if wanted else ()):
        if number == MOST_RUNS:
            unread.append(UnreadRun(path.name, f"only the newest {MOST_RUNS} earlier runs are read"))
            break
        run = _looked_into(path, wanted)
        if run.problem:
            unread.append(UnreadRun(path.name, run.problem))
            continue
        for serial, records in _by_serial(run, found).items():
            former = found.get(serial)
            if former is None:
                found[serial] = Former(records, tuple(unread))
            else:
                found[serial] = replace(former, held=(*former.held, *records))
    return History(found, tuple(unread))


def _by_serial(run: _Run, found: Collection[str]) -> dict[str, tuple[Earlier, ...]]:
    """The run's records by serial number; of serials that a newer run has, those on hold alone."""
    records: dict[str, tuple[Earlier, ...]] = {}
    for one in run.listed:
        serial = one.serial.upper()
        if run.judgement is not None and (serial not in found or one.held is not False):
            records[serial] = (*records.get(serial, ()), _earlier(run.judgement, one))
    return records


@dataclass(frozen=True, slots=True)
class _Run:
    """What the newest judgement of one earlier run lists; ``problem`` says why the run cannot be read."""

    judgement: Judgement | None = None
    listed: tuple[ListedRecord, ...] = ()
    problem: str = ""


def _earlier_runs(folder: RunFolder, started: str) -> list[Path]:
    """The other runs that started before this one, newest first; one without a start time can be any of them."""
    own = (datetime.fromisoformat(started), folder.run_id)
    others = [path for path in runs_in(folder.runs_dir) if path.name != folder.run_id]
    starts = [(start_of(path), path.name, path) for path in others]
    return [path for start, name, path in sorted(starts, reverse=True) if start == _NEVER or (start, name) < own]


def runs_in(runs_dir: Path) -> list[Path]:
    """The runs' folders in a folder of runs, without links to them."""
    try:
        paths = sorted(runs_dir.iterdir())
    except OSError:
        return []
    runs = [path for path in paths if not path.name.startswith(".") and not path.is_symlink()]
    return [path for path in runs if (path / RUN_FILE).is_file()]


def start_of(path: Path) -> datetime:
    """When the run was started; later than anything where it is not stated."""
    try:
        started: Any = read_json(path / RUN_FILE)["started"]
        moment = datetime.fromisoformat(started)
    except (EvidenceError, KeyError, TypeError, ValueError):
        return _NEVER
    return moment if moment.tzinfo is not None else _NEVER


def _looked_into(path: Path, serials: Collection[str]) -> _Run:
    """What the run lists of these serials: nothing where it was never evaluated."""
    folder = RunFolder(path.parent, path.name)
    if start_of(path) == _NEVER:
        return _Run(problem=f"{RUN_FILE} cannot be read")
    try:
        judgement = newest_judgement(folder)
    except EvidenceError as error:
        return _Run(problem=str(error))
    if judgement is None:
        return _Run()
    try:
        records = listed_records(read_json(judgement.summary), serials)
    except EvidenceError:
        return _Run(problem=f"{SUMMARY_FILE} is missing or is not JSON")
    if records is None:
        return _Run(problem=f"{SUMMARY_FILE} does not list its records; re-evaluate that run (decide.yml)")
    return _Run(judgement, records)


def _earlier(judgement: Judgement, listed: ListedRecord) -> Earlier:
    content, problem = stored_record(judgement, listed)
    run_id, digest = judgement.run.run_id, hashlib.sha256(content).hexdigest() if content else ""
    held = bool(listed.held)
    if problem:
        return Earlier(run_id, listed.unit, digest, None, problem, held)
    try:
        return Earlier(run_id, listed.unit, digest, read_earlier(content), held=held)
    except EvidenceError as error:
        return Earlier(run_id, listed.unit, digest, None, str(error), held)


# --- what a judgement keeps of it -------------------------------------------------------------------------------------

_HISTORY: TypeAdapter[History] = TypeAdapter(History)


def with_known(known: History | None, now: History) -> History:
    """What a judgement before knew, and beside it what only now is found: what was once known stays known."""
    if known is None:
        return now
    unread = dict.fromkeys((*known.unread, *now.unread))
    both = {
        serial: _with_later(known.found[serial], now.found[serial]) for serial in known.found if serial in now.found
    }
    return History({**now.found, **known.found, **both}, tuple(unread))


def _with_later(known: Former, now: Former) -> Former:
    """What was known of a serial number, and beside it what a run says that was not: a hold, or another chassis."""
    before = {one.run_id for one in (*known.records, *known.held)}
    new = [one for one in (*now.records, *now.held) if one.run_id not in before]
    return replace(known, held=(*known.held, *new)) if new else known


def population_bytes(history: History) -> bytes:
    """``population.json``: all that a judgement knows of other runs."""
    return json_bytes(_HISTORY.dump_python(history, mode="json"))


def known_history(judgement: Judgement | None) -> History | None:
    """What that judgement knew of other runs; None where it has kept nothing of it.

    Raises:
        EvidenceError: its ``population.json`` is missing, was changed, or is no population.
    """
    if judgement is None or not judgement.number:
        return None
    try:
        content = read_file(judgement.population)
    except OSError as error:
        raise _not_kept(judgement, error.strerror or str(error)) from error
    if digest_of(content) != judgement.stated()["population_sha256"]:
        raise _not_kept(judgement, "other bytes")
    stated = json_of(content, judgement.population)
    try:
        return None if stated is None else _HISTORY.validate_python(stated)
    except ValidationError as error:
        raise _not_kept(judgement, f"another form: {error.errors(include_url=False)[0]['msg']}") from error


def _not_kept(judgement: Judgement, actual: str) -> EvidenceError:
    return EvidenceError(
        f"{POPULATION_FILE} of {judgement.name} cannot be used",
        expected="the file as it was written",
        actual=actual,
        remedy="restore it from a copy of the run",
    )
