"""The log of a run's collection: ``collected/log.jsonl``, a line for each event, in order.

Each line states the digest of the line before it. The first states the digest of what was opened, and each note of a
completed bundle repeats it, with the digest of the last line at that time. So the opening, the bundles, and the log
vouch for each other: what is changed or removed later contradicts what is left.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import orjson

from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import json_bytes, make_folder, read_file, storage_error, write_atomic

FOLDER: Final = "collected"
LOG_NAME: Final = "log.jsonl"
RUN_NAME: Final = "run.json"
# What changes after a run was opened; all the rest of ``run.json`` is the opening.
_LATER: Final = frozenset(("declared", "finished", "sealed", "resumed", "not_kept", "inventory_claims", "claims_lost"))


class Event(StrEnum):
    """What a line of the log is about."""

    OPENED = "opened"
    RESUMED = "resumed"
    COMPLETED = "completed"  # a bundle, with the digest of its manifest
    AGAIN = "again"  # a bundle that was completed is collected again, with the reason
    SEALED = "sealed"


# What each line states besides its number and the digest of the line before it.
_STATED: Final[Mapping[Event, tuple[str, ...]]] = {
    Event.OPENED: ("opening",),
    Event.RESUMED: ("opening", "at"),
    Event.COMPLETED: ("bundle", "sha256"),
    Event.AGAIN: ("bundle", "at", "because", "reason"),
    Event.SEALED: ("run_sha256",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its event, what it states, and the digest of its bytes."""

    event: Event
    stated: Mapping[str, Any]
    sha256: str


def log_path(run: Path) -> Path:
    """Where the run in that folder keeps its log."""
    return run / FOLDER / LOG_NAME


def opening_of(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The part of ``run.json`` that does not change after the run was opened."""
    return {name: value for name, value in stated.items() if name not in _LATER}


def opening_digest(stated: Mapping[str, Any]) -> str:
    """The digest of that part of ``run.json``."""
    return hashlib.sha256(json_bytes(opening_of(stated))).hexdigest()


def read_log(run: Path) -> tuple[Entry, ...]:
    """The log, oldest first; empty where the run has none.

    Raises:
        EvidenceError: it cannot be read, or a line does not follow the line before it.
    """
    try:
        content = read_file(log_path(run))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _not_as_written(1, error.strerror or str(error)) from error
    lines = content.split(b"\n")
    if lines.pop() or not lines:
        raise _not_as_written(len(lines) + 1, "no whole line")
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        entries.append(_entry(line, number, entries[-1].sha256 if entries else ""))
    return tuple(entries)


def _entry(line: bytes, number: int, before: str) -> Entry:
    try:
        stated = orjson.loads(line)
        event = Event(stated["event"])
        follows = (stated["number"], stated["before"]) == (number, before)
        whole = all(isinstance(stated[name], str) for name in _STATED[event])
    except (KeyError, TypeError, ValueError) as error:
        raise _not_as_written(number, f"{type(error).__name__}: {error}") from error
    if not follows or not whole or (event is Event.OPENED) != (number == 1):
        raise _not_as_written(number, "a line that does not follow the line before it")
    return Entry(event, stated, hashlib.sha256(line).hexdigest())


def _not_as_written(number: int, actual: str) -> EvidenceError:
    return EvidenceError(
        f"{FOLDER}/{LOG_NAME}: changed after it was written",
        expected=f"line {number} as it was written",
        actual=actual,
        remedy="restore the run folder from a copy, or inspect the devices again as another run",
    )


def open_log(run: Path, stated: Mapping[str, Any]) -> None:
    """Begin the log of a run with what is opened, ``run.json``; StorageError where the disk refuses."""
    write_atomic(log_path(run), _line((), Event.OPENED, _opening(stated)))


def log_resumed(run: Path, stated: Mapping[str, Any], at: str) -> None:
    """Log that the run is taken up again; StorageError where the disk refuses."""
    with alone(run) as log:
        append(run, log, Event.RESUMED, {**_opening(stated), "at": at})


def log_sealed(run: Path, content: bytes) -> None:
    """Log the bytes of ``run.json`` when collection ended; StorageError where the disk refuses."""
    with alone(run) as log:
        append(run, log, Event.SEALED, {"run_sha256": hashlib.sha256(content).hexdigest()})


def _opening(stated: Mapping[str, Any]) -> dict[str, Any]:
    return {"opening": opening_digest(stated), "declared": stated.get("declared") or {}}


@contextmanager
def alone(run: Path) -> Iterator[tuple[Entry, ...]]:
    """The log, while no other process appends to it.

    Raises:
        EvidenceError: as of `read_log`.
        StorageError: the folder cannot be opened.
    """
    folder = run / FOLDER
    try:
        make_folder(folder)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise storage_error(folder, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield read_log(run)
    finally:
        os.close(descriptor)


def append(run: Path, log: Sequence[Entry], event: Event, facts: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Append a line to the log that `alone` gave, and return the log with it; StorageError where the disk refuses.

    The whole file is replaced: a process or a machine that stops in between leaves no half of a line.
    """
    line = _line(log, event, facts)
    write_atomic(log_path(run), read_file(log_path(run)) + line)
    return (*log, _entry(line[:-1], len(log) + 1, log[-1].sha256))


def _line(log: Sequence[Entry], event: Event, facts: Mapping[str, Any]) -> bytes:
    place = {"number": len(log) + 1, "before": log[-1].sha256 if log else ""}
    return orjson.dumps({**place, "event": str(event), **facts}, option=orjson.OPT_SORT_KEYS) + b"\n"


def last_of_bundles(log: Sequence[Entry]) -> dict[str, Entry]:
    """By the name of its folder, the newest line about each bundle: `Event.COMPLETED` or `Event.AGAIN`."""
    return {str(one.stated["bundle"]): one for one in log if one.event in (Event.COMPLETED, Event.AGAIN)}


def resumed_in(log: Sequence[Entry]) -> list[str]:
    """When the run was taken up again."""
    return [str(one.stated["at"]) for one in log if one.event is Event.RESUMED]


def declared_in(log: Sequence[Entry]) -> Any:
    """What was declared when the run was last opened or resumed, as ``run.json`` states it."""
    return [one.stated.get("declared") for one in log if one.event in (Event.OPENED, Event.RESUMED)][-1]
