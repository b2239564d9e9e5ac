"""Verify what was seen: every digest of a run's evidence, the seal or the notes, and the files of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from reinstate.decision.policy import kept_problems, stated_facts
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.bundle import DAMAGED, read_bundle
from reinstate.evidence.completion import CHANGED, NOT_NOTED, SESSION, is_as_noted, why_not_kept
from reinstate.evidence.file_access import read_file
from reinstate.evidence.judgements import (
    JUDGEMENT_FILE,
    POPULATION_FILE,
    REPORT_FILE,
    digest_of,
    judgements_of,
)
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.names import file_name
from reinstate.evidence.opening import not_kept_in
from reinstate.evidence.run_folder import (
    JUDGEMENTS,
    RUN_FILE,
    SHOWN,
    RunFolder,
    bundle_of,
    hosts_of,
)
from reinstate.evidence.run_log import FOLDER as COLLECTED
from reinstate.evidence.run_log import LOG_NAME, Entry, last_of_bundles, read_log
from reinstate.evidence.statements import Kind
from reinstate.report.figures import count
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
    found.changed += _others(folder, own)


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


def names_in(path: Path) -> set[str]:
    """The names in a folder; none where there is no folder."""
    return {one.name for one in path.iterdir()} if path.is_dir() else set()


def undeclared(folder: RunFolder, root: Path, declared: Any) -> Iterator[str]:
    """Files in the declared inputs of a run, or of a judgement, that its entry ``declared`` does not name."""
    named = {_FILES}
    for kind, one in declared.items() if isinstance(declared, Mapping) else ():
        if isinstance(one, Mapping):
            named |= {f"{kind}-{str(one.get('sha256'))[:12]}.json", *map(str, one.get("earlier") or ())}
    for name in sorted(names_in(root / "declared") - named):
        if not name.startswith("."):
            yield f"{(root / 'declared' / name).relative_to(folder.path).as_posix()}: not declared"


_FILES: Final = "files"
_OF_A_RUN: Final = {"evidence", COLLECTED, "declared", "policy", JUDGEMENTS, RUN_FILE, *SHOWN, *Kind.EVIDENCE.files}
_OF_A_JUDGEMENT: Final = {
    "declared",
    "policy",
    JUDGEMENT_FILE,
    POPULATION_FILE,
    REPORT_FILE,
    *SHOWN,
    *Kind.REPORT.files,
}


def _others(folder: RunFolder, bundles: set[str]) -> Iterator[str]:
    """Files that no version of this software writes there; hidden ones are what an ended process had begun."""
    allowed = [(folder.path, _OF_A_RUN), *((one.root, _OF_A_JUDGEMENT) for one in judgements_of(folder))]
    numbers = {str(one.number) for one in judgements_of(folder)}
    allowed += [(folder.path / JUDGEMENTS, numbers)]
    for root, own in allowed:
        for name in sorted(names_in(root) - own):
            if not name.startswith("."):
                yield f"{(root / name).relative_to(folder.path).as_posix()}: not a file of a run"
    notes = {LOG_NAME, *(f"{name}.sha256" for name in bundles)}
    for name in sorted(names_in(folder.path / COLLECTED) - notes):
        if not name.startswith("."):
            yield f"{COLLECTED}/{name}: not of a host of this run"
    for path in sorted(folder.path.rglob("declared/files/*")):
        if not path.name.startswith((".", _digest_of(path))):
            yield f"{path.relative_to(folder.path).as_posix()}: does not match its digest"
    # Of each of these files, the folder is named by its digest.
    for path in sorted((*folder.path.glob("policy/*"), *folder.path.glob("judgements/*/policy/*"))):
        if path.name[0] != "." and not path.is_dir():
            yield f"{path.relative_to(folder.path).as_posix()}: not a file of a policy"
    for path in sorted((*folder.path.glob("policy/*/*"), *folder.path.glob("judgements/*/policy/*/*"))):
        if path.name[0] != "." and path.parent.name != _digest_of(path):
            yield f"{path.relative_to(folder.path).as_posix()}: does not match its digest"


def _digest_of(path: Path) -> str:
    try:
        return digest_of(read_file(path))
    except OSError:
        return "unreadable"
