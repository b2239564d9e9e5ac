"""``get-configuration``: a tree of plain values as Junos XML, cut to what the login may see."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reinstate.lab.junos_xml import leaf, node
from reinstate.lab.replies.context import Context, seconds_of, stamp

_SECRETS = frozenset(
    {"encrypted-password", "secret", "authentication-key", "pre-shared-key", "ascii-text", "simple-password"}
)
_HIDDEN = "/* SECRET-DATA */"
# What a login without ``maintenance`` gets no sight of, and no error either.
_MAINTENANCE = (("system", "scripts"), ("event-options",))
_DATABASES = frozenset({"committed", "candidate"})


def configuration(context: Context) -> str | None:
    """The committed configuration, raw; None for an argument or attribute that is not supported here."""
    arguments = dict(context.arguments)
    database = arguments.pop("@database", "candidate")
    if arguments.pop("@format", "xml") != "xml" or database not in _DATABASES or arguments:
        return None
    spec = context.spec
    tree = _visible(spec.configuration, context)
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
