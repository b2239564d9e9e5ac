"""A jump host: ``ssh -W`` through a real OpenSSH server on loopback."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from reinstate.session.settings import JumpHost
from tests import openssh
from tests.hostile.client import collected, settings_for
from tests.hostile.servers import Netconf, netconf_server, raw_server
from tests.hostile.test_connecting import _closed_port, hang_up, say
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


def _open_to_all(jump: JumpHost) -> JumpHost:
    assert jump.private_key_file is not None
    copy = jump.private_key_file.with_name("readable")
    copy.write_bytes(jump.private_key_file.read_bytes())
    copy.chmod(0o644)
    return replace(jump, private_key_file=copy)


def _holding(content: str) -> Callable[[JumpHost], JumpHost]:
    def spoil(jump: JumpHost) -> JumpHost:
        assert jump.private_key_file is not None
        path = jump.private_key_file.with_name("spoiled")
        path.write_text(content)
        path.chmod(0o600)
        return replace(jump, private_key_file=path)

    return spoil


def _with_passphrase(jump: JumpHost) -> JumpHost:
    assert jump.private_key_file is not None
    path = jump.private_key_file.with_name("encrypted")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "geheim", "-f", str(path)], check=True)
    return replace(jump, private_key_file=path)


WRONG: dict[str, tuple[Callable[[JumpHost], JumpHost], str, str]] = {
    "its port is closed": (
        lambda jump: replace(jump, port=_closed_port().port),
        "unreachable",
        "the SSH port of the jump host is closed",
    ),
    "its name": (
        lambda jump: replace(jump, address="no-such-host.invalid"),
        "unreachable",
        "the name of the jump host cannot be resolved",
    ),
    "its user": (lambda jump: replace(jump, user="nobody-here"), "authentication", "the jump host refused the login"),
    "no key": (lambda jump: replace(jump, private_key_file=None), "authentication", "the jump host refused the login"),
    "a key that others can read": (
        _open_to_all,
        "authentication",
        "the key file for the jump host can be read by others",
    ),
    "no such key": (
        lambda jump: replace(jump, private_key_file=Path("/nonexistent/key")),
        "authentication",
        "the key file for it cannot be read",
    ),
    "a file that is no key": (_holding("no key\n"), "authentication", "the key file for it cannot be used"),
    "a key with a passphrase": (_with_passphrase, "authentication", "the jump host refused the login"),
}


@pytest.mark.parametrize(("spoil", "status", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_the_jump_host_is_said_of_it(bastion: Bastion, spoil, status: str, said: str) -> None:
    with netconf_server() as address:
        jump = spoil(bastion.jump)
        got = collected(settings_for(address, jump_host=jump))
        assert address.seen.connections == 0
    assert got.status == (status, "connect")
    assert said in got.outcome["detail"]
    assert f"(through {jump.address})" in got.outcome["detail"]
    assert _ssh_processes(bastion) == []


SERVERS: dict[str, tuple[Sequence[str], str, str]] = {
    "no common algorithm": (
        ["KexAlgorithms diffie-hellman-group1-sha1"],
        "no-common-algorithm",
        "share no SSH algorithm (through 127.0.0.1): Unable to negotiate with 127.0.0.1",
    ),
    "no common cipher": (
        ["Ciphers 3des-cbc"],
        "no-common-algorithm",
        "the jump host and the controller share no SSH algorithm",
    ),
    "passwords alone": (
        ["PubkeyAuthentication no", "PasswordAuthentication yes"],
        "authentication",
        "the jump host refused the login",
    ),
    "no forwarding": (["AllowTcpForwarding no"], "unreachable", "the jump host does not permit forwarding"),
    "no forwarding to there": (["PermitOpen 192.0.2.1:830"], "unreachable", "the jump host does not permit forwarding"),
}


@pytest.mark.parametrize(("options", "status", "said"), SERVERS.values(), ids=SERVERS)
def test_what_the_jump_host_does_not_do_is_said_of_it(
    tmp_path: Path, options: Sequence[str], status: str, said: str
) -> None:
    with openssh.running_sshd(tmp_path / "sshd", options) as server, netconf_server() as address:
        jump = JumpHost("127.0.0.1", server.port, server.user, server.key, known_hosts_file=server.known_hosts)
        got = collected(settings_for(address, jump_host=jump))
        assert address.seen.connections == 0
    assert got.status == (status, "connect")
    assert said in got.outcome["detail"]


def test_a_jump_host_that_does_not_reply_is_named(tmp_path: Path) -> None:
    with raw_server(say()) as deaf, netconf_server() as address:
        jump = JumpHost(deaf.host, deaf.port, "nobody", known_hosts_file=tmp_path / "known")
        began = time.monotonic()
        got = collected(settings_for(address, jump_host=jump, connect_deadline=2.0))
        assert time.monotonic() - began < 6
    assert got.status == ("unreachable", "connect")
    assert "the jump host does not reply (through 127.0.0.1)" in got.outcome["detail"]


def test_a_device_behind_it_that_does_not_reply(bastion: Bastion) -> None:
    with raw_server(say()) as deaf:
        got = collected(settings_for(deaf, jump_host=bastion.jump, connect_deadline=2.0))
    assert got.status == ("timeout", "ssh")
    assert (
        "nothing came through 127.0.0.1: the device does not reply, or the jump host does not" in got.outcome["detail"]
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-such-device.invalid", "the jump host cannot resolve the name of the device"),
        ("127.0.0.1", "the port of the device is closed"),
    ],
)
def test_what_the_jump_host_says_of_the_device_is_said_of_the_device(bastion: Bastion, name: str, said: str) -> None:
    settings = replace(settings_for(_closed_port(), jump_host=bastion.jump), address=name)
    got = collected(settings)
    assert said in got.outcome["detail"]
    assert got.status[1] == "connect"


def test_a_console_port_behind_it_is_named(bastion: Bastion) -> None:
    with raw_server(say(b"\r\nlogin: ")) as address:
        got = collected(settings_for(address, jump_host=bastion.jump, connect_deadline=2.0))
    assert got.status == ("refused", "ssh")
    assert "no SSH server here: it says 'login:'; a console port?" in got.outcome["detail"]


def test_a_way_through_two_jump_hosts(bastion: Bastion, tmp_path: Path) -> None:
    with openssh.running_sshd(tmp_path / "second") as second:
        known = tmp_path / "both"
        known.write_text(bastion.server.known_hosts.read_text() + second.known_hosts.read_text())
        first = replace(bastion.jump, known_hosts_file=known)
        jump = JumpHost("127.0.0.1", second.port, second.user, second.key, known_hosts_file=known, via=(first,))
        with netconf_server(host="::1") as address:
            got = collected(settings_for(address, jump_host=jump))
            assert got.status == ("complete", "done"), got.outcome
        assert "Accepted publickey" in bastion.log()
        assert "Accepted publickey" in second.log()
        wrong = replace(jump, via=(replace(first, port=_closed_port().port),))
        with netconf_server() as address:
            got = collected(settings_for(address, jump_host=wrong))
        assert "(through 127.0.0.1 through 127.0.0.1)" in got.outcome["detail"]
        assert "the SSH port of the jump host is closed" in got.outcome["detail"]
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
