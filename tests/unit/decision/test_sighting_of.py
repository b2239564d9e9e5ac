"""What a sighting takes from replies and session: boot instants on our clock, whose host key it is, fixed boards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reinstate.decision.sighting_of import HostSeen, sighting
from reinstate.device.model import (
    Commit,
    CommitHistory,
    Device,
    EngineUptime,
    Fru,
    FruKind,
    RoutingEngine,
    RoutingEngines,
    Unit,
    Uptime,
    VirtualChassis,
    VirtualChassisMember,
)
from reinstate.device.reading import Known
from reinstate.evidence.manifest import Item, ItemStatus, Manifest
from reinstate.plan.requests import Rpc
from reinstate.session.transcript import Outcome, SessionStage, SessionStatus, Transport
from tests.unit.decision.examples import UNIT

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
PRINTED = datetime(2020, 1, 1, tzinfo=UTC)
KEY = Transport(host_key="SHA256:one", host_key_type="ssh-ed25519")
UP = 86_400


def item(rpc: Rpc, started: str, seconds: float) -> Item:
    return Item(rpc, rpc, {}, ItemStatus.OK, started=started, seconds=seconds)


# Pipelined: both were sent at once, the second was answered after the first.
ITEMS = (
    item(Rpc.INVENTORY, "2026-11-20T10:00:00.000Z", 8.0),
    item(Rpc.ROUTING_ENGINES, "2026-11-20T10:00:00.000Z", 2.0),
)


def engine(slot: str = "0", up: int | None = UP, serial: str = "", member: str = "") -> RoutingEngine:
    return RoutingEngine(member, slot, "OK", "master", serial_number=serial, start_time=PRINTED, up_seconds=up)


def host(
    *rows: RoutingEngine, units: tuple[Unit, ...] = (UNIT,), up: int | None = None, fixed: bool = False
) -> HostSeen:
    clock = Uptime((EngineUptime("", None, None, up),))
    readings = {
        Rpc.ROUTING_ENGINES: Known(Rpc.ROUTING_ENGINES, RoutingEngines(rows)),
        Rpc.UPTIME: Known(Rpc.UPTIME, clock),
    }
    manifest = Manifest(
        "ex-1",
        Outcome(SessionStatus.COMPLETE, SessionStage.DONE),
        KEY,
        address="192.0.2.1",
        started="2026-11-20T10:00:00.000Z",
        finished="2026-11-20T10:00:30.000Z",
        clock_offset=-60.0,
        items=ITEMS,
    )
    return HostSeen(Device("ex-1", readings), units, manifest, fixed)


def test_a_boot_instant_is_when_the_reply_came_minus_the_time_up() -> None:
    """The reply came between the end of the one before it and its own end: at 9 s, a second more or less."""
    [boot] = sighting(host(engine()), UNIT).boots
    assert boot.at == START + timedelta(seconds=9) - timedelta(seconds=UP)
    assert (boot.slot, boot.within, boot.printed) == ("0", 2.0, PRINTED)


def test_the_session_is_kept() -> None:
    kept = sighting(host(engine()), UNIT)
    assert (kept.started, kept.finished) == (START, START + timedelta(seconds=30))
    assert (kept.address, kept.host_key, kept.key_type) == ("192.0.2.1", "SHA256:one", "ssh-ed25519")


@pytest.mark.parametrize("up", [None, 10**12], ids=["not stated", "an age that nothing has"])
def test_without_a_time_up_there_is_no_boot_instant(up: int | None) -> None:
    assert sighting(host(engine(up=up)), UNIT).boots == ()


@pytest.mark.parametrize("seconds", [-5.0, 1e300], ids=["negative", "endless"])
def test_times_that_were_edited_break_nothing(seconds: float) -> None:
    seen = host(engine())
    assert seen.manifest is not None
    edited = replace(
        seen.manifest, items=(replace(ITEMS[0], seconds=seconds), replace(ITEMS[1], started="0001-01-01T00:00:00Z"))
    )
    sighting(replace(seen, manifest=edited), UNIT)


# Engines of a standalone chassis, how long the session's own clock says it is up, and who answered.
ONE_CHASSIS = {
    "a built-in engine goes by its slot": ((engine(),), None, "slot 0"),
    "no slot is printed": ((engine(slot=""),), None, "slot 0"),
    "an engine that can be moved goes by its serial number": ((engine(serial="xxre0001"),), None, "XXRE0001"),
    "the serial number of the chassis is not the engine's own": ((engine(serial="PX0123456789"),), None, "slot 0"),
    "of two, the one that is up as long as the session says": ((engine("0", 500), engine("1", 9_000)), 9_002, "slot 1"),
    "of two that are up alike, none is known": ((engine("0", 500), engine("1", 501)), 500, ""),
    "of two, the session says nothing": ((engine("0", 500), engine("1", 9_000)), None, ""),
    "nothing is known of engines": ((), None, ""),
}


@pytest.mark.parametrize(("rows", "up", "answered"), ONE_CHASSIS.values(), ids=ONE_CHASSIS)
def test_which_engine_presented_the_key(rows: tuple[RoutingEngine, ...], up: int | None, answered: str) -> None:
    assert sighting(host(*rows, up=up), UNIT).key_engine == answered


def member(number: int) -> Unit:
    name = f"fpc{number}"
    return replace(
        UNIT,
        name=f"ex-1.{name}",
        member=name,
        engines=frozenset({name}),
        fpc_slots=frozenset({number}),
        serial_number=name,
    )


def listing(*roles: str) -> VirtualChassis:
    return VirtualChassis(
        tuple(
            VirtualChassisMember(str(n), "Prsnt", f"fpc{n}", "ex4400-48p", role, (n,)) for n, role in enumerate(roles)
        )
    )


@pytest.mark.parametrize(
    ("roles", "answered"),
    [
        (("Backup", "Master*"), ["", "slot 0"]),
        (("Backup*", "Master"), ["slot 0", ""]),
        (("Backup", "Master"), ["", ""]),
    ],
    ids=["the primary", "another member", "not marked"],
)
def test_which_member_presented_the_key(roles: tuple[str, ...], answered: list[str]) -> None:
    units = member(0), member(1)
    seen = host(engine("0"), engine("1"), units=units)
    readings = {**seen.device.readings, Rpc.VIRTUAL_CHASSIS: Known(Rpc.VIRTUAL_CHASSIS, listing(*roles))}
    seen = replace(seen, device=Device("ex-1", readings))
    assert [sighting(seen, unit).key_engine for unit in units] == answered
    assert [[boot.slot for boot in sighting(seen, unit).boots] for unit in units] == [["0"], ["0"]]


def test_a_member_that_is_a_line_card_states_its_boot_instant_in_its_uptime() -> None:
    seen = host(engine("0"), engine("1"), units=(member(0), member(2)))
    clocks = Uptime((EngineUptime("fpc0", None, PRINTED, 7), EngineUptime("fpc2", None, PRINTED, UP)))
    assert seen.manifest is not None
    asked = replace(seen.manifest, items=(item(Rpc.UPTIME, "2026-11-20T10:00:00.000Z", 4.0),))
    readings = {**seen.device.readings, Rpc.UPTIME: Known(Rpc.UPTIME, clocks)}
    seen = replace(seen, device=Device("ex-1", readings), manifest=asked)
    [boot] = sighting(seen, member(2)).boots
    assert (boot.at, boot.within) == (START + timedelta(seconds=2) - timedelta(seconds=UP), 3.0)
    assert sighting(seen, member(0)).boots == (), "it has an engine, of which nothing was heard"


def test_history_begins_with_the_oldest_commit_on_our_clock() -> None:
    seen = host(engine())
    commits = tuple(
        Commit(n, "root", "cli", time) for n, time in enumerate((PRINTED + timedelta(days=1), None, PRINTED))
    )
    readings = {**seen.device.readings, Rpc.COMMITS: Known(Rpc.COMMITS, CommitHistory(commits))}
    seen = replace(seen, device=Device("ex-1", readings))
    assert sighting(seen, UNIT).history_since == PRINTED + timedelta(seconds=60)
    assert seen.manifest is not None
    unset = replace(seen, manifest=replace(seen.manifest, clock_offset=None))
    assert sighting(unset, UNIT).history_since is None


BOARDS = (
    Fru(("Midplane",), FruKind.MIDPLANE, serial_number="ACMID001"),
    Fru(("FPC 0",), FruKind.LINE_CARD, serial_number="ACFPC000"),
    Fru(("FPC 1",), FruKind.LINE_CARD, serial_number="ACPIM001"),
    Fru(("Backplane",), FruKind.MIDPLANE, serial_number="px0123456789"),
    Fru(("CB 0",), FruKind.CONTROL_BOARD, serial_number="BUILTIN", part_number="BUILTIN"),
    Fru(("Routing Engine 0",), FruKind.ROUTING_ENGINE, serial_number="ACRE0001"),
    Fru(("PSU 0",), FruKind.POWER_SUPPLY, serial_number="1EDE0001"),
)


@pytest.mark.parametrize(
    ("fixed", "boards"),
    [(False, {("midplane", "ACMID001")}), (True, {("midplane", "ACMID001"), ("line-card", "ACFPC000")})],
    ids=["modular", "fixed"],
)
def test_which_boards_are_fixed_in_the_chassis(fixed: bool, boards: set[tuple[str, str]]) -> None:
    unit = replace(UNIT, frus=BOARDS)
    assert sighting(host(engine(), units=(unit,), fixed=fixed), unit).boards == boards
