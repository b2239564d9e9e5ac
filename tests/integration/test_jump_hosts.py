"""The two ways to a device behind a jump host, through a real OpenSSH server: delegation, and ``ssh -W``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.errors import InputError
from reinstate.lab.rack import RunningRack, start_rack
from reinstate.lab.spec_files import SHIPPED_RACK
from tests.integration.collected import opened_by_a_play
from tests.integration.conftest import AS_OF, ROOT, Controller, Played, places
from tests.openssh import NEEDS_OPENSSH, Bastion, closed_port, keygen, running_sshd, ssh_processes

pytestmark = [pytest.mark.ansible, pytest.mark.long, *NEEDS_OPENSSH]

# A word that stands in every reply (xml.juniper.net), and one that most base64 texts of some size hold.
JUNIPER, LAB = "juniper", "lab"
DEVICES = {"ex4400-clean": JUNIPER, "srx345-multibyte": LAB, "mx204-clean": JUNIPER}
# Replies without times or counters: a device answers them alike each time.
LASTING = {"chassis-inventory", "software-information", "license-information"}

GUARD = """
import os, sys
_log = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def _note(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        os.write(_log, b"%d\\n" % arguments[1][1])
sys.addaudithook(_note)
"""


@dataclass(frozen=True)
class Watched:
    """A controller whose every TCP connection made by Python, in whatever child process, is noted by port."""

    controller: Controller

    def play(self, *arguments: str, **environment: str) -> Played:
        folder = self.controller.folder / "guard"
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(GUARD.format(log=str(folder / "ports")))
        extra = ("-e", "fail_on=never", "-e", f"as_of={AS_OF}", *arguments)
        return self.controller.play("inspect.yml", *extra, PYTHONPATH=str(folder), **environment)

    def ports(self) -> set[int]:
        return {int(line) for line in (self.controller.folder / "guard" / "ports").read_text().split()}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    return Watched(Controller(tmp_path_factory.mktemp("watched")))


@pytest.fixture(scope="module")
def bench() -> Iterator[RunningRack]:
    """Devices whose passwords are words that occur in evidence."""
    specs = []
    for name, password in DEVICES.items():
        spec = yaml.safe_load((SHIPPED_RACK / f"{name}.yml").read_text())
        specs.append({**spec, "name": name, "logins": {"inspector": {"password": password}}})
    with start_rack(specs) as running:
        yield running


@pytest.fixture(scope="module")
def bastion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bastion]:
    with running_sshd(tmp_path_factory.mktemp("bastion")) as running:
        yield running


def interpreter(bastion: Bastion, name: str, *options: str) -> Path:
    """A Python on the jump host that notes who started it: sshd tells its sessions where they came from."""
    path = bastion.folder / name
    command = " ".join([sys.executable, *options])
    path.write_text(f'#!/bin/sh\necho "$SSH_CONNECTION" >> {path}.log\nexec {command} "$@"\n')
    path.chmod(0o755)
    return path


def as_jump_host(bastion: Bastion, python: Path, port: int | None = None) -> dict[str, Any]:
    return {
        "ansible_host": "127.0.0.1",
        "ansible_port": port or bastion.port,
        "ansible_user": bastion.user,
        "ansible_password": None,
        "ansible_ssh_private_key_file": str(bastion.key),
        "ansible_ssh_common_args": f"-F none -o IdentitiesOnly=yes -o UserKnownHostsFile={bastion.known_hosts}",
        # Ansible's own default keeps the connection for a minute.
        "ansible_ssh_args": "-o ControlMaster=auto -o ControlPersist=1s",
        "ansible_python_interpreter": str(python),
        "ansible_remote_tmp": str(bastion.folder / "remote"),
    }


def devices(bench: RunningRack, **variables: Any) -> dict[str, dict[str, Any]]:
    return {name: {**place, "ansible_password": DEVICES[name], **variables} for name, place in places(bench).items()}


def write_inventory(
    controller: Controller,
    hosts: Mapping[str, Mapping[str, Any]],
    jump_hosts: Mapping[str, Mapping[str, Any]],
    **common: Any,
) -> None:
    controller.write_inventory(hosts, ansible_password=None, **common)
    group = {"all": {"children": {"jump_hosts": {"hosts": {name: dict(host) for name, host in jump_hosts.items()}}}}}
    (controller.inventory / "jump_hosts.yml").write_text(yaml.safe_dump(group))


# --- delegation: the jump host collects ---


@pytest.fixture(scope="module")
def delegated(watched: Watched, bench: RunningRack, bastion: Bastion) -> Played:
    """Two devices behind a sound jump host, one on the bench itself, and five whose jump hosts or variables are bad."""
    jumps = {
        "bastion": as_jump_host(bastion, interpreter(bastion, "python")),
        "bastion-down": as_jump_host(bastion, interpreter(bastion, "unused"), closed_port()),
        "bastion-bare": as_jump_host(bastion, interpreter(bastion, "bare", "-I", "-S")),
        "bastion-locked": {
            **as_jump_host(bastion, interpreter(bastion, "locked")),
            "ansible_user": "nobody-here",
        },
    }
    bench_hosts = devices(bench, jump_host="bastion")
    del bench_hosts["mx204-clean"]["jump_host"]
    elsewhere = {**places(bench, "ex4400-clean")["ex4400-clean"], "ansible_password": JUNIPER}
    hosts = {
        **bench_hosts,
        "behind-down": {**elsewhere, "jump_host": "bastion-down"},
        "behind-bare": {**elsewhere, "jump_host": "bastion-bare"},
        "behind-locked": {**elsewhere, "jump_host": "bastion-locked"},
        "behind-unknown": {**elsewhere, "jump_host": "no-such-host.invalid"},
        "states-nothing": {"ansible_host": "127.0.0.1", "jump_host": "bastion"},
    }
    for name in bench_hosts:
        hosts[name] = {**hosts[name], "ansible_user": "inspector"}
    write_inventory(watched.controller, hosts, jumps, ansible_user=None)
    return watched.play()


def test_jump_hosts_are_not_inspected(delegated: Played) -> None:
    assert delegated.code == 0, delegated.output
    assert not [host for host in delegated.records if host.startswith("bastion")]
    assert delegated.summary["hosts"] == len(delegated.records) == 8
    assert "[WARNING]" not in delegated.output


@pytest.mark.parametrize("host", ["ex4400-clean", "srx345-multibyte"])
def test_a_jump_host_collects_in_the_controllers_place(delegated: Played, host: str) -> None:
    manifest = delegated.manifest(host)
    assert manifest["outcome"]["status"] == "complete", delegated.output
    assert {item["status"] for item in manifest["items"]} == {"ok"}
    assert delegated.records[host]["verdict"] != "inconclusive"


def test_the_work_ran_on_the_jump_host_and_not_here(
    delegated: Played, watched: Watched, bench: RunningRack, bastion: Bastion
) -> None:
    sessions = (bastion.folder / "python.log").read_text().splitlines()
    assert len(sessions) >= 2
    assert all(session.endswith(f"127.0.0.1 {bastion.port}") for session in sessions)
    assert bench.port("mx204-clean") in watched.ports()
    assert not {bench.port("ex4400-clean"), bench.port("srx345-multibyte"), 830} & watched.ports()
    assert bench.requests("ex4400-clean")


@pytest.fixture(scope="module")
def direct(bench: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The same devices, inspected from here."""
    controller = Controller(tmp_path_factory.mktemp("direct"))
    controller.write_inventory(devices(bench))
    return controller.play("inspect.yml", "-e", "fail_on=never")


@pytest.mark.parametrize("host", ["ex4400-clean", "srx345-multibyte"])
def test_evidence_is_the_same_byte_for_byte_whoever_collects(delegated: Played, direct: Played, host: str) -> None:
    through = {item["id"]: item for item in delegated.manifest(host)["items"]}
    here = {item["id"]: item for item in direct.manifest(host)["items"]}
    assert {name: item["status"] for name, item in through.items()} == {k: v["status"] for k, v in here.items()}
    same = [name for name in through if through[name]["sha256"] == here[name]["sha256"]]
    assert set(same) >= LASTING
    stored = b"".join(path.read_bytes() for path in (delegated.run / "evidence" / host).glob("*.xml"))
    assert b"xml.juniper.net" in stored
    assert b"***" not in stored


BAD_JUMP_HOSTS = {
    "behind-down": ("unreachable", ["the SSH port of the jump host is closed", "bastion-down"]),
    "behind-locked": ("authentication", ["the jump host refused the login", "bastion-locked", "Permission denied"]),
    "behind-unknown": ("unreachable", ["the name of the jump host cannot be resolved", "no-such-host.invalid"]),
    "behind-bare": ("collector-died", ["(reinstate)", "install reinstate on the jump host"]),
}


@pytest.mark.parametrize(("host", "expected"), BAD_JUMP_HOSTS.items(), ids=BAD_JUMP_HOSTS)
def test_a_jump_host_that_is_no_use_costs_its_devices_alone(
    delegated: Played, host: str, expected: tuple[str, list[str]]
) -> None:
    status, says = expected
    outcome = delegated.manifest(host)["outcome"]
    assert (outcome["status"], outcome["stage"]) == (status, "connect")
    for words in says:
        assert words in outcome["detail"]
    assert delegated.records[host]["verdict"] == "inconclusive"


def test_no_device_is_offered_what_opens_the_jump_host(delegated: Played, bastion: Bastion) -> None:
    manifest = delegated.manifest("states-nothing")
    assert (manifest["user"], manifest["port"]) == ("", 830)
    assert manifest["outcome"]["status"] == "refused"


def test_a_jump_host_outside_the_limit_still_serves(
    watched: Watched, delegated: Played, bench: RunningRack, bastion: Bastion
) -> None:
    before = (bastion.folder / "python.log").read_text()
    played = watched.play("--limit", "ex4400-clean", ANSIBLE_PIPELINING="true", ANSIBLE_FORKS="1")
    assert played.manifest("ex4400-clean")["outcome"]["status"] == "complete", played.output
    assert len((bastion.folder / "python.log").read_text()) > len(before)
    assert bench.port("ex4400-clean") not in watched.ports()


def test_without_the_group_it_is_a_mistake_before_first_contact(bench: RunningRack, controller: Controller) -> None:
    controller.write_inventory(devices(bench, jump_host="bastion"))
    before = len(bench.requests())
    played = controller.play("inspect.yml")
    assert played.code == 2
    assert "bastion" in played.output
    assert "group jump_hosts" in played.output
    assert len(bench.requests()) == before


@pytest.mark.parametrize("grouped", [False, True])
def test_a_jump_host_among_the_devices_opens_no_run(tmp_path: Path, grouped: bool) -> None:
    """Refused in the same place; what a play does with the sentence is the same."""
    with pytest.raises(InputError, match=r"got: bastion - .*group jump_hosts"):
        opened_by_a_play(tmp_path / "runs", [*DEVICES, "bastion"], jump_hosts=["bastion"], jump_hosts_grouped=grouped)
    assert not list(tmp_path.rglob("*"))


def test_a_play_that_states_a_jump_host_by_itself_contacts_no_device_from_here(
    bench: RunningRack, controller: Controller
) -> None:
    controller.write_inventory(devices(bench))
    play = {
        "name": "A play of the user's own",
        "hosts": "all",
        "gather_facts": False,
        "vars": {"jump_host": "bastion", "ansible_connection": "local"},
        "tasks": [{"ansible.builtin.import_role": {"name": "collect"}, "run_once": True}],
    }
    (controller.folder / "own.yml").write_text(yaml.safe_dump([play]))
    before = len(bench.requests())
    played = controller.play(str(controller.folder / "own.yml"), ANSIBLE_ROLES_PATH=str(ROOT / "roles"))
    manifests = [yaml.safe_load(path.read_text()) for path in controller.runs.rglob("evidence.json")]
    assert len(manifests) == len(DEVICES), played.output
    for manifest in manifests:
        assert "add the jump host to the group jump_hosts" in manifest["outcome"]["detail"]
    assert len(bench.requests()) == before


def test_an_inventory_of_jump_hosts_alone_is_an_error(bastion: Bastion, controller: Controller) -> None:
    write_inventory(controller, {}, {"bastion": as_jump_host(bastion, interpreter(bastion, "unused"))})
    played = controller.play("inspect.yml")
    assert played.code != 0
    assert "no host to inspect" in played.output


# --- ssh -W: the controller collects through the jump host ---


@pytest.fixture(scope="module")
def permitting(bench: RunningRack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bastion]:
    """A jump host that forwards to one device alone."""
    permit = f"PermitOpen 127.0.0.1:{bench.port('ex4400-clean')}"
    with running_sshd(tmp_path_factory.mktemp("permitting"), [permit]) as running:
        yield running


def through(bastion: Bastion, known: Path | None = None, key: Path | None = None) -> dict[str, str]:
    return {
        "reinstate_ssh_jump": f"{bastion.user}@127.0.0.1:{bastion.port}",
        "reinstate_ssh_jump_private_key_file": str(key or bastion.key),
        "reinstate_ssh_jump_known_hosts_file": str(known or bastion.known_hosts),
    }


@pytest.fixture(scope="module")
def jumped(bench: RunningRack, permitting: Bastion, tmp_path_factory: pytest.TempPathFactory) -> tuple[Watched, Played]:
    folder = tmp_path_factory.mktemp("jumped")
    keygen(folder / "stranger")
    other = keygen(folder / "other").read_text().split()[:2]
    (folder / "changed").write_text(f"[127.0.0.1]:{permitting.port} {' '.join(other)}\n")
    bench_hosts = devices(bench)
    clean = bench_hosts["ex4400-clean"]
    hosts = {
        "through": {**clean, **through(permitting)},
        "not-permitted": {**bench_hosts["srx345-multibyte"], **through(permitting)},
        "wrong-key": {**clean, **through(permitting, key=folder / "stranger")},
        "changed-key": {**clean, **through(permitting, known=folder / "changed")},
        "no-jump-host": {**clean, **through(permitting), "reinstate_ssh_jump": f"127.0.0.1:{closed_port()}"},
        "mx204-clean": bench_hosts["mx204-clean"],
    }
    watched = Watched(Controller(folder))
    watched.controller.write_inventory(hosts)
    return watched, watched.play()


def test_a_session_through_ssh_w_comes_from_the_jump_host(
    jumped: tuple[Watched, Played], bench: RunningRack, permitting: Bastion
) -> None:
    watched, played = jumped
    manifest = played.manifest("through")
    assert (manifest["outcome"]["status"], manifest["transport"]) == ("complete", "ssh-jump"), played.output
    assert played.records["through"]["verdict"] != "inconclusive"
    assert f"target 127.0.0.1 port {bench.port('ex4400-clean')}" in permitting.log()
    assert bench.port("ex4400-clean") not in watched.ports()
    assert bench.port("mx204-clean") in watched.ports()


BAD_JUMPS = {
    "not-permitted": ("unreachable", "the jump host does not permit forwarding"),
    "wrong-key": ("authentication", "the jump host refused the login"),
    "changed-key": ("host-key-changed", "the host key of the jump host has changed"),
    "no-jump-host": ("unreachable", "the SSH port of the jump host is closed"),
}


@pytest.mark.parametrize(("host", "expected"), BAD_JUMPS.items(), ids=BAD_JUMPS)
def test_what_is_wrong_with_a_jump_is_an_outcome(
    jumped: tuple[Watched, Played], host: str, expected: tuple[str, str]
) -> None:
    outcome = jumped[1].manifest(host)["outcome"]
    assert outcome["status"] == expected[0]
    assert expected[1] in outcome["detail"]


def test_no_ssh_is_left_behind(jumped: tuple[Watched, Played], permitting: Bastion) -> None:
    assert jumped[1].manifest("mx204-clean")["outcome"]["status"] == "complete"
    assert ssh_processes(permitting) == []
