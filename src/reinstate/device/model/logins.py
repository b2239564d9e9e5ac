"""What the login may see, and who else is logged in."""

from __future__ import annotations

from dataclasses import dataclass


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
