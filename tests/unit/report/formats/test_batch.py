"""The batch in one file, to mail or to read as text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html
from markdown_it import MarkdownIt

from reinstate.report.render import render_reports
from reinstate.report.text import inert
from tests.unit.report.formats.hostile import HOSTILE, hostile_record
from tests.unit.report.samples import RUN, TEMPLATES, claim, finding, record, step, summary_of, way


def _batch(*records: dict[str, Any], **told: Any) -> dict[str, str]:
    summary = {**summary_of([record(one["unit"]["name"]) for one in records]), **told}
    files = render_reports(records, RUN, summary, TEMPLATES, exports=["markdown"])
    return {name: files[name].decode() for name in ("batch.html", "batch.md")}


def _shown(page: str) -> str:
    return " ".join(" ".join(html.document_fromstring(page).find("body").itertext()).split())


def _as_html(text: str) -> html.HtmlElement:
    return html.document_fromstring(MarkdownIt("commonmark").enable("table").render(text))


def _unit(name: str = "ex-1", **told: Any) -> dict[str, Any]:
    supply = finding("health.supplies", "fail", what="the power supply is dead", subject="PEM 1", actual="no output")
    passed = finding("frus.identity-present", what="all identities are present")
    steps = way(step("replace the power supply", ("health.supplies", "PEM 1")), state="open")
    bought = claim(serial="S1", seller="Sold & Co", order="4711", rack="R1", position="U7")
    given = {"verdict": "fail", "disposition": "remediate", "claim": bought, "shortest_path": steps, **told}
    return record(name, supply, passed, **given)


SAID = (
    "Remediate",
    "FA3720110123",
    "Rack R1, U7",
    "Sold & Co, order 4711",
    "PEM 1: the power supply is dead",
    "Must-fix: failed",
    "no output",
    "Replace the power supply",
    "USD 1,000 or more",
)


@pytest.mark.parametrize("name", ["batch.html", "batch.md"])
def test_it_says_of_each_unit_what_prevents_a_pass_and_what_to_do(name: str) -> None:
    content = _batch(_unit())[name]
    text = _shown(content) if name.endswith(".html") else " ".join(_as_html(content).itertext())
    for said in SAID:
        assert said.casefold() in text.casefold(), said
    assert "all identities are present" not in text


def test_the_page_refers_to_nothing_outside_itself() -> None:
    root = html.document_fromstring(_batch(_unit(), record("ex-2"))["batch.html"])
    targets = root.xpath("//@href | //@src | //@action | //@data")
    anchors = {f"#{name}" for name in root.xpath("//@id")}
    assert {target for target in targets if target not in anchors} == {"data:,"}
    assert len(targets) == 2 + 2
    assert not root.xpath("//script | //iframe | //object | //link[@rel='stylesheet']")
    style = root.findtext(".//style")
    assert "url(" not in style
    assert "@import" not in style


def test_a_unit_takes_little_of_a_mail() -> None:
    many = [finding(f"a.c{number}", "fail", subject=f"PEM {number}") for number in range(140)]
    units = [record(f"ex-{number}", *many, verdict="fail", disposition="remediate") for number in range(20)]
    alone, all_of_them = (len(_batch(*some)["batch.html"].encode()) for some in (units[:1], units))
    assert (all_of_them - alone) / 19 < 6_000


def test_what_is_not_listed_is_counted() -> None:
    many = [finding(f"a.c{number}", "fail", subject=f"PEM {number}") for number in range(40)]
    for content in _batch(record("ex-1", *many, verdict="fail", disposition="remediate")).values():
        assert "25 more are in the record of the unit" in content


def test_no_fee_is_due_for_a_unit_on_hold() -> None:
    content = _batch(_unit(verdict="fail", disposition="hold"))
    assert "Fees: none due." in _shown(content["batch.html"])
    assert "Fees: none due." in content["batch.md"]


@pytest.mark.parametrize("name", HOSTILE)
def test_the_page_shows_a_text_and_does_nothing_with_it(name: str) -> None:
    text = inert(HOSTILE[name])
    root = html.document_fromstring(_batch(hostile_record(HOSTILE[name]))["batch.html"])
    assert " ".join(text.split()) in " ".join(root.text_content().split())
    assert not root.xpath("//script | //b | //@onclick")


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_shows_a_text_and_does_nothing_with_it(name: str) -> None:
    root = _as_html(_batch(hostile_record(HOSTILE[name]))["batch.md"])
    usual = _as_html(_batch(hostile_record("plain"))["batch.md"])
    assert [one.tag for one in root.iter()] == [one.tag for one in usual.iter()]
    assert " ".join(inert(HOSTILE[name]).split()) in " ".join(root.text_content().split())


GOLDEN = """\
# Inspection report

