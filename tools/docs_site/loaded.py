"""What a page of the site makes a browser load: nothing that is not a file of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

# Attributes whose address is loaded with the page; the ``href`` of an ``a`` is only followed.
_LOADED = {"src", "srcset", "data", "poster", "background", "action"}
_LINKED = {"link", "image", "use"}
_OF_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
_ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _LOADED or (tag in _LINKED and name.endswith("href")):
                self.addresses.append(value or "")
            elif name == "style":
                self.addresses += _of_style(value or "")

    def handle_data(self, data: str) -> None:
        self.addresses += _of_style(data) if self.lasttag == "style" else []


def _of_style(text: str) -> list[str]:
    return [first or second for first, second in _OF_STYLE.findall(text)]


def loaded_from_elsewhere(site: Path) -> Iterator[str]:
    """Each address outside the site that a page or a style sheet loads, after the name of its file."""
    for file in sorted([*site.glob("**/*.html"), *site.glob("**/*.css")]):
        text = file.read_text(encoding="utf-8")
        yield from (f"{file.relative_to(site)}: {one}" for one in _addresses(file, text) if _ELSEWHERE.match(one))


def _addresses(file: Path, text: str) -> list[str]:
    if file.suffix == ".css":
        return _of_style(text)
    page = _Page()
    page.feed(text)
    return page.addresses
