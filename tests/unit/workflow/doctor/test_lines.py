"""Lines and steps: one look that fails stops no other, and the steps come in the order in which to do them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from reinstate.errors import EvidenceError, InputError
from reinstate.workflow.doctor.lines import (
    Examination,
    Line,
    State,
    looked_at,
    not_determined,
    ok,
    problem,
    warning,
)


def raising(error: Exception) -> Callable[[], Iterator[Line]]:
    def look() -> Iterator[Line]:
        yield ok("disk", "seen before")
        raise error

    return look


LOOKS = {
    "a file that a person wrote": (
        raising(InputError("x.yml: no name", expected="a name", actual="none", remedy="add it")),
        Line("disk", State.PROBLEM, "x.yml: no name; expected a name; got none", "add it"),
    ),
    "a run that cannot be read": (
        raising(EvidenceError("run.json is missing", remedy="restore it")),
        Line("disk", State.NOT_DETERMINED, "run.json is missing", "restore it"),
    ),
    "a defect": (
        raising(ZeroDivisionError("no\x1b[2J zero")),
        Line(
            "disk",
            State.NOT_DETERMINED,
            "ZeroDivisionError: no?[2J zero",
            "resolve the cause, and run reinstate doctor again",
        ),
    ),
    "a package that is missing": (
        raising(ModuleNotFoundError("No module named 'lxml'")),
        Line(
            "disk",
            State.NOT_DETERMINED,
            "ModuleNotFoundError: No module named 'lxml'",
            "resolve the cause, and run reinstate doctor again",
        ),
    ),
}


@pytest.mark.parametrize(("look", "line"), LOOKS.values(), ids=LOOKS)
def test_a_look_that_fails_is_a_line(look: Callable[[], Iterator[Line]], line: Line) -> None:
    assert list(looked_at("disk", look)) == [ok("disk", "seen before"), line]


def test_steps_come_by_urgency_and_each_once() -> None:
    lines = (
        warning("a", "old", "update"),
        problem("b", "broken", "repair"),
        ok("c", "fine"),
        not_determined("d", "no reply", "look"),
        problem("e", "broken too", "repair"),
        problem("f", "gone", "restore"),
        warning("g", "old too", "update"),
    )
    assert Examination("2027-01-31", lines).to_do == ("repair", "restore", "look", "update")


@pytest.mark.parametrize(
    ("line", "sound"),
    [
        (ok("a", "b"), True),
        (warning("a", "b", "c"), True),
        (problem("a", "b", "c"), False),
        (not_determined("a", "b"), False),
    ],
    ids=str,
)
def test_what_is_unknown_is_not_sound(line: Line, sound: bool) -> None:
    found = Examination("2027-01-31", (ok("x", "y"), line))
    assert found.sound is sound
    assert found.to_json()["sound"] is sound
    assert found.to_json()["checks"][1] == {
        "topic": "a",
        "state": str(line.state),
        "what": "b",
        "to_do": line.to_do,
    }


def test_texts_are_on_one_line_and_bounded() -> None:
    line = problem("a", "two\nlines " + "x" * 1000, "step\r\n\x9b1m")
    assert len(line.what) <= 400
    assert (line.what + line.to_do).isprintable()
