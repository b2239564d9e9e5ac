"""Site checks: what is expected of values, and what becomes of it for a unit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from reinstate.checks.framework import NO_REMEDY, Action, Case, Check, Finding, Platforms, Remedy, Severity
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.framework.run import run_check
from reinstate.checks.site.checks import Stated, policy_check
from reinstate.checks.site.expectations import Expectation, Over, pattern_problem
from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.model import Authorization, Device, FoundValue, Search, Unit
from reinstate.device.reading import Known
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    SUPER_USER,
    Said,
    a_case,
    a_profile,
    a_unit,
)
from tests.unit.device.replies import many, reply

YES, NO, UNTOLD = True, False, None

FITS = {
    "the same text": (Expectation(equals="Online"), "Online", YES),
    "another text": (Expectation(equals="Online"), "Offline", NO),
    "another case": (Expectation(equals="Online"), "online", NO),
    "one of several": (Expectation(one_of=("Online", "Empty")), "Empty", YES),
    "none of several": (Expectation(one_of=("Online", "Empty")), "Offline", NO),
    "the pattern": (Expectation(matches="On.*"), "Online", YES),
    "the pattern in a part alone": (Expectation(matches="line"), "Online", NO),
    "the pattern in a part, asked for": (Expectation(matches=".*line.*"), "Online", YES),
    "an alternative, whole": (Expectation(matches="a|b"), "ab", NO),
    "above the least": (Expectation(at_least=Decimal(40)), "41", YES),
    "below the least": (Expectation(at_least=Decimal(40)), "39", NO),
    "within a range": (Expectation(at_least=Decimal(40), at_most=Decimal(41)), "41", YES),
    "above a range": (Expectation(at_least=Decimal(40), at_most=Decimal(41)), "41.1", NO),
    "a number with its unit": (Expectation(at_most=Decimal(70)), "41 degrees C", YES),
    "a percentage": (Expectation(at_most=Decimal(70)), "71%", NO),
    "a negative number": (Expectation(at_least=Decimal(-10)), "-10.5 dBm", NO),
    "no number": (Expectation(at_most=Decimal(70)), "Absent", UNTOLD),
    "an empty text is no number": (Expectation(at_most=Decimal(70)), "", UNTOLD),
    "two numbers": (Expectation(at_most=Decimal(70)), "41 degrees C / 106 degrees F", UNTOLD),
    "a number with commas": (Expectation(at_most=Decimal(70)), "1,024", UNTOLD),
    "a time": (Expectation(at_most=Decimal(70)), "14:59", UNTOLD),
    "a version as printed": (Expectation(version_at_least="23.4R2"), "23.4R2.13", YES),
    "an older service release": (Expectation(version_at_least="23.4R2-S3"), "23.4R2-S2.1", NO),
    "a newer release by number, not by text": (Expectation(version_at_least="9.6R1"), "23.4R2.13", YES),
    "no version": (Expectation(version_at_least="23.4R2"), "unknown", UNTOLD),
    "an Evolved one has no order with it": (Expectation(version_at_least="23.4R2"), "24.2R1.1-EVO", UNTOLD),
    "both of two": (Expectation(matches="[0-9]+", at_most=Decimal(5)), "4", YES),
    "one of two": (Expectation(matches="[0-9]+", at_most=Decimal(5)), "4 W", NO),
    "neither told nor wrong": (Expectation(matches="[a-z]+", at_most=Decimal(5)), "abc", UNTOLD),
}


@pytest.mark.parametrize(("expectation", "text", "fits"), FITS.values(), ids=FITS)
def test_whether_a_value_fits(expectation: Expectation, text: str, fits: bool | None) -> None:
    assert expectation.fits(FoundValue(text, "/x")) is fits
    assert expectation.fits(FoundValue(text, "/x", cut=True)) is UNTOLD


HOLDS = {
    "every: all fit": (Over.EVERY, [YES, YES], YES),
    "every: one doesn't": (Over.EVERY, [YES, NO, UNTOLD], NO),
    "every: one can't be told": (Over.EVERY, [YES, UNTOLD], UNTOLD),
    "any: one fits": (Over.ANY, [NO, UNTOLD, YES], YES),
    "any: none does": (Over.ANY, [NO, NO], NO),
    "any: one can't be told": (Over.ANY, [NO, UNTOLD], UNTOLD),
    "none: none does": (Over.NONE, [NO, NO], YES),
    "none: one fits": (Over.NONE, [NO, YES, UNTOLD], NO),
    "none: one can't be told": (Over.NONE, [NO, UNTOLD], UNTOLD),
}


@pytest.mark.parametrize(("over", "answers", "holds"), HOLDS.values(), ids=HOLDS)
def test_whether_the_values_hold(over: Over, answers: list[bool | None], holds: bool | None) -> None:
    assert Expectation(over=over, equals="x").holds(answers) is holds


def test_no_pattern_makes_a_device_s_text_slow() -> None:
    """In a backtracking engine these take longer than the universe has."""
    began = time.process_time()
    for pattern in ("(a+)+b", "(a|aa)+b", "(.*)*b", "([a-z]+)*[A-Z]"):
        assert not pattern_problem(pattern)
        assert Expectation(matches=pattern).fits(FoundValue("a" * 500, "/x")) is NO
    assert time.process_time() - began < 2


@pytest.mark.parametrize("pattern", ["(", "(?=x)", r"(x)\1", "a)|(b", "a{1000}{1000}"])
def test_a_pattern_that_cannot_be_used(pattern: str) -> None:
    assert "without look-around" in pattern_problem(pattern)


# --- the check -------------------------------------------------------------------------------------------------------

ONLINE = "<fpc-information><fpc><slot>0</slot><state>Online</state></fpc></fpc-information>"
OFFLINE = ONLINE.replace("Online", "Offline")
MIXED = (
    "<fpc-information><fpc><slot>0</slot><state>Online</state></fpc>"
    "<fpc><slot>1</slot><state>Offline</state></fpc></fpc-information>"
)
PRESENT, ABSENT = Expectation(present=True), Expectation(present=False)
ALL_ONLINE, SOME_ONLINE = Expectation(equals="Online"), Expectation(equals="Online", over=Over.ANY)
MEMBER_0 = a_unit(host="vc", name="vc.fpc0", member="fpc0", engines=frozenset({"fpc0"}), fpc_slots=frozenset({0}))
MEMBER_1 = a_unit(host="vc", name="vc.fpc1", member="fpc1", engines=frozenset({"fpc1"}), fpc_slots=frozenset({1}))
MEMBERS = many(fpc0=ONLINE, fpc1=OFFLINE)
COUNTS, NOTED = (Severity(CONDITION, unknown_counts=counts) for counts in (True, False))
MX_ONLY = a_profile("mx204")


def a_check(
    expectation: Expectation,
    xpath: str = "//state",
    item: Rpc = Rpc.FPCS,
    severity: Severity = COUNTS,
    remedy: Remedy = NO_REMEDY,
    platforms: tuple[str, ...] = (),
) -> Check:
    stated = Stated("site.cards", "The cards are online", severity, remedy=remedy, applies_to=Platforms(platforms))
    return policy_check(Search(item, xpath), expectation, stated)


def judged_on(
    check: Check,
    item: RawItem | None,
    *,
    unit: Unit | None = None,
    profile: PlatformProfile | None = a_profile(),  # noqa: B008 - frozen
    user: Authorization = SUPER_USER,
) -> tuple[Finding, ...]:
    """The check's findings on one item as it lies in a bundle, read as a judgement reads it."""
    case = a_case(unit=unit, profile=profile)
    rpc = check.evidence.searches[0].item
    read = read_device(case.unit.host, {} if item is None else {rpc: item}, check.evidence.searches)
    readings = {**read.readings, Rpc.AUTHORIZATION: Known(Rpc.AUTHORIZATION, user)}
    return run_check(check, replace(case, device=Device(read.host, readings, read.found)))


