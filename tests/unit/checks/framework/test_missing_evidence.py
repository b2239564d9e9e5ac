"""The law of the checks: less evidence never gives a better answer. Over every case of every table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Case, Check, Finding, Gravity
from reinstate.checks.framework.inputs import SerialLists
from reinstate.checks.framework.population import Population
from reinstate.checks.framework.run import run_check
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.reading import Known, Unknown
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import ADVICE, FAIL, INCONCLUSIVE, PASS, Row, a_reference
from tests.unit.checks.tables import all_rows

_WEIGHT = {Gravity.ADVICE: 1, Gravity.CONDITION: 2, Gravity.BLOCKER: 3}
LOSSES = ("timeout", "truncated", "damaged", "denied", "unsupported", "not-collected")


def standing(check: Check, case: Case) -> tuple[int, bool]:
    """How gravely the check stands in the way, and whether it holds or may have held the unit."""
    weighing = [one for one in run_check(check, case) if one.result in (FAIL, INCONCLUSIVE) and not one.noted]
    return max((_WEIGHT[one.gravity] for one in weighing), default=0), any(one.hold for one in weighing)


def is_advice_on_health(row: Row) -> bool:
    """Advice on health is noted, and no more, where nobody can tell whether the device has settled; it never weighs."""
    findings = run_check(row.check(), row.case)
    failed = any(one.result is FAIL for one in findings)
    return issubclass(row.check, HealthCheck) and failed and standing(row.check(), row.case)[0] <= _WEIGHT[ADVICE]


ROWS = tuple(row for row in all_rows() if not row.check.severity.unknown_is_noted and not is_advice_on_health(row))


def without(case: Case, lost: set[Rpc], status: str) -> Case:
    readings = {
        rpc: Unknown(rpc, status, "lost") if rpc in lost else reading for rpc, reading in case.device.readings.items()
    }
    return replace(case, device=replace(case.device, readings=readings))


@given(st.data(), st.sampled_from(ROWS), st.sampled_from(LOSSES))
def test_less_evidence_stands_no_less_in_the_way(data: st.DataObject, row: Row, status: str) -> None:
    known = sorted(rpc for rpc, reading in row.case.device.readings.items() if isinstance(reading, Known))
    lost = set(data.draw(st.lists(st.sampled_from(known), min_size=1))) if known else set()
    check = row.check()
    gravity, hold = standing(check, row.case)
    left_gravity, left_hold = standing(check, without(row.case, lost, status))
    assert left_gravity >= gravity
    assert left_hold >= hold


@pytest.mark.slow
@pytest.mark.parametrize("status", LOSSES)
def test_no_single_loss_makes_any_row_better(status: str) -> None:
    better = []
    for row in ROWS:
        check, before = row.check(), standing(row.check(), row.case)
        for rpc in (rpc for rpc, reading in row.case.device.readings.items() if isinstance(reading, Known)):
            left = standing(check, without(row.case, {rpc}, status))
            better += [(check.id, row.name, rpc)] if left[0] < before[0] or left[1] < before[1] else []
    assert better == []


@pytest.mark.parametrize("lost", [("lists",), ("batch",), ("tables",), ("lists", "batch", "tables")], ids=", ".join)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.check.id}: {row.name}")
def test_without_lists_batch_or_tables_it_stands_no_less_in_the_way(row: Row, lost: tuple[str, ...]) -> None:
    check, case = row.check(), row.case
    gravity, hold = standing(check, case)
    if "lists" in lost:
        case = replace(case, inputs=replace(case.inputs, lists=SerialLists()))
    if "batch" in lost:
        case = replace(case, population=Population(damaged=("another",)))
    if "tables" in lost:
        case = replace(case, reference=a_reference(sets={}))
    left_gravity, left_hold = standing(check, case)
    assert left_gravity >= gravity
    assert left_hold >= hold


def only_passes(findings: tuple[Finding, ...]) -> bool:
    return all(one.result is PASS for one in findings)


@given(st.sampled_from(ROWS))
def test_a_check_without_any_evidence_never_passes(row: Row) -> None:
    nothing = without(row.case, set(row.case.device.readings), "not-collected")
    if row.check.evidence.needs or row.check.evidence.uses or row.check.evidence.reads:
        assert not only_passes(run_check(row.check(), nothing))
