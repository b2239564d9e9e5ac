"""What a batch keeps of one unit: its sighting, taken from the replies and from the times of its session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from reinstate.device.model import (
    CommitHistory,
    Device,
    FruKind,
    RoutingEngine,
    RoutingEngines,
    SoftwareInformation,
    Unit,
    Uptime,
    VirtualChassis,
)
from reinstate.device.reading import Known
from reinstate.device.sightings import BootSeen, Sighting
from reinstate.device.unit_rows import routing_engines_of, software_of, uptime_of
from reinstate.device.units import box_facts, own_serial
from reinstate.evidence.manifest import Item, Manifest
from reinstate.plan.requests import Rpc
from reinstate.session.transcript import Outcome, SessionStage, SessionStatus

T = TypeVar("T")
_WHOLE_SECONDS = 1.0  # a time up is printed in whole seconds
_LONGEST = 100 * 366 * 86_400  # a century; what a device states beyond that is no time up
_ONE_ENGINE = 5.0  # seconds between two statements of one time up, in one session
# Boards that stay in a fixed-configuration chassis for life; the engine is not among them, nor is what can be pulled.
_FIXED = frozenset({FruKind.LINE_CARD, FruKind.CONTROL_BOARD})


@dataclass(frozen=True, slots=True)
class HostSeen:
    """One host whose evidence identifies its units.

    The device is compared with its plan, so that an item missing from the bundle is unknown and not "not requested".

    Attributes:
        manifest: of its evidence; None where no session is known.
        fixed: its profile says that its boards are no modules.
    """

    device: Device
    units: tuple[Unit, ...]
    manifest: Manifest | None = None
    fixed: bool = False


def sighting(host: HostSeen, unit: Unit) -> Sighting:
    """What is kept of one unit."""
    box = box_facts(host.device, unit)
    macs = host.device.reading(Rpc.MAC_ADDRESSES)
    session = host.manifest or _NO_SESSION
    key = session.transport
    return Sighting(
        unit=unit.name,
        host=unit.host,
        serial_number=unit.serial_number,
        base_macs=box.base_macs,
        fru_serials=box.fru_serials,
        host_key=key.host_key,
        macs_known=isinstance(macs, Known) or macs.status == "not-asked",
        boards=frozenset(_boards(host, unit)),
        boots=tuple(_boots(host, unit)),
        key_type=key.host_key_type,
        key_engine=_answering_engine(host, unit),
        release=_release(host.device, unit),
        history_since=_history_since(host.device, session.clock_offset),
        started=_moment(session.started),
        finished=_moment(session.finished),
        address=session.address,
    )


def _boards(host: HostSeen, unit: Unit) -> Iterable[tuple[str, str]]:
    """Fixed boards by their own serial numbers; one that repeats the chassis' is copied along with it."""
    for fru in unit.frus:
        serial = fru.serial_number
        if fru.builtin or not own_serial(serial) or serial.upper() == unit.serial_number.upper():
            continue
        stays = fru.kind is FruKind.MIDPLANE or (host.fixed and fru.kind in _FIXED and _is_first(fru.name, unit))
        if stays:
            yield str(fru.kind), serial


def _is_first(name: str, unit: Unit) -> bool:
    """``FPC 0``, or the FPC that a member is: an FPC in another slot of a fixed chassis can be pulled."""
    number = name.rpartition(" ")[2]
    return number in {str(slot) for slot in unit.fpc_slots or {0}}


# --- since when it runs ---------------------------------------------------------------------------------------------


def _boots(host: HostSeen, unit: Unit) -> list[BootSeen]:
    """Since when the engines run; a member of a virtual chassis that is a line card states it in its uptime alone."""
    engines, clocks = _known(host.device, Rpc.ROUTING_ENGINES, RoutingEngines), _known(host.device, Rpc.UPTIME, Uptime)
    heard = _heard(host.manifest)
    rows = routing_engines_of(unit, engines) if engines is not None else ()
    found = [_boot(heard, Rpc.ROUTING_ENGINES, _slot(unit, row), row.up_seconds, row.start_time) for row in rows]
    if not found and clocks is not None and unit.member.startswith("fpc"):
        own = uptime_of(unit, clocks)
        found = [_boot(heard, Rpc.UPTIME, "0", row.up_seconds, row.booted) for row in own if len(own) == 1]
    return [one for one in found if one is not None]


