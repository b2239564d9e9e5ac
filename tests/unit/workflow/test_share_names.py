"""Names of others in a text: found as words of their own, and not where they are a part of an own name."""

from __future__ import annotations

import time

import pytest

from reinstate.workflow.share_names import OtherNames, parties_in
from reinstate.workflow.share_readers import left_out

OTHERS = ("ex-vc", "mx204", "sw", "core.1", "Müller & Söhne", "(odd)", "a")
OWN = ("ex-vc-1", "mx204-lab", "MX204 Base", "")
CASES = {
    "another host": ("uplink to ex-vc", True),
    "in capitals": ("uplink to EX-VC.", True),
    "its own longer name": ("ex-vc-1 is up", False),
    "its own, then another": ("ex-vc-1 and ex-vc", True),
    "inside a word": ("switch swallow", False),
    "before a domain": ("sw.example.net", True),
    "after an underscore": ("port_sw", True),
    "a product that contains it": ("mx204 base chassis", False),
    "with a dot": ("core.1", True),
    "with another dot": ("core-1", False),
    "escaped in XML": ("<seller>Müller &amp; Söhne</seller>", True),
    "folded": ("MÜLLER & SÖHNE", True),
    "with brackets": ("see (odd)", True),
    "one letter": ("plan a", True),
    "one letter inside": ("plan", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("text", "named"), CASES.values(), ids=CASES)
def test_whether_a_text_names_others(text: str, named: bool) -> None:
    assert OtherNames(OTHERS, OWN).named_in(text) is named


def test_without_names_nothing_is_named() -> None:
    assert not OtherNames((), ()).named_in("anything")
    assert not OtherNames(("ex1",), ("ex1",)).named_in("ex1")


def test_what_names_others_is_left_out() -> None:
    names = OtherNames(OTHERS, OWN)
    whole = {"what": "beside ex-vc", "own": "ex-vc-1", "list": [{"on": ["ex-vc"]}, {"on": ["ex-vc-1"]}, 3]}
    shown = {"what": "", "own": "ex-vc-1", "list": [{"on": ["ex-vc-1"]}, 3]}
    assert names.without(whole) == shown
    assert list(left_out(whole, shown)) == ["what", "list: 1 of 3"]


def test_many_names_in_a_long_text_take_little_time() -> None:
    names = OtherNames((f"host-{number}" for number in range(20_000)), ("ex4400-clean",))
    started = time.process_time()
    assert not names.named_in("<interface>ge-0/0/1</interface> ex4400-clean host \n" * 20_000)
    assert time.process_time() - started < 20


def test_the_parties_that_are_named() -> None:
    stated = {"rows": [{"by": "B. Bench", "claim": {"seller": "Gray Goods", "order": "7", "value": 3}}], "owner": None}
    assert parties_in(stated) == {"B. Bench", "Gray Goods"}


PARTS = {
    "a member": ({"a": 1, "b": 2}, {"a": 1}, ["b"]),
    "a member below": ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, ["a.c"]),
    "elements": ({"a": [1, 2, 3]}, {"a": [1]}, ["a: 2 of 3"]),
    "members of elements": ({"a": [{"b": 1, "c": 2}]}, {"a": [{"b": 1}]}, ["a[].c"]),
    "all elements": ({"a": [{"b": 1}]}, {"a": []}, ["a: 1 of 1"]),
    "nothing": ({"a": [1], "b": {}}, {"a": [1], "b": {}}, []),
}


@pytest.mark.parametrize(("whole", "shown", "places"), PARTS.values(), ids=PARTS)
def test_which_places_are_left_out(whole: object, shown: object, places: list[str]) -> None:
    assert list(left_out(whole, shown)) == places
