"""Replies that a policy switches on: snapshots, logs, sessions, optics, and those whose form no source fixes.

Of the latter nothing but their texts is taken over; a check finds the words that it knows in them, and where it knows
none it can't tell.
"""

from __future__ import annotations

import re
from html import unescape

from lxml import etree

from reinstate.device.elements import Node, ReplyPart, moment, parts, walk, whole
from reinstate.device.model import Log, LogLine, Optic, Optics, Said, Session, Sessions, Snapshot, Snapshots, Statements
from reinstate.device.parse.software import versions_in
from reinstate.evidence.xml import ParseRefused, Refusal, clean

_MOST_LINES = 200_000
_LONGEST_LINE = 1000
_LONGEST_LOG = 16 * 1024 * 1024  # characters; Junos turns its log over long before
_MOST_RELEASES = 50  # on one medium, where a sound one has one or two


def parse_snapshots(root: etree._Element) -> Snapshots:
    """What lies on each medium or slice. Some releases print the medium beside its snapshot, some within."""
    snapshots = tuple(snapshot for part in parts(root, "snapshot-information") for snapshot in _snapshots(part))
    if not snapshots:
        raise ParseRefused(Refusal.NO_DATA, "no medium is listed")
    return Snapshots(snapshots)


def _snapshots(part: ReplyPart) -> list[Snapshot]:
    found: list[list[Node]] = []
    for node in walk(part.node):
        if node.name == "snapshot-medium":
            found.append([node])
        elif found:
            found[-1].append(node)
    return [_snapshot(part.engine, medium, below) for medium, *below in found]


def _snapshot(engine: str, medium: Node, below: list[Node]) -> Snapshot:
    texts = " ".join(node.text() for node in below if not len(node.element))
    created = next((when for node in below if node.name == "snapshot-time" and (when := moment(node))), None)
    junos = versions_in(texts, _MOST_RELEASES)
    if len(junos) > _MOST_RELEASES:
        raise ParseRefused(Refusal.TOO_LARGE, f"more than {_MOST_RELEASES} releases on one medium")
    return Snapshot(engine, medium.text(), junos, created, medium.xpath)


def parse_auto_snapshot(root: etree._Element) -> Statements:
    """State of the automatic repair of the primary slice."""
    return _statements(root, "auto-snapshot-information")


def parse_boot_media(root: etree._Element) -> Statements:
    """What it booted from."""
    return _statements(root, "boot-media-information")


def parse_poe(root: etree._Element) -> Statements:
    """Controllers for power over Ethernet."""
    return _statements(root, "poe")


def parse_integrity_check(root: etree._Element) -> Statements:
    """Whether the integrity mechanism runs."""
    return _statements(
        root, "output", "malware-integrity-check", "system-malware-integrity-check", "integrity-check-information"
    )


def _statements(root: etree._Element, *payloads: str) -> Statements:
    said = tuple(
        Said(part.engine, node.name, text, node.xpath)
        for part in parts(root, *payloads)
        for node in walk(part.node)
        if not len(node.element) and (text := node.text())
    )
    if not said:
        raise ParseRefused(Refusal.NO_DATA, "the reply says nothing")
    return Statements(said)


def parse_sessions(root: etree._Element) -> Sessions:
    """Who is logged in. Each engine must list its users, or count none."""
    sessions: list[Session] = []
    for part in parts(root, "system-users-information"):
        nodes = list(walk(part.node))
        entries = [node for node in nodes if node.name == "user-entry"]
        counts = [whole(node.text()) for node in nodes if node.name == "active-user-count"]
        if len(entries) < max((count or 0 for count in counts), default=0):
            raise ParseRefused(Refusal.INCOMPLETE, f"{counts[0]} users are counted and {len(entries)} are listed")
        if not entries and 0 not in counts:
            raise ParseRefused(Refusal.NO_DATA, "neither users nor their absence are told")
        sessions += [
            Session(part.engine, entry.text("user"), entry.text("from", "tty"), entry.xpath) for entry in entries
        ]
    return Sessions(tuple(sessions))


# ``Nov 25 12:00:00  host process[1]: ...``, with a year or without, or an ISO time.
_TIMED = re.compile(r"^(<\d+>)?(\w{3}\s+\d{1,2}\s+(\d{4}\s+)?\d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2})")
_OPENING = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:file-content|output)(?:\s[^<>]*)?>([^<]*)")


def parse_log(root: etree._Element) -> Log:
    """The lines of a log. A text without one line that has a time is no log but a message, such as a refusal."""
    lines: list[LogLine] = []
    for part in parts(root, "file-content", "output"):
        lines += _lines(part.engine, part.node.element.text or "")
    if not any(_TIMED.match(line.text) for line in lines):
        first = lines[0].text if lines else "nothing"
        raise ParseRefused(Refusal.NO_DATA, f"the reply shows no log, but: {first[:200]}")
    return Log(tuple(lines))


def read_cut_log(raw: bytes) -> Log | None:
    """The lines that a cut-off reply shows, its last one left out; None where it shows none, or too many."""
    lines: list[LogLine] = []
    try:
        for match in _OPENING.finditer(raw):
            lines += _lines("", unescape(match[1].decode("utf-8", errors="replace")))
    except ParseRefused:
        return None
    return Log(tuple(lines[:-1]), whole=False) if len(lines) > 1 else None


def _lines(engine: str, text: str) -> list[LogLine]:
    printed = text.splitlines() if len(text) <= _LONGEST_LOG else ()
    if len(text) > _LONGEST_LOG or len(printed) > _MOST_LINES:
        raise ParseRefused(Refusal.TOO_LARGE, f"more than {_MOST_LINES} lines or {_LONGEST_LOG} characters")
    return [LogLine(engine, line) for one in printed if (line := clean(one, _LONGEST_LINE))]


_LIMIT = re.compile(r"-(alarm|warn)$")


def parse_optics(root: etree._Element) -> Optics:
    """What each port's optics raise by their own limits; ports without diagnostics are left out."""
    optics = tuple(
        optic
        for part in parts(root, "interface-information")
        for port in part.node.children("physical-interface")
        if (optic := _optic(part.engine, port)).told
    )
    if not optics:
        raise ParseRefused(Refusal.NO_DATA, "no optics with diagnostics are listed")
    return Optics(optics)


def _optic(engine: str, port: Node) -> Optic:
    limits = [node for node in walk(port) if _LIMIT.search(node.name) and node.text().lower() in ("on", "off")]
    raised = dict.fromkeys(node.name for node in limits if node.text().lower() == "on")
    return Optic(engine, port.text("name"), tuple(raised), len(limits), port.xpath)
