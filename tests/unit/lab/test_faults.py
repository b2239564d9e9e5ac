"""Faults: what each makes of a reply."""

from __future__ import annotations

import itertools

import pytest
from lxml import etree

from reinstate.errors import InputError
from reinstate.lab.faults import CONNECTION_FAULTS, REPLY_FAULTS, Close, Hang, Pause, require_known, steps
from reinstate.lab.netconf_server import END_1_0, frame_1_0
from reinstate.lab.spec import Fault

REPLY = '<rpc-reply xmlns="urn:x" message-id="5">\n<a>\n<b>für die Prüfung</b>\n</a>\n</rpc-reply>\n'.encode()


def sent(fault: str, rpc: str = "get-a", **options: object) -> list[object]:
    declared = Fault.model_validate({"fault": fault, **options})
    return list(itertools.islice(steps(REPLY, frame_1_0, rpc, (declared,)), 40))


def stream(fault: str, **options: object) -> bytes:
    return b"".join(step for step in sent(fault, **options) if isinstance(step, bytes))


def parses(raw: bytes) -> bool:
    try:
        etree.fromstring(raw.split(END_1_0)[0])
    except etree.XMLSyntaxError:
        return False
    return True


# fault, the stream parses up to its first end mark, how many end marks, how it ends
SHAPES = [
    ("never-answers", False, 0, Hang),
    ("slow", True, 1, bytes),
    ("close-before-reply", False, 0, Close),
    ("close-mid-reply", False, 0, Close),
    ("hang-mid-reply", False, 0, Hang),
    ("truncated-reply", False, 1, bytes),
    ("malformed-xml", False, 1, bytes),
    ("invalid-utf8", False, 1, bytes),
    ("split-utf8", True, 1, bytes),
    ("repeat-message-id", True, 2, bytes),
    ("unknown-message-id", True, 1, bytes),
    ("missing-message-id", True, 1, bytes),
    ("empty-reply", True, 1, bytes),
    ("deny", True, 1, bytes),
    ("warning", True, 1, bytes),
    ("partial", True, 1, bytes),
]


@pytest.mark.parametrize(("fault", "sound", "marks", "ending"), SHAPES)
def test_each_fault_has_its_shape(fault: str, sound: bool, marks: int, ending: type) -> None:
    raw = stream(fault)
    assert parses(raw) is sound
    assert raw.count(END_1_0) == marks
    assert isinstance(sent(fault)[-1], ending)


def test_every_fault_is_tried() -> None:
    assert {shape[0] for shape in SHAPES} | {"flood", "dripping"} == set(REPLY_FAULTS)
    assert not CONNECTION_FAULTS & set(REPLY_FAULTS)


def test_split_characters_arrive_whole() -> None:
    pieces = [step for step in sent("split-utf8") if isinstance(step, bytes)]
    assert b"".join(pieces) == frame_1_0(REPLY)
    assert any(piece[-1] >= 0xC0 for piece in pieces[:-1])


def test_a_flood_goes_on() -> None:
    assert len(sent("flood")) == 40
    assert stream("flood", bytes=100_000).endswith(b"</rpc-reply>]]>]]>\n")


def test_a_dripping_reply_pauses_between_pieces() -> None:
    assert [type(step) for step in sent("dripping")[:4]] == [bytes, Pause, bytes, Pause]


@pytest.mark.parametrize(
    ("fault", "present", "absent"),
    [
        ("unknown-message-id", b"no-such-request", b'"5"'),
        ("missing-message-id", b"<rpc-reply", b"message-id"),
        ("deny", b"permission denied", b"<b>"),
        ("warning", b"<b>", b"permission"),
        ("partial", b"No route to host", b"permission"),
        ("empty-reply", b"</rpc-reply>", b"<a>"),
    ],
)
def test_what_is_said_and_what_is_left_out(fault: str, present: bytes, absent: bytes) -> None:
    raw = stream(fault)
    assert present in raw
    assert absent not in raw


def test_a_fault_may_concern_one_request_alone() -> None:
    assert sent("deny", rpc="get-a", **{}) != [frame_1_0(REPLY)]
    limited = Fault(fault="deny", rpc="get-b")
    assert list(steps(REPLY, frame_1_0, "get-a", (limited,))) == [frame_1_0(REPLY)]
    assert list(steps(REPLY, frame_1_0, "get-b", (limited,))) != [frame_1_0(REPLY)]


def test_an_unknown_fault_is_refused_with_the_names_of_the_known_ones() -> None:
    with pytest.raises(InputError, match="close-mid-reply"):
        require_known((Fault(fault="explode"),))
