"""Which earlier record a judgement supersedes: the newest of its serial among the earlier runs of the same folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reinstate.decision.holds import remembered
from reinstate.decision.record.supersedes import Former
from reinstate.evidence.run_folder import RunFolder
from reinstate.workflow import earlier_runs
from reinstate.workflow.earlier_runs import history_of, with_known

STARTED = "2026-11-23T00:00:00.000Z"


def a_run(runs: Path, run_id: str, day: str, *serials: str, held: bool | None = False) -> Path:
    """A judged run of units ``u0``, ``u1``, ... with these serials; None is a summary that does not state holds."""
    path = runs / run_id
    (path / "records").mkdir(parents=True)
    (path / "run.json").write_text(json.dumps({"hosts": [], "started": f"{day}T00:00:00.000Z"}))
    listed = {}
    for number, serial in enumerate(serials):
        unit = {"host": f"u{number}", "name": f"u{number}", "serial_number": serial}
        decided = {"verdict": "pass", "disposition": "reinstate", "reason": "all-passed", "findings": []}
        stated = {"as_of": day, "unit": unit, **decided}
        content = json.dumps(stated).encode()
        (path / "records" / f"u{number}.json").write_bytes(content)
        listed[f"u{number}"] = {"serial": serial, "sha256": hashlib.sha256(content).hexdigest()}
        listed[f"u{number}"] |= {} if held is None else {"held": held}
    (path / "summary.json").write_text(json.dumps({"records": listed}))
    return path


def past(runs: Path, *serials: str) -> dict[str, Former]:
    found = history_of(RunFolder(runs, "now"), STARTED, serials)
    return {serial: found.of(serial) for serial in serials}


def told(former: Former) -> tuple[str, str, list[str]]:
    """Run and problem of the earlier record, and the runs that couldn't be looked into."""
    earlier = next(iter(former.by_unit("u0")), None)
    return (earlier.run_id, earlier.problem, [one.run_id for one in former.unread]) if earlier else ("", "", [])


def test_the_newest_earlier_run_counts_whatever_it_is_called(tmp_path: Path) -> None:
    a_run(tmp_path, "z", "2026-10-01", "A1", "B2")
    a_run(tmp_path, "a", "2026-10-02", "A1")
    a_run(tmp_path, "later", "2026-11-24", "A1", "B2")
    a_run(tmp_path, "now", "2026-11-23", "A1", "B2")
    (tmp_path / "latest").symlink_to("later")
    found = past(tmp_path, "A1", "b2", "C3", "")
    assert {serial: told(former)[0] for serial, former in found.items()} == {"A1": "a", "b2": "z", "C3": "", "": ""}


def test_a_run_that_was_never_judged_holds_no_record(tmp_path: Path) -> None:
    a_run(tmp_path, "judged", "2026-10-01", "A1")
    (tmp_path / "opened").mkdir()
    (tmp_path / "opened" / "run.json").write_text(json.dumps({"hosts": [], "started": "2026-10-02T00:00:00.000Z"}))
    assert told(past(tmp_path, "A1")["A1"]) == ("judged", "", [])


def edited(path: Path) -> None:
    record = path / "records" / "u0.json"
    record.write_text(record.read_text().replace("reinstate", "reject"))


def relisted(path: Path) -> None:
    """The record is no record any more, and the summary agrees with it."""
    (path / "records" / "u0.json").write_bytes(b"{}")
    listed = {"u0": {"serial": "A1", "sha256": hashlib.sha256(b"{}").hexdigest()}}
    (path / "summary.json").write_text(json.dumps({"records": listed}))


# What happens to the newest earlier run, and what is said then: run, the record's problem, runs not looked into.
DAMAGE: tuple[tuple[str, Callable[[Path], Any], tuple[str, str, list[str]]], ...] = (
    ("nothing", lambda path: None, ("new", "", [])),
    ("record removed", lambda path: (path / "records" / "u0.json").unlink(), ("new", "u0.json cannot be read", [])),
    ("record edited", edited, ("new", "u0.json was changed after it was written", [])),
    ("no record any more", relisted, ("new", "earlier record: cannot be read", [])),
    ("summary removed", lambda path: (path / "summary.json").unlink(), ("old", "", ["new"])),
    ("summary cut", lambda path: (path / "summary.json").write_text('{"rec'), ("old", "", ["new"])),
    ("summary without a list", lambda path: (path / "summary.json").write_text("{}"), ("old", "", ["new"])),
    ("a list of another form", lambda path: (path / "summary.json").write_text('{"records": {"u0": 1}}'),
     ("old", "", ["new"])),
    ("run.json cut", lambda path: (path / "run.json").write_text("{"), ("old", "", ["new"])),
    ("no start", lambda path: (path / "run.json").write_text('{"hosts": []}'), ("old", "", ["new"])),
)  # fmt: skip


