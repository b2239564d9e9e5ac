"""The CLI of a device on a terminal: a prompt, the few commands that have a text here, and a refusal of the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from html import unescape

from reinstate.lab.emulated_device import AskedRequest, ServedDevice
from reinstate.lab.netconf_server import Log

Send = Callable[[bytes], Awaitable[None]]
# What clients of the CLI send first; it changes nothing here.
_SILENT = ("set cli ",)
_ENDS = frozenset({"exit", "quit"})
_LONGEST = 4096


class CliSession:
    """One terminal. ``serve`` runs until the client leaves."""

    def __init__(self, device: ServedDevice, user: str, send: Send, log: Log) -> None:
        self._device = device
        self._user = user
        self._send = send
        self._log = log
        self._incoming: asyncio.Queue[bytes | None] = asyncio.Queue()

    def feed(self, data: bytes | None) -> None:
        """Bytes of the client; None at the end of its stream."""
        self._incoming.put_nowait(data)

    async def serve(self) -> None:
        """Prompt, and answer one line after another. What is typed is echoed, as a terminal does."""
        await self._prompt()
        line = b""
        while (data := await self._incoming.get()) is not None:
            for byte in data.replace(b"\r\n", b"\n"):
                if byte not in b"\r\n":
                    line = (line + bytes([byte]))[:_LONGEST]
                    continue
                text, line = line.decode("ascii", "replace").strip(), b""
                await self._send(f"{text}\r\n".encode())
                if text in _ENDS:
                    return
                await self._say(self._answer(text))
                await self._prompt()

    async def _prompt(self) -> None:
        await self._send(f"\r\n{self._user}@{self._device.name}> ".encode())

    async def _say(self, text: str) -> None:
        await self._send(text.replace("\n", "\r\n").encode())

    def _answer(self, text: str) -> str:
        if not text or text.startswith(_SILENT):
            return ""
        request = AskedRequest("command", {"@format": "text", "#text": text})
        self._log(self._device.name, self._user, request)
        body = self._device.answer(request, self._user).body
        start, end = body.find(">") + 1, body.rfind("</")
        if body.startswith("<rpc-error") or start > end:
            return "          ^\nunknown command.\n"
        return unescape(body[start:end])
