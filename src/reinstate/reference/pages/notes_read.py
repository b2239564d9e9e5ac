"""Notes of pages that a person has read: an import shows what makes dates uncertain, and a person says that it doesn't.

What is confirmed is that these texts leave the dates of these rows as they are. It holds for a row as long as it states
the same dates, and the page says the same of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from reinstate.errors import InputError
from reinstate.plain_text import counted
from reinstate.reference.pages.lifecycle_page import PageRow
from reinstate.reference.pages.note_texts import UNREAD_NOTES

PageNote = tuple[str, str]  # the slug of a page, and a text of it


@dataclass(frozen=True, slots=True)
class NotesRead:
    """What a person has read: the texts, each with the page that has it, and the person's name."""

    by: str = ""
    notes: frozenset[PageNote] = frozenset()


def rows_by_note(pages: Iterable[tuple[str, Iterable[PageRow]]]) -> Mapping[PageNote, Sequence[PageRow]]:
    """Each text of a page that makes the dates of rows uncertain, with them; numbered from 1 in this order.

    Args:
        pages: the rows of each page, by its slug.
    """
    found: dict[PageNote, list[PageRow]] = {}
    for slug, rows in pages:
        for row in rows:
            for doubt in dict.fromkeys(row.doubts):
                found.setdefault((slug, doubt), []).append(row)
    return found


def notes_read(pages: Iterable[tuple[str, Iterable[PageRow]]], by: str, numbers: Iterable[int]) -> NotesRead:
    """The notes with these numbers, or all of them where there are none, as read by that person.

    Raises:
        InputError: there is no such note.
    """
    notes, wanted = list(rows_by_note(pages)), frozenset(numbers)
    if unknown := sorted(wanted - set(range(1, len(notes) + 1))):
        raise InputError(
            f"--note {unknown[0]}: no such note",
            expected=f"a number from 1 to {len(notes)}" if notes else "pages with notes",
            actual=counted(len(notes), "note"),
            remedy="import the pages without --read-notes: each note is shown with its number",
        )
    return NotesRead(by, frozenset(note for number, note in enumerate(notes, 1) if not wanted or number in wanted))


def read_by(row: PageRow, slug: str, before: Iterable[Mapping[str, Any]], read: NotesRead) -> str:
    """Who has read what makes the dates of that row uncertain; "" where nobody has, or where no reading settles it.

    Args:
        slug: of the page.
        before: the rows of the same name that an earlier page gave.
    """
    if not row.doubts or row.contradictory or UNREAD_NOTES in row.doubts:
        return ""
    if read.by and read.notes.issuperset((slug, doubt) for doubt in row.doubts):
        return read.by
    digest = digest_of(row)
    return next((str(one["read_by"]) for one in before if one.get("read_by") and one.get("read") == digest), "")


def digest_of(row: PageRow) -> str:
    """What a confirmation holds for: the dates of the row, and the texts about it."""
    stated = (
        row.name,
        row.evolved,
        sorted((key, str(day)) for key, day in row.stated.items()),
        row.overrides,
        row.doubts,
    )
    return sha256(repr(stated).encode()).hexdigest()[:16]
