"""The rack as a process: started, found, stopped, replayed, multiplied."""

from __future__ import annotations

import argparse
import hashlib
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jnpr.junos import Device
from jnpr.junos.exception import RpcError, RpcTimeoutError

from reinstate.cli.lab import add_lab
from reinstate.errors import InputError
from reinstate.evidence.manifest import Item, ItemStatus, Manifest
from reinstate.lab import RackPlan, RunningRack, find_rack, launch, start_rack, stop_rack
from reinstate.session.transcript import Outcome, SessionStage, SessionStatus


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_lab(parser.add_subparsers(required=True))
    arguments = parser.parse_args(["lab", *words])
    return int(arguments.run(arguments))


def opened(rack: RunningRack, name: str) -> Device:
    host = rack.hosts[name]
    device = Device(
        host=host.address,
        port=host.port,
        user=host.user,
        password=host.password,
        gather_facts=False,
        look_for_keys=False,
        allow_agent=False,
        ssh_config="/dev/null",
    )
    return device.open()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_start_status_stop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state, inventory = tmp_path / "state", tmp_path / "new" / "hosts.yml"
    where = ["--state", str(state)]
    assert run("status", *where) == 1
    spec = ["--spec", "ex4400-clean", "--spec", "ex4400-leftover-restricted"]
    assert run("start", *where, *spec, "--inventory", str(inventory)) == 0
    hosts = yaml.safe_load(inventory.read_text())["all"]["children"]["rack"]["hosts"]
    assert set(hosts) == {"ex4400-clean", "ex4400-leftover-restricted"}
    assert hosts["ex4400-clean"]["ansible_host"] == "127.0.0.1"
    assert hosts["ex4400-leftover-restricted"]["ansible_user"] == "auditor"
    assert all(listens(host["ansible_port"]) for host in hosts.values())
    assert run("status", *where) == 0
    with pytest.raises(InputError, match="is already running"):
        run("start", *where, *spec, "--inventory", str(inventory))
    assert run("stop", *where) == 0
    assert not any(listens(host["ansible_port"]) for host in hosts.values())
    assert run("stop", *where) == 0
    said = capsys.readouterr().out
    assert "2 devices on 127.0.0.1; inventory: " in said
    assert "rack stopped" in said
    assert "no rack is running" in said


OWN_BOX = "template: ex4400-24t\nchassis: {serial: ZD4422110055}\n"
OWN_LOGIN = "logins: {inspector: null, keeper: {class: super-user, permissions: [all], password: Own-only-1}}\n"


@pytest.fixture
def own_rack(tmp_path: Path) -> Path:
    """A folder of specs, two with the bench login and one with a login of its own."""
    rack = tmp_path / "my-rack"
    rack.mkdir()
    for name, login in (("sw-1", ""), ("sw-2", ""), ("sw-3", OWN_LOGIN)):
        (rack / f"{name}.yml").write_text(OWN_BOX + login)
    return rack


def stated_by_ansible(inventory: Path) -> dict[str, dict[str, Any]]:
    """The variables of every host, as Ansible reads the inventory."""
    program = Path(sys.executable).with_name("ansible-inventory")
    done = subprocess.run([program, "-i", inventory, "--list"], capture_output=True, check=True)
    stated: dict[str, dict[str, Any]] = json.loads(done.stdout)["_meta"]["hostvars"]
    return stated


def test_the_inventory_of_any_rack_in_any_folder_logs_in(own_rack: Path, tmp_path: Path) -> None:
    state, inventory = tmp_path / "state", tmp_path / "elsewhere" / "hosts.yml"
    assert run("start", "--state", str(state), "--rack", str(own_rack), "--inventory", str(inventory)) == 0
    try:
        hosts = stated_by_ansible(inventory)
        assert {name: host["ansible_user"] for name, host in hosts.items()} == {
            "sw-1": "inspector",
            "sw-2": "inspector",
            "sw-3": "keeper",
        }
        for host in hosts.values():
            login = {"user": host["ansible_user"], "passwd": host["ansible_password"]}
            with Device(host=host["ansible_host"], port=host["ansible_port"], gather_facts=False, **login) as device:
                assert device.connected
    finally:
        assert run("stop", "--state", str(state)) == 0


