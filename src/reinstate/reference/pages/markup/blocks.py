"""The texts of markup outside of its tables, line by line, and what stands over each table."""

from __future__ import annotations

from collections.abc import Iterator

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
    """The texts outside of tables, one for each block that has some of its own.

    Args:
        above: gets the texts over each table.
    """
    headings: dict[int, str] = {}  # by level: those that the next text stands under
    last = ""
    walk = etree.iterwalk(root, events=("start",))
    items: dict[etree._Element, int] = {}  # by list: the number of its last item
    for _, one in walk:
        if one.tag in _MENUS:
            walk.skip_subtree()
        elif one.tag == "table":
            walk.skip_subtree()
            captions = [line for caption in one.iterchildren("caption") for line in _own_lines(caption)]
            over = (*headings.values(), last, *captions)
            above[one] = tuple(dict.fromkeys(text for text in over if text))
            yield from (*captions, A_TABLE)
            last = ""
            yield from _between_cells(one)
        elif one.tag == "body" or one.tag in _BLOCKS:
            for line in _numbered(_own_lines(one), _item_number(one, items)):
                if line.startswith(HEADING):
                    level = int(one.tag[1]) if one.tag[1:].isdigit() else _LOWEST
                    headings = {of: text for of, text in headings.items() if of < level} | {level: line}
                last = line
                yield line
        if one.tag not in ("table", *_MENUS) and one.attrib:
            yield from said_beside(one)


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


def _numbered(lines: Iterator[str], number: str) -> Iterator[str]:
    for line in lines:
        yield f"{number}{line}"
        number = ""


def _own_lines(block: etree._Element) -> Iterator[str]:
    """The lines of a block that are in no block or table within it; a superscript is kept as ``^1``.

    A text that is struck out or not shown says so at its end.
    """
    hidden = any(map(is_gone, (block, *block.iterancestors())))
    text = "".join(_own_parts(block))
    require_short(text)
    for line in text.split("\n"):
        if folded := " ".join(cleaned(line).split()):
            heads = HEADING if block.tag in _HEADINGS else ""
            yield f"{heads}{folded}{_NOT_SHOWN}" if hidden else f"{heads}{folded}"


def _own_parts(element: etree._Element) -> Iterator[str]:
    yield raised_shown(element.text)
    for child in element.iterchildren():
        if child.tag in _ENDS_A_LINE:
            yield "\n"
        elif isinstance(child.tag, str) and next(child.iter(*_ENDS_A_LINE), None) is not None:
            yield "\n"
            yield from _own_parts(child)
            yield "\n"
        elif isinstance(child.tag, str):
            said = raised_shown("".join(str(text) for text in child.itertext()))
            kind = kind_of(child, TEXT)
            yield f"^{said.strip()} " if kind == MARK else f"{said}{_NOT_SHOWN}" if kind == GONE else said
        yield raised_shown(child.tail)
