"""From a published record to a verdict: import it, name the table in the policy, evaluate the stored run again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.cli.main import main
from reinstate.decision.record import Record
from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.judge_run import decide_run
from tests.integration.collected import AS_OF, Collected
from tests.unit.reference.advisory_records.builders import a_record, affected

CHECK = "software.known-exploited"
UNIT = "mx204-clean"


def _policy(folder: Path, version: int, reference: dict[str, Any]) -> Path:
    path = folder / "policy.yml"
    stated = {"name": "bench", "version": version, "stage": "as-received", "fed_supplies": 1, "reference": reference}
    path.write_text(yaml.safe_dump(stated), encoding="utf-8")
    return path


def _found(run: Path, policy: Path) -> dict[str, tuple[str, str]]:
    """Result and actual of the check for each unit."""
    records: tuple[Record, ...] = decide_run(DecideArguments(run=run, policy=policy, as_of=AS_OF.date())).records
    return {
        record.unit.name: (finding.result, finding.actual)
        for record in records
        for finding in record.findings
        if finding.check == CHECK
    }


def _imported(
    folder: Path, name: str, *versions: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    """The lines that the command prints for a record of these ranges."""
    record = folder / f"{name}.json"
    record.write_text(json.dumps(a_record(affected(*versions, platforms=["MX Series"]))), encoding="utf-8")
    output = folder / f"{name}.yml"
    assert main(["reference", "import", str(record), "--kind", "advisories", "--output", str(output)]) == 0
    pasted: dict[str, Any] = yaml.safe_load(capsys.readouterr().out.split(":\n\n", 1)[1])
    return pasted["reference"]


def test_an_imported_record_makes_a_unit_affected(
    collected: Collected, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / collected.folder.run_id
    shutil.copytree(collected.folder.path, run)
    before = _found(run, _policy(tmp_path, 1, {}))
    result, release = before[UNIT]
    assert result == "pass"

    train = release.split("R")[0]
    lines = _imported(tmp_path, "read", (train, f"{train}R9-S9"), capsys=capsys)
    after = _found(run, _policy(tmp_path, 2, lines))
    assert after[UNIT][0] == "fail"
    assert "CVE-2026-0001, Junos OS: anyone gets in" in after[UNIT][1]
    assert {name: told for name, told in after.items() if not name.startswith("mx")} == {
        name: told for name, told in before.items() if not name.startswith("mx")
    }

    lines = _imported(tmp_path, "unread", (train, "soon"), capsys=capsys)
    assert _found(run, _policy(tmp_path, 3, lines))[UNIT][0] == "inconclusive"
