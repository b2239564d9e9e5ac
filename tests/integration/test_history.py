"""Stored runs, looked at again: the record that a later one supersedes, and what would change under other rules."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reinstate.decision.record import record_bytes
from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.write_report import report_run
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected
from tests.integration.stored_runs import (
    UNITS,
    Runs,
    consistently_edited,
    decisions,
    edit_record,
    everything,
    newest,
    policy_file,
)


@pytest.fixture
def runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    return Runs(tmp_path / "runs", capsys)


@pytest.fixture
def run(runs: Runs, judged_once: Path) -> Path:
    """The rack's run, judged by the lab's policy."""
    shutil.copytree(judged_once, runs.folder, symlinks=True)
    return runs.folder / "one"


# --- what if ----------------------------------------------------------------------------------------------------------


def test_under_its_own_policy_nothing_would_change(runs: Runs, run: Path) -> None:
    before = everything(runs.folder)
    status, answer = runs.what_if(run)
    assert (status, answer["changed"], sum(answer["unchanged"].values())) == (0, [], UNITS)
    assert everything(runs.folder) == before


def test_it_tells_what_judging_by_that_policy_gives(runs: Runs, run: Path, tmp_path: Path) -> None:
    was = decisions(runs.records("one"))
    other = policy_file(tmp_path / "other", fed_supplies=2, stage="reimaged")
    before = everything(runs.folder)
    status, answer = runs.what_if(run, "--policy", other)
    assert everything(runs.folder) == before
    assert status == 1
    told = {one["unit"]: (one["before"], one["after"]) for one in answer["changed"]}
    for one in answer["changed"]:
        assert one["findings"], one["unit"]
        assert all(finding["before"] != finding["after"] for finding in one["findings"])
    decide_run(DecideArguments(run=run, policy=other, as_of=AS_OF.date()))
    now = decisions(runs.records("one"))
    assert {unit for unit in now if now[unit] != was[unit]} == told.keys() != set()
    for unit, (from_, to) in told.items():
        assert tuple(from_.values()) == was[unit]
        assert tuple(to.values()) == now[unit]


def test_a_table_beside_the_policy_and_why(runs: Runs, run: Path, tmp_path: Path) -> None:
    table = tmp_path / "ended.csv"
    table.write_text("sku,looked_up,end_of_support\nQFX5120-48Y*,2026-11-20,2026-01-31\n")
    status, output = runs.ask("what-if", run, "--reference", table)
    assert status == 1
    assert "qfx5120-optics (" in output
    assert "lifecycle.chassis-end-of-support" in output
    assert "ended.csv" in output
    assert f"{UNITS - output.count(' in one: ')} would not" in output


def test_the_policy_of_a_run_is_kept_with_it(runs: Runs, collected: Collected, tmp_path: Path) -> None:
    """Also the one that it was judged by later, when the file and all that it names are gone."""
    path = runs.add(collected, "one", "2026-11-01T00:00:00.000Z", policy_file(tmp_path / "gone", fed_supplies=2))
    shutil.rmtree(tmp_path / "gone")
    status, answer = runs.what_if(path)
    assert (status, answer["changed"], sum(answer["unchanged"].values())) == (0, [], UNITS)
    assert runs.ask("verify", path)[0] == 0


def test_of_a_folder_of_runs_the_newest_of_each_serial_counts(runs: Runs, collected: Collected, tmp_path: Path) -> None:
    runs.add(collected, "b-older", "2026-11-01T00:00:00.000Z")
    runs.add(collected, "a-newer", "2026-11-02T00:00:00.000Z")
    runs.add(collected, "never-judged", "2026-11-03T00:00:00.000Z", None)
    other = policy_file(tmp_path / "other", fed_supplies=2)
    for arguments, judged in (((), ["a-newer"]), (("--all",), ["a-newer", "b-older"])):
        status, answer = runs.what_if(runs.folder, "--policy", other, *arguments)
        assert (status, answer["judged"]) == (1, judged)
        assert len(answer["changed"]) + sum(answer["unchanged"].values()) == UNITS * len(judged)
        assert answer["notes"] == ["never-judged: never evaluated, so it has no verdict to change"]


def test_that_other_software_judged_is_said(runs: Runs, run: Path) -> None:
    record = newest(run) / "records" / "mx204-clean.json"
    stated = json.loads(record.read_text())
    record.write_bytes(record_bytes({**stated, "tool": {"name": "reinstate", "version": "0.0.1"}}))
    summary = json.loads((newest(run) / "summary.json").read_text())
    summary["records"]["mx204-clean"]["sha256"] = hashlib.sha256(record.read_bytes()).hexdigest()
    (newest(run) / "summary.json").write_text(json.dumps(summary))
    judged = newest(run) / "judgement.json"
    digest = hashlib.sha256((newest(run) / "summary.json").read_bytes()).hexdigest()
    judged.write_text(json.dumps({**json.loads(judged.read_text()), "summary_sha256": digest}))
    status, answer = runs.what_if(run)
    assert status == 0
    assert answer["notes"] == [
        "one: evaluated with other checks or another version, which can be the reason for differences"
    ]


def test_a_damaged_declared_input_is_said(runs: Runs, run: Path, tmp_path: Path) -> None:
    serial = runs.records("one")["mx204-clean"]["unit"]["serial_number"]
    (tmp_path / "claims.csv").write_text(f"serial,model\n{serial},mx204\n")
    decide_run(DecideArguments(run=run, policy=LAB_POLICY, as_of=AS_OF.date(), claims=tmp_path / "claims.csv"))
    assert runs.what_if(run)[1]["damaged"] == []
    kept = next(one for one in (newest(run) / "declared").rglob("*") if one.is_file() and b"mx204" in one.read_bytes())
    kept.write_bytes(b"serial,model\n")
    status, answer = runs.what_if(run)
    assert status == 1
    assert [one["unit"] for one in answer["damaged"]] == ["declared inputs"]
    assert {one["after"]["verdict"] for one in answer["changed"]} <= {"inconclusive", "fail"}


def cut_kept_policy(path: Path) -> None:
    kept = next((newest(path) / "policy").glob("*/policy.yml"))
    kept.write_bytes(kept.read_bytes()[:-20])


# What is lost of a run; then: exit status, what is not compared, hosts whose evidence is damaged, what changes.
LOSSES: tuple[tuple[str, Callable[[Path], Any], tuple[int, int, set[str], set[str]]], ...] = (
    ("kept policy removed", lambda path: shutil.rmtree(newest(path) / "policy"), (2, UNITS, set(), set())),
    ("kept policy cut", cut_kept_policy, (2, UNITS, set(), set())),
    (
        "kept table removed",
        lambda path: next((newest(path) / "policy").glob("*/lab-lifecycle.yml")).unlink(),
        (2, UNITS, set(), set()),
    ),
    ("a record edited", edit_record, (2, 1, set(), set())),
    ("a record removed", lambda path: (newest(path) / "records" / "vsrx.json").unlink(), (2, 1, set(), set())),
    ("what the top shows removed", lambda path: shutil.rmtree(path / "records"), (0, 0, set(), set())),
    ("summary removed", lambda path: (newest(path) / "summary.json").unlink(), (2, 1, set(), set())),
    ("the judgement removed", lambda path: shutil.rmtree(path / "judgements"), (2, 1, set(), set())),
    (
        "a reply cut",
        lambda path: (path / "evidence/mx204-clean/alarm-information.xml").write_bytes(b"<"),
        (1, 0, {"mx204-clean"}, {"mx204-clean"}),
    ),
    (
        "a bundle removed",
        lambda path: shutil.rmtree(path / "evidence" / "ex4400-vc"),
        (1, 0, {"ex4400-vc"}, {"ex4400-vc.fpc0", "ex4400-vc.fpc1", "ex4400-vc.fpc2"}),
    ),
)


@pytest.mark.parametrize(("lose", "expected"), [row[1:] for row in LOSSES], ids=[row[0] for row in LOSSES])
def test_what_a_run_lost_is_said_and_nobody_vanishes(
    runs: Runs, run: Path, lose: Callable[[Path], Any], expected: tuple[int, int, set[str], set[str]]
) -> None:
    lose(run)
    status, answer = runs.what_if(run)
    changed = {one["unit"] for one in answer["changed"]}
    damaged = {one["unit"] for one in answer["damaged"]}
    assert (status, len(answer["not_compared"]), damaged) == expected[:3]
    assert expected[3] <= changed
    everyone = len(changed) + sum(answer["unchanged"].values()) + len(answer["not_compared"])
    assert everyone == UNITS or answer["not_compared"][0]["unit"] == "every unit"
    assert {one["after"]["disposition"] for one in answer["changed"]} <= {"investigate"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere: no run found"),
        (["RUN", "--policy", "nowhere.yml"], "nowhere.yml: cannot be read"),
        (["RUN", "--reference", "nowhere.yml"], "nowhere.yml"),
    ],
)
def test_what_cant_be_done_is_said(runs: Runs, collected: Collected, arguments: list[str], said: str) -> None:
    path = runs.add(collected, "one", "2026-11-01T00:00:00.000Z", None)
    status, output = runs.ask("what-if", *(str(path) if one == "RUN" else one for one in arguments))
    assert status == 2
    assert said in output
    assert "Traceback" not in output


# --- the record that a later one supersedes ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def judged_twice(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs that holds ``first`` and ``second``."""
    folder = tmp_path_factory.mktemp("judged-twice")
    runs = Runs(folder / "runs", None)
    runs.add(collected, "first", "2026-11-01T00:00:00.000Z", policy_file(folder / "both", fed_supplies=2))
    runs.add(collected, "second", "2026-11-02T00:00:00.000Z")
    return runs.folder


