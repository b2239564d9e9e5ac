"""What carries a pass beside a shipped set that is too old: rows of fresh, pinned tables alone, never silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Case, Check, LackKind, Result
from reinstate.checks.framework.run import run_check
from reinstate.checks.lifecycle import ChassisEndOfLife, ChassisEndOfSupport
from reinstate.checks.software.backup import BackupImage
from reinstate.checks.software.releases import ReleaseExists, SupportedRelease
from reinstate.device.model import Snapshot, Snapshots
from reinstate.plan.requests import Rpc
from reinstate.reference.library import LifecycleRow, Reference, ReleaseRow
from reinstate.reference.lifecycle import Hardware
from reinstate.reference.releases import Releases
from reinstate.reference.set_info import SetInfo
from tests.unit.checks.builders import (
    FAIL,
    INCONCLUSIVE,
    PASS,
    TODAY,
    a_case,
    a_unit,
    a_version,
    software,
)

DAY = TODAY.date()
FRESH = DAY - timedelta(days=10)
OLD = DAY - timedelta(days=400)
MODEL, RELEASE = "EX4400-48P", "23.4R2-S4.11"
SHIPPED = ("hardware-lifecycle", "hardware-aliases", "junos-releases")


def a_set(name: str, as_of: date = FRESH, *, pinned: bool = True) -> SetInfo:
    return SetInfo(name, as_of, "0" * 64, "a test", 365, pinned=pinned)


def looked_up(table: str, sku: str = MODEL, day: date = FRESH) -> LifecycleRow:
    return LifecycleRow(sku, None, None, None, "A", table, looked_up=day, table=table, max_age_days=365)


def ends(table: str, day: date, sku: str = MODEL) -> LifecycleRow:
    return LifecycleRow(sku, date(2020, 1, 1), None, day, "A", table, table=table)


def supported(table: str, until: date = date(2030, 1, 1)) -> ReleaseRow:
    return ReleaseRow("23.4", "", None, date(2029, 1, 1), until, table, table=table)


def known(
    sets: Mapping[str, SetInfo],
    rows: Sequence[LifecycleRow] = (),
    shipped: Sequence[ReleaseRow] = (),
    own: Sequence[ReleaseRow] = (),
    aliases: Mapping[str, tuple[str, ...]] | None = None,
) -> Reference:
    return Reference(
        sets=sets,
        hardware=Hardware(aliases=aliases or {}).extended(rows),
        releases=Releases.of(shipped, (), OLD).extended(own),
    )


def sets(*fresh: str, aged: Sequence[str] = (), unpinned: Sequence[str] = ()) -> dict[str, SetInfo]:
    stated = {name: a_set(name) for name in fresh} | {name: a_set(name, OLD) for name in aged}
    return stated | {name: a_set(name, pinned=False) for name in unpinned}


AGED = sets("mine", "hardware-aliases", aged=("hardware-lifecycle", "junos-releases"))
AFTER, BEFORE = date(2031, 1, 1), date(2025, 1, 1)
HARDWARE = {
    "own row, shipped set fresh": (known(sets(*SHIPPED, "mine"), [looked_up("mine")]), PASS),
    "own row beside the aged set": (known(AGED, [looked_up("mine")]), PASS),
    "own dated row beside the aged set": (known(AGED, [ends("mine", AFTER)]), PASS),
    "only the row of the aged set": (known(AGED, [ends("hardware-lifecycle", AFTER)]), INCONCLUSIVE),
    "both agree": (known(AGED, [ends("hardware-lifecycle", AFTER), ends("mine", AFTER)]), PASS),
    "the aged set contradicts": (known(AGED, [ends("hardware-lifecycle", AFTER), looked_up("mine")]), INCONCLUSIVE),
    "the aged set fails it": (known(AGED, [ends("hardware-lifecycle", BEFORE)]), FAIL),
    "own look-up expired": (known(AGED, [looked_up("mine", day=OLD)]), INCONCLUSIVE),
    "own table aged as well": (
        known(sets("hardware-aliases", aged=("hardware-lifecycle", "mine")), [ends("mine", AFTER)]),
        INCONCLUSIVE,
    ),
    "own table unpinned": (
        known(sets("hardware-aliases", aged=("hardware-lifecycle",), unpinned=("mine",)), [looked_up("mine")]),
        INCONCLUSIVE,
    ),
    "shipped set unpinned": (
        known(sets("hardware-aliases", "mine", unpinned=("hardware-lifecycle",)), [looked_up("mine")]),
        INCONCLUSIVE,
    ),
    "shipped set missing": (known(sets("hardware-aliases", "mine"), [looked_up("mine")]), INCONCLUSIVE),
    "own row of another model": (known(AGED, [looked_up("mine", "MX204")]), INCONCLUSIVE),
    "own row by an alias of a fresh set": (
        known(AGED, [looked_up("mine", "OTHER-NAME")], aliases={MODEL: ("OTHER-NAME",)}),
        PASS,
    ),
    "own row by an alias of an aged set": (
        known(
            sets("mine", aged=("hardware-lifecycle", "hardware-aliases")),
            [looked_up("mine", "OTHER-NAME")],
            aliases={MODEL: ("OTHER-NAME",)},
        ),
        INCONCLUSIVE,
    ),
    "own row by its exact name, aliases aged": (
        known(sets("mine", aged=("hardware-lifecycle", "hardware-aliases")), [looked_up("mine")]),
        PASS,
    ),
    "one variant has no fresh row": (
        known(
            AGED,
            [looked_up("mine", "A-AC"), looked_up("hardware-lifecycle", "A-DC")],
            aliases={MODEL: ("A-AC", "A-DC")},
        ),
        INCONCLUSIVE,
    ),
}
OWN, THEIRS = supported("mine"), supported("junos-releases")
RELEASES = {
    "own row beside the aged set": (known(AGED, own=[OWN]), PASS),
    "only the row of the aged set": (known(AGED, shipped=[THEIRS]), INCONCLUSIVE),
    "both agree": (known(AGED, shipped=[THEIRS], own=[OWN]), PASS),
    "the aged set contradicts": (
        known(AGED, shipped=[supported("junos-releases", date(2029, 6, 1))], own=[OWN]),
        INCONCLUSIVE,
    ),
    "shipped set unpinned": (known(sets("mine", unpinned=("junos-releases",)), own=[OWN]), INCONCLUSIVE),
    "shipped set missing": (known(sets("mine"), own=[OWN]), INCONCLUSIVE),
    "own table aged as well": (known(sets(aged=("mine", "junos-releases")), own=[OWN]), INCONCLUSIVE),
}


def unit_with(reference: Reference) -> Case:
    return a_case({Rpc.SOFTWARE: software(RELEASE)}, unit=a_unit(model_number=MODEL), reference=reference)


def result(check: type[Check], reference: Reference) -> Result:
    [told] = run_check(check(), unit_with(reference))
    return told.result


@pytest.mark.parametrize(("reference", "expected"), HARDWARE.values(), ids=HARDWARE)
def test_hardware(reference: Reference, expected: Result) -> None:
    assert result(ChassisEndOfSupport, reference) is expected


@pytest.mark.parametrize("check", [SupportedRelease, ReleaseExists])
@pytest.mark.parametrize(("reference", "expected"), RELEASES.values(), ids=RELEASES)
def test_releases(reference: Reference, expected: Result, check: type[Check]) -> None:
    assert result(check, reference) is expected


def test_what_is_missing_can_be_listed_and_imported() -> None:
    """The row that only the aged set has is named, so that a person can look it up; and the set itself."""
    [told] = run_check(ChassisEndOfSupport(), unit_with(HARDWARE["only the row of the aged set"][0]))
    assert [(one.kind, one.name) for one in told.lacks] == [
        (LackKind.LIFECYCLE, MODEL),
        (LackKind.REFERENCE_SET, "hardware-lifecycle"),
    ]
    assert "hardware-lifecycle is 400 days old (maximum age 365 days)" in told.actual
    assert "import" in told.next_step


def test_silence_of_an_aged_set_carries_nothing() -> None:
    """A check that passes where no row speaks against a release is weakened, whatever tables an operator has."""
    image = Snapshots((Snapshot("re0", "/dev/da1", (a_version(RELEASE),)),))
    readings = {Rpc.SOFTWARE: software(RELEASE), Rpc.SNAPSHOT: image}
    aged, fresh = known(AGED, own=[OWN]), known(sets(*SHIPPED, "mine"), own=[OWN])
    told = [run_check(BackupImage(), a_case(readings, reference=reference)) for reference in (fresh, aged)]
    assert [[one.result for one in findings] for findings in told] == [[PASS], [INCONCLUSIVE]]


TABLES = st.sampled_from(["hardware-lifecycle", "mine", "yours"])
ROWS = st.lists(
    st.one_of(
        st.builds(
            looked_up, st.sampled_from(["hardware-lifecycle", "mine", "yours"]), day=st.sampled_from([FRESH, OLD])
        ),
        st.builds(ends, TABLES, st.sampled_from([BEFORE, AFTER, date(2032, 1, 1)])),
    ),
    max_size=4,
)
NAMES = ("hardware-lifecycle", "hardware-aliases", "mine", "yours")


@given(ROWS, st.frozensets(st.sampled_from(NAMES)), st.sampled_from(NAMES))
def test_age_and_loss_of_a_pin_never_improve_an_answer(
    rows: list[LifecycleRow], old: frozenset[str], worse: str
) -> None:
    """One more set that is too old, or no longer pinned, makes a pass inconclusive or changes nothing."""
    stated = {name: a_set(name, OLD if name in old else FRESH) for name in NAMES}
    changed = {"older": {worse: a_set(worse, OLD)}, "unpinned": {worse: replace(stated[worse], pinned=False)}}
    for check in (ChassisEndOfSupport, ChassisEndOfLife):
        before = result(check, known(stated, rows))
        for change in changed.values():
            after = result(check, known({**stated, **change}, rows))
            assert after is before or (before, after) == (PASS, INCONCLUSIVE)
