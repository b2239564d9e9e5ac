"""What a rack process serves, as plain JSON between it and the process that starts it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from reinstate.errors import InputError
from reinstate.lab.emulated_device import RACK_DAY, EmulatedDevice, ServedDevice
from reinstate.lab.replay import replayed_devices
from reinstate.lab.spec import DeviceSpec
from reinstate.lab.spec_files import SHIPPED_RACK, Raw, copy_of, parse_spec, raw_specs

PLAN_NAME = "plan.json"
BENCH_SPEC = "ex4400-clean"


@dataclass(frozen=True, slots=True)
class RackPlan:
    """What to serve.

    Attributes:
        rack: folder of spec files.
        only: names of that folder's devices; empty means all, unless inline specs, replays or copies are asked for.
        specs: inline specs, as a spec file's mapping with a ``name``.
        replay: evidence bundles, or run folders with many.
        copies: number of copies of each device, each with its own serial numbers and MAC addresses.
        devices: number of devices made from the one spec that ``only`` names, and no others.
        reply_delay, connect_delay: milliseconds, over what the specs say; 0 leaves that to them.
        address: where to listen.
        day: the rack's own day: files, commits and logs are dated back from it.
        ahead: seconds that every clock of the rack is ahead of the real one; uptimes stay as they are.
    """

    rack: str = str(SHIPPED_RACK)
    only: tuple[str, ...] = ()
    specs: tuple[Mapping[str, Any], ...] = ()
    replay: tuple[str, ...] = ()
    copies: int = 1
    devices: int = 0
    reply_delay: float = 0.0
    connect_delay: float = 0.0
    address: str = "127.0.0.1"
    day: date = RACK_DAY
    ahead: float = 0.0

    def write(self, state: Path) -> None:
        """Keep the plan in the state folder."""
        (state / PLAN_NAME).write_text(json.dumps(asdict(self), default=str), encoding="utf-8")


def read_plan(state: Path) -> RackPlan:
    """The plan that was kept there."""
    stated = json.loads((state / PLAN_NAME).read_text(encoding="utf-8"))
    for name in ("only", "specs", "replay"):
        stated[name] = tuple(stated[name])
    stated["day"] = date.fromisoformat(stated["day"])
    return RackPlan(**stated)


def _raws(plan: RackPlan) -> Iterator[tuple[Raw, str]]:
    missing = set(plan.only)
    if plan.only or not (plan.specs or plan.replay):
        for raw, path in raw_specs(Path(plan.rack)):
            if not plan.only or raw["name"] in plan.only:
                missing.discard(str(raw["name"]))
                yield raw, str(path)
    if missing:
        raise InputError(
            f"Rack {plan.rack}: no device {', '.join(sorted(missing))}", expected="names of spec files in this folder"
        )
    for given in plan.specs:
        yield dict(given), f"{given.get('name')} (inline)"


def _specs(plan: RackPlan) -> Iterator[DeviceSpec]:
    folders = (Path(plan.rack) / "templates",)
    if plan.devices:
        raw, source = next(_raws(plan if plan.only or plan.specs else _bench(plan)))
        for number in range(1, plan.devices + 1):
            yield parse_spec(copy_of(raw, f"{raw['name']}-{number:04d}", number), folders, source)
        return
    for raw, source in _raws(plan):
        yield parse_spec(raw, folders, source)
        for number in range(2, plan.copies + 1):
            yield parse_spec(copy_of(raw, f"{raw['name']}-{number:04d}", number), folders, source)


def _bench(plan: RackPlan) -> RackPlan:
    return RackPlan(rack=plan.rack, only=(BENCH_SPEC,))


def devices_of(plan: RackPlan, started: datetime) -> Iterator[ServedDevice]:
    """Every device of the plan."""
    reply, connect = plan.reply_delay, plan.connect_delay / 1000
    ahead = timedelta(seconds=plan.ahead)
    for spec in _specs(plan):
        yield EmulatedDevice(
            spec, started + ahead, reply, connect or spec.connect_delay / 1000, day=plan.day, ahead=ahead
        )
    for path in plan.replay:
        yield from replayed_devices(Path(path), reply / 1000, connect)