def ok(body: str) -> RawItem:
    return RawItem("ok", reply(body))


@dataclass(frozen=True)
class Line:
    check: Check
    item: RawItem | None
    said: Said
    unit: Unit | None = None
    profile: PlatformProfile | None = a_profile()  # noqa: RUF009 - frozen


TABLE = {
    "every card is": Line(a_check(ALL_ONLINE), ok(ONLINE), Said(PASS, text="Expected: every value equal to Online")),
    "one isn't": Line(a_check(ALL_ONLINE), ok(MIXED), Said(FAIL, CONDITION, text="Actual: Offline")),
    "any is": Line(a_check(SOME_ONLINE), ok(MIXED), Said(PASS)),
    "not any": Line(a_check(SOME_ONLINE), ok(OFFLINE), Said(FAIL, text="any value equal to Online Actual: Offline")),
    "as grave as the policy says": Line(
        a_check(ALL_ONLINE, severity=Severity(ADVICE)), ok(OFFLINE), Said(FAIL, ADVICE)
    ),
    "nothing found to compare": Line(
        a_check(ALL_ONLINE, "//fan"), ok(ONLINE), Said(INCONCLUSIVE, CONDITION, noted=False, text="no match for //fan")
    ),
    "nothing found to compare, noted": Line(
        a_check(ALL_ONLINE, "//fan", severity=NOTED), ok(ONLINE), Said(INCONCLUSIVE, CONDITION, noted=True)
    ),
    "not to be compared": Line(
        a_check(Expectation(at_most=Decimal(5))), ok(ONLINE), Said(INCONCLUSIVE, text="a value is not comparable")
    ),
    "there": Line(a_check(PRESENT), ok(ONLINE), Said(PASS)),
    "not there": Line(a_check(PRESENT, "//fan"), ok(ONLINE), Said(FAIL, text="at least 1 match Actual: no match")),
    "rightly not there": Line(a_check(ABSENT, "//fan"), ok(ONLINE), Said(PASS, text="Expected: no match")),
    "wrongly there": Line(a_check(ABSENT), ok(ONLINE), Said(FAIL, text="Expected: no match Actual: Online")),
    "where": Line(a_check(ABSENT), ok(ONLINE), Said(FAIL, text="does not match the policy at //state")),
    "counted": Line(a_check(Expectation(at_least=Decimal(2)), "count(//fpc)"), ok(MIXED), Said(PASS)),
    "the step to take": Line(
        a_check(ALL_ONLINE, remedy=Remedy(Action.LOOK, "seat it")), ok(OFFLINE), Said(FAIL, text="seat it")
    ),
    # What was lost is never "nothing there".
    "the reply is lost": Line(a_check(ABSENT), RawItem("timeout"), Said(INCONCLUSIVE, CONDITION, noted=False)),
    "the reply is lost, noted": Line(
        a_check(ABSENT, severity=NOTED), RawItem("timeout"), Said(INCONCLUSIVE, noted=False)
    ),
    "the reply is damaged": Line(a_check(ABSENT), RawItem("damaged", reply(ONLINE)), Said(INCONCLUSIVE)),
    "the reply is cut": Line(a_check(ABSENT), RawItem("truncated", reply(ONLINE)), Said(INCONCLUSIVE)),
    "an engine is silent": Line(a_check(ABSENT), ok(many(re0=ONLINE, re1="<output/>")), Said(INCONCLUSIVE)),
    "never asked": Line(a_check(ABSENT), None, Said(INCONCLUSIVE, text="fpc-information was not requested")),
    # Items of all kinds.
    "an item that the model doesn't read": Line(
        a_check(Expectation(equals="yes"), "//tpm-enabled", Rpc.TPM),
        ok("<tpm-status><tpm-enabled>yes</tpm-enabled></tpm-status>"),
        Said(PASS),
    ),
    "no item of that kind on this platform, and asked": Line(
        a_check(Expectation(equals="yes"), "//tpm-enabled", Rpc.TPM), RawItem("unsupported"), Said(INCONCLUSIVE)
    ),
    "an item that the profile doesn't expect": Line(
        a_check(ALL_ONLINE, "//state", Rpc.POWER),
        ok("<power-usage-information><power-usage-item><name>PSU 0</name><state>Online</state></power-usage-item>"
           "</power-usage-information>"),
        Said(PASS),
        profile=a_profile(expected=frozenset()),
    ),
    # Platforms.
    "of another platform": Line(
        a_check(ALL_ONLINE, platforms=("mx*", "ptx*")), ok(OFFLINE), Said(NOT_APPLICABLE, text="mx*, ptx*")
    ),
    "of this platform": Line(a_check(ALL_ONLINE, platforms=("mx*",)), ok(OFFLINE), Said(FAIL), profile=MX_ONLY),
    "of a platform that isn't known": Line(
        a_check(ALL_ONLINE, platforms=("mx*",)), ok(ONLINE), Said(INCONCLUSIVE, noted=False), profile=None
    ),
    "of no product": Line(a_check(ALL_ONLINE), ok(OFFLINE), Said(NOT_APPLICABLE), profile=a_profile(virtual=True)),
    # Units.
    "a member by its own part": Line(a_check(ALL_ONLINE), ok(MEMBERS), Said(PASS, subject="vc.fpc0"), MEMBER_0),
    "another member by its own": Line(a_check(ALL_ONLINE), ok(MEMBERS), Said(FAIL, subject="vc.fpc1"), MEMBER_1),
    "a member of which nothing speaks": Line(
        a_check(ABSENT, "//fan"), ok(many(fpc0=ONLINE)), Said(INCONCLUSIVE, text="has no part about vc.fpc1"), MEMBER_1
    ),
    "what is no member's own counts for all": Line(a_check(ALL_ONLINE), ok(OFFLINE), Said(FAIL), MEMBER_1),
    "each engine by itself": Line(a_check(SOME_ONLINE), ok(many(re0=ONLINE, re1=OFFLINE)), Said(FAIL)),
}  # fmt: skip


