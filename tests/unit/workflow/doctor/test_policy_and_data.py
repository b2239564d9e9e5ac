"""The policy, its pins, and the ages of what it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from reinstate.checks.framework import Finding, LackKind
from reinstate.decision.policy import Policy, load_policy, reference_for, shipped_policy
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_shipped
from reinstate.workflow.doctor.lines import Line, State, looked_at
from reinstate.workflow.doctor.policy_and_data import (
    age_lines,
    family_lines,
    pin_lines,
    policy_lines,
    usable_policy,
)
from tests.unit.workflow.test_unknowns import lacking, run_of

ROOT = Path(__file__).parents[4]
LAB = ROOT / "policies" / "lab.yml"
NEWEST = max(info.as_of for info in load_shipped().sets.values())


def shipped() -> tuple[Policy, Reference]:
    policy = shipped_policy()
    return policy, reference_for(policy)


def test_a_policy_that_loads() -> None:
    [line] = policy_lines(LAB)
    assert (line.state, line.what) == (State.OK, f"lab 1 from {LAB}, with 1 own table")


def test_no_policy_is_a_warning() -> None:
    [line] = policy_lines(None)
    assert line.state is State.WARNING
    assert "baseline.logins" in line.to_do


def broken(folder: Path, text: str) -> Path:
    path = folder / "mine.yml"
    path.write_text(text)
    return path


HEAD = "name: mine\nversion: 1\nstage: as-received\nfed_supplies: 1\n"
BROKEN = {
    "no YAML": ("{", "mine.yml"),
    "an unknown key": (f"{HEAD}fedsupplies: 1\n", "fedsupplies"),
    "a table that is missing": (
        HEAD + "reference: {lifecycle_tables: [{file: gone.yml, sha256: " + "a" * 64 + "}]}\n",
        "gone.yml",
    ),
}


@pytest.mark.parametrize(("text", "says"), BROKEN.values(), ids=BROKEN)
def test_a_policy_that_cannot_be_read_is_a_problem_and_the_rest_goes_on(tmp_path: Path, text: str, says: str) -> None:
    path = broken(tmp_path, text)
    [line] = looked_at("policy", lambda: policy_lines(path))
    assert line.state is State.PROBLEM
    assert says in line.what
    assert line.to_do
    assert usable_policy(path).name == "default"


def test_a_policy_whose_table_cannot_be_read(tmp_path: Path) -> None:
    table = tmp_path / "own.yml"
    table.write_text("rows: [")
    digest = sha256(table.read_bytes()).hexdigest()
    head = f"{HEAD}reference: {{lifecycle_tables: [{{file: own.yml, sha256: {digest}}}]}}\n"
    [line] = looked_at("policy", lambda: policy_lines(broken(tmp_path, head)))
    assert (line.state, "own.yml" in line.what) == (State.PROBLEM, True)


def test_pins() -> None:
    policy, reference = shipped()
    [line] = pin_lines(policy, reference)
    assert line.state is State.OK
    other = replace(policy, pins={**policy.pins, "junos-releases": "a" * 64})
    told = list(pin_lines(other, load_shipped().held_to(other.pins, ())))
    assert [(line.state, line.what) for line in told] == [
        (State.PROBLEM, "junos-releases is not the set that the policy pins, and supports no pass")
    ]
    assert "reinstate reference pins" in told[0].to_do


def by_set(lines: list[Line]) -> dict[State, str]:
    return {state: " | ".join(line.what for line in lines if line.state is state) for state in State}


def test_ages_today_and_a_month_ahead() -> None:
    policy, reference = shipped()
    info = reference.sets["junos-releases"]
    last = info.as_of + timedelta(days=info.max_age_days)
    assert "junos-releases" in by_set(list(age_lines(policy, reference, last - timedelta(days=30))))[State.WARNING]
    assert "junos-releases" in by_set(list(age_lines(policy, reference, last)))[State.WARNING]
    over = by_set(list(age_lines(policy, reference, last + timedelta(days=1))))
    assert f"junos-releases has supported no pass since {last + timedelta(days=1)}" in over[State.PROBLEM]


def test_every_set_is_told_of_years_ahead() -> None:
    policy, reference = shipped()
    told = by_set(list(age_lines(policy, reference, NEWEST + timedelta(days=10 * 366))))
    assert not told[State.OK]
    assert {name for name in reference.sets if name not in " ".join(told.values())} == set()


def test_an_own_price_list_that_is_old() -> None:
    policy = load_policy(ROOT / "policies" / "example.yml")
    reference = reference_for(policy)
    info = reference.sets["example-prices"]
    on: date = info.as_of + timedelta(days=info.max_age_days + 1)
    [line] = [line for line in age_lines(policy, reference, on) if "example-prices" in line.what]
    assert (line.state, line.to_do) == (State.WARNING, "look up the facts of example-prices again")
    [lookups] = [line for line in age_lines(policy, reference, on) if "has 1 lookup valid only until" in line.what]
    assert lookups.state is State.PROBLEM


FAMILIES = {
    "none": ([lacking(LackKind.LIFECYCLE, "EX1")], State.OK, "has one"),
    "two": (
        [lacking(LackKind.PROFILE, "demo2"), lacking(LackKind.PROFILE, "demo1\x1b")],
        State.WARNING,
        "2 products of",
    ),
}


@pytest.mark.parametrize(("findings", "state", "says"), FAMILIES.values(), ids=FAMILIES)
def test_products_without_a_profile(tmp_path: Path, findings: list[Finding], state: State, says: str) -> None:
    [line] = family_lines(run_of(tmp_path, {"ex-1": findings}))
    assert (line.state, says in line.what, line.what.isprintable()) == (state, True, True)
    assert bool(line.to_do) is (state is State.WARNING)


def test_a_run_that_is_not_evaluated(tmp_path: Path) -> None:
    [line] = looked_at("platform profiles", lambda: family_lines(tmp_path))
    assert line.state is State.NOT_DETERMINED