@pytest.fixture
def two_runs(runs: Runs, judged_twice: Path) -> Runs:
    """The rack inspected when both supplies were declared as fed, and again when one was."""
    shutil.copytree(judged_twice, runs.folder, symlinks=True)
    return runs


def test_a_record_names_the_one_that_it_supersedes(two_runs: Runs) -> None:
    first, second = two_runs.records("first"), two_runs.records("second")
    assert {record["supersedes"] is None for record in first.values()} == {True}
    named = {unit: record["supersedes"] for unit, record in second.items() if record["supersedes"]}
    assert named.keys() == {unit for unit, record in second.items() if record["unit"]["serial_number"]} - {"vsrx"}
    [untold] = second["vsrx"]["not_superseded"]
    assert (untold["run_id"], untold["answer"]) == ("first", "cannot-tell"), "it reports neither address nor board"
    for unit, earlier in named.items():
        raw = (two_runs.folder / "first" / "records" / f"{unit}.json").read_bytes()
        assert (earlier["run_id"], earlier["digest"]) == ("first", hashlib.sha256(raw).hexdigest())
        assert (earlier["verdict"], earlier["disposition"]) == (first[unit]["verdict"], first[unit]["disposition"])
    put_right = [(one["check"], one["then"], one["now"]) for one in named["mx204-unplugged"]["remedied"]]
    assert put_right == []
    remaining = [(one["check"], one["subject"], one["now"]) for one in named["mx204-unplugged"]["remains"]]
    assert remaining == [("health.supplies", "PEM 1", "inconclusive")]
    assert not named["mx204-dead-supply"]["remedied"]
    assert named["mx204-dead-supply"]["remains"]


