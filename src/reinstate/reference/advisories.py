"""Known exploited vulnerabilities of Junos OS, and which releases they affect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

from reinstate.device.version import JunosVersion
from reinstate.reference.releases import _TRAIN, EVOLVED, train_of
from reinstate.reference.row_values import confidence_of
from reinstate.reference.set_files import Record, Table

ADVISORIES_KIND = "advisories"
ALL, EARLIER, LATER = "all", "earlier", "later"
UNREADABLE = frozenset({ALL, EARLIER, LATER})


class Exposure(StrEnum):
    """Whether the advisories affect one release."""

    AFFECTED = "affected"
    NOT_KNOWN = "not-known"  # no advisory lists it: not known to be affected
    UNKNOWN = "unknown"  # an advisory can apply


@dataclass(frozen=True, slots=True)
class Advisory:
    """One vulnerability, on the products that it affects.

    Attributes:
        published: day of Juniper's advisory; the row counts from then on.
        exploited: day from which exploitation is known; None if only an exploit is public.
        models: globs over the product model (lower case); empty is every model.
        fixed: the fixed service releases.
        unfixed: trains that never received a fix.
        since: the first affected train; "" if every train before the first fixed one is affected.
        evolved: it affects Junos OS Evolved, and only that.
        unreadable: trains of which the source states something that a row cannot; or ``earlier`` (every train before
            ``since``), ``later`` (every train after the newest fixed one), ``all``. Their releases are unknown where
            the row does not call them affected.
        confidence: ``A``, ``B`` or ``C``, as for lifecycle rows.
        note: the condition under which it can be exploited.
    """

    id: str
    title: str
    published: date
    fixed: tuple[JunosVersion, ...]
    source: str
    confidence: str
    exploited: date | None = None
    models: tuple[str, ...] = ()
    unfixed: frozenset[str] = frozenset()
    since: str = ""
    evolved: bool = False
    note: str = ""
    unreadable: frozenset[str] = frozenset()

    def exposure(self, version: JunosVersion, model: str) -> Exposure:
        """Whether this advisory affects that release on that product; UNKNOWN for a non-standard build."""
        if version.evolved is not self.evolved or self._is_about(model) is False:
            return Exposure.NOT_KNOWN
        if not version.parsed or not version.standard:
            return Exposure.UNKNOWN
        exposure = self._of_train(version)
        doubtful = exposure is Exposure.AFFECTED and self._is_about(model) is None
        return Exposure.UNKNOWN if doubtful else exposure

    def _is_about(self, model: str) -> bool | None:
        """None if the product is unknown."""
        if not self.models:
            return True
        return any(fnmatchcase(model.lower(), glob) for glob in self.models) if model else None

    def _of_train(self, version: JunosVersion) -> Exposure:
        if version.train in self.unfixed:
            return Exposure.AFFECTED
        if own := [fix for fix in self.fixed if fix.train == version.train and fix.letter == version.letter]:
            stated = Exposure.NOT_KNOWN if is_fixed(version, own) else Exposure.AFFECTED
        elif version.train in self.unreadable:
            stated = Exposure.UNKNOWN
        else:
            stated = self._of_place(place_of(version.release))
        return Exposure.UNKNOWN if stated is Exposure.NOT_KNOWN and self._is_unreadable(version) else stated

    def _of_place(self, place: tuple[int, int]) -> Exposure:
        """The answer for a train without a fixed release, by its place among those that have one."""
        fixes = [place_of(fix.release) for fix in self.fixed]
        if not fixes or (self.since and place < place_of(self.since)):
            return Exposure.NOT_KNOWN
        if place < min(fixes):
            return Exposure.AFFECTED
        return Exposure.NOT_KNOWN if place > max(fixes) else Exposure.UNKNOWN

    def _is_unreadable(self, version: JunosVersion) -> bool:
        if self.unreadable & {ALL, version.train}:
            return True
        place, fixes = place_of(version.release), [place_of(fix.release) for fix in self.fixed]
        earlier = EARLIER in self.unreadable and (not self.since or place < place_of(self.since))
        return earlier or (LATER in self.unreadable and place > max(fixes, default=(0, 0)))


@dataclass(frozen=True, slots=True)
class ExploitedAnswer:
    """Whether one release on one product is affected.

    Attributes:
        advisories: the ones that affect it, or that can.
    """

    exposure: Exposure
    advisories: tuple[Advisory, ...] = ()


def exposure_of(rows: Iterable[Advisory], version: JunosVersion, model: str, on: date) -> ExploitedAnswer:
    """The most severe answer of the advisories published by that day, with the advisories that give it."""
    found: dict[Exposure, list[Advisory]] = {}
    for row in rows:
        if row.published <= on:
            found.setdefault(row.exposure(version, model), []).append(row)
    for exposure in (Exposure.AFFECTED, Exposure.UNKNOWN):
        if exposure in found:
            return ExploitedAnswer(exposure, tuple(found[exposure]))
    return ExploitedAnswer(Exposure.NOT_KNOWN)


def is_fixed(version: JunosVersion, fixes: list[JunosVersion]) -> bool:
    """Whether a release is fixed, by the fixed releases of its own train (at least one)."""
    number = version.number or 0
    same = [fix for fix in fixes if fix.number == number]
    if same:
        return any(_reaches(version, fix) for fix in same)
    return number > max(fix.number or 0 for fix in fixes)


def _reaches(version: JunosVersion, fix: JunosVersion) -> bool:
    """Of one R number: a fix without a spin is fixed in every spin of it."""
    if version.service != fix.service or fix.spin is None:
        return version.service >= fix.service
    return (version.spin or 0) >= fix.spin


def place_of(train: str) -> tuple[int, int]:
    """Year and number of a train or release, by which trains are ordered: 23.4, or 15.1X49 as 15.1."""
    major, _, minor = train.partition("X")[0].partition(".")
    return int(major), int(minor)


_ADVISORY_KEYS = (
    "id", "title", "published", "exploited", "models", "fixed", "unfixed", "since", "evolved", "confidence", "source",
    "note", "unreadable",
)  # fmt: skip


def advisories_of(table: Table) -> tuple[Advisory, ...]:
    """The advisories of a shipped set, or of an operator's table."""
    return tuple(advisory_row_of(record) for record in table.rows)


