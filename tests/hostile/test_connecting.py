"""What can go wrong before a session is open: each kind is an outcome of its own, and every one ends in time."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import asyncssh
import pytest

from reinstate.plan.requests import FIRST_WAVE
from reinstate.session import ask as collect_module
from tests.hostile.client import collected, settings_for
from tests.hostile.servers import Address, Netconf, Seen, netconf_server, raw_server

SHORT = {"connect_deadline": 1.0, "hello_deadline": 1.0}


@pytest.fixture(autouse=True)
def _short_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect_module, "BACK_OFF", 0.05)


def say(*parts: bytes, every: float = 0.0, then_hang: bool = True):
    """A server that says those parts, over and over where they are to be said every so often."""

    def behave(connection: socket.socket, stopping: threading.Event) -> None:
        while not stopping.is_set():
            for part in parts:
                connection.sendall(part)
                stopping.wait(every)
            if not every:
                break
        if then_hang:
            stopping.wait(30)

    return behave


def hang_up(connection: socket.socket, stopping: threading.Event) -> None:
    """Drops the connection at once, as a rate limit does."""


def reset(connection: socket.socket, stopping: threading.Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


@pytest.mark.parametrize(
    ("behave", "status", "said", "attempts"),
    [
        pytest.param(say(), ("timeout", "ssh"), "not completed within 1 seconds", 1, id="silent port"),
        pytest.param(
            say(b"S", every=0.2), ("timeout", "ssh"), "not completed within 1 seconds", 1, id="a byte now and then"
        ),
        pytest.param(
            say(b"hi\r\n", every=0.05),
            ("timeout", "ssh"),
            "not completed within 1 seconds",
            1,
            id="endless banner lines",
        ),
        pytest.param(
            say(b"SSH-2.0-x\r\n"), ("timeout", "ssh"), "not completed within 1 seconds", 1, id="banner, then silence"
        ),
        pytest.param(
            say(b"y" * 200_000), ("refused", "ssh"), "no SSH server here", 1, id="200 kB without a line break"
        ),
        pytest.param(
            say(b"HTTP/1.1 400 No\r\n" * 100), ("refused", "ssh"), "HTTP/1.1 400 No", 1, id="another protocol"
        ),
        pytest.param(hang_up, ("refused", "ssh"), "closed before the SSH banner", 2, id="dropped before the banner"),
        pytest.param(reset, ("refused", "ssh"), "closed before the SSH banner", 2, id="reset before the banner"),
        pytest.param(
            say(b"Exceeded MaxStartups\r\n", then_hang=False),
            ("refused", "ssh"),
            "Exceeded MaxStartups",
            2,
            id="dropped with a word, as OpenSSH does",
        ),
        pytest.param(
            say(b"SSH-2.0-x\r\n", then_hang=False),
            ("refused", "ssh"),
            "ended during the key exchange",
            2,
            id="dropped after it",
        ),
        pytest.param(
            say(b"SSH-2.0-x\r\n\x7f\xff\xff\xf4" + b"z" * 100_000),
            ("refused", "ssh"),
            "an SSH packet of 21474",
            2,
            id="a packet of 2 GB announced",
        ),
    ],
)
def test_before_login(behave, status: tuple[str, str], said: str, attempts: int) -> None:
    with raw_server(behave) as address:
        began = time.monotonic()
        got = collected(settings_for(address, **SHORT))
        assert (got.status, got.outcome["attempts"]) == (status, attempts)
        assert said in got.outcome["detail"]
        assert address.seen.connections == attempts
        assert time.monotonic() - began < 8
        assert got.statuses() == {request.id: "not-collected" for request in FIRST_WAVE}


TELNET = b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f"
NO_SSH = {
    "a console server's prompt": (say(b"\r\nlogin: "), "no SSH server here: it says 'login:'; a console port?"),
    "a prompt, then an end": (
        say(b"\r\n\r\nex4400 (ttyu0)\r\n\r\nlogin: ", then_hang=False),
        "no SSH server here: it says 'ex4400 (ttyu0) login:'; a console port?",
    ),
    "a prompt that echoes": (say(b"login: SSH-2.0-paramiko_4.0.0\r\nPassword:"), "a console port?"),
    "a shell": (say(b"\r\nroot@ex4400> "), "it says 'root@ex4400>'; a console port?"),
    "a terminal server's welcome": (say(b"Welcome to ts-1. Press ENTER\r\n"), "a console port?"),
    "Telnet": (say(TELNET), "no SSH server here: it says 12 bytes that are no text over Telnet; a console port?"),
    "Telnet with a prompt": (say(TELNET + b"\r\nUsername: "), "it says 'Username:' over Telnet; a console port?"),
    "a web server": (
        say(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", then_hang=False),
        "no SSH server here: it says 'HTTP/1.1 400 Bad Request Server: x'; a web server?",
    ),
    "a mail server": (say(b"220 mx.example ESMTP ready\r\n"), "'220 mx.example ESMTP ready'; a mail or FTP server?"),
    "TLS": (say(b"\x15\x03\x01\x00\x02\x02\x46", then_hang=False), "a TLS port?"),
}


@pytest.mark.parametrize(("behave", "said"), NO_SSH.values(), ids=NO_SSH)
def test_a_port_that_is_no_ssh_server_is_named_as_what_it_is(behave, said: str) -> None:
    with raw_server(behave) as address:
        got = collected(settings_for(address, **SHORT))
        assert (got.status, got.outcome["attempts"]) == (("refused", "ssh"), 1)
        assert said in got.outcome["detail"]
        assert got.outcome["detail"].isprintable()
        assert address.seen.connections == 1


def test_a_port_that_sends_back_what_it_is_sent_is_no_ssh_server() -> None:
    """As the console of a device that is not logged in to may do: it even repeats the SSH banner."""

    def echo(connection: socket.socket, stopping: threading.Event) -> None:
        while data := connection.recv(4096):
            connection.sendall(data)

    with raw_server(echo) as address:
        got = collected(settings_for(address, **SHORT))
    assert got.status == ("refused", "ssh")
    assert "the port sends back what it is sent; a console port?" in got.outcome["detail"]


def test_words_before_a_banner_that_never_comes_are_said() -> None:
    with raw_server(say(b"Maintenance tonight\r\n")) as address:
        got = collected(settings_for(address, **SHORT))
    assert got.status == ("timeout", "ssh")
    assert got.outcome["detail"] == "not completed within 1 seconds: no SSH banner, but 'Maintenance tonight'"


def test_a_rate_limit_that_passes_costs_nothing_but_a_second_attempt() -> None:
    with netconf_server() as device:
        dropped: list[int] = []

        def relay(connection: socket.socket, stopping: threading.Event) -> None:
            if not dropped:
                dropped.append(1)
                return
            with socket.create_connection((device.host, device.port)) as onward:
                pump = threading.Thread(target=_pump, args=(onward, connection), daemon=True)
                pump.start()
                _pump(connection, onward)

        with raw_server(relay) as address:
            got = collected(settings_for(address))
    assert (got.status, got.outcome["attempts"]) == (("complete", "done"), 2)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def _closed_port() -> Address:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return Address("127.0.0.1", listener.getsockname()[1], Seen())


@contextlib.contextmanager
def _deaf_port() -> Iterator[Address]:
    """A port whose backlog is full: the connection is neither made nor refused."""
    with socket.socket() as listener, contextlib.ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        time.sleep(0.1)
        yield Address("127.0.0.1", listener.getsockname()[1], Seen())


def test_a_closed_port_is_refused() -> None:
    got = collected(settings_for(_closed_port()))
    assert got.status == ("refused", "connect")
    assert "closed (connection refused)" in got.outcome["detail"]
    assert got.outcome["attempts"] == 1


def test_a_port_that_never_answers_is_unreachable_in_time() -> None:
    with _deaf_port() as address:
        began = time.monotonic()
        got = collected(settings_for(address, connect_deadline=0.6))
        assert time.monotonic() - began < 5
    assert got.status == ("unreachable", "connect")
    assert "no reply within 0.6 seconds" in got.outcome["detail"]


@pytest.mark.parametrize("name", ["no-such-host.invalid", "a" * 300, "bad..name", "-oProxyCommand=x"])
def test_a_name_that_cannot_be_looked_up_is_unreachable(name: str) -> None:
    got = collected(settings_for(Address(name, 830, Seen()), connect_deadline=3.0))
    assert got.status == ("unreachable", "connect")


def test_a_network_without_a_route_is_unreachable() -> None:
    got = collected(settings_for(Address("2001:db8::1", 830, Seen()), connect_deadline=1.0))
    assert got.status == ("unreachable", "connect")


@pytest.mark.parametrize("written", ["::1", "[::1]"])
def test_ipv6(written: str) -> None:
    try:
        with netconf_server(host="::1") as address:
            assert collected(replace(settings_for(address), address=written)).status == ("complete", "done")
    except OSError as error:
        pytest.skip(f"no IPv6 loopback here: {error}")


def test_the_second_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """One address refuses, one dawdles, one answers."""
    with netconf_server() as address, _deaf_port() as deaf:
        plain = socket.getaddrinfo

        def several(host: str, *args, **kwargs):
            if host != "bench.example":
                return plain(host, *args, **kwargs)
            if kwargs.get("flags"):
                raise socket.gaierror(socket.EAI_NONAME, "no number")
            targets = (_closed_port(), deaf, address)
            return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (target.host, target.port)) for target in targets]

        monkeypatch.setattr(socket, "getaddrinfo", several)
        got = collected(settings_for(Address("bench.example", address.port, address.seen)))
    assert got.status == ("complete", "done")


def test_a_device_with_old_algorithms_alone_connects_and_is_recorded_as_weak() -> None:
    old = {
        "kex_algs": ["diffie-hellman-group14-sha1"],
        "encryption_algs": ["aes128-cbc", "3des-cbc"],
        "mac_algs": ["hmac-sha1"],
    }
    key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    key.sig_algorithms = (b"ssh-rsa",)  # as a server that knows nothing newer
    with netconf_server(host_key=key, **old) as address:
        got = collected(settings_for(address))
    assert got.status == ("complete", "done")
    assert got.transport["algorithms"] == {
        "kex": "diffie-hellman-group14-sha1",
        "host_key": "ssh-rsa",
        "cipher": "aes128-cbc",
        "mac": "hmac-sha1",
    }
    assert set(got.transport["weak_algorithms"]) == set(got.transport["algorithms"].values())


def test_a_device_with_weak_and_strong_algorithms_gets_the_strong_ones() -> None:
    with netconf_server(
        kex_algs=["diffie-hellman-group1-sha1", "diffie-hellman-group14-sha256"],
        encryption_algs=["3des-cbc", "aes256-ctr"],
        mac_algs=["hmac-md5", "hmac-sha2-256"],
    ) as address:
        got = collected(settings_for(address))
    assert got.status == ("complete", "done")
    assert got.transport["weak_algorithms"] == []
    assert got.transport["algorithms"]["kex"] == "diffie-hellman-group14-sha256"


@pytest.mark.parametrize(
    ("offered", "what"),
    [
        ({"encryption_algs": ["chacha20-poly1305@openssh.com"]}, "ciphers"),
        ({"kex_algs": ["diffie-hellman-group18-sha512"]}, "kex"),
        ({"mac_algs": ["umac-64@openssh.com"], "encryption_algs": ["aes128-ctr"]}, "macs"),
    ],
)
def test_no_common_algorithm(offered: dict[str, list[str]], what: str) -> None:
    with netconf_server(**offered) as address:
        got = collected(settings_for(address))
        assert got.status == ("no-common-algorithm", "ssh")
        assert what in got.outcome["detail"]
        assert address.seen.users == []


async def _silent(netconf: Netconf) -> None:
    await netconf.process.stdin.read()


async def _hang_up(netconf: Netconf) -> None:
    """Closes the channel at once."""


def _greets_with(hello: bytes):
    async def greet(netconf: Netconf) -> None:
        await netconf.send(hello)
        await netconf.process.stdin.read()

    return greet


_BOMB = b"<!DOCTYPE hello [<!ENTITY a '" + b"x" * 1000 + b"'>]><hello>&a;&a;&a;</hello>]]>]]>"


@pytest.mark.parametrize(
    ("script", "status", "said"),
    [
        pytest.param(_silent, ("timeout", "hello"), "not completed within 1 seconds", id="no hello"),
        pytest.param(_hang_up, ("closed", "hello"), "no NETCONF hello", id="closed instead"),
        pytest.param(
            _greets_with(b"<hello><capabilities>]]>]]>"), ("closed", "hello"), "not valid XML", id="broken hello"
        ),
        pytest.param(
            _greets_with(b"Permission denied.\n]]>]]>"), ("closed", "hello"), "Permission denied", id="no XML"
        ),
        pytest.param(_greets_with(b"<hello>" + b" " * 2_000_000), ("closed", "hello"), "over the limit", id="a flood"),
        pytest.param(
            _greets_with(b"\x1b[31m<rpc-reply/>]]>]]>"), ("closed", "hello"), "expected a hello", id="a reply"
        ),
        pytest.param(_greets_with(_BOMB), ("closed", "hello"), "expected a hello", id="entities"),
    ],
)
def test_hello(script, status: tuple[str, str], said: str) -> None:
    with netconf_server(script) as address:
        began = time.monotonic()
        got = collected(settings_for(address, hello_deadline=1.0))
        assert time.monotonic() - began < 8
    assert got.status == status
    assert said in got.outcome["detail"]
    assert got.outcome["detail"].isprintable()
    assert len(got.outcome["detail"]) <= 200
    assert got.transport["host_key"] == address.host_key


def test_old_junos_on_port_22_is_asked_for_netconf_by_the_command_of_ncclient() -> None:
    with netconf_server(subsystem=False) as address:
        assert collected(settings_for(address)).status == ("complete", "done")
        assert address.seen.commands == ["xml-mode netconf need-trailer"]


def test_a_device_that_hangs_up_after_its_hello_is_left_alone_soon() -> None:
    async def script(netconf: Netconf) -> None:
        await netconf.hello()

    with netconf_server(script) as address:
        got = collected(settings_for(address))
        assert address.seen.connections <= 2
        assert address.seen.rpcs == []
    assert got.outcome["status"] == "closed"
    assert len(got.statuses()) >= len(FIRST_WAVE)
    assert "answered" not in got.statuses().values()


def test_text_before_the_hello_is_let_be() -> None:
    async def script(netconf: Netconf) -> None:
        await netconf.send("Wartungsfenster heute Nacht, müssen abmelden\n".encode())
        await netconf.hello()
        async for message_id, _ in netconf.requests():
            await netconf.reply(message_id, "<ok/>")

    with netconf_server(script) as address:
        assert collected(settings_for(address)).status == ("complete", "done")
