"""A product that no platform profile fits: what is lacking is named once, and leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework import Action, Case, Lack, LackKind
from reinstate.checks.framework.answers import NOT_REQUESTED
from reinstate.checks.framework.run import run_check
from reinstate.device.reading import Unknown
from reinstate.plan.requests import CATALOG, Need, Rpc
from tests.unit.checks.builders import INCONCLUSIVE, a_case, a_profile, a_unit

CHECKS = make_checks()
BY_PROFILE = [rpc for rpc, request in CATALOG.items() if request.need is Need.EXPECTED]

# How a finding shows an item status, where not as it is.
SHOWN = {"not-asked": NOT_REQUESTED}


def unprofiled(model: str, description: str = "", status: str = "not-asked") -> Case:
    """Nothing but the model is known, as where the profile decides what else is asked."""
    readings = {rpc: Unknown(rpc, status, f"{rpc} was not asked") for rpc in BY_PROFILE}
    return replace(a_case(readings, unit=a_unit(model=model, description=description)), profile=None)


@pytest.mark.parametrize("status", ["not-asked", "not-collected"])
@pytest.mark.parametrize(("model", "description"), [("jrr200", ""), ("", "jrr200")])
def test_what_a_profile_would_have_asked_names_the_profile(model: str, description: str, status: str) -> None:
    told = unprofiled(model, description, status)
    lacking = [
        one
        for check in CHECKS
        for one in run_check(check, told)
        if (one.result, one.actual) == (INCONCLUSIVE, SHOWN.get(status, status))
        if one.evidence and one.evidence[0].item in BY_PROFILE
    ]
    assert len(lacking) > 10
    for one in lacking:
        assert (one.about, one.action) == ("family jrr200", Action.LOOK_UP), one
        assert one.lacks == (Lack(LackKind.PROFILE, "jrr200"),), one
        assert not one.noted or one.gravity == "advice", one


def test_where_the_device_said_nothing_the_evidence_is_what_is_missing() -> None:
    for check in CHECKS:
        for one in run_check(check, unprofiled("")):
            if one.actual == NOT_REQUESTED and one.evidence:
                assert (one.action, one.about) == (Action.COLLECT, ""), one


@pytest.mark.parametrize("status", ["timeout", "denied", "damaged", "truncated", "malformed"])
def test_evidence_that_was_lost_is_not_for_want_of_a_profile(status: str) -> None:
    lost = unprofiled("jrr200", status=status)
    about = {one.about for check in CHECKS for one in run_check(check, lost) if one.actual == SHOWN.get(status, status)}
    assert about
    assert "family jrr200" not in about


def test_with_a_profile_what_is_missing_is_collected_again() -> None:
    known = replace(unprofiled("jrr200", status="not-collected"), profile=a_profile("jrr200"))
    findings = [one for check in CHECKS for one in run_check(check, known) if one.actual == "not-collected"]
    assert findings
    assert {one.about for one in findings} == {""}
    assert {Rpc(one.evidence[0].item) for one in findings} <= set(Rpc)
