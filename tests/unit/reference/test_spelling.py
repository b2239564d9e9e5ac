"""Which names differ from an SKU in spelling alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.reference.spelling import Spellings

SKUS = ("EX4300-48T", "EX4300-48T-AFI", "MX204", "RE-S-1800X4-16G", "QFX5100-*", "AB-1-23", "AB-12-3")

# (name, the SKUs that it is spelled as)
CASES = [
    ("EX 4300 48T", ("EX4300-48T",)),
    ("ex4300_48t", ("EX4300-48T",)),
    ("EX4300\N{EN DASH}48T", ("EX4300-48T",)),
    ("EX430048T", ("EX4300-48T",)),
    ("E-X4300-48T ", ("EX4300-48T",)),
    ("RE-S-1800X4- 16G", ("RE-S-1800X4-16G",)),
    # Case and outer blanks need no proposal: lifecycle rows match them.
    (" ex4300-48t ", ()),
    ("EX4300-48T", ()),
    # Another letter, digit, or sign is another product.
    ("EX4300-48P", ()),
    ("EX4300-48T+", ()),
    ("EX4300/48T", ()),
    ("EX4300.48T", ()),
    ("EX4300", ()),
    ("MX2O4", ()),
    # A glob is no SKU.
    ("QFX5100", ()),
    # Two SKUs that are spelled the same are both named.
    ("AB123", ("AB-1-23", "AB-12-3")),
    ("AB-1-23", ()),
    ("", ()),
    ("-", ()),
    ("EX4300-48T" * 100, ()),
]


@pytest.mark.parametrize(("name", "skus"), CASES)
def test_names_that_differ_in_spelling_alone(name: str, skus: tuple[str, ...]) -> None:
    assert Spellings.of(SKUS).same_as(name) == skus


def test_a_proposal_names_the_skus() -> None:
    spellings = Spellings.of(SKUS)
    assert spellings.proposal("ab 123") == "same spelling as SKU AB-1-23, AB-12-3"
    assert spellings.proposal("AB-1-23") == ""


@given(st.text(max_size=40))
def test_a_proposal_is_printable_whatever_a_device_calls_itself(name: str) -> None:
    assert Spellings.of(SKUS).proposal(name).isprintable()
