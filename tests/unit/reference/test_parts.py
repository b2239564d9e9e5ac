"""The products behind part numbers and assembly ids."""

from __future__ import annotations

import pytest

from reinstate.reference.library import Reference


@pytest.mark.parametrize(
    ("number", "description", "model_number"),
    [
        ("750-045715", "MPC5E 3D Q 24XGE+6XLGE", "MPC5EQ-40G10G"),
        ("740-051822", "RE-S-1800x4", "RE-S-1800X4-32G-S"),
        ("740-020957", "PS 320W AC", "EX-PWR-320-AC"),
        (" 740-031981", "SFP+-10G-LR", ""),
        ("750-016833", "", "DPCE-R-Q-4XGE-XFP"),
        ("750-069579", "JNP204 [MX204]", ""),
    ],
)
def test_part_numbers(shipped: Reference, number: str, description: str, model_number: str) -> None:
    rows = shipped.parts(number)
    assert (description, model_number) in [(row.description, row.model_number) for row in rows]
    assert all(row.source for row in rows)


def test_unknown_part_numbers_and_placeholders(shipped: Reference) -> None:
    for number in ("", "BUILTIN", "NON-JNPR", "740-000000", "750-999999"):
        assert shipped.parts(number) == ()


@pytest.mark.parametrize(
    ("assembly_id", "models"),
    [
        ("0x0926", ["EX4200-48T"]),
        ("0x091f", ["EX3200-24T"]),
        ("0X091F", ["EX3200-24T"]),
        ("0x05a0", ["MX204 chassis (JNP204-CHAS)"]),
        ("0x0000", []),
        ("", []),
    ],
)
def test_assembly_ids(shipped: Reference, assembly_id: str, models: list[str]) -> None:
    assert [row.model for row in shipped.assembly(assembly_id)] == models
