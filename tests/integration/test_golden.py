"""Golden records: what the inspection says of every unit of the rack, one file each, made to be read in a review.

``pytest tests/integration/test_golden.py --update-golden`` writes them anew; look at the difference before a commit.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.decision.record import FeePart, FindingPart, Record, StepPart
from reinstate.report.views.findings import counts
from tests.integration.collected import LAB_POLICY, ROOT, Collected, Judge

GOLDEN = ROOT / "tests" / "golden"
EXPECTED = yaml.safe_load((ROOT / "src/reinstate/lab/rack/expected.yml").read_text())

# What changes from run to run: host keys are made, ports chosen and devices started anew, and clocks are read.
CHANGING = (
    (re.compile(r"SHA256:[A-Za-z0-9+/]{43}"), "SHA256:..."),
    (re.compile(r"127\.0\.0\.1(:| port )\d+"), r"127.0.0.1\1..."),
    (re.compile(r"(?<=Actual: )[+-]\d+ seconds"), "... seconds"),
)


def steady(text: str) -> str:
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return text


def golden(record: Record) -> dict[str, Any]:
    """The record as a reviewer reads it."""
    return {
        "unit": record.unit.name,
        "story": EXPECTED[record.unit.name]["story"],
        "product": " ".join(filter(None, (record.unit.model, record.unit.serial_number))),
        "profile": record.unit.profile,
        "verdict": str(record.verdict),
        "disposition": str(record.disposition),
        "reason": record.reason,
        "deciding": steady(record.deciding.message) if record.deciding else "",
        "beside": [steady(one.message) for one in record.beside],
        "shortest_path": [record.shortest_path.summary, *map(_way, record.shortest_path.steps)],
        "open_points": [_step(steady(one.text), one.clause or one.check) for one in record.open_points],
        "software": [f"{one.engine} {one.version}".strip() for one in record.software or ()],
        "supportable": {
            "until": record.supportable.until,
            "limited_by": record.supportable.limited_by,
            "open": list(record.supportable.open),
        },
        "fees": {
            "low": record.fees.low,
            "high": record.fees.high,
            "lines": [_fee(one) for one in record.fees.lines],
            "open": list(record.fees.open),
        },
        "licenses": [
            " ".join(filter(None, (f"{one.license_class}:", one.name, one.sku, f"- {one.action} ({one.clause})")))
            for one in record.licenses.licenses
        ],
        "risks": [f"{one.clause} {one.state}" for one in record.risks],
        "findings": {
            result: found
            for result in ("fail", "inconclusive", "pass", "not_applicable")
            if (found := [_finding(one, record.unit.name) for one in record.findings if one.result == result])
        },
    }


def _fee(fee: FeePart) -> str:
    return f"{fee.clause} {fee.title}: {'to be quoted' if fee.high is None else f'{fee.low} to {fee.high}'}"


def _way(step: StepPart) -> str:
    settled = f"settles {len(step.settles)}: {step.outlook}" if step.settles else ""
    return _step(steady(step.text), ", ".join(filter(None, (step.clause, step.action, settled))))


def _step(text: str, source: str) -> str:
    return f"{text} [{source}]" if source else text


def _finding(finding: FindingPart, unit: str) -> dict[str, Any] | str:
    if finding.result in ("pass", "not_applicable"):
        return f"{finding.check}: {steady(finding.message).removeprefix(f'{unit}: ')}"
    weight = [str(finding.gravity), *(["hold"] if finding.hold else []), *(["noted"] if finding.noted else [])]
    stated = {"check": finding.check, "weight": ", ".join(weight), "message": steady(finding.message)}
    return stated | ({"next_step": finding.next_step} if finding.next_step else {})


class _Readable(yaml.SafeDumper):
    """Lists stand below their key, indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def written(record: Record) -> str:
    return yaml.dump(golden(record), Dumper=_Readable, sort_keys=False, allow_unicode=True, width=118)


@pytest.fixture(scope="module")
def records(collected: Collected) -> dict[str, Record]:
    judge = Judge.of(LAB_POLICY)
    return {record.unit.name: record for record in judge.records(collected.read(judge))}


@pytest.fixture(scope="module")
def written_anew(records: dict[str, Record], request: pytest.FixtureRequest) -> bool:
    if not request.config.getoption("--update-golden"):
        return False
    for path in GOLDEN.glob("*.yml"):
        path.unlink()
    for name, record in records.items():
        (GOLDEN / f"{name}.yml").write_text(written(record))
    return True


@pytest.mark.parametrize("unit", sorted(EXPECTED))
def test_golden_record(records: dict[str, Record], written_anew: bool, unit: str) -> None:
    record, story = records[unit], EXPECTED[unit]
    told = (record.verdict, record.disposition, record.deciding.check if record.deciding else "")
    assert told == (story["verdict"], story["disposition"], story.get("deciding_check", ""))
    path = GOLDEN / f"{unit}.yml"
    expected = path.read_text() if path.is_file() else ""
    now = written(record)
    difference = difflib.unified_diff(
        expected.splitlines(), now.splitlines(), str(path.relative_to(ROOT)), "now", lineterm="", n=2
    )
    assert now == expected, "\n" + "\n".join(difference)


def test_every_unit_has_a_golden_record_and_every_golden_record_a_unit(
    records: dict[str, Record], written_anew: bool
) -> None:
    assert set(EXPECTED) == set(records) == {path.stem for path in GOLDEN.glob("*.yml")}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_golden_records_hold_nothing_that_changes_from_run_to_run(path: Path) -> None:
    text = path.read_text()
    assert not [pattern.pattern for pattern, instead in CHANGING if pattern.search(text)]
    assert not re.search(r"\b[0-9a-f]{64}\b", text)


def test_every_step_that_a_finding_names_has_its_kind(records: dict[str, Record]) -> None:
    without = [
        one.message for record in records.values() for one in record.findings if one.next_step and not one.action
    ]
    assert not without


def test_the_path_names_whatever_stands_in_the_way(records: dict[str, Record]) -> None:
    """On the whole rack: what it settles, and what it says stays unknown, is what counts; nothing else."""
    for record in records.values():
        way = record.shortest_path
        told = [one for step in way.steps for one in step.settles] + list(way.unknown)
        standing = {
            (one.check, one.subject)
            for one in record.findings
            if counts(one.model_dump(mode="json")) and (way.state == "open" or one.result == "inconclusive")
        }
        assert {(one.check, one.subject) for one in told} >= standing, record.unit.name
        assert way.state != "open" or {(one.check, one.subject) for one in told} == standing
