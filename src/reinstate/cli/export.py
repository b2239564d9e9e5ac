"""``reinstate export``: add exports to the report of an evaluated run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reinstate.report.text import visible

# Of the clone that this is installed from.
_TEMPLATES = Path(__file__).parents[3] / "roles" / "report" / "templates"


def add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command."""
    export = commands.add_parser(
        "export",
        help="write a workbook, JSON Lines, and other exports of a run",
        description="Add exports of the run's last evaluation to its report folder, and print their paths. "
        "Exit status: 0 written, 2 error.",
    )
    export.add_argument("folder", type=Path, metavar="RUN", help="run folder, or runs/latest")
    export.add_argument(
        "--format",
        action="append",
        metavar="FORMAT",
        help="xlsx, jsonl, pdf, or markdown; can be repeated (default: xlsx and jsonl)",
    )
    export.add_argument(
        "--templates",
        type=Path,
        metavar="FOLDER",
        help="folder with your own templates of pages, for pdf and markdown (default: those of the role report)",
    )
    export.add_argument(
        "--signing-key",
        type=Path,
        metavar="FILE",
        help="private key (Ed25519) that signs the report again",
    )
    export.set_defaults(run=_export)


def _export(arguments: argparse.Namespace) -> int:
    from reinstate.report.formats.names import DEFAULT_EXPORTS  # noqa: PLC0415 - imports what the command needs
    from reinstate.workflow.write_report import export_run  # noqa: PLC0415

    formats = arguments.format or DEFAULT_EXPORTS
    for path in export_run(arguments.folder, formats, _templates(arguments.templates), _say, arguments.signing_key):
        print(visible(str(path)))
    return 0


def _templates(own: Path | None) -> list[Path]:
    """The folders of templates; a Reinstate that was not installed from a clone has none of its own."""
    return [*filter(None, (own,)), *([_TEMPLATES] if _TEMPLATES.is_dir() else [])]


def _say(notice: str) -> None:
    print(visible(notice), file=sys.stderr)
