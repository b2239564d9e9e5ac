"""A jump host: ``ssh -W`` through a real OpenSSH server on loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from reinstate.session.settings import JumpHost
from tests import openssh
from tests.hostile.client import collected, settings_for
from tests.hostile.servers import Netconf, netconf_server, raw_server
from tests.hostile.test_connecting import _closed_port, hang_up
from tests.openssh import NEEDS_OPENSSH

pytestmark = NEEDS_OPENSSH


@dataclass(frozen=True)
class Bastion:
    """A running sshd: how a session uses it."""

    server: openssh.Bastion
    jump: JumpHost
    folder: Path

    def log(self) -> str:
        return self.server.log()


@pytest.fixture
def bastion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bastion]:
    monkeypatch.setenv("HOME", str(tmp_path))
    with openssh.running_sshd(tmp_path / "sshd") as server:
        jump = JumpHost("127.0.0.1", server.port, server.user, server.key, known_hosts_file=tmp_path / "known")
        yield Bastion(server, jump, tmp_path)


def _ssh_processes(bastion: Bastion) -> list[str]:
    return openssh.ssh_processes(bastion.server)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_session_through_a_jump_host(bastion: Bastion, host: str) -> None:
    with netconf_server(host=host) as address:
        got = collected(settings_for(address, jump_host=bastion.jump))
        assert (got.status, got.transport["kind"]) == (("complete", "done"), "ssh-jump")
        assert got.transport["host_key"] == address.host_key
    assert "Accepted publickey" in bastion.log()
    assert (bastion.folder / "known").exists()
    assert _ssh_processes(bastion) == []


def test_the_users_ssh_config_is_not_read_for_the_jump_host(bastion: Bastion) -> None:
    trapped = bastion.folder / "trapped"
    (bastion.folder / ".ssh").mkdir()
    (bastion.folder / ".ssh" / "config").write_text(f"Host *\n  Port 1\n  ProxyCommand touch {trapped}\n")
    with netconf_server() as address:
        assert collected(settings_for(address, jump_host=bastion.jump)).status == ("complete", "done")
    assert not trapped.exists()


def test_a_config_that_the_inventory_names_is_read(bastion: Bastion) -> None:
    jump = bastion.jump
    config = bastion.folder / "named"
    config.write_text(
        f"Host bastion\n  HostName 127.0.0.1\n  Port {jump.port}\n"
        f"  User {jump.user}\n  IdentityFile {jump.private_key_file}\n"
    )
    with netconf_server() as address:
        named = JumpHost("bastion", config_file=config, known_hosts_file=jump.known_hosts_file)
        assert collected(settings_for(address, jump_host=named)).status == ("complete", "done")
        config.write_text(
            config.read_text() + f"\nHost device-9\n  HostName 127.0.0.1\n  ProxyJump {jump.user}@bastion\n"
        )
        (bastion.folder / ".ssh").mkdir(mode=0o700)
        settings = replace(settings_for(address, ssh_config_file=config), address="device-9")
        got = collected(settings)
    assert (got.status, got.transport["kind"]) == (("complete", "done"), "ssh-jump")


def test_a_closed_port_behind_the_jump_host_is_refused(bastion: Bastion) -> None:
    got = collected(settings_for(_closed_port(), jump_host=bastion.jump))
    assert got.status == ("refused", "connect")
    assert "the port of the device is closed" in got.outcome["detail"]
    assert _ssh_processes(bastion) == []


def test_a_device_behind_it_that_drops_connections_is_tried_again(
    bastion: Bastion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reinstate.session.ask.BACK_OFF", 0.05)
    with raw_server(hang_up) as address:
        got = collected(settings_for(address, jump_host=bastion.jump))
        assert address.seen.connections == 2
    assert (got.status, got.outcome["attempts"]) == (("refused", "ssh"), 2)


@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [
        (lambda jump: replace(jump, port=_closed_port().port), "unreachable", "jump host cannot be used"),
        (lambda jump: replace(jump, address="no-such-host.invalid"), "unreachable", "jump host cannot be used"),
        (lambda jump: replace(jump, user="nobody-here"), "authentication", "jump host refused the login"),
        (lambda jump: replace(jump, private_key_file=None), "authentication", "jump host refused the login"),
    ],
)
def test_what_is_wrong_with_the_jump_host_is_said(bastion: Bastion, spoil, status: str, said: str) -> None:
    with netconf_server() as address:
        got = collected(settings_for(address, jump_host=spoil(bastion.jump)))
        assert address.seen.connections == 0
    assert got.status == (status, "connect")
    assert said in got.outcome["detail"]
    assert _ssh_processes(bastion) == []


def test_a_jump_host_with_another_key_is_refused(bastion: Bastion) -> None:
    with netconf_server() as address:
        assert collected(settings_for(address, jump_host=bastion.jump)).status == ("complete", "done")
        other = " ".join(openssh.keygen(bastion.folder / "other").read_text().split()[:2])
        (bastion.folder / "known").write_text(f"[127.0.0.1]:{bastion.jump.port} {other}\n")
        got = collected(settings_for(address, jump_host=bastion.jump))
        assert address.seen.connections == 1
    assert got.status == ("host-key-changed", "connect")


def test_a_hung_session_leaves_no_ssh_behind(bastion: Bastion) -> None:
    async def hang(netconf: Netconf) -> None:
        await netconf.process.stdin.read()

    with netconf_server(hang) as address:
        got = collected(settings_for(address, jump_host=bastion.jump, hello_deadline=0.5))
        assert got.status == ("timeout", "hello")
        assert _ssh_processes(bastion) == []
        killed = collected(settings_for(address, jump_host=bastion.jump, hello_deadline=20), deadline=1.0)
    assert killed.result.ended == "killed"
    time.sleep(0.2)
    assert _ssh_processes(bastion) == []
