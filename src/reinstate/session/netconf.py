"""One NETCONF session with PyEZ as its client, and what protects it from a hostile device.

PyEZ, ncclient and paramiko do the protocol. Ours are the socket, the deadlines, the order of logging in, the verdict
on the host key, and the reader. The private names of those libraries that this rests on are held by a contract test
(``tests/unit/session/test_library_contract.py``).

Importing this module imports PyEZ (0.3 s): do it before workers fork.
"""

from __future__ import annotations

import contextlib
import hmac
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import ncclient.manager
import ncclient.transport
import paramiko
from jnpr.junos import Device
from lxml import etree
from ncclient.devices.junos import JunosDeviceHandler
from ncclient.transport.session import NetconfBase, SessionListener
from ncclient.transport.ssh import SSHSession

from reinstate.plain_text import printable
from reinstate.plan.requests import Request, require_allowed
from reinstate.session.dial import Line
from reinstate.session.failures import Opening, failure_of
from reinstate.session.framing import Base, FrameReader, FramingError, chunked, head_of, is_blank, marked
from reinstate.session.login import LoginCutError, NamedKey, load_key, log_in
from reinstate.session.settings import ConnectionSettings
from reinstate.session.ssh import BoundedTransport, host_key_matches, negotiated, weak_among
from reinstate.session.transcript import SessionStage, Transport

NETCONF_NAMESPACE = "urn:ietf:params:xml:ns:netconf:base:1.0"
BASE_CAPABILITIES = ["urn:ietf:params:netconf:base:1.0", "urn:ietf:params:netconf:base:1.1"]

_HELLO_LIMIT = 1024 * 1024
_READ_SIZE = 1 << 16
_SEND_DEADLINE = 30.0
_CLOSE_DEADLINE = 2.0
# Replies that wait for storing; a device that is faster than the disk is held back by SSH's flow control.
_QUEUE_LENGTH = 2


@contextlib.contextmanager
def libraries_prepared() -> Iterator[None]:
    """Our classes in the libraries' places, and their loggers silent, until the block ends.

    In the child process alone: these are names of whole modules. A worker's standard streams would become Ansible
    warnings, and debug messages hold secrets.
    """
    loggers = [logging.getLogger(name) for name in ("paramiko", "ncclient", "jnpr")]
    kept = [(logger, logger.propagate, logger.level, list(logger.handlers)) for logger in loggers]
    places: list[tuple[Any, str, Any]] = [
        (paramiko, "Transport", BoundedTransport),
        (ncclient.transport, "SSHSession", _Session),
        # The same in C. Byte by byte in Python, it is half of what receiving costs.
        (paramiko.util, "constant_time_bytes_eq", hmac.compare_digest),
    ]
    theirs = [getattr(module, name) for module, name, _ in places]
    for logger in loggers:
        logger.propagate, logger.handlers = False, [logging.NullHandler()]
        logger.setLevel(logging.CRITICAL)
    for module, name, ours in places:
        setattr(module, name, ours)
    try:
        yield
    finally:
        for (module, name, _), original in zip(places, theirs, strict=True):
            setattr(module, name, original)
        for logger, propagate, level, handlers in kept:
            logger.propagate, logger.handlers = propagate, handlers
            logger.setLevel(level)


