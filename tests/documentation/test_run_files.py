"""The page of a run's files names every file of a run, and none that no run has."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Files:
    """The files of a run, and what its names stand for: ``<unit>`` is one of its units, ``<file>`` any name."""

    names: tuple[str, ...]

    def all_named(self, name: str) -> list[str]:
        """The files that a name of the page stands for."""
        parts = re.split(r"(<\w+>)", name)
        pattern = re.compile("".join(self._pattern(part) if part[:1] == "<" else re.escape(part) for part in parts))
        return [file for file in self.names if pattern.fullmatch(file)]

    def _pattern(self, place: str) -> str:
        known = {
            "<unit>": (Path(name).stem for name in self.names if name.startswith("records/")),
            "<host>": (Path(name).parts[1] for name in self.names if name.startswith("evidence/")),
        }
        if place in known:
            return f"(?:{'|'.join(map(re.escape, sorted(set(known[place]))))})"
        return r".+" if place == "<page>" else r"[^/]+"


@pytest.fixture(scope="module")
def files(inspected_copy: Inspected) -> Files:
    run = (inspected_copy.folder / "runs" / "latest").resolve()
    return Files(tuple(sorted(path.relative_to(run).as_posix() for path in run.glob("**/*") if path.is_file())))


def test_every_file_is_on_the_page(files: Files) -> None:
    assert len(files.names) > 500
    named = {file for name in NAMED for file in files.all_named(name)}
    assert sorted(set(files.names) - named) == []


@pytest.mark.parametrize("name", NAMED)
def test_every_name_of_the_page_is_a_file(name: str, files: Files) -> None:
    assert files.all_named(name) != []


PLACES = {
    "a unit": ("report/<unit>.html", ["report/a.fpc0.html"]),
    "a host": ("evidence/<host>/evidence.json", ["evidence/a/evidence.json"]),
    "any file in its folder": ("report/<file>", ["report/a.fpc0.html", "report/index.html"]),
    "any page, wherever": ("judgements/<n>/report/<page>", ["judgements/1/report/b/c.html"]),
    "one file": ("report/index.html", ["report/index.html"]),
    "no file": ("report/<unit>.pdf", []),
}


@pytest.mark.parametrize(("name", "found"), PLACES.values(), ids=PLACES)
def test_what_a_name_of_the_page_stands_for(name: str, found: list[str]) -> None:
    run = Files(
        (
            "records/a.fpc0.json",
            "evidence/a/evidence.json",
            "report/a.fpc0.html",
            "report/index.html",
            "judgements/1/report/b/c.html",
        )
    )
    assert run.all_named(name) == found


def test_the_folder_is_named_as_it_is(inspected_copy: Inspected) -> None:
    latest = inspected_copy.folder / "runs" / "latest"
    assert latest.is_symlink()
    assert "`runs/latest` is a link to the newest one" in " ".join(PAGE.read_text("utf-8").split())
    assert Path(latest.readlink()).name == latest.resolve().name
