"""SSH as returned gear needs it: old algorithms last, hostile servers bounded, key before password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import paramiko
from paramiko.common import MSG_SERVICE_ACCEPT, cMSG_SERVICE_REQUEST
from paramiko.packet import Packetizer

from reinstate.plain_text import printable

_BANNER_LIMIT = 64 * 1024
_READ_AHEAD = 64 * 1024
_PACKET_LIMIT = 256 * 1024  # as OpenSSH's; paramiko has none and would ask for as much memory as is announced
# The libraries' own time limits are put out of the way: ours shuts the socket under them.
_NO_LIMIT = 24 * 3600.0

# Strong before weak, so that a weak one is chosen only where the device has nothing else.
_KEX = (
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group-exchange-sha1",
    "diffie-hellman-group1-sha1",
)
_KEX_ENGINES: dict[str, Any] = paramiko.Transport._kex_info  # type: ignore[attr-defined]
_KEYS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
    "ssh-rsa",
)
_CIPHERS = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "aes128-cbc",
    "aes192-cbc",
    "aes256-cbc",
    "3des-cbc",
)
_MACS = (
    "hmac-sha2-256",
    "hmac-sha2-512",
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha1",
    "hmac-sha1-96",
    "hmac-md5",
    "hmac-md5-96",
)
WEAK_ALGORITHMS = frozenset(
    name for name in (*_KEX, *_KEYS, *_CIPHERS, *_MACS) if "sha1" in name or "md5" in name or "cbc" in name
) | {"ssh-rsa"}


class _Packetizer(Packetizer):
    """Bounds a packet, and what a server says before its SSH banner; remembers the latter."""

    def __init__(self, sock: Any) -> None:
        super().__init__(sock)
        self.lines: list[str] = []
        self._banner_bytes = 0

    def start_handshake(self, timeout: float) -> None:
        """No timer, and so no thread: the handshake ends when the socket is shut."""

    def readline(self, timeout: float) -> str:
        line: str = super().readline(timeout)
        self.lines.append(printable(line))
        return line

    def read_all(self, n: int, check_rekey: bool = False) -> bytes:
        if n > _PACKET_LIMIT:
            raise paramiko.SSHException(f"an SSH packet of {n} bytes: the limit is {_PACKET_LIMIT}")
        data: bytes = super().read_all(n, check_rekey)
        return data

    def _read_timeout(self, timeout: float) -> bytes:
        data: bytes = super()._read_timeout(timeout)  # type: ignore[misc]
        self._banner_bytes += len(data)
        if self._banner_bytes > _BANNER_LIMIT:
            raise paramiko.SSHException(f"more than {_BANNER_LIMIT} bytes before an SSH banner")
        return data


class _ReadAhead:
    """A socket that reads ahead: paramiko asks for some bytes at a time, and each time costs two system calls."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._ahead = memoryview(b"")

    def recv(self, wanted: int) -> bytes:
        """As a socket's; from what is there already where there is some."""
        if not self._ahead:
            self._ahead = memoryview(self._sock.recv(_READ_AHEAD))
        taken, self._ahead = bytes(self._ahead[:wanted]), self._ahead[wanted:]
        return taken

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class BoundedTransport(paramiko.Transport):
    """SSH with the algorithms that old Junos needs offered last, and without time limits of its own."""

    _preferred_kex = tuple(name for name in _KEX if name in _KEX_ENGINES)
    _preferred_keys = _KEYS
    _preferred_pubkeys = _KEYS
    _preferred_ciphers = _CIPHERS
    _preferred_macs = _MACS

    def __init__(self, sock: Any) -> None:
        super().__init__(cast("Any", _ReadAhead(sock)), packetizer_class=_Packetizer)
        self.banner_timeout = self.auth_timeout = self.channel_timeout = _NO_LIMIT
        self.kex_name = ""
        self._service_requested = False

    def _send_message(self, data: Any) -> None:
        """Request the login service once; paramiko requests it for each attempt, and strict servers hang up on that."""
        if data.asbytes()[:1] == cMSG_SERVICE_REQUEST:
            if self._service_requested:
                accepted = paramiko.Message()
                accepted.add_string("ssh-userauth")
                accepted.rewind()
                handler: Any = self.auth_handler
                handler._handler_table[MSG_SERVICE_ACCEPT](accepted)
                return
            self._service_requested = True
        super()._send_message(data)  # type: ignore[misc]

    def _parse_kex_init(self, m: Any) -> None:
        super()._parse_kex_init(m)  # type: ignore[misc]
        chosen = type(self.kex_engine)  # gone once the keys are in use
        self.kex_name = next((name for name, engine in _KEX_ENGINES.items() if engine is chosen), chosen.__name__)

    @property
    def greeting(self) -> str:
        """What the server said before the key exchange, its last line."""
        lines: list[str] = getattr(self.packetizer, "lines", [])
        return lines[-1] if lines else ""


