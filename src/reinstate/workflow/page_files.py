"""Saved pages that are to be imported: each is read once, and of several of one family the newest counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reinstate.errors import InputError
from reinstate.plain_text import counted
from reinstate.reference.loading import load_shipped
from reinstate.reference.pages.lifecycle_page import PageReading
from reinstate.reference.pages.page_table import NewPage
from reinstate.reference.pages.reading import IndexReading, read_page
from reinstate.reference.pages.saved import SavedPage, day_of, read_saved_page, saved_page


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A saved page, and what it states."""

    saved: SavedPage
    reading: PageReading | IndexReading


@dataclass(frozen=True, slots=True)
class FileLeftOut:
    """A file that was not imported, and why."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"{self.path}: left out: {self.why}"


def opened_page(
    path: Path, named: str = "", *, by_a_person: bool = True, content: bytes | None = None
) -> OpenedPage | InputError:
    """A file as a lifecycle page, or why it is none.

    Args:
        named: the page that it should be; "" to recognize it.
        by_a_person: a person says so, who has seen it.
        content: its bytes, where they are known already.
    """
    try:
        saved = read_saved_page(path) if content is None else saved_page(path, content)
        return OpenedPage(saved, read_page(saved, load_shipped().page_families, named, by_a_person=by_a_person))
    except InputError as error:
        return error


@dataclass(slots=True)
class PageFiles:
    """The files of one import; grows with each one.

    Attributes:
        as_of: the day that is stated for all of them; None where they, or their files, say it.
        optional: files that are left out where anything is wrong with them, and prevent nothing.
        new: the pages to import, by kind and name.
        index: the index of the pages, where it is among them.
    """

    as_of: date | None
    today: date
    optional: Collection[Path] = ()
    new: dict[tuple[str, str], NewPage] = field(default_factory=dict)
    index: OpenedPage | None = None
    left_out: list[FileLeftOut] = field(default_factory=list)
    complaints: list[InputError] = field(default_factory=list)

    @property
    def pages(self) -> tuple[NewPage, ...]:
        """The pages to import."""
        return tuple(self.new.values())

    def add(self, path: Path, opened: OpenedPage | InputError) -> None:
        """One more file."""
        try:
            if isinstance(opened, InputError):
                raise opened
            if isinstance(opened.reading, IndexReading):
                self._add_index(opened)
            else:
                self._add_page(NewPage(opened.saved, day_of(opened.saved, self.as_of, self.today), opened.reading))
        except InputError as error:
            self._refuse(path, error)

    def refuse(self, page: NewPage, error: InputError) -> None:
        """Leave out a page that does not fit the table."""
        del self.new[_key(page)]
        self._refuse(page.saved.path, error)

    def _refuse(self, path: Path, error: InputError) -> None:
        if path in self.optional:
            self.left_out.append(FileLeftOut(path, str(error)))
        else:
            self.complaints.append(error)

    def _add_index(self, opened: OpenedPage) -> None:
        if self.index is not None:
            self.left_out.append(FileLeftOut(self.index.saved.path, f"the index, as {opened.saved.path}"))
        self.index = opened

    def _add_page(self, page: NewPage) -> None:
        """Of several pages of one family, the newest; InputError for two different ones of one day."""
        other = self.new.get(_key(page))
        if other is None:
            self.new[_key(page)] = page
            return
        if other.day.day == page.day.day and _differ(other, page):
            raise _of_one_day(other, page)
        older, newest = (other, page) if page.day.day > other.day.day else (page, other)
        self.new[_key(page)] = newest
        same = "the same page as" if older.day.day == newest.day.day else f"of {older.day.day}, older than"
        self.left_out.append(FileLeftOut(older.saved.path, f"the {page.family.slug} page {same} {newest.saved.path}"))


def _key(page: NewPage) -> tuple[str, str]:
    return page.family.kind, page.family.slug


def _differ(one: NewPage, other: NewPage) -> bool:
    """Whether two pages state or name something else; how one page was saved makes no difference."""
    return one.reading.statements != other.reading.statements or _named(one) != _named(other)


def _named(page: NewPage) -> frozenset[str]:
    return page.reading.named.mentions.named


def _of_one_day(one: NewPage, other: NewPage) -> InputError:
    stated = (f"{page.saved.path} with {counted(len(page.reading.rows), 'row')}" for page in (one, other))
    return InputError(
        f"{one.saved.path} and {other.saved.path}: two different pages of one day",
        expected=f"one {one.family.slug} page of {one.day.day}",
        actual=" and ".join(stated),
        remedy="leave one of them out, or state the day of each in an import of its own with --as-of",
    )
