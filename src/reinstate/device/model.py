"""The typed model of a host's evidence: what each reply says, in the terms of Junos.

Every value that a finding may rest on carries ``xpath``, its place in the stored reply by local names.
``engine`` is the ``re-name`` of the ``multi-routing-engine-item`` that a value came in (``re0``, ``fpc1``,
``node0``, ``member1``, ``localre``), or "" where the reply had none. Texts are stripped; a missing element is "",
a missing number None. Times are aware datetimes in UTC where the reply gives seconds since 1970, else None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from reinstate.device.reading import Reading, Unknown
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import Rpc


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the login may see (``get-authorization-information``)."""

    user: str
    login_class: str
    permissions: frozenset[str]
    denied_commands: tuple[str, ...] = ()
    denied_configuration: tuple[str, ...] = ()
    xpath: str = ""

    def may(self, permission: str) -> bool:
        """Whether the login holds that permission bit (``all`` holds every one)."""
        return permission in self.permissions or "all" in self.permissions


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package: ``name`` and its comment as printed, e.g. ``JUNOS OS Kernel 64-bit [2023...]``."""

    name: str
    comment: str


@dataclass(frozen=True, slots=True)
class SoftwareEngine:
    """The software of one routing engine, member or node.

    Attributes:
        version: parsed release; its ``text`` is as printed. None where the reply holds no version at all.
    """

    engine: str
    host_name: str
    model: str
    version: JunosVersion | None
    packages: tuple[Package, ...] = ()
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class SoftwareInformation:
    """``get-software-information``; ``absent`` names engines that answered with an error instead."""

    engines: tuple[SoftwareEngine, ...]
    absent: tuple[str, ...] = ()


class FruKind(StrEnum):
    """What a module of the inventory is, told from its name and place."""

    MIDPLANE = "midplane"
    ROUTING_ENGINE = "routing-engine"
    CONTROL_BOARD = "control-board"  # CB, SCB
    FABRIC_BOARD = "fabric-board"  # SFB, SIB
    LINE_CARD = "line-card"  # FPC, DPC, MPC, and the FPC of a fixed box
    MIC = "mic"
    PIC = "pic"
    POWER_SUPPLY = "power-supply"
    POWER_DISTRIBUTION = "power-distribution"  # PDM, PDU
    FAN = "fan"
    FRONT_PANEL = "front-panel"  # FPM, craft interface
    TRANSCEIVER = "transceiver"
    CPU = "cpu"
    STORAGE = "storage"  # disks and USB of a routing engine
    MEMORY = "memory"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Eeprom:
    """``i2c-information`` of a module, as printed by ``extensive``; "" where an element is missing.

    ``raw`` holds the i2c-data bytes in order (empty where none were printed); ``undecoded`` says that bytes were
    printed in a form that can't be decoded.
    """

    jedec_code: str
    eeprom_version: str
    assembly_id: str
    assembly_version: str
    revision: str
    part_number: str
    serial_number: str
    assembly_flags: str
    manufacture_date: str
    board_information_record: str
    clei_code: str
    model_number: str
    raw: bytes = b""
    xpath: str = ""
    undecoded: bool = False


@dataclass(frozen=True, slots=True)
class Fru:
    """One module of the inventory tree.

    Attributes:
        path: names from the chassis down, e.g. ``("FPC 0", "PIC 1", "Xcvr 3")``.
        version: revision as printed (``REV 05``, ``Rev 11``, ``REV``, garbage of a third-party optic).
    """

    path: tuple[str, ...]
    kind: FruKind
    description: str = ""
    version: str = ""
    part_number: str = ""
    serial_number: str = ""
    model_number: str = ""
    clei_code: str = ""
    eeprom: Eeprom | None = None
    children: tuple[Fru, ...] = ()
    xpath: str = ""

    @property
    def name(self) -> str:
        """The module's own name, e.g. ``Xcvr 3``."""
        return self.path[-1]

    @property
    def place(self) -> str:
        """The whole path for people, e.g. ``FPC 0 / PIC 1 / Xcvr 3``."""
        return " / ".join(self.path)

    @property
    def builtin(self) -> bool:
        """Whether its identity lives in its parent."""
        return self.part_number == "BUILTIN" or self.serial_number == "BUILTIN"

    def walk(self) -> Iterator[Fru]:
        """The module and everything below it, parents first."""
        return _walk((self,))


def _walk(frus: tuple[Fru, ...]) -> Iterator[Fru]:
    waiting = list(reversed(frus))
    while waiting:
        fru = waiting.pop()
        yield fru
        waiting += reversed(fru.children)


