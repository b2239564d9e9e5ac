"""Connection faults as a client meets them, and a rack that serves on beside them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from reinstate.lab import RackPlan, RunningRack, start_rack

FAULTS = (
    "powered-off",
    "drop-connection",
    "hang-banner",
    "slow-banner",
    "endless-banner",
    "refuse-login",
    "drop-after-login",
    "hang-hello",
    "flood",
    "never-answers",
)


@pytest.fixture(scope="module")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRack]:
    boxes = [{"name": fault, "template": "ex4400-24t", "faults": [{"fault": fault}]} for fault in FAULTS]
    with start_rack([*boxes, "ex4400-clean"], state=tmp_path_factory.mktemp("state")) as running:
        yield running


def heard(rack: RunningRack, name: str, seconds: float) -> bytes | None:
    """What comes within that time; None where the connection is refused, with b"" for its end left out."""
    said = b""
    with socket.socket() as client:
        client.settimeout(seconds)
        try:
            client.connect(("127.0.0.1", rack.port(name)))
            while len(said) < 200 and (data := client.recv(100)):
                said += data
        except ConnectionRefusedError:
            return None
        except TimeoutError:
            pass
    return said


@pytest.mark.parametrize(
    ("name", "seconds", "said"),
    [
        ("powered-off", 1.0, None),
        ("drop-connection", 1.0, b""),
        ("hang-banner", 0.3, b""),
        ("slow-banner", 0.3, b"S"),
        ("ex4400-clean", 0.3, b"SSH-2.0-OpenSSH_7.5\r\n"),
    ],
)
def test_before_the_banner(rack: RunningRack, name: str, seconds: float, said: bytes | None) -> None:
    assert heard(rack, name, seconds) == said


def test_endless_lines_before_the_banner(rack: RunningRack) -> None:
    said = heard(rack, "endless-banner", 0.5)
    assert said is not None
    assert said.count(b"welcome to the bench\r\n") > 4
    assert b"SSH-" not in said


async def _hello(rack: RunningRack, name: str) -> bytes:
    host = rack.hosts[name]
    options = {"username": host.user, "password": host.password, "client_keys": None, "config": None}
    async with asyncssh.connect(host.address, host.port, known_hosts=None, **options) as connection:
        _, reader, _ = await connection.open_session(subsystem="netconf", encoding=None)
        return bytes(await asyncio.wait_for(reader.readuntil(b"]]>]]>"), 0.5))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("refuse-login", asyncssh.PermissionDenied),
        ("drop-after-login", (asyncssh.ChannelOpenError, asyncssh.ConnectionLost)),
        ("hang-hello", TimeoutError),
    ],
)
def test_after_the_banner(rack: RunningRack, name: str, error: type[Exception] | tuple[type[Exception], ...]) -> None:
    with pytest.raises(error):
        asyncio.run(_hello(rack, name))


async def _asked(rack: RunningRack, name: str, limit: int, seconds: float) -> int:
    """Bytes that come after one request, up to a limit."""
    host = rack.hosts[name]
    options = {"username": host.user, "password": host.password, "client_keys": None, "config": None}
    async with asyncssh.connect(host.address, host.port, known_hosts=None, **options) as connection:
        writer, reader, _ = await connection.open_session(subsystem="netconf", encoding=None)
        await reader.readuntil(b"]]>]]>\n")
        writer.write(b'<rpc message-id="1"><get-alarm-information/></rpc>]]>]]>')
        came = 0
        try:
            while came < limit:
                came += len(await asyncio.wait_for(reader.read(65536), seconds))
        except TimeoutError:
            pass
        return came


def test_a_flood_goes_on_and_costs_the_rack_no_memory(rack: RunningRack) -> None:
    def resident() -> int:
        line = next(line for line in Path(f"/proc/{rack.pid}/status").read_text().splitlines() if "VmRSS" in line)
        return int(line.split()[1])

    before = resident()
    assert asyncio.run(_asked(rack, "flood", 40_000_000, 5)) >= 40_000_000
    assert resident() - before < 20_000  # KiB
    assert asyncio.run(_hello(rack, "ex4400-clean")).startswith(b"<!-- session start")


def test_what_never_answers_stays_silent(rack: RunningRack) -> None:
    assert asyncio.run(_asked(rack, "never-answers", 1, 0.3)) == 0


def test_the_banner_waits_for_the_connect_delay(tmp_path: Path) -> None:
    plan = RackPlan(connect_delay=300, reply_delay=200)
    with start_rack(["ex4400-clean"], plan=plan, state=tmp_path) as slow:
        assert heard(slow, "ex4400-clean", 0.15) == b""
        assert heard(slow, "ex4400-clean", 0.6) == b"SSH-2.0-OpenSSH_7.5\r\n"
        assert asyncio.run(_asked(slow, "ex4400-clean", 1, 0.1)) == 0
        assert asyncio.run(_asked(slow, "ex4400-clean", 1, 0.5)) > 0
