"""The purpose of each unit of a rack, and what an inspection is expected to find."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from reinstate.errors import InputError
from reinstate.lab.spec_files import EXPECTED_NAME, SHIPPED_RACK, read_mapping


class ExpectedResult(BaseModel):
    """What an inspection of a unit is expected to give.

    Attributes:
        deciding_check: "" if no finding prevents a pass.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    verdict: Literal["pass", "fail", "inconclusive"]
    disposition: Literal["hold", "reject", "investigate", "remediate", "reinstate"]
    deciding_check: str = ""


class ExpectedUnit(ExpectedResult):
    """One unit's row of ``expected.yml``: its result without claims and attestations.

    Attributes:
        also: further checks that are expected to fail or to be inconclusive.
        with_declared: its result with the rack's claims and attestations; None if it is the same.
    """

    unit: str
    story: str
    also: tuple[str, ...] = ()
    with_declared: ExpectedResult | None = None


def expected_units(rack: Path = SHIPPED_RACK) -> tuple[ExpectedUnit, ...]:
    """Every row of a rack's ``expected.yml``, in its order; InputError names the key that is wrong."""
    path = rack / EXPECTED_NAME
    stated = read_mapping(path)
    try:
        rows = [{"unit": unit, **row} for unit, row in stated.items()]
        return TypeAdapter(tuple[ExpectedUnit, ...]).validate_python(tuple(rows))
    except (ValidationError, TypeError) as error:
        raise InputError(
            f"{path}: not a table of expected units",
            expected="unit names, each with story, verdict, and disposition",
            actual=str(error).replace("\n", " "),
            remedy="correct the file",
        ) from error
