"""Missing prices: listed with all other unknown data, filled in, imported, and then no longer missing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
import yaml

from reinstate.checks.framework import Finding, Gravity, Result
from reinstate.cli.main import main
from reinstate.decision.fees import claimed_fees
from reinstate.decision.policy import shipped_pins
from reinstate.decision.record import FeePart, Record, read_record
from reinstate.declared.kinds import Claim
from reinstate.reference.loading import load_reference
from reinstate.workflow.missing_prices import MissingPrices, PriceSheet
from reinstate.workflow.unknowns import unknowns_csv
from tests.unit.decision.examples import UNIT, finding
from tests.unit.workflow.test_unknowns import run_of

DAY = date(2026, 11, 22)
REJECTED = finding(Result.FAIL, Gravity.BLOCKER)


def listed(run: Path) -> list[dict[str, str]]:
    content, _ = unknowns_csv([run])
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [row for row in rows if row["kind"] == "price-list"]


def missing_prices(*records: Record) -> list[MissingPrices]:
    sheet = PriceSheet()
    assert list(sheet.noting(records)) == list(records)
    return sheet.lines


def run_with(folder: Path, units: dict[str, Iterable[Finding]]) -> Path:
    return run_of(folder, {name: (finding(Result.PASS), *more) for name, more in units.items()})


def test_one_line_for_each_model_with_the_fees_that_have_no_price(tmp_path: Path) -> None:
    [line] = listed(run_with(tmp_path, {f"ex-{n}": () for n in range(5)}))
    assert (line["name"], line["units"], line["seen_in"]) == (UNIT.model, "5", "ex-0, ex-1, ex-2 and 2 more")
    assert line["what"] == (
        "no price: product inspection SVC-INSPECT-n (USD 500 to 2,500 by guidance); reinstatement of support "
        "SVC-CP-PRODUCT; Junos re-registration SVC-JUNOS-REG-n (USD 500 to 10,000 by guidance)"
    )
    assert "in inspection, reinstatement, registration, fill in an amount" in line["to_do"]
    assert not any(line[column] for column in ("inspection", "reinstatement", "registration", "license", "currency"))


def test_no_price_is_asked_for_what_no_fee_is_paid_for(tmp_path: Path) -> None:
    assert listed(run_with(tmp_path, {"ex-1": (REJECTED,)})) == []


# name: (what a person types into the line of the model, low and high of the fees then, what is open)
FILLED: dict[str, tuple[dict[str, str], int, int | None, list[str]]] = {
    "all of it": (
        {"inspection": "SVC-INSPECT-2 1,000", "reinstatement": "437", "registration": "$2,000.00"}, 3437, 3437, []
    ),
    "one fee": ({"reinstatement": "437"}, 1437, 12937, []),
    "a SKU that nobody priced": (
        {"inspection": "SVC-INSPECT-7", "reinstatement": "1", "registration": "1"}, 502, 2502, []
    ),
    "in euros, and no rate is given": ({"reinstatement": "400", "currency": "EUR"}, 1000, None, ["P12"]),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "low", "high", "left"), FILLED.values(), ids=FILLED)
def test_round_trip(tmp_path: Path, typed: dict[str, str], low: int, high: int | None, left: list[str]) -> None:
    sheet, table = tmp_path / "unknown.csv", tmp_path / "quote.yml"
    run = run_with(tmp_path, {"ex-1": ()})
    assert main(["reference", "unknown", str(run), "--output", str(sheet)]) == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"))))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(
            {**row, **(typed | {"as_of": "2026-11-20"} if row["kind"] == "price-list" else {})} for row in rows
        )
    arguments = ["reference", "import", str(sheet), "--kind", "price-list", "--output", str(table)]
    assert main([*arguments, "--source", "quote 4711", "--as-of", "2026-11-20"]) == 0
    assert {row["product"] for row in yaml.safe_load(table.read_text())["rows"]} == {UNIT.model}
    reference = load_reference([], [table]).held_to(shipped_pins(), ())
    fees = claimed_fees(Claim("A1", model=UNIT.model), reference, DAY)
    assert (fees.low, fees.high, [one.partition(" ")[0] for one in fees.open]) == (low, high, left)
    stated = [line for line in fees.lines if line.stated]
    assert all(line.source == "quote: quote 4711" for line in stated)


def test_a_sheet_that_nobody_filled_in_is_no_price_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "unknown.csv"
    assert main(["reference", "unknown", str(run_with(tmp_path, {"ex-1": ()})), "--output", str(sheet)]) == 0
    arguments = ["reference", "import", str(sheet), "--kind", "price-list", "--output", str(tmp_path / "quote.yml")]
    assert main(arguments) == 2
    assert "1 line not filled in" in capsys.readouterr().err


def test_a_mistake_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "filled.csv"
    sheet.write_text("kind,name,inspection,currency\nprice-list,MX204,1000.50,\nprice-list,MX*,1,\n")
    arguments = ["reference", "import", str(sheet), "--kind", "price-list", "--output", str(tmp_path / "quote.yml")]
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert "line 2, column inspection: not usable - expected: a whole number of USD" in told
    assert "line 3, column name: not usable - expected: a name of at most 128 letters" in told


def test_licenses_to_buy_are_listed_by_their_sku(tmp_path: Path) -> None:
    run = run_with(tmp_path, {"ex-1": ()})
    record = read_record((run / "records" / "ex-1.json").read_bytes())
    license_ = FeePart(
        clause="P14", title="license S-X", sku="S-X", low=None, high=None, stated=False, basis="", source="", as_of=None
    )
    priced = [line.model_copy(update={"stated": True}) for line in record.fees.lines]
    fees = record.fees.model_copy(update={"lines": (*priced, license_, license_.model_copy(update={"sku": ""}))})
    [line] = missing_prices(record.model_copy(update={"fees": fees}))
    assert (line.product, line.cells()[6]) == ("S-X", "no price: license S-X")


def test_the_units_of_two_models_are_two_lines(tmp_path: Path) -> None:
    run = run_with(tmp_path, {"ex-1": ()})
    one = read_record((run / "records" / "ex-1.json").read_bytes())
    other = one.model_copy(update={"unit": one.unit.model_copy(update={"name": "mx-1", "model": "mx204"})})
    again = one.model_copy(update={"unit": one.unit.model_copy(update={"name": "ex-2"})})
    assert [(line.product, len(line.units)) for line in missing_prices(other, one, again)] == [
        (UNIT.model, 2),
        ("mx204", 1),
    ]
