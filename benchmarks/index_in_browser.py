"""How quickly the index of a large batch can be used, in Chromium: index_in_browser.py [UNITS ...].

For each size: seconds to render the page, its bytes, and milliseconds until it is loaded and its table can be used,
for a filter, for a search, for sorting, and for a jump to the last row, each until the next frame is drawn. Records are
generated, so that no run is needed. Sizes are 1,000 and 10,000 units where none is stated.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import Chromium  # noqa: E402
from tests.unit.report.index.batches import batch  # noqa: E402
from tests.unit.report.samples import RUN, TEMPLATES, claim  # noqa: E402

from reinstate.decision.economics import totals_of  # noqa: E402
from reinstate.report.index.index_view import IndexView  # noqa: E402
from reinstate.report.jinja_environment import INDEX, make_environment, rendered  # noqa: E402
from reinstate.report.views.unit_view import unit_views  # noqa: E402

_KINDS = 200
_USED = "document.querySelector('.tools output').textContent"
# One action, and the time until two frames later, when what it changed has been drawn.
_TIMED = """new Promise((done) => { const start = performance.now(); %s;
requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))); })"""
_ACTIONS = {
    "filter": "const s = document.querySelector('[name=disposition]'); s.value = '0'; "
    "s.dispatchEvent(new Event('input', { bubbles: true }))",
    "search": "const f = document.querySelector('[name=find]'); f.value = 'unit-009'; "
    "f.dispatchEvent(new Event('input', { bubbles: true }))",
    "clear": "document.querySelector('[name=clear]').click()",
    "sort": "document.querySelectorAll('table.units thead button')[9].click()",
    "last row": "scrollTo(0, document.documentElement.scrollHeight)",
}


def records(size: int) -> list[dict[str, Any]]:
    """So many records of few kinds: each has its own name, serial number, order, and place."""
    kinds, dice = batch(_KINDS), random.Random(size)
    return [_record(kinds[number % _KINDS], number, dice) for number in range(size)]


def _record(kind: dict[str, Any], number: int, dice: random.Random) -> dict[str, Any]:
    name = f"unit-{number:05}"
    order = dice.randrange(400)
    place = {"rack": f"R{number // 40}", "position": str(1 + number % 40)}
    sold = claim(seller=f"Seller {order % 25}", order=f"PO-{order}", **place)
    about = {**kind["unit"], "name": name, "host": name, "serial_number": f"FA{number:08}"}
    return {**kind, "unit": about, "claim": sold, "same_as": ""}


def page(units: list[dict[str, Any]]) -> bytes:
    """The index alone."""
    economics = totals_of([one["economy"] for one in units])
    summary = {"hosts": len(units), "unreachable": 0, "economics": {"currency": "USD", **economics}}
    values = {
        "run": RUN,
        "summary": summary,
        "batch": IndexView(unit_views(units), summary),
        "documents": [],
        "notice": "",
    }
    return rendered(make_environment([TEMPLATES]), INDEX, values)


def measure(size: int, folder: Path) -> dict[str, Any]:
    """The figures of one size."""
    units = records(size)
    start = time.process_time()
    content = page(units)
    told: dict[str, Any] = {"units": size, "render_s": round(time.process_time() - start, 2), "bytes": len(content)}
    (folder / "index.html").write_bytes(content)
    with Chromium(folder / "profile", "127.0.0.1:9") as browser:
        browser.open((folder / "index.html").as_uri())
        timing = "performance.getEntriesByType('navigation')[0]"
        told["usable_ms"] = round(browser.evaluate(f"{timing}.domContentLoadedEventEnd"))
        told["loaded_ms"] = round(browser.evaluate(f"{timing}.loadEventEnd"))
        for name, action in _ACTIONS.items():
            told[f"{name}_ms"] = round(browser.evaluate(_TIMED % action))
        told["shown"] = browser.evaluate(_USED)
    return told


for stated in sys.argv[1:] or ("1000", "10000"):
    with tempfile.TemporaryDirectory() as made:
        print(json.dumps(measure(int(stated), Path(made))))
