"""Which releases have an issue that is known to be exploited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.device.version import JunosVersion
from reinstate.errors import InputError
from reinstate.reference.advisories import Exposure, exposure_of
from reinstate.reference.library import Reference
from reinstate.reference.loading import load_reference, load_shipped

DAY = date(2026, 11, 22)
AFFECTED, NOT_KNOWN, UNKNOWN = Exposure.AFFECTED, Exposure.NOT_KNOWN, Exposure.UNKNOWN
VERIEXEC, J_WEB, ANOMALY = "CVE-2025-21590", "CVE-2023-36845", "CVE-2026-21902"

# (version, model, answer, the issues that give it)
CASES = [
    # Service releases are numbers: S10 comes after S9.
    ("21.4R3-S9.5", "mx204", AFFECTED, {VERIEXEC}),
    ("21.4R3-S10.13", "mx204", NOT_KNOWN, set()),
    ("23.4R2-S3.9", "mx204", AFFECTED, {VERIEXEC}),
    ("23.4R2-S4.11", "mx204", NOT_KNOWN, set()),
    ("23.4R2-S10", "mx204", NOT_KNOWN, set()),
    # The R number decides before the service release.
    ("23.4R1-S9", "mx204", AFFECTED, {VERIEXEC}),
    ("23.4R3", "mx204", NOT_KNOWN, set()),
    # Two fixed releases of one train
    ("24.2R1", "mx204", AFFECTED, {VERIEXEC}),
    ("24.2R1-S1.10", "mx204", AFFECTED, {VERIEXEC}),
    ("24.2R1-S2", "mx204", NOT_KNOWN, set()),
    ("24.2R2.1", "mx204", NOT_KNOWN, set()),
    # Trains before the first fixed one, X-trains among them, and those after the last
    ("12.3R12-S21", "ex2200-48t", AFFECTED, {VERIEXEC, J_WEB}),
    ("15.1X49-D220", "srx345", AFFECTED, {VERIEXEC, J_WEB}),
    ("15.1F6-S12", "mx480", AFFECTED, {VERIEXEC}),
    ("24.4R1.9", "ex4400-48p", NOT_KNOWN, set()),
    ("26.2R1", "ex4400-48p", NOT_KNOWN, set()),
    # A train between fixed ones of which the advisory says nothing
    ("22.3R3-S4", "mx204", UNKNOWN, {VERIEXEC}),
    # Issues of some products alone
    ("21.1R3-S5", "srx345", AFFECTED, {VERIEXEC, J_WEB}),
    ("22.4R2", "ex4400-48p", AFFECTED, {VERIEXEC, J_WEB}),
    ("22.4R2-S1", "ex4400-48p", AFFECTED, {VERIEXEC}),
    ("21.4R3-S4", "ex4400-48p", AFFECTED, {VERIEXEC}),
    ("21.4R3-S4", "srx345", AFFECTED, {VERIEXEC, J_WEB}),
    ("22.4R3-S6", "ex4400-48p", NOT_KNOWN, set()),
    # Junos Evolved has issues of its own
    ("25.4R1.12-EVO", "ptx10002-36qdd", AFFECTED, {ANOMALY}),
    ("25.4R1-S1.3-EVO", "ptx10002-36qdd", NOT_KNOWN, set()),
    ("25.4R1.12-EVO", "acx7100-48l", NOT_KNOWN, set()),
    ("25.4R1.12-EVO", "", UNKNOWN, {ANOMALY}),
    ("23.4R2-S2-EVO", "ptx10001-36mr", NOT_KNOWN, set()),
    ("26.1R1-EVO", "ptx10001-36mr", UNKNOWN, {ANOMALY}),
    # What is no published release can't be placed
    ("23.4I20240101_1200", "mx204", UNKNOWN, {VERIEXEC}),
    ("22.4R3-S6.1-C1.2", "mx204", UNKNOWN, {VERIEXEC}),
    ("24.4B1.1", "mx204", UNKNOWN, {VERIEXEC}),
    ("whatever", "mx204", UNKNOWN, {VERIEXEC}),
]


@pytest.mark.parametrize(("text", "model", "exposure", "issues"), CASES)
def test_known_exploited(text: str, model: str, exposure: Exposure, issues: set[str]) -> None:
    answer = load_shipped().known_exploited(JunosVersion.parse(text), model, DAY)
    assert answer.exposure is exposure
    assert {row.id for row in answer.advisories} == issues


def test_an_issue_counts_from_the_day_that_it_was_published() -> None:
    version = JunosVersion.parse("23.4R2")
    answers = [load_shipped().known_exploited(version, "mx204", date(2025, 3, day)).exposure for day in (11, 12)]
    assert answers == [NOT_KNOWN, AFFECTED]


def test_every_row_says_where_it_comes_from() -> None:
    rows = load_shipped().advisories
    assert VERIEXEC in {row.id for row in rows}
    assert all(row.source and row.confidence in "ABC" and row.fixed for row in rows)


@given(st.sampled_from(["21.2", "22.2", "23.4", "24.2"]), st.integers(1, 4), st.integers(0, 12), st.integers(0, 12))
def test_a_later_service_release_is_never_worse(train: str, number: int, service: int, more: int) -> None:
    told = [
        load_shipped().known_exploited(JunosVersion.parse(f"{train}R{number}-S{count}"), "mx204", DAY).exposure
        for count in (service, service + more)
    ]
    assert told != [NOT_KNOWN, AFFECTED]


HEAD = "name: own\nas_of: 2026-11-01\nsource: a bulletin\nmax_age_days: 90\nkind: advisories\nrows:\n"
ROW = "  - {{id: CVE-2027-1, title: t, published: 2026-10-01, fixed: [{fixed}], confidence: A, source: s{more}}}\n"


def own(folder: Path, fixed: str, more: str = "") -> Reference:
    path = folder / "own.yml"
    path.write_text(HEAD + ROW.format(fixed=fixed, more=more), encoding="utf-8")
    return load_reference((path,))


def test_an_operators_advisories_add_to_the_shipped_ones(tmp_path: Path) -> None:
    reference = own(tmp_path, '"26.2R1-S3"')
    versions = ("26.2R1-S2", "26.2R1-S3", "23.4R2")
    told = [reference.known_exploited(JunosVersion.parse(text), "mx204", DAY) for text in versions]
    assert [[row.id for row in answer.advisories] for answer in told] == [["CVE-2027-1"], [], [VERIEXEC, "CVE-2027-1"]]


@pytest.mark.parametrize(
    ("fixed", "more", "told"),
    [
        ("", ', unreadable: ["21.4"]', "N U U N"),
        ("", ", unreadable: [all]", "U U U U"),
        ("", ', unfixed: ["21.4"]', "N A A N"),
        ('"21.4R3"', ", unreadable: [all]", "A A U U"),
        ('"21.4R3"', ', since: "21.4", unreadable: [earlier]', "U A N N"),
        ('"21.4R3"', ', since: "21.4", unreadable: [later]', "N A N U"),
        ('"21.4R3"', ', unreadable: ["21.4", "22.4"]', "A A U U"),
        ('"21.4R3-S2.5"', "", "A A A N"),
        ('"15.1X49-D100"', ', since: "15.1X49"', "N N N N"),
    ],
)
def test_what_a_row_cannot_tell(tmp_path: Path, fixed: str, more: str, told: str) -> None:
    """The releases: of an earlier train, before the fix, the fix itself, and of a later train."""
    rows = [row for row in own(tmp_path, fixed, more).advisories if row.id == "CVE-2027-1"]
    texts = ("21.2R1", "21.4R2", "21.4R3", "22.4R1")
    answers = {exposure: str(exposure)[0].upper() for exposure in Exposure}
    found = [exposure_of(rows, JunosVersion.parse(text), "mx204", DAY).exposure for text in texts]
    assert " ".join(answers[one] for one in found) == told


def test_a_fix_with_its_spin() -> None:
    row = replace(load_shipped().advisories[0], fixed=(JunosVersion.parse("21.2R3-S9.21"),))
    told = [row.exposure(JunosVersion.parse(f"21.2R3-{text}"), "mx204") for text in ("S9.20", "S9.21", "S10.3", "S9")]
    assert told == [AFFECTED, NOT_KNOWN, NOT_KNOWN, AFFECTED]


@pytest.mark.parametrize(
    ("fixed", "more", "says"),
    [
        ("", "", "at least one release such as 24.2R1-S2"),
        ("soon", "", "at least one release such as 24.2R1-S2"),
        ("24.2R1", ", evolved: true", "at least one release such as 24.2R1-S2-EVO"),
        ("24.2R1", ", unfixed: [all]", "trains such as 23.4"),
        ("24.2R1", ", severity: high", "one of id, title"),
        ("24.2R1", ", unreadable: [some]", "or one of all, earlier, later"),
    ],
)
def test_a_row_that_can_not_be_used(tmp_path: Path, fixed: str, more: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as failed:
        own(tmp_path, fixed, more)
    assert "line 7" in str(failed.value)
