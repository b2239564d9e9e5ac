"""The rack's own process: ``python -m reinstate.lab.process STATE``."""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
import resource
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from reinstate.errors import ReinstateError
from reinstate.lab.emulated_device import ServedDevice
from reinstate.lab.rack_plan import RackPlan, devices_of, read_plan
from reinstate.lab.server import REQUEST_LOG_NAME, Rack, serve, stop_on_signals

READY_NAME = "rack.json"
LOCK_NAME = "lock"
ERROR_NAME = "error.txt"
LOG_NAME = "rack.log"


def _hosts(devices: Iterable[ServedDevice], rack: Rack) -> dict[str, dict[str, object]]:
    hosts = {}
    for device in devices:
        user, login = next(iter(device.logins.items()), ("", None))
        hosts[device.name] = {
            "address": rack.address,
            "port": rack.ports[device.name],
            "user": user,
            "password": login.password if login else "",
            "variables": dict(getattr(getattr(device, "spec", None), "inventory_variables", {})),
        }
    return hosts


def _write_ready(state: Path, devices: list[ServedDevice], rack: Rack) -> None:
    ready = {"pid": os.getpid(), "hosts": _hosts(devices, rack)}
    temporary = state / f"{READY_NAME}.new"
    temporary.write_text(json.dumps(ready), encoding="utf-8")
    temporary.replace(state / READY_NAME)


async def _run(state: Path, plan: RackPlan) -> None:
    started = datetime.now(UTC)
    devices = list(devices_of(plan, started))
    ready, stop = asyncio.Event(), asyncio.Event()
    stop_on_signals(stop)
    with (state / REQUEST_LOG_NAME).open("a", encoding="utf-8") as log:
        rack = Rack(state / "keys", log, plan.address)
        serving = asyncio.create_task(serve(devices, rack, ready, stop))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
        if not ready.is_set():
            await serving
        _write_ready(state, devices, rack)
        await serving


def _raise_file_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main(arguments: list[str]) -> int:
    """Serve the plan of a state folder until SIGTERM; 2 if the plan cannot be served."""
    state = Path(arguments[0])
    logging.basicConfig(filename=state / LOG_NAME, level=logging.WARNING)
    with (state / LOCK_NAME).open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _raise_file_limit()
            asyncio.run(_run(state, read_plan(state)))
        except (ReinstateError, OSError) as error:
            (state / ERROR_NAME).write_text(str(error), encoding="utf-8")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
