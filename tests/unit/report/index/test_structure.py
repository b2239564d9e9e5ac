"""What a keyboard and a screen reader need, of small and of drawn tables, and that no text becomes more than text."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from lxml import html

from reinstate.report.index import index_view
from reinstate.report.index.rows import COLUMNS, FACETS
from reinstate.report.jinja_environment import data_block
from tests.unit.report.index.batches import HOSTILE, batch, files, index, shown

UNITS = batch(60, hostile=True)
NAMED = "//a | //button | //summary | //th | //h1 | //h2 | //h3 | //caption | //figcaption"


@pytest.fixture(params=["plain", "drawn"])
def page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> html.HtmlElement:
    if request.param == "drawn":
        monkeypatch.setattr(index_view, "MOST_PLAIN", 20)
        monkeypatch.setattr(index_view, "MOST_BOXES", 20)
    return index(UNITS)


def test_the_skip_link_is_first_and_leads_to_the_content(page: html.HtmlElement) -> None:
    first = page.xpath("//a[@href] | //button | //input | //select | //*[@tabindex]")[0]
    assert first.get("class") == "skip"
    assert page.get_element_by_id(first.get("href")[1:]).tag == "main"


def test_landmarks_and_headings_are_in_order(page: html.HtmlElement) -> None:
    assert len(page.xpath("//main")) == len(page.xpath("//h1")) == 1
    levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for section in page.xpath("//section | //nav"):
        named = section.get("aria-label") or section.get("aria-labelledby") or section.xpath("h3")
        assert named, html.tostring(section)[:200]
    for reference in page.xpath("//*[@aria-labelledby]/@aria-labelledby"):
        assert all(shown(page.get_element_by_id(one)) for one in reference.split())


def test_everything_that_is_selected_has_a_name(page: html.HtmlElement) -> None:
    for one in page.xpath(NAMED):
        assert shown(one) or one.get("aria-label"), html.tostring(one)[:200]
    for control in page.xpath("//input | //select"):
        assert control.xpath("ancestor::label")
    for region in page.xpath("//*[@tabindex='0']"):
        assert region.get("role") == "region"
        assert region.get("aria-label")


def test_tables_name_their_rows_and_columns(page: html.HtmlElement) -> None:
    for table in page.xpath("//table"):
        assert table.xpath("caption") or table.get("aria-label") or table.get("aria-labelledby") or _region(table)
        for heading in table.xpath(".//thead//th"):
            assert heading.get("scope") == "col"
        for row in table.xpath(".//tbody/tr"):
            assert row.xpath("th[@scope='row' or @scope='rowgroup']")
    (units,) = page.xpath("//table[contains(@class, 'units')]")
    assert units.get("role") == "table"
    for tag, role in (("thead", "rowgroup"), ("tbody", "rowgroup"), ("tr", "row"), ("td", "cell")):
        assert {one.get("role") for one in units.iter(tag)} <= {role}
    assert {one.get("role") for one in units.iter("th")} <= {"columnheader", "rowheader"}


def _region(table: html.HtmlElement) -> bool:
    return bool(table.getparent().get("aria-label"))


def test_every_symbol_is_drawn_and_beside_a_word(page: html.HtmlElement) -> None:
    drawn = set(page.xpath("//symbol/@id"))
    for symbol in page.xpath("//use"):
        assert symbol.get("href")[1:] in drawn
        picture = symbol.xpath("ancestor::svg")[0]
        assert picture.get("aria-hidden") == "true" or picture.get("role") == "img"
        assert shown(picture.getparent())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_links_of_groups_are_filters_that_the_table_has(page: html.HtmlElement) -> None:
    data = json.loads(page.get_element_by_id("unit-data").text)
    names = {select.get("name") for select in page.xpath("//select")}
    assert names == set(FACETS) == set(data["facets"])
    told = {re.fullmatch(r"\?group=([a-z-]+)#units", link)[1] for link in page.xpath("//ul[@class='tiles']//a/@href")}
    assert {value for value, _, _ in data["facets"]["group"]} <= told
    assert data["columns"] == list(COLUMNS)
    assert {one.get("value") for one in page.xpath("//input[@name='show']")} == set(COLUMNS) - {"unit"}


def test_filters_wait_for_the_script(page: html.HtmlElement) -> None:
    (tools,) = page.xpath("//div[@role='search']")
    assert tools.get("hidden") is not None


def test_the_policy_allows_the_script_and_not_the_data(page: html.HtmlElement) -> None:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.count("script-src") == 1
    assert "unsafe" not in policy
    scripts = page.xpath("//script")
    assert [one.get("type") for one in scripts] == ["application/json", None]


@pytest.mark.parametrize("text", [*HOSTILE, "</SCRIPT >", "\u2029", "<!--<script>", "\ud800"])
def test_a_block_of_data_holds_any_text_and_is_never_more(text: str) -> None:
    block = str(data_block({"x": [text, {text: 1}]}, "it"))
    assert not re.search(
        r"[<>&]", block.removeprefix('<script type="application/json" id="it">').removesuffix("</script>")
    )
    (element,) = html.fragments_fromstring(block)
    told = json.loads(element.text)
    assert list(told) == ["x"]
    assert told["x"] == [next(iter(told["x"][1])), told["x"][1]]
    assert block.isprintable()


def test_the_drawn_table_s_rows_are_on_plain_pages_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_view, "MOST_PLAIN", 20)
    monkeypatch.setattr(index_view, "_PER_PAGE", 25)
    written = files(UNITS)
    pages = [html.document_fromstring(written[name].decode()) for name in written if name.startswith("units~")]
    names = [shown(one) for page in pages for one in page.xpath("//tr[contains(@class, 'unit')]/th/a")]
    assert sorted(names) == sorted(one["unit"]["name"] for one in UNITS)
    assert len(pages) > 2
    linked = html.document_fromstring(written["index.html"].decode()).xpath("//nav//a/@href")
    assert linked == [name for name in written if name.startswith("units~")]
    for page in pages:
        assert 1 <= len(page.xpath("//tr[contains(@class, 'unit')]")) <= 25
        assert not page.xpath("//script")
    data = json.loads(html.document_fromstring(written["index.html"].decode()).get_element_by_id("unit-data").text)
    assert sorted(one["c"][0][0] for one in data["rows"]) == sorted(names)
    assert {one["u"] for one in data["rows"]} <= set(written)


def test_a_small_batch_has_no_further_pages() -> None:
    assert not [name for name in files(batch(5)) if name.startswith("units~")]
