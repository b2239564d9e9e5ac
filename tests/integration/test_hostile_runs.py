"""Somebody else can write to a stored run: whatever he leaves there is told, waits for nobody, leads nowhere."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reinstate.cli.main import main
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.write_report import report_run
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected

pytestmark = pytest.mark.long

HOSTS = ("ex4400-clean", "mx204-clean")


@pytest.fixture(scope="module")
def judged(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two judged runs of two hosts, the newer one of which supersedes the other's records."""
    runs = tmp_path_factory.mktemp("judged")
    for run_id, started in (("r1", "2026-11-01T00:00:00.000Z"), ("r2", "2026-11-02T00:00:00.000Z")):
        for host in HOSTS:
            shutil.copytree(collected.folder.evidence(host), runs / run_id / "evidence" / host)
        sealed = {host: collected.stated["sealed"][host] for host in HOSTS}
        stated = {**collected.stated, "run_id": run_id, "started": started, "hosts": list(HOSTS), "sealed": sealed}
        (runs / run_id / "run.json").write_text(json.dumps(stated))
        decide(runs / run_id)
    return runs


@pytest.fixture
def runs(judged: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(judged, tmp_path / "runs", symlinks=True))


def decide(run: Path) -> None:
    decide_run(DecideArguments(run=run, policy=LAB_POLICY, as_of=AS_OF.date()))


def report(run: Path) -> None:
    report_run(ReportArguments(run=run, own_templates=ROOT / "roles/report/templates"))


def everything(runs: Path) -> None:
    """Whatever can be asked of the two runs; errors that people can read are answers."""
    asked: tuple[Callable[[], object], ...] = (
        lambda: main(["verify", str(runs / "r1")]),
        lambda: main(["explain", str(runs / "r1"), "mx204-clean"]),
        lambda: main(["what-if", str(runs)]),
        lambda: main(["reference", "unknown", str(runs / "r1")]),
        lambda: report(runs / "r1"),
        lambda: decide(runs / "r2"),
        lambda: decide_run(DecideArguments(run=runs / "r1")),
        lambda: decide(runs / "r1"),
    )
    for ask in asked:
        try:
            ask()
        except ReinstateError:
            continue


PIPES = (
    "run.json",
    "summary.json",
    "records/mx204-clean.json",
    "evidence/mx204-clean/evidence.json",
    "evidence/mx204-clean/software-information.xml",
    "judgements/1/policy/*/policy.yml",
    "judgements/1/judgement.json",
    "judgements/1/population.json",
    "judgements/1/summary.json",
    "judgements/1/records/mx204-clean.json",
)


@pytest.mark.parametrize("name", PIPES)
def test_a_pipe_in_a_file_s_place_is_not_waited_for(runs: Path, name: str) -> None:
    [path] = (runs / "r1").glob(name)
    path.unlink()
    os.mkfifo(path)
    everything(runs)


EDITS: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "a host that is no name": ("run.json", lambda run: run["hosts"].append(True)),
    "a host that is gone": ("run.json", lambda run: run["hosts"].pop()),
    "a seal that is gone": ("run.json", lambda run: run.pop("sealed")),
    "a start without zone": ("run.json", lambda run: run.update(started="2026-11-01")),
    "a policy of another form": ("run.json", lambda run: run.update(policy=[None])),
    "a file's name that is none": ("run.json", lambda run: run["policy"]["files"].update({"a\0b": "0" * 64})),
    "a profile of another form": ("run.json", lambda run: run["plan"].update(profiles=[{"name": "jrr200"}])),
    "a plan of another form": ("run.json", lambda run: run["plan"].update(site_needs=[{"needs": 1}])),
    "declared of another form": ("run.json", lambda run: run.update(declared="x")),
    "a serial that is none": (
        "judgements/1/summary.json",
        lambda told: told["records"]["mx204-clean"].update(serial=True),
    ),
    "judged by nothing": ("judgements/1/summary.json", lambda told: told.pop("judged")),
    "judged of another form": ("judgements/1/summary.json", lambda told: told.update(judged=7)),
    "judged by a name that is none": (
        "judgements/1/summary.json",
        lambda told: told["judged"]["policy"]["files"].update({"a\0b": "0" * 64}),
    ),
    "claims of another form": ("judgements/1/summary.json", lambda told: told.update(claims={"not_presented": "x"})),
    "a summary that is a list": ("judgements/1/summary.json", lambda told: [told]),
    "a record's day": ("judgements/1/records/mx204-clean.json", lambda record: record.update(as_of="some day")),
    "a record without fees": ("judgements/1/records/mx204-clean.json", lambda record: record.pop("fees")),
}


@pytest.mark.parametrize(("name", "edit"), EDITS.values(), ids=EDITS)
def test_what_was_edited_is_told_and_ends_nothing(
    runs: Path, capsys: pytest.CaptureFixture[str], name: str, edit: Callable[[dict[str, Any]], object]
) -> None:
    path = runs / "r1" / name
    stated = json.loads(path.read_text())
    edited = edit(stated)
    path.write_text(json.dumps(edited if isinstance(edited, list) else stated))
    assert main(["verify", str(runs / "r1")]) != 0
    capsys.readouterr()
    everything(runs)


LINKED = ("records", "report", "policy", "evidence/mx204-clean", "judgements", "judgements/1", "collected")


@pytest.mark.parametrize("name", LINKED)
def test_a_link_in_a_folder_s_place_is_not_followed(runs: Path, tmp_path: Path, name: str) -> None:
    """Judging removes what an earlier judgement left: behind a link it would be somebody else's."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.json").write_text("{}")
    (outside / "mine.html").write_text("mine")
    shutil.rmtree(runs / "r1" / name, ignore_errors=True)
    (runs / "r1" / name).symlink_to(outside)
    for write in (decide, report):
        with pytest.raises(EvidenceError, match="a link instead of a file or folder of the run"):
            write(runs / "r1")
    assert sorted(path.name for path in outside.iterdir()) == ["mine.html", "mine.json"]


def test_a_folder_in_a_record_s_place_is_told(runs: Path) -> None:
    (runs / "r1" / "judgements" / "1" / "records" / "left.json").mkdir()
    assert main(["verify", str(runs / "r1")]) == 1
