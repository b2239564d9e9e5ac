"""Batches for the index: generated ones that are the same on any day, with texts that want to act."""

from __future__ import annotations

import random
from typing import Any

from lxml import html

from reinstate.report.render import render_reports
from tests.unit.report.samples import RUN, TEMPLATES, claim, economy, finding, record, summary_of

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"' onmouseover=x <!-- ]]>",
    "\u202egnp.exe\x1b[2J\u2028",
    "=1+1",
    "{{ 7*7 }}",
    "__proto__",
)
_DISPOSITIONS = (
    *(("reinstate", "pass"), ("remediate", "fail"), ("investigate", "inconclusive"), ("reject", "fail")),
    ("hold", "fail"),
)
_WORTH = ("yes", "no", "depends", "unstated")
_MODELS = ("ex4400-24t", "mx204", "mx480", "qfx5120-48y")


def amounts(low: int, high: int | None) -> dict[str, Any]:
    """An amount of a record."""
    return {"low": low, "high": high, "source": "a price list"}


def money(**told: Any) -> dict[str, Any]:
    """A record's economy with one cost in all."""
    total, risk = told.pop("total", amounts(1390, 1390)), told.pop("risk", amounts(500, 500))
    stated = economy(**told, at_risk_now=risk)
    return {**stated, "cost": {**stated["cost"], "fees": total, "total": total}}


def unit(number: int, dice: random.Random, *, hostile: bool = False) -> dict[str, Any]:
    """One record of a batch, as chance has it; texts of devices and people are hostile where asked."""
    disposition, verdict = dice.choice(_DISPOSITIONS)
    barred = disposition in ("reject", "hold")
    worth = dice.choice(_WORTH) if disposition == "reinstate" else dice.choice(_WORTH[1:])
    low = dice.randrange(500, 9000, 10)
    said = (lambda plain: dice.choice((*HOSTILE, plain))) if hostile else str
    name = f"unit-{number:05}"
    failed = finding(f"health.check-{number % 9}", "fail", subject="PEM 1", what=said("it is dead"), actual=said("off"))
    stated = money(
        worth="no" if barred and worth == "yes" else worth,
        by_figures=worth,
        lookup_first=worth in ("depends", "unstated") and not barred and dice.random() < 0.6,
        pay_nothing=barred,
        total=amounts(low, dice.choice((low, low + 500, None))),
        risk=amounts(0, 0) if barred else amounts(500, dice.choice((500, 2500))),
        gain=dice.choice((None, 900, 20_000)),
        up_to=dice.choice((None, 700)),
    )
    sold = claim(
        seller=said(f"Seller {number % 5}"),
        order=said(f"PO-{number % 12}"),
        rack=said(f"R{number // 40}"),
        position=said(str(1 + number % 40)),
    )
    return record(
        name,
        *(() if verdict == "pass" else (failed,)),
        verdict=verdict,
        disposition=disposition,
        economy=stated,
        claim=sold if dice.random() < 0.9 else None,
        unit={"model": said(dice.choice(_MODELS)), "serial_number": f"FA{number:08}"},
    )


def batch(size: int, *, hostile: bool = False, seed: int = 7) -> list[dict[str, Any]]:
    """So many records; the same for the same seed. About every tenth chassis has a second row that does not count."""
    dice = random.Random(seed)
    units = [unit(number, dice, hostile=hostile) for number in range(size)]
    for number in range(5, size, 10):
        units[number]["same_as"] = units[number - 1]["unit"]["name"]
    return units


def files(units: list[dict[str, Any]], **summary: Any) -> dict[str, bytes]:
    """The files of a batch's report."""
    return render_reports(units, RUN, {**summary_of(units), **summary}, [TEMPLATES])


def index(units: list[dict[str, Any]], **summary: Any) -> html.HtmlElement:
    """The index of a batch, parsed."""
    return html.document_fromstring(files(units, **summary)["index.html"].decode())


def shown(element: html.HtmlElement) -> str:
    """What an element says, in one line."""
    return " ".join(" ".join(element.itertext()).split())
