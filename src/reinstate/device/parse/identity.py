"""The login, base addresses, and what a host is made of: virtual chassis and chassis cluster."""

from __future__ import annotations

import re

from lxml import etree

from reinstate.device.elements import Node, ReplyPart, error_messages, first_of, parts, root_node, walk, whole
from reinstate.device.model import (
    Authorization,
    ChassisCluster,
    ClusterNode,
    MacAddresses,
    VirtualChassis,
    VirtualChassisMember,
)
from reinstate.evidence.xml import ParseRefused, Refusal, clean


def parse_authorization(root: etree._Element) -> Authorization:
    """What the login may see; refuses a reply without a single permission.

    The elements are taken wherever they stand in the reply: no capture of the reply is published, and releases
    differ in how they nest such lists.
    """
    xpath = parts(root, "authorization-information", "user-information")[0].node.xpath
    node = root_node(root)
    permissions = frozenset(text.lower() for text in _all_texts(node, "permission-type"))
    if not permissions:
        raise ParseRefused(Refusal.NO_DATA, "the reply names no permission of the login")
    return Authorization(
        user=next(iter(_all_texts(node, "user", "login-name")), ""),
        login_class=next(iter(_all_texts(node, "user-class")), ""),
        permissions=permissions,
        denied_commands=_patterns(node, "deny-command"),
        denied_configuration=_patterns(node, "deny-config"),
        xpath=xpath,
    )


def _all_texts(node: Node, *names: str) -> tuple[str, ...]:
    return tuple(text for below in walk(node) if below.name in names and (text := below.text()))


def _patterns(node: Node, name: str) -> tuple[str, ...]:
    return tuple(text for text in _all_texts(node, name) if text.lower() != "none")


_MAC = re.compile(r"(?:[0-9a-f]{2}[:.-]?){5}[0-9a-f]{2}", re.IGNORECASE)
_PRINTED = re.compile(
    r"(?P<place>\b(?:FPC|member|node)\s*\d+)\b"
    r"|Public base address\s+(?P<mac>[0-9a-f:.-]{12,17})(?:\s+Public count\s+(?P<count>\d{1,6}))?",
    re.IGNORECASE,
)


def parse_mac_addresses(root: etree._Element) -> MacAddresses:
    """Public base addresses, from elements or from the text that older releases print."""
    outputs = root_node(root).children("output")
    if outputs:
        bases = [found for node in outputs for found in _printed(node.text())]
    else:
        bases = [found for part in parts(root, "chassis-mac-addresses") for found in _addresses(part)]
    if not bases:
        raise ParseRefused(Refusal.NO_DATA, "no base address is shown")
    return MacAddresses(tuple(dict.fromkeys(bases)))


def _addresses(part: ReplyPart) -> list[tuple[str, str, int | None]]:
    found = []
    for node in walk(part.node):
        text = node.texts()
        address = _normal(first_of(text, "public-base-address", "fpc-mac-base", "re-fc-mac-base"))
        if address:
            place = first_of(text, "fpc-name", "name", "fpc-slot", "slot", "member-id") or part.engine
            count = whole(first_of(text, "public-count", "fpc-mac-count", "re-fc-mac-count"))
            found.append((f"FPC {place}" if place.isdigit() else place, address, count))
    if not found and part.node.text():
        found = _printed(part.node.text())
    return found


def _printed(text: str) -> list[tuple[str, str, int | None]]:
    """Addresses of a text; each belongs to the member that was named last before it."""
    found = []
    place = ""
    for match in _PRINTED.finditer(text):
        place = match["place"] or place
        address = _normal(match["mac"] or "")
        if address:
            found.append((place, address, whole(match["count"] or "")))
    return found


def _normal(text: str) -> str:
    if not _MAC.fullmatch(text):
        return ""
    digits = re.sub(r"[^0-9a-f]", "", text.lower())
    return ":".join(digits[index : index + 2] for index in range(0, 12, 2))


_MOST_MEMBERS = 64  # the largest fabrics of switches have 32
_FPC_RANGE = re.compile(r"(\d{1,3})\s*(?:-\s*(\d{1,3}))?")


def parse_virtual_chassis(root: etree._Element) -> VirtualChassis:
    """Members, present or not; one alone is a standalone switch with the mode on."""
    members: list[VirtualChassisMember] = []
    mode = ""
    for part in parts(root, "virtual-chassis-information"):
        for node in walk(part.node):
            mode = mode or node.text("virtual-chassis-mode")
            if node.name == "member" and len(node.element):
                members.append(_member(node))
    if not members:
        raise ParseRefused(Refusal.NO_DATA, "no member is listed")
    if len(members) > _MOST_MEMBERS:
        raise ParseRefused(Refusal.TOO_LARGE, f"{len(members)} members are listed: no virtual chassis has so many")
    return VirtualChassis(tuple(members), mode)


def _member(node: Node) -> VirtualChassisMember:
    text = node.texts()
    return VirtualChassisMember(
        member_id=text.get("member-id", ""),
        status=text.get("member-status", ""),
        serial_number=text.get("member-serial-number", ""),
        model=text.get("member-model", "").lower(),
        role=text.get("member-role", ""),
        fpc_slots=_slots(text.get("fpc-slot") or text.get("fpc-slot-range", "")),
        xpath=node.xpath,
    )


def _slots(text: str) -> tuple[int, ...]:
    """``(FPC 2)`` or ``(FPC 20- 39)`` as numbers."""
    match = _FPC_RANGE.search(text)
    if match is None:
        return ()
    first, last = int(match[1]), int(match[2] or match[1])
    return tuple(range(first, last + 1))


_NODES = 2  # of a chassis cluster
_NOT_ENABLED = "chassis cluster is not enabled"


def parse_cluster(root: etree._Element) -> ChassisCluster:
    """Nodes by redundancy group. The error that clustering isn't enabled is the answer of a standalone box."""
    texts = [*error_messages(root), *(node.text() for node in root_node(root).children("output"))]
    if any(_NOT_ENABLED in text.lower() for text in texts):
        return ChassisCluster(enabled=False)
    nodes: list[ClusterNode] = []
    cluster_id = ""
    for part in parts(root, "chassis-cluster-status"):
        cluster_id = cluster_id or part.node.text("cluster-id")
        for group in part.node.children("redundancy-group"):
            for stats in group.children("device-stats"):
                nodes += _cluster_nodes(group.text("redundancy-group-id"), stats)
    if not nodes:
        raise ParseRefused(Refusal.NO_DATA, "no node is listed")
    if len({row.node for row in nodes}) > _NODES:
        raise ParseRefused(Refusal.TOO_LARGE, "more than two nodes are listed: no chassis cluster has so many")
    return ChassisCluster(enabled=True, cluster_id=cluster_id, nodes=tuple(nodes))


def _cluster_nodes(group: str, stats: Node) -> list[ClusterNode]:
    """Nodes are printed flat: each ``device-name`` begins the next."""
    rows: list[tuple[Node, dict[str, str]]] = []
    for child in stats.children():
        if child.name == "device-name":
            rows.append((child, {}))
        if rows:
            rows[-1][1].setdefault(child.name, clean("".join(str(text) for text in child.element.itertext())))
    return [
        ClusterNode(
            group=group,
            node=row.get("device-name", ""),
            status=row.get("redundancy-group-status", ""),
            priority=whole(row.get("device-priority", "")),
            monitor_failures=row.get("monitor-failures", ""),
            xpath=node.xpath,
        )
        for node, row in rows
    ]
