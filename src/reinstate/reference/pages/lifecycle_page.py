"""What one of Juniper's lifecycle pages states: the rows of its tables, and each row that states nothing usable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from types import MappingProxyType

from reinstate.reference.lifecycle import MILESTONES
from reinstate.reference.page_families import PageFamily
from reinstate.reference.pages.markup.cells import TABLE_GONE, Cell
from reinstate.reference.pages.markup.document import Markup
from reinstate.reference.pages.markup.elements import HEADING, MARK_IN_PLACE
from reinstate.reference.pages.mentions import series_of
from reinstate.reference.pages.note_texts import first_of, is_product, mentions_in, names_products
from reinstate.reference.pages.page_cells import (
    SKU,
    Header,
    PageCellError,
    cited_in,
    date_in,
    header_of,
    may_restrict,
)
from reinstate.reference.pages.page_notes import PageNotes, marks_of, notes_of
from reinstate.reference.pages.product_cells import named_parts
from reinstate.reference.pages.product_words import NamedOnPage, product_words
from reinstate.reference.pages.statements import (
    A_DATE,
    heads_columns,
    is_announcement,
    may_be_against,
    may_change_a_date,
)
from reinstate.reference.pages.whole_page import may_be_of_the_page

_ANY_DATE = re.compile(r"\d{1,2}\W\s?\d{1,2}\W\s?\d{4}|\d{4}-\d{2}-\d{2}|\b(?:19|20)\d\d\b")
_IS_CODE = re.compile(r"[\"'](?:selector|properties|components)[\"']\s*:")  # of a script that a cell has broken
_NOTHING = ""  # between texts that have nothing to do with each other
_HEADINGS_WITHIN = 12  # a heading row is among the first rows of a table
_DATE_ALONE = re.compile(r"\W*(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|TBD|N/?A|Not Announced)\W*", re.IGNORECASE)
_AROUND_A_WORD = ".,:;()[]"
_WORDS_OF_A_ROW, _WIDEST_ROW, _DATES_OF_A_ROW, _SHOWN = 8, 10, 2, 200
_INTRODUCES = re.compile(r":\s*\Z|\b(?:following|these|below)\b", re.IGNORECASE)
_LONGEST_HEADING = 60
_A_NOTE = re.compile(r"\W*(?:\d{1,2}\b|[*\u2020\u2021\u00a7]|\(?[a-z]\)|(?:foot)?note\s*\d)", re.IGNORECASE)
HEADINGS_AGAIN = "the headings once more"
OVER_THE_WIDTH = "a heading or a note over the whole width"
DATES = (*MILESTONES, "first_shipped", "end_of_engineering")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the number of its table among those of the page, and of the row in it, from 1.

    Table 0 are the texts beside the tables.
    """

    table: int
    row: int

    def __str__(self) -> str:
        return f"table {self.table}, row {self.row}" if self.table else f"text {self.row} beside the tables"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a lifecycle table, before its products are told apart.

    Attributes:
        product: the cell that names them.
        dates: the dates that it states, by meaning.
        marks: what refers to notes in its other cells.
        struck: what is struck out in it.
        cited: the bulletins that its dates cite.
        rivals: what else of the row, or around it, may restrict or change its dates.
        release_type: as the page has it; "" in a table of hardware.
    """

    place: Place
    product: Cell
    dates: Mapping[str, date]
    marks: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    release_type: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that gives no usable row.

    Attributes:
        what: the text of its first cell, as the page has it.
        why: the reason.
        refused: it states something that cannot be read; else it states nothing, as a heading.
    """

    place: Place
    what: str
    why: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class PageRow:
    """What a page states about one SKU or release.

    Attributes:
        name: the SKU, or the release train.
        stated: its dates by meaning.
        text: the product cell as the page has it.
        notes: the texts that it refers to.
        overrides: the bulletin or footnote that replaces other rows of the SKU; "" if none does.
        doubts: why its dates are not certain; empty where they are.
        contradictory: its dates contradict each other, or cannot be read: nobody can say that they hold.
    """

    name: str
    stated: Mapping[str, date]
    place: Place
    text: str
    notes: tuple[str, ...] = ()
    item: str = ""
    overrides: str = ""
    doubts: tuple[str, ...] = ()
    evolved: bool = False
    contradictory: bool = False

    @property
    def label(self) -> str:
        """Its name as a table shows it."""
        return f"{self.name}-EVO" if self.evolved else self.name

    @property
    def statement(self) -> tuple[object, ...]:
        """What makes two rows the same."""
        return self.name, self.evolved, tuple(sorted(self.stated.items())), self.overrides, self.doubts