@dataclass(frozen=True, slots=True)
class Chassis:
    """One ``chassis`` of the inventory (a cluster has two, a virtual chassis one with members as FPCs)."""

    engine: str
    name: str
    description: str
    serial_number: str
    frus: tuple[Fru, ...]
    part_number: str = ""
    version: str = ""
    model_number: str = ""
    clei_code: str = ""
    eeprom: Eeprom | None = None
    xpath: str = ""

    def walk(self) -> Iterator[Fru]:
        """Every module, parents first."""
        return _walk(self.frus)


@dataclass(frozen=True, slots=True)
class ChassisInventory:
    """``get-chassis-inventory`` in any of its forms."""

    chassis: tuple[Chassis, ...]


@dataclass(frozen=True, slots=True)
class RoutingEngine:
    """One ``route-engine``.

    Attributes:
        slot: as printed ("0", "1"); "" on fixed boxes that print none.
        up_seconds: None where neither an attribute nor the text told.
    """

    engine: str
    slot: str
    status: str
    mastership: str
    model: str = ""
    serial_number: str = ""
    start_time: datetime | None = None
    up_seconds: int | None = None
    last_reboot_reason: str = ""
    temperature_celsius: int | None = None
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class RoutingEngines:
    """``get-route-engine-information``."""

    engines: tuple[RoutingEngine, ...]


