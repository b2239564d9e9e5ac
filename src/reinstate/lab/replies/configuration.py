"""``get-configuration`` and ``get-config``: a tree of plain values, cut to what the login may see and asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reinstate.lab.junos_xml import leaf, node
from reinstate.lab.replies.configuration_text import as_set, as_text
from reinstate.lab.replies.context import Context, seconds_of, stamp

_SECRETS = frozenset(
    {"encrypted-password", "secret", "authentication-key", "pre-shared-key", "ascii-text", "simple-password"}
)
_HIDDEN = "/* SECRET-DATA */"
# What a login without ``maintenance`` gets no sight of, and no error either.
_MAINTENANCE = (("system", "scripts"), ("event-options",))
_DATABASES = frozenset({"committed", "candidate"})
_FORMS = ("xml", "text", "set")


def configuration(context: Context) -> str | None:
    """The committed configuration; None for an argument or attribute that is not supported here.

    There are no groups and no scripts in it, so what it inherits and what scripts change is nothing.
    """
    arguments = dict(context.arguments)
    for harmless in ("@inherit", "@commit-scripts", "configuration"):
        arguments.pop(harmless, None)
    database, form = arguments.pop("@database", "candidate"), arguments.pop("@format", "xml")
    if form not in _FORMS or database not in _DATABASES or arguments:
        return None
    tree = _chosen(_visible(context.spec.configuration, context), context.wanted)
    if form == "xml":
        return _as_xml(tree, context)
    whole = {"version": context.spec.release, **tree} if context.wanted is None else tree
    return leaf(f"configuration-{form}", f"\n{_TEXTS[form](whole)}", xmlns=_OLD_NAMESPACE)


def data_store(context: Context) -> str | None:
    """``get-config`` of the running data store, in ``data``; None for another store or filter."""
    arguments = dict(context.arguments)
    store, kind = arguments.pop("source", ""), arguments.pop("@type", "subtree")
    arguments.pop("filter", None)
    if store != "running" or kind != "subtree" or arguments:
        return None
    tree = _chosen(_visible(context.spec.configuration, context), context.wanted)
    return node("data", _as_xml(tree, context))


def _chosen(tree: dict[str, Any], wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    """The part of a tree that is asked for: entries of a list by name, else by the names of the statements."""
    if not wanted:
        return tree
    return {name: _part(tree[name], below) for name, below in wanted.items() if name in tree}


def _part(value: Any, wanted: Any) -> Any:
    if not isinstance(wanted, Mapping):
        return value
    if isinstance(value, list):
        named = [one for one in value if "name" not in wanted or str(one.get("name")) == wanted["name"]]
        return [_part(one, wanted) for one in named]
    if not isinstance(value, dict):
        return value
    rest = {name: below for name, below in wanted.items() if name != "name"}
    kept = {"name": value["name"]} if "name" in value else {}
    return value if not rest else {**kept, **_chosen(value, rest)}


def _as_xml(tree: dict[str, Any], context: Context) -> str:
    spec = context.spec
    commit = spec.commits[0] if spec.commits else None
    changed = context.stored(commit.age if commit else 3600)
    attributes = {
        "xmlns": context.namespace("junos-conf") if context.payload_release.endswith("R0") else _OLD_NAMESPACE,
        "junos_commit_seconds": seconds_of(changed),
        "junos_commit_localtime": stamp(changed),
        "junos_commit_user": commit.user if commit else "root",
    }
    attributes = {name.replace("_commit_", "_commit-"): value for name, value in attributes.items()}
    return node("configuration", leaf("version", spec.release), _children(tree), **attributes)


_TEXTS = {"text": as_text, "set": as_set}
_OLD_NAMESPACE = "http://xml.juniper.net/xnm/1.1/xnm"


def _visible(tree: dict[str, Any], context: Context) -> dict[str, Any]:
    if not context.login.may("maintenance"):
        for path in _MAINTENANCE:
            tree = _without(tree, path)
    return tree if context.login.may("secret") else _masked(tree)


def _without(tree: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    head, *rest = path
    if head not in tree:
        return tree
    if not rest:
        return {key: value for key, value in tree.items() if key != head}
    return {**tree, head: _without(tree[head], tuple(rest))}


def _masked(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _HIDDEN if key in _SECRETS else _masked(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_masked(item) for item in tree]
    return tree


def _children(tree: dict[str, Any]) -> str:
    return "".join(_statement(name, value) for name, value in tree.items() if not name.startswith("@"))


def _statement(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_statement(name, item) for item in value)
    attributes = ""
    if isinstance(value, dict):
        attributes = "".join(
            f" {key.removeprefix('@')}={quoteattr(str(text))}" for key, text in value.items() if key.startswith("@")
        )
        inner = _children(value)
        return f"<{name}{attributes}>\n{inner}</{name}>\n" if inner else f"<{name}{attributes}/>\n"
    if value is None or value is True:
        return f"<{name}/>\n"
    return f"<{name}>{escape(str(value))}</{name}>\n"
