"""Locks: one playbook at a time works on a run, and one worker of it on a bundle.

A lock is a file in ``runs/.locks``. It names as its holder the playbook's process, because the workers that take a lock
end with their tasks, and the run stays theirs. A holder that has ended, also with the machine, leaves a stale lock: the
next one takes it over and says so. Where nothing shows whether a holder lives (another machine, another process
namespace), its lock is never taken over.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import multiprocessing
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from reinstate.errors import EvidenceError, RunInUseError
from reinstate.evidence.file_access import PRIVATE_FOLDER, json_bytes, json_of, make_folder, read_file, storage_error
from reinstate.evidence.file_access import write_atomic as _write
from reinstate.evidence.names import file_name
from reinstate.evidence.ownership import require_own
from reinstate.plain_text import printable

COLLECTING = "collecting"

_FOLDER = ".locks"
_BUNDLES = "bundles"
_GUARD = "guard"
_MOST_BYTES = 64 * 1024
# Lists no process and no namespace on other systems: there a lock is kept until its process number is free.
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock.

    Attributes:
        host, machine, boot: the system, and since when it runs: its name, its machine id, and the id of its boot.
        namespace: of the process numbers.
        pid, started: the playbook's process and when it started, in clock ticks since boot.
        user: login name.
        doing: what the run is locked for.
        since: UTC, ISO 8601.
    """

    host: str
    machine: str
    boot: str
    namespace: str
    pid: int
    started: str
    user: str
    doing: str
    since: str

    @classmethod
    def here(cls, doing: str) -> Holder:
        """This process; in a worker, the process that forked it."""
        forked_by = multiprocessing.parent_process()
        pid = os.getpid() if forked_by is None or forked_by.pid is None else forked_by.pid
        return cls(
            host=socket.gethostname(),
            machine=_text_of(Path("/etc/machine-id")),
            boot=_text_of(_PROC / "sys/kernel/random/boot_id"),
            namespace=_namespace(),
            pid=pid,
            started=_started(pid),
            user=_user(),
            doing=doing,
            since=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    @property
    def process(self) -> tuple[object, ...]:
        """What tells one process from every other one."""
        return (*self.system, self.boot, self.namespace, self.pid, self.started)

    @property
    def system(self) -> tuple[str, str]:
        """What tells one machine from another, whenever it was started."""
        return self.host, self.machine

    def __str__(self) -> str:
        since = self.since[:16].replace("T", " ")
        return printable(f"{self.doing} since {since} UTC, by process {self.pid} of {self.user} on {self.host}", 300)


class _State(Enum):
    OURS = "ours"
    RUNNING = "running"
    ENDED = "ended"
    UNKNOWN = "unknown"


def _to_nobody(_notice: str) -> None:
    """For callers that do not show notices."""


@contextlib.contextmanager
def run_lock(
    run: Path, doing: str, on_notice: Callable[[str], object] = _to_nobody, *, keep: bool = False
) -> Iterator[None]:
    """Work on a run alone.

    Args:
        run: the run's folder. It is looked at first: see `require_own`.
        doing: the work, e.g. ``evaluating``.
        on_notice: gets a sentence where a stale lock was taken over.
        keep: leave the lock when this ends well: the playbook goes on with the run, until it takes the lock again
            without ``keep``, or ends.

    Raises:
        RunInUseError: another playbook works on it, or may do so.
        EvidenceError: a part of the run is a link, or belongs to another user.
        StorageError: the disk refuses.
    """
    require_own(run)
    place = _Place(run)
    notices, nested = place.take(doing)
    try:
        for notice in notices:
            on_notice(notice)
        yield
    except BaseException:
        if not nested:
            place.release()
        raise
    if not nested and not keep:
        place.release()


@contextlib.contextmanager
def bundle_lock(run: Path, host: str) -> Iterator[None]:
    """Collect one host's evidence alone; errors as of `run_lock`. The run must not be another playbook's either."""
    place = _Place(run, host)
    place.take(COLLECTING)
    try:
        yield
    finally:
        place.release()


def release_run(run: Path) -> None:
    """Give up this process's own lock of the run, where it kept one; nothing otherwise."""
    place = _Place(run)
    if place.folder.is_dir():
        place.release()


@dataclass(frozen=True, slots=True)
class FoundLock:
    """One lock of a run in a folder of runs, or of one of its bundles.

    Attributes:
        holder: who holds it, in words.
        ended: whether the holder has ended; None where nothing here shows it.
    """

    path: Path
    run_id: str
    holder: str
    ended: bool | None


def found_locks(runs: Path) -> tuple[FoundLock, ...]:
    """The locks of the runs in a folder and of their bundles, by name; changes nothing."""
    here = Holder.here("")
    paths = [*sorted((runs / _FOLDER).glob("*.json")), *sorted((runs / _FOLDER / _BUNDLES).glob("*@*"))]
    held = ((path, holder) for path in paths if (holder := _read(path)) is not None)
    return tuple(_found(path, holder, _state(holder, here)) for path, holder in held)


def _found(path: Path, holder: Holder, state: _State) -> FoundLock:
    ended = None if state is _State.UNKNOWN else state is _State.ENDED
    said = "a lock that cannot be read" if holder is _UNREADABLE else str(holder)
    run_id = path.name.rpartition("@")[0] or path.name.removesuffix(".json")
    return FoundLock(path, run_id, said, ended)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the lock of a run is, or of one of its bundles."""

    run: Path
    host: str | None = None

    @property
    def folder(self) -> Path:
        return self.run.parent / _FOLDER

    @property
    def of_run(self) -> Path:
        return self.folder / f"{self.run.name}.json"

    @property
    def own(self) -> Path:
        if self.host is None:
            return self.of_run
        # No name of a host contains the character in the middle.
        return self.folder / _BUNDLES / f"{self.run.name}@{file_name(self.host)}"

    def others(self) -> list[Path]:
        """The locks that can keep this one from being taken: of a run, those of its bundles; of a bundle, its run's."""
        if self.host is not None:
            return [self.of_run]
        try:
            bundles = sorted((self.folder / _BUNDLES).iterdir())
        except FileNotFoundError:
            return []
        return [path for path in bundles if path.name.rpartition("@")[0] == self.run.name]

    def take(self, doing: str) -> tuple[tuple[str, ...], bool]:
        """What was taken over; and whether this playbook held the lock already, so that it stays with who took it."""
        here = Holder.here(doing)
        with self._guarded():
            held = {path: holder for path in (self.own, *self.others()) if (holder := _read(path)) is not None}
            states = {path: self._allowed(path, holder, here) for path, holder in held.items()}
            if states.get(self.own) is _State.OURS and held[self.own].doing != COLLECTING:
                return (), True
            for path, state in states.items():
                # What a worker of this playbook left, when it was killed, goes as well; not the lock of the run.
                if state is _State.ENDED or (self.host is None and state is _State.OURS):
                    path.unlink(missing_ok=True)
            _write(self.own, json_bytes(asdict(here)))
        stale = [path for path, state in states.items() if state is _State.ENDED]
        told = [path for path in stale if path == self.of_run] or stale[:1]
        return tuple(self._taken_over(held[path]) for path in told), False

    def _allowed(self, path: Path, holder: Holder, here: Holder) -> _State:
        """What is known of a lock's holder; RunInUseError where it keeps others out."""
        state = _state(holder, here)
        if state in (_State.OURS, _State.ENDED):
            return state
        raise self._in_use(path, holder, state)

    def release(self) -> None:
        with self._guarded():
            holder = _read(self.own)
            if holder is not None and holder.process == Holder.here("").process:
                self.own.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Reading and writing of locks, one process at a time. The kernel ends it with the process."""
        try:
            if not self.folder.exists():
                make_folder(self.folder)
                self.folder.chmod(PRIVATE_FOLDER)
            require_own(self.folder)
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(self.folder / _GUARD, flags, 0o600)
        except OSError as error:
            raise storage_error(self.folder / _GUARD, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _in_use(self, path: Path, holder: Holder, state: _State) -> RunInUseError:
        again = "then resume it with -e resume=true, or evaluate it with decide.yml; or choose another run_id"
        if state is _State.RUNNING:
            remedy = f"wait until it ends, or end process {holder.pid}; {again}"
        else:
            remedy = f"wait until it ends; if nothing works on the run there any more, remove {path}; {again}"
        said = str(holder) if holder is not _UNREADABLE else "a lock that cannot be read"
        where = f"run {self.run.name}" if self.host is None else f"run {self.run.name}, host {printable(self.host, 80)}"
        return RunInUseError(
            f"{where}: another playbook works on it",
            expected="one playbook at a time",
            actual=said if state is _State.RUNNING else f"{said}; nothing shows here whether it has ended",
            remedy=remedy,
        )

    def _taken_over(self, holder: Holder) -> str:
        return f"The lock of a playbook that has ended is taken over (run {self.run.name}: {holder})."


def _state(holder: Holder, here: Holder) -> _State:
    if holder.process == here.process:
        return _State.OURS
    if holder.system != here.system:
        return _State.UNKNOWN
    if holder.namespace != here.namespace:
        return _State.UNKNOWN
    if holder.boot != here.boot:
        return _State.ENDED
    return _State.RUNNING if _runs(holder) else _State.ENDED


def _runs(holder: Holder) -> bool:
    """Whether the process runs, on this system and in this namespace. Another process can have got its number."""
    started = _started(holder.pid)
    if started and holder.started:
        return started == holder.started
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    # Known when it took the lock and not now: a zombie.
    return not holder.started


def _started(pid: int) -> str:
    """When a process started, in clock ticks since boot; "" where it has ended, or where the system does not say."""
    stated = _text_of(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    # A zombie is only waiting for its parent to look at it.
    return stated[19] if len(stated) > 19 and stated[0] not in "ZX" else ""


def _namespace() -> str:
    try:
        return str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return ""


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.geteuid()}"


_UNREADABLE = Holder("an unknown host", "", "", "", 0, "", "an unknown user", "locked", "an unknown time")


def _read(path: Path) -> Holder | None:
    """The holder that a lock names; None where there is no lock. One that cannot be read is held by nobody known."""
    try:
        stated: Any = json_of(read_file(path, _MOST_BYTES), path)
    except FileNotFoundError:
        return None
    except (OSError, EvidenceError):
        return _UNREADABLE
    if not isinstance(stated, dict) or stated.keys() != {field.name for field in fields(Holder)}:
        return _UNREADABLE
    pid = stated.pop("pid")
    texts: dict[str, str] = {name: str(value) for name, value in stated.items()}
    return Holder(pid=pid, **texts) if isinstance(pid, int) else _UNREADABLE
