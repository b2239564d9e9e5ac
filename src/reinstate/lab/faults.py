"""Everything that a device of the rack can get wrong on the wire: one small function or name per fault.

Connection faults act before NETCONF begins, reply faults turn a framed reply into steps to send.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from reinstate.errors import InputError
from reinstate.lab.spec import Fault

# Before the SSH banner.
OFF = "powered-off"  # the port is closed
DROP_CONNECTION = "drop-connection"  # accepted and closed, ``times`` times (0: always)
HANG_BANNER = "hang-banner"  # accepted, then silence
SLOW_BANNER = "slow-banner"  # one byte a second
ENDLESS_BANNER = "endless-banner"  # lines before the version string, for ever
# In SSH.
NO_COMMON_ALGORITHM = "no-common-algorithm"
REFUSE_PASSWORD = "refuse-password"  # noqa: S105 - a fault's name
REFUSE_LOGIN = "refuse-login"  # keys as well
DROP_AFTER_LOGIN = "drop-after-login"
HANG_HELLO = "hang-hello"  # the subsystem opens and stays silent
# In a reply.
CONNECTION_FAULTS = frozenset(
    {
        OFF,
        DROP_CONNECTION,
        HANG_BANNER,
        SLOW_BANNER,
        ENDLESS_BANNER,
        NO_COMMON_ALGORITHM,
        REFUSE_PASSWORD,
        REFUSE_LOGIN,
        DROP_AFTER_LOGIN,
        HANG_HELLO,
    }
)


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait that many seconds; what was sent before goes out first."""

    seconds: float


class Hang:
    """Send nothing more, answer nothing more."""


class Close:
    """End the connection here."""


Step = bytes | Pause | Hang | Close
Frame = Callable[[bytes], bytes]
ReplyFault = Callable[[bytes, Frame, Fault], Iterable[Step]]

_MESSAGE_ID = re.compile(rb'(\bmessage-id=)(["\'])(.*?)\2')
_PAYLOAD_START = re.compile(rb"<(?:nc:)?rpc-reply[^>]*>")
_FLOOD_LINE = b"<output>0123456789abcdef0123456789abcdef0123456789abcdef</output>\n"


def _never(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield Hang()


def _slow(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield Pause(fault.seconds or 1.0)
    yield frame(reply)


def _dripping(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    framed = frame(reply)
    for start in range(0, len(framed), 64):
        yield framed[start : start + 64]
        yield Pause(fault.seconds or 1.0)


def _close_before_reply(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield Close()


def _close_mid_reply(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    framed = frame(reply)
    yield framed[: fault.bytes or len(framed) // 2]
    yield Close()


def _hang_mid_reply(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    framed = frame(reply)
    yield framed[: fault.bytes or len(framed) // 2]
    yield Hang()


def _truncated_reply(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield frame(reply[: fault.bytes or len(reply) // 2])


def _malformed_xml(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    head = _PAYLOAD_START.search(reply)
    at = head.end() if head else 0
    yield frame(reply[:at] + b"\n<unclosed & <<\n" + reply[at:])


def _invalid_utf8(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    head = _PAYLOAD_START.search(reply)
    at = head.end() if head else 0
    yield frame(reply[:at] + b"\n<output>\xff\xfe\xc3\x28</output>\n" + reply[at:])


def _split_utf8(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    """Cut inside every multi-byte character's first 20 occurrences, each piece in a packet of its own."""
    framed = frame(reply)
    start = 0
    cuts = [index + 1 for index, byte in enumerate(framed) if byte >= 0xC0][:20]
    for cut in cuts:
        yield framed[start:cut]
        yield Pause(0.002)
        start = cut
    yield framed[start:]


def _flood(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    """The start of a reply, then more of it without end (or up to ``bytes``)."""
    head = _PAYLOAD_START.search(reply)
    yield reply[: head.end()] if head else b"<rpc-reply>"
    block = _FLOOD_LINE * 1000
    sent = 0
    while not fault.bytes or sent < fault.bytes:
        yield block
        sent += len(block)
    yield frame(b"</rpc-reply>")


def _replace_message_id(reply: bytes, value: bytes) -> bytes:
    return _MESSAGE_ID.sub(lambda match: match[1] + match[2] + value + match[2], reply, count=1)


def _repeat_reply(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield frame(reply)
    yield frame(reply)


def _unknown_message_id(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield frame(_replace_message_id(reply, b"no-such-request"))


def _missing_message_id(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield frame(_MESSAGE_ID.sub(b"", reply, count=1))


def _empty_reply(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    head = _PAYLOAD_START.search(reply)
    yield frame((head[0] if head else b"<rpc-reply>") + b"\n</rpc-reply>\n")


def _with_error(reply: bytes, message: bytes, severity: bytes, keep: bool) -> bytes:
    head = _PAYLOAD_START.search(reply)
    if head is None:
        return reply
    error = (
        b"\n<rpc-error>\n<error-type>protocol</error-type>\n<error-tag>operation-failed</error-tag>\n"
        b"<error-severity>%s</error-severity>\n<error-message>%s</error-message>\n</rpc-error>\n" % (severity, message)
    )
    rest = reply[head.end() :] if keep else b"</rpc-reply>\n"
    return reply[: head.end()] + error + rest


def _deny(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield frame(_with_error(reply, b"permission denied", b"error", keep=False))


def _warning(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield frame(_with_error(reply, b"statistics are being collected", b"warning", keep=True))


def _partial(reply: bytes, frame: Frame, fault: Fault) -> Iterator[Step]:
    yield frame(_with_error(reply, b"Could not connect to re1 : No route to host", b"error", keep=True))


REPLY_FAULTS: dict[str, ReplyFault] = {
    "never-answers": _never,
    "slow": _slow,
    "dripping": _dripping,
    "close-before-reply": _close_before_reply,
    "close-mid-reply": _close_mid_reply,
    "hang-mid-reply": _hang_mid_reply,
    "truncated-reply": _truncated_reply,
    "malformed-xml": _malformed_xml,
    "invalid-utf8": _invalid_utf8,
    "split-utf8": _split_utf8,
    "flood": _flood,
    "repeat-message-id": _repeat_reply,
    "unknown-message-id": _unknown_message_id,
    "missing-message-id": _missing_message_id,
    "empty-reply": _empty_reply,
    "deny": _deny,
    "warning": _warning,
    "partial": _partial,
}


def require_known(faults: Iterable[Fault]) -> None:
    """Raise InputError if a spec names an unknown fault."""
    for fault in faults:
        if fault.fault not in CONNECTION_FAULTS and fault.fault not in REPLY_FAULTS:
            raise InputError(
                f"Fault {fault.fault}: unknown",
                expected=", ".join(sorted(CONNECTION_FAULTS | set(REPLY_FAULTS))),
                actual=fault.fault,
            )


def connection_fault(faults: Iterable[Fault], *names: str) -> Fault | None:
    """The first of a device's connection faults that has one of these names."""
    return next((fault for fault in faults if fault.fault in names), None)


def steps(reply: bytes, frame: Frame, rpc: str, faults: Iterable[Fault]) -> Iterable[Step]:
    """How a reply goes out: as it is, or as its fault wants it."""
    for fault in faults:
        if fault.fault in REPLY_FAULTS and fault.rpc in ("", rpc):
            return REPLY_FAULTS[fault.fault](reply, frame, fault)
    return (frame(reply),)
