"""Routing Engines, and since when they run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RoutingEngine:
    """One ``route-engine``.

    Attributes:
        slot: as printed ("0", "1"); "" on fixed-configuration chassis that print none.
        up_seconds: None where neither an attribute nor the text contains it.
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
