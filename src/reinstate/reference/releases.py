"""Junos OS releases: the support state of a release on one day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

from reinstate.device.version import JunosVersion, VersionKind
from reinstate.plain_text import shown_value
from reinstate.reference.set_files import Record, Table
from reinstate.reference.set_info import SetInfo

_TRAIN = re.compile(r"\d{1,2}\.\d{1,2}(X\d{1,3})?")
_BUILDS = re.compile(r"[RFD]\d{1,4}\+?")
RELEASES_KIND = "junos-releases"
RELEASE_COLUMNS = (
    *("release", "evolved", "first_shipped", "end_of_engineering", "end_of_support", "looked_up"),
    *("models", "builds", "overrides", "doubt", "unlisted_since", "page", "note", "read_by", "read"),
)
EVOLVED = "-EVO"


class ReleaseState(StrEnum):
    """The support state of a Junos OS release."""

    ENGINEERING = "engineering"
    SUPPORT_ONLY = "support-only"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One train, or an exception to it.

    Attributes:
        train: ``23.4``, ``15.1X49``; with ``-EVO`` for Junos OS Evolved, whose trains have dates of their own.
        release_type: ``eol`` or ``eeol`` (extended); "" if the source states none.
        models: globs over the product models (lower case) of an exception; empty is every model.
        builds: the releases of an exception, e.g. ``R7``, ``D47``, ``R2+`` (that one and later);
            "" is every release of the train.
        overrides: the bulletin by which it replaces other dates of the train; "" if it replaces none.
        page_of: the day of the saved page of Juniper's that it is from; None if it is from elsewhere.
        unlisted_since: the day of the page on which it was no longer listed.
        doubt: why its dates are not certain, so that the train is unknown; "" where they are.
        table: name of the set that the row is in.
    """

    train: str
    release_type: str = ""
    first_shipped: date | None = None
    end_of_engineering: date | None = None
    end_of_support: date | None = None
    source: str = ""
    models: tuple[str, ...] = ()
    builds: str = ""
    table: str = ""
    overrides: str = ""
    page_of: date | None = None
    doubt: str = ""
    unlisted_since: date | None = None

    @property
    def is_exception(self) -> bool:
        """Whether it is about some products or builds of its train."""
        return bool(self.models or self.builds)


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """State of one release on one day, with the reason and the dates of the row."""

    state: ReleaseState
    reason: str
    end_of_engineering: date | None = None
    end_of_support: date | None = None
    source: str = ""
    unread: bool = False  # a page says something of the release that nobody has read


_BUILDS_FORM = "builds such as R7, R2+, or D47"
_LETTERS = {VersionKind.RELEASE: "R", VersionKind.FEATURE: "F", VersionKind.X_TRAIN: "D"}
_SUPPORTED = frozenset({ReleaseState.ENGINEERING, ReleaseState.SUPPORT_ONLY})


