"""``get-software-information``, and further replies about engines: Routing Engines, uptime, VM hosts."""

from __future__ import annotations

import re

from lxml import etree

from reinstate.device.elements import Node, ReplyPart, all_parts, celsius, duration, moment, parts
from reinstate.device.model import (
    EngineUptime,
    Package,
    RoutingEngine,
    RoutingEngines,
    SoftwareEngine,
    SoftwareInformation,
    SoftwareSet,
    Uptime,
    VmHost,
    VmHostEngine,
)
from reinstate.device.version import JunosVersion
from reinstate.evidence.xml import ParseRefused, Refusal

# Before 15.1 the release is only in the comment of a package. Third-party and host packages do not count.
_IN_COMMENT = (
    re.compile(r"JUNOS Software Release \[([^\]]+)\]"),
    re.compile(r"JUNOS Base OS boot \[([^\]]+)\]"),
    re.compile(r"JUNOS Base OS Software Suite \[([^\]]+)\]"),
    re.compile(r"JUNOS-EVO OS [\w-]+ \[([^\]]+)\]"),
    re.compile(r"JUNOS version ?: ?(\S+)"),
)
_IN_BRACKETS = re.compile(r"\[([^\]]+)\]")


def parse_software(root: etree._Element) -> SoftwareInformation:
    """The software of each engine; engines that answered with an error are named in ``absent``."""
    found = all_parts(root, "software-information")
    engines = tuple(_software(part) for part in found.present if len(part.node.element))
    if not engines:
        raise ParseRefused(Refusal.NO_DATA, "the software information is empty")
    _require_one_release_each(engines)
    return SoftwareInformation(engines, found.absent)


def _require_one_release_each(engines: tuple[SoftwareEngine, ...]) -> None:
    """Engines may differ; one that is listed twice cannot."""
    listed: dict[str, SoftwareEngine] = {}
    for engine in engines:
        before = listed.setdefault(engine.engine.casefold(), engine)
        if before.version and engine.version and before.version != engine.version:
            texts = f"{before.version} and {engine.version}"[:200]
            raise ParseRefused(Refusal.INCOMPLETE, f"contradicting releases of {engine.engine[:40] or 'it'}: {texts}")


def _software(part: ReplyPart) -> SoftwareEngine:
    text = part.node.texts()
    packages = tuple(
        Package(package.text("name"), package.text("comment")) for package in part.node.children("package-information")
    )
    printed = _one_version(part.node, packages) or _version_of(packages)
    return SoftwareEngine(
        engine=part.engine,
        host_name=text.get("host-name", ""),
        model=(text.get("product-model") or text.get("product-name", "")).lower(),
        version=JunosVersion.parse(printed) if printed else None,
        packages=packages,
        xpath=part.node.xpath,
    )


def _one_version(node: Node, packages: tuple[Package, ...]) -> str:
    """The release that the engine prints as such, "" where it prints none; refuses one that states several."""
    stated = dict.fromkeys(text for child in node.children("junos-version") if (text := child.text()))
    packaged = JunosVersion.parse(_version_of(packages))
    releases = {_release(JunosVersion.parse(text)) for text in stated}
    if packaged.parsed and packaged.standard and releases and _release(packaged) not in releases:
        stated[f"{packaged.text} of its packages"] = None
    if len(stated) > 1:
        raise ParseRefused(Refusal.INCOMPLETE, f"contradicting releases: {' and '.join(stated)[:200]}")
    return next(iter(stated), "")


def _release(version: JunosVersion) -> tuple[object, ...]:
    return version.train or version.text, version.letter, version.number, version.service


def _version_of(packages: tuple[Package, ...]) -> str:
    for package in packages:
        match = _IN_BRACKETS.search(package.comment) if package.name == "junos" else None
        if match:
            return match[1]
    for pattern in _IN_COMMENT:
        for package in packages:
            match = pattern.match(package.comment)
            if match:
                return match[1]
    return ""


