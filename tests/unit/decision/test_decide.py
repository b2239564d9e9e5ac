"""Records: from cases to what is written, without a device or a disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from reinstate.checks.framework import Case, Finding, Gravity, Result, Severity
from reinstate.checks.framework.population import Population
from reinstate.decision.decide import Judging, decide_host, decide_unit
from reinstate.decision.no_evidence import ADVICE
from reinstate.decision.policy import Policy
from reinstate.decision.record import Record, read_record
from reinstate.device.model import (
    Chassis,
    ChassisInventory,
    Device,
    Fpc,
    Fpcs,
    Fru,
    FruKind,
    InstalledLicense,
    LicensedFeature,
    Licenses,
    SoftwareEngine,
    SoftwareInformation,
)
from reinstate.device.reading import Known, Unknown
from reinstate.device.version import JunosVersion
from reinstate.evidence.bundle import Bundle, StoredItem
from reinstate.plan.requests import Rpc
from reinstate.reference.loading import load_shipped
from reinstate.session.transcript import SessionStatus
from tests.unit.decision.examples import (
    AS_OF,
    UNIT,
    Advice,
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

PASS, FAIL, UNKNOWN = Result.PASS, Result.FAIL, Result.INCONCLUSIVE
EMPTY = Device("ex-1")


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return policy_of(tmp_path)


def record_of(policy: Policy, *checks: Telling) -> Record:
    return decide_unit(UNIT, EMPTY, bundle(), None, judging(policy, *checks))


def test_a_unit_that_passes(policy: Policy) -> None:
    record = record_of(policy, Condition(finding(PASS)), Entitlement(_open_point()))
    assert (record.verdict, record.disposition, record.reason) == ("pass", "reinstate", "all-passed")
    assert record.deciding is None
    assert record.path[0].state == "next"
    assert record.shortest_path.state == "nothing-needed"
    assert "authorized partner" in record.shortest_path.steps[-1].text
    assert record.open_points[0].check == "identity.entitlement"
    assert record.counts.model_dump(by_alias=True) == {
        "pass": 1,
        "fail": 0,
        "inconclusive": 1,
        "not_applicable": 0,
        "waived": 0,
        "noted": 1,
    }


def _open_point() -> Finding:
    return finding(UNKNOWN, Gravity.BLOCKER, check="identity.entitlement", hold=True, noted=True)


def test_without_a_look_up_the_entitlement_is_the_first_open_point(policy: Policy) -> None:
    point = record_of(policy, Condition(finding(PASS))).open_points[0]
    assert (point.check, point.clause) == ("identity.entitlement", "P25")
    assert "not looked up" in point.text


STEPS = {
    "hold": (Hold(finding(check="test.hold", hold=True, next_step="ask the maker")), ["Keep and isolate", "brandprot"]),
    "reject": (
        Blocker(finding(FAIL, Gravity.BLOCKER, check="test.blocker")),
        ["Do not request", "Certified Pre-Owned"],
    ),
    "investigate": (
        Blocker(finding(UNKNOWN, Gravity.BLOCKER, check="test.blocker", next_step="collect again")),
        ["collect again", "Inspect the unit again; if you added"],
    ),
    "remediate": (
        Condition(finding(next_step="exchange the supply")),
        ["exchange the supply", "Inspect the unit again; then request"],
    ),
}


STANDING = {
    "hold": ("closed", "closed"),
    "reject": ("closed", "closed"),
    "investigate": ("unsure", "later"),
    "remediate": ("waits", "later"),
}


@pytest.mark.parametrize(("check", "steps"), STEPS.values(), ids=STEPS)
def test_what_to_do_and_where_it_stands(
    policy: Policy, check: Telling, steps: list[str], request: pytest.FixtureRequest
) -> None:
    record = record_of(policy, check)
    assert record.disposition == request.node.callspec.id
    for step, start in zip(record.shortest_path.steps, steps, strict=False):
        assert start in step.text
    first, *later = [stage.state for stage in record.path]
    assert (first, *set(later)) == STANDING[record.disposition]
    assert record.path[0].why.startswith(("Not requested yet: ", "Do not request: "))
    assert not any(stage.why for stage in record.path[1:])
    assert {fee for stage in record.path for fee in stage.fees} == {"P11", "P12", "P13", "P14"}


@pytest.mark.parametrize(("answer", "first"), [(PASS, False), (UNKNOWN, True)], ids=["looked up", "not looked up"])
def test_who_has_looked_the_serial_up_is_not_sent_to_do_it_again(policy: Policy, answer: Result, first: bool) -> None:
    look_up = _open_point() if answer is UNKNOWN else finding(PASS, Gravity.BLOCKER, check="identity.entitlement")
    steps = record_of(policy, Condition(finding(PASS)), Entitlement(look_up)).shortest_path.steps
    assert ("starting with the entitlement lookup" in steps[0].text) is first


def test_a_hold_by_a_claim_alone_is_compared_before_it_is_reported(policy: Policy) -> None:
    """A mistyped row of the claims file is no matter for Juniper's brand protection; another finding is."""
    claim, other = (
        ClaimedOtherwise(finding(check="claims.other", hold=True)),
        Hold(finding(check="test.hold", hold=True)),
    )
    alone, beside = record_of(policy, claim).shortest_path, record_of(policy, claim, other).shortest_path
    assert ["compare label and chassis" in step.text for step in alone.steps] == [False, True, False]
    assert "The decision is final" not in alone.summary
    assert not any("compare label and chassis" in step.text for step in beside.steps)
    assert "The decision is final" in beside.summary


