"""What a device of the emulated rack is: the shape of a spec file after its template was merged in.

Everything that has a name is a mapping by that name, so that a spec can change one part of its template by
naming it, and take one away by giving it ``null``.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


class Eeprom(_Part):
    """What a module's ID EEPROM holds beyond what the inventory prints.

    Attributes:
        assembly: assembly id, e.g. ``0x05a0``.
        major: assembly version before the dot; after it comes the revision number.
        layout: 1 has no CLEI and model, 2 has.
        made: manufacture date.
        mac: base MAC address with its count ("" where the board holds none).
        version, part, serial, description: where the EEPROM says something else than the inventory prints.
        blanked: Junos blanks the first byte of the revision (FPC 0 of an MX204).
        blank: nothing was ever written (PICs of an MX204).
    """

    assembly: int = 0x0500
    major: int = 1
    layout: Literal[1, 2] = 2
    made: date = date(2021, 3, 14)
    mac: str = ""
    mac_count: int = 0
    version: str | None = None
    part: str | None = None
    serial: str | None = None
    description: str | None = None
    blanked: bool = False
    blank: bool = False


class Disk(_Part):
    """A disk or USB device below a routing engine."""

    size: int | None = None
    model: str = ""
    serial: str = ""
    description: str = ""


class Fru(_Part):
    """One module of ``show chassis hardware``, with the modules in it by name."""

    version: str = ""
    part: str = ""
    serial: str = ""
    description: str = ""
    model: str = ""
    clei: str = ""
    eeprom: Eeprom | None = None
    disks: dict[str, Disk] = Field(default_factory=dict)
    parts: dict[str, Fru] = Field(default_factory=dict)


class Chassis(_Part):
    """The chassis itself."""

    serial: str = ""
    description: str
    model: str = ""
    clei: str = ""
    version: str = ""
    part: str = ""
    eeprom: Eeprom | None = None


class Engine(_Part):
    """One row of ``show chassis routing-engine``; ``fru`` names the module whose serial it shows."""

    fru: str = ""

    slot: str | None = "0"
    status: str = "OK"
    mastership: str = "master"
    model: str = ""
    serial: str = ""
    celsius: int | None = 38
    last_reboot_reason: str = "0x1:power cycle/failure"


class Alarm(_Part):
    """One active alarm; ``where`` is the command that shows it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    alarm_class: Literal["Major", "Minor"] = Field(default="Minor", validation_alias="class")
    type: str = "Configuration"
    description: str
    where: Literal["chassis", "system", "both"] = "system"
    age: int = 3600


class EnvironmentItem(_Part):
    """One row of ``show chassis environment``."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    item_class: str = Field(default="", validation_alias="class")
    status: str = "OK"
    celsius: int | None = None
    comment: str = ""


class Pic(_Part):
    """One PIC; ``type`` as ``show chassis fpc pic-status`` prints it."""

    state: str = "Online"
    type: str = ""


class Fpc(_Part):
    """One FPC."""

    state: str = "Online"
    description: str = ""
    comment: str = ""
    celsius: int | None = 40
    memory: int | None = 2048
    pics: dict[str, Pic] = Field(default_factory=dict)


class Supply(_Part):
    """One supply of ``show chassis power``; ``expected`` and ``actual`` count its feeds."""

    state: str = "Online"
    kind: Literal["ac", "dc"] = "ac"
    input: str = "OK"
    expected: int = 1
    actual: int = 1
    capacity: int = 650
    watts: int = 120


class Filesystem(_Part):
    """One row of ``show system storage``; sizes in blocks of 512 bytes."""

    device: str
    blocks: int
    used: int


class LicensedFeature(_Part):
    """A feature of an installed key."""

    description: str = ""
    validity: str = "permanent"
    start: date | None = None
    end: date | None = None


class License(_Part):
    """An installed key, by its identifier."""

    sku: str = ""
    version: str = "4"
    order_type: str = ""
    type: str = ""
    device: str = ""
    count: int | None = None
    software_serial: str = ""
    customer: str = ""
    state: str = "valid"
    features: dict[str, LicensedFeature] = Field(default_factory=dict)


class Usage(_Part):
    """One row of license usage."""

    description: str = ""
    licensed: int = 0
    used: int = 0
    given: int | None = None
    needed: int = 0
    validity: str = "permanent"
    end: date | None = None


class File(_Part):
    """A file by its path; ``age`` in seconds before the rack's own day."""

    size: int = 0
    owner: str = "root"
    group: str = "wheel"
    permissions: str = "-rw-r--r--"
    age: int = 86400
    directory: bool = False


class Commit(_Part):
    """One commit; ``age`` in seconds before the rack's own day."""

    user: str = "inspector"
    client: str = "netconf"
    age: int = 3600
    log: str = ""


class HardwareError(_Part):
    """One active error."""

    module: str
    severity: str = "Major"
    description: str = ""
    count: int = 1


class VcMember(_Part):
    """One member of a virtual chassis, by its id."""

    serial: str
    model: str
    status: str = "Prsnt"
    role: str = "Linecard"
    priority: int = 128


class ClusterNode(_Part):
    """One node of a chassis cluster."""

    priority: int = 100
    status: str = "primary"
    monitor_failures: str = "None"


class Optic(_Part):
    """Optics with diagnostics, by their port; ``raised`` names the alarms and warnings that are on."""

    bias: float = 6.2
    celsius: int = 31
    raised: tuple[str, ...] = ()


