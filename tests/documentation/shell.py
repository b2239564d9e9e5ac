"""One shell for the commands of a page, in a copy of the project of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.documentation.pages import ROOT, Command

_ASIDE = shutil.ignore_patterns(
    ".git",
    ".venv*",
    "runs",
    ".lab",
    "build",
    "tests",
    "benchmarks",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
)
_MARK = "--- end of command"


@dataclass(frozen=True)
class Ran:
    """One command with what it printed and its exit status; None if the shell never came so far."""

    command: Command
    output: str
    status: int | None


def fresh_copy(folder: Path) -> Path:
    """The project as after a clone and ``make environment``, whose environment is the one of the tests."""
    shutil.copytree(ROOT, folder, ignore=_ASIDE)
    (folder / "inventory/lab/hosts.yml").unlink(missing_ok=True)
    (folder / ".venv").mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (folder / ".venv" / name).symlink_to(Path(sys.prefix) / name)
    (folder / ".venv" / ".ready").touch()
    return folder


def run(folder: Path, commands: Sequence[Command]) -> list[Ran]:
    """The commands, one after another in one shell."""
    script = "".join(f"{one.text}\nshown=$?; echo '{_MARK}' $shown; (exit $shown)\n" for one in commands)
    done = subprocess.run(
        ["/bin/bash"],
        input=script,
        cwd=folder,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=280,
        check=False,
    )
    parts = re.split(rf"{_MARK} (\d+)\n", done.stdout)
    outputs, statuses = parts[0::2], [int(status) for status in parts[1::2]]
    missing = len(commands) - len(statuses)
    return [
        Ran(command, output, status)
        for command, output, status in zip(
            commands, [*outputs, *[""] * missing], [*statuses, *[None] * missing], strict=False
        )
    ]


def _environment(folder: Path) -> dict[str, str]:
    """A user's environment, in which Reinstate is found as after ``. .venv/bin/activate``."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH", "TMPDIR")}
    bin_folder = Path(sys.executable).parent
    return {**kept, "HOME": str(folder), "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PATH": f"{bin_folder}:{kept['PATH']}"}


def complaints(ran: Sequence[Ran]) -> Iterator[str]:
    """What a page claims of its commands, and does not hold."""
    for number, one in enumerate(ran):
        asked = number + 1 < len(ran) and ran[number + 1].command.text == "echo $?"
        if one.status is None or (one.status and not asked):
            yield f"$ {one.command.text}\nended with {one.status}:\n{one.output[-3000:]}"
        elif one.command.shown and not shown_in(one.command.shown, one.output):
            yield f"$ {one.command.text}\nprinted something else than the page shows:\n{one.output[-3000:]}"


def shown_in(shown: Sequence[str], output: str) -> bool:
    """Whether the output is what the page shows; ``...`` stands for anything, on a line of its own for any lines."""
    pattern = "".join(r"(?:.*\n)*" if line.strip() == "..." else f"{_line(line)}\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in output.splitlines())) is not None


def _line(shown: str) -> str:
    return re.escape(shown.rstrip()).replace(r"\.\.\.", ".*")
