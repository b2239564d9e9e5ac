"""axe-core finds no violation on a page."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from reinstate.report.index import index_view
from tests.unit.report.index.batches import batch, files

from .chromium import COMMANDS, Chromium, command

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(command() is None, reason=f"none of {', '.join(COMMANDS)} is installed"),
]

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN = """axe.run(document, { resultTypes: ["violations"] }).then((told) => told.violations.map(
    (one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`))"""
UNITS = batch(40, hostile=True)
PAGES = ("index.html", "drawn.html", "units~1.html", "none.html", "work-list.html")
SHAPES = {"wide": (1400, "light"), "narrow": (400, "light"), "dark": (1400, "dark")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_view, "MOST_PLAIN", 10)
        patch.setattr(index_view, "MOST_BOXES", 10)
        drawn = files(UNITS)
    contents = {**files(UNITS), "units~1.html": drawn["units~1.html"], "drawn.html": drawn["index.html"]}
    contents["none.html"] = files([])["index.html"]
    for name in PAGES:
        (made / name).write_bytes(contents[name])
    return made


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile"), "127.0.0.1:9") as chromium:
        yield chromium


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(browser: Chromium, folder: Path, page: str, shape: tuple[int, str]) -> None:
    width, scheme = shape
    browser.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    browser.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open((folder / page).as_uri())
    browser.evaluate(f"{AXE}\n;0")
    found: Any = browser.evaluate(RUN)
    assert found == []


def test_axe_would_find_one(browser: Chromium, folder: Path) -> None:
    browser.open((folder / "none.html").as_uri())
    browser.evaluate(f"{AXE}\n;0")
    browser.evaluate("document.querySelector('main').append(document.createElement('button'))")
    found = browser.evaluate(RUN)
    assert [one.partition(":")[0] for one in found] == ["button-name"]
