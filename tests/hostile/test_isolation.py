"""A child process may die in any way; its parent goes on, with nothing left behind."""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from reinstate.isolation import IsolationResult, run_isolated

pytestmark = pytest.mark.long


def isolated(
    job, deadline: float = 10.0, memory_limit: int = 64 << 20, **more: Any
) -> tuple[IsolationResult, list[Any]]:
    heard: list[Any] = []
    result = run_isolated(job, deadline=deadline, memory_limit=memory_limit, on_message=heard.append, **more)
    return result, heard


def _descriptors() -> set[str]:
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


@pytest.fixture(autouse=True)
def _nothing_left_behind():
    gc.collect()
    descriptors, threads, children = _descriptors(), threading.active_count(), _children()
    yield
    assert _descriptors() == descriptors
    assert threading.active_count() == threads
    assert _children() == children  # zombies are children, too


def _children() -> set[str]:
    """Process ids of this process's children; other tests of the same run may keep some of their own."""
    lists = Path("/proc/self/task").glob("*/children")
    return {child for path in lists for child in path.read_text().split()}


def _raise(error: BaseException):
    def job(emit) -> None:
        emit("before")
        raise error

    return job


def _leave(emit) -> None:
    emit("before")
    os._exit(3)


def _hang(emit) -> None:
    emit("before")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def _spin_in_c(emit) -> None:
    emit("before")
    pow(7, 10**9)


def _eat(emit) -> None:
    emit("before")
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))


def _die_by(number: int):
    def job(emit) -> None:
        emit("before")
        os.kill(os.getpid(), number)
        time.sleep(5)

    return job


def _recurse(emit) -> None:
    emit("before")
    sys.setrecursionlimit(10**9)

    def deeper(depth: int) -> int:
        return deeper(depth + 1) + len(json.dumps([depth]))

    deeper(0)


@pytest.mark.parametrize(
    ("job", "ended", "exception", "said"),
    [
        pytest.param(lambda emit: emit("before"), "done", "", "", id="done"),
        pytest.param(
            _raise(ValueError("no")), "crashed", "ValueError", "ValueError: no (test_isolation.py:", id="raised"
        ),
        pytest.param(_raise(SystemExit(0)), "crashed", "SystemExit", "SystemExit", id="sys.exit"),
        pytest.param(_raise(KeyboardInterrupt()), "crashed", "KeyboardInterrupt", "Keyboard", id="interrupt"),
        pytest.param(_leave, "crashed", "", "exit status 3", id="os._exit"),
        pytest.param(_die_by(signal.SIGSEGV), "crashed", "", "signal 11", id="segmentation fault"),
        pytest.param(_die_by(signal.SIGKILL), "crashed", "", "signal 9", id="killed by the system"),
        pytest.param(_eat, "crashed", "MemoryError", "out of memory (limit 67108864 bytes)", id="out of memory"),
        pytest.param(_hang, "killed", "", "the deadline of 1 seconds passed", id="hung, deaf to SIGTERM"),
        pytest.param(_spin_in_c, "killed", "", "the deadline of 1 seconds passed", id="busy in C"),
    ],
)
def test_every_end_is_told_apart(job, ended: str, exception: str, said: str) -> None:
    began = time.monotonic()
    result, heard = isolated(job, deadline=1.0)
    assert (result.ended, result.exception) == (ended, exception)
    assert said in result.detail
    assert heard == ["before"], "what was said before the end counts"
    assert time.monotonic() - began < 6


def test_endless_recursion_ends() -> None:
    assert isolated(_recurse)[0].ended == "crashed"


def test_costs_are_told() -> None:
    def work(emit) -> None:
        ends_at = time.process_time() + 0.2
        while time.process_time() < ends_at:
            pass
        emit(len(bytearray(b"x" * (30 << 20))))

    result, _ = isolated(work, memory_limit=256 << 20)
    assert 0.2 <= result.cpu_seconds < 1
    assert 30 << 20 < result.peak_memory_bytes < 1 << 30


def test_messages_of_any_size_below_the_limit_arrive_in_order() -> None:
    sizes = [0, 1, 65535, 65536, 65537, 1 << 20, 3]
    _, heard = isolated(lambda emit: [emit({"n": n, "x": "é" * n}) for n in sizes])
    assert [(message["n"], len(message["x"])) for message in heard] == [(n, n) for n in sizes]