@dataclass(frozen=True, slots=True)
class Releases:
    """Trains by name, and Juniper's exceptions for some products or releases of a train.

    Attributes:
        as_of: the day of the table; None in an empty one.
        newest: its newest train of Junos OS (not Evolved), as (year, number); (0, 0) in an empty one.
        own: trains that an operator's table states.
        contested: trains for which an operator's table states other dates: unknown until the tables agree.
        doubted: trains of which an operator's table says that their dates are not certain, with the reason.
        stated: every row by train, in the order in which the tables were loaded, whether it counts or not.
    """

    trains: Mapping[str, ReleaseRow] = field(default_factory=dict)
    exceptions: Mapping[str, tuple[ReleaseRow, ...]] = field(default_factory=dict)
    as_of: date | None = None
    newest: tuple[int, int] = (0, 0)
    contested: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    doubted: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, tuple[ReleaseRow, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, trains: Iterable[ReleaseRow], exceptions: Iterable[ReleaseRow], as_of: date) -> Releases:
        """The table of these rows, one for each train."""
        by_train = {row.train: row for row in trains}
        by_exception: dict[str, tuple[ReleaseRow, ...]] = {}
        for row in exceptions:
            by_exception[row.train] = (*by_exception.get(row.train, ()), row)
        newest = max((_ordered(train) for train in by_train if not train.endswith(EVOLVED)), default=(0, 0))
        return cls(by_train, by_exception, as_of, newest, stated=_by_train({}, [*by_train.values(), *exceptions]))

    def extended(self, rows: Iterable[ReleaseRow]) -> Releases:
        """An operator's trains added. Dates that contradict those of the table make a train unknown.

        A row that a bulletin makes, and a page of Juniper's that is newer than the table, replace its dates. Rows about
        some products or builds are looked at before those of the table.
        """
        given = tuple(rows)
        own = tuple(row for row in given if not row.doubt)
        doubted = {row.train: row.doubt for row in given if row.doubt and not self._explains(row)}
        added: dict[str, ReleaseRow] = {}
        for row in sorted((one for one in own if not one.is_exception), key=lambda one: bool(one.overrides)):
            added[row.train] = row
        contested = {train for train, row in added.items() if self._contradicts(row)}
        settled = {train for train, row in added.items() if row.overrides}
        exceptions = [
            *(row for row in own if row.is_exception),
            *(row for rows_of_train in self.exceptions.values() for row in rows_of_train),
        ]
        extended = Releases.of([*self.trains.values(), *added.values()], exceptions, self.as_of or date.min)
        disputed = (self.contested | contested) - settled
        return replace(
            extended,
            contested=disputed,
            own=self.own | added.keys(),
            doubted={**self.doubted, **doubted},
            stated=_by_train(self.stated, given),
        )

    def _contradicts(self, row: ReleaseRow) -> bool:
        known = self.trains.get(row.train)
        if known is None or row.overrides or _dates(row) == _dates(known):
            return False
        newer = row.page_of is not None and self.as_of is not None and row.page_of > self.as_of
        return not newer or row.train in self.own

    def _explains(self, row: ReleaseRow) -> bool:
        """Whether the doubt is one that the table settles: it has the same dates, and states the exceptions to them."""
        known = self.trains.get(row.train)
        return known is not None and _dates(known) == _dates(row) and row.train in self.exceptions

    @property
    def tables(self) -> frozenset[str]:
        """The sets that have trains here, or exceptions to them."""
        exceptions = (row for rows in self.exceptions.values() for row in rows)
        return frozenset(row.table for row in (*self.trains.values(), *exceptions))

    def only(self, tables: Collection[str]) -> Releases:
        """The rows of these sets alone, as if no other set had been loaded."""
        trains = [row for row in self.trains.values() if row.table in tables]
        exceptions = [row for rows in self.exceptions.values() for row in rows if row.table in tables]
        return Releases.of(trains, exceptions, self.as_of or date.min)

    def answer(self, version: JunosVersion, model: str, on: date) -> ReleaseAnswer:
        """The support state of that release for that product model on that day."""
        if not version.parsed:
            return _unknown(f"the version is not recognized: {shown_value(version.problem)}")
        if not version.standard:
            build = f"{shown_value(version.text)} is a non-standard build ({version.kind})"
            return _unknown(f"{build}, which the release tables do not list")
        if doubt := self.doubted.get(self.listed(version)):
            unknown = _unknown(f"the dates of {self.listed(version)} are not certain: {shown_value(doubt)}")
            return replace(unknown, unread=True)
        if version.evolved and self.listed(version) not in self.trains:
            return _unknown(
                f"{shown_value(version.text)} is a Junos OS Evolved release, for which the tables have no dates"
            )
        if self.listed(version) in self.contested:
            return _unknown(f"the tables state different dates for {self.listed(version)}")
        row = self._row(version, model)
        return self._unlisted(version) if row is None else _dated(row, on, model)

    def train_supported(self, train: str, on: date) -> bool | None:
        """Whether a train is supported on that day; None if the table has no dates for it."""
        row = None if train in self.contested or train in self.doubted else self.trains.get(train)
        state = ReleaseState.UNKNOWN if row is None else _dated(row, on, "").state
        return None if state is ReleaseState.UNKNOWN else state in _SUPPORTED

    def _row(self, version: JunosVersion, model: str) -> ReleaseRow | None:
        for row in self.exceptions.get(self.listed(version), ()):
            if _is_for_model(row, model.lower()) and _is_for_build(row, version):
                return row
        return self.trains.get(self.listed(version))

    @staticmethod
    def listed(version: JunosVersion) -> str:
        """The name of a version's train in the table."""
        return version.train + EVOLVED if version.evolved else version.train

    def _unlisted(self, version: JunosVersion) -> ReleaseAnswer:
        if _ordered(version.train) > self.newest:
            return _unknown(f"release {version.train} is newer than the table of {self.as_of}")
        return _unknown(f"the table of {self.as_of} does not list release {version.train}")


def _by_train(
    before: Mapping[str, tuple[ReleaseRow, ...]], rows: Iterable[ReleaseRow]
) -> Mapping[str, tuple[ReleaseRow, ...]]:
    found = dict(before)
    for row in rows:
        found[row.train] = (*found.get(row.train, ()), row)
    return found


