"""A device is offered what the inventory names, after its host key was accepted, and nothing else."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from reinstate.session.settings import ConnectionSettings
from tests.hostile.client import collected, settings_for
from tests.hostile.servers import PASSWORD, USER, netconf_server


@pytest.fixture(scope="module")
def key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory of the test's own."""
    (tmp_path / ".ssh").mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def written(key: asyncssh.SSHKey, path: Path, passphrase: str | None = None) -> Path:
    # As many rounds as ssh-keygen took for long; AsyncSSH's own 128 are a second of work at every login.
    key.write_private_key(path, passphrase=passphrase, rounds=16)
    path.chmod(0o600)
    return path


# --- host keys ---


def test_the_fingerprint_is_recorded_as_openssh_prints_it() -> None:
    with netconf_server() as address:
        got = collected(settings_for(address))
    assert got.transport["host_key"] == address.host_key
    assert got.transport["host_key"].startswith("SHA256:")
    assert got.transport["host_key_type"] == "ssh-ed25519"
    assert got.transport["server_version"].startswith("SSH-2.0-AsyncSSH")


@pytest.mark.parametrize("kind", ["ssh-rsa", "ecdsa-sha2-nistp256", "ssh-ed25519"])
def test_the_expected_host_key_is_accepted(kind: str) -> None:
    with netconf_server(host_key=asyncssh.generate_private_key(kind)) as address:
        assert collected(settings_for(address, expected_host_key=address.host_key)).status == ("complete", "done")


@pytest.mark.parametrize(
    "write", [lambda key: key.removeprefix("SHA256:"), lambda key: key + "=", lambda key: f" {key}\n"]
)
def test_the_expected_host_key_may_be_written_in_other_ways(write) -> None:
    with netconf_server() as address:
        got = collected(settings_for(address, expected_host_key=write(address.host_key)))
    assert got.status == ("complete", "done")


@pytest.mark.parametrize("expected", ["SHA256:" + "A" * 43, "", "SHA256:", "MD5:00:11"])
def test_another_host_key_gets_no_user_no_password_and_no_key(
    expected: str, key: asyncssh.SSHKey, tmp_path: Path
) -> None:
    with netconf_server() as address:
        settings = settings_for(address, expected_host_key=expected, private_key_file=written(key, tmp_path / "key"))
        got = collected(settings)
        assert got.status == ("host-key-changed", "ssh")
        assert (address.seen.users, address.seen.passwords, address.seen.keys) == ([], [], [])
    assert got.transport["host_key"] == address.host_key
    assert address.host_key in got.outcome["detail"]
    assert got.outcome["attempts"] == 1


def test_known_hosts_of_the_user_have_no_say(home: Path) -> None:
    """Bench addresses are reused; the file would also choose the type of key to ask for."""
    other = asyncssh.generate_private_key("ecdsa-sha2-nistp256").export_public_key().decode().strip()
    with netconf_server() as address:
        (home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{address.port} {other}\n127.0.0.1 {other}\n")
        assert collected(settings_for(address)).status == ("complete", "done")
        settings = settings_for(address, expected_host_key="SHA256:" + "A" * 43)
        assert collected(settings).status == ("host-key-changed", "ssh")


# --- passwords and keys ---


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong"}, "the password was refused"),
        ({"user": "nobody"}, "the password was refused"),
        ({"password": None}, "no key and no password are configured"),
        ({"password": None, "private_key_file": Path("/nonexistent/key")}, "/nonexistent/key cannot be read"),
    ],
)
def test_a_refused_login_is_an_outcome_of_its_own(changes: dict[str, object], said: str) -> None:
    with netconf_server() as address:
        got = collected(settings_for(address, **changes))
        assert (got.status, got.outcome["attempts"]) == (("authentication", "authenticate"), 1)
        assert said in got.outcome["detail"]
        assert len(address.seen.passwords) <= 1
    assert PASSWORD not in str(got.outcome)


def _password_prompt(answer: str | None) -> list[tuple[str, bool]] | bool:
    return [("Password:", False)] if answer is None else answer == PASSWORD


def _asked_until_right(answer: str | None) -> list[tuple[str, bool]] | bool:
    return [("Password:", False)] if answer != PASSWORD else True


def _with_a_code(answer: str | None) -> list[tuple[str, bool]] | bool:
    return [("Password:", False)] if answer is None else [("Verification code:", False)]


QUESTIONS = {
    "right": (_password_prompt, PASSWORD, "complete", ""),
    "wrong": (_password_prompt, "wrong", "authentication", "the password was refused"),
    "wrong, asked again": (
        _asked_until_right,
        "wrong",
        "authentication",
        "the password was refused: the device asked for it again",
    ),
    "a code as well": (
        _with_a_code,
        PASSWORD,
        "authentication",
        "the password is not all: the device also asks 'Verification code:'",
    ),
    "two questions at once": (
        lambda answer: [("Password:", False), ("PIN:", False)],
        PASSWORD,
        "authentication",
        "the password is not all: the device also asks 'PIN:'",
    ),
}