def test_variables_beside_the_inventory_replace_the_common_login(own_rack: Path, tmp_path: Path) -> None:
    inventory = tmp_path / "elsewhere" / "hosts.yml"
    with start_rack(plan=RackPlan(rack=str(own_rack), only=("sw-1",))) as rack:
        rack.write_inventory(inventory)
    (inventory.parent / "group_vars").mkdir()
    (inventory.parent / "group_vars" / "all.yml").write_text("ansible_user: somebody\n")
    assert stated_by_ansible(inventory.parent)["sw-1"]["ansible_user"] == "somebody"


def test_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scenarios") == 0
    said = capsys.readouterr().out
    assert "ex4400-vc.fpc2: fail / remediate (health.fans)" in said
    both = (
        "srx345-multibyte: pass / reinstate (no deciding finding)\n"
        "    with claims and attestations: fail / reject (attested.condition)\n"
    )
    assert both in said
    assert said.count("    with claims and attestations: ") == 3


def test_foreground_ends_with_its_rack(tmp_path: Path) -> None:
    words = ["start", "--foreground", "--spec", "ex4400-clean", "--state", str(tmp_path / "state")]
    script = (
        "import argparse, sys; from reinstate.cli.lab import add_lab; parser = argparse.ArgumentParser();"
        "add_lab(parser.add_subparsers()); arguments = parser.parse_args(['lab', *sys.argv[1:]]);"
        "sys.exit(arguments.run(arguments))"
    )
    inventory = str(tmp_path / "hosts.yml")
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words, "--inventory", inventory], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert "1 device on 127.0.0.1; inventory: " in process.stdout.readline()
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert find_rack(tmp_path / "state") is None


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (RackPlan(only=("no-such-box",)), "no device no-such-box"),
        (RackPlan(specs=({"name": "x", "model": "m"},)), "release: Field required"),
        (RackPlan(specs=({"name": "x", "template": "bench", "faults": [{"fault": "odd"}]},)), "Field required"),
        (RackPlan(only=("ex4400-clean",), replay=("/nonexistent",)), "no evidence bundle"),
    ],
)
def test_what_cannot_be_served_is_said(tmp_path: Path, plan: RackPlan, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        launch(plan, tmp_path / "state")
    assert sentence in str(refused.value)
    assert not stop_rack(tmp_path / "state")


def test_a_thousand_devices_from_one_spec(tmp_path: Path) -> None:
    with start_rack(plan=RackPlan(devices=1000), state=tmp_path) as rack:
        assert len({host.port for host in rack.hosts.values()}) == 1000
        serials = set()
        for name in ("ex4400-clean-0001", "ex4400-clean-0500", "ex4400-clean-1000"):
            with opened(rack, name) as device:
                serials.add(device.rpc.get_chassis_inventory().findtext("chassis/serial-number"))
        assert len(serials) == 3
        assert rack.cpu_seconds() < 30


def test_copies_stand_beside_their_original(tmp_path: Path) -> None:
    with start_rack(["ex4400-clean"], plan=RackPlan(copies=3), state=tmp_path) as rack:
        assert set(rack.hosts) == {"ex4400-clean", "ex4400-clean-0002", "ex4400-clean-0003"}


def test_every_request_is_written_down(tmp_path: Path) -> None:
    with start_rack(["ex4400-clean"], state=tmp_path) as rack:
        with opened(rack, "ex4400-clean") as device:
            device.rpc.file_list(detail=True, path="/var/tmp/")
            with pytest.raises(RpcError):
                device.rpc.request_system_zeroize()
        logged = rack.requests("ex4400-clean")
    assert [entry["rpc"] for entry in logged] == ["file-list", "request-system-zeroize", "close-session"]
    assert logged[0]["args"] == {"detail": True, "path": "/var/tmp/"}
    assert "<path>/var/tmp/</path>" in logged[0]["xml"]
    assert {entry["user"] for entry in logged} == {"inspector"}


REPLY = b'<rpc-reply xmlns="urn:ietf:params:xml:ns:netconf:base:1.0" message-id="old">\n%s</rpc-reply>\n'
INVENTORY = (
    REPLY % "<chassis-inventory><chassis><serial-number>ZÜ1</serial-number></chassis></chassis-inventory>\n".encode()
)
DENIED = REPLY % (
    b"<rpc-error><error-severity>error</error-severity><error-message>permission denied</error-message></rpc-error>\n"
)

# request, arguments, status, stored bytes
STORED: list[tuple[str, dict[str, str | bool], ItemStatus, bytes]] = [
    ("get-chassis-inventory", {}, ItemStatus.OK, INVENTORY),
    (
        "get-chassis-inventory",
        {"extensive": True},
        ItemStatus.UNSUPPORTED,
        DENIED.replace(b"permission denied", b"syntax error"),
    ),
    ("get-configuration", {"@database": "committed"}, ItemStatus.DENIED, DENIED),
    ("get-alarm-information", {}, ItemStatus.TIMEOUT, b""),
    ("get-system-storage", {}, ItemStatus.TRUNCATED, INVENTORY[:60]),
]


def bundle(folder: Path, status: SessionStatus = SessionStatus.INCOMPLETE) -> Path:
    folder.mkdir(parents=True)
    items = []
    for number, (rpc, arguments, item_status, raw) in enumerate(STORED if status is SessionStatus.INCOMPLETE else []):
        file = f"item-{number}.xml" if raw else ""
        if file:
            (folder / file).write_bytes(raw)
        digest = hashlib.sha256(raw).hexdigest()
        items.append(Item(f"item-{number}", rpc, arguments, item_status, file, sha256=digest, bytes=len(raw)))
    manifest = Manifest(folder.name, Outcome(status, SessionStage.DONE), user="ops", items=tuple(items))
    (folder / "evidence.json").write_text(json.dumps(manifest.to_json()))
    return folder


def test_a_bundle_is_replayed_with_what_went_wrong_in_it(tmp_path: Path) -> None:
    run_folder = tmp_path / "runs" / "r1"
    bundle(run_folder / "evidence" / "box")
    bundle(run_folder / "evidence" / "dark", SessionStatus.UNREACHABLE)
    with start_rack(replay=[run_folder], state=tmp_path / "state") as rack:
        assert set(rack.hosts) == {"box", "dark"}
        assert not listens(rack.port("dark"))
        device = opened(rack, "box")
        assert device.rpc.get_chassis_inventory().findtext("chassis/serial-number") == "ZÜ1"
        for ask, sentence in (
            (lambda: device.rpc.get_chassis_inventory(extensive=True), "syntax error"),
            (lambda: device.rpc.get_config(options={"database": "committed"}), "permission denied|Permission"),
            (device.rpc.get_fpc_information, "syntax error"),
        ):
            with pytest.raises(RpcError, match=sentence):
                ask()
        device.timeout = 1
        with pytest.raises(RpcTimeoutError):
            device.rpc.get_alarm_information()


def test_a_bundle_cannot_reach_outside_itself(tmp_path: Path) -> None:
    folder = bundle(tmp_path / "box")
    stated: dict[str, Any] = json.loads((folder / "evidence.json").read_text())
    stated["items"][0]["file"] = "../secret.xml"
    (folder / "evidence.json").write_text(json.dumps(stated))
    with pytest.raises(InputError, match="outside"):
        launch(RackPlan(replay=(str(folder),)), tmp_path / "state")
