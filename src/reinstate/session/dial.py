"""Our own byte stream to a device: TCP, or ``ssh -W`` through a jump host.

The session's libraries get a socket that is connected already, so that a deadline can shut it whatever they are doing.
"""

from __future__ import annotations

import contextlib
import encodings.idna  # noqa: F401  getaddrinfo would import it in every child
import errno
import os
import selectors
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reinstate.isolation import end_with
from reinstate.plain_text import printable
from reinstate.session.settings import JumpHost
from reinstate.session.transcript import SessionStage, SessionStatus

# A further address is tried in parallel after this many seconds (RFC 8305, section 5).
_NEXT_ADDRESS_AFTER = 0.25
_SSH_FAILED = 255  # ssh's exit status for an error of its own
_IN_PROGRESS = {0, errno.EINPROGRESS, errno.EWOULDBLOCK}


class SessionFailure(Exception):  # noqa: N818  an outcome of the device's, not an error of ours
    """A session ended early.

    Attributes:
        status, stage: of the outcome.
        again: whether another attempt may go better.
    """

    def __init__(self, status: SessionStatus, stage: SessionStage, detail: str, *, again: bool = False) -> None:
        self.status = status
        self.stage = stage
        self.detail = printable(detail)
        self.again = again
        super().__init__(f"{status} at {stage}: {self.detail}")


@dataclass(slots=True)
class Line:
    """A connected stream, and the ``ssh`` that carries it where there is one."""

    sock: socket.socket
    process: subprocess.Popen[bytes] | None = None

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
        """What ``ssh`` printed where it ended by itself; ends it where it has not ended. For one call."""
        process, self.process = self.process, None
        if process is None:
            return ""
        try:
            said = process.communicate(timeout=0.5)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            said = process.communicate()[1]
        if process.returncode != _SSH_FAILED:
            return ""
        lines = [line for line in said.splitlines() if not line.startswith(b"Warning: Permanently added")]
        return printable(b" ".join(lines)) or "ssh printed no message"


def dial(address: str, port: int, deadline: float) -> Line:
    """A TCP connection to the first address that replies within ``deadline`` seconds; SessionFailure otherwise."""
    ends_at = time.monotonic() + deadline
    sock = _race(_resolve(address, port, deadline), ends_at, f"{address} port {port}", deadline)
    sock.setblocking(True)
    with contextlib.suppress(OSError):  # reset already: reading shows it
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Line(sock)


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


def dial_through(jump: JumpHost, address: str, port: int, deadline: float) -> Line:
    """A stream to the device through ``ssh -W`` on a jump host; SessionFailure where there is no ``ssh`` here."""
    ssh = shutil.which("ssh")
    if ssh is None:
        raise SessionFailure(
            SessionStatus.UNREACHABLE,
            SessionStage.CONNECT,
            "a jump host requires the OpenSSH client: no ssh command on the controller",
        )
    return _spawn([ssh, *_jump_arguments(jump, address, port, deadline)])


def dial_by_command(command: str) -> Line:
    """A stream over the ``ProxyCommand`` of an ssh_config that the inventory names."""
    return _spawn(["/bin/sh", "-c", f"exec {command}"])


def _spawn(arguments: Sequence[str]) -> Line:
    """Called in the main thread, which lasts as long as the process: see `end_with`."""
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    try:
        process = subprocess.Popen(  # noqa: S603
            arguments,
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=subprocess.PIPE,
            # One system call, in a process that no other thread was copied into.
            preexec_fn=lambda: end_with(parent),  # noqa: PLW1509
        )
    except OSError as error:
        ours.close()
        raise SessionFailure(
            SessionStatus.UNREACHABLE, SessionStage.CONNECT, f"{arguments[0]} cannot be started: {error.strerror}"
        ) from error
    finally:
        theirs.close()
    return Line(ours, process)


def _jump_arguments(jump: JumpHost, address: str, port: int, deadline: float) -> list[str]:
    options = {
        "BatchMode": "yes",
        "StrictHostKeyChecking": "accept-new",
        "ConnectTimeout": str(max(1, int(deadline))),
        "ControlMaster": "no",
        "ControlPath": "none",
        "ForwardAgent": "no",
        "LogLevel": "INFO",
    }
    if jump.known_hosts_file is not None:
        options["UserKnownHostsFile"] = f'"{jump.known_hosts_file}"'
    arguments = ["-F", str(jump.config_file) if jump.config_file else "none"]
    if jump.private_key_file is not None:
        arguments += ["-i", str(jump.private_key_file)]
        options["IdentitiesOnly"] = "yes"
    for name, value in options.items():
        arguments += ["-o", f"{name}={value}"]
    if jump.port != 22 or jump.config_file is None:
        arguments += ["-p", str(jump.port)]
    if jump.user:
        arguments += ["-l", jump.user]
    target = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return [*arguments, "-W", target, "--", jump.address]


# What the OpenSSH client prints when it cannot carry the stream; the first match counts.
_COMPLAINTS: tuple[tuple[str, SessionStatus, str], ...] = (
    ("open failed: connect failed: connection refused", SessionStatus.REFUSED, "the port of the device is closed"),
    ("open failed: connect failed", SessionStatus.UNREACHABLE, "the jump host cannot reach the device"),
    ("open failed: administratively prohibited", SessionStatus.UNREACHABLE, "the jump host does not permit forwarding"),
    ("open failed", SessionStatus.UNREACHABLE, "the jump host does not forward the connection"),
    ("identification has changed", SessionStatus.HOST_KEY_CHANGED, "the host key of the jump host has changed"),
    ("host key verification failed", SessionStatus.HOST_KEY_CHANGED, "the host key of the jump host was refused"),
    ("permission denied", SessionStatus.AUTHENTICATION, "the jump host refused the login"),
    ("too many authentication failures", SessionStatus.AUTHENTICATION, "the jump host refused the login"),
    ("no matching", SessionStatus.NO_COMMON_ALGORITHM, "the jump host and the controller share no SSH algorithm"),
    ("", SessionStatus.UNREACHABLE, "the jump host cannot be used"),
)


def failure_of_carrier(complaint: str) -> SessionFailure:
    """The outcome where ``ssh -W`` ended before the device sent anything."""
    said = complaint.lower()
    status, meaning = next((status, meaning) for mark, status, meaning in _COMPLAINTS if mark in said)
    return SessionFailure(status, SessionStage.CONNECT, f"{meaning}: {complaint}")
