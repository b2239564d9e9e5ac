"""Whether a run is still what was opened: ``run.json``, the log of collecting, and the notes vouch for each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reinstate.errors import EvidenceError
from reinstate.evidence.bundle import read_bundle
from reinstate.evidence.completion import CHANGED, NOT_NOTED, Note, read_note
from reinstate.evidence.file_access import read_file
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.names import file_name
from reinstate.evidence.run_log import (
    FOLDER,
    LOG_NAME,
    RUN_NAME,
    Entry,
    Event,
    declared_in,
    opening_digest,
    read_log,
)
from reinstate.session.transcript import SessionStatus

_NEVER_LOGGED: Final = "0" * 64
_LOG: Final = f"{FOLDER}/{LOG_NAME}"


def opening_problems(run: Path, stated: Mapping[str, Any]) -> list[str]:
    """What no longer fits together among ``run.json``, the log, and the notes, a sentence each.

    A run that an earlier version has sealed has no log, and nothing that misses one.

    Args:
        run: the folder of the run.
        stated: its ``run.json``.
    """
    try:
        log = read_log(run)
    except EvidenceError as error:
        return [str(error)]
    notes = {path: read_note(path) for path in sorted((run / FOLDER).glob("*.sha256"))}
    if not log:
        return _without_log(run, stated, notes)
    return [*_of_opening(stated, log), *_of_notes(notes, log), *_of_seal(run, stated, log)]


def require_as_opened(run: Path, stated: Mapping[str, Any]) -> None:
    """Refuse to go on with a run that is not what was opened; EvidenceError names what does not fit."""
    if problems := opening_problems(run, stated):
        raise EvidenceError(
            f"{run.name}: changed after it was opened",
            expected="the files as they were written",
            actual="; ".join(problems[:5]),
            remedy="restore them from a copy of the run, or inspect the devices again as another run",
        )


def require_unused(run: Path) -> None:
    """Refuse to open a run in a folder where one was collected, and has lost its ``run.json``; EvidenceError."""
    collected = [*(run / FOLDER).glob("*.sha256"), *run.glob(f"evidence/*/{MANIFEST_NAME}")]
    if collected or any(one.event is not Event.OPENED for one in read_log(run)):
        raise EvidenceError(
            f"{run / RUN_NAME}: missing, although hosts were collected",
            expected="the file as it was written",
            actual="none",
            remedy="restore it from a copy of the run, or inspect the devices again as another run",
        )


def _without_log(run: Path, stated: Mapping[str, Any], notes: Mapping[Path, Note]) -> list[str]:
    vouching = any(note.opening for note in notes.values())
    collected = notes or any(run.glob(f"evidence/*/{MANIFEST_NAME}"))
    if vouching or (stated.get("sealed") is None and collected):
        return [f"{_LOG}: missing"]
    return []


def _of_opening(stated: Mapping[str, Any], log: Sequence[Entry]) -> Iterator[str]:
    openings = {one.stated["opening"] for one in log if one.event in (Event.OPENED, Event.RESUMED)}
    if openings != {opening_digest(stated)}:
        yield f"{RUN_NAME}: changed after the run was opened"
    elif (stated.get("declared") or {}) != declared_in(log):
        yield f"{RUN_NAME}: what was declared was changed after the run was opened"
    own = set(map(file_name, stated["hosts"]))
    for name in sorted({one.stated["bundle"] for one in log if "bundle" in one.stated} - own):
        yield f"{_LOG}: {name} is not of a host of this run"


def _of_notes(notes: Mapping[Path, Note], log: Sequence[Entry]) -> Iterator[str]:
    """Notes that vouch for another opening, or another log. One that cannot be read is the damage of its host."""
    heads = {one.sha256 for one in log}
    for path, note in notes.items():
        if note.sha256 and (note.opening != log[0].stated["opening"] or note.head not in heads):
            yield f"{FOLDER}/{path.name}: does not fit {_LOG}"


def _of_seal(run: Path, stated: Mapping[str, Any], log: Sequence[Entry]) -> Iterator[str]:
    sealed = [number for number, one in enumerate(log, 1) if one.event is Event.SEALED]
    if sealed and sealed != [len(log)]:
        yield f"{_LOG}: goes on after collection ended"
    elif sealed and log[-1].stated["run_sha256"] != _sha256(run / RUN_NAME):
        yield f"{RUN_NAME}: changed after collection ended"
    elif not sealed and stated.get("sealed") is not None and stated["sealed"] != to_seal(run, log, stated["hosts"]):
        yield f"{RUN_NAME}: its seal is not what was logged"


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(read_file(path)).hexdigest()
    except OSError:
        return ""


def to_seal(run: Path, log: Sequence[Entry], hosts: Iterable[str]) -> dict[str, str]:
    """The digest of each host's manifest that a seal of the run states, by what was logged.

    Where evidence was changed or removed before the run was resumed, and the host could not be collected again
    completely, it is the digest of what was there before: what got lost is damage, and contradicts as damage does.
    """
    digests = {}
    for host, own in _by_host(log, hosts).items():
        lost = next((n for n, one in enumerate(own) if one.stated.get("because") in (CHANGED, NOT_NOTED)), None)
        if lost is not None and not _complete_again(run, host, own[-1]):
            before = [str(one.stated["sha256"]) for one in own[:lost] if one.event is Event.COMPLETED]
            digests[host] = before[-1] if before else _NEVER_LOGGED
        elif own[-1].event is Event.COMPLETED:
            digests[host] = str(own[-1].stated["sha256"])
    return digests


def _by_host(log: Sequence[Entry], hosts: Iterable[str]) -> dict[str, list[Entry]]:
    """The lines about the bundles of these hosts, oldest first."""
    of_bundle: dict[str, list[Entry]] = {}
    for one in log:
        if one.event in (Event.COMPLETED, Event.AGAIN):
            of_bundle.setdefault(one.stated["bundle"], []).append(one)
    return {host: of_bundle[name] for host in hosts if (name := file_name(host)) in of_bundle}


def _complete_again(run: Path, host: str, last: Entry) -> bool:
    manifest = read_bundle(run / "evidence" / file_name(host), host, with_items=False).manifest
    completed = last.event is Event.COMPLETED
    return completed and manifest is not None and manifest.outcome.status is SessionStatus.COMPLETE


def claims_in(log: Sequence[Entry], hosts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The claims of the inventory that were logged with the completed bundles, by host."""
    claims = {
        host: next((one.stated.get("claim") for one in reversed(own) if one.event is Event.COMPLETED), None)
        for host, own in _by_host(log, hosts).items()
    }
    return {host: dict(claim) for host, claim in claims.items() if isinstance(claim, Mapping)}


def not_kept_in(log: Sequence[Entry], hosts: Iterable[str]) -> list[dict[str, str]]:
    """Every host whose bundle was completed and is collected again, oldest first: when, and why."""
    named = {file_name(host): host for host in hosts}
    again = (one.stated for one in log if one.event is Event.AGAIN)
    told = ("at", "because", "reason")
    return [{"host": named.get(one["bundle"], one["bundle"]), **{name: one[name] for name in told}} for one in again]