def _dates(row: ReleaseRow) -> tuple[date | None, date | None]:
    return row.end_of_engineering, row.end_of_support


def _unknown(reason: str) -> ReleaseAnswer:
    return ReleaseAnswer(ReleaseState.UNKNOWN, reason)


def _ordered(train: str) -> tuple[int, int]:
    major, _, minor = train.removesuffix(EVOLVED).split("X")[0].partition(".")
    return int(major), int(minor)


def _is_for_model(row: ReleaseRow, model: str) -> bool:
    return not row.models or any(fnmatchcase(model, glob) for glob in row.models)


def _is_for_build(row: ReleaseRow, version: JunosVersion) -> bool:
    """Whether an exception for ``R7``, ``D47``, or ``R2+`` applies to that release."""
    if not row.builds:
        return True
    if version.number is None or row.builds[0] != _LETTERS.get(version.kind):
        return False
    number = int(row.builds[1:].rstrip("+"))
    return version.number >= number if row.builds.endswith("+") else version.number == number


def _dated(row: ReleaseRow, on: date, model: str) -> ReleaseAnswer:
    end = row.end_of_support
    if end is None or row.end_of_engineering is None:
        return ReleaseAnswer(
            ReleaseState.UNKNOWN, f"the table has no end-of-support date for {row.train}", source=row.source
        )
    if on > end:
        state, reason = ReleaseState.ENDED, f"end of support of {row.train} was {end}"
    elif on > row.end_of_engineering:
        state = ReleaseState.SUPPORT_ONLY
        reason = f"end of engineering of {row.train} was {row.end_of_engineering}, end of support is {end}"
    else:
        state = ReleaseState.ENGINEERING
        reason = f"end of engineering of {row.train} is {row.end_of_engineering}, end of support is {end}"
    if row.models or row.builds:
        fitting = [glob for glob in row.models if fnmatchcase(model, glob)]
        reason += f" (dates for {' '.join((*fitting, row.builds)).strip()})"
    return ReleaseAnswer(state, reason, row.end_of_engineering, end, row.source)


def release_row_of(record: Record, info: SetInfo) -> ReleaseRow:
    """One row of an operator's table of releases."""
    record.only(RELEASE_COLUMNS)
    builds = record.text("builds", "")
    if builds and not _BUILDS.fullmatch(builds):
        raise record.fail("builds", _BUILDS_FORM, builds)
    looked_up = record.day("looked_up") or info.as_of
    doubt = record.text("doubt", "")
    day = record.day if doubt else record.required_day
    return ReleaseRow(
        train_of(record, "release") + (EVOLVED if record.flag("evolved") else ""),
        first_shipped=record.day("first_shipped"),
        end_of_engineering=day("end_of_engineering"),
        end_of_support=day("end_of_support"),
        source=f"{info.name}: {info.source}",
        models=tuple(model.strip().lower() for model in record.text("models", "").split(",") if model.strip()),
        builds=builds,
        overrides=record.text("overrides", ""),
        page_of=looked_up if record.text("page", "") else None,
        doubt=doubt,
        unlisted_since=record.day("unlisted_since"),
        table=info.name,
    )


def train_of(record: Record, key: str) -> str:
    """The release train that a row states; InputError for anything else."""
    train = record.text(key)
    if not _TRAIN.fullmatch(train):
        raise record.fail(key, "a train such as 23.4 or 15.1X49, in quotes", train)
    return train


def releases_of(table: Table) -> Releases:
    """The shipped trains, and the exceptions in the set's head."""
    trains = [
        ReleaseRow(
            train_of(record, "release"),
            record.text("release_type", ""),
            record.day("first_shipped"),
            record.day("end_of_engineering"),
            record.day("end_of_support"),
            record.text("source"),
            table=table.info.name,
        )
        for record in table.rows
    ]
    exceptions = [_exception(record, table.info) for record in table.head.records("exceptions")]
    return Releases.of(trains, exceptions, table.info.as_of)


def _exception(record: Record, info: SetInfo) -> ReleaseRow:
    builds = record.text("builds", "")
    if builds and not _BUILDS.fullmatch(builds):
        raise record.fail("builds", _BUILDS_FORM, builds)
    return ReleaseRow(
        train_of(record, "train"),
        end_of_engineering=record.required_day("end_of_engineering"),
        end_of_support=record.required_day("end_of_support"),
        source=record.text("source"),
        models=record.texts("models"),
        builds=builds,
        table=info.name,
    )
