"""Until when the reference data of a policy can carry a pass: whole sets, and an operator's lookups one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reinstate.reference.advisories import ADVISORIES_KIND
from reinstate.reference.library import LifecycleRow, Reference
from reinstate.reference.lifecycle import LIFECYCLE_KIND
from reinstate.reference.loading import SHIPPED_SETS
from reinstate.reference.releases import RELEASES_KIND
from reinstate.reference.set_info import SetInfo

# What an operator imports can carry a pass beside these sets, or renew them.
_IMPORTABLE = frozenset({LIFECYCLE_KIND, RELEASES_KIND, ADVISORIES_KIND})
WARN_DAYS = 30  # before a set can carry no pass


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day on which a set, or lookups in a table, can carry a pass.

    Attributes:
        name: the set or table.
        last: that day; of lookups, the earliest one.
        own: it is a table of the operator's own.
        by_import: what an operator imports can carry a pass in its place.
        skus: the lookups, sorted; empty where the whole set is meant.
        of_pages: a person confirmed some of them on saved pages.
    """

    name: str
    last: date
    own: bool
    by_import: bool
    skus: tuple[str, ...] = ()
    of_pages: bool = False

    def due(self, on: date) -> bool:
        """Whether it is over on that day, or within 30 days."""
        return self.last - on <= timedelta(days=WARN_DAYS)


def set_limits(reference: Reference, relied_on: Collection[str], on: date) -> Iterator[Limit]:
    """The limits of the sets on which checks rely, and of the own tables that carry passes as a whole.

    Rows of an own table carry passes by themselves; its age matters where the shipped set of its kind is too old on
    that day, or within 30 days.

    Args:
        relied_on: names of shipped sets.
    """
    for name, info in sorted(reference.sets.items()):
        shipped = name in SHIPPED_SETS
        if name in relied_on if shipped else _carries(reference, name, on):
            limits = [_limit(one, name) for one in (info, *_renewals(reference, name))]
            yield max(limits, key=lambda limit: limit.last)


def _limit(info: SetInfo, name: str) -> Limit:
    """The limit of a set, or of the table that renews it."""
    last = info.as_of + timedelta(days=info.max_age_days)
    return Limit(info.name, last, info.name not in SHIPPED_SETS, name in _IMPORTABLE)


def _renewals(reference: Reference, name: str) -> Iterator[SetInfo]:
    tables = (reference.sets[table] for table in reference.renewals.get(name, ()) if table in reference.sets)
    return (info for info in tables if info.pinned)


def _carries(reference: Reference, name: str, on: date) -> bool:
    """Whether an operator's table answers in the place of a shipped set, and so has to be in date itself."""
    if any(profile.table == name for profile in reference.own_profiles):
        return True
    tables = {LIFECYCLE_KIND: reference.hardware.tables, RELEASES_KIND: reference.releases.tables}
    ahead = on + timedelta(days=WARN_DAYS)
    return any(name in own and reference.weakness(kind, ahead) for kind, own in tables.items())


def lookup_limits(rows: Iterable[LifecycleRow], on: date) -> Iterator[Limit]:
    """The lookups without dates that are over on that day or within 30 days, a limit for each table."""
    due: dict[str, list[tuple[date, str, bool]]] = {}
    for row in dict.fromkeys(rows):
        if row.looked_up is not None and not row.dated:
            last = row.looked_up + timedelta(days=row.max_age_days)
            if last - on <= timedelta(days=WARN_DAYS):
                due.setdefault(row.table, []).append((last, row.sku, bool(row.page)))
    for table, expiring in sorted(due.items()):
        skus = tuple(sorted({sku for _, sku, _ in expiring}))
        of_pages = any(of_page for _, _, of_page in expiring)
        yield Limit(table, min(expiring)[0], own=True, by_import=True, skus=skus, of_pages=of_pages)
