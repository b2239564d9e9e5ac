"""Reference data that note what they are asked, and answer alike."""

from __future__ import annotations

from datetime import date

import pytest

from reinstate.device.version import JunosVersion
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_shipped
from reinstate.reference.tracing import TracedReference

ON = date(2026, 11, 23)

# A question, and the rows that an answer names: attribute and value of the first.
QUESTIONS = (
    ("lifecycle", (["EX4200-48T"], ON), ("sku", "EX4200-48T")),
    ("lifecycle", (["NO-SUCH-PRODUCT"], ON), None),
    ("release", (JunosVersion.parse("15.1R7-S13.1"), "ex4200-48t", ON), ("source", "")),
    ("parts", ("750-000000",), None),
    ("fees", ("acx2200",), ("clause", "P11")),
)


@pytest.mark.parametrize(("question", "about", "row"), QUESTIONS)
def test_a_traced_answer_is_the_same_and_noted(question: str, about: tuple[object, ...], row: tuple[str, str]) -> None:
    plain = load_shipped()
    traced = TracedReference.of(plain)
    answer = getattr(traced, question)(*about)
    assert answer == getattr(plain, question)(*about)
    noted = [one for one in traced.asked if one.question == question]
    assert [(one.about, one.answer) for one in noted] == [(about, answer)]
    rows = noted[0].rows()
    if row is None:
        assert rows == ()
    else:
        assert rows
        assert not row[1] or getattr(rows[0], row[0]) == row[1]
        assert all(one.source for one in rows)


def test_sets_and_profiles_are_the_same_objects() -> None:
    plain = load_shipped()
    traced = TracedReference.of(plain)
    assert isinstance(traced, Reference)
    assert (traced.sets, traced.profiles) == (plain.sets, plain.profiles)
    assert traced.profile_for("mx204", "JNP204 [MX204]") is plain.profile_for("mx204", "JNP204 [MX204]")
