"""Logging in: the named key before the password, each once, over as many connections as the device makes of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paramiko

from reinstate.plain_text import joined, printable

_KEY, _KEY_SHA1, PASSWORD = "the key", "the key with a SHA-1 signature", "the password"
_KEY_METHOD, _PASSWORD_METHOD, _QUESTIONS = "publickey", "password", "keyboard-interactive"


class LoginRefusedError(Exception):
    """No way of logging in was accepted; the message states what was tried."""


class LoginCutError(Exception):
    """The device ended the connection, and there is something that it was not offered yet."""


class _FurtherQuestionError(paramiko.SSHException):
    """The device asks for something that is not the password."""


@dataclass(frozen=True, slots=True)
class NamedKey:
    """The private key that the inventory names: the key, or why there is none."""

    key: paramiko.PKey | None = None
    complaint: str = ""


def load_key(path: Path | None, passphrase: str | None, text: str | None = None) -> NamedKey:
    """Read a private key from a file, or from the text of one. A passphrase that the key does not need is ignored.

    Takes seconds for some encrypted keys, so it is done before any deadline of the device's runs.
    """
    if path is None and text is None:
        return NamedKey()
    name = "the key of the inventory" if path is None else f"the key file {path}"
    reasons: list[str] = []
    for secret in [None] if passphrase is None else [passphrase, None]:
        try:
            return NamedKey(_read_text(text or "", secret) if path is None else _read_file(path, secret))
        except OSError as error:
            return NamedKey(complaint=f"{name} cannot be read: {error.strerror}")
        except paramiko.pkey.UnknownKeyType as error:
            reasons.append(type(error).__name__)
        except (TypeError, ValueError, paramiko.SSHException) as error:
            reasons.append(str(error))
    return NamedKey(complaint=f"{name} cannot be used: {_reason(reasons, passphrase)}")


def _read_file(path: Path, passphrase: str | None) -> paramiko.PKey:
    secret = None if passphrase is None else passphrase.encode()
    return paramiko.PKey.from_path(str(path), secret)  # type: ignore[arg-type]  # the stubs say str


def _read_text(text: str, passphrase: str | None) -> paramiko.PKey:
    problem: Exception = paramiko.SSHException("not a private key")
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text.strip() + "\n"), passphrase)
        except (TypeError, ValueError, paramiko.SSHException) as error:
            problem = error if _is_about_passphrase(str(error)) else problem
    raise problem


def _is_about_passphrase(said: str) -> bool:
    return any(word in said.lower() for word in ("password", "passphrase", "encrypted", "decrypt"))


def _reason(reasons: Sequence[str], passphrase: str | None) -> str:
    if not any(map(_is_about_passphrase, reasons)):
        return reasons[0]
    if passphrase is None:
        return "it is encrypted, and no passphrase is set (reinstate_private_key_passphrase)"
    return "the passphrase is wrong"


def log_in(transport: Any, user: str, named: NamedKey, password: str | None, tried: dict[str, str]) -> str:
    """Log in with what was not tried yet: the key, then the password; the method that was accepted.

    Args:
        transport: the SSH transport, after the key exchange.
        user, named, password: what the inventory names.
        tried: by what was offered over earlier connections, what came of it, a clause each. What is refused is added.

    Raises:
        LoginRefusedError: nothing is left to offer.
        LoginCutError: the device ended the connection, and something is left: over another connection.
        SSHException, OSError, EOFError: the connection ended, and nothing shows that the device refused anything.
    """
    return _Login(transport, user, named, password, tried).run()


@dataclass(slots=True)
class _Login:
    transport: Any
    user: str
    named: NamedKey
    password: str | None
    tried: dict[str, str]
    allowed: tuple[str, ...] = ()
    offered: bool = False

    def run(self) -> str:
        if self.named.complaint:
            self.tried.setdefault(_KEY, self.named.complaint)
        if self._needs_nothing():
            return "none"
        for offered, method, offer in self._offers():
            if offered in self.tried:
                continue
            if not self.transport.is_active():
                raise LoginCutError if self.offered else paramiko.SSHException("the device closed it")
            self.offered = True
            if self._accepted(offered, offer):
                return method
        raise LoginRefusedError("; ".join(self.tried.values()) or "no key and no password are configured")

    def _offers(self) -> Iterator[tuple[str, str, Callable[[], Any]]]:
        """(what is offered, the method's name in the record, the offer)."""
        key, password = self.named.key, self.password
        if key is not None and self._is_allowed(_KEY, _KEY_METHOD):
            yield _KEY, _KEY_METHOD, lambda: self.transport.auth_publickey(self.user, key)
            if isinstance(key, paramiko.RSAKey) and self._may_know_sha1_alone():
                self.transport.disabled_algorithms = {"pubkeys": ["rsa-sha2-512", "rsa-sha2-256"]}
                yield _KEY_SHA1, _KEY_METHOD, lambda: self.transport.auth_publickey(self.user, key)
        if password is not None and self._is_allowed(PASSWORD, _PASSWORD_METHOD, _QUESTIONS):
            asked = _PASSWORD_METHOD not in self.allowed and _QUESTIONS in self.allowed
            yield PASSWORD, _PASSWORD_METHOD, self._answer_questions if asked else self._send_password

    def _is_allowed(self, offered: str, *methods: str) -> bool:
        """Whether the device takes any of the methods: what it does not take is not sent, and costs no attempt."""
        if not self.allowed or set(methods) & set(self.allowed):
            return True
        accepts = joined([printable(method, 40) for method in self.allowed[:5]])
        self.tried.setdefault(offered, f"{offered} was not offered: the device accepts only {accepts}")
        return False

    def _may_know_sha1_alone(self) -> bool:
        """Whether an RSA key can have been refused for its signature.

        Old Junos knows SHA-1 alone and does not say which signatures it accepts (RFC 8308). Some OpenSSH releases list
        those that they know, and not those that they accept.
        """
        listed = self.transport.server_extensions.get("server-sig-algs", b"").decode("ascii", "replace")
        used = getattr(self.transport, "_agreed_pubkey_algorithm", None)
        return used != "ssh-rsa" and (not listed or "ssh-rsa" in listed.split(","))

    def _needs_nothing(self) -> bool:
        """Ask for the methods that the device accepts, as ``ssh`` does first; whether it asks for none."""
        try:
            self.allowed = tuple(map(str, self.transport.auth_none(self.user)))
        except paramiko.BadAuthenticationType as error:
            self.allowed = tuple(map(str, error.allowed_types))
        except paramiko.AuthenticationException:
            if not self.transport.is_active():
                raise
        else:
            return not self.allowed
        return False

    def _accepted(self, offered: str, offer: Callable[[], Any]) -> bool:
        """Whether the device took it."""
        try:
            further = offer()
        except _FurtherQuestionError as error:
            self.tried[offered] = str(error)
            return False
        except paramiko.BadAuthenticationType as error:
            accepts = joined([printable(str(method), 40) for method in error.allowed_types[:5]])
            self.tried[offered] = f"{offered} was refused: the device accepts only {accepts}"
            return False
        except (paramiko.SSHException, EOFError, OSError) as error:
            return self._refused_or_cut(offered, error)
        if further:
            self.allowed = tuple(map(str, further))
            accepts = joined([printable(method, 40) for method in self.allowed[:5]])
            self.tried[offered] = f"{offered} was accepted, but the device also requires {accepts}"
        return not further

    def _refused_or_cut(self, offered: str, error: Exception) -> bool:
        if self.transport.is_active():
            if not isinstance(error, paramiko.AuthenticationException):
                raise error
            self.tried[offered] = f"{offered} was refused"
            return False
        farewell = self.transport.farewell
        first = not self.tried
        said = f" ({farewell})" if farewell else ""
        self.tried[offered] = (
            f"{offered} was refused, and the device closed the connection{said}"
            if farewell or not first
            else f"the device closed the connection when {offered} was offered"
        )
        if self._is_left():
            raise LoginCutError from error
        if first and not farewell:
            raise error
        return False

    def _is_left(self) -> bool:
        """Whether there is anything that the device was not offered over any connection."""
        may_sign = isinstance(self.named.key, paramiko.RSAKey) and self._may_know_sha1_alone()
        return (may_sign and _KEY_SHA1 not in self.tried) or (self.password is not None and PASSWORD not in self.tried)

    def _send_password(self) -> Any:
        return self.transport.auth_password(self.user, self.password, fallback=False)

    def _answer_questions(self) -> Any:
        """The password as the answer to the one question of keyboard-interactive. A second question gets no answer."""
        asked: list[str] = []

        def answers(_title: str, _instructions: str, fields: list[tuple[str, bool]]) -> list[str]:
            questions = [printable(text, 60) for text, _ in fields]
            if not questions:
                return []
            if questions == asked:
                raise _FurtherQuestionError(f"{PASSWORD} was refused: the device asked for it again")
            if asked or len(questions) > 1:
                raise _FurtherQuestionError(f"{PASSWORD} is not all: the device also asks {questions[-1]!r}")
            asked.extend(questions)
            return [self.password or ""]

        return self.transport.auth_interactive(self.user, answers)
