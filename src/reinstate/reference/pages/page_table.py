"""An operator's table that was made of saved pages: its rows, the pages that they rest on, and what an import changes.

The pages are kept beside the table, in the folder ``<table>.pages``, so that each row can be shown in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded
from reinstate.reference.importing import Head, table_bytes
from reinstate.reference.lifecycle import LIFECYCLE_KIND, lifecycle_row_of
from reinstate.reference.page_families import PageFamily, PageKind
from reinstate.reference.pages.lifecycle_page import PageReading, PageRow
from reinstate.reference.pages.named_forms import named_as
from reinstate.reference.pages.notes_read import NotesRead, digest_of, read_by
from reinstate.reference.pages.product_words import NamedOnPage
from reinstate.reference.pages.release_trains import trains_in
from reinstate.reference.pages.saved import MAX_BYTES, PageDay, SavedPage
from reinstate.reference.pages.table_changes import Changes, changes_of, row_name
from reinstate.reference.releases import RELEASES_KIND, release_row_of
from reinstate.reference.row_values import fold
from reinstate.reference.set_files import Record, read_table
from reinstate.reference.set_info import SetInfo

MAX_AGE_DAYS = 90
KIND_OF = {PageKind.HARDWARE: LIFECYCLE_KIND, PageKind.SOFTWARE: RELEASES_KIND}
_ROW_OF: Mapping[str, Callable[[Record, SetInfo], object]] = {
    LIFECYCLE_KIND: lifecycle_row_of,
    RELEASES_KIND: release_row_of,
}
_LONGEST_NOTE = 400
_KEPT_NAME = re.compile(r"[a-z0-9_-]{1,64}-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}\.(?:html|mhtml|webarchive)")
_PAGE_KEYS = ("slug", "as_of", "stated_by", "address", "sha256", "file", "rows", "left_out", "lacks")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that a table rests on.

    Attributes:
        slug: which page it is, e.g. ``ex_series``.
        day: the day of the page.
        stated_by: what says that day.
        file: the name under which it is kept.
        rows: how many rows it gave.
        lacks: SKUs that are known to be listed on it and are not: it is not complete.
    """

    slug: str
    day: date
    stated_by: str
    address: str
    sha256: str
    file: str
    rows: int
    left_out: int
    lacks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How rows name it."""
        return f"{self.slug} {self.day}"


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page that was just read: the file, its day, and what it states."""

    saved: SavedPage
    day: PageDay
    reading: PageReading

    @property
    def family(self) -> PageFamily:
        """Which page it is."""
        return self.reading.family

    @property
    def lacks(self) -> tuple[str, ...]:
        """What shows that the page is not complete: SKUs that are known to be listed on it, or lost parts."""
        missing = [sku for sku in self.family.controls if sku not in self.reading.listed]
        return (*missing, *self.reading.lost)

    def kept(self) -> KeptPage:
        """The page as a table states it."""
        suffix = self.saved.path.suffix.lower()
        ending = suffix if suffix in (".mhtml", ".webarchive") else ".html"
        digest = self.saved.digest
        return KeptPage(
            slug=self.family.slug,
            day=self.day.day,
            stated_by=self.day.stated_by,
            address=self.saved.address,
            sha256=digest,
            file=f"{self.family.slug}-{self.day.day}-{digest[:12]}{ending}",
            rows=len(self.reading.rows),
            left_out=len(self.reading.left_out),
            lacks=self.lacks,
        )


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of one kind, as it is stored.

    Attributes:
        kind: ``hardware-lifecycle`` or ``junos-releases``.
        rows: by column; each names its page under ``page``.
    """

    kind: str
    pages: tuple[KeptPage, ...] = ()
    rows: tuple[Row, ...] = ()

    def content(self, name: str) -> bytes:
        """The table's bytes under that name."""
        days = [page.day for page in self.pages]
        slugs = ", ".join(page.slug for page in self.pages)
        head = Head(name, max(days), f"Juniper's lifecycle pages {slugs}, saved by the operator", MAX_AGE_DAYS)
        return table_bytes(self.kind, head, self.rows, pages=[_stated(page) for page in self.pages])

    def rows_of(self, slug: str) -> tuple[Row, ...]:
        """The rows of one page, by name."""
        return tuple(row for row in self.rows if _slug_of(row) == slug)


def page_table(path: Path) -> PageTable:
    """The table of saved pages at that path.

    Raises:
        InputError: it is no such table.
    """
    table = read_table(path)
    pages = tuple(_page(record) for record in table.head.records("pages"))
    kind = table.head.text("kind", LIFECYCLE_KIND)
    if not pages or kind not in _ROW_OF:
        raise InputError(
            f"{path}: not a table of saved pages",
            expected="a new file, or a table that an import of saved pages wrote",
            actual=f"a table of kind {kind} without pages" if not pages else kind,
            remedy="use another file name: a policy can name several tables",
        )
    for record in table.rows:
        _ROW_OF[kind](record, table.info)
    return PageTable(kind, pages, tuple(dict(record.values) for record in table.rows))


