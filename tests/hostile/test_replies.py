"""What a device can do to the replies: a fault costs its item, and nothing beside it."""

from __future__ import annotations

import asyncio
import gc
import re
import resource
import threading
import time
from pathlib import Path

import pytest

from reinstate.isolation import run_isolated
from reinstate.plan.requests import CATALOG, FIRST_WAVE, Rpc, in_sending_order
from reinstate.session.ask import collect
from tests.hostile.client import SECOND_WAVE, collected, settings_for
from tests.hostile.servers import Netconf, answer, body_of, netconf_server, polite

pytestmark = pytest.mark.long

PLANNED = [str(request.id) for request in (*FIRST_WAVE, *SECOND_WAVE)]
MODES = pytest.mark.parametrize("pipelined", [True, False], ids=["pipelined", "one-by-one"])
BASES = pytest.mark.parametrize("base", ["1.0", "1.1"])
AT_FAULT = CATALOG[Rpc.INVENTORY].xml()
IN_SECOND_WAVE = CATALOG[Rpc.FPCS].xml()


def faulty(fault, at: str = AT_FAULT):
    """A server that is polite but for one request, on which ``fault(netconf, message_id, asked)`` runs.

    What the fault returns as true ends the session.
    """

    async def script(netconf: Netconf) -> None:
        await netconf.hello()
        async for message_id, asked in netconf.requests():
            if asked != at:
                await netconf.reply(message_id, body_of(asked))
            elif await fault(netconf, message_id, asked):
                return

    return script


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reinstate.session.ask.STRAY_GRACE", 0.2)


# --- nothing wrong ---


@MODES
@BASES
def test_every_request_gets_its_reply_byte_for_byte_and_in_order(base: str, pipelined: bool) -> None:
    with netconf_server(base=base) as address:
        got = collected(settings_for(address, pipelined=pipelined))
        assert (got.status, got.result.ended) == (("complete", "done"), "done")
        assert got.order == PLANNED
        asked = [CATALOG[Rpc(rpc)].xml() for rpc in PLANNED]
        for number, rpc in enumerate(got.order, 1):
            assert got.raw(rpc) == answer(str(number), body_of(asked[number - 1]))
        assert address.seen.rpcs == asked
        assert (address.seen.connections, got.transport["base"]) == (1, base)


def test_both_modes_give_equal_results() -> None:
    results = []
    for pipelined in (True, False):
        with netconf_server() as address:
            got = collected(settings_for(address, pipelined=pipelined))
            results.append([(rpc, got.statuses()[rpc], got.raw(rpc), got.replies[rpc]["detail"]) for rpc in got.order])
    assert results[0] == results[1]


@pytest.mark.parametrize("cut", [1, 7, 4095, 4096, 4097])
@BASES
def test_multibyte_text_survives_any_cut(base: str, cut: int) -> None:
    """A character across a read's end took all pending replies with it in ncclient's own reader."""
    body = "<x>" + "é✓😀" * 3000 + "</x>"

    async def in_pieces(netconf: Netconf, message_id: str, asked: str) -> None:
        message = answer(message_id, body)
        framed = b"\n#%d\n%s\n##\n" % (len(message), message) if base == "1.1" else message + b"]]>]]>\n"
        pieces = range(0, len(framed), max(cut, 64))
        await netconf.send(framed[:cut])
        for start in pieces:
            await asyncio.sleep(0)
            await netconf.send(framed[cut + start : cut + start + max(cut, 64)])

    with netconf_server(faulty(in_pieces), base=base) as address:
        got = collected(settings_for(address))
    assert got.status == ("complete", "done")
    assert body.encode() in got.raw("chassis-inventory")


# --- an item's own fault ---


