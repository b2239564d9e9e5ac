"""Whether reinstatement is worth its cost, as exports say it."""

from __future__ import annotations

import pytest

from reinstate.report.labels import FEES_EXCEED_VALUE, FEES_MAY_EXCEED_VALUE
from reinstate.report.views.worth import worth_of
from tests.unit.report.samples import record

CASES = [
    (None, None, 1_000, "remediate", "unstated", ""),
    (900, True, 1_000, "remediate", "no", FEES_EXCEED_VALUE),
    (2_900, True, 1_000, "remediate", "depends", FEES_MAY_EXCEED_VALUE),
    (21_000, None, 1_000, "remediate", "depends", ""),
    (21_000, False, 1_000, "reinstate", "yes", ""),
    (900, True, 1_000, "hold", "no", ""),
    (900, True, 1_000, "reject", "no", ""),
]


@pytest.mark.parametrize(("value", "uneconomic", "low", "disposition", "answer", "note"), CASES)
def test_the_answer(
    value: int | None, uneconomic: bool | None, low: int, disposition: str, answer: str, note: str
) -> None:
    economy = {"declared_value": value, "uneconomic": uneconomic, "reason": "so"}
    fees = {**record()["fees"], "low": low}
    worth = worth_of(record(disposition=disposition, economy=economy, fees=fees))
    assert (worth.answer, worth.declared_value, worth.reason, worth.note) == (answer, value, "so", note)
