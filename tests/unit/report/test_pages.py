"""The pages: what they show, that no text of a device changes what they are made of, and whose templates count."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from reinstate.decision.record import Record
from reinstate.errors import InputError, StorageError
from reinstate.evidence.names import file_name
from reinstate.report.render import render_reports, write_reports
from reinstate.report.text import visible

from .samples import (
    RUN,
    TEMPLATES,
    change,
    claim,
    economy,
    finding,
    reason,
    record,
    step,
    summary_of,
    superseded,
    waiver,
    way,
)

SAID = "device said this"


_CLAIMED = (
    *("serial", "host", "seller", "order", "lot", "model", "condition", "ownership", "jcpo", "rack", "position"),
    *("end_customer", "installed_at", "contract_level", "source"),
)


def hold(state: str, **told: str) -> dict[str, Any]:
    """A hold in whose every text the device's text stands."""
    return {"id": "0123456789ab", "state": state, "cause": SAID, "shows": SAID, "marks": [SAID], **_NO_HOLD, **told}


_NO_HOLD = {"subject": "", "since": "", "ended": ""}


def _said_everywhere() -> dict[str, Any]:
    """A record in which the device's text stands wherever a device's text can stand."""
    failed = finding("health.supply", "fail", subject=SAID, what=SAID, expected=SAID, actual=SAID, next_step="mend it")
    failed["evidence"] = [{"item": "chassis-inventory", "xpath": SAID}]
    unknown = finding("identity.clone", "inconclusive", "blocker", hold=True, what=SAID)
    noted = finding("frus.label", "inconclusive", noted=True, what=SAID)
    advice = finding("frus.optics", "fail", "advice", what=SAID)
    lifted = finding("software.release", "fail", what=SAID, waiver=waiver())
    told = record(
        "ex-1",
        *(failed, unknown, noted, advice, lifted),
        finding("identity.chassis-serial", actual=SAID),
        finding("attested.condition", actual=SAID),
        verdict="fail",
        disposition="investigate",
        beside=[reason(unknown)],
        unit=dict.fromkeys(("serial_number", "model", "description", "part_number", "model_number", "clei_code"), SAID),
        software=[{"engine": SAID, "version": SAID}, {"engine": "re1", "version": SAID + "."}],
        open_points=[{"check": "frus.label", "clause": "", "text": SAID}],
        supportable={"until": None, "limited_by": SAID, "open": [SAID]},
        claim=claim(
            **dict.fromkeys(_CLAIMED, SAID),
            further_serials=[SAID],
            licenses=[SAID],
            modules=[{"name": SAID, "serial": SAID, "count": 1}],
        ),
        economy=economy(worth="no", reason=SAID, declared_value=1),
        declared=[{"kind": "claims", "files": [SAID], "sha256": "", "rows": 1, "broken": SAID}],
        shortest_path=way(
            step(SAID, ("frus.label", SAID), action="look-up", about=SAID, if_bad="reject"),
            step(SAID, ("frus.label", SAID), action="collect"),
            step(SAID, ("frus.label", SAID), action="zeroize", destroys=True),
            state="open",
            unknown=[{"check": "frus.label", "subject": SAID}],
        ),
        holds=[hold("stands"), hold("released", ended=SAID, subject=SAID, since="first")],
        not_superseded=[{"run_id": "first", "unit": SAID, "digest": "", "answer": "another", "why": SAID}],
        supersedes=superseded(remedied=[change("fail", "gone", message=SAID)], new=[change("", "fail", message=SAID)]),
    )
    told["modules"] = [dict.fromkeys(told["modules"][0], SAID)]
    told["licenses"]["licenses"][0] |= {"name": SAID, "sku": SAID}
    told["evidence"]["damage"] = told["evidence"]["outcome"]["detail"] = SAID
    return Record.model_validate(told).to_json()


def _say(told: Any, text: str) -> Any:
    if isinstance(told, dict):
        return {key: _say(value, text) for key, value in told.items()}
    if isinstance(told, list):
        return [_say(value, text) for value in told]
    return told.replace(SAID, text) if isinstance(told, str) else told


RECORD = _said_everywhere()
SUMMARY = summary_of([RECORD])


def _pages(text: str) -> dict[str, bytes]:
    return render_reports([_say(RECORD, text)], RUN, SUMMARY, [TEMPLATES])


