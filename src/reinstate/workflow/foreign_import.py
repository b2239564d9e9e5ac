"""Import exports of other programs and sites as an operator's lifecycle table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from reinstate.plain_text import counted, joined, printable
from reinstate.reference.foreign_tables import ForeignMapping, ForeignRows, mapping_named, rows_of_foreign
from reinstate.reference.importing import KINDS, Head, require_table_name, table_bytes
from reinstate.reference.lifecycle import LIFECYCLE_KIND
from reinstate.tables.reader import read_bytes
from reinstate.workflow.policy_paste import Paste
from reinstate.workflow.reference_tables import StatedOfTable, check_new_table, write_new_table

_KIND = KINDS[LIFECYCLE_KIND]
_MOST_FILES, _MOST_REFUSED, _NAME = 20, 20, 100


@dataclass(frozen=True, slots=True)
class ForeignArguments(StatedOfTable):
    """What an operator imports; the mapping states source and age, the exports their day.

    Attributes:
        mapping: the name of a shipped mapping, or the path of one.
        output: the table to write; it must not exist.
    """

    files: tuple[Path, ...]
    mapping: str
    output: Path


@dataclass(frozen=True, slots=True)
class ForeignImport:
    """What was read, and the lines by which a policy names the table that was written."""

    found: ForeignRows
    mapping: ForeignMapping
    paste: Paste

    def refusals(self) -> str:
        """The first records that could not be read, a line each, and the number of the others."""
        refused = self.found.refused
        more = [f"and {len(refused) - _MOST_REFUSED} more"] if len(refused) > _MOST_REFUSED else []
        return "".join(f"{line}\n" for line in [*map(str, refused[:_MOST_REFUSED]), *more])

    def account(self, output: Path) -> str:
        """How many records became rows, and why the others did not."""
        return "\n".join(self._account(output))

    def _account(self, output: Path) -> Iterator[str]:
        found = self.found
        yield f"{output}: {counted(len(found.rows), 'row')} written from {counted(found.records, 'record')}."
        if found.skipped:
            yield f"Skipped: {joined([f'{number} {reason}' for reason, number in found.skipped.items()])}."
        if found.refused:
            yield f"Refused: {counted(len(found.refused), 'record')}, not in the table."
        yield from (f"Incomplete: {notice}." for notice in found.notices)
        if self.mapping.attribution:
            yield f"Name the source wherever you pass the table on: {printable(self.mapping.attribution, 400)}"


def import_foreign(arguments: ForeignArguments, today: date | None = None) -> ForeignImport:
    """Turn exports into a table; records that cannot be read are left out of it and reported.

    Raises:
        InputError: the mapping or a file cannot be used, no record gives a row, or the table cannot be written.
    """
    check_new_table(arguments.output)
    name = arguments.name or arguments.output.stem
    require_table_name(name)
    mapping, day = mapping_named(arguments.mapping), today or datetime.now(UTC).date()
    found = rows_of_foreign(arguments.files, mapping, day)
    head = Head(
        name=name,
        as_of=arguments.as_of or min(found.as_of or day, day),
        source=arguments.source or mapping.source,
        max_age_days=arguments.max_age_days or mapping.max_age_days or _KIND.max_age_days,
    )
    content = table_bytes(_KIND.name, head, found.rows, note=_note(arguments.files, mapping))
    paste = write_new_table(_KIND.policy_key, arguments.output, content, arguments.policy)
    return ForeignImport(found, mapping, paste)


def _note(files: Sequence[Path], mapping: ForeignMapping) -> str:
    """Whose the rows are, by which mapping they were read, and from what."""
    read = [f"{printable(path.name, _NAME)} (sha256 {sha256(read_bytes(path)).hexdigest()})" for path in files]
    more = [f"and {len(read) - _MOST_FILES} more files"] if len(read) > _MOST_FILES else []
    by = f"mapping {printable(mapping.name, _NAME)}"
    stated = f"confidence A stated by {printable(mapping.stated_by, _NAME)}" if mapping.confidence == "A" else ""
    parts = (mapping.attribution, by, stated, f"imported from {', '.join([*read[:_MOST_FILES], *more])}")
    return "; ".join(filter(None, parts))