@pytest.mark.parametrize("line", TABLE.values(), ids=TABLE)
def test_a_check_of_the_policy(line: Line) -> None:
    (finding,) = judged_on(line.check, line.item, unit=line.unit, profile=line.profile)
    for name in ("result", "gravity", "subject", "noted"):
        expected = getattr(line.said, name)
        assert expected is None or getattr(finding, name) == expected, finding
    assert (line.said.text or "") in f"{finding.message} {finding.next_step}"
    assert bool(finding.next_step) == (finding.action is not Action.NONE)


def test_an_engine_that_fails_and_one_that_cannot_be_told_are_both_said() -> None:
    body = many(re0=OFFLINE, re1=ONLINE.replace("<state>Online</state>", ""))
    assert [one.result for one in judged_on(a_check(ALL_ONLINE), ok(body))] == [FAIL, INCONCLUSIVE]


def test_a_finding_names_the_places_of_what_is_wrong_first() -> None:
    (finding,) = judged_on(a_check(ALL_ONLINE), ok(MIXED))
    places = [ref.xpath for ref in finding.evidence]
    assert places == ["/rpc-reply/fpc-information/fpc[2]/state", "/rpc-reply/fpc-information/fpc[1]/state"]


CONFIGURATION = "<configuration><system><services><ssh/></services></system></configuration>"
WITHHELD = [
    (Rpc.CONFIGURATION, CONFIGURATION, "//telnet"),
    (Rpc.FILES_VAR_TMP, "<directory-list><directory><total-files>0</total-files></directory></directory-list>", "//x"),
]


