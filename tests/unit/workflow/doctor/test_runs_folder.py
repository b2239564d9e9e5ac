"""The folder of runs, its disk, its locks, and the clock against what cannot be in its future."""

from __future__ import annotations

import dataclasses
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reinstate.evidence.locks import Holder, run_lock
from reinstate.reference.loading import load_shipped
from reinstate.workflow.doctor.lines import State
from reinstate.workflow.doctor.runs_folder import clock_lines, folder_lines, lock_lines

MIB = 1024 * 1024
RELEASED = datetime.combine(max(info.as_of for info in load_shipped().sets.values()), datetime.min.time(), tzinfo=UTC)


def test_a_folder_that_can_be_written(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    assert next(iter(folder_lines(runs))).what == f"{runs} can be created"
    assert not runs.exists()
    runs.mkdir()
    assert next(iter(folder_lines(runs))).what == f"{runs} can be written"
    assert list(runs.iterdir()) == []


def test_a_file_in_its_place_cannot(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("")
    line = next(iter(folder_lines(tmp_path / "runs" / "deep")))
    assert (line.state, bool(line.to_do)) == (State.PROBLEM, True)
    assert f"{tmp_path / 'runs'} cannot be written" in line.what


def test_a_link_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "runs").symlink_to("elsewhere")
    [line] = folder_lines(tmp_path / "runs")
    assert (line.state, "link" in line.what, bool(line.to_do)) == (State.PROBLEM, True, True)


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (99 * MIB, State.PROBLEM),
        (100 * MIB, State.WARNING),
        (1023 * MIB, State.WARNING),
        (1024 * MIB, State.OK),
    ],
)
def test_room(tmp_path: Path, free: int, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 10**12 - free, free))
    line = list(folder_lines(tmp_path))[-1]
    assert (line.state, f"{free // MIB:,} MiB free" in line.what) == (state, True)


HERE = Holder.here("collecting")
LOCKS = {
    "none": ([], [State.OK]),
    "of this process": ([HERE], [State.OK]),
    "of a process that has ended": ([dataclasses.replace(HERE, pid=2**22 + 1)], [State.OK, State.WARNING]),
    "of another machine": ([dataclasses.replace(HERE, host="bench-9")], [State.OK, State.WARNING]),
    "unreadable": ([None], [State.OK, State.WARNING]),
}


@pytest.mark.parametrize("name", ["batch-14.json", "bundles/batch-14@shelf-1"], ids=["of the run", "of a bundle"])
@pytest.mark.parametrize(("holders", "states"), LOCKS.values(), ids=LOCKS)
def test_locks(tmp_path: Path, holders: list[Holder | None], states: list[State], name: str) -> None:
    for holder in holders:
        path = tmp_path / ".locks" / name
        path.parent.mkdir(parents=True)
        path.write_text("{" if holder is None else json.dumps(dataclasses.asdict(holder)))
    before = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    told = list(lock_lines(tmp_path))
    assert [line.state for line in told] == states
    assert all("batch-14" in line.what and "batch-14" in line.to_do for line in told[1:])
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == before, "it only reads"


def test_a_run_in_work_is_counted(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with run_lock(tmp_path / "one", "evaluating"):
        assert [line.what for line in lock_lines(tmp_path)] == ["1 run in work"]
    assert [line.what for line in lock_lines(tmp_path)] == ["no run is in work"]


def stored(runs: Path, run_id: str, started: datetime) -> None:
    (runs / run_id).mkdir(parents=True)
    stated = {"schema_version": 1, "run_id": run_id, "started": started.isoformat(), "hosts": [], "sealed": None}
    (runs / run_id / "run.json").write_text(json.dumps(stated))


CLOCKS = {
    "on the day of the data": (RELEASED, State.OK),
    "a day behind, in another time zone": (RELEASED - timedelta(hours=20), State.OK),
    "two days behind the data": (RELEASED - timedelta(days=2), State.PROBLEM),
    "at the beginning of time": (datetime(1970, 1, 2, tzinfo=UTC), State.PROBLEM),
    "fifteen years on": (RELEASED + timedelta(days=15 * 365), State.OK),
    "thirty years on": (RELEASED + timedelta(days=30 * 365), State.PROBLEM),
}


@pytest.mark.parametrize(("now", "state"), CLOCKS.values(), ids=CLOCKS)
def test_a_clock_that_cannot_be_right(tmp_path: Path, now: datetime, state: State) -> None:
    [line] = clock_lines(tmp_path, now)
    assert (line.state, bool(line.to_do)) == (state, state is not State.OK)


@pytest.mark.parametrize(
    ("behind", "state"),
    [
        (timedelta(minutes=-1), State.OK),
        (timedelta(minutes=4), State.OK),
        (timedelta(minutes=6), State.PROBLEM),
        (timedelta(days=400), State.PROBLEM),
    ],
)
def test_a_clock_behind_the_newest_run(tmp_path: Path, behind: timedelta, state: State) -> None:
    now = RELEASED + timedelta(days=800)
    stored(tmp_path, "old", now - timedelta(days=300))
    stored(tmp_path, "newest", now + behind)
    (tmp_path / "latest").symlink_to("newest")
    [line] = clock_lines(tmp_path, now)
    assert line.state is state
    assert ("before run newest" in line.what) is (state is State.PROBLEM)


def test_runs_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    stored(tmp_path, "good", RELEASED)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "run.json").write_text("{")
    told = list(clock_lines(tmp_path, RELEASED + timedelta(days=1)))
    assert [line.state for line in told] == [State.OK, State.WARNING]
    assert "1 run whose run.json cannot be read" in told[1].what