def _html_skeleton(page: bytes) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every element with its attributes, in order: what a page is made of, without its texts."""
    root = html.document_fromstring(page.decode())
    return [
        (str(one.tag), tuple((name, _file(value)) for name, value in sorted(one.attrib.items()))) for one in root.iter()
    ]


def _file(value: str) -> str:
    """An attribute's value; the file of a seller is called after it, safely, and that is no difference."""
    return re.sub(r"^seller-report[\w.-]*~[0-9a-f]{10}", "seller-report", value, flags=re.ASCII)


def _markdown_skeleton(page: bytes) -> list[str]:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").parse(page.decode())
    inline = ("text", "text_special")
    return [one.type for token in tokens for one in (token, *(token.children or ())) if one.type not in inline]


HOSTILE = [
    "<script>alert(1)</script>",
    "</title></style></script><img src=x onerror=alert(1)>",
    '"\' onmouseover=alert(1) x="',
    "{{ 7*7 }}{% raw %}{{ config }}",
    "{{ ''.__class__.__mro__ }}",
    "<!-- <![CDATA[ ]]> -->",
    "&lt;script&gt; &#60;",
    "[x](javascript:alert(1)) | ![y](z) `code`",
    "# h\n\n- item\n\n<script>",
    "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "\u202etxt.exe\u2066\u200b",
    "nul\x00 \ufffe \ud800",
    "    code",
    "javascript:alert(1)",
    "x" * 900,
]
PLAIN = {name: content for name, content in _pages(SAID).items() if name.endswith((".html", ".md"))}


def _made_alike(text: str) -> None:
    # A seller's file has another name where the seller has; the order of files is the same.
    pages = [content for name, content in _pages(text).items() if name.endswith((".html", ".md"))]
    for (name, page), said in zip(PLAIN.items(), pages, strict=True):
        skeleton: Callable[[bytes], Any] = _html_skeleton if name.endswith(".html") else _markdown_skeleton
        assert skeleton(said) == skeleton(page), name
        shown = said.decode()
        assert not re.search(
            "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffe\ud800-\udfff]", shown
        )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_is_made_alike_whatever_a_device_says(text: str) -> None:
    _made_alike(text)


@settings(max_examples=settings().max_examples // 4, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE[:-1]) | st.text(st.characters(), max_size=20), min_size=1).map("".join))
def test_no_text_changes_what_a_page_is_made_of(text: str) -> None:
    if visible(text):
        _made_alike(text)


def test_a_page_shows_what_a_device_said() -> None:
    text = "<b>{{ 7*7 }}</b> \x1b[31m\u202e"
    page = html.document_fromstring(_pages(text)["ex-1.html"].decode())
    shown = " ".join(page.text_content().split())
    assert "<b>{{ 7*7 }}</b> [U+001B][31m[U+202E]" in shown
    assert "49" not in shown


def test_a_page_fetches_and_runs_nothing_of_others() -> None:
    for name, content in PLAIN.items():
        if not name.endswith(".html"):
            continue
        page = html.document_fromstring(content.decode())
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not page.xpath("//*[@style] | //*[@src] | //iframe | //object | //embed | //form | //base")
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        assert page.xpath("//link/@href") == ["data:,"]
        links = page.xpath("//a/@href")
        assert not [link for link in links if re.match(r"(?i)[a-z]+:|//|/", link)]
        assert len(page.xpath("//h1")) == 1
        assert not page.xpath("//thead//th[not(@scope)]")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))


def _text_of(unit: dict[str, Any], name: str = "ex-1.html") -> str:
    page = render_reports([unit], RUN, summary_of([unit]), [TEMPLATES])[name].decode()
    return _shown(html.document_fromstring(page)) if name.endswith(".html") else page


