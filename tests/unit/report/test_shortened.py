"""Pages are bounded, whatever a device lists: the worst is shown, and the rest is counted."""

from __future__ import annotations

import time
from typing import Any

from lxml import etree

from reinstate.report.render import render_reports
from reinstate.report.shortened import shortened
from tests.unit.report.samples import RUN, TEMPLATES, finding, record, summary_of

MIB = 1024 * 1024
MODULES = 9_900


def crowded(name: str) -> dict[str, Any]:
    """A unit with 9,900 modules, each with text as long as a finding can hold and a finding of its own."""
    passed = [finding("frus.part-identity", subject=f"{name} FPC {slot}", actual="x" * 390) for slot in range(MODULES)]
    failed = [
        finding("frus.part-identity", "fail", subject=f"{name} PIC {slot}", actual="<" * 390) for slot in range(4000)
    ]
    worst = finding("identity.clone", "fail", "blocker", subject=name, hold=True)
    told = record(name, worst, *passed, *failed, verdict="fail", disposition="hold")
    module = told["modules"][0]
    return {
        **told,
        "modules": [{**module, "place": f"FPC {slot}", "description": "d" * 4000} for slot in range(MODULES)],
    }


def test_pages_of_hosts_with_thousands_of_modules_are_bounded() -> None:
    batch = [crowded(f"ex-{number}") for number in range(8)]
    began = time.process_time()
    told = render_reports(batch, RUN, summary_of(batch), [TEMPLATES])
    assert time.process_time() - began < 60
    assert "And 9,400 more in the record." in told["ex-0.html"].decode()
    assert "And 7,400 more in the record." in told["brand-protection.md"].decode()
    of_a_unit = {name: len(told[name]) for name in told if name.startswith("ex-")}
    assert len(of_a_unit) == 16
    assert max(of_a_unit.values()) < MIB
    assert max(map(len, told.values())) < 8 * MIB  # those of the whole batch
    for page in (told["ex-0.html"].decode(), told["ex-0.md"].decode()):
        assert "13,751 more of findings, 7,400 more of modules" in page
        assert "identity.clone" in page
    suites = etree.fromstring(told["junit.xml"])
    assert {one.get("failures") for one in suites.iter("testsuite")} != {"0"}
    assert [one.get("value") for one in suites.iter("property") if one.get("name") == "omitted_findings"] == [
        "13751"
    ] * 8


def test_the_most_important_findings_stay_in_their_order() -> None:
    many = [finding("frus.part-identity", subject=f"FPC {slot}") for slot in range(400)]
    deciding = finding("identity.clone", "inconclusive", subject="ex-1")
    bad = finding("health.supplies", "fail", subject="PSU 1")
    told = shortened(record("ex-1", deciding, *many, bad, verdict="inconclusive", disposition="investigate"))
    assert [one["check"] for one in told["findings"][:1] + told["findings"][-1:]] == [
        "identity.clone",
        "health.supplies",
    ]
    assert len(told["findings"]) == 150
    assert told["omitted"] == {"findings": 252}


def test_an_ordinary_record_is_shown_whole() -> None:
    assert shortened(record()) == record()