@pytest.mark.parametrize(("questions", "password", "status", "said"), QUESTIONS.values(), ids=QUESTIONS)
def test_keyboard_interactive(questions, password: str, status: str, said: str) -> None:
    with netconf_server(questions=questions) as address:
        got = collected(settings_for(address, password=password))
        assert address.seen.passwords in ([password], [])
        assert address.seen.connections == 1
    assert (got.status[0], got.outcome["detail"]) == (status, said)
    assert "accepts only" not in got.outcome["detail"]
    if status == "complete":
        assert got.transport["authentication"] == "password"


@pytest.mark.parametrize(
    ("options", "changes", "said"),
    [
        ({"password": None}, {}, "the password was not offered: the device accepts only publickey"),
        ({}, {"password": None}, "no key and no password are configured"),
    ],
)
def test_what_the_device_does_not_take_is_not_offered(options, changes, said: str) -> None:
    with netconf_server(**options) as address:
        got = collected(settings_for(address, **changes))
        assert (address.seen.passwords, address.seen.keys) == ([], [])
    assert (got.status, got.outcome["detail"]) == (("authentication", "authenticate"), said)


def test_a_key_is_tried_before_the_password(key: asyncssh.SSHKey, tmp_path: Path) -> None:
    with netconf_server(authorized_key=key.get_fingerprint()) as address:
        got = collected(settings_for(address, private_key_file=written(key, tmp_path / "key")))
        assert address.seen.passwords == []
        assert set(address.seen.keys) == {key.get_fingerprint()}
    assert (got.status, got.transport["authentication"]) == (("complete", "done"), "publickey")


def test_a_refused_key_is_followed_by_the_password(key: asyncssh.SSHKey, tmp_path: Path) -> None:
    with netconf_server() as address:
        got = collected(settings_for(address, private_key_file=written(key, tmp_path / "key")))
        assert set(address.seen.keys) == {key.get_fingerprint()}
        assert address.seen.connections == 1
    assert (got.status, got.transport["authentication"]) == (("complete", "done"), "password")


