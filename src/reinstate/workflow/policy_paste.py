"""The lines by which a policy names a table, and the place in the policy where they can be pasted as they are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

import yaml

from reinstate.decision.policy.strict_yaml import read_yaml

_BLOCK = "reference"


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table that a policy is to name.

    Attributes:
        key: the key under ``reference`` that tables of its kind stand under.
        path: where it is.
        sha256: its digest, hexadecimal.
    """

    key: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Paste:
    """Lines to paste, and where: ``at the end of mine.yml``."""

    where: str
    lines: str


def paste_of(table: NamedTable, policy: Path | None) -> Paste:
    """What to paste into that policy; None is one in the table's own folder.

    Raises:
        InputError: the policy cannot be read.
    """
    if policy is None:
        folder = table.path.resolve().parent
        where = f"into a policy in {folder}. In a policy elsewhere, give the path relative to that policy's folder"
        return Paste(where, _whole(table, table.path.name))
    name = os.path.relpath(table.path.resolve(), policy.resolve().parent)
    file = read_yaml(policy)
    root = yaml.compose(file.raw.decode("utf-8"), Loader=yaml.SafeLoader)
    return _paste_in(policy, root, table, name)


def whole_lines(tables: Sequence[NamedTable]) -> str:
    """The lines for a policy in the folder of these tables, all of one kind, that names none yet."""
    entries = "\n".join(_entry(table, table.path.name) for table in tables)
    return f"{_BLOCK}:\n  {tables[0].key}:\n{indent(entries, '    ')}"


def _paste_in(policy: Path, root: yaml.Node | None, table: NamedTable, name: str) -> Paste:
    """The innermost of the keys that the policy has already says where the rest belongs."""
    reference = _value(root, _BLOCK)
    if reference is None:
        return Paste(f"at the end of {policy}", _whole(table, name))
    if not reference[1].value:
        return Paste(f"in place of {_line(reference, policy)}", _whole(table, name))
    if not isinstance(reference[1], yaml.MappingNode):
        return Paste(f"in place of {_line(reference, policy)} and its value, which is no mapping", _whole(table, name))
    tables = _value(reference[1], table.key)
    if tables is not None:
        return _paste_among(policy, tables, table, name)
    if _is_flow(reference[1]):
        return Paste(f"within the braces of {_line(reference, policy)}", f"{table.key}: [{_flow(table, name)}]")
    first = reference[1].value[0][0].start_mark.column
    return Paste(f"after {_line(reference, policy)}", indent(_of_key(table, name), " " * first))


def _paste_among(policy: Path, tables: tuple[yaml.Node, yaml.Node], table: NamedTable, name: str) -> Paste:
    """After the tables that the policy already names."""
    if not tables[1].value:
        own = tables[0].start_mark.column
        return Paste(f"in place of {_line(tables, policy)}", indent(_of_key(table, name), " " * own))
    if not isinstance(tables[1], yaml.SequenceNode):
        own = tables[0].start_mark.column
        where = f"in place of {_line(tables, policy)} and its value, which is no list"
        return Paste(where, indent(_of_key(table, name), " " * own))
    if (named := _named_already(tables[1], name)) is not None:
        entry, digest = named
        own = digest[0].start_mark.column
        before = "- ".rjust(own) if entry.start_mark.line == digest[0].start_mark.line else " " * own
        return Paste(f"in place of {_line(digest, policy)}", f"{before}sha256: {table.sha256}")
    if _is_flow(tables[1]):
        return Paste(f"within the brackets of {_line(tables, policy)}", _flow(table, name))
    first = tables[1].start_mark.column
    return Paste(f"after {_line(tables, policy)}", indent(_entry(table, name), " " * first))


def _named_already(tables: yaml.SequenceNode, name: str) -> tuple[yaml.Node, tuple[yaml.Node, yaml.Node]] | None:
    """The entry of a table that the policy names already, and its digest on a line of its own."""
    for entry in tables.value:
        file, digest = _value(entry, "file"), _value(entry, "sha256")
        if file is not None and digest is not None and file[1].value == name and not _is_flow(entry):
            return entry, digest
    return None


def _value(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The nodes of a key and of of its value; None where the mapping lacks it."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next(((own, value) for own, value in pairs if own.value == key), None)


def _line(pair: tuple[yaml.Node, yaml.Node], policy: Path) -> str:
    return f"line {pair[0].start_mark.line + 1} of {policy}"


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _whole(table: NamedTable, name: str) -> str:
    return f"{_BLOCK}:\n{indent(_of_key(table, name), '  ')}"


def _of_key(table: NamedTable, name: str) -> str:
    return f"{table.key}:\n{indent(_entry(table, name), '  ')}"


def _entry(table: NamedTable, name: str) -> str:
    return _yaml([_stated(table, name)], flow=False)


def _flow(table: NamedTable, name: str) -> str:
    return _yaml(_stated(table, name), flow=True)


def _stated(table: NamedTable, name: str) -> dict[str, str]:
    return {"file": name, "sha256": table.sha256}


def _yaml(stated: object, *, flow: bool) -> str:
    return yaml.safe_dump(stated, sort_keys=False, default_flow_style=flow, allow_unicode=True, width=100_000).rstrip()