@dataclass(frozen=True, slots=True)
class PageReading:
    """Everything that a page states.

    Attributes:
        repeated: how many rows were left out because the page states them twice.
        listed: every name that it lists, in rows that were left out as well, in upper case.
        unread: headings of columns that were not read.
        lost: parts of the page that were not read, so that rows may be missing.
        named: what may name a product anywhere in the file.
    """

    family: PageFamily
    rows: tuple[PageRow, ...]
    left_out: tuple[LeftOut, ...]
    repeated: int = 0
    listed: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    named: NamedOnPage = field(default_factory=NamedOnPage, compare=False, repr=False)

    @property
    def statements(self) -> frozenset[tuple[object, ...]]:
        """What it states, wherever it stands: the same for one page that was saved in two ways."""
        return frozenset(row.statement for row in self.rows)


@dataclass(frozen=True, slots=True)
class UnreadTable:
    """A table without the headings of a lifecycle table: its first row, and the words in it that may be SKUs."""

    place: Place
    what: str
    words: frozenset[str]

    def left_out(self) -> LeftOut:
        """The table as a report names it."""
        return LeftOut(self.place, self.what, "a table without the headings of a lifecycle table", refused=True)


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of all lifecycle tables of a page.

    Attributes:
        tables: how many lifecycle tables it has.
        others: rows that state nothing usable.
        notes: the notes of the page.
        repeated: how many rows stand in tables that the page has once more.
        words: what may be SKUs in rows that state nothing usable, and in what is struck out.
        unread_tables: the other tables.
    """

    tables: int
    rows: tuple[TableRow, ...]
    others: tuple[LeftOut, ...]
    notes: PageNotes
    unread: tuple[str, ...]
    repeated: int = 0
    words: frozenset[str] = frozenset()
    unread_tables: tuple[UnreadTable, ...] = ()


def table_rows(markups: Iterable[Markup]) -> TableRows:
    """The rows of every table that has the headings of a lifecycle table."""
    reading = _Reading()
    for markup in markups:
        texts = [line for line in markup.blocks if not _IS_CODE.search(line)]
        reading.others += _rows_beside(texts)
        reading.lines += [*texts, _NOTHING]
        for table, above in zip(markup.tables, markup.above or ((),) * len(markup.tables), strict=True):
            reading.add(table, above)
    return TableRows(
        reading.tables,
        tuple(reading.rows),
        tuple(reading.others),
        notes_of(reading.lines, reading.marks, reading.series),
        tuple(dict.fromkeys(reading.unread)),
        reading.repeated,
        frozenset(reading.words),
        tuple(reading.unread_tables),
    )


def _rows_beside(lines: Sequence[str]) -> Iterator[LeftOut]:
    """What reads as a row and stands in no table: a product with several dates in its text, or in those behind it."""
    seen: set[str] = set()
    for at, line in enumerate(lines):
        if not any(is_product(word.strip(_AROUND_A_WORD)) for word in line.split()[:_WORDS_OF_A_ROW]):
            continue
        behind = takewhile(_DATE_ALONE.fullmatch, lines[at + 1 : at + 1 + _WIDEST_ROW])
        if len(A_DATE.findall(line)) + sum(1 for _ in behind) >= _DATES_OF_A_ROW and line not in seen:
            seen.add(line)
            yield LeftOut(Place(0, at + 1), line[:_SHOWN], "a row outside of a table", refused=True)


def row_at(markups: Iterable[Markup], place: Place) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The headings of a table and the cells of a row in it, as the page has them; None if there is no such row."""
    tables = list(dict.fromkeys(table for markup in markups for table in markup.tables))
    if not 0 < place.table <= len(tables) or not 0 < place.row <= len(tables[place.table - 1]):
        return None
    table = tables[place.table - 1]
    first = next((number for number, _ in _headings(table)), 0)
    return tuple(cell.line for cell in table[first]), tuple(cell.line for cell in table[place.row - 1])


