"""One chassis at several addresses: one record counts, the least favorable, and the others name it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reinstate.checks.framework import Gravity, Result
from reinstate.checks.framework.population import Population
from reinstate.decision.decide import decide_host
from reinstate.decision.policy import shipped_policy
from reinstate.decision.record import Record
from reinstate.decision.repeats import counted_once
from reinstate.device.model import Device, Unit
from reinstate.device.sightings import BootSeen, Sighting
from tests.unit.decision.examples import Condition, bundle, finding, judging

POLICY = shipped_policy()
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BOOT = BootSeen("0", NOW - timedelta(days=3), 1.0)
PASSED, FAILED, UNKNOWN = Result.PASS, Result.FAIL, Result.INCONCLUSIVE


def seen(host: str, serial: str = "A1", **facts: object) -> Sighting:
    stated = {"base_macs": frozenset({"02:00"}), "boots": (BOOT,), "started": NOW, "finished": NOW, **facts}
    return Sighting(host, host, serial, **stated)  # type: ignore[arg-type]


def judged(host: str, result: Result) -> Record:
    basis = judging(POLICY, Condition(finding(result, Gravity.CONDITION, subject=host)))
    [record] = decide_host(bundle(host=host), Device(host), None, (Unit(host, host),), basis)
    return record


# Sightings, what each unit's record says, and the units that do not count with the one that does.
ROWS = {
    "alone": ((seen("a"),), {"a": PASSED}, {}),
    "alike, the first by name counts": (
        (seen("a"), seen("b"), seen("c")),
        dict.fromkeys("abc", PASSED),
        {"b": "a", "c": "a"},
    ),
    "the least favorable counts": ((seen("a"), seen("b")), {"a": PASSED, "b": FAILED}, {"a": "b"}),
    "a failure counts before what another login could not see": (
        (seen("a"), seen("b"), seen("c")),
        {"a": UNKNOWN, "b": FAILED, "c": PASSED},
        {"a": "b", "c": "b"},
    ),
    "what is unknown counts before a pass": ((seen("a"), seen("b")), {"a": PASSED, "b": UNKNOWN}, {"a": "b"}),
    "another chassis counts for itself": (
        (seen("a"), seen("b", base_macs=frozenset({"02:01"}))),
        {"a": PASSED, "b": PASSED},
        {},
    ),
    "which cannot be told counts for itself": ((seen("a"), seen("b", boots=())), {"a": PASSED, "b": PASSED}, {}),
    "two chassis with one serial number, each twice": (
        (seen("a"), *(seen(one, base_macs=frozenset({"02:01"})) for one in "bc"), seen("d")),
        dict.fromkeys("abcd", PASSED),
        {"c": "b", "d": "a"},
    ),
    "no serial number is no chassis": ((seen("a", ""), seen("b", "")), {"a": PASSED, "b": PASSED}, {}),
}


@pytest.mark.parametrize(("sightings", "results", "same"), ROWS.values(), ids=ROWS)
def test_a_chassis_counts_once(
    sightings: tuple[Sighting, ...], results: dict[str, Result], same: dict[str, str]
) -> None:
    records = [judged(host, result) for host, result in results.items()]
    counted = counted_once(records, Population(sightings))
    assert {one.unit.name: one.same_as for one in counted if one.same_as} == same
    as_alone = {record.unit.name: record for record in records}
    for one in counted:
        own = as_alone[one.unit.name]
        kept = {"same_as": one.same_as, "path": one.path, "shortest_path": one.shortest_path}
        assert one == own.model_copy(update=kept), "nothing else of a record changes"
        if not one.same_as:
            assert one == own


def test_nothing_is_requested_for_an_address_that_does_not_count() -> None:
    records = [judged("a", PASSED), judged("b", FAILED)]
    alone, counting = counted_once(records, Population((seen("a"), seen("b"))))
    assert (alone.same_as, alone.path) == ("b", ())
    assert (records[0].path, records[0].shortest_path.steps) != ((), ()), "it would be requested where it counts"
    assert alone.shortest_path.steps == ()
    assert alone.shortest_path.summary == "The record of b counts for this chassis: follow its steps."
    assert counting == records[1]


def test_steps_that_correct_a_failure_stay_in_the_record_of_every_address() -> None:
    records = [judged("a", FAILED), judged("b", FAILED)]
    _, further = counted_once(records, Population((seen("a"), seen("b"))))
    assert further.same_as == "a"
    own = records[1].shortest_path.steps
    assert further.shortest_path.steps == tuple(one for one in own if one.settles) != ()
    assert len(own) > len(further.shortest_path.steps), "the last one is to request reinstatement"
    assert further.shortest_path.state == "open"
    assert "leads to a pass" not in further.shortest_path.summary
