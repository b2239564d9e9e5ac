"""The NETCONF session of a device: hello, framing, requests one after another."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from reinstate.lab.emulated_device import Answer, AskedRequest, Ending, ServedDevice, rpc_error
from reinstate.lab.faults import HANG_HELLO, Close, Hang, Pause, connection_fault, steps

END_1_0 = b"]]>]]>"
_BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
# What it answers: nothing that edits, locks, validates, or fetches a configuration.
_CAPABILITIES = (
    "urn:ietf:params:xml:ns:netconf:base:1.0",
    "http://xml.juniper.net/netconf/junos/1.0",
    "http://xml.juniper.net/dmi/system/1.0",
)
_REQUEST_LIMIT = 1 << 20
_LOGGED_LIMIT = 2000
_MESSAGE_ID = re.compile(rb'\bmessage-id=(["\'])(.*?)\1')
_CHUNK = re.compile(rb"\n#(\d{1,10}|#)\n")
_PARSER_OPTIONS = {"resolve_entities": False, "no_network": True, "huge_tree": False, "remove_comments": True}
Send = Callable[[bytes], Awaitable[None]]
Log = Callable[[str, str, AskedRequest], None]


class ProtocolError(Exception):
    """The received bytes are not a NETCONF message; the session ends."""


def hello(device: ServedDevice, session_id: int) -> bytes:
    """The server's hello as mgd prints it."""
    bases = ["urn:ietf:params:netconf:base:1.0"]
    if device.netconf.base == "1.1":
        bases.append("urn:ietf:params:netconf:base:1.1")
    prefix, xmlns = ("nc:", "xmlns:nc") if device.netconf.rfc_compliant else ("", "xmlns")
    capabilities = "".join(
        f"    <{prefix}capability>{name}</{prefix}capability>\n" for name in (*bases, *_CAPABILITIES)
    )
    return (
        f'<{prefix}hello {xmlns}="{_BASE}">\n  <{prefix}capabilities>\n{capabilities}  </{prefix}capabilities>\n'
        f"  <{prefix}session-id>{session_id}</{prefix}session-id>\n</{prefix}hello>\n"
    ).encode() + END_1_0


def frame_1_0(message: bytes) -> bytes:
    """End-of-message framing."""
    return message + END_1_0 + b"\n"


def frame_1_1(message: bytes, size: int = 8192) -> bytes:
    """Chunked framing (RFC 6242)."""
    chunks = (message[start : start + size] for start in range(0, len(message), size))
    return b"".join(b"\n#%d\n%s" % (len(chunk), chunk) for chunk in chunks) + b"\n##\n"


@dataclass
class Unframer:
    """Bytes in, messages out; ``chunked`` is switched on after both sides said base 1.1."""

    chunked: bool = False
    buffer: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Messages that are complete now; ProtocolError where the framing is broken."""
        self.buffer += data
        while (message := self._next()) is not None:
            yield message
        if len(self.buffer) > _REQUEST_LIMIT:
            raise ProtocolError("the request is larger than 1 MiB")

    def _next(self) -> bytes | None:
        if self.chunked:
            return self._next_chunked()
        at = self.buffer.find(END_1_0)
        if at < 0:
            return None
        message = bytes(self.buffer[:at])
        del self.buffer[: at + len(END_1_0)]
        return message

    def _next_chunked(self) -> bytes | None:
        message = b""
        at = 0
        while True:
            head = _CHUNK.match(self.buffer, at)
            if head is None:
                if len(self.buffer) - at > 16:
                    raise ProtocolError("the chunk header is missing")
                return None
            if head[1] == b"#":
                del self.buffer[: head.end()]
                return message
            end = head.end() + int(head[1])
            if end > len(self.buffer):
                return None
            message += self.buffer[head.end() : end]
            at = end


@dataclass(frozen=True, slots=True)
class Message:
    """A message as parsed: the ``rpc`` element's attributes with their prefixes kept, and the operation."""

    kind: str
    attributes: str = ""
    request: AskedRequest | None = None
    capabilities: tuple[str, ...] = ()


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _text(element: etree._Element) -> str | bool:
    text = (element.text or "").strip()
    return text if text or len(element) else True


def read_message(raw: bytes) -> Message | None:
    """What a client sent; None for an empty message, ProtocolError if it is not XML."""
    stripped = raw.strip()
    if not stripped:
        return None
    try:
        root = etree.fromstring(stripped, etree.XMLParser(**_PARSER_OPTIONS))  # type: ignore[arg-type]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ProtocolError(str(error)) from error
    kind = _local(root)
    if kind == "hello":
        return Message(kind, capabilities=tuple(str(item.text or "") for item in root.iter("{*}capability")))
    operation = next((child for child in root if isinstance(child.tag, str)), None)
    if kind != "rpc" or operation is None:
        return Message(kind, _attributes(root))
    arguments: dict[str, str | bool] = {
        f"@{etree.QName(name).localname}": str(value) for name, value in operation.attrib.items()
    }
    arguments |= {_local(child): _text(child) for child in operation if isinstance(child.tag, str)}
    arguments |= _source(operation)
    if operation.text and operation.text.strip() and not len(operation):
        arguments["#text"] = operation.text.strip()
    logged = etree.tostring(operation, with_tail=False).decode("ascii")[:_LOGGED_LIMIT]
    return Message(kind, _attributes(root), AskedRequest(_local(operation), arguments, logged, _wanted(operation)))


def _source(operation: etree._Element) -> dict[str, str]:
    """The name of the data store that ``get-config`` asks for: it is an element of its own."""
    stores = [_local(child) for child in operation.iterfind("{*}source/*")]
    return {"source": stores[0]} if len(stores) == 1 else {}


