"""The law of memory: no earlier record makes an answer better, and without a named person no hold ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reinstate.checks.framework import Gravity, Result
from reinstate.checks.framework.holds import HoldState, hold_id
from reinstate.checks.framework.population import Population
from reinstate.checks.identity.clones import BaseMac, Clone
from reinstate.checks.identity.holds import Held
from reinstate.decision.decide import Judging, decide_unit
from reinstate.decision.policy import Policy
from reinstate.decision.record import Record
from reinstate.decision.record.memory_parts import HoldPart, sighting_part
from reinstate.decision.record.supersedes import Earlier, EarlierRecord, Former, History
from reinstate.declared.kinds import Declared, DeclaredSet, HoldEnd, HoldEnding
from reinstate.device.model import Chassis, ChassisInventory, Device, MacAddresses, Unit
from reinstate.device.reading import Known
from reinstate.device.sightings import BootSeen, Sighting
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile
from tests.unit.decision.examples import Condition, bundle, finding, judging, policy_of

SERIAL = "PX0123456789"
NOW = datetime.fromisoformat("2026-11-20T10:00:00+00:00")
UNIT = Unit("ex-1", "ex-1", serial_number=SERIAL, model="ex4400-48p")
INVENTORY = ChassisInventory((Chassis("", "Chassis", "EX4400-48P", SERIAL, ()),))
MAC, OTHER = "02:00:00:00:00:01", "02:00:00:00:10:01"
DEVICE = Device(
    "ex-1",
    {
        Rpc.INVENTORY: Known(Rpc.INVENTORY, INVENTORY),
        Rpc.MAC_ADDRESSES: Known(Rpc.MAC_ADDRESSES, MacAddresses((("", MAC, 64),))),
    },
)
PROFILE = PlatformProfile("ex4400", "ex", ("ex4400*",), expected=frozenset({Rpc.MAC_ADDRESSES}))
MILDNESS = ("hold", "reject", "investigate", "remediate", "reinstate")


def seen(mac: str, key: str, *, days: int = 0, unit: str = "ex-1") -> Sighting:
    start = NOW - timedelta(days=days)
    return Sighting(
        unit,
        unit,
        SERIAL,
        base_macs=frozenset(filter(None, (mac,))),
        host_key=key,
        key_type="ssh-ed25519",
        key_engine="slot 0",
        boots=(BootSeen("0", NOW - timedelta(days=30), 1.0),),
        started=start,
        finished=start + timedelta(seconds=20),
    )


ME = seen(MAC, "SHA256:one")
TWIN = seen(OTHER, "SHA256:two", unit="ex-2")


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return policy_of(tmp_path_factory.mktemp("policy"))


def decided(policy: Policy, earlier: Iterable[Earlier], *, ends: tuple[HoldEnd, ...] = (), **beside: object) -> Record:
    """The record of one unit that knows these earlier records, the newest first, and has these units beside it."""
    newest, *older = (*earlier, None)
    former = Former((newest,), (), tuple(one for one in older if one)) if newest else Former()
    based = judging(policy, Held(), Clone(), BaseMac(), Condition(*beside.get("findings", ())))  # type: ignore[misc]
    population = Population((ME, *beside.get("others", ())))  # type: ignore[misc]
    declared = Declared(hold_ends=DeclaredSet(declared=bool(ends), rows=ends))
    with_all: Judging = replace(based, population=population, declared=declared, history=History({SERIAL: former}))
    return decide_unit(UNIT, DEVICE, bundle(), PROFILE, with_all)


def mildness(record: Record) -> int:
    return MILDNESS.index(record.disposition)


def a_hold(state: HoldState, mac: str, shows: str) -> HoldPart:
    return HoldPart(
        id=hold_id(SERIAL, "", shows),
        state=state,
        subject="",
        cause="it was so",
        shows=shows,
        since="",
        ended="" if state is HoldState.STANDS else "by A. Lead",
        marks=tuple(filter(None, (mac,))),
    )


MACS, KEYS = st.sampled_from(["", MAC, OTHER]), st.sampled_from(["", "SHA256:one", "SHA256:two"])
HOLDS = st.lists(
    st.builds(a_hold, st.sampled_from(HoldState), MACS, st.sampled_from(["a", "b", f"{MAC} and {OTHER}"])),
    max_size=2,
    unique_by=lambda one: one.id,
)
DECISIONS = st.sampled_from(
    [
        ("pass", "reinstate"),
        ("fail", "remediate"),
        ("fail", "hold"),
        ("fail", "reject"),
        ("inconclusive", "investigate"),
    ]
)


@st.composite
def earlier_records(draw: st.DrawFn) -> Earlier:
    """A record of the serial number in an earlier run, of whatever chassis, by this version or an older one."""
    number = draw(st.integers(1, 9))
    if draw(st.integers(0, 9)) == 0:
        return Earlier(f"run-{number}", "ex-1", "", None, "it was changed", held=draw(st.booleans()))
    sighting = seen(draw(MACS), draw(KEYS), days=number)
    verdict, disposition = draw(DECISIONS)
    by_older_version = draw(st.booleans())
    held = {"check": "identity.listed", "subject": "ex-1", "result": "fail", "gravity": "blocker", "hold": True}
    told = [{**held, "noted": False, "message": "it is listed", "waiver": None}] if disposition == "hold" else []
    holds = None if by_older_version else draw(HOLDS)
    record = EarlierRecord.model_validate(
        {
            "as_of": "2026-10-01",
            "unit": {"host": "ex-1", "name": "ex-1", "serial_number": SERIAL},
            "verdict": verdict,
            "disposition": disposition,
            "reason": "so",
            "findings": told,
            "sighting": None if by_older_version else sighting_part(sighting),
            "holds": holds,
        }
    )
    return Earlier(f"run-{number}", "ex-1", "0" * 64, record)


FINDINGS = st.lists(
    st.builds(finding, st.sampled_from(Result), st.sampled_from(Gravity)),
    min_size=1,
    max_size=2,
)
PAST = st.lists(earlier_records(), max_size=3)
ENDS_FOR_GOOD = st.lists(
    st.builds(
        lambda how, box: HoldEnd(SERIAL, how, "A. Lead", date(2026, 11, 1), "seen", box=box, evidence="photo"),
        st.sampled_from([HoldEnding.CONFIRMED_BAD, HoldEnding.CLOSED]),
        MACS,
    ),
    max_size=1,
).map(tuple)


@settings(max_examples=60, deadline=None)
@given(past=PAST, more=earlier_records(), place=st.integers(0, 3), findings=FINDINGS, ends=ENDS_FOR_GOOD)
@pytest.mark.parametrize("others", [(), (TWIN,)], ids=["alone", "beside its twin"])
def test_an_earlier_record_makes_no_answer_better(
    policy: Policy, past: list[Earlier], more: Earlier, place: int, findings: list[object], ends: tuple[HoldEnd, ...],
    others: tuple[Sighting, ...],
) -> None:  # fmt: skip
    """Neither the verdict nor the disposition; only what a person releases can."""
    beside = {"findings": findings, "others": others, "ends": ends}
    # A record that is older than the ones known, or newer, or was lost and has come back.
    whole = [*past[:place], more, *past[place:]]
    assert mildness(decided(policy, whole, **beside)) <= mildness(decided(policy, past, **beside))  # type: ignore[arg-type]


def _record(*holds: HoldPart) -> dict[str, object]:
    return {
        "as_of": "2026-10-01",
        "unit": {"host": "ex-1", "name": "ex-1", "serial_number": SERIAL},
        "verdict": "fail",
        "disposition": "hold",
        "reason": "so",
        "findings": [],
        "sighting": sighting_part(ME),
        "holds": holds,
    }


BAD_IN_ANOTHER = [
    Earlier("run-1", "ex-1", "0" * 64, EarlierRecord.model_validate(_record(a_hold(state, "", "b"))))
    for state in (HoldState.CONFIRMED_BAD, HoldState.STANDS)
]


@settings(max_examples=60, deadline=None)
@given(past=PAST, findings=FINDINGS)
@example(past=BAD_IN_ANOTHER, findings=[finding(Result.PASS)])
def test_a_hold_stands_until_a_person_ends_it(policy: Policy, past: list[Earlier], findings: list[object]) -> None:
    record = decided(policy, past, findings=findings)
    known = [hold for one in past if one.record is not None for hold in one.record.holds or ()]
    confirmed = {hold.id for hold in known if hold.state is HoldState.CONFIRMED_BAD}  # by a person, in any record
    for one in past:
        stated = one.record is not None and one.record.holds is None and one.record.disposition == "hold"
        if stated or one.held:
            assert record.disposition == "hold", "a record of an older version, or one that was lost"
        for hold in one.record.holds or () if one.record is not None else ():
            of_a_twin = hold.marks and MAC not in hold.marks
            if hold.state in (HoldState.STANDS, HoldState.RELEASED) and hold.id not in confirmed:
                assert record.disposition == "hold"
            elif not of_a_twin:
                assert record.disposition in ("hold", "reject")
            assert hold.id in {kept.id for kept in record.holds}, "a later run has to know it"


def test_a_release_is_of_one_hold(policy: Policy) -> None:
    past = [
        Earlier("first", "ex-1", "", EarlierRecord.model_validate(_record(a_hold(HoldState.STANDS, MAC, one))))
        for one in "ab"
    ]

    def released(*shows: str) -> tuple[HoldEnd, ...]:
        return tuple(
            HoldEnd(SERIAL, HoldEnding.RELEASED, "A. Lead", date(2026, 11, 1), "seen",
                    explains=hold_id(SERIAL, "", one), evidence="photo")
            for one in shows
        )  # fmt: skip

    passed = [finding(Result.PASS)]
    assert decided(policy, past, findings=passed, ends=released("a")).disposition == "hold"
    record = decided(policy, past, findings=passed, ends=released("a", "b"))
    assert record.disposition == "reinstate"
    assert {one.state for one in record.holds} == {HoldState.RELEASED}
    assert all("A. Lead" in one.ended for one in record.holds)


def _release(**facts: str) -> HoldEnd:
    stated = {"by": "A. Lead", "reason": "seen", "evidence": "photo", **facts}
    return HoldEnd(SERIAL, HoldEnding.RELEASED, on=date(2026, 11, 1), **stated)  # type: ignore[arg-type]


LONG = "it is listed " * 60


def of_an_older_version() -> Earlier:
    held = {"check": "identity.listed", "subject": "ex-1", "result": "fail", "gravity": "blocker", "hold": True}
    told = {**held, "noted": False, "message": LONG, "waiver": None}
    record = {**_record(), "findings": [told], "holds": None}
    return Earlier("first", "ex-1", "", EarlierRecord.model_validate(record))


@pytest.mark.parametrize(
    "earlier",
    [Earlier("first", "ex-1", "", None, "it was changed", held=True), of_an_older_version()],
    ids=["a record that was lost", "a record of an older version"],
)
def test_what_holds_can_be_released_by_its_id_and_by_its_run(policy: Policy, earlier: Earlier) -> None:
    passed = [finding(Result.PASS)]
    [hold] = decided(policy, [earlier], findings=passed).holds
    assert (hold.since, hold.state) == ("first", HoldState.STANDS)
    for explains in (hold.id, "first"):
        record = decided(policy, [earlier], findings=passed, ends=(_release(explains=explains),))
        assert record.disposition == "reinstate"
        assert [(one.id, one.state) for one in record.holds] == [(hold.id, HoldState.RELEASED)]


def test_words_of_a_person_have_an_end(policy: Policy) -> None:
    """Whatever a row of the table states, the record can be written."""
    row = _release(explains="first", **dict.fromkeys(("by", "reason", "evidence"), "word " * 100))
    record = decided(policy, [of_an_older_version()], findings=[finding(Result.PASS)], ends=(row,))
    assert max(len(one.what) for one in record.findings) <= 400