def parse_routing_engines(root: etree._Element) -> RoutingEngines:
    """Every routing engine of every chassis or member."""
    engines = tuple(
        _routing_engine(part.engine, node)
        for part in parts(root, "route-engine-information")
        for node in part.node.children("route-engine")
        if len(node.element)
    )
    if not engines:
        raise ParseRefused(Refusal.NO_DATA, "no Routing Engine is listed")
    return RoutingEngines(engines)


def _routing_engine(engine: str, node: Node) -> RoutingEngine:
    text = node.texts()
    return RoutingEngine(
        engine=engine,
        slot=text.get("slot", ""),
        status=text.get("status", ""),
        mastership=text.get("mastership-state", ""),
        model=text.get("model", ""),
        serial_number=text.get("serial-number", ""),
        start_time=moment(node.child("start-time")),
        up_seconds=duration(node.child("up-time")),
        last_reboot_reason=text.get("last-reboot-reason", ""),
        temperature_celsius=celsius(node.child("temperature")),
        xpath=node.xpath,
    )


def parse_uptime(root: etree._Element) -> Uptime:
    """Clock and boot time of each engine."""
    engines = tuple(_uptime(part) for part in parts(root, "system-uptime-information") if len(part.node.element))
    if not engines:
        raise ParseRefused(Refusal.NO_DATA, "no clock is listed")
    return Uptime(engines)


def _uptime(part: ReplyPart) -> EngineUptime:
    now = part.node.down("current-time", "date-time")
    booted = part.node.child("system-booted-time", "node-booted-time")
    up = duration(booted.child("time-length")) if booted else None
    return EngineUptime(
        engine=part.engine,
        current_time=moment(now),
        booted=moment(booted.child("date-time")) if booted else None,
        up_seconds=duration(part.node.down("uptime-information", "up-time")) if up is None else up,
        current_time_text=now.text() if now else "",
        xpath=part.node.xpath,
    )


def parse_vmhost(root: etree._Element) -> VmHost:
    """Host version and boot disk of each VM-host routing engine."""
    engines = tuple(_vmhost(part) for part in parts(root, "vmhost-version-information") if len(part.node.element))
    if not engines:
        raise ParseRefused(Refusal.NO_DATA, "the VM host reports no data")
    return VmHost(engines)


def _vmhost(part: ReplyPart) -> VmHostEngine:
    text = part.node.texts()
    running = text.get("current-root-set", "")
    rows = {_set_name(node): node for node in part.node.children("set-disk-info")}
    own = rows[running].text("set-vmhost-version") if running in rows else ""
    root_device = part.node.down("current-root", "current-root-device")
    return VmHostEngine(
        engine=part.engine,
        version=text.get("current-vmhost-version") or own,
        boot_disk=text.get("current-boot-disk") or (root_device.text() if root_device else ""),
        running=running,
        sets=tuple(
            SoftwareSet(name, next(iter(versions_in(node.text("set-junos-version"))), None), node.xpath)
            for name, node in rows.items()
        ),
        xpath=part.node.xpath,
    )


def _set_name(node: Node) -> str:
    return node.text("set-disk-name").removeprefix("set ")


_VERSION_INSIDE = re.compile(
    r"(?<![\d.])\d{1,2}\.\d{1,2}(?:X\d{1,3}-D\d{1,4}|[RFBS]\d{1,4})(?:-S\d{1,4})?(?:\.\d{1,4})?(?:-EVO)?(?![\d])",
    re.ASCII,
)


def versions_in(text: str, most: int = 50) -> tuple[JunosVersion, ...]:
    """Releases that a text names, such as a file name does; each once, in order, one more than ``most`` at most."""
    found: dict[str, None] = {}
    for match in _VERSION_INSIDE.finditer(text):
        found.setdefault(match[0])
        if len(found) > most:
            break
    return tuple(JunosVersion.parse(one) for one in found)
