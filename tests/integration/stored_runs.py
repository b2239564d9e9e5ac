"""Stored runs of the whole rack, and what the command line says of them."""

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
from reinstate.workflow.decide import decide_run
from tests.integration.collected import AS_OF, LAB_POLICY, Collected

UNITS = 28


@dataclass(frozen=True)
class Runs:
    """A folder of runs of the whole rack, and the answers of the command line."""

    folder: Path
    capsys: pytest.CaptureFixture[str] | None

    def add(self, collected: Collected, run_id: str, started: str, policy: Path | None = LAB_POLICY) -> Path:
        """The collected evidence as a run of its own, judged unless there is no policy."""
        path = self.folder / run_id
        shutil.copytree(collected.folder.path, path)
        shutil.rmtree(path / "records", ignore_errors=True)
        (path / "summary.json").unlink(missing_ok=True)
        stated = json.loads((path / "run.json").read_text())
        (path / "run.json").write_text(json.dumps({**stated, "run_id": run_id, "started": started}))
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
    record = path / "records" / "mx204-dead-supply.json"
    record.write_text(record.read_text().replace('"verdict": "fail"', '"verdict": "pass"'))


def consistently_edited(path: Path) -> None:
    """A verdict that was made better, with every hash that speaks of it."""
    record = path / "records" / "mx204-dead-supply.json"
    stated = json.loads(record.read_text())
    for finding in stated["findings"]:
        finding["gravity"] = "advice"
    record.write_bytes(record_bytes(stated))
    summary = json.loads((path / "summary.json").read_text())
    summary["records"]["mx204-dead-supply"]["sha256"] = hashlib.sha256(record.read_bytes()).hexdigest()
    (path / "summary.json").write_text(json.dumps(summary))
