"""What a session hands over: replies as they came, and how the session went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reinstate.plan.requests import Request


class SessionStatus(StrEnum):
    """How a session ended (the ``status`` of the manifest's outcome)."""

    COMPLETE = "complete"  # every planned request was answered, whatever the answer
    INCOMPLETE = "incomplete"  # the session ended well, some requests were not answered
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # the port is closed, or the server drops connections (rate limit)
    AUTHENTICATION = "authentication"
    NO_COMMON_ALGORITHM = "no-common-algorithm"
    HOST_KEY_CHANGED = "host-key-changed"
    TIMEOUT = "timeout"
    CLOSED = "closed"  # the device closed the session before the plan was done
    COLLECTOR_DIED = "collector-died"  # the child process was killed or crashed


class SessionStage(StrEnum):
    """Where a session stood when it ended."""

    CONNECT = "connect"
    SSH = "ssh"
    AUTHENTICATE = "authenticate"
    HELLO = "hello"
    FIRST_WAVE = "first-wave"
    SECOND_WAVE = "second-wave"
    DONE = "done"


class ReplyStatus(StrEnum):
    """How one request ended on the wire; what a complete reply says is judged from its bytes, not here."""

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"  # larger than the limit, or the connection ended inside it
    MALFORMED = "malformed"  # broken framing, or a reply that doesn't say whose answer it is; bytes kept
    CLOSED = "closed"  # the connection ended before the reply began
    NOT_SENT = "not-collected"


@dataclass(frozen=True, slots=True)
class Reply:
    """One request and what came back.

    Attributes:
        raw: the ``rpc-reply`` exactly as the device sent it, without framing; empty where nothing came.
        started: when the request was sent, UTC.
        seconds: from the later of sending and the end of the reply before it, to the end of this reply.
        detail: what went wrong on the wire, in a sentence.
    """

    request: Request
    status: ReplyStatus
    raw: bytes
    started: datetime | None
    seconds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Transport:
    """What the SSH and NETCONF layers showed.

    Attributes:
        kind: ``ssh`` or ``ssh-jump``.
        host_key: SHA256 fingerprint, as OpenSSH prints it; empty before the key exchange.
        host_key_type: e.g. ``ssh-ed25519``.
        algorithms: ``kex``, ``host_key``, ``cipher``, ``mac`` as negotiated.
        weak_algorithms: those among them that needed the compatibility profile for old Junos.
        server_version: the SSH banner, bounded and printable.
        base: NETCONF framing in use, ``1.0`` or ``1.1``.
        capabilities: of the device's hello, bounded and printable.
        authentication: ``publickey`` or ``password``.
    """

    kind: str = "ssh"
    host_key: str = ""
    host_key_type: str = ""
    algorithms: dict[str, str] = field(default_factory=dict)
    weak_algorithms: tuple[str, ...] = ()
    server_version: str = ""
    base: str = ""
    capabilities: tuple[str, ...] = ()
    authentication: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the session with one device went.

    Attributes:
        status, stage: as the contract names them.
        detail: one sentence for a person; device text in it is bounded and printable.
        attempts: connections that were tried.
    """

    status: SessionStatus
    stage: SessionStage
    detail: str = ""
    attempts: int = 1
