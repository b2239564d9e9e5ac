"""What the framework settles for every check: missing evidence, permissions, stale data, defects, device text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.catalog import make_checks
from reinstate.checks.framework import (
    Action,
    Case,
    Check,
    Evidence,
    Finding,
    Gravity,
    Platforms,
    Remedy,
    Result,
    Severity,
)
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.framework.run import MOST_FINDINGS, run_check
from reinstate.device.model import Authorization, Storage
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    Sets,
    a_case,
    a_profile,
    a_reference,
    assert_row,
    named,
    row,
)


class Plain(Check):
    """It holds."""

    id = "test.plain"
    severity = Severity(Gravity.CONDITION)
    remedy = Remedy(Action.LOOK, "mend it")

    def judge(self, case: Case) -> Iterator[Finding]:
        yield self.passed(case.unit.name, "fine")


class NeedsStorage(Plain):
    evidence = Evidence(needs=(Rpc.STORAGE,))


class Grave(NeedsStorage):
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER, may_hold=True)


class Noted(NeedsStorage):
    severity = Severity(Gravity.CONDITION, unknown_counts=False)


class NotedAdvice(Noted):
    severity = Severity(Gravity.ADVICE)


class UsesPower(Plain):
    evidence = Evidence(uses=(Rpc.POWER,))


class AsksOnItsOwn(Plain):
    evidence = Evidence(reads=(Rpc.SOFTWARE,))

    def judge(self, case: Case) -> Iterator[Finding]:
        case.known(Rpc.SOFTWARE, Storage)
        yield self.passed(case.unit.name, "fine")


class NeedsMaintenance(Plain):
    evidence = Evidence(permissions=("maintenance",))


class ReliesOnTables(Plain):
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER)
    evidence = Evidence(reference=("junos-releases",))


class NotesOnTables(ReliesOnTables):
    severity = Severity(Gravity.CONDITION, worst=Gravity.BLOCKER, unknown_counts=False)

    def judge(self, case: Case) -> Iterator[Finding]:
        yield self.unknown(case.unit.name, "no row")


class OnOrder(Plain):
    severity = Severity(Gravity.CONDITION, hold=True)
    evidence = Evidence(uses=(Rpc.LOG_MESSAGES, Rpc.SNAPSHOT), optional=True)


class OnOrderOrByHand(OnOrder):
    evidence = Evidence(uses=(Rpc.LOG_MESSAGES, Rpc.SNAPSHOT), optional=True, by_hand="look at the console")


class FixedOnly(Plain):
    def not_applicable(self, profile: PlatformProfile, inputs: Inputs) -> str:
        return "a modular box" if profile.modular else ""


class SaysSo(Plain):
    applies_to = Platforms(virtual=True)


class Broken(Plain):
    severity = Severity(Gravity.CONDITION, hold=True, unknown_counts=False)

    def judge(self, case: Case) -> Iterator[Finding]:
        yield self.passed(case.unit.name, "fine")
        raise ZeroDivisionError("a defect")


class Silent(Plain):
    severity = Severity(Gravity.CONDITION, unknown_counts=False)

    def judge(self, case: Case) -> Iterator[Finding]:
        yield from ()


class Fails(Plain):
    severity = Severity(Gravity.CONDITION, hold=True)

    def judge(self, case: Case) -> Iterator[Finding]:
        yield self.failed(case.unit.name, "by default")
        yield self.failed(
            case.unit.name,
            "graver",
            gravity=Gravity.BLOCKER,
            hold=False,
            remedy=Remedy(self.remedy.action, "give it up"),
        )
        yield self.advised(case.unit.name, "a word")
        yield self.unknown(case.unit.name, "untold")
        yield self.unknown(case.unit.name, "untold and slight", gravity=Gravity.ADVICE, hold=False, noted=True)


STORAGE = Storage(())
VIEWER = Authorization("viewer", "read-only", frozenset({"view"}))
STALE = a_reference(sets=Sets(date(2020, 1, 1)))

TABLE = (
    row("nothing needed", Plain, a_case(), PASS),
    row("what it needs is there", NeedsStorage, a_case({Rpc.STORAGE: STORAGE}), PASS),
    row(
        "what it needs timed out",
        NeedsStorage,
        a_case({Rpc.STORAGE: "timeout"}),
        Said(INCONCLUSIVE, CONDITION, hold=False, noted=False, text="Actual: timeout"),
    ),
    row("unknown counts as the gravest", Grave, a_case(), Said(INCONCLUSIVE, BLOCKER, hold=True)),
    row("missing evidence of mere advice is an open point", NotedAdvice, a_case(), Said(INCONCLUSIVE, noted=True)),
    row("missing evidence weighs where a failure would", Noted, a_case(), Said(INCONCLUSIVE, noted=False)),
    row(
        "denied tells what login it takes",
        NeedsStorage,
        a_case({Rpc.STORAGE: "denied"}),
        Said(INCONCLUSIVE, text="with a login that has the permissions view-configuration, secret, and maintenance"),
    ),
    row(
        "what it needs isn't expected of the platform",
        NeedsStorage,
        a_case({Rpc.STORAGE: STORAGE}, profile=a_profile(expected=frozenset())),
        Said(NOT_APPLICABLE, text="ex4400 does not report system-storage"),
    ),
    row(
        "what it needs is not expected, and a reply came unsupported: the profile decides",
        NeedsStorage,
        a_case({Rpc.STORAGE: "unsupported"}, profile=a_profile(expected=frozenset())),
        NOT_APPLICABLE,
    ),
    row("expected and unsupported", NeedsStorage, a_case({Rpc.STORAGE: "unsupported"}), INCONCLUSIVE),
    row("family unknown: nothing is moot", NeedsStorage, a_case(profile=None), INCONCLUSIVE),
    row("what it uses was not asked", UsesPower, a_case(), PASS),
    row("what it uses was asked and is missing", UsesPower, a_case({Rpc.POWER: "not-collected"}), INCONCLUSIVE),
    row("asks on its own, unknown", AsksOnItsOwn, a_case({Rpc.SOFTWARE: "closed"}), Said(INCONCLUSIVE, text="closed")),
    row(
        "on order, and nothing of it was asked: an open point without weight",
        OnOrder,
        a_case(),
        Said(INCONCLUSIVE, CONDITION, hold=False, noted=True, text="evidence.switch_on"),
    ),
    row("on order, and one item came", OnOrder, a_case({Rpc.SNAPSHOT: STORAGE}), PASS),
    row(
        "on order, asked and missing",
        OnOrder,
        a_case({Rpc.SNAPSHOT: STORAGE, Rpc.LOG_MESSAGES: "not-collected"}),
        Said(INCONCLUSIVE, CONDITION, hold=True, noted=False, text="log-messages"),
    ),
    row(
        "on order, on a platform that doesn't tell it",
        OnOrder,
        a_case(profile=a_profile(optional=frozenset())),
        Said(NOT_APPLICABLE, text="ex4400 is not known to report log-messages or snapshot"),
    ),
    row(
        "on order, on a platform that doesn't tell it, and a person can see it",
        OnOrderOrByHand,
        a_case(profile=a_profile(optional=frozenset())),
        Said(INCONCLUSIVE, noted=True, text="look at the console"),
    ),
    row("on order, family unknown", OnOrder, a_case(profile=None), Said(INCONCLUSIVE, noted=True)),
    row(
        "on order, family unknown, asked and missing",
        OnOrder,
        a_case({Rpc.SNAPSHOT: "not-collected"}, profile=None),
        Said(INCONCLUSIVE, noted=False),
    ),
    row("permission held", NeedsMaintenance, a_case(), PASS),
    row(
        "permission lacking",
        NeedsMaintenance,
        a_case({Rpc.AUTHORIZATION: VIEWER}),
        Said(INCONCLUSIVE, text="lacks the permission maintenance"),
    ),
    row("permissions unknown", NeedsMaintenance, a_case({Rpc.AUTHORIZATION: "malformed"}), INCONCLUSIVE),
    row("tables fresh", ReliesOnTables, a_case(), PASS),
    row(
        "tables stale",
        ReliesOnTables,
        a_case(reference=STALE),
        Said(INCONCLUSIVE, BLOCKER, noted=False, text="days old (maximum age 365 days)"),
    ),
    row(
        "an open point that rests on stale tables is none",
        NotesOnTables,
        a_case(reference=STALE),
        Said(INCONCLUSIVE, BLOCKER, noted=False),
    ),
    row("tables missing", ReliesOnTables, a_case(reference=a_reference(sets={})), Said(INCONCLUSIVE, BLOCKER)),
    row("applies", FixedOnly, a_case(), PASS),
    row("does not apply", FixedOnly, a_case(profile=a_profile(modular=True)), Said(NOT_APPLICABLE, text="modular")),
    row(
        "a platform that is no hardware",
        Plain,
        a_case(profile=a_profile("vsrx", virtual=True)),
        Said(NOT_APPLICABLE, text="vsrx is a virtual device"),
    ),
    row("a check that says so", SaysSo, a_case(profile=a_profile("vsrx", virtual=True)), PASS),
    row(
        "a defect loses that answer, what it had said so far included",
        Broken,
        a_case(),
        Said(INCONCLUSIVE, hold=True, noted=False, text="ZeroDivisionError: a defect"),
    ),
    row("no answer is no pass", Silent, a_case(), Said(INCONCLUSIVE, noted=False)),
    row(
        "gravity and hold by default and by finding",
        Fails,
        a_case(),
        Said(FAIL, CONDITION, hold=True, text="mend it"),
        Said(FAIL, BLOCKER, hold=False, text="give it up"),
        Said(FAIL, ADVICE, hold=False),
        Said(INCONCLUSIVE, CONDITION, hold=True, noted=False),
        Said(INCONCLUSIVE, ADVICE, hold=False, noted=True),
    ),
)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_framework(one: Row) -> None:
    assert_row(one)


class TellsOfEachUser(Plain):
    """Many conditions, and the one that matters printed last."""

    last: ClassVar[Finding]

    def judge(self, case: Case) -> Iterator[Finding]:
        for number in range(MOST_FINDINGS + 10):
            yield self.failed(f"u{number}", "left", expected="none", gravity=Gravity.CONDITION)
        yield self.last


GRAVE = {
    "what puts it on hold stays": (Plain().failed("last", "stolen", expected="", hold=True), (CONDITION, False)),
    "what may put it on hold stays open": (Plain().unknown("last", "stolen?", hold=True), (CONDITION, True)),
    "a blocker that can't be told does too": (Plain().unknown("last", "?", gravity=BLOCKER), (BLOCKER, False)),
}


@pytest.mark.parametrize(("last", "open_"), GRAVE.values(), ids=GRAVE)
def test_no_number_of_answers_hides_the_gravest(last: Finding, open_: tuple[Gravity, bool]) -> None:
    """Nor does a waiver of all that are kept: what is left out is unknown, and unknown can't be waived."""
    check = TellsOfEachUser()
    type(check).last = last
    *kept, rest = run_check(check, a_case())
    assert len(kept) == MOST_FINDINGS
    assert (rest.result, rest.noted, rest.gravity, rest.hold) == (INCONCLUSIVE, False, *open_)
    assert last.result is not FAIL or kept[0].subject == "last"