def page_table_or_none(path: Path) -> PageTable | None:
    """The table of saved pages at that path; None if it is another table, or none."""
    try:
        return page_table(path)
    except InputError:
        return None


def pages_folder(table: Path) -> Path:
    """Where the pages of a table are kept."""
    return table.with_name(f"{table.stem}.pages")


def kept_page_bytes(table: Path, page: KeptPage) -> bytes:
    """The page as it was saved.

    Raises:
        InputError: it is missing, or not the one that the table states.
    """
    path = pages_folder(table) / page.file
    require_no_link(pages_folder(table), path)
    data = read_bounded(path, MAX_BYTES, "a kept page")
    if sha256(data).hexdigest() != page.sha256:
        raise InputError(
            f"{path}: not the page that the table was made of",
            expected=f"sha256 {page.sha256[:12]}...",
            actual=f"sha256 {sha256(data).hexdigest()[:12]}...",
            remedy="restore the file, or save and import the page again",
        )
    return data


def require_no_link(*paths: Path) -> None:
    """InputError where a folder or file of kept pages is a link: it could lead to anything."""
    for path in paths:
        if path.is_symlink():
            raise InputError(
                f"{path}: a link",
                expected="a folder with the kept pages in it" if path.suffix == ".pages" else "a kept page",
                actual="a symbolic link",
                remedy="put the folder or file itself in its place",
            )


def require_folder(folder: Path) -> None:
    """InputError where pages cannot be kept in that folder: a link, or something else, is in its place."""
    require_no_link(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"{folder}: not a folder",
            expected="a folder with the kept pages in it, or nothing",
            actual="a file",
            remedy="move the file away",
        )


@dataclass(slots=True)
class _Merging:
    """A table into which pages are merged, one after the other."""

    pages: dict[str, KeptPage]
    rows: list[Row]
    changes: list[Changes] = field(default_factory=list)


def merged(
    table: PageTable,
    new: Iterable[NewPage],
    read: NotesRead | None = None,
    names_beside: Callable[[str], Sequence[str]] = lambda name: (),
) -> tuple[PageTable, tuple[Changes, ...]]:
    """The table with these pages in place of earlier ones, and what each of them changes.

    Args:
        read: the notes that a person has read now.
        names_beside: other names of a product.
    """
    work = _Merging({page.slug: page for page in table.pages}, list(table.rows))
    for page in new:
        _merge(work, table.kind, page, read or NotesRead())
        _drop_contradicted(work, page, names_beside)
    return replace(table, pages=tuple(work.pages.values()), rows=tuple(work.rows)), tuple(work.changes)


def _merge(work: _Merging, kind: str, new: NewPage, read: NotesRead) -> None:
    slug, kept = new.family.slug, new.kept()
    before = [row for row in work.rows if _slug_of(row) == slug]
    others = [row for row in work.rows if _slug_of(row) != slug]
    rows = list(_rows(kind, new, kept, before, read))
    names = {row_name(row) for row in rows}
    gone = [row for row in before if row_name(row) not in names]
    trains = _trains_on(new)
    lost = [(row, _is_named(row, new.reading.named, trains)) for row in gone]
    unreadable = [row for row, named in lost if named]
    unlisted = [row for row, named in lost if not named and "unlisted_since" not in row]
    flagged = [_doubted(row, kind, kept) if named else {"unlisted_since": kept.day, **row} for row, named in lost]
    work.changes.append(
        replace(
            changes_of(slug, before, rows, unlisted),
            unreadable=tuple(dict.fromkeys(map(row_name, unreadable))),
        )
    )
    work.pages[slug] = kept
    work.rows = [*others, *rows, *flagged]


def _drop_contradicted(work: _Merging, new: NewPage, names_beside: Callable[[str], Sequence[str]]) -> None:
    """Drop what a person confirmed not to be listed, and what the page names under any of its names."""
    kept: list[Row] = []
    contradicted: list[Row] = []
    for row in work.rows:
        named = _states_unlisted(row) and named_as(_names_of(row, names_beside), new.reading.listed, new.reading.named)
        (contradicted if named else kept).append(row)
    work.rows = kept
    found = tuple(dict.fromkeys(map(row_name, contradicted)))
    work.changes[-1] = replace(work.changes[-1], contradicted=found)


