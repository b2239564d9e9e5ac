"""Moments, amounts, numbers and digests for people; what isn't known says so."""

from __future__ import annotations

import pytest

from reinstate.report.figures import count, sentence, short_digest, usd, when


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T05:05:00+01:00", "2026-11-23 04:05 UTC"),
        ("2026-11-23T04:05:00Z", "2026-11-23 04:05 UTC"),
        ("yesterday", "yesterday"),
        ("", "not known"),
        (None, "not known"),
    ],
)
def test_a_moment(moment: str | None, said: str) -> None:
    assert when(moment) == said


@pytest.mark.parametrize(("amount", "said"), [(3437, "USD 3,437"), (0, "USD 0"), (None, "not known")])
def test_an_amount(amount: int | None, said: str) -> None:
    assert usd(amount) == said


def test_one_and_many() -> None:
    assert [count(number, "unit") for number in (0, 1, 1200)] == ["0 units", "1 unit", "1,200 units"]
    assert count(2, "reply", "replies") == "2 replies"


@pytest.mark.parametrize(
    ("text", "said"), [("the box", "The box"), ("fpc0 is off", "fpc0 is off"), ("EX is off", "EX is off"), ("", "")]
)
def test_a_sentence_begins_with_a_capital_where_it_is_a_word(text: str, said: str) -> None:
    assert sentence(text) == said


def test_a_digest_is_cut_to_what_tells_two_apart() -> None:
    assert short_digest(f"sha256:{'a' * 64}") == short_digest("a" * 64) == "a" * 12
    assert short_digest("") == "none"