1 unit on 1 host: 0 could pass Juniper's product inspection, 1 could not, and 0 are not yet determined.

Run 20261123T040500.00Z, started 2026-11-23 04:05 UTC, evaluated as of 2026-11-23 04:06 UTC under policy default 1.

- Reinstate: 0 units (passes as it is)
- Remediate: 1 unit (can be corrected before the product inspection)
- Investigate: 0 units (a deciding fact is unknown)
- Reject: 0 units (not eligible under the policy)
- Hold: 0 units (keep and isolate the unit; do not wipe, return, or resell it; report it)

## Units

| Unit | Disposition | Model | Serial number | Location | Fees |
|---|---|---|---|---|---|
| ex-1 | remediate | EX4400-48T | FA3720110123 | rack R1, U7 | USD 1,000 or more |

## ex-1: remediate

EX4400-48T, serial number FA3720110123, Junos 23.4R2-S4.11; Sold &#38; Co, order 4711. Fees: USD 1,000 or more.

Findings that prevent a pass:

- PEM 1: the power supply is dead (Must-fix: failed): no output

Steps:

1. Replace the power supply

Fees are nonrefundable guidance in US dollars; an authorized partner quotes the actual fees. Only \
Juniper decides on eligibility.
"""


def test_markdown_reads_well_raw() -> None:
    unit = _unit()
    written = render_reports([unit], RUN, summary_of([unit]), TEMPLATES, exports=["markdown"])["batch.md"].decode()
    assert written == GOLDEN
    assert not re.search(r"\n\n\n| $", written, re.MULTILINE)


LOST = {**dict.fromkeys(("host", "lot", "rack", "position", "source"), ""), "serial": "LOST1", "model": "EX4400-24T"}
CLAIMS = {"claimed": 300, "not_claimed": ["ex-1"], "not_presented": [{**LOST, "seller": "Sold", "order": "7"}] * 202}


@pytest.mark.parametrize("name", ["batch.html", "batch.md"])
def test_it_says_what_the_index_says_of_claims_and_of_old_data(name: str) -> None:
    content = _batch(record("ex-1"), claims=CLAIMS, notices=["fees: 400 days old"])[name]
    text = _shown(content) if name.endswith(".html") else " ".join(" ".join(_as_html(content).itertext()).split())
    for said in (
        "fees: 400 days old",
        "300 claims: 202 not found, 1 unit not claimed.",
        "Not found: LOST1 EX4400-24T, Sold, order 7",
        "2 more are in the index",
        "Not claimed: ex-1",
    ):
        assert said in text
    assert text.count("LOST1") == 200


@pytest.mark.parametrize("name", ["batch.html", "batch.md"])
def test_it_says_that_claims_cannot_be_used(name: str) -> None:
    broken = {**CLAIMS, "broken": "claims.csv is damaged"}
    assert "claims.csv is damaged" in _batch(record("ex-1"), claims=broken)[name]
    assert "LOST1" not in _batch(record("ex-1"), claims=broken)[name]
