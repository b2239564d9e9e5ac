"""Why an item is unknown: one clause for each status, with what was recorded beside it."""

from __future__ import annotations

import pytest

from reinstate.device.reading import unknown_because
from reinstate.evidence.manifest import ItemStatus

CAUSES = {
    "with a detail": (("alarms", "rpc-error", "busy"), "alarms returned an error: busy"),
    "the detail names the item already": (("alarms", "timeout", "alarms: late"), "no reply to alarms in time: late"),
    "the detail is the status": (("alarms", "closed", "closed"), "no reply to alarms before the session closed"),
    "no detail": (("alarms", "not-collected", ""), "alarms is missing from the evidence bundle"),
    "a status of another version": (("alarms", "melted", ""), "alarms ended with melted"),
}


@pytest.mark.parametrize(("stated", "reason"), CAUSES.values(), ids=CAUSES)
def test_the_cause_is_one_clause(stated: tuple[str, str, str], reason: str) -> None:
    unknown = unknown_because(*stated)
    assert (unknown.item, unknown.status, unknown.reason) == (*stated[:2], reason)


@pytest.mark.parametrize("status", [*(one for one in ItemStatus if one is not ItemStatus.OK), "damaged", "unreadable"])
def test_every_status_has_a_cause_of_its_own(status: str) -> None:
    assert "ended with" not in unknown_because("alarms", status).reason
