"""Messages in a stream of bytes: both framings, however the stream is cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.session.framing import (
    END_OF_MESSAGE,
    Base,
    FrameHead,
    FrameReader,
    FramingError,
    MessageTooLargeError,
    chunked,
    head_of,
    is_blank,
    marked,
)

# Any bytes but those that end a message, and no leading whitespace (it belongs to the framing).
MESSAGES = st.lists(
    st.binary(max_size=300).filter(lambda data: END_OF_MESSAGE not in data + END_OF_MESSAGE[:-1]).map(bytes.lstrip),
    max_size=6,
)


def fed(reader: FrameReader, stream: bytes, cuts: list[int]) -> list[bytes]:
    """The messages when the stream arrives in pieces, cut at those places."""
    places = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    pieces = [stream[start:end] for start, end in itertools.pairwise(places)]
    return [message for piece in pieces for message in reader.feed(piece)]


def in_chunks(message: bytes, sizes: list[int]) -> bytes:
    """The message in chunks of those sizes, the last as long as need be."""
    framed, rest = b"", message
    for size in sizes:
        part, rest = rest[:size], rest[size:]
        framed += b"\n#%d\n%s" % (len(part), part) if part else b""
    framed += b"\n#%d\n%s" % (len(rest), rest) if rest else b""
    return framed + b"\n##\n"


@given(MESSAGES, st.lists(st.integers(0, 10_000)), st.sampled_from([b"", b"\n", b"\r\n  "]))
def test_end_marks_give_every_message_wherever_the_stream_is_cut(
    messages: list[bytes], cuts: list[int], between: bytes
) -> None:
    stream = b"".join(between + marked(message) for message in messages)
    assert fed(FrameReader(1000), stream, cuts) == messages


@given(
    st.lists(
        st.tuples(st.binary(min_size=1, max_size=300).map(lambda data: b"<" + data), st.lists(st.integers(1, 80)))
    ),
    st.lists(st.integers(0, 10_000)),
    st.sampled_from([b"", b"\n"]),
)
def test_chunks_give_every_message_wherever_the_stream_is_cut(
    messages: list[tuple[bytes, list[int]]], cuts: list[int], between: bytes
) -> None:
    stream = b"".join(between + in_chunks(message, sizes) for message, sizes in messages)
    assert fed(FrameReader(1000, Base.CHUNKED), stream, cuts) == [message for message, _ in messages]


@given(st.binary(max_size=300), st.lists(st.integers(0, 10_000)), st.sampled_from(list(Base)))
def test_any_stream_gives_messages_or_a_typed_error_and_stays_bounded(data: bytes, cuts: list[int], base: Base) -> None:
    reader = FrameReader(100, base)
    try:
        messages = fed(reader, data, cuts)
    except (FramingError, MessageTooLargeError):
        messages = []
    assert all(len(message) <= 100 for message in messages)
    assert len(reader.partial()) <= 100


@given(st.binary(min_size=1, max_size=50).map(lambda data: b"<" + data))
def test_what_is_framed_is_read_back(message: bytes) -> None:
    assert list(FrameReader(100, Base.CHUNKED).feed(chunked(message))) == [message]


@pytest.mark.parametrize(
    "stream",
    [
        b"<rpc-reply/>\n##\n",
        b"\n#0\n",
        b"\n#-5\nhello",
        b"\n#007\n1234567",
        b"\n#5 \nhello",
        b"\n#five\nhello",
        b"\n#99999999999999999999\n",
        b"\n#3\nabcd\n##\n",
        b"\n# 3\nabc",
        b"\n#\n",
        b"x",
    ],
)
def test_hostile_chunk_headers_are_refused(stream: bytes) -> None:
    with pytest.raises((FramingError, MessageTooLargeError)):
        list(FrameReader(1000, Base.CHUNKED).feed(stream))


def test_a_chunk_over_the_limit_is_refused_before_it_is_read() -> None:
    reader = FrameReader(1000, Base.CHUNKED)
    with pytest.raises(MessageTooLargeError, match="4294967295"):
        list(reader.feed(b"\n#4294967295\n"))


def test_many_small_chunks_do_not_get_round_the_limit() -> None:
    reader = FrameReader(1000, Base.CHUNKED)
    for _ in range(250):
        assert list(reader.feed(b"\n#4\nabcd")) == []
    with pytest.raises(MessageTooLargeError):
        list(reader.feed(b"\n#4\nabcd"))


@pytest.mark.parametrize("size", [1000, 1001])
def test_the_limit_is_the_messages_own_size(size: int) -> None:
    reader = FrameReader(1000)
    stream = marked(b"x" * size)
    if size > 1000:
        with pytest.raises(MessageTooLargeError):
            list(reader.feed(stream))
    else:
        assert list(reader.feed(stream + b"y")) == [b"x" * size]


def test_what_came_of_a_message_can_be_had() -> None:
    reader = FrameReader(1000)
    assert list(reader.feed(b"<a/>]]>]]>\n<rpc-reply message-id='2'><half")) == [b"<a/>"]
    assert reader.partial() == b"<rpc-reply message-id='2'><half"
    reader = FrameReader(1000, Base.CHUNKED)
    assert list(reader.feed(b"\n#4\n<a/>\n##\n\n#900\n<half")) == [b"<a/>"]
    assert reader.partial() == b"<half"


def test_framing_changes_after_the_hello_whatever_line_breaks_follow_it() -> None:
    for between in (b"", b"\n"):
        reader = FrameReader(1000)
        assert list(reader.feed(b"<hello/>]]>]]>" + between)) == [b"<hello/>"]
        reader.base = Base.CHUNKED
        assert list(reader.feed(b"\n#4\n<a/>\n##\n")) == [b"<a/>"]


@pytest.mark.parametrize(
    ("message", "head"),
    [
        (b"<rpc-reply message-id='7'>", FrameHead("rpc-reply", "7")),
        (b'<rpc-reply xmlns="x" message-id="urn:uuid:7"/>', FrameHead("rpc-reply", "urn:uuid:7")),
        (b'<nc:rpc-reply xmlns:nc="x"\n message-id = "7" >', FrameHead("rpc-reply", "7")),
        (
            b'<?xml version="1.0"?>\n<!-- a > b --><!-- <rpc-reply message-id="1"> -->\n<x message-id="2">',
            FrameHead("x", "2"),
        ),
        (b"\xef\xbb\xbf<rpc-reply>", FrameHead("rpc-reply")),
        (b'<rpc-reply note="a>b" message-id="3">', FrameHead("rpc-reply", "3")),
        (b'<rpc-reply note=" message-id=4 " xmlns="y">', FrameHead("rpc-reply")),
        (b'<rpc-reply x-message-id="5">', FrameHead("rpc-reply")),
        (b'<rpc-reply message-id="">', FrameHead("rpc-reply", "")),
        (b'<rpc-reply message-id="\xff">', FrameHead("rpc-reply", "\ufffd")),
        (b'<rpc-reply message-id="6', FrameHead()),
        (b"<!-- never closed <rpc-reply message-id='1'>", FrameHead()),
        (b"<!DOCTYPE x><rpc-reply message-id='1'>", FrameHead()),
        (b"error: syntax", FrameHead()),
        (b"", FrameHead()),
    ],
)
def test_the_start_tag_tells_whose_reply_it_is(message: bytes, head: FrameHead) -> None:
    assert head_of(message) == head


@given(st.binary(max_size=500))
def test_any_bytes_have_a_head_or_none(data: bytes) -> None:
    head_of(data)
    is_blank(data)


@pytest.mark.parametrize(
    "hostile", [b"<!-- -->" * 20_000, b"<a " + b"b='' " * 20_000, b"<" + b"a" * 100_000, b"<?" * 50_000]
)
@pytest.mark.timeout(5)
def test_the_head_of_a_hostile_message_is_found_in_no_time(hostile: bytes) -> None:
    head_of(hostile)


@pytest.mark.parametrize(
    ("message", "blank"),
    [
        (b"", True),
        (b" \r\n\t", True),
        (b"<!-- session end at 2026-11-23 -->\n", True),
        (b"<?pi?>", True),
        (b"<!-- open", False),
        (b"x", False),
        (b"<a/>", False),
    ],
)
def test_comments_alone_are_no_message(message: bytes, blank: bool) -> None:
    assert is_blank(message) is blank