@dataclass(frozen=True, slots=True)
class Message:
    """A message from the device, with the moment of its end (``time.monotonic``)."""

    raw: bytes
    ended: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The stream is over. ``partial`` is what came of a message that is not complete."""

    error: BaseException
    partial: bytes


@dataclass(slots=True)
class _Link:
    """What the libraries' callbacks share with `EvidenceDevice`. Lives as long as one connection."""

    settings: ConnectionSettings
    line: Line
    expected_host_key: str | None
    on_transport: Callable[[Transport], None]
    transport: Transport
    tried: dict[str, str]
    stage: SessionStage = SessionStage.SSH
    key: NamedKey = NamedKey()  # noqa: RUF009  frozen
    late: bool = False
    session: _Session | None = None
    events: queue.Queue[Message | Ended] = field(default_factory=lambda: queue.Queue(_QUEUE_LENGTH))
    timer: threading.Timer | None = None

    def allow(self, seconds: float) -> None:
        """From now on the stream is shut after so many seconds."""
        self.stop_clock()
        self.timer = threading.Timer(seconds, self._expire)
        self.timer.daemon = True
        self.timer.start()

    def stop_clock(self) -> None:
        if self.timer is not None:
            self.timer.cancel()

    def _expire(self) -> None:
        self.late = True
        self.line.shut()

    def post(self, event: Message | Ended) -> None:
        """Queue an event; wait while the queue is full, unless the session is closing."""
        while self.session is not None and not self.session.closing:
            try:
                self.events.put(event, timeout=0.2)
            except queue.Full:
                continue
            return

    def opening(self) -> Opening:
        """What is known where the session could not be opened."""
        return Opening(
            self.settings,
            self.line,
            self.stage,
            self.late,
            self.transport.host_key,
            self.expected_host_key,
            self.tried,
            None if self.session is None else self.session.transport,
        )

    def record(self, **seen: Any) -> None:
        self.transport = replace(self.transport, **seen)
        self.on_transport(self.transport)


class _Handler(JunosDeviceHandler):  # type: ignore[misc]
    """Junos, with our reader and no capability beyond framing."""

    def get_capabilities(self) -> list[str]:
        return BASE_CAPABILITIES

    def get_xml_parser(self, session: _Session) -> _Reader:
        return session.parser