def test_a_job_on_several_modules_is_given_once(policy: Policy) -> None:
    failing = [finding(subject=f"PSU {n}", next_step="exchange it") for n in range(3)]
    texts = [step.text for step in record_of(policy, Condition(*failing)).shortest_path.steps]
    assert [text for text in texts if "exchange it" in text] == ["PSU 0, PSU 1, PSU 2: exchange it"]


def test_a_finding_keeps_what_it_rests_on(policy: Policy) -> None:
    kept = record_of(policy, Condition(finding())).findings[0]
    assert kept.title == "It is as it should be"
    assert kept.clauses == ("P8",)
    assert kept.message == "ex-1: it is so - Expected: one thing Actual: another"
    assert [(ref.item, ref.xpath) for ref in kept.evidence] == [("chassis-inventory", "/chassis-inventory/chassis[1]")]


def test_waivers_stay_visible(tmp_path: Path) -> None:
    text = (
        "waivers:\n  - {check: test.condition, scope: {unit: ex-1}, owner: R. Owner, reason: spare, "
        "expires: 2026-11-22}\n"
    )
    policy = policy_of(tmp_path, text)
    on_the_day = record_of(policy, Condition(finding()))
    assert on_the_day.verdict == "pass"
    assert on_the_day.counts.waived == 1
    later = replace(judging(policy, Condition(finding())), as_of=AS_OF.replace(day=23))
    after = decide_unit(UNIT, EMPTY, bundle(), None, later)
    assert (after.verdict, after.disposition) == ("fail", "remediate")
    for record, state in ((on_the_day, "applied"), (after, "expired")):
        waiver = record.findings[0].waiver
        assert waiver is not None
        assert (waiver.state, waiver.owner, waiver.reason) == (state, "R. Owner", "spare")
        assert waiver.expires == date(2026, 11, 22)


def test_a_check_that_the_policy_leaves_out_stays_visible(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "checks:\n  disabled: {test.condition: not sold here}\n")
    record = record_of(policy, Condition(finding()))
    assert record.verdict == "pass"
    assert record.findings[0].result == "not_applicable"
    assert "not sold here" in record.findings[0].message
    assert [(one.check, one.reason) for one in record.policy.disabled] == [("test.condition", "not sold here")]


def test_a_stricter_policy_makes_a_condition_a_blocker(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "checks:\n  gravity: {test.condition: blocker}\n")
    assert record_of(policy, Condition(finding())).disposition == "reject"


class Crashing(Telling):
    id = "test.crashing"
    severity = Severity(Gravity.ADVICE, worst=Gravity.BLOCKER)

    def judge(self, case: Case) -> Iterator[Finding]:
        raise ZeroDivisionError("as it happens")


def test_a_check_that_crashes_is_no_pass(policy: Policy) -> None:
    record = record_of(policy, Crashing())
    assert (record.verdict, record.reason) == ("inconclusive", "test.crashing")


@pytest.mark.parametrize("status", SessionStatus)
def test_a_host_that_gave_nothing_has_a_record(policy: Policy, status: SessionStatus) -> None:
    (record,) = decide_host(bundle(status, stored=False), EMPTY, None, (UNIT,), judging(policy))
    assert (record.verdict, record.disposition) == ("inconclusive", "investigate")
    assert record.reason == "session.outcome"
    assert record.unit.name == "ex-1"
    assert record.unit.serial_number == ""
    assert record.deciding is not None
    assert f"Actual: {status} at connect, attempts 2" in record.deciding.message
    assert "as it was" in record.deciding.message
    assert record.shortest_path.steps[0].text == ADVICE[status].next_step
    assert record.evidence.outcome.status == status


def test_every_outcome_has_advice_of_its_own() -> None:
    assert set(ADVICE) == set(SessionStatus)
    assert len({advice.what for advice in ADVICE.values()}) == len(SessionStatus)


