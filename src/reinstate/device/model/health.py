"""What the device reports of its health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
class Optic:
    """The transceiver of one port.

    Attributes:
        raised: alarms and warnings that it raises by its own limits, e.g. ``laser-bias-current-high-alarm``.
        thresholds: how many of them it reports, raised or not.
    """

    engine: str
    port: str
    raised: tuple[str, ...]
    thresholds: int
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class Optics:
    """``get-interface-optics-diagnostics-information``."""

    optics: tuple[Optic, ...]
