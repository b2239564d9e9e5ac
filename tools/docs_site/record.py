"""The pages of record, summary, and policy file, from their JSON Schemas: every object with its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tools.docs_site.markdown import code, plain, table

from reinstate.decision.policy.keys import PolicyFile
from reinstate.decision.record import schema
from reinstate.decision.summary_schema import summary_schema

_HEAD = """# The inspection record

`runs/<run-id>/records/<unit>.json`, one file for each unit. This page is the JSON Schema that `reinstate schema`
prints, as tables: first the record, then its parts in alphabetical order. A key that is not *required* can be missing.
A record has no other keys.
"""


_SUMMARY = """# The summary of a run

`runs/<run-id>/summary.json`. This page is the JSON Schema that `reinstate schema summary` prints, as tables: first the
summary, then its parts in alphabetical order.
"""
_POLICY = """# The policy file

`-e policy=FILE` names it. `policies/example.yml` is an example with comments; `default` and `strict` are shipped. Paths
are relative to the policy. This page lists its keys: first those of the file, then those of its parts in alphabetical
order. A file with any other key is refused.
"""


def record_page() -> str:
    """The record, then every part of it."""
    return _page(_HEAD, "Record", schema())


def summary_page() -> str:
    """The summary, then every part of it."""
    return _page(_SUMMARY, "Summary", summary_schema())


def policy_page() -> str:
    """The policy file, then every part of it."""
    return _page(_POLICY, "Policy", PolicyFile.model_json_schema())


def _page(head: str, title: str, stated: Mapping[str, Any]) -> str:
    lines = [head, f"## {title}\n", *_object(stated, stated["$defs"])]
    for name, part in sorted(stated["$defs"].items()):
        lines += [f"## {name}\n", f"{plain(part.get('description', ''))}\n", *_part(part, stated["$defs"])]
    return "\n".join(lines)


def _part(stated: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[str]:
    if "enum" in stated:
        yield f"One of {', '.join(map(_value, stated['enum']))}.\n"
    else:
        yield from _object(stated, parts)


def _object(stated: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[str]:
    required = set(stated.get("required", ()))
    rows = [
        (code(name), _type(one), "required" if name in required else "", plain(_meaning(one, parts)))
        for name, one in stated.get("properties", {}).items()
    ]
    yield from table(("key", "value", "", "meaning"), rows)


def _meaning(stated: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    """What a key means: its own description, else that of the part that is its value."""
    refers = stated.get("$ref") or stated.get("items", {}).get("$ref", "")
    return str(stated.get("description") or parts.get(refers.rpartition("/")[2], {}).get("description", ""))


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
