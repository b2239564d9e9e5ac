"""Tables and texts of markup that is hostile input: rows of cells, with what is marked in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from reinstate.tables.cells import cleaned

_PARSED = etree.HTMLParser  # a new one for each text: its errors are kept in it
_DROPPED = ("script", "style", "template", "svg")
_STRUCK = frozenset({"del", "s", "strike"})
_BREAKS = frozenset({"br", "p", "li", "div", "tr", "td", "th", "table", "ul", "ol"})
_BLOCKS = frozenset({"p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "blockquote"})
_MOST_WORDS_BETWEEN_TAGS = 4000  # a tag with more attributes keeps a parser busy for long
_BETWEEN_WORDS = re.compile(r"""[\s/"'=]+""")  # any of these can end an attribute
_PICTURE = re.compile(r"<(?:img|image|source|link|meta)\b[^<>]*>", re.IGNORECASE)  # may carry a file in its address
_DEEPEST = 100
_MOST_ELEMENTS = 1_000_000
_MOST_CELLS = 400_000
_WIDEST = 50
_TALLEST = 2_000
_LONGEST = 20_000


class MarkupError(ValueError):
    """Markup that is not that of a page: too deep, too wide, or damaged; the text says what."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        text: what it says, with a line break wherever the markup breaks a line, without marks and struck text.
        marks: the superscripts in it, which refer to notes.
        struck: text that is struck out.
        own: False in a place that a cell of another row or column covers.
    """

    text: str
    marks: tuple[str, ...] = ()
    struck: str = ""
    own: bool = True
    heading: bool = False

    @property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Markup:
    """The tables of some markup, outermost first, and the texts beside them, block by block."""

    tables: tuple[tuple[tuple[Cell, ...], ...], ...]
    blocks: tuple[str, ...]


def markup_of(text: str) -> Markup:
    """Read markup.

    Raises:
        MarkupError: it is nothing that a page would have.
    """
    root = _root(text)
    if root is None:
        return Markup((), ())
    left = _MOST_CELLS
    tables = []
    for table in root.iter("table"):
        tables.append(_grid(table, left))
        left -= sum(map(len, tables[-1]))
    return Markup(tuple(tables), tuple(_blocks(root)))