@dataclass(slots=True)
class _Reading:
    """The tables read so far; grows with each one."""

    tables: int = 0
    rows: list[TableRow] = field(default_factory=list)
    others: list[LeftOut] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    series: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    repeated: int = 0
    words: set[str] = field(default_factory=set)
    unread_tables: list[UnreadTable] = field(default_factory=list)
    seen: dict[tuple[tuple[Cell, ...], ...], int] = field(default_factory=dict)

    def add(self, table: tuple[tuple[Cell, ...], ...], above: Sequence[str]) -> None:
        """The rows of one table, if it has the headings of a lifecycle table; a browser draws what the script has.

        Args:
            above: what stands over the table.
        """
        found = next(_headings(table), None)
        if table in self.seen:
            self.repeated += 0 if found is None else len(table) - found[0] - 1
            self._put_under(self.seen[table], filter(may_head_against, above))
            return
        number = self.seen[table] = len(self.seen) + 1
        if found is None:
            self._add_unread(Place(number, 1), table, above)
            return
        first, header = found
        self.tables += 1
        self.unread += header.unread
        self.lines += [
            text for cell in table[first] if cell.own for text in (f"{HEADING}{_with_marks(cell)}", _NOTHING)
        ]
        section = Cell("")
        for at, row in enumerate(table[first + 1 :], first + 2):
            again = header_of(row)
            header = again or header
            self.unread += again.unread if again else ()
            section = row[0] if _is_over_the_width(row) else section
            if _is_over_the_width(row) and may_change_a_date(section.line) and not _A_NOTE.match(section.line):
                self._continue(section.line)  # it may be about what stands above it as well
            self._add_row(Place(number, at), row, header, len(table[first]), section)
        last = section.line if _is_over_the_width(table[-1]) and not _A_NOTE.match(section.line) else ""
        told = (*filter(may_head_against, (*above, last)), *_told_over(table, first))
        self._put_under(number, told)
        self.lines.append(_NOTHING)

    def _put_under(self, number: int, texts: Iterable[str]) -> None:
        """Put the rows of a table under texts that may be about all of them."""
        said = tuple(dict.fromkeys(f"it stands under: {text.removeprefix(HEADING)}" for text in texts))
        for at, row in enumerate(self.rows if said else ()):
            if row.place.table == number:
                self.rows[at] = replace(row, rivals=tuple(dict.fromkeys((*row.rivals, *said))))

    def _continue(self, text: str) -> None:
        """A row that names no product, and may be about the one above it."""
        if self.rows:
            above = self.rows[-1]
            self.rows[-1] = replace(above, rivals=(*above.rivals, f"the row below it: {text}"))

    def _add_unread(self, place: Place, table: Sequence[Sequence[Cell]], above: Sequence[str]) -> None:
        words = frozenset(word for row in table for word in _words_of(row))
        if words or any(_may_be_a_date(cell) for row in table for cell in row):
            self.unread_tables.append(UnreadTable(place, " ".join(cell.line for cell in table[0]), words))
        head = " ".join(_with_marks(cell) for cell in table[0]) if table else ""
        if len(table) == 1:  # then it is there for the layout
            self.lines += [text for cell in table[0] if cell.own for text in (_with_marks(cell), _NOTHING)]
            return
        over = " ".join(f"{text.removeprefix(HEADING)}:" for text in above if may_head_against(text))
        head = f"{over} {head}".strip()
        self.lines += [f"{HEADING}{head}", _NOTHING]
        for row in table[1:]:
            self.lines.append(f"{head}: {' '.join(_with_marks(cell) for cell in row if cell.own)}")

    def _add_row(self, place: Place, row: Sequence[Cell], header: Header, width: int, section: Cell) -> None:
        text = (row[0].line or row[0].struck) if row else ""
        self.words.update(word for cell in row for word in product_words(cell.struck))
        if reason := _not_a_row(row, header, width):
            texts = (text for cell in row for text in (cell.line, cell.struck))
            dated = any(_ANY_DATE.search(text) and not is_announcement(text) for text in texts)
            self.others.append(LeftOut(place, text, reason, refused=dated))
            said = " ".join(cell.line for cell in row if cell.own and cell.line)
            if reason not in (OVER_THE_WIDTH, HEADINGS_AGAIN) and _goes_on_from_above(said):
                self._continue(said)
            self.words.update(_words_of(row))
            self.lines += [_with_marks(cell) for cell in row if cell.own and not _DATE_ALONE.fullmatch(cell.line)]
            return
        product = row[header.columns[SKU]]
        try:
            dates = {name: day for name in DATES if (day := _date(row, header, name)) is not None}
        except PageCellError as error:
            self.others.append(LeftOut(place, product.text, str(error), refused=True))
            return
        self.rows.append(_in_section(_table_row(place, row, header, product, dates), section))
        parts = named_parts(product)
        self.marks.update(self.rows[-1].marks, parts.unplaced, *(part.marks for part in parts.parts))
        words = [word for part in parts.parts for word in part.text.split()]
        self.series.update(filter(None, map(series_of, words)))
        self.series.update(
            first_of(word) for word in words if "-" in word and not any(map(str.isdigit, first_of(word)))
        )


def may_head_against(text: str) -> bool:
    """Whether a text over a table may be against what its rows state; one that names products is read as a note.

    A heading is, unless it is known to be harmless; a text of another kind only if it introduces the table.
    """
    plain = text.removeprefix(HEADING)
    if not _is_of_all_rows(plain):
        return False
    if text.startswith(HEADING) or (len(plain) <= _LONGEST_HEADING and not plain.endswith(".")):
        return True
    return bool(_INTRODUCES.search(plain))


