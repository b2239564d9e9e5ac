"""Read a generated page as an import reads a saved one."""

from __future__ import annotations

from pathlib import Path

from reinstate.reference.loading import load_shipped
from reinstate.reference.pages.lifecycle_page import PageReading, PageRow
from reinstate.reference.pages.reading import IndexReading, read_page
from reinstate.reference.pages.saved import read_saved_page

FAMILIES = load_shipped().page_families


def read(folder: Path, content: str | bytes, file: str = "page.html", family: str = "") -> PageReading | IndexReading:
    """What a file with that content states."""
    path = folder / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_page(read_saved_page(path), FAMILIES, family)


def stated(row: PageRow) -> str:
    """A row on one line: its name, its dates, and what is unusual about it."""
    days = " ".join(f"{name}={day}" for name, day in row.stated.items())
    unusual = [row.item, "doubtful" if row.doubts else "", "overrides" if row.overrides else ""]
    return " ".join(filter(None, [f"{row.name}{'-EVO' if row.evolved else ''}", days, *unusual]))
