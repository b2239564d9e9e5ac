"""The money of a batch: what the summary says agrees with the records, in all and in every group."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reinstate.decision.economics import economics, totals_of
from reinstate.decision.record import Record
from reinstate.decision.run_accounts import summary
from reinstate.decision.summary_schema import summary_schema, summary_schema_bytes
from tests.unit.report.samples import claim, economy, finding, record


def amounts(low: int, high: int | None) -> dict[str, Any]:
    return {"low": low, "high": high, "source": "quote"}


def one(name: str, cost: tuple[int, int | None], told: dict[str, Any], **stated: Any) -> Record:
    none = economy()["cost"]
    money = economy(cost={**none, "fees": amounts(*cost), "total": amounts(*cost)}, **told)
    failed = finding("test.condition", "fail", subject=name)
    decided = {"verdict": "pass", "disposition": "reinstate", **stated}
    findings = () if decided["verdict"] == "pass" else (failed,)
    return Record.model_validate(record(name, *findings, economy=money, **decided))


FAILED = {"verdict": "fail", "disposition": "reject"}
BATCH = [
    one("a", (3437, 3437), {"worth": "yes", "gain": 9000, "declared_value": 9000, "at_risk_now": amounts(1000, 1000)},
        claim=claim(order="4711", seller="Box Shop")),
    one("b", (1000, None), {"worth": "depends", "gain": 5000, "declared_value": 5000, "lookup_first": True,
                            "at_risk_now": amounts(500, 2500)}, claim=claim(order="4711", seller="Box Shop")),
    one("c", (1000, 1500), {"worth": "no", "gain": 900, "declared_value": 900, "at_risk_now": amounts(500, 600)},
        claim=claim(order="4712")),
    one("d", (1000, None), {"worth": "no", "pay_nothing": True, "gain": 100, "declared_value": 100}, **FAILED),
    one("e", (1000, None), {}, same_as="a"),
]  # fmt: skip


def test_the_batch() -> None:
    told = economics(BATCH)
    assert {name: told[name] for name in totals_of([])} == {
        "units": 4,
        "worth": {"yes": 1, "no": 2, "depends": 1, "unstated": 0},
        "lookup_first": 1,
        "pay_nothing": 1,
        "declared_value": 15000,
        "gain": 14900,
        "cost": {"low": 5437, "high": None},
        "cost_known": 3437,
        "cost_open": 2,
        "at_risk_now": {"low": 2000, "high": 4100},
        "saved": {"low": 2000, "high": None},
    }
    assert (told["ready"]["units"], told["ready"]["cost"]) == (1, {"low": 3437, "high": 3437})


GROUPS = {
    "by_order": ["", "4711", "4712"],
    "by_seller": ["", "Box Shop"],
    "by_model": ["EX4400-48T"],
    "by_disposition": ["reinstate", "reject"],
    "by_worth": ["depends", "no", "yes"],
}


@pytest.mark.parametrize("group", GROUPS)
def test_groups_add_up_to_the_batch(group: str) -> None:
    told = economics(BATCH)
    assert sorted(told[group]) == sorted(GROUPS[group])
    for name in ("units", "lookup_first", "pay_nothing", "declared_value", "gain", "cost_known", "cost_open"):
        assert sum(own[name] for own in told[group].values()) == told[name]
    for name in ("cost", "at_risk_now", "saved"):
        assert sum(own[name]["low"] for own in told[group].values()) == told[name]["low"]
        highs = [own[name]["high"] for own in told[group].values()]
        assert (None if None in highs else sum(highs)) == told[name]["high"]


def test_no_unit_is_all_nothing() -> None:
    assert economics([])["cost"] == {"low": 0, "high": 0}


def test_the_published_schema_is_that_of_this_version_and_takes_its_summary() -> None:
    stated = {**summary(BATCH, {one.unit.host for one in BATCH}), "run_id": "r"}
    Draft202012Validator.check_schema(summary_schema())
    assert summary_schema_bytes() == (json.dumps(summary_schema(), indent=2, sort_keys=True) + "\n").encode()
    assert not list(Draft202012Validator(summary_schema()).iter_errors(json.loads(json.dumps(stated))))
    for wrong in ({"units": "4"}, {"economics": {}}, {"dispositions": {"unknown": 1}}):
        assert list(Draft202012Validator(summary_schema()).iter_errors({**stated, **wrong}))
