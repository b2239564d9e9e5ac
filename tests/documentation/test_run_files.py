"""The page of a run's files names every file of a run, and none that no run has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.documentation.conftest import Inspected
from tests.documentation.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "run-files.md"
NAMED = sorted(
    {
        name
        for row in re.findall(r"^\| (`.*?) \|", PAGE.read_text("utf-8"), re.M)
        for name in re.findall(r"`([^`]+)`", row)
    }
)
# What stands for more than one path part: any file of a report.
ANY = {"page": r".+"}


def pattern(name: str) -> re.Pattern[str]:
    """A name of the page as a pattern: ``<host>`` is any name in its place."""
    parts = re.split(r"<(\w+)>", name)
    return re.compile(
        "".join(ANY.get(part, r"[^/]+") if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
    )


@pytest.fixture(scope="module")
def files(inspected_copy: Inspected) -> list[str]:
    run = (inspected_copy.folder / "runs" / "latest").resolve()
    return sorted(path.relative_to(run).as_posix() for path in run.glob("**/*") if path.is_file())


def test_every_file_is_on_the_page(files: list[str]) -> None:
    assert len(files) > 500
    assert [file for file in files if not any(pattern(name).fullmatch(file) for name in NAMED)] == []


@pytest.mark.parametrize("name", NAMED)
def test_every_name_of_the_page_is_a_file(name: str, files: list[str]) -> None:
    assert any(pattern(name).fullmatch(file) for file in files)


@pytest.mark.parametrize(
    ("name", "file", "same"),
    [
        ("report/<unit>.html", "report/a.html", True),
        ("report/<unit>.html", "report/a.htm", False),
        ("report/<unit>.html", "report/a/b.html", False),
        ("judgements/<n>/report/<page>", "judgements/1/report/a/b.html", True),
    ],
)
def test_what_a_name_of_the_page_stands_for(name: str, file: str, same: bool) -> None:
    assert bool(pattern(name).fullmatch(file)) is same


def test_the_folder_is_named_as_it_is(inspected_copy: Inspected) -> None:
    latest = inspected_copy.folder / "runs" / "latest"
    assert latest.is_symlink()
    assert "`runs/latest` is a link to the newest one" in " ".join(PAGE.read_text("utf-8").split())
    assert Path(latest.readlink()).name == latest.resolve().name