def _shown(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


SUPPLY = finding("health.supply", "fail", subject="PSM 1", what="the supply is dead", next_step="replace it")
STOLEN = finding("identity.listed", "fail", "blocker", hold=True, what="a list names it as stolen")
UNSEEN = finding("integrity.visibility", "inconclusive", what="the login cannot see scripts")
NOTED = finding("identity.label", "inconclusive", noted=True, what="no label was declared")


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        (record(), ["Verdict: pass", "Reinstate: passes as it is", "None found by this inspection."]),
        (
            record("ex-1", SUPPLY, verdict="fail", disposition="remediate"),
            ["Verdict: fail", "PSM 1: the supply is dead", "Must-fix: failed", "Next step Replace it", "health.supply"],
        ),
        (
            record("ex-1", STOLEN, UNSEEN, verdict="fail", disposition="hold", beside=[reason(UNSEEN)]),
            [
                "Hold: keep and isolate the unit; do not wipe, return, or resell it; report it",
                "A list names it as stolen",
                "Blocker: failed, hold",
                "Other blockers and holds: The login cannot see scripts (that) Must-fix: inconclusive",
            ],
        ),
        (
            record("ex-1", UNSEEN, verdict="inconclusive", disposition="investigate"),
            ["Verdict: inconclusive", "The login cannot see scripts", "Must-fix: inconclusive"],
        ),
        (record("ex-1", NOTED), ["Verdict: pass", "1 inconclusive (1 open item)", "open item"]),
        (
            record("ex-1", {**SUPPLY, "waiver": waiver()}),
            ["Verdict: pass", "PSM 1: the supply is dead Waived", "Owner A. Owner", "Until 2027-01-31"],
        ),
        (
            record("ex-1", {**SUPPLY, "waiver": waiver("expired")}, verdict="fail", disposition="remediate"),
            ["Waiver expired, not in effect", "Scope check health.supply, unit ex-1", "Must-fix: failed"],
        ),
        (record(), ["Hardware supported until 2031-06-30 (chassis)"]),
        (
            record(supportable={"until": "2027-07-01", "limited_by": "Routing Engine 0", "open": ["FPC 1: no row"]}),
            ["Hardware supported until 2027-07-01 at the latest (Routing Engine 0)"],
        ),
        (
            record(supportable={"until": None, "limited_by": "", "open": []}),
            ["Hardware supported until no end of support announced"],
        ),
        (
            record(supportable={"until": None, "limited_by": "", "open": ["chassis: no row"]}),
            ["Hardware supported until not known", "No lifecycle data for: chassis: no row"],
        ),
        (
            record(unit={"profile": ""}, supportable={"until": None, "limited_by": "", "open": []}),
            ["Hardware supported until not known"],
        ),
        (record(software=None, modules=None), ["Installed Junos not known", "The inventory is not known."]),
        (
            record(software=[{"engine": "re0", "version": "23.4R2"}, {"engine": "re1", "version": ""}]),
            ["re0 23.4R2, re1 not known"],
        ),
        (
            record(),
            [
                "may be stolen. (P26) Unknown identity.listed",
                "(P28) Found frus.empty-slots",
                "Applies to every gray-market product",
            ],
        ),
        (
            record(),
            ["Junos included with the hardware", "embedded", "re-register it with the hardware (P16)"],
        ),
        (
            record(),
            [
                "USD 1,000 or more",
                "Unknown: P12 reinstatement",
                "hardware-lifecycle",
                "out of date",
                "90 days",
            ],
        ),
    ],
)
def test_a_record_page_says(unit: dict[str, Any], shown: list[str]) -> None:
    text = _text_of(unit)
    assert [part for part in shown if part not in text] == []


def test_a_page_as_markdown_says_how_the_unit_stands_to_each_risk() -> None:
    text = _text_of(record(), "ex-1.md")
    for shown in (
        "(P20) | applies to every gray-market product",
        "(P26) | unknown: identity.listed",
        "(P28) | found: frus",
    ):
        assert shown in text.replace("\\", ""), text
    for shown in (
        "Junos, included with the hardware: re-register it",
        "Serial lists: ",
        "Gray-market concerns: brandprot",
    ):
        assert shown in text.replace("\\", ""), text


HOST = "Ex 1/.."


def _links(folder: Path, reply: bytes, file: str = "chassis-inventory.xml") -> list[str]:
    """Links of a unit's page, where one of its stored replies is this one."""
    bundle = folder / "evidence" / file_name(HOST)
    bundle.mkdir(parents=True, exist_ok=True)
    (bundle / "chassis-inventory.xml").write_bytes(reply)
    unit = record(HOST, unit={"host": HOST})
    for item in unit["evidence"]["items"]:
        item["file"] = file if item["id"] == "chassis-inventory" else ""
    write_reports(folder / "report", [unit], RUN, summary_of([unit]), TEMPLATES, evidence=folder / "evidence")
    page = html.document_fromstring((folder / "report" / f"{file_name(HOST)}.html").read_text())
    links: list[str] = page.xpath("//a/@href")
    return links


def test_a_page_links_its_evidence_and_record(tmp_path: Path) -> None:
    links = _links(tmp_path, REPLY)
    for link in (link for link in links if link.startswith("..")):
        assert link.count("..") == 1
    name = file_name(HOST)
    assert f"../records/{quote(name)}.json" in links
    assert f"../evidence/{quote(name)}/chassis-inventory.xml" in links
    assert f"../evidence/{quote(name)}/evidence.json" in links


