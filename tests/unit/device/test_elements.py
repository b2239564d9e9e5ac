"""Hostile bytes: what is read, what is refused, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.device.elements import Node, all_parts, duration, moment, root_node, whole
from reinstate.device.parse import PARSERS
from reinstate.evidence.xml import (
    DEEPEST,
    LONGEST_TEXT,
    MOST_ELEMENTS,
    ParseRefused,
    Refusal,
    clean,
    local_name,
    read_xml,
)
from reinstate.isolation import run_isolated
from tests.unit.device.replies import find, many, reply


def refused(raw: bytes) -> Refusal:
    with pytest.raises(ParseRefused) as caught:
        read_xml(raw)
    return caught.value.refusal


REFUSED = {
    "nothing": (b"", Refusal.EMPTY),
    "white space alone": (b"\n\n", Refusal.EMPTY),
    "a framing mark alone": (b"]]>]]>", Refusal.EMPTY),
    "plain text": (b"error: syntax error, expecting <command>", Refusal.MALFORMED),
    "a cut reply": (b"<rpc-reply><chassis-inventory><chassis>", Refusal.MALFORMED),
    "a control character": (b"<a>\x01</a>", Refusal.MALFORMED),
    "a null": (b"<a>\x00</a>", Refusal.MALFORMED),
    "an undeclared entity": (b"<a>&bomb;</a>", Refusal.MALFORMED),
    "two roots": (b"<a/><a/>", Refusal.SEVERAL_ROOTS),
    "two messages": (b"<a/>]]>]]><a/>", Refusal.FRAMING),
    "two marks": (b"<a/>]]>]]>\n]]>]]>", Refusal.FRAMING),
    "an unbound prefix": (b"<nc:rpc-reply/>", Refusal.UNBOUND_PREFIX),
    "an unbound attribute prefix": (b'<a junos:style="x"/>', Refusal.UNBOUND_PREFIX),
    "an entity bomb": (b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', Refusal.DOCUMENT_TYPE),
    "a file of ours": (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', Refusal.DOCUMENT_TYPE),
    "a document type in UTF-16": ('<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'.encode("utf-16"), Refusal.NOT_UTF8),
    "Latin-1": ("<a>\u00e9</a>".encode("latin-1"), Refusal.NOT_UTF8),
    "too deep": (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), Refusal.TOO_DEEP),
    "too many elements": (b"<a>" + b"<b/>" * MOST_ELEMENTS + b"</a>", Refusal.TOO_LARGE),
    "far too deep": (b"<a>" * 5000 + b"</a>" * 5000, Refusal.MALFORMED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bytes_that_are_no_single_reply_are_refused_with_their_reason(name):
    raw, reason = REFUSED[name]
    assert refused(raw) is reason


def test_too_many_bytes_are_refused_before_they_are_parsed(monkeypatch):
    monkeypatch.setattr("reinstate.evidence.xml.LARGEST", 20)
    assert refused(b"<a>" + b"x" * 20 + b"</a>") is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    "raw",
    [
        b"\n  <a>text</a>\n",
        b'\xef\xbb\xbf<?xml version="1.0" encoding="us-ascii"?><a>text</a>',
        b"<a>text</a>\n]]>]]>\n",
        b"<!-- session 4711 --><a>te<!-- x -->xt</a><!-- bye -->",
        b"<?pi x?><a>text</a>",
        b'<?xml version="1.0" encoding="UTF-7"?><a>text</a>',  # what is declared doesn't count
        b"<nc:a xmlns:nc='urn:x'>text</nc:a>",
        b"<a><![CDATA[text]]></a>",
    ],
)
def test_what_surrounds_a_reply_does_no_harm(raw):
    root = read_xml(raw)
    assert local_name(root) == "a"
    assert root.text == "text"


def test_a_declared_encoding_hides_no_document_type():
    raw = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    assert refused(raw) is Refusal.MALFORMED


def test_what_takes_more_memory_than_a_reader_has_is_too_large():
    def read(emit):
        emit(refused(b"<x>" + b"<a/>" * 6_000_000 + b"</x>"))

    told = []
    result = run_isolated(read, deadline=60, memory_limit=256 * 1024 * 1024, on_message=told.append)
    assert (result.ended, told) == ("done", [Refusal.TOO_LARGE])


CLEANED = [
    ("  NTP CLOCK ", "NTP CLOCK"),
    ("\n/dev/gpt/junos\n", "/dev/gpt/junos"),
    ("about to\n   expire", "about to expire"),
    ("a\u202eb\u200bc", "a\ufffdb\ufffdc"),  # bidirectional override, zero width space
    ("\x9b31mred", "\ufffd31mred"),  # C1 control sequence introducer
    ("x\u2028y", "x y"),
    ("\ufffe", "\ufffd"),
    ("inspector\u200b", "inspector\ufffd"),  # must not pass for the bench's own login
    ("x" * 9000, "x" * LONGEST_TEXT),
]


@pytest.mark.parametrize(("printed", "value"), CLEANED)
def test_device_text_loses_what_could_act_on_a_terminal(printed, value):
    assert clean(printed) == value


@given(st.text())
def test_clean_text_is_printable_bounded_and_stays_as_it_is(text):
    cleaned = clean(text, 50)
    assert cleaned.isprintable()
    assert len(cleaned) <= 50
    assert clean(cleaned, 50) == cleaned.strip()


@pytest.mark.parametrize(
    ("text", "number"),
    [("18", 18), (" 65 ", 65), ("7%", 7), ("-3", -3), ("6r75", None), ("", None), ("1" * 40, None), ("\u0663", None)],
)
def test_numbers_are_whole_and_bounded_or_none(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    ("element", "seconds"),
    [
        ('<t xmlns:junos="x" junos:seconds="42">never mind</t>', 42),
        ('<t seconds="42">never mind</t>', 42),
        ("<t>16 days, 13 hours, 17 minutes, 25 seconds</t>", 16 * 86400 + 13 * 3600 + 17 * 60 + 25),
        ("<t>4w5d 14:59</t>", 33 * 86400 + 14 * 3600 + 59 * 60),
        ("<t>33 days, 14:59</t>", 33 * 86400 + 14 * 3600 + 59 * 60),
        ("<t>03:57:14</t>", 14234),
        ("<t>a while</t>", None),
        ("<t/>", None),
    ],
)
def test_durations_come_from_the_attribute_or_the_text(element, seconds):
    assert duration(root_node(read_xml(element.encode()))) == seconds


@pytest.mark.parametrize("seconds", ["-1", "99999999999999", "1e9", ""])
def test_impossible_times_are_unknown(seconds):
    assert moment(root_node(read_xml(f'<t seconds="{seconds}"/>'.encode()))) is None


def test_xpaths_have_positions_among_namesakes_only_and_lead_back():
    root = read_xml(b"<a xmlns='urn:x'><b/><c><d/><d>here</d></c><b>second</b></a>")
    c = root_node(root).children("c")[0]
    assert [node.xpath for node in c.children()] == ["/a/c/d[1]", "/a/c/d[2]"]
    assert [node.xpath for node in root_node(root).children("b")] == ["/a/b[1]", "/a/b[2]"]
    second = find(root, "/a/c/d[2]")
    assert second is not None
    assert second.text == "here"
    assert find(root, "/a/c/d[3]") is None
    assert find(root, "/x") is None


PAYLOAD = "<p><v>1</v></p>"
ENGINES = {
    "no engines": (PAYLOAD, [""], ()),
    "two engines": (many(re0=PAYLOAD, re1=PAYLOAD), ["re0", "re1"], ()),
    "names of systems of systems": (many(lcc0_re0=PAYLOAD, bsys_re0=PAYLOAD), ["lcc0-re0", "bsys-re0"], ()),
    "one gives an error": (many(re0=PAYLOAD, re1="<rpc-error/>"), ["re0"], ("re1",)),
    "one gives a text": (many(fpc0=PAYLOAD, fpc1="<output>timeout</output>"), ["fpc0"], ("fpc1",)),
    "one gives nothing": (many(node0=PAYLOAD, node1=""), ["node0"], ("node1",)),
    "empty items before data without a name": (many(node0="", node1="", nameless=PAYLOAD), [""], ()),
    "an error beside the items": (
        "<rpc-error><error-severity>error</error-severity><error-message>Could not connect to re0 : No route to host"
        f"</error-message></rpc-error>{many(re1=PAYLOAD)}",
        ["re1"],
        ("re0",),
    ),
}


@pytest.mark.parametrize("name", ENGINES)
def test_payloads_come_by_engine_and_silent_engines_are_named(name):
    body, present, absent = ENGINES[name]
    found = all_parts(read_xml(reply(body)), "p")
    assert [part.engine for part in found.present] == present
    assert found.absent == absent


def test_the_payload_itself_may_be_the_root():
    found = all_parts(read_xml(b"<p><v>1</v></p>"), "p")
    assert [part.node.xpath for part in found.present] == ["/p"]


leaf_names = st.sampled_from(
    ["name", "serial-number", "status", "slot", "alarm-class", "file-name", "output", "junos-version", "re-name", "x"]
)
containers = st.sampled_from(
    [
        "rpc-reply", "multi-routing-engine-results", "multi-routing-engine-item", "chassis-inventory", "chassis",
        "chassis-module", "chassis-sub-module", "i2c-information", "i2c-data", "alarm-information", "alarm-detail",
        "alarm-summary", "environment-information", "environment-item", "fpc-information", "fpc", "pic",
        "license-summary-information", "license-information", "license", "feature-block", "feature", "directory-list",
        "directory", "file-information", "configuration", "system", "user", "software-information",
        "package-information", "system-uptime-information", "virtual-chassis-information", "member-list", "member",
        "chassis-cluster-status", "redundancy-group", "device-stats", "power-usage-information", "power-usage-item",
        "commit-information", "commit-history", "error-information", "error", "rpc-error", "storage", "filesystem",
        "route-engine-information", "route-engine", "authorization-information", "user-permission-list",
        "chassis-mac-addresses", "mac-address-information",
    ]
)  # fmt: skip
texts = st.one_of(
    st.sampled_from(["", "1", "99999999999999999999", "REV 05", "(FPC 0- 999)", "Address 0x00: 7f b", "\u0663"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)


@st.composite
def trees(draw, depth=0):
    """XML made of the names that the parsers look for, in any arrangement."""
    if depth > 5 or (depth > 1 and draw(st.booleans())):
        name, text = draw(leaf_names), draw(texts)
        return f"<{name} seconds='{draw(st.sampled_from(['', '5', '-1', 'x']))}'>{_escaped(text)}</{name}>"
    name = draw(containers)
    inner = "".join(draw(st.lists(trees(depth + 1), max_size=3)))
    return f"<{name}>{inner}</{name}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def only_refusals(raw: bytes) -> None:
    """Reading and every parser on it give a value or a ParseRefused with a bounded reason, and nothing else."""
    reasons = []
    try:
        root = read_xml(raw)
    except ParseRefused:
        return
    for parser in set(PARSERS.values()):
        try:
            parser(root)
        except ParseRefused as refused:
            reasons.append(refused.reason)
    assert all(reason.isprintable() and len(reason) < 1000 for reason in reasons)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_give_nothing_but_typed_refusals(raw):
    only_refusals(raw)


@given(trees())
def test_arbitrary_replies_give_values_or_typed_refusals(tree):
    only_refusals(reply(tree))
    only_refusals(tree.encode())


def test_a_node_is_read_by_local_names_whatever_the_namespace():
    node = Node(read_xml(b"<a xmlns='urn:x'><b xmlns='urn:y'> v </b><b>w</b></a>"), "/a")
    assert node.text("b") == "v"
    assert node.has("b")
    assert node.text("c") == ""
