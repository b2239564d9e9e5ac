"""Verify what was seen: every digest of a run's evidence, the seal or the notes, and the files of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reinstate.decision.policy import kept_problems, stated_facts
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.bundle import DAMAGED, read_bundle
from reinstate.evidence.completion import CHANGED, NOT_NOTED, SESSION, is_as_noted, why_not_kept
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.names import file_name
from reinstate.evidence.opening import not_kept_in
from reinstate.evidence.run_folder import (
    RunFolder,
    bundle_of,
    hosts_of,
)
from reinstate.evidence.run_log import Entry, last_of_bundles, read_log
from reinstate.report.figures import count
from reinstate.workflow.verify_files import names_in, strangers, undeclared
from reinstate.workflow.what_if import declared_damage


@dataclass(slots=True)
class Verification:
    """What a verification found. It grows while the run is verified.

    Attributes:
        changed: what is not as it was, a sentence each.
        checked: what was verified.
        not_checked: what was not, and why.
        notes: what else to know of the run.
        untrusted: what no trusted key vouches for.
        withheld: what a shared copy does not have.
        shared: whether it is of a shared copy, which is not evaluated again.
    """

    changed: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    untrusted: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    shared: bool = False

    @property
    def status(self) -> int:
        """Exit status: 0 all was verified and is as it was, 1 changed or not trusted, 2 something was not verified."""
        return 1 if self.changed or self.untrusted else 2 if self.not_checked else 0

    @contextmanager
    def telling(self, what: str) -> Iterator[None]:
        """Whatever cannot be read is something that was changed; the rest of the run is verified all the same."""
        try:
            yield
        except ReinstateError as error:
            self.changed.append(str(error))
        except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
            self.changed.append(f"{what}: not as it was written ({type(error).__name__}: {error})"[:300])


def verify_evidence(folder: RunFolder, stated: Mapping[str, Any], found: Verification) -> None:
    """Compare evidence, notes, and declared inputs with the seal, or with the notes of a run that has none."""
    log = _log(folder)
    if stated.get("sealed") is None:
        _against_notes(folder, stated, log, found)
    else:
        _against_the_seal(folder, stated, log, found)
    for host in hosts_of(stated):
        _strangers(folder, host, found)
    own = {file_name(host) for host in hosts_of(stated)}
    found.changed += [
        f"evidence/{name}: not of a host of this run" for name in names_in(folder.path / "evidence") - own
    ]
    _not_kept(not_kept_in(log, hosts_of(stated)) if log else stated.get("not_kept") or [], found)
    facts = stated_facts(stated.get("policy"))
    found.changed += kept_problems(folder.policy, facts) if facts is not None else ()
    found.changed += declared_damage(folder.path, stated.get("declared"))
    found.changed += undeclared(folder, folder.path, stated.get("declared"))
    found.changed += strangers(folder, own)


def _log(folder: RunFolder) -> Sequence[Entry]:
    """The log of collecting; empty where it cannot be read, which is told with the chain."""
    try:
        return read_log(folder.path)
    except EvidenceError:
        return ()


def _against_the_seal(folder: RunFolder, stated: Mapping[str, Any], log: Sequence[Entry], found: Verification) -> None:
    replies = hosts = 0
    for host in hosts_of(stated):
        bundle = bundle_of(folder, host, stated["sealed"])
        replies += len(bundle.items)
        hosts += bundle.manifest is not None
        if bundle.damage:
            # Where nothing says that it was complete, its collector may have been stopped.
            (found.not_checked if log and host not in stated["sealed"] else found.changed).append(
                f"{host}: {bundle.damage}"
            )
        elif bundle.manifest is None:
            found.notes.append(f"{host}: no evidence was collected")
        found.changed += [f"{host}: {rpc}: {one.reason}" for rpc, one in bundle.items.items() if one.status == DAMAGED]
    found.checked.append(f"{count(replies, 'reply', 'replies')} of {count(hosts, 'host')} against the seal")


def _against_notes(folder: RunFolder, stated: Mapping[str, Any], log: Sequence[Entry], found: Verification) -> None:
    """What an interrupted run has collected so far."""
    last, replies, hosts = last_of_bundles(log), 0, 0
    for host in hosts_of(stated):
        bundle = folder.evidence(host)
        problem = why_not_kept(bundle, host, last.get(bundle.name))
        if problem is not None:
            told = f"{host}: {problem.reason}"
            (found.not_checked if problem.because == NOT_NOTED else found.changed).append(told)
        elif is_as_noted(bundle):
            hosts, replies = hosts + 1, replies + len(read_bundle(bundle, host).items)
    if hosts:
        found.checked.append(f"{count(replies, 'reply', 'replies')} of {count(hosts, 'host')} against the notes")
    found.not_checked.append(
        f"not sealed: collection was interrupted with {count(hosts, 'host')} of {len(hosts_of(stated))} complete; "
        "resume the run (-e resume=true), or evaluate it (decide.yml)"
    )


def _not_kept(told: Sequence[Mapping[str, str]], found: Verification) -> None:
    """What was not kept when the run was resumed, by its reason. An earlier version has stated none."""
    of_reason = {CHANGED: found.changed, SESSION: found.notes}
    for one in told:
        since = one.get("at") or one.get("resumed")
        reason = one.get("reason") or "it was not as it was noted"
        of_reason.get(one.get("because", ""), found.not_checked).append(
            f"{one['host']}: collected again at {since}, first evidence not kept: {reason}"
        )


def _strangers(folder: RunFolder, host: str, found: Verification) -> None:
    """Files in a bundle's folder that its manifest does not name."""
    manifest = read_bundle(folder.evidence(host), host, with_items=False).manifest
    if manifest is not None:
        named = {item.file for item in manifest.items} | {MANIFEST_NAME}
        there = {name for name in names_in(folder.evidence(host)) if not name.startswith(".")}
        found.changed += [f"{host}: {name}: not named by the manifest" for name in sorted(there - named)]
