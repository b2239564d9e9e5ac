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


def pastes_of(tables: Sequence[NamedTable], policy: Path | None) -> tuple[Paste, ...]:
    """What to paste into that policy for these tables of one key; None is one in the tables' own folder.

    A table that the policy names already gets its new digest in place; the others are pasted together.

    Raises:
        InputError: the policy cannot be read.
    """
    if policy is None:
        folder = tables[0].path.resolve().parent
        where = f"into a policy in {folder}. In a policy elsewhere, give the path relative to that policy's folder"
        return (Paste(where, whole_lines(tables)),)
    file = read_yaml(policy)
    root = yaml.compose(file.raw.decode("utf-8"), Loader=yaml.SafeLoader)
    named = [_Named(table, os.path.relpath(table.path.resolve(), policy.resolve().parent)) for table in tables]
    renewed = {one: paste for one in named if (paste := _renewed(policy, root, one)) is not None}
    new = tuple(one for one in named if one not in renewed)
    return (*renewed.values(), *([_paste_in(policy, root, new)] if new else []))


def paste_of(table: NamedTable, policy: Path | None) -> Paste:
    """The same for one table."""
    return pastes_of((table,), policy)[0]


def whole_lines(tables: Sequence[NamedTable]) -> str:
    """The lines for a policy in the folder of these tables, all of one kind, that names none yet."""
    return _whole([_Named(table, table.path.name) for table in tables])


@dataclass(frozen=True, slots=True)
class _Named:
    """A table, and its path as the policy states it."""

    table: NamedTable
    name: str

    @property
    def stated(self) -> dict[str, str]:
        return {"file": self.name, "sha256": self.table.sha256}


def _renewed(policy: Path, root: yaml.Node | None, named: _Named) -> Paste | None:
    """The new digest of a table that the policy names already; None if it doesn't."""
    reference = _value(root, _BLOCK)
    tables = _value(reference[1], named.table.key) if reference is not None else None
    found = _named_already(tables[1], named.name) if tables is not None else None
    if found is None:
        return None
    entry, digest = found
    own = int(digest[0].start_mark.column)
    before = "- ".rjust(own) if entry.start_mark.line == digest[0].start_mark.line else " " * own
    return Paste(f"in place of {_line(digest, policy)}", f"{before}sha256: {named.table.sha256}")


def _paste_in(policy: Path, root: yaml.Node | None, new: Sequence[_Named]) -> Paste:
    """The innermost of the keys that the policy has already says where the rest belongs."""
    reference = _value(root, _BLOCK)
    if reference is None:
        return Paste(f"at the end of {policy}", _whole(new))
    if not reference[1].value:
        return Paste(f"in place of {_line(reference, policy)}", _whole(new))
    if not isinstance(reference[1], yaml.MappingNode):
        return Paste(f"in place of {_line(reference, policy)} and its value, which is no mapping", _whole(new))
    tables = _value(reference[1], new[0].table.key)
    if tables is not None:
        return _paste_among(policy, tables, new)
    if _is_flow(reference[1]):
        return Paste(f"within the braces of {_line(reference, policy)}", f"{new[0].table.key}: [{_flow(new)}]")
    first = reference[1].value[0][0].start_mark.column
    return Paste(f"after {_line(reference, policy)}", indent(_of_key(new), " " * first))


def _paste_among(policy: Path, tables: tuple[yaml.Node, yaml.Node], new: Sequence[_Named]) -> Paste:
    """After the tables that the policy already names."""
    if not tables[1].value:
        own = tables[0].start_mark.column
        return Paste(f"in place of {_line(tables, policy)}", indent(_of_key(new), " " * own))
    if not isinstance(tables[1], yaml.SequenceNode):
        own = tables[0].start_mark.column
        where = f"in place of {_line(tables, policy)} and its value, which is no list"
        return Paste(where, indent(_of_key(new), " " * own))
    if _is_flow(tables[1]):
        return Paste(f"within the brackets of {_line(tables, policy)}", _flow(new))
    first = tables[1].start_mark.column
    return Paste(f"after {_line(tables, policy)}", indent(_entries(new), " " * first))


def _named_already(tables: yaml.Node, name: str) -> tuple[yaml.Node, tuple[yaml.Node, yaml.Node]] | None:
    """The entry of a table that the policy names already, and its digest on a line of its own."""
    for entry in tables.value if isinstance(tables, yaml.SequenceNode) and not _is_flow(tables) else ():
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


def _whole(new: Sequence[_Named]) -> str:
    return f"{_BLOCK}:\n{indent(_of_key(new), '  ')}"


def _of_key(new: Sequence[_Named]) -> str:
    return f"{new[0].table.key}:\n{indent(_entries(new), '  ')}"


def _entries(new: Sequence[_Named]) -> str:
    return _yaml([one.stated for one in new], flow=False)


def _flow(new: Sequence[_Named]) -> str:
    return ", ".join(_yaml(one.stated, flow=True) for one in new)


def _yaml(stated: object, *, flow: bool) -> str:
    return yaml.safe_dump(stated, sort_keys=False, default_flow_style=flow, allow_unicode=True, width=100_000).rstrip()
