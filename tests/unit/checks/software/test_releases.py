"""Whether the unit runs, on every engine, one release that is supported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reinstate.checks.framework import Case
from reinstate.checks.software.releases import ReleaseExists, SameRelease, SecondEngineSeen, SupportedRelease
from reinstate.device.model import FruKind, RoutingEngine, RoutingEngines, SoftwareInformation, Unit
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    MODULAR,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_case,
    a_fru,
    a_profile,
    a_reference,
    a_unit,
    assert_row,
    named,
    row,
    software,
)
from tests.unit.checks.software.evidence import LIMITED, NEWER, NOW, OLD, RELEASES, running


def member(slot: int) -> Unit:
    return a_unit(name=f"vc.fpc{slot}", member=f"fpc{slot}", engines=frozenset({f"fpc{slot}"}))


UNTOLD = Said(INCONCLUSIVE, BLOCKER, hold=False, noted=False)
SUPPORTED_RELEASE = (
    row("in engineering", SupportedRelease, running(NOW), Said(PASS, text=NOW)),
    row(
        "in limited support",
        SupportedRelease,
        running(LIMITED),
        PASS,
        Said(FAIL, ADVICE, text="no further fixes"),
    ),
    row("past end of support", SupportedRelease, running(OLD), Said(FAIL, CONDITION, text="upgrade")),
    row(
        "past end of support, and a newer one runs on it",
        SupportedRelease,
        running(OLD, last_release="23.4"),
        Said(FAIL, CONDITION),
    ),
    row(
        "past end of support, and nothing newer runs on it",
        SupportedRelease,
        running(OLD, last_release="21.4"),
        Said(FAIL, BLOCKER, text="the product cannot run a supported release"),
    ),
    row("newer than the table", SupportedRelease, running(NEWER), UNTOLD),
    row("a development build", SupportedRelease, running("18.3I20180716_1639"), UNTOLD),
    row("no release stated", SupportedRelease, running(""), replace(UNTOLD, text="reports no release")),
    row("software unknown", SupportedRelease, a_case({Rpc.SOFTWARE: "timeout"}), UNTOLD),
    row(
        "one of two engines is old",
        SupportedRelease,
        running(NOW, OLD),
        Said(PASS, subject="sw1 re0"),
        Said(FAIL, CONDITION, subject="sw1 re1"),
    ),
    row(
        "the other engine shows in the reply of every engine",
        SupportedRelease,
        a_case(
            {Rpc.SOFTWARE: software(NOW), Rpc.SOFTWARE_ALL_ENGINES: software(NOW, OLD)},
            profile=MODULAR,
            reference=a_reference(releases=RELEASES),
        ),
        PASS,
        Said(FAIL, subject="sw1 re1"),
    ),
    row(
        "every engine was asked and the reply is missing",
        SupportedRelease,
        a_case(
            {Rpc.SOFTWARE: software(NOW), Rpc.SOFTWARE_ALL_ENGINES: "timeout"},
            profile=MODULAR,
            reference=a_reference(releases=RELEASES),
        ),
        UNTOLD,
    ),
    row(
        "a member answers for itself",
        SupportedRelease,
        running(f"fpc0={NOW}", f"fpc1={OLD}", unit=member(1)),
        Said(FAIL, subject="vc.fpc1"),
    ),
    row(
        "a member that no reply speaks of",
        SupportedRelease,
        running(f"fpc0={NOW}", f"fpc1={NOW}", unit=member(2)),
        UNTOLD,
    ),
)
RELEASE_EXISTS = (
    row("it runs one", ReleaseExists, running(NOW), Said(PASS, text="the unit runs a supported release")),
    row(
        "the platform's newest is supported", ReleaseExists, running(OLD, last_release="23.4"), Said(PASS, text="23.4")
    ),
    row("the platform's newest has ended", ReleaseExists, running(OLD, last_release="21.4"), Said(FAIL, BLOCKER)),
    row(
        "the platform's newest isn't known",
        ReleaseExists,
        running(OLD),
        Said(INCONCLUSIVE, BLOCKER, noted=True, text="before you upgrade, confirm"),
    ),
    row("family unknown", ReleaseExists, replace(running(OLD), profile=None), Said(INCONCLUSIVE, noted=True)),
)


def engine(slot: int, status: str = "OK", name: str = "") -> RoutingEngine:
    return RoutingEngine(name, str(slot), status, "master" if slot == 0 else "backup", xpath=f"//re[{slot}]")


def dual(
    *versions: str, statuses: tuple[str, ...] = ("OK", "OK"), absent: tuple[str, ...] = (), fitted: int = 0
) -> Case:
    """A modular box whose engines told these releases, with these statuses."""
    told: SoftwareInformation = replace(software(*versions), absent=absent)
    engines = RoutingEngines(tuple(engine(slot, status) for slot, status in enumerate(statuses)))
    boards = [
        a_fru(FruKind.ROUTING_ENGINE, f"Routing Engine {slot}", serial_number=f"X{slot}") for slot in range(fitted)
    ]
    item = Rpc.SOFTWARE_ALL_ENGINES if len(versions) > 1 else Rpc.SOFTWARE
    return a_case(
        {Rpc.SOFTWARE: software(versions[0]), item: told, Rpc.ROUTING_ENGINES: engines},
        unit=a_unit(*boards),
        profile=MODULAR,
    )


def stack(slot: int, *versions: str) -> Case:
    """Member ``slot`` of a virtual chassis with these releases."""
    engines = RoutingEngines(tuple(engine(place, name=f"fpc{place}") for place in range(len(versions))))
    told = software(*(f"fpc{place}={version}" for place, version in enumerate(versions)))
    return a_case(
        {Rpc.SOFTWARE: told, Rpc.ROUTING_ENGINES: engines},
        unit=member(slot),
        profile=a_profile(virtual_chassis=True),
    )


SAME_RELEASE = (
    row("two engines alike", SameRelease, dual(NOW, NOW), PASS),
    row(
        "two engines on different releases",
        SameRelease,
        dual(NOW, LIMITED),
        Said(FAIL, CONDITION, text=f"re1 {LIMITED}"),
    ),
    row(
        "a guest of node slicing runs a release of its own",
        SameRelease,
        dual(f"bsys-re0={NOW}", f"bsys-re1={NOW}", f"gnf1-re0={LIMITED}", statuses=("OK", "OK")),
        PASS,
    ),
    row(
        "its base system is compared all the same",
        SameRelease,
        dual(f"bsys-re0={NOW}", f"bsys-re1={LIMITED}", f"gnf1-re0={LIMITED}", statuses=("OK", "OK")),
        FAIL,
    ),
    row("one engine fitted", SameRelease, dual(NOW, statuses=("OK",)), PASS),
    row("two work and one told", SameRelease, dual(NOW), Said(INCONCLUSIVE, CONDITION)),
    row("an engine without a release", SameRelease, dual(NOW, ""), INCONCLUSIVE),
    row("members alike", SameRelease, stack(1, NOW, NOW, NOW), PASS),
    row("the stray member", SameRelease, stack(2, NOW, NOW, LIMITED), Said(FAIL, text=f"{NOW} on all of them")),
    row("a member beside a stray one", SameRelease, stack(0, NOW, NOW, LIMITED), PASS),
    row("takes one engine", SameRelease, running(NOW), NOT_APPLICABLE),
    row(
        "engines unknown",
        SameRelease,
        a_case({Rpc.SOFTWARE: software(NOW), Rpc.ROUTING_ENGINES: "timeout"}, profile=MODULAR),
        INCONCLUSIVE,
    ),
)
SECOND_ENGINE = (
    row("both told", SecondEngineSeen, dual(NOW, NOW, fitted=2), PASS),
    row("one engine fitted", SecondEngineSeen, dual(NOW, statuses=("OK",), fitted=1), PASS),
    row("an empty slot is listed", SecondEngineSeen, dual(NOW, statuses=("OK", "Empty"), fitted=1), PASS),
    row(
        "the second one is in Present",
        SecondEngineSeen,
        dual(NOW, statuses=("OK", "Present"), fitted=2),
        Said(FAIL, CONDITION, subject="sw1 Routing Engine 1", text="not online and was not checked"),
    ),
    row(
        "the inventory shows a second one",
        SecondEngineSeen,
        dual(NOW, statuses=("OK",), fitted=2),
        Said(FAIL, CONDITION),
    ),
    row(
        "the second one answered with an error",
        SecondEngineSeen,
        dual(NOW, statuses=("OK", "OK"), absent=("re1",)),
        Said(FAIL, CONDITION, text="none from re1"),
    ),
    row("a status isn't stated", SecondEngineSeen, dual(NOW, statuses=("OK", "")), Said(INCONCLUSIVE, CONDITION)),
    row("takes one engine", SecondEngineSeen, running(NOW), NOT_APPLICABLE),
    row(
        "software unknown",
        SecondEngineSeen,
        a_case({Rpc.SOFTWARE: "denied"}, profile=MODULAR),
        INCONCLUSIVE,
        INCONCLUSIVE,
    ),
)
TABLE: tuple[Row, ...] = (*SUPPORTED_RELEASE, *RELEASE_EXISTS, *SAME_RELEASE, *SECOND_ENGINE)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_releases(one: Row) -> None:
    assert_row(one)
