"""One device never ends a batch: an error at any stage costs its own units, and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reinstate.decision.record import record_bytes
from reinstate.decision.run_accounts import summary
from reinstate.workflow import judge_run
from tests.integration.collected import LAB_POLICY, Collected, Judge

GUILTY = "ex4400-vc"


@pytest.fixture(scope="module")
def quiet(collected: Collected) -> dict[str, dict[str, Any]]:
    return told(collected)


def told(collected: Collected) -> dict[str, dict[str, Any]]:
    judge = Judge.of(LAB_POLICY)
    records = judge.records(collected.read(judge))
    assert summary(records, collected.hosts)["hosts"] == len(collected.hosts)
    return {record.unit.name: json.loads(record_bytes(record.to_json())) for record in records}


def raising(function: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """The function, but for one host it raises."""

    def wrapped(*arguments: Any, **named: Any) -> Any:
        if GUILTY in {getattr(one, "host", None) for one in arguments}:
            raise error
        return function(*arguments, **named)

    return wrapped


@pytest.mark.parametrize("error", [ValueError("x\x1b[31m"), RecursionError("deep"), KeyError("a")], ids=repr)
@pytest.mark.parametrize(("stage", "name"), [("identifying", "units_of"), ("judging", "decide_host")])
def test_an_error_costs_that_host_alone(
    collected: Collected,
    quiet: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    name: str,
    error: Exception,
) -> None:
    monkeypatch.setattr(judge_run, name, raising(getattr(judge_run, name), error))
    records = told(collected)
    assert {unit for unit in quiet if not unit.startswith(GUILTY)} | {GUILTY} == set(records)
    own = records.pop(GUILTY)
    assert own["verdict"] == "inconclusive"
    assert own["evidence"]["damage"].startswith(f"{stage} it failed with an error: {type(error).__name__}")
    assert own["evidence"]["damage"].isprintable()
    assert {unit: one["verdict"] for unit, one in records.items()} == {unit: quiet[unit]["verdict"] for unit in records}
    if stage == "judging":
        assert records == {unit: quiet[unit] for unit in records}


def test_a_host_of_a_member_s_name_keeps_its_own_record(collected: Collected) -> None:
    member = next(unit for unit in told(collected) if unit.startswith(f"{GUILTY}."))
    hosts = {name: host for host in ("ex4400-clean", GUILTY) for name in [member if host == "ex4400-clean" else host]}
    judge = Judge.of(LAB_POLICY)
    evidence = []
    for name, host in hosts.items():
        one = judge.read(collected.folder, host, collected.stated["sealed"])
        assert one.bundle.manifest is not None
        bundle = replace(one.bundle, host=name, manifest=replace(one.bundle.manifest, host=name))
        evidence.append(replace(one, host=name, bundle=bundle, device=replace(one.device, host=name)))
    records = judge.records(evidence)
    summary(records, hosts)
    serials = {record.unit.name: record.unit.serial_number for record in records}
    assert len(serials) == len(records)
    assert member in serials
    assert member.replace(f"{GUILTY}.", f"{GUILTY}:") in serials
