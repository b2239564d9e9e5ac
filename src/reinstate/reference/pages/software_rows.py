"""The releases of a software page: one row for each train of Junos OS or Junos OS Evolved."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.lifecycle_page import LeftOut, PageReading, PageRow, TableRow, TableRows
from reinstate.reference.pages.note_texts import Note
from reinstate.reference.pages.page_notes import Marks, PageNotes
from reinstate.reference.pages.product_cells import named_parts
from reinstate.reference.pages.release_trains import is_train, train_mentions, trains_in

_EVOLVED_PAGE = "junosevo"
_READ = ("junos", _EVOLVED_PAGE)
_TRAIN = re.compile(
    r"(?:juniper\s+)?(?:junos\s*)?(?:os\s*)?(?P<evolved>evolved\s*)?(?:software\s*)?(?:release\s*|version\s*|v)?"
    r"(?P<train>\d{1,2}\.\d{1,2}(?:X\d{1,3})?)(?:R(?!\d))?(?P<suffix>-?EVO)?",
    re.IGNORECASE,
)
_TYPES = re.compile(
    r"(?:standard|regular|feature|extended|innovation|maintenance|service|mainstream|end of life|release"
    r"|support|type|E?EOL|LTS|FRS"
    r"|[RFSXD]|TBD|N/?A|none|-|,|/|\(|\)|\s|\d)*",
    re.IGNORECASE,
)
_ANY_RELEASES = re.compile(r"\b(?:all|any|every|even|odd|other|releases?|versions?|trains?)\b", re.IGNORECASE)
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

    A train for which the page states several dates, or dates for some products or builds only, has a row that says so:
    it cannot be told which of them are those of one device.
    """
    found: dict[_Release, list[PageRow]] = defaultdict(list)
    left_out = [*tables.others, *(table.left_out() for table in tables.unread_tables)]
    for row in tables.rows:
        parts = named_parts(row.product)
        for part in parts.parts:
            marks = Marks(part.marks, row.marks, parts.unplaced, frozenset(trains_in(row.product.text)))
            name = _without_kind(part.text)
            read = list(_rows(family, row, name, marks, tables.notes))
            for release, page_row in read:
                found[release].append(page_row)
            if not read:
                left_out.append(LeftOut(row.place, name, "names no release", refused=bool(row.dates)))
            elif not row.dates:
                left_out.append(LeftOut(row.place, name, "states no date"))
    for one in tables.others:
        for train in trains_in(one.what) if one.refused else ():
            release = _Release(train.upper(), family.slug == _EVOLVED_PAGE or "EVO" in one.what.upper())
            found[release].append(_unreadable(release, one))
    vague = [(part.text, row) for row in tables.rows for part in named_parts(row.product).parts if row.dates]
    vague = [(text, row) for text, row in vague if _release(family, _without_kind(text)) is None]
    rows = [_beside_vague(one, vague) for stated in found.values() for one in _agreed(stated)]
    return PageReading(
        family=family,
        rows=tuple(rows),
        left_out=tuple(left_out),
        repeated=tables.repeated + sum(map(len, found.values())) - len(rows),
        listed=frozenset(one.train for one in found),
        unread=tables.unread,
    )


def _beside_vague(row: PageRow, vague: Iterable[tuple[str, TableRow]]) -> PageRow:
    """The row of a release; other rows with other dates may be about it: "24.1 - 24.3", "all 24 releases"."""
    doubts = dict.fromkeys(row.doubts)
    for text, other in vague:
        trains = train_mentions(text)
        about = trains.may_name(row.name) if trains else bool(_ANY_RELEASES.search(text))
        end = other.dates.get("end_of_support")
        if about and end != row.stated.get("end_of_support"):
            doubts.setdefault(f"another row may be about it: {text}, with end of support {end or 'not stated'}")
    return replace(row, doubts=tuple(doubts))


def _agreed(rows: Sequence[PageRow]) -> Iterator[PageRow]:
    """The row of a release; where the page states several dates for it, one that says so."""
    dates = {tuple(sorted(row.stated.items())) for row in rows}
    doubts = dict.fromkeys(doubt for row in rows for doubt in row.doubts)
    if len(dates) > 1:
        doubts.setdefault("the page states several dates for this release")
    yield replace(rows[0], doubts=tuple(doubts), contradictory=len(dates) > 1 or rows[0].contradictory)


def _unreadable(release: _Release, row: LeftOut) -> PageRow:
    """A row whose dates cannot be read: whatever another table states of the release is not certain any more."""
    why = f"its row cannot be read: {row.why}"
    return PageRow(release.train, {}, row.place, row.what, doubts=(why,), evolved=release.evolved, contradictory=True)


def _without_kind(text: str) -> str:
    """The name of a release without the kind of its support behind it."""
    while found := _KIND.search(text):
        text = text[: found.start()]
    return text


def _release(family: PageFamily, text: str) -> _Release | None:
    found = _TRAIN.fullmatch(text.strip())
    if found is None:
        return None
    evolved = family.slug == _EVOLVED_PAGE or bool(found["evolved"] or found["suffix"])
    return _Release(found["train"].upper(), evolved)


def _rows(
    family: PageFamily, row: TableRow, name: str, marks: Marks, notes: PageNotes
) -> Iterator[tuple[_Release, PageRow]]:
    """What a row states about a release, or about each one that is named in other words."""
    release = _release(family, name)
    evolved = family.slug == _EVOLVED_PAGE or "EVO" in name.upper()
    others = [_Release(train, evolved) for train in dict.fromkeys(trains_in(name))]
    for one in [release] if release else others:
        about = notes.about(one.train, marks, row.dates.get("end_of_support"))
        doubts = [*about.doubts, *row.rivals, *_flaws(row), *_restricted(row)]
        doubts += () if release else (f"its dates are of {name}",)
        doubts += (note.text for note in about.extensions if not _is_of(family, note, one))
        plain = PageRow(
            one.train,
            row.dates,
            row.place,
            row.product.text,
            (*about.texts, *row.cited),
            doubts=tuple(dict.fromkeys(doubts)),
            evolved=one.evolved,
            contradictory=any(_flaws(row)),
        )
        yield one, plain if doubts else _extended(plain, about.extensions)


def _restricted(row: TableRow) -> Iterator[str]:
    """What the type of a release says beyond the kind of its support."""
    if row.release_type and not _TYPES.fullmatch(row.release_type):
        yield f"release type: {row.release_type}"


def _flaws(row: TableRow) -> Iterator[str]:
    engineering, support = row.dates.get("end_of_engineering"), row.dates.get("end_of_support")
    if engineering is None or support is None:
        yield "it states no end of engineering or no end of support"
    elif engineering > support:
        yield f"the end of engineering, {engineering}, is after the end of support, {support}"


def _extended(row: PageRow, notes: Iterable[Note]) -> PageRow:
    """The row with the latest end of support to which a note extends it."""
    for note in notes:
        if note.extended_to is not None and note.extended_to > row.stated["end_of_support"]:
            stated = {**row.stated, "end_of_support": note.extended_to}
            row = replace(row, stated=MappingProxyType(stated), overrides=f"{note.bulletin}: {note.text}")
    return row


def _is_of(family: PageFamily, note: Note, release: _Release) -> bool:
    """Whether a note extends a release as such, and not on some products, or of the other Junos."""
    if not all(map(is_train, note.names)):
        return False
    return family.slug == _EVOLVED_PAGE or release.evolved == ("EVO" in note.text.upper())
