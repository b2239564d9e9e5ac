"""Every clause of the policy lives somewhere, every clause that the code names exists, and records show each place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reinstate.checks.catalog import CHECK_CLASSES, make_checks
from reinstate.checks.framework import Finding, Gravity, Result, Severity
from reinstate.checks.framework.population import Population
from reinstate.decision.clauses import CLAUSES, ClausePlace, PlaceKind, clause_places, worked_example
from reinstate.decision.clauses_page import clauses_markdown
from reinstate.decision.decide import Judging, decide_unit
from reinstate.decision.fees import LICENSE_RULES
from reinstate.decision.policy import Policy
from reinstate.decision.record import Record, RiskState
from reinstate.decision.risks import RISKS
from reinstate.declared.kinds import Claim, Declared, DeclaredSet
from reinstate.device.model import Device, FeatureUsage, InstalledLicense, LicensedFeature, Licenses
from reinstate.device.reading import Known
from reinstate.plan.requests import Rpc
from reinstate.reference.library import LicenseClass, Reference
from reinstate.reference.loading import load_shipped
from tests.unit.decision.examples import (
    AS_OF,
    UNIT,
    Blocker,
    ClaimedOtherwise,
    Condition,
    Entitlement,
    Hold,
    Telling,
    bundle,
    finding,
    judging,
    policy_of,
)

PUBLISHED = Path(__file__).parents[3] / "docs" / "reference" / "policy-clauses.md"
SHIPPED = load_shipped()
PLACES = clause_places(CHECK_CLASSES, SHIPPED)
PASS, FAIL, UNKNOWN = Result.PASS, Result.FAIL, Result.INCONCLUSIVE


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return policy_of(tmp_path)


def with_papers(judged_by: Judging) -> Judging:
    """The same, where the unit's claim names papers and licenses."""
    claim = Claim(UNIT.serial_number, jcpo="JCPO-17", licenses=("QFX5K-C2-AFL", "SRX550-ATP-5", "AFL of some kind"))
    return replace(judged_by, declared=Declared(claims=DeclaredSet(declared=True, rows=(claim,))))


def test_published_table_is_up_to_date() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == clauses_markdown(), "run make docs"


def test_the_policy_has_thirty_clauses_and_each_a_row() -> None:
    numbers = [f"P{number}" for number in range(1, 31)]
    assert [clause.id for clause in CLAUSES] == numbers
    assert re.findall(r"^\| (P\d+) \|", clauses_markdown(), re.MULTILINE) == numbers


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_every_clause_lives_somewhere(clause: object) -> None:
    assert [place for place in PLACES if place.clause == clause.id]  # type: ignore[attr-defined]


def test_every_clause_that_the_code_names_exists() -> None:
    assert {place.clause for place in PLACES} <= {clause.id for clause in CLAUSES}


def test_the_worked_example() -> None:
    """P15."""
    assert worked_example(SHIPPED) == (
        "ACX2200: SVC-INSPECT-2 1,000 + SVC-CP-ACX2200 437 + SVC-JUNOS-REG-4 2,000 = 3,437"
    )
    assert worked_example(Reference()) == ""


def key(name: str, sku: str = "", order: str = "", validity: str = "") -> InstalledLicense:
    features = (LicensedFeature("x", "X", validity),) if validity else ()
    return InstalledLicense("", name, sku, "4", order, "", "", "", "", 1, False, features)


ENDED = (LicensedFeature("x", "X", "date-based", None, date(2024, 12, 31)),)
KEYS = (
    key("K1", "QFX5K-C1-AFL", validity="permanent"),
    key("K2", "SRX550-ATP-5"),
    key("K3", order="trial"),
    key("K4"),
    replace(key("K5", "SRX550-ATP-5"), features=ENDED),
)
# In use: without a license of each class, and by what the software gives.
USAGE = (
    *(FeatureUsage("", name, name, 0, 1, 1) for name in ("bgp", "idp-sig", "unheard-of")),
    FeatureUsage("", "logical-system", "logical-system", 3, 1, 0, validity="permanent"),
)


def records(policy: Policy) -> Iterable[Record]:
    """Records that hold between them whatever a record can hold: each disposition, papers, keys, the worked example."""
    whole = Judging(policy, SHIPPED, Population(), AS_OF, make_checks())
    keys = Device("ex-1", {rpc: Known(rpc, Licenses(USAGE, KEYS)) for rpc in (Rpc.LICENSES, Rpc.LICENSE_SUMMARY)})
    yield decide_unit(UNIT, keys, bundle(), None, whole)
    yield decide_unit(replace(UNIT, model="acx2200"), Device("ex-1"), bundle(), None, whole)
    for check in (
        Condition(finding(PASS)),
        Condition(finding(FAIL)),
        Blocker(finding(FAIL, Gravity.BLOCKER, check="test.blocker")),
        Hold(finding(FAIL, check="test.hold", hold=True)),
        ClaimedOtherwise(finding(FAIL, check="claims.other", hold=True)),
        Entitlement(finding(PASS, Gravity.BLOCKER, check="identity.entitlement")),
    ):
        asked = judging(policy, check, reference=SHIPPED)
        for judged_by in (asked, with_papers(asked)):
            yield decide_unit(UNIT, Device("ex-1"), bundle(), None, judged_by)