def _names_of(row: Row, names_beside: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Every name under which a page could list the product of a row: its own, and those that were looked for."""
    sku = str(row["sku"])
    stated = filter(None, str(row.get("names", "")).split(", "))
    return tuple(dict.fromkeys((sku, *stated, *map(fold, names_beside(sku)))))


def _rows(kind: str, new: NewPage, kept: KeptPage, before: Iterable[Row], read: NotesRead) -> Iterator[Row]:
    """The rows that a page gives; one whose notes a person has read says so, and is certain."""
    earlier: dict[tuple[object, bool], list[Row]] = {}
    for old in before:
        earlier.setdefault((old.get("sku") or old.get("release"), bool(old.get("evolved"))), []).append(old)
    for row in new.reading.rows:
        by = read_by(row, new.family.slug, earlier.get((row.name, row.evolved), ()), read)
        plain = replace(row, doubts=(), notes=(f"{by} has read: {'; '.join(row.doubts)}",)) if by else row
        stored = _hardware_row(plain, kept) if kind == LIFECYCLE_KIND else _release_row(plain, kept)
        yield {**stored, "read_by": by, "read": digest_of(row)} if by else stored


def _states_unlisted(row: Row) -> bool:
    """Whether a person confirmed that no page lists a product."""
    return "sku" in row and not _dates_of(row)


def _trains_on(page: NewPage) -> frozenset[str]:
    """The release trains that a page of releases names anywhere in its tables."""
    texts = (one.what for one in page.reading.left_out)
    return frozenset(train for text in texts for train in trains_in(text)) | page.reading.listed


def _is_named(row: Row, named: NamedOnPage, trains: frozenset[str]) -> bool:
    """Whether the page has the row's product or release, in a row or text that could not be read."""
    return str(row["sku"]) in named if "sku" in row else str(row["release"]) in trains


def _doubted(row: Row, kind: str, page: KeptPage) -> Row:
    """A row of an earlier page whose dates are not certain any more."""
    why = f"the {page.slug} page of {page.day} lists it in a way that cannot be read"
    return {**row, "confidence": "C", "note": why} if kind == LIFECYCLE_KIND else {**row, "doubt": why}


def _dates_of(row: Row) -> tuple[str, ...]:
    return tuple(
        f"{key.replace('_', ' ')} {value}"
        for key, value in row.items()
        if isinstance(value, date) and key not in ("looked_up", "unlisted_since")
    )


def _slug_of(row: Row) -> str:
    """The page of a row that one page states; "" for a row that rests on what several do not list."""
    page = str(row.get("page", ""))
    return page.partition(" ")[0] if _dates_of(row) else ""


def _hardware_row(row: PageRow, page: KeptPage) -> Row:
    return _stripped(
        {
            "sku": row.name,
            **row.stated,
            "looked_up": page.day,
            "confidence": "C" if row.doubts else "A",
            "overrides": row.overrides[:_LONGEST_NOTE],
            "item": row.item,
            "page": f"{page.name}, {row.place}",
            "note": _note(row),
        }
    )


def _release_row(row: PageRow, page: KeptPage) -> Row:
    stated = {
        key: row.stated[key] for key in ("first_shipped", "end_of_engineering", "end_of_support") if key in row.stated
    }
    return _stripped(
        {
            "release": row.name,
            "evolved": row.evolved,
            **stated,
            "looked_up": page.day,
            "overrides": row.overrides[:_LONGEST_NOTE],
            "doubt": "; ".join(row.doubts)[:_LONGEST_NOTE],
            "page": f"{page.name}, {row.place}",
            "note": _note(row),
        }
    )


def _note(row: PageRow) -> str:
    as_listed = " ".join(row.text.split())
    parts = ["its dates are not certain"] if row.doubts else []
    parts += dict.fromkeys((*row.doubts, *row.notes))
    parts += [f"listed as: {as_listed}"] if as_listed.upper() != row.name else []
    return "; ".join(parts)[:_LONGEST_NOTE]


def _stripped(row: Mapping[str, Any]) -> Row:
    return {key: value for key, value in row.items() if value not in ("", None, False)}


def _stated(page: KeptPage) -> dict[str, object]:
    stated = {
        "slug": page.slug,
        "as_of": page.day,
        "stated_by": page.stated_by,
        "address": page.address,
        "sha256": page.sha256,
        "file": page.file,
        "rows": page.rows,
        "left_out": page.left_out,
        "lacks": ", ".join(page.lacks),
    }
    return {key: value for key, value in stated.items() if value != ""}


def _page(record: Record) -> KeptPage:
    record.only(_PAGE_KEYS)
    file = record.text("file")
    if not _KEPT_NAME.fullmatch(file):  # it becomes a path
        raise record.fail("file", "the name under which an import keeps a page", file)
    return KeptPage(
        slug=record.text("slug"),
        day=record.required_day("as_of"),
        stated_by=record.text("stated_by", ""),
        address=record.text("address", ""),
        sha256=record.text("sha256"),
        file=file,
        rows=record.whole("rows", 0) or 0,
        left_out=record.whole("left_out", 0) or 0,
        lacks=tuple(filter(None, record.text("lacks", "").split(", "))),
    )


def kept_pages(table: PageTable, path: Path) -> Iterator[tuple[KeptPage, bytes | InputError]]:
    """Each page of a table with its bytes, or why they cannot be used."""
    for page in table.pages:
        try:
            yield page, kept_page_bytes(path, page)
        except InputError as error:
            yield page, error
