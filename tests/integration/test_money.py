"""The money of the whole rack: prices, values, and lookups are declared, and every sum agrees with the records."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from lxml import html

from reinstate.cli.main import main
from reinstate.decision.record import Record, read_record
from reinstate.workflow.arguments import DecideArguments, ReportArguments
from reinstate.workflow.judge_run import decide_run
from reinstate.workflow.write_report import report_run
from tests.integration.collected import AS_OF, LAB_POLICY, ROOT, Collected
from tests.unit.report.index.agreement import AGREEMENTS, Agreement
from tests.unit.report.index.batches import shown

TEMPLATES = ROOT / "roles" / "report" / "templates"
PRICES = """\
name: quote
kind: price-list
as_of: 2026-11-20
source: quote 4711
max_age_days: 365
rows:
  - {product: EX4400-24T, clause: P11, sku: SVC-INSPECT-1, usd: 500}
  - {product: EX4400-24T, clause: P12, amount: 360, currency: EUR}
  - {product: EX4400-24T, clause: P13, usd: 500}
  - {product: MX204, clause: P11, sku: SVC-INSPECT-3}
  - {product: SVC-INSPECT-3, clause: P11, usd: 1500}
  - {product: MX204, clause: P12, usd: 2150}
  - {product: MX204, clause: P13, usd: 2500}
