"""Which of the seven groups a unit is in, and the sentence above them."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.index.groups import GROUPS, group_of, groups_of
from reinstate.report.index.headline import headline
from reinstate.report.views.unit_view import UnitView
from tests.unit.report.index.batches import amounts, money
from tests.unit.report.samples import finding, record, summary_of

VERDICTS = {"reinstate": "pass", "investigate": "inconclusive"}


def unit(disposition: str = "reinstate", name: str = "ex-1", **told: Any) -> dict[str, Any]:
    verdict = VERDICTS.get(disposition, "fail")
    failed = () if verdict == "pass" else (finding("health.supplies", "fail", subject=name),)
    return record(name, *failed, verdict=verdict, disposition=disposition, economy=money(**told))


READY = unit(worth="yes", by_figures="yes", total=amounts(1390, 1390))
# name: (the record, its group)
UNITS: dict[str, tuple[dict[str, Any], str]] = {
    "passes, worth it": (READY, "now"),
    "passes, not looked up": (unit(worth="depends", by_figures="yes", lookup_first=True), "look-up"),
    "passes, no value and not looked up": (unit(lookup_first=True), "look-up"),
    "passes, waits for a quote": (unit(worth="depends", up_to=900), "answer"),
    "passes, no value": (unit(), "answer"),
    "passes, waits for a fact": (unit(worth="depends"), "answer"),
    "passes, not worth it": (unit(worth="no"), "not-worth"),
    "passes, not worth it, not looked up": (unit(worth="no", lookup_first=True), "not-worth"),
    "unknown, and not looked up": (unit("investigate", worth="depends", lookup_first=True), "answer"),
    "unknown for nothing but the lookup": (
        record(
            "ex-1",
            finding("identity.entitlement", "inconclusive", "blocker", subject="ex-1"),
            verdict="inconclusive",
            disposition="investigate",
            economy=money(worth="depends", by_figures="yes", lookup_first=True),
        ),
        "look-up",
    ),
    "to be corrected": (unit("remediate", worth="depends", lookup_first=True), "correct"),
    "to be corrected, and worth it": (unit("remediate", worth="yes"), "correct"),
    "to be corrected, not worth it": (unit("remediate", worth="no"), "not-worth"),
    "unknown": (unit("investigate", worth="depends"), "answer"),
    "unknown, and worth it by its figures": (unit("investigate", worth="yes"), "answer"),
    "rejected": (unit("reject", worth="no", pay_nothing=True), "reject"),
    "on hold": (unit("hold", pay_nothing=True), "hold"),
    "no product": (unit("investigate", pay_nothing=True), "not-worth"),
}


@pytest.mark.parametrize(("told", "group"), UNITS.values(), ids=UNITS)
def test_a_unit_is_in_one_group(told: dict[str, Any], group: str) -> None:
    assert group_of(UnitView(told)) == group
    (found,) = [one.key for one in groups_of([UnitView(told)]) if one.units]
    assert found == group


def test_every_group_says_what_it_costs_or_waits_for() -> None:
    units = [{**one, "unit": {**one["unit"], "name": f"u-{at}"}} for at, (one, _) in enumerate(UNITS.values())]
    notes = {group.key: group.note for group in groups_of(map(UnitView, units))}
    assert tuple(notes) == GROUPS
    assert notes == {
        "now": "USD 1,390 in all, USD 500 of it at risk today",
        "look-up": "free; then USD 4,170 in all, USD 1,500 of it at risk",
        "correct": "then USD 2,780 in all; 1 worth it, 1 look up first, free",
        "answer": "1 without a quote, 1 without a value, 1 with something else to answer, "
        "3 with an unknown fact; 1 also to look up, free",
        "not-worth": "pay nothing: USD 5,560 saved",
        "reject": "pay nothing: USD 1,390 saved",
        "hold": "isolate and report it; pay nothing",
    }
    assert [group.note for group in groups_of([])] == [""] * len(GROUPS)


def test_a_chassis_at_two_addresses_is_counted_once() -> None:
    twice = {**READY, "same_as": "ex-2"}
    assert [len(group.units) for group in groups_of([UnitView(READY), UnitView(twice)])] == [1, 0, 0, 0, 0, 0, 0]


SOLD = unit(worth="yes", total=amounts(1000, None), name="ex-2")
HEADLINES = {
    "one": ([READY], "1 unit: 1 is worth reinstating now, for USD 1,390 in all, USD 500 of it at risk today."),
    "no highest price": (
        [READY, SOLD],
        "2 units: 2 are worth reinstating now, for USD 2,390 or more in all, USD 1,000 of it at risk today.",
    ),
    "lookup": (
        [UNITS["passes, not looked up"][0]],
        "1 unit: none is worth reinstating now; 1 has to be looked up first, which is free.",
    ),
    "correct": (
        [UNITS["to be corrected"][0]],
        "1 unit: none is worth reinstating now; 1 has to be corrected first.",
    ),
    "answer": ([UNITS["unknown"][0]], "1 unit: none is worth reinstating now; 1 waits for an answer."),
    "nothing": ([UNITS["on hold"][0]], "1 unit: none is worth reinstating."),
    "no host": ([], "0 units: the inventory names no host, so nothing was inspected."),
}


@pytest.mark.parametrize(("units", "said"), HEADLINES.values(), ids=HEADLINES)
def test_the_headline(units: list[dict[str, Any]], said: str) -> None:
    assert headline(groups_of(map(UnitView, units)), summary_of(units)) == said


def test_a_batch_without_evidence_is_not_called_inspected() -> None:
    summary = {**summary_of([READY]), "hosts": 25, "unreachable": 25}
    said = headline(groups_of([UnitView(READY)]), summary)
    assert said == "25 hosts: none returned evidence, so no unit was inspected."
