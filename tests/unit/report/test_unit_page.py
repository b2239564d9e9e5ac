"""The page of a unit agrees with its record: each finding once, the same price and worth, and it can be read by ear."""

from __future__ import annotations

import copy
import re
from collections import Counter
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from reinstate.decision.record import Record
from reinstate.report.render import render_reports
from reinstate.report.views.page_view import PageView

from .samples import RUN, TEMPLATES, economy, finding, reason, record, step, summary_of, waiver, way


def page_of(told: dict[str, Any]) -> html.HtmlElement:
    """The unit's page, as a browser reads it."""
    pages = render_reports([told], RUN, summary_of([told]), [TEMPLATES])
    return html.document_fromstring(pages["ex-1.html"].decode())


def text_of(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def answer(page: html.HtmlElement) -> dict[str, str]:
    """The first screen: each question with its answer."""
    (listed,) = page.find_class("qa")
    return {text_of(asked): text_of(asked.getnext()) for asked in listed.findall("dt")}


KINDS = {
    "blocker": {"result": "fail", "gravity": "blocker"},
    "hold": {"result": "fail", "gravity": "blocker", "hold": True},
    "must-fix": {"result": "fail"},
    "informational": {"result": "fail", "gravity": "advice"},
    "informational hold": {"result": "fail", "gravity": "advice", "hold": True},
    "waived": {"result": "fail", "waiver": waiver()},
    "waiver expired": {"result": "fail", "waiver": waiver("expired")},
    "waived informational": {"result": "fail", "gravity": "advice", "waiver": waiver()},
    "unknown": {"result": "inconclusive", "gravity": "blocker"},
    "unknown advice": {"result": "inconclusive", "gravity": "advice"},
    "caused": {"result": "inconclusive", "cause": "check.n0"},
    "open": {"result": "inconclusive", "noted": True, "action": "collect"},
    "open blocker": {"result": "inconclusive", "gravity": "blocker", "noted": True, "action": "ask"},
    "passed": {"result": "pass"},
    "not applicable": {"result": "not_applicable"},
}
SECTIONS = {
    **dict.fromkeys(
        ("blocker", "hold", "must-fix", "informational hold", "waiver expired", "unknown", "caused"), "findings"
    ),
    **dict.fromkeys(("waived", "waived informational"), "waivers"),
    "informational": "informational",
    **dict.fromkeys(("unknown advice", "open", "open blocker"), "open"),
    **dict.fromkeys(("passed", "not applicable"), "passed"),
}


def told_of(kinds: list[str], *, alike: bool) -> dict[str, Any]:
    """A record with a finding of each of these kinds, whose texts are alike or each its own."""
    findings = []
    for number, kind in enumerate(kinds):
        fields = copy.deepcopy(KINDS[kind])
        what = "the same is wrong" if alike else f"thing {number} is wrong"
        findings.append(finding(f"check.n{number}", fields.pop("result"), what=what, **fields))
    points = [{"check": one["check"], "clause": "", "text": one["message"]} for one in findings if one["noted"]]
    bad = any(SECTIONS[kind] == "findings" for kind in kinds)
    decision = {"verdict": "fail", "disposition": "remediate"} if bad else {}
    told = record("ex-1", *findings, open_points=points, **decision)
    decides = next((one for one, kind in zip(findings, kinds, strict=True) if SECTIONS[kind] == "findings"), None)
    return {**told, "deciding": reason(decides) if decides else None}


def section_of(element: html.HtmlElement) -> str:
    """The id of the section heading before an element."""
    return str(element.xpath("string((preceding::h2/@id)[last()])"))


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=12), st.booleans())
def test_every_finding_is_on_the_page_exactly_once_and_under_its_kind(kinds: list[str], alike: bool) -> None:
    told = told_of(kinds, alike=alike)
    page = page_of(told)
    shown = page.xpath("//*[starts-with(@id, 'finding-')]")
    assert sorted(one.get("id") for one in shown) == sorted(f"finding-{n}" for n in range(1, len(kinds) + 1))
    for number, (kind, one) in enumerate(zip(kinds, told["findings"], strict=True), 1):
        (element,) = page.xpath(f"//*[@id='finding-{number}']")
        assert section_of(element) == SECTIONS[kind]
        assert one["check"] in {text_of(code) for code in element.iter("code")}
    targets = Counter(link.removeprefix("#") for link in page.xpath("//a/@href") if link.startswith("#finding-"))
    assert set(targets) <= {one.get("id") for one in shown}


@pytest.mark.parametrize("kind", KINDS)
def test_expected_and_found_are_fields(kind: str) -> None:
    told = told_of([kind], alike=False)
    told["findings"][0] |= {"expected": "what is right", "actual": "what it is"}
    (element,) = page_of(told).xpath("//*[@id='finding-1']")
    shown = text_of(element)
    stated = "Expected what is right Actual what it is" in shown
    assert stated == (kind != "not applicable")


