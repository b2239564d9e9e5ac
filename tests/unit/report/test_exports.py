"""What other programs read: the spreadsheet and the CI results."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reinstate.report.exports import COLUMNS, junit_xml, summary_csv
from reinstate.report.views.unit_view import unit_views

from .samples import RUN, claim, economy, finding, record, waiver

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("junit.xsd"))))


def _rows(*units: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(summary_csv(unit_views(units), RUN).decode("utf-8-sig"))))


def _junit(*units: dict[str, Any]) -> etree._Element:
    root = etree.fromstring(junit_xml(unit_views(units), RUN))
    SCHEMA.assertValid(root)
    return root


def test_a_row_per_unit() -> None:
    supply = finding("health.supply", "fail", subject="PSM 1", what="it is dead")
    (row,) = _rows(record("vc.fpc2", supply, verdict="fail", disposition="remediate"))
    assert tuple(row) == COLUMNS
    assert row == {
        "run_id": "20261123T040500.00Z",
        "unit": "vc.fpc2",
        "host": "vc",
        "member": "fpc2",
        "serial_number": "FA3720110123",
        "model": "EX4400-48T",
        "description": "EX4400-48T",
        "release": "23.4R2-S4.11",
        "verdict": "fail",
        "disposition": "remediate",
        "deciding_check": "health.supply",
        "reason": "PSM 1: it is dead - Expected: this Actual: that",
        "fee_low": "1000",
        "fee_high": "",
        "outcome": "complete",
        "record": "records/vc.fpc2.json",
        "worth": "unstated",
        "worth_reason": "no value is declared for this unit",
        "lookup_first": "no",
        **dict.fromkeys(("cost_low", "cost_high", "at_risk_low", "at_risk_high"), "0"),
        **dict.fromkeys(("declared_value", "up_to", "seller", "order", "lot", "rack", "position", "same_as"), ""),
        "counted": "yes",
        "fees_due": "yes",
    }


@pytest.mark.parametrize(
    ("disposition", "due"),
    [("reinstate", "yes"), ("remediate", "yes"), ("investigate", "yes"), ("reject", "no"), ("hold", "no")],
)
def test_fees_are_due_where_a_product_inspection_is_requested(disposition: str, due: str) -> None:
    assert _rows(record(disposition=disposition))[0]["fees_due"] == due


def test_excel_reads_umlauts() -> None:
    content = summary_csv(unit_views([record("sw-1", claim=claim(seller="Müller Söhne"))]), RUN)
    assert content.startswith(codecs.BOM_UTF8)
    assert content.count(codecs.BOM_UTF8) == 1
    assert "Müller Söhne" in content.decode()


def test_a_row_says_what_was_declared_and_what_it_comes_to() -> None:
    stated = {"seller": "Sold & Co", "order": "4711", "lot": "L1", "rack": "R1", "position": "U7"}
    cost = {**economy()["cost"], "total": {"low": 500, "high": None, "source": "quote"}}
    money = economy(declared_value=900, worth="depends", reason="so", up_to=899, lookup_first=True, cost=cost)
    (row,) = _rows(record(claim=claim(serial="S1", value=900, **stated), economy=money))
    assert {name: row[name] for name in stated} == stated
    said = ("declared_value", "worth", "worth_reason", "up_to", "lookup_first", "cost_low", "cost_high")
    assert [row[name] for name in said] == ["900", "depends", "so", "899", "yes", "500", ""]


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ('a,b"c', 'a,b"c'),
        ("two\r\nlines", "two lines"),
        ("\x1b[31m\x00", "[U+001B][31m[U+0000]"),
        ("Müller", "Müller"),
    ],
)
def test_a_cell_is_text(said: str, cell: str) -> None:
    assert _rows(record(unit={"serial_number": said}))[0]["serial_number"] == cell


@settings(max_examples=50)
@given(st.text(st.characters()))
def test_no_text_of_a_device_is_a_formula_or_a_row(text: str) -> None:
    unit = record()
    unit["unit"]["serial_number"] = unit["unit"]["model"] = text
    content = summary_csv(unit_views([unit]), RUN).decode("utf-8-sig")
    assert content.count("\n") == 2
    for cell in _rows(unit)[0].values():
        assert not re.search(r"(^|[;\"])\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell)


RESULTS = [
    (finding("a.b", "pass"), "", "pass"),
    (finding("a.b", "not_applicable"), "skipped", "pass"),
    (finding("a.b", "fail", "blocker"), "failure", "fail"),
    (finding("a.b", "fail", "condition"), "failure", "fail"),
    (finding("a.b", "fail", "advice"), "skipped", "pass"),
    (finding("a.b", "fail", "advice", hold=True), "failure", "fail"),
    (finding("a.b", "fail", "condition", waiver=waiver()), "skipped", "pass"),
    (finding("a.b", "fail", "condition", waiver=waiver("expired")), "failure", "fail"),
    (finding("a.b", "fail", "blocker", waiver=waiver("not-a-condition")), "failure", "fail"),
    (finding("a.b", "inconclusive", "blocker"), "error", "inconclusive"),
    (finding("a.b", "inconclusive", "condition"), "error", "inconclusive"),
    (finding("a.b", "inconclusive", "condition", noted=True), "skipped", "pass"),
    (finding("a.b", "inconclusive", "advice"), "skipped", "pass"),
    (finding("a.b", "inconclusive", "advice", hold=True), "error", "inconclusive"),
]


@pytest.mark.parametrize(("told", "kind", "verdict"), RESULTS)
def test_a_finding_is_red_where_it_weighs(told: dict[str, Any], kind: str, verdict: str) -> None:
    root = _junit(record("ex-1", told, verdict=verdict))
    (case,) = root.iter("testcase")
    assert (case.get("classname"), case.get("name")) == ("ex-1.a", "a.b [ex-1]")
    assert [child.tag for child in case] == ([kind] if kind else [])
    if kind:
        assert told["what"] in str(case[0].get("message"))
    suite = root.find("testsuite")
    assert suite is not None
    red = int(suite.get("failures", "")) + int(suite.get("errors", ""))
    assert (red == 0) == (verdict == "pass")


def test_a_verdict_without_a_finding_that_weighs_is_red_all_the_same() -> None:
    for verdict, kind in (("fail", "failure"), ("inconclusive", "error")):
        unit = record("ex-1", finding("a.b"), verdict=verdict, disposition="investigate")
        assert [child.tag for child in _junit(unit).iterfind(".//testcase[@name='verdict']/*")] == [kind]


def test_findings_of_one_check_and_subject_share_a_case_that_shows_the_worst() -> None:
    findings = [
        finding("a.b", "pass", what="first"),
        finding("a.b", "inconclusive", what="second"),
        finding("a.b", "fail", what="third"),
        finding("a.b", "fail", what="elsewhere", subject="FPC 0"),
        finding("a.b", "pass", what="the same place", subject="FPC  0"),
    ]
    root = _junit(record("ex-1", *findings, verdict="fail", disposition="remediate"))
    shared, other = root.iter("testcase")
    assert "third" in str(shared[0].get("message"))
    assert "second" in str(shared[0].text)
    assert other.get("name") == "a.b [FPC 0]"
    assert root.get("tests") == "2"
    assert root.get("failures") == "2"


def test_totals_add_up_over_suites() -> None:
    units = [record(f"u-{n}", told, verdict=verdict) for n, (told, _, verdict) in enumerate(RESULTS)]
    root = _junit(*units)
    suites = root.findall("testsuite")
    assert len(suites) == len(units)
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert int(root.get(name, "")) == sum(int(suite.get(name, "")) for suite in suites) == len(list(root.iter(tag)))
    assert sum(int(suite.get("skipped", "")) for suite in suites) == len(list(root.iter("skipped")))


def test_ids_stay_when_results_change() -> None:
    def ids(*findings: dict[str, Any], verdict: str) -> set[tuple[str | None, str | None]]:
        root = _junit(record("ex-1", *findings, verdict=verdict, disposition="remediate"))
        return {(case.get("classname"), case.get("name")) for case in root.iter("testcase")}

    good = ids(finding("a.b"), finding("a.c", subject="PSM 0"), verdict="pass")
    bad = ids(finding("a.c", "fail", subject="PSM 0", what="dead"), finding("a.b", "inconclusive"), verdict="fail")
    assert good == bad


@settings(max_examples=50)
@given(st.lists(st.text(st.characters(), max_size=30), min_size=1, max_size=4))
def test_any_text_gives_a_well_formed_file_with_unique_ids(texts: list[str]) -> None:
    unit = record()
    unit["findings"] = [finding("a.b", "fail", subject=text, what=text, actual=text) for text in texts]
    unit["unit"]["model"] = unit["unit"]["serial_number"] = texts[0]
    unit["verdict"] = "fail"
    unit["deciding"] = unit["findings"][0]
    root = _junit(unit)
    ids = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(ids) == len(set(ids))
    assert root.get("failures") == str(len(ids))
