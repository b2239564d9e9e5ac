"""From "not known" to "passes", as an operator goes: list what a run lacked, fill it in, import it, judge again."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.cli.main import main
from reinstate.decision.policy import load_policy
from reinstate.decision.record import Record
from reinstate.reference.library import Reference
from reinstate.reference.loading import SHIPPED_SETS
from reinstate.workflow.arguments import DecideArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.read_evidence import HostEvidence
from reinstate.workflow.unknowns import unknowns_csv
from tests.integration.collected import AS_OF, LAB_POLICY, Collected, Judge
from tests.integration.test_law import better

# Units that pass under the lab's policy, for which its own lifecycle table is needed.
SOUND = ("ex4400-clean", "mx204-clean", "mx204-unplugged", "ex4400-vc.fpc1")


def _policy(folder: Path, version: int, **reference: Any) -> Path:
    stated = {
        "name": "bench",
        "version": version,
        "stage": "as-received",
        "fed_supplies": 1,
        "lists": {"none_held": True},
        "baseline": {"logins": ["inspector"], "management_prefixes": ["192.0.2.0/24"]},
        "reference": reference,
    }
    path = folder / "policy.yml"
    path.write_text(yaml.safe_dump(stated), encoding="utf-8")
    return path


def _verdicts(run: Path, policy: Path) -> dict[str, str]:
    decided = decide_run(DecideArguments(run=run, policy=policy, as_of=AS_OF.date()))
    return {record.unit.name: record.verdict for record in decided.records}


def _filled_in(content: str, kind: str, **answer: str) -> str:
    """The list with one answer for every line of a kind, as a person would type it."""
    rows = list(csv.DictReader(io.StringIO(content)))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | answer if row["kind"] == kind else row for row in rows)
    return out.getvalue()


def test_filling_in_the_list_of_unknowns_makes_sound_units_pass(
    collected: Collected, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / collected.folder.run_id
    shutil.copytree(collected.folder.path, run)
    before = _verdicts(run, _policy(tmp_path, 1))
    assert not [name for name, verdict in before.items() if verdict == "pass"]

    listed, filled = tmp_path / "unknown.csv", tmp_path / "filled.csv"
    assert main(["reference", "unknown", str(run), "--output", str(listed)]) == 0
    rows = list(csv.DictReader(io.StringIO(listed.read_text("utf-8-sig"))))
    assert len({(row["kind"], row["name"]) for row in rows}) == len(rows), "one line per model"
    ex4400 = next(row for row in rows if row["name"] == "EX4400-24T")
    assert (ex4400["kind"], ex4400["gravity"]) == ("hardware-lifecycle", "blocker")
    assert int(ex4400["units"]) > 3, "all EX4400 wait for this one line"
    assert rows[0]["gravity"] in ("blocker, hold", "blocker")
    facts = [row for row in rows if row["kind"] != "price-list"]
    assert rows[: len(facts)] == facts, "prices come last"
    assert facts[-1]["gravity"].endswith("noted")

    answered = _filled_in(listed.read_text("utf-8-sig"), "hardware-lifecycle", looked_up="2026-11-20")
    filled.write_text(answered, "utf-8-sig")  # as Excel saves it
    table = tmp_path / "looked-up.yml"
    arguments = ["reference", "import", str(filled), "--kind", "hardware-lifecycle", "--output", str(table)]
    assert main([*arguments, "--as-of", "2026-11-20"]) == 0
    pasted = yaml.safe_load(capsys.readouterr().out.split(":\n\n", 1)[1])

    after = _verdicts(run, _policy(tmp_path, 2, **pasted["reference"]))
    assert {name: after[name] for name in SOUND} == dict.fromkeys(SOUND, "pass")
    # A look-up settles a lifecycle, and nothing else.
    lab = {
        record.unit.name: record.verdict
        for record in decide_run(DecideArguments(run=run, policy=LAB_POLICY, as_of=AS_OF.date())).records
    }
    assert {name for name, verdict in after.items() if verdict == "pass"} == {
        name for name, verdict in lab.items() if verdict == "pass"
    }
    assert load_policy(tmp_path / "policy.yml").lifecycle_tables == (table,)


def test_what_is_settled_is_no_longer_listed(collected: Collected, tmp_path: Path) -> None:
    run = tmp_path / collected.folder.run_id
    shutil.copytree(collected.folder.path, run)
    _verdicts(run, LAB_POLICY)
    content, lines = unknowns_csv([run])
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines == len(rows)
    assert "EX4400-24T" not in {row["name"] for row in rows if row["kind"] != "price-list"}
    assert {"junos-releases"} <= {row["kind"] for row in rows}, "the release newer than the table, and Evolved"


# Sets by which units are judged; fees and contacts are shown beside a verdict.
JUDGED_BY = sorted(set(SHIPPED_SETS) - {"fees", "contacts", "lifecycle-pages"})
WEAKENED: dict[str, Callable[[Reference, str], Reference]] = {
    "missing": lambda reference, name: replace(
        reference, sets={key: info for key, info in reference.sets.items() if key != name}
    ),
    "another one": lambda reference, name: _with_set(reference, name, digest="0" * 64),
    "too old": lambda reference, name: _with_set(reference, name, as_of=date(2020, 1, 1)),
}


def _with_set(reference: Reference, name: str, **fields: Any) -> Reference:
    return replace(reference, sets={**reference.sets, name: replace(reference.sets[name], **fields)})


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge.of(LAB_POLICY)


@pytest.fixture(scope="module")
def evidence(collected: Collected, judge: Judge) -> tuple[HostEvidence, ...]:
    return collected.read(judge)


@pytest.fixture(scope="module")
def before(judge: Judge, evidence: tuple[HostEvidence, ...]) -> tuple[Record, ...]:
    return judge.records(evidence)


# The lab's own table has a row for every product of the rack: it carries them beside a set that is only too old.
CARRIED_BY_OWN_ROWS = {("hardware-lifecycle", "too old"), ("hardware-aliases", "too old")}


@pytest.mark.parametrize("how", WEAKENED)
@pytest.mark.parametrize("name", SHIPPED_SETS)
def test_a_weak_set_makes_no_unit_better(
    judge: Judge,
    evidence: tuple[HostEvidence, ...],
    before: tuple[Record, ...],
    name: str,
    how: str,
) -> None:
    after = replace(judge, reference=WEAKENED[how](judge.reference, name)).records(evidence)
    assert better(before, after) == []
    passing = {record.unit.profile for record in before if record.verdict == "pass"}
    still = {record.unit.profile for record in after if record.verdict == "pass"}
    # EEPROMs, and so their assembly ids, are a matter of some families alone.
    assert passing
    carried = name not in JUDGED_BY or (name, how) in CARRIED_BY_OWN_ROWS
    assert (still < passing) if name == "assembly-ids" else still == (passing if carried else set())