@pytest.mark.parametrize(
    ("on_file", "given", "method"),
    [
        pytest.param(None, None, "publickey", id="plain"),
        pytest.param(None, "a passphrase nobody needs", "publickey", id="a needless passphrase"),
        pytest.param("geheim", "geheim", "publickey", id="encrypted"),
        pytest.param("geheim", "wrong", "password", id="encrypted, wrong passphrase"),
        pytest.param("geheim", None, "password", id="encrypted, no passphrase"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*bcrypt.kdf")
def test_passphrases(on_file: str | None, given: str | None, method: str, key: asyncssh.SSHKey, tmp_path: Path) -> None:
    """The password is never a passphrase: it would hide a key that has none."""
    with netconf_server(authorized_key=key.get_fingerprint()) as address:
        path = written(key, tmp_path / "key", on_file)
        got = collected(settings_for(address, private_key_file=path, private_key_passphrase=given))
    assert (got.status, got.transport["authentication"]) == (("complete", "done"), method)


def test_a_key_alone(tmp_path: Path) -> None:
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    with netconf_server(authorized_key=rsa.get_fingerprint(), password=None) as address:
        got = collected(settings_for(address, password=None, private_key_file=written(rsa, tmp_path / "key")))
    assert (got.status, got.transport["authentication"]) == (("complete", "done"), "publickey")


def test_an_rsa_key_logs_in_where_sha1_signatures_are_all_that_is_known(tmp_path: Path) -> None:
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    with netconf_server(authorized_key=rsa.get_fingerprint(), password=None, signature_algs=["ssh-rsa"]) as address:
        got = collected(settings_for(address, password=None, private_key_file=written(rsa, tmp_path / "key")))
    assert (got.status, got.transport["authentication"]) == (("complete", "done"), "publickey")


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [(None, "it is encrypted, and no passphrase is set"), ("wrong", "the passphrase is wrong")],
)
@pytest.mark.parametrize("as_text", [False, True], ids=["file", "text"])
@pytest.mark.filterwarnings("ignore:.*bcrypt.kdf")
def test_what_is_wrong_with_a_key_is_said(
    key: asyncssh.SSHKey, tmp_path: Path, passphrase: str | None, said: str, as_text: bool
) -> None:
    path = written(key, tmp_path / "key", "geheim")
    named = {"private_key": path.read_text()} if as_text else {"private_key_file": path}
    with netconf_server() as address:
        got = collected(settings_for(address, password=None, private_key_passphrase=passphrase, **named))
        assert address.seen.keys == []
    assert got.status == ("authentication", "authenticate")
    assert said in got.outcome["detail"]
    assert "BEGIN" not in got.outcome["detail"]


def test_a_file_that_holds_no_key_is_said_and_the_password_tried(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("no key")
    with netconf_server() as address:
        got = collected(settings_for(address, private_key_file=tmp_path / "key"))
        assert got.status == ("complete", "done")
        got = collected(settings_for(address, private_key_file=tmp_path / "key", password=None))
    assert "cannot be used" in got.outcome["detail"]


# --- what nobody asked for ---


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A socket where an SSH agent would be; the list grows with each visit."""
    visits: list[int] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "agent"))
        listener.listen()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                visits.append(1)
                connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield visits
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize("password", [PASSWORD, "wrong", None])
def test_no_agent_and_no_key_of_the_home_directory_is_offered(
    password: str | None, agent: list[int], home: Path, key: asyncssh.SSHKey
) -> None:
    written(key, home / ".ssh" / "id_ed25519")
    with netconf_server(authorized_key=key.get_fingerprint()) as address:
        got = collected(settings_for(address, password=password))
        assert (agent, address.seen.keys) == ([], [])
    assert got.status[0] == ("complete" if password == PASSWORD else "authentication")


def test_they_are_offered_when_asked_for(agent: list[int], home: Path, key: asyncssh.SSHKey) -> None:
    written(key, home / ".ssh" / "id_ed25519")
    with netconf_server(authorized_key=key.get_fingerprint()) as address:
        got = collected(settings_for(address, password=None, use_agent=True, use_home_keys=True))
        assert len(agent) == 1
    assert (got.status, got.transport["authentication"]) == (("complete", "done"), "publickey")


def _trap(folder: Path, trapped: Path) -> str:
    return f"Host *\n  Port 1\n  User mallory\n  IdentityFile {folder}/trap\n  ProxyCommand touch {trapped}\n"


def test_the_users_ssh_config_is_never_read(home: Path, key: asyncssh.SSHKey) -> None:
    """A `Host *` there overrides an explicit port in PyEZ, and sends the password to another server."""
    trapped = home / "trapped"
    (home / ".ssh" / "config").write_text(_trap(written(key, home / "trap").parent, trapped))
    with netconf_server() as address:
        got = collected(settings_for(address))
        assert (address.seen.users, address.seen.keys) == ([USER], [])
    assert got.status == ("complete", "done")
    assert not trapped.exists()


def test_a_config_that_the_inventory_names_is_read(home: Path, key: asyncssh.SSHKey) -> None:
    path = written(key, home / "bench_key")
    with netconf_server(authorized_key=key.get_fingerprint()) as address:
        (home / "bench.config").write_text(
            f"Host bench-7\n  HostName 127.0.0.1\n  User {USER}\n  IdentityFile {path}\n"
        )
        settings = ConnectionSettings("bench-7", address.port, ssh_config_file=home / "bench.config")
        got = collected(settings)
    assert (got.status, got.transport["authentication"]) == (("complete", "done"), "publickey")


def test_its_proxy_command_carries_the_session(home: Path) -> None:
    relay = home / "relay.py"
    relay.write_text(
        "import os, select, socket, sys\n"
        "device = socket.create_connection((sys.argv[1], int(sys.argv[2])))\n"
        "while True:\n"
        "    for end in select.select([0, device], [], [])[0]:\n"
        "        data = os.read(0, 65536) if end == 0 else device.recv(65536)\n"
        "        if not data: sys.exit()\n"
        "        os.write(1, data) if end is device else device.sendall(data)\n"
    )
    with netconf_server() as address:
        (home / "bench.config").write_text(
            f"Host *\n  ProxyCommand {sys.executable} {relay} 127.0.0.1 {address.port}\n"
        )
        settings = settings_for(address, ssh_config_file=home / "bench.config")
        got = collected(replace(settings, address="behind.example"))
    assert (got.status, got.transport["kind"]) == (("complete", "done"), "ssh-jump")


def test_a_named_config_that_is_missing_is_said(tmp_path: Path) -> None:
    with netconf_server() as address:
        got = collected(settings_for(address, ssh_config_file=tmp_path / "absent"))
        assert address.seen.connections == 0
    assert got.status == ("unreachable", "connect")
    assert "absent cannot be read" in got.outcome["detail"]


def test_settings_keep_their_secrets_to_themselves() -> None:
    settings = ConnectionSettings("a", user="u", password="hunter2", private_key_passphrase="hunter3")
    assert "hunter" not in repr(settings) + str(settings) + f"{settings}"
