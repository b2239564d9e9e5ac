"""Batches of devices, some of them hostile at random.

Each batch is inspected by ``ansible-playbook`` as a user starts it. The sound devices of a batch are inspected once
more without the hostile ones; their findings must be the same. Each hostile device has one fault of the emulated rack.
``python -m tests.hostile.batches`` inspects twenty of them and writes ``docs/explanation/hostile-batches.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from reinstate.lab.faults import CONNECTION_FAULTS, REPLY_FAULTS
from reinstate.lab.rack import RunningRack, start_rack
from reinstate.lab.spec_files import SHIPPED_RACK, copy_of, raw_specs
from reinstate.plan.requests import CATALOG, FIRST_WAVE, Rpc

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "hostile-batches.md"
SOUND = ("ex4400-clean", "mx204-clean", "qfx5120-optics", "srx345-cluster", "srx345-multibyte")
FAULTS = (*sorted(CONNECTION_FAULTS), *sorted(REPLY_FAULTS))
# Short deadlines: what a fault waits out is waited out here as well, in seconds instead of minutes.
DEADLINES = {
    "reinstate_connect_deadline": 4,
    "reinstate_hello_deadline": 4,
    "reinstate_device_deadline": 40,
    "reinstate_reply_deadline_factor": 0.2,
    "reinstate_reply_limit": 4 * 1024 * 1024,
}
BUDGET = DEADLINES["reinstate_device_deadline"] + 5  # what collecting adds to a session's own deadline
_FAULTY_REPLIES = (*(request.id for request in FIRST_WAVE), Rpc.FPCS, Rpc.LICENSES, Rpc.CONFIGURATION)


@dataclass(frozen=True)
class Batch:
    """The devices of a batch: ``faults`` names the fault of each hostile one."""

    specs: tuple[Mapping[str, Any], ...]
    faults: Mapping[str, str]

    @property
    def sound(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(spec for spec in self.specs if spec["name"] not in self.faults)


def batch_of(devices: int, hostile: int, seed: int) -> Batch:
    """A batch by lot; over the seeds every fault has its turn."""
    dice = random.Random(seed)
    shipped = {raw["name"]: raw for raw, _ in raw_specs(SHIPPED_RACK)}
    specs = [
        dict(copy_of(shipped[SOUND[number % len(SOUND)]], f"device-{number:03d}", number + 1))
        for number in range(devices)
    ]
    chosen = dice.sample(range(devices), hostile)
    turn = [FAULTS[(seed * hostile + number) % len(FAULTS)] for number in range(hostile)]
    faults = {}
    for number, fault in zip(chosen, turn, strict=True):
        asked = CATALOG[dice.choice(_FAULTY_REPLIES)].rpc
        faults[specs[number]["name"]] = fault
        specs[number]["faults"] = [{"fault": fault, **({"rpc": asked} if fault in REPLY_FAULTS else {})}]
    return Batch(tuple(specs), faults)


@dataclass(frozen=True)
class Inspected:
    """One finished inspection: seconds by the clock, and the largest process in MiB."""

    records: Mapping[str, Mapping[str, Any]]
    summary: Mapping[str, Any]
    manifests: Mapping[str, Mapping[str, Any]]
    seconds: float
    peak_mib: float


def inspect(specs: Sequence[Mapping[str, Any]], folder: Path, *, deadline: float = 600) -> Inspected:
    """Inspect these devices with ``inspect.yml``; an error where it takes longer than the deadline."""
    with start_rack(specs, state=folder / "lab") as rack:
        _write_inventory(rack, folder / "inventory")
        started = time.monotonic()
        command = [Path(sys.executable).parent / "ansible-playbook", "-i", folder / "inventory"]
        command += [ROOT / "playbooks" / "inspect.yml", "-e", "fail_on=never", "-e", "run_id=batch", "-f", "50"]
        with (folder / "output").open("wb") as output:
            played = subprocess.Popen(command, env=_environment(folder), cwd=ROOT, stdout=output, stderr=output)
            peak = _wait(played, deadline)
        seconds = time.monotonic() - started
    assert played.returncode == 0, (folder / "output").read_text()[-4000:]
    run = folder / "runs" / "batch"
    return Inspected(
        {record["unit"]["name"]: record for record in _json_files(run / "records")},
        json.loads((run / "summary.json").read_text()),
        {one["host"]: one for one in map(_json, (run / "evidence").glob("*/evidence.json"))},
        round(seconds, 1),
        round(peak / 1024, 1),
    )


def _write_inventory(rack: RunningRack, path: Path) -> None:
    rack.write_inventory(path / "hosts.yml")
    variables = yaml.safe_load((ROOT / "inventory/lab/group_vars/all.yml").read_text())
    variables |= {
        "policy": str(ROOT / "policies/lab.yml"),
        "reinstate_runs_dir": str(path.parent / "runs"),
        **DEADLINES,
    }
    (path / "group_vars").mkdir()
    (path / "group_vars" / "all.yml").write_text(yaml.safe_dump(variables))


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    bin_folder = Path(sys.executable).parent
    own = {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"), "LC_ALL": "C.UTF-8"}
    return {**kept, **own, "PATH": f"{bin_folder}:{os.environ['PATH']}"}


def _wait(process: subprocess.Popen[bytes], deadline: float) -> int:
    """The largest process below, in KiB."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage.ru_maxrss
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise TimeoutError(f"the batch took longer than {deadline:.0f} s")