@dataclass(frozen=True, slots=True)
class EngineUptime:
    """Clock and boot time of one engine."""

    engine: str
    current_time: datetime | None
    booted: datetime | None
    up_seconds: int | None
    current_time_text: str = ""
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Uptime:
    """``get-system-uptime-information``."""

    engines: tuple[EngineUptime, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One active alarm, chassis or system."""

    engine: str
    alarm_class: str  # Major, Minor
    alarm_type: str  # Chassis, System, Configuration, ...
    description: str  # white space folded
    short_description: str
    time: datetime | None = None
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Alarms:
    """``get-alarm-information`` or ``get-system-alarm-information``; none active is an answer."""

    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class EnvironmentItem:
    """One row of ``show chassis environment``; a class or name that is printed once goes on for the rows below."""

    engine: str
    name: str
    item_class: str  # Temp, Fans, Power, Misc
    status: str
    celsius: int | None = None
    comment: str = ""
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """``get-environment-information``."""

    items: tuple[EnvironmentItem, ...]


@dataclass(frozen=True, slots=True)
class Pic:
    """One PIC of ``get-pic-information``."""

    slot: str
    state: str
    pic_type: str
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Fpc:
    """One FPC of ``get-fpc-information`` or ``get-pic-information``."""

    engine: str
    slot: str
    state: str
    comment: str = ""
    description: str = ""
    pics: tuple[Pic, ...] = ()
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Fpcs:
    """``get-fpc-information`` (without PICs) or ``get-pic-information`` (with them)."""

    fpcs: tuple[Fpc, ...]


@dataclass(frozen=True, slots=True)
class FeatureUsage:
    """One ``feature-summary``: how much of a feature is licensed, in use and missing.

    Attributes:
        used_given: use covered by a factory-given count; None where not printed.
        validity: ``permanent``, ``date-based``, ``invalid``, ... as printed; "" where only an end date came.
        remaining: time left as printed (``30 days``), "" where not.
    """

    engine: str
    name: str
    description: str
    licensed: int | None
    used: int | None
    needed: int | None
    used_given: int | None = None
    validity: str = ""
    end_date: date | None = None
    xpath: str = ""
    remaining: str = ""


@dataclass(frozen=True, slots=True)
class LicensedFeature:
    """One feature of an installed key; ``remaining`` is the time left where that is printed instead of a date."""

    name: str
    description: str
    validity: str
    start_date: date | None = None
    end_date: date | None = None
    state: str = ""
    remaining: str = ""


@dataclass(frozen=True, slots=True)
class InstalledLicense:
    """One installed licence key, without its key material.

    Attributes:
        device_reference: the serial that the key is bound to; "" is a key that isn't bound.
        has_customer_reference: whether a former owner's customer id is in it (the id itself is redacted).
        for_evaluation: that id said that the key was given for evaluation.
    """

    engine: str
    name: str
    sku: str
    version: str
    order_type: str
    license_type: str
    state: str
    device_reference: str
    software_serial_number: str
    count: int | None
    has_customer_reference: bool
    features: tuple[LicensedFeature, ...] = ()
    xpath: str = ""
    for_evaluation: bool = False


@dataclass(frozen=True, slots=True)
class Licenses:
    """``get-license-summary-information`` or ``get-license-information``.

    Attributes:
        installed: None where the reply doesn't speak of installed keys; an empty tuple where it says there are none.
        usage: None where the reply doesn't speak of usage.
    """

    usage: tuple[FeatureUsage, ...] | None
    installed: tuple[InstalledLicense, ...] | None


@dataclass(frozen=True, slots=True)
class PowerSupply:
    """One supply of ``get-power-usage-information``; feeds None where not printed."""

    engine: str
    name: str
    state: str
    expected_feeds: str = ""
    actual_feeds: str = ""
    detail: str = ""
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class PowerUsage:
    """``get-power-usage-information``."""

    supplies: tuple[PowerSupply, ...]


@dataclass(frozen=True, slots=True)
class Filesystem:
    """One mounted file system."""

    engine: str
    name: str
    mounted_on: str
    used_percent: int | None
    total_blocks: int | None
    read_only: bool | None = None
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Storage:
    """``get-system-storage``."""

    filesystems: tuple[Filesystem, ...]


@dataclass(frozen=True, slots=True)
class File:
    """One file of a listing; ``modified`` from the reply's seconds."""

    name: str
    directory: str
    size: int | None
    modified: datetime | None
    owner: str = ""
    permissions: str = ""
    is_directory: bool = False
    engine: str = ""
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class FileListing:
    """``file-list`` or ``get-system-core-dumps``; a folder that doesn't exist gives no files."""

    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class VirtualChassisMember:
    """One member; ``status`` is Prsnt, NotPrsnt, Inactive, ..."""

    member_id: str
    status: str
    serial_number: str
    model: str
    role: str
    fpc_slots: tuple[int, ...] = ()
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class VirtualChassis:
    """``get-virtual-chassis-information``."""

    members: tuple[VirtualChassisMember, ...]
    mode: str = ""


@dataclass(frozen=True, slots=True)
class ClusterNode:
    """One node in one redundancy group."""

    group: str
    node: str
    status: str
    priority: int | None = None
    monitor_failures: str = ""
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class ChassisCluster:
    """``get-chassis-cluster-status``; ``enabled`` False is a standalone box that said so."""

    enabled: bool
    cluster_id: str = ""
    nodes: tuple[ClusterNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One leaf or empty container of the committed configuration, flattened.

    Attributes:
        path: element names from below ``configuration``, keys in brackets after their list's name, e.g.
            ``("system", "login", "user[ops]", "class")``. Groups and logical systems come first in it
            (``("groups[leftover]", "system", ...)``), for a group that isn't applied still tells of its owner.
        value: text of the leaf; "" for an empty one. Redacted secrets read ``REDACTED``.
        inactive: the statement or one above it is deactivated.
    """

    path: tuple[str, ...]
    value: str
    inactive: bool = False
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """``get-configuration database="committed"``, raw.

    Attributes:
        changed: commit time that the reply states (``junos:commit-seconds`` or ``changed-seconds``).
    """

    statements: tuple[Statement, ...]
    changed: datetime | None = None
    changed_by: str = ""

    def below(self, *path: str) -> tuple[Statement, ...]:
        """Statements whose path, after any group or logical system, starts with these names (keys optional).

        ``below("system", "login", "user")`` gives those of every user.
        """
        return tuple(statement for statement in self.statements if _starts_with(_unwrapped(statement.path), path))


def _unwrapped(path: tuple[str, ...]) -> tuple[str, ...]:
    start = 0
    while start < len(path) and path[start].split("[", 1)[0] in ("groups", "logical-systems", "tenants"):
        start += 1
    return path[start:]


def _starts_with(path: tuple[str, ...], names: tuple[str, ...]) -> bool:
    if len(path) < len(names):
        return False
    return all(have == want or have.split("[", 1)[0] == want for have, want in zip(path, names, strict=False))


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit."""

    sequence: int | None
    user: str
    client: str
    time: datetime | None
    log: str = ""
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class CommitHistory:
    """``get-commit-information``."""

    commits: tuple[Commit, ...]
    has_rescue_configuration: bool = False


@dataclass(frozen=True, slots=True)
class MacAddresses:
    """``get-chassis-mac-addresses``: base addresses by engine or FPC, lower case with colons."""

    bases: tuple[tuple[str, str, int | None], ...]  # (engine or FPC name, base address, count)


@dataclass(frozen=True, slots=True)
class HardwareError:
    """One active error of ``get-active-error-information`` or ``get-system-error-information``."""

    engine: str
    module: str
    severity: str  # as printed, lower case: fatal, major, minor
    description: str
    count: int | None = None
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class HardwareErrors:
    """Active hardware errors; none is an answer."""

    errors: tuple[HardwareError, ...]


@dataclass(frozen=True, slots=True)
class SoftwareSet:
    """One of the software sets on the boot disk of a VM host; ``junos`` None where its release can't be read."""

    name: str  # p, b
    junos: JunosVersion | None
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class VmHostEngine:
    """One VM-host routing engine.

    Attributes:
        version: of the host system; "" where it can't be told.
        boot_disk: ``Primary`` or what else it booted from, else the root device.
        running: name of the set that it runs; "" where not printed.
        sets: every set that is listed.
    """

    engine: str
    version: str
    boot_disk: str
    running: str = ""
    sets: tuple[SoftwareSet, ...] = ()
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class VmHost:
    """``get-vmhost-version-information``."""

    engines: tuple[VmHostEngine, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What lies on one medium or slice.

    Attributes:
        medium: as printed, e.g. ``internal (/dev/da0s1a) (backup)``.
        junos: releases that its packages name, each once; empty where none can be read.
    """

    engine: str
    medium: str
    junos: tuple[JunosVersion, ...]
    created: datetime | None = None
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """``get-snapshot-information``."""

    snapshots: tuple[Snapshot, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One leaf of a reply whose form no source fixes: its element's name and its text."""

    engine: str
    name: str
    text: str
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Statements:
    """A reply as the texts that it says: ``get-auto-snapshot-information``, ``get-boot-media-information``,
    ``request-system-malware-integrity-check``, ``get-poe-controller-information``."""

    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """One session on the device; ``origin`` is where it comes from, as printed, or its terminal."""

    engine: str
    user: str
    origin: str
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Sessions:
    """``get-system-users-information``: who is logged in."""

    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a log, as printed, bounded."""

    engine: str
    text: str


@dataclass(frozen=True, slots=True)
class Log:
    """``get-log``.

    Attributes:
        whole: False where the reply was cut off: what it shows still counts, what it doesn't show tells nothing.
    """

    lines: tuple[LogLine, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Optic:
    """One port's optics.

    Attributes:
        raised: alarms and warnings that it raises by its own limits, e.g. ``laser-bias-current-high-alarm``.
        told: how many of them it speaks of, raised or not.
    """

    engine: str
    port: str
    raised: tuple[str, ...]
    told: int
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Optics:
    """``get-interface-optics-diagnostics-information``."""

    optics: tuple[Optic, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A question to a stored reply that the model has no field for: what an XPath finds in it.

    Attributes:
        xpath: see `reinstate.device.search`.
    """

    item: Rpc
    xpath: str


@dataclass(frozen=True, slots=True)
class FoundValue:
    """One value that a search found.

    Attributes:
        text: white space folded, bounded.
        xpath: place of the element that holds it, by local names, from the stored reply's root.
        cut: the element holds more text than is kept here.
    """

    text: str
    xpath: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class FoundPart:
    """What a search found in one engine's part of the reply; ``values`` is empty where nothing stands there."""

    engine: str
    values: tuple[FoundValue, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, by engine: one part for each that answered."""

    parts: tuple[FoundPart, ...]


@dataclass(frozen=True, slots=True)
class Device:
    """One host's evidence, read.

    Attributes:
        readings: one entry for every catalogue id.
        found: what the policy's searches found; nothing where none was made.
    """

    host: str
    readings: Mapping[Rpc, Reading[object]] = field(default_factory=dict)
    found: Mapping[Search, Reading[Found]] = field(default_factory=dict)

    def reading(self, rpc: Rpc) -> Reading[object]:
        """What that item gave; Unknown with status ``not-asked`` where it is in no plan and no bundle."""
        return self.readings.get(rpc) or Unknown(rpc, "not-asked", f"{rpc} was not asked")

    def searched(self, search: Search) -> Reading[Found]:
        """What that search found; Unknown where the item is, and where nobody searched."""
        reading = self.reading(search.item)
        if search in self.found:
            return self.found[search]
        if isinstance(reading, Unknown):
            return reading
        return Unknown(search.item, "not-asked", f"{search.item} was not searched for {search.xpath}")


@dataclass(frozen=True, slots=True)
class Unit:
    """One product: one chassis serial. What is judged.

    Attributes:
        name: ``<host>`` or ``<host>.<member>``.
        member: ``fpc2``, ``node1``, or "" where the host holds one unit.
        serial_number: "" where unknown.
        serial_item, serial_xpath: where the serial stands in the evidence.
        model: product model as the software states it, lower case (``ex4400-48p``); "" where unknown.
        description: chassis description of the inventory.
        engines: ``engine`` names whose rows belong to this unit; None means all.
        fpc_slots: FPC slots that belong to this unit; None means all.
        frus: module trees that belong to this unit.
        present: False for a virtual-chassis member or node that is known but not there.
    """

    host: str
    name: str
    member: str = ""
    serial_number: str = ""
    serial_item: str = ""
    serial_xpath: str = ""
    model: str = ""
    description: str = ""
    part_number: str = ""
    model_number: str = ""
    clei_code: str = ""
    engines: frozenset[str] | None = None
    fpc_slots: frozenset[int] | None = None
    frus: tuple[Fru, ...] = ()
    present: bool = True

    def walk(self) -> Iterator[Fru]:
        """Every module of the unit, parents first."""
        return _walk(self.frus)

    def owns_engine(self, engine: str) -> bool:
        """Whether a row that came under that ``re-name`` speaks of this unit."""
        return self.engines is None or engine == "" or engine in self.engines
