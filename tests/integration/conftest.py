"""Real runs: a rack in a process of its own, and ``ansible-playbook`` as a user starts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.lab.rack import RunningRack, start_rack
from reinstate.lab.rack_plan import RackPlan
from tests.integration.collected import Collected, clock_ahead, collect_rack
from tests.integration.stored_runs import Runs

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
AS_OF = "2026-11-23"


@dataclass(frozen=True)
class Played:
    """One finished ``ansible-playbook``."""

    code: int
    output: str
    runs: Path

    @property
    def run(self) -> Path:
        """The newest run's folder."""
        return (self.runs / "latest").resolve()

    @property
    def summary(self) -> dict[str, Any]:
        """``summary.json`` of the newest run."""
        return json.loads((self.run / "summary.json").read_text())

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        """The newest run's records by unit."""
        stated = [json.loads(path.read_text()) for path in sorted((self.run / "records").glob("*.json"))]
        return {record["unit"]["name"]: record for record in stated}

    def manifest(self, host: str) -> dict[str, Any]:
        """A host's evidence manifest."""
        return json.loads((self.run / "evidence" / host / "evidence.json").read_text())


# A socket's path has room for 107 bytes, and the folder of a test may be longer than that.
SOCKETS = tempfile.TemporaryDirectory(prefix="ssh-")


@dataclass(frozen=True)
class Controller:
    """A user's working folder: an inventory and a folder of runs."""

    folder: Path

    @property
    def inventory(self) -> Path:
        return self.folder / "inventory"

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    def write_inventory(self, hosts: Mapping[str, Mapping[str, Any]], **common: Any) -> None:
        """An inventory of these hosts; ``common`` are variables of all."""
        (self.inventory / "group_vars").mkdir(parents=True, exist_ok=True)
        (self.inventory / "hosts.yml").write_text(
            yaml.safe_dump({"all": {"hosts": {k: dict(v) for k, v in hosts.items()}}})
        )
        variables = yaml.safe_load((ROOT / "inventory/lab/group_vars/all.yml").read_text())
        variables |= {"policy": str(ROOT / "policies/lab.yml"), "reinstate_runs_dir": str(self.runs), **common}
        stated = {name: value for name, value in variables.items() if value is not None}
        (self.inventory / "group_vars" / "all.yml").write_text(yaml.safe_dump(stated))

    def command(self, playbook: str, *arguments: str) -> list[str]:
        return [
            str(BIN / "ansible-playbook"),
            "-i",
            str(self.inventory),
            str(ROOT / "playbooks" / playbook),
            *arguments,
        ]

    def environment(self, **extra: str) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
            "ANSIBLE_SSH_CONTROL_PATH_DIR": SOCKETS.name,
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "PATH": f"{BIN}:{os.environ['PATH']}",
            **extra,
        }

    def play(self, playbook: str, *arguments: str, **environment: str) -> Played:
        """Run a playbook to its end."""
        done = subprocess.run(
            self.command(playbook, *arguments),
            env=self.environment(**environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return Played(done.returncode, done.stdout + done.stderr, self.runs)


def places(rack: RunningRack, *names: str) -> dict[str, dict[str, Any]]:
    """Inventory entries of some of the rack's hosts, all of them by default."""
    hosts = rack.inventory()["all"]["children"]["rack"]["hosts"]
    return {name: hosts[name] for name in (names or hosts)}


@pytest.fixture(scope="session")
def rack() -> Iterator[RunningRack]:
    """The whole shipped rack."""
    with start_rack() as running:
        yield running


@pytest.fixture
def controller(tmp_path: Path) -> Controller:
    return Controller(tmp_path)


@pytest.fixture(scope="session")
def inspected(rack: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole rack, inspected once with the shipped lab playbook."""
    controller = Controller(tmp_path_factory.mktemp("inspected"))
    controller.write_inventory(places(rack))
    return controller.play("lab.yml", "-e", "fail_on=never")


@pytest.fixture(scope="session")
def collected(rack: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Collected:
    """The whole rack, collected once without Ansible."""
    return collect_rack(rack, tmp_path_factory.mktemp("collected"))


@pytest.fixture(scope="session")
def judged_once(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs that holds ``one``, the rack judged by the lab's policy; copied by those who change it."""
    folder = tmp_path_factory.mktemp("judged") / "runs"
    Runs(folder, None).add(collected, "one", "2026-11-01T00:00:00.000Z")
    return folder


@pytest.fixture(scope="session", params=(-5, 10), ids=("five years ago", "in ten years"))
def collected_then(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Collected:
    """The whole rack, collected when its clocks and ours tell another year."""
    ahead = timedelta(days=365 * request.param)
    with start_rack(plan=RackPlan(ahead=ahead.total_seconds())) as rack, clock_ahead(ahead):
        return collect_rack(rack, tmp_path_factory.mktemp("collected-then"))


@pytest.fixture
def copied_run(inspected: Played, controller: Controller) -> Played:
    """A copy of that run, to be changed."""
    target = controller.runs / inspected.run.name
    shutil.copytree(inspected.run, target)
    (controller.runs / "latest").symlink_to(target.name)
    return Played(0, "", controller.runs)