"""
VALUES = """\
model,value_as_is,value_supported,replacement_value,repair_cost,freight
EX4400-24T,1000,2900,2500,,40-60
MX204,11000,19000,,420,100
"""
LOOKED_UP = {
    "ex4400-clean": "registered-to-us",
    "mx204-unplugged": "registered-to-us",
    "mx204-clean": "reported-stolen",
}
LOOKED_UP["ex4400-vc.fpc1"] = "returned-or-replaced"


@dataclass(frozen=True)
class Money:
    """A judged run with its money."""

    run: Path
    records: dict[str, Record]
    summary: dict[str, Any]

    @property
    def counted(self) -> list[Record]:
        return [record for record in self.records.values() if not record.same_as]


def _policy(folder: Path) -> Path:
    stated = yaml.safe_load(LAB_POLICY.read_text())
    shutil.copytree(LAB_POLICY.parent / "reference", folder / "reference")
    (folder / "prices.yml").write_text(PRICES)
    digest = hashlib.sha256(PRICES.encode()).hexdigest()
    stated["reference"]["price_lists"] = [{"file": "prices.yml", "sha256": digest}]
    stated["version"] = 2
    path = folder / "policy.yml"
    path.write_text(yaml.safe_dump(stated))
    return path


def _answers(folder: Path, serials: dict[str, str]) -> Path:
    path = folder / "answers.csv"
    rows = [[serials[name], answer, "2026-11-20", "A. Partner"] for name, answer in LOOKED_UP.items()]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["serial", "answer", "on", "asked_by"], *rows])
    return path


def _decided(run: Path, **stated: Any) -> dict[str, Record]:
    decided = decide_run(DecideArguments(run=run, as_of=AS_OF.date(), fail_on="never", **stated))
    return {record.unit.name: record for record in decided.records}


@pytest.fixture(scope="module")
def money(collected: Collected, tmp_path_factory: pytest.TempPathFactory) -> Money:
    folder = tmp_path_factory.mktemp("money")
    run = folder / "runs" / collected.folder.run_id
    shutil.copytree(collected.folder.path, run)
    (folder / "values.csv").write_text(VALUES)
    (folder / "rates.csv").write_text("currency,usd,on,says\nEUR,1.08,2026-11-20,ECB\n")
    before = _decided(run, policy=_policy(folder), claims=LAB_POLICY.parent / "declared" / "lab-claims.csv")
    serials = {name: record.unit.serial_number for name, record in before.items()}
    declared = {"model_values": folder / "values.csv", "exchange_rates": folder / "rates.csv"}
    records = _decided(run, entitlement=_answers(folder, serials), **declared)
    report_run(ReportArguments(run=run, own_templates=TEMPLATES))
    return Money(run, records, json.loads((run / "summary.json").read_text()))


def test_what_each_unit_is_worth(money: Money) -> None:
    told = {name: record.economy for name, record in money.records.items()}
    clean = told["ex4400-clean"]
    assert (clean.worth, clean.cost.total.low, clean.cost.total.high) == ("yes", 500 + 389 + 500 + 40, 1389 + 60)
    assert (clean.gain, clean.bound, clean.at_risk_now.high) == (1900, 1900, 500)
    assert told["mx204-unplugged"].worth == "yes"
    assert told["mx204-unplugged"].cost.total.high == 1500 + 2150 + 2500 + 420 + 100
    vc = told["ex4400-vc.fpc0"]
    assert (vc.worth, vc.by_figures, vc.lookup_first) == ("depends", "yes", True)
    broken = told["ex4400-vc.fpc2"]  # a fan has failed, and the model's repair cost is not declared
    assert (broken.worth, broken.open) == ("depends", ("repairs", "freight"))
    assert (broken.up_to, broken.cost.repairs.source) == (1900 - 1 - 1389, "not declared: FPC 2 Fan Tray 1 Fan 0")


def test_answers_of_the_records_decide(money: Money) -> None:
    stolen, returned = money.records["mx204-clean"], money.records["ex4400-vc.fpc1"]
    assert (stolen.disposition, stolen.economy.pay_nothing) == ("hold", True)
    assert (returned.disposition, returned.economy.worth) == ("reject", "no")


# --- the law: every sum of the summary is the sum over the records ----------------------------------------------------


def _sum(records: list[Record], amount: Callable[[Record], Any]) -> dict[str, int | None]:
    lows, highs = zip(*((amount(one).low, amount(one).high) for one in records), strict=True) if records else ((), ())
    return {"low": sum(lows), "high": None if None in highs else sum(highs)}


def _expected(records: list[Record]) -> dict[str, Any]:
    payable = [one for one in records if one.disposition not in ("hold", "reject")]
    hopeless = [one for one in records if one not in payable or one.economy.worth == "no"]
    totals = [one.economy.cost.total for one in payable]
    return {
        "units": len(records),
        "worth": {
            name: sum(one.economy.worth == name for one in records) for name in ("yes", "no", "depends", "unstated")
        },
        "lookup_first": sum(one.economy.lookup_first for one in records),
        "pay_nothing": len(records) - len(payable),
        "declared_value": sum(one.economy.declared_value or 0 for one in records),
        "gain": sum(one.economy.gain or 0 for one in payable),
        "cost": _sum(payable, lambda one: one.economy.cost.total),
        "cost_known": sum(one.low for one in totals if one.low == one.high),
        "cost_open": sum(one.low != one.high for one in totals),
        "at_risk_now": _sum(payable, lambda one: one.economy.at_risk_now),
        "saved": _sum(hopeless, lambda one: one.economy.cost.total),
    }


def test_the_batch_agrees_with_its_records(money: Money) -> None:
    told = money.summary["economics"]
    assert {name: told[name] for name in _expected([])} == _expected(money.counted)
    assert told["units"] == money.summary["units"] == sum(told["worth"].values())
    ready = [one for one in money.counted if one.disposition == "reinstate" and one.economy.worth == "yes"]
    assert told["ready"] == _expected(ready)
    assert [one.unit.name for one in ready] == ["ex4400-clean", "mx204-unplugged"]


KEYS: dict[str, Callable[[Record], str]] = {
    "by_order": lambda one: one.claim.order if one.claim else "",
    "by_seller": lambda one: one.claim.seller if one.claim else "",
    "by_model": lambda one: one.unit.model,
    "by_disposition": lambda one: str(one.disposition),
    "by_worth": lambda one: str(one.economy.worth),
}


@pytest.mark.parametrize("group", KEYS)
def test_every_group_agrees_with_its_records(money: Money, group: str) -> None:
    names = {KEYS[group](one) for one in money.counted}
    expected = {name: _expected([one for one in money.counted if KEYS[group](one) == name]) for name in names}
    assert money.summary["economics"][group] == expected


def test_nothing_is_worth_it_without_a_favorable_answer(money: Money) -> None:
    worth_it = {one.unit.name for one in money.counted if one.economy.worth == "yes"}
    assert worth_it <= {name for name, answer in LOOKED_UP.items() if answer == "registered-to-us"}


def test_the_sheet_has_what_is_to_be_looked_up(money: Money) -> None:
    first = {one.unit.serial_number for one in money.counted if one.economy.lookup_first and one.economy.worth != "no"}
    lines = (money.run / "report" / "serials-to-look-up.txt").read_text().splitlines()
    assert len(lines) == len(set(lines)) == len(first)
    assert set(lines) == first


def test_the_table_of_units_says_the_same(money: Money) -> None:
    with (money.run / "report" / "summary.csv").open(encoding="utf-8-sig") as file:
        rows = {row["unit"]: row for row in csv.DictReader(file)}
    for name, record in money.records.items():
        row, total = rows[name], record.economy.cost.total
        assert (row["worth"], row["cost_low"]) == (record.economy.worth, str(total.low))
        assert row["cost_high"] == ("" if total.high is None else str(total.high))


def test_it_verifies_and_fits_the_published_schema(money: Money, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(money.run)]) == 0, capsys.readouterr().out
    capsys.readouterr()
    assert main(["schema", "summary"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert not list(Draft202012Validator(schema).iter_errors(money.summary))


def test_the_records_are_stored_as_they_were_judged(money: Money) -> None:
    stored = [read_record(path.read_bytes()) for path in (money.run / "records").glob("*.json")]
    assert {one.unit.name: one.economy for one in stored} == {name: one.economy for name, one in money.records.items()}


@pytest.mark.parametrize("agrees", AGREEMENTS, ids=lambda one: one.__name__)
def test_the_index_says_what_records_and_summary_say(money: Money, agrees: Agreement) -> None:
    page = html.document_fromstring((money.run / "report" / "index.html").read_text("utf-8"))
    agrees(page, [record.to_json() for record in money.records.values()], money.summary)


def test_the_index_tells_the_buyer_how_much_and_what_first(money: Money) -> None:
    page = html.document_fromstring((money.run / "report" / "index.html").read_text("utf-8"))
    ready = money.summary["economics"]["ready"]
    assert ready["units"] == 2
    low, high = ready["cost"]["low"], ready["cost"]["high"]
    assert shown(page.xpath("//h1")[0]).startswith(
        f"27 units: 2 are worth reinstating now, for USD {low:,} to {high:,} in all, USD 2,000 of it at risk today."
    )
    first = [shown(one) for one in page.xpath("//ol[@class='things']/li/div[1]/b")]
    assert first[:2] == ["Isolate 3 units on hold.", "Request reinstatement of 2 units."]
    assert first[2].startswith("Look up ")
