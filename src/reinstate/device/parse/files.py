"""File listings, core dumps and commit history."""

from __future__ import annotations

from lxml import etree

from reinstate.device.elements import Node, all_parts, from_seconds, moment, parts, root_node, walk, whole
from reinstate.device.model import Commit, CommitHistory, File, FileListing
from reinstate.evidence.xml import ParseRefused, Refusal, clean

_ABSENT = ("no such file or directory",)
_DENIED = ("permission denied", "operation not permitted")


def parse_files(root: etree._Element) -> FileListing:
    """``file-list`` or ``get-system-core-dumps``.

    "No such file or directory" is an answer: there are no files. "Permission denied" and any other text with the
    files are refusals, because there may be files that are not listed.
    """
    outputs = root_node(root).children("output")
    if outputs and not root_node(root).has("directory-list"):
        if not [output for output in outputs if _reports_absence(output)]:
            raise ParseRefused(Refusal.NO_DATA, "the reply does not state whether files exist")
        return FileListing(())
    found = all_parts(root, "directory-list")
    if found.absent:
        raise ParseRefused(Refusal.ENGINE_MISSING, f"no data from {', '.join(found.absent)[:200]}")
    files: list[File] = []
    for part in found.present:
        files += _files(part.engine, part.node)
    return FileListing(tuple(files))


def _reports_absence(node: Node) -> bool:
    """Whether a text reports that something is absent; refuses one that reports anything else."""
    absent = False
    for line in (node.element.text or "").splitlines():
        text = clean(line, 200)
        if not text:
            continue
        if any(words in text.lower() for words in _ABSENT):
            absent = True
            continue
        refusal = Refusal.DENIED if any(words in text.lower() for words in _DENIED) else Refusal.INCOMPLETE
        raise ParseRefused(refusal, f"the listing contains the message: {text}")
    return absent


def _files(engine: str, listing: Node) -> list[File]:
    if not len(listing.element):
        raise ParseRefused(Refusal.NO_DATA, "the listing is an empty element")
    files: list[File] = []
    directory, stated = "", False
    for node in walk(listing):
        if node.name == "output":
            stated |= _reports_absence(node)
        elif node.name == "directory":
            directory = node.text("directory-name") or node.attribute("name")
            _require_all(node)
            stated |= node.has("total-files") or node.has("file-information")
        elif node.name == "file-information":
            stated = True
            files.append(_file(engine, directory or listing.attribute("root-path"), node))
    if not stated:
        raise ParseRefused(Refusal.NO_DATA, "the reply does not state whether files exist")
    return files


def _require_all(directory: Node) -> None:
    total = whole(directory.text("total-files"))
    listed = len(directory.children("file-information"))
    if total is not None and listed < total:
        raise ParseRefused(Refusal.INCOMPLETE, f"{total} files counted, {listed} listed")


def _file(engine: str, directory: str, node: Node) -> File:
    text = node.texts()
    permissions = node.child("file-permissions")
    mode = permissions.attribute("format") if permissions else ""
    date = node.child("file-date")
    return File(
        name=text.get("file-name", ""),
        directory=directory,
        size=whole(text.get("file-size", "")),
        modified=(from_seconds(date.text()) or moment(date)) if date else None,
        owner=text.get("file-owner", ""),
        permissions=mode or text.get("file-permissions", ""),
        is_directory=node.has("file-directory") or mode.startswith("d"),
        engine=engine,
        xpath=node.xpath,
    )


def parse_commits(root: etree._Element) -> CommitHistory:
    """Commits, newest first as printed, and whether a rescue configuration is kept."""
    found = parts(root, "commit-information")
    commits = tuple(_commit(node) for part in found for node in part.node.children("commit-history"))
    rescue = any(part.node.has("rescue-configuration") for part in found)
    if not commits and not rescue:
        raise ParseRefused(Refusal.NO_DATA, "no commit is listed")
    return CommitHistory(commits, rescue)


def _commit(node: Node) -> Commit:
    text = node.texts()
    return Commit(
        sequence=whole(text.get("sequence-number", "")),
        user=text.get("user", ""),
        client=text.get("client", ""),
        time=moment(node.child("date-time")),
        log=text.get("log") or text.get("comment", ""),
        xpath=node.xpath,
    )
