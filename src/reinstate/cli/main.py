"""The ``reinstate`` command: the emulated rack, and questions about stored runs."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reinstate import __version__
from reinstate.cli.reference import add_reference
from reinstate.errors import ReinstateError
from reinstate.report.text import visible


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit status: 0 fine, 1 what was asked doesn't hold, 2 it couldn't be done."""
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
    from reinstate.cli.lab import add_commands  # noqa: PLC0415 - asyncssh comes with the lab extra alone

    parser = argparse.ArgumentParser(prog="reinstate", description="Inspect Juniper devices for reinstatement.")
    parser.add_argument("--version", action="version", version=f"reinstate {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_commands(commands)

    verify = commands.add_parser("verify", help="check every hash of a run and its accounts")
    verify.add_argument("folder", type=Path, metavar="RUN", help="run folder, or runs/latest")
    verify.set_defaults(run=_verify)

    explain = commands.add_parser("explain", help="print why a device got its verdict, down to the bytes")
    explain.add_argument("folder", type=Path, metavar="RUN")
    explain.add_argument("device", metavar="DEVICE", help="a unit's name, a host's, or a chassis serial")
    explain.add_argument("check", nargs="?", metavar="CHECK", help="one check's findings alone")
    explain.set_defaults(run=_explain)

    _add_what_if(commands)
    _add_bench(commands)
    _add_screen(commands)

    schema = commands.add_parser("schema", help="print the JSON Schema of inspection records")
    schema.set_defaults(run=_schema)

    add_reference(commands)

    catalog = commands.add_parser("catalog", help="print the documentation of every check, as Markdown")
    catalog.set_defaults(run=_catalog)
    return parser


def _add_what_if(commands: Any) -> None:
    what_if = commands.add_parser(
        "what-if",
        help="judge stored runs again in memory and list what would change",
        description="Judge every stored device again, under another policy or with more tables beside it, and list "
        "each one whose verdict, disposition or deciding check would change, and why. Writes nothing. "
        "Exit status: 0 nothing would change, 1 something would, 2 it couldn't be told for all.",
    )
    what_if.add_argument("runs", type=Path, nargs="+", metavar="RUNS", help="run folders, or a folder of runs")
    what_if.add_argument("--policy", type=Path, metavar="FILE", help="judge by this policy, not by each run's own")
    what_if.add_argument(
        "--reference",
        type=Path,
        action="append",
        default=[],
        metavar="TABLE",
        help="put this table of your own beside those of the policy; may be given several times",
    )
    what_if.add_argument(
        "--as-of", type=_day, metavar="DAY", help="judge by this day, such as 2027-01-31, not by each run's own"
    )
    what_if.add_argument(
        "--all", action="store_true", help="of a folder of runs every run, not only the newest of each serial"
    )
    what_if.add_argument("--output", choices=("text", "json"), default="text")
    what_if.set_defaults(run=_what_if)


def _add_bench(commands: Any) -> None:
    bench = commands.add_parser("bench", help="print the minimal configuration of a device on the bench")
    bench.add_argument(
        "--policy", type=Path, metavar="FILE", required=True, help="the policy with the bench's baseline"
    )
    bench.add_argument("--model", default="", help="product model, such as ex4400-48p")
    bench.add_argument("--address", default="", metavar="ADDRESS/LENGTH", help="the device's management address")
    bench.add_argument("--key", type=Path, metavar="FILE.pub", help="public key of the bench's login")
    bench.set_defaults(run=_bench)


def _add_screen(commands: Any) -> None:
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
    screen.add_argument("--as-of", type=_day, metavar="DAY", help="judge by that day, today by default")
    screen.add_argument("--format", choices=("text", "json", "csv"), default="text")
    screen.set_defaults(run=_screen)


def _bench(arguments: argparse.Namespace) -> int:
    from reinstate.decision.policy import policy_named, reference_for  # noqa: PLC0415
    from reinstate.workflow.bench import BenchOrder, bench_text  # noqa: PLC0415

    policy = policy_named(arguments.policy)
    order = BenchOrder(policy, reference_for(policy), arguments.model, arguments.address, arguments.key)
    print(bench_text(order), end="")
    return 0


def _screen(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.screen import screen_manifest  # noqa: PLC0415

    screened = screen_manifest(arguments.claims, arguments.policy, arguments.entitlement, arguments.as_of)
    print(screened.shown_as(arguments.format), end="")
    return 1 if screened.failed else 0


def _verify(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.verify import verify_run  # noqa: PLC0415 - only the asked command pays for its imports

    problems = verify_run(arguments.folder)
    for problem in problems:
        print(visible(problem))
    print("broken" if problems else "sound")
    return 1 if problems else 0


def _explain(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.explain import explain  # noqa: PLC0415

    derivations = explain(arguments.folder, arguments.device, arguments.check)
    print("\n\n".join("\n".join(one.lines()) for one in derivations))
    return 1 if any(one.problems for one in derivations) else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected a day such as 2027-01-31, got {text!r}") from error


def _what_if(arguments: argparse.Namespace) -> int:
    from reinstate.report.changes_text import change_lines  # noqa: PLC0415
    from reinstate.workflow.what_if import Question, what_if  # noqa: PLC0415

    answer = what_if(
        Question(
            runs=tuple(arguments.runs),
            policy=arguments.policy,
            tables=tuple(arguments.reference),
            as_of=arguments.as_of,
            every=arguments.all,
        )
    )
    if arguments.output == "json":
        print(json.dumps(answer.to_json(), indent=2))
    else:
        print("\n".join(change_lines(answer.to_json())))
    return answer.status


def _schema(_: argparse.Namespace) -> int:
    from reinstate.decision.record import schema  # noqa: PLC0415

    print(json.dumps(schema(), indent=2, sort_keys=True))
    return 0


def _catalog(_: argparse.Namespace) -> int:
    from reinstate.checks.catalog_page import catalog_markdown  # noqa: PLC0415

    print(catalog_markdown(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
