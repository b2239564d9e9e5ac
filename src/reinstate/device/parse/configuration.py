"""``get-configuration database="committed"``, raw, flattened into statements."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reinstate.device.model import Configuration, Statement
from reinstate.device.xml import Node, ParseRefused, Refusal, from_seconds, parts

# Wrappers that aren't statements themselves.
_TRANSPARENT = frozenset({"undocumented"})


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


def _below(node: Node, path: tuple[str, ...], *, inactive: bool) -> Iterator[Statement]:
    for child in node.children():
        if child.name == "comment" and "}" in str(child.element.tag):
            continue  # junos:comment is an annotation, not a statement
        yield from _statements(child, path, inactive=inactive or child.attribute("inactive") != "")


def _statements(node: Node, path: tuple[str, ...], *, inactive: bool) -> Iterator[Statement]:
    if node.name in _TRANSPARENT:
        yield from _below(node, path, inactive=inactive)
        return
    if not len(node.element):
        yield Statement((*path, node.name), node.text(), inactive, node.xpath)
        return
    key = node.text("name")
    here = (*path, f"{node.name}[{key}]" if key else node.name)
    inner = [child for child in node.children() if not (key and child.name == "name")]
    if not inner:
        yield Statement(here, "", inactive, node.xpath)
    for child in inner:
        yield from _statements(child, here, inactive=inactive or child.attribute("inactive") != "")
