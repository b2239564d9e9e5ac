"""Import of Juniper's lifecycle pages: from saved files to an operator's tables, with the pages kept beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from reinstate.errors import InputError
from reinstate.evidence.file_access import read_bounded, write_output
from reinstate.reference.importing import require_table_name
from reinstate.reference.library import LifecycleState, Reference
from reinstate.reference.lifecycle import LIFECYCLE_KIND, lifecycle_row_of
from reinstate.reference.loading import load_shipped
from reinstate.reference.pages.notes_read import NotesRead, notes_read
from reinstate.reference.pages.page_table import (
    KIND_OF,
    MAX_AGE_DAYS,
    KeptPage,
    NewPage,
    PageTable,
    Row,
    kept_pages,
    merged,
    page_table,
    page_table_or_none,
    pages_folder,
    require_folder,
)
from reinstate.reference.pages.reading import THE_END, IndexReading, read_page
from reinstate.reference.pages.saved import MAX_BYTES, PageDay, looks_like_page, saved_page
from reinstate.reference.pages.table_changes import Changes
from reinstate.reference.pages.unlisted import HeldPage, Proposal, confirmed_row, proposals
from reinstate.reference.releases import RELEASES_KIND
from reinstate.reference.row_values import fold
from reinstate.reference.set_files import Record
from reinstate.reference.set_info import SetInfo
from reinstate.workflow.page_files import FileLeftOut, OpenedPage, PageFiles, opened_page
from reinstate.workflow.policy_paste import NamedTable, Paste, pastes_of
from reinstate.workflow.unknowns import records_of_all, unknown_models

_POLICY_KEY = "lifecycle_tables"
_NO_MODEL = "UNKNOWN"  # what records name a unit that states no model
_Results = dict[str, tuple[PageTable, tuple[Changes, ...]]]  # by kind


@dataclass(frozen=True, slots=True)
class PageArguments:
    """What an operator imports.

    Attributes:
        files: saved pages; none to confirm models on the pages that the table holds.
        output: the table to write; it may be one of saved pages already. Where files are of hardware and of software,
            the table of releases is written beside it.
        family: which page the file is, where it does not say it; "" to recognize each.
        each_named: each file is named as the page that it is, such as ``ex_series.html``.
        as_of: the day of the pages; None where they, or their files, say it.
        shrunk: pages that may list fewer products than before.
        runs: runs whose unknown models are looked for among what the pages do not list.
        models: further such models.
        notes_read_by: who has read the notes of the pages, and says that they leave the dates of their rows as they
            are; "" for nobody.
        notes: the numbers of the notes that were read; none for all of them.
        confirmed_by: who confirms that they are not listed; "" for proposals only.
        policy: the policy that is to name the tables.
        today: the day of the import.
        optional: files that are left out where anything is wrong with them, and prevent nothing.
        opened: files that were read already.
    """

    files: tuple[Path, ...]
    output: Path
    family: str = ""
    each_named: bool = False
    as_of: date | None = None
    shrunk: frozenset[str] = frozenset()
    runs: tuple[Path, ...] = ()
    models: tuple[str, ...] = ()
    notes_read_by: str = ""
    notes: tuple[int, ...] = ()
    confirmed_by: str = ""
    policy: Path | None = None
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    optional: frozenset[Path] = frozenset()
    opened: Mapping[Path, OpenedPage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table that was written."""

    path: Path
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class PagesImported:
    """What came of an import; with complaints, nothing was written.

    Attributes:
        new: the pages that were read.
        index: the index of the pages, where it was among them.
        changes: what each page changes in its table.
        proposals: for each model that a run did not know, whether it can be confirmed that no page lists it.
        confirmed: models for which a row was written.
        pastes: the lines by which the policy names the tables.
        damaged: pages that a table rests on and that are not there as they were.
        left_out: files that were not imported, each with the reason.
    """

    new: tuple[NewPage, ...] = ()
    index: IndexReading | None = None
    changes: tuple[Changes, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    confirmed: tuple[str, ...] = ()
    tables: tuple[WrittenTable, ...] = ()
    pastes: tuple[Paste, ...] = ()
    damaged: tuple[InputError, ...] = ()
    left_out: tuple[FileLeftOut, ...] = ()
    complaints: tuple[InputError, ...] = ()


def are_pages(files: Sequence[Path]) -> bool:
    """Whether these files are saved pages, and not tables.

    Raises:
        InputError: some are and some are not, or one cannot be read.
    """
    found = {path: looks_like_page(read_bounded(path, MAX_BYTES, "a saved page or a table")) for path in files}
    if len(set(found.values())) > 1:
        table = next(path for path, page in found.items() if not page)
        raise InputError(
            f"{table}: not a saved page, as other files are",
            expected="saved pages, or one table",
            actual="both",
            remedy="import the table on its own with --kind",
        )
    return any(found.values())


def import_pages(arguments: PageArguments) -> PagesImported:
    """Read the pages, and write them into the operator's tables; nothing is written where anything is wrong.

    Raises:
        InputError: the output cannot be written, or is no table of saved pages.
    """
    require_table_name(arguments.output.stem)
    files = _read_all(arguments)
    if files.complaints:
        return _told(files)
    outputs = _outputs(arguments, files.pages)
    tables = _tables_at(outputs, files)
    read = _notes_read(arguments, files)
    results, pages = _merged(tables, files, read), files.pages
    for page, change in zip(pages, _changes_of(results, pages), strict=True):
        if error := _unfit(page, tables[_kind(page)], change, arguments.shrunk):
            files.refuse(page, error)
    if files.complaints:
        return replace(_told(files), changes=_changes_of(results, pages))
    return _written(
        arguments, outputs, files, results if len(files.pages) == len(pages) else _merged(tables, files, read)
    )


def _read_all(arguments: PageArguments) -> PageFiles:
    files = PageFiles(arguments.as_of, arguments.today, arguments.optional)
    for path in arguments.files:
        named = path.stem if arguments.each_named else arguments.family
        opened = arguments.opened.get(path) or opened_page(path, named, by_a_person=not arguments.each_named)
        files.add(path, opened)
    return files


def _told(files: PageFiles) -> PagesImported:
    """What is known before anything is written."""
    index = files.index.reading if files.index is not None else None
    return PagesImported(
        files.pages,
        index if isinstance(index, IndexReading) else None,
        left_out=tuple(files.left_out),
        complaints=tuple(files.complaints),
    )


def _kind(new: NewPage) -> str:
    return KIND_OF[new.family.kind]


def _outputs(arguments: PageArguments, new: Iterable[NewPage]) -> dict[str, Path]:
    """The table for each kind of page; releases stand in one of their own, beside that of hardware if there is one."""
    kinds = sorted({_kind(page) for page in new}) or [LIFECYCLE_KIND]
    output = arguments.output
    if output.suffix not in (".yml", ".yaml"):
        raise InputError(
            f"{output}: cannot be written",
            expected="a file that ends in .yml",
            actual=output.name,
            remedy="use another file name",
        )
    held = page_table_or_none(output)
    alone = kinds == [RELEASES_KIND] if held is None else held.kind == RELEASES_KIND
    return {kind: output if kind == LIFECYCLE_KIND or alone else _beside(output) for kind in kinds}


def _beside(output: Path) -> Path:
    return output.with_name(f"{output.stem}-releases{output.suffix}")


def _tables_at(outputs: Mapping[str, Path], files: PageFiles) -> dict[str, PageTable]:
    """The tables as they are; InputError where one cannot be used, unless its pages can all be left out."""
    tables = {}
    for kind, path in outputs.items():
        try:
            require_folder(pages_folder(path))
            tables[kind] = _table_at(path, kind)
        except InputError as error:
            pages = [page for page in files.pages if _kind(page) == kind]
            if not pages or any(page.saved.path not in files.optional for page in pages):
                raise
            for page in pages:
                files.refuse(page, error)
    return tables


def _table_at(path: Path, kind: str) -> PageTable:
    if not path.exists():
        return PageTable(kind)
    table = page_table(path)
    if table.kind != kind:
        raise InputError(
            f"{path}: a table of another kind",
            expected=f"a table of kind {kind}",
            actual=table.kind,
            remedy="use another file name: a policy can name several tables",
        )
    return table


def _notes_read(arguments: PageArguments, files: PageFiles) -> NotesRead:
    rows = [(page.family.slug, page.reading.rows) for page in files.pages]
    return notes_read(rows, arguments.notes_read_by, arguments.notes) if arguments.notes_read_by else NotesRead()


def _merged(tables: Mapping[str, PageTable], files: PageFiles, read: NotesRead) -> _Results:
    beside = load_shipped().hardware.names_beside
    of_kind = {kind: [new for new in files.pages if _kind(new) == kind] for kind in tables}
    return {kind: merged(table, of_kind[kind], read, beside) for kind, table in tables.items()}


def _changes_of(results: _Results, pages: Iterable[NewPage]) -> tuple[Changes, ...]:
    """What each page changes in its table."""
    of_kind = {kind: {change.slug: change for change in found} for kind, (_, found) in results.items()}
    return tuple(of_kind[_kind(page)][page.family.slug] for page in pages)


def _unfit(new: NewPage, table: PageTable, change: Changes, shrunk: Collection[str]) -> InputError | None:
    """Why a page cannot take the place of the one that the table holds."""
    if change.slug in shrunk:
        return _out_of_order(new, table)
    return _out_of_order(new, table) or _cut(new, table) or (_shrunk(change) if change.shrinks else None)


def _out_of_order(new: NewPage, table: PageTable) -> InputError | None:
    """A page that is older than the one that the table holds."""
    held = next((page for page in table.pages if page.slug == new.family.slug), None)
    if held is None or held.day <= new.day.day:
        return None
    return InputError(
        f"{new.saved.path}: older than the page that the table holds",
        expected=f"the {held.slug} page of {held.day}, or a later one",
        actual=f"{new.day.day}, by {new.day.stated_by}",
        remedy="save the page again, or leave the file out",
    )


def _cut(new: NewPage, table: PageTable) -> InputError | None:
    """A page without its end, in place of a whole one."""
    held = next((page for page in table.pages if page.slug == new.family.slug), None)
    if held is None or THE_END not in new.lacks or THE_END in held.lacks:
        return None
    return InputError(
        f"{new.saved.path}: the end of the page is missing",
        expected=f"the whole {held.slug} page, as the one of {held.day} that the table holds",
        actual="a part of it",
        remedy=f"save the page again; to use it as it is, add --shrunk {held.slug}",
    )


def _shrunk(change: Changes) -> InputError:
    names = ", ".join(change.unlisted[:5])
    return InputError(
        f"the {change.slug} page lists much less than before",
        expected=f"about {change.before} products",
        actual=f"{len(change.unlisted)} of them are gone, such as {names}",
        remedy=f"save the page again; if it is complete as it is, add --shrunk {change.slug}",
    )


def _written(
    arguments: PageArguments,
    outputs: Mapping[str, Path],
    files: PageFiles,
    results: _Results,
) -> PagesImported:
    found: tuple[Proposal, ...] = ()
    damaged: tuple[InputError, ...] = ()
    confirmed: tuple[str, ...] = ()
    tables = {kind: table for kind, (table, _) in results.items()}
    if LIFECYCLE_KIND in tables and (arguments.runs or arguments.models):
        held, damaged = _held(outputs[LIFECYCLE_KIND], tables[LIFECYCLE_KIND], files.pages)
        found = _proposals(arguments, tables[LIFECYCLE_KIND], held)
        if arguments.confirmed_by:
            tables[LIFECYCLE_KIND] = _with_confirmed(tables[LIFECYCLE_KIND], found, arguments.confirmed_by)
            confirmed = tuple(one.model for one in found if one.possible)
    touched = {*map(_kind, files.pages), *([LIFECYCLE_KIND] if confirmed else [])}
    written = tuple(_write(outputs[kind], table, files.pages) for kind, table in tables.items() if kind in touched)
    named = [NamedTable(_POLICY_KEY, one.path, one.digest) for one in (*written, *_beside_it(arguments, written))]
    return replace(
        _told(files),
        changes=_changes_of(results, files.pages),
        proposals=found,
        confirmed=confirmed,
        tables=written,
        pastes=pastes_of(named, arguments.policy) if named else (),
        damaged=damaged,
    )


def _beside_it(arguments: PageArguments, written: Sequence[WrittenTable]) -> Iterator[WrittenTable]:
    """The table of releases of an earlier import, so that the lines for the policy name both."""
    path = _beside(arguments.output)
    if written and path.exists() and path not in [one.path for one in written]:
        table = page_table(path)
        yield WrittenTable(path, len(table.rows), sha256(read_bounded(path, MAX_BYTES, "a table")).hexdigest())


def _write(path: Path, table: PageTable, new: Sequence[NewPage]) -> WrittenTable:
    """The pages first: a table never names a page that is not there."""
    content = table.content(path.stem)
    folder = pages_folder(path)
    own = {page.sha256: page for page in table.pages}
    for page in new:
        kept = own.get(page.saved.digest)
        if kept is not None:
            write_output(folder / kept.file, page.saved.data)
    write_output(path, content)
    return WrittenTable(path, len(table.rows), sha256(content).hexdigest())


def _held(path: Path, table: PageTable, new: Sequence[NewPage]) -> tuple[dict[str, HeldPage], tuple[InputError, ...]]:
    """The pages that a table rests on, as they are; a page that is missing or changed is not there."""
    held = {page.family.slug: _held_page(page) for page in new}
    damaged = []
    for page, kept in kept_pages(table, path):
        if page.slug in held:
            continue
        if isinstance(kept, InputError):
            damaged.append(kept)
        elif (found := _read_again(page, kept)) is not None:
            held[page.slug] = found
    return held, tuple(damaged)


def _held_page(page: NewPage) -> HeldPage:
    return HeldPage(page.family.slug, page.day.day, page.reading.listed, page.reading.named, page.lacks)


def _read_again(page: KeptPage, content: bytes) -> HeldPage | None:
    """A kept page as today's reader reads it."""
    saved = saved_page(Path(page.file), content)
    reading = read_page(saved, load_shipped().page_families, page.slug)
    if isinstance(reading, IndexReading) or reading.family.slug != page.slug:
        return None
    return _held_page(NewPage(saved, PageDay(page.day, page.stated_by), reading))


def _proposals(arguments: PageArguments, table: PageTable, held: Mapping[str, HeldPage]) -> tuple[Proposal, ...]:
    reference = load_shipped()
    own = _extended(reference, table)
    asked = dict(unknown_models(records_of_all(arguments.runs)))
    asked |= {fold(model): asked.get(fold(model), ()) for model in arguments.models}
    unknown = [name for name in asked if name != _NO_MODEL and not _is_known(own, name, arguments.today)]
    return proposals(
        unknown,
        reference.page_families,
        held,
        arguments.today,
        lambda name: (*asked.get(name, ()), *reference.hardware.names_beside(name)),
    )


def _is_known(reference: Reference, name: str, today: date) -> bool:
    return reference.lifecycle((name,), today).state is not LifecycleState.UNKNOWN


def _extended(reference: Reference, table: PageTable) -> Reference:
    """The shipped rows with those of the table."""
    info = SetInfo("pages", date.min, "", "saved pages", MAX_AGE_DAYS)
    rows = [lifecycle_row_of(Record(Path("pages"), number, row), info) for number, row in enumerate(table.rows)]
    return replace(reference, hardware=reference.hardware.extended(rows))


def _with_confirmed(table: PageTable, found: Iterable[Proposal], name: str) -> PageTable:
    """The table with a row for each model that can be confirmed, in place of an earlier one."""
    new: dict[str, Row] = {one.model: confirmed_row(one, name) for one in found if one.possible}
    rows = [row for row in table.rows if str(row.get("sku")) not in new]
    return replace(table, rows=(*rows, *new.values()))
