"""Until when sets, tables, and lookups can carry a pass, and how that is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reinstate.reference.ageing import Limit, lookup_limits, set_limits
from reinstate.reference.library import LifecycleRow, Reference
from reinstate.reference.lifecycle import Hardware
from reinstate.reference.profiles import PlatformProfile
from reinstate.reference.set_info import SetInfo
from reinstate.report.notices import age_notices, age_stated, age_step

ON = date(2027, 6, 30)


def a_set(name: str, days_old: int, max_age_days: int = 365) -> SetInfo:
    return SetInfo(name, ON - timedelta(days=days_old), "0" * 64, "a test", max_age_days, pinned=True)


def lookup(sku: str, days_old: int, table: str = "mine", **dates: date) -> LifecycleRow:
    row = LifecycleRow(sku, None, None, None, "A", table, looked_up=ON - timedelta(days=days_old), table=table)
    return replace(row, **dates)  # type: ignore[arg-type]


DUE = {
    "334 days of 365": (334, []),
    "335 days of 365": (335, ["Reference set part-numbers supports no pass after 2027-07-30: update the package."]),
    "365 days of 365": (365, ["Reference set part-numbers supports no pass after 2027-06-30: update the package."]),
    "366 days of 365": (
        366,
        ["Reference set part-numbers has supported no pass since 2027-06-30: update the package."],
    ),
}


@pytest.mark.parametrize(("days_old", "lines"), DUE.values(), ids=DUE)
def test_a_set_is_due_30_days_ahead(days_old: int, lines: list[str]) -> None:
    reference = Reference(sets={"part-numbers": a_set("part-numbers", days_old)})
    assert list(age_notices(set_limits(reference, {"part-numbers"}, ON), ON)) == lines
    stale = reference.sets["part-numbers"].stale(ON)
    assert stale is any("has supported no pass" in line for line in lines)


def test_what_can_be_imported_says_so() -> None:
    names = ("hardware-lifecycle", "junos-releases", "advisories", "platform-profiles")
    reference = Reference(sets={name: a_set(name, 400) for name in names})
    steps = {limit.name: age_step(limit) for limit in set_limits(reference, names, ON)}
    newer = "update the package, or import newer facts (reinstate reference import)"
    assert steps == {**dict.fromkeys(names[:3], newer), "platform-profiles": "update the package"}


def test_a_set_on_which_no_check_relies_is_left_out() -> None:
    reference = Reference(sets={name: a_set(name, 900) for name in ("contacts", "junos-releases")})
    assert [limit.name for limit in set_limits(reference, {"junos-releases"}, ON)] == ["junos-releases"]


@pytest.mark.parametrize(("shipped_days", "names"), [(10, []), (336, ["mine"]), (400, ["mine"])])
def test_an_own_table_is_limited_where_it_stands_in_for_a_shipped_set(shipped_days: int, names: list[str]) -> None:
    reference = Reference(
        sets={"hardware-lifecycle": a_set("hardware-lifecycle", shipped_days), "mine": a_set("mine", 80, 90)},
        hardware=Hardware().extended([lookup("EX1", 80, end_of_support=date(2031, 1, 1))]),
    )
    limits = [limit for limit in set_limits(reference, {"hardware-lifecycle"}, ON) if limit.own]
    assert [limit.name for limit in limits] == names
    assert all(limit.last == ON + timedelta(days=10) for limit in limits)


RENEWALS = {
    "none": ({}, (), "is 400 days old (maximum age 365 days)", "advisories"),
    "in date": ({"mine": a_set("mine", 10)}, ("mine",), "", "mine"),
    "too old as well": ({"mine": a_set("mine", 366)}, ("mine",), "is 400 days old (maximum age 365 days)", "mine"),
    "not pinned": (
        {"mine": replace(a_set("mine", 10), pinned=False)},
        ("mine",),
        "is 400 days old (maximum age 365 days)",
        "advisories",
    ),
    "one of two in date": ({"mine": a_set("mine", 10), "old": a_set("old", 900)}, ("old", "mine"), "", "mine"),
}


@pytest.mark.parametrize(("own", "renewals", "weakness", "limited"), RENEWALS.values(), ids=RENEWALS)
def test_a_table_that_lists_all_of_a_set_renews_it(
    own: dict[str, SetInfo], renewals: tuple[str, ...], weakness: str, limited: str
) -> None:
    sets = {"advisories": a_set("advisories", 400), **own}
    reference = Reference(sets=sets, renewals={"advisories": renewals})
    assert reference.weakness("advisories", ON) == weakness
    [limit] = set_limits(reference, {"advisories"}, ON)
    assert limit.name == limited


def test_a_set_that_is_unpinned_or_gone_is_not_renewed() -> None:
    unpinned = replace(a_set("advisories", 10), pinned=False)
    for sets in ({"advisories": unpinned}, {}):
        reference = Reference(sets={**sets, "mine": a_set("mine", 10)}, renewals={"advisories": ("mine",)})
        assert reference.weakness("advisories", ON)


def test_own_profiles_are_limited_always() -> None:
    profile = PlatformProfile("demo", family="other", models=("demo*",), table="profiles")
    reference = Reference(sets={"profiles": a_set("profiles", 80, 90)}, own_profiles=(profile,))
    assert [limit.name for limit in set_limits(reference, (), ON)] == ["profiles"]


def test_lookups_are_told_table_by_table_once() -> None:
    rows = [
        lookup("EX1", 70),
        lookup("EX1", 70),
        lookup("EX2", 95),
        lookup("EX3", 10),
        lookup("EX4", 95, end_of_support=date(2031, 1, 1)),
        lookup("MX1", 61, "other"),
    ]
    limits = list(lookup_limits(rows, ON))
    assert [(one.name, one.last, one.skus) for one in limits] == [
        ("mine", ON - timedelta(days=5), ("EX1", "EX2")),
        ("other", ON + timedelta(days=29), ("MX1",)),
    ]
    assert age_stated(limits[0], ON) == "Table mine has 2 lookups valid only until 2027-06-25 (EX1, EX2)"
    assert "import" in age_step(limits[0])


def test_a_name_of_a_table_cannot_drive_a_terminal() -> None:
    assert age_stated(Limit("my\x1b[2J", ON, True, True), ON).isprintable()


@pytest.mark.parametrize(("page", "said"), [("m_series 2026-11-20", True), ("", False)])
def test_what_was_confirmed_on_pages_is_confirmed_again_on_pages(page: str, said: bool) -> None:
    row = LifecycleRow("MX204", None, None, None, "A", "pages", looked_up=ON, table="mine", page=page)
    [limit] = lookup_limits([row], ON + timedelta(days=90))
    assert age_step(limit).endswith("what no page lists is confirmed again with --not-listed") is said
