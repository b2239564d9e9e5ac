"""Every command of the documentation works as it is printed, one page after the other, on the emulated rack."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documentation.pages import (
    PAGES,
    blocks,
    commands,
    looks_like_commands,
    page_id,
    starts_after,
)
from tests.documentation.shell import Command, complaints, fresh_copy, run, shown_in

INSPECT = "make inspect"
# What a newcomer reads first; CI runs the other pages, which need a play or a rack as these do.
FIRST = {"README.md", "docs/tutorial/first-inspection.md", "docs/how-to/buy-a-lot.md"}
RUN = [
    pytest.param(page, id=page_id(page), marks=() if page_id(page) in FIRST else pytest.mark.slow)
    for page in PAGES
    if commands(page)
]


@pytest.fixture(scope="module")
def inspected_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project after ``make inspect``."""
    folder = fresh_copy(tmp_path_factory.mktemp("inspected") / "reinstate")
    assert list(complaints(run(folder, [Command(INSPECT)]))) == []
    return folder


@pytest.fixture
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The copy of the project in which a page begins. A rack that the page leaves running is stopped."""
    folder = tmp_path / "reinstate"
    if starts_after(request.getfixturevalue("page")) == INSPECT:
        shutil.copytree(request.getfixturevalue("inspected_copy"), folder, symlinks=True)
    else:
        fresh_copy(folder)
    yield folder
    subprocess.run([folder / ".venv/bin/reinstate", "lab", "stop"], cwd=folder, capture_output=True, check=True)


@pytest.mark.ansible
@pytest.mark.parametrize("page", RUN)
def test_the_commands_of_a_page(page: Path, copy: Path) -> None:
    assert "\n\n".join(complaints(run(copy, commands(page)))) == ""


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_no_command_is_left_out(page: Path) -> None:
    """A command stands in a ``console`` block, and what is not run says why."""
    assert [block.text for block in blocks(page) if looks_like_commands(block)] == []
    assert [block.not_run for block in blocks(page) if block.not_run and len(block.not_run.split()) < 3] == []


OUTPUTS = {
    "the same": (["one", "two"], "one\ntwo\n", True),
    "another line": (["one", "two"], "one\n2\n", False),
    "a line more": (["one"], "one\ntwo\n", False),
    "a line less": (["one", "two"], "one\n", False),
    "anything in a line": (["at ... of ..."], "at 12 of 20\n", True),
    "any lines before": (["...", "end"], "a\nb\nend\n", True),
    "no line before": (["...", "end"], "end\n", True),
    "any lines after": (["begin", "..."], "begin\na\nb\n", True),
    "no line after": (["begin", "..."], "begin\n", True),
    "any lines between": (["begin", "...", "end"], "begin\na\nb\nend\n", True),
    "the end is missing": (["begin", "...", "end"], "begin\na\nb\n", False),
    "markup of expressions": (["a.b"], "axb\n", False),
}


@pytest.mark.parametrize(("shown", "output", "same"), OUTPUTS.values(), ids=OUTPUTS)
def test_what_a_page_shows_of_an_output(shown: list[str], output: str, same: bool) -> None:
    assert shown_in(shown, output) is same


def test_a_command_that_fails_or_prints_something_else_is_found(tmp_path: Path) -> None:
    ran = run(
        tmp_path,
        [
            Command("false"),
            Command("echo $?", ("1",)),
            Command("echo one", ("two",)),
            Command("false"),
            Command("printf 'no end of line'", ("no end of line",)),
            Command("exit 3"),
            Command("echo never"),
        ],
    )
    assert [text.partition("\n")[0] for text in complaints(ran)] == [
        "$ echo one",
        "$ false",
        "$ exit 3",
        "$ echo never",
    ]
