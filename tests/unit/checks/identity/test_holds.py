"""What earlier runs held, and what named persons decided: a hold stands until it is ended, whatever is seen today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.framework.holds import (
    HoldBefore,
    HoldState,
    Remembered,
    SeenBefore,
    ending_for_good,
    hold_id,
    release_of,
)
from reinstate.checks.framework.inputs import Inputs, SerialLists
from reinstate.checks.identity.clones import Clone
from reinstate.checks.identity.holds import Held
from reinstate.declared.kinds import AttachedFile, Declared, DeclaredSet, HoldEnd, HoldEnding, Stage
from tests.unit.checks.builders import (
    BLOCKER,
    FAIL,
    INCONCLUSIVE,
    PASS,
    SERIAL,
    Row,
    Said,
    a_unit,
    assert_row,
    named,
    row,
)
from tests.unit.checks.identity.evidence import CANT_TELL, HOLD, MAC, ME, OTHER_MAC, TWIN, among

SHOWS = f"{SERIAL}; different base MAC addresses: {MAC} and {OTHER_MAC}"
ID = hold_id(SERIAL, "", SHOWS)
CLONED = HoldBefore(
    ID, "", "another chassis reports the same serial number", SHOWS, "first", "sw1", marks=frozenset({MAC})
)
DAY = date(2026, 11, 20)
BAD, CLOSED, RELEASED = HoldEnding.CONFIRMED_BAD, HoldEnding.CLOSED, HoldEnding.RELEASED


def end(how: HoldEnding, **facts: object) -> HoldEnd:
    stated: dict[str, object] = {"evidence": "letter of the maker", **facts}
    return HoldEnd(SERIAL, how, "A. Lead", DAY, "compared on the bench", **stated)  # type: ignore[arg-type]


def ends(*rows: HoldEnd, broken: str = "") -> DeclaredSet[HoldEnd]:
    return DeclaredSet(declared=bool(rows), rows=rows, broken=broken)


def remembering(
    *holds: HoldBefore,
    rows: DeclaredSet[HoldEnd] | None = None,
    unusable: tuple[str, ...] = (),
    seen: tuple[SeenBefore, ...] = (),
    stage: Stage = Stage.AS_RECEIVED,
) -> Case:
    """A unit that earlier runs tell this of, with these ends declared."""
    declared = Declared(hold_ends=rows or DeclaredSet())
    inputs = Inputs(lists=SerialLists(none_held=True), declared=declared, stage=stage)
    case = replace(among(), inputs=inputs)
    return replace(case, remembered=Remembered(holds, seen, unusable))


HELD = (
    row("nothing is remembered", Held, among(), PASS),
    row("serial unknown", Held, replace(among(), unit=a_unit(serial_number="")), CANT_TELL),
    row(
        "held in an earlier run, and sound today",
        Held,
        remembering(CLONED),
        Said(FAIL, BLOCKER, hold=True, text="on hold since run first: another chassis reports the same serial number"),
    ),
    row(
        "of a module",
        Held,
        remembering(replace(CLONED, subject="FPC 0")),
        Said(FAIL, BLOCKER, subject="FPC 0", hold=True),
    ),
    row(
        "released then, and the row is not provided now",
        Held,
        remembering(replace(CLONED, state=HoldState.RELEASED, ended="released by A. Lead")),
        Said(FAIL, BLOCKER, hold=True, text="released by A. Lead"),
    ),
    row(
        "confirmed bad then, without a row now",
        Held,
        remembering(replace(CLONED, state=HoldState.CONFIRMED_BAD, ended="confirmed-bad by A. Lead")),
        Said(FAIL, BLOCKER, hold=False, text="confirmed-bad, see that run"),
    ),
    row(
        "closed then, and here again",
        Held,
        remembering(replace(CLONED, state=HoldState.CLOSED, ended="closed by A. Lead")),
        HOLD,
    ),
    row(
        "its twin was confirmed bad",
        Held,
        remembering(replace(CLONED, state=HoldState.CONFIRMED_BAD, marks=frozenset({OTHER_MAC}))),
        PASS,
    ),
    row(
        "confirmed bad, and nothing tells the chassis apart",
        Held,
        remembering(replace(CLONED, state=HoldState.CONFIRMED_BAD, marks=frozenset())),
        Said(FAIL, BLOCKER, hold=False),
    ),
    row("confirmed bad now", Held, remembering(rows=ends(end(BAD))), Said(FAIL, BLOCKER, hold=False, text="A. Lead")),
    row(
        "this chassis is confirmed bad",
        Held,
        remembering(rows=ends(end(BAD, box=MAC))),
        Said(FAIL, BLOCKER, hold=False),
    ),
    row("the other chassis is confirmed bad", Held, remembering(rows=ends(end(BAD, box=OTHER_MAC))), PASS),
    row("closed, and here", Held, remembering(rows=ends(end(CLOSED))), Said(FAIL, BLOCKER, hold=True, text="is here")),
    row("the declared ends are damaged", Held, remembering(rows=ends(broken="hold_ends cannot be used")), CANT_TELL),
    row(
        "the declared ends are damaged, and a hold stands",
        Held,
        remembering(CLONED, rows=ends(broken="hold_ends cannot be used")),
        HOLD,
        CANT_TELL,
    ),
    row(
        "an earlier record cannot be used",
        Held,
        remembering(unusable=("record of sw1 in run first",)),
        Said(INCONCLUSIVE, BLOCKER, hold=False, noted=True, text="record of sw1 in run first"),
    ),
)


def before(**facts: object) -> SeenBefore:
    """The same serial number in an earlier run."""
    times = {"started": ME.started - timedelta(days=3), "finished": ME.finished - timedelta(days=3)}  # type: ignore[operator]
    return SeenBefore("first", "as-received", replace(ME, **{"unit": "then", **times, **facts}))  # type: ignore[arg-type]


ACROSS_RUNS = (
    row("the same chassis in an earlier run", Clone, remembering(seen=(before(),)), PASS),
    row(
        "another chassis in an earlier run",
        Clone,
        remembering(seen=(before(base_macs=TWIN.base_macs),)),
        Said(FAIL, BLOCKER, hold=True, text="in run first, as then"),
    ),
    row(
        "another chassis in two earlier runs",
        Clone,
        remembering(seen=(before(base_macs=TWIN.base_macs), before(base_macs=TWIN.base_macs))),
        HOLD,
    ),
    row("nothing to compare by", Clone, remembering(seen=(before(base_macs=frozenset(), boots=()),)), PASS),
    row(
        "another key of the engine, which was never switched off",
        Clone,
        remembering(seen=(replace(before(host_key="SHA256:other")),)),
        Said(FAIL, BLOCKER, hold=True, text="host keys of one engine"),
    ),
    row(
        "another key, and a zeroize is declared",
        Clone,
        remembering(seen=(before(host_key="SHA256:other"),), stage=Stage.PREPARED),
        PASS,
    ),
)
TABLE: tuple[Row, ...] = (*HELD, *ACROSS_RUNS)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_holds(one: Row) -> None:
    assert_row(one)


DAMAGED = (AttachedFile("letter.pdf", "0" * 64, "does not match its digest"),)
# Declared rows, and whether they release this chassis from the hold as a clone.
RELEASES = {
    "by the id of the hold": (ends(end(RELEASED, explains=ID)), True),
    "by the run that it is since": (ends(end(RELEASED, explains="first")), True),
    "of this chassis": (ends(end(RELEASED, explains=ID, box=MAC)), True),
    "of the other chassis": (ends(end(RELEASED, explains=ID, box=OTHER_MAC)), False),
    "of another hold": (ends(end(RELEASED, explains="0123456789ab")), False),
    "of another run": (ends(end(RELEASED, explains="second")), False),
    "its letter is damaged": (ends(end(RELEASED, explains=ID, files=DAMAGED)), False),
    "the table is damaged": (ends(end(RELEASED, explains=ID), broken="damaged"), False),
    "by its twin, which is confirmed bad": (ends(end(RELEASED, twin=OTHER_MAC), end(BAD, box=OTHER_MAC)), True),
    "by its twin, of which nothing is decided": (ends(end(RELEASED, twin=OTHER_MAC)), False),
    "by its twin, whose photo is damaged": (
        ends(end(RELEASED, twin=OTHER_MAC), end(BAD, box=OTHER_MAC, files=DAMAGED)),
        False,
    ),
    "by a twin that the hold is not about": (ends(end(RELEASED, twin="02:0f"), end(BAD, box="02:0f")), False),
    "by itself": (ends(end(RELEASED, twin=MAC), end(BAD, box=MAC)), False),
    "another row, of no release": (ends(end(CLOSED)), False),
}


@pytest.mark.parametrize(("rows", "released"), RELEASES.values(), ids=RELEASES)
def test_a_release_explains_one_hold(rows: DeclaredSet[HoldEnd], released: bool) -> None:
    assert (release_of(SERIAL, frozenset({MAC}), rows, CLONED) is not None) is released


def test_of_bad_and_closed_closed_counts() -> None:
    found = ending_for_good(SERIAL.lower(), frozenset({MAC}), ends(end(BAD), end(CLOSED), end(RELEASED, explains=ID)))
    assert found is not None
    assert found.how is CLOSED


def test_the_hold_of_two_chassis_has_one_id() -> None:
    """Each is held by the same words, so that one row can name what both were held for."""
    others = among(TWIN), among(ME, me=TWIN)
    shown = {finding.actual for case in others for finding in Clone().judge(case)}
    assert shown == {SHOWS}
