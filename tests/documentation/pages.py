"""The commands of a page: what its ``console`` blocks show, and what its comments say of them.

A block whose language is ``console`` holds commands after ``$``, and below a command what it prints; ``...`` stands for
anything. A command that can end with another status than 0 is followed by ``$ echo $?``. Comments of a page, each on a
line of its own:

- ``<!-- starts after: make inspect -->``: the page begins where the tutorial's first command ends.
- ``<!-- run: COMMAND -->``: what the reader of the page has done, and the page doesn't show.
- ``<!-- not run: REASON -->``: why the next block is not run.
- ``<!-- run by: tests/FILE.py -->``: the test that runs the next block, in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "roles/report/templates/README.md")),
    *sorted((ROOT / "docs").glob("**/*.md")),
)
_COMMENT = re.compile(r"<!-- (?P<kind>starts after|run by|run|not run): (?P<text>.*?) -->", re.DOTALL)
_DOCUMENT = re.compile(r"<<'(\w+)'")
_PROGRAM = re.compile(
    r"^\s*(?:\$ )?(?:reinstate|make|ansible-[a-z]+|pytest|python3?|pip|curl|ruff|sha256sum|ssh-keygen|chgrp|export|cp)"
    r" +(?![:=|])|^\s*\$ "
)


@dataclass(frozen=True)
class Command:
    """One command of a page, with what the page shows of its output; hidden ones are in comments."""

    text: str
    shown: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Block:
    """One block of code: its language, its lines, the reason why it is not run, and the test that runs it instead."""

    language: str
    text: str
    not_run: str = ""
    run_by: str = ""


def page_id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def starts_after(page: Path) -> str:
    """The command after which the page begins, if any."""
    found = [comment["text"] for comment in _comments(page) if comment["kind"] == "starts after"]
    return found[0] if found else ""


def commands(page: Path) -> tuple[Command, ...]:
    """The commands of a page that are run, in their order."""
    return tuple(one for part in _parts(page) for one in _of_part(part))


def blocks(page: Path) -> Iterator[Block]:
    """Every block of code of a page."""
    return (part for part in _parts(page) if isinstance(part, Block))


def looks_like_commands(block: Block) -> bool:
    """Whether a block shows commands that nothing runs, and no reason is given."""
    accounted = block.language == "console" or block.run_by
    return not accounted and any(_PROGRAM.match(line) for line in block.text.splitlines())


def inline_code(page: Path) -> Iterator[str]:
    """Every piece of code in a running text."""
    for token in _tokens(page):
        yield from (" ".join(child.content.split()) for child in token.children or () if child.type == "code_inline")


def _tokens(page: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))


def _comments(page: Path) -> Iterator[re.Match[str]]:
    for token in _tokens(page):
        if token.type == "html_block":
            yield from _COMMENT.finditer(token.content)


def _parts(page: Path) -> Iterator[Command | Block]:
    """The hidden commands and the blocks, in their order."""
    marks: dict[str, str] = {}
    for token in _tokens(page):
        if token.type == "html_block":
            for comment in _COMMENT.finditer(token.content):
                if comment["kind"] == "run":
                    yield Command(comment["text"], hidden=True)
                else:
                    marks[comment["kind"]] = comment["text"]
        elif token.type in ("fence", "code_block"):
            yield Block(token.info.strip(), token.content, marks.get("not run", ""), marks.get("run by", ""))
            marks = {}


def _of_part(part: Command | Block) -> Iterator[Command]:
    if isinstance(part, Command):
        yield part
    elif part.language == "console" and not (part.not_run or part.run_by):
        yield from _of_console(part.text)


def _of_console(text: str) -> Iterator[Command]:
    for chunk in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = chunk.rstrip().split("\n")
        end = _last(lines)
        yield Command("\n".join(lines[: end + 1]), tuple(lines[end + 1 :]))


def _last(lines: list[str]) -> int:
    """The number of the last line of a command: after continued lines, or at the end of a here-document."""
    end = next(number for number, line in enumerate(lines) if not line.endswith("\\"))
    document = _DOCUMENT.search(lines[end])
    return lines.index(document[1], end) if document else end
