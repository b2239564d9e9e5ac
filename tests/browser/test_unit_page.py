"""The page of a unit in a browser: axe-core finds nothing, nothing is cut off, and print shows what matters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reinstate.report.render import render_reports
from tests.unit.report.samples import RUN, TEMPLATES, claim, economy, finding, reason, record, summary_of
from tests.unit.report.test_unit_page import FULL
from tests.unit.report.views.test_chassis import MX480, MX2020, cards, unit

from .chromium import COMMANDS, Chromium, command
from .test_accessibility import AXE, SHAPES
from .test_accessibility import RUN as FOUND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(command() is None, reason=f"none of {', '.join(COMMANDS)} is installed"),
]

DEAD = finding("health.supplies", "fail", subject="PEM 1", what="the power supply is not OK")
HELD = finding("frus.listed", "fail", "blocker", hold=True, subject="FPC 0 / PIC 0 / Xcvr 1", what="x" * 300)
QUOTE = {"low": 1000, "high": None, "source": "a quote"}


def _modular(*findings: dict[str, Any], **told: Any) -> dict[str, Any]:
    drawn = unit(MX480, *findings, cards=cards("Online", "Empty", "Empty"), supplies=4)
    return {**record("ex-1", *findings, **told), **{key: drawn[key] for key in ("modules", "slots", "unit")}}


UNITS = {
    "every kind of finding": FULL,
    "modular": _modular(
        DEAD,
        verdict="fail",
        disposition="remediate",
        claim=claim(rack="A", position="3", seller="Plain Ltd"),
        economy=economy(worth="depends", up_to=7999, bound=8000, cost={**economy()["cost"], "total": QUOTE}),
    ),
    "hold": _modular(
        HELD, verdict="fail", disposition="hold", beside=[reason(HELD)], economy=economy(pay_nothing=True)
    ),
    "large": unit(MX2020, cards=cards(*["Online"] * 20)),
    "no inventory": record(modules=None, software=None),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("units")
    addresses = {}
    for number, (name, told) in enumerate(UNITS.items()):
        path: Path = folder / f"{number}.html"
        path.write_bytes(render_reports([told], RUN, summary_of([told]), [TEMPLATES])["ex-1.html"])
        addresses[name] = path.as_uri()
    return addresses


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile"), "127.0.0.1:9") as chromium:
        yield chromium


def _shape(browser: Chromium, width: int, scheme: str = "light", media: str = "") -> None:
    browser.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.send("Emulation.setEmulatedMedia", media=media, features=features)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", UNITS)
def test_axe_finds_no_violation_and_nothing_is_cut_off(
    browser: Chromium, pages: dict[str, str], name: str, shape: tuple[int, str]
) -> None:
    _shape(browser, *shape)
    browser.open(pages[name])
    browser.evaluate(f"{AXE}\n;0")
    found: Any = browser.evaluate(FOUND)
    assert found == []
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth") is True


@pytest.mark.parametrize(("width", "columns"), [(1400, 2), (900, 1), (400, 1)])
def test_the_chassis_stands_beside_the_answer_where_there_is_room(
    browser: Chromium, pages: dict[str, str], width: int, columns: int
) -> None:
    _shape(browser, width)
    browser.open(pages["modular"])
    shown = browser.evaluate(
        "getComputedStyle(document.querySelector('.opening')).gridTemplateColumns.split(' ').length"
    )
    assert shown == columns


def test_a_marked_slot_opens_its_finding(browser: Chromium, pages: dict[str, str]) -> None:
    _shape(browser, 1400)
    browser.open(pages["modular"])
    browser.evaluate("document.querySelector('.points-to').click()")
    assert browser.evaluate("document.querySelector(':target h3').textContent") == "PEM 1: the power supply is not OK"


def test_print_shows_modules_and_leaves_out_the_ways_around_the_page(browser: Chromium, pages: dict[str, str]) -> None:
    browser.open(pages["large"])
    shown = "document.querySelector('table.modules').checkVisibility()"
    _shape(browser, 1000)
    assert browser.evaluate(shown) is False
    _shape(browser, 1000, media="print")
    assert browser.evaluate(shown) is True
    assert browser.evaluate("getComputedStyle(document.querySelector('.contents')).display") == "none"
    _shape(browser, 1000)