def advisory_row_of(record: Record) -> Advisory:
    """One row of the shipped set, or of an operator's table; InputError for what cannot be used."""
    record.only(_ADVISORY_KEYS)
    evolved = record.flag("evolved")
    return Advisory(
        id=record.text("id"),
        title=record.text("title"),
        published=record.required_day("published"),
        exploited=record.day("exploited"),
        models=record.texts("models"),
        fixed=_fixed(record, evolved),
        unfixed=frozenset(_trains(record, "unfixed")),
        since=train_of(record, "since") if record.values.get("since") else "",
        evolved=evolved,
        confidence=confidence_of(record),
        source=record.text("source"),
        note=record.text("note", ""),
        unreadable=frozenset(_trains(record, "unreadable", UNREADABLE)),
    )


def _fixed(record: Record, evolved: bool) -> tuple[JunosVersion, ...]:
    releases = tuple(JunosVersion.parse(text) for text in record.texts("fixed"))
    needed = not record.texts("unfixed") and not record.texts("unreadable")
    if (needed and not releases) or not all(one.standard and one.evolved is evolved for one in releases):
        expected = f"at least one release such as 24.2R1-S2{EVOLVED if evolved else ''}"
        raise record.fail("fixed", expected, ", ".join(map(str, releases)))
    return releases


def _trains(record: Record, key: str, others: frozenset[str] = frozenset()) -> tuple[str, ...]:
    for train in record.texts(key):
        if not _TRAIN.fullmatch(train) and train not in others:
            more = f"; or one of {', '.join(sorted(others))}" if others else ""
            raise record.fail(key, f"trains such as 23.4 or 15.1X49, in quotes{more}", train)
    return record.texts(key)
