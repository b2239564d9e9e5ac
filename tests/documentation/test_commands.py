"""Every command of the documentation works as it is printed, one page after the other, on the emulated rack."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tools.docs_site.ansible import variables_page
from tools.docs_site.commands import every_command

from tests.documentation.conftest import INSPECT
from tests.documentation.pages import (
    PAGES,
    ROOT,
    blocks,
    commands,
    inline_code,
    looks_like_commands,
    page_id,
    starts_after,
)
from tests.documentation.shell import Command, Ran, complaints, fresh_copy, run, shown_in

# What a newcomer reads first; CI runs the other pages, which need a play or a rack as these do.
FIRST = {"README.md", "docs/tutorial/first-inspection.md", "docs/how-to/buy-a-lot.md"}
RUN = [
    pytest.param(page, id=page_id(page), marks=() if page_id(page) in FIRST else pytest.mark.slow)
    for page in PAGES
    if commands(page)
]


@pytest.fixture
def copy(page: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The copy of the project in which a page begins. A rack that the page leaves running is stopped."""
    folder = tmp_path / "reinstate"
    if begins_inspected(page) or begins_with_inspection(page):
        shutil.copytree(request.getfixturevalue("inspected_copy").folder, folder, symlinks=True)
    else:
        fresh_copy(folder)
    yield folder
    subprocess.run([folder / ".venv/bin/reinstate", "lab", "stop"], cwd=folder, capture_output=True, check=True)


def begins_inspected(page: Path) -> bool:
    return starts_after(page) == INSPECT


def begins_with_inspection(page: Path) -> bool:
    return commands(page)[0].text.partition("#")[0].strip() == INSPECT


@pytest.mark.ansible
@pytest.mark.parametrize("page", RUN)
def test_the_commands_of_a_page(page: Path, copy: Path, request: pytest.FixtureRequest) -> None:
    stated = commands(page)
    ran: list[Ran] = []
    if begins_with_inspection(page):  # which was done, once for all pages
        ran = [replace(request.getfixturevalue("inspected_copy").ran, command=stated[0])]
    ran += run(copy, stated[len(ran) :])
    assert "\n\n".join(complaints(ran)) == ""


def test_pages_begin_in_one_way_only() -> None:
    runnable = [page for page in PAGES if commands(page)]
    assert {starts_after(page) for page in runnable} == {"", INSPECT}
    assert sum(begins_with_inspection(page) for page in runnable) == 2
    assert [page for page in runnable if begins_inspected(page) and begins_with_inspection(page)] == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_no_command_is_left_out(page: Path) -> None:
    """A command stands in a ``console`` block, and what is not run says why."""
    assert [block.text for block in blocks(page) if looks_like_commands(block)] == []
    assert [block.not_run for block in blocks(page) if block.not_run and len(block.not_run.split()) < 3] == []
    tests = {block.run_by for block in blocks(page) if block.run_by}
    assert [name for name in tests if page.name not in (ROOT / name).read_text(encoding="utf-8")] == []


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


# --- commands in running texts ----------------------------------------------------------------------------------------

PARSERS = {parser.prog.removeprefix("reinstate "): parser for parser in every_command()}
VARIABLE = re.compile(r"(?:^|\s)-e (\w+)=")
# Variables of Ansible's own, and those of the playbooks that are in no role.
KNOWN = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def unknown_words(text: str) -> list[str]:
    """The words of a ``reinstate`` command that the command does not know: its name, and its options."""
    words = text.removeprefix("reinstate").split()
    named = next(
        (name for name in sorted(PARSERS, key=len, reverse=True) if words[: len(name.split())] == name.split()), ""
    )
    groups = {name.rpartition(" ")[0] for name in PARSERS}
    if not named:
        return [] if " ".join(words) in groups or not words or words[0].isupper() else [text]
    options = PARSERS[named]._option_string_actions
    given = (
        [word.strip("[],.") for word in words[: words.index("--")] if word.startswith("-")] if "--" in words else words
    )
    return [word for word in given if word.startswith("-") and word.strip("[],.").partition("=")[0] not in options]


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_commands_in_running_texts_exist(page: Path) -> None:
    stated = [text for text in inline_code(page) if re.match(r"reinstate [a-z-]", text)]
    assert [word for text in stated for word in unknown_words(text)] == []


def test_a_command_that_does_not_exist_is_found() -> None:
    assert unknown_words("reinstate refrence show") == ["reinstate refrence show"]
    assert unknown_words("reinstate verify RUN --trust") == ["--trust"]
    assert unknown_words("reinstate reference unknown RUN... --output unknown.csv [--profiles FILE]") == []
    assert unknown_words("reinstate doctor -i INVENTORY -- --ask-vault-pass") == []


def test_every_variable_that_a_page_sets_exists() -> None:
    known = set(KNOWN.findall(variables_page()))
    assert len(known) > 40
    stated = {page_id(page): set(VARIABLE.findall(page.read_text("utf-8"))) - known for page in PAGES}
    assert {name: unknown for name, unknown in stated.items() if unknown} == {}
