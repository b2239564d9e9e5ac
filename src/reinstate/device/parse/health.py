"""Alarms, environment, cards, power, storage and hardware errors."""

from __future__ import annotations

import re

from lxml import etree

from reinstate.device.elements import Node, ReplyPart, celsius, moment, parts, walk, whole
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
from reinstate.evidence.xml import ParseRefused, Refusal


def parse_alarms(root: etree._Element) -> Alarms:
    """Active alarms, chassis or system. Each engine must say that it has none, or list them all."""
    alarms: list[Alarm] = []
    for part in parts(root, "alarm-information"):
        details = part.node.children("alarm-detail")
        _require_account(part, len(details))
        alarms += [_alarm(part.engine, node) for node in details]
    return Alarms(tuple(alarms))


def _require_account(part: ReplyPart, listed: int) -> None:
    # Some platforms print a summary for each card.
    summaries = part.node.children("alarm-summary")
    counts = [count for one in summaries if (count := whole(one.text("active-alarm-count"))) is not None]
    none_active = any(one.has("no-active-alarms") for one in summaries)
    if listed < sum(counts):
        raise ParseRefused(Refusal.INCOMPLETE, f"{sum(counts)} alarms are active and {listed} are listed")
    if not counts and not none_active and not listed:
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


_ERROR_PAYLOADS = (
    "error-information",
    "active-error-information",
    "system-errors-information",
    "system-error-information",
)
_NO_ERRORS = re.compile(r"no (active |system |hardware |outstanding )*errors?", re.IGNORECASE)
_LEVELS = ("severity", "level")


def parse_hardware_errors(root: etree._Element) -> HardwareErrors:
    """Active hardware errors.

    None is an answer where the reply says so, by a text or by counts of zero. A reply that neither lists an error nor
    says that there are none is refused: no released schema fixes its form, and silence isn't health.
    """
    errors: list[HardwareError] = []
    for part in parts(root, *_ERROR_PAYLOADS):
        found = [_hardware_error(part.engine, node) for node in walk(part.node) if _is_error(node)]
        if not found and not _says_none(part.node):
            raise ParseRefused(Refusal.NO_DATA, "the reply neither lists an error nor says that there are none")
        errors += found
    return HardwareErrors(tuple(errors))


def _is_error(node: Node) -> bool:
    leaves = {name: text for name, text in node.texts().items() if text}
    return len(leaves) > 1 and any(name.endswith(_LEVELS) and whole(text) is None for name, text in leaves.items())


def _says_none(payload: Node) -> bool:
    nodes = list(walk(payload))
    texts = [node.text() for node in nodes if not len(node.element)]
    if any(node.name.startswith("no-") for node in nodes) or any(_NO_ERRORS.search(text) for text in texts):
        return True
    counts = [whole(text) for node in nodes if node.name.endswith(("count", "errors")) and (text := node.text())]
    return bool(counts) and all(count == 0 for count in counts)


def _hardware_error(engine: str, node: Node) -> HardwareError:
    text = node.texts()
    return HardwareError(
        engine=engine,
        module=_ending(text, "module-name")
        or _ending(text, "module")
        or _ending(text, "fru")
        or _ending(text, "scope"),
        severity=next((level for ending in _LEVELS if (level := _ending(text, ending))), "").lower(),
        description=_ending(text, "description")
        or _ending(text, "desc")
        or _ending(text, "name")
        or _ending(text, "id"),
        count=whole(_ending(text, "count")),
        xpath=node.xpath,
    )
