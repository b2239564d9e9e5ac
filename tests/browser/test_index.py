"""The index's table in a real browser: what is found, sorted, counted, and drawn, also with the keyboard alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
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

UNITS = batch(60)
NAMES = [one["unit"]["name"] for one in UNITS]
COUNTED = [one["unit"]["name"] for one in UNITS if not one["same_as"]]
SHOWN = (
    "[...document.querySelectorAll('table.units tr.unit')]"
    ".filter((row) => row.checkVisibility()).map((row) => row.querySelector('a').textContent)"
)
SAID = "document.querySelector('.tools output').textContent"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    for kind in ("plain", "drawn"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(index_view, "MOST_PLAIN", 2_000 if kind == "plain" else 10)
            (made / f"{kind}.html").write_bytes(files(UNITS)["index.html"])
    return made


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile"), "127.0.0.1:9") as chromium:
        # High enough for all rows, so that a drawn table draws all that fit its filters.
        chromium.send("Emulation.setDeviceMetricsOverride", width=1400, height=9000, deviceScaleFactor=1, mobile=False)
        yield chromium


@pytest.fixture(params=["plain", "drawn"])
def page(request: pytest.FixtureRequest, folder: Path) -> str:
    return (folder / f"{request.param}.html").as_uri()


def _with(disposition: str) -> list[str]:
    return [one["unit"]["name"] for one in UNITS if one["disposition"] == disposition]


def _choose(browser: Chromium, name: str, label: str) -> None:
    browser.evaluate(
        f"(() => {{ const s = document.querySelector('select[name={name}]');"
        f" s.value = [...s.options].find((o) => o.text.startsWith({label!r})).value;"
        " s.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )


def _find(browser: Chromium, text: str) -> None:
    browser.evaluate(
        f"(() => {{ const f = document.querySelector('[name=find]'); f.value = {text!r};"
        " f.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )


def test_a_filter_shows_its_units_and_says_how_many(browser: Chromium, page: str) -> None:
    browser.open(page)
    assert browser.evaluate(SAID).startswith(f"{len(COUNTED)} of {len(COUNTED)} units")
    _choose(browser, "disposition", "Reject")
    wanted = _with("reject")
    assert sorted(browser.evaluate(SHOWN)) == wanted
    counted = sum(name in COUNTED for name in wanted)
    assert browser.evaluate(SAID).startswith(f"{counted} of {len(COUNTED)} units")
    assert browser.evaluate("location.search") == "?disposition=reject"
    assert browser.complaints() == []


def test_every_option_finds_as_many_units_as_it_says(browser: Chromium, page: str) -> None:
    browser.open(page)
    told: list[list[Any]] = browser.evaluate(
        "(() => { const told = []; for (const s of document.querySelectorAll('.tools select'))"
        " for (const o of [...s.options].slice(1)) { s.value = o.value;"
        " s.dispatchEvent(new Event('input', { bubbles: true }));"
        f" told.push([o.text, {SAID}]); s.value = ''; }} return told; }})()"
    )
    assert len(told) > 30
    for option, said in told:
        assert said.split()[0] == option.rpartition("(")[2].rstrip(")"), option


def test_search_is_of_every_word_in_any_column(browser: Chromium, page: str) -> None:
    browser.open(page)
    _find(browser, "fa00000017")
    assert browser.evaluate(SHOWN) == ["unit-00017"]
    _find(browser, "dead HEALTH.check-4")
    failed = [one["unit"]["name"] for one in UNITS if one["verdict"] != "pass"]
    assert sorted(browser.evaluate(SHOWN)) == [name for name in failed if int(name[-5:]) % 9 == 4]
    _find(browser, "<b>nothing")
    assert browser.evaluate(SHOWN) == []
    assert browser.evaluate("document.querySelector('.none').checkVisibility()")
    browser.evaluate("document.querySelector('.none button').click()")
    assert browser.evaluate(SAID).startswith(f"{len(COUNTED)} of")
    assert browser.evaluate("location.search") == ""


def test_an_address_brings_back_what_it_was_copied_from(browser: Chromium, page: str) -> None:
    browser.open(f"{page}?find=unit&disposition=remediate&hide=model,serial&sort=-cost")
    shown = browser.evaluate(SHOWN)
    assert sorted(shown) == _with("remediate")
    assert browser.evaluate("document.querySelector('[name=disposition]').selectedOptions[0].text").startswith("Remed")
    assert browser.evaluate("document.querySelector('[value=model]').checked") is False
    hidden = "[...document.querySelectorAll('th.c-model, td.c-model')].some((one) => one.checkVisibility())"
    assert browser.evaluate(hidden) is False
    assert browser.evaluate("document.querySelector('th.c-cost').ariaSort") == "descending"
    costs = {one["unit"]["name"]: one["economy"]["cost"]["total"]["low"] for one in UNITS}
    orders = {one["unit"]["name"]: (one["claim"] or {"order": ""})["order"] for one in UNITS}
    for order in set(orders.values()):
        within = [costs[name] for name in shown if orders[name] == order]
        assert within == sorted(within, reverse=True)
    search = browser.evaluate("location.search")
    assert search == "?find=unit&disposition=remediate&hide=model%2Cserial&sort=-cost"


@pytest.mark.parametrize(
    "address", ["?disposition=nonsense", "?sort=-nonsense", "?group=%00", "?hide=unit", "?find=%3Cb%3E"]
)
def test_an_address_that_means_nothing_does_no_harm(browser: Chromium, page: str, address: str) -> None:
    browser.open(page + address)
    assert browser.complaints() == []
    assert browser.evaluate(SAID).split()[2] == str(len(COUNTED))


def test_sorting_turns_round_and_keeps_orders_together(browser: Chromium, page: str) -> None:
    browser.open(f"{page}?find=unit")
    press = "document.querySelector('th.c-unit button').click()"
    orders = {one["unit"]["name"]: (one["claim"] or {"order": ""})["order"] for one in UNITS}
    for direction in ("ascending", "descending"):
        browser.evaluate(press)
        assert browser.evaluate("document.querySelector('th.c-unit').ariaSort") == direction
        shown = browser.evaluate(SHOWN)
        groups = [orders[name] for at, name in enumerate(shown) if not at or orders[name] != orders[shown[at - 1]]]
        assert len(groups) == len(set(groups))
        for order in groups:
            names = [name for name in shown if orders[name] == order]
            assert names == sorted(names, reverse=direction == "descending")


def test_a_filter_and_a_sort_that_are_cleared_leave_every_row_where_it_was(browser: Chromium, folder: Path) -> None:
    browser.open((folder / "plain.html").as_uri())
    before = browser.evaluate(SHOWN)
    assert sorted(before) == NAMES
    actions = [
        "document.querySelector('th.c-cost button').click()",
        "document.querySelector('th.c-unit button').click()",
    ]
    dice = random.Random(3)
    for _ in range(8):
        browser.evaluate(dice.choice(actions))
        _choose(browser, "disposition", dice.choice(["Reject", "Hold", "all"]))
    browser.evaluate("document.querySelector('[name=clear]').click()")
    assert browser.evaluate(SHOWN) == before


def test_a_drawn_table_says_how_many_rows_it_has_and_which_are_in_view(browser: Chromium, folder: Path) -> None:
    browser.send("Emulation.setDeviceMetricsOverride", width=1400, height=300, deviceScaleFactor=1, mobile=False)
    try:
        browser.open(f"{(folder / 'drawn.html').as_uri()}?find=unit&hide=model")
        orders = len({(one["claim"] or {"order": ""})["order"] for one in UNITS})
        rows = len(UNITS) + orders
        browser.evaluate("document.querySelector('[name=find]').dispatchEvent(new Event('input', { bubbles: true }))")
        # Every unit fits, so orders come closed; each opens by its button, which keeps the focus.
        assert browser.evaluate("document.querySelector('table.units').ariaRowCount") == str(orders + 1)
        browser.evaluate("[...document.querySelectorAll('.order button')].forEach((one, at) => at || one.click())")
        assert browser.evaluate("document.activeElement.ariaExpanded") == "true"
        seen: set[int] = set()
        top, height = 0, browser.evaluate("document.documentElement.scrollHeight")
        while top <= height:
            browser.evaluate(f"new Promise((done) => {{ scrollTo(0, {top}); setTimeout(done, 40); }})")
            seen |= set(
                browser.evaluate(
                    "[...document.querySelectorAll('table.units tbody tr[role=row]')].map((r) => +r.ariaRowIndex)"
                )
            )
            drawn = browser.evaluate("document.querySelectorAll('table.units tr').length")
            assert drawn < rows
            top += 200
        assert seen == set(range(2, int(browser.evaluate("document.querySelector('table.units').ariaRowCount")) + 1))
        assert browser.complaints() == []
    finally:
        browser.send("Emulation.setDeviceMetricsOverride", width=1400, height=9000, deviceScaleFactor=1, mobile=False)


def test_the_keyboard_alone_reaches_everything_in_the_order_of_reading(browser: Chromium, page: str) -> None:
    browser.open(page)
    order = browser.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter((one) => one.checkVisibility() && one.tabIndex >= 0)"
        ".map((one) => [one.className, one.tagName, Math.round(one.getBoundingClientRect().top)])"
    )
    assert order[0][0] == "skip"
    reached = []
    for _ in range(len(order)):
        browser.send("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
        browser.send("Input.dispatchKeyEvent", type="keyUp", key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.append(browser.evaluate("document.activeElement.tagName"))
    assert reached == [tag for _, tag, _ in order]
    assert {"A", "BUTTON", "INPUT", "SELECT", "SUMMARY"} <= set(reached)


def test_a_button_of_a_heading_is_pressed_by_the_keyboard(browser: Chromium, page: str) -> None:
    browser.open(page)
    browser.evaluate("document.querySelector('th.c-unit button').focus()")
    for kind in ("keyDown", "keyUp"):
        browser.send(
            "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r"
        )
    assert browser.evaluate("document.querySelector('th.c-unit').ariaSort") == "ascending"
    assert browser.evaluate("document.activeElement.textContent") == "Unit"
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_focus_is_not_lost_while_rows_are_drawn(browser: Chromium, folder: Path) -> None:
    """A link that is reached scrolls the page, and rows above and below are drawn and dropped meanwhile."""
    browser.send("Emulation.setDeviceMetricsOverride", width=1400, height=400, deviceScaleFactor=1, mobile=False)
    try:
        browser.open(f"{(folder / 'drawn.html').as_uri()}?disposition=remediate&hide=model")
        links = "[...document.querySelectorAll('table.units tbody :is(a, button)')]"
        browser.evaluate(f"{links}[0].focus()")
        reached = []
        for _ in range(int(browser.evaluate("document.querySelector('table.units').ariaRowCount")) - 1):
            reached.append(browser.evaluate("+(document.activeElement.closest('tr')?.ariaRowIndex ?? -1)"))
            browser.send("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
            browser.send("Input.dispatchKeyEvent", type="keyUp", key="Tab", code="Tab", windowsVirtualKeyCode=9)
            browser.evaluate("new Promise((done) => setTimeout(done, 30))")
        assert reached == list(range(2, len(reached) + 2))
    finally:
        browser.send("Emulation.setDeviceMetricsOverride", width=1400, height=9000, deviceScaleFactor=1, mobile=False)
