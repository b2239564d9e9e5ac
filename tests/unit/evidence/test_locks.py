"""One playbook at a time: who holds a run is named, what ended is taken over, what cannot be told is left alone."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reinstate.errors import ReinstateError, RunInUseError
from reinstate.evidence.locks import COLLECTING, Holder, bundle_lock, release_run, run_lock

HERE = Holder.here(COLLECTING)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "runs" / "batch-14"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def stranger() -> Iterator[Holder]:
    """A process that runs, and is not this one."""
    with subprocess.Popen(["sleep", "60"]) as process:
        yield dataclasses.replace(HERE, pid=process.pid, started=_started(process.pid))
        process.kill()


def _started(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]


def locks(run: Path) -> list[str]:
    return sorted(path.name for path in (run.parent / ".locks").rglob("*") if path.is_file() and path.name != "guard")


def leave(run: Path, holder: Holder, name: str = "batch-14.json") -> None:
    path = run.parent / ".locks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dataclasses.asdict(holder)))


def changed(**values: object) -> Callable[[Holder], Holder]:
    return lambda holder: dataclasses.replace(holder, **values)  # type: ignore[arg-type]


# --- whose a lock is ---

HELD = {
    "a process that runs": changed(),
    "another machine": changed(host="bench-9"),
    "another machine of the same name": changed(machine="0" * 32),
    "another machine, started since": changed(host="bench-9", boot="0"),
    "another namespace": changed(namespace="pid:[1]"),
    "another namespace, before the machine was started again": changed(namespace="pid:[1]", boot="0"),
}


@pytest.mark.parametrize("change", HELD.values(), ids=HELD)
@pytest.mark.parametrize("name", ["batch-14.json", "bundles/batch-14@shelf-1"], ids=["of the run", "of a bundle"])
def test_a_lock_of_another_is_never_taken_over(
    run: Path, stranger: Holder, name: str, change: Callable[[Holder], Holder]
) -> None:
    holder = change(stranger)
    leave(run, holder, name)
    before = (run.parent / ".locks" / name).read_bytes()
    with pytest.raises(RunInUseError) as caught, run_lock(run, "evaluating"):
        pytest.fail("it was entered")
    said = str(caught.value)
    for word in (holder.host, str(holder.pid), holder.user, "collecting since", holder.since[:10], "resume=true"):
        assert word in said
    assert (f"remove {run.parent}/.locks/{name}" in said) == (change is not HELD["a process that runs"])
    assert (run.parent / ".locks" / name).read_bytes() == before


ENDED = {
    "a process that has ended": changed(pid=2**22 + 1),
    "another process with its number": changed(started="1"),
    "a process before the machine was started again": changed(boot="0"),
}


@pytest.mark.parametrize("change", ENDED.values(), ids=ENDED)
@pytest.mark.parametrize("name", ["batch-14.json", "bundles/batch-14@shelf-1"], ids=["of the run", "of a bundle"])
def test_a_stale_lock_is_taken_over_and_told(
    run: Path, stranger: Holder, name: str, change: Callable[[Holder], Holder]
) -> None:
    leave(run, change(stranger), name)
    notices: list[str] = []
    with run_lock(run, "evaluating", notices.append):
        assert locks(run) == ["batch-14.json"]
    [notice] = notices
    for word in ("has ended", "batch-14", "collecting since", HERE.host):
        assert word in notice
    assert locks(run) == []


def test_a_zombie_has_ended(run: Path) -> None:
    zombie = subprocess.Popen(["true"])
    holder = dataclasses.replace(HERE, pid=zombie.pid, started="5")
    time.sleep(0.2)
    leave(run, holder)
    with run_lock(run, "evaluating"):
        pass
    zombie.wait()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff"], ids=str)
def test_a_lock_that_cannot_be_read_is_not_taken_over(run: Path, content: bytes) -> None:
    leave(run, HERE)
    (run.parent / ".locks" / "batch-14.json").write_bytes(content)
    with pytest.raises(RunInUseError, match=r"a lock that cannot be read.*remove .*batch-14\.json"), run_lock(run, "x"):
        pass


# --- what is locked, and how long ---


def test_work_within_work_of_the_same_playbook(run: Path) -> None:
    with run_lock(run, "evaluating"):
        with run_lock(run, "reporting"):
            pass
        assert locks(run) == ["batch-14.json"]
    assert locks(run) == []


def test_a_run_stays_with_the_playbook_that_opened_it_until_it_was_evaluated(run: Path) -> None:
    with run_lock(run, COLLECTING, keep=True):
        pass
    assert locks(run) == ["batch-14.json"]
    with bundle_lock(run, "shelf-1"), bundle_lock(run, "shelf-2"):
        assert locks(run) == ["batch-14.json", "batch-14@shelf-1", "batch-14@shelf-2"]
    with run_lock(run, "evaluating"):
        assert json.loads((run.parent / ".locks/batch-14.json").read_text())["doing"] == "evaluating"
    assert locks(run) == []


def test_what_a_killed_worker_left_is_removed_with_the_run_s_lock(run: Path) -> None:
    leave(run, HERE, "bundles/batch-14@shelf-1")
    with run_lock(run, "evaluating"):
        assert locks(run) == ["batch-14.json"]
    assert locks(run) == []


def test_a_run_that_could_not_be_opened_is_not_kept(run: Path) -> None:
    with pytest.raises(ReinstateError), run_lock(run, COLLECTING, keep=True):
        raise ReinstateError("no such policy")
    assert locks(run) == []


def test_a_playbook_that_ends_gives_up_its_own_lock_alone(run: Path, stranger: Holder) -> None:
    with run_lock(run, COLLECTING, keep=True):
        pass
    release_run(run)
    assert locks(run) == []
    leave(run, stranger)
    release_run(run)
    assert locks(run) == ["batch-14.json"]


def test_a_bundle_is_not_collected_in_a_run_of_another(run: Path, stranger: Holder) -> None:
    leave(run, stranger)
    with pytest.raises(RunInUseError, match="host shelf-1"), bundle_lock(run, "shelf-1"):
        pass


def test_a_lock_of_another_run_is_none_of_this_one(run: Path, stranger: Holder) -> None:
    for name in ("batch-1.json", "batch-14.json.json", "bundles/batch-14@x@shelf-1", "bundles/batch-1@shelf-1"):
        leave(run, stranger, name)
    with run_lock(run, "evaluating"), bundle_lock(run, "shelf-1"):
        pass


def _in_a_worker(run: str, answers: multiprocessing.Queue[str]) -> None:
    with run_lock(Path(run), COLLECTING, keep=True):
        answers.put(Path(run, "../.locks/batch-14.json").read_text())


def test_a_worker_takes_the_lock_for_the_process_that_forked_it(run: Path) -> None:
    """As Ansible's workers do: the lock outlives them."""
    forking = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[str] = forking.Queue()
    worker = forking.Process(target=_in_a_worker, args=(str(run), answers))
    worker.start()
    stated = json.loads(answers.get(timeout=10))
    worker.join(10)
    assert (stated["pid"], stated["started"], stated["doing"]) == (os.getpid(), _started(os.getpid()), COLLECTING)
    assert locks(run) == ["batch-14.json"]


CONTENDER = """
import sys, time
from pathlib import Path
from reinstate.errors import RunInUseError
from reinstate.evidence.locks import run_lock
run = Path(sys.argv[1])
entered = refused = 0
ends_at = time.monotonic() + 1.5
while time.monotonic() < ends_at:
    try:
        with run_lock(run, "evaluating"):
            (run / "busy").mkdir()  # fails where another is within
            time.sleep(0.001)
            (run / "busy").rmdir()
            entered += 1
    except RunInUseError:
        refused += 1
print(entered, refused)
"""


def test_of_many_at_once_one_is_within(run: Path, stranger: Holder) -> None:
    leave(run, dataclasses.replace(stranger, started="1"))  # which all of them find stale
    command = [sys.executable, "-c", CONTENDER, str(run)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=30) for process in processes]
    assert [error for _, error in said] == ["", "", ""]
    entered, refused = (sum(int(out.split()[column]) for out, _ in said) for column in (0, 1))
    assert entered > 3
    assert refused > 0
    assert locks(run) == []
