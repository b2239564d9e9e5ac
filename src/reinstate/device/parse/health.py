"""Alarms, environment, cards, power, storage and hardware errors."""

from __future__ import annotations

from lxml import etree

from reinstate.device.model import (
    Alarm,
    Alarms,
    Environment,
    EnvironmentItem,
    Filesystem,
    Fpc,
    Fpcs,
    HardwareError,
    HardwareErrors,
    Pic,
    PowerSupply,
    PowerUsage,
    Storage,
)
from reinstate.device.xml import Node, ParseRefused, Part, Refusal, celsius, moment, parts, walk, whole


def parse_alarms(root: etree._Element) -> Alarms:
    """Active alarms, chassis or system. Each engine must say that it has none, or list them all."""
    alarms: list[Alarm] = []
    for part in parts(root, "alarm-information"):
        details = part.node.children("alarm-detail")
        _require_account(part, len(details))
        alarms += [_alarm(part.engine, node) for node in details]
    return Alarms(tuple(alarms))


def _require_account(part: Part, listed: int) -> None:
    summary = part.node.child("alarm-summary")
    count = whole(summary.text("active-alarm-count")) if summary else None
    none_active = summary is not None and summary.has("no-active-alarms")
    if count is not None and listed < count:
        raise ParseRefused(Refusal.INCOMPLETE, f"{count} alarms are active and {listed} are listed")
    if count is None and not none_active and not listed:
        raise ParseRefused(
            Refusal.NO_DATA, "the alarm summary says neither that there are alarms nor that there are none"
        )


def _alarm(engine: str, node: Node) -> Alarm:
    text = node.texts()
    return Alarm(
        engine=engine,
        alarm_class=text.get("alarm-class", ""),
        alarm_type=text.get("alarm-type", ""),
        description=text.get("alarm-description", ""),
        short_description=text.get("alarm-short-description", ""),
        time=moment(node.child("alarm-time")),
        xpath=node.xpath,
    )


def parse_environment(root: etree._Element) -> Environment:
    """Rows of ``show chassis environment``; class and name go on from the row above where they aren't printed."""
    items: list[EnvironmentItem] = []
    for part in parts(root, "environment-information"):
        name = item_class = ""
        for node in part.node.children("environment-item"):
            text = node.texts()
            name = text.get("name") or name
            item_class = text.get("class") or item_class
            items.append(_environment_item(part.engine, node, name, item_class))
    if not items:
        raise ParseRefused(Refusal.NO_DATA, "no sensor is listed")
    return Environment(tuple(items))


def _environment_item(engine: str, node: Node, name: str, item_class: str) -> EnvironmentItem:
    comments = [comment for child in node.children("comment") if (comment := child.text())]
    return EnvironmentItem(
        engine=engine,
        name=name,
        item_class=item_class,
        status=node.text("status"),
        celsius=celsius(node.child("temperature")),
        comment="; ".join(comments),
        xpath=node.xpath,
    )


def parse_fpcs(root: etree._Element) -> Fpcs:
    """``get-fpc-information`` or ``get-pic-information``."""
    fpcs = tuple(
        _fpc(part.engine, node)
        for part in parts(root, "fpc-information")
        for node in part.node.children("fpc")
        if len(node.element)
    )
    if not fpcs:
        raise ParseRefused(Refusal.NO_DATA, "no card is listed")
    return Fpcs(fpcs)


def _fpc(engine: str, node: Node) -> Fpc:
    text = node.texts()
    pics = tuple(
        Pic(pic.text("pic-slot", "slot"), pic.text("pic-state", "state"), pic.text("pic-type", "type"), pic.xpath)
        for pic in node.children("pic")
        if len(pic.element)
    )
    return Fpc(
        engine=engine,
        slot=text.get("slot", ""),
        state=text.get("state", ""),
        comment=text.get("comment", ""),
        description=text.get("description", ""),
        pics=pics,
        xpath=node.xpath,
    )


def parse_power(root: etree._Element) -> PowerUsage:
    """Supplies with their state and feeds; slots that are printed without name and state are left out."""
    supplies = tuple(
        _supply(part.engine, node)
        for part in parts(root, "power-usage-information")
        for node in part.node.children("power-usage-item")
        if node.text("name", "state", "status")
    )
    if not supplies:
        raise ParseRefused(Refusal.NO_DATA, "no power supply is listed")
    return PowerUsage(supplies)


def _supply(engine: str, node: Node) -> PowerSupply:
    text = node.texts()
    feeds: dict[str, str] = {}
    for detail in node.children("ac-input-detail", "dc-input-detail", "hvdc-input-detail"):
        feeds = detail.texts() | feeds
    return PowerSupply(
        engine=engine,
        name=text.get("name", ""),
        state=text.get("state") or text.get("status", ""),
        expected_feeds=_ending(feeds, "expect-feed"),
        actual_feeds=_ending(feeds, "actual-feed"),
        detail=_ending(feeds, "-input") or text.get("dc-input") or text.get("ac-input") or text.get("status", ""),
        xpath=node.xpath,
    )


def _ending(texts: dict[str, str], ending: str) -> str:
    return next((text for name, text in texts.items() if name.endswith(ending) and text), "")


def parse_storage(root: etree._Element) -> Storage:
    """Mounted file systems. A percentage that isn't a number is None."""
    filesystems = tuple(
        _filesystem(part.engine, node)
        for part in parts(root, "system-storage-information")
        for node in part.node.children("filesystem")
        if len(node.element)
    )
    if not filesystems:
        raise ParseRefused(Refusal.NO_DATA, "no file system is listed")
    return Storage(filesystems)


def _filesystem(engine: str, node: Node) -> Filesystem:
    text = node.texts()
    name = text.get("filesystem-name", "")
    return Filesystem(
        engine=engine,
        name=name,
        mounted_on=text.get("mounted-on", ""),
        used_percent=whole(text.get("used-percent", "")),
        total_blocks=whole(text.get("total-blocks", "")),
        read_only=True if name.endswith(".uzip") else None,
        xpath=node.xpath,
    )


def parse_hardware_errors(root: etree._Element) -> HardwareErrors:
    """Active hardware errors; refuses a reply that neither lists some nor says that there are none."""
    errors: list[HardwareError] = []
    for part in parts(root, *_ERROR_PAYLOADS):
        errors += [_hardware_error(part.engine, node) for node in walk(part.node) if _is_error(node)]
        if not len(part.node.element) and not part.node.text():
            raise ParseRefused(Refusal.NO_DATA, "the list of errors is an empty element")
    return HardwareErrors(tuple(errors))


_ERROR_PAYLOADS = (
    "error-information",
    "active-error-information",
    "system-errors-information",
    "system-error-information",
)


def _is_error(node: Node) -> bool:
    names = {child.name for child in node.children()}
    return any(name.endswith("severity") for name in names) and len(names) > 1


def _hardware_error(engine: str, node: Node) -> HardwareError:
    text = node.texts()
    return HardwareError(
        engine=engine,
        module=_ending(text, "module") or _ending(text, "fru") or _ending(text, "scope"),
        severity=_ending(text, "severity").lower(),
        description=_ending(text, "description") or _ending(text, "name") or _ending(text, "id"),
        count=whole(_ending(text, "count")),
        xpath=node.xpath,
    )
