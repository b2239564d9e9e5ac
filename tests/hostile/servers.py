"""Small servers that do to a client what returned gear does."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import re
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import asyncssh

NETCONF = "urn:ietf:params:xml:ns:netconf:base:1.0"
USER, PASSWORD = "inspector", "s3cret"
_RPC = re.compile(rb'<nc:rpc [^>]*message-id="([^"]*)">(.*?)</nc:rpc>', re.DOTALL)


@dataclass
class Seen:
    """What reached the server."""

    connections: int = 0
    sessions: int = 0
    users: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    rpcs: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


class Netconf:
    """The server's end of one NETCONF session."""

    def __init__(self, process: asyncssh.SSHServerProcess[bytes], seen: Seen, base: str) -> None:
        self.process = process
        self.seen = seen
        self.base = base
        self.number = seen.sessions

    async def send(self, data: bytes) -> None:
        self.process.stdout.write(data)
        await self.process.stdout.drain()

    async def hello(self, extra: str = "") -> None:
        capabilities = [f"urn:ietf:params:netconf:base:{base}" for base in ("1.0", self.base)]
        listed = "".join(f"<capability>{uri}</capability>" for uri in dict.fromkeys(capabilities))
        await self.send(
            b"<!-- No zombies were killed during the creation of this user interface -->\n"
            + f'<hello xmlns="{NETCONF}">{extra}<capabilities>{listed}</capabilities>'
            f"<session-id>{self.number}</session-id></hello>\n]]>]]>\n".encode()
        )

    async def requests(self) -> AsyncIterator[tuple[str, str]]:
        """(message-id, what is asked) of each request; ends at close-session or at the end of the stream."""
        buffer = b""
        while data := await self.process.stdin.read(65536):
            buffer += data
            while found := _RPC.search(buffer):
                buffer = buffer[found.end() :]
                inner = found[2].decode()
                if inner == "<close-session/>":
                    await self.reply(found[1].decode(), "<ok/>")
                    return
                self.seen.rpcs.append(inner)
                yield found[1].decode(), inner

    async def reply(self, message_id: str, body: str) -> None:
        await self.frame(answer(message_id, body))

    async def frame(self, message: bytes) -> None:
        if self.base == "1.1":
            await self.send(b"\n#%d\n%s\n##\n" % (len(message), message))
        else:
            await self.send(message + b"]]>]]>\n")


def answer(message_id: str, body: str) -> bytes:
    """A reply as this server sends it."""
    return f'<rpc-reply xmlns="{NETCONF}" message-id="{message_id}">\n{body}\n</rpc-reply>\n'.encode()


def body_of(asked: str) -> str:
    """What the polite server says to a request: the request itself, and some text beyond ASCII."""
    return f"<asked>{asked}</asked><note>Grüße ✓</note>"


async def polite(netconf: Netconf) -> None:
    """Answers everything."""
    await netconf.hello()
    async for message_id, asked in netconf.requests():
        await netconf.reply(message_id, body_of(asked))


Script = Callable[[Netconf], Awaitable[None]]


@dataclass
class Address:
    """Where a server listens, and what it saw."""

    host: str
    port: int
    seen: Seen
    host_key: str = ""


@contextlib.contextmanager
def netconf_server(
    script: Script = polite,
    *,
    base: str = "1.0",
    host: str = "127.0.0.1",
    host_key: asyncssh.SSHKey | None = None,
    authorized_key: str | None = None,
    password: str | None = PASSWORD,
    subsystem: bool = True,
    questions: Callable[[str | None], list[tuple[str, bool]] | bool] | None = None,
    **algorithms: Any,
) -> Iterator[Address]:
    """A NETCONF server over SSH that runs ``script`` for each session, in a thread.

    ``questions`` are asked instead of a password, as keyboard-interactive does: it gets the last answer, at first None,
    and gives further questions or whether the login is accepted.

    ``subsystem=False`` refuses the netconf subsystem, as old Junos does on port 22, and takes a command instead.
    """
    seen = Seen()
    key = host_key or asyncssh.generate_private_key("ssh-ed25519")
    connections: list[asyncssh.SSHServerConnection] = []
    sessions: set[asyncio.Task[Any]] = set()

    class Server(asyncssh.SSHServer):
        def connection_made(self, conn: Any) -> None:
            seen.connections += 1
            connections.append(conn)

        def session_requested(self) -> asyncssh.SSHServerProcess[bytes]:
            kind = asyncssh.SSHServerProcess if subsystem else CommandOnly
            return kind(session, None, 3, False)

        def begin_auth(self, username: str) -> bool:
            seen.users.append(username)
            return True

        def password_auth_supported(self) -> bool:
            return password is not None and questions is None

        def kbdint_auth_supported(self) -> bool:
            return questions is not None

        def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Any:
            assert questions is not None
            return "", "", "en", questions(None)

        def validate_kbdint_response(self, username: str, responses: Any) -> Any:
            assert questions is not None
            seen.passwords.extend(responses)
            further = questions(responses[-1] if responses else "")
            return further if isinstance(further, bool) else ("", "", "en", further)

        def validate_password(self, username: str, given: str) -> bool:
            seen.passwords.append(given)
            return username == USER and given == password

        def public_key_auth_supported(self) -> bool:
            return True

        def validate_public_key(self, username: str, given: asyncssh.SSHKey) -> bool:
            seen.keys.append(given.get_fingerprint())
            return given.get_fingerprint() == authorized_key

    class CommandOnly(asyncssh.SSHServerProcess[bytes]):
        def subsystem_requested(self, subsystem: str) -> bool:
            return False

    async def session(process: asyncssh.SSHServerProcess[bytes]) -> None:
        seen.sessions += 1
        if (task := asyncio.current_task()) is not None:
            sessions.add(task)
        seen.commands += [process.command] if process.command else []
        with contextlib.suppress(OSError, asyncssh.Error, asyncio.IncompleteReadError):
            await script(Netconf(process, seen, base))
        with contextlib.suppress(OSError):
            process.exit(0)

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(Server, host, 0, server_host_keys=[key], encoding=None, **algorithms)

    loop = _loop()
    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    try:
        yield Address(host, acceptor.get_port(), seen, key.get_fingerprint())
    finally:

        async def stop() -> None:
            acceptor.close()
            for connection in connections:
                connection.abort()
            for task in sessions:
                task.cancel()
            await asyncio.sleep(0)

        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            asyncio.run_coroutine_threadsafe(stop(), loop).result(5)


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop of all servers, in one thread that never ends.

    A thread that ends takes a lock of OpenSSL's after it was joined. A child that is forked at that moment has the lock
    taken for ever, and hangs at its first key.
    """
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


@contextlib.contextmanager
def raw_server(behave: Callable[[socket.socket, threading.Event], None]) -> Iterator[Address]:
    """A TCP server that runs ``behave(connection, stopping)`` for each connection, each in a thread."""
    seen = Seen()
    stopping = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            behave(connection, stopping)

    def accept() -> None:
        while not stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            seen.connections += 1
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield Address("127.0.0.1", listener.getsockname()[1], seen)
    finally:
        stopping.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
