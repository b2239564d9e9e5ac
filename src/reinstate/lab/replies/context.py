"""What a reply is rendered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from reinstate.lab.spec import DeviceSpec, Login


@dataclass(frozen=True, slots=True)
class Context:
    """A device at one moment, as one login sees it.

    Attributes:
        spec: the device, or one member of it in a wrapped reply.
        now: the device's own clock, UTC.
        day: the rack's own day by that clock: what is on the disk is dated from it, the same on any day.
        arguments: the request's arguments: text, True for an empty element, ``@name`` for attributes.
        wanted: the part of the configuration that it asks for, as a tree of names; None for all of it.
    """

    spec: DeviceSpec
    user: str
    login: Login
    now: datetime
    booted: datetime
    day: datetime
    arguments: Mapping[str, str | bool]
    wanted: Mapping[str, Any] | None = None

    @property
    def payload_release(self) -> str:
        """The release in payload namespaces: ``23.4R0`` of 23.4R2-S4.11, ``12.3R12`` of 12.3R12.4."""
        return payload_release(self.spec.release)

    def namespace(self, name: str) -> str:
        """The payload namespace of a daemon, e.g. ``junos-chassis``."""
        return f"http://xml.juniper.net/junos/{self.payload_release}/{name}"

    def before(self, seconds: float) -> datetime:
        """That many seconds before now."""
        return self.now - timedelta(seconds=seconds)

    def stored(self, age: float) -> datetime:
        """When something of that age, in seconds, was stored: so long before the rack's own day."""
        return self.day - timedelta(seconds=age)


def payload_release(release: str) -> str:
    """The release as Junos puts it into payload namespaces."""
    train, _, rest = release.partition("R")
    if float_or(train) >= 16:
        return f"{train}R0"
    return f"{train}R{rest.split('.')[0].split('-')[0]}" if rest else release


def float_or(text: str, default: float = 0.0) -> float:
    """The number, or the default where it is none."""
    try:
        return float(text)
    except ValueError:
        return default


def seconds_of(moment: datetime) -> str:
    """Seconds since 1970."""
    return str(int(moment.timestamp()))


def stamp(moment: datetime) -> str:
    """``2026-11-22 10:00:00 UTC``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def duration(seconds: int) -> str:
    """``1 hour, 30 minutes, 5 seconds``, as the chassis daemon prints it."""
    parts = []
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return ", ".join(parts) or "0 seconds"


def celsius(degrees: int) -> str:
    """``40 degrees C / 104 degrees F``."""
    return f"{degrees} degrees C / {round(degrees * 9 / 5 + 32)} degrees F"