def _opens(links: list[str]) -> bool:
    return any(link.endswith(".xml") and "/evidence/" in link for link in links)


@pytest.mark.parametrize(
    "file", ["../../etc/passwd", "", ".hidden", "a/b.xml", "javascript:alert(1)", "a b", "gone.xml"]
)
def test_a_file_that_no_bundle_has_is_no_link(tmp_path: Path, file: str) -> None:
    assert _opens(_links(tmp_path, REPLY))
    assert not _opens(_links(tmp_path, REPLY, file))


REPLY = (
    b'<rpc-reply xmlns="urn:ietf:params:xml:ns:netconf:base:1.0" xmlns:junos="http://xml.juniper.net/junos/23.4R0/junos">'
    b"<chassis-inventory xmlns='http://xml.juniper.net/junos/23.4R0/junos-chassis'><!-- x --><a xmlns=\"\"/>"
    b"</chassis-inventory></rpc-reply>"
)


@pytest.mark.parametrize(
    ("reply", "opens"),
    [
        (REPLY, True),
        (b'<?xml version="1.0" encoding="us-ascii"?>\n' + REPLY, True),
        (b"\xef\xbb\xbf" + REPLY, True),
        (b"<a>no name space</a>", True),
        (b"<output>&lt;script&gt; xmlns = what</output>", True),
        (b'<a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>1</h:script></a>', False),
        (b"<a xmlns:h='http://www.w3.org/1999/xhtml'><h:script>1</h:script></a>", False),
        (b'<a xmlns:h = "http://www.w3.org/1999/xhtml"/>', False),
        (b'<a xmlns\n:h\n=\n"http://www.w3.org/1999/xhtml"/>', False),
        (b'<a xmlns:h="http://www.w3.org/1999/x&#104;tml"/>', False),
        (b'<a xmlns:h="http://xml.juniper.net/&#104;" xmlns:i="http://www.w3.org/2000/svg"/>', False),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', False),
        (b'<a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>1</h:script></a', False),
        (b'<?xml-stylesheet href="data:text/xsl,x"?><a/>', False),
        (b'<?xml version="1.0"?><?xml-stylesheet href="x"?><a/>', False),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a/>', False),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', False),
        (b'<?xml version="1.0" encoding="x-user-defined"?><a/>', False),
        ('<a xmlns:h="http://www.w3.org/1999/xhtml"/>'.encode("utf-16"), False),
        ('<a xmlns:h="http://www.w3.org/1999/xhtml"/>'.encode("utf-16-le"), False),
    ],
)
def test_a_reply_that_could_act_in_a_browser_is_no_link(tmp_path: Path, reply: bytes, opens: bool) -> None:
    assert _opens(_links(tmp_path, reply)) is opens


def test_the_index_lists_every_unit_with_the_reason_that_decides() -> None:
    units = [
        record("ex-1"),
        record("ex-vc.fpc2", {**SUPPLY}, verdict="fail", disposition="remediate"),
        record(
            "mx-2", {**STOLEN, "subject": "mx-2"}, UNSEEN, verdict="fail", disposition="hold", beside=[reason(UNSEEN)]
        ),
    ]
    page = html.document_fromstring(render_reports(units, RUN, summary_of(units), [TEMPLATES])["index.html"].decode())
    rows = [[_shown(cell) for cell in row] for row in page.xpath("//table//tbody/tr")]
    assert [row[:3] for row in rows] == [
        ["ex-1", "Reinstate", "pass"],
        ["ex-vc.fpc2", "Remediate", "fail"],
        ["mx-2", "Hold", "fail"],
    ]
    assert rows[1][3].startswith("PSM 1: the supply is dead")
    assert rows[2][3].endswith("1 other blocker or hold")
    assert page.xpath("//tbody//a/@href") == ["ex-1.html", "ex-vc.fpc2.html", "mx-2.html"]
    totals = [_shown(one).split()[:2] for one in page.xpath("//ul[@class='totals']/li")]
    numbers = {"Reinstate": "1", "Remediate": "1", "Investigate": "0", "Reject": "0", "Hold": "1"}
    assert totals == [list(one) for one in numbers.items()]


def test_an_empty_batch_has_an_index() -> None:
    files = render_reports([], RUN, summary_of([]), [TEMPLATES])
    assert set(files) == {"index.html", "batch.html", "summary.csv", "junit.xml"}


