"""Records of version 1: read and shown in the form of this one, and never better than they were."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reinstate.decision.record import Record, in_this_form, read_record
from reinstate.errors import EvidenceError
from tests.unit.report.samples import finding, record

ENTITLEMENT = {"check": "identity.entitlement", "clause": "P25", "text": "Entitlement was not looked up."}


def earlier(value: int | None, uneconomic: bool | None, **told: Any) -> dict[str, Any]:
    """A record as version 1 wrote it."""
    economy = {"declared_value": value, "uneconomic": uneconomic, "reason": "so"}
    return {**record("ex-1", **told), "schema_version": 1, "economy": economy}


# name: (declared value, what it said of it, the answer now). Its fees are 1,000 or more.
SAID: dict[str, tuple[int | None, bool | None, str]] = {
    "fees exceed the value": (999, True, "no"),
    "fees may exceed it": (5000, True, "depends"),
    "unknown": (5000, None, "depends"),
    "fees are within: repairs, a lookup and freight were not asked for": (5000, False, "depends"),
    "no value": (None, None, "unstated"),
}


@pytest.mark.parametrize(("value", "uneconomic", "worth"), SAID.values(), ids=SAID)
def test_what_it_said_of_fees_is_never_a_yes(value: int | None, uneconomic: bool | None, worth: str) -> None:
    read = read_record(json.dumps(earlier(value, uneconomic), indent=2).encode())
    assert (read.schema_version, read.economy.worth, read.economy.declared_value) == (1, worth, value)
    assert (read.economy.cost.total.low, read.economy.cost.total.high) == (1000, None)


def test_a_lookup_that_was_open_still_is() -> None:
    assert read_record(json.dumps(earlier(1, True, open_points=[ENTITLEMENT])).encode()).economy.lookup_first
    assert not read_record(json.dumps(earlier(1, True, open_points=[])).encode()).economy.lookup_first


def test_a_rejected_unit_pays_nothing() -> None:
    failed = finding("test.condition", "fail", "blocker")
    stated = {**record("ex-1", failed, verdict="fail", disposition="reject"), "schema_version": 1}
    stated["economy"] = {"declared_value": 5000, "uneconomic": False, "reason": "so"}
    read = read_record(json.dumps(stated).encode())
    assert (read.economy.worth, read.economy.pay_nothing, read.economy.at_risk_now.high) == ("no", True, 0)


def test_a_record_of_this_version_is_left_as_it_is() -> None:
    now = record("ex-1")
    assert in_this_form(now) is now
    assert Record.model_validate(in_this_form(earlier(1, True))).schema_version == 1


@pytest.mark.parametrize("stated", [[], 7, {"schema_version": 1}, {"schema_version": 1, "economy": 3}, "x"])
def test_what_is_no_record_of_version_1_is_refused(stated: Any) -> None:
    with pytest.raises(EvidenceError, match="re-evaluate the run"):
        read_record(json.dumps(stated).encode())