def _json(path: Path) -> dict[str, Any]:
    stated: dict[str, Any] = json.loads(path.read_text())
    return stated


def _json_files(folder: Path) -> Iterator[dict[str, Any]]:
    return map(_json, sorted(folder.glob("*.json")))


def differing(noisy: Inspected, quiet: Inspected) -> list[str]:
    """Sound units whose findings differ between the batch and a quiet run; empty where none does."""
    return [
        f"{unit}: {difference}"
        for unit, record in quiet.records.items()
        for difference in _differences(noisy.records.get(unit), record)
    ]


def _differences(noisy: Mapping[str, Any] | None, quiet: Mapping[str, Any]) -> Iterator[str]:
    if noisy is None:
        yield "has no record"
        return
    ours, theirs = _findings(noisy), _findings(quiet)
    yield from (f"{found}, without in the quiet run" for found in ours if found not in theirs)
    yield from (f"{found} is missing" for found in theirs if found not in ours)


def _findings(record: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What each finding says; hosts that gave no serial number are listed in some, and are of the batch."""
    return [
        (one["check"], one["subject"], one["result"], one["gravity"], one["hold"], one["expected"], one["cause"])
        for one in record["findings"]
    ]


def lost(batch: Batch, inspected: Inspected) -> list[str]:
    """Hosts of the batch that have no record."""
    hosts = {record["unit"]["host"] for record in inspected.records.values()}
    return sorted({spec["name"] for spec in batch.specs} - hosts)


@dataclass
class Row:
    """What the devices with one fault gave."""

    outcomes: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    peak_mib: float = 0.0


def add_rows(rows: dict[str, Row], batch: Batch, inspected: Inspected) -> None:
    """Add what the hostile devices of a batch gave."""
    for host, fault in batch.faults.items():
        row, manifest = rows.setdefault(fault, Row()), inspected.manifests[host]
        outcome = manifest["outcome"]["status"]
        row.outcomes[outcome] += 1
        units = [record for record in inspected.records.values() if record["unit"]["host"] == host]
        row.verdicts.update(record["verdict"] for record in units)
        row.slowest = max(row.slowest, _seconds(manifest))
        row.peak_mib = max(row.peak_mib, inspected.peak_mib)


def _seconds(manifest: Mapping[str, Any]) -> float:
    started, finished = (datetime.fromisoformat(manifest[name]) for name in ("started", "finished"))
    return (finished - started).total_seconds()


def page(rows: Mapping[str, Row], batches: int, devices: int, hostile: int, slowest: float) -> str:
    """The page with the table."""
    lines = [
        "# Hostile batches",
        "",
        f"{batches} batches of {devices} devices were inspected, {hostile} of each hostile at random, with short",
        "deadlines (`python -m tests.hostile.batches`). Every batch ended, every host has a record, and the findings",
        "of the sound devices were those of a run without the hostile ones.",
        f"The slowest batch took {slowest:.0f} s. Time is that of the slowest session with the fault, its budget is",
        f"{BUDGET} s; memory is that of the largest process of a batch.",
        "",
        "| Fault | Devices | Session | Verdicts | Slowest, s | Budget, s | Peak, MiB |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for fault, row in sorted(rows.items()):
        cells = (fault, sum(row.outcomes.values()), _told(row.outcomes), _told(row.verdicts), f"{row.slowest:.1f}")
        lines.append("| " + " | ".join(map(str, (*cells, BUDGET, f"{row.peak_mib:.0f}"))) + " |")
    return "\n".join([*lines, ""])


def _told(counter: Counter[str]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(counter.items()))


def main() -> None:
    """Inspect the batches, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("batches", 20), ("devices", 100), ("hostile", 30)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    rows: dict[str, Row] = {}
    slowest = 0.0
    for seed in range(given.batches):
        batch = batch_of(given.devices, given.hostile, seed)
        with tempfile.TemporaryDirectory() as noisy, tempfile.TemporaryDirectory() as still:
            inspected = inspect(batch.specs, Path(noisy))
            wrong = [*lost(batch, inspected), *differing(inspected, inspect(batch.sound, Path(still)))]
        print(f"batch {seed}: {inspected.seconds} s, {inspected.peak_mib} MiB, {len(wrong)} wrong", flush=True)
        if wrong:
            raise SystemExit("\n".join(wrong[:20]))
        add_rows(rows, batch, inspected)
        slowest = max(slowest, inspected.seconds)
        PAGE.write_text(page(rows, seed + 1, given.devices, given.hostile, slowest), encoding="utf-8")


if __name__ == "__main__":
    main()
