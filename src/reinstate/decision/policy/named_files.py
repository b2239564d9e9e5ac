"""Files that a policy names: lists, tables, and checks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a policy names: the name as written there, its path, and the digest that it must have."""

    name: str
    path: Path
    sha256: str


def place_of(name: str, sha256: str, folder: Path, kept: Path | None) -> Path:
    """The path of a file that a policy names: relative to the policy's folder, or under its digest in a run's copy."""
    return folder / name if kept is None else kept / sha256 / Path(name).name
