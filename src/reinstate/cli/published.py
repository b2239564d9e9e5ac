"""``reinstate schema`` and ``catalog``: the published forms of records and checks."""

from __future__ import annotations

import argparse
import json


def add_published(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands that need no run."""
    schema = commands.add_parser("schema", help="print the JSON Schema of inspection records, or of summary.json")
    schema.add_argument("of", nargs="?", choices=("record", "summary"), default="record", help="default: record")
    schema.set_defaults(run=_schema)

    catalog = commands.add_parser("catalog", help="print the documentation of every check, as Markdown")
    catalog.set_defaults(run=_catalog)


def _schema(arguments: argparse.Namespace) -> int:
    from reinstate.decision.record import schema  # noqa: PLC0415
    from reinstate.decision.summary_schema import summary_schema  # noqa: PLC0415

    published = summary_schema() if arguments.of == "summary" else schema()
    print(json.dumps(published, indent=2, sort_keys=True))
    return 0


def _catalog(_: argparse.Namespace) -> int:
    from reinstate.checks.catalog_page import catalog_markdown  # noqa: PLC0415

    print(catalog_markdown(), end="")
    return 0