def _wanted(operation: etree._Element) -> dict[str, Any] | None:
    """The configuration that is asked for, as a tree of names and texts; None where that is all of it."""
    found = next(operation.iter("{*}configuration"), None)
    return _tree(found) if found is not None and len(found) else None


def _tree(element: etree._Element) -> dict[str, Any]:
    children = [child for child in element if isinstance(child.tag, str)]
    return {_local(one): _tree(one) if len(one) else (one.text or "").strip() for one in children}


def _attributes(root: etree._Element) -> str:
    """All attributes of ``rpc`` for the reply (RFC 6241, 4.1), with declarations for their prefixes."""
    prefixes = {uri: prefix for prefix, uri in root.nsmap.items() if prefix}
    out = ""
    for name, value in root.attrib.items():
        parts = etree.QName(name)
        if parts.namespace is None:
            out += f" {parts.localname}={quoteattr(str(value))}"
        elif parts.namespace in prefixes:
            prefix = prefixes[parts.namespace]
            declared = "" if prefix == "nc" else f' xmlns:{prefix}="{parts.namespace}"'
            out += f"{declared} {prefix}:{parts.localname}={quoteattr(str(value))}"
    return out


def reply(device: ServedDevice, attributes: str, body: str) -> bytes:
    """An ``rpc-reply`` around a payload."""
    namespace = device.reply_namespace
    if device.netconf.rfc_compliant:
        body = re.sub(r"<(/?)(rpc-error|error-[a-z]+|bad-element|ok)\b", r"<\1nc:\2", body)
        return (
            f'<nc:rpc-reply xmlns:nc="{_BASE}" xmlns:junos="{namespace}"{attributes}>\n{body}</nc:rpc-reply>\n'
        ).encode()
    return f'<rpc-reply xmlns="{_BASE}" xmlns:junos="{namespace}"{attributes}>\n{body}</rpc-reply>\n'.encode()


def stored_reply(raw: bytes, attributes: str) -> bytes:
    """A stored reply with the message-id of the request that it answers now."""
    wanted = _MESSAGE_ID.search(attributes.encode())
    head_end = raw.find(b">")
    if wanted is None or head_end < 0:
        return raw
    head = _MESSAGE_ID.sub(lambda _: wanted[0], raw[:head_end], count=1)
    return head + raw[head_end:]


class NetconfSession:
    """One client's session. ``serve`` runs until the client closes, the connection ends, or a fault ends it."""

    def __init__(self, device: ServedDevice, user: str, send: Send, log: Log) -> None:
        self._device = device
        self._user = user
        self._send = send
        self._log = log
        self._chunked = False
        self._incoming: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.unframer = Unframer()

    def feed(self, data: bytes | None) -> None:
        """Bytes of the client; None at the end of its stream."""
        self._incoming.put_nowait(data)

    async def serve(self) -> None:
        """Greet, then answer requests one after another."""
        if connection_fault(self._device.faults, HANG_HELLO):
            await asyncio.Event().wait()
        await self._greet()
        while (data := await self._incoming.get()) is not None:
            try:
                for raw in self.unframer.feed(data):
                    if not await self._handle(raw):
                        return
            except ProtocolError as error:
                await self._send(self._frame(self._reply("", rpc_error(str(error), tag="malformed-message"))))
                return

    async def _greet(self) -> None:
        login = self._device.logins.get(self._user)
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        comments = (
            f"<!-- session start at {now} -->\n"
            f"<!-- user {self._user}, class {login.login_class if login else 'unknown'} -->\n"
        )
        session_id = 10000 + int.from_bytes(os.urandom(2), "big")
        await self._send(comments.encode() + hello(self._device, session_id) + b"\n")

    def _frame(self, message: bytes) -> bytes:
        return frame_1_1(message) if self._chunked else frame_1_0(message)

    def _reply(self, attributes: str, body: str) -> bytes:
        return reply(self._device, attributes, body)

    async def _handle(self, raw: bytes) -> bool:
        """Whether the session goes on after this message."""
        message = read_message(raw)
        if message is None:
            return True
        if message.kind == "hello":
            both = self._device.netconf.base == "1.1" and "urn:ietf:params:netconf:base:1.1" in message.capabilities
            self._chunked = self.unframer.chunked = both
            return True
        if message.request is None:
            await self._send(self._frame(self._reply(message.attributes, rpc_error("syntax error", message.kind))))
            return True
        self._log(self._device.name, self._user, message.request)
        if message.request.rpc == "close-session":
            await self._close(message.attributes)
            return False
        return await self._answer(message.request, message.attributes)

    async def _close(self, attributes: str) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        end = b"" if self._chunked else f"<!-- session end at {now} -->\n".encode()
        await self._send(self._frame(self._reply(attributes, "<ok/>\n")) + end)

    async def _answer(self, request: AskedRequest, attributes: str) -> bool:
        answer = self._device.answer(request, self._user)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.ending is Ending.NEVER:
            await asyncio.Event().wait()
        if answer.raw or answer.body or answer.ending is Ending.COMPLETE:
            for step in steps(
                self._bytes_of(answer, attributes), self._framer(answer), request.rpc, self._device.faults
            ):
                match step:
                    case Pause(seconds=seconds):
                        await asyncio.sleep(seconds)
                    case Hang():
                        await asyncio.Event().wait()
                    case Close():
                        return False
                    case bytes():
                        await self._send(step)
        return answer.ending is Ending.COMPLETE

    def _bytes_of(self, answer: Answer, attributes: str) -> bytes:
        if answer.raw:
            return stored_reply(answer.raw, attributes)
        return self._reply(attributes, answer.body)

    def _framer(self, answer: Answer) -> Callable[[bytes], bytes]:
        """A reply after which the connection ends stays without its end mark."""
        return self._frame if answer.ending is Ending.COMPLETE else bytes
