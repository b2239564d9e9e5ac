"""``get-configuration database="committed"``, raw, flattened into statements."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reinstate.device.elements import Node, from_seconds, parts
from reinstate.device.model import Configuration, Statement
from reinstate.evidence.xml import ParseRefused, Refusal

# Wrappers that are not statements themselves.
_TRANSPARENT = frozenset({"undocumented"})


def parse_whole_configuration(root: etree._Element) -> Configuration:
    """Like `parse_configuration`, and refuses one that cannot be whole: without a login, no session is possible."""
    configuration = parse_configuration(root)
    if not any("system" in statement.path for statement in configuration.statements):
        raise ParseRefused(Refusal.INCOMPLETE, "the configuration has no system statement (parts of it are withheld)")
    return configuration


def parse_configuration(root: etree._Element) -> Configuration:
    """Every statement of the committed configuration; refuses one without any."""
    found = [part.node for part in parts(root, "configuration")]
    statements = tuple(statement for node in found for statement in _below(node, (), inactive=False))
    if not statements:
        raise ParseRefused(Refusal.NO_DATA, "the configuration is empty")
    top = found[0]
    return Configuration(
        statements,
        changed=from_seconds(top.attribute("commit-seconds") or top.attribute("changed-seconds")),
        changed_by=top.attribute("commit-user") or top.attribute("changed-user"),
    )


def _below(node: Node, path: tuple[str, ...], *, inactive: bool, key: str = "") -> Iterator[Statement]:
    for child in node.children():
        if _is_annotation(node, child) or (key and child.name == "name"):
            continue
        yield from _statements(child, path, inactive=inactive or child.attribute("inactive") != "")


def _is_annotation(node: Node, child: Node) -> bool:
    """``junos:comment`` is an annotation; a statement of that name is in the namespace of its parent."""
    return child.name == "comment" and etree.QName(child.element).namespace != etree.QName(node.element).namespace


def _statements(node: Node, path: tuple[str, ...], *, inactive: bool) -> Iterator[Statement]:
    if node.name in _TRANSPARENT:
        yield from _below(node, path, inactive=inactive)
        return
    if not len(node.element):
        yield Statement((*path, node.name), node.text(), inactive, node.xpath)
        return
    key = node.text("name")
    here = (*path, f"{node.name}[{key}]" if key else node.name)
    below = list(_below(node, here, inactive=inactive, key=key))
    yield from below or [Statement(here, "", inactive, node.xpath)]
