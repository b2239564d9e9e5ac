"""The scenario of each unit of a rack, and the expected result of its inspection."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from reinstate.errors import InputError
from reinstate.lab.spec_files import EXPECTED_NAME, SHIPPED_RACK, read_mapping


class ExpectedUnit(BaseModel):
    """One unit's row of ``expected.yml``.

    Attributes:
        deciding_check: "" where no finding prevents a pass.
        also: other checks that have findings for the unit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: str
    story: str
    verdict: Literal["pass", "fail", "inconclusive"]
    disposition: Literal["hold", "reject", "investigate", "remediate", "reinstate"]
    deciding_check: str = ""
    also: tuple[str, ...] = ()


def expected_units(rack: Path = SHIPPED_RACK) -> tuple[ExpectedUnit, ...]:
    """Every row of a rack's ``expected.yml``, in its order; InputError names the key that is wrong."""
    path = rack / EXPECTED_NAME
    stated = read_mapping(path)
    try:
        rows = [{"unit": unit, **row} for unit, row in stated.items()]
        return TypeAdapter(tuple[ExpectedUnit, ...]).validate_python(tuple(rows))
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: not a table of expected units", actual=str(error).replace("\n", " ")) from error
