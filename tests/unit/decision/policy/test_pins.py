"""Pins: a reference set carries a pass only where the policy names it by digest, and only while it is in date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from reinstate.checks.framework import Evidence, Finding, Gravity, LackKind, Result, Severity
from reinstate.decision.decide import Judging, decide_unit
from reinstate.decision.policy import Policy, shipped_pins, shipped_policy
from reinstate.decision.policy.pins import DEFAULT_POLICY, pins_block, pins_of, with_pins
from reinstate.decision.record import Record
from reinstate.device.model import Device
from reinstate.errors import InputError
from reinstate.reference.library import Reference
from reinstate.reference.loading import SHIPPED_SETS, load_reference, load_shipped
from reinstate.reference.set_info import SetInfo
from tests.unit.decision.examples import AS_OF, UNIT, Telling, bundle, finding, judging, policy_of

PASS, UNKNOWN, FAIL = Result.PASS, Result.INCONCLUSIVE, Result.FAIL
TODAY = AS_OF.date()
FRESH = SetInfo("fees", TODAY, "a" * 64, "a test", 90)


class ByFees(Telling):
    id = "test.by-fees"
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER)
    evidence = Evidence(reference=("fees",))


def test_the_shipped_default_policy_pins_the_shipped_data() -> None:
    """After a change of the data: make pins."""
    text = DEFAULT_POLICY.read_text(encoding="utf-8")
    assert with_pins(text, pins_of(load_shipped())) == text, "run: python -m reinstate.decision.policy.pins"
    assert set(shipped_pins()) == set(SHIPPED_SETS)


def test_new_pins_raise_the_policys_version() -> None:
    text = DEFAULT_POLICY.read_text(encoding="utf-8")
    version = shipped_policy().version
    renewed = with_pins(text, {"fees": "b" * 64})
    assert f"\nversion: {version + 1}\n" in renewed
    assert pins_block({"fees": "b" * 64}) in renewed
    assert "contacts:" not in renewed
    assert with_pins(renewed, {"fees": "b" * 64}) == renewed
    with pytest.raises(ValueError, match="expected one block"):
        with_pins("name: bench\n", {})


# name: (set, pins, what the finding says of it; "" where the set carries the pass)
HELD: dict[str, tuple[SetInfo | None, dict[str, str], str]] = {
    "pinned and fresh": (FRESH, {"fees": "a" * 64}, ""),
    "on its last day": (replace(FRESH, as_of=TODAY - timedelta(days=90)), {"fees": "a" * 64}, ""),
    "missing": (None, {"fees": "a" * 64}, "fees is missing"),
    "not pinned": (FRESH, {}, "fees is not pinned by the policy"),
    "another set is pinned": (
        FRESH,
        {"fees": "b" * 64},
        "fees differs from the set that the policy pins (sha256 aaaaaaaaaaaa..., pinned bbbbbbbbbbbb...)",
    ),
    "pinned under another name": (FRESH, {"contacts": "a" * 64}, "is not pinned by the policy"),
    "over its age": (
        replace(FRESH, as_of=date(2026, 1, 1)),
        {"fees": "a" * 64},
        "fees is 325 days old (maximum age 90 days)",
    ),
}


@pytest.mark.parametrize(("held", "pins", "says"), HELD.values(), ids=HELD)
@pytest.mark.parametrize(
    "said",
    [
        finding(PASS, check=ByFees.id),
        finding(UNKNOWN, Gravity.ADVICE, check=ByFees.id, noted=True),
    ],
    ids=["a pass", "an open point"],
)
def test_what_a_weak_set_carries(
    tmp_path: Path, held: SetInfo | None, pins: dict[str, str], says: str, said: Finding
) -> None:
    policy = replace(policy_of(tmp_path), pins=pins)
    told = _record(policy, held, said).findings[0]
    if not says:
        assert (told.result, told.noted, told.lacks) == (said.result, said.noted, ())
        return
    assert (told.result, told.gravity, told.noted) == (UNKNOWN, Gravity.BLOCKER, False)
    assert says in told.message
    assert [(one.kind, one.name) for one in told.lacks] == [(LackKind.REFERENCE_SET, "fees")]
    assert "pin" in told.next_step


def test_a_failure_stands_whatever_the_set(tmp_path: Path) -> None:
    told = _record(replace(policy_of(tmp_path), pins={}), FRESH, finding(FAIL, check=ByFees.id)).findings[0]
    assert (told.result, told.gravity) == (FAIL, Gravity.CONDITION)


def _record(policy: Policy, held: SetInfo | None, said: Finding) -> Record:
    reference = Reference(sets={} if held is None else {"fees": held})
    return decide_unit(UNIT, Device("ex-1"), bundle(), None, judging(policy, ByFees(said), reference=reference))


def test_the_record_says_of_each_set_whether_it_is_pinned(tmp_path: Path) -> None:
    told = Judging(policy_of(tmp_path), load_shipped(), judging(policy_of(tmp_path)).population, AS_OF).sets
    assert {one.name: one.pinned for one in told} == dict.fromkeys(SHIPPED_SETS, True)


def test_pins_of_an_operators_policy(tmp_path: Path) -> None:
    """A policy without pins takes the shipped ones; one with pins has those that it states, and no other."""
    assert policy_of(tmp_path).pins == shipped_pins()
    stated = policy_of(tmp_path, f"reference: {{pins: {{fees: {'c' * 64}}}}}\n")
    assert stated.pins == {"fees": "c" * 64}
    held = load_shipped().held_to(stated.pins, stated.table_digests)
    assert not any(info.pinned for info in held.sets.values())
    assert "pinned cccccccccccc..." in held.weakness("fees", TODAY)


@pytest.mark.parametrize(
    ("pins", "says"),
    [
        (
            "{fee: " + "a" * 64 + "}",
            ["line 5, key reference.pins.fee: ", "unknown reference set", "reinstate reference pins"],
        ),
        ("{fees: short}", ["line 5", "reference.pins.fees", "short"]),
        ("[fees]", ["line 5", "reference.pins"]),
    ],
)
def test_malformed_pins(tmp_path: Path, pins: str, says: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        policy_of(tmp_path, f"reference: {{pins: {pins}}}\n")
    for word in says:
        assert word in str(caught.value)


def test_an_operators_table_is_pinned_by_its_entry(tmp_path: Path) -> None:
    table = tmp_path / "own.yml"
    table.write_text(
        "name: own\nas_of: 2026-11-20\nsource: the bench\nmax_age_days: 90\n"
        "rows:\n  - {sku: EX4400-24T, looked_up: 2026-11-20}\n",
        encoding="utf-8",
    )
    loaded = load_reference([table])
    entry = f"{{file: own.yml, sha256: {loaded.sets['own'].digest}}}"
    policy = policy_of(tmp_path, f"reference: {{lifecycle_tables: [{entry}]}}\n")
    assert loaded.held_to(policy.pins, policy.table_digests).sets["own"].pinned
    assert not loaded.held_to(policy.pins, ()).sets["own"].pinned
