"""How one device is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class JumpHost:
    """An OpenSSH jump host; ``ssh -W`` carries the session's bytes through it.

    Attributes:
        address: name or address.
        port: TCP port of its SSH server.
        user: login there; None leaves the choice to ssh.
        private_key_file: key to log in with; None leaves it to ``config_file`` or ssh's own rules.
        config_file: an ssh_config that the inventory names; None means that no configuration file is read.
        known_hosts_file: where its host key is kept; None uses the user's own file.
        via: jump hosts on the way to it, the nearest to it first.
    """

    address: str
    port: int = 22
    user: str | None = None
    private_key_file: Path | None = None
    config_file: Path | None = None
    known_hosts_file: Path | None = None
    via: tuple[JumpHost, ...] = ()

    def after(self, hops: Sequence[JumpHost]) -> JumpHost:
        """The same jump host, reached through these."""
        return replace(self, via=tuple(hops))


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """Everything that one session needs. Secrets never appear in ``repr``; see ``__repr__``.

    Attributes:
        address: host name, IPv4 or IPv6 address.
        port: TCP port of NETCONF over SSH (830, or 22 for the netconf subsystem on the SSH port).
        user, password: login; a None password means key only.
        private_key_file: tried before the password.
        private_key: the text of a key, instead of a file.
        private_key_passphrase: for an encrypted key.
        use_agent: offer the SSH agent's keys (off: a hostile device must not be offered other credentials).
        use_home_keys: offer ``~/.ssh/id_*`` (off, for the same reason).
        ssh_config_file: an ssh_config that the inventory names; ``~/.ssh/config`` is never read by itself.
        expected_host_key: SHA256 fingerprint ("SHA256:...") that the device must show; None accepts and records.
        jump_host: reach the device through it.
        proxy_command: reach the device over its input and output, with the tokens of ssh_config; not with a jump host.
        pipelined: send each wave at once; False sends request by request.
        connect_deadline, hello_deadline, device_deadline: seconds; the last is for the whole session.
        reply_deadline_factor: multiplies each request's own deadline, for known slow devices.
        reply_deadline: seconds that every reply is given at least.
        reply_limit: bytes per reply.
        memory_limit: bytes of memory that the child process may take above what it starts with.
        attempts: connection attempts where the device drops the connection before login (rate limits).
    """

    address: str
    port: int = 830
    user: str = ""
    password: str | None = None
    private_key_file: Path | None = None
    private_key: str | None = None
    private_key_passphrase: str | None = None
    use_agent: bool = False
    use_home_keys: bool = False
    ssh_config_file: Path | None = None
    expected_host_key: str | None = None
    jump_host: JumpHost | None = None
    proxy_command: str | None = None
    pipelined: bool = True
    connect_deadline: float = 20.0
    hello_deadline: float = 30.0
    device_deadline: float = 600.0
    reply_deadline_factor: float = 1.0
    reply_deadline: float = 0.0
    reply_limit: int = 64 * 1024 * 1024
    memory_limit: int = 512 * 1024 * 1024
    attempts: int = 2

    def seconds_for(self, deadline: float) -> float:
        """How long a reply may take whose request has that deadline of its own."""
        return max(deadline * self.reply_deadline_factor, self.reply_deadline)

    def __repr__(self) -> str:
        return f"ConnectionSettings({self.user}@{self.address}:{self.port})"