def _root(text: str) -> etree._Element | None:
    source = _PICTURE.sub("", _without(text, _DROPPED))
    if any(map(_is_endless, source.split("<"))):
        raise MarkupError(f"more than {_MOST_WORDS_BETWEEN_TAGS} words without a tag")
    parser = _PARSED(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None  # no markup at all
    if fatal := [entry for entry in parser.error_log if entry.level_name == "FATAL"]:
        raise MarkupError(f"markup that cannot be read ({fatal[0].message[:80]})")
    if root is not None:  # nothing is left of markup that is all script
        _require_bounded(root)
    return root


def _is_endless(run: str) -> bool:
    """Whether what stands between two tags, or within one, has more words or attributes than any page."""
    if len(run) <= _MOST_WORDS_BETWEEN_TAGS:
        return False
    return len(_BETWEEN_WORDS.split(run, _MOST_WORDS_BETWEEN_TAGS)) > _MOST_WORDS_BETWEEN_TAGS


def _require_bounded(root: etree._Element) -> None:
    """Each level is read once more for the blocks and tables around it, so that depth and size bound the time."""
    depth = elements = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > _DEEPEST or elements > _MOST_ELEMENTS:
            raise MarkupError(f"markup with more than {_MOST_ELEMENTS:,} elements, or {_DEEPEST} levels of them")


def _without(text: str, names: Sequence[str]) -> str:
    """The markup without these elements and without comments."""
    opening = re.compile(rf"<!--|<({'|'.join(names)})\b", re.IGNORECASE)
    kept, at = [], 0
    unclosed: set[str] = set()  # looked for once: a text may open thousands
    while found := opening.search(text, at):
        kept.append(text[at : found.start()])
        name = found[1].lower() if found[1] else ""
        at = _after_element(text, name, found.end(), unclosed) if name else _after(text, "-->", found.end())
    return "".join([*kept, text[at:]])


def _after_element(text: str, name: str, at: int, unclosed: set[str]) -> int:
    """The place after an element; where a drawing is not closed, after its tag, so that nothing else goes with it."""
    tag = re.compile("[^<>]*>").match(text, at)
    inside = tag.end() if tag else at
    if name in unclosed or (name == "svg" and text.endswith("/>", at, inside)):
        return inside
    closed = re.compile(rf"</{name}[^<>]*>", re.IGNORECASE).search(text, inside)
    if closed is None:
        unclosed.add(name)
        return inside if name in ("svg", "template") else len(text)
    return closed.end()


def _after(text: str, closing: str, at: int) -> int:
    end = text.find(closing, at)
    return end + len(closing) if end >= 0 else len(text)


def _grid(table: etree._Element, left: int) -> tuple[tuple[Cell, ...], ...]:
    """The rows of one table, a cell in each place that it covers; MarkupError for more cells than are left."""
    rows: list[tuple[Cell, ...]] = []
    hanging: dict[int, tuple[Cell, int]] = {}  # by column: a cell that reaches into the rows below, and how far
    for row in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        for one in [row] if row.tag == "tr" else row.iterchildren("tr"):
            rows.append(_row(one, hanging))
            left -= len(rows[-1])
            if left < 0 or len(rows[-1]) > _WIDEST:
                raise MarkupError(f"a table with more than {_MOST_CELLS:,} cells, or {_WIDEST} columns")
    return tuple(rows)


def _row(row: etree._Element, hanging: dict[int, tuple[Cell, int]]) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for element in row.iterchildren("td", "th"):
        found += _hung(hanging, len(found))
        cell = _cell(element)
        width, height = _span(element, "colspan", _WIDEST), _span(element, "rowspan", _TALLEST)
        for place in range(width):
            if height > 1:
                hanging[len(found)] = (cell, height - 1)
            found.append(cell if place == 0 else Cell(cell.text, cell.marks, cell.struck, own=False))
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
        yield Cell(cell.text, cell.marks, cell.struck, own=False, heading=cell.heading)
        at += 1


def _span(element: etree._Element, name: str, most: int) -> int:
    stated = str(element.get(name) or "").strip()
    return min(most, max(1, int(stated))) if stated.isdecimal() and len(stated) < 6 else 1


def _cell(element: etree._Element) -> Cell:
    text: list[str] = []
    marks: list[str] = []
    struck: list[str] = []
    for kind, said in _said(element):
        (marks if kind == "sup" else struck if kind in _STRUCK else text).append(said)
    return Cell(
        text=_lines("".join(text)),
        marks=tuple(mark for said in marks for mark in said.replace(",", " ").split()),
        struck=" ".join("".join(struck).split()),
        heading=element.tag == "th",
    )


def _said(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts within an element, in order, each with the innermost ``sup`` or struck element that it is in."""
    within = [""]
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            kind = one.tag if one.tag == "sup" or one.tag in _STRUCK else within[-1]
            within.append(kind)
            if one is not element and one.tag in _BREAKS:
                yield within[-1], "\n"
            yield kind, _blank_folded(one.text)
        else:
            within.pop()
            if one is not element:
                if one.tag in _BREAKS and one.tag != "br":
                    yield within[-1], "\n"
                yield within[-1], _blank_folded(one.tail)


def _blank_folded(text: str | None) -> str:
    """A text of the markup, in which a line break is a blank."""
    return " ".join(text.split("\n")) if text else ""


def _lines(text: str) -> str:
    """The text with blanks folded, one line for each that says something; text between breaks keeps its place."""
    lines = (" ".join(cleaned(line).split()) for line in text[:_LONGEST].split("\n"))
    return "\n".join(line for line in lines if line)


def _blocks(root: etree._Element) -> Iterator[str]:
    """The texts outside of tables, one for each block that has some of its own."""
    for event, one in etree.iterwalk(root, events=("start",), tag=tuple(_BLOCKS | {"body"})):
        if event == "start" and not any(above.tag == "table" for above in one.iterancestors()):
            yield from _own_lines(one)


def _own_lines(block: etree._Element) -> Iterator[str]:
    """The lines of a block that are in no block or table within it; a superscript is kept as ``^1``."""
    parts: list[str] = [_blank_folded(block.text)]
    for child in block.iterchildren():
        if child.tag in _BLOCKS or child.tag in ("table", "ul", "ol", "br"):
            parts.append("\n")
        elif isinstance(child.tag, str):
            said = _blank_folded("".join(str(text) for text in child.itertext()))
            parts.append(f"^{said.strip()} " if child.tag == "sup" else said)
        parts.append(_blank_folded(child.tail))
    for line in "".join(parts)[:_LONGEST].split("\n"):
        if folded := " ".join(cleaned(line).split()):
            yield folded


def unescaped_markup(text: str) -> str:
    """The text; as markup where only its entities stand for the brackets of a table."""
    return html.unescape(text) if "<table" not in text.lower() and "&lt;table" in text.lower() else text
