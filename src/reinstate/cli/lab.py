"""``reinstate lab``: start and stop the emulated rack, and list its devices and scenarios."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import Any

from reinstate.errors import InputError
from reinstate.lab.rack import RunningRack, find_rack, launch, stop_rack
from reinstate.lab.rack_plan import BENCH_SPEC, RackPlan
from reinstate.lab.scenarios import ExpectedResult, expected_units
from reinstate.lab.spec_files import SHIPPED_RACK

DEFAULT_INVENTORY = Path("inventory/lab/hosts.yml")
DEFAULT_STATE = Path(".lab")


def add_lab(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add ``lab`` with its commands; each parser's ``run`` default takes the namespace and gives an exit code."""
    lab = subparsers.add_parser("lab", help="start, stop, and list the emulated rack")
    commands = lab.add_subparsers(dest="lab_command", required=True)
    _add_start(commands)
    running = "show whether a rack is running, and the addresses of its devices"
    for name, text, description, run in (
        ("stop", "stop the rack", None, _stop),
        ("status", running, f"S{running[1:]}. Exit status: 0 a rack is running, 1 none is running.", _status),
    ):
        parser = commands.add_parser(name, help=text, description=description)
        parser.add_argument("--state", type=Path, default=DEFAULT_STATE, help="state folder of the rack (%(default)s)")
        parser.set_defaults(run=run)
    scenarios = commands.add_parser(
        "scenarios",
        help="list the scenario and the expected verdict of each unit",
        description="List the scenario and the expected verdict of each unit, without claims and attestations. If the "
        "claims and attestations of make inspect change a verdict, a second line states the changed one.",
    )
    scenarios.add_argument("--rack", type=Path, default=SHIPPED_RACK, help="folder of spec files (the shipped rack)")
    scenarios.set_defaults(run=_scenarios)


def _add_start(commands: argparse._SubParsersAction[Any]) -> None:
    start = commands.add_parser("start", help="start the rack and write its inventory")
    start.add_argument("--rack", type=Path, default=SHIPPED_RACK, help="folder of spec files (the shipped rack)")
    start.add_argument("--spec", action="append", default=[], metavar="NAME", help="only this device; can be repeated")
    start.add_argument(
        "--replay",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="evidence bundle or run folder to replay",
    )
    many = start.add_mutually_exclusive_group()
    many.add_argument(
        "--copies",
        type=_positive,
        default=1,
        metavar="N",
        help="N copies of each device, each with its own serial number",
    )
    many.add_argument(
        "--devices", type=_positive, default=0, metavar="N", help=f"N devices from one spec ({BENCH_SPEC})"
    )
    start.add_argument("--reply-delay", type=_milliseconds, default=0.0, metavar="MS", help="delay of each reply")
    start.add_argument(
        "--connect-delay", type=_milliseconds, default=0.0, metavar="MS", help="delay before the SSH banner"
    )
    start.add_argument("--address", default="127.0.0.1", help="address to listen on (%(default)s)")
    start.add_argument(
        "--inventory", type=Path, default=DEFAULT_INVENTORY, help="inventory file to write (%(default)s)"
    )
    start.add_argument("--state", type=Path, default=DEFAULT_STATE, help="state folder of the rack (%(default)s)")
    start.add_argument("--foreground", action="store_true", help="run until interrupted, then stop the rack")
    start.set_defaults(run=_start)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected a number of 1 or more")
    return number


def _milliseconds(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 3_600_000:
        raise argparse.ArgumentTypeError("expected milliseconds from 0 to 3600000")
    return number


def _start(arguments: argparse.Namespace) -> int:
    plan = RackPlan(
        rack=str(arguments.rack.resolve()),
        only=tuple(arguments.spec),
        replay=tuple(str(path.resolve()) for path in arguments.replay),
        copies=arguments.copies,
        devices=arguments.devices,
        reply_delay=arguments.reply_delay,
        connect_delay=arguments.connect_delay,
        address=arguments.address,
    )
    state = arguments.state.resolve()
    if arguments.foreground:
        _make_interruptible()
    try:
        rack = launch(plan, state)
        rack.write_inventory(arguments.inventory)
        devices = "1 device" if len(rack.hosts) == 1 else f"{len(rack.hosts)} devices"
        print(f"{devices} on {arguments.address}; inventory: {arguments.inventory}, with the bench login", flush=True)
        if arguments.foreground:
            _stay(rack)
    except KeyboardInterrupt:
        stop_rack(state)
    return 0


def _make_interruptible() -> None:
    """A signal that ends the foreground process also stops the rack."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def _stay(rack: RunningRack) -> None:
    while find_rack(rack.state) is not None:
        time.sleep(0.5)


def _stop(arguments: argparse.Namespace) -> int:
    stopped = stop_rack(arguments.state.resolve())
    print("rack stopped" if stopped else f"no rack is running in {arguments.state}")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    rack = find_rack(arguments.state.resolve())
    if rack is None:
        print(f"no rack is running in {arguments.state}")
        return 1
    print(f"{len(rack.hosts)} devices, process {rack.pid}, {rack.cpu_seconds():.1f} s of CPU")
    for host in rack.hosts.values():
        print(f"  {host.name:<28} {host.address}:{host.port}")
    return 0


def _scenarios(arguments: argparse.Namespace) -> int:
    try:
        units = expected_units(arguments.rack)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print("Expected verdicts without claims and attestations. A second line: those of make inspect change the verdict.")
    for unit in units:
        print(f"{unit.unit}: {_result(unit)}")
        if unit.with_declared is not None:
            print(f"    with claims and attestations: {_result(unit.with_declared)}")
        print(f"    {unit.story}")
    return 0


def _result(expected: ExpectedResult) -> str:
    return f"{expected.verdict} / {expected.disposition} ({expected.deciding_check or 'no deciding finding'})"