@pytest.mark.parametrize(("item", "body", "xpath"), WITHHELD, ids=lambda value: str(value)[:20])
def test_what_a_login_may_not_see_is_not_absent(item: Rpc, body: str, xpath: str) -> None:
    check = a_check(ABSENT, xpath, item)
    viewer = Authorization("viewer", "read-only", frozenset({"view"}))
    assert [one.result for one in judged_on(check, ok(body))] == [PASS]
    assert [one.result for one in judged_on(check, ok(body), user=viewer)] == [INCONCLUSIVE]


def test_what_a_device_says_is_plain_and_bounded() -> None:
    hostile = "\u202e" + "{{ x }}<script>" * 30
    body = ONLINE.replace("Online", hostile.replace("<", "&lt;"))
    (finding,) = judged_on(a_check(ALL_ONLINE), ok(body))
    assert finding.result is FAIL
    assert finding.actual.isprintable()
    assert len(finding.message) < 1000


class Defective(Check):
    """It raises."""

    id = "site.defective"
    severity = Severity(CONDITION)

    def judge(self, case: Case) -> Iterator[Finding]:
        raise RuntimeError("a defect")
        yield


class DefectiveBefore(Defective):
    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        raise RuntimeError("a defect")


@pytest.mark.parametrize("check", [Defective(), DefectiveBefore()], ids=["judging", "before"])
def test_a_site_check_that_raises_is_inconclusive(check: Check) -> None:
    (finding,) = run_check(check, a_case())
    assert (finding.result, finding.noted) == (INCONCLUSIVE, False)
    assert "the check failed with an internal error" in finding.what
