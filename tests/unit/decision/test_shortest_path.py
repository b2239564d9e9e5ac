"""The shortest path to a decision: what settles what, in tables; that it is enough, least and harmless, as laws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Action, Finding, Gravity, Result
from reinstate.decision.next_steps import CONFIRM_PAPERS, way_to_a_decision
from reinstate.decision.record import AmountPart, ShortestPathPart
from reinstate.decision.shortest_path import (
    DESTROYING,
    Step,
    _Search,
    needs_its_evidence,
    offered,
    own_step,
    preventing,
    settles,
    shortest_path,
)
from reinstate.decision.verdict import Disposition, Judged, Verdict, decide

FAIL, UNKNOWN = Result.FAIL, Result.INCONCLUSIVE
BLOCKER, CONDITION, ADVICE = Gravity.BLOCKER, Gravity.CONDITION, Gravity.ADVICE
UNIT = "ex-1"


def one(
    action: Action,
    about: str = "",
    *,
    check: str = "health.fans",
    subject: str = UNIT,
    result: Result = UNKNOWN,
    gravity: Gravity = CONDITION,
    hold: bool = False,
    noted: bool = False,
    next_step: str = "do it",
) -> Finding:
    """A finding of which only what the path looks at matters."""
    return Finding(
        check,
        subject,
        result,
        gravity,
        "it is so",
        hold=hold,
        noted=noted,
        next_step=next_step,
        action=action,
        about=about,
    )


LEFT = one(Action.ZEROIZE, check="sanitization.former-configuration", result=FAIL, next_step="zeroize it")
SCRIPTS = one(Action.INSTALL, check="integrity.scripts", result=FAIL)
OLD = one(Action.INSTALL, check="software.supported-release", result=FAIL)
SERVICE = one(Action.CONFIGURE, check="integrity.services", result=FAIL, next_step="delete the service")
NEWER = one(Action.LOOK_UP, "release 26.4R1", check="software.supported-release", gravity=BLOCKER)
MODEL = one(Action.LOOK_UP, "model EX4400-48P", check="lifecycle.chassis-end-of-support", gravity=BLOCKER)
MODEL_TOO = one(Action.LOOK_UP, "model EX4400-48P", check="lifecycle.chassis-end-of-life", gravity=BLOCKER)
CARD = one(Action.LOOK_UP, "model MPC-3D", check="lifecycle.line-cards-end-of-support", subject="FPC 1")
SAME_CARD = one(Action.LOOK_UP, "model MPC-3D", check="lifecycle.line-cards-end-of-support", subject="FPC 2")
OTHER_CARD = one(Action.LOOK_UP, "model DPC", check="lifecycle.line-cards-end-of-support", subject="FPC 1")
ODD_CARD = one(Action.LOOK, check="frus.eeprom-consistent", subject="FPC 1")
ENDED_CARD = one(Action.REMOVE, check="lifecycle.line-cards-end-of-support", subject="FPC 1", result=FAIL)
STOLEN_CARD = one(Action.LOOK, check="identity.listed", subject="FPC 1", hold=True)
DENIED = one(Action.COLLECT, "login", check="integrity.accounts", hold=True)
DENIED_TOO = one(Action.COLLECT, "login", check="sanitization.certificates")
TIMED_OUT = one(Action.COLLECT, "time", check="health.hardware-errors", gravity=BLOCKER)
BROKEN_OFF = one(Action.COLLECT, check="licenses.readable")
BOOTING = one(Action.WAIT, check="health.settled", gravity=BLOCKER)
BOOTING_TOO = one(Action.WAIT, check="health.line-cards", subject="FPC 0")
OTHERS = one(Action.COLLECT, "hosts sw-7", check="identity.clone", gravity=BLOCKER, hold=True)
LISTS = one(Action.DECLARE, "lists", check="identity.listed", gravity=BLOCKER, hold=True)
DEAD_FAN = one(Action.REPLACE, check="health.fans", subject="Fan 1", result=FAIL, next_step="replace the fan tray")
DEAD_FAN_TOO = one(Action.REPLACE, check="health.fans", subject="Fan 2", result=FAIL, next_step="replace the fan tray")
OPEN_POINT = one(Action.LOOK, check="frus.part-number-belongs", noted=True)
WORTH_KNOWING = one(Action.INSTALL, check="software.weak-ssh", result=FAIL, gravity=ADVICE)
WIPED_HOLD = one(Action.ZEROIZE, check="identity.model-agrees", hold=True)

# What is found, and the actions of the least path in its order.
PATHS: dict[str, tuple[Sequence[Finding], list[Action]]] = {
    "nothing in the way": ([OPEN_POINT, WORTH_KNOWING], []),
    "one look-up settles both questions about a model": ([MODEL, MODEL_TOO], [Action.LOOK_UP]),
    "and all boards of it": ([CARD, SAME_CARD], [Action.LOOK_UP]),
    "two models are two look-ups": ([CARD, OTHER_CARD], [Action.LOOK_UP, Action.LOOK_UP]),
    "zeroizing settles single leftovers": ([LEFT, SERVICE], [Action.ZEROIZE]),
    "installing settles what zeroizing does": ([LEFT, SERVICE, SCRIPTS, OLD], [Action.INSTALL]),
    "and takes an unknown release away": ([OLD, NEWER], [Action.INSTALL]),
    "which nothing else does": ([LEFT, NEWER], [Action.LOOK_UP, Action.ZEROIZE]),
    "one collection with the right login": ([DENIED, DENIED_TOO], [Action.COLLECT]),
    "one collection that is better in every way": (
        [DENIED, TIMED_OUT, BROKEN_OFF, BOOTING, BOOTING_TOO],
        [Action.COLLECT],
    ),
    "another host's collection is another step": ([BROKEN_OFF, OTHERS], [Action.COLLECT, Action.COLLECT]),
    "a card that goes takes its questions along": ([ENDED_CARD, ODD_CARD, CARD], [Action.REMOVE]),
    "but not those of others of its model": ([ENDED_CARD, SAME_CARD], [Action.LOOK_UP, Action.REMOVE]),
    "nor whether it must be kept": ([ENDED_CARD, STOLEN_CARD], [Action.LOOK, Action.REMOVE]),
    "look before you wipe": ([LEFT, DENIED, LISTS], [Action.DECLARE, Action.COLLECT, Action.ZEROIZE]),
    "free before hands-on": ([DEAD_FAN, OLD, MODEL], [Action.LOOK_UP, Action.REPLACE, Action.INSTALL]),
    "what only wiping would hide is settled by no step": ([WIPED_HOLD], []),
}


def judged(findings: Iterable[Finding]) -> list[Judged]:
    return [Judged(finding, place=place) for place, finding in enumerate(findings)]


@pytest.mark.parametrize(("findings", "actions"), PATHS.values(), ids=PATHS)
def test_the_path(findings: Sequence[Finding], actions: list[Action]) -> None:
    assert [planned.step.action for planned in shortest_path(judged(findings), UNIT).steps] == actions


SETTLES: dict[str, tuple[Finding, Finding, bool]] = {
    "a better login doesn't hurry a device": (DENIED, TIMED_OUT, False),
    "nor does time open what is denied": (TIMED_OUT, DENIED, False),
    "neither waits for a boot": (DENIED, BOOTING, False),
    "any collection is another try": (DENIED, BROKEN_OFF, True),
    "and so is one after waiting": (BOOTING, BROKEN_OFF, True),
    "another try alone shows no more than before": (BROKEN_OFF, DENIED, False),
    "this host's collection tells nothing of others": (DENIED, OTHERS, False),
    "zeroizing installs nothing": (LEFT, OLD, False),
    "deleting one thing doesn't zeroize": (SERVICE, LEFT, False),
    "a new installation tells nothing of a model": (OLD, MODEL, False),
    "another release doesn't answer a denied reply": (OLD, DENIED, False),
    "looking at a card doesn't take it out": (ODD_CARD, ENDED_CARD, False),
    "a part is replaced by itself": (DEAD_FAN, DEAD_FAN_TOO, False),
}


@pytest.mark.parametrize(("by", "finding", "settled"), SETTLES.values(), ids=SETTLES)
def test_what_settles_what(by: Finding, finding: Finding, settled: bool) -> None:
    (step,) = offered([by], UNIT)
    assert settles(step, own_step(by, UNIT), by)
    assert settles(step, own_step(finding, UNIT), finding) is settled


def test_a_job_on_several_modules_is_one_entry() -> None:
    (job,) = shortest_path(judged([DEAD_FAN, DEAD_FAN_TOO]), UNIT).jobs
    assert job.modules == ("Fan 1", "Fan 2")
    assert len(job.settles) == 2


def way(*findings: Finding, certified: bool = False) -> ShortestPathPart:
    found = judged(findings)
    return way_to_a_decision(decide(found), found, UNIT, certified=certified)


def test_an_investigation_begins_with_what_may_end_it() -> None:
    told = way(LEFT, DENIED_TOO, MODEL)
    assert told.state == "open"
    assert [step.action for step in told.steps] == ["look-up", "collect", "zeroize", ""]
    assert told.soonest == 1
    assert told.summary == (
        "3 steps with favorable results lead to a pass; no shorter path exists. "
        "Step 1 is the earliest that can end the evaluation."
    )
    assert told.steps[0].outlook == "an end of support in the past can lead to reject; otherwise a pass is possible"
    assert told.steps[0].text == "model EX4400-48P: do it"
    assert told.steps[1].outlook == "an unfavorable result adds a correction; otherwise a pass is possible"
    assert [step.destroys for step in told.steps] == [False, False, True, False]


def test_the_parts_of_a_collection_are_told_in_one_sentence() -> None:
    denied = one(Action.COLLECT, "login", next_step="log in better", hold=True)
    told = way(denied, TIMED_OUT, BOOTING).steps[0]
    assert told.text == (
        "collect evidence again, after the settle time, with a login that has the permissions view-configuration, "
        "secret, and maintenance, one request at a time (reinstate_pipelined: false) and with longer deadlines "
        "(reinstate_reply_deadline_factor)"
    )
    assert told.if_bad == "hold"


def test_papers_are_confirmed_before_anything_else_is_done() -> None:
    plain, told = way(LEFT, MODEL), way(LEFT, MODEL, certified=True)
    assert told.steps == (CONFIRM_PAPERS, *plain.steps)
    assert (plain.soonest, told.soonest) == (1, 2)
    assert "Step 1 is the earliest" in plain.summary
    assert "Step 2 is the earliest" in told.summary
    held = one(Action.REPORT, result=FAIL, hold=True)
    assert way(held, certified=True) == way(held)


EXPLOITED = one(Action.INSTALL, check="software.known-exploited", result=FAIL, next_step="upgrade past the hole")
INSTALLS: dict[str, tuple[Sequence[Finding], str]] = {
    "in the finding's own words": ([OLD], "do it"),
    "an upgrade for several reasons": ([OLD, EXPLOITED], "do it; upgrade past the hole"),
    "clean media where something is to be wiped": (
        [OLD, LEFT],
        "install a standard, supported release from clean media",
    ),
    "and where scripts are": ([EXPLOITED, SCRIPTS], "install a standard, supported release from clean media"),
}


@pytest.mark.parametrize(("findings", "text"), INSTALLS.values(), ids=INSTALLS)
def test_how_it_is_installed(findings: Sequence[Finding], text: str) -> None:
    step = way(*findings).steps[0]
    assert step.action == "install"
    assert step.text.startswith(text)


@pytest.mark.parametrize(
    ("contract", "cost"),
    [(None, "contract price not known"), (AmountPart(low=437, high=437, source="quote 7"), "USD 437 a year")],
)
def test_a_step_that_needs_an_image_says_who_can_download_it(contract: AmountPart | None, cost: str) -> None:
    found = [Judged(one) for one in (OLD, DEAD_FAN)]
    steps = way_to_a_decision(decide(found), found, UNIT, contract=contract).steps
    who = (
        "; ask an authorized partner for the image, or download it with a Juniper login that has a support contract "
        f"for such a product ({cost})"
    )
    assert [step.action for step in steps if step.text.endswith(who)] == [Action.INSTALL]


def test_a_hold_is_settled_and_cleans_nothing() -> None:
    told = way(one(Action.REPORT, result=FAIL, hold=True), LEFT, MODEL)
    assert told.state == "settled"
    assert not any(step.destroys for step in told.steps)
    assert [one.check for one in told.unknown] == ["lifecycle.chassis-end-of-support"]


REJECTS: dict[str, tuple[Sequence[Finding], list[str]]] = {
    "for good": ([one(Action.STOP, result=FAIL, gravity=BLOCKER)], ["Do not request a product inspection", "Consider"]),
    "unless it is repaired": (
        [one(Action.REPLACE, result=FAIL, gravity=BLOCKER, next_step="replace the board")],
        ["Do not request a product inspection", "If a repair is worthwhile: replace the board", "Consider"],
    ),
    "not by repairing half of it": (
        [
            one(Action.REPLACE, result=FAIL, gravity=BLOCKER),
            one(Action.STOP, result=FAIL, gravity=BLOCKER, check="a.b"),
        ],
        ["Do not request a product inspection", "Consider"],
    ),
    "and perhaps to be kept": (
        [one(Action.STOP, result=FAIL, gravity=BLOCKER), DENIED],
        ["Do not request a product inspection", "Before you return or sell the unit", "Consider"],
    ),
}


@pytest.mark.parametrize(("findings", "steps"), REJECTS.values(), ids=REJECTS)
def test_a_reject_is_settled(findings: Sequence[Finding], steps: list[str]) -> None:
    told = way(*findings)
    assert told.state == "settled"
    for step, start in zip(told.steps, steps, strict=True):
        assert step.text.startswith(start)


# The laws, over findings of every kind that checks can give.
_ABOUTS = {
    Action.LOOK_UP: ["model A", "model B", "release 23.4R2", "family x"],
    Action.COLLECT: ["", "login", "time", "hosts sw-7"],
    Action.ASK: ["model A", "license L"],
    Action.DECLARE: ["lists", ""],
}


@st.composite
def _findings(draw: st.DrawFn) -> Finding:
    action = draw(st.sampled_from([one for one in Action if one is not Action.NONE]))
    return one(
        action,
        draw(st.sampled_from(_ABOUTS.get(action, [""]))),
        check=draw(st.sampled_from(["integrity.scripts", "health.fans", "software.supported-release", "frus.x"])),
        subject=draw(st.sampled_from([UNIT, "FPC 0", "FPC 1"])),
        result=draw(st.sampled_from([FAIL, UNKNOWN])),
        gravity=draw(st.sampled_from(Gravity)),
        hold=draw(st.booleans()),
        noted=draw(st.booleans()) and draw(st.booleans()),
        next_step=draw(st.sampled_from(["do it", "do that"])),
    )


FINDINGS = st.lists(_findings(), max_size=9)


def _after(found: Sequence[Judged], settled: Iterable[Judged]) -> list[Judged]:
    """The findings once these were resolved with favorable results."""
    gone = {id(one) for one in settled}
    return [one for one in found if id(one) not in gone]


@given(FINDINGS)
def test_settling_what_the_path_names_gives_a_pass(findings: list[Finding]) -> None:
    found = judged(findings)
    path = shortest_path(found, UNIT)
    for planned in path.steps:
        for settled in planned.settles:
            assert settles(planned.step, own_step(settled.finding, UNIT), settled.finding)
    after = decide(_after(found, [one for planned in path.steps for one in planned.settles]))
    if path.unsettled:
        assert after.verdict is not Verdict.PASS
    else:
        assert (after.verdict, after.disposition) == (Verdict.PASS, Disposition.REINSTATE)


@given(FINDINGS)
def test_no_smaller_set_of_steps_does(findings: list[Finding]) -> None:
    found = judged(findings)
    path = shortest_path(found, UNIT)
    standing = [one.finding for one in preventing(found)]
    reachable = [
        one for one in standing if any(settles(step, own_step(one, UNIT), one) for step in offered(standing, UNIT))
    ]
    assert path.least
    for fewer in combinations(offered(standing, UNIT), max(len(path.steps) - 1, 0)):
        left = [one for one in reachable if not any(settles(step, own_step(one, UNIT), one) for step in fewer)]
        assert left or not path.steps


@given(FINDINGS)
def test_nothing_is_wiped_before_what_may_be_a_hold_is_told(findings: list[Finding]) -> None:
    found = judged(findings)
    path = shortest_path(found, UNIT)
    before: set[int] = set()
    for planned in path.steps:
        if planned.step.action in DESTROYING:
            told = [one for one in found if id(one) in before]
            open_yet = [one for one in preventing(found) if needs_its_evidence(one.finding) and one not in told]
            assert set(map(id, open_yet)) <= set(map(id, path.unsettled))
        before |= {id(one) for one in planned.settles}


@given(FINDINGS, st.randoms())
def test_the_order_of_findings_doesnt_matter(findings: list[Finding], chance: object) -> None:
    found = judged(findings)
    mixed = list(found)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert shortest_path(found, UNIT) == shortest_path(mixed, UNIT)


@given(FINDINGS)
def test_every_finding_in_the_way_is_in_one_place(findings: list[Finding]) -> None:
    found = judged(findings)
    path = shortest_path(found, UNIT)
    placed = [id(one) for planned in path.steps for one in planned.settles] + [id(one) for one in path.unsettled]
    assert sorted(placed) == sorted(id(one) for one in preventing(found))


WAYS = st.sets(st.frozensets(st.integers(0, 7), min_size=1, max_size=4), max_size=8)


@given(WAYS)
def test_the_search_finds_the_least(ways: set[frozenset[int]]) -> None:
    """Whatever steps may settle whatever findings: the path's own rules are simpler than that."""
    search = _Search(ways)
    assert search.exact
    assert all(way & search.best for way in ways)
    least = next(
        size
        for size in range(9)
        if any(all(way & set(chosen) for way in ways) for chosen in combinations(range(8), size))
    )
    assert len(search.best) == least


def test_a_search_without_end_is_cut_short_and_says_so() -> None:
    """Forty findings, each with four ways of its own and as many shared with each neighbor."""
    ways = {frozenset({n, (n * 7) % 41, (n * 11) % 43, (n * 13) % 47}) for n in range(1, 41)}
    search = _Search(ways)
    assert not search.exact
    assert all(way & search.best for way in ways)


def test_steps_of_a_kind_have_one_place_in_the_order() -> None:
    assert len({Step(action).order for action in Action if action is not Action.WAIT}) == len(Action) - 1
