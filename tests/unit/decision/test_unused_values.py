"""Values for models that no unit has are named where units lack a value: perhaps a model is spelled wrong."""

from __future__ import annotations

from datetime import date

import pytest

from reinstate.decision.record import Record
from reinstate.decision.unused_values import notices_of_unused_values
from reinstate.declared.kinds import DeclaredSet, ModelValues, Money
from tests.unit.report.samples import economy, record


def unit(name: str, model: str, worth: str = "unstated", same_as: str = "") -> Record:
    told = {**record()["unit"], "name": name, "host": name, "model": model, "model_number": f"{model}-AC"}
    return Record.model_validate(record(name, unit=told, economy=economy(worth=worth), same_as=same_as))


def values(*models: str) -> DeclaredSet[ModelValues]:
    rows = tuple(
        ModelValues(model, 900, Money(), date(2026, 11, 20), "sales", f"values.csv, line {line}")
        for line, model in enumerate(models, 2)
    )
    return DeclaredSet(True, rows)


WITHOUT = unit("a", "EX4300-48T")
NAMED = (
    "1 row of declared values with a model that no unit has: EX4300-48-T (values.csv, line 2). Models without a "
    "declared value: EX4300-48T. Check how the models are spelled."
)
CASES = {
    "spelled in another way": (("EX4300-48-T",), [WITHOUT], [NAMED]),
    "by model": (("EX4300-48T", "MX204"), [unit("a", "EX4300-48T", "yes")], []),
    "by model, in lower case": (("EX4300-48T",), [unit("a", "ex4300-48t")], []),
    "by the number of its FRU": (("EX4300-48T-AC",), [WITHOUT], []),
    "a longer list than the batch": (("EX4300-48-T",), [unit("a", "EX4300-48T", "yes")], []),
    "no values at all": ((), [WITHOUT], []),
    "of another address": (("EX4300-48-T",), [unit("a", "MX204", "yes"), unit("b", "MX204", same_as="a")], []),
}


@pytest.mark.parametrize(("models", "records", "notices"), CASES.values(), ids=CASES)
def test_values_that_no_unit_has(models: tuple[str, ...], records: list[Record], notices: list[str]) -> None:
    assert list(notices_of_unused_values(values(*models), records)) == notices


def test_a_long_list_is_told_in_part() -> None:
    (notice,) = notices_of_unused_values(values(*(f"MX{number}" for number in range(20))), [WITHOUT])
    assert notice.startswith("20 rows of declared values")
    assert "MX4 (values.csv, line 6), and 15 more." in notice
