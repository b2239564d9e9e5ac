"""The folder of runs: whether it can be written, the room on its disk, its locks, and this machine's clock."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.locks import FoundLock, found_locks
from reinstate.evidence.ownership import require_own
from reinstate.evidence.run_folder import RUN_FILE, RunFolder, is_run_id
from reinstate.plain_text import counted
from reinstate.reference.loading import load_shipped
from reinstate.workflow.doctor.lines import Line, ok, problem, warning

_TOPIC = "runs folder"
_MIB = 1024 * 1024
_ROOM = 1024 * _MIB  # a rack of 100 modular chassis takes half of it
_LEAST_ROOM = 100 * _MIB
_CLOCK_TOLERANCE = timedelta(minutes=5)
_MOST_YEARS_AHEAD = timedelta(days=20 * 366)
_SET_THE_CLOCK = "set this machine's clock: evidence is dated by it, and ages are counted from it"


def folder_lines(runs: Path) -> Iterator[Line]:
    """Whether runs can be stored: in the folder, or in the nearest one that exists where it is still to be made."""
    try:
        if runs.exists():
            require_own(runs / "none")
    except EvidenceError as error:  # every run in it is refused
        yield problem(_TOPIC, f"{error.what}: {error.actual}", error.remedy)
        return
    place = next(folder for folder in (runs, *runs.parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            yield ok(_TOPIC, f"{runs} can be {'written' if place == runs else 'created'}")
    except OSError as error:
        what = f"{place} cannot be written: {error.strerror or type(error).__name__}"
        yield problem(_TOPIC, what, "name another folder (reinstate_runs_dir), or correct its owner and mode")
    yield _room(place)


def _room(place: Path) -> Line:
    free = shutil.disk_usage(place).free
    what, step = f"{free // _MIB:,} MiB free on its disk", f"free {_ROOM // _MIB:,} MiB on the disk of {place}"
    if free < _LEAST_ROOM:
        return problem(_TOPIC, what, step)
    return warning(_TOPIC, what, step) if free < _ROOM else ok(_TOPIC, what)


def lock_lines(runs: Path) -> Iterator[Line]:
    """The locks in the folder: of runs in work, left over by playbooks that ended, and unclear ones."""
    locks = found_locks(runs)
    working = len({lock.run_id for lock in locks if lock.ended is False})
    yield ok("locks", f"{counted(working, 'run')} in work" if working else "no run is in work")
    yield from (_left_over(lock, runs) for lock in locks if lock.ended is not False)


def _left_over(lock: FoundLock, runs: Path) -> Line:
    if lock.ended:
        step = f"resume run {lock.run_id} (-e run_id={lock.run_id} -e resume=true), or evaluate it (decide.yml)"
        return warning("locks", f"run {lock.run_id} is locked by a playbook that has ended: {lock.holder}", step)
    what = f"run {lock.run_id} is locked, and nothing here shows whether the playbook has ended: {lock.holder}"
    return warning("locks", what, f"if nothing works on run {lock.run_id} any more, remove {lock.path}")


def clock_lines(runs: Path, now: datetime) -> Iterator[Line]:
    """The clock against what cannot be in its future: the shipped reference data, and the newest stored run."""
    released = max(info.as_of for info in load_shipped().sets.values())
    if line := _implausible(now, released):
        yield line
        return
    newest, unread = _newest_run(runs)
    if newest is not None and now < newest[0] - _CLOCK_TOLERANCE:
        what = f"{_minute(now)} is before run {newest[1]}, which was started at {_minute(newest[0])}"
        yield problem("clock", what, _SET_THE_CLOCK)
    else:
        yield ok("clock", f"{_minute(now)}; no stored run is newer")
    if unread:
        step = "examine these folders, or move them out of the folder of runs"
        yield warning("clock", f"not compared with {counted(unread, 'run')} whose {RUN_FILE} cannot be read", step)


def _implausible(now: datetime, released: date) -> Line | None:
    # Another time zone can be a day ahead of UTC.
    if now.date() < released - timedelta(days=1):
        return problem("clock", f"{now.date()} is before the newest shipped data, {released}", _SET_THE_CLOCK)
    if now.date() > released + _MOST_YEARS_AHEAD:
        return problem("clock", f"{now.date()} is more than 20 years after the shipped data", _SET_THE_CLOCK)
    return None


def _newest_run(runs: Path) -> tuple[tuple[datetime, str] | None, int]:
    """When the newest run was started, with its id; and how many runs cannot be read."""
    started: list[tuple[datetime, str]] = []
    unread = 0
    for path in sorted(runs.glob(f"*/{RUN_FILE}")):
        if path.parent.is_symlink() or not is_run_id(path.parent.name):
            continue
        try:
            stated = RunFolder(runs, path.parent.name).read()
            started.append((datetime.fromisoformat(stated["started"]), path.parent.name))
        except (ReinstateError, OSError):
            unread += 1
    return max(started, default=None), unread


def _minute(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