def host_key_matches(fingerprint: str, expected: str) -> bool:
    """Whether a fingerprint is the expected one, however that is written (with or without prefix and padding)."""
    return fingerprint.removeprefix("SHA256:").rstrip("=") == expected.strip().removeprefix("SHA256:").rstrip("=")


def negotiated(transport: Any) -> dict[str, str]:
    """What was negotiated; both directions where they differ."""

    def both(ours: str, theirs: str) -> str:
        return ours if ours == theirs else f"{ours},{theirs}"

    cipher = both(transport.local_cipher, transport.remote_cipher)
    mac = "implicit" if "gcm" in cipher else both(str(transport.local_mac), str(transport.remote_mac))
    return {
        "kex": transport.kex_name,
        "host_key": str(transport.host_key_type),
        "cipher": cipher,
        "mac": mac,
    }


def weak_among(algorithms: dict[str, str]) -> tuple[str, ...]:
    """Those of the negotiated algorithms that only old Junos needs."""
    names = (name for value in algorithms.values() for name in value.split(","))
    return tuple(sorted({name for name in names if name in WEAK_ALGORITHMS}))


class LoginRefusedError(Exception):
    """No way of logging in was accepted; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class NamedKey:
    """The private key that the inventory names: the key, or why there is none."""

    key: paramiko.PKey | None = None
    complaint: str = ""


def load_key(path: Path | None, passphrase: str | None) -> NamedKey:
    """Read a private key. A passphrase that an unencrypted key doesn't need is let be.

    Takes seconds for some encrypted keys, so it is done before any deadline of the device's runs.
    """
    if path is None:
        return NamedKey()
    secrets = [None] if passphrase is None else [passphrase.encode(), None]
    reason = ""
    for secret in secrets:
        try:
            return NamedKey(paramiko.PKey.from_path(str(path), secret))  # type: ignore[arg-type]  # the stubs say str
        except OSError as error:
            return NamedKey(complaint=f"the key file {path} can't be read: {error.strerror}")
        except paramiko.pkey.UnknownKeyType as error:
            reason = reason or type(error).__name__
        except (TypeError, ValueError, paramiko.SSHException) as error:
            reason = reason or str(error)
    return NamedKey(complaint=f"the key file {path} can't be used: {reason}")


def log_in(transport: paramiko.Transport, user: str, named: NamedKey, password: str | None) -> str:
    """Key first, then password; the method that was accepted. LoginRefusedError, or SSHException when cut off."""
    tried = [named.complaint] if named.complaint else []
    if named.key is not None and _offer_key(transport, user, named.key, tried):
        return "publickey"
    if password is not None and _accepted(
        lambda: transport.auth_password(user, password), transport, "the password", tried
    ):
        return "password"
    raise LoginRefusedError("; ".join(tried) or "neither a key nor a password is set")


def _offer_key(transport: Any, user: str, key: paramiko.PKey, tried: list[str]) -> bool:
    if _accepted(lambda: transport.auth_publickey(user, key), transport, "the key", tried):
        return True
    if isinstance(key, paramiko.RSAKey) and not transport.server_extensions:
        # Without RFC 8308's list of signatures one has to guess: old Junos knows SHA-1 alone.
        transport.disabled_algorithms = {"pubkeys": ["rsa-sha2-512", "rsa-sha2-256"]}
        return _accepted(lambda: transport.auth_publickey(user, key), transport, "the key with SHA-1", tried)
    return False


def _accepted(offer: Callable[[], Any], transport: paramiko.Transport, what: str, tried: list[str]) -> bool:
    """Whether the server took it. What is raised when the connection ends is passed on."""
    try:
        further = offer()
    except paramiko.BadAuthenticationType as error:
        tried.append(f"{what}: the server takes {', '.join(error.allowed_types)} only")
        return False
    except paramiko.AuthenticationException:
        if not transport.is_active() and not tried:
            raise
        tried.append(f"{what} was refused")
        if not transport.is_active():
            raise LoginRefusedError("; ".join(tried) + ", and the server hung up") from None
        return False
    if further:
        tried.append(f"{what} was accepted, and the server asks for {', '.join(further)} besides")
        return False
    return True
