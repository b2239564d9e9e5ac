"""SSH of a device: host keys, algorithms, logins, the ``netconf`` subsystem, and a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import asyncssh
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from reinstate.lab.cli_session import CliSession
from reinstate.lab.emulated_device import ServedDevice
from reinstate.lab.faults import (
    DROP_AFTER_LOGIN,
    NO_COMMON_ALGORITHM,
    REFUSE_LOGIN,
    REFUSE_PASSWORD,
    connection_fault,
)
from reinstate.lab.netconf_server import Log, NetconfSession

_CURRENT = {
    "kex_algs": [
        "curve25519-sha256",
        "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256",
        "diffie-hellman-group14-sha256",
    ],
    "encryption_algs": ["chacha20-poly1305@openssh.com", "aes128-ctr", "aes256-ctr", "aes128-gcm@openssh.com"],
    "mac_algs": ["hmac-sha2-256", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512"],
    "compression_algs": ["none"],
}
# What Junos 12.3 offers, and nothing else.
_LEGACY = {
    "kex_algs": ["diffie-hellman-group14-sha1"],
    "encryption_algs": ["aes128-cbc", "3des-cbc"],
    "mac_algs": ["hmac-sha1"],
    "compression_algs": ["none"],
    "signature_algs": ["ssh-rsa"],
}
# Real algorithms that no client of Junos offers.
_EXOTIC = {**_CURRENT, "kex_algs": ["curve448-sha512"], "encryption_algs": ["seed-cbc@ssh.com"]}
_BANNERS = {"current": "OpenSSH_7.5", "legacy": "OpenSSH_4.4"}
_CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def host_key(device: ServedDevice, keys: Path) -> asyncssh.SSHKey:
    """The host's own key: derived from its name, so that it is the same whenever the rack starts again.

    RSA keys cannot be derived; they are generated once and kept in the state folder.
    """
    seed = hashlib.sha256(f"reinstate lab host key of {device.chassis_name}".encode()).digest()
    if device.netconf.host_key == "rsa":
        return _kept_rsa(keys / f"{hashlib.sha256(device.chassis_name.encode()).hexdigest()[:16]}.rsa")
    private: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    if device.netconf.host_key == "ed25519":
        private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    else:
        private = ec.derive_private_key(int.from_bytes(seed, "big") % (_CURVE_ORDER - 1) + 1, ec.SECP256R1())
    return asyncssh.import_private_key(private.private_bytes(Encoding.PEM, _format(private), NoEncryption()))


def _format(private: object) -> PrivateFormat:
    return PrivateFormat.OpenSSH if isinstance(private, ed25519.Ed25519PrivateKey) else PrivateFormat.PKCS8


def _kept_rsa(path: Path) -> asyncssh.SSHKey:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        asyncssh.generate_private_key("ssh-rsa", key_size=2048).write_private_key(str(path))
    return asyncssh.read_private_key(str(path))


@cache
def _public(line: str) -> asyncssh.SSHKey:
    return asyncssh.import_public_key(line)


class _Server(asyncssh.SSHServer):
    def __init__(self, device: ServedDevice, log: Log) -> None:
        self._device = device
        self._log = log
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        if connection_fault(self._device.faults, REFUSE_PASSWORD, REFUSE_LOGIN):
            return False
        login = self._device.logins.get(username)
        return login is not None and bool(login.password) and hmac.compare_digest(login.password, password)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        login = self._device.logins.get(username)
        if login is None or connection_fault(self._device.faults, REFUSE_LOGIN):
            return False
        return any(_public(line) == key for line in login.keys)

    def auth_completed(self) -> None:
        if connection_fault(self._device.faults, DROP_AFTER_LOGIN) and self._connection is not None:
            self._connection.abort()

    def session_requested(self) -> asyncssh.SSHServerSession[bytes]:
        assert self._connection is not None
        user = str(self._connection.get_extra_info("username"))
        return _Channel(self._device, user, self._log)


class _Channel(asyncssh.SSHServerSession[bytes]):
    """One channel: the ``netconf`` subsystem, ``netconf`` as a command, or the CLI on a terminal."""

    def __init__(self, device: ServedDevice, user: str, log: Log) -> None:
        self._session: NetconfSession | CliSession = NetconfSession(device, user, self._send, log)
        self._terminal = CliSession(device, user, self._send, log)
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._task: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan

    def subsystem_requested(self, subsystem: str) -> bool:
        return subsystem == "netconf"

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        return True

    def shell_requested(self) -> bool:
        self._session = self._terminal
        return True

    def exec_requested(self, command: str) -> bool:
        return command.split() in (["netconf"], ["xml-mode", "netconf", "need-trailer"])

    def session_started(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        self._session.feed(data)

    def eof_received(self) -> bool:
        self._session.feed(None)
        return True

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _send(self, data: bytes) -> None:
        await self._writable.wait()
        if self._channel is not None:
            self._channel.write(data)

    async def _run(self) -> None:
        assert self._channel is not None
        # A client may leave in the middle of anything.
        with contextlib.suppress(BrokenPipeError, ConnectionError, OSError):
            await self._session.serve()
        with contextlib.suppress(BrokenPipeError, ConnectionError, OSError):
            self._channel.exit(0)


def server_options(device: ServedDevice, keys: Path, log: Log) -> asyncssh.SSHServerConnectionOptions:
    """Everything that asyncssh needs to serve that device."""
    legacy = device.netconf.algorithms == "legacy"
    algorithms: dict[str, Any] = _LEGACY if legacy else _CURRENT
    if connection_fault(device.faults, NO_COMMON_ALGORITHM):
        algorithms = _EXOTIC
    return asyncssh.SSHServerConnectionOptions(
        server_factory=lambda: _Server(device, log),
        server_host_keys=[host_key(device, keys)],
        server_version=device.netconf.banner or _BANNERS[device.netconf.algorithms],
        encoding=None,
        line_editor=False,
        login_timeout=120,
        allow_pty=True,
        agent_forwarding=False,
        **algorithms,
    )