def _boot(
    heard: Mapping[str, tuple[datetime, datetime]], rpc: Rpc, slot: str, up: int | None, printed: datetime | None
) -> BootSeen | None:
    if rpc not in heard or up is None or up > _LONGEST:
        return None
    since, until = heard[rpc]
    middle, within = since + (until - since) / 2, (until - since).total_seconds() / 2
    return BootSeen(slot, middle - timedelta(seconds=up), round(within + _WHOLE_SECONDS, 3), printed)


def _slot(unit: Unit, row: RoutingEngine) -> str:
    """A member of a virtual chassis of switches is one engine, whatever its number there is."""
    return "0" if unit.fpc_slots is not None and unit.member.startswith("fpc") else row.slot or "0"


def _heard(manifest: Manifest | None) -> Mapping[str, tuple[datetime, datetime]]:
    """Between which moments on our clock each reply was made.

    Junos serves one request after the other: a reply is made after the one before it came and after it was asked for.
    """
    heard: dict[str, tuple[datetime, datetime]] = {}
    last: datetime | None = None
    for item in manifest.items if manifest is not None else ():
        sent = _moment(item.started)
        if sent is None:
            continue
        since = sent if last is None else max(sent, last)
        last = since + timedelta(seconds=_seconds(item))
        heard[item.id] = since, last
    return heard


def _seconds(item: Item) -> float:
    return min(max(item.seconds, 0.0), 86_400.0)


# --- whose host key it is -------------------------------------------------------------------------------------------


def _answering_engine(host: HostSeen, unit: Unit) -> str:
    """The engine of this unit that presented the host key; "" where another unit did, or nothing tells which."""
    if len(host.units) > 1 and not _answers_for_members(host.device, unit):
        return ""
    engines = _known(host.device, Rpc.ROUTING_ENGINES, RoutingEngines)
    rows = routing_engines_of(unit, engines) if engines is not None else ()
    if len(rows) > 1:
        rows = _up_as_long_as_the_session_says(host.device, rows)
    return _identity(rows[0], unit) if len(rows) == 1 else ""


def _answers_for_members(device: Device, unit: Unit) -> bool:
    """Whether the unit is the member that the session is with: the one that Junos marks with an asterisk."""
    listing = _known(device, Rpc.VIRTUAL_CHASSIS, VirtualChassis)
    marked = [one for one in listing.members if one.role.endswith("*")] if listing is not None else []
    if len(marked) != 1:
        return False
    if unit.member.startswith("fpc"):
        return unit.fpc_slots == frozenset(marked[0].fpc_slots)
    return unit.member == f"member{marked[0].member_id}"


def _up_as_long_as_the_session_says(device: Device, rows: tuple[RoutingEngine, ...]) -> tuple[RoutingEngine, ...]:
    """Of two engines the one that the session is with: the clock of the session is that of the engine that answers."""
    clocks = _known(device, Rpc.UPTIME, Uptime)
    up = clocks.engines[0].up_seconds if clocks is not None and len(clocks.engines) == 1 else None
    if up is None:
        return ()
    return tuple(row for row in rows if row.up_seconds is None or abs(row.up_seconds - up) <= _ONE_ENGINE)


def _identity(row: RoutingEngine, unit: Unit) -> str:
    """An engine goes by its own serial number, for it can be moved; a built-in one by its slot."""
    own = own_serial(row.serial_number) and row.serial_number.upper() != unit.serial_number.upper()
    return row.serial_number.upper() if own else f"slot {_slot(unit, row)}"


# --- what renews a host key -----------------------------------------------------------------------------------------


def _release(device: Device, unit: Unit) -> str:
    software = _known(device, Rpc.SOFTWARE, SoftwareInformation)
    rows = software_of(unit, software) if software is not None else ()
    return ", ".join(sorted({row.version.text for row in rows if row.version}))


def _history_since(device: Device, offset: float | None) -> datetime | None:
    """When the oldest known commit was made, on our clock; a zeroize and a reinstallation begin the history anew."""
    history = _known(device, Rpc.COMMITS, CommitHistory)
    times = [commit.time for commit in history.commits if commit.time is not None] if history is not None else []
    if not times or offset is None or abs(offset) > _LONGEST:
        return None
    return min(times) - timedelta(seconds=offset)


# --- small ----------------------------------------------------------------------------------------------------------


_NO_SESSION = Manifest("", Outcome(SessionStatus.UNREACHABLE, SessionStage.CONNECT))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 1970 <= moment.year < 9000 else None


def _known(device: Device, rpc: Rpc, kind: type[T]) -> T | None:
    reading = device.reading(rpc)
    return reading.value if isinstance(reading, Known) and isinstance(reading.value, kind) else None
