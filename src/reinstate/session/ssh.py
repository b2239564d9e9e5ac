"""SSH as returned gear needs it: old algorithms last, hostile servers bounded."""

from __future__ import annotations

from typing import Any, cast

import paramiko
from paramiko.common import MSG_SERVICE_ACCEPT, cMSG_KEXINIT, cMSG_SERVICE_REQUEST
from paramiko.packet import Packetizer

from reinstate.plain_text import printable
from reinstate.session.greeting import MOST_BYTES

ECHO = "the port sends back what it is sent"
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
    """Bounds a packet, and what a server sends before its SSH banner; keeps the latter."""

    def __init__(self, sock: Any) -> None:
        super().__init__(sock)
        self.said = b""
        self._banner_bytes = 0

    def start_handshake(self, timeout: float) -> None:
        """No timer, and so no thread: the handshake ends when the socket is shut."""

    def read_all(self, n: int, check_rekey: bool = False) -> bytes:
        if n > _PACKET_LIMIT:
            raise paramiko.SSHException(f"an SSH packet of {n} bytes: the limit is {_PACKET_LIMIT}")
        data: bytes = super().read_all(n, check_rekey)
        return data

    def _read_timeout(self, timeout: float) -> bytes:
        data: bytes = super()._read_timeout(timeout)  # type: ignore[misc]
        self._banner_bytes += len(data)
        self.said = (self.said + data)[:MOST_BYTES]
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
        self.farewell = ""
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
        if self.local_kex_init == cMSG_KEXINIT + m.asbytes():
            raise paramiko.SSHException(ECHO)
        super()._parse_kex_init(m)  # type: ignore[misc]
        chosen = type(self.kex_engine)  # gone once the keys are in use
        self.kex_name = next((name for name, engine in _KEX_ENGINES.items() if engine is chosen), chosen.__name__)

    def _parse_disconnect(self, m: Any) -> None:
        m.get_int()
        self.farewell = printable(m.get_text(), 80)

    @property
    def said(self) -> bytes:
        """The first bytes that the server sent before the key exchange."""
        said: bytes = getattr(self.packetizer, "said", b"")
        return said


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
