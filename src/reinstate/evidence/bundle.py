"""Write and read the evidence bundle of one host."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from reinstate.errors import EvidenceError
from reinstate.evidence.classify import classify
from reinstate.evidence.file_access import json_bytes, json_of, read_file, storage_error, write_atomic
from reinstate.evidence.manifest import MANIFEST_NAME, Item, ItemStatus, Manifest
from reinstate.evidence.redact import redact, redact_text
from reinstate.plan.requests import Rpc
from reinstate.session.transcript import Reply

DAMAGED = "damaged"
MAX_MANIFEST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One item as it is read back.

    Attributes:
        status: an item status, or ``damaged`` where the stored bytes do not match their digest.
        raw: the stored bytes; None where there are none or they cannot be used.
    """

    status: str
    raw: bytes | None
    reason: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """One host's bundle, verified.

    Attributes:
        manifest: None where the manifest is missing, unreadable, or not the one that was sealed.
        sha256: of the manifest's bytes; "" where there are none.
        damage: why the bundle as a whole cannot be used; "" where it can.
        items: every item of the manifest by id, each with its digest verified.
    """

    host: str
    manifest: Manifest | None
    sha256: str = ""
    damage: str = ""
    items: Mapping[Rpc, StoredItem] = field(default_factory=dict)


def utc(moment: datetime | None) -> str:
    """ISO 8601 in UTC to the millisecond; "" for None."""
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def store_reply(folder: Path, reply: Reply) -> Item:
    """Redact, classify and write one reply; gives its manifest item."""
    request = reply.request
    stored, redacted = redact(reply.raw, configuration=request.id is Rpc.CONFIGURATION)
    # From what is stored: a status quotes the reply.
    classified = classify(replace(reply, raw=stored, detail=redact_text(reply.detail)))
    name = f"{request.id}.xml" if stored else ""
    if name:
        write_atomic(folder / name, stored)
    return Item(
        id=str(request.id),
        rpc=request.rpc,
        args=request.args(),
        status=classified.status,
        file=name,
        error=classified.error,
        sha256=hashlib.sha256(stored).hexdigest() if name else "",
        bytes=len(stored),
        redacted=redacted,
        started=utc(reply.started),
        seconds=round(reply.seconds, 4),
    )


def clear_bundle(folder: Path) -> None:
    """Remove what an earlier attempt left, the manifest first: a bundle without one is not complete."""
    if not folder.exists():
        return
    try:
        (folder / MANIFEST_NAME).unlink(missing_ok=True)
        # The hidden ones are what a process that was killed had begun to write.
        for path in (*folder.glob("*.xml"), *folder.glob(".*.xml.*")):
            path.unlink()
    except OSError as error:
        raise storage_error(folder, error) from error


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write the manifest, which completes the bundle; gives its sha256."""
    content = json_bytes(manifest.to_json())
    write_atomic(folder / MANIFEST_NAME, content)
    return hashlib.sha256(content).hexdigest()


def manifest_digest(folder: Path) -> str:
    """sha256 of the bundle's manifest as it is on the disk; "" where it cannot be read."""
    try:
        return hashlib.sha256(read_file(folder / MANIFEST_NAME, MAX_MANIFEST_BYTES)).hexdigest()
    except OSError:
        return ""


def read_bundle(folder: Path, host: str, sealed: str | None = None, *, with_items: bool = True) -> Bundle:
    """Read a bundle back and verify every digest. Never raises for what is on the disk: damage is a value.

    Args:
        folder: the host's evidence folder.
        host: its inventory name.
        sealed: sha256 that the run recorded for the manifest; None where the run was not sealed.
        with_items: read the replies too.
    """
    path = folder / MANIFEST_NAME
    try:
        content = read_file(path, MAX_MANIFEST_BYTES)
        manifest = Manifest.from_json(json_of(content, path))
    except OSError as error:
        return Bundle(host, None, damage=f"{MANIFEST_NAME} cannot be read: {error.strerror}")
    except EvidenceError as error:
        return Bundle(host, None, damage=f"{MANIFEST_NAME} cannot be read: {error}")
    digest = hashlib.sha256(content).hexdigest()
    if sealed is not None and digest != sealed:
        return Bundle(host, None, digest, f"{MANIFEST_NAME} does not match the digest recorded when collection ended")
    if manifest.host != host:
        return Bundle(host, None, digest, f"{MANIFEST_NAME} belongs to another host")
    if not with_items:
        return Bundle(host, manifest, digest)
    items = {Rpc(item.id): _read_item(folder, item) for item in manifest.items if item.id in _KNOWN_IDS}
    return Bundle(host, manifest, digest, items=items)


_KNOWN_IDS = frozenset(str(rpc) for rpc in Rpc)


def _read_item(folder: Path, item: Item) -> StoredItem:
    if not item.file:
        if item.status in (ItemStatus.OK, ItemStatus.PARTIAL):
            return StoredItem(DAMAGED, None, "the evidence manifest names no file for the item")
        return StoredItem(item.status, None, item.error or item.status)
    if item.file != f"{item.id}.xml":
        return StoredItem(DAMAGED, None, "the evidence manifest names another file for the item")
    try:
        raw = read_file(folder / item.file)
    except OSError as error:
        return StoredItem(DAMAGED, None, f"{item.file} cannot be read: {error.strerror}")
    if hashlib.sha256(raw).hexdigest() != item.sha256:
        return StoredItem(DAMAGED, None, f"{item.file} does not match its digest")
    return StoredItem(item.status, raw, item.error or item.status)
