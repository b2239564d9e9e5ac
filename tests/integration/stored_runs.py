"""Stored runs of a part of the rack, and what the command line says of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.cli.main import main
from reinstate.decision.record import record_bytes
from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.judge_run import decide_run
from tests.integration.collected import AS_OF, LAB_POLICY, Collected

# Each kind of host and of outcome: chassis, members, nodes, clones, virtual, off, refusing; the largest are left out.
HOSTS = (
    "ex4200-eos", "ex4400-clean", "ex4400-leftover", "ex4400-leftover-restricted", "ex4400-off", "ex4400-password",
    "ex4400-twin-a", "ex4400-twin-b", "ex4400-vc", "mx204-clean", "mx204-dead-supply", "mx204-unplugged",
    "qfx5120-optics", "srx345-cluster", "vsrx",
)  # fmt: skip
UNITS = len(HOSTS) + 3  # two more members, one more node


@dataclass(frozen=True)
class Runs:
    """A folder of runs of those hosts, and the answers of the command line."""

    folder: Path
    capsys: pytest.CaptureFixture[str] | None

    def add(self, collected: Collected, run_id: str, started: str, policy: Path | None = LAB_POLICY) -> Path:
        """The collected evidence as a run of its own, judged unless there is no policy."""
        path = self.folder / run_id
        for host in HOSTS:
            shutil.copytree(collected.folder.evidence(host), path / "evidence" / host)
        shutil.copytree(collected.folder.policy, path / "policy")
        sealed = {host: collected.stated["sealed"][host] for host in HOSTS}
        own = {"run_id": run_id, "started": started, "hosts": list(HOSTS), "sealed": sealed}
        (path / "run.json").write_text(json.dumps({**collected.stated, **own}))
        if policy is not None:
            decide_run(DecideArguments(run=path, policy=policy, as_of=AS_OF.date()))
        return path

    def records(self, run_id: str) -> dict[str, dict[str, Any]]:
        stated = [json.loads(path.read_text()) for path in (self.folder / run_id / "records").glob("*.json")]
        return {record["unit"]["name"]: record for record in stated}

    def ask(self, *arguments: str | Path) -> tuple[int, str]:
        """Exit status and output of ``reinstate`` with these arguments."""
        status = main([str(argument) for argument in arguments])
        assert self.capsys is not None
        told = self.capsys.readouterr()
        return status, told.out + told.err

    def what_if(self, *arguments: str | Path) -> tuple[int, dict[str, Any]]:
        status, output = self.ask("what-if", *arguments, "--output", "json")
        return status, json.loads(output)


def newest(path: Path) -> Path:
    """The folder of a run's newest judgement."""
    return max((path / "judgements").iterdir(), key=lambda one: int(one.name))


def policy_file(folder: Path, **changes: Any) -> Path:
    """The lab's policy with these keys, in a folder of its own with all that it names."""
    folder.mkdir()
    shutil.copytree(LAB_POLICY.parent / "reference", folder / "reference")
    stated = {**yaml.safe_load(LAB_POLICY.read_text()), "name": folder.name, **changes}
    (folder / "policy.yml").write_text(yaml.safe_dump(stated))
    return folder / "policy.yml"


def everything(folder: Path) -> dict[str, str]:
    """Digest of every file below."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def decisions(records: dict[str, dict[str, Any]]) -> dict[str, tuple[str, str, str]]:
    return {unit: (one["verdict"], one["disposition"], one["reason"]) for unit, one in records.items()}


def edit_record(path: Path) -> None:
    record = newest(path) / "records" / "mx204-dead-supply.json"
    record.write_text(record.read_text().replace('"verdict": "fail"', '"verdict": "pass"'))


def consistently_edited(path: Path) -> None:
    """A verdict that was made better, with every hash that speaks of it."""
    record = newest(path) / "records" / "mx204-dead-supply.json"
    stated = json.loads(record.read_text())
    for finding in stated["findings"]:
        finding["gravity"] = "advice"
    record.write_bytes(record_bytes(stated))
    summary = json.loads((newest(path) / "summary.json").read_text())
    summary["records"]["mx204-dead-supply"]["sha256"] = hashlib.sha256(record.read_bytes()).hexdigest()
    (newest(path) / "summary.json").write_text(json.dumps(summary))
