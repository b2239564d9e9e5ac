"""Ranges of CVE records, as rows of advisories: every form, and what each answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reinstate.device.version import JunosVersion
from reinstate.reference.advisories import Exposure
from reinstate.reference.advisory_records.issues import Product, Statement
from reinstate.reference.advisory_records.ranges import UnreadableError, range_of
from reinstate.reference.advisory_records.readings import reading_of
from reinstate.reference.advisory_records.solutions import Solution
from tests.unit.reference.advisory_records.builders import a_record, affected, answers, collected

EVO = {"product": "Junos OS Evolved"}
A, N, U = "affected", "not-known", "unknown"
SUBSEQUENT = {"solutions": [{"lang": "en", "value": "20.1R2, and all subsequent releases."}]}


def a_range(version: str, before: str = "", **more: object) -> dict[str, Any]:
    return {"version": version, "status": "affected", **({"lessThan": before} if before else {}), **more}


# name: (the product, {release: answer}, number of statements refused)
CASES: Mapping[str, tuple[dict[str, Any], Mapping[str, str], int]] = {
    "from the first": (
        affected(("0", "21.2R3-S9"), ("21.4", "21.4R3-S10")),
        {
            "15.1X49-D220": A,
            "21.2R3-S8.4": A,
            "21.2R3-S9": N,
            "21.3R2": U,
            "21.4R3-S9": A,
            "21.4R3-S10": N,
            "22.1R1": N,
        },
        0,
    ),
    "unspecified is from the first": (
        affected(("unspecified", "21.2R3-S9")),
        {"12.3R12": A, "21.2R3-S8": A, "21.2R3-S9": N, "23.4R1": N},
        0,
    ),
    "two fixed releases of one train": (
        affected(("24.2", "24.2R1-S2, 24.2R2")),
        {"24.2R1-S1": A, "24.2R1-S2": N, "24.2R2.5": N, "23.4R1": N, "24.4R1": N},
        0,
    ),
    "two fixed releases, in words": (affected(("24.2", "24.2R1-S2 or 24.2R2")), {"24.2R1": A, "24.2R2": N}, 0),
    "a train without a fix": (
        affected(("0", "20.4R3-S9"), ("21.1", "21.1*"), ("21.2", "21.2R3-S7")),
        {"20.4R3-S8": A, "20.4R3-S9": N, "21.1R1": A, "21.1R3-S5": A, "21.2R3-S7": N, "21.3R1": N},
        0,
    ),
    "only a train without a fix": (affected(("22.2", "22.2*")), {"22.1R3": N, "22.2R3-S9": A, "22.3R1": N}, 0),
    "up to a release": (
        affected(a_range("21.4", lessThanOrEqual="21.4R3-S9")),
        {"21.4R3-S9.7": A, "21.4R3-S10": N, "21.4R2": A, "21.2R1": N},
        0,
    ),
    "up to a spin": (
        affected(a_range("21.2", lessThanOrEqual="21.2R3-S9.20")),
        {"21.2R3-S9.20": A, "21.2R3-S9.21": N, "21.2R3-S8.30": A},
        0,
    ),
    "before a spin": (affected(("21.2", "21.2R3-S9.21")), {"21.2R3-S9.20": A, "21.2R3-S9.21": N, "21.2R3-S10": N}, 0),
    "up to a train": (affected(a_range("21.4", lessThanOrEqual="21.4")), {"21.4R3-S12": A, "22.1R1": N}, 0),
    "before a train": (affected(("0", "22.1")), {"21.4R3-S9": A, "22.1R1": N}, 0),
    "from the first release of a train": (affected(("21.4R1", "21.4R3-S5")), {"21.4R1": A, "21.4R3-S5": N}, 0),
    "from within a train": (
        affected(("21.4R2", "21.4R3-S5")),
        {"21.4R1": U, "21.4R2": U, "21.4R3-S5": U, "22.1R1": N},
        0,
    ),
    "twice in one train": (
        affected(("21.4", "21.4R2-S3"), ("21.4R3", "21.4R3-S2")),
        {"21.4R2-S2": A, "21.4R2-S3": N, "21.4R3": A, "21.4R3-S2": N},
        0,
    ),
    "two ends that differ": (
        affected(("21.4", "21.4R3-S5"), ("21.4", "21.4R3-S8")),
        {"21.4R3-S4": A, "21.4R3-S6": U, "21.4R3-S8": U},
        0,
    ),
    "over several trains": (
        affected(("21.4", "22.2R3")),
        {"21.3R1": N, "21.4R3-S9": A, "22.1R1": A, "22.2R2": A, "22.2R3": N, "22.3R1": N},
        0,
    ),
    "over a train that has a fix of its own": (
        affected(("0", "22.2R3"), ("21.4", "21.4R3-S5")),
        {"21.4R3-S4": A, "21.4R3-S5": U, "22.2R3": N, "20.4R1": A},
        0,
    ),
    "a change to unaffected": (
        affected(a_range("21.4", "21.4*", changes=[{"at": "21.4R3-S5", "status": "unaffected"}])),
        {"21.4R3-S4": A, "21.4R3-S5": N, "21.4R1": A},
        0,
    ),
    "a change to affected": (
        affected(a_range("18.4", "18.4R1-S7, 18.4R3-S2", changes=[{"at": "18.4R2", "status": "affected"}])),
        {"18.4R1-S6": A, "18.4R1-S7": N, "18.4R2": A, "18.4R3-S2": N},
        0,
    ),
    "a change to nobody knows": (
        affected(a_range("18.4", "18.4R3", changes=[{"at": "18.4R2", "status": "unknown"}])),
        {"18.4R1": U, "18.4R3-S2": U, "19.1R1": N},
        1,
    ),
    "X-trains": (
        affected(("12.3X48", "12.3X48-D101, 12.3X48-D105"), ("15.1X49", "15.1X49-D211")),
        {"12.3X48-D100": A, "12.3X48-D105": N, "15.1X49-D210": A, "15.1X49-D211": N, "12.1X46-D10": N},
        0,
    ),
    "what is not affected before": (
        affected(
            ("25.4", "25.4R1-S1-EVO, 25.4R2-EVO"),
            {"version": "0", "lessThan": "25.4R1-EVO", "status": "unaffected"},
            **EVO,
        ),
        {"25.2R2-EVO": N, "25.4R1.3-EVO": A, "25.4R1-S1-EVO": N, "25.4R2-EVO": N, "25.4R1": N},
        0,
    ),
    "a sound release among affected ones": (
        affected(("21.4", "21.4R3-S9"), {"version": "21.4R3-S5", "status": "unaffected"}),
        {"21.4R3-S4": U, "21.4R3-S5": U, "21.4R3-S9": U, "22.1R1": N},
        0,
    ),
    "sound releases beside affected ones": (
        affected(("21.4", "21.4R3-S9"), {"version": "21.4R3-S9", "status": "unaffected"}),
        {"21.4R3-S4": A, "21.4R3-S9": N},
        0,
    ),
    "Evolved trains": (
        affected(("21.4-EVO", "21.4R3-S6-EVO"), ("22.2-EVO", "22.2R2-S1-EVO, 22.2R3-EVO"), **EVO),
        {"21.4R3-S5.4-EVO": A, "21.4R3-S6-EVO": N, "22.2R2-S1-EVO": N, "21.4R1": N},
        0,
    ),
    "Evolved without its suffix": (affected(("21.4", "21.4R3-S6"), **EVO), {"21.4R2-EVO": A, "21.4R3-S6-EVO": N}, 0),
    "small letters": (affected(("21.4", "21.4r3-s6")), {"21.4R2": A, "21.4R3-S6": N}, 0),
    # What can't be read
    "a start that is mistyped": (
        affected(("0", "22.4R3"), ("23,2", "23.2R1-S1, 23.2R2")),
        {"22.4R2": A, "22.4R3": N, "23.2R1": U, "23.2R2": U, "23.4R1": N},
        1,
    ),
    "an end that is mistyped": (
        affected(("0", "22.4R3"), ("23.2", "soon")),
        {"22.4R3": N, "23.2R1": U, "24.2R1": U},
        1,
    ),
    "nothing that can be read": (affected(("all of it", "soon")), {"12.3R1": U, "26.2R1": U}, 1),
    "from the first to nobody knows": (
        affected(("0", "soon"), ("21.4", "21.4R3")),
        {"20.1R1": U, "21.4R3": U, "21.4R2": A},
        1,
    ),
    "a single release": (affected(a_range("21.4R3")), {"21.4R3": U, "21.4R1": U, "22.1R1": N}, 1),
    "a single train": (affected(a_range("21.4")), {"21.4R3": U, "22.1R1": N}, 1),
    "every release": (affected(("0", "*")), {"12.3R1": U, "26.2R1": U}, 1),
    "every release, without an end": (affected(a_range("0")), {"12.3R1": U, "26.2R1": U}, 1),
    "a train and all after it": (affected(("21.4", "*")), {"21.4R1": A, "23.4R1": U}, 1),
    "a type of another world": (
        affected(a_range("21.4", "21.4R3-S5", versionType="git")),
        {"21.4R1": U, "21.4R3-S5": U, "22.1R1": N},
        1,
    ),
    "hashes": (affected(a_range("a1b2c3", "d4e5f6", versionType="git")), {"21.4R1": U, "26.2R1": U}, 1),
    "status unknown": (
        affected({"version": "21.4", "lessThan": "21.4R3", "status": "unknown"}, ("22.2", "22.2R3")),
        {"21.4R1": U, "21.4R3": U, "22.2R2": A, "22.2R3": N},
        1,
    ),
    "a release of Evolved in Junos OS": (affected(("21.4", "21.4R3-S6-EVO")), {"21.4R1": U, "21.4R3-S6": U}, 1),
    "no status": (affected({"version": "21.4", "lessThan": "21.4R3"}), {"21.4R1": U, "22.2R1": N}, 1),
    "a number for a release": (
        affected({"version": 21.4, "lessThan": "21.4R3", "status": "affected"}),
        {"21.4R1": U, "26.2R1": U},
        1,
    ),
    # What is not listed
    "the default is unknown": (
        affected(("21.4", "21.4R3"), defaultStatus="unknown"),
        {"21.2R1": U, "21.4R2": A, "21.4R3": N, "22.2R1": U},
        0,
    ),
    "the default is affected": (
        affected(("21.4", "21.4R3"), defaultStatus="affected"),
        {"21.2R1": U, "21.4R2": A, "21.4R3": U, "22.2R1": U},
        1,
    ),
    "no version": (affected(), {"21.2R1": U, "26.2R1": U}, 1),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_ranges(case: tuple[dict[str, Any], Mapping[str, str], int], tmp_path: Path) -> None:
    product, expected, refused = case
    found = collected(tmp_path, a_record(product))
    (report,) = found.reports
    assert not report.errors
    assert dict(zip(expected, answers(tmp_path, found, list(expected)), strict=True)) == expected
    assert len(report.refused) == refused


def test_later_releases_are_sound_where_the_solution_says_so(tmp_path: Path) -> None:
    old = affected(("12.3", "12.3R12-S16"), ("20.1", "20.1R1-S1, 20.1R2"), defaultStatus="unknown")
    releases = ("11.4R1", "12.3R12-S15", "12.3R12-S16", "15.1R1", "20.1R2", "23.4R2")
    found = collected(tmp_path, a_record(old, **SUBSEQUENT))
    assert answers(tmp_path, found, releases) == [U, A, N, U, N, N]
    assert answers(tmp_path, collected(tmp_path, a_record(old)), releases)[-1] == U


def test_a_product_that_is_not_affected_gets_no_row(tmp_path: Path) -> None:
    found = collected(tmp_path, a_record(affected({"version": "0", "lessThan": "*", "status": "unaffected"})))
    assert not found.rows
    assert found.reports[0].skipped == ("CVE-2026-0001, Junos OS: the record states no affected release",)


def test_each_train_for_itself_is_one_row(tmp_path: Path) -> None:
    found = collected(tmp_path, a_record(affected(("21.4", "21.4R3")), affected(("22.2", "22.2R3"))))
    (row,) = found.rows
    assert row["fixed"] == ["21.4R3", "22.2R3"]


TRAINS = st.sampled_from(["20.4", "21.1", "21.2", "21.4", "22.2", "15.1X49"])


@st.composite
def releases(draw: st.DrawFn) -> str:
    train, number, service = draw(TRAINS), draw(st.integers(1, 4)), draw(st.integers(0, 4))
    return f"{train}{'-D' if 'X' in train else 'R'}{number}" + (f"-S{service}" if service else "")


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    start = draw(st.one_of(st.just("0"), TRAINS, releases()))
    before = draw(
        st.one_of(TRAINS.map(lambda train: f"{train}*"), st.lists(releases(), min_size=1, max_size=3).map(", ".join))
    )
    status = draw(st.sampled_from(["affected", "affected", "affected", "unaffected"]))
    return Statement(status, start, before=before)


@settings(max_examples=300, deadline=None)
@given(st.lists(statements(), min_size=1, max_size=5), st.lists(releases(), min_size=1, max_size=8))
def test_a_row_never_says_less_than_the_ranges(stated: list[Statement], devices: list[str]) -> None:
    """No affected release is called unaffected, and in the trains that are named no sound one is called affected."""
    product = Product(False, (), tuple(stated), "unaffected")
    row = reading_of(product, Solution()).row
    ranges, sound = [], []
    for one in stated:
        try:
            (ranges if one.status == "affected" else sound).append(range_of(one, False))
        except UnreadableError:
            continue
    for text in devices:
        version = JunosVersion.parse(text)
        covered = any(one.covers(version) for one in ranges)
        said = Exposure.NOT_KNOWN if row is None else row.exposure(version, "mx204")
        assert not (covered and said is Exposure.NOT_KNOWN)
        assert not (not covered and said is Exposure.AFFECTED)
