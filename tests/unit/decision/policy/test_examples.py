"""Shipped examples are copied as they are, so none of them may speak for a unit that is inspected."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from reinstate.decision.policy import load_policy, reference_for, shipped_policy
from reinstate.reference.library import LifecycleState

ROOT = Path(__file__).parents[4]
EXAMPLE = load_policy(ROOT / "policies" / "example.yml")
ON = date(2026, 11, 27)
# Models of every family, by what their chassis is sold as.
MODELS = (
    "EX4400-48P",
    "EX4100-48P",
    "MX204",
    "MX304",
    "QFX5120-48Y",
    "PTX10001-36MR",
    "ACX7024",
    "SRX380",
    "NFX250-S1",
)


@pytest.mark.parametrize("model", MODELS)
def test_the_example_looks_no_model_up(model: str) -> None:
    of_example = reference_for(EXAMPLE).lifecycle((model,), ON)
    assert of_example == reference_for(shipped_policy()).lifecycle((model,), ON)


def test_its_rows_are_of_a_product_that_does_not_exist() -> None:
    answer = reference_for(EXAMPLE).lifecycle(("DEMO100-A",), ON)
    assert answer.state is not LifecycleState.UNKNOWN, "the table loads, and shows how a row is written"


def test_the_example_does_not_state_that_no_lists_are_held() -> None:
    assert not EXAMPLE.inputs.lists.configured


def test_the_example_of_attestations_confirms_no_product() -> None:
    with (ROOT / "policies" / "declared" / "example-attestations.csv").open(encoding="utf-8") as table:
        confirmed = [row["model"] for row in csv.DictReader(table) if row["kind"] == "lifecycle-confirmation"]
    assert confirmed == ["DEMO100"]