def test_judging_again_gives_the_same_bytes(two_runs: Runs) -> None:
    before = everything(two_runs.folder / "second")
    decide_run(DecideArguments(run=two_runs.folder / "second", policy=LAB_POLICY, as_of=AS_OF.date()))
    assert everything(two_runs.folder / "second") == before


LOST: dict[str, Callable[[Path], Any]] = {
    "the run removed": shutil.rmtree,
    "records removed": lambda path: shutil.rmtree(newest(path) / "records"),
    "summary cut": lambda path: (newest(path) / "summary.json").write_text("{"),
    "run.json cut": lambda path: (path / "run.json").write_text("{"),
    "a record edited": edit_record,
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_what_becomes_of_another_run_changes_no_judged_record(two_runs: Runs, lose: Callable[[Path], Any]) -> None:
    """Neither by itself nor when the run is judged again, on the same basis or on another."""
    before = two_runs.records("second")
    lose(two_runs.folder / "first")
    decide_run(DecideArguments(run=two_runs.folder / "second", policy=LAB_POLICY, as_of=AS_OF.date()))
    assert two_runs.records("second") == before
    assert two_runs.ask("verify", two_runs.folder / "second")[0] == 0
    decide_run(DecideArguments(run=two_runs.folder / "second", policy=LAB_POLICY, as_of=AS_OF.date() + timedelta(1)))
    past = {unit: record["supersedes"] for unit, record in two_runs.records("second").items()}
    assert {unit: (one or {}).get("digest") for unit, one in past.items()} == {
        unit: (record["supersedes"] or {}).get("digest") for unit, record in before.items()
    }


def test_a_later_run_is_nothing_that_a_record_knows(two_runs: Runs, collected: Collected) -> None:
    before = two_runs.records("first")
    decide_run(DecideArguments(run=two_runs.folder / "first", as_of=AS_OF.date()))
    assert two_runs.records("first") == before


@pytest.mark.parametrize("lose", [one for name, one in LOST.items() if name != "the run removed"], ids=list(LOST)[1:])
def test_a_lost_earlier_record_weighs_nothing_and_is_said(
    two_runs: Runs, collected: Collected, lose: Callable[[Path], Any]
) -> None:
    before = two_runs.records("second")
    lose(two_runs.folder / "first")
    shutil.rmtree(two_runs.folder / "second")
    two_runs.add(collected, "second", "2026-11-02T00:00:00.000Z")
    after = two_runs.records("second")
    assert decisions(after) == decisions(before)
    told = after["mx204-dead-supply"]
    assert told["earlier_unread"] or told["supersedes"]["problem"]
    assert any("an earlier run put this serial number on hold" in one["text"] for one in told["open_points"])
    assert {unit: others(record) for unit, record in after.items()} == {
        unit: others(record) for unit, record in before.items()
    }


def others(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings that do not depend on earlier runs."""
    return [one for one in record["findings"] if one["check"] not in ("identity.held", "identity.clone")]


# --- verify -----------------------------------------------------------------------------------------------------------


def unlisted(path: Path) -> None:
    summary = json.loads((newest(path) / "summary.json").read_text())
    del summary["records"]["vsrx"]
    (newest(path) / "summary.json").write_text(json.dumps(summary))


def other_serial(path: Path) -> None:
    summary = json.loads((newest(path) / "summary.json").read_text())
    summary["records"]["vsrx"]["serial"] = "other"
    (newest(path) / "summary.json").write_text(json.dumps(summary))


def uncounted(path: Path) -> None:
    summary = json.loads((newest(path) / "summary.json").read_text())
    del summary["economics"]
    (newest(path) / "summary.json").write_text(json.dumps(summary))


def edited(name: str) -> Callable[[Path], Any]:
    return lambda path: (path / name).write_bytes((path / name).read_bytes().replace(b"first", b"fires"))


def other_start(path: Path) -> None:
    run = json.loads((path / "run.json").read_text())
    (path / "run.json").write_text(json.dumps({**run, "started": "2026-11-01T12:00:00.000Z"}))


def emptied_plan(path: Path) -> None:
    run = json.loads((path / "run.json").read_text())
    (path / "run.json").write_text(json.dumps({**run, "plan": {}}))


def stray_host(path: Path) -> None:
    shutil.copytree(path / "evidence" / "mx204-clean", path / "evidence" / "stranger")


def stray_reply(path: Path) -> None:
    (path / "evidence" / "mx204-clean" / "more.xml").write_text("<rpc-reply/>")


def other_copy(path: Path) -> None:
    """A record at the top that somebody replaced; the judgement is as it was."""
    (path / "records" / "vsrx.json").unlink()
    (path / "records" / "vsrx.json").write_text("{}")


def with_every_hash(path: Path) -> None:
    """Let all that states a digest of the newest judgement's files fit again."""
    root = newest(path)
    summary = json.loads((root / "summary.json").read_text())
    for unit, one in summary["records"].items():
        one["sha256"] = hashlib.sha256((root / "records" / f"{unit}.json").read_bytes()).hexdigest()
    (root / "summary.json").write_bytes(record_bytes(summary))
    stated = json.loads((root / "judgement.json").read_text())
    stated["summary_sha256"] = hashlib.sha256((root / "summary.json").read_bytes()).hexdigest()
    (root / "judgement.json").write_text(json.dumps(stated))
    shutil.copytree(root / "records", path / "records", dirs_exist_ok=True)
    shutil.copy(root / "summary.json", path)


SOUND = "sound: all is as it was written"
VERIFIED: tuple[tuple[str, Callable[[Path], Any], str], ...] = (
    ("nothing", lambda path: None, SOUND),
    ("a record edited", edit_record, "records: mx204-dead-supply.json was changed after it was written"),
    ("a record edited, and its hash", consistently_edited, "judgements/1/summary.json: changed after it was written"),
    (
        "a record edited, and every hash",
        lambda path: (consistently_edited(path), with_every_hash(path)),
        "records: mx204-dead-supply.json differs from a re-evaluation - different: findings",
    ),
    ("a count that earlier summaries hadn't", uncounted, "judgements/1/summary.json: changed after it was written"),
    ("a record that isn't listed", unlisted, "summary.json: the record of vsrx is not listed"),
    ("another serial listed", other_serial, "summary.json: serial number of vsrx - expected: "),
    ("the kept policy cut", cut_kept_policy, "/policy.yml: does not match its digest"),
    (
        "a kept table removed",
        lambda path: next((newest(path) / "policy").glob("*/lab-lifecycle.yml")).unlink(),
        "/lab-lifecycle.yml: cannot be read (No such file or directory)",
    ),
    ("the earlier record edited", lambda path: edit_record(path.parent / "first"), SOUND),
    ("the earlier run put away", lambda path: shutil.rmtree(path.parent / "first"), SOUND),
    ("what was known of earlier runs edited", edited("judgements/1/population.json"), "population.json: changed"),
    ("another start", other_start, "run.json: changed after judgement 1"),
    ("an emptied plan", emptied_plan, "run.json: changed after judgement 1"),
    ("a folder of a host that nobody named", stray_host, "evidence/stranger: not of a host of this run"),
    ("a reply that the manifest does not name", stray_reply, "mx204-clean: more.xml: not named by the manifest"),
    ("a copy at the top that differs", other_copy, "records/vsrx.json: not as in judgement 1"),
    ("the judgement removed", lambda path: shutil.rmtree(path / "judgements"), "judgement 1 is missing"),
)


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in VERIFIED], ids=[row[0] for row in VERIFIED])
def test_verifying_finds_what_was_changed(two_runs: Runs, change: Callable[[Path], Any], said: str) -> None:
    path = two_runs.folder / "second"
    change(path)
    status, output = two_runs.ask("verify", path)
    assert said in output
    assert status == (0 if said == SOUND else 1)


