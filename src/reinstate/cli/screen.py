"""``reinstate screen``: claims alone, judged before anything is bought."""

from __future__ import annotations

import argparse
from pathlib import Path

from reinstate.cli.argument_types import day


def add_screen(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command."""
    screen = commands.add_parser(
        "screen",
        help="judge claims alone, before anything is bought or unpacked",
        description="Judge claims alone, before anything is bought or unpacked: lifecycle, lists, look-ups, fees. "
        "Exit status: 0 none fails, 1 one does, 2 a file holds mistakes.",
    )
    screen.add_argument(
        "claims", type=Path, metavar="MANIFEST", help="CSV file of claims, such as policies/declared/example-claims.csv"
    )
    screen.add_argument("--policy", type=Path, metavar="FILE", help="a policy file, or strict; the default one if none")
    screen.add_argument(
        "--entitlement",
        type=Path,
        metavar="FILE",
        help="CSV file of answers by serial, such as policies/declared/example-entitlement.csv",
    )
    screen.add_argument("--as-of", type=day, metavar="DAY", help="judge by that day, today by default")
    screen.add_argument("--format", choices=("text", "json", "csv"), default="text")
    screen.set_defaults(run=_screen)


def _screen(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.screen import screen_manifest  # noqa: PLC0415

    screened = screen_manifest(arguments.claims, arguments.policy, arguments.entitlement, arguments.as_of)
    print(screened.shown_as(arguments.format), end="")
    return 1 if screened.failed else 0
