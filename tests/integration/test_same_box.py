"""Chassis that share a serial number, inspected together, alone, and one after the other: what a rack of them gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.evidence.run_folder import seal
from reinstate.lab.rack import RunningRack, start_rack
from reinstate.lab.spec_files import SHIPPED_RACK
from reinstate.session.settings import ConnectionSettings
from reinstate.workflow.arguments import DecideArguments, OpenArguments
from reinstate.workflow.collect import CollectOrder, collect_host
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.open_run import open_inspection
from tests.integration.collected import AS_OF, LAB_POLICY

SERIAL, MAC, OTHER_MAC = "ZD4422110077", "88:e6:4b:00:08:00", "88:e6:4b:00:18:00"
BOX = {"template": "ex4400-24t", "chassis": {"serial": SERIAL}, "mac": MAC}
RACK = (
    {"name": "box", **BOX},
    {"name": "box-again", "same_box_as": "box", **BOX},
    {"name": "full-clone", **BOX},
    {"name": "serial-copied", **BOX, "mac": OTHER_MAC},
    {"name": "stranger", "template": "ex4400-24t", "chassis": {"serial": "ZD4422110078"}},
)


VC = {"template": "ex4400-24t", **yaml.safe_load((SHIPPED_RACK / "ex4400-vc.yml").read_text())}
MEMBERS = ({**VC, "name": "vc"}, {**VC, "name": "vc-by-a-member", "same_box_as": "vc"})


@pytest.fixture(scope="module")
def rack() -> Iterator[RunningRack]:
    with start_rack((*RACK, *MEMBERS)) as running:
        yield running


class Bench:
    """A folder of runs, each of some hosts of the rack."""

    def __init__(self, rack: RunningRack, runs: Path) -> None:
        self.rack, self.runs = rack, runs

    def inspect(self, run_id: str, *hosts: str, **declared: Path) -> dict[str, dict[str, Any]]:
        """The records of a new run, by host."""
        opened = OpenArguments(
            runs_dir=self.runs, hosts=list(hosts), batch=list(hosts), policy=LAB_POLICY, run_id=run_id
        )
        folder, _ = open_inspection(opened)
        for name in hosts:
            host = self.rack.hosts[name]
            settings = ConnectionSettings(address=host.address, port=host.port, user=host.user, password=host.password)
            collect_host(CollectOrder(name, folder.evidence(name), settings))
        seal(folder, datetime.now(UTC))
        return self.judge(run_id, **declared)

    def judge(self, run_id: str, **declared: Path) -> dict[str, dict[str, Any]]:
        decide_run(DecideArguments(run=self.runs / run_id, policy=LAB_POLICY, as_of=AS_OF.date(), **declared))
        stated = [json.loads(path.read_text()) for path in (self.runs / run_id / "records").glob("*.json")]
        return {record["unit"]["host"]: record for record in stated}


@pytest.fixture
def bench(rack: RunningRack, tmp_path: Path) -> Bench:
    return Bench(rack, tmp_path / "runs")


def decided(records: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {host: record["disposition"] for host, record in sorted(records.items())}


def results(record: dict[str, Any], check: str) -> list[str]:
    return [one["result"] for one in record["findings"] if one["check"] == check]


def ends_file(folder: Path, *rows: str) -> Path:
    path = folder / "ends.csv"
    path.write_text("\n".join(("serial,how,by,on,reason,evidence,box,explains,twin", *rows)) + "\n")
    return path


def test_a_box_that_is_reached_twice_is_no_clone(bench: Bench) -> None:
    records = bench.inspect("one", "box", "box-again")
    for record in records.values():
        messages = [one["message"] for one in record["findings"] if one["check"] == "identity.clone"]
        assert any("the same chassis was also collected as" in one for one in messages), messages
        assert record["disposition"] not in ("hold", "investigate")


def test_the_members_of_one_host_are_counted_once(bench: Bench) -> None:
    """A Virtual Chassis at the addresses of two members: each host has its records, each unit is counted once."""
    bench.inspect("one", "vc", "vc-by-a-member", "box", "box-again", "stranger")
    records = [json.loads(path.read_text()) for path in sorted((bench.runs / "one" / "records").glob("*.json"))]
    same = {record["unit"]["name"]: record["same_as"] for record in records}
    members = ("fpc0", "fpc1", "fpc2")
    assert {name: other for name, other in same.items() if other} == {
        "box-again": "box",
        **{f"vc-by-a-member.{member}": f"vc.{member}" for member in members},
    }
    assert not {record["unit"]["name"] for record in records if record["disposition"] == "hold"}
    summary = json.loads((bench.runs / "one" / "summary.json").read_text())
    assert (summary["hosts"], summary["units"], summary["repeated"]) == (5, 5, 4)
    assert summary["pass"] + summary["fail"] + summary["inconclusive"] == 5


def test_a_full_clone_shows_by_its_key(bench: Bench) -> None:
    records = bench.inspect("one", "box", "full-clone")
    assert decided(records) == {"box": "hold", "full-clone": "hold"}
    assert "host keys of one engine" in records["box"]["deciding"]["message"]


def test_what_is_held_together_is_held_alone_and_stays_so(bench: Bench) -> None:
    assert decided(bench.inspect("together", "box", "serial-copied")) == {"box": "hold", "serial-copied": "hold"}
    alone = bench.inspect("alone", "box", "stranger")
    assert decided(alone)["box"] == "hold"
    assert decided(alone)["stranger"] != "hold"
    assert {one["since"] for one in alone["box"]["holds"]} <= {"together", ""}
    assert alone["box"]["supersedes"]["run_id"] == "together"
    assert not [one for one in alone["box"]["supersedes"]["remedied"] if one["check"] == "identity.clone"]
    assert decided(bench.inspect("other", "serial-copied")) == {"serial-copied": "hold"}


def test_a_serial_number_that_comes_back_on_another_box_holds_both(bench: Bench) -> None:
    first = bench.inspect("first", "box")
    assert decided(first)["box"] != "hold"
    second = bench.inspect("second", "serial-copied")
    assert decided(second) == {"serial-copied": "hold"}
    assert second["serial-copied"]["supersedes"] is None
    [other] = second["serial-copied"]["not_superseded"]
    assert (other["run_id"], other["unit"], other["answer"]) == ("first", "box", "another")
    assert "base MAC addresses" in other["why"]
    third = bench.inspect("third", "box")
    assert decided(third) == {"box": "hold"}
    fourth = bench.inspect("fourth", "box")
    assert decided(fourth) == {"box": "hold"}
    assert {one["since"] for one in fourth["box"]["holds"]} == {"second"}


def test_a_serial_number_that_comes_back_with_the_same_mac_and_another_key_holds(bench: Bench) -> None:
    bench.inspect("first", "box")
    records = bench.inspect("second", "full-clone")
    assert decided(records) == {"full-clone": "hold"}
    assert "host keys of one engine" in records["full-clone"]["deciding"]["message"]


def test_the_same_box_at_another_address_supersedes(bench: Bench) -> None:
    before = decided(bench.inspect("first", "box"))["box"]
    again = bench.inspect("second", "box-again")["box-again"]
    assert (again["disposition"], again["supersedes"]["unit"]) == (before, "box")
    assert again["not_superseded"] == []


def test_the_three_ways_in_which_a_hold_ends(bench: Bench, tmp_path: Path) -> None:
    bench.inspect("together", "box", "serial-copied")
    alone = bench.inspect("alone", "box", "serial-copied")
    sound = decided(bench.inspect("unheld", "stranger"))["stranger"]
    bad = f"{SERIAL},confirmed-bad,A. Lead,2026-11-20,the label is glued on,photo 7,{OTHER_MAC},,"
    twin = f"{SERIAL},released,A. Lead,2026-11-20,the other one is the copy,photo 7,{MAC},,{OTHER_MAC}"

    ended = bench.judge("alone", hold_ends=ends_file(tmp_path, bad, twin))
    assert decided(ended) == {"box": sound, "serial-copied": "reject"}
    steps = [step["text"] for step in ended["serial-copied"]["shortest_path"]["steps"]]
    assert steps[0].startswith("Keep and isolate the unit")
    told = {one["state"] for one in ended["box"]["holds"]}
    assert told == {"released"}
    assert all("A. Lead" in one["ended"] for record in ended.values() for one in record["holds"])

    # A release explains what it names: by the id, and of this chassis alone.
    held = {one["id"] for one in alone["box"]["holds"]}
    by_id = [f"{SERIAL},released,A. Lead,2026-11-20,the board was replaced,letter,{MAC},{one}," for one in held]
    third = bench.inspect("third", "box", "serial-copied", hold_ends=ends_file(tmp_path, *by_id))
    assert decided(third) == {"box": sound, "serial-copied": "hold"}
    # Without the row, the next run holds it again; with it, a new contradiction does.
    assert decided(bench.inspect("fourth", "box")) == {"box": "hold"}
    assert decided(bench.inspect("fifth", "box", "full-clone", hold_ends=ends_file(tmp_path, *by_id)))["box"] == "hold"

    closed = f"{SERIAL},closed,A. Lead,2026-11-20,returned to the seller,waybill,,,"
    assert decided(bench.judge("third", hold_ends=ends_file(tmp_path, *by_id, closed))) == {
        "box": "hold",
        "serial-copied": "hold",
    }