def test_messages_from_several_threads_stay_whole() -> None:
    def job(emit) -> None:
        threads = [threading.Thread(target=lambda k=k: [emit([k, "x" * 9000]) for _ in range(50)]) for k in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    result, heard = isolated(job)
    assert result.ended == "done"
    assert sorted(k for k, text in heard if text == "x" * 9000) == sorted([0, 1, 2, 3] * 50)


@pytest.mark.parametrize(
    ("message", "exception"), [("x" * 2000, "ValueError"), (object(), "TypeError"), (b"bytes", "TypeError")]
)
def test_a_message_that_cannot_be_sent_is_the_jobs_error(message: object, exception: str) -> None:
    result, heard = isolated(lambda emit: emit(message), message_limit=1000)
    assert (result.ended, result.exception, heard) == ("crashed", exception, [])


@pytest.mark.parametrize(
    "forged",
    [
        b"m\xff\xff\xff\xff",
        b"m\x00\x00\x00\x02[]",
        b"q\x00\x00\x00\x02{}",
        b"m\x00\x00\x00\x01{",
        b"m\x00\x00\x00\x02\xff\xff",
    ],
    ids=["4 GB announced", "no object", "unknown kind", "no JSON", "no text"],
)
def test_a_child_that_was_taken_over_is_not_believed(forged: bytes) -> None:
    """The pipe is the child's newest descriptor but for its standard streams."""

    def job(emit) -> None:
        channel = emit.__self__
        os.write(channel._writing, forged)
        time.sleep(30)

    result, heard = isolated(job)
    assert (result.ended, heard) == ("killed", [])
    assert "cannot be read" in result.detail


def test_a_deeply_nested_message_is_not_believed() -> None:
    def job(emit) -> None:
        body = b"[" * 200_000
        os.write(emit.__self__._writing, b"m" + len(body).to_bytes(4, "big"))
        for start in range(0, len(body), 4096):
            os.write(emit.__self__._writing, body[start : start + 4096])
        time.sleep(30)

    assert isolated(job)[0].ended == "killed"


def test_descendants_die_with_the_child() -> None:
    def job(emit) -> None:
        emit(subprocess.Popen(["sleep", "60"]).pid)

    for end in ("done", "killed"):
        _, heard = isolated(job if end == "done" else lambda emit: (job(emit), time.sleep(60)), deadline=2.0)
        assert _gone(heard[0]), end


def _gone(pid: int) -> bool:
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":  # init's to reap
            return True
        time.sleep(0.02)
    return False


def test_what_the_caller_raises_ends_the_child_and_reaches_the_caller() -> None:
    pids: list[int] = []

    def hear(message: int) -> None:
        pids.append(message)
        raise OSError("disk full")

    def job(emit) -> None:
        emit(os.getpid())
        time.sleep(60)

    with pytest.raises(OSError, match="disk full"):
        run_isolated(job, deadline=30, memory_limit=64 << 20, on_message=hear)
    assert _gone(pids[0])


def test_the_child_stands_alone() -> None:
    def job(emit) -> None:
        streams = [str(Path(f"/proc/self/fd/{number}").readlink()) for number in (0, 1, 2)]
        print("to nobody", flush=True)
        print("to nobody", file=sys.stderr, flush=True)
        emit(
            {
                "streams": streams,
                "session": os.getsid(0) == os.getpid() == os.getpgrp(),
                "core": resource.getrlimit(resource.RLIMIT_CORE),
                "default": [signal.getsignal(number) == signal.SIG_DFL for number in (signal.SIGINT, signal.SIGTERM)],
                "mask": len(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
            }
        )

    previous = signal.signal(signal.SIGTERM, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    try:
        _, heard = isolated(job)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1})
        signal.signal(signal.SIGTERM, previous)
    assert heard == [
        {"streams": ["/dev/null"] * 3, "session": True, "core": [0, 0], "default": [True, True], "mask": 0}
    ]


def test_children_of_several_threads_do_not_hold_each_other_up() -> None:
    """Each child inherits what is open at its fork; none may keep another's pipe open."""
    spent: list[float] = []

    def one(seconds: float) -> None:
        began = time.monotonic()
        isolated(lambda emit: time.sleep(seconds) or os._exit(0))
        spent.append(time.monotonic() - began - seconds)

    threads = [threading.Thread(target=one, args=(seconds,)) for seconds in (0.05, 1.0, 0.05, 0.05, 1.0, 0.05)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(spent) < 0.9


def test_a_caller_that_ignores_its_children_still_gets_an_answer() -> None:
    previous = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        result, heard = isolated(lambda emit: emit(1))
    finally:
        signal.signal(signal.SIGCHLD, previous)
    assert (result.ended, heard) == ("done", [1])


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent("""
        import os, time
        from reinstate.isolation import run_isolated
        def job(emit):
            emit(os.getpid())
            time.sleep(60)
        run_isolated(job, deadline=60, memory_limit=64 << 20, on_message=lambda pid: print(pid, flush=True))
        """)
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    assert _gone(child)


def test_a_process_whose_parent_has_ended_already_ends() -> None:
    """Between the fork and the request to the kernel nobody would tell it."""
    code = "import os, time; from reinstate.isolation import end_with; end_with(os.getppid() + 1); time.sleep(60)"
    assert subprocess.run([sys.executable, "-c", code], timeout=30, check=False).returncode == -signal.SIGKILL


UNREAD = """
import os, sys, tempfile, time
from reinstate.isolation import end_when_unread, run_isolated
def job(emit):
    emit(os.getpid())
    time.sleep(60)
with tempfile.TemporaryDirectory() as folder:
    end_when_unread(1)
    run_isolated(job, deadline=60, memory_limit=64 << 20, on_message=lambda pid: print(folder, pid, flush=True))
"""


def test_work_that_nobody_waits_for_any_more_ends_and_cleans_up() -> None:
    with subprocess.Popen([sys.executable, "-c", UNREAD], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        folder, child = worker.stdout.readline().split()
        assert Path(folder).is_dir()
        worker.stdout.close()
        assert worker.wait(5) == 1
    assert _gone(int(child))
    assert not Path(folder).exists()


@pytest.mark.parametrize("output", ["a file", "nothing"])
def test_work_whose_output_is_a_file_goes_on(tmp_path: Path, output: str) -> None:
    code = (
        "from reinstate.isolation import end_when_unread; import time; end_when_unread(1); time.sleep(0.3); print('x')"
    )
    with (tmp_path / "out" if output == "a file" else Path(os.devnull)).open("w") as stream:
        assert subprocess.run([sys.executable, "-c", code], stdout=stream, timeout=30, check=False).returncode == 0


def test_the_leaf_imports_nothing_heavy() -> None:
    heavy = ["lxml", "paramiko", "jnpr.junos", "ansible"]
    code = f"import sys, reinstate.isolation; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
