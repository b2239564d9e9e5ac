"""Claim against found: each point by the answer of its check, and unknown where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from reinstate.report.claim_comparison import compared, is_attestation

from .samples import claim, finding, record

SERIAL = "FA3720110123"
MODEL, MODULES, CONDITION, LABEL = "claims.model-agrees", "claims.modules", "attested.condition", "attested.label"


def module(name: str, serial: str = "", count: int = 1) -> dict[str, Any]:
    return {"name": name, "serial": serial, "count": count}


def missing(wanted: str, actual: str) -> dict[str, Any]:
    return finding(MODULES, "fail", what="a claimed module is missing", expected=wanted, actual=actual)


def swapped(wanted: str, actual: str) -> dict[str, Any]:
    return finding(MODULES, "fail", subject="PSM 0", hold=True, what="swapped", expected=wanted, actual=actual)


BEYOND = finding(MODULES, "fail", "advice", what="modules are fitted that weren't claimed", actual="FAN in Fan 0")
UNKNOWN_PLAN = {"complete": False, "reason": "denied", "licenses": []}


@pytest.mark.parametrize(
    ("claimed", "findings", "row"),
    [
        ({"model": "EX4400-48T"}, [finding(MODEL)], ("Model", "EX4400-48T", "EX4400-48T", "matches")),
        ({"model": "EX4400-24P"}, [finding(MODEL, "fail")], ("Model", "EX4400-24P", "EX4400-48T", "differs")),
        (
            {"model": "a switch"},
            [finding(MODEL, "inconclusive")],
            ("Model", "a switch", "EX4400-48T", "unknown"),
        ),
        # A policy may leave the check out: nothing is known then, and nothing agrees.
        ({"model": "X"}, [finding(MODEL, "not_applicable")], ("Model", "X", "EX4400-48T", "unknown")),
        ({"model": "X"}, [], ("Model", "X", "EX4400-48T", "unknown")),
        ({"modules": [module("PSU")]}, [finding(MODULES)], ("Module", "PSU x1", "installed", "matches")),
        ({"modules": [module("PSU")]}, [BEYOND], ("Module", "PSU x1", "installed", "matches")),
        (
            {"modules": [module("PSU", count=2)]},
            [missing("PSU x2", "1")],
            ("Module", "PSU x2", "1 installed", "missing"),
        ),
        ({"modules": [module("PSU")]}, [missing("PSU x1", "0")], ("Module", "PSU x1", "none installed", "missing")),
        (
            {"modules": [module("PSU", "AB1")]},
            [missing("PSU with serial number AB1", "none")],
            ("Module", "PSU with serial number AB1", "none installed", "missing"),
        ),
        (
            {"modules": [module("PSU", "AB1")]},
            [swapped("PSU with serial number AB1", "ZZ9")],
            ("Module", "PSU with serial number AB1", "a different module of this name in PSM 0: ZZ9", "differs"),
        ),
        (
            {"modules": [module("P" * 200)]},
            [missing("P" * 200 + " x1", "0")],
            ("Module", None, "none installed", "missing"),
        ),
        (
            {"modules": [module("PSU")]},
            [finding(MODULES, "inconclusive")],
            ("Module", "PSU x1", "", "unknown"),
        ),
        ({"modules": [module("PSU")]}, [], ("Module", "PSU x1", "", "unknown")),
        ({"licenses": ["junos"]}, [], ("License", "junos", "installed", "matches")),
        ({"licenses": ["S-X"]}, [], ("License", "S-X", "not installed", "missing")),
        (
            {"condition": "used"},
            [finding(CONDITION)],
            ("Condition", "used", "no damage, according to the attestation", "compare by eye"),
        ),
        (
            {"condition": "new"},
            [finding(CONDITION, "fail")],
            ("Condition", "new", "damage, according to the attestation", "compare by eye"),
        ),
        (
            {"condition": "new"},
            [finding(CONDITION, "inconclusive", noted=True)],
            ("Condition", "new", "not attested", "unknown"),
        ),
        ({"condition": "new"}, [], ("Condition", "new", "not attested", "unknown")),
        (
            {"condition": ""},
            [finding(CONDITION, "fail")],
            ("Condition", None, "damage, according to the attestation", "compare by eye"),
        ),
        ({}, [finding(LABEL)], ("Serial number on the label", SERIAL, "the label shows this serial number", "matches")),
        (
            {},
            [finding(LABEL, "fail", actual="OTHER (A. Person on 2026-11-01)")],
            (
                "Serial number on the label",
                SERIAL,
                "the label shows a different serial number, or is not sound",
                "differs",
            ),
        ),
        (
            {},
            [finding(LABEL, "inconclusive")],
            ("Serial number on the label", SERIAL, "not determined", "unknown"),
        ),
    ],
)  # fmt: skip
def test_a_point(claimed: dict[str, Any], findings: list[dict[str, Any]], row: tuple[str | None, ...]) -> None:
    told = compared(record("ex-1", *findings, claim=claim(serial=SERIAL, **claimed)))
    assert (told[0].what, told[0].agreement) == ("Serial number", "matches")
    shown = (told[1].what, told[1].claimed if row[1] else None, told[1].found, told[1].agreement)
    assert shown == row


def test_of_like_modules_the_last_ones_are_those_that_nothing_was_left_for() -> None:
    claimed = claim(serial=SERIAL, modules=[module("PSU"), module("PSU")])
    told = compared(record("ex-1", missing("PSU x1", "0"), claim=claimed))
    assert [one.agreement for one in told] == ["matches", "matches", "missing"]


def test_what_is_fitted_beyond_the_claim_stands_last() -> None:
    told = compared(record("ex-1", BEYOND, claim=claim(serial=SERIAL, modules=[module("PSU")])))
    assert (told[-1].what, told[-1].claimed, told[-1].found) == ("Modules not in the claim", "", "FAN in Fan 0")
    assert told[-1].agreement == "not claimed"


@pytest.mark.parametrize(
    ("of", "found"), [("key", "installed"), ("claim", "not installed"), ("feature", "not installed")]
)
def test_only_a_key_is_an_installed_license(of: str, found: str) -> None:
    """A plan holds also what is only claimed, or in use without a key."""
    stated = record("ex-1", claim=claim(serial=SERIAL, licenses=["S-X"]))
    (embedded,) = stated["licenses"]["licenses"]
    plan = {"complete": True, "reason": "", "licenses": [embedded, {**embedded, "of": of, "name": "S-X", "sku": "S-X"}]}
    assert compared({**stated, "licenses": plan})[-1].found == found


def test_licenses_that_are_not_all_known_are_not_missing() -> None:
    told = compared(record("ex-1", claim=claim(serial=SERIAL, licenses=["S-X"]), licenses=UNKNOWN_PLAN))
    assert told[-1].agreement == "unknown"


def test_nothing_claimed_is_nothing_compared() -> None:
    assert compared(record("ex-1")) == ()


@pytest.mark.parametrize(
    ("told", "rests"),
    [
        (finding("attested.ports"), True),
        (finding("attested.ports", "fail"), True),
        (finding("attested.ports", "inconclusive"), True),
        (finding("attested.ports", "inconclusive", noted=True), False),
        (finding("attested.ports", "not_applicable"), False),
        (finding("identity.entitlement"), True),
        (finding("identity.entitlement", "inconclusive", noted=True), False),
        (finding("identity.clone"), False),
    ],
)
def test_what_is_attestation(told: dict[str, Any], rests: bool) -> None:
    assert is_attestation(told) is rests
