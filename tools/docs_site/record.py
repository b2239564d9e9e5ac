"""The page of the inspection record, from its JSON Schema: every object with its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tools.docs_site.markdown import code, plain, table

from reinstate.decision.record import schema

_HEAD = """# The inspection record

`runs/<run-id>/records/<unit>.json`, one file for each unit. This page is the JSON Schema that `reinstate schema`
prints, as tables: first the record, then its parts in alphabetical order. A key that is not *required* can be missing.
A record has no other keys.
"""


def record_page() -> str:
    """The record, then every part of it."""
    stated = schema()
    lines = [_HEAD, "## Record\n", *_object(stated)]
    for name, part in sorted(stated["$defs"].items()):
        lines += [f"## {name}\n", f"{plain(part.get('description', ''))}\n", *_part(part)]
    return "\n".join(lines)


def _part(stated: Mapping[str, Any]) -> Iterator[str]:
    if "enum" in stated:
        yield f"One of {', '.join(map(_value, stated['enum']))}.\n"
    else:
        yield from _object(stated)


def _object(stated: Mapping[str, Any]) -> Iterator[str]:
    required = set(stated.get("required", ()))
    rows = [
        (code(name), _type(one), "required" if name in required else "", plain(one.get("description", "")))
        for name, one in stated.get("properties", {}).items()
    ]
    yield from table(("key", "value", "", "meaning"), rows)


def _type(stated: Mapping[str, Any]) -> str:
    """What a value can be, in words, with links to the parts."""
    if "$ref" in stated:
        name = stated["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in stated:
        return " or ".join(map(_type, stated["anyOf"]))
    if "enum" in stated or "const" in stated:
        return ", ".join(map(_value, stated.get("enum", [stated.get("const")])))
    if stated.get("type") == "array":
        return f"list of {_type(stated['items'])}" if "items" in stated else "list"
    if isinstance(stated.get("additionalProperties"), dict):
        return f"object, each value {_type(stated['additionalProperties'])}"
    return {"date-time": "date and time", "date": "date"}.get(stated.get("format", ""), str(stated.get("type", "any")))


def _value(value: object) -> str:
    return code(str(value)) if value != "" else "an empty text"