def test_the_same_records_give_the_same_bytes() -> None:
    assert _pages("x") == _pages("x")


OF_THE_BATCH = {
    "index.html",
    "batch.html",
    "work-list.html",
    "work-list.md",
    "work-list.csv",
    "summary.csv",
    "junit.xml",
}
REQUEST = {f"reinstatement-request.{form}" for form in ("html", "md", "csv")}


def test_reports_are_written_and_pages_of_gone_units_removed(tmp_path: Path) -> None:
    before = write_reports(
        tmp_path / "report",
        [record("gone"), record("ex-1")],
        RUN,
        summary_of([]),
        TEMPLATES,
        evidence=tmp_path / "evidence",
    )
    assert before[0] == tmp_path / "report" / "index.html"
    after = write_reports(
        tmp_path / "report", [record("ex-1")], RUN, summary_of([]), [TEMPLATES], evidence=tmp_path / "evidence"
    )
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == sorted(path.name for path in after)
    assert {path.name for path in after} == {"ex-1.html", "ex-1.md", *OF_THE_BATCH, *REQUEST}


def test_a_disk_that_refuses_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="could not be written"):
        write_reports(
            tmp_path / "report", [record("ex-1")], RUN, summary_of([]), TEMPLATES, evidence=tmp_path / "evidence"
        )


def test_a_page_names_the_first_places_of_much_evidence() -> None:
    places = [{"item": "configuration", "xpath": f"/rpc-reply/statement[{n}]"} for n in range(300)]
    unit = record("ex-1", {**SUPPLY, "evidence": places}, verdict="fail", disposition="remediate")
    text = _text_of(unit)
    assert "298 more places" in text
    assert "/rpc-reply/statement[19]" in text
    assert "/rpc-reply/statement[20]" not in text
    assert "280 more are in the record as JSON" in text


def test_a_unit_named_as_a_report_file_takes_none_of_their_places(tmp_path: Path) -> None:
    units = [record(name) for name in ("index", "summary", "INDEX", "Index", "work-list", "batch")]
    written = write_reports(
        tmp_path / "report", units, RUN, summary_of([]), [TEMPLATES], evidence=tmp_path / "evidence"
    )
    assert (
        len({str(path).lower() for path in written}) == len(written) == len({*OF_THE_BATCH, *REQUEST}) + 2 * len(units)
    )
    assert b"Inspection report" in (tmp_path / "report" / "index.html").read_bytes()


def _own(folder: Path, **templates: str) -> list[Path]:
    for name, text in templates.items():
        (folder / f"{name.replace('__', '.')}").write_text(text)
    return [folder, TEMPLATES]


def test_a_template_of_ones_own_takes_the_place_of_one_and_the_rest_stay(tmp_path: Path) -> None:
    folders = _own(
        tmp_path,
        record__md__j2="{{ unit.name }} {{ record.unit.model }} "
        "{{ unit.release | junos_version_compare('22.1R1', '>') }} {{ none }}\n",
    )
    unit = record(unit={"model": "a|b"})
    files = render_reports([unit], RUN, summary_of([unit]), folders)
    assert files["ex-1.md"] == b"ex-1 a&#124;b True not known\n"
    assert files["ex-1.html"] == render_reports([unit], RUN, summary_of([unit]), TEMPLATES)["ex-1.html"]


@pytest.mark.parametrize(
    ("template", "place", "actual"),
    [
        ("ok\n{{ record.no_such_field }}", "record.html.j2, line 2", "no_such_field"),
        ("ok\n\n{{ unknown }}", "record.html.j2, line 3", "unknown"),
        ("{% if %}", "record.html.j2, line 1", "Expected an expression"),
        ("{% include 'none.j2' %}", "record.html.j2", "none in the template folders"),
        ("\n{{ 'x' | junos_version_compare('23.4R1', '<') }}", "record.html.j2, line 2", "Junos version 'x'"),
        ("{{ asset('record.md.j2') + 1 }}", "record.html.j2, line 1", "TypeError"),
        ("\n{{ unit.record.fees.low / 0 }}", "record.html.j2, line 2", "ZeroDivisionError"),
    ],
)
def test_a_template_at_fault_is_named_with_its_line(tmp_path: Path, template: str, place: str, actual: str) -> None:
    folders = _own(tmp_path, record__html__j2=template)
    with pytest.raises(InputError) as caught:
        render_reports([record()], RUN, summary_of([record()]), folders)
    assert place in str(caught.value)
    assert actual in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("unrelated.txt", "x", "replaces no template"),
        ("report.css", "a{} </style><script>", "cannot be included in a page"),
        ("report.js", "x = '<!--'", "cannot be included in a page"),
    ],
)
def test_a_folder_that_can_not_be_used_is_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=said):
        render_reports([record()], RUN, summary_of([record()]), [tmp_path, TEMPLATES])


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        render_reports([record()], RUN, summary_of([record()]), [tmp_path / "none", TEMPLATES])


