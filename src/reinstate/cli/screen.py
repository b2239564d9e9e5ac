"""``reinstate screen``: evaluate claims only, before you buy or unpack a unit."""

from __future__ import annotations

import argparse
from pathlib import Path

from reinstate.cli.argument_types import day


def add_screen(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command."""
    screen = commands.add_parser(
        "screen",
        help="evaluate claims only, before you buy or unpack a unit",
        description="Evaluate claims only, before you buy or unpack a unit: lifecycle, lists, lookups, and fees. "
        "Exit status: 0 no claim fails, 1 a claim fails, 2 a file has errors.",
    )
    screen.add_argument(
        "claims", type=Path, metavar="CLAIMS", help="claims file (CSV), such as policies/declared/example-claims.csv"
    )
    screen.add_argument(
        "--policy", type=Path, metavar="FILE", help="policy file, or strict (default: the shipped default policy)"
    )
    screen.add_argument(
        "--entitlement",
        type=Path,
        metavar="FILE",
        help="answers by serial number (CSV), such as policies/declared/example-entitlement.csv",
    )
    screen.add_argument(
        "--model-values", type=Path, metavar="FILE", help="values and costs of every unit of a model (CSV)"
    )
    screen.add_argument(
        "--exchange-rates", type=Path, metavar="FILE", help="US dollars for a unit of another currency (CSV)"
    )
    screen.add_argument("--as-of", type=day, metavar="DAY", help="evaluate as of this date (default: today)")
    screen.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help="form of the answer (%(default)s)"
    )
    screen.set_defaults(run=_screen)


def _screen(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.screen import screen_manifest  # noqa: PLC0415

    screened = screen_manifest(
        arguments.claims,
        arguments.policy,
        arguments.entitlement,
        arguments.as_of,
        model_values=arguments.model_values,
        exchange_rates=arguments.exchange_rates,
    )
    print(screened.shown_as(arguments.format), end="")
    return 1 if screened.failed else 0
