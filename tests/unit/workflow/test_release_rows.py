"""``reference show RELEASE``: who says what of one release, and what it means together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reinstate.cli.main import main
from reinstate.reference.library import Reference
from reinstate.reference.releases import ReleaseRow, Releases
from reinstate.workflow.release_rows import names_a_release, release_details

DAY = date(2026, 11, 22)
SHIPPED = ReleaseRow("23.4", "", date(2023, 12, 1), date(2026, 12, 1), date(2027, 6, 1), "a copy", table="releases")
PAGE = replace(SHIPPED, end_of_support=date(2028, 6, 1), source="own page", table="own", page_of=DAY)
FOR_EX = replace(SHIPPED, models=("ex4300*",), end_of_support=date(2029, 1, 1))


def details(name: str, *rows: ReleaseRow) -> str:
    releases = Releases.of([SHIPPED], [FOR_EX], date(2026, 6, 1)).extended(rows)
    return release_details(Reference(releases=releases), name, DAY)


@pytest.mark.parametrize("name", ["23.4", "23.4R1", "23.4R2-S3.9", "Junos 23.4", "junos os 23.4R1"])
def test_every_table_that_states_the_train_is_shown(name: str) -> None:
    text = details(name, PAGE)
    assert "answer:   engineering on 2026-11-22, end of support 2028-06-01" in text
    assert "rows:     3 rows in own, releases" in text
    assert (
        "23.4 in own: own page\n  first shipped 2023-12-01, end of engineering 2026-12-01, end of support 2028" in text
    )
    assert "models: ex4300*" in text
    assert "page of: 2026-11-22" in text


def test_a_doubt_is_shown_with_its_reason() -> None:
    text = details("23.4", replace(PAGE, doubt="a note says that support ends earlier"))
    assert "answer:   unknown" in text
    assert "not certain: a note says that support ends earlier" in text


def test_junos_os_evolved_is_told_apart() -> None:
    text = details("23.4R2-EVO", replace(PAGE, train="23.4-EVO"))
    assert "release:  23.4-EVO" in text
    assert "1 row in own" in text
    assert "rows:     none" in details("23.4-EVO")


NAMES = {
    "23.4": True,
    "15.1X49": True,
    "15.1X49-D170": True,
    "23.4R2-EVO": True,
    "EX4300-48T": False,
    "750-0.1a": False,
}


@pytest.mark.parametrize(("name", "is_one"), NAMES.items())
def test_what_names_a_release(name: str, is_one: bool) -> None:
    assert names_a_release(name) is is_one


def test_the_command_shows_a_release_of_the_shipped_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "show", "23.4R2", "--as-of", "2026-11-22"]) == 0
    assert "23.4 in junos-releases" in capsys.readouterr().out
