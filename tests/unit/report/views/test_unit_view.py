"""What every reader sees of a unit."""

from __future__ import annotations

import pytest

from reinstate.report.views.unit_view import UnitView
from tests.unit.report.samples import finding, record


@pytest.mark.parametrize(
    ("disposition", "action", "told"),
    [
        ("hold", "zeroize", "only after the hold is lifted: do it"),
        ("hold", "install", "only after the hold is lifted: do it"),
        ("hold", "report", "do it"),
        ("hold", "look-up", "do it"),
        ("remediate", "zeroize", "do it"),
    ],
)
def test_no_card_of_a_unit_on_hold_sends_somebody_to_change_it(disposition: str, action: str, told: str) -> None:
    one = finding("sanitization.x", "fail", next_step="do it", action=action)
    unit = UnitView(record("ex-1", one, verdict="fail", disposition=disposition))
    assert unit.next_step(one) == told
