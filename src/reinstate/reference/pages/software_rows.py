"""The releases of a software page: one row for each train of Junos OS or Junos OS Evolved."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.lifecycle_page import LeftOut, PageReading, PageRow, TableRow, TableRows
from reinstate.reference.pages.page_notes import Marks, Note, PageNotes
from reinstate.reference.pages.product_cells import named_parts

_EVOLVED_PAGE = "junosevo"
_READ = ("junos", _EVOLVED_PAGE)
_TRAIN = re.compile(
    r"(?:juniper\s+)?(?:junos\s*)?(?:os\s*)?(?P<evolved>evolved\s*)?(?:release\s*|version\s*|v)?"
    r"(?P<train>\d{1,2}\.\d{1,2}(?:X\d{1,3})?)(?:R(?!\d))?(?P<suffix>-?EVO)?",
    re.IGNORECASE,
)
_ANY_TRAIN = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?:X\d{1,3})?(?![\d.])", re.IGNORECASE)
_KIND = re.compile(r"\s*\(?\bE?EOL\)?\s*$", re.IGNORECASE)


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
        parts = named_parts(row.product)
        for part in parts.parts:
            name = _without_kind(part.text)
            release = _release(family, name)
            marks = Marks(part.marks, row.marks, parts.unplaced, frozenset(_trains_in(row.product.text)))
            read = _row(family, row, release, tables.notes, marks) if release else "names no single release"
            if isinstance(read, PageRow) and release:
                found[release].append(read)
                continue
            left_out.append(LeftOut(row.place, name, str(read), refused=True))
            unclear.update(_trains_in(name))
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


def _without_kind(text: str) -> str:
    """The name of a release without the kind of its support behind it."""
    while found := _KIND.search(text):
        text = text[: found.start()]
    return text


def _trains_in(text: str) -> Iterator[str]:
    return (train.upper() for train in _ANY_TRAIN.findall(text))


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


def _row(family: PageFamily, row: TableRow, release: _Release, notes: PageNotes, marks: Marks) -> PageRow | str:
    """What the row states about the release, or why that is not certain."""
    if why := _unusable(row):
        return why
    about = notes.about(release.train, marks, row.dates.values())
    if about.doubts or not all(_is_of(family, note, release) for note in about.extensions):
        return "a note about it speaks of changed dates"
    if row.rivals:
        return f"another column may state its end of support: {row.rivals[0]}"
    stated, overrides = dict(row.dates), ""
    for note in about.extensions:
        if note.extended_to is not None and note.extended_to > stated["end_of_support"]:
            stated["end_of_support"], overrides = note.extended_to, f"{note.bulletin}: {note.text}"
    texts = (*about.texts, *row.cited)
    return PageRow(
        release.train,
        MappingProxyType(stated),
        row.place,
        row.product.text,
        texts,
        overrides=overrides,
        evolved=release.evolved,
    )


def _is_of(family: PageFamily, note: Note, release: _Release) -> bool:
    """Whether a note extends a release as such, and not on some products, or of the other Junos."""
    if not all(map(_ANY_TRAIN.fullmatch, note.names)):
        return False
    return family.slug == _EVOLVED_PAGE or release.evolved == ("EVO" in note.text.upper())
