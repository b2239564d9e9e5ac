"""``reinstate doctor``: check an installation, and say what to do, in order."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reinstate.cli.argument_types import day
from reinstate.errors import InputError
from reinstate.report.text import inert

_NOT_CHECKED = "not checked"

if TYPE_CHECKING:
    from reinstate.workflow.doctor.lines import Examination


def add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command."""
    doctor = commands.add_parser(
        "doctor",
        help="check this installation, and print what to do, in order",
        description="Check this installation: Python, packages, Ansible, the folder of runs, the clock, the policy and "
        "its pins, the age of the reference data today and 30 days ahead, and, if named, a run and a host. "
        "Exit status: 0 no problem, 1 a problem or something that could not be determined, 2 wrong options.",
    )
    doctor.add_argument(
        "--policy", type=Path, metavar="FILE", help="policy file, or strict (default: the shipped default policy)"
    )
    doctor.add_argument(
        "--runs", type=Path, default=Path("runs"), metavar="DIR", help="folder of runs (default: %(default)s)"
    )
    doctor.add_argument(
        "--run", type=Path, dest="evaluated", metavar="RUN", help="evaluated run: names its products without a profile"
    )
    doctor.add_argument("--as-of", type=day, metavar="DAY", help="day for which ages are counted (default: today)")
    doctor.add_argument("-i", "--inventory", type=Path, metavar="INVENTORY", help="inventory that has the host")
    doctor.add_argument(
        "--host",
        default="",
        metavar="NAME",
        help="log in to this host as an inspection does, and send its first requests; they only read",
    )
    doctor.add_argument("--json", action="store_true", help="print the same as JSON")
    doctor.add_argument(
        "options",
        nargs="*",
        metavar="OPTION",
        help="after --: options of ansible-playbook for the host, such as -- --ask-vault-pass",
    )
    doctor.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.doctor.examination import Examined, examine  # noqa: PLC0415

    if bool(arguments.inventory) is not bool(arguments.host):
        given = "--inventory" if arguments.inventory else "--host"
        raise InputError("--inventory and --host go together", expected="both or neither", actual=f"only {given}")
    examined = Examined(
        arguments.runs,
        arguments.policy,
        arguments.as_of,
        arguments.evaluated,
        arguments.inventory,
        arguments.host,
        tuple(arguments.options),
    )
    found = examine(examined)
    print(json.dumps(found.to_json(), indent=2) if arguments.json else "\n".join(map(inert, _text(found))))
    return 0 if found.sound else 1


def _text(found: Examination) -> Iterator[str]:
    """Every line with its state in front, then what to do."""
    width = max(map(len, [*(line.state for line in found.lines), *([_NOT_CHECKED] if found.left_out else [])]))
    yield from (f"{line.state:<{width}}  {line.topic}: {line.what}" for line in found.lines)
    yield from (f"{_NOT_CHECKED:<{width}}  {what}" for what in found.left_out)
    yield ""
    if not found.to_do:
        yield "Nothing to do."
        return
    yield "To do, in this order:"
    yield from (f"{number}. {step}" for number, step in enumerate(found.to_do, 1))
