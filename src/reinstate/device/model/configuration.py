"""The committed configuration, as statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """One leaf or empty container of the committed configuration, flattened.

    Attributes:
        path: element names from below ``configuration``, keys in brackets after their list's name, e.g.
            ``("system", "login", "user[ops]", "class")``. Groups and logical systems come first in it
            (``("groups[leftover]", "system", ...)``), because a group that is not applied still shows its owner.
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
