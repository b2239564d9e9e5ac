"""A run whose collection was interrupted: resumed, evaluated as it is, and verified. Also where it was edited."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reinstate.cli.main import main
from reinstate.errors import EvidenceError
from reinstate.evidence.bundle import clear_bundle
from reinstate.evidence.completion import forget_completed, note_completed, note_of
from reinstate.evidence.run_folder import RunFolder, open_run, seal
from reinstate.evidence.run_log import log_path, read_log
from reinstate.session.settings import ConnectionSettings
from reinstate.session.transcript import SessionStage, SessionStatus
from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.collect import CollectOrder, kept, record_failure
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.verify import verify_run
from tests.integration.collected import AS_OF, LAB_POLICY, Collected, opened_by_a_play

HOSTS = ("ex4400-clean", "ex4400-leftover", "mx204-clean")
FIRST, SECOND, WAITING = HOSTS


@pytest.fixture
def collect(collected: Collected) -> Callable[[RunFolder, str], None]:
    """Collects a host as the product does, of a device that replies as the rack did."""

    def one(folder: RunFolder, host: str) -> None:
        bundle = folder.evidence(host)
        forget_completed(bundle, host)
        clear_bundle(bundle)
        shutil.copytree(collected.folder.evidence(host), bundle, dirs_exist_ok=True)
        note_completed(bundle)

    return one


@pytest.fixture
def run(tmp_path: Path, collect: Callable[[RunFolder, str], None]) -> RunFolder:
    """Interrupted with two of three hosts complete."""
    folder = opened_by_a_play(tmp_path / "runs", HOSTS, run_id="cut", policy=str(LAB_POLICY))
    for host in (FIRST, SECOND):
        collect(folder, host)
    return folder


def resumed(folder: RunFolder, **stated: Any) -> tuple[dict[str, Any], list[str]]:
    """``run.json``, and what the console says."""
    from reinstate.workflow.arguments import OpenArguments, parse
    from reinstate.workflow.open_run import open_inspection

    notices: list[str] = []
    hosts = {"hosts": list(HOSTS), "batch": list(HOSTS), "policy": str(LAB_POLICY), **stated}
    arguments = {"runs_dir": str(folder.runs_dir), "run_id": folder.run_id, "resume": True, **hosts}
    _, opened = open_inspection(parse(OpenArguments, arguments, where="inspection_run"), notices.append)
    return opened, notices


def is_kept(folder: RunFolder, host: str) -> bool:
    return kept(CollectOrder(host, folder.evidence(host), ConnectionSettings(address=host))) is not None


def decided(folder: RunFolder) -> dict[str, str]:
    records = decide_run(DecideArguments(run=folder.path, policy=LAB_POLICY, as_of=AS_OF.date())).records
    return {one.unit.name: one.verdict for one in records}


# --- honest ones ------------------------------------------------------------------------------------------------------


def test_an_interrupted_run_is_called_that_and_no_more(run: RunFolder, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["verify", str(run.path)])
    told = capsys.readouterr().out
    assert status == 2
    assert "not verified: not sealed: collection was interrupted with 2 hosts of 3 complete" in told
    assert "of 2 hosts against the notes" in told
    assert "changed" not in told.replace("nothing was found changed", "")


def test_what_is_kept_is_evaluated_and_sound(run: RunFolder) -> None:
    assert decided(run)[WAITING] == "inconclusive"
    found = verify_run(run.path)
    assert (found.status, found.notes) == (0, [f"{WAITING}: no evidence was collected"])
    assert any(one.endswith(" of 2 hosts against the seal") for one in found.checked)


def test_it_is_resumed_and_loses_nothing(run: RunFolder, collect: Callable[[RunFolder, str], None]) -> None:
    before = {host: (run.evidence(host) / "evidence.json").read_bytes() for host in (FIRST, SECOND)}
    opened, notices = resumed(run)
    assert (opened["not_kept"], notices) == ([], [])
    assert {host: is_kept(run, host) for host in HOSTS} == {FIRST: True, SECOND: True, WAITING: False}
    collect(run, WAITING)
    assert set(decided(run).values()) <= {"pass", "fail"}
    assert verify_run(run.path).status == 0
    assert {host: (run.evidence(host) / "evidence.json").read_bytes() for host in (FIRST, SECOND)} == before


def test_it_stays_what_it_was_opened_as(run: RunFolder) -> None:
    """Neither another limit nor another scope at the resume changes what the run is."""
    before = run.read()
    opened, _ = resumed(run, inventory=[FIRST], scope="triage")
    told = ("resumed", "not_kept")
    assert {name: value for name, value in opened.items() if name not in told} == {
        name: value for name, value in before.items() if name not in told
    }


def stopped_before_the_log(folder: RunFolder) -> None:
    """Killed when the bundle was noted, before it was logged."""
    lines = log_path(folder.path).read_bytes().splitlines(keepends=True)
    log_path(folder.path).write_bytes(b"".join(lines[:-1]))


def stopped_while_collecting_again(folder: RunFolder) -> None:
    """Killed when a host whose session had failed was being collected again."""
    unreachable(folder)
    forget_completed(folder.evidence(WAITING), WAITING)


def unreachable(folder: RunFolder) -> None:
    order = CollectOrder(WAITING, folder.evidence(WAITING), ConnectionSettings(address="192.0.2.1"))
    record_failure(order, SessionStatus.UNREACHABLE, SessionStage.CONNECT, "no route to host")


def stopped_within_a_bundle(folder: RunFolder) -> None:
    folder.evidence(WAITING).mkdir(parents=True)
    (folder.evidence(WAITING) / "chassis-inventory.xml").write_text("<rpc-reply/>")


def twice_resumed(folder: RunFolder) -> None:
    before = (folder.path / "run.json").read_bytes()
    resumed(folder)
    (folder.path / "run.json").write_bytes(before)


STOPPED: dict[str, Callable[[RunFolder], None]] = {
    "before the log": stopped_before_the_log,
    "while it collected again": stopped_while_collecting_again,
    "within a bundle": stopped_within_a_bundle,
    "when a host was unreachable": unreachable,
    "before run.json was written again": twice_resumed,
}


@pytest.mark.parametrize("how", STOPPED)
@pytest.mark.parametrize("times", [1, 2])
def test_wherever_it_was_stopped_it_is_resumed_and_sound(
    run: RunFolder, collect: Callable[[RunFolder, str], None], how: str, times: int
) -> None:
    STOPPED[how](run)
    for _ in range(times):
        _, notices = resumed(run)
        assert notices == []
    assert is_kept(run, FIRST)
    assert is_kept(run, SECOND)
    collect(run, WAITING)
    assert set(decided(run).values()) <= {"pass", "fail"}
    found = verify_run(run.path)
    assert (found.changed, found.not_checked) == ([], [])


def test_a_bundle_that_was_never_noted_is_collected_again_and_named(
    run: RunFolder, collect: Callable[[RunFolder, str], None]
) -> None:
    """The collector was stopped in between, or somebody removed note and log line: which of both is not known."""
    stopped_before_the_log(run)
    note_of(run.evidence(SECOND)).unlink()
    _, notices = resumed(run)
    assert notices == [
        f"{SECOND}: evidence is not kept and is collected again: evidence.json was not noted as complete"
    ]
    for host in (SECOND, WAITING):
        collect(run, host)
    decided(run)
    found = verify_run(run.path)
    assert (found.status, found.changed) == (2, [])
    assert [one for one in found.not_checked if one.startswith(f"{SECOND}: collected again at ")]


def test_a_run_of_an_earlier_version_is_sealed_and_has_no_log(run: RunFolder) -> None:
    seal(run, datetime.now(UTC))
    log_path(run.path).unlink()
    for host in (FIRST, SECOND):
        note = note_of(run.evidence(host))
        note.write_text(note.read_text().splitlines(keepends=True)[0])
    assert decided(run)[FIRST] == "pass"
    assert verify_run(run.path).changed == []


# --- edited ones ------------------------------------------------------------------------------------------------------


def edited_reply(run: RunFolder) -> None:
    path = run.evidence(SECOND) / "configuration.xml"
    path.write_text(path.read_text() + " ")


REMOVED: dict[str, tuple[Callable[[RunFolder], Any], str]] = {
    "a reply edited": (edited_reply, "configuration.xml does not match its digest"),
    "a reply removed": (
        lambda run: (run.evidence(SECOND) / "configuration.xml").unlink(),
        "configuration.xml cannot be read: No such file or directory",
    ),
    "the manifest edited": (
        lambda run: (run.evidence(SECOND) / "evidence.json").write_text("{}"),
        "evidence.json does not match the digest that was noted",
    ),
    "the bundle removed": (lambda run: shutil.rmtree(run.evidence(SECOND)), "evidence.json is missing"),
    "the note removed": (
        lambda run: note_of(run.evidence(SECOND)).unlink(),
        "the note of its digest is missing, or cannot be read",
    ),
    "bundle and note removed": (
        lambda run: (shutil.rmtree(run.evidence(SECOND)), note_of(run.evidence(SECOND)).unlink()),
        "the note of its digest is missing, or cannot be read",
    ),
}


@pytest.mark.parametrize("how", REMOVED)
@pytest.mark.parametrize("times", [1, 2])
def test_what_is_collected_again_is_named_for_ever(
    run: RunFolder, collect: Callable[[RunFolder, str], None], how: str, times: int
) -> None:
    lose, reason = REMOVED[how]
    lose(run)
    _, notices = resumed(run)
    assert notices == [f"{SECOND}: evidence is not kept and is collected again: {reason}"]
    if times == 2:
        assert resumed(run)[1] == []
    assert not is_kept(run, SECOND)
    for host in (SECOND, WAITING):
        collect(run, host)
    decided(run)
    [told] = run.read()["not_kept"]
    assert (told["host"], told["because"], told["reason"]) == (SECOND, "changed", reason)
    found = verify_run(run.path)
    assert found.status == 1
    assert f"{SECOND}: collected again at {told['at']}, first evidence not kept: {reason}" in found.changed


def test_a_run_without_its_log_is_neither_resumed_nor_evaluated(run: RunFolder) -> None:
    log_path(run.path).unlink()
    for goes_on in (resumed, decided):
        with pytest.raises(EvidenceError, match=r"collected/log\.jsonl: missing"):
            goes_on(run)


def test_a_run_that_lost_its_run_json_is_not_opened_anew(run: RunFolder) -> None:
    (run.path / "run.json").unlink()
    with pytest.raises(EvidenceError, match=r"run\.json: missing, although hosts were collected"):
        resumed(run)
    found = verify_run(run.path)
    assert found.status == 1
    assert any("run.json is missing" in one for one in found.changed)


def test_a_note_that_is_missing_loses_no_claim(run: RunFolder) -> None:
    """Nothing was claimed, so nothing is lost of it; the host's own evidence is damage."""
    note_of(run.evidence(SECOND)).unlink()
    verdicts = decided(run)
    record = json.loads((run.records / f"{FIRST}.json").read_text())
    assert "can no longer be read" not in json.dumps(record)
    assert verdicts[SECOND] == "inconclusive"
    assert f"{SECOND}: the seal is not the digest that was noted when it was collected" in verify_run(run.path).changed


