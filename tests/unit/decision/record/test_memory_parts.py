"""What a record keeps for later runs comes back as it was, and is bounded whatever a device reports."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from reinstate.decision.record.memory_parts import SightingPart, kept_sightings, sighting_part
from reinstate.decision.record.supersedes import Earlier, EarlierRecord, Former, History
from reinstate.device.same_box import Answer, compare_with_earlier
from reinstate.device.sightings import BootSeen, Sighting

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SEEN = Sighting(
    "sw1",
    "sw1",
    "XX0226010001",
    base_macs=frozenset({"02:00:00:00:00:01", "02:00:00:00:00:02"}),
    host_key="SHA256:one",
    boards=frozenset({("midplane", "AC1"), ("line-card", "AC2")}),
    boots=(BootSeen("0", NOW - timedelta(days=3), 1.25, NOW - timedelta(days=4)), BootSeen("1", NOW, 2.0)),
    key_type="ssh-ed25519",
    key_engine="slot 0",
    release="23.4R2-S4.11",
    history_since=NOW - timedelta(days=9),
    started=NOW,
    finished=NOW + timedelta(seconds=20),
    address="192.0.2.1",
)


def part_of(sighting: Sighting) -> SightingPart:
    part = sighting_part(sighting)
    assert part is not None
    return part


def test_a_sighting_comes_back_as_it_was() -> None:
    stored = json.loads(json.dumps(part_of(SEEN).model_dump(mode="json")))
    assert SightingPart.model_validate(stored).sighting(SEEN.serial_number) == SEEN
    assert sighting_part(None) is None


def test_a_chassis_of_a_thousand_addresses_is_cut_and_still_itself() -> None:
    many = replace(SEEN, base_macs=frozenset(f"02:{number:04x}" for number in range(1000)))
    part = part_of(many)
    assert len(part.base_macs) < 100
    assert compare_with_earlier(part.sighting(SEEN.serial_number), many, wiped=False).answer is Answer.SAME


def test_of_each_other_chassis_the_newest_sighting_is_passed_on() -> None:
    own, newer, older = part_of(SEEN), *(part_of(replace(SEEN, unit=one, base_macs=frozenset({"02"}))) for one in "ab")
    nothing = part_of(replace(SEEN, base_macs=frozenset(), boards=frozenset()))
    assert kept_sightings(own, [newer, own, nothing, older]) == (newer,)
    many = [part_of(replace(SEEN, base_macs=frozenset({f"02:{number}"}))) for number in range(20)]
    assert kept_sightings(own, many) == tuple(many[:8])


def test_what_is_known_of_earlier_runs_can_be_stored() -> None:
    record = {
        "as_of": "2026-11-20",
        "unit": {"host": "sw1", "name": "sw1", "serial_number": SEEN.serial_number},
        **{"verdict": "pass", "disposition": "reinstate", "reason": "all-passed", "findings": []},
        **{"sighting": part_of(SEEN), "holds": (), "policy": {"stage": "prepared", "name": "bench"}},
    }
    earlier = Earlier("first", "sw1", "0" * 64, EarlierRecord.model_validate(record), held=True)
    history = History({SEEN.serial_number: Former((earlier,), (), (earlier,))})
    form = TypeAdapter(History)
    stored = json.loads(json.dumps(form.dump_python(history, mode="json")))
    assert form.validate_python(stored) == history
