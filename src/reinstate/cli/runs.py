"""``reinstate verify``, ``explain`` and ``what-if``: questions about stored runs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from reinstate.cli.argument_types import day
from reinstate.report.text import visible


def add_runs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands that look at runs."""
    verify = commands.add_parser("verify", help="check every hash of a run and its accounts")
    verify.add_argument("folder", type=Path, metavar="RUN", help="run folder, or runs/latest")
    verify.set_defaults(run=_verify)

    explain = commands.add_parser("explain", help="print why a device got its verdict, down to the bytes")
    explain.add_argument("folder", type=Path, metavar="RUN")
    explain.add_argument("device", metavar="DEVICE", help="a unit's name, a host's, or a chassis serial")
    explain.add_argument("check", nargs="?", metavar="CHECK", help="one check's findings alone")
    explain.set_defaults(run=_explain)

    _add_what_if(commands)


def _add_what_if(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
        "--as-of", type=day, metavar="DAY", help="judge by this day, such as 2027-01-31, not by each run's own"
    )
    what_if.add_argument(
        "--all", action="store_true", help="of a folder of runs every run, not only the newest of each serial"
    )
    what_if.add_argument("--output", choices=("text", "json"), default="text")
    what_if.set_defaults(run=_what_if)


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


def _what_if(arguments: argparse.Namespace) -> int:
    from reinstate.report.changes_text import change_lines  # noqa: PLC0415
    from reinstate.workflow.what_if import WhatIf, what_if  # noqa: PLC0415

    answer = what_if(
        WhatIf(
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
