"""Replies of our own writing, as short as they can be and still shaped as Junos sends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from reinstate.device.elements import Node, local_name, root_node
from reinstate.evidence.xml import ParseRefused, Refusal, read_xml

NETCONF = "urn:ietf:params:xml:ns:netconf:base:1.0"
JUNOS = "http://xml.juniper.net/junos/23.4R0/junos"


def reply(body: str) -> bytes:
    """A reply around a payload, with the namespaces of a real one."""
    return f'<rpc-reply xmlns="{NETCONF}" xmlns:junos="{JUNOS}">{body}</rpc-reply>'.encode()


def many(**items: str) -> str:
    """``multi-routing-engine-results`` with one item for each name (``_`` reads ``-``), "nameless" without one."""
    inner = "".join(
        "<multi-routing-engine-item>"
        + ("" if name == "nameless" else f"<re-name>{name.replace('_', '-')}</re-name>")
        + f"{body}</multi-routing-engine-item>"
        for name, body in items.items()
    )
    return f"<multi-routing-engine-results>{inner}</multi-routing-engine-results>"


def parsed(parser: Callable[..., Any], body: str) -> Any:
    """What a parser makes of a payload."""
    return parser(read_xml(reply(body)))


def refusal(parser: Callable[..., Any], body: str) -> Refusal:
    """Why a parser refuses a payload; fails where it doesn't."""
    try:
        value = parsed(parser, body)
    except ParseRefused as refused:
        return refused.refusal
    raise AssertionError(f"not refused: {value}")


def module(name: str, serial: str = "", *, inner: str = "", level: int = 0, **more: str) -> str:
    """A module of the inventory, ``level`` levels below the chassis' own."""
    element = "chassis-" + "sub-" * level + "module"
    fields = {"name": name, "serial-number": serial} | {key.replace("_", "-"): text for key, text in more.items()}
    leaves = "".join(f"<{key}>{text}</{key}>" for key, text in fields.items() if text)
    return f"<{element}>{leaves}{inner}</{element}>"


def chassis(*modules: str, serial: str = "", description: str = "MX480", more: str = "") -> str:
    """An inventory of one chassis."""
    own = f"<serial-number>{serial}</serial-number>" if serial else ""
    return (
        '<chassis-inventory xmlns="http://xml.juniper.net/junos/23.4R0/junos-chassis"><chassis junos:style="inventory">'
        f"<name>Chassis</name>{own}<description>{description}</description>{more}{''.join(modules)}"
        "</chassis></chassis-inventory>"
    )


def find(root: etree._Element, xpath: str) -> etree._Element | None:
    """The element that an ``xpath`` of the model points to, None where it points to none."""
    steps = xpath.removeprefix("/").split("/")
    if not steps or steps[0] != local_name(root):
        return None
    node: Node | None = root_node(root)
    for index in range(1, len(steps)):
        wanted = "/" + "/".join(steps[: index + 1])
        node = next((child for child in node.children() if child.xpath == wanted), None) if node else None
    return node.element if node else None
