"""``reinstate reference import``: saved pages, filled-in lists, and records of others become tables for a policy."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reinstate.errors import InputError
from reinstate.plain_text import counted

if TYPE_CHECKING:
    from reinstate.workflow.policy_paste import Paste

_LONGEST_NAME = 100
_ADVISORIES = "advisories"
_WITHOUT_A_KIND = (
    "state with --kind what the table holds, or with --mapping whose export it is; if the file is to be a lifecycle "
    "page, save it again: it has no markup"
)


def add_import(imports: argparse.ArgumentParser) -> None:
    """The options of the command."""
    imports.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="saved lifecycle pages of Juniper's; CVE records or CSAF documents; or a CSV file, YAML with rows, or a"
        " filled-in list of unknown data; or, with --mapping, exports of another program",
    )
    imports.add_argument(
        "--mapping",
        metavar="MAPPING",
        help="read exports of another program: netbox, eosl-date, eosl-ai, reseller, or a mapping of your own (.yml)",
    )
    imports.add_argument("--output", required=True, type=Path, metavar="TABLE.yml", help="table to write")
    imports.add_argument(
        "--kind", help="for a table: hardware-lifecycle, junos-releases, license-skus, price-list, or advisories"
    )
    imports.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="policy that will name the table: prints the lines to paste, and where",
    )
    imports.add_argument("--name", default="", help="name of the table (default: name of the output file)")
    imports.add_argument("--source", default="", help="source of its facts")
    imports.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DAY", help="date of its facts, or of the pages (default: today)"
    )
    imports.add_argument("--max-age-days", type=_days, metavar="DAYS", help="days for which they are valid")
    imports.add_argument(
        "--exploited",
        type=date.fromisoformat,
        metavar="DAY",
        help="advisories: date since which they are known to be exploited, for records that do not state it",
    )
    pages = imports.add_argument_group("saved pages")
    pages.add_argument("--family", default="", metavar="SLUG", help="which page it is, such as ex_series")
    pages.add_argument(
        "--shrunk",
        action="append",
        default=[],
        metavar="SLUG",
        help="accept that this page lists fewer products",
    )
    pages.add_argument(
        "--run",
        dest="runs",
        action="append",
        default=[],
        type=Path,
        metavar="RUN",
        help="look for the models this run did not know",
    )
    pages.add_argument("--model", action="append", default=[], metavar="MODEL", help="look for this model as well")
    pages.add_argument(
        "--not-listed",
        nargs="*",
        metavar="confirmed-by NAME",
        help="propose the models of --run (default: runs/latest) that no page lists; with a name, write their rows",
    )
    pages.add_argument(
        "--read-notes",
        nargs="+",
        metavar="confirmed-by NAME",
        help="you have read the notes that make dates uncertain, and they leave the dates of their rows as they are",
    )
    pages.add_argument("--note", action="append", default=[], type=int, metavar="NUMBER", help="only this note")
    imports.set_defaults(run=_import)


def _days(text: str) -> int:
    days = int(text)
    if days < 1:
        raise argparse.ArgumentTypeError("expected a number of days of 1 or more")
    return days


def _import(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.page_imports import are_pages  # noqa: PLC0415

    if arguments.mapping is not None:
        return _import_foreign(arguments)
    if arguments.kind == _ADVISORIES:
        return _import_advisories(arguments)
    _refuse_stated({"exploited": arguments.exploited}, f"--kind {_ADVISORIES}")
    arguments.files = _without_folders(arguments.files)
    if not arguments.files and arguments.not_listed is None:
        again = "name the pages again, with --read-notes" if arguments.read_notes else ""
        raise InputError(
            "reference import: nothing to import",
            expected="FILE: saved lifecycle pages, or a table with --kind",
            actual="no file",
            remedy=again or "reinstate reference pages --run RUN lists the pages to save",
        )
    if are_pages(arguments.files) or (not arguments.files and arguments.not_listed is not None):
        return _import_pages(arguments)
    return _import_table(arguments)


def _without_folders(files: Sequence[Path]) -> list[Path]:
    """The files; a folder that a browser saves beside a page is left out, and any other one is refused."""
    folders = [path for path in files if path.is_dir()]
    for path in folders:
        if not path.name.endswith("_files"):
            raise InputError(
                f"{path}: a folder", expected="files", actual="a folder", remedy=f"name the files: {path}/*"
            )
        print(f"{path}: left out: a folder that a browser saved beside a page")
    return [path for path in files if path not in folders]


def _import_pages(arguments: argparse.Namespace) -> int:
    from reinstate.reference.loading import load_shipped  # noqa: PLC0415
    from reinstate.workflow.page_imports import PageArguments, import_pages  # noqa: PLC0415
    from reinstate.workflow.page_report import import_report  # noqa: PLC0415

    stated = {key: getattr(arguments, key) for key in ("kind", "name", "source", "max_age_days")}
    _refuse_stated(stated, "a table; saved pages state it themselves")
    looking = arguments.not_listed is not None
    runs = tuple(arguments.runs) or ((Path("runs/latest"),) if looking and not arguments.model else ())
    imported = import_pages(
        PageArguments(
            files=tuple(arguments.files),
            output=arguments.output,
            family=arguments.family,
            as_of=arguments.as_of,
            shrunk=frozenset(arguments.shrunk),
            runs=runs,
            models=tuple(arguments.model),
            notes_read_by=_confirmed_by("--read-notes", arguments.read_notes or []),
            notes=_notes(arguments),
            confirmed_by=_confirmed_by("--not-listed", arguments.not_listed) if looking else "",
            policy=arguments.policy,
        )
    )
    print(import_report(imported, load_shipped().page_families))
    for complaint in imported.complaints:
        print(complaint, file=sys.stderr)
    if imported.complaints:
        print(f"{len(imported.complaints)} to correct; nothing was written", file=sys.stderr)
        return 2
    return 0


def _notes(arguments: argparse.Namespace) -> tuple[int, ...]:
    if arguments.note and not arguments.read_notes:
        raise InputError("--note: only with --read-notes", actual=str(arguments.note[0]), remedy="add --read-notes")
    return tuple(arguments.note)


def _confirmed_by(option: str, words: list[str]) -> str:
    """The name after ``confirmed-by``; "" where there is none."""
    if not words:
        return ""
    name = " ".join(" ".join(words[1:]).split())
    if words[0] != "confirmed-by" or not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError(
            f"{option}: not usable",
            expected="confirmed-by and the name of the person who looked at the pages",
            actual=" ".join(words)[:80],
            remedy=f'such as {option} confirmed-by "Ada Lovelace"',
        )
    return name


def _refuse_stated(stated: dict[str, object], only_for: str) -> None:

    for key, value in stated.items():
        if value:
            option = f"--{key.replace('_', '-')}"
            raise InputError(f"{option}: only for {only_for}", actual=str(value), remedy=f"leave out {option}")


def _refuse_page_options(arguments: argparse.Namespace) -> None:
    of_pages = {key: getattr(arguments, key) for key in ("family", "shrunk", "runs", "model", "read_notes", "note")}
    _refuse_stated({**of_pages, "not_listed": arguments.not_listed is not None}, "saved pages")


def _stated_of_table(arguments: argparse.Namespace) -> dict[str, Any]:
    """What is stated about the table, whatever it is made of."""
    return {key: getattr(arguments, key) for key in ("name", "source", "as_of", "max_age_days", "policy")}


def _print_paste(paste: Paste) -> None:
    print(f"Name it in the policy and raise the policy's version. Paste {paste.where}:\n")
    print(paste.lines)


def _import_table(arguments: argparse.Namespace) -> int:
    from reinstate.reference.importing import KINDS  # noqa: PLC0415
    from reinstate.workflow.reference_tables import ImportArguments, import_reference  # noqa: PLC0415

    _refuse_page_options(arguments)
    if arguments.kind not in KINDS:
        raise InputError(
            f"{arguments.kind or '--kind'}: {'unknown kind of table' if arguments.kind else 'missing'}",
            expected=f"one of {', '.join((*KINDS, _ADVISORIES))}",
            actual=arguments.kind or "",
            remedy="" if arguments.kind else _WITHOUT_A_KIND,
        )
    if len(arguments.files) != 1:
        raise InputError(
            "reference import: one table at a time",
            expected="one FILE",
            actual=f"{len(arguments.files)} files",
            remedy="import each into a table of its own",
        )
    asked = ImportArguments(
        file=arguments.files[0],
        kind=KINDS[arguments.kind],
        output=arguments.output,
        **_stated_of_table(arguments),
    )
    imported = import_reference(asked)
    table, paste = imported.table, imported.paste
    for complaint in table.complaints:
        print(complaint, file=sys.stderr)
    if paste is None:
        print(f"{len(table.complaints)} to correct; nothing was written", file=sys.stderr)
        return 2
    print(f"{asked.output}: {counted(table.rows, 'row')} written, {counted(table.left_open, 'line')} still open.")
    _print_paste(paste)
    return 0


def _import_advisories(arguments: argparse.Namespace) -> int:
    from reinstate.workflow.advisory_tables import Stated, import_advisories  # noqa: PLC0415

    _refuse_page_options(arguments)
    stated = Stated(
        **_stated_of_table(arguments),
        exploited=arguments.exploited,
    )
    imported = import_advisories(tuple(arguments.files), arguments.output, stated)
    for line in imported.lines():
        print(line, file=sys.stderr)
    if imported.paste is None:
        print("nothing was written", file=sys.stderr)
        return 2
    print(f"{arguments.output}: {counted(imported.rows, 'row')} written.")
    _print_paste(imported.paste)
    return 0


def _import_foreign(arguments: argparse.Namespace) -> int:
    from reinstate.reference.lifecycle import LIFECYCLE_KIND  # noqa: PLC0415
    from reinstate.workflow.foreign_import import ForeignArguments, import_foreign  # noqa: PLC0415

    _refuse_page_options(arguments)
    _refuse_stated({"exploited": arguments.exploited}, f"--kind {_ADVISORIES}")
    if arguments.kind not in (None, LIFECYCLE_KIND) or not arguments.files:
        raise InputError(
            "--mapping: not possible with these arguments",
            expected=f"at least one FILE, and --kind {LIFECYCLE_KIND}",
            actual=f"{len(arguments.files)} files, --kind {arguments.kind or LIFECYCLE_KIND}",
            remedy="leave out --mapping, or correct the others",
        )
    asked = ForeignArguments(
        files=tuple(arguments.files),
        mapping=arguments.mapping,
        output=arguments.output,
        **_stated_of_table(arguments),
    )
    imported = import_foreign(asked)
    print(imported.refusals(), end="", file=sys.stderr)
    print(imported.account(asked.output))
    _print_paste(imported.paste)
    return 0
