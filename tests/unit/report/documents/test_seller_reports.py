"""Claim against found, for each seller and order."""

from __future__ import annotations

import re
from typing import Any

import pytest

from reinstate.report.documents.document import Batch
from reinstate.report.documents.seller_reports import SellerReports
from reinstate.report.views.document_view import document_views
from tests.unit.report.documents.batches import (
    CLONE,
    SERIAL,
    accounts,
    files,
    held,
    not_presented,
    remediable,
    sold,
    text,
)
from tests.unit.report.samples import RUN, finding, record


def of_order(told: dict[str, bytes], order: str = "4711", form: str = "html") -> str:
    """What one order's file shows."""
    found = [
        content
        for name, content in told.items()
        if name.startswith("seller-report_") and name.endswith(form) and f"_{order}~" in name
    ]
    assert len(found) == 1
    return text(found[0]) if form == "html" else found[0].decode()


NEVER = {
    "another seller": "Other Ltd",
    "another's serial": "ZZ26OTHER",
    "another's host": "mx-9",
    "its own host": "lab-host-7",
    "the declared value": "70,123",
    "the end customer": "A Hospital",
    "the address": "1 Street",
    "who attested": "A. Person",
    "the source": "claims.csv",
    "the rack": "Rack-Nine",
    "evidence": "/rpc-reply",
    "an accusation": "stolen",
    "the check": "identity.clone",
}


def test_a_seller_is_sent_nothing_of_others_or_of_the_house() -> None:
    findings = (
        {**CLONE, "subject": "lab-host-7"},
        finding("identity.listed", "fail", "blocker", hold=True, what="its serial is listed", actual="stolen, list 3"),
        finding("attested.label", "fail", "blocker", hold=True, actual="ZZ26OTHER (A. Person on 2026-11-01)"),
        finding("health.fans", "fail", subject="Fan 1", what="has failed", actual="Failed"),
        finding("health.members", "fail", what="mx-9 isn't there", actual="NotPrsnt"),
        finding("claims.serial-agrees", "fail", what="it answers at lab-host-7 and is claimed for mx-9"),
        finding("integrity.accounts", "fail", what="an account of A. Person"),
    )
    own = sold(
        value=70123, end_customer="A Hospital", installed_at="1 Street", rack="Rack-Nine", host="lab-host-7", lot="L5"
    )
    other = remediable(
        "mx-9", finding("health.fans", "fail"), claim=sold("Other Ltd", "99"), unit={"serial_number": "ZZ26OTHER"}
    )
    other["claim"]["serial"] = "ZZ26OTHER"
    told = files(held(*findings, name="lab-host-7", claim=own), other, claims=accounts())
    for form in ("html", "md"):
        page = of_order(told, form=form)
        assert "Has failed" in page or "has failed" in page
        assert SERIAL in page
        assert "L5" in page
        assert {what: word for what, word in NEVER.items() if word in page} == {}
        assert "5 other findings are under review" in page


@pytest.mark.parametrize(
    ("disposition", "said"),
    [
        ("reinstate", "Passes the inspection as it is."),
        ("remediate", "Does not pass as it is, and can be corrected."),
        ("investigate", "Not yet determined."),
        ("reject", "Not eligible for reinstatement under Juniper's policy."),
        ("hold", "On hold until open questions are resolved."),
    ],
)
def test_what_comes_of_a_unit_in_words_that_accuse_nobody(disposition: str, said: str) -> None:
    unit = record("ex-1", claim=sold(), disposition=disposition)
    assert said in of_order(files(unit, claims=accounts()))


SWAPPED = finding(
    "claims.serial-agrees", "fail", "blocker", hold=True, subject="ex-1", what="another serial", expected="LOST1"
)


@pytest.mark.parametrize(
    ("unit", "missing", "said"),
    [
        (record("ex-1"), not_presented(), "No unit reports this serial number."),
        (
            record("ex-1", unit={"serial_number": ""}),
            not_presented(),
            "1 unit could not be read and can be this one.",
        ),
        (
            held(SWAPPED, name="ex-1"),
            not_presented(host="ex-1"),
            f"In its place, a unit reports the serial number {SERIAL} , model EX4400-48T",
        ),
        (held(SWAPPED, name="ex-1"), not_presented(host="ex-2"), "No unit reports this serial number."),
        (held({**SWAPPED, "expected": "LOST1, LOST2"}, name="ex-1"), not_presented(host="ex-1"), "No unit reports"),
        # What stands in its place and is claimed itself is another order's.
        (
            held(SWAPPED, name="ex-1", claim=sold("Other Ltd", "99")),
            not_presented(host="ex-1"),
            "No unit reports this serial number.",
        ),
    ],
)
def test_claimed_and_not_seen(unit: dict[str, Any], missing: dict[str, Any], said: str) -> None:
    page = of_order(files(unit, claims=accounts(missing)))
    assert "LOST1" in page
    assert said in page
    assert "1 unit" in page


