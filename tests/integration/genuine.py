"""Captured replies of real devices as cases to judge, each beside what a quiet, sound device says to all the rest."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from reinstate.checks.framework import Case, Check, Finding, Result, SessionFacts
from reinstate.checks.framework.inputs import Baseline, Inputs, SerialLists
from reinstate.checks.framework.run import run_check
from reinstate.decision.build_population import population_of
from reinstate.decision.sighting_of import HostSeen
from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.model import (
    Alarms,
    Authorization,
    Chassis,
    ChassisCluster,
    ChassisInventory,
    CommitHistory,
    Configuration,
    Device,
    EngineUptime,
    Environment,
    FileListing,
    Fpcs,
    FruKind,
    HardwareErrors,
    Licenses,
    MacAddresses,
    PowerUsage,
    RoutingEngine,
    RoutingEngines,
    SoftwareEngine,
    SoftwareInformation,
    Storage,
    Uptime,
)
from reinstate.device.reading import Known, Reading, Unknown
from reinstate.device.units import product_model, runs_evolved, units_of
from reinstate.device.version import JunosVersion
from reinstate.evidence.classify import classify
from reinstate.plan.requests import CATALOG, FILE_LISTINGS, Rpc
from reinstate.reference.library import Reference
from reinstate.session.transcript import Reply, ReplyStatus

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures"
AS_OF = datetime(2026, 11, 23, tzinfo=UTC)

# Every login is the bench's own, and no list of stolen serials is held.
BENIGN = Inputs(lists=SerialLists(none_held=True), baseline=Baseline(statements=("*",)))


_RELEASE = "24.4R1.9"  # a supported one


@dataclass(frozen=True, slots=True)
class Capture:
    """One captured reply and the item that it answers; ``model`` is what those who published it say."""

    name: str
    rpc: Rpc
    model: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Gear:
    """One device, of which only these replies are known.

    Attributes:
        model: its product model, or the chassis' description where only that is known.
        release: what it is taken to run where its software wasn't captured.
    """

    name: str
    model: str
    captures: tuple[Capture, ...]
    release: str = _RELEASE

    @property
    def items(self) -> frozenset[Rpc]:
        """The items that it answers itself."""
        return frozenset(capture.rpc for capture in self.captures)


def captures() -> tuple[Capture, ...]:
    """The captures that answer a request of the catalog: XML as it came, and ``show chassis hardware`` as XML.

    Other CLI text and JSON are nothing that a reader takes, a lone error is no device's evidence, and what was edited
    for the tests of other programs no longer says what the device said. Inventories are few in XML, so those in text
    are turned into what the same device sends over NETCONF.
    """
    with (CAPTURES / "MANIFEST.csv").open(newline="", encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if "hand-edited" not in row["notes"]]
    found = [_capture(row) for row in rows]
    return tuple(capture for capture in found if capture is not None)


def _capture(row: Mapping[str, str]) -> Capture | None:
    path = CAPTURES / row["file"]
    rpc = _item(row["rpc"].partition(";")[0])
    if rpc is None or path.suffix == ".json" or not path.is_file():
        return None
    raw = path.read_bytes()
    if row["cli_command"] == "show chassis hardware" and b"Hardware inventory:" in raw:
        raw = inventory_xml(raw.decode())
    model = row["device_model"].partition(" (")[0]
    return Capture(row["file"], rpc, model, raw) if raw.lstrip().startswith(b"<") else None


_COLUMNS = ("Item", "Version", "Part number", "Serial number", "Description")
_ELEMENTS = ("name", "version", "part-number", "serial-number", "description")


def inventory_xml(table: str) -> bytes:
    """What NETCONF sends where the CLI prints this table; two blanks before a name are a level."""
    lines = table.splitlines()
    at = next(place for place, line in enumerate(lines) if line.lstrip().startswith("Item "))
    starts = [lines[at].index(title) for title in _COLUMNS]
    root = etree.Element("rpc-reply")
    open_at = [etree.SubElement(root, "chassis-inventory")]
    for line in lines[at + 1 :]:
        if not line.strip() or line.startswith("{"):
            break
        texts = [line[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
        chassis = texts[0] == "Chassis"
        level = 1 if chassis else 2 + (len(line) - len(line.lstrip()) - starts[0]) // 2
        del open_at[level:]
        parent = open_at[-1]
        item = etree.SubElement(parent, "chassis" if chassis else f"chassis-{'sub-' * (level - 2)}module")
        for name, text in zip(_ELEMENTS, texts, strict=True):
            if text:
                etree.SubElement(item, name).text = text
        open_at.append(item)
    return etree.tostring(root)


_BY_NAME = {request.rpc: request.id for request in reversed(CATALOG.values())} | {
    "get-power-usage-information-detail": Rpc.POWER,
    "file-list": Rpc.FILES_VAR_HOME,
}


def _item(rpc: str) -> Rpc | None:
    return _BY_NAME.get(rpc)


def gear(stated: Iterable[Mapping[str, Any]]) -> tuple[Gear, ...]:
    """The devices: those stated to have given several captures, or to be of a model, and every other capture alone."""
    known = {capture.name: capture for capture in captures()}
    devices = [
        Gear(one["name"], one["model"], tuple(map(known.pop, one["captures"])), one.get("release", _RELEASE))
        for one in stated
    ]
    return (*devices, *(Gear(name, capture.model, (capture,)) for name, capture in known.items()))


def device_of(one: Gear) -> Device:
    """What it said, read by the product's own readers, and quiet answers to all else."""
    items = {capture.rpc: _raw(capture) for capture in one.captures}
    readings = read_device(one.name, items).readings
    said = {rpc: readings[rpc] for rpc in items}
    filled = quiet(one, said.get(Rpc.INVENTORY))
    if Rpc.VIRTUAL_CHASSIS in said:
        del filled[Rpc.INVENTORY]  # a made-up serial beside its members' own would be an artifact of the test
    return Device(one.name, {**filled, **said})


