"""What a device says, in a sentence for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.session.text import printable


@given(st.text() | st.binary(), st.integers(1, 300))
def test_it_is_printable_and_bounded(said: str | bytes, limit: int) -> None:
    shown = printable(said, limit)
    assert shown.isprintable()
    assert len(shown) <= limit


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("plain", "plain"),
        ("two\r\nlines\tand more ", "two lines and more"),
        ("\x1b[31mred\x1b[0m", "?[31mred?[0m"),
        ("left\u202eright", "left?right"),
        (b"Gr\xc3\xbc\xc3\x9fe \xff", "Grüße \ufffd"),
        ("x" * 300, "x" * 199 + "…"),
        ("", ""),
    ],
)
def test_controls_and_length(said: str | bytes, shown: str) -> None:
    assert printable(said) == shown