def other_version(path: Path) -> None:
    """A record that says that another version made it, and passes, with every hash that speaks of it."""
    consistently_edited(path)
    record = newest(path) / "records" / "mx204-dead-supply.json"
    stated = json.loads(record.read_text())
    record.write_bytes(record_bytes({**stated, "tool": {"name": "reinstate", "version": "0.0.1"}}))
    with_every_hash(path)


def test_what_was_not_judged_again_is_not_called_sound(two_runs: Runs) -> None:
    path = two_runs.folder / "second"
    other_version(path)
    status, output = two_runs.ask("verify", path)
    assert status == 2
    assert "not judged again: 1 record of another version" in output
    assert "sound" not in output


def test_a_report_that_was_changed_is_told(two_runs: Runs) -> None:
    path = two_runs.folder / "second"
    arguments = ReportArguments(run=path, own_templates=ROOT / "roles/report/templates")
    report_run(arguments)
    assert two_runs.ask("verify", path)[0] == 0
    for name, change in REPORT_CHANGES.items():
        change(newest(path) / "report")
        status, output = two_runs.ask("verify", path)
        assert (status, f"report/{name}" in output) == (1, True), output
        report_run(arguments)


REPORT_CHANGES: dict[str, Callable[[Path], Any]] = {
    "summary.csv": lambda report: (report / "summary.csv").write_text("unit,verdict\nvsrx,pass\n"),
    "index.html": lambda report: (report / "index.html").unlink(),
    "more.html": lambda report: (report / "more.html").write_text("pass"),
}


def test_a_run_of_an_earlier_version_keeps_its_judgement(two_runs: Runs) -> None:
    """Its records stood at the top of the run alone; judged again, they are the first judgement."""
    path = two_runs.folder / "second"
    records = two_runs.records("second")
    for name in ("declared", "policy"):
        if (newest(path) / name).exists():
            shutil.copytree(newest(path) / name, path / name, dirs_exist_ok=True)
    shutil.rmtree(path / "judgements")
    summary = json.loads((path / "summary.json").read_text())
    del summary["judgement"]
    (path / "summary.json").write_bytes(record_bytes(summary))
    assert two_runs.what_if(path)[0] == 0
    decide_run(DecideArguments(run=path, policy=LAB_POLICY, as_of=AS_OF.date()))
    assert sorted(one.name for one in (path / "judgements").iterdir()) == ["1", "2"]
    kept = {one.stem: json.loads(one.read_text()) for one in (path / "judgements/1/records").glob("*.json")}
    assert kept == records
    assert decisions(two_runs.records("second")) == decisions(records)