def test_a_claim_outlasts_the_note_of_its_host(run: RunFolder) -> None:
    order = CollectOrder(
        WAITING, run.evidence(WAITING), ConnectionSettings(address="192.0.2.1"), claim={"serial": "X1"}
    )
    record_failure(order, SessionStatus.UNREACHABLE, SessionStage.CONNECT, "no route to host")
    note_of(run.evidence(WAITING)).unlink()
    shutil.rmtree(run.evidence(WAITING))
    stated = seal(run, datetime.now(UTC))
    assert stated["inventory_claims"] == {WAITING: {"serial": "X1"}}
    assert "claims_lost" not in stated


def test_each_line_of_the_log_follows_the_line_before(run: RunFolder) -> None:
    content = log_path(run.path).read_bytes()
    assert [str(one.event) for one in read_log(run.path)] == ["opened", "completed", "completed"]
    last_line = content[:-1].rindex(b"\n") + 1
    for place in range(0, len(content), 7):
        log_path(run.path).write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert verify_run(run.path).status == 1
        if place < last_line:
            with pytest.raises(EvidenceError):
                decided(run)
    assert not (run.path / "judgements").exists()


# --- whatever cannot be read ------------------------------------------------------------------------------------------


UNREADABLE: dict[str, Callable[[Path], Any]] = {
    "run.json emptied": lambda run: (run / "run.json").write_bytes(b""),
    "run.json of another form": lambda run: (run / "run.json").write_text('{"hosts": 7}'),
    "report.json emptied": lambda run: (run / "judgements/1/report.json").write_bytes(b""),
    "summary.json nested": lambda run: _replaced(run / "judgements/1/summary.json", "[" * 200_000),
    "judgement.json of another form": lambda run: (run / "judgements/1/judgement.json").write_text("[]"),
    "population.json not UTF-8": lambda run: (run / "judgements/1/population.json").write_bytes(b"\xff\xfe{}"),
    "a record of another form": lambda run: _replaced(run / f"judgements/1/records/{FIRST}.json", '{"unit": []}'),
    "a link": lambda run: (run / "evidence" / FIRST / "more.xml").symlink_to("/etc/hostname"),
    "a link to a folder": lambda run: (run / "more").symlink_to("/etc"),
    "a pipe": lambda run: os.mkfifo(run / "evidence" / FIRST / "more.xml"),
}


