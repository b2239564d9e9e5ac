"""CVE records and CSAF documents: which count, for which products, and the row of the shipped set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reinstate.device.version import JunosVersion
from reinstate.reference.advisories import Advisory, advisory_row_of
from reinstate.reference.advisory_records.files import collect
from reinstate.reference.advisory_records.platforms import globs_of, models_of
from reinstate.reference.loading import load_shipped
from reinstate.reference.set_files import Record
from tests.unit.reference.advisory_records.builders import DAY, HERE, a_record, affected, answer_of, answers, collected

RANGE = ("21.4", "21.4R3-S5")
NOT_AWARE = "Juniper SIRT is not aware of any malicious exploitation of this vulnerability."
REPORTED = "At least one instance of malicious exploitation has been reported to the Juniper SIRT."
NOT_KNOWN = "CVE-2026-0001: not known to be exploited"
LOGIN = f"{NOT_KNOWN} (a public exploit needs a login)"
PUBLIC = {"references": [{"url": "https://example.net/poc", "tags": ["exploit"]}]}


def said(text: str) -> list[dict[str, str]]:
    return [{"lang": "en", "value": text}]


def score(privileges: str) -> dict[str, Any]:
    return {"metrics": [{"cvssV3_1": {"privilegesRequired": privileges}}]}


def ssvc(stage: str) -> dict[str, Any]:
    content = {"timestamp": "2026-02-02T00:00:00+00:00", "options": [{"Exploitation": stage}]}
    return {"metrics": [{"other": {"type": "ssvc", "content": content}}]}


KEV = {"metrics": [{"other": {"type": "kev", "content": {"dateAdded": "2026-02-03"}}}]}
PUBLISHED = date(2026, 2, 1)

# name: (additions to the CNA, other containers, the day that the row states or why there is no row)
EXPLOITED: Mapping[str, tuple[dict[str, Any], list[dict[str, Any]], date | str | None]] = {
    "listed": ({}, [KEV], date(2026, 2, 3)),
    "listed, whatever the words say": ({"exploits": said(NOT_AWARE)}, [KEV], date(2026, 2, 3)),
    "listed without a day": ({}, [{"metrics": [{"other": {"type": "kev", "content": {}}}]}], PUBLISHED),
    "active, and listed later": ({}, [ssvc("active"), KEV], date(2026, 2, 2)),
    "stated": ({"exploits": said(REPORTED)}, [], PUBLISHED),
    "stated after a denial": ({"exploits": said(f"{NOT_AWARE} {REPORTED}")}, [], PUBLISHED),
    "stated without a login": ({"exploits": said("It needs no login and is exploited in the wild.")}, [], PUBLISHED),
    "stated in the description": ({"descriptions": said("We saw it being exploited in the wild.")}, [], PUBLISHED),
    "denied": ({"exploits": said(NOT_AWARE)}, [], NOT_KNOWN),
    "denied in the description": (
        {"descriptions": said("It is not known to be exploited in the wild.")},
        [],
        NOT_KNOWN,
    ),
    "nothing said": ({}, [], NOT_KNOWN),
    "nothing seen": ({}, [ssvc("none")], NOT_KNOWN),
    "a public exploit": (PUBLIC, [], None),
    "a public exploit that needs no login": ({**PUBLIC, **score("NONE")}, [ssvc("poc")], None),
    "a public exploit that needs a login": ({**PUBLIC, **score("LOW")}, [], LOGIN),
    "proof of concept": ({}, [ssvc("poc")], None),
}


@pytest.mark.parametrize("case", EXPLOITED.values(), ids=EXPLOITED)
def test_which_records_count(
    case: tuple[dict[str, Any], list[dict[str, Any]], date | str | None], tmp_path: Path
) -> None:
    cna, adp, expected = case
    found = collected(tmp_path, a_record(affected(RANGE), adp=adp, **cna))
    if isinstance(expected, str):
        assert (found.rows, found.reports[0].skipped) == ((), (expected,))
    else:
        (row,) = found.rows
        assert row.get("exploited") == expected
        assert ("an exploit is public" in row.get("note", "")) is (expected is None)


def test_the_operator_states_the_day_for_records_that_state_none(tmp_path: Path) -> None:
    stated = date(2026, 3, 1)
    own = collected(tmp_path, a_record(affected(RANGE), adp=[]), stated)
    listed = collected(tmp_path, a_record(affected(RANGE)), stated)
    assert [row["exploited"] for row in (*own.rows, *listed.rows)] == [stated, date(2026, 2, 3)]


@pytest.mark.parametrize(
    ("entry", "systems", "skipped"),
    [
        ({}, [False], 0),
        ({"product": "Junos OS Evolved"}, [True], 0),
        ({"product": "Juniper Networks Junos OS", "vendor": "juniper"}, [False], 0),
        ({"product": "Junos OS and Junos OS Evolved"}, [False, True], 0),
        ({"product": "junos", "vendor": "Juniper Networks, Inc."}, [False], 0),
        ({"product": "Junos Space"}, [], 1),
        ({"product": "Session Smart Router"}, [], 1),
        ({"product": "Junos OS", "vendor": "Hewlett Packard Enterprise"}, [False], 0),
        ({"product": "IOS", "vendor": "Somebody Else"}, [], 1),
        ({"product": ""}, [], 1),
    ],
)
def test_systems_and_other_products(entry: dict[str, Any], systems: list[bool], skipped: int, tmp_path: Path) -> None:
    found = collected(tmp_path, a_record(affected(RANGE, **entry)))
    assert [row.get("evolved", False) for row in found.rows] == systems
    assert len(found.reports[0].skipped) == skipped
    assert all("other product" in one for one in found.reports[0].skipped)


@pytest.mark.parametrize(
    ("platform", "models", "others"),
    [
        ("MX Series", ["mx204", "mx10008", "jnp10003"], ["ex4300-48t", "vmx"]),
        ("EX Series", ["ex2200-48t", "ex9214"], ["qfx5100-48s-6q"]),
        ("SRX300 Series", ["srx300", "srx345", "srx320-poe"], ["srx3600", "srx1500"]),
        ("SRX5000 Series", ["srx5400", "srx5800"], ["srx550", "srx345"]),
        ("EX4k Series", ["ex4300-48t", "ex4650-48y"], ["ex3400-48t", "ex9204"]),
        ("MX10k Series", ["mx10003", "mx10016"], ["mx104", "mx10"]),
        ("EX4300", ["ex4300-48t"], ["ex4400-48t", "ex4300x"]),
        ("ACX7100-32C", ["acx7100-32c"], ["acx7100-48l"]),
        ("SRX550HM", ["srx550m", "srx550-hm"], ["srx300"]),
        ("PTX10001-36MR", ["ptx10001-36mr"], ["ptx10001-20c"]),
        ("QFX10000 Series", ["qfx10002-36q", "qfx10016"], ["qfx5100-48s-6q"]),
        ("vSRX", ["vsrx", "vsrx3"], ["srx345"]),
    ],
)
def test_platforms(platform: str, models: list[str], others: list[str]) -> None:
    row = Advisory("", "", DAY, (), "", "", models=globs_of(platform), unfixed=frozenset({"21.4"}))
    told = {model: str(row.exposure(JunosVersion.parse("21.4R1"), model)) for model in (*models, *others)}
    assert told == {model: "affected" if model in models else "not-known" for model in (*models, *others)}


@pytest.mark.parametrize(
    "platform", ["", "Series", "MX", "MX Series with MPC10", "routers", "M Series", "MX-SPC3", "*", "[a]"]
)
def test_a_platform_in_doubt_makes_the_row_one_for_every_model(platform: str) -> None:
    assert globs_of(platform) == ()
    models, note = models_of([platform, "EX Series"])
    assert not models
    assert note.startswith("for every model, because")


def test_more_platforms_than_can_be_meant_are_every_model() -> None:
    models, note = models_of([f"EX{number}" for number in range(1000, 1300)])
    assert (models, note) == ((), "for every model, because the record lists 300 platforms")


@pytest.mark.parametrize("text", ["x" * 30_000, "The fix is only available in:\n" + "MX104 21.4R3-S9\n" * 60])
def test_a_solution_that_is_too_long_leaves_every_fix_unknown(text: str, tmp_path: Path) -> None:
    found = collected(tmp_path, a_record(affected(RANGE), solutions=said(text)))
    assert answers(tmp_path, found, ["21.4R3-S4", "21.4R3-S5"]) == ["affected", "unknown"]


def test_no_platform_is_every_model() -> None:
    assert models_of(()) == ((), "")


def test_rows_for_each_group_of_platforms(tmp_path: Path) -> None:
    ex, srx = affected(("21.4", "21.4R3-S4"), platforms=["EX Series"]), affected(RANGE, platforms=["SRX Series"])
    found = collected(tmp_path, a_record(ex, srx))
    told = {model: answers(tmp_path, found, ["21.4R3-S4"], model) for model in ("ex3400-48t", "srx345", "mx204")}
    assert told == {"ex3400-48t": ["not-known"], "srx345": ["affected"], "mx204": ["not-known"]}


def a_row(values: Mapping[str, Any]) -> Advisory:
    return advisory_row_of(Record(Path("own.yml"), 0, values))


def shipped() -> Advisory:
    (row,) = [row for row in load_shipped().advisories if row.id == "CVE-2025-21590"]
    return row


RECORDS = {"CVE record": HERE / "CVE-2025-21590.json", "CSAF document": HERE / "jsa93446-csaf.json"}
ALL_TRAINS = [f"{year}.{number}" for year in range(12, 28) for number in (1, 2, 3, 4)]
RELEASES = [
    f"{train}R{number}{service}"
    for train in ALL_TRAINS
    for number in (1, 2, 3)
    for service in ("", *(f"-S{n}" for n in (1, 2, 3, 4, 5, 6, 9, 10)))
]
OTHERS = [
    "15.1X49-D220",
    "15.1F6-S12",
    "23.4R2-S4.11",
    "23.4I20240101_1200",
    "22.4R3-S6.1-C1.2",
    "22.4R1-EVO",
    "whatever",
]


@pytest.mark.parametrize("path", RECORDS.values(), ids=RECORDS)
def test_the_shipped_row_comes_out_as_it_is(path: Path) -> None:
    found = collect([path], DAY)
    imported = a_row(found.rows[0])
    assert not found.reports[0].refused
    assert (imported.published, imported.exploited, imported.fixed) == (
        shipped().published,
        shipped().exploited,
        shipped().fixed,
    )
    told = {text: answer_of([imported], text, "mx204").exposure for text in (*RELEASES, *OTHERS)}
    assert told == {text: answer_of([shipped()], text, "mx204").exposure for text in (*RELEASES, *OTHERS)}


# What the public record of CVE-2026-21902 states, as the ranges, platforms, and exploits of a CVE record.
ANOMALY = a_record(
    affected(
        ("25.4", "25.4R1-S1-EVO, 25.4R2-EVO"),
        {"version": "0", "lessThan": "25.4R1-EVO", "status": "unaffected", "versionType": "semver"},
        product="Junos OS Evolved",
        platforms=["PTX Series"],
    ),
    adp=[{**ssvc("poc"), **PUBLIC}],
    exploits=said(NOT_AWARE),
    solutions=said("25.4R1-S1-EVO, 25.4R2-EVO*, 26.2R1-EVO*, and all subsequent releases.\n* Future Release"),
    **score("NONE"),
)


def test_the_shipped_row_of_evolved_comes_out_as_it_is(tmp_path: Path) -> None:
    (row,) = collected(tmp_path, ANOMALY).rows
    imported = a_row(row)
    (own,) = [row for row in load_shipped().advisories if row.id == "CVE-2026-21902"]
    assert (imported.fixed, imported.since, imported.exploited) == (own.fixed, own.since, own.exploited)
    assert "an exploit is public" in imported.note
    texts = [f"{text}-EVO" for text in RELEASES if text[:2] in ("24", "25", "26", "27")]
    for model in ("ptx10008", "ptx10001-36mr", "acx7100-32c", ""):
        told = {text: answer_of([imported], text, model).exposure for text in (*texts, *OTHERS)}
        assert told == {text: answer_of([own], text, model).exposure for text in (*texts, *OTHERS)}


# The record says in words that these platforms are fixed in some of the releases only; the shipped row does not.
LIMITED = [
    ("srx345", "21.4R3-S10", "unknown"),
    ("srx345", "23.4R2-S4", "affected"),
    ("srx345", "23.4R2-S5", "not-known"),
    ("srx345", "24.4R1", "not-known"),
    ("srx550m", "22.2R3-S6", "affected"),
    ("srx550m", "22.2R3-S7", "not-known"),
    ("ex4300-48t", "21.4R3-S10", "unknown"),
    ("acx2200", "21.2R3-S9", "not-known"),
    ("acx1000", "22.2R3-S6", "unknown"),
    ("mx104", "21.4R3-S10", "unknown"),
    ("mx104", "21.2R3-S8", "affected"),
    ("mx204", "21.4R3-S10", "not-known"),
    ("ex4400-48p", "21.4R3-S10", "not-known"),
]


@pytest.mark.parametrize(("model", "release", "expected"), LIMITED)
def test_platforms_that_are_fixed_in_other_releases(model: str, release: str, expected: str) -> None:
    rows = [a_row(row) for row in collect([RECORDS["CVE record"]], DAY).rows]
    assert answer_of(rows, release, model).exposure == expected


def test_platforms_that_cannot_be_read_leave_every_fix_unknown(tmp_path: Path) -> None:
    text = "This issue is not fixed for all platforms. The fix is only available in:\nsome routers  21.4R3-S9"
    found = collected(tmp_path, a_record(affected(RANGE), solutions=said(text)))
    assert answers(tmp_path, found, ["21.4R3-S4", "21.4R3-S5", "22.2R1"]) == ["affected", "unknown", "not-known"]
    assert "could not be read" in found.reports[0].refused[0]


def test_an_imported_row_does_not_weaken_the_shipped_one(tmp_path: Path) -> None:
    record = json.loads(RECORDS["CVE record"].read_text(encoding="utf-8"))
    record["containers"]["cna"]["affected"][0]["versions"] = [
        {"version": "0", "lessThan": "20.1R1", "status": "affected"}
    ]
    found = collected(tmp_path, record)
    rows = [shipped(), *(a_row(row) for row in found.rows)]
    assert answer_of(rows, "23.4R2-S3", "mx204").exposure == "affected"


def test_the_source_names_the_record(tmp_path: Path) -> None:
    (row,) = collected(tmp_path, a_record(affected(RANGE), source={"advisory": "JSA1"})).rows
    assert row["source"].startswith("CVE record CVE-2026-0001, updated 2026-02-10, JSA1, sha256 ")
    assert row["confidence"] == "A"


def test_a_record_of_another_publisher_is_one_good_source(tmp_path: Path) -> None:
    record = a_record(affected(RANGE))
    record["cveMetadata"]["assignerShortName"] = "mitre"
    assert collected(tmp_path, record).rows[0]["confidence"] == "B"


def test_a_condition_is_noted(tmp_path: Path) -> None:
    (row,) = collected(
        tmp_path, a_record(affected(RANGE), configurations=said("[system services web-management]"))
    ).rows
    assert row["note"] == "only with the configuration that the advisory states"


def test_a_rejected_record_is_skipped(tmp_path: Path) -> None:
    record = a_record(affected(RANGE))
    record["cveMetadata"]["state"] = "REJECTED"
    found = collected(tmp_path, record)
    assert (found.rows, found.reports[0].skipped) == ((), ("CVE-2026-0001: the record is rejected",))