@pytest.mark.parametrize("status", [SessionStatus.INCOMPLETE, SessionStatus.CLOSED, SessionStatus.TIMEOUT])
def test_a_session_that_broke_off_is_judged_by_what_it_gave(policy: Policy, status: SessionStatus) -> None:
    (record,) = decide_host(bundle(status), EMPTY, None, (UNIT,), judging(policy, Condition(finding())))
    assert record.reason == "test.condition"
    assert record.evidence.outcome.status == status


DAMAGED = {
    "no manifest": Bundle("ex-1", None, damage="evidence.json can't be read"),
    "a changed manifest": Bundle("ex-1", None, "c" * 64, "evidence.json was changed after the run sealed it"),
    "a bundle that killed its reader": replace(bundle(), damage="the process that read this evidence ended early"),
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_damaged_evidence_has_a_record(policy: Policy, damaged: Bundle) -> None:
    (record,) = decide_host(damaged, EMPTY, None, (UNIT,), judging(policy, Condition(finding(PASS))))
    assert (record.verdict, record.disposition, record.reason) == ("inconclusive", "investigate", "evidence.bundle")
    assert record.deciding is not None
    assert damaged.damage in record.deciding.message


def test_an_item_that_lost_its_hash_is_shown_so(policy: Policy) -> None:
    damaged = replace(bundle(), items={Rpc.SOFTWARE: StoredItem("damaged", None, "no longer fits")})
    record = decide_unit(UNIT, EMPTY, damaged, None, judging(policy, Condition(finding(PASS))))
    assert [(item.id, item.status) for item in record.evidence.items] == [("software-information", "damaged")]


def test_every_unit_of_a_host_has_a_record(policy: Policy) -> None:
    units = tuple(replace(UNIT, name=f"ex-1.fpc{n}", member=f"fpc{n}") for n in range(3))
    records = decide_host(bundle(), EMPTY, None, units, judging(policy, Condition(finding(PASS))))
    assert [record.unit.name for record in records] == ["ex-1.fpc0", "ex-1.fpc1", "ex-1.fpc2"]


def test_the_same_case_gives_the_same_bytes(policy: Policy, tmp_path: Path) -> None:
    checks = [Condition(finding()), Blocker(finding(check="test.blocker")), Advice(finding(check="test.advice"))]
    one = decide_unit(UNIT, EMPTY, bundle(), None, judging(policy, *checks))
    other = decide_unit(UNIT, EMPTY, bundle(), None, judging(policy, *checks))
    assert one.to_bytes() == other.to_bytes()
    assert str(tmp_path).encode() not in one.to_bytes()
    assert read_record(one.to_bytes()) == one


def test_a_clock_without_a_zone_is_refused(policy: Policy) -> None:
    with pytest.raises(ValueError, match="time zone"):
        Judging(policy, judging(policy).reference, Population(), datetime(2026, 11, 22))


KEYS = (
    InstalledLicense("re0", "JUNOS123456", "QFX5K-C1-AFL", "4", "", "", "valid", "", "", 1, False),
    InstalledLicense(
        "re0",
        "JUNOS765432",
        "",
        "4",
        "",
        "",
        "valid",
        "",
        "",
        1,
        False,
        (LicensedFeature("idp-sig", "IDP", "date-based", None, date(2027, 1, 1)),),
    ),
    InstalledLicense("re0", "E2018101804", "", "4", "trial", "", "valid", "", "", 1, False),
    InstalledLicense(
        "re0", "opaque", "", "1", "", "", "valid", "", "", 1, False, xpath="/license-information/license[4]"
    ),
)


def with_keys(*keys: InstalledLicense) -> Device:
    replies = {Rpc.LICENSES: Licenses(usage=None, installed=keys), Rpc.LICENSE_SUMMARY: Licenses((), None)}
    return Device("ex-1", {rpc: Known(rpc, reply) for rpc, reply in replies.items()})


def test_every_key_has_its_class_and_what_to_do(policy: Policy) -> None:
    device = with_keys(*KEYS)
    plan = decide_unit(UNIT, device, bundle(), None, judging(policy, reference=load_shipped())).licenses
    assert plan.complete
    assert [(one.name, one.license_class, one.clause) for one in plan.licenses] == [
        ("Junos", "embedded", "P16"),
        ("JUNOS123456", "perpetual", "P17"),
        ("JUNOS765432", "subscription", "P18"),
        ("E2018101804", "trial", "P19"),
        ("opaque", "unknown", "P19"),
    ]
    assert plan.licenses[-1].evidence is not None
    assert plan.licenses[-1].evidence.xpath == "/license-information/license[4]"


UNREAD = {
    "denied": Unknown(Rpc.LICENSES, "denied", "the login may not see licenses"),
    "silent about keys": Known(Rpc.LICENSES, Licenses(usage=(), installed=None)),
}


@pytest.mark.parametrize("reading", UNREAD.values(), ids=UNREAD)
def test_keys_that_are_not_known_leave_the_plan_open(policy: Policy, reading: Known[object] | Unknown) -> None:
    device = Device("ex-1", {Rpc.LICENSES: reading})
    record = decide_unit(UNIT, device, bundle(), None, judging(policy, reference=load_shipped()))
    assert not record.licenses.complete
    assert record.licenses.reason
    assert record.fees.high is None


def test_fees_are_ranges_where_no_figure_is_public(policy: Policy) -> None:
    record = decide_unit(UNIT, with_keys(), bundle(), None, judging(policy, reference=load_shipped()))
    assert [(fee.clause, fee.low, fee.high) for fee in record.fees.lines] == [
        ("P11", 500, 2500),
        ("P12", None, None),
        ("P13", 500, 10000),
    ]
    assert (record.fees.low, record.fees.high) == (1000, None)
    assert record.fees.open == ("P12 reinstatement of support",)
    assert all(fee.source for fee in record.fees.lines)


def test_the_worked_example_comes_out_exactly(policy: Policy) -> None:
    acx = replace(UNIT, model="acx2200")
    record = decide_unit(acx, with_keys(), bundle(), None, judging(policy, reference=load_shipped()))
    assert [(fee.sku, fee.low, fee.high, fee.stated) for fee in record.fees.lines] == [
        ("SVC-INSPECT-2", 1000, 1000, True),
        ("SVC-CP-ACX2200", 437, 437, True),
        ("SVC-JUNOS-REG-4", 2000, 2000, True),
    ]
    assert (record.fees.low, record.fees.high, record.fees.open) == (3437, 3437, ())


def test_a_license_to_be_bought_new_leaves_the_total_open(policy: Policy) -> None:
    acx = replace(UNIT, model="acx2200")
    record = decide_unit(acx, with_keys(*KEYS), bundle(), None, judging(policy, reference=load_shipped()))
    assert [fee.sku for fee in record.fees.lines if fee.clause == "P14"] == ["QFX5K-C1-AFL", ""]
    assert (record.fees.low, record.fees.high) == (3437, None)


def test_what_the_device_says_is_bounded(policy: Policy) -> None:
    huge = replace(UNIT, description="x" * 100_000)
    long = replace(finding(), what="y" * 100_000, actual="z" * 100_000)
    record = decide_unit(huge, EMPTY, bundle(), None, judging(policy, Condition(long)))
    assert len(record.to_bytes()) < 40_000
    assert record.unit.description.endswith("(100000 characters)")
    assert len(record.findings[0].actual) <= 1000


def test_modules_and_releases_are_listed(policy: Policy) -> None:
    fru = Fru(("FPC 0",), FruKind.LINE_CARD, "EX4400-48P", "REV 05", "650-1", "PX1")
    software = SoftwareInformation((SoftwareEngine("", "ex-1", "ex4400-48p", JunosVersion.parse("23.4R2-S3.9")),))
    device = Device(
        "ex-1",
        {
            Rpc.INVENTORY: Known(
                Rpc.INVENTORY, ChassisInventory((Chassis("", "Chassis", "", "PX0123456789", (fru,)),))
            ),
            Rpc.SOFTWARE: Known(Rpc.SOFTWARE, software),
        },
    )
    record = decide_unit(replace(UNIT, frus=(fru,)), device, bundle(), None, judging(policy))
    assert record.modules is not None
    assert [(one.place, one.kind, one.serial_number) for one in record.modules] == [("FPC 0", "line-card", "PX1")]
    assert record.software is not None
    assert [one.version for one in record.software] == ["23.4R2-S3.9"]


def test_slots_are_those_that_the_device_lists_for_the_unit_and_the_profile_counts(policy: Policy) -> None:
    listed = Fpcs((Fpc("", "0", "Online"), Fpc("", "1", "Empty"), Fpc("", "2", "Online")))
    device = Device("ex-1", {Rpc.FPCS: Known(Rpc.FPCS, listed)})
    profile = load_shipped().profile_for("ex4400-48p", "")
    assert profile is not None
    unit = replace(UNIT, fpc_slots=frozenset({0, 1}))
    slots = decide_unit(unit, device, bundle(), profile, judging(policy)).slots
    assert slots.cards is not None
    assert [(one.place, one.state) for one in slots.cards] == [("FPC 0", "Online"), ("FPC 1", "Empty")]
    assert slots.supplies == profile.supply_slots == 2


def test_what_was_not_seen_is_not_an_empty_list(policy: Policy) -> None:
    record = record_of(policy, Condition(finding(PASS)))
    assert record.slots.cards is None
    assert record.slots.supplies is None
    assert record.modules is None
    assert record.software is None
