"""The run folder: ``runs/<run-id>/`` with ``run.json``, evidence, records and report."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reinstate.errors import EvidenceError, InputError
from reinstate.evidence.bundle import Bundle, read_bundle, utc
from reinstate.evidence.completion import (
    forget_completed,
    log_noted,
    note_of,
    noted_digest,
    why_not_kept,
)
from reinstate.evidence.file_access import json_bytes, read_json, storage_error, write_atomic
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.names import file_name
from reinstate.evidence.opening import (
    claims_in,
    not_kept_in,
    require_as_opened,
    require_unused,
    to_seal,
)
from reinstate.evidence.ownership import require_latest, require_no_links, require_own
from reinstate.evidence.run_log import FOLDER as COLLECTED
from reinstate.evidence.run_log import (
    RUN_NAME,
    Event,
    declared_in,
    last_of_bundles,
    log_resumed,
    log_sealed,
    open_log,
    opening_of,
    read_log,
    resumed_in,
)
from reinstate.evidence.statements import Kind

RUN_FILE = RUN_NAME
SUMMARY_FILE = "summary.json"
JUDGEMENTS = "judgements"
# On a disk with less room than this, what is missing was not stored.
_ROOM = 1024 * 1024
# What the top of a run shows of its newest judgement.
SHOWN = ("records", "report", SUMMARY_FILE, *Kind.JUDGEMENT.files)
Declare = Callable[[Mapping[str, Any]], Mapping[str, Any]]
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Paths of one run. ``runs_dir`` is the folder of all runs."""

    runs_dir: Path
    run_id: str

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.runs_dir / self.run_id

    @property
    def records(self) -> Path:
        """Folder of the inspection records."""
        return self.path / "records"

    @property
    def policy(self) -> Path:
        """Folder of the policies that it was opened with and evaluated under, and of the files that they name."""
        return self.path / "policy"

    @property
    def report(self) -> Path:
        """Folder of the batch's report."""
        return self.path / "report"

    def evidence(self, host: str) -> Path:
        """Folder of one host's evidence bundle."""
        return self.path / "evidence" / file_name(host)

    def read(self) -> dict[str, Any]:
        """``run.json``; EvidenceError where this is no run folder, or where a part of it got lost."""
        path = self.path / RUN_FILE
        stated = read_json(path)
        if not isinstance(stated, dict) or not isinstance(stated.get("hosts"), list):
            raise EvidenceError(
                f"{path}: not the file of a run", expected="an object with hosts", actual=type(stated).__name__
            )
        if problem := _damage_of(stated):
            raise EvidenceError(
                f"{path}: damaged",
                expected=problem,
                actual="another value",
                remedy="restore the run folder from a copy",
            )
        return stated

    def require_own(self) -> None:
        """Refuse a run of which a part is a link or belongs to another user: see `ownership.require_own`."""
        require_own(self.path)

    def write(self, stated: Mapping[str, Any]) -> None:
        """Write ``run.json``."""
        write_atomic(self.path / RUN_FILE, json_bytes(stated))


def _damage_of(stated: Mapping[str, Any]) -> str:
    """What ``run.json`` should contain and does not; "" where it is whole. Nothing else detects a lost host or seal."""
    hosts = stated["hosts"]
    if not all(isinstance(host, str) for host in hosts) or len(set(hosts)) < len(hosts):
        return "hosts, each name once"
    if not _is_moment(stated.get("started")):
        return "started, with date, time, and time zone"
    for name in ("declared", "policy", "plan", "sealed", "inventory_claims"):
        if not isinstance(stated.get(name), dict | None):
            return f"{name}, an object"
    if not isinstance(stated.get("inventory"), list | None):
        return "inventory, a list of hosts"
    return _damage_of_seal(stated)


def _damage_of_seal(stated: Mapping[str, Any]) -> str:
    sealed = stated.get("sealed")
    if sealed is None:
        return "sealed, because collection has finished" if stated.get("finished") else ""
    if not all(isinstance(digest, str) for digest in sealed.values()):
        return "sealed, a digest for each host"
    return "" if sealed.keys() <= set(stated["hosts"]) else "hosts, with every host named in sealed"


def _is_moment(text: object) -> bool:
    try:
        return isinstance(text, str) and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def new_run_id(now: datetime) -> str:
    """A run id that sorts by time."""
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")[:-4] + "Z"


def is_run_id(text: str) -> bool:
    """Whether a text can be the name of a run's folder; ``latest`` is the name of the link."""
    return _RUN_ID.fullmatch(text) is not None and text != "latest"


def require_run_id(run_id: str) -> str:
    """The id itself; InputError where it is not valid."""
    if not is_run_id(run_id):
        raise InputError(
            f"run_id {run_id!r}: not a valid run id",
            expected="up to 64 letters, digits, dots, dashes, or underscores; a letter or digit first; not 'latest'",
            actual=run_id,
            remedy="choose another run_id, or omit it",
        )
    return run_id


