"""Lists of names in a sentence."""

from __future__ import annotations

import pytest

from reinstate.checks.framework import joined, listed


@pytest.mark.parametrize(
    ("texts", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b, and c")]
)
def test_names_are_joined_as_in_a_sentence(texts: list[str], sentence: str) -> None:
    assert joined(texts) == sentence


def test_another_conjunction() -> None:
    assert joined(["a", "b", "c"], "or") == "a, b, or c"


def test_a_long_list_states_how_many_more() -> None:
    assert listed(["a", "b", "a", "c"], most=2) == "a, b, and 1 more"
