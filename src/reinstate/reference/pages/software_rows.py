"""The releases of a software page: one row for each train of Junos OS or Junos OS Evolved."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.lifecycle_page import LeftOut, PageReading, PageRow, TableRow, TableRows

_EVOLVED_PAGE = "junosevo"
_READ = ("junos", _EVOLVED_PAGE)
_TRAIN = re.compile(
    r"(?:juniper\s+)?(?:junos\s*)?(?:os\s*)?(?P<evolved>evolved\s*)?(?:release\s*|version\s*|v)?"
    r"(?P<train>\d{1,2}\.\d{1,2}(?:X\d{1,3})?)(?:R\d*)?(?P<suffix>-?EVO)?",
    re.IGNORECASE,
)
_ANY_TRAIN = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?:X\d{1,3})?(?![\d.])", re.IGNORECASE)
_MARK = re.compile(r"\s*(?:\*{1,4}|[†‡§]+|\(\d{1,2}\)|\[\d{1,2}\]|\(?E?EOL\)?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Release:
    train: str
    evolved: bool


def reads_releases(family: PageFamily) -> bool:
    """Whether the releases of that page are read: only those of Junos OS and Junos OS Evolved concern a device."""
    return family.slug in _READ


def software_reading(family: PageFamily, tables: TableRows) -> PageReading:
    """What a software page states about each release train.

    A train for which the page states several dates, or dates for some products only, is left out: it cannot be told
    which of them are those of one device.
    """
    found: dict[_Release, list[PageRow]] = defaultdict(list)
    left_out = [*tables.others, *(table.left_out() for table in tables.unread_tables)]
    unclear: set[str] = set()
    for row in tables.rows:
        for part in _parts(row.product.text):
            release = _release(family, part)
            if release is None or (why := _unusable(row)):
                left_out.append(LeftOut(row.place, part, "names no single release" if release is None else why, True))
                unclear.update(train.upper() for train in _ANY_TRAIN.findall(part))
                continue
            if _has_unclear_notes(row, release, tables):
                left_out.append(LeftOut(row.place, part, "a note about it speaks of changed dates", refused=True))
                unclear.add(release.train)
                continue
            found[release].append(_row(row, release, tables))
    rows = []
    repeated = tables.repeated
    for release, stated in found.items():
        if release.train in unclear or len({tuple(sorted(row.stated.items())) for row in stated}) > 1:
            why = "the page states several dates for this release"
            left_out += (LeftOut(row.place, row.text, why, refused=True) for row in stated)
            continue
        rows.append(stated[0])
        repeated += len(stated) - 1
    return PageReading(
        family, tuple(rows), tuple(left_out), repeated, frozenset(one.train for one in found), tables.unread
    )


def _parts(text: str) -> Iterator[str]:
    for part in re.split(r"[,;\n]+", text):
        stripped = part.strip()
        while found := _MARK.search(stripped):
            stripped = stripped[: found.start()]
        if stripped:
            yield stripped


def _release(family: PageFamily, text: str) -> _Release | None:
    found = _TRAIN.fullmatch(text.strip())
    if found is None:
        return None
    evolved = family.slug == _EVOLVED_PAGE or bool(found["evolved"] or found["suffix"])
    return _Release(found["train"].upper(), evolved)


def _unusable(row: TableRow) -> str:
    engineering, support = row.dates.get("end_of_engineering"), row.dates.get("end_of_support")
    if engineering is None or support is None:
        return "states no end of engineering or no end of support"
    if engineering > support:
        return f"the end of engineering, {engineering}, is after the end of support, {support}"
    return ""


def _has_unclear_notes(row: TableRow, release: _Release, tables: TableRows) -> bool:
    return any(note.unclear for note in tables.notes_about(row, (release.train,)))


def _row(row: TableRow, release: _Release, tables: TableRows) -> PageRow:
    notes = tables.notes_about(row, (release.train,))
    stated, overrides = dict(row.dates), ""
    for note in notes:
        if note.extended_to is not None and note.extended_to > stated["end_of_support"]:
            stated["end_of_support"], overrides = note.extended_to, f"{note.bulletin}: {note.text}"
    return PageRow(
        release.train,
        MappingProxyType(stated),
        row.place,
        row.product.text,
        tuple(note.text for note in notes),
        overrides=overrides,
        evolved=release.evolved,
    )
