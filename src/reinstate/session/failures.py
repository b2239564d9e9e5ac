"""Whose fault it is that a session could not be opened: the exceptions of three libraries, as outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ncclient.transport
import paramiko

from reinstate.session.carriers import failure_behind_carrier, failure_of_carrier
from reinstate.session.dial import Line, SessionFailure, dropped
from reinstate.session.greeting import is_rate_limit, no_ssh_server, quoted
from reinstate.session.login import LoginCutError, LoginRefusedError
from reinstate.session.settings import ConnectionSettings
from reinstate.session.ssh import ECHO, BoundedTransport
from reinstate.session.transcript import SessionStage, SessionStatus


@dataclass(frozen=True, slots=True)
class Opening:
    """A session that could not be opened, as far as it came.

    Attributes:
        stage: what was going on.
        late: whether a deadline ended it.
        host_key, expected_host_key: fingerprints: the one that was shown, and the one that was required.
        tried: what the device was offered for logging in and did not take, with what came of it.
        transport: paramiko's; None where none was made.
    """

    settings: ConnectionSettings
    line: Line
    stage: SessionStage
    late: bool
    host_key: str
    expected_host_key: str | None
    tried: Mapping[str, str]
    transport: Any

    @property
    def has_banner(self) -> bool:
        """Whether the port showed that it is an SSH server's."""
        return self.transport is not None and bool(self.transport.remote_version)

    @property
    def said(self) -> bytes:
        """The first bytes that came."""
        return self.transport.said if isinstance(self.transport, BoundedTransport) else b""


def failure_of(opening: Opening, error: Exception) -> SessionFailure:
    """The outcome that an exception while opening stands for."""
    if opening.late:
        return _timeout(opening)
    if opening.stage is SessionStage.SSH:
        return _ssh_failure(opening, error)
    if opening.stage is SessionStage.AUTHENTICATE:
        return _login_failure(opening, error)
    said = str(error)
    if "SSH subsystem name" in said or isinstance(error, paramiko.ChannelException):
        return SessionFailure(
            SessionStatus.REFUSED, SessionStage.HELLO, "the device offers no NETCONF subsystem to this login"
        )
    return SessionFailure(SessionStatus.CLOSED, SessionStage.HELLO, f"no NETCONF hello: {said or type(error).__name__}")


def _ssh_failure(opening: Opening, error: Exception) -> SessionFailure:
    said = str(error)
    if isinstance(error, ncclient.transport.errors.SSHUnknownHostError):
        detail = f"the device presented {opening.host_key}, expected {opening.expected_host_key}"
        return SessionFailure(SessionStatus.HOST_KEY_CHANGED, SessionStage.SSH, f"{detail}; no login was attempted")
    if "Incompatible" in said:
        return SessionFailure(
            SessionStatus.NO_COMMON_ALGORITHM, SessionStage.SSH, said.removeprefix("Negotiation failed: ")
        )
    if ECHO in said:
        return _no_ssh(f"no SSH server here: {ECHO}; a console port?")
    if not opening.has_banner:
        return _no_banner(opening, said)
    farewell = opening.transport.farewell if isinstance(opening.transport, BoundedTransport) else ""
    detail = f"the connection ended during the key exchange: {farewell or said or type(error).__name__}"
    return SessionFailure(SessionStatus.REFUSED, SessionStage.SSH, detail, again=True)


def _no_banner(opening: Opening, error: str) -> SessionFailure:
    """The outcome where the connection ended before an SSH banner."""
    if complaint := opening.line.complaint():
        return failure_of_carrier(complaint, opening.line.through)
    said = opening.said
    if not is_rate_limit(said):
        if sentence := no_ssh_server(said):
            return _no_ssh(sentence)
        if "Indecipherable" in error or "before an SSH banner" in error:
            return _no_ssh(f"no SSH server here: it says {quoted(said)}")
    return dropped(quoted(said) if said else "")


def _timeout(opening: Opening) -> SessionFailure:
    """The outcome where a deadline passed; what was said before an SSH banner explains most."""
    settings, stage = opening.settings, opening.stage
    allowed = settings.hello_deadline if stage is SessionStage.HELLO else settings.connect_deadline
    detail = f"not completed within {allowed:g} seconds"
    if stage is SessionStage.SSH and not opening.has_banner:
        if sentence := no_ssh_server(opening.said):
            return _no_ssh(sentence)
        if opening.said:
            detail += f": no SSH banner, but {quoted(opening.said)}"
        elif opening.line.process is not None:
            return failure_behind_carrier(opening.line, detail)
    return SessionFailure(SessionStatus.TIMEOUT, stage, detail)


def _no_ssh(sentence: str) -> SessionFailure:
    return SessionFailure(SessionStatus.REFUSED, SessionStage.SSH, sentence)


def _login_failure(opening: Opening, error: Exception) -> SessionFailure:
    if isinstance(error, LoginRefusedError):
        return SessionFailure(SessionStatus.AUTHENTICATION, SessionStage.AUTHENTICATE, str(error))
    if isinstance(error, LoginCutError):
        detail = "; ".join(opening.tried.values())
        return SessionFailure(SessionStatus.AUTHENTICATION, SessionStage.AUTHENTICATE, detail, log_in_again=True)
    return SessionFailure(
        SessionStatus.CLOSED, SessionStage.AUTHENTICATE, f"the connection ended during the login: {error}"
    )