def test_a_cause_is_said_once() -> None:
    told = told_of(["unknown", "unknown", "unknown"], alike=True)
    for one in told["findings"]:
        one["next_step"] = "look again"
    page = page_of(told)
    assert text_of(page.get_element_by_id("finding-1").getparent()).count("look again") == 0
    assert text_of(page.get_element_by_id("finding-1").getparent()).count("Look again") == 1
    assert "Same cause in 2 other findings" in text_of(page.get_element_by_id("finding-1"))


def test_what_passed_is_one_folded_line() -> None:
    page = page_of(told_of(["passed", "not applicable", "must-fix"], alike=False))
    (folded,) = [one for one in page.iter("details") if one.xpath(".//*[starts-with(@id, 'finding-')]")]
    assert text_of(folded.find("summary")) == "2 passed or not applicable"
    assert len(folded.xpath(".//*[starts-with(@id, 'finding-')]")) == 2


def money(**told: Any) -> dict[str, Any]:
    """A passed unit with this economy."""
    return record(economy=economy(**told))


def amount(low: int, high: int | None) -> dict[str, Any]:
    return {"low": low, "high": high, "source": "a quote"}


def cost(low: int, high: int | None) -> dict[str, Any]:
    return dict.fromkeys(economy()["cost"], amount(0, 0)) | {"total": amount(low, high)}


PRICES = {
    "a figure": (amount(3437, 3437), "USD 3,437"),
    "a range": (amount(1000, 12500), "USD 1,000 to 12,500"),
    "an open end": (amount(1000, None), "USD 1,000 or more"),
    "nothing": (amount(0, 0), "USD 0"),
}


@pytest.mark.parametrize(("stated", "shown"), PRICES.values(), ids=PRICES)
def test_the_price_and_what_is_at_risk_are_those_of_the_record(stated: dict[str, Any], shown: str) -> None:
    told = money(cost=cost(stated["low"], stated["high"]), at_risk_now=amount(7, stated["high"] and 9))
    price = answer(page_of(told))["Price"]
    assert price.startswith(f"{shown} ")
    risk = {None: "USD 7 or more", 0: "USD 7 or more"}.get(stated["high"], "USD 7 to 9")
    if stated["high"] != 0:
        assert f"At risk now, nonrefundable: {risk}." in price


WORTHS = {
    "worth it": (
        {"worth": "yes", "by_figures": "yes", "reason": "it adds more than it costs"},
        "Worth it It adds more",
    ),
    "not worth it": ({"worth": "no", "by_figures": "no", "reason": "it costs more"}, "Not worth it It costs more."),
    "not worth it, before a lookup": (
        {"worth": "no", "by_figures": "no", "lookup_first": True, "lookup_reason": "no answer"},
        "Not worth it ",
    ),
    "up to a quote": (
        {"worth": "depends", "by_figures": "depends", "up_to": 7999},
        "Depends on the quote: worth it if the open costs come to USD 7,999 or less",
    ),
    "no quote decides": ({"worth": "depends", "by_figures": "yes", "up_to": None}, "Needs an answer first"),
    "look up first": (
        {
            "worth": "depends",
            "by_figures": "yes",
            "lookup_first": True,
            "lookup_reason": "no answer",
            "reason": "so it is",
        },
        "Look up first, free No answer. By the figures: worth it; so it is.",
    ),
    "no value": ({}, "No value stated No value is declared for this unit."),
    "what was taken": ({"taken": ["no value as it is is declared: taken as USD 0"]}, "No value stated"),
}


@pytest.mark.parametrize(("told", "shown"), WORTHS.values(), ids=WORTHS)
def test_the_worth_is_that_of_the_record(told: dict[str, Any], shown: str) -> None:
    said = answer(page_of(money(**told)))["Worth it"]
    assert said.startswith(shown)
    assert all(one[1:] in said for one in told.get("taken", ()))


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        (4.6, "2031-06-30 (chassis) 4.6 years of support left"),
        (0.0, "2031-06-30 (chassis) Less than 0.1 years of support left"),
        (None, "2031-06-30 (chassis)"),
    ],
)
def test_the_years_of_support_left_are_those_of_the_record(years: float | None, shown: str) -> None:
    assert answer(page_of(money(support_years_left=years)))["Hardware supported until"] == shown


@pytest.mark.parametrize("disposition", ["hold", "reject"])
def test_a_unit_for_which_nothing_is_paid_has_no_price(disposition: str) -> None:
    held = finding("identity.listed", "fail", "blocker", hold=disposition == "hold")
    told = record("ex-1", held, verdict="fail", disposition=disposition, economy=economy(pay_nothing=True))
    shown = answer(page_of(told))
    assert shown["Price"] == "Fees: none is due, because no product inspection is requested"
    assert shown["Worth it"].startswith("Pay nothing")


