"""The cells of a table: what each says, what is struck out in it, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from reinstate.reference.pages.markup.elements import (
    BREAKS,
    GONE,
    MARK,
    MARK_IN_PLACE,
    OPEN,
    TEXT,
    as_marks,
    is_gone,
    kind_of,
    said_beside,
    told,
)
from reinstate.reference.pages.markup.source import MarkupError, require_short
from reinstate.tables.cells import cleaned

TABLE_GONE = "its table is struck out or hidden"
MOST_CELLS = 400_000
_WIDEST = 50
_TALLEST = 2_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        text: what it says, with a line break wherever the markup breaks a line, without marks and struck text.
        struck: text that is struck out, or that the page does not show.
        own: False in a place that a cell of another row or column covers.
        with_marks: the text with its superscripts, which refer to notes; "" where there are none.
        beside: what its attributes say, as a browser shows it over the cell.
    """

    text: str
    struck: str = ""
    own: bool = True
    heading: bool = False
    with_marks: str = ""
    beside: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    def covering(self) -> Cell:
        """The cell in a further place that it covers."""
        return replace(self, own=False)


def grid_of(table: etree._Element, left: int) -> tuple[tuple[Cell, ...], ...]:
    """The rows of one table, a cell in each place that it covers; MarkupError for more cells than are left."""
    rows: list[tuple[Cell, ...]] = []
    hanging: dict[int, tuple[Cell, int]] = {}  # by column: a cell that reaches into the rows below, and how far
    around: dict[etree._Element, tuple[str, ...]] = {}  # by body of the table: what is said around its rows
    for row in _own(table, "tr"):
        body = row.getparent()
        if body is not None and body not in around:
            around[body] = tuple(dict.fromkeys(_said_around(body)))
        rows.append(_row(row, hanging, around.get(body, ()) if body is not None else ()))
        left -= len(rows[-1])
        if left < 0 or len(rows[-1]) > _WIDEST:
            raise MarkupError(f"a table with more than {MOST_CELLS:,} cells, or {_WIDEST} columns")
    return tuple(rows)


def _own(element: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The parts with these tags, however deep, but for those of tables and parts within."""
    walk = etree.iterwalk(element, events=("start",))
    for _, one in walk:
        if one is not element and one.tag in (*tags, "table"):
            walk.skip_subtree()
            if one.tag in tags:
                yield one


def _said_around(body: etree._Element) -> Iterator[str]:
    """What the markup around the rows of a table says of all of them."""
    around = (body, *body.iterancestors())
    if any(map(is_gone, around)):
        yield TABLE_GONE
    for one in around:
        yield from said_beside(one)


def _row(row: etree._Element, hanging: dict[int, tuple[Cell, int]], around: tuple[str, ...]) -> tuple[Cell, ...]:
    found: list[Cell] = []
    said = (*around, *said_beside(row))  # of the whole row: its first cell has it
    for element in _own(row, "td", "th"):
        found += _hung(hanging, len(found))
        cell, said = _cell(element, said), ()
        width, height = _span(element, "colspan", _WIDEST), _span(element, "rowspan", _TALLEST)
        for place in range(width):
            if height > 1:
                hanging[len(found)] = (cell, height - 1)
            found.append(cell if place == 0 else cell.covering())
    found += _hung(hanging, len(found))
    return tuple(found)


def _hung(hanging: dict[int, tuple[Cell, int]], at: int) -> Iterator[Cell]:
    """The cells of earlier rows that cover the places from there on."""
    while at in hanging:
        cell, left = hanging[at]
        if left > 1:
            hanging[at] = (cell, left - 1)
        else:
            del hanging[at]
        yield cell.covering()
        at += 1


def _span(element: etree._Element, name: str, most: int) -> int:
    stated = str(element.get(name) or "").strip()
    return min(most, max(1, int(stated))) if stated.isdecimal() and len(stated) < 6 else 1


def _cell(element: etree._Element, around: tuple[str, ...]) -> Cell:
    text: list[str] = []
    struck: list[str] = []
    for kind, said in _said(element):
        if kind == GONE:
            struck.append(said)
        else:
            text.append(as_marks(said) if kind == MARK else said)
    whole = "".join(text)
    has_marks = OPEN in whole
    return Cell(
        text=_lines(MARK_IN_PLACE.sub("", whole) if has_marks else whole),
        struck=" ".join("".join(struck).split()),
        heading=element.tag == "th",
        with_marks=_lines(whole) if has_marks else "",
        beside=tuple(dict.fromkeys((*around, *_told_beside(element)))),
    )


def _told_beside(element: etree._Element) -> Iterator[str]:
    """What the attributes of a cell and all within it say, and a table in it."""
    for one in element.iter():
        yield from said_beside(one)
        if one.tag == "table":  # the cell's own text is without it
            yield " ".join(cleaned(" ".join(map(str, one.itertext()))).split())


def _said(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts within an element, in order, each with what it is: text, a mark, or struck out."""
    within = [kind_of(element, kind_of(element.getparent(), TEXT))]  # a row can be hidden as a whole
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        if event == "start":
            if one.tag == "table":  # it is read on its own
                walk.skip_subtree()
            kind = within[-1] if one is element else kind_of(one, within[-1])
            within.append(kind)
            if one is not element and one.tag in BREAKS:
                yield (TEXT if kind == MARK else kind), "\n"
            yield from told(kind, one.text if one.tag != "table" else None)
        else:
            kind = within.pop()
            if one is not element:
                if one.tag in BREAKS and one.tag != "br":
                    yield (TEXT if kind == MARK else kind), "\n"
                yield from told(within[-1], one.tail)


def _lines(text: str) -> str:
    """The text with blanks folded, one line for each that says something; text between breaks keeps its place."""
    require_short(text)
    lines = (" ".join(cleaned(line).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