class Login(_Part):
    """Who may log in; ``keys`` are OpenSSH public keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    password: str = ""
    keys: tuple[str, ...] = ()
    login_class: str = Field(default="super-user", validation_alias="class")
    permissions: tuple[str, ...] = ("all",)

    def may(self, permission: str) -> bool:
        """Whether the login holds that permission bit."""
        return "all" in self.permissions or permission in self.permissions


class Fault(_Part):
    """A fault by its name in `reinstate.lab.faults`; ``rpc`` limits a reply's fault to one request."""

    fault: str
    rpc: str = ""
    seconds: float = 0.0
    times: int = 0
    bytes: int = 0


class Netconf(_Part):
    """How the NETCONF server speaks.

    Attributes:
        base: the newest framing that it offers.
        rfc_compliant: ``nc:`` prefixes, as ``system services netconf rfc-compliant`` gives.
        algorithms: ``current``, or ``legacy`` for an old device with ssh-rsa, group14-sha1, CBC and SHA-1 alone.
        host_key: type of its host key.
    """

    base: Literal["1.0", "1.1"] = "1.0"
    rfc_compliant: bool = False
    algorithms: Literal["current", "legacy"] = "current"
    host_key: Literal["ed25519", "ecdsa", "rsa"] = "ed25519"
    banner: str = ""


class DeviceSpec(_Part):
    """One device.

    Attributes:
        story: its scenario, for people.
        same_box_as: name of the host that is the same hardware: same generated serials, MAC addresses and host key.
        copy_of, copy_number: which spec it is a copy of; they move its serials and MAC addresses on.
        model: product model, lower case where Junos prints it so.
        release: as printed, e.g. ``23.4R2-S4.11``.
        packages: which shape of package list: ``modern`` (15.1 and later), ``classic``, ``evolved``.
        answers: replies that this platform gives beyond those that every platform gives.
        refuses: replies that every other platform gives, and this one does not.
        wrapped: replies that come in ``multi-routing-engine-results``, one item per entry of ``members``.
        members: engine name to that engine's spec; a file states only what differs from the rest.
        board: serial of the board that a fixed router is built on, for ``{board}``.
        snapshots: medium to the release on it; without any, both slices hold the running one.
        auto_snapshot: state of the automatic repair of the primary slice.
        boot_media: what it booted from.
        boot_disk, sets: of a VM host: the disk that it booted from, and each set's release ("" is the running one).
        integrity: what the integrity check says.
        mac: base MAC address; ``mac_style`` is the shape of its reply.
        up: seconds since boot.
        clock_offset: device clock minus the real one, seconds.
        reply_delay, delays: milliseconds before a reply, for all and by RPC name; ``connect_delay`` before the banner.
        inventory_variables: further variables of the host in the generated inventory.
    """

    name: str
    story: str = ""
    same_box_as: str = ""
    copy_of: str = ""
    copy_number: int = 0
    model: str
    release: str
    chassis: Chassis
    packages: Literal["modern", "classic", "evolved"] = "modern"
    package_suffix: str = ""
    extra_packages: dict[str, str] = Field(default_factory=dict)
    answers: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    wrapped: tuple[str, ...] = ()
    members: dict[str, DeviceSpec] = Field(default_factory=dict)
    board: str = ""
    inventory: dict[str, Fru] = Field(default_factory=dict)
    eeprom: bool = False
    engines: dict[str, Engine] = Field(default_factory=dict)
    alarms: dict[str, Alarm] = Field(default_factory=dict)
    environment: dict[str, EnvironmentItem] = Field(default_factory=dict)
    fpcs: dict[str, Fpc] = Field(default_factory=dict)
    power: dict[str, Supply] = Field(default_factory=dict)
    storage: dict[str, Filesystem] = Field(default_factory=dict)
    licenses: dict[str, License] = Field(default_factory=dict)
    usage: dict[str, Usage] = Field(default_factory=dict)
    mac: str = ""
    mac_count: int = 64
    mac_style: Literal["fpc", "chassis"] = "chassis"
    virtual_chassis: dict[str, VcMember] = Field(default_factory=dict)
    vc_id: str = "0000.5e00.5301"
    cluster: dict[str, ClusterNode] = Field(default_factory=dict)
    cluster_id: int = 1
    files: dict[str, File] = Field(default_factory=dict)
    cores: dict[str, File] = Field(default_factory=dict)
    commits: tuple[Commit, ...] = ()
    rescue: bool = False
    errors: tuple[HardwareError, ...] = ()
    log: str = ""
    snapshots: dict[str, str] = Field(default_factory=dict)
    auto_snapshot: str = "Disabled"
    boot_media: str = "internal"
    boot_disk: str = "Primary"
    sets: dict[str, str] = Field(default_factory=lambda: {"p": "", "b": ""})
    integrity: str = "Integrity mechanism is running"
    optics: dict[str, Optic] = Field(default_factory=dict)
    poe_status: str = "AF_ENHANCE"
    configuration: dict[str, Any] = Field(default_factory=dict)
    logins: dict[str, Login] = Field(default_factory=dict)
    netconf: Netconf = Netconf()
    up: int = 5400
    clock_offset: float = 0.0
    reply_delay: float = 0.0
    connect_delay: float = 0.0
    delays: dict[str, float] = Field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    inventory_variables: dict[str, Any] = Field(default_factory=dict)