def test_the_first_screen_names_one_reason_and_one_step() -> None:
    dead = finding("health.supplies", "fail", subject="PSM 0", what="the power supply is not OK", actual="Failed")
    steps = [
        step("PSM 0: replace it; inspect again", ("health.supplies", "PSM 0"), outlook="required for a pass"),
        step("B"),
    ]
    told = record(
        "ex-1", dead, verdict="fail", disposition="remediate", shortest_path=way(*steps, state="open", soonest=1)
    )
    page = page_of(told)
    shown = answer(page)
    assert shown["Reason"].startswith("PSM 0: the power supply is not OK Expected this Actual Failed")
    assert shown["Next step"] == "PSM 0: replace it Inspect again Required for a pass. All 2 steps"
    (marked,) = page.find_class("points-to")
    assert (marked.get("href"), text_of(marked)) == ("#finding-1", "The power supply is not OK")
    assert "remediate" in marked.getparent().get("class").split()
    assert text_of(marked.getparent()).startswith("PSM 0")


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("replace PEM 1; inspect again; report it", "replace PEM 1", "inspect again; report it"),
        ("Ask a partner. If confirmed, stop.", "Ask a partner.", "If confirmed, stop."),
        ("install release 23.4R2. S4", "install release 23.4R2. S4", ""),
        ("", "", ""),
    ],
)
def test_a_step_is_said_in_two(text: str, first: str, rest: str) -> None:
    assert PageView(record()).in_two(text) == (first, rest)


def test_the_bar_states_its_figures_as_text() -> None:
    (bar,) = page_of(money(cost=cost(1000, 2500), bound=8000)).find_class("cost")
    assert bar.get("role") == "img"
    assert bar.get("aria-label") == "Cost USD 1,000 to 2,500; worth it below USD 8,000"
    assert text_of(bar) == "worth it below USD 8,000 USD 1,000 to 2,500"


@pytest.mark.parametrize(("soonest", "named"), [(None, "A"), (1, "A"), (2, "B")])
def test_the_step_that_can_end_it_soonest_is_named(soonest: int | None, named: str) -> None:
    told = record(shortest_path=way(step("A"), step("B"), state="open", soonest=soonest))
    assert answer(page_of(told))["Next step"].startswith(f"{named} ")


def test_the_picture_and_the_table_state_the_same() -> None:
    dead = finding("health.supplies", "fail", subject="PSM 0", what="the power supply is not OK")
    slots = {"cards": [{"place": "FPC 0", "state": "Online"}, {"place": "FPC 1", "state": "Empty"}], "supplies": 2}
    page = page_of(record("ex-1", dead, verdict="fail", disposition="remediate", slots=slots))
    picture = {text_of(one.find("b")): one for one in page.find_class("fru")}
    rows = {text_of(one.find("th")): one for one in page.xpath("//table[contains(@class, 'modules')]/tbody/tr")}
    assert set(picture) == set(rows) == {"PSM 0", "PSM 1", "FPC 0", "FPC 1"}
    for place, box in picture.items():
        assert box.xpath(".//a/@href") == rows[place].xpath(".//a/@href")
        assert ("filled" in box.get("class")) == ("1EDV1234567" in text_of(rows[place]))
    assert "Empty" in text_of(picture["FPC 1"])
    assert "Nothing listed" in text_of(rows["PSM 1"])


FULL = told_of(list(KINDS), alike=False)


@pytest.mark.parametrize(
    "told", [FULL, record(), record(modules=None, software=None)], ids=["full", "pass", "no inventory"]
)
def test_a_page_can_be_read_by_ear(told: dict[str, Any]) -> None:
    page = page_of(told)
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(list(page.iter("main"))) == 1
    names = [one.get("aria-label") for one in page.iter("nav")]
    assert all(names)
    assert len(names) == len(set(names))
    assert page.xpath("//body/a[1]/@href") == ["#main"]
    assert not page.xpath("//main//main | //main//footer")
    for table in page.iter("table"):
        assert table.xpath("./thead/tr/th")
        assert not table.xpath(".//th[not(@scope)]")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} <= {
        re.sub("%2F", "/", one) for one in ids
    }
    assert not page.xpath("//section[not(@aria-label) and not(@aria-labelledby)]")
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    assert not page.xpath("//svg[not(@aria-hidden) and not(@role)]")


def test_the_style_has_no_block_left_open() -> None:
    """One that is left open takes every rule after it along, and nothing else fails."""
    depth = 0
    for line in (TEMPLATES / "report.css").read_text("utf-8").splitlines():
        assert not line.startswith("@") or depth == 0
        depth += line.count("{") - line.count("}")
        assert depth in (0, 1, 2)
    assert depth == 0


def test_color_is_never_alone() -> None:
    """Each badge, and each mark of a slot, has a symbol, and words beside it."""
    page = page_of(FULL)
    toned = [
        one
        for one in page.find_class("badge")
        if set(one.get("class").split()) & {"reject", "hold", "remediate", "investigate"}
    ]
    assert toned
    for one in (*toned, *page.find_class("points-to")):
        assert one.find("svg") is not None
        assert text_of(one)


def test_the_sample_of_every_kind_is_a_record() -> None:
    assert all(
        Record.model_validate(told_of([one, other], alike=alike))
        for one, other, alike in product(KINDS, KINDS, (True, False))
    )
