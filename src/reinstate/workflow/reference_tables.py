"""Reference data: the sets of a policy, and the import of an operator's table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from reinstate.decision.policy import policy_named, reference_for
from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded, write_output
from reinstate.plain_text import printable
from reinstate.reference.importing import Head, Imported, TableKind, import_table
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_reference
from reinstate.reference.set_info import SetInfo
from reinstate.tables.reader import MAX_BYTES
from reinstate.workflow.policy_paste import NamedTable, Paste, paste_of, whole_lines

_COLUMNS = ("set", "as of", "age", "max age", "rows", "state", "sha256", "source")
_LONGEST_SOURCE = 60


def reference_of(policy: Path | None) -> Reference:
    """The reference data of a policy, held to its pins; None is the shipped default policy."""
    return reference_for(policy_named(policy))


def sets_table(reference: Reference, on: date) -> str:
    """Every set on one line, in columns."""
    rows = [_COLUMNS, *(_row(info, on) for _, info in sorted(reference.sets.items()))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _row(info: SetInfo, on: date) -> tuple[str, ...]:
    return (
        printable(info.name, 64),
        str(info.as_of),
        f"{(on - info.as_of).days} d",
        f"{info.max_age_days} d",
        str(info.rows),
        _state(info, on),
        info.digest[:12],
        printable(info.source, _LONGEST_SOURCE),
    )


def _state(info: SetInfo, on: date) -> str:
    pinned = "pinned" if info.pinned else "another version is pinned" if info.pin else "not pinned"
    return f"{pinned}, out of date" if info.stale(on) else pinned


def set_details(reference: Reference, name: str, on: date) -> str:
    """One set of these with everything that is known of it."""
    info = reference.sets[name]
    weakness = info.weakness(on)
    stated = {
        "set": info.name,
        "as of": f"{info.as_of}, {(on - info.as_of).days} days ago",
        "max age": f"{info.max_age_days} days",
        "rows": str(info.rows),
        "sha256": info.digest,
        "state": f"cannot support a pass: it {weakness}" if weakness else "pinned by the policy, current",
        "source": info.source,
    }
    return "\n".join(f"{key + ':':9}{printable(text, 400)}" for key, text in stated.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedOfTable:
    """What an operator states about a table that is imported, and what it is if nothing is stated.

    Attributes:
        name: "" is the output's stem.
        source: "" is what the import states.
        as_of: None is the day that the import states, else today.
        max_age_days: None is the default of the kind, or what the import states.
        policy: the policy that is to name the table; None is one in the table's folder.
    """

    name: str = ""
    source: str = ""
    as_of: date | None = None
    max_age_days: int | None = None
    policy: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportArguments(StatedOfTable):
    """What an operator imports.

    Attributes:
        output: the table to write; it must not exist.
    """

    file: Path
    kind: TableKind
    output: Path


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """The checked table, and the lines by which a policy names it; None where nothing was written."""

    table: Imported
    paste: Paste | None


def check_new_table(output: Path) -> None:
    """InputError if a table cannot be written there."""
    if output.suffix not in (".yml", ".yaml") or output.exists():
        raise InputError(
            f"{output}: cannot be written",
            expected="a new file that ends in .yml",
            actual="a file that exists" if output.exists() else output.name,
            remedy="use another file name (a policy can name several tables), or remove the old table first",
        )


def import_reference(arguments: ImportArguments) -> ImportedTable:
    """Check an operator's file and write the table; nothing is written where anything is wrong with it."""
    check_new_table(arguments.output)
    head = Head(
        name=arguments.name or arguments.output.stem,
        as_of=arguments.as_of or datetime.now(UTC).date(),
        source=arguments.source or f"looked up by the operator, imported from {arguments.file.name}",
        max_age_days=arguments.max_age_days or arguments.kind.max_age_days,
    )
    imported = import_table(arguments.file, arguments.kind, head)
    if not imported.content:
        return ImportedTable(imported, None)
    paste = write_new_table(arguments.kind.policy_key, arguments.output, imported.content, arguments.policy)
    return ImportedTable(imported, paste)


def write_new_table(policy_key: str, output: Path, content: bytes, policy: Path | None) -> Paste:
    """Write a table, and return the lines by which the policy names it; nothing is written if it cannot be read."""
    paste = paste_of(NamedTable(policy_key, output, sha256(content).hexdigest()), policy)
    write_output(output, content)
    return paste


def profile_policy_lines(files: Sequence[Path]) -> str:
    """The lines by which a policy in the same folder names these files of platform profiles.

    Raises:
        InputError: what is wrong in one of them, with its file, line and key.
    """
    load_reference(own_profiles=files)
    digests = [sha256(read_bounded(path, MAX_BYTES, "a file of platform profiles")).hexdigest() for path in files]
    tables = (NamedTable("platform_profiles", path, digest) for path, digest in zip(files, digests, strict=True))
    return whole_lines(tuple(tables))
