"""Our own byte stream to a device: TCP, or ``ssh -W`` through a jump host.

The session's libraries get a socket that is connected already, so that a deadline can shut it whatever they are doing.
"""

from __future__ import annotations

import contextlib
import encodings.idna  # noqa: F401  getaddrinfo would import it in every child
import errno
import selectors
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.plain_text import printable
from reinstate.session.transcript import SessionStage, SessionStatus

# A further address is tried in parallel after this many seconds (RFC 8305, section 5).
_NEXT_ADDRESS_AFTER = 0.25
_SSH_FAILED = 255  # ssh's exit status for an error of its own
_NO_COMPLAINTS = (b"Warning: Permanently added", b"@@@")
_IN_PROGRESS = {0, errno.EINPROGRESS, errno.EWOULDBLOCK}


class SessionFailure(Exception):  # noqa: N818  an outcome of the device's, not an error of ours
    """A session ended early.

    Attributes:
        status, stage: of the outcome.
        again: whether another attempt may go better.
        log_in_again: whether the next connection has something else to offer.
    """

    def __init__(
        self,
        status: SessionStatus,
        stage: SessionStage,
        detail: str,
        *,
        again: bool = False,
        log_in_again: bool = False,
    ) -> None:
        self.status = status
        self.stage = stage
        self.detail = printable(detail)
        self.again = again
        self.log_in_again = log_in_again
        super().__init__(f"{status} at {stage}: {self.detail}")


@dataclass(slots=True)
class Line:
    """A connected stream, the ``ssh`` or command that carries it where there is one, and where that leads through."""

    sock: socket.socket
    process: subprocess.Popen[bytes] | None = None
    through: str = ""

    def shut(self) -> None:
        """End the stream both ways; whoever reads it sees the end at once. May be called from any thread."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the stream and reap its process."""
        self.shut()
        self.sock.close()
        self.complaint()

    def complaint(self) -> str:
        """What the carrier printed where it failed by itself; ends it where it has not ended. For one call."""
        process, self.process = self.process, None
        if process is None:
            return ""
        try:
            said = process.communicate(timeout=0.5)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            said = process.communicate()[1]
        if process.returncode <= 0:
            return ""
        lines = [line for line in said.splitlines() if not line.startswith(_NO_COMPLAINTS)]
        return printable(b" ".join(lines)) or ("ssh printed no message" if process.returncode == _SSH_FAILED else "")


def dial(address: str, port: int, deadline: float) -> Line:
    """A TCP connection to the first address that replies within ``deadline`` seconds; SessionFailure otherwise."""
    ends_at = time.monotonic() + deadline
    address = unbracketed(address)
    sock = _race(_resolve(address, port, deadline), ends_at, f"{address} port {port}", deadline)
    sock.setblocking(True)
    with contextlib.suppress(OSError):  # reset already: reading shows it
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Line(sock)


def unbracketed(address: str) -> str:
    """An IPv6 address without the brackets that URLs and some inventories put around it."""
    return address[1:-1] if address.startswith("[") and address.endswith("]") else address


def _resolve(address: str, port: int, deadline: float) -> Sequence[tuple[Any, ...]]:
    """getaddrinfo's rows. It has no deadline of its own, so a name is looked up in a thread that can be left behind."""
    found, failed = _look_up(address, port, socket.AI_NUMERICHOST)
    if not found:
        answers: list[tuple[Sequence[tuple[Any, ...]], str]] = []
        thread = threading.Thread(target=lambda: answers.append(_look_up(address, port)), daemon=True)
        thread.start()
        thread.join(deadline)
        found, failed = answers[0] if answers else ((), f"no reply within {deadline:g} seconds")
    if not found:
        raise SessionFailure(
            SessionStatus.UNREACHABLE, SessionStage.CONNECT, f"the name {address} cannot be resolved: {failed}"
        )
    return found


def _look_up(address: str, port: int, flags: int = 0) -> tuple[Sequence[tuple[Any, ...]], str]:
    """(rows, why there are none)."""
    try:
        return socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=flags), ""
    except OSError as error:
        return (), error.strerror or str(error)
    except UnicodeError:
        return (), "not a host name"


def _race(rows: Sequence[tuple[Any, ...]], ends_at: float, where: str, deadline: float) -> socket.socket:
    """Try the addresses in turn, the next one as soon as the last fails or dawdles; the first to connect wins."""
    waiting = list(rows)
    errors: list[OSError] = []
    with selectors.DefaultSelector() as selector:
        try:
            next_at = 0.0
            while True:
                now = time.monotonic()
                if now >= ends_at:
                    raise SessionFailure(
                        SessionStatus.UNREACHABLE,
                        SessionStage.CONNECT,
                        f"{where}: no reply within {deadline:g} seconds",
                    )
                if waiting and (now >= next_at or not selector.get_map()):
                    _begin(waiting.pop(0), selector, errors)
                    next_at = now + _NEXT_ADDRESS_AFTER
                if not selector.get_map() and not waiting:
                    raise _refusal(errors, where)
                until = min(ends_at, next_at) if waiting else ends_at
                for key, _ in selector.select(max(0.0, until - time.monotonic())):
                    sock = key.fileobj
                    assert isinstance(sock, socket.socket)
                    selector.unregister(sock)
                    failure = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if failure == 0:
                        return sock
                    errors.append(OSError(failure, errno.errorcode.get(failure, "")))
                    sock.close()
        finally:
            for key in list(selector.get_map().values()):
                assert isinstance(key.fileobj, socket.socket)
                key.fileobj.close()


def _begin(row: tuple[Any, ...], selector: selectors.BaseSelector, errors: list[OSError]) -> None:
    family, kind, protocol, _, target = row
    try:
        sock = socket.socket(family, kind | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC, protocol)
    except OSError as error:  # no IPv6 here
        errors.append(error)
        return
    failure = sock.connect_ex(target)
    if failure in _IN_PROGRESS:
        selector.register(sock, selectors.EVENT_WRITE)
        return
    errors.append(OSError(failure, errno.errorcode.get(failure, "")))
    sock.close()


def dropped(said: str = "") -> SessionFailure:
    """The outcome where a server takes the connection and ends it before its SSH banner."""
    detail = "the connection was closed before the SSH banner (possible rate limit)" + (f": {said}" if said else "")
    return SessionFailure(SessionStatus.REFUSED, SessionStage.SSH, detail, again=True)


def _refusal(errors: Sequence[OSError], where: str) -> SessionFailure:
    """Refused where some address said so: that one is alive."""
    if any(error.errno == errno.ECONNRESET for error in errors):
        return dropped()
    if any(error.errno == errno.ECONNREFUSED for error in errors):
        return SessionFailure(SessionStatus.REFUSED, SessionStage.CONNECT, f"{where} is closed (connection refused)")
    why = ", ".join(dict.fromkeys(errno.errorcode.get(error.errno or 0, str(error)) for error in errors))
    return SessionFailure(SessionStatus.UNREACHABLE, SessionStage.CONNECT, f"{where}: {why or 'no address'}")
