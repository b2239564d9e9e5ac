"""Lifecycle rows from exports of other programs, with an account of every record that gave none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from reinstate.errors import InputError
from reinstate.plain_text import counted, printable
from reinstate.reference.foreign_tables.mapping import ForeignMapping
from reinstate.reference.foreign_tables.records import Export, ForeignRecord, export_of
from reinstate.reference.foreign_tables.values import day_of, skus_of
from reinstate.reference.lifecycle import MILESTONES
from reinstate.tables.columns import folded

OF_OTHERS = "of other manufacturers or kinds"
WITHOUT_SKU = "without an SKU"
WITHOUT_DATE = "without a date"
REPEATED = "repeated"
_IN_ORDER = ("announced", "last_order", "end_of_support")
_TIME_ZONES = timedelta(days=1)  # the operator's calendar may be a day ahead of UTC
_ENOUGH = 20  # so many ends of support at the same distance from last order are hardly announced each by itself
_LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class ForeignRows:
    """What was read.

    Attributes:
        rows: lifecycle rows, one for each SKU and set of dates, in the order of the files.
        records: number of records in the files, refused ones included.
        skipped: number of records, or of SKUs in them, that give no row, by reason.
        refused: every record that could not be read, in the order of the files.
        notices: what the files themselves say is missing from them.
        as_of: the earliest day on which a file says that it was exported; None if none says it.
    """

    rows: tuple[Mapping[str, Any], ...]
    records: int
    skipped: Mapping[str, int]
    refused: tuple[InputError, ...]
    notices: tuple[str, ...]
    as_of: date | None


def rows_of_foreign(files: Sequence[Path], mapping: ForeignMapping, today: date) -> ForeignRows:
    """The lifecycle rows of these files.

    Args:
        today: the day of reading; no lookup is later.

    Raises:
        InputError: a file cannot be read, is no export that the mapping describes, or none gives a row.
    """
    reading = _Reading(mapping, today)
    exports = [export_of(path, mapping) for path in files]
    for export in exports:
        reading.read(export)
    if not reading.rows:
        raise _no_rows(files, reading)
    return ForeignRows(
        rows=tuple(_marked(list(reading.rows.values()), mapping)),
        records=sum(len(export.records) + len(export.refused) for export in exports),
        skipped=dict(reading.skipped),
        refused=tuple(reading.refused),
        notices=tuple(notice for export in exports for notice in export.notices),
        as_of=min(filter(None, (_exported(export, mapping) for export in exports)), default=None),
    )


def _no_rows(files: Sequence[Path], reading: _Reading) -> InputError:
    reasons = [f"{number} {reason}" for reason, number in reading.skipped.items()]
    first = f"; first: {reading.refused[0]}" if reading.refused else ""
    return InputError(
        f"{', '.join(path.name for path in files)}: no row",
        expected="at least one record with an SKU and a date",
        actual=", ".join([*reasons, f"{len(reading.refused)} refused"]) + first,
        remedy="choose the mapping that fits the export, or correct its columns and conditions",
    )


def _exported(export: Export, mapping: ForeignMapping) -> date | None:
    record = ForeignRecord("the export", {"as_of": export.as_of})
    try:
        return day_of(record, "as_of", ("as_of",), mapping)[0]
    except InputError:
        return None  # then the day of the import, or of --as-of, is the day of its facts


@dataclass(slots=True)
class _Reading:
    """Rows being read; grows while it goes through the exports."""

    mapping: ForeignMapping
    today: date
    rows: dict[tuple[object, ...], dict[str, Any]] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    refused: list[InputError] = field(default_factory=list)

    def read(self, export: Export) -> None:
        """One more export."""
        self.refused += export.refused
        for record in export.records:
            try:
                self._record(record, export)
            except InputError as error:
                self.refused.append(error)

    def _record(self, record: ForeignRecord, export: Export) -> None:
        if not _is_wanted(record, export):
            self.skipped[OF_OTHERS] += 1
            return
        skus = list(skus_of(record, export.form.columns["sku"], self.mapping.prefixes))
        if not skus:
            self.skipped[WITHOUT_SKU] += 1
            return
        stated = self._stated(record, export.form.columns)
        if not stated.keys() & set(_IN_ORDER):
            self.skipped[WITHOUT_DATE] += 1
            return
        for sku in skus:
            self._add({"sku": sku, **stated})

    def _add(self, row: dict[str, Any]) -> None:
        """A row, unless the same SKU has the same dates already; with others it is kept: sources can contradict."""
        key = (row["sku"], *(row.get(milestone) for milestone in MILESTONES))
        if key in self.rows:
            self.skipped[REPEATED] += 1
        else:
            self.rows[key] = row

    def _stated(self, record: ForeignRecord, columns: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        """The dates, confidence, and note of a record."""
        days: dict[str, date] = {}
        notes = []
        for key in (*MILESTONES, "looked_up"):
            day, month = day_of(record, key, columns[key], self.mapping) if key in columns else (None, "")
            if day:
                days[key] = day
            if month:
                notes.append(f"{key.replace('_', ' ')} is stated as the month {month}")
        self._check(record, days)
        notes += _notes(record, columns, self.mapping)
        return {**days, "confidence": self.mapping.confidence, **_noted(notes)}

    def _check(self, record: ForeignRecord, days: Mapping[str, date]) -> None:
        """Refuse dates that cannot all be true; by an announcement to come, the product would count as supported."""
        ordered = [days[key] for key in _IN_ORDER if key in days]
        if ordered != sorted(ordered):
            expected = "announced, last_order, and end_of_support in chronological order"
            raise record.refused("end_of_support", expected, ", ".join(map(str, ordered)))
        conversion, announced = days.get("warranty_conversion"), days.get("announced")
        if conversion and announced and conversion < announced:
            raise record.refused("warranty_conversion", f"a day on or after {announced}", conversion)
        for key, latest in (("announced", self.today), ("looked_up", self.today + _TIME_ZONES)):
            if key in days and days[key] > latest:
                raise record.refused(key, f"a date up to today ({self.today})", days[key])


def _is_wanted(record: ForeignRecord, export: Export) -> bool:
    for only in export.form.only:
        _, value = record.first(only.columns)
        if not (only.keep_missing if value is None else folded(str(value)) in only.equals):
            return False
    return True


def _notes(record: ForeignRecord, columns: Mapping[str, tuple[str, ...]], mapping: ForeignMapping) -> Iterator[str]:
    _, stated = record.first(columns.get("note", ()))
    if isinstance(stated, str) and (text := printable(stated, _LONGEST_NOTE)):
        yield text
    if mapping.note:
        yield mapping.note


def _noted(notes: Sequence[str]) -> dict[str, str]:
    text = "; ".join(filter(None, notes))
    return {"note": text} if text else {}


def _marked(rows: list[dict[str, Any]], mapping: ForeignMapping) -> Iterator[dict[str, Any]]:
    """The rows, those with a computed end of support marked as such and in confidence C."""
    computed = mapping.computed or _computed(rows)
    for row in rows:
        if computed and "end_of_support" in row and (mapping.computed or "last_order" in row):
            yield {**row, "confidence": "C", **_noted([row.get("note", ""), computed])}
        else:
            yield row


def _computed(rows: Sequence[Mapping[str, Any]]) -> str:
    """What shows that the source computes its ends of support; "" if they are not all equally far from last order."""
    both = [
        (row["last_order"], row["end_of_support"]) for row in rows if {"last_order", "end_of_support"} <= row.keys()
    ]
    years = {end.year - order.year for order, end in both}
    same_day = all((order.month, order.day) == (end.month, end.day) for order, end in both)
    if len(set(both)) < _ENOUGH or len(years) != 1 or not same_day:
        return ""
    return f"end of support is {counted(years.pop(), 'year')} after last order in all rows of the source: computed"
