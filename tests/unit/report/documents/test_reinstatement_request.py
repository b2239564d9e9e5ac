"""The request for reinstatement."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from lxml import html

from reinstate.report.documents.document import Batch
from reinstate.report.documents.reinstatement_request import ReinstatementRequest
from reinstate.report.views.document_view import document_views
from tests.unit.report.documents.batches import SERIAL, files, held, module, text
from tests.unit.report.samples import RUN, claim, finding, record


def gaps(*units: dict[str, Any]) -> dict[str, list[str]]:
    values = ReinstatementRequest().values(Batch(document_views(units), RUN, {}))
    assert values is not None
    return {
        gap.what.partition(" (")[0].partition(":")[0]: [unit.name for unit in gap.units] for gap in values["to_fill_in"]
    }


OURS = finding("identity.entitlement", actual="registered-to-us on 2026-11-01, asked by A. Partner")
LAPSE, LOOKUP = "date since which no support contract covers it", "entitlement lookup of its serial number"
FULL = claim(
    serial=SERIAL,
    seller="Sold & Co",
    order="4711",
    value=70123,
    ownership="bill 7",
    jcpo="JCPO-9",
    end_customer="A Hospital",
    installed_at="1 Street",
    contract_level="Core Plus",
)


@pytest.mark.parametrize(
    ("unit", "asked"),
    [
        (record("ex-1", OURS, claim=FULL), {LAPSE}),
        (
            record("ex-1", OURS),
            {
                LAPSE,
                "end customer",
                "installation address",
                "contract level",
                "proof of ownership",
            },
        ),
        (record("ex-1", claim=FULL), {LAPSE, LOOKUP}),
        (
            record("ex-1", {**OURS, "result": "inconclusive", "noted": True}, claim=FULL),
            {LAPSE, LOOKUP},
        ),
        (record("ex-1", OURS, claim=FULL, unit={"model_number": ""}), {LAPSE, "SKU"}),
        (record("ex-1", OURS, claim=FULL, unit={"serial_number": ""}), {LAPSE, "serial number"}),
        (record("ex-1", OURS, claim=FULL, software=None), {LAPSE, "installed release"}),
        (record("ex-1", OURS, claim=FULL, modules=None), {LAPSE, "serial numbers of its modules"}),
        (
            record("ex-1", OURS, claim=FULL, licenses={"complete": False, "reason": "denied", "licenses": []}),
            {LAPSE, "installed licenses"},
        ),
    ],
)  # fmt: skip
def test_what_isnt_known_is_to_be_filled_in(unit: dict[str, Any], asked: set[str]) -> None:
    found = gaps(unit)
    assert found.pop("requester") == []
    assert set(found) == asked
    assert all(names == ["ex-1"] for names in found.values())
    page = text(files(unit)["reinstatement-request.html"])
    assert page.index("Fill in before sending") < page.index("Units")


def test_a_gap_is_asked_once_for_all_units() -> None:
    assert gaps(record("ex-1", OURS, claim=FULL), record("ex-2", OURS))[LAPSE] == ["ex-1", "ex-2"]
    page = text(files(record("ex-1", OURS, claim=FULL), record("ex-2", OURS))["reinstatement-request.html"])
    assert "Date since which no support contract covers it: all 2 units" in page


def test_the_partner_is_told_what_was_declared_and_not_what_it_is_worth() -> None:
    told = files(record("ex-1", OURS, claim=FULL), held(name="mx-3"))
    page = text(told["reinstatement-request.html"])
    for part in ("A Hospital", "1 Street", "Core Plus", "bill 7", "JCPO-9", SERIAL, "EX4400-48T", "23.4R2-S4.11"):
        assert part in page
    for part in (
        "registered-to-us on 2026-11-01",
        "USD 1,000",
        "no known upper limit",
        "P12 reinstatement",
        "1EDV1234567",
    ):
        assert part in page
    for name in ("reinstatement-request.html", "reinstatement-request.md", "reinstatement-request.csv"):
        for never in (b"Sold & Co", b"Sold &amp; Co", b"4711", b"70123", b"70,123", b"mx-3"):
            assert never not in told[name]


@pytest.mark.parametrize(
    ("serial", "listed"), [("ABC", True), ("", False), ("BUILTIN", False), ("builtin", False), (SERIAL.lower(), False)]
)
def test_modules_with_a_serial_of_their_own(serial: str, listed: bool) -> None:
    unit = record("ex-1", OURS, claim=FULL, modules=[module(serial_number=serial)])
    rows = list(csv.DictReader(io.StringIO(files(unit)["reinstatement-request.csv"].decode("utf-8-sig"))))
    assert [row["item"] for row in rows] == ["product", *(["module"] if listed else [])]


def test_the_spreadsheet_has_fees_once_for_each_product() -> None:
    unit = record("ex-1", OURS, claim=FULL)
    rows = list(csv.DictReader(io.StringIO(files(unit)["reinstatement-request.csv"].decode("utf-8-sig"))))
    assert tuple(rows[0]) == ReinstatementRequest.columns
    assert [(row["serial_number"], row["fee_low"], row["fee_high"]) for row in rows] == [
        (SERIAL, "1000", ""),
        ("1EDV1234567", "", ""),
        ("1EDV1234567", "", ""),
    ]
    assert rows[0]["to_be_filled_in"] == LAPSE
    assert rows[0]["lapse_of_support"] == ""


@pytest.mark.parametrize(("highs", "together"), [((3437, 2000), 5437), ((3437, None), None), ((None, None), None)])
def test_an_open_end_stays_open_in_the_sum(highs: tuple[int | None, ...], together: int | None) -> None:
    units = [record(f"ex-{place}") for place in range(len(highs))]
    for unit, high in zip(units, highs, strict=True):
        unit["fees"]["high"] = high
    values = ReinstatementRequest().values(Batch(document_views(units), RUN, {}))
    assert values is not None
    assert (values["low"], values["high"]) == (2000, together)


def test_the_cover_counts_what_is_requested_and_says_where_the_units_are() -> None:
    modules = [module(place=f"PSU {number}", serial_number=f"1EDV{number}", kind="power-supply") for number in (1, 2)]
    placed = claim(serial=SERIAL, rack="R1", position="U7")
    told = files(record("ex-1", modules=modules, claim=placed), record("ex-2", modules=None))
    page = html.document_fromstring(told["reinstatement-request.html"].decode())
    (cover,) = page.xpath("//*[@class='cover']")
    shown = " ".join(cover.text_content().split())
    assert "2, with 4 serial numbers in all" in shown
    assert "USD 2,000 or more" in shown
    assert "| Number of units | 2, with 4 serial numbers in all |" in told["reinstatement-request.md"].decode()
    assert "| Our reference | ex-1, rack R1, position U7 |" in told["reinstatement-request.md"].decode()
