"""``reinstate reference``: the sets of reference data, their pins, an operator's own tables, what runs didn't know."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path


def add_reference(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command with its own commands."""
    reference = commands.add_parser(
        "reference", help="show reference data, pin it, import look-ups, list what is unknown"
    )
    own = reference.add_subparsers(title="commands", required=True, metavar="COMMAND")

    show = own.add_parser("show", help="list the reference sets, or tell all of one")
    show.add_argument("set", nargs="?", metavar="SET")
    show.add_argument("--policy", type=Path, metavar="FILE", help="policy file, default or strict; by default default")
    show.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="the day to reckon ages by; today")
    show.set_defaults(run=_show)

    pins = own.add_parser("pins", help="print the pins of the shipped sets, to paste into a policy")
    pins.set_defaults(run=_pins)

    imports = own.add_parser("import", help="check what was filled in, and write it as a table for a policy")
    imports.add_argument("file", type=Path, metavar="FILE", help="CSV, or YAML with rows; also the list of unknowns")
    imports.add_argument("--kind", required=True, help="hardware-lifecycle, junos-releases, license-skus, price-list")
    imports.add_argument(
        "--output", required=True, type=Path, metavar="TABLE.yml", help="the table to write, a new file"
    )
    imports.add_argument("--name", default="", help="the table's name; by default that of the output file")
    imports.add_argument("--source", default="", help="where its facts come from")
    imports.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="of which day they are; today")
    imports.add_argument("--max-age-days", type=_days, metavar="DAYS", help="how long they hold")
    imports.set_defaults(run=_import)

    unknown = own.add_parser("unknown", help="list everything that judged runs didn't know, most-blocking first")
    unknown.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="run folder, or runs/latest")
    unknown.add_argument("--output", type=Path, metavar="FILE.csv", help="the file to write; by default it is printed")
    unknown.set_defaults(run=_unknown)


def _days(text: str) -> int:
    days = int(text)
    if days < 1:
        raise argparse.ArgumentTypeError("a number of days above zero")
    return days


def _show(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.reference_tables import reference_of, set_details, sets_table  # noqa: PLC0415

    reference, on = reference_of(arguments.policy), arguments.as_of or datetime.now(UTC).date()
    print(set_details(reference, arguments.set, on) if arguments.set else sets_table(reference, on))
    return 0


def _pins(_: argparse.Namespace) -> int:
    from reinstate.decision.policy.pins import pins_block, pins_of  # noqa: PLC0415
    from reinstate.reference.loading import load_shipped  # noqa: PLC0415

    print(pins_block(pins_of(load_shipped())), end="")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from reinstate.errors import InputError  # noqa: PLC0415
    from reinstate.reference.importing import KINDS  # noqa: PLC0415
    from reinstate.workflow.reference_tables import ImportArguments, import_reference, policy_lines  # noqa: PLC0415

    if arguments.kind not in KINDS:
        raise InputError(
            f"{arguments.kind}: no such kind", expected=f"one of {', '.join(KINDS)}", actual=arguments.kind
        )
    asked = ImportArguments(
        file=arguments.file,
        kind=KINDS[arguments.kind],
        output=arguments.output,
        name=arguments.name,
        source=arguments.source,
        as_of=arguments.as_of,
        max_age_days=arguments.max_age_days,
    )
    imported = import_reference(asked)
    for complaint in imported.complaints:
        print(complaint, file=sys.stderr)
    if imported.complaints:
        print(f"{len(imported.complaints)} to mend; nothing was written", file=sys.stderr)
        return 2
    print(f"{asked.output}: {imported.rows} rows, {imported.left_open} lines left open.")
    print("Its path is relative to the policy's. Name it in the policy:\n")
    print(policy_lines(asked, imported.content))
    return 0


def _unknown(arguments: argparse.Namespace) -> int:
    from reinstate.evidence.file_access import write_atomic  # noqa: PLC0415
    from reinstate.workflow.unknowns import unknowns_csv  # noqa: PLC0415

    content, lines = unknowns_csv(arguments.runs)
    if arguments.output is None:
        print(content.decode(), end="")
        return 0
    write_atomic(arguments.output, content)
    print(f"{arguments.output}: {lines} lines")
    return 0
