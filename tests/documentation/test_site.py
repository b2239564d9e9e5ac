"""The site: it builds, every link leads somewhere, nothing is loaded from elsewhere, and its search needs no server."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest
from tools.docs_site.__main__ import build, build_staged
from tools.docs_site.ansible import modules_page, variables_page
from tools.docs_site.commands import commands_page, every_command, exit_codes_page
from tools.docs_site.loaded import loaded_from_elsewhere
from tools.docs_site.record import policy_page, record_page, summary_page
from tools.docs_site.staging import DOCS, ELSEWHERE, GENERATED, relinked

from reinstate.decision.policy.keys import PolicyFile
from reinstate.decision.record import schema
from reinstate.decision.summary_schema import summary_schema
from tests.browser.chromium import Chromium, command
from tests.documentation.pages import ROOT

# A warning about a coming Sphinx that is for the authors of its extension.
pytestmark = pytest.mark.filterwarnings("ignore:.*MystReferenceResolver.app")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    assert build(target) == 0
    return target


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = {""}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        self.places.add(stated.get("id") or "")
        if tag == "a" and (href := stated.get("href")):
            self.links.append(href)


def read(file: Path) -> _Page:
    page = _Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def test_every_page_is_there(site: Path) -> None:
    names = [page.relative_to(DOCS).as_posix() for page in DOCS.glob("**/*.md")]
    expected = {Path(name).with_suffix(".html") for name in (*names, *GENERATED, *ELSEWHERE.values())}
    assert sorted(page for page in expected if not (site / page).is_file()) == []


def test_every_link_within_the_site_leads_to_a_place(site: Path) -> None:
    pages = {file: read(file) for file in site.glob("**/*.html")}
    assert sum(len(page.links) for page in pages.values()) > 1000
    assert [f"{file.relative_to(site)}: {link}" for file in pages for link in dead_links(file, pages)] == []


def dead_links(file: Path, pages: dict[Path, _Page]) -> Iterator[str]:
    for link in pages[file].links:
        address, place = urldefrag(link)
        if re.match(r"\w+:", address):
            continue
        target = (file.parent / unquote(address)).resolve() if address else file
        known = target.is_file() if target not in pages else unquote(place) in pages[target].places
        if not known:
            yield link


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert list(loaded_from_elsewhere(site)) == []


LOADED = {
    "a script": ('<script src="https://cdn.example/x.js"></script>', True),
    "a style sheet": ('<link rel="stylesheet" href="//fonts.example/a.css">', True),
    "a badge": ('<img src="http://badge.example/b.svg">', True),
    "one of several sizes": ('<img src="a.png" srcset="HTTPS://badge.example/b.svg 2x">', True),
    "a style": ("<style>body { background: url('https://x.example/b.png') }</style>", True),
    "an import of styles": ('<style>@import "https://x.example/b.css";</style>', True),
    "a style of an element": ('<p style="background: url(//x.example/b.png)">x</p>', True),
    "a frame": ('<iframe src="https://x.example/"></iframe>', True),
    "a form": ('<form action="https://x.example/search"></form>', True),
    "a link to follow": ('<a href="https://support.juniper.net/">x</a>', False),
    "a file of the site": ('<script src="_static/x.js"></script><img src="data:image/png;base64,AA==">', False),
    "an address in code": ("<code>url(https://x.example/)</code>", False),
}


@pytest.mark.parametrize(("text", "found"), LOADED.values(), ids=LOADED)
def test_what_a_page_loads(tmp_path: Path, text: str, found: bool) -> None:
    (tmp_path / "index.html").write_text(f"<html><body>{text}</body></html>", encoding="utf-8")
    assert bool(list(loaded_from_elsewhere(tmp_path))) is found


def test_a_style_sheet_that_loads_from_elsewhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@font-face { src: url(https://fonts.example/a.woff2) }", encoding="utf-8")
    assert list(loaded_from_elsewhere(tmp_path)) == ["a.css: https://fonts.example/a.woff2"]


DEAD = {
    "a page": "[x](missing.md)",
    "a heading of the page": "[x](#missing)",
    "a heading of another page": "[x](other.md#missing)",
    "a picture": "![x](missing.png)",
}


@pytest.mark.parametrize("link", DEAD.values(), ids=DEAD)
def test_a_dead_link_fails_the_build(tmp_path: Path, link: str, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_bytes((DOCS / "conf.py").read_bytes())
    (source / "index.md").write_text(f"# A\n\n{link}\n\n```{{toctree}}\nother\n```\n", encoding="utf-8")
    (source / "other.md").write_text("# B\n", encoding="utf-8")
    assert build_staged(source, tmp_path / "target") != 0
    assert "missing" in capfd.readouterr().err


LINKS = {
    "a page": ("[x](../how-to/index.md#a)", "[x](../how-to/index.md#a)"),
    "a page that stands elsewhere": ("[x](../../CONTRIBUTING.md#words)", "[x](../explanation/contributing.md#words)"),
    "a page that is generated": ("[x](commands.md)", "[x](commands.md)"),
    "code": ("[`x.py`](../../src/reinstate/errors.py)", "`x.py`"),
    "a folder": ("[x](../../src/reinstate/plan)", "x"),
    "another site": ("[x](https://example.com/a.md)", "[x](https://example.com/a.md)"),
    "a picture": ("![x](../report.png)", "![x](../report.png)"),
}


@pytest.mark.parametrize(("written", "there"), LINKS.values(), ids=LINKS)
def test_where_links_lead_on_the_site(written: str, there: str) -> None:
    assert relinked(written, DOCS / "reference" / "page.md", "reference/page.md") == there


def test_a_link_to_nothing_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"the link to \.\./src/missing\.py leads nowhere"):
        relinked("[x](../src/missing.py)", DOCS / "page.md", "page.md")


# --- generated pages --------------------------------------------------------------------------------------------------


def test_every_argument_of_every_command_is_explained() -> None:
    page = commands_page()
    for parser in every_command():
        assert f"## {parser.prog}\n" in page
        actions = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
        assert [f"{parser.prog} {action.dest}" for action in actions if not action.help] == []
        assert [name for action in actions for name in action.option_strings if f"`{name}" not in page] == []


def test_every_command_has_its_exit_codes() -> None:
    page = exit_codes_page()
    rows = {row.split(" | ")[0]: row for row in page.splitlines() if row.startswith("| `reinstate")}
    assert len(rows) == len(list(every_command()))
    assert "| no change | changes | not determined for all devices |" in rows["| `reinstate what-if`"]
    assert "| success |  | an error, which is printed |" in rows["| `reinstate schema`"]


def test_every_option_of_ansible_is_explained() -> None:
    modules, variables = modules_page(), variables_page()
    assert [row for row in (modules + variables).splitlines() if row.startswith("| ") and row.endswith("|  |")] == []
    assert all(f"## {file.stem}\n" in modules for file in (ROOT / "library").glob("*.py"))
    assert all(f"## Role {folder.name}\n" in variables for folder in (ROOT / "roles").iterdir())
    assert "| `reinstate_reference_fetch` |" in variables


def test_no_markup_of_ansible_is_left() -> None:
    assert re.findall(r"\b(?:C|V|O|RV|M|E|P|B|I|U|L)\(", modules_page() + variables_page()) == []


PARTS = {
    "record": (record_page, schema()),
    "summary": (summary_page, summary_schema()),
    "policy": (policy_page, PolicyFile.model_json_schema()),
}


@pytest.mark.parametrize(("page", "stated"), PARTS.values(), ids=PARTS)
def test_every_key_of_a_schema_has_a_row(page: Callable[[], str], stated: dict[str, Any]) -> None:
    text = page()
    parts = [stated, *stated["$defs"].values()]
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == len(parts)
    assert [key for part in parts for key in part.get("properties", {}) if f"\n| `{key}` | " not in text] == []


def test_every_key_of_a_policy_is_explained() -> None:
    assert [row for row in policy_page().splitlines() if row.startswith("| `") and row.endswith("|  |")] == []


# --- the search -------------------------------------------------------------------------------------------------------


# The titles that a search shows, once it has ended.
FOUND = """new Promise((done) => {
  const look = () => {
    const ended = document.querySelector("#search-results h2")?.textContent === "Search Results";
    const titles = [...document.querySelectorAll("#search-results li > a")].map((link) => link.textContent);
    ended ? done(titles) : setTimeout(look, 50);
  };
  look();
})"""


@pytest.mark.browser
@pytest.mark.skipif(command() is None, reason="no Chromium is installed")
def test_the_search_works_on_files(site: Path, tmp_path: Path) -> None:
    with Chromium(tmp_path / "profile", "127.0.0.1:9") as browser:
        browser.open(f"{(site / 'search.html').as_uri()}?q=waiver")
        found = browser.evaluate(FOUND)
        assert [address for address in browser.requests() if not address.startswith(("file:", "data:"))] == []
        assert browser.complaints() == []
    assert "Waive a finding, and end a hold" in found
