"""A run belongs to one playbook at a time, and to one user; what a playbook started ends with it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reinstate.lab.rack import RunningRack, start_rack
from reinstate.lab.rack_plan import RackPlan
from reinstate.workflow.verify import verify_run
from tests.integration.conftest import AS_OF, ROOT, Controller, Played, places
from tests.integration.test_jump_hosts import as_jump_host, write_inventory
from tests.openssh import NEEDS_OPENSSH, Bastion, running_sshd

pytestmark = [pytest.mark.ansible, pytest.mark.long]

HOSTS = ("ex4400-clean", "mx204-clean", "qfx5120-rfc")
ARGUMENTS = ("-e", "run_id=batch-14", "-e", f"as_of={AS_OF}", "-e", "fail_on=never")
MARK = "REINSTATE_TEST_PLAYBOOK"


@pytest.fixture(scope="module")
def slow() -> Iterator[RunningRack]:
    """Devices that take a while for each reply."""
    with start_rack(plan=RackPlan(only=HOSTS, reply_delay=600)) as running:
        yield running


@contextmanager
def playing(controller: Controller, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A playbook that collects, marked by its environment and all that it starts."""
    process = subprocess.Popen(
        controller.command("inspect.yml", *ARGUMENTS, *arguments),
        env=controller.environment(**{MARK: str(controller.folder)}),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def started_by(controller: Controller) -> dict[int, str]:
    """Command lines of the processes that carry the mark."""
    found = {}
    mark = f"{MARK}={controller.folder}\0".encode()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (path / "environ").read_bytes() + b"\0":
                found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def wait_for(condition: Callable[[], Any], seconds: float = 150, of: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until it holds; no longer than the playbook runs, of which it is expected."""
    ends = time.monotonic() + seconds
    while not condition():
        assert of is None or of.poll() is None, f"the playbook ended first, with exit code {of.returncode}"
        assert time.monotonic() < ends, f"waited {seconds} s in vain"
        time.sleep(0.05)


def collecting(controller: Controller, hosts: int = len(HOSTS)) -> bool:
    return len(list(controller.runs.glob("batch-14/evidence/*/*.xml"))) >= hosts


def digest_of(run: Path) -> dict[str, bytes]:
    return {str(path.relative_to(run)): path.read_bytes() for path in sorted(run.rglob("*")) if path.is_file()}


def test_a_second_playbook_is_refused_while_the_first_collects(slow: RunningRack, controller: Controller) -> None:
    controller.write_inventory(places(slow))
    run = controller.runs / "batch-14"
    with playing(controller) as first:
        wait_for(lambda: collecting(controller), of=first)
        others = {
            "again": controller.play("inspect.yml", *ARGUMENTS),
            "resume": controller.play("inspect.yml", *ARGUMENTS, "-e", "resume=true"),
            "decide": controller.play("decide.yml", "-e", f"run={run}", "-e", "fail_on=never"),
        }
        assert first.wait(120) == 0
    for name, other in others.items():
        assert other.code == 2, name
        for words in ("another playbook works on it", "collecting since 20", f"process {first.pid} of", "resume=true"):
            assert words in other.output, (name, other.output)
        assert "Traceback" not in other.output
    assert {path.name for path in (run / "records").iterdir()} == {f"{host}.json" for host in HOSTS}
    assert [path.name for path in (controller.runs / ".locks").rglob("*") if path.is_file()] == ["guard"]
    verified = subprocess.run(
        [sys.executable, "-m", "reinstate.cli.main", "verify", str(run)], capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert controller.play("decide.yml", "-e", f"run={run}", "-e", "fail_on=never").code == 0


def test_what_a_killed_playbook_started_ends_with_it_and_the_run_is_taken_over(
    slow: RunningRack, controller: Controller
) -> None:
    controller.write_inventory(places(slow))
    with playing(controller) as first:
        wait_for(lambda: collecting(controller), of=first)
        assert len(started_by(controller)) > 2 * len(HOSTS)
        first.kill()
        wait_for(lambda: set(started_by(controller)) <= {first.pid}, 5)
        first.wait(10)
    assert started_by(controller) == {}
    resumed = controller.play("inspect.yml", *ARGUMENTS, "-e", "resume=true")
    assert resumed.code == 0, resumed.output
    assert "The lock of a playbook that has ended is taken over (run batch-14: collecting since" in resumed.output
    assert f"process {first.pid} of" in resumed.output
    assert resumed.summary["units"] == len(HOSTS)
    assert verify_run(controller.runs / "batch-14").status == 0


@pytest.fixture
def bastion(tmp_path: Path) -> Iterator[Bastion]:
    with running_sshd(tmp_path / "bastion") as running:
        yield running


@pytest.mark.parametrize("way", ["ssh -W", "a module on the jump host"])
@pytest.mark.parametrize("needs", [pytest.param(None, marks=NEEDS_OPENSSH)], ids=["OpenSSH"])
def test_what_it_started_elsewhere_ends_too(
    slow: RunningRack, controller: Controller, bastion: Bastion, way: str, needs: None
) -> None:
    python = bastion.folder / "python"
    python.write_text(
        f'#!/bin/sh\nexport {MARK}={controller.folder} PYTHONPATH={ROOT}/src\nexec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    if way == "ssh -W":
        through = {
            "reinstate_ssh_jump": f"{bastion.user}@127.0.0.1:{bastion.port}",
            "reinstate_ssh_jump_private_key_file": str(bastion.key),
            "reinstate_ssh_jump_known_hosts_file": str(bastion.known_hosts),
        }
        controller.write_inventory(places(slow), **through)
        begun, what = lambda: collecting(controller), "-W"
    else:
        hosts = {name: {**place, "jump_host": "bastion"} for name, place in places(slow).items()}
        write_inventory(controller, hosts, {"bastion": as_jump_host(bastion, python)})
        begun, what = lambda: sum("Ansi" in line for line in started_by(controller).values()) > len(HOSTS), "Ansi"
    with playing(controller) as first:
        wait_for(begun, of=first)
        time.sleep(1)
        assert sum(what in line for line in started_by(controller).values()) >= len(HOSTS)
        first.kill()
        first.wait(10)
        # Ansible's own connections are meant to last: a second, here.
        wait_for(lambda: not started_by(controller), 10)


# --- whose a run is ---


@pytest.mark.parametrize(
    ("group", "expected"),
    [(None, {0o700, 0o600}), (str(os.getegid()), {0o2750, 0o640})],
    ids=["alone", "group"],
)
def test_a_run_is_its_user_s_alone_unless_a_group_is_named(
    rack: RunningRack, controller: Controller, group: str | None, expected: set[int]
) -> None:
    import grp

    named = {} if group is None else {"reinstate_run_group": grp.getgrgid(int(group)).gr_name}
    controller.write_inventory(places(rack, HOSTS[0]), **named)
    before = os.umask(0)
    try:
        played = controller.play("inspect.yml", *ARGUMENTS)
    finally:
        os.umask(before)
    assert played.code == 0, played.output
    run = controller.runs / "batch-14"
    found = {path: path.stat().st_mode & 0o7777 for path in (controller.runs, run, *run.rglob("*"))}
    assert set(found.values()) == expected, {str(path): oct(mode) for path, mode in found.items()}
    locks = controller.runs / ".locks"
    assert {path.stat().st_mode & 0o7777 for path in (locks, *locks.rglob("*"))} == {0o700, 0o600}


def _outside(controller: Controller) -> Path:
    outside = controller.folder / "outside"
    (outside / "ex4400-clean").mkdir(parents=True)
    for name in ("mine.xml", "mine.json", "ex4400-clean/evidence.json", "ex4400-clean/mine.xml"):
        (outside / name).write_text("mine")
    return outside


def _foreign(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    os.chown(path, 12345, -1)


PLACES: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "the evidence is a link": (lambda run, outside: run.mkdir() or (run / "evidence").symlink_to(outside), "a link"),
    "the run is a link": (lambda run, outside: run.symlink_to(outside), "a link"),
    "the run is a link to nothing": (lambda run, outside: run.symlink_to(outside / "absent"), "a link"),
    "all runs are a link": (
        lambda run, outside: (run.parent.rmdir(), run.parent.symlink_to(outside)),
        "a link instead",
    ),
    "latest leads elsewhere": (lambda run, outside: (run.parent / "latest").symlink_to(outside), "leads elsewhere"),
    "the locks are a link": (lambda run, outside: (run.parent / ".locks").symlink_to(outside), "a link"),
    "the run is another's": (lambda run, outside: _foreign(run), "another user"),
    "all runs are another's": (lambda run, outside: _foreign(run.parent), "another user"),
}


@pytest.mark.parametrize(("spoil", "said"), PLACES.values(), ids=PLACES)
def test_links_and_folders_of_others_are_refused_before_first_contact(
    rack: RunningRack, controller: Controller, spoil: Callable[[Path, Path], object], said: str
) -> None:
    if "another" in said and os.geteuid() != 0:
        pytest.skip("only root can give files away")
    controller.write_inventory(places(rack, HOSTS[0]))
    outside, run = _outside(controller), controller.runs / "batch-14"
    controller.runs.mkdir()
    spoil(run, outside)
    before, asked = digest_of(outside), len(rack.requests(HOSTS[0]))
    for more in ((), ("-e", "resume=true")):
        played: Played = controller.play("inspect.yml", *ARGUMENTS, *more)
        assert played.code == 2
        assert said in played.output
        assert "Traceback" not in played.output
    assert digest_of(outside) == before
    assert len(rack.requests(HOSTS[0])) == asked
    assert not (controller.runs / "batch-14" / "run.json").exists()


def test_decide_and_report_refuse_them_too(rack: RunningRack, copied_run: Played, controller: Controller) -> None:
    controller.write_inventory(places(rack, HOSTS[0]))
    outside = _outside(controller)
    shutil.rmtree(copied_run.run / "records")
    (copied_run.run / "records").symlink_to(outside)
    before = digest_of(outside)
    played = controller.play("decide.yml", "-e", f"run={copied_run.run}", "-e", "fail_on=never")
    assert (played.code, digest_of(outside)) == (2, before)
    assert "a link instead of a file or folder of the run" in played.output


def test_an_interrupted_playbook_leaves_a_lock_that_is_taken_over(slow: RunningRack, controller: Controller) -> None:
    controller.write_inventory(places(slow))
    with playing(controller) as first:
        wait_for(lambda: collecting(controller), of=first)
        os.killpg(first.pid, signal.SIGINT)
        first.wait(30)
    wait_for(lambda: not started_by(controller), 5)
    resumed = controller.play("inspect.yml", *ARGUMENTS, "-e", "resume=true")
    assert resumed.code == 0, resumed.output
    assert "is taken over" in resumed.output
