"""Turn what an operator filled in into a checked table: every mistake with its line, or no table at all.

The file is a table of its kind (CSV, or YAML with ``rows``), or the list of everything that was unknown in a run. That
list has the columns ``kind`` and ``name``; its lines of the wanted kind that were filled in are taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from reinstate.errors import InputError
from reinstate.plain_text import counted, shown_value
from reinstate.reference.licenses import LICENSE_COLUMNS, LICENSES_KIND, license_row_of
from reinstate.reference.lifecycle import LIFECYCLE_COLUMNS, LIFECYCLE_KIND, MILESTONES, lifecycle_row_of
from reinstate.reference.loading import SHIPPED_SETS
from reinstate.reference.prices import PRICE_COLUMNS, PRICES_KIND, price_row_of, sheet_rows
from reinstate.reference.releases import EVOLVED, RELEASE_COLUMNS, RELEASES_KIND, release_row_of
from reinstate.reference.row_values import A_NAME
from reinstate.reference.set_files import Record, is_table, read_forgivingly
from reinstate.reference.set_info import SetInfo
from reinstate.tables.columns import Columns, near

# The columns of the list of everything that was unknown in a run, before those that its reader fills in.
LIST_COLUMNS = ("kind", "name", "gravity", "units", "places", "seen_in", "what", "to_do")
# No wildcard, and nothing that a spreadsheet or a terminal acts on: a device can report any name.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9(][A-Za-z0-9 .,/+&()_-]{0,127}")
_PLAIN_NAME_FORM = "a name of at most 128 letters, digits, spaces, or . , / + & ( ) _ - characters, without wildcards"
_TABLE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DOLLARS, _FLAGS = frozenset({"usd", "amount"}), frozenset({"evolved"})
_DATES = frozenset(
    {
        *MILESTONES,
        *("looked_up", "unlisted_since", "first_shipped", "end_of_engineering", "as_of"),
    }
)
_IN_THE_PAST = frozenset({"looked_up", "as_of"})
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_TIME_ZONES = timedelta(days=1)  # the operator's calendar may be a day ahead of UTC


def is_plain_name(name: str) -> bool:
    """Whether a name that a device reported can be entered in a table as it is."""
    return _PLAIN_NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of an operator's table.

    Attributes:
        columns: the columns that a row can have.
        row_of: reads a row with the checks of loading.
        keys: the columns that identify a row.
        max_age_days: how long its rows are valid unless the operator states another age.
        policy_key: the policy key that lists such tables.
        listed_as: from the kind of a line in the list of unknowns to the column for its name.
        result: the columns for the result of a lookup, in words.
    """

    name: str
    columns: tuple[str, ...]
    row_of: Callable[[Record, SetInfo], object]
    keys: tuple[str, ...]
    max_age_days: int
    policy_key: str = "lifecycle_tables"
    listed_as: Mapping[str, str] = field(default_factory=dict)
    result: str = "looked_up or the dates"

    @property
    def named_in(self) -> str:
        """The columns that can name the product of a row: its own, or ``name`` in the list of unknowns."""
        own = dict.fromkeys(self.listed_as.values())
        return " or ".join((*own, "name") if own else self.keys[:1])

    @property
    def table(self) -> Columns:
        """Its columns; the list of unknowns also has its own, and those that other kinds fill in."""
        return Columns(self.columns, aliases={name: name for name in LIST_COLUMNS}, others=True)


