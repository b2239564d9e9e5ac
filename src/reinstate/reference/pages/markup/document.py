"""The tables and texts of some markup."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from reinstate.reference.pages.markup.blocks import blocks_of
from reinstate.reference.pages.markup.cells import MOST_CELLS, Cell, grid_of
from reinstate.reference.pages.markup.source import root_of


@dataclass(frozen=True, slots=True)
class Markup:
    """The tables of some markup, outermost first, and the texts beside them, block by block.

    Attributes:
        above: for each table the texts that stand over it: its heading and captions, and the text right before it.
    """

    tables: tuple[tuple[tuple[Cell, ...], ...], ...]
    blocks: tuple[str, ...]
    above: tuple[tuple[str, ...], ...] = ()


def markup_of(text: str) -> Markup:
    """Read markup.

    Raises:
        MarkupError: it is nothing that a page would have.
    """
    root = root_of(text)
    if root is None:
        return Markup((), ())
    left = MOST_CELLS
    tables = []
    elements = list(root.iter("table"))
    for table in elements:
        tables.append(grid_of(table, left))
        left -= sum(map(len, tables[-1]))
    above: dict[etree._Element, tuple[str, ...]] = {}
    blocks = tuple(blocks_of(root, above))
    return Markup(tuple(tables), blocks, tuple(above.get(table, ()) for table in elements))