def test_message_grammar() -> None:
    finding = Finding("test.plain", "sw1", Result.FAIL, Gravity.CONDITION, "broken", "whole", "in two")
    assert finding.message == "sw1: broken - Expected: whole Actual: in two"
    assert Finding("test.plain", "sw1", Result.PASS, Gravity.CONDITION, "fine").message == "sw1: fine"


class Repeats(Plain):
    def judge(self, case: Case) -> Iterator[Finding]:
        text = case.unit.serial_number
        yield self.failed(text, text, expected=text, actual=text)


@given(st.text(max_size=1000))
def test_device_text_comes_out_bounded_and_on_one_line(text: str) -> None:
    from dataclasses import replace

    case = a_case()
    (finding,) = run_check(Repeats(), replace(case, unit=replace(case.unit, serial_number=text)))
    for said in (finding.subject, finding.what, finding.expected, finding.actual):
        assert len(said) <= 400
        assert said.isprintable() or said == ""


@pytest.mark.parametrize("check", make_checks(), ids=lambda check: check.id)
def test_a_check_that_says_what_to_do_says_what_kind_of_step_it_is(check: Check) -> None:
    assert bool(check.remedy.text) == (check.remedy.action is not Action.NONE)


UNANSWERED = {
    "denied": (Action.COLLECT, "login"),
    "timeout": (Action.COLLECT, "time"),
    "closed": (Action.COLLECT, "time"),
    "malformed": (Action.COLLECT, ""),
    "unsupported": (Action.ASK, f"request {Rpc.SOFTWARE}"),
}


@pytest.mark.parametrize(("status", "told"), UNANSWERED.items(), ids=UNANSWERED)
def test_what_it_takes_depends_on_why_there_is_no_answer(status: str, told: tuple[Action, str]) -> None:
    """A login that sees more doesn't settle what timed out, and no further try what a release doesn't know."""
    check = next(one for one in make_checks() if one.id == "software.release-exists")
    (finding,) = run_check(check, a_case({Rpc.SOFTWARE: status}))
    assert (finding.action, finding.about) == told


def test_what_stays_unknown_without_a_step_of_its_own_is_asked_again() -> None:
    class Silent(Check):
        """It is told."""

        id = "test.silent"
        severity = Severity(Gravity.CONDITION)

        def judge(self, case: Case) -> Iterator[Finding]:
            yield self.unknown(case.unit.name, "it isn't told")

    (finding,) = run_check(Silent(), a_case())
    assert finding.action is Action.COLLECT
    assert "console" in finding.next_step