@pytest.mark.parametrize(("damage", "said"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
def test_what_cant_be_read_is_said(
    tmp_path: Path, damage: Callable[[Path], Any], said: tuple[str, str, list[str]]
) -> None:
    a_run(tmp_path, "old", "2026-10-01", "A1", "B2")
    damage(a_run(tmp_path, "new", "2026-10-02", "A1"))
    run_id, problem, unread = told(past(tmp_path, "A1")["A1"])
    assert (run_id, unread) == (said[0], said[2])
    assert problem.startswith(said[1])
    assert bool(problem) == bool(said[1])
    # Nothing of it names a place on this machine.
    assert str(tmp_path) not in repr(past(tmp_path, "A1", "X"))


def test_only_so_many_runs_are_looked_into_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier_runs, "MOST_RUNS", 2)
    for day in range(1, 6):
        a_run(tmp_path, f"run-{day}", f"2026-10-0{day}", "A1" if day in (1, 4) else "B2")
    assert told(past(tmp_path, "A1")["A1"]) == ("run-4", "", [])
    unread = past(tmp_path, "C3")["C3"].unread
    assert [(one.run_id, one.problem) for one in unread] == [("run-3", "only the newest 2 earlier runs are read")]


def test_of_older_runs_only_the_records_of_held_units_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hold stands whatever a later run says; of all others the newest record tells all."""
    read: list[str] = []
    whole = earlier_runs.stored_record
    monkeypatch.setattr(
        earlier_runs, "stored_record", lambda one, listed: (read.append(one.run.run_id), whole(one, listed))[1]
    )
    for day, held in ((1, True), (2, False), (3, None), (4, False), (5, False)):
        a_run(tmp_path, f"run-{day}", f"2026-10-0{day}", "A1", held=held)
    former = past(tmp_path, "A1")["A1"]
    assert told(former)[0] == "run-5"
    assert [one.run_id for one in former.held] == ["run-3", "run-1"]
    assert read == ["run-5", "run-3", "run-1"]


@pytest.mark.parametrize(
    "damage",
    [lambda path: (path / "records" / "u0.json").unlink(), edited, relisted],
    ids=["removed", "edited", "none"],
)
def test_a_hold_outlives_the_record_that_states_it(tmp_path: Path, damage: Callable[[Path], Any]) -> None:
    path = a_run(tmp_path, "first", "2026-10-01", "A1", held=True)
    damage(path)
    a_run(tmp_path, "second", "2026-10-02", "A1")
    told_of = remembered(past(tmp_path, "A1")["A1"], "A1")
    if damage is relisted:
        assert told_of.unusable == ("record of u0 in run first",), "its summary was rewritten too, and states nothing"
    else:
        assert [one.since for one in told_of.holds] == ["first"]


def test_of_two_units_that_shared_a_serial_each_has_its_own_past(tmp_path: Path) -> None:
    a_run(tmp_path, "clones", "2026-10-01", "A1", "A1")
    former = past(tmp_path, "A1")["A1"]
    names = ("u0", "u1", "renamed")
    assert [former.by_unit(name)[0].unit for name in names] == ["u0", "u1", "u0"]


def test_what_was_known_stays_known_and_an_unknown_run_is_heard(tmp_path: Path) -> None:
    """A run that is lost takes nothing along, and one that is judged late adds its hold."""
    a_run(tmp_path, "first", "2026-10-01", "A1", held=True)
    a_run(tmp_path, "third", "2026-10-03", "A1")
    known = history_of(RunFolder(tmp_path, "now"), STARTED, ["A1"])
    edited(tmp_path / "first")
    a_run(tmp_path, "second", "2026-10-02", "A1", held=True)
    now = with_known(known, history_of(RunFolder(tmp_path, "now"), STARTED, ["A1"])).of("A1")
    assert (now.records, now.held[:1]) == (known.of("A1").records, known.of("A1").held)
    assert [one.run_id for one in now.held] == ["first", "second"]
