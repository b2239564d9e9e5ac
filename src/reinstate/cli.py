"""The ``reinstate`` command: the emulated rack, and questions about stored runs."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from reinstate import __version__
from reinstate.cli_reference import add_reference
from reinstate.errors import ReinstateError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit status: 0 fine, 1 what was asked doesn't hold, 2 it couldn't be done."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except ReinstateError as error:
        print(f"reinstate: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    from reinstate.lab.commands import add_commands  # noqa: PLC0415 - asyncssh comes with the lab extra alone

    parser = argparse.ArgumentParser(prog="reinstate", description="Inspect Juniper devices for reinstatement.")
    parser.add_argument("--version", action="version", version=f"reinstate {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_commands(commands)

    verify = commands.add_parser("verify", help="check every hash of a run and its accounts")
    verify.add_argument("folder", type=Path, metavar="RUN", help="run folder, or runs/latest")
    verify.set_defaults(run=_verify)

    explain = commands.add_parser("explain", help="print why a unit got its verdict, down to the evidence")
    explain.add_argument("folder", type=Path, metavar="RUN")
    explain.add_argument("unit", metavar="UNIT")
    explain.add_argument("check", nargs="?", metavar="CHECK", help="one check's findings alone")
    explain.set_defaults(run=_explain)

    schema = commands.add_parser("schema", help="print the JSON Schema of inspection records")
    schema.set_defaults(run=_schema)

    add_reference(commands)

    catalogue = commands.add_parser("catalogue", help="print the documentation of every check, as Markdown")
    catalogue.set_defaults(run=_catalogue)
    return parser


def _verify(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.verify import verify_run  # noqa: PLC0415 - only the asked command pays for its imports

    problems = verify_run(arguments.folder)
    for problem in problems:
        print(problem)
    print("broken" if problems else "sound")
    return 1 if problems else 0


def _explain(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.explain import explain_unit  # noqa: PLC0415

    print(explain_unit(arguments.folder, arguments.unit, arguments.check))
    return 0


def _schema(_: argparse.Namespace) -> int:
    from reinstate.decision.record import schema  # noqa: PLC0415

    print(json.dumps(schema(), indent=2, sort_keys=True))
    return 0


def _catalogue(_: argparse.Namespace) -> int:
    from reinstate.checks.documentation import catalogue_markdown  # noqa: PLC0415

    print(catalogue_markdown(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
