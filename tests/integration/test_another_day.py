"""The same words on any day: the rack inspected years before and after now, and what grows old under a real policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from reinstate.decision.policy import reference_for, shipped_policy
from reinstate.decision.record import Record
from reinstate.workflow.judge_run import decide_evidence
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected, Judge
from tests.integration.test_golden import GOLDEN, written
from tests.integration.test_golden_documents import GOLDEN as GOLDEN_DOCUMENTS
from tests.integration.test_golden_documents import is_golden, told_of

pytestmark = pytest.mark.long

LATER = datetime(2031, 11, 23, tzinfo=UTC)
POLICIES: dict[str, Callable[[], Judge]] = {
    "default": lambda: _shipped("default"),
    "strict": lambda: _shipped("strict"),
    "example": lambda: Judge.of(ROOT / "policies" / "example.yml"),
    "lab": lambda: Judge.of(LAB_POLICY),
}
PASSING = ("lab",)  # a unit of the rack passes while its data are in date; the example is for copying, and passes none


def _shipped(name: str) -> Judge:
    policy = shipped_policy(name)
    return Judge(policy, reference_for(policy))


def test_every_record_is_the_same_in_another_year(collected_then: Collected) -> None:
    judge = Judge.of(LAB_POLICY)
    evidence = collected_then.read(judge)
    assert _years_from_now(collected_then) >= 4
    now = {record.unit.name: written(record) for record in judge.records(evidence)}
    golden = {path.stem: path.read_text() for path in GOLDEN.glob("*.yml")}
    assert {name for name, text in now.items() if text != golden.get(name)} == set()
    assert set(now) == set(golden)


def test_every_document_is_the_same_in_another_year(collected_then: Collected) -> None:
    golden = {path.name: path.read_text() for path in GOLDEN_DOCUMENTS.iterdir() if is_golden(path.name)}
    assert told_of(collected_then) == golden


def _years_from_now(collected: Collected) -> float:
    """How far off the run and each of its sessions began: the least, in years."""
    judge = Judge.of(LAB_POLICY)
    manifests = [host.bundle.manifest for host in collected.read(judge)]
    began = [collected.stated["started"], *(manifest.started for manifest in manifests if manifest is not None)]
    now = datetime.now(UTC)
    return min(abs(now - datetime.fromisoformat(moment)).days for moment in began) / 365


@pytest.mark.parametrize("name", POLICIES)
def test_stale_data_carries_no_pass_under_any_policy(collected: Collected, name: str) -> None:
    judge = POLICIES[name]()
    evidence = collected.read(judge)
    at = {day: decide_evidence(evidence, judge.policy, judge.reference, day) for day in (AS_OF, LATER)}
    data = {check.id for check in judge.policy.catalog if check.evidence.reference}
    assert len(_passes(at[AS_OF], data)) > 50
    # Only the lab's own table is still in date: its rows carry lifecycles, and nothing else.
    by_rows = {
        check.id for check in judge.policy.catalog if check.evidence.by_rows and check.id.startswith("lifecycle.")
    }
    own = by_rows if name == "lab" else set()
    assert {check for _, check, _ in _passes(at[LATER], data)} <= own
    assert bool(_passes(at[LATER], data)) is bool(own)
    passing = {day: {record.unit.name for record in told if record.verdict == "pass"} for day, told in at.items()}
    assert bool(passing[AS_OF]) is (name in PASSING)
    assert passing[LATER] == set()
    stale = {one.name for one in at[LATER][0].reference if one.stale}
    assert stale >= set(judge.policy.pins)


def _passes(records: tuple[Record, ...], checks: set[str]) -> set[tuple[str, str, str]]:
    """What passed of these checks: unit, check, subject."""
    found = ((record.unit.name, one) for record in records for one in record.findings if one.result == "pass")
    return {(unit, one.check, one.subject) for unit, one in found if one.check in checks}
