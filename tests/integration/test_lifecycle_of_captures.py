"""Which of the models in the captured replies have an answer in the shipped lifecycle rows.

Runs only where the captured replies are beside the directory of the clone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinstate.checks.framework import Case, SessionFacts
from reinstate.checks.framework.run import run_check
from reinstate.checks.lifecycle import CHECKS
from reinstate.decision.build_population import population_of
from reinstate.decision.policy import reference_for, shipped_policy
from reinstate.decision.sighting_of import HostSeen
from reinstate.device.units import product_model, runs_evolved, units_of
from reinstate.reference.library import LifecycleState, Reference
from reinstate.reference.tracing import Asked, TracedReference
from tests.integration.genuine import AS_OF, BENIGN, CAPTURES, Gear, device_of, gear

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"the captured replies are not there: {CAPTURES}")

ANSWERED = 19  # by shipped rows, at least; 17 before the rows of eosl.date and the aliases that came with them


def asked_of(one: Gear, reference: Reference) -> Iterator[Asked]:
    """The questions of the lifecycle checks about one device and its parts."""
    device = device_of(one)
    units = units_of(device)
    profile = reference.profile_for(*product_model(device), evolved=runs_evolved(device))
    population = population_of([HostSeen(device, units)])
    for unit in units:
        traced = TracedReference.of(reference)
        case = Case(unit, device, profile, traced, BENIGN, population, SessionFacts(clock_offset=0.0), AS_OF)
        for check in CHECKS:
            run_check(check(), case)
        yield from (asked for asked in traced.asked if asked.question == "lifecycle")


def states_of(devices: Iterable[Gear], reference: Reference) -> Mapping[tuple[str, ...], LifecycleState]:
    """The state of each model, by the names that it goes by."""
    asked = [one for device in devices for one in asked_of(device, reference)]
    return {tuple(name.upper() for name in one.about[0]): one.answer.state for one in asked if one.about[0]}


@pytest.fixture(scope="module")
def states() -> Mapping[tuple[str, ...], LifecycleState]:
    table: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("genuine_gear.yml").read_text(encoding="utf-8"))
    return states_of(gear(table["devices"]), reference_for(shipped_policy()))


def test_how_many_models_of_genuine_gear_have_an_answer(states: Mapping[tuple[str, ...], LifecycleState]) -> None:
    answered = [names for names, state in states.items() if state is not LifecycleState.UNKNOWN]
    assert len(states) >= 60
    assert len(answered) >= ANSWERED, f"{len(answered)} of {len(states)}"


def test_no_shipped_row_says_that_genuine_gear_is_supported(states: Mapping[tuple[str, ...], LifecycleState]) -> None:
    assert [names for names, state in states.items() if state is LifecycleState.SUPPORTED] == []