def _raw(capture: Capture) -> RawItem:
    judged = classify(Reply(CATALOG[capture.rpc], ReplyStatus.ANSWERED, capture.raw, None, 0.0))
    return RawItem(judged.status, capture.raw, judged.error)


def quiet(one: Gear, inventory: Reading[object] | None) -> dict[Rpc, Reading[object]]:
    """What a device with nothing to tell answers: up for a month, no alarm, nothing configured; as many engines as its
    inventory shows."""
    month = int(timedelta(days=30).total_seconds())
    values: dict[Rpc, object] = {
        Rpc.AUTHORIZATION: Authorization("bench", "super-user", frozenset({"all"})),
        Rpc.SOFTWARE: SoftwareInformation(
            tuple(
                SoftwareEngine(engine, "", one.model.lower(), JunosVersion.parse(one.release))
                for engine in _engines(inventory)
            )
        ),
        Rpc.INVENTORY: ChassisInventory((Chassis("", "Chassis", one.model, "AB0123456789", ()),)),
        Rpc.UPTIME: Uptime((EngineUptime("", AS_OF, AS_OF - timedelta(seconds=month), month),)),
        Rpc.ROUTING_ENGINES: RoutingEngines(
            tuple(RoutingEngine("", engine[-1:] or "0", "OK", "", up_seconds=month) for engine in _engines(inventory))
        ),
        Rpc.CHASSIS_ALARMS: Alarms(()),
        Rpc.SYSTEM_ALARMS: Alarms(()),
        Rpc.ENVIRONMENT: Environment(()),
        Rpc.FPCS: Fpcs(()),
        Rpc.PICS: Fpcs(()),
        Rpc.LICENSE_SUMMARY: Licenses((), ()),
        Rpc.LICENSES: Licenses(None, ()),
        Rpc.CONFIGURATION: Configuration(()),
        Rpc.COMMITS: CommitHistory(()),
        Rpc.POWER: PowerUsage(()),
        Rpc.STORAGE: Storage(()),
        Rpc.MAC_ADDRESSES: MacAddresses(()),
        Rpc.ACTIVE_ERRORS: HardwareErrors(()),
        Rpc.CHASSIS_CLUSTER: ChassisCluster(enabled=False),
        Rpc.CORE_DUMPS: FileListing(()),
        **dict.fromkeys(FILE_LISTINGS, FileListing(())),
    }
    return {rpc: Known(rpc, value) for rpc, value in values.items()}


def _engines(inventory: Reading[object] | None) -> list[str]:
    """Names of the routing engines that an inventory shows, as their rows come; one without a name where it can't."""
    if not isinstance(inventory, Known) or not isinstance(inventory.value, ChassisInventory):
        return [""]
    chassis = inventory.value.chassis[0]
    kind = "fpc" if chassis.description == "Virtual Chassis" else "re"
    engines = [fru.name for fru in chassis.frus if fru.kind is FruKind.ROUTING_ENGINE]
    return [f"{kind}{name.rpartition(' ')[2]}" for name in engines] if len(engines) > 1 else [""]


@dataclass(frozen=True, slots=True)
class Told:
    """One finding against genuine gear, by what a row of the table names; ``~`` stands for the device's name."""

    device: str
    check: str
    subject: str
    result: str
    message: str = field(compare=False, default="")


def unread_of(one: Gear) -> tuple[str, ...]:
    """Captures that can't be read as they are."""
    device = device_of(one)
    return tuple(capture.name for capture in one.captures if isinstance(device.reading(capture.rpc), Unknown))


def told_of(one: Gear, reference: Reference, checks: Iterable[Check]) -> tuple[Told, ...]:
    """Every failure and unknown that rests on what the device itself said, of every check."""
    device = device_of(one)
    units = units_of(device)
    profile = reference.profile_for(*product_model(device), evolved=runs_evolved(device))
    population = population_of([HostSeen(device, units)])
    session = SessionFacts(clock_offset=0.0)
    cases = [Case(unit, device, profile, reference, BENIGN, population, session, AS_OF) for unit in units]
    return tuple(
        Told(
            one.name,
            finding.check,
            finding.subject.replace(one.name, "~"),
            str(finding.result),
            finding.message.replace(one.name, "~"),
        )
        for check in checks
        for case in cases
        for finding in run_check(check, case)
        if _speaks(finding, check, one.items)
    )


_NO_ROW = re.compile(r"\bno (reliable )?lifecycle data|no row for", re.IGNORECASE)


def _speaks(finding: Finding, check: Check, items: frozenset[Rpc]) -> bool:
    """Whether a finding is against the device and rests on a reply of its own.

    Left out is what says only that something isn't there to judge by: a reply that nobody captured, a claim that
    nobody made, and a lifecycle row, which is the business of the reference data's own tests.
    """
    if finding.result not in (Result.FAIL, Result.INCONCLUSIVE) or finding.what.startswith("not determined: "):
        return False
    if finding.noted and check.id.startswith("claims."):
        return False
    if finding.check.startswith("lifecycle.") and _NO_ROW.search(finding.message):
        return False
    rests_on = {ref.item for ref in finding.evidence} or {
        *check.evidence.needs,
        *check.evidence.uses,
        *check.evidence.reads,
    }
    return bool(rests_on & items)
