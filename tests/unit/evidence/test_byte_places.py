"""The bytes of an element in a stored reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reinstate.device.elements import root_node, walk
from reinstate.evidence.byte_places import spans
from reinstate.evidence.xml import ParseRefused, read_xml
from tests.unit.device.replies import find

REPLY = b"""<rpc-reply xmlns:junos="http://xml.juniper.net/junos/23.4R1/junos">
<a junos:style="x>y" other='"/>'><b>one</b><!-- <b>no</b> --><b>two &lt;</b ><b/></a>
<junos:c>\xc3\xa9<junos:c/></junos:c></rpc-reply>"""

# XPath, and the bytes that stand there.
PLACES: tuple[tuple[str, bytes | None], ...] = (
    ("/rpc-reply/a/b[1]", b"<b>one</b>"),
    ("/rpc-reply/a/b[2]", b"<b>two &lt;</b >"),
    ("/rpc-reply/a/b[3]", b"<b/>"),
    ("/rpc-reply/a/b[4]", None),
    ("/rpc-reply/c", b"<junos:c>\xc3\xa9<junos:c/></junos:c>"),
    ("/rpc-reply/c/c", b"<junos:c/>"),
    ("/rpc-reply", REPLY),
    ("/a", None),
    ("/rpc-reply/a/b[x]", None),
    ("/rpc-reply//b", None),
    ("", None),
)


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n  ", b"<?xml version='1.0' encoding='latin-1'?>"])
@pytest.mark.parametrize("after", [b"", b"\n]]>]]>\n"])
@pytest.mark.parametrize(("xpath", "expected"), PLACES)
def test_an_xpath_leads_to_its_bytes(before: bytes, after: bytes, xpath: str, expected: bytes | None) -> None:
    raw = before + REPLY + after
    found = spans(raw, [xpath]).get(xpath)
    assert (None if found is None else raw[found.start : found.end]) == expected


@pytest.mark.parametrize("raw", [b"", b"<a>", b"<a/><b/>", b"<!DOCTYPE a><a/>", b"\xff"])
def test_what_cant_be_read_has_no_places(raw: bytes) -> None:
    with pytest.raises(ParseRefused):
        spans(raw, ["/a"])


names = st.sampled_from(["a", "b", "n:a"])
trees = st.recursive(
    names.map(lambda name: f"<{name}/>"),
    lambda below: st.builds(lambda tag, many: f"<{tag}>{'x'.join(many)}</{tag}>", names, st.lists(below, max_size=4)),
)


@given(trees)
def test_every_place_of_the_model_leads_to_its_element(tree: str) -> None:
    raw = f"<r xmlns:n='urn:n'>{tree}</r>".encode()
    root = read_xml(raw)
    places = [node.xpath for node in walk(root_node(root))]
    found = spans(raw, places)
    assert found.keys() == set(places)
    for place, span in found.items():
        element = find(root, place)
        assert element is not None
        shown = raw[span.start : span.end]
        inner = etree.fromstring(b"<w xmlns:n='urn:n'>" + shown + b"</w>")[0]
        assert _canonical(inner) == _canonical(element)


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
