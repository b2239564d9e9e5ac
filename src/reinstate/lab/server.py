"""The process that serves a rack: one listening socket per device, everything else made on first contact."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import signal
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import asyncssh

from reinstate.lab.emulated_device import AskedRequest, ServedDevice
from reinstate.lab.faults import (
    DROP_CONNECTION,
    ENDLESS_BANNER,
    HANG_BANNER,
    OFF,
    SLOW_BANNER,
    connection_fault,
    require_known,
)
from reinstate.lab.ssh_server import server_options

REQUEST_LOG_NAME = "requests.jsonl"
_BACKLOG = 64
_LOGGER = logging.getLogger("reinstate.lab")


@dataclass
class Rack:
    """Devices being served.

    Attributes:
        keys: folder for host keys that cannot be derived.
        request_log: every RPC that came, one JSON object a line.
    """

    keys: Path
    request_log: IO[str]
    address: str = "127.0.0.1"
    ports: dict[str, int] = field(default_factory=dict)
    sockets: list[socket.socket] = field(default_factory=list)
    options: dict[str, asyncssh.SSHServerConnectionOptions] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def add(self, device: ServedDevice) -> None:
        """Open the device's port; one that is off keeps a port that refuses."""
        require_known(device.faults)
        listener = socket.socket(socket.AF_INET6 if ":" in self.address else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.address, 0))
        self.sockets.append(listener)
        self.ports[device.name] = listener.getsockname()[1]
        if connection_fault(device.faults, OFF):
            return
        listener.listen(_BACKLOG)
        listener.setblocking(False)
        asyncio.get_running_loop().add_reader(listener, self._accept, listener, device)

    def close(self) -> None:
        """Close every port and end every session."""
        for listener in self.sockets:
            asyncio.get_running_loop().remove_reader(listener)
            listener.close()
        for task in self.tasks:
            task.cancel()

    def log(self, host: str, user: str, request: AskedRequest) -> None:
        """Write down one RPC."""
        line = {
            "time": datetime.now(UTC).isoformat(),
            "host": host,
            "user": user,
            "rpc": request.rpc,
            "args": dict(request.arguments),
            "xml": request.xml,
        }
        self.request_log.write(json.dumps(line) + "\n")
        self.request_log.flush()

    def _accept(self, listener: socket.socket, device: ServedDevice) -> None:
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = asyncio.get_running_loop().create_task(self._serve(connection, device))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _serve(self, connection: socket.socket, device: ServedDevice) -> None:
        try:
            await asyncio.sleep(device.connect_delay)
            if await self._spoilt(connection, device):
                connection.close()
                return
            if device.name not in self.options:
                self.options[device.name] = server_options(device, self.keys, self.log)
            await asyncssh.run_server(connection, options=self.options[device.name])
        except (OSError, asyncssh.Error) as error:
            _LOGGER.info("%s: %s", device.name, error)
            connection.close()

    async def _spoilt(self, connection: socket.socket, device: ServedDevice) -> bool:
        """Act out a fault before the banner; whether the connection is used up by it."""
        fault = connection_fault(device.faults, DROP_CONNECTION, HANG_BANNER, SLOW_BANNER, ENDLESS_BANNER)
        if fault is None:
            return False
        if fault.fault == DROP_CONNECTION:
            self.dropped[device.name] = self.dropped.get(device.name, 0) + 1
            return not fault.times or self.dropped[device.name] <= fault.times
        await _babble(connection, fault.fault)
        return True


async def _babble(connection: socket.socket, fault: str) -> None:
    """Say nothing, or nothing of use, until the client goes away."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        if fault == HANG_BANNER:
            while await loop.sock_recv(connection, 4096):
                pass
        elif fault == SLOW_BANNER:
            for byte in itertools.cycle(b"SSH-2.0-slow"):
                await loop.sock_sendall(connection, bytes((byte,)))
                await asyncio.sleep(1.0)
        else:
            while True:
                await loop.sock_sendall(connection, b"welcome to the bench\r\n")
                await asyncio.sleep(0.05)


async def serve(devices: Iterable[ServedDevice], rack: Rack, ready: asyncio.Event, stop: asyncio.Event) -> None:
    """Serve until the stop event; ``ready`` is set when every port listens."""
    for device in devices:
        rack.add(device)
    ready.set()
    try:
        await stop.wait()
    finally:
        rack.close()


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT end the rack."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
