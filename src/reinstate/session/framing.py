"""NETCONF messages in a stream of bytes: both framings, byte-exact, bounded.

Nothing here decodes or parses: a message is the bytes between its frame marks, whatever they are. Only the start tag
of its root element is looked at, to tell whose answer it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

END_OF_MESSAGE: Final = b"]]>]]>"  # RFC 6242, section 4.3
END_OF_CHUNKS: Final = b"\n##\n"  # RFC 6242, section 4.2
_WHITESPACE: Final = b" \t\r\n"
# "\n#" then 1 to 10 digits without a leading zero, then "\n".
_CHUNK_HEADER: Final = re.compile(rb"\n#([1-9][0-9]{0,9})\n")
_LONGEST_CHUNK_HEADER: Final = 13
_START_TAG: Final = re.compile(
    rb"<(?:[\w.-]+:)?([\w.-]+)((?:\s+[^\s=<>\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*/?>", re.ASCII
)
_MESSAGE_ID: Final = re.compile(rb"\smessage-id\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG_LIMIT: Final = 16 * 1024


class Base(Enum):
    """The framing in use."""

    END_MARK = "1.0"
    CHUNKED = "1.1"


class StreamError(Exception):
    """The stream can't be read further."""


class FramingError(StreamError):
    """The bytes don't follow the framing."""


class MessageTooLargeError(StreamError):
    """A message exceeds the limit."""


class FrameReader:
    """Cuts a stream into messages.

    Attributes:
        base: the framing; may be switched between messages.
        limit: bytes of one message.
    """

    def __init__(self, limit: int, base: Base = Base.END_MARK) -> None:
        self.limit = limit
        self.base = base
        self._buffer = bytearray()
        self._message = bytearray()  # chunks of the current message
        self._chunk_left = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that ``data`` completes, in order; StreamError where the stream can't be read further.

        Whitespace before a message belongs to the framing (Junos puts a line break after each mark); all else is kept.
        """
        self._buffer += data
        take = {Base.END_MARK: self._take_marked, Base.CHUNKED: self._take_chunked}
        while (message := take[self.base](len(data))) is not None:
            data = b""
            yield message.lstrip(_WHITESPACE)
        if len(self._buffer) + len(self._message) > self.limit:
            raise MessageTooLargeError(f"over the limit of {self.limit} bytes")

    def partial(self) -> bytes:
        """What came of a message that isn't complete, at most ``limit`` bytes."""
        return bytes((self._message or self._buffer)[: self.limit]).lstrip(_WHITESPACE)

    def _take_marked(self, fresh: int) -> bytes | None:
        searched = max(0, len(self._buffer) - fresh - len(END_OF_MESSAGE)) if fresh else 0
        end = self._buffer.find(END_OF_MESSAGE, searched)
        if end < 0:
            return None
        if end > self.limit:
            raise MessageTooLargeError(f"over the limit of {self.limit} bytes")
        message = bytes(self._buffer[:end])
        del self._buffer[: end + len(END_OF_MESSAGE)]
        return message

    def _take_chunked(self, _fresh: int) -> bytes | None:
        while self._buffer:
            if self._chunk_left:
                self._take_of_chunk()
            elif self._buffer.startswith(END_OF_CHUNKS):
                del self._buffer[: len(END_OF_CHUNKS)]
                message = bytes(self._message)
                self._message.clear()
                return message
            elif not self._begin_chunk():
                return None
        return None

    def _take_of_chunk(self) -> None:
        part = self._buffer[: self._chunk_left]
        self._message += part
        self._chunk_left -= len(part)
        del self._buffer[: len(part)]

    def _begin_chunk(self) -> bool:
        """Whether there was progress; False asks for more bytes."""
        header = _CHUNK_HEADER.match(self._buffer)
        if header is None:
            if not self._message and self._buffer.startswith(b"\n\n"):
                # The line break that Junos puts after the hello's mark, or after a message.
                del self._buffer[:1]
                return True
            if len(self._buffer) < _LONGEST_CHUNK_HEADER and _could_become_header(bytes(self._buffer)):
                return False
            raise FramingError("not a chunk header where one belongs")
        self._chunk_left = int(header[1])
        if len(self._message) + self._chunk_left > self.limit:
            raise MessageTooLargeError(f"a chunk of {self._chunk_left} bytes, over the limit of {self.limit} bytes")
        del self._buffer[: header.end()]
        return True


def _could_become_header(start: bytes) -> bool:
    return END_OF_CHUNKS.startswith(start) or re.fullmatch(rb"\n(#([1-9][0-9]{0,9})?)?", start) is not None


def chunked(message: bytes) -> bytes:
    """The message in base 1.1 framing."""
    return b"\n#%d\n%s%s" % (len(message), message, END_OF_CHUNKS)


def marked(message: bytes) -> bytes:
    """The message in base 1.0 framing."""
    return message + END_OF_MESSAGE


@dataclass(frozen=True, slots=True)
class FrameHead:
    """The start of a message.

    Attributes:
        element: local name of the root element; empty where there is none (comments alone, or no XML).
        message_id: its ``message-id``, None where it has none.
    """

    element: str = ""
    message_id: str | None = None


def head_of(message: bytes) -> FrameHead:
    """Root element and message-id, found without parsing the rest. Never raises."""
    start = _after_prolog(message)
    tag = _START_TAG.match(message, start, start + _TAG_LIMIT)
    if tag is None:
        return FrameHead()
    found = _MESSAGE_ID.search(tag[2])
    identifier = None if found is None else (found[1] if found[1] is not None else found[2])
    return FrameHead(tag[1].decode("ascii"), None if identifier is None else identifier.decode("utf-8", "replace"))


def is_blank(message: bytes) -> bool:
    """Whether there is nothing but whitespace, comments and processing instructions (whole ones)."""
    return _after_prolog(message) >= len(message)


def _after_prolog(message: bytes) -> int:
    """Where the root element may begin: after byte order mark, whitespace, comments, processing instructions."""
    at = 3 if message.startswith(b"\xef\xbb\xbf") else 0
    while True:
        while at < len(message) and message[at] in _WHITESPACE:
            at += 1
        for opening, closing in ((b"<!--", b"-->"), (b"<?", b"?>")):
            if message.startswith(opening, at):
                end = message.find(closing, at + len(opening))
                if end < 0:
                    return at
                at = end + len(closing)
                break
        else:
            return at
