"""What is asked in the second wave, as a table of platforms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.framework import Case, Check, Evidence, Finding, Gravity, Platforms, Severity
from reinstate.checks.framework.evidence_plan import SiteNeeds, expected_items, held_to_plan, second_wave, site_needs
from reinstate.device.model import Device, RoutingEngine, RoutingEngines, Storage
from reinstate.device.reading import Known, Reading, Unknown
from reinstate.plan.requests import CATALOG, FIRST_WAVE, Need, Rpc
from reinstate.reference.profiles import PlatformProfile

REQUIRED = {request.id for request in CATALOG.values() if request.need is Need.REQUIRED and request.wave == 2}


class _Question(Check):
    """A check that reads some evidence."""

    severity = Severity(Gravity.CONDITION)

    def judge(self, case: Case) -> Iterator[Finding]:
        yield self.passed(case.unit.name, "fine")


class NeedsStorage(_Question):
    id = "test.storage"
    evidence = Evidence(needs=(Rpc.STORAGE,))


class UsesPower(_Question):
    id = "test.power"
    evidence = Evidence(needs=(Rpc.ENVIRONMENT,), uses=(Rpc.POWER,))


class UsesProductNumbers(_Question):
    id = "test.numbers"
    evidence = Evidence(uses=(Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI))


class UsesEveryEngine(_Question):
    id = "test.every-engine"
    evidence = Evidence(uses=(Rpc.SOFTWARE_ALL_ENGINES, Rpc.SOFTWARE_ALL_NODES))


class UsesSnapshot(_Question):
    id = "test.snapshot"
    evidence = Evidence(uses=(Rpc.SNAPSHOT,))


class SiteUsers(_Question):
    id = "site.users"
    evidence = Evidence(needs=(Rpc.USERS, Rpc.STORAGE), uses=(Rpc.POWER,))


class SiteBoot(_Question):
    id = "site.boot"
    evidence = Evidence(needs=(Rpc.BOOT_MEDIA,))
    applies_to = Platforms(names=("q*", "p"))


class SiteElsewhere(_Question):
    id = "site.elsewhere"
    evidence = Evidence(needs=(Rpc.TPM,))
    applies_to = Platforms(names=("mx*",))


SITE = (SiteUsers(), SiteBoot(), SiteElsewhere())
CHECKS = (NeedsStorage, UsesPower(), UsesProductNumbers, UsesEveryEngine, UsesSnapshot)


def profile(*expected: Rpc, eeprom: bool = False, evolved: bool = False, two: bool = False) -> PlatformProfile:
    return PlatformProfile(
        "p",
        "ex",
        ("*",),
        expected=frozenset(expected),
        optional=frozenset({Rpc.SNAPSHOT}),
        eeprom=eeprom,
        evolved=evolved,
        redundant_engines=two,
    )


def device(*statuses: str) -> Device:
    engines = tuple(
        RoutingEngine("", str(slot), status, "master" if slot == 0 else "backup")
        for slot, status in enumerate(statuses)
    )
    return Device("h", {Rpc.ROUTING_ENGINES: Known(Rpc.ROUTING_ENGINES, RoutingEngines(engines))})


NO_REPLY = Device("h", {Rpc.ROUTING_ENGINES: Unknown(Rpc.ROUTING_ENGINES, "timeout", "no reply within 30 s")})


@dataclass(frozen=True)
class Row:
    name: str
    device: Device
    profile: PlatformProfile | None
    beyond_required: set[Rpc]
    switched_on: tuple[Rpc, ...] = ()


TABLE = (
    Row("family unknown: only what every device must tell", device("OK"), None, set(), (Rpc.SNAPSHOT,)),
    Row(
        "fixed box: expected by the profile and read by a check",
        device("OK"),
        profile(Rpc.STORAGE, Rpc.POWER),
        {Rpc.STORAGE, Rpc.POWER, Rpc.INVENTORY_CLEI},
    ),
    Row(
        "expected by the profile, read by no check: not asked",
        device("OK"),
        profile(Rpc.VIRTUAL_CHASSIS),
        {Rpc.INVENTORY_CLEI},
    ),
    Row("read by a check, not expected of the platform: not asked", device("OK"), profile(), {Rpc.INVENTORY_CLEI}),
    Row(
        "EEPROM printed: extensive replaces clei-models",
        device("OK"),
        profile(Rpc.INVENTORY_CLEI, Rpc.INVENTORY_EXTENSIVE, eeprom=True),
        {Rpc.INVENTORY_EXTENSIVE},
    ),
    Row(
        "no EEPROM printed: clei-models",
        device("OK"),
        profile(Rpc.INVENTORY_EXTENSIVE),
        {Rpc.INVENTORY_CLEI},
    ),
    Row(
        "optional item that the policy switched on",
        device("OK"),
        profile(),
        {Rpc.INVENTORY_CLEI, Rpc.SNAPSHOT},
        (Rpc.SNAPSHOT,),
    ),
    Row(
        "optional item that this platform doesn't answer: not asked",
        device("OK"),
        profile(),
        {Rpc.INVENTORY_CLEI},
        (Rpc.INTEGRITY_CHECK,),
    ),
    Row(
        "two working engines, classic Junos",
        device("OK", "ok"),
        profile(two=True),
        {Rpc.INVENTORY_CLEI, Rpc.SOFTWARE_ALL_ENGINES},
    ),
    Row(
        "two working engines, Evolved",
        device("OK", "OK"),
        profile(two=True, evolved=True),
        {Rpc.INVENTORY_CLEI, Rpc.SOFTWARE_ALL_NODES},
    ),
    Row(
        "second engine in Present: asking it would block",
        device("OK", "Present"),
        profile(two=True),
        {Rpc.INVENTORY_CLEI},
    ),
    Row("one engine fitted of two", device("OK"), profile(two=True), {Rpc.INVENTORY_CLEI}),
    Row("engines unknown", NO_REPLY, profile(Rpc.SOFTWARE_ALL_ENGINES, two=True), {Rpc.INVENTORY_CLEI}),
    Row("members of a virtual chassis are no second engine", device("OK", "OK"), profile(), {Rpc.INVENTORY_CLEI}),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_second_wave(row: Row) -> None:
    asked = [request.id for request in second_wave(row.device, row.profile, CHECKS, row.switched_on)]
    assert set(asked) == REQUIRED | row.beyond_required
    assert len(asked) == len(set(asked))


def test_requests_are_the_allow_list_s_own_and_in_its_order() -> None:
    asked = second_wave(device("OK", "OK"), profile(*Rpc, two=True), CHECKS, tuple(Rpc))
    assert all(CATALOG[request.id] is request for request in asked)
    assert [request.id for request in asked] == [rpc for rpc in CATALOG if rpc in {request.id for request in asked}]


def test_no_check_enabled_asks_only_the_required_items() -> None:
    asked = second_wave(device("OK", "OK"), profile(*Rpc, two=True), ())
    assert {request.id for request in asked} == REQUIRED


@given(
    expected=st.frozensets(st.sampled_from(Rpc)),
    switched_on=st.frozensets(st.sampled_from(Rpc)),
    statuses=st.lists(st.sampled_from(["OK", "Present", ""]), max_size=3),
    checks=st.lists(st.sampled_from(CHECKS)),
)
def test_a_judgement_expects_exactly_what_the_session_sends(
    expected: frozenset[Rpc], switched_on: frozenset[Rpc], statuses: list[str], checks: list[type[Check] | Check]
) -> None:
    of = (device(*statuses), profile(*expected, two=True), checks, switched_on)
    sent = {request.id for request in (*FIRST_WAVE, *second_wave(*of))}
    assert expected_items(*of) == sent
    assert sent >= REQUIRED | {request.id for request in FIRST_WAVE}


def test_what_the_policy_switched_on_is_missed_where_the_family_is_not_known() -> None:
    of = (device("OK"), None, CHECKS, {Rpc.SNAPSHOT})
    assert expected_items(*of) - {request.id for request in (*FIRST_WAVE, *second_wave(*of))} == {Rpc.SNAPSHOT}


def asked_beyond(profile: PlatformProfile | None, *checks: Check | SiteNeeds) -> set[Rpc]:
    return {request.id for request in second_wave(device("OK"), profile, checks)} - REQUIRED


def test_what_site_checks_need_is_asked_where_they_apply() -> None:
    """Expected of the platform or not, optional or not; what they use is asked as with every check."""
    assert asked_beyond(profile(), *SITE) == {Rpc.USERS, Rpc.STORAGE, Rpc.BOOT_MEDIA}
    assert asked_beyond(profile(Rpc.POWER), *SITE) == {Rpc.USERS, Rpc.STORAGE, Rpc.BOOT_MEDIA, Rpc.POWER}
    assert asked_beyond(profile(), SiteElsewhere()) == set()


def test_site_checks_ask_nothing_of_what_is_no_product_or_not_known() -> None:
    virtual = PlatformProfile("p", "vsrx", ("*",), virtual=True)
    assert asked_beyond(virtual, *SITE) == set()
    assert asked_beyond(None, *SITE) == set()


def test_both_forms_of_the_inventory_where_a_site_check_needs_the_other() -> None:
    class SiteInventory(_Question):
        id = "site.inventory"
        evidence = Evidence(needs=(Rpc.INVENTORY_EXTENSIVE,))

    expected = profile(Rpc.INVENTORY_CLEI)
    assert asked_beyond(expected, UsesProductNumbers(), SiteInventory()) == {
        Rpc.INVENTORY_CLEI,
        Rpc.INVENTORY_EXTENSIVE,
    }


@given(
    expected=st.frozensets(st.sampled_from(Rpc)),
    statuses=st.lists(st.sampled_from(["OK", "Present", ""]), max_size=3),
    site=st.lists(st.sampled_from(SITE), unique=True),
)
def test_a_collector_without_the_site_checks_asks_the_same(
    expected: frozenset[Rpc], statuses: list[str], site: list[Check]
) -> None:
    """What a judgement expects for the checks is what is sent for the needs that traveled."""
    at = (device(*statuses), profile(*expected, two=True))
    traveled = [SiteNeeds.from_json(needs.to_json()) for needs in site_needs(site)]
    sent = {request.id for request in (*FIRST_WAVE, *second_wave(*at, (UsesPower(), *traveled)))}
    assert expected_items(*at, (UsesPower(), *site)) == sent


def test_each_want_travels_once() -> None:
    assert len(site_needs([*SITE, *SITE, UsesPower()])) == len(SITE)


READINGS: tuple[tuple[str, dict[Rpc, Reading[object]], str], ...] = (
    ("not in the bundle", {}, "not-collected"),
    ("there", {Rpc.STORAGE: Known(Rpc.STORAGE, Storage(()))}, "known"),
    ("there and unreadable", {Rpc.STORAGE: Unknown(Rpc.STORAGE, "damaged", "hash differs")}, "damaged"),
)


@pytest.mark.parametrize(("name", "readings", "status"), READINGS, ids=[row[0] for row in READINGS])
def test_an_expected_item_that_is_missing_is_unknown(
    name: str, readings: dict[Rpc, Reading[object]], status: str
) -> None:
    held = held_to_plan(Device("h", readings), {Rpc.STORAGE})
    reading = held.reading(Rpc.STORAGE)
    assert (reading.status if isinstance(reading, Unknown) else "known") == status
    assert held.reading(Rpc.POWER).status == "not-asked"  # type: ignore[union-attr]


LATER = {
    "all of the second wave": ({}, "contains the first requests only (triage)"),
    "one of the second wave alone": (
        {Rpc.POWER: Unknown(Rpc.POWER, "denied", "no")},
        "storage is missing from",
    ),
}


@pytest.mark.parametrize(("readings", "why"), LATER.values(), ids=LATER)
def test_triage_is_told_from_an_item_that_was_lost(readings: dict[Rpc, Reading[object]], why: str) -> None:
    held = held_to_plan(Device("h", readings), {Rpc.STORAGE, Rpc.POWER}).reading(Rpc.STORAGE)
    assert isinstance(held, Unknown)
    assert (held.status, why in held.reason) == ("not-collected", True)
