"""Files, log lines and commits that are stored on the device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
    """``file-list`` or ``get-system-core-dumps``; a directory that does not exist gives no files."""

    files: tuple[File, ...]


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
class LogLine:
    """One line of a log, as printed, bounded."""

    engine: str
    text: str


@dataclass(frozen=True, slots=True)
class Log:
    """``get-log``.

    Attributes:
        whole: False where the reply was cut off: what it shows counts, what it does not show proves nothing.
    """

    lines: tuple[LogLine, ...]
    whole: bool = True
