"""The ``reinstate`` command: one parser for all commands, and their exit statuses."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from reinstate import __version__
from reinstate.cli.bench import add_bench
from reinstate.cli.command_parser import CommandParser
from reinstate.cli.doctor import add_doctor
from reinstate.cli.export import add_export
from reinstate.cli.published import add_published
from reinstate.cli.reference import add_reference
from reinstate.cli.runs import add_runs
from reinstate.cli.screen import add_screen
from reinstate.errors import ReinstateError
from reinstate.report.text import visible


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit status: 0 success, 1 a negative result, 2 an error."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except ReinstateError as error:
        print("\n  ".join(map(visible, f"reinstate: {error}".splitlines())), file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    from reinstate.cli.lab import add_lab  # noqa: PLC0415 - only the lab extra installs asyncssh

    parser = argparse.ArgumentParser(prog="reinstate", description="Inspect Juniper devices for reinstatement.")
    parser.add_argument("--version", action="version", version=f"reinstate {__version__}")
    commands: Any = parser.add_subparsers(
        title="commands", required=True, metavar="COMMAND", parser_class=CommandParser
    )
    for add in (add_lab, add_runs, add_export, add_bench, add_screen, add_reference, add_doctor, add_published):
        add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