def shown(record: Record) -> set[ClausePlace]:
    """The places that a record shows."""
    found = {ClausePlace(clause, PlaceKind.CHECK, one.check) for one in record.findings for clause in one.clauses}
    found |= {ClausePlace(fee.clause, PlaceKind.FEE, fee.title) for fee in record.fees.lines}
    found |= {
        ClausePlace(one.clause, PlaceKind.LICENSE, f"{one.license_class}: {one.action}")
        for one in record.licenses.licenses
    }
    found |= {ClausePlace(risk.clause, PlaceKind.RISK, risk.text) for risk in record.risks}
    found |= {ClausePlace(point.clause, PlaceKind.OPEN_POINT, point.text) for point in record.open_points}
    found |= {ClausePlace(step.clause, PlaceKind.STEP, step.text) for step in record.shortest_path.steps}
    found |= {ClausePlace(contact.clause, PlaceKind.CONTACT, contact.topic) for contact in record.contacts}
    return found


def test_each_place_is_in_a_record(policy: Policy) -> None:
    written = list(records(policy))
    seen = {place for record in written for place in shown(record)}
    limits = {text for record in written for text in record.limits}
    for place in PLACES:
        if place.kind is PlaceKind.LIMIT:
            assert place.name in limits
        elif place.kind is PlaceKind.PART:
            assert all(place.name in record.to_json() for record in written)
        elif place.clause == "P15":
            assert 3437 in {record.fees.low for record in written}
        elif place.clause == "P14" and place.kind is PlaceKind.FEE:
            assert any(fee.clause == "P14" for record in written for fee in record.fees.lines)
        else:
            assert place in seen, place


def test_every_class_of_license_has_a_rule() -> None:
    assert set(LICENSE_RULES) == set(LicenseClass)


ENTITLED = "identity.entitlement"


class Looked(Telling):
    """Stands for the look-up, which settles what no reply of a device can."""

    id = ENTITLED
    severity = Severity(Gravity.BLOCKER)
    clauses = ("P25", "P26")


class Listed(Telling):
    id = "test.listed"
    severity = Severity(Gravity.BLOCKER)
    clauses = ("P26",)


def listed(result: Result, gravity: Gravity = Gravity.BLOCKER, *, noted: bool = False) -> Finding:
    return finding(result, gravity, check="test.listed", noted=noted)


def looked(result: Result, *, noted: bool = False) -> Finding:
    return finding(result, Gravity.BLOCKER, check=ENTITLED, noted=noted)


STOLEN = {
    "nothing was asked": ((), (), RiskState.OPEN, ()),
    "listed nowhere, and not looked up": ((listed(PASS),), (), RiskState.OPEN, ()),
    "listed nowhere, and looked up": ((listed(PASS),), (looked(PASS),), RiskState.NOT_FOUND, ()),
    "listed": ((listed(FAIL),), (looked(PASS),), RiskState.FOUND, ("test.listed",)),
    "a hint, and looked up": (
        (listed(PASS), listed(FAIL, Gravity.ADVICE)),
        (looked(PASS),),
        RiskState.HINT,
        ("test.listed",),
    ),
    "a hint beside what can't be told": (
        (listed(UNKNOWN), listed(FAIL, Gravity.ADVICE)),
        (looked(PASS),),
        RiskState.OPEN,
        ("test.listed",),
    ),
    "a hint, and not looked up": ((listed(PASS), listed(FAIL, Gravity.ADVICE)), (), RiskState.OPEN, ()),
    "found, and nothing passed": ((listed(FAIL),), (), RiskState.FOUND, ("test.listed",)),
    "another's by the look-up": ((listed(PASS),), (looked(FAIL),), RiskState.FOUND, (ENTITLED,)),
    "lists that can't be read": ((listed(UNKNOWN),), (looked(PASS),), RiskState.OPEN, ("test.listed",)),
    "an open point is no all-clear": ((listed(PASS),), (looked(UNKNOWN, noted=True),), RiskState.OPEN, (ENTITLED,)),
    "a check that doesn't apply": (
        (listed(Result.NOT_APPLICABLE),),
        (looked(PASS),),
        RiskState.NOT_FOUND,
        (),
    ),
    "none that applies": ((listed(Result.NOT_APPLICABLE),), (looked(Result.NOT_APPLICABLE),), RiskState.OPEN, ()),
}