def find_run(path: Path) -> RunFolder:
    """The run at a path: the run's folder itself, a link to it, or ``runs/latest``; EvidenceError where none is."""
    require_latest(path.expanduser())
    resolved = path.expanduser().resolve()
    if not (resolved / RUN_FILE).is_file():
        base = "" if path.is_absolute() else f"; relative paths start from the current folder, {Path.cwd()}"
        raise EvidenceError(
            f"{resolved}: not a run folder",
            expected=f"a folder with {RUN_FILE}",
            actual=f"a folder without {RUN_FILE}" if resolved.is_dir() else "no such folder",
            remedy=f"enter runs/<run-id> or runs/latest{base}",
        )
    require_no_links(resolved)
    return RunFolder(resolved.parent, resolved.name)


def open_run(
    folder: RunFolder, stated: Mapping[str, Any], *, resume: bool, declare: Declare = lambda before: before
) -> dict[str, Any]:
    """Create the run with its host list before first contact, or take up an unfinished one.

    Args:
        folder: the run.
        stated: the ``run.json`` of a new run.
        resume: take up a run that exists.
        declare: stores the declared inputs that are provided; from the entry ``declared`` of ``run.json`` to the next.

    Returns what ``run.json`` now contains. A run that is taken up stays what it was opened as.

    Raises:
        InputError: the run exists and ``resume`` is off, or it was opened for other hosts, or is sealed.
        EvidenceError: it was changed after it was opened.
    """
    if not (folder.path / RUN_FILE).exists():
        require_unused(folder.path)
        opened = {**stated, "declared": declare(stated.get("declared") or {})}
        open_log(folder.path, opened)
        folder.write(opened)
        return opened
    if not resume:
        raise InputError(
            f"run_id {folder.run_id} exists",
            expected="a new run_id",
            actual=str(folder.path),
            remedy="choose another run_id, or resume it with -e resume=true",
        )
    folder.require_own()
    before = folder.read()
    _require_resumable(folder, before, stated["hosts"])
    return _resumed(folder, before, stated, declare)


def _require_resumable(folder: RunFolder, before: Mapping[str, Any], hosts: Sequence[str]) -> None:
    strangers = sorted(set(hosts) ^ set(before["hosts"]))
    if strangers:
        raise InputError(
            f"run_id {folder.run_id} was opened for other hosts",
            expected="the same hosts as before",
            actual=", ".join(strangers[:10]) + (" ..." if len(strangers) > 10 else ""),
            remedy="use the same inventory and --limit, or choose another run_id",
        )
    if before.get("sealed") is not None or any((folder.path / name).exists() for name in (JUDGEMENTS, SUMMARY_FILE)):
        raise InputError(
            f"run_id {folder.run_id} is sealed: its collection has finished",
            expected="a run whose collection was interrupted",
            actual=f"finished {before.get('finished')}",
            remedy=f"evaluate it again (decide.yml -e run={folder.path}), or inspect the devices as another run",
        )


def _resumed(
    folder: RunFolder, before: Mapping[str, Any], stated: Mapping[str, Any], declare: Declare
) -> dict[str, Any]:
    """Take up a run: what was declared stays declared, and of what was collected only what fits is kept."""
    log = read_log(folder.path)
    if log and log[-1].event is Event.RESUMED:  # it may have stopped before it wrote run.json
        before = {**before, "declared": declared_in(log)}
    require_as_opened(folder.path, before)
    at = stated["started"]
    opened = {**before, "declared": declare(before.get("declared") or {})}
    if log:
        log_resumed(folder.path, opened, at)
    else:  # it stopped before anything was collected
        open_log(folder.path, opened)
    bundles = {host: folder.evidence(host) for host in before["hosts"]}
    log_noted(folder.path, bundles)
    last = last_of_bundles(read_log(folder.path))
    for host, bundle in bundles.items():
        logged = last.get(bundle.name)
        not_kept = why_not_kept(bundle, host, logged)
        if not_kept is not None or (logged is not None and logged.event is Event.AGAIN):
            forget_completed(bundle, host, not_kept, at)
    log = read_log(folder.path)
    resumed = {**opened, "resumed": resumed_in(log), "not_kept": not_kept_in(log, before["hosts"])}
    folder.write(resumed)
    return resumed


def seal(folder: RunFolder, finished: datetime) -> dict[str, Any]:
    """Record every manifest's digest and the end of collecting in ``run.json``; done once, before the first evaluation.

    The claims of the inventory are kept as well: they may be about a unit that replies at another host, and must not
    get lost with the evidence of this host.

    Raises:
        EvidenceError: ``run.json`` does not name a host that was collected.
        StorageError: the disk is full, and the evidence of a host was not stored completely. Sealed, it could not be
            collected any more.
    """
    stated = folder.read()
    _require_hosts(folder, stated["hosts"])
    if stated.get("sealed") is None:
        _require_room(folder, stated["hosts"])
        opened = {**opening_of(stated), "declared": stated.get("declared") or {}}
        stated = {**opened, **_collected(folder, stated["hosts"]), "finished": utc(finished)}
        folder.write(stated)
    if (log := read_log(folder.path)) and log[-1].event is not Event.SEALED:
        log_sealed(folder.path, (folder.path / RUN_FILE).read_bytes())
    return stated


