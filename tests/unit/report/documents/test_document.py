"""What all documents of a batch have in common."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from reinstate.decision.record import Record
from reinstate.report.render import render_reports, write_reports
from tests.unit.report.documents.batches import SERIAL, accounts, files, held, module, not_presented, remediable
from tests.unit.report.samples import RUN, TEMPLATES, claim, finding, record, summary_of


@pytest.mark.parametrize(
    ("units", "claims", "stems"),
    [
        ([record("ex-1")], None, {"reinstatement-request"}),
        ([held()], None, {"brand-protection"}),
        ([remediable("ex-1", finding("health.fans", "fail"))], None, set()),
        (
            [remediable("ex-1", finding("health.fans", "fail"), claim=claim(serial=SERIAL, seller="A"))],
            None,
            {"seller-reports", "seller-report_A"},
        ),
        # Without a name there is nobody to send it to.
        (
            [remediable("ex-1", finding("health.fans", "fail"), claim=claim(serial=SERIAL, order="4711"))],
            None,
            {"seller-reports"},
        ),
        (
            [remediable("ex-1", finding("health.fans", "fail"))],
            {"broken": "claims.csv was changed"},
            {"seller-reports"},
        ),
    ],
)
def test_a_document_is_written_where_there_is_something_to_say(
    units: list[dict[str, Any]], claims: dict[str, Any] | None, stems: set[str]
) -> None:
    told = files(*units, claims=claims)
    own = {f"{unit['unit']['name']}.html" for unit in units} | {"index.html", "batch.html", "work-list.html"}
    found = {
        name.removesuffix(".html").partition("~")[0] for name in told if name.endswith(".html") and name not in own
    }
    assert found == stems
    alone = ("index.html", "batch.html")
    assert all(name.replace(".html", ".md") in told for name in told if name.endswith(".html") and name not in alone)
    linked = html.document_fromstring(told["index.html"].decode()).xpath("//ul[@class='documents']//a/@href")
    assert set(linked) - {"work-list.html"} == {
        f"{stem}.html" for stem in stems if not stem.startswith("seller-report_")
    }


def test_documents_of_an_earlier_judgement_are_removed(tmp_path: Path) -> None:
    sold = claim(serial=SERIAL, seller="A", order="1")
    units = [record("ex-1", claim=sold), held()]
    write_reports(tmp_path / "report", units, RUN, summary_of(units), TEMPLATES, evidence=tmp_path / "evidence")
    before = {path.name for path in (tmp_path / "report").iterdir()}
    assert {"brand-protection.md", "reinstatement-request.csv", "seller-reports.html"} <= before
    units = [remediable("ex-1", finding("health.fans", "fail"))]
    write_reports(tmp_path / "report", units, RUN, summary_of(units), TEMPLATES, evidence=tmp_path / "evidence")
    left = {path.name for path in (tmp_path / "report").iterdir()}
    assert not [name for name in left if name.startswith(("brand", "reinstatement", "seller"))]


def test_a_unit_named_as_a_document_takes_none_of_their_places() -> None:
    names = ("brand-protection", "reinstatement-request", "seller-reports", "work-list")
    units = [held(name=name, claim=claim(serial=SERIAL, seller="A")) for name in names] + [record("ex-1")]
    told = files(*units)
    assert len({name.lower() for name in told}) == len(told)
    assert b"Report to brand protection" in told["brand-protection.html"]


def test_a_template_of_ones_own_takes_the_place_of_a_document(tmp_path: Path) -> None:
    (tmp_path / "seller-report.md.j2").write_text("{{ order.seller }} {{ order.delivered | length }}\n")
    unit = record("ex-1", claim=claim(serial=SERIAL, seller="A|B"))
    told = render_reports([unit], RUN, summary_of([unit]), [tmp_path, TEMPLATES])
    (own,) = [content for name, content in told.items() if name.startswith("seller-report_") and name.endswith(".md")]
    assert own == b"A&#124;B 1\n"


HOSTILE = "<script>alert(1)</script>=cmd|'x'!A0 [a](javascript:b) ![c](http://d.example/e) `f` {{ 7*7 }} \x1b[2J\u202e"


def hostile() -> list[dict[str, Any]]:
    texts = {
        "serial": HOSTILE,
        **dict.fromkeys(("host", "seller", "order", "lot", "model", "condition", "ownership", "jcpo"), HOSTILE),
        **dict.fromkeys(("rack", "position", "end_customer", "installed_at", "contract_level", "source"), HOSTILE),
    }
    claimed = claim(
        **texts,
        further_serials=[HOSTILE],
        licenses=[HOSTILE],
        modules=[{"name": HOSTILE, "serial": "", "count": 1}],
    )
    device = dict.fromkeys(("model", "description", "part_number", "model_number", "clei_code"), HOSTILE)
    told = finding("identity.clone", "fail", "blocker", hold=True, subject=HOSTILE, what=HOSTILE, expected=HOSTILE)
    told |= {"actual": HOSTILE, "evidence": [{"item": "chassis-inventory", "xpath": HOSTILE}]}
    label = finding("attested.label", actual=HOSTILE)
    modules = [{**module(), **dict.fromkeys(module(), HOSTILE)}]
    parts = {"claim": claimed, "modules": modules, "software": [{"engine": "", "version": HOSTILE}]}
    declared = [{"kind": "claims", "files": [HOSTILE], "sha256": "", "rows": 1, "broken": HOSTILE}]
    return [
        held(told, label, unit={**device, "serial_number": HOSTILE}, declared=declared, **parts),
        record("ex-1", label, unit={**device, "serial_number": "A" + HOSTILE}, **parts),
    ]


def test_no_text_of_a_manifest_or_device_acts_in_a_document() -> None:
    missing = not_presented(HOSTILE, seller=HOSTILE, order=HOSTILE, model=HOSTILE, lot=HOSTILE)
    told = files(*hostile(), claims=accounts(missing, not_claimed=["ex-1"]))
    assert len([name for name in told if name.startswith("seller-report_")]) == 2
    for name, content in told.items():
        shown = content.decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown), name
        assert "49" not in re.sub(r"[0-9a-f]{10,}|&#\d+;", "", shown), name
        if name.endswith(".html"):
            page = html.document_fromstring(shown)
            assert not page.xpath("//img | //iframe | //body//script[not(contains(text(), 'use strict'))]"), name
            assert not [link for link in page.xpath("//a/@href") if re.match(r"(?i)[a-z]+:|//|/", link)], name
        if name.endswith(".md"):
            assert not re.search(r"<script|\]\(javascript|\]\(http", shown), name
        if name.endswith(".csv"):
            assert content.startswith(codecs.BOM_UTF8), name
            for row in csv.reader(io.StringIO(shown)):
                assert not [cell for cell in row if re.match(r"\s*[=+\-@]", cell)], name


def test_records_of_documents_are_of_the_published_form() -> None:
    for unit in hostile():
        assert Record.model_validate(unit)