def test_whether_units_are_missing_isnt_known_without_accounts() -> None:
    page = of_order(files(record("ex-1", claim=sold())))
    assert "Claimed, not found not known" in page


def test_claims_that_cant_be_relied_on_are_called_so_in_every_file() -> None:
    told = files(record("ex-1", claim=sold()), claims={"broken": "row 3 of secret.csv was cut"})
    page = of_order(told)
    assert "Some claims could not be read" in page
    assert "Claimed, not found not known" in page
    assert "secret.csv" not in page
    assert "row 3 of secret.csv was cut" in text(told["seller-reports.html"])


@pytest.mark.parametrize(
    ("host", "presented", "doubtful"),
    [("ex-1", ["ex-1"], ["ex-2"]), ("", [], ["ex-1", "ex-2"]), ("ex-9", [], ["ex-1", "ex-2"])],
)
def test_a_serial_on_two_boxes_makes_one_of_them_somebody_elses(
    host: str, presented: list[str], doubtful: list[str]
) -> None:
    units = [held({**CLONE, "subject": name}, name=name, claim=sold(host=host)) for name in ("ex-1", "ex-2")]
    values = SellerReports().values(Batch(document_views(units), RUN, {"claims": accounts()}))
    assert values is not None
    (order,) = values["orders"]
    assert [one.unit.name for one in order.delivered] == presented
    assert [unit.name for unit in values["doubtful"]] == doubtful
    assert [one.several for one in order.not_found] == ([] if presented else [2])


def test_orders_have_files_of_their_own_whatever_they_are_called() -> None:
    names = [("A", "B C"), ("A B", "C"), ("a", "b c"), ("../../etc", "passwd"), ("index", ""), ("A", "B/C")]
    units = [
        record(f"ex-{place}", claim=sold(seller, order, serial=f"S{place}"), unit={"serial_number": f"S{place}"})
        for place, (seller, order) in enumerate(names)
    ]
    told = files(*units, claims=accounts())
    own = [name for name in told if name.startswith("seller-report_")]
    assert len({name.lower() for name in own}) == 2 * len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]+", name) for name in own)


FEES = {"currency": "USD", "refundable": False, "lines": [], "low": 1000, "high": 2500, "open": []}
DECIDED = {
    "reinstate": ("pass", ()),
    "remediate": ("fail", (finding("health.fans", "fail"),)),
    "investigate": ("inconclusive", (finding("health.fans", "inconclusive"),)),
    "reject": ("fail", (finding("lifecycle.chassis-end-of-support", "fail", "blocker"),)),
    "hold": ("fail", (CLONE,)),
}


def _line(clause: str, sku: str, low: int | None, high: int | None) -> dict[str, Any]:
    stated = {"clause": clause, "title": f"fee {sku}", "sku": sku, "low": low, "high": high, "stated": low == high}
    return {**stated, "basis": "", "source": "quote", "as_of": "2026-11-01"}


def _fees(*lines: dict[str, Any], open_items: tuple[str, ...] = ()) -> dict[str, Any]:
    unknown = [f"{one['clause']} {one['title']}" for one in lines if one["high"] is None] + list(open_items)
    high = None if unknown else sum(one["high"] for one in lines)
    return {**FEES, "lines": lines, "low": sum(one["low"] or 0 for one in lines), "high": high, "open": unknown}


INSPECTION, LEFT = _line("P11", "SVC-INSPECT-2", 1000, 1000), _line("P14", "S-LEFT", None, None)
# name: (fees of the unit, licenses in its claim, what the seller is told)
CLAIMED_ALONE: dict[str, tuple[dict[str, Any], list[str], str]] = {
    "a key of a former owner": (_fees(INSPECTION, LEFT), [], "USD 1,000"),
    "a license that he claims": (_fees(INSPECTION, LEFT), ["s-left"], "USD 1,000 or more"),
    "of two licenses, the claimed one": (
        _fees(INSPECTION, _line("P14", "S-LEFT", 700, 700), _line("P14", "S-SOLD", 50, 60)),
        ["S-SOLD"],
        "USD 1,050 to USD 1,060",
    ),
    "keys that were not read": (_fees(INSPECTION, open_items=("P14 the list is incomplete",)), [], "USD 1,000"),
    "a fee without a price": (_fees(INSPECTION, _line("P12", "SVC-CP", None, None)), [], "USD 1,000 or more"),
}  # fmt: skip


