"""A configuration as text with braces, and as ``set`` commands, from the tree of plain values that specs state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Lists whose own name the CLI does not print: ``interfaces { ge-0/0/0 { ... } }``.
_UNPRINTED = frozenset({"interface", "vlan", "contents", "groups"})
_PARENTS = {"interface": "interfaces", "vlan": "vlans", "contents": "", "groups": ""}
_BARE = re.compile(r"[A-Za-z0-9_./:@*+,=-]+")
_HIDDEN = "/* SECRET-DATA */"  # a comment of Junos in place of the value, never quoted
_WIDTH = 4
Statement = tuple[tuple[str, ...], Any]


def as_text(tree: dict[str, Any]) -> str:
    """The configuration with braces."""
    return "".join(f"{line}\n" for line in _lines(tree, "", 0))


def as_set(tree: dict[str, Any]) -> str:
    """The configuration as ``set`` commands."""
    return "".join(f"{' '.join(path)}\n" for path in _paths(tree, "", ()))


def _lines(tree: dict[str, Any], parent: str, depth: int) -> Iterator[str]:
    indent = " " * _WIDTH * depth
    for words, below in _statements(tree, parent):
        said = f"{indent}{'inactive: ' if _is_inactive(below) else ''}{' '.join(words)}"
        if _has_statements(below):
            yield f"{said} {{"
            yield from _lines(below, words[0], depth + 1)
            yield f"{indent}}}"
        else:
            yield f"{said};"


def _paths(tree: dict[str, Any], parent: str, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for words, below in _statements(tree, parent):
        if _has_statements(below):
            yield from _paths(below, words[0], (*above, *words))
        else:
            yield ("set", *above, *words)
        if _is_inactive(below):
            yield ("deactivate", *above, *words)


def _has_statements(below: Any) -> bool:
    return isinstance(below, dict) and any(not name.startswith("@") for name in below)


def _is_inactive(below: Any) -> bool:
    return isinstance(below, dict) and "@inactive" in below


def _statements(tree: dict[str, Any], parent: str) -> Iterator[Statement]:
    """Each statement of a level: its words, and what stands below it."""
    for name, value in tree.items():
        if name == "name" or name.startswith("@"):
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _of_value(name, one, parent)


def _of_value(name: str, value: Any, parent: str) -> Iterator[Statement]:
    if isinstance(value, dict):
        rest = {key: below for key, below in value.items() if key != "name"}
        if name == "family":
            yield from (((name, family), below or {}) for family, below in rest.items())
        elif "name" in value:
            yield (_words(name, value["name"], parent), rest)
        else:
            yield ((name,), rest)
    elif value is None or value is True:
        yield ((name,), None)
    else:
        yield ((name, _quoted(value)), None)


def _words(name: str, key: Any, parent: str) -> tuple[str, ...]:
    unprinted = name in _UNPRINTED and _PARENTS[name] in ("", parent)
    return (_quoted(key),) if unprinted and name != "groups" else (name, _quoted(key))


def _quoted(value: Any) -> str:
    text = str(value)
    if _BARE.fullmatch(text) or text == _HIDDEN:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
