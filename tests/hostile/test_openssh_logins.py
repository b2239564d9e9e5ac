"""Logins at real OpenSSH servers, which count attempts and know some signatures only."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reinstate.session.settings import ConnectionSettings
from tests.hostile.client import Collected, collected
from tests.openssh import NEEDS_OPENSSH, Bastion, running_sshd

pytestmark = [*NEEDS_OPENSSH, pytest.mark.long]

# A NETCONF session that ends after its hello: what comes before is what is tried here.
HELLO = (
    '<hello xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"><capabilities>'
    "<capability>urn:ietf:params:netconf:base:1.0</capability></capabilities><session-id>1</session-id></hello>]]>]]>"
)


def keygen(path: Path, kind: str, passphrase: str = "") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-a", "4", "-N", passphrase, "-f", str(path)], check=True)
    return path


@contextmanager
def device(folder: Path, *options: str) -> Iterator[Bastion]:
    """An OpenSSH server with a NETCONF subsystem."""
    (folder / "hello").write_text(HELLO)
    with running_sshd(folder / "sshd", [f"Subsystem netconf /bin/cat {folder}/hello", *options]) as running:
        yield running


def tried(server: Bastion, **changes: Any) -> Collected:
    stated: dict[str, Any] = {
        "address": "127.0.0.1",
        "port": server.port,
        "user": server.user,
        "password": "not-the-password",
        "connect_deadline": 10.0,
        "hello_deadline": 5.0,
        "device_deadline": 20.0,
    }
    return collected(ConnectionSettings(**{**stated, **changes}))


def _accepted(got: Collected) -> str:
    """The method that was accepted; "" where none was."""
    return str(got.transport["authentication"])


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
@pytest.mark.parametrize("passphrase", [None, "geheim"], ids=["plain", "encrypted"])
@pytest.mark.filterwarnings("ignore:.*bcrypt.kdf")
def test_keys_of_every_kind_in_a_file_and_as_text(tmp_path: Path, kind: str, passphrase: str | None) -> None:
    key = keygen(tmp_path / "own", kind, passphrase or "")
    with device(tmp_path) as server:
        (server.folder / "authorized").write_text(key.with_suffix(".pub").read_text())
        for named in ({"private_key_file": key}, {"private_key": key.read_text().strip()}):
            got = tried(server, private_key_passphrase=passphrase, **named)
            assert _accepted(got) == "publickey", got.outcome


SIGNATURES: dict[str, Sequence[str]] = {
    "SHA-1 alone": ["PubkeyAcceptedAlgorithms ssh-rsa"],
    "SHA-1 alone, and one attempt": ["PubkeyAcceptedAlgorithms ssh-rsa", "MaxAuthTries 1"],
    "SHA-2 alone": ["PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256"],
}


@pytest.mark.parametrize("options", SIGNATURES.values(), ids=SIGNATURES)
def test_a_server_that_knows_some_signatures_only(tmp_path: Path, options: Sequence[str]) -> None:
    key = keygen(tmp_path / "own", "rsa")
    with device(tmp_path, *options) as server:
        (server.folder / "authorized").write_text(key.with_suffix(".pub").read_text())
        got = tried(server, private_key_file=key, password=None)
    assert _accepted(got) == "publickey", got.outcome


def test_a_key_that_costs_the_only_attempt_leaves_the_password_for_another_connection(tmp_path: Path) -> None:
    other = keygen(tmp_path / "other", "ed25519")
    with device(tmp_path, "PasswordAuthentication yes", "MaxAuthTries 1") as server:
        got = tried(server, private_key_file=other)
        log = server.log()
    assert got.status == ("authentication", "authenticate")
    assert got.outcome["attempts"] == 2
    assert got.outcome["detail"] == (
        "the key was refused, and the device closed the connection (Too many authentication failures); "
        "the password was refused, and the device closed the connection (Too many authentication failures)"
    )
    assert log.count("Failed password") == 1


def test_a_password_that_is_refused_at_once_is_refused(tmp_path: Path) -> None:
    with device(tmp_path, "PasswordAuthentication yes", "MaxAuthTries 1") as server:
        got = tried(server)
    assert (got.status, got.outcome["attempts"]) == (("authentication", "authenticate"), 1)
    assert "the password was refused" in got.outcome["detail"]


def test_a_server_that_takes_keys_alone_is_not_sent_the_password(tmp_path: Path) -> None:
    with device(tmp_path, "KbdInteractiveAuthentication no") as server:
        got = tried(server)
    assert got.status == ("authentication", "authenticate")
    assert got.outcome["detail"] == "the password was not offered: the device accepts only publickey"


def test_a_key_and_a_password_that_are_both_required(tmp_path: Path) -> None:
    with device(tmp_path, "PasswordAuthentication yes", "AuthenticationMethods publickey,password") as server:
        got = tried(server, private_key_file=server.key)
    assert got.status == ("authentication", "authenticate")
    assert (
        got.outcome["detail"] == "the key was accepted, but the device also requires password; the password was refused"
    )