async def invalid_utf8(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.frame(answer(message_id, "<x>").replace(b"<x>", b"<x>\xff\xfe\xc3(</x>"))


async def no_xml(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.frame(b"<rpc-reply message-id='%s'><a></b>&nonsense;" % message_id.encode())


async def with_comments(netconf: Netconf, message_id: str, asked: str) -> None:
    if netconf.base == "1.0":
        await netconf.send(b"<!-- session is idle -->\n]]>]]>\n<!-- and again -->")
    await netconf.frame(b"<!-- a > b -->\n<?pi?>" + answer(message_id, "<x/>"))


async def prefixed(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.frame(
        b"<nc:rpc-reply xmlns:nc='urn:ietf:params:xml:ns:netconf:base:1.0'\n  a='x>y' message-id = '%s' />"
        % message_id.encode()
    )


async def answered_twice(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.reply(message_id, "<first/>")
    await netconf.reply(message_id, "<second/>")


async def notified(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.frame(b"<notification><x/></notification>")
    await netconf.reply(message_id, "<x/>")


@MODES
@BASES
@pytest.mark.parametrize("fault", [invalid_utf8, no_xml, with_comments, prefixed, answered_twice, notified])
def test_what_is_inside_a_reply_is_not_the_sessions_business(fault, base: str, pipelined: bool) -> None:
    with netconf_server(faulty(fault), base=base) as address:
        got = collected(settings_for(address, pipelined=pipelined))
        assert (got.not_answered(), got.status) == ({}, ("complete", "done"))
        assert address.seen.connections == 1
    if fault is answered_twice:
        assert b"<first/>" in got.raw("chassis-inventory")
    if fault is invalid_utf8:
        assert b"<x>\xff\xfe\xc3(</x>" in got.raw("chassis-inventory")


async def unknown_id(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.reply("urn:uuid:somebody-else", "<x/>")


async def repeated_id(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.reply(str(int(message_id) - 1), "<x/>")


async def missing_id(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.frame(b"<rpc-reply><x/></rpc-reply>")


async def garbage(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.frame(b"\x00\x01 error: no more \x1b[2J<x/>")


@MODES
@BASES
@pytest.mark.parametrize("fault", [unknown_id, repeated_id, missing_id, garbage])
def test_a_reply_that_does_not_say_whose_it_is_costs_its_item_alone(fault, base: str, pipelined: bool) -> None:
    with netconf_server(faulty(fault), base=base) as address:
        got = collected(settings_for(address, pipelined=pipelined))
        assert got.not_answered() == {"chassis-inventory": "malformed"}
        assert address.seen.connections == 1
    assert got.status == ("incomplete", "done")
    assert b"<x/>" in got.raw("chassis-inventory")
    assert "chassis-inventory" in got.outcome["detail"]


# --- the session's death ---


async def close_before(netconf: Netconf, message_id: str, asked: str) -> bool:
    return True


async def close_inside(netconf: Netconf, message_id: str, asked: str) -> bool:
    if netconf.base == "1.1":
        await netconf.send(b"\n#5000\n")
    await netconf.send(answer(message_id, "<half>")[:-20])
    await asyncio.sleep(0.05)
    return True


async def flood(netconf: Netconf, message_id: str, asked: str) -> bool:
    if netconf.base == "1.1":
        await netconf.send(b"\n#4000000000\n")
    await netconf.send(answer(message_id, "")[:-20])
    while not netconf.process.stdin.at_eof():
        await netconf.send(b"<flood>x</flood>" * 4096)
    return True


async def broken_chunks(netconf: Netconf, message_id: str, asked: str) -> bool:
    await netconf.send(b"\n#20\n<rpc-reply message-i\nx#0\n")
    await netconf.process.stdin.read()
    return True


async def never(netconf: Netconf, message_id: str, asked: str) -> bool:
    await asyncio.sleep(30)
    return True


async def drip(netconf: Netconf, message_id: str, asked: str) -> bool:
    if netconf.base == "1.1":
        await netconf.send(b"\n#90000\n")
    while True:
        await netconf.send(b"<" if netconf.base == "1.1" else b"<x>")
        await asyncio.sleep(0.05)


@MODES
@pytest.mark.parametrize("at", [AT_FAULT, IN_SECOND_WAVE], ids=["first wave", "second wave"])
@pytest.mark.parametrize(
    ("fault", "base", "status", "said"),
    [
        (close_before, "1.0", "closed", "the device closed the session"),
        (close_before, "1.1", "closed", "the device closed the session"),
        (close_inside, "1.0", "truncated", "during the reply"),
        (close_inside, "1.1", "truncated", "during the reply"),
        (flood, "1.0", "truncated", "over the limit of 100000 bytes"),
        (flood, "1.1", "truncated", "a chunk of 4000000000 bytes"),
        (broken_chunks, "1.1", "malformed", "invalid framing"),
        (never, "1.0", "timeout", "seconds passed"),
        (drip, "1.0", "timeout", "seconds passed"),
        (drip, "1.1", "timeout", "seconds passed"),
    ],
)
def test_after_a_death_the_rest_is_asked_in_another_session(fault, base, status, said, at, pipelined) -> None:
    item = "chassis-inventory" if at == AT_FAULT else "fpc-information"
    with netconf_server(faulty(fault, at), base=base) as address:
        began = time.monotonic()
        # 60 s for the inventory and 30 s for the FPCs become 1.2 s and 0.6 s where they are to be waited for.
        factor = 0.02 if status == "timeout" else 1.0
        got = collected(settings_for(address, pipelined=pipelined, reply_limit=100_000, reply_deadline_factor=factor))
        assert time.monotonic() - began < 15
        assert got.not_answered() == {item: status}
        assert (address.seen.connections, address.seen.rpcs.count(at)) == (2, 1)
    assert said in got.replies[item]["detail"]
    assert (got.status, got.outcome["attempts"]) == (("incomplete", "done"), 2)
    assert item in got.outcome["detail"]
    assert len(got.raw(item)) <= 1024 * 1024


def twice(first: str, second: str):
    """A server that hangs up at two requests."""

    async def script(netconf: Netconf) -> None:
        await netconf.hello()
        async for message_id, asked in netconf.requests():
            if asked in {first, second}:
                return
            await netconf.reply(message_id, body_of(asked))

    return script


@MODES
def test_a_session_is_reopened_once(pipelined: bool) -> None:
    with netconf_server(twice(AT_FAULT, IN_SECOND_WAVE)) as address:
        got = collected(settings_for(address, pipelined=pipelined))
        assert address.seen.connections == 2
    assert got.status == ("closed", "second-wave")
    assert got.not_answered() == {
        "chassis-inventory": "closed",
        "fpc-information": "closed",
        "commit-information": "closed",
        "configuration": "closed",
    }


def test_a_device_that_hangs_up_on_every_request_is_left_alone_soon() -> None:
    async def script(netconf: Netconf) -> None:
        await netconf.hello()
        async for _ in netconf.requests():
            return

    with netconf_server(script) as address:
        got = collected(settings_for(address))
        assert address.seen.connections == 2
    assert got.status == ("closed", "first-wave")
    assert set(got.statuses()) == set(PLANNED)
    assert set(got.statuses().values()) == {"closed"}


def test_a_device_that_answers_nothing_times_out() -> None:
    async def script(netconf: Netconf) -> None:
        await netconf.hello()
        await netconf.process.stdin.read(10)
        await asyncio.sleep(30)

    with netconf_server(script) as address:
        got = collected(settings_for(address, reply_deadline_factor=0.02))
    assert got.status == ("timeout", "first-wave")
    assert list(got.statuses().values())[:2] == ["timeout", "timeout"]
    assert set(list(got.statuses().values())[2:]) == {"not-collected"}


def test_the_devices_own_deadline_ends_everything() -> None:
    with netconf_server(faulty(never)) as address:
        began = time.monotonic()
        got = collected(settings_for(address, device_deadline=1.0))
        assert time.monotonic() - began < 8
        assert address.seen.connections == 1
    assert got.status == ("timeout", "first-wave")
    assert "deadline of 1 seconds" in got.outcome["detail"]
    assert got.statuses()["software-information"] == "answered"
    assert got.statuses()["chassis-inventory"] == "timeout"


@MODES
def test_a_deadline_counts_from_the_end_of_the_reply_before(pipelined: bool) -> None:
    """Eight replies of 0.3 s each are on time with 1.5 s for each, for Junos serves one after another."""

    async def script(netconf: Netconf) -> None:
        await netconf.hello()
        async for message_id, asked in netconf.requests():
            await asyncio.sleep(0.3)
            await netconf.reply(message_id, body_of(asked))

    requests = in_sending_order(
        [
            Rpc.CHASSIS_ALARMS,
            Rpc.SYSTEM_ALARMS,
            Rpc.FPCS,
            Rpc.PICS,
            Rpc.LICENSES,
            Rpc.POWER,
            Rpc.STORAGE,
            Rpc.FILES_CONFIG,
        ]
    )
    assert {request.deadline for request in requests} == {30}
    with netconf_server(script) as address:
        got = collected(settings_for(address, pipelined=pipelined, reply_deadline_factor=0.05), requests, lambda _: ())
        assert (got.not_answered(), address.seen.connections) == ({}, 1)
    seconds = [reply["seconds"] for reply in got.replies.values()]
    assert all(0.25 < spent < 1.5 for spent in seconds), seconds


async def answered_late(netconf: Netconf, message_id: str, asked: str) -> None:
    await netconf.reply(str(int(message_id) - 1), "<x>again</x>")
    await asyncio.sleep(0.05)
    await netconf.reply(message_id, "<x>right</x>")


@MODES
def test_a_superfluous_reply_does_not_cost_the_next_item(pipelined: bool) -> None:
    with netconf_server(faulty(answered_late)) as address:
        got = collected(settings_for(address, pipelined=pipelined))
    assert (got.not_answered(), got.status) == ({}, ("complete", "done"))
    assert b"<x>right</x>" in got.raw("chassis-inventory")


def test_strays_without_end_do_not_hold_the_deadline_up() -> None:
    async def strays(netconf: Netconf, message_id: str, asked: str) -> bool:
        while not netconf.process.stdin.at_eof():
            await netconf.reply("7777", "<x/>")
            await asyncio.sleep(0.01)
        return True

    with netconf_server(faulty(strays)) as address:
        began = time.monotonic()
        got = collected(settings_for(address, reply_deadline_factor=0.03))
        assert time.monotonic() - began < 10
    assert "answered" not in {got.statuses()[rpc] for rpc in ("chassis-inventory", "route-engine-information")}
    assert got.statuses()["software-information"] == "answered"


def test_replies_out_of_order_find_their_requests() -> None:
    async def script(netconf: Netconf) -> None:
        await netconf.hello()
        held: list[tuple[str, str]] = []
        async for request in netconf.requests():
            held.append(request)
            if len(held) in (5, 9):
                for message_id, asked in reversed(held[-5 if len(held) == 5 else -4 :]):
                    await netconf.reply(message_id, body_of(asked))

    with netconf_server(script) as address:
        got = collected(settings_for(address))
    assert got.status == ("complete", "done")
    for rpc in PLANNED:
        assert CATALOG[Rpc(rpc)].xml().encode() in got.raw(rpc)
    assert got.order == [*reversed(PLANNED[:5]), *reversed(PLANNED[5:])]


def test_another_host_key_at_the_second_session_is_refused() -> None:
    import asyncssh

    keys = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(2)]
    with netconf_server(faulty(close_before), host_key=keys[0]) as first, netconf_server(host_key=keys[1]) as second:
        import socket
        import threading

        from tests.hostile.servers import raw_server
        from tests.hostile.test_connecting import _pump

        targets = [first, second]

        def relay(connection: socket.socket, stopping: threading.Event) -> None:
            target = targets.pop(0)
            with socket.create_connection((target.host, target.port)) as onward:
                threading.Thread(target=_pump, args=(onward, connection), daemon=True).start()
                _pump(connection, onward)

        with raw_server(relay) as address:
            got = collected(settings_for(address))
        assert second.seen.users == []
    assert got.status == ("host-key-changed", "ssh")
    assert got.statuses()["software-information"] == "answered"
    assert got.statuses()["system-uptime-information"] == "not-collected"


# --- the plan ---


def test_a_plan_that_fails_loses_no_reply() -> None:
    def plan(replies):
        raise ValueError("a reply it didn't expect \x1b[2J")

    with netconf_server() as address:
        got = collected(settings_for(address), plan=plan)
    assert got.not_answered() == {}
    assert list(got.replies) == PLANNED[:5]
    assert got.status == ("incomplete", "done")
    assert "ValueError: a reply it didn't expect ?[2J" in got.outcome["detail"]


def test_no_request_is_asked_twice() -> None:
    with netconf_server() as address:
        got = collected(settings_for(address), plan=lambda replies: (*FIRST_WAVE, *SECOND_WAVE, *SECOND_WAVE))
        assert len(address.seen.rpcs) == len(PLANNED)
    assert got.status == ("complete", "done")


def test_nothing_off_the_allow_list_is_ever_sent() -> None:
    from dataclasses import replace

    forged = replace(CATALOG[Rpc.CONFIGURATION], attributes=())
    with netconf_server() as address:
        got = collected(settings_for(address), plan=lambda replies: (SECOND_WAVE[0], forged))
        assert forged.xml() not in address.seen.rpcs
    assert (got.result.ended, got.result.exception) == ("crashed", "RequestNotAllowedError")


def test_the_plan_sees_the_first_waves_replies() -> None:
    with netconf_server() as address:
        got = collected(
            settings_for(address),
            plan=lambda replies: [
                CATALOG[Rpc.TPM] for reply in replies if re.search(rb"get-chassis-inventory", reply.raw)
            ],
        )
    assert list(got.replies) == [*PLANNED[:5], "tpm-status"]


# --- memory ---


def test_a_memory_bomb_kills_the_child_and_nobody_else() -> None:
    """The limits are set so that the reply fits its own and bursts the memory's."""

    async def bomb(netconf: Netconf, message_id: str, asked: str) -> bool:
        while not netconf.process.stdin.at_eof():
            await netconf.send(b"<x/>" * 65536)
        return True

    with netconf_server(faulty(bomb)) as address:
        began = time.monotonic()
        got = collected(settings_for(address, reply_limit=1 << 40, memory_limit=48 << 20))
        assert time.monotonic() - began < 10
    assert got.result.ended == "crashed"
    assert "out of memory" in got.result.detail
    # The child starts with what this process holds, and may fill what it has reserved, however much that is after other
    # tests; without a limit it would hold all that comes in ten seconds.
    assert got.result.peak_memory_bytes < _peak_memory_bytes() + (250 << 20)
    assert got.statuses() == {"authorization-information": "answered", "software-information": "answered"}


def _peak_memory_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def test_a_flood_below_the_limit_is_held_within_the_childs_memory() -> None:
    async def large(netconf: Netconf, message_id: str, asked: str) -> None:
        await netconf.frame(answer(message_id, "<x>" + "y" * (8 << 20) + "</x>"))

    with netconf_server(faulty(large)) as address:
        got = collected(settings_for(address, reply_limit=16 << 20, memory_limit=128 << 20), plan=lambda _: ())
    assert got.status == ("complete", "done")
    assert len(got.raw("chassis-inventory")) > 8 << 20


# --- the caller's process ---


@pytest.mark.parametrize("script", [polite, faulty(close_inside), faulty(flood), faulty(never)])
def test_no_thread_and_no_descriptor_outlives_a_session(script) -> None:
    """Seen from inside the child, over several sessions."""

    def left() -> tuple[int, list[str]]:
        gc.collect()
        threads = [repr(thread) for thread in threading.enumerate() if thread is not threading.current_thread()]
        return len(list(Path("/proc/self/fd").iterdir())), threads

    def job(emit) -> None:
        settings = settings_for(address, reply_deadline_factor=0.003, reply_limit=100_000)
        before = left()
        for _ in range(3):
            collect(settings, FIRST_WAVE, lambda replies: (), lambda reply: None)
        patience = time.monotonic() + 3
        while (after := left()) != before and time.monotonic() < patience:
            time.sleep(0.02)
        emit((before, after))

    heard: list[list[object]] = []
    with netconf_server(script) as address:
        run_isolated(job, deadline=30, memory_limit=256 << 20, on_message=heard.append)
    [[before, after]] = heard
    assert after == before


def test_sessions_in_many_threads_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with netconf_server() as address, ThreadPoolExecutor(12) as pool:
        results = list(pool.map(lambda _: collected(settings_for(address)), range(24)))
    assert [got.status for got in results] == [("complete", "done")] * 24


# --- silence ---


def test_nothing_is_printed_and_no_signal_handler_changes(capfd: pytest.CaptureFixture[str]) -> None:
    import signal

    before = [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)]
    for script in (polite, faulty(close_inside), faulty(broken_chunks)):
        with netconf_server(script, base="1.1") as address:
            collected(settings_for(address))
    assert capfd.readouterr() == ("", "")
    after = [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)]
    assert before == after
