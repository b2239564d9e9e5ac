"""What an import of pages tells: per page what was read and what was not, what changed, and what can be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reinstate.plain_text import counted, listed, printable
from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.lifecycle_page import LeftOut
from reinstate.reference.pages.notes_read import rows_by_note
from reinstate.reference.pages.page_table import NewPage
from reinstate.reference.pages.reading import IndexReading
from reinstate.reference.pages.table_changes import Changes
from reinstate.reference.pages.unlisted import Proposal
from reinstate.workflow.page_imports import PagesImported
from reinstate.workflow.policy_paste import Paste

_MOST = 10
_MOST_REFUSED, _MOST_OF_A_REASON, _MOST_NOTES = 500, 20, 60
_LINE = 160
_CHANGE = 4000


def import_report(imported: PagesImported, families: Sequence[PageFamily]) -> str:
    """All of it as text, for the console."""
    lines = [
        *(line for page in imported.new for line in _page(page)),
        *_notes(imported),
        *(printable(str(one), 400) for one in imported.left_out),
        *(_index(imported.index, families) if imported.index is not None else ()),
        *(line for change in imported.changes for line in _changed(change)),
        *(f"warning: {printable(str(error), 400)}" for error in imported.damaged),
        *_unlisted(imported),
        *(f"{table.path}: {counted(table.rows, 'row')} written." for table in imported.tables),
        *(line for number, paste in enumerate(imported.pastes) for line in _pasted(paste, first=number == 0)),
    ]
    return "\n".join(lines)


def _pasted(paste: Paste, *, first: bool) -> Iterator[str]:
    what = "Name it in the policy and raise the policy's version. " if first else ""
    yield f"{what}Paste {paste.where}:\n"
    yield f"{paste.lines}\n"


def _page(page: NewPage) -> Iterator[str]:
    reading = page.reading
    refused = [one for one in reading.left_out if one.refused]
    skipped = [one for one in reading.left_out if not one.refused]
    yield (
        f"{printable(str(page.saved.path), 200)}: {page.family.slug} page of {page.day.day} (by {page.day.stated_by})"
    )
    yield (
        f"  {counted(len(reading.rows), 'row')} read, {len(skipped)} skipped, {len(refused)} refused"
        f"{f', {reading.repeated} repeated' if reading.repeated else ''}"
    )
    yield from _by_reason("skipped", skipped)
    yield from (f"  refused: {one.place}: {_said(one)}: {printable(one.why, _LINE)}" for one in refused[:_MOST_REFUSED])
    if len(refused) > _MOST_REFUSED:
        yield f"  refused: {len(refused) - _MOST_REFUSED} more"
    if overridden := [row.name for row in reading.rows if row.overrides]:
        yield f"  extended by a note: {listed(overridden)}"
    if reading.unread:
        yield f"  columns not read: {listed(printable(name, 60) for name in reading.unread)}"
    if page.lacks:
        yield f"  not complete: it lacks {listed(page.lacks)}"


def _notes(imported: PagesImported) -> Iterator[str]:
    """What makes the dates of rows uncertain, each with its number and its rows."""
    notes = rows_by_note((page.family.slug, page.reading.rows) for page in imported.new)
    read = frozenset(name for change in imported.changes for name in change.read)
    is_open = False
    for number, ((slug, text), rows) in enumerate(list(notes.items())[:_MOST_NOTES], 1):
        left = [row for row in rows if row.label not in read]
        is_open |= any(not row.contradictory for row in left)
        state = f"{counted(len(left), 'row')} not certain" if left else "read by a person"
        yield f"  note {number}, {slug}, {state}: {listed(row.label for row in left or rows)}: {printable(text, _LINE)}"
    if len(notes) > _MOST_NOTES:
        yield f"  {len(notes) - _MOST_NOTES} more notes"
    if is_open:
        yield "  Rows that are not certain let no device pass. Read the notes on the page; where they leave the dates"
        yield "  of their rows as they are, import the pages again, and say so by name (--note NUMBER for single ones):"
        yield "  reinstate reference import PAGE... --output TABLE.yml --read-notes confirmed-by NAME"


def _by_reason(word: str, rows: Iterable[LeftOut]) -> Iterator[str]:
    """Each reason with the rows that it left out."""
    places: dict[str, list[str]] = {}
    for one in rows:
        places.setdefault(one.why, []).append(f"{one.place}: {_said(one)}")
    for why, found in sorted(places.items(), key=lambda pair: -len(pair[1])):
        yield f"  {word}: {len(found)} x {printable(why, _LINE)} ({listed(found, _MOST_OF_A_REASON)})"


def _said(row: LeftOut) -> str:
    return printable(" ".join(row.what.split()), 60) or "nothing"


def _index(index: IndexReading, families: Sequence[PageFamily]) -> Iterator[str]:
    known, linked = {(one.kind, one.slug) for one in families}, {(one.kind, one.slug) for one in index.families}
    yield f"index: {counted(len(linked), 'page')} linked"
    if new := sorted(slug for _, slug in linked - known):
        yield f"  not known before: {listed(new, 20)}"
    if gone := sorted(slug for _, slug in known - linked):
        yield f"  no longer linked: {listed(gone, 20)}"


def _changed(change: Changes) -> Iterator[str]:
    if change.contradicted:
        removed = listed(change.contradicted)
        yield f"{change.slug}: the page names what was confirmed not to be listed; removed: {removed}"
    if not change.before:
        return
    yield (
        f"{change.slug}: {len(change.added)} added, {len(change.changed)} changed, "
        f"{len(change.unlisted)} no longer listed (kept, flagged)"
    )
    yield from (f"  changed: {name}: {printable(what, _CHANGE)}" for name, what in change.changed[:_MOST])
    if len(change.changed) > _MOST:
        yield f"  changed: {len(change.changed) - _MOST} more"
    if change.added:
        yield f"  added: {listed(change.added, _MOST)}"
    if change.unlisted:
        yield f"  no longer listed: {listed(change.unlisted, _MOST)}"
    if change.unreadable:
        yield f"  not readable any more, kept as not certain: {listed(change.unreadable, _MOST)}"


def _unlisted(imported: PagesImported) -> Iterator[str]:
    found = imported.proposals
    if not found:
        return
    possible = [one for one in found if one.possible]
    if imported.confirmed:
        yield f"no end of life announced, confirmed: {listed(imported.confirmed, 50)}"
    elif possible:
        yield f"not listed on complete pages: {listed((one.model for one in possible), 50)}"
        yield "  This settles nothing yet. Look at the pages, then confirm with: --not-listed confirmed-by NAME"
    yield from (f"  open: {one.model}: {printable('; '.join(_why(one)), 300)}" for one in found if not one.possible)


def _why(proposal: Proposal) -> Iterator[str]:
    yield from proposal.obstacles[:3]
    if len(proposal.obstacles) > 3:
        yield f"{len(proposal.obstacles) - 3} more reasons"
