"""Junos versions: what each string names, and in which order they come."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.device.version import JunosVersion, VersionKind, VersionsNotComparableError, comparable

# text, train, kind, number, service, spin, standard
PRINTED = [
    ("23.4R2-S6.6", "23.4", "release", 2, 6, 6, True),
    ("24.4R1.9", "24.4", "release", 1, 0, 9, True),
    ("18.2R2-S1", "18.2", "release", 2, 1, None, True),
    ("12.3R12-S21", "12.3", "release", 12, 21, None, True),
    ("15.1X49-D170.4", "15.1X49", "x-train", 170, 0, 4, True),
    ("12.3X48-D40.5", "12.3X48", "x-train", 40, 0, 5, True),
    ("16.1X70-D10.5", "16.1X70", "x-train", 10, 0, 5, True),
    ("15.1F5.15", "15.1", "feature", 5, 0, 15, True),
    ("15.1F5.15-C1.12", "15.1", "special", 5, 0, 15, False),
    ("19.1R3-S2.3-J1", "19.1", "special", 3, 2, 3, False),
    ("22.3R1-S1.1-EVO", "22.3", "release", 1, 1, 1, True),
    ("21.4B1.2", "21.4", "beta", 1, 0, 2, False),
    ("9.3S2.1", "9.3", "service", 2, 0, 1, False),
    ("9.5I20090330_0030_danai", "9.5", "internal", None, 0, None, False),
    ("18.3I20180716_1639", "18.3", "internal", None, 0, None, False),
    ("17.4-20170706_dev_common.0", "17.4", "dated", None, 0, None, False),
    ("17.3-2017-07-02.0_RELEASE_173_THROTTLE", "17.3", "dated", None, 0, None, False),
    ("19.2X100-202310100600.0-EVO", "19.2X100", "dated", None, 0, None, False),
]


@pytest.mark.parametrize(("text", "train", "kind", "number", "service", "spin", "standard"), PRINTED)
def test_every_form_that_devices_print_is_told_apart(text, train, kind, number, service, spin, standard):
    version = JunosVersion.parse(text)
    assert version.parsed, version.problem
    assert (version.train, version.kind, version.number) == (train, kind, number)
    assert (version.service, version.spin, version.standard) == (service, spin, standard)
    assert version.release == train.split("X")[0]
    assert version.evolved == text.endswith("-EVO")
    assert str(version) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no version is printed"),
        ("0.0I0.0", "could not be read"),
        ("23.4", "not a known type of build"),
        ("junos", "does not begin with a release"),
        ("23.4R", "not a known type of build"),
        ("23.4R2-S", "not a known type of build"),
        ("15.1X49-R3", "not a known type of build"),
        ("23.4Q1.2", "not a known type of build"),
        ("\u0662\u0663.4R1.1", "does not begin with a release"),  # digits of another script
    ],
)
def test_what_names_no_version_says_why(text, problem):
    version = JunosVersion.parse(text)
    assert not version.parsed
    assert problem in version.problem
    assert version.kind is VersionKind.UNPARSED
    assert not version.standard


ORDERED = [
    ["21.4R3-S9.5", "21.4R3-S10.9"],
    ["12.3R3", "12.3R9", "12.3R12", "12.3R12-S8", "12.3R12-S21"],
    ["23.4B1.1", "23.4R1", "23.4R1.9", "23.4R1.10", "23.4R1-S1.1", "23.4R2.3"],
    ["15.1X49-D9", "15.1X49-D15.4", "15.1X49-D100", "15.1X49-D170.4"],
    ["12.3X48-D40.5", "15.1X49-D15.4", "17.3R1.10"],
    ["9.6R4", "10.0R1", "22.4R1", "23.2R1"],
    ["22.3R1-S1.1-EVO", "22.3R1-S2-EVO", "23.2R1-EVO"],
    ["15.1F4", "15.1F5.15", "15.1F5.15-C1.12", "16.1R1"],
]


@pytest.mark.parametrize("texts", ORDERED)
def test_versions_of_a_branch_come_in_the_order_of_their_numbers(texts):
    versions = [JunosVersion.parse(text) for text in texts]
    for earlier, later in itertools.combinations(versions, 2):
        assert earlier < later
        assert later > earlier
        assert not later <= earlier


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("15.1R7", "15.1X49-D100"),  # X-trains are trains of their own
        ("15.1X49-D100", "15.1X53-D100"),
        ("15.1R3", "15.1F5"),
        ("23.4R1", "23.4R1-EVO"),
        ("23.4R1", "23.4I20230101_1200"),
        ("17.4-20170706_dev_common.0", "17.4R1"),
        ("23.4R1", "0.0I0.0"),
        ("", "23.4R1"),
    ],
)
def test_versions_without_an_order_are_refused_and_never_guessed(one, other):
    a, b = JunosVersion.parse(one), JunosVersion.parse(other)
    assert not comparable(a, b)
    assert not comparable(b, a)
    with pytest.raises(VersionsNotComparableError):
        _ = a < b
    with pytest.raises(VersionsNotComparableError):
        _ = b >= a


@st.composite
def numbered(draw):
    train = draw(st.sampled_from(["12.3", "15.1", "23.4"]))
    x = draw(st.sampled_from(["", "", "X48", "X49"]))
    number = draw(st.integers(1, 30))
    kind = f"-D{number}" if x else f"{draw(st.sampled_from('RRRFB'))}{number}"
    service = draw(st.one_of(st.just(""), st.integers(1, 30).map(lambda n: f"-S{n}")))
    spin = draw(st.one_of(st.just(""), st.integers(0, 30).map(lambda n: f".{n}")))
    special = draw(st.sampled_from(["", "", "", "-C1.2", "-J3"]))
    return JunosVersion.parse(train + x + kind + service + spin + special + draw(st.sampled_from(["", "", "-EVO"])))


@given(numbered(), numbered(), numbered())
def test_the_order_is_total_and_transitive_where_versions_compare(a, b, c):
    assert a.parsed
    assert b.parsed
    assert comparable(a, b) == comparable(b, a)
    if comparable(a, b):
        assert (a < b) + (b < a) + (a == b) == 1
    if comparable(a, b) and comparable(b, c) and a <= b <= c:
        assert comparable(a, c)
        assert a <= c


@given(st.text(max_size=60))
def test_parsing_never_raises_and_states_what_it_was_given(text):
    version = JunosVersion.parse(text)
    assert version.text == " ".join(text.split())
    assert version.parsed != bool(version.problem)
    assert JunosVersion.parse(str(version)) == version
