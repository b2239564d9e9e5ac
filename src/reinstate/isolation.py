"""Run one job in a child process with a memory limit and a deadline.

Whatever the child reads (a device's bytes, stored evidence) can exhaust its memory, hang it or crash it; the parent
goes on in every case, with nothing left behind: no zombie, no open descriptor, no thread.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import json
import multiprocessing
import os
import resource
import select
import signal
import stat
import struct
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NoReturn

MESSAGE_LIMIT = 32 * 1024 * 1024
DETAIL_LIMIT = 500

Emit = Callable[[Any], None]

_HEADER = struct.Struct("!cI")
_MESSAGE, _DONE, _CRASHED = b"m", b"d", b"c"
_READ_SIZE = 1 << 18
# Held from the making of a pipe until its write end is closed here: a child that another thread forks in between
# would keep that end open, and the end of file would not be seen.
_FORKING = threading.Lock()
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
_M_ARENA_MAX = -8
_THREAD_STACK = 1 << 20
_CLEANING_UP = 5.0
_TO_DEFAULT = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGCHLD,
    signal.SIGALRM,
    signal.SIGQUIT,
    signal.SIGPROF,
)


@dataclass(frozen=True, slots=True)
class IsolationResult:
    """How a child process ended.

    Attributes:
        ended: ``done``; ``killed`` (by the parent: deadline, or refused message); ``crashed`` (an exception,
            out of memory, a signal).
        detail: one sentence; empty after ``done``.
        cpu_seconds: user and system time of the child and of what it waited for.
        peak_memory_bytes: largest resident size.
        exception: name of the exception's class where the job raised one.
    """

    ended: Literal["done", "killed", "crashed"]
    detail: str = ""
    cpu_seconds: float = 0.0
    peak_memory_bytes: int = 0
    exception: str = ""


def run_isolated(
    job: Callable[[Emit], None],
    *,
    deadline: float,
    memory_limit: int,
    on_message: Callable[[Any], None],
    message_limit: int = MESSAGE_LIMIT,
) -> IsolationResult:
    """Run ``job(emit)`` in a forked child; hand each emitted object to ``on_message`` here.

    Args:
        job: runs in the child; ``emit`` takes anything that JSON can hold, from any thread.
        deadline: seconds until the child and its descendants are killed.
        memory_limit: bytes of address space that the child may take above what it starts with.
        on_message: called in the parent, in order; what it raises is raised here, after the child is gone.
        message_limit: bytes of one message as JSON.
    """
    ends_at = time.monotonic() + deadline
    pid, reading = _fork(job, memory_limit, message_limit)
    try:
        result = _listen(reading, ends_at, deadline, on_message, message_limit)
    except BaseException:
        _end(pid)
        raise
    finally:
        os.close(reading)
    return _concluded(result, *_end(pid))


def _fork(job: Callable[[Emit], None], memory_limit: int, message_limit: int) -> tuple[int, int]:
    """The child's process id and the read end of its pipe."""
    with _FORKING, warnings.catch_warnings():
        # Python 3.12 warns of forking with other threads; the child touches nothing that they may hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        reading, writing = os.pipe()
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if pid == 0:
            _run_child(job, parent, reading, writing, memory_limit=memory_limit, message_limit=message_limit)
        os.close(writing)
    return pid, reading


# --- ends that follow a parent's ---


def end_with(parent: int, number: int = signal.SIGKILL) -> None:
    """From now on this process gets that signal when its parent ends, however that ends (on Linux).

    The kernel sends it when the *thread* that forked this process ends: fork from one that lasts. It survives an exec.

    Args:
        parent: process id of the parent, taken before the fork: it may have ended since.
        number: of the signal.
    """
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def end_with_playbook() -> None:
    """In a worker of Ansible's: end when the playbook does. SIGTERM is what Ansible ends its workers with: they end
    their process group, and so what their connection plugins have started.
    """
    forked_by = multiprocessing.parent_process()
    if forked_by is not None and forked_by.pid is not None:
        end_with(forked_by.pid, signal.SIGTERM)


def end_when_unread(descriptor: int) -> None:
    """End this process when nobody can read any more what it writes to a pipe or socket.

    For work that another machine asked for over SSH: a server that loses the connection closes the pipe and kills
    nothing. Call it in the main thread. What is within a ``with`` or ``try`` is cleaned up, and children that
    `run_isolated` started end.
    """
    if stat.S_ISFIFO(mode := os.fstat(descriptor).st_mode) or stat.S_ISSOCK(mode):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        threading.Thread(target=_wait_until_unread, args=(descriptor,), daemon=True).start()


def _wait_until_unread(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, 0)  # errors and hang-ups are always told
    poll.poll()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_CLEANING_UP)
    os.kill(os.getpid(), signal.SIGKILL)


# --- the parent's side ---