def test_rendering_changes_no_record() -> None:
    before = copy.deepcopy(RECORD)
    render_reports([RECORD], RUN, SUMMARY, [TEMPLATES])
    assert before == RECORD


EARLIER = (
    (
        {"supersedes": superseded(remedied=[change("fail", "pass")], remains=[change("inconclusive", "not-judged")])},
        "fail, remediate",
        "failed then, passed now",
        "inconclusive then, not evaluated now",
    ),
    ({"supersedes": superseded(new=[change("", "fail")])}, "New", "PSU 1: it failed"),
    ({"supersedes": superseded(problem="ex-1.json was changed")}, "does not verify: ex-1.json was changed"),
    ({"earlier_unread": [{"run_id": "old", "problem": "no list"}]}, "old", "cannot be read: no list"),
)


@pytest.mark.parametrize("told", EARLIER, ids=lambda told: told[1])
def test_a_page_says_what_changed_since_the_earlier_record(told: tuple[Any, ...]) -> None:
    stated, *said = told
    one = record("ex-1", **stated)
    pages = render_reports([one], RUN, summary_of([one]), [TEMPLATES])
    for page in (html.document_fromstring(pages["ex-1.html"].decode()).text_content(), pages["ex-1.md"].decode()):
        shown = " ".join(page.replace("\\", "").split())
        assert "Changes since the earlier record" in shown
        assert [text for text in said if text not in shown] == []


def test_a_page_of_the_first_inspection_speaks_of_no_earlier_record() -> None:
    pages = render_reports([record("ex-1")], RUN, summary_of([record("ex-1")]), [TEMPLATES])
    assert b"earlier" not in pages["ex-1.html"]
    assert b"earlier" not in pages["ex-1.md"]


GONE_CLAIM = dict.fromkeys(("seller", "order", "lot", "host", "source"), "") | {"serial": "ZZ9", "model": "EX<b>"}
CLAIMS = {
    "some of each": (
        {"claimed": 3, "not_presented": [GONE_CLAIM], "not_claimed": ["ex-1"]},
        ["3 claims: 1 not found, 1 unit not claimed", "ZZ9", "Found, not claimed: ex-1."],
    ),
    "lost": ({"broken": "the file is gone"}, ["The declared claims cannot be used: the file is gone"]),
}


@pytest.mark.parametrize(("claims", "said"), CLAIMS.values(), ids=list(CLAIMS))
def test_the_index_accounts_for_the_claims(claims: dict[str, Any], said: list[str]) -> None:
    unit = record()
    summary = {**summary_of([unit]), "claims": claims}
    page = render_reports([unit], RUN, summary, TEMPLATES)["index.html"].decode()
    for text in said:
        assert text in page
    assert "not claimed" not in render_reports([unit], RUN, summary_of([unit]), TEMPLATES)["index.html"].decode()


def test_a_page_that_cannot_be_rendered_costs_that_unit_alone(tmp_path: Path) -> None:
    """Where none can, the template is at fault, and that is told instead."""
    page = (TEMPLATES / "record.html.j2").read_text()
    (tmp_path / "record.html.j2").write_text("{% if unit.name == 'ex-<2>' %}{{ 1 / 0 }}{% endif %}" + page)
    batch = [record("ex-1"), record("ex-<2>")]
    quiet = render_reports(batch, RUN, summary_of(batch), [TEMPLATES])
    told = render_reports(batch, RUN, summary_of(batch), [tmp_path, TEMPLATES])
    other = {name for name in quiet if quiet[name] != told[name]}
    assert other == {f"{file_name('ex-<2>')}{suffix}" for suffix in (".html", ".md")}
    text = told[f"{file_name('ex-<2>')}.html"].decode()
    assert "ex-&lt;2&gt;: this page cannot be rendered" in text
    assert "Verdict: pass" in text
    with pytest.raises(InputError, match="cannot be rendered"):
        render_reports(batch[1:], RUN, summary_of(batch[1:]), [tmp_path, TEMPLATES])
