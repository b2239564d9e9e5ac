"""The texts of markup outside of its tables, line by line, and what stands over each table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from reinstate.reference.pages.markup.elements import (
    GONE,
    HEADING,
    MARK,
    TEXT,
    is_gone,
    kind_of,
    raised_shown,
    said_beside,
)
from reinstate.reference.pages.markup.source import require_short
from reinstate.tables.cells import cleaned

_NOT_SHOWN = " [struck out or hidden]"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "summary", "legend", "figcaption"})
_BLOCKS = _HEADINGS | {"p", "li", "div", "dd", "blockquote", "pre", "section", "article", "main", "aside"}
_BLOCKS |= {"header", "footer", "details", "fieldset", "figure"}
_LOWEST = 7  # below h6: what heads a list or a box
A_TABLE = "(table)"  # among the texts, where one stands
_MENUS = frozenset({"nav", "sw-navigation", "sw-supportnav", "sw-footer"})
_ENDS_A_LINE = (*_BLOCKS, "table", "ul", "ol", "br")


def blocks_of(root: etree._Element, above: dict[etree._Element, tuple[str, ...]]) -> Iterator[str]:
    """The texts outside of tables in the order in which they stand, one for each run of text between two blocks.

    A superscript is kept as ``^1``. A text that is struck out or not shown says so at its end.

    Args:
        above: gets the texts over each table.
    """
    yield from _Blocks(above).of(root, heads=False, hidden=False)


@dataclass(slots=True)
class _Blocks:
    """The texts that the next one stands under.

    Attributes:
        above: the texts over each table.
        headings: by level.
        last: the text right before.
        items: by list, the number of its last item.
    """

    above: dict[etree._Element, tuple[str, ...]]
    headings: dict[int, str] = field(default_factory=dict)
    last: str = ""
    items: dict[etree._Element, int] = field(default_factory=dict)

    def of(self, element: etree._Element, *, heads: bool, hidden: bool) -> Iterator[str]:
        """The texts of an element, and of the blocks in it.

        Args:
            heads: it stands in a heading.
            hidden: it stands in what is struck out or not shown.
        """
        if element.tag in _MENUS:
            return
        hidden = hidden or is_gone(element)
        if element.tag == "table":
            yield from self._table(element, hidden=hidden)
            return
        heads = element.tag in _HEADINGS or (heads and element.tag not in _BLOCKS)
        level = (int(element.tag[1]) if element.tag[1:].isdigit() else _LOWEST) if heads else 0
        number = _item_number(element, self.items)
        texts, beside = [raised_shown(element.text)], list(said_beside(element)) if element.attrib else []
        for child in element.iterchildren():
            if _is_within_a_line(child):
                texts.append(_within_a_line(child))
                beside += _said_within(child)
            else:
                for line in self._lines(texts, level, number, hidden=hidden):
                    yield line
                    number = ""
                yield from self.of(child, heads=heads, hidden=hidden) if isinstance(child.tag, str) else ()
                texts = []
            texts.append(raised_shown(child.tail))
        yield from self._lines(texts, level, number, hidden=hidden)
        yield from beside

    def _lines(self, texts: Sequence[str], level: int, number: str, *, hidden: bool) -> Iterator[str]:
        for line in _folded("".join(texts), hidden=hidden):
            self.last = f"{HEADING if level else ''}{number}{line}"
            if level:
                self.headings = {of: text for of, text in self.headings.items() if of < level} | {level: self.last}
            yield self.last
            number = ""

    def _table(self, table: etree._Element, *, hidden: bool) -> Iterator[str]:
        captions = [
            f"{HEADING}{line}"
            for caption in table.iterchildren("caption")
            for line in _folded("".join(map(_within_a_line, [caption])), hidden=hidden or is_gone(caption))
        ]
        over = (*self.headings.values(), self.last, *captions)
        self.above[table] = tuple(dict.fromkeys(text for text in over if text))
        yield from (*captions, A_TABLE)
        self.last = ""
        yield from _between_cells(table)


def _is_within_a_line(element: etree._Element) -> bool:
    return element.tag not in _ENDS_A_LINE and (
        not isinstance(element.tag, str) or next(element.iter(*_ENDS_A_LINE), None) is None
    )


def _within_a_line(element: etree._Element) -> str:
    if not isinstance(element.tag, str):
        return ""
    said = raised_shown("".join(str(text) for text in element.itertext()))
    kind = kind_of(element, TEXT)
    return f"^{said.strip()} " if kind == MARK else f"{said}{_NOT_SHOWN}" if kind == GONE else said


def _said_within(element: etree._Element) -> Iterator[str]:
    for one in element.iter():
        if one.attrib:
            yield from said_beside(one)


def _folded(text: str, *, hidden: bool) -> Iterator[str]:
    require_short(text)
    if folded := " ".join(cleaned(text).split()):
        yield f"{folded}{_NOT_SHOWN}" if hidden else folded


def _between_cells(table: etree._Element) -> Iterator[str]:
    """The texts within a table that stand in none of its cells: a browser draws them before it."""
    walk = etree.iterwalk(table, events=("start", "end"))
    for event, one in walk:
        if one is not table and one.tag in ("td", "th", "caption", "table"):
            walk.skip_subtree()
        texts = (one.text,) if event == "start" and one.tag not in ("td", "th", "caption", "table") else ()
        for text in (*texts, *((one.tail,) if event == "end" and one is not table else ())):
            if text and (folded := " ".join(cleaned(raised_shown(text)).split())):
                yield folded


def _item_number(element: etree._Element, items: dict[etree._Element, int]) -> str:
    """What a browser writes before an item of a numbered list; "" for anything else."""
    around = element.getparent()
    if element.tag != "li" or around is None or around.tag != "ol":
        return ""
    begin = str(around.get("start") or "1")
    before = items.get(around, int(begin) - 1 if begin.isdecimal() and len(begin) < 6 else 0)
    items[around] = before + 1
    letters = str(around.get("type") or "").lower() == "a" and before < 26
    return f"{chr(ord('a') + before) if letters else before + 1}. "