def _is_of_all_rows(text: str) -> bool:
    """Whether a text may be against all rows of a table; one that names products is about those."""
    return bool(text) and not names_products(text) and may_be_of_the_page(text)


def _told_over(table: Sequence[Sequence[Cell]], first: int) -> Iterator[str]:
    """What stands over the rows of a table in it: above its headings, or as a hint at them."""
    above = (_with_marks(cell) for row in table[:first] for cell in row if cell.own)
    yield from (text for text in above if _is_of_all_rows(text) and not heads_columns(text))
    yield from (text for row in table[: first + 1] for cell in row for text in cell.beside if may_be_against(text))


def _goes_on_from_above(text: str) -> bool:
    """Whether a row without a product may be about the one above it."""
    return bool(text) and not names_products(text) and may_change_a_date(text)


def _with_marks(cell: Cell) -> str:
    """A cell on one line, its superscripts as in a text beside a table."""
    text = MARK_IN_PLACE.sub(lambda found: f"^{found[1]} ", cell.with_marks or cell.text)
    return " ".join(text.split())


def _is_over_the_width(row: Sequence[Cell]) -> bool:
    return len(row) > 1 and len({cell.line for cell in row}) == 1 and bool(row[0].line)


def _table_row(
    place: Place,
    row: Sequence[Cell],
    header: Header,
    product: Cell,
    dates: Mapping[str, date],
) -> TableRow:
    read = {row[at]: None for at in header.columns.values() if row[at] is not product}
    others = [cell for cell in row if cell is not product]
    return TableRow(
        place,
        product,
        MappingProxyType(dates),
        marks_of((*others, *header.marks)),
        tuple(cell.struck for cell in row if cell.struck),
        tuple(dict.fromkeys(cited for cell in read for cited in cited_in(cell))),
        tuple(dict.fromkeys(_rivals(row, header, dates))),
        row[header.columns["release_type"]].line if "release_type" in header.columns else "",
    )


def _in_section(row: TableRow, section: Cell) -> TableRow:
    """The row with the marks of the heading above it; where that names other products, they may not be about it."""
    if section.line and may_change_a_date(section.line) and not names_products(section.line):
        return replace(row, rivals=(*row.rivals, f"it stands under: {section.line}"))
    marks = marks_of([section])
    if not marks:
        return row
    named = mentions_in(section.line)
    words = [word for part in named_parts(row.product).parts for word in part.text.split()]
    if named.named and not any(map(named.may_name, words)):
        return replace(
            row, rivals=(*row.rivals, f"it stands under a heading with a note, and is not named by it: {section.line}")
        )
    return replace(row, marks=tuple(dict.fromkeys((*row.marks, *marks))))


def _rivals(row: Sequence[Cell], header: Header, dates: Mapping[str, date]) -> Iterator[str]:
    """What cells of a row say that may be another end of support than the row states."""
    for at, heading in header.rivals.items():
        if may_restrict(heading, row[at], dates.values()):
            yield f"{heading or 'a column without a heading'}: {row[at].line}"
    for cell in row:
        yield from filter(_may_be_said_against, cell.beside if cell.own else ())
    struck = " ".join(filter(None, (cell.struck for cell in row)))
    if ("end_of_support" not in dates and _ANY_DATE.search(struck)) or may_be_against(_ANY_DATE.sub(" ", struck)):
        yield f"struck out: {struck}"


def _may_be_said_against(text: str) -> bool:
    """Whether what a page says of a cell when asked may be against its row; the name again, or a document, is not."""
    of_a_product = any(map(is_product, text.split()))
    return text == TABLE_GONE or may_be_against(text) or (of_a_product and may_change_a_date(text))


def _may_be_a_date(cell: Cell) -> bool:
    return bool(_ANY_DATE.search(cell.line))


def _words_of(row: Sequence[Cell]) -> Iterator[str]:
    return (word for cell in row if cell.own for word in product_words(f"{cell.text} {cell.struck}"))


def _headings(table: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, Header]]:
    for number, row in enumerate(table[:_HEADINGS_WITHIN]):
        header = header_of(row)
        if header is not None:
            yield number, header


def _not_a_row(row: Sequence[Cell], header: Header, width: int) -> str:
    """Why a row names no product with dates; "" if it may."""
    if not any(cell.line for cell in row):
        return "an empty row"
    if header_of(row) is not None:
        return HEADINGS_AGAIN
    if len({cell.line for cell in row}) == 1:
        return OVER_THE_WIDTH
    if len(row) < width or any(cell.line for cell in row[width:]):
        return f"{len(row)} cells instead of {width}"
    return "" if row[header.columns[SKU]].line else "no product is named"


def _date(row: Sequence[Cell], header: Header, name: str) -> date | None:
    place = header.columns.get(name)
    return None if place is None else date_in(row[place])
