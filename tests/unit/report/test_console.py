"""Verdicts on a terminal."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.report.console import totals_line, unit_line, unit_lines

from .samples import economy, finding, record, step, summary_of, way

SUPPLY = finding("health.supply", "fail", subject="PSM 1", what="the supply is dead", expected="OK", actual="Failed")
UNITS = [
    record("ex-1"),
    record("ex-vc-1.fpc2", SUPPLY, verdict="fail", disposition="remediate"),
    record(
        "mx-2",
        finding("identity.model", "inconclusive", subject="mx-2", what="\x1b[2Jno\u202e model"),
        verdict="inconclusive",
        disposition="investigate",
    ),
]


def test_a_batch() -> None:
    assert unit_lines(UNITS) == (
        "ex-1          pass          reinstate    all checks that count passed; 1 open item",
        "ex-vc-1.fpc2  fail          remediate    PSM 1: the supply is dead (Failed)",
        "mx-2          inconclusive  investigate  [U+001B][2Jno[U+202E] model (that)",
    )
    assert totals_line(summary_of(UNITS)) == (
        "3 units on 3 hosts: 1 pass, 1 fail, 1 inconclusive (1 reinstate, 1 remediate, 1 investigate)."
    )


FIRST_STEPS = {
    "about something": (step("look it up", ("a.b", "ex-1"), action="look-up", about="model EX4400"), "look-up EX4400"),
    "at one module": (step("replace it", ("a.b", "PSM 1"), action="replace"), "replace PSM 1"),
    "at several": (step("replace them", ("a.b", "PSM 0"), ("a.b", "PSM 1"), action="replace"), "replace them"),
    "at the unit": (step("collect it again", ("a.b", "ex-1"), action="collect"), "collect it again"),
}


@pytest.mark.parametrize(("begin", "told"), FIRST_STEPS.values(), ids=FIRST_STEPS)
def test_a_line_names_the_step_to_begin_with_where_there_is_room(begin: dict[str, Any], told: str) -> None:
    path = way(step("declare it", ("a.b", "ex-1"), action="declare"), begin, state="open", soonest=2)
    unit = record("ex-1", SUPPLY, verdict="fail", disposition="remediate", shortest_path=path)
    assert unit_line(unit, width=120).endswith(f"PSM 1: the supply is dead (Failed) -> {told}")
    assert unit_line(unit, width=94).endswith("PSM 1: the supply is dead (Failed)")


@pytest.mark.parametrize(
    ("worth", "note"),
    [
        ("no", "1 open item [not worth it]"),
        ("depends", "1 open item"),
        ("yes", "1 open item"),
        ("unstated", "1 open item"),
    ],
)
def test_a_line_ends_with_what_is_not_worth_it(worth: str, note: str) -> None:
    assert unit_line(record("ex-1", economy=economy(worth=worth))).endswith(note)


def test_a_note_on_worth_is_never_cut_and_never_longer_than_the_reason() -> None:
    supply = {**SUPPLY, "what": "the power supply " + "is dead " * 20}
    unit = record("ex-1", supply, verdict="fail", disposition="remediate", economy=economy(worth="no"))
    assert len(unit_line(unit, width=120)) == 120
    assert unit_line(unit, width=120).endswith("… [not worth it]")
    assert "[" not in unit_line(unit, width=80)


ONE_UNIT = {"hosts": 1, "units": 1, "pass": 1, "fail": 0, "inconclusive": 0, "unreachable": 0, "dispositions": {}}


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (
            ONE_UNIT,
            "1 unit on 1 host: 1 pass, 0 fail, 0 inconclusive.",
        ),
        (
            {
                "hosts": 2,
                "units": 3,
                "pass": 0,
                "fail": 1,
                "inconclusive": 2,
                "unreachable": 2,
                "dispositions": {"hold": 1},
            },
            "3 units on 2 hosts: 0 pass, 1 fail, 2 inconclusive (1 hold). No evidence from 2 hosts.",
        ),
        (
            {**ONE_UNIT, "claims": {"claimed": 3, "not_presented": [{}, {}], "not_claimed": ["ex-1"]}},
            "1 unit on 1 host: 1 pass, 0 fail, 0 inconclusive. Claims: 2 not found, 1 unit not claimed.",
        ),
        (
            {**ONE_UNIT, "claims": {"claimed": 1, "not_presented": [], "not_claimed": []}},
            "1 unit on 1 host: 1 pass, 0 fail, 0 inconclusive.",
        ),
        (
            {**ONE_UNIT, "judged": {"policy": {"name": "lab", "version": 2}}},
            "1 unit on 1 host: 1 pass, 0 fail, 0 inconclusive. Policy: lab 2.",
        ),
        (
            {**ONE_UNIT, "claims": {"broken": "cut"}},
            "1 unit on 1 host: 1 pass, 0 fail, 0 inconclusive. The declared claims cannot be used.",
        ),
    ],
)
def test_totals(summary: dict[str, object], line: str) -> None:
    assert totals_line(summary) == line


# Whatever a record can hold: a lone surrogate is no text, and a record refuses it.
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))


@given(name=TEXTS, said=TEXTS, width=st.integers(60, 200))
def test_any_line_is_printable_and_bounded(name: str, said: str, width: int) -> None:
    unit = record(
        "ex-1", finding("health.supply", "fail", what=said, actual=said), verdict="fail", disposition="reject"
    )
    unit["unit"]["name"] = name
    line = unit_line(unit, width=width)
    assert line.isprintable()
    columns = sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line
    )
    assert columns <= width
