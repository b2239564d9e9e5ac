"""Software that runs on the engines, or would be booted next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reinstate.device.version import JunosVersion


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


@dataclass(frozen=True, slots=True)
class SoftwareSet:
    """One of the software sets on the boot disk of a VM host; ``junos`` None where its release cannot be read."""

    name: str  # p, b
    junos: JunosVersion | None
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class VmHostEngine:
    """One VM-host routing engine.

    Attributes:
        version: of the host system; "" where it is unknown.
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
    """The contents of one medium or slice.

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
