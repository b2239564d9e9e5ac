"""Junos releases: where a release stands in its life on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase

from reinstate.device.version import JunosVersion, VersionKind
from reinstate.plain_text import shown_value
from reinstate.reference.facts import ReleaseAnswer, ReleaseRow, ReleaseState

EVOLVED = "-EVO"
_SUPPORTED = frozenset({ReleaseState.ENGINEERING, ReleaseState.SUPPORT_ONLY})
_LETTERS = {VersionKind.RELEASE: "R", VersionKind.FEATURE: "F", VersionKind.X_TRAIN: "D"}


@dataclass(frozen=True, slots=True)
class Releases:
    """Trains by name, and the exceptions that the maker made for some products or releases of a train.

    Attributes:
        as_of: the day of the table; None in an empty one.
        newest: the newest train in it that isn't Evolved, as (year, number); (0, 0) in an empty one.
        contested: trains for which an operator's table states other dates: they are unknown until that is settled.
    """

    trains: Mapping[str, ReleaseRow] = field(default_factory=dict)
    exceptions: Mapping[str, tuple[ReleaseRow, ...]] = field(default_factory=dict)
    as_of: date | None = None
    newest: tuple[int, int] = (0, 0)
    contested: frozenset[str] = frozenset()

    @classmethod
    def of(cls, trains: Iterable[ReleaseRow], exceptions: Iterable[ReleaseRow], as_of: date) -> Releases:
        """The table of these rows, one for each train."""
        by_train = {row.train: row for row in trains}
        by_exception: dict[str, tuple[ReleaseRow, ...]] = {}
        for row in exceptions:
            by_exception[row.train] = (*by_exception.get(row.train, ()), row)
        newest = max((_ordered(train) for train in by_train if not train.endswith(EVOLVED)), default=(0, 0))
        return cls(by_train, by_exception, as_of, newest)

    def extended(self, rows: Iterable[ReleaseRow]) -> Releases:
        """An operator's trains added. Dates that contradict those of the table make a train unknown."""
        added = {row.train: row for row in rows}
        contested = {
            train for train, row in added.items() if train in self.trains and _dates(row) != _dates(self.trains[train])
        }
        exceptions = [row for rows_of_train in self.exceptions.values() for row in rows_of_train]
        extended = Releases.of([*self.trains.values(), *added.values()], exceptions, self.as_of or date.min)
        return replace(extended, contested=self.contested | contested)

    def answer(self, version: JunosVersion, model: str, on: date) -> ReleaseAnswer:
        """Where that release stands for that product model on that day."""
        if not version.parsed:
            return _unknown(f"the version {shown_value(version.text)} can't be read: {shown_value(version.problem)}")
        if not version.standard:
            return _unknown(
                f"{shown_value(version.text)} is a build of kind {version.kind}, which is on no list of releases"
            )
        if version.evolved and self.listed(version) not in self.trains:
            return _unknown(
                f"{shown_value(version.text)} is Junos Evolved, whose dates are its own and aren't in the table"
            )
        if self.listed(version) in self.contested:
            return _unknown(f"the tables contradict each other about {self.listed(version)}")
        row = self._row(version, model)
        return self._unlisted(version) if row is None else _stands(row, on, model)

    def train_supported(self, train: str, on: date) -> bool | None:
        """Whether a train is supported on that day; None where the table has no dates for it."""
        row = None if train in self.contested else self.trains.get(train)
        state = ReleaseState.UNKNOWN if row is None else _stands(row, on, "").state
        return None if state is ReleaseState.UNKNOWN else state in _SUPPORTED

    def _row(self, version: JunosVersion, model: str) -> ReleaseRow | None:
        for row in self.exceptions.get(self.listed(version), ()):
            if _is_for_model(row, model.lower()) and _is_for_build(row, version):
                return row
        return self.trains.get(self.listed(version))

    @staticmethod
    def listed(version: JunosVersion) -> str:
        """The name under which a version's train stands in the table."""
        return version.train + EVOLVED if version.evolved else version.train

    def _unlisted(self, version: JunosVersion) -> ReleaseAnswer:
        if _ordered(version.train) > self.newest:
            return _unknown(f"the table of {self.as_of} is older than the release {version.train}")
        return _unknown(f"the table of {self.as_of} has no train {version.train}")


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
    """Whether an exception for ``R7``, ``D47`` or ``R2+`` holds for that release."""
    if not row.builds:
        return True
    if version.number is None or row.builds[0] != _LETTERS.get(version.kind):
        return False
    number = int(row.builds[1:].rstrip("+"))
    return version.number >= number if row.builds.endswith("+") else version.number == number


def _stands(row: ReleaseRow, on: date, model: str) -> ReleaseAnswer:
    end = row.end_of_support
    if end is None or row.end_of_engineering is None:
        return ReleaseAnswer(
            ReleaseState.UNKNOWN, f"the table states no end of support for {row.train}", source=row.source
        )
    if on > end:
        state, reason = ReleaseState.ENDED, f"support of {row.train} ended on {end}"
    elif on > row.end_of_engineering:
        state = ReleaseState.SUPPORT_ONLY
        reason = f"{row.train} is out of engineering since {row.end_of_engineering}, supported until {end}"
    else:
        state = ReleaseState.ENGINEERING
        reason = f"{row.train} is in engineering until {row.end_of_engineering}, supported until {end}"
    if row.models or row.builds:
        fitting = [glob for glob in row.models if fnmatchcase(model, glob)]
        reason += f" (dates for {' '.join((*fitting, row.builds)).strip()})"
    return ReleaseAnswer(state, reason, row.end_of_engineering, end, row.source)
