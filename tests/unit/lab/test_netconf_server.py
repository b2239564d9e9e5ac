"""Framing, and what a message says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reinstate.lab.emulated_device import EmulatedDevice
from reinstate.lab.netconf_server import (
    END_1_0,
    ProtocolError,
    Unframer,
    frame_1_0,
    frame_1_1,
    hello,
    read_message,
    reply,
    stored_reply,
)
from reinstate.lab.spec_files import parse_spec

BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"


def _device(**netconf: object) -> EmulatedDevice:
    raw = {"name": "box", "template": "ex4400-24t", "netconf": netconf}
    return EmulatedDevice(parse_spec(raw, (), "test"), datetime.now(UTC))


def _pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    ends = sorted({cut % (len(data) + 1) for cut in cuts} | {len(data)})
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@given(
    st.lists(st.binary(max_size=60).filter(lambda message: END_1_0 not in message and b"]" not in message)),
    st.lists(st.integers(0, 10_000)),
)
def test_end_marks_are_found_wherever_the_stream_is_cut(messages: list[bytes], cuts: list[int]) -> None:
    unframer = Unframer()
    stream = b"".join(message + END_1_0 for message in messages)
    assert [got for piece in _pieces(stream, cuts) for got in unframer.feed(piece)] == messages


@given(st.lists(st.binary(min_size=1, max_size=60)), st.lists(st.integers(0, 10_000)), st.integers(1, 70))
def test_chunks_are_put_together_wherever_the_stream_is_cut(messages: list[bytes], cuts: list[int], size: int) -> None:
    unframer = Unframer(chunked=True)
    stream = b"".join(frame_1_1(message, size) for message in messages)
    assert [got for piece in _pieces(stream, cuts) for got in unframer.feed(piece)] == messages


@pytest.mark.parametrize("stream", [b"<rpc/>]]>]]>, but in chunks", b"\n#zwei\n<rpc/>\n##\n"])
def test_broken_chunks_end_the_session(stream: bytes) -> None:
    with pytest.raises(ProtocolError):
        list(Unframer(chunked=True).feed(stream))


def test_a_request_without_end_ends_the_session() -> None:
    with pytest.raises(ProtocolError):
        list(Unframer().feed(b"x" * (1 << 21)))


MESSAGES = [
    # what came, operation, arguments
    ('<rpc message-id="1"><get-alarm-information/></rpc>', "get-alarm-information", {}),
    (
        "<rpc><file-list><detail/><path>/var/tmp/</path></file-list></rpc>",
        "file-list",
        {"detail": True, "path": "/var/tmp/"},
    ),
    ('<rpc><get-configuration database="committed"/></rpc>', "get-configuration", {"@database": "committed"}),
    ('<rpc><command format="xml">show version</command></rpc>', "command", {"@format": "xml", "#text": "show version"}),
    (
        f'<nc:rpc xmlns:nc="{BASE}"><get-chassis-inventory><extensive/></get-chassis-inventory></nc:rpc>',
        "get-chassis-inventory",
        {"extensive": True},
    ),
]


@pytest.mark.parametrize(("text", "rpc", "arguments"), MESSAGES)
def test_a_request_is_read_with_its_arguments(text: str, rpc: str, arguments: dict[str, object]) -> None:
    message = read_message(f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode())
    assert message is not None
    assert message.request is not None
    assert (message.request.rpc, message.request.arguments) == (rpc, arguments)


@pytest.mark.parametrize("text", ["<rpc>", "no xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rpc>&e;'])
def test_what_is_no_xml_ends_the_session(text: str) -> None:
    with pytest.raises(ProtocolError):
        read_message(text.encode())


def test_all_attributes_of_the_request_come_back() -> None:
    message = read_message(b'<rpc xmlns:ex="http://example.net" message-id="a&amp;b" ex:user="fred"><x/></rpc>')
    assert message is not None
    root = etree.fromstring(reply(_device(), message.attributes, "<ok/>\n"))
    assert root.get("message-id") == "a&b"
    assert root.get("{http://example.net}user") == "fred"


def test_namespaces_hold_the_release() -> None:
    root = etree.fromstring(reply(_device(), "", "<ok/>\n"))
    assert root.tag == f"{{{BASE}}}rpc-reply"
    assert root.nsmap["junos"] == "http://xml.juniper.net/junos/23.4R2-S4.11/junos"


def test_rfc_compliant_prefixes_what_is_netconfs_own() -> None:
    device = _device(base="1.1", rfc_compliant=True)
    raw = reply(device, "", "<rpc-error>\n<error-message>no</error-message>\n</rpc-error>\n<x/>\n")
    root = etree.fromstring(raw)
    assert [etree.QName(child).localname for child in root] == ["rpc-error", "x"]
    assert [etree.QName(child).namespace for child in root] == [BASE, None]
    assert b"<nc:hello" in hello(device, 1)


@pytest.mark.parametrize(("base", "bases"), [("1.0", {"1.0"}), ("1.1", {"1.0", "1.1"})])
def test_the_hello_offers_junos_and_the_framing(base: str, bases: set[str]) -> None:
    root = etree.fromstring(hello(_device(base=base), 7).removesuffix(END_1_0))
    offered = [str(item.text) for item in root.iter("{*}capability")]
    assert "http://xml.juniper.net/netconf/junos/1.0" in offered
    prefix = "urn:ietf:params:netconf:base:"
    assert {name.removeprefix(prefix) for name in offered if name.startswith(prefix)} == bases


def test_a_stored_reply_is_sent_byte_for_byte_but_for_its_message_id() -> None:
    raw = b'<rpc-reply message-id=\'old\' a="1">\n  <x message-id="stays">\xc3\xa4</x></rpc-reply>'
    assert stored_reply(raw, ' message-id="new"') == raw.replace(b"message-id='old'", b'message-id="new"')


def test_frames() -> None:
    assert frame_1_0(b"<x/>") == b"<x/>]]>]]>\n"
    assert frame_1_1(b"<x/>", 3) == b"\n#3\n<x/\n#1\n>\n##\n"