def _replaced(path: Path, content: str) -> None:
    path.unlink()
    path.write_text(content)


@pytest.mark.parametrize("how", UNREADABLE)
def test_one_file_that_cannot_be_read_hides_nothing(
    run: RunFolder, collect: Callable[[RunFolder, str], None], how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    collect(run, WAITING)
    decided(run)
    (run.path / "judgements/1/report.json").write_text('{"files": {}}')
    UNREADABLE[how](run.path)
    assert main(["verify", str(run.path)]) == 1
    alone = capsys.readouterr().out
    edited_reply(run)
    assert main(["verify", str(run.path)]) == 1
    told = capsys.readouterr().out
    assert f"changed: {SECOND}: " in told
    assert f"changed: {SECOND}: " not in alone


def test_explain_names_the_file_that_it_verified(
    run: RunFolder, collect: Callable[[RunFolder, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    collect(run, WAITING)
    decided(run)
    assert main(["explain", str(run.path), FIRST]) == 0
    name = f"records/{FIRST}.json"
    assert f"judgements/1/{name} matches its digest in judgements/1/summary.json" in capsys.readouterr().out
    shown = run.path / name
    for change in (lambda: _replaced(shown, "{}"), shown.unlink):
        change()
        assert main(["explain", str(run.path), FIRST]) == 1
        told = capsys.readouterr().out
        assert f"{name}: not as in judgement 1" in told
        assert "matches its digest" not in told


def test_a_run_is_opened_with_its_log(tmp_path: Path) -> None:
    stated = {"hosts": ["ex-1"], "started": "2026-11-01T00:00:00Z", "sealed": None}
    folder = RunFolder(tmp_path, "one")
    opened = open_run(folder, stated, resume=False)
    [line] = read_log(folder.path)
    assert (opened["declared"], line.stated["declared"]) == ({}, {})
