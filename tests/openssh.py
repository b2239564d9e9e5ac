"""A real OpenSSH server on loopback, with a configuration, a host key and a port of its own."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/sbin")

NEEDS_OPENSSH = [
    pytest.mark.skipif(SSHD is None, reason="no OpenSSH server here (Debian: openssh-server)"),
    pytest.mark.skipif(shutil.which("ssh") is None, reason="no OpenSSH client here (Debian: openssh-client)"),
]


@dataclass(frozen=True)
class Bastion:
    """A running sshd, and how the user who runs the tests logs in to it."""

    folder: Path
    port: int

    @property
    def user(self) -> str:
        return getpass.getuser()

    @property
    def key(self) -> Path:
        return self.folder / "key"

    @property
    def known_hosts(self) -> Path:
        """Its host key, as a client keeps it."""
        return self.folder / "known"

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def know(self, public_key: Path) -> None:
        """Have clients expect that host key."""
        kind, key = public_key.read_text().split()[:2]
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {kind} {key}\n")


def keygen(path: Path) -> Path:
    """A new key pair; gives its public half."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path.with_suffix(".pub")


def closed_port() -> int:
    """A TCP port of the loopback address that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextlib.contextmanager
def running_sshd(folder: Path, options: Sequence[str] = ()) -> Iterator[Bastion]:
    """An sshd for the length of a ``with``; ``options`` are further lines of its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:  # it drops its privileges there
        Path("/run/sshd").mkdir(exist_ok=True)
    bastion = Bastion(folder, closed_port())
    host_key = keygen(folder / "host_key")
    shutil.copy(keygen(bastion.key), folder / "authorized")
    bastion.know(host_key)
    lines = [
        *options,  # the first value of an option counts
        f"Port {bastion.port}",
        "ListenAddress 127.0.0.1",
        f"HostKey {folder}/host_key",
        f"AuthorizedKeysFile {folder}/authorized",
        "StrictModes no",
        "UsePAM no",
        "PasswordAuthentication no",
        "PermitRootLogin prohibit-password",
        "PidFile none",
        "LogLevel DEBUG1",
        "Subsystem sftp internal-sftp",
        "MaxStartups 100",
    ]
    (folder / "sshd_config").write_text("\n".join(lines) + "\n")
    assert SSHD is not None
    server = subprocess.Popen([SSHD, "-D", "-f", str(folder / "sshd_config"), "-E", str(folder / "log")])
    try:
        _wait_for(server, bastion)
        yield bastion
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(server: subprocess.Popen[bytes], bastion: Bastion) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", bastion.port), 0.1).close()
        except OSError:
            assert server.poll() is None, bastion.log()
            time.sleep(0.05)
        else:
            return
    pytest.fail("sshd didn't start")


def ssh_processes(bastion: Bastion) -> list[str]:
    """Command lines of the ssh clients of this bastion; a zombie has none left and shows as such."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name = stat.read_text().partition("(")[2].rpartition(")")[0]
            line = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if name == "ssh" and (str(bastion.port) in line or parent == str(os.getpid())):
            found.append(line or f"zombie {stat.parent.name}")
    return found
