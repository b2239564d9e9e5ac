"""Start, find, and stop a rack: the Python side of ``reinstate lab``."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from reinstate.errors import InputError, StorageError
from reinstate.lab.process import ERROR_NAME, LOCK_NAME, LOG_NAME, READY_NAME
from reinstate.lab.rack_plan import RackPlan
from reinstate.lab.server import REQUEST_LOG_NAME

_START_DEADLINE = 60.0
_STOP_DEADLINE = 10.0


@dataclass(frozen=True, slots=True)
class LabHost:
    """Where a device of the rack is, and how to log in."""

    name: str
    address: str
    port: int
    user: str
    password: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunningRack:
    """A rack that listens.

    Attributes:
        state: its folder: ready file, request log, process log.
    """

    state: Path
    pid: int
    hosts: Mapping[str, LabHost]

    def port(self, name: str) -> int:
        """The device's TCP port on the loopback address."""
        return self.hosts[name].port

    def requests(self, name: str | None = None) -> list[dict[str, Any]]:
        """Every RPC that came, or that came to one device, in order: ``{time, host, user, rpc, args, xml}``."""
        log = self.state / REQUEST_LOG_NAME
        with log.open(encoding="utf-8") as lines:
            logged = [json.loads(line) for line in lines if line.endswith("\n")]
        return [entry for entry in logged if name in (None, entry["host"])]

    def inventory(self) -> dict[str, Any]:
        """An Ansible inventory of the devices, with the login of each: it can be used as it is.

        The login that most devices have is a variable of the group ``all``, which ``group_vars`` beside the inventory
        can replace.
        """
        logins = Counter(map(_login, self.hosts.values()))
        common = logins.most_common(1)[0][0] if logins else None
        hosts = {
            name: {
                "ansible_host": host.address,
                "ansible_port": host.port,
                **(_login_variables(_login(host)) if _login(host) != common else {}),
                **host.variables,
            }
            for name, host in self.hosts.items()
        }
        return {"all": {"vars": _login_variables(common) if common else {}, "children": {"rack": {"hosts": hosts}}}}

    def write_inventory(self, path: Path) -> None:
        """Write the inventory as YAML."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.new")
        head = "# Made by `reinstate lab start`: the ports are those of the rack that runs now.\n"
        temporary.write_text(head + yaml.safe_dump(self.inventory(), sort_keys=False), encoding="utf-8")
        temporary.replace(path)

    def cpu_seconds(self) -> float:
        """CPU that the rack's process has used, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End the rack and wait until its ports are closed."""
        stop_rack(self.state)


def _login(host: LabHost) -> tuple[str, str]:
    """User and password, as the inventory variables of its spec name them; else those of its first account."""
    stated = (host.variables.get("ansible_user", host.user), host.variables.get("ansible_password", host.password))
    return str(stated[0]), str(stated[1])


def _login_variables(login: tuple[str, str]) -> dict[str, str]:
    return {"ansible_user": login[0], "ansible_password": login[1]}


def _alive(state: Path) -> bool:
    try:
        with (state / LOCK_NAME).open("r+", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def find_rack(state: Path) -> RunningRack | None:
    """The rack that runs with that state folder, if one does."""
    ready = state / READY_NAME
    if not _alive(state) or not ready.is_file():
        return None
    stated = json.loads(ready.read_text(encoding="utf-8"))
    hosts = {name: LabHost(name, **host) for name, host in stated["hosts"].items()}
    return RunningRack(state, stated["pid"], hosts)


def launch(plan: RackPlan, state: Path) -> RunningRack:
    """Start a rack in a process of its own and return when every port listens; InputError if it cannot start."""
    if _alive(state):
        raise InputError(f"Rack in {state}: is already running", remedy="stop it with reinstate lab stop")
    try:
        state.mkdir(parents=True, exist_ok=True)
        for name in (READY_NAME, ERROR_NAME, REQUEST_LOG_NAME):
            (state / name).unlink(missing_ok=True)
        plan.write(state)
    except OSError as error:
        raise StorageError(f"State folder {state}: cannot be written", actual=str(error)) from error
    with (state / LOG_NAME).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, this package
            [sys.executable, "-m", "reinstate.lab.process", str(state)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return _wait_until_ready(process, state)


def _wait_until_ready(process: subprocess.Popen[bytes], state: Path) -> RunningRack:
    deadline = time.monotonic() + _START_DEADLINE
    while time.monotonic() < deadline:
        if (state / READY_NAME).is_file() and (rack := find_rack(state)) is not None:
            return rack
        if process.poll() is not None:
            error = state / ERROR_NAME
            said = error.read_text(encoding="utf-8") if error.is_file() else f"see {state / LOG_NAME}"
            raise InputError(f"Rack in {state}: did not start", actual=said)
        time.sleep(0.01)
    process.kill()
    raise InputError(
        f"Rack in {state}: did not start in time",
        expected=f"all ports open within {_START_DEADLINE:.0f} seconds",
        actual=f"see {state / LOG_NAME}",
    )


def stop_rack(state: Path) -> bool:
    """Stop the rack of that state folder; False if none is running."""
    rack = find_rack(state)
    if rack is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(rack.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_DEADLINE
    while _alive(state) and time.monotonic() < deadline:
        time.sleep(0.01)
    if _alive(state):
        os.kill(rack.pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(rack.pid, 0)
    (state / READY_NAME).unlink(missing_ok=True)
    return True


@contextlib.contextmanager
def start_rack(
    specs: Iterable[str | Mapping[str, Any]] = (),
    *,
    plan: RackPlan | None = None,
    replay: Iterable[Path] = (),
    state: Path | None = None,
) -> Iterator[RunningRack]:
    """A rack for the length of a ``with``, in a process of its own.

    Args:
        specs: names of the shipped rack's devices, or mappings as in a spec file (with a ``name``).
        plan: everything else (copies, delays, address).
        replay: evidence bundles or run folders.
        state: its folder; a temporary one if None.
    """
    listed = list(specs)
    wanted = replace(
        plan or RackPlan(),
        only=tuple(spec for spec in listed if isinstance(spec, str)) or (plan.only if plan else ()),
        specs=tuple(spec for spec in listed if not isinstance(spec, str)) or (plan.specs if plan else ()),
        replay=tuple(str(path) for path in replay) or (plan.replay if plan else ()),
    )
    with contextlib.ExitStack() as stack:
        folder = state or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="reinstate-lab-")))
        rack = launch(wanted, folder)
        stack.callback(rack.stop)
        yield rack
