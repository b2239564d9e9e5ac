"""Import of Juniper's lifecycle pages: from saved files to an operator's tables, with the pages kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.page_table import (
    KIND_OF,
    MAX_AGE_DAYS,
    Changes,
    KeptPage,
    NewPage,
    PageTable,
    Row,
    kept_pages,
    merged,
    page_table,
    pages_folder,
    require_no_link,
)
from reinstate.reference.pages.reading import IndexReading, read_page, words_of
from reinstate.reference.pages.saved import (
    MAX_BYTES,
    PageDay,
    day_of,
    looks_like_page,
    read_saved_page,
    saved_page,
)
from reinstate.reference.pages.unlisted import HeldPage, Proposal, confirmed_row, proposals
from reinstate.reference.row_values import fold
from reinstate.reference.set_files import Record
from reinstate.reference.set_info import SetInfo
from reinstate.workflow.policy_paste import NamedTable, Paste, pastes_of
from reinstate.workflow.unknowns import records_of_all, unknown_models

_POLICY_KEY = "lifecycle_tables"


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
        confirmed_by: who confirms that they are not listed; "" for proposals only.
        policy: the policy that is to name the tables.
        today: the day of the import.
    """

    files: tuple[Path, ...]
    output: Path
    family: str = ""
    each_named: bool = False
    as_of: date | None = None
    shrunk: frozenset[str] = frozenset()
    runs: tuple[Path, ...] = ()
    models: tuple[str, ...] = ()
    confirmed_by: str = ""
    policy: Path | None = None
    today: date = field(default_factory=lambda: datetime.now(UTC).date())


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
    left_out: tuple[str, ...] = ()
    complaints: tuple[InputError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    new: tuple[NewPage, ...]
    index: IndexReading | None
    left_out: tuple[str, ...]
    complaints: tuple[InputError, ...]


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
    families = load_shipped().page_families
    read = _read_all(arguments, families)
    if read.complaints:
        return PagesImported(read.new, read.index, left_out=read.left_out, complaints=read.complaints)
    tables = {kind: _table_at(path, kind) for kind, path in _outputs(arguments, read.new).items()}
    complaints = [error for new in read.new if (error := _out_of_order(new, tables[_kind(new)])) is not None]
    results = {kind: merged(table, [new for new in read.new if _kind(new) == kind]) for kind, table in tables.items()}
    changes = tuple(change for _, found in results.values() for change in found)
    complaints += [_shrunk(change) for change in changes if change.shrinks and change.slug not in arguments.shrunk]
    if complaints:
        return PagesImported(read.new, read.index, changes, complaints=tuple(complaints))
    return _written(arguments, families, read, results, changes)


def _read_all(arguments: PageArguments, families: Sequence[PageFamily]) -> _Read:
    new: dict[tuple[str, str], NewPage] = {}
    index = None
    left_out: list[str] = []
    complaints: list[InputError] = []
    for path in arguments.files:
        try:
            saved = read_saved_page(path)
            named = path.stem if arguments.each_named else arguments.family
            reading = read_page(saved, families, named, by_a_person=not arguments.each_named)
            if isinstance(reading, IndexReading):
                index = reading
                continue
            page = NewPage(saved, day_of(saved, arguments.as_of, arguments.today), reading)
            left_out += _keep_newest(new, page)
        except InputError as error:
            complaints.append(error)
    return _Read(tuple(new.values()), index, tuple(left_out), tuple(complaints))


def _keep_newest(pages: dict[tuple[str, str], NewPage], page: NewPage) -> Iterator[str]:
    """One page of each name: of several, the newest; InputError for two different ones of one day.

    Yields:
        which file is left out, and why.
    """
    key = (page.family.kind, page.family.slug)
    other = pages.get(key)
    if other is not None and other.day.day == page.day.day and other.reading.statements != page.reading.statements:
        raise InputError(
            f"{other.saved.path} and {page.saved.path}: two different pages of one day",
            expected=f"one {page.family.slug} page of {page.day.day}",
            actual=f"{len(other.reading.rows)} rows in the first, {len(page.reading.rows)} rows in the second",
            remedy="leave one of them out, or state the day of each in an import of its own with --as-of",
        )
    newest = max((one for one in (other, page) if one is not None), key=lambda one: one.day.day)
    pages[key] = newest
    if other is not None:
        older = page if newest is other else other
        same = "the same page as" if older.day.day == newest.day.day else f"of {older.day.day}, older than"
        yield f"{older.saved.path}: left out: the {page.family.slug} page {same} {newest.saved.path}"


def _kind(new: NewPage) -> str:
    return KIND_OF[new.family.kind]


def _outputs(arguments: PageArguments, new: Iterable[NewPage]) -> dict[str, Path]:
    """The table for each kind of page; releases stand in a table of their own beside that of hardware."""
    kinds = sorted({_kind(page) for page in new}) or [LIFECYCLE_KIND]
    output = arguments.output
    if output.suffix not in (".yml", ".yaml"):
        raise InputError(
            f"{output}: cannot be written",
            expected="a file that ends in .yml",
            actual=output.name,
            remedy="use another file name",
        )
    if len(kinds) == 1:
        return {kinds[0]: output}
    return {kind: output if kind == LIFECYCLE_KIND else _beside(output) for kind in kinds}


def _beside(output: Path) -> Path:
    return output.with_name(f"{output.stem}-releases{output.suffix}")


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


def _out_of_order(new: NewPage, table: PageTable) -> InputError | None:
    """A page that is older than the one that the table holds."""
    held = next((page for page in table.pages if page.slug == new.family.slug), None)
    if held is None or held.day <= new.day.day:
        return None
    return InputError(
        f"{new.saved.path}: older than the page that the table holds",
        expected=f"a {held.slug} page of {held.day} or later",
        actual=f"{new.day.day}, by {new.day.stated_by}",
        remedy="save the page again, or leave the file out",
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
    families: Sequence[PageFamily],
    read: _Read,
    results: Mapping[str, tuple[PageTable, tuple[Changes, ...]]],
    changes: tuple[Changes, ...],
) -> PagesImported:
    outputs = _outputs(arguments, read.new)
    found: tuple[Proposal, ...] = ()
    damaged: tuple[InputError, ...] = ()
    confirmed: tuple[str, ...] = ()
    tables = {kind: table for kind, (table, _) in results.items()}
    if LIFECYCLE_KIND in tables and (arguments.runs or arguments.models):
        held, damaged = _held(outputs[LIFECYCLE_KIND], tables[LIFECYCLE_KIND], read.new, families)
        found = _proposals(arguments, tables[LIFECYCLE_KIND], held)
        if arguments.confirmed_by:
            tables[LIFECYCLE_KIND] = _with_confirmed(tables[LIFECYCLE_KIND], found, arguments.confirmed_by)
            confirmed = tuple(one.model for one in found if one.possible)
    written = tuple(_write(outputs[kind], table, read.new) for kind, table in tables.items() if read.new or confirmed)
    named = [NamedTable(_POLICY_KEY, one.path, one.digest) for one in written]
    pastes = pastes_of(named, arguments.policy) if named else ()
    return PagesImported(read.new, read.index, changes, found, confirmed, written, pastes, damaged, read.left_out)


def _write(path: Path, table: PageTable, new: Sequence[NewPage]) -> WrittenTable:
    """The pages first: a table never names a page that is not there."""
    content = table.content(path.stem)
    folder = pages_folder(path)
    require_no_link(folder)
    own = {page.sha256: page for page in table.pages}
    for page in new:
        kept = own.get(page.saved.digest)
        if kept is not None:
            folder.mkdir(parents=True, exist_ok=True)
            write_output(folder / kept.file, page.saved.data)
    write_output(path, content)
    return WrittenTable(path, len(table.rows), sha256(content).hexdigest())


def _held(
    path: Path, table: PageTable, new: Sequence[NewPage], families: Sequence[PageFamily]
) -> tuple[dict[str, HeldPage], tuple[InputError, ...]]:
    """The pages that a table rests on, as they are; a page that is missing or changed is not there."""
    held = {page.family.slug: _held_page(page) for page in new}
    damaged = []
    for page, kept in kept_pages(table, path):
        if page.slug in held:
            continue
        if isinstance(kept, InputError):
            damaged.append(kept)
        elif (found := _read_again(page, kept, families)) is not None:
            held[page.slug] = found
    return held, tuple(damaged)


def _held_page(page: NewPage) -> HeldPage:
    return HeldPage(page.family.slug, page.day.day, page.reading.listed, words_of(page.saved), page.lacks)


def _read_again(page: KeptPage, content: bytes, families: Sequence[PageFamily]) -> HeldPage | None:
    """A kept page as today's reader reads it."""
    saved = saved_page(Path(page.file), content)
    reading = read_page(saved, families, page.slug)
    if isinstance(reading, IndexReading) or reading.family.slug != page.slug:
        return None
    return _held_page(NewPage(saved, PageDay(page.day, page.stated_by), reading))


def _proposals(arguments: PageArguments, table: PageTable, held: Mapping[str, HeldPage]) -> tuple[Proposal, ...]:
    reference = load_shipped()
    own = _extended(reference, table)
    asked = dict(unknown_models(records_of_all(arguments.runs)))
    asked |= {fold(model): asked.get(fold(model), ()) for model in arguments.models}
    unknown = [name for name in asked if not _is_known(own, name, arguments.today)]
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
