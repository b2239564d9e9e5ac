"""Whether reinstatement is worth its cost, as exports say it."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.labels import ANSWERS
from reinstate.report.views.worth import worth_of
from tests.unit.report.samples import economy, record

CASES: list[tuple[dict[str, Any], str]] = [
    ({"worth": "unstated"}, ""),
    ({"worth": "no"}, ANSWERS["no"]),
    ({"worth": "yes"}, ANSWERS["yes"]),
    ({"worth": "depends"}, ANSWERS["depends"]),
    ({"worth": "depends", "lookup_first": True}, ANSWERS["lookup-first"]),
    ({"worth": "no", "lookup_first": True}, ANSWERS["no"]),
    ({"worth": "no", "pay_nothing": True}, ""),
]


@pytest.mark.parametrize(("stated", "note"), CASES)
def test_the_answer(stated: dict[str, Any], note: str) -> None:
    given = economy(**{"lookup_first": False, "pay_nothing": False, "up_to": 700, "reason": "so", **stated})
    worth = worth_of(record(economy=given))
    assert (worth.answer, worth.note, worth.reason, worth.up_to) == (stated["worth"], note, "so", 700)
    assert (worth.lookup_first, worth.pays) == (stated.get("lookup_first", False), not stated.get("pay_nothing"))
    assert worth.cost == (given["cost"]["total"]["low"], given["cost"]["total"]["high"])
    assert worth.at_risk == (given["at_risk_now"]["low"], given["at_risk_now"]["high"])
