"""What was collected completely: a digest of each bundle's manifest, apart from it, written when the bundle is done.

``collected/<host>.sha256`` has the form of ``sha256sum``: ``sha256sum -c collected/*.sha256`` in the run's folder
verifies the manifests. Its second line states what was opened, and the last line of the log at that time. A run that is
resumed keeps only the bundles that still have the digest that was noted and logged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from reinstate.evidence.bundle import DAMAGED, manifest_digest, read_bundle, utc
from reinstate.evidence.file_access import read_file, storage_error, write_atomic
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.run_log import FOLDER, Entry, Event, alone, append, last_of_bundles, log_path

_DIGEST = "([0-9a-f]{64})"
_NOTE = re.compile(rf"{_DIGEST}  \S.*\n(?:# run {_DIGEST}, log {_DIGEST}\n)?")

# Why a bundle that was completed is not kept.
CHANGED: Final = "changed"
NOT_NOTED: Final = "not noted"  # the collector stopped in between, or the note was removed
SESSION: Final = "session"


@dataclass(frozen=True, slots=True)
class Note:
    """The note of one bundle; all "" where there is none that can be read.

    Attributes:
        sha256: of the manifest.
        opening: the digest of what was opened; "" for a run without a log.
        head: the digest of the last line of the log before the bundle was completed.
    """

    sha256: str = ""
    opening: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class NotKept:
    """Why a bundle that was completed is collected again."""

    because: str
    reason: str


def note_of(bundle: Path) -> Path:
    """Where a run notes the digest of the bundle in that folder (``<run>/evidence/<host>``)."""
    return _run_of(bundle) / FOLDER / f"{bundle.name}.sha256"


def _run_of(bundle: Path) -> Path:
    return bundle.parent.parent


def note_completed(bundle: Path, claim: Mapping[str, Any] | None = None) -> None:
    """Note and log the digest of a bundle that is complete, with the claim of the inventory; StorageError.

    The note comes first: where the collector stops in between, the bundle is complete, and `log_noted` logs it.
    """
    digest, run = manifest_digest(bundle), _run_of(bundle)
    line = f"{digest}  {bundle.parent.name}/{bundle.name}/{MANIFEST_NAME}\n"
    if not log_path(run).exists():  # on a jump host: its controller logs
        _write_note(bundle, line)
        return
    with alone(run) as log:
        _write_note(bundle, f"{line}# run {log[0].stated['opening']}, log {log[-1].sha256}\n")
        append(run, log, Event.COMPLETED, _completed(bundle, digest, claim))


def _write_note(bundle: Path, text: str) -> None:
    write_atomic(note_of(bundle), text.encode("utf-8", "surrogateescape"))


def _completed(bundle: Path, digest: str, claim: Mapping[str, Any] | None) -> dict[str, Any]:
    facts = {"bundle": bundle.name, "sha256": digest}
    return {**facts, "claim": claim} if claim else facts


def read_note(path: Path) -> Note:
    """The note in that file."""
    try:
        found = _NOTE.fullmatch(read_file(path).decode("utf-8", "surrogateescape"))
    except OSError:
        return Note()
    return Note(found[1], found[2] or "", found[3] or "") if found else Note()


def noted_digest(bundle: Path) -> str:
    """The digest that was noted; "" where there is none that can be read."""
    return read_note(note_of(bundle)).sha256


def is_as_noted(bundle: Path) -> bool:
    """Whether the manifest in that folder is the one that was written when the bundle was completed."""
    noted = noted_digest(bundle)
    return noted != "" and noted == manifest_digest(bundle)


def log_noted(run: Path, bundles: Mapping[str, Path]) -> None:
    """Log the bundles, by host, that are as noted, and whose collector stopped before it logged them; StorageError."""
    with alone(run) as before:
        log, last, heads = before, last_of_bundles(before), {one.sha256 for one in before}
        for host, bundle in bundles.items():
            if bundle.name not in last and is_as_noted(bundle) and read_note(note_of(bundle)).head in heads:
                manifest = read_bundle(bundle, host, with_items=False).manifest
                claim = manifest.claim if manifest is not None else None
                log = append(run, log, Event.COMPLETED, _completed(bundle, noted_digest(bundle), claim))


def forget_completed(bundle: Path, host: str, not_kept: NotKept | None = None, at: str = "") -> None:
    """Log that a bundle is collected anew, if it was completed, and remove its note; StorageError.

    Args:
        bundle: the folder of the bundle.
        host: its inventory name.
        not_kept: why; None where it is as it was completed, and its session was not complete.
        at: when; now where it is not given.
    """
    run = _run_of(bundle)
    if log_path(run).exists():
        with alone(run) as log:
            last = last_of_bundles(log).get(bundle.name)
            why = not_kept or (_session_of(bundle, host, last) if last is not None else None)
            if why is not None and (last is None or last.event is not Event.AGAIN):
                facts = {"bundle": bundle.name, "at": at or utc(datetime.now(UTC))}
                append(run, log, Event.AGAIN, {**facts, "because": why.because, "reason": why.reason})
    try:
        note_of(bundle).unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(note_of(bundle), error) from error


def _session_of(bundle: Path, host: str, last: Entry) -> NotKept:
    if (changed := why_not_kept(bundle, host, last)) is not None:
        return changed
    manifest = read_bundle(bundle, host, with_items=False).manifest
    ended = "" if manifest is None else f" ({manifest.outcome.status})"
    return NotKept(SESSION, f"its session was not complete{ended}")


def why_not_kept(bundle: Path, host: str, last: Entry | None) -> NotKept | None:
    """Why a bundle that was completed is not kept when its run is resumed; None where it is, or never was complete.

    Args:
        bundle: the folder of the bundle.
        host: its inventory name.
        last: the newest line of the log about it.
    """
    there = (bundle / MANIFEST_NAME).exists()
    if (last is not None and last.event is Event.AGAIN) or not (last or there or note_of(bundle).exists()):
        return None
    noted = noted_digest(bundle)
    if not noted:
        return _without_note(bundle, last)
    if last is not None and noted != last.stated["sha256"]:
        return NotKept(CHANGED, "the note of its digest is not the one that was logged")
    if not there:
        return NotKept(CHANGED, f"{MANIFEST_NAME} is missing")
    if manifest_digest(bundle) != noted:
        return NotKept(CHANGED, f"{MANIFEST_NAME} does not match the digest that was noted")
    read = read_bundle(bundle, host)
    reasons = [read.damage, *(one.reason for one in read.items.values() if one.status == DAMAGED)]
    return next((NotKept(CHANGED, reason) for reason in reasons if reason), None)


def _without_note(bundle: Path, last: Entry | None) -> NotKept:
    if last is None and not note_of(bundle).exists():
        return NotKept(NOT_NOTED, f"{MANIFEST_NAME} was not noted as complete")
    return NotKept(CHANGED, "the note of its digest is missing, or cannot be read")