@pytest.mark.parametrize(("by_list", "by_looking", "state", "named"), STOLEN.values(), ids=STOLEN)
def test_a_risk_says_how_the_unit_stands(
    policy: Policy,
    by_list: tuple[Finding, ...],
    by_looking: tuple[Finding, ...],
    state: RiskState,
    named: tuple[str, ...],
) -> None:
    checks = [check(*said) for check, said in ((Listed, by_list), (Looked, by_looking)) if said]
    record = decide_unit(UNIT, Device("ex-1"), bundle(), None, judging(policy, Condition(finding(PASS)), *checks))
    risk = next(one for one in record.risks if one.clause == "P26")
    assert (risk.state, risk.checks) == (state, named)


def test_what_no_check_can_tell_holds_always(policy: Policy) -> None:
    record = decide_unit(UNIT, Device("ex-1"), bundle(), None, judging(policy, Condition(finding(PASS))))
    always = {risk.clause for risk in record.risks if risk.state is RiskState.ALWAYS}
    assert always == {"P1", "P2", "P20", "P24"}
    assert [risk.clause for risk in record.risks] == [risk.clause for risk in RISKS]


# (what is found, the path's states with papers, and what comes first)
PAPERS = {
    "passed": (Condition(finding(PASS)), "next", "Certified Pre-Owned papers"),
    "to be put right": (Condition(finding(FAIL)), "next", "Certified Pre-Owned papers"),
    "rejected": (
        Blocker(finding(FAIL, Gravity.BLOCKER, check="test.blocker")),
        "next",
        "Certified Pre-Owned papers",
    ),
    "held": (Hold(finding(FAIL, check="test.hold", hold=True)), "closed", "Keep and isolate"),
}


@pytest.mark.parametrize(("check", "state", "first"), PAPERS.values(), ids=PAPERS)
def test_papers_change_the_way_and_nothing_else(policy: Policy, check: Telling, state: str, first: str) -> None:
    """P29. A paper that is declared may be forged: it opens no way out of a hold, and changes no verdict."""
    asked = judging(policy, check)
    without, certified = (decide_unit(UNIT, Device("ex-1"), bundle(), None, one) for one in (asked, with_papers(asked)))
    assert certified.path[0].state == state
    assert "papers" in certified.path[0].name
    assert first in certified.shortest_path.steps[0].text
    assert "not checked" in certified.open_points[-1].text
    judged = {"verdict", "disposition", "reason", "deciding", "beside", "counts", "findings", "risks"}
    assert without.model_dump(include=judged) == certified.model_dump(include=judged)


def looked_up(policy: Policy, *checks: Telling) -> Judging:
    return judging(policy, *checks, Looked(looked(PASS)), reference=SHIPPED)


PASSED, FAILED = Condition(finding(PASS)), Condition(finding(FAIL))
BLOCKED = Blocker(finding(FAIL, Gravity.BLOCKER, check="test.blocker"))
MAY_HOLD = Hold(finding(UNKNOWN, check="test.hold", hold=True))
HELD = Hold(finding(FAIL, check="test.hold", hold=True))
# what is found: (the checks, with papers, looked up, whom to turn to)
TURN_TO = {
    "passed": (PASSED, False, False, ["reinstatement", "fees", "entitlement"]),
    "passed and looked up": (PASSED, False, True, ["reinstatement", "fees"]),
    "passed, with papers": (PASSED, True, True, ["reinstatement", "certified-pre-owned"]),
    "to be put right": (FAILED, False, True, ["reinstatement", "fees"]),
    "rejected": (BLOCKED, False, False, ["certified-pre-owned"]),
    "may be a hold, which can't be told": (MAY_HOLD, False, True, ["reinstatement", "fees"]),
    "held": (HELD, False, True, ["gray-market"]),
    "held, and not looked up": (HELD, False, False, ["gray-market", "entitlement"]),
}


@pytest.mark.parametrize(("check", "papers", "asked", "topics"), TURN_TO.values(), ids=TURN_TO)
def test_contacts_are_named_where_they_apply(
    policy: Policy, check: Telling, papers: bool, asked: bool, topics: list[str]
) -> None:
    """P30: nobody is sent to a partner with a box that is held, nor to brand protection with a sound one."""
    judged_by = looked_up(policy, check) if asked else judging(policy, check, reference=SHIPPED)
    judged_by = with_papers(judged_by) if papers else judged_by
    record = decide_unit(UNIT, Device("ex-1"), bundle(), None, judged_by)
    assert [contact.topic for contact in record.contacts] == topics


def test_the_whole_catalog_is_counted() -> None:
    assert {place.name for place in PLACES if place.kind is PlaceKind.CHECK} == {check.id for check in make_checks()}