KINDS: Mapping[str, TableKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            TableKind(
                LIFECYCLE_KIND,
                LIFECYCLE_COLUMNS,
                lifecycle_row_of,
                ("sku", "overrides"),
                90,
                listed_as={LIFECYCLE_KIND: "sku"},
            ),
            TableKind(
                RELEASES_KIND,
                RELEASE_COLUMNS,
                release_row_of,
                ("release", "evolved", "models", "builds", "overrides"),
                365,
                listed_as={RELEASES_KIND: "release"},
            ),
            TableKind(
                LICENSES_KIND,
                LICENSE_COLUMNS,
                license_row_of,
                ("sku", "feature"),
                365,
                listed_as={LICENSES_KIND: "sku", "license-features": "feature"},
            ),
            TableKind(
                PRICES_KIND,
                PRICE_COLUMNS,
                price_row_of,
                ("product", "clause"),
                365,
                "price_lists",
                listed_as={PRICES_KIND: "product"},
                result="usd, or a fee of the list of unknown data,",
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the new table."""

    name: str
    as_of: date
    source: str
    max_age_days: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A checked table, or the mistakes that prevent one.

    Attributes:
        content: the table's bytes; empty if there are complaints.
        rows: number of rows in it.
        left_open: number of lines of its kind that were not filled in.
        complaints: every mistake, in the order of the lines.
    """

    content: bytes
    rows: int
    left_open: int
    complaints: tuple[InputError, ...]


def import_table(path: Path, kind: TableKind, head: Head, today: date | None = None) -> Imported:
    """Read what an operator filled in, with all complaints.

    Args:
        today: the day of reading, by default today in UTC; no lookup is later.

    Raises:
        InputError: the file cannot be read, no row is filled in, or the name is not allowed.
    """
    require_table_name(head.name)
    _, stated, complaints = read_forgivingly(path, kind.table)
    info = SetInfo(head.name, head.as_of, "", head.source, head.max_age_days)
    reading = _Reading(kind, info, today or datetime.now(UTC).date(), list(complaints))
    rows = list(reading.rows(stated))
    if not rows and not reading.complaints:
        raise InputError(
            f"{path}: no row of kind {kind.name} is filled in",
            expected=f"at least one row with {kind.named_in} and the result of the lookup",
            actual=f"{counted(reading.left_open, 'line')} not filled in",
            remedy=f"fill in {kind.result} in at least one line",
        )
    content = b"" if reading.complaints else table_bytes(kind.name, head, rows)
    ordered = sorted(reading.complaints, key=_line)
    return Imported(content, len(rows), reading.left_open, tuple(ordered))


def require_table_name(name: str) -> None:
    """Refuse a name that no table can have; InputError says which it can have."""
    if not _TABLE_NAME.fullmatch(name) or name in SHIPPED_SETS:
        raise InputError(
            f"table name {shown_value(name)}: not allowed",
            expected=f"{A_NAME}; not the name of a shipped set",
            actual=shown_value(name),
            remedy="choose another name with --name, or rename the output file",
        )


@dataclass(slots=True)
class _Reading:
    """Rows being read; grows while it goes through them."""

    kind: TableKind
    info: SetInfo
    today: date
    complaints: list[InputError]
    left_open: int = 0
    seen: set[tuple[str, ...]] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)

    def rows(self, stated: Iterable[Record]) -> Iterator[dict[str, Any]]:
        """The correct rows as they are written; complaints about the others are kept."""
        for record in stated:
            for listed in self._of_list(record) if "kind" in record.values else (record,):
                before = len(self.complaints)
                row = dict(self._values(listed))
                if len(self.complaints) == before:
                    self._check_whole(listed, row)
                if len(self.complaints) == before:
                    yield row

    def _of_list(self, record: Record) -> Sequence[Record]:
        """The rows of a line of the list of unknowns; none for other kinds and lines not filled in."""
        column = self.kind.listed_as.get(str(record.values.get("kind")))
        if column is None:
            return ()
        name = str(record.values.get("name") or "")
        rows = self._filled_in(record, name, column)
        if not rows:
            self.left_open += 1
        elif not is_plain_name(name):
            self.complaints.append(record.fail("name", _PLAIN_NAME_FORM, name))
            return ()
        return rows

    def _filled_in(self, record: Record, name: str, column: str) -> Sequence[Record]:
        """What the line states: a row of the table, or of a line of prices a row for each fee; none if nothing."""
        if self.kind.name == PRICES_KIND:
            rows = sheet_rows(record.values, name)
            return [
                replace(record, values=row, headings=dict.fromkeys(("sku", "usd", "amount"), heading))
                for heading, row in rows.items()
            ]
        filled = {key: record.values.get(key) for key in self.kind.columns if record.values.get(key)}
        if not set(filled) - {"note", "confidence"}:
            return ()
        named: dict[str, object] = {column: name}
        if self.kind.name == RELEASES_KIND:
            named = {"release": name.removesuffix(EVOLVED), "evolved": name.endswith(EVOLVED)}
        return (replace(record, values={**filled, **named}),)

    def _values(self, record: Record) -> Iterator[tuple[str, object]]:
        """The typed value of each column; a value that cannot be read is a complaint."""
        for key in map(str, record.values):
            if key not in self.kind.columns:
                self._unknown(record, key)
                continue
            try:
                value = self._value(record, key)
            except InputError as error:
                self.complaints.append(error)
                continue
            if value not in (None, "") and value is not False:  # 0 USD is an amount
                yield key, value

    def _unknown(self, record: Record, key: str) -> None:
        """Complain about an unknown column; a CSV file has it in its header, so once for all rows."""
        by_header = is_table(record.path)
        if not by_header or key not in self.unknown:
            at = replace(record, number=1) if by_header else record
            self.complaints.append(at.unknown_key(key, self.kind.columns, near(key, self.kind.table.known())))
        self.unknown.add(key)

    def _value(self, record: Record, key: str) -> object:
        if key in _DOLLARS:
            return record.dollars(key)
        if key in _FLAGS:
            return record.flag(key)
        return self._day(record, key) if key in _DATES else record.text(key, "")

    def _day(self, record: Record, key: str) -> date | None:
        day = record.day(key)
        if day is not None and key in _IN_THE_PAST and day > self.today + _TIME_ZONES:
            raise record.fail(key, f"a date up to today ({self.today})", record.values[key], "correct the date")
        return day

    def _check_whole(self, record: Record, row: Mapping[str, Any]) -> None:
        """Check the rules over several columns, and that no row is repeated."""
        try:
            self.kind.row_of(replace(record, values=row), self.info)
        except InputError as error:
            self.complaints.append(error)
            return
        key = tuple(str(row.get(name, "")).upper() for name in self.kind.keys)
        if key in self.seen:
            stated = [name for name in self.kind.keys if row.get(name)]
            repeated, once = " ".join(filter(None, key)), f"one row for each {' and '.join(stated)}"
            self.complaints.append(
                record.fail(self.kind.keys[0], once, repeated, "remove the repeated row", what="repeated")
            )
        self.seen.add(key)


class _WithoutAliases(_Dumper):  # type: ignore[misc, valid-type]
    """Writes each value out: a table must have no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _line(error: InputError) -> int:
    found = re.search(r", line (\d+)", error.what)
    return int(found[1]) if found else 0


def table_bytes(kind: str, head: Head, rows: Sequence[Mapping[str, Any]], **further: object) -> bytes:
    """A table as it is stored; ``further`` keys of its head stand before the rows."""
    stated = {
        "name": head.name,
        "kind": kind,
        "as_of": head.as_of,
        "source": head.source,
        "max_age_days": head.max_age_days,
        **further,
        "rows": list(rows),
    }
    text = yaml.dump(stated, Dumper=_WithoutAliases, sort_keys=False, allow_unicode=True, width=120)
    note = "# Checked and written by `reinstate reference import`; a policy names it with its sha256.\n"
    return (note + text).encode("utf-8")