def _listen(
    reading: int, ends_at: float, deadline: float, on_message: Callable[[Any], None], message_limit: int
) -> IsolationResult | None:
    """The result that the child or the parent determined; None if the pipe ended without one."""
    buffer = bytearray()
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    while True:
        remaining = ends_at - time.monotonic()
        if remaining <= 0 or not poll.poll(remaining * 1000):
            return IsolationResult("killed", f"the deadline of {deadline:g} seconds passed")
        data = os.read(reading, _READ_SIZE)
        if not data:
            return None
        buffer += data
        while (frame := _take_frame(buffer, message_limit)) is not None:
            kind, content = frame
            if kind == _DONE:
                return IsolationResult("done")
            if kind == _CRASHED and isinstance(content, dict):
                return _crash_as_reported(content)
            if kind != _MESSAGE or not isinstance(content, dict) or "value" not in content:
                return IsolationResult("killed", "the process sent a message that cannot be read or is over the limit")
            on_message(content["value"])


def _take_frame(buffer: bytearray, message_limit: int) -> tuple[bytes, Any] | None:
    """The first whole frame, taken off the buffer; content None where it is refused."""
    if len(buffer) < _HEADER.size:
        return None
    kind, size = _HEADER.unpack_from(buffer)
    if size > message_limit:
        return kind, None
    end = _HEADER.size + size
    if len(buffer) < end:
        return None
    body = bytes(buffer[_HEADER.size : end])
    del buffer[:end]
    try:
        return kind, json.loads(body)
    except (ValueError, RecursionError):
        return kind, None


def _crash_as_reported(content: dict[str, Any]) -> IsolationResult:
    detail = str(content.get("detail", ""))[:DETAIL_LIMIT]
    return IsolationResult("crashed", detail, exception=str(content.get("exception", ""))[:100])


def _end(pid: int) -> tuple[int | None, float, int]:
    """Kill the child's process group and reap it: (wait status, CPU seconds, peak bytes).

    Killing is right after a good end too: it takes what the job left behind. A child that is already dying keeps the
    status it had.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    # Its session may not exist yet; then it has no descendants either.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    try:
        _, status, usage = os.wait4(pid, 0)
    except ChildProcessError:  # SIGCHLD is ignored here: the kernel reaped it
        return None, 0.0, 0
    return status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def _concluded(result: IsolationResult | None, status: int | None, cpu_seconds: float, peak: int) -> IsolationResult:
    return replace(result or _unexplained(status), cpu_seconds=cpu_seconds, peak_memory_bytes=peak)


def _unexplained(status: int | None) -> IsolationResult:
    """The result of a child that ended without a message."""
    if status is None:
        return IsolationResult("crashed", "the process ended without a message; its exit status is unknown")
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return IsolationResult("crashed", f"signal {number} ({signal.strsignal(number)}) ended the process")
    return IsolationResult("crashed", f"the process ended without a message, with exit status {os.WEXITSTATUS(status)}")


# --- the child's side ---


def _run_child(
    job: Callable[[Emit], None], parent: int, reading: int, writing: int, *, memory_limit: int, message_limit: int
) -> NoReturn:
    """Everything that the child does; leaves without unwinding into the parent's code."""
    code = 1
    try:
        os.close(reading)
        end_with(parent)
        _detach()
        _limit(memory_limit)
        channel = _Channel(writing, message_limit)
        try:
            job(channel.emit)
            channel.send(_DONE, {})
            code = 0
        except MemoryError:
            channel.send(
                _CRASHED, {"detail": f"out of memory (limit {memory_limit} bytes)", "exception": "MemoryError"}
            )
        except BaseException as error:  # noqa: BLE001  whatever it is, it ends here and is reported to the parent
            channel.send(_CRASHED, {"detail": _described(error), "exception": type(error).__name__})
    finally:
        os._exit(code)


def _detach() -> None:
    """Leave the parent's terminal, signals, and standard streams."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in _TO_DEFAULT:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    faulthandler.disable()  # it may hold a copy of the parent's standard error
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  for the life of the process
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def _limit(memory_limit: int) -> None:
    """Bound the address space. The collector would touch, and so copy, every page of the parent's: it rests."""
    gc.freeze()
    gc.disable()
    threading.stack_size(_THREAD_STACK)
    if sys.platform == "linux":
        # Each thread's own malloc arena would reserve 64 MiB of the limit and use little of it.
        _LIBC.mallopt(_M_ARENA_MAX, 1)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _address_space() + memory_limit
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, soft))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    """Bytes of address space in use; the peak resident size where the system does not report it."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * resource.getpagesize()


def _described(error: BaseException) -> str:
    """The error in a line, with the place that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {str(error)[: DETAIL_LIMIT - 150]}{place}"


class _Channel:
    """The child's end of the pipe."""

    def __init__(self, writing: int, limit: int) -> None:
        self._writing = writing
        self._limit = limit
        self._lock = threading.Lock()

    def emit(self, value: Any) -> None:
        """Hand one object to the parent; ValueError where it is over the limit, TypeError where JSON cannot hold it."""
        self.send(_MESSAGE, {"value": value})

    def send(self, kind: bytes, content: dict[str, Any]) -> None:
        body = json.dumps(content, separators=(",", ":")).encode()
        if len(body) > self._limit:
            raise ValueError(f"a message of {len(body)} bytes: the limit is {self._limit}")
        frame = memoryview(_HEADER.pack(kind, len(body)) + body)
        with self._lock:
            while frame:
                frame = frame[os.write(self._writing, frame) :]
