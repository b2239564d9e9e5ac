"""Junos releases as a type that orders correctly and knows what it can't parse."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JunosVersion:
    """One release as a device prints it."""

    text: str
