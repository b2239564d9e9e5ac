"""``reference show RELEASE``: who says what of one release, and what it means together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from reinstate.cli.main import main
from reinstate.reference.library import Reference
from reinstate.reference.releases import ReleaseRow, Releases
from reinstate.workflow.release_rows import names_a_release, release_details
from tests.lifecycle_pages.generated import PageSpec, Release, page_source

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


FORMS = {
    "23.4r2-s3.8": "23.4",
    "22.4X100-D10": "22.4X100",
    "22.4x100-d10": "22.4X100",
    "22.4X100": "22.4X100",
    "23.4R2-EVO": "23.4-EVO",
    "23.4r2-evo": "23.4-EVO",
    "23.4R2-S3.8-EVO": "23.4-EVO",
    "23.4-EVO": "23.4-EVO",
    "Junos OS Evolved 23.4": "23.4-EVO",
    "junos evolved 23.4R2": "23.4-EVO",
    "Junos OS Evolved 23.4R2-EVO": "23.4-EVO",
}


@pytest.mark.parametrize(("name", "train"), FORMS.items())
def test_each_form_of_a_release_shows_its_train(name: str, train: str) -> None:
    rows = [replace(PAGE, train=one) for one in ("23.4-EVO", "22.4X100")]
    text = details(name, *rows)
    assert text.startswith(f"release:  {train}\n")
    assert "answer:   engineering" in text
    assert f"\n{train} in " in text
    assert not any(f"\n{other} in " in text for other in {"23.4", "23.4-EVO", "22.4X100"} - {train})


def test_the_other_junos_of_that_number_is_named() -> None:
    evolved = replace(PAGE, train="23.4-EVO")
    assert "see also: 23.4-EVO," in details("23.4R1", evolved)
    assert "see also: 23.4," in details("23.4-EVO", evolved)
    assert "see also" not in details("23.4", PAGE)


@pytest.mark.parametrize("name", ["23.4Rx", "23.4R2-T9", "23.4-D10", "23.4.1", "23.4I20240101_1200", "23.4-EVO-R2"])
def test_a_release_that_is_none_is_never_answered_as_the_first_of_its_train(name: str) -> None:
    text = details(name, replace(PAGE, train="23.4-EVO"))
    assert "answer:   unknown" in text


CHANGED = replace(PAGE, source="own page", page_of=None)
COUNTS = {
    "of a newer page": ((PAGE,), ["does not count: replaced", "counts, for these", "counts"]),
    "of a table that contradicts": ((CHANGED,), ["does not count: the tables state different dates"] * 3),
    "of a doubt": ((replace(PAGE, doubt="a note"),), ["does not count: the dates of the train are not certain"] * 3),
    "of a bulletin": (
        (CHANGED, replace(CHANGED, overrides="TSB1", end_of_support=date(2030, 1, 1))),
        ["does not count: replaced", "counts, for these", "does not count: replaced", "counts"],
    ),
}


@pytest.mark.parametrize(("rows", "said"), COUNTS.values(), ids=COUNTS)
def test_each_row_says_whether_it_counts(rows: tuple[ReleaseRow, ...], said: list[str]) -> None:
    lines = [line.strip() for line in details("23.4", *rows).splitlines()]
    found = [line for line in lines if line.startswith(("counts", "does not count"))]
    assert len(found) == len(said)
    assert all(line.startswith(start) for line, start in zip(found, said, strict=True))


def test_the_table_of_a_policy_is_shown_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the import writes it, for a train that no shipped table has."""
    release = Release("Junos OS 89.4", date(2026, 1, 1), date(2028, 1, 1), date(2029, 1, 1))
    page, table, policy = tmp_path / "junos.html", tmp_path / "mine.yml", tmp_path / "policy.yml"
    page.write_text(page_source(PageSpec("junos", "Junos OS", [[release]], kind="software")))
    assert main(["reference", "import", str(page), "--output", str(table), "--as-of", "2026-11-20"]) == 0
    digest = sha256(table.read_bytes()).hexdigest()
    tables = f"reference:\n  lifecycle_tables:\n    - file: mine.yml\n      sha256: {digest}\n"
    policy.write_text(f"name: mine\nversion: 1\nstage: as-received\nfed_supplies: 1\n{tables}")
    capsys.readouterr()
    assert main(["reference", "show", "89.4R1", "--policy", str(policy), "--as-of", "2026-11-22"]) == 0
    text = capsys.readouterr().out
    assert "89.4 in mine: mine: Juniper's lifecycle pages junos, saved by the operator" in text
    assert "end of support 2029-01-01" in text
    assert "page of: 2026-11-20" in text
