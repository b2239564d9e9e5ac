"""``reinstate reference``: sets of reference data, their pins, your own tables, and what runs did not find in them."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reinstate.cli.reference_import import add_import
from reinstate.errors import InputError

if TYPE_CHECKING:
    from reinstate.reference.lifecycle import LifecycleRow


def add_reference(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its subcommands."""
    reference = commands.add_parser("reference", help="show and pin reference data, import lookups, list unknown data")
    own = reference.add_subparsers(title="commands", required=True, metavar="COMMAND")

    show = own.add_parser(
        "show", help="list the reference sets, or show one of them, or all that they state of a product or release"
    )
    show.add_argument(
        "name",
        nargs="?",
        metavar="SET|PRODUCT|RELEASE",
        help="one reference set; a product, SKU, or FRU model number; or a release (default: a list of all sets)",
    )
    show.add_argument(
        "--policy", type=Path, metavar="FILE", help="policy file, or strict (default: the shipped default policy)"
    )
    show.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DAY", help="date from which ages are counted (default: today)"
    )
    show.set_defaults(run=_show)

    pins = own.add_parser(
        "pins", help="print the pins of the shipped sets, or of your own platform profiles, to paste into a policy"
    )
    pins.add_argument(
        "profiles",
        nargs="*",
        type=Path,
        metavar="FILE.yml",
        help="files of platform profiles, checked before they are pinned",
    )
    pins.set_defaults(run=_pins)

    imports = own.add_parser(
        "import", help="check saved lifecycle pages or a filled-in list, and write a table for a policy"
    )
    add_import(imports)

    pages = own.add_parser("pages", help="list the lifecycle pages to save, with their addresses")
    pages.add_argument("families", nargs="*", metavar="SLUG", help="pages by name, such as ex_series; or state --run")
    pages.add_argument(
        "--run", dest="runs", action="append", default=[], type=Path, metavar="RUN", help="evaluated run"
    )
    pages.add_argument("--policy", type=Path, metavar="FILE", help="leave out pages that its tables hold and are fresh")
    pages.add_argument("--json", action="store_true", help="print all of them as JSON")
    pages.set_defaults(run=_pages)

    unknown = own.add_parser(
        "unknown", help="list what evaluated runs did not find in the reference data, most-blocking first"
    )
    unknown.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="run folder, or runs/latest")
    unknown.add_argument("--output", type=Path, metavar="FILE.csv", help="the file to write; by default it is printed")
    unknown.add_argument(
        "--profiles",
        type=Path,
        metavar="FILE.yml",
        help="a new file to write, with a row to fill in for each product that has no platform profile",
    )
    unknown.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="policy whose lifecycle tables are searched, too, for SKUs that differ in spelling alone",
    )
    unknown.set_defaults(run=_unknown)


def _show(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.product_rows import product_details, rows_of_product  # noqa: PLC0415
    from reinstate.workflow.reference_tables import reference_of, set_details, sets_table  # noqa: PLC0415
    from reinstate.workflow.release_rows import names_a_release, release_details  # noqa: PLC0415

    reference, on = reference_of(arguments.policy), arguments.as_of or datetime.now(UTC).date()
    if arguments.name is None:
        print(sets_table(reference, on))
    elif arguments.name not in reference.sets and names_a_release(arguments.name):
        print(release_details(reference, arguments.name, on))
    else:
        details = set_details if arguments.name in reference.sets else product_details
        print(details(reference, arguments.name, on))
        _show_in_place(arguments, rows_of_product(reference, arguments.name, on))
    return 0


def _show_in_place(arguments: argparse.Namespace, rows: tuple[LifecycleRow, ...]) -> None:
    """What kept pages have of these rows, in the tables of the policy."""
    from reinstate.decision.policy import policy_named  # noqa: PLC0415
    from reinstate.workflow.rows_in_place import shown_in_place  # noqa: PLC0415

    if arguments.policy is not None and (text := shown_in_place(rows, policy_named(arguments.policy).lifecycle_tables)):
        print(f"\n{text}")


def _pins(arguments: argparse.Namespace) -> int:
    from reinstate.decision.policy.pins import pins_block, pins_of  # noqa: PLC0415
    from reinstate.reference.loading import load_shipped  # noqa: PLC0415
    from reinstate.workflow.reference_tables import profile_policy_lines  # noqa: PLC0415

    if arguments.profiles:
        print(profile_policy_lines(arguments.profiles))
        return 0
    print(pins_block(pins_of(load_shipped())), end="")
    return 0


def _pages(arguments: argparse.Namespace) -> int:
    from reinstate.decision.policy import policy_named  # noqa: PLC0415
    from reinstate.evidence.file_access import json_text  # noqa: PLC0415
    from reinstate.workflow.pages_to_save import as_data, needed_pages, save_list  # noqa: PLC0415

    if not (arguments.families or arguments.runs):
        raise InputError(
            "reference pages: which pages is not stated",
            expected="names of pages, or --run RUN for those that a run needs",
            actual="neither",
            remedy="such as: reinstate reference pages --run runs/latest",
        )
    policy = policy_named(arguments.policy) if arguments.policy else None
    needed = needed_pages(arguments.families, arguments.runs, policy, datetime.now(UTC).date())
    text = save_list(needed) or "every page is there and fresh" * bool(needed.pages) or "no page is needed"
    print(json_text(as_data(needed)) if arguments.json else text)
    return 0


def _unknown(arguments: argparse.Namespace) -> int:
    from reinstate.evidence.file_access import write_output  # noqa: PLC0415
    from reinstate.report.spreadsheet import ENCODING  # noqa: PLC0415
    from reinstate.workflow.reference_tables import reference_of  # noqa: PLC0415
    from reinstate.workflow.unknowns import unknowns_csv  # noqa: PLC0415

    _tell_pages(arguments)
    content, lines = unknowns_csv(arguments.runs, reference_of(arguments.policy).hardware)
    if arguments.profiles is not None:
        _write_profiles(arguments)
    if arguments.output is None:
        print(content.decode(ENCODING), end="")
        return 0
    write_output(arguments.output, content)
    print(f"{arguments.output}: {lines} lines")
    return 0


def _tell_pages(arguments: argparse.Namespace) -> None:
    """The pages come before the models: one page answers for many of them."""
    from reinstate.decision.policy import policy_named  # noqa: PLC0415
    from reinstate.workflow.pages_to_save import needed_pages, save_list  # noqa: PLC0415

    policy = policy_named(arguments.policy) if arguments.policy else None
    needed = needed_pages((), arguments.runs, policy, datetime.now(UTC).date())
    text = save_list(needed)
    if not text and needed.pages:
        text = (
            "every page that could list what is missing is there. For models that none lists: "
            "reinstate reference import --output TABLE.yml --run RUN --not-listed"
        )
    if text:
        print(f"{text}\n", file=sys.stderr if arguments.output is None else sys.stdout)


def _write_profiles(arguments: argparse.Namespace) -> None:
    from reinstate.workflow.profile_rows import write_profile_rows  # noqa: PLC0415

    products = write_profile_rows(arguments.runs, arguments.profiles)
    told = (
        f"{arguments.profiles}: {products} to fill in; then reinstate reference pins {arguments.profiles}"
        if products
        else "every product has a platform profile; nothing was written"
    )
    print(told, file=sys.stderr)