@pytest.mark.parametrize(("fees", "licenses", "total"), CLAIMED_ALONE.values(), ids=CLAIMED_ALONE)
def test_fees_count_what_was_claimed_of_the_sellers_goods_alone(
    fees: dict[str, Any], licenses: list[str], total: str
) -> None:
    unit = record("ex-0", claim=sold(serial="S0", licenses=licenses), unit={"serial_number": "S0"}, fees=fees)
    written = of_order(files(unit, claims=accounts()), form="md")
    assert f"| Estimated fees (nonrefundable) | {total} |" in written
    assert f"product inspection and reinstatement: {total}, nonrefundable" in written


def an_order(form: str, *dispositions: str) -> str:
    """What the seller is sent of an order whose units ended so, each with fees of USD 1,000 to 2,500."""
    units = []
    for place, disposition in enumerate(dispositions):
        verdict, findings = DECIDED[disposition]
        serial = f"S{place}"
        unit = {"serial_number": serial}
        told = {"claim": sold(serial=serial), "unit": unit, "fees": FEES}
        units.append(record(f"ex-{place}", *findings, verdict=verdict, disposition=disposition, **told))
    return of_order(files(*units, claims=accounts()), form=form)


@pytest.mark.parametrize(
    ("dispositions", "total", "told"),
    [
        (("reinstate",), "USD 1,000 to USD 2,500", 0),
        (("reinstate", "remediate", "investigate"), "USD 3,000 to USD 7,500", 0),
        (("reinstate", "reject"), "USD 1,000 to USD 2,500 for 1 of 2 units", 1),
        (("reinstate", "hold", "reject"), "USD 1,000 to USD 2,500 for 1 of 3 units", 2),
        (("reject", "hold"), "none", 2),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_fees_that_nobody_should_pay_dont_count(dispositions: tuple[str, ...], total: str, told: int) -> None:
    written, page = an_order("md", *dispositions), an_order("html", *dispositions)
    assert f"| Estimated fees (nonrefundable) | {total} |" in written
    assert f"Estimated fees (nonrefundable) {total} " in page
    for one in (written, page):
        assert one.count("Fees: none, because no product inspection is requested") == told


def test_what_isnt_claimed_is_named_to_the_house_alone() -> None:
    units = [record("ex-1", claim=sold()), record("stranger", unit={"serial_number": "STRANGE1"})]
    told = files(*units, claims=accounts(not_claimed=["stranger"]))
    assert "stranger : EX4400-48T, serial number STRANGE1" in text(told["seller-reports.html"])
    assert "STRANGE1" not in of_order(told)


def test_orders_are_added_up() -> None:
    units = [
        record("ex-1", claim=sold(order="1", serial="S1"), unit={"serial_number": "S1"}),
        record("ex-2", claim=sold(order="1", serial="S2"), unit={"serial_number": "S2"}),
        record("ex-3", claim=sold(order="2", serial="S3"), unit={"serial_number": "S3"}),
    ]
    told = files(*units, claims=accounts(not_presented(order="2")))
    assert "| **Total** | 2 orders | 3 | 0 | 1 | USD 3,000 or more | |" in told["seller-reports.md"].decode()
    assert "Total 2 orders 3 0 1 USD 3,000 or more" in text(told["seller-reports.html"])
    (first,) = [content.decode() for name, content in told.items() if re.match(r"seller-report_.*_1~.*\.md", name)]
    assert "| Number of units | 2 claimed, 2 received, 0 different from the claim |" in first
    assert "| **Total** | | 2 units | 0 | 0 |" in first


def test_how_many_were_not_found_is_not_told_where_claims_cannot_be_read() -> None:
    told = files(record("ex-1", claim=sold()), claims=accounts(broken="claims.csv is damaged"))
    assert "| **Total** | 1 order | 1 | 0 | not known |" in told["seller-reports.md"].decode()
    assert "claimed, 1 received" not in told["seller-reports.md"].decode()


def test_a_report_on_a_held_unit_waits_for_juniper() -> None:
    """A seller who hears of a hold first can make the evidence go away."""
    other = remediable(
        "mx-9", finding("health.fans", "fail"), claim=sold("Other", "9"), unit={"serial_number": "ZZ26OTHER"}
    )
    other["claim"]["serial"] = "ZZ26OTHER"
    told = files(held(CLONE, claim=sold()), other, claims=accounts())
    assert "Not before Juniper has answered: 1 unit on hold" in text(told["seller-reports.html"])
    waiting = [line for line in told["seller-reports.md"].decode().splitlines() if "not before Juniper" in line]
    assert [line.split("|")[2].strip() for line in waiting] == ["4711"]
