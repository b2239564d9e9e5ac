"""Names that people and devices chose never become paths."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reinstate.evidence.names import file_name


def test_plain_names_stay_themselves() -> None:
    for name in ("ex4400-1", "ex-vc-1.fpc2", "10.0.0.1", "srx-cl.node1"):
        assert file_name(name) == name


def test_hostile_names_become_harmless() -> None:
    for name in (
        "../../etc/passwd",
        "",
        ".",
        "..",
        "a/b",
        "con",
        "index",
        "batch",
        "brand-protection",
        "reinstatement-request",
        "seller-reports",
        "EX4400",
        "x" * 300,
        "a\x00b",
        "-rf",
        "a\nb",
    ):
        made = file_name(name)
        assert made != name
        assert "/" not in made
        assert made[0] not in ".-"
        assert made.isprintable()
        assert len(made) <= 80


@given(st.text(max_size=100), st.text(max_size=100))
def test_two_names_never_share_a_file(one: str, other: str) -> None:
    assert one == other or file_name(one).casefold() != file_name(other).casefold()
