"""Text of devices and people in a sentence for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.plain_text import counted, listed, printable, shown, shown_value


@given(st.text() | st.binary(), st.integers(1, 300))
def test_what_is_said_is_printable_and_bounded(said: str | bytes, limit: int) -> None:
    text = printable(said, limit)
    assert text.isprintable()
    assert len(text) <= limit


@given(st.text(), st.integers(1, 300))
def test_what_is_found_is_printable_and_bounded(said: str, limit: int) -> None:
    text = shown(said, limit)
    assert text.isprintable()
    assert len(text) <= limit


@given(st.text() | st.integers() | st.none(), st.integers(10, 300))
def test_a_value_is_printable_and_bounded_and_never_empty(value: object, limit: int) -> None:
    text = shown_value(value, limit)
    assert text.isprintable()
    assert 0 < len(text) <= limit


@pytest.mark.parametrize(
    ("said", "text"),
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
def test_controls_and_length(said: str | bytes, text: str) -> None:
    assert printable(said) == text


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ("plain", "plain"),
        ("two\r\nlines  and more ", "two lines and more"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("x" * 121, "x" * 119 + "…"),
        ("", ""),
    ],
)
def test_device_text_in_a_finding(found: str, text: str) -> None:
    assert shown(found) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "nothing"), ("", "nothing"), (0, "0"), ("a\nb", "a?b"), ("x" * 81, "x" * 79 + "…")],
)
def test_a_value_of_a_table(value: object, text: str) -> None:
    assert shown_value(value) == text


def test_a_list_names_each_once_and_the_rest_by_number() -> None:
    assert listed(["a", "b", "a"]) == "a, b"
    assert listed("abcdefg") == "a, b, c, d, e and 2 more"


def test_one_and_many() -> None:
    assert [counted(number, "fan") for number in (0, 1, 3)] == ["0 fans", "1 fan", "3 fans"]
