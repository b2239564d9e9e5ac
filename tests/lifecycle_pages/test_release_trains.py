"""Which release trains a text may be about."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.reference.pages.release_trains import is_train, train_mentions, trains_in

TRAINS = ["12.3", "23.4", "24.1", "24.2", "24.3", "24.4"]
EVERY = TRAINS
OF_2024 = TRAINS[2:]
NAMED = {
    "12.3: support ends earlier, 01-31-2015.": ["12.3"],
    "24.1, 24.2 and 24.3: moved": ["24.1", "24.2", "24.3"],
    "For 24.2R3-S5 the end of support was moved to 01-31-2026.": ["24.2"],
    "Junos OS 24.2 is supported until 01-31-2026.": ["24.2"],
    "23.4/24.1 & 24.4-EVO": ["23.4", "24.1", "24.4"],
    "12.3X48-D10": [],
    "Junos OS 24 releases": OF_2024,
    "All 24.x releases": OF_2024,
    "Releases 23.x to 24.x": TRAINS[1:],
    "24.1R1 \u2013 24.4R3": OF_2024,
    "24.1\u201424.4": OF_2024,
    "24.1...24.4": OF_2024,
    "24.1 to Junos OS 24.4": OF_2024,
    "From 24.1 up to 24.4": OF_2024,
    "releases between 24.1 and 24.4": OF_2024,
    "24.2 and later": TRAINS[3:],
    "24.2 and all newer releases": TRAINS[3:],
    "24.2+": TRAINS[3:],
    "24.2 or earlier": TRAINS[:4],
    "Releases prior to 24.4": EVERY,
    "All releases since 24.2": TRAINS[3:],
    "releases older than 24.4": EVERY,
    "starting with Junos OS 24.2": TRAINS[3:],
    "Junos OS 20.4 and earlier releases": ["12.3"],
    "24.2 and others": EVERY,
    "24.1, .2 and .3": EVERY,
    "24.1/2/3": EVERY,
    "on 01.31.2026, 12.10.2025, and 2026-01-31": [],
    "version 2.4 of 10.20.30.40": [],
}


@pytest.mark.parametrize(("text", "trains"), NAMED.items())
def test_the_trains_that_a_text_may_be_about(text: str, trains: Sequence[str]) -> None:
    mentions = train_mentions(text)
    assert [train for train in TRAINS if mentions.may_name(train)] == trains


def test_what_is_no_train_is_never_named() -> None:
    assert not train_mentions("24.2 and later").may_name("EX4300-48T")
    assert not train_mentions("no release at all")
    assert [is_train(one) for one in ("24.2", "15.1X49", "24.2R1", "24", "")] == [True, True, False, False, False]


@given(
    st.lists(st.sampled_from(TRAINS), min_size=1, max_size=5), st.sampled_from([" ", ", ", " and ", "/", " to ", "-"])
)
def test_every_train_that_is_spelled_out_is_named(trains, joint):
    text = f"Junos {joint.join(trains)}: the end of support was moved."
    assert list(trains_in(text)) == trains
    assert all(map(train_mentions(text).may_name, trains))
