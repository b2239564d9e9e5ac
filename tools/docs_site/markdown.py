"""Markdown of generated pages: tables and texts in which nothing is taken for markup by accident."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_CODE = re.compile(r"(`[^`]*`)")
_MARKUP = re.compile(r"([\\<>*_\[\]])")


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, none if there is no row; cells are Markdown of one line."""
    lines = [_row(row) for row in rows]
    if lines:
        yield from (_row(heading), _row(["---"] * len(heading)), *lines, "")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def plain(text: str) -> str:
    """A text in which ``code`` between backticks stays code, and nothing else is markup."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(part if part.startswith("`") else _MARKUP.sub(r"\\\1", part) for part in parts)


def code(text: str) -> str:
    """A text in code style; nothing for an empty one."""
    return f"`{text}`" if text else ""
