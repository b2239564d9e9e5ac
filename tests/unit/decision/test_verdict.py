"""Verdict, disposition and the deciding finding; and that not knowing never improves either."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Finding, Gravity, Lack, LackKind, Result
from reinstate.decision.policy.waivers import Waiver, WaiverState, WaiverUse
from reinstate.decision.verdict import (
    ALL_PASSED,
    IS_HARDWARE,
    NOT_A_PRODUCT,
    VISIBILITY,
    Disposition,
    Judged,
    Verdict,
    by_importance,
    decide,
    with_causes,
)
from tests.unit.decision.examples import finding

WAIVER = Waiver("test.condition", "R. Owner", "spare on the shelf", date(2027, 1, 1), unit="*")
APPLIED = WaiverUse(WAIVER, WaiverState.APPLIED)
EXPIRED = WaiverUse(WAIVER, WaiverState.EXPIRED)

PASS, FAIL, UNKNOWN, MOOT = Result.PASS, Result.FAIL, Result.INCONCLUSIVE, Result.NOT_APPLICABLE
BLOCKER, CONDITION, ADVICE = Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE

CONDITION_FAILS = Judged(finding(check="a.condition"))
CONDITION_UNKNOWN = Judged(finding(UNKNOWN, check="b.condition"))
BLOCKER_FAILS = Judged(finding(FAIL, BLOCKER, check="c.blocker"))
BLOCKER_UNKNOWN = Judged(finding(UNKNOWN, BLOCKER, check="d.blocker"))
HOLD_FAILS = Judged(finding(FAIL, CONDITION, check="e.hold", hold=True))
HOLD_UNKNOWN = Judged(finding(UNKNOWN, CONDITION, check="f.hold", hold=True))
NOTED = Judged(finding(UNKNOWN, BLOCKER, check="g.noted", hold=True, noted=True))
ADVICE_FAILS = Judged(finding(FAIL, ADVICE, check="h.advice"))
ADVICE_UNKNOWN = Judged(finding(UNKNOWN, ADVICE, check="i.advice"))
WAIVED = Judged(finding(check="j.waived"), APPLIED)
VOID = Judged(finding(check="k.void"), EXPIRED)
VIRTUAL = Judged(finding(FAIL, BLOCKER, check=IS_HARDWARE))
NO_PROFILE = Judged(replace(finding(UNKNOWN, BLOCKER, check=IS_HARDWARE), lacks=(Lack(LackKind.PROFILE, "jrr200"),)))
ALL_WELL = Judged(finding(PASS, BLOCKER, check="l.fine"))
NOT_ASKED = Judged(finding(MOOT, BLOCKER, check="m.moot"))

CASES = {
    "nothing found": ((), "pass", "reinstate", ALL_PASSED),
    "all passes": ((ALL_WELL, NOT_ASKED), "pass", "reinstate", ALL_PASSED),
    "advice doesn't weigh": ((ALL_WELL, ADVICE_FAILS, ADVICE_UNKNOWN), "pass", "reinstate", ALL_PASSED),
    "an open point doesn't weigh": ((ALL_WELL, NOTED), "pass", "reinstate", ALL_PASSED),
    "a waived condition": ((WAIVED,), "pass", "reinstate", ALL_PASSED),
    "a waiver that has expired is void": ((VOID,), "fail", "remediate", "k.void"),
    "a condition": ((CONDITION_FAILS, ALL_WELL), "fail", "remediate", "a.condition"),
    "an unknown condition": ((CONDITION_UNKNOWN,), "inconclusive", "investigate", "b.condition"),
    "a blocker": ((BLOCKER_FAILS,), "fail", "reject", "c.blocker"),
    "an unknown blocker": ((BLOCKER_UNKNOWN,), "inconclusive", "investigate", "d.blocker"),
    "a hold": ((HOLD_FAILS,), "fail", "hold", "e.hold"),
    "an unknown hold": ((HOLD_UNKNOWN,), "inconclusive", "investigate", "f.hold"),
    "hold before reject": ((BLOCKER_FAILS, HOLD_FAILS), "fail", "hold", "e.hold"),
    "reject before investigate": ((BLOCKER_FAILS, BLOCKER_UNKNOWN), "fail", "reject", "c.blocker"),
    "a condition beside an unknown blocker": (
        (CONDITION_FAILS, BLOCKER_UNKNOWN),
        "fail",
        "investigate",
        "a.condition",
    ),
    "a condition beside an unknown hold": ((CONDITION_FAILS, HOLD_UNKNOWN), "fail", "investigate", "a.condition"),
    "a condition beside an unknown condition": (
        (CONDITION_FAILS, CONDITION_UNKNOWN),
        "fail",
        "remediate",
        "a.condition",
    ),
    "an unknown hold before an unknown blocker": (
        (BLOCKER_UNKNOWN, HOLD_UNKNOWN),
        "inconclusive",
        "investigate",
        "f.hold",
    ),
    "a missing profile before all else that isn't known": (
        (HOLD_UNKNOWN, BLOCKER_UNKNOWN, NO_PROFILE),
        "inconclusive",
        "investigate",
        IS_HARDWARE,
    ),
    "an unknown family for another reason": (
        (HOLD_UNKNOWN, Judged(finding(UNKNOWN, BLOCKER, check=IS_HARDWARE))),
        "inconclusive",
        "investigate",
        "f.hold",
    ),
    "a failure before a missing profile": ((NO_PROFILE, CONDITION_FAILS), "fail", "investigate", "a.condition"),
    "no product": ((VIRTUAL,), "fail", "reject", NOT_A_PRODUCT),
    "no product, whatever else fails": ((HOLD_FAILS, VIRTUAL, CONDITION_FAILS), "fail", "reject", NOT_A_PRODUCT),
}


@pytest.mark.parametrize(("findings", "verdict", "disposition", "reason"), CASES.values(), ids=CASES)
def test_decides(findings: tuple[Judged, ...], verdict: str, disposition: str, reason: str) -> None:
    decision = decide(findings)
    assert (decision.verdict, decision.disposition, decision.reason) == (verdict, disposition, reason)


def test_names_holds_and_blockers_beside_the_deciding_finding() -> None:
    decision = decide((HOLD_UNKNOWN, CONDITION_FAILS, BLOCKER_FAILS, NOTED, BLOCKER_UNKNOWN))
    assert decision.deciding == BLOCKER_FAILS
    assert decision.beside == (HOLD_UNKNOWN, BLOCKER_UNKNOWN)


@pytest.mark.parametrize(
    "grave",
    [finding(FAIL, BLOCKER), finding(FAIL, CONDITION, hold=True), finding(UNKNOWN, CONDITION)],
    ids=["blocker", "hold", "unknown"],
)
def test_no_waiver_covers_more_than_a_failed_condition(grave: Finding) -> None:
    assert not Judged(grave, APPLIED).waived
    assert decide([Judged(grave, APPLIED)]).verdict is not Verdict.PASS


findings = st.builds(
    finding,
    st.sampled_from(Result),
    st.sampled_from(Gravity),
    check=st.sampled_from(["a.one", "a.two", "b.three", IS_HARDWARE, VISIBILITY]),
    subject=st.sampled_from(["ex-1", "FPC 0", "PSU 1"]),
    hold=st.booleans(),
    noted=st.booleans(),
).map(lambda one: replace(one, noted=one.noted and one.result is UNKNOWN))
abouts = st.sampled_from(["", "login", "family EX9999"])
caused = st.builds(lambda one, about: replace(one, about=about), findings, abouts)
judged = st.builds(Judged, caused, st.sampled_from([None, APPLIED, EXPIRED]))

WEIGHTS = {ADVICE: 0, CONDITION: 1, BLOCKER: 2}


@st.composite
def with_some_forgotten(draw: st.DrawFn) -> tuple[list[Judged], list[Judged]]:
    """Findings, and the same after evidence was lost: some have become unknown, at least as grave as they were."""
    before = draw(st.lists(judged, max_size=7))
    after = [_forgotten(draw, one) if draw(st.booleans()) else one for one in before]
    return before, after


def _forgotten(draw: st.DrawFn, one: Judged) -> Judged:
    if one.finding.result is MOOT:  # only policy and profile make a check not applicable, never evidence
        return one
    graver = [gravity for gravity, weight in WEIGHTS.items() if weight >= WEIGHTS[one.finding.gravity]]
    ceiling = draw(st.sampled_from(graver))
    hold = one.finding.hold or draw(st.booleans())
    # An open point stays one; what was answered was asked, and then counts.
    return Judged(replace(one.finding, result=UNKNOWN, gravity=ceiling, hold=hold), one.waiver)


@given(with_some_forgotten())
def test_losing_evidence_never_gives_a_pass(pair: tuple[list[Judged], list[Judged]]) -> None:
    before, after = (decide(with_causes(findings)) for findings in pair)
    if before.verdict is not Verdict.PASS:
        assert after.verdict is not Verdict.PASS
        assert after.disposition is not Disposition.REINSTATE


@given(with_some_forgotten())
def test_losing_evidence_never_gives_mere_remediation(pair: tuple[list[Judged], list[Judged]]) -> None:
    before, after = map(decide, pair)
    if before.disposition in (Disposition.HOLD, Disposition.REJECT, Disposition.INVESTIGATE):
        assert after.disposition not in (Disposition.REMEDIATE, Disposition.REINSTATE)


@given(st.lists(judged, max_size=6), st.randoms())
def test_order_of_findings_is_of_no_account(some: list[Judged], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = decide(with_causes(some)), decide(with_causes(shuffled))
    assert (one.verdict, one.disposition, one.reason) == (other.verdict, other.disposition, other.reason)
    assert (one.deciding and one.deciding.finding.message) == (other.deciding and other.deciding.finding.message)


@given(st.lists(judged, max_size=7))
def test_verdict_and_disposition_fit_each_other(some: list[Judged]) -> None:
    decision = decide(some)
    assert (decision.verdict is Verdict.PASS) == (decision.disposition is Disposition.REINSTATE)
    if decision.disposition in (Disposition.HOLD, Disposition.REJECT, Disposition.REMEDIATE):
        assert decision.verdict is Verdict.FAIL
    if decision.verdict is Verdict.INCONCLUSIVE:
        assert decision.disposition is Disposition.INVESTIGATE
    assert (decision.deciding is None) == (decision.verdict is Verdict.PASS)


def test_every_pair_of_findings_is_decided_by_the_graver() -> None:
    ranked = (VIRTUAL, HOLD_FAILS, BLOCKER_FAILS, CONDITION_FAILS, HOLD_UNKNOWN, BLOCKER_UNKNOWN, CONDITION_UNKNOWN)
    for graver, other in itertools.combinations(ranked, 2):
        assert decide([other, graver]).deciding == graver


def unknown(check: str, about: str = "", *, hold: bool = True, place: int = 0, subject: str = "ex-1") -> Judged:
    one = finding(UNKNOWN, CONDITION, check=check, hold=hold, subject=subject)
    return Judged(replace(one, about=about), place=place)


LOGIN = unknown(VISIBILITY, "login", place=9)
SECRETS = unknown("a.secrets", "login", place=1)
FILES = unknown("b.files", "login", place=2, subject="FPC 0")
FAMILY = unknown(IS_HARDWARE, "family EX9999", place=9)
EXPECTATIONS = unknown("a.expectations", "family EX9999", place=1)


@pytest.mark.parametrize(
    ("findings", "causes"),
    [
        ((SECRETS, LOGIN, FILES), [VISIBILITY, "", VISIBILITY]),
        ((EXPECTATIONS, FAMILY, SECRETS, LOGIN), [IS_HARDWARE, "", VISIBILITY, ""]),
        # The check of the cause is disabled, passed, or is inconclusive for another reason.
        ((SECRETS, FILES, EXPECTATIONS), ["", "", ""]),
        ((SECRETS, Judged(finding(PASS, check=VISIBILITY))), ["", ""]),
        ((SECRETS, unknown(VISIBILITY)), ["", ""]),
        ((Judged(replace(finding(FAIL), about="login")), LOGIN), ["", ""]),
    ],
)
def test_each_finding_names_its_cause(findings: tuple[Judged, ...], causes: list[str]) -> None:
    assert [one.cause for one in with_causes(findings)] == causes


@pytest.mark.parametrize("cause_first", [True, False])
@pytest.mark.parametrize(("cause", "effects"), [(LOGIN, (SECRETS, FILES)), (FAMILY, (EXPECTATIONS,))])
def test_a_cause_decides_and_its_effects_are_not_repeated(
    cause: Judged, effects: tuple[Judged, ...], cause_first: bool
) -> None:
    other = unknown("c.other", place=3)
    judged = with_causes((cause, other, *effects) if cause_first else (*effects, other, cause))
    decision = decide(judged)
    assert decision.deciding == cause
    assert decision.beside == (other,)
    assert by_importance(judged)[0] == cause


def test_a_cause_is_named_once_where_another_finding_decides() -> None:
    decision = decide(with_causes((HOLD_FAILS, SECRETS, FILES, LOGIN)))
    assert decision.deciding == HOLD_FAILS
    assert decision.beside == (LOGIN,)


def test_an_effect_more_severe_than_its_cause_decides() -> None:
    mild = unknown(VISIBILITY, "login", hold=False)
    decision = decide(with_causes((mild, SECRETS, FILES)))
    assert decision.deciding is not None
    assert (decision.deciding.finding.check, decision.deciding.cause) == ("a.secrets", VISIBILITY)
    assert decision.beside == ()


def test_of_equals_the_one_that_the_catalog_names_first_decides() -> None:
    first, second = replace(CONDITION_FAILS, place=1), replace(VOID, place=0)
    assert decide([first, second]).deciding == second
    assert decide([replace(second, place=1), first]).deciding == first