def _collected(folder: RunFolder, hosts: Sequence[str]) -> dict[str, Any]:
    """What the seal states: digests, claims of the inventory, and what was not kept."""
    if read_log(folder.path):
        log_noted(folder.path, {host: folder.evidence(host) for host in hosts})
    log = read_log(folder.path)
    # The digest that was noted, not that of what is there: what was changed before the seal is damage, as after it.
    noted = {host: noted_digest(folder.evidence(host)) for host in hosts}
    digests = to_seal(folder.path, log, hosts) if log else {host: digest for host, digest in noted.items() if digest}
    claims, lost = claims_in(log, hosts), []
    for host in hosts:
        if log and host in digests:
            continue
        bundle = bundle_of(folder, host, digests, with_items=False)
        if bundle.damage:
            lost.append(host)
        elif bundle.manifest is not None and bundle.manifest.claim:
            claims[host] = dict(bundle.manifest.claim)
    told = {"claims_lost": lost, "resumed": resumed_in(log), "not_kept": not_kept_in(log, hosts)}
    return {"sealed": digests, "inventory_claims": claims, **{name: value for name, value in told.items() if value}}


def _require_room(folder: RunFolder, hosts: Sequence[str]) -> None:
    bundles = [folder.evidence(host) for host in hosts]
    begun = [one for one in bundles if one.is_dir() and not (one / MANIFEST_NAME).exists()]
    if begun and shutil.disk_usage(folder.path).free < _ROOM:
        raise storage_error(begun[0] / MANIFEST_NAME, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def _require_hosts(folder: RunFolder, hosts: Sequence[str]) -> None:
    """Refuse a run without a host whose bundle was completed in it: a clone that is gone contradicts nothing."""
    own = {note_of(folder.evidence(host)).name for host in hosts}
    if strangers := sorted(path.name for path in (folder.path / COLLECTED).glob("*.sha256") if path.name not in own):
        raise EvidenceError(
            f"{folder.path / RUN_FILE}: does not name every host that was collected",
            expected=f"hosts, with {', '.join(name.removesuffix('.sha256') for name in strangers[:5])}",
            actual="without",
            remedy="restore it from a copy of the run, or inspect the devices again as another run",
        )


def bundle_of(folder: RunFolder, host: str, sealed: Mapping[str, str] | None, *, with_items: bool = True) -> Bundle:
    """One host's bundle, verified against the seal of ``run.json``.

    A host that never had one gives an empty bundle; one that was there at sealing and is gone gives damage.
    """
    path = folder.evidence(host)
    if (path / MANIFEST_NAME).exists():
        if sealed is not None and host not in sealed:
            return Bundle(host, None, damage=f"{MANIFEST_NAME} was not complete when collection ended")
        # A run that was collected by an earlier version has noted nothing.
        noted = noted_digest(path) if (folder.path / COLLECTED).is_dir() else None
        if sealed is not None and noted not in (None, sealed[host]):
            return Bundle(host, None, damage="the seal is not the digest that was noted when it was collected")
        return read_bundle(path, host, None if sealed is None else sealed[host], with_items=with_items)
    if sealed is not None and host in sealed:
        return Bundle(host, None, damage=f"{MANIFEST_NAME} is missing; it existed when collection ended")
    return Bundle(host, None)


def link_latest(folder: RunFolder) -> None:
    """Point ``runs/latest`` to this run, atomically."""
    link = folder.runs_dir / "latest"
    temporary = folder.runs_dir / f".latest-{os.getpid()}"
    try:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        temporary.symlink_to(folder.run_id, target_is_directory=True)
        temporary.replace(link)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise storage_error(link, error) from error


def write_records(folder: Path, records: Mapping[str, bytes]) -> None:
    """Write every record by unit name into that folder."""
    for unit, content in records.items():
        write_atomic(folder / f"{file_name(unit)}.json", content)


def read_records(folder: Path) -> tuple[dict[str, Any], ...]:
    """Every record in that folder, by file name."""
    return tuple(read_json(path) for path in sorted(folder.glob("*.json")))


def hosts_with_evidence(folder: RunFolder) -> Sequence[str]:
    """The hosts of the run whose evidence is kept: all of it, or how the session with the host ended."""
    return tuple(host for host in hosts_of(folder.read()) if (folder.evidence(host) / MANIFEST_NAME).exists())


def inventory_of(stated: Mapping[str, Any]) -> frozenset[str] | None:
    """Every host of the inventory that the run was opened with, also those left out of it; None where nothing says."""
    hosts = stated.get("inventory")
    return None if hosts is None else frozenset((*map(str, hosts), *stated["hosts"]))


def hosts_of(stated: Mapping[str, Any]) -> Sequence[str]:
    """The inventory's hosts of the run."""
    return tuple(stated["hosts"])