class _Reader:
    """ncclient's parser interface over our `FrameReader`: hellos to ncclient, everything else to the link's events."""

    def __init__(self, session: _Session, link: _Link) -> None:
        self._session = session
        self._link = link
        self._greeted = False
        self.frames = FrameReader(_HELLO_LIMIT)

    def parse(self, data: bytes) -> None:
        """Called in ncclient's thread; what it raises ends the session."""
        try:
            self._cut(data)
        except MemoryError:
            self.frames = FrameReader(0)  # make room for saying so
            raise

    def _cut(self, data: bytes) -> None:
        for message in self.frames.feed(data):
            ended = time.monotonic()
            if is_blank(message):
                continue
            if self._greeted:
                self._link.post(Message(message, ended))
            else:
                self._greet(message)

    def _greet(self, message: bytes) -> None:
        start = message.find(b"<")
        if head_of(message[max(0, start) :]).element != "hello":
            raise FramingError(f"expected a hello, received: {printable(message, 100)}")
        try:
            etree.fromstring(message[start:], etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise FramingError(f"the hello is not valid XML: {printable(str(error), 100)}") from error
        self._greeted = True
        self.frames.limit = self._link.settings.reply_limit
        self._session._dispatch_message(message[start:].decode("utf-8", "replace"))


class _Listener(SessionListener):  # type: ignore[misc]
    """Turns the end of ncclient's session into an event."""

    def __init__(self, link: _Link, reader: _Reader) -> None:
        self._link = link
        self._reader = reader

    def callback(self, root: Any, raw: str) -> None:
        """Hellos are ncclient's own."""

    def errback(self, ex: BaseException) -> None:
        session = self._link.session
        cause = ex if session is None else session.cause_of(ex)
        self._link.post(Ended(cause, self._reader.frames.partial()))


class _Session(SSHSession):  # type: ignore[misc]
    """ncclient's SSH session with our login, our reader, and requests written at once.

    ncclient looks at its send queue once per tick (0.1 s) and sends one message at a time; writing to the channel
    directly needs no shorter tick, and so costs nothing while a slow device thinks.
    """

    def __init__(self, device_handler: Any) -> None:
        super().__init__(device_handler)
        self._link: _Link = device_handler.device_params["link"]
        self._link.session = self
        self.parser = _Reader(self, self._link)

    def load_known_hosts(self, filename: str | None = None) -> None:
        """No file of known hosts: our callback decides on every host key."""

    def _auth(self, username: str, password: Any, key_filenames: Any, allow_agent: bool, look_for_keys: bool) -> None:
        link, transport = self._link, self._transport
        link.stage = SessionStage.AUTHENTICATE
        further = {"the keys of the SSH agent": (allow_agent, False), "the keys in ~/.ssh": (False, look_for_keys)}
        for keys, (agent, home) in further.items():
            if (agent or home) and keys not in link.tried:
                link.tried[keys] = f"{keys} were refused"
                # Whatever keeps these keys from being accepted, the named key and the password are still there.
                with contextlib.suppress(ncclient.transport.errors.AuthenticationError, paramiko.SSHException, OSError):
                    super()._auth(username, None, [], agent, home)
                    link.record(authentication="publickey")
                    return
                if not transport.is_active():
                    raise LoginCutError
        method = log_in(transport, link.settings.user, link.key, link.settings.password, link.tried)
        link.record(authentication=method)

    def _post_connect(self, timeout: float = 60) -> None:
        link = self._link
        link.stage = SessionStage.HELLO
        link.allow(link.settings.hello_deadline)
        self._channel.settimeout(_SEND_DEADLINE)
        self.add_listener(_Listener(link, self.parser))
        super()._post_connect(timeout)
        if self._base == NetconfBase.BASE_11:
            self.parser.frames.base = Base.CHUNKED

    def _transport_read(self) -> bytes:
        data: bytes = self._channel.recv(_READ_SIZE)
        return data

    @property
    def closing(self) -> bool:
        """Whether this side has begun to hang up."""
        return bool(self._closing.is_set())

    def write(self, messages: Sequence[bytes]) -> None:
        """Send messages now; OSError where the stream does not take them."""
        frame = chunked if self._base == NetconfBase.BASE_11 else marked
        try:
            self._channel.sendall(b"".join(frame(message) for message in messages))
        except (EOFError, paramiko.SSHException) as error:
            cause = self.cause_of(error)
            raise cause if isinstance(cause, MemoryError) else OSError(f"the stream has ended: {error}") from error

    def cause_of(self, error: BaseException) -> BaseException:
        """The error, or the one that ended paramiko's thread where that ran out of memory: it is kept to itself."""
        saved = getattr(self._transport, "saved_exception", None)
        return saved if isinstance(saved, MemoryError) else error

    def close(self) -> None:
        """End the session's threads, in bounded time."""
        self._closing.set()
        self._link.line.shut()
        self._transport.close()
        for thread in (self._transport, self):
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(1.0)
        self._connected = False


class EvidenceDevice(Device):  # type: ignore[misc]
    """PyEZ's Device over a socket of ours, for requests of the allow-list alone. Facts are never gathered."""

    def __init__(
        self,
        settings: ConnectionSettings,
        line: Line,
        *,
        expected_host_key: str | None,
        on_transport: Callable[[Transport], None],
        tried: dict[str, str],
    ) -> None:
        self._named_config = settings.ssh_config_file
        super().__init__(host="device", user=settings.user, gather_facts=False)
        self._hostname, self._port = settings.address, settings.port
        kind = "ssh" if line.process is None else "ssh-jump"
        self._link = _Link(settings, line, expected_host_key, on_transport, Transport(kind=kind), tried)
        self._sent = 0

    def _sshconf_lkup(self) -> None:
        """PyEZ would read ``~/.ssh/config`` here."""

    def open(self) -> EvidenceDevice:
        """Log in and exchange hellos. SessionFailure says how it ended where it did not work."""
        link, settings = self._link, self._link.settings
        link.key = load_key(settings.private_key_file, settings.private_key_passphrase, settings.private_key)
        link.allow(settings.connect_deadline)
        try:
            self._conn = ncclient.manager.connect_ssh(
                host=settings.address,
                port=settings.port,
                sock=link.line.sock,
                username=settings.user,
                hostkey_verify=True,
                unknown_host_cb=self._check_host_key,
                allow_agent=settings.use_agent,
                look_for_keys=settings.use_home_keys,
                timeout=settings.hello_deadline,
                device_params={"name": "junos", "handler": _Handler, "link": link},
            )
        except MemoryError:
            raise
        except Exception as error:  # three libraries' worth of exceptions, distinguished by the stage
            failure = failure_of(self._link.opening(), error)
            self.drop()
            raise failure from error
        finally:
            link.stop_clock()
        self.connected = True
        self._record_hello()
        return self

    def _check_host_key(self, _host: str, _md5: str) -> bool:
        """Record what the SSH layer shows; whether the key is the expected one. No user name was sent yet."""
        link = self._link
        assert link.session is not None
        transport = link.session.transport
        key = transport.get_remote_server_key()
        algorithms = negotiated(transport)
        link.record(
            host_key=key.fingerprint,
            host_key_type=printable(key.get_name(), 50),
            algorithms=algorithms,
            weak_algorithms=weak_among(algorithms),
            server_version=printable(transport.remote_version),
        )
        return link.expected_host_key is None or host_key_matches(key.fingerprint, link.expected_host_key)

    def _record_hello(self) -> None:
        session = self._link.session
        assert session is not None
        capabilities = tuple(printable(str(uri)) for uri in session.server_capabilities)[:100]
        base = Base.CHUNKED if session._base == NetconfBase.BASE_11 else Base.END_MARK
        self._link.record(base=base.value, capabilities=capabilities)

    # --- requests ---

    def ask(self, requests: Sequence[Request]) -> tuple[list[str], datetime, float]:
        """Send requests, in one write: (their message-ids, UTC, ``time.monotonic``). The one place where any leaves.

        RequestNotAllowedError where one is not on the allow-list (then none is sent); OSError where the stream does not
        take them.
        """
        for request in requests:
            require_allowed(request)
        return self._write([request.xml() for request in requests])

    def _write(self, inner: Sequence[str]) -> tuple[list[str], datetime, float]:
        session = self._link.session
        assert session is not None
        identifiers = [str(self._sent + number) for number in range(1, len(inner) + 1)]
        self._sent += len(inner)
        messages = [
            f'<?xml version="1.0" encoding="UTF-8"?><nc:rpc xmlns:nc="{NETCONF_NAMESPACE}" message-id="{identifier}">'
            f"{asked}</nc:rpc>".encode()
            for identifier, asked in zip(identifiers, inner, strict=True)
        ]
        moment, now = datetime.now(UTC), time.monotonic()
        session.write(messages)
        return identifiers, moment, now

    def receive(self, seconds: float) -> Message | Ended | None:
        """The next event; None where none comes within so many seconds (what is there already is given always)."""
        try:
            return self._link.events.get(timeout=seconds) if seconds > 0 else self._link.events.get_nowait()
        except queue.Empty:
            return None

    def partial(self) -> bytes:
        """What came so far of a reply that is not complete."""
        session = self._link.session
        return b"" if session is None else session.parser.frames.partial()

    # --- the end ---

    def close(self) -> None:
        """Say goodbye (``close-session``, part of the protocol and no request of a plan), then hang up."""
        if self.connected:
            try:
                self._write(["<close-session/>"])
                ends_at = time.monotonic() + _CLOSE_DEADLINE
                while (left := ends_at - time.monotonic()) > 0 and isinstance(self.receive(left), Message):
                    if self._link.events.empty():
                        break
            except OSError:
                pass  # it hung up first
        self.drop()

    def drop(self) -> None:
        """Hang up without a word."""
        self.connected = False
        self._link.stop_clock()
        if self._link.timer is not None:
            self._link.timer.join(1.0)
        self._link.line.shut()
        if self._link.session is not None and self._link.session.transport is not None:
            self._link.session.close()
        self._link.line.close()

    @property
    def transport(self) -> Transport:
        """What the SSH and NETCONF layers showed so far."""
        return self._link.transport
