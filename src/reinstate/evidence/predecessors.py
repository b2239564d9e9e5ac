"""The chain of the signed runs in one folder: each states which runs were the newest when it was signed.

A run is signed while no other one in the folder is. Its predecessors are the signed runs beside it that no other run
names as a predecessor: one, as a rule; none for the first; several where runs of another folder were added. So every
run that was in the folder leads to every one before it, and one that is removed, or was added or dated later, shows.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import read_file, storage_error
from reinstate.evidence.judgements import judgements_of, sha256_of
from reinstate.evidence.ownership import LATEST
from reinstate.evidence.run_folder import RunFolder
from reinstate.evidence.signatures import key_of_ssh_signature
from reinstate.evidence.signing_keys import PublicKey
from reinstate.evidence.statements import Kind, Statement, is_signed, parse_statement


@dataclass(frozen=True, slots=True)
class Predecessor:
    """What a statement names of a run before it.

    Attributes:
        run_id: the name of its folder then.
        sha256: of its statement.
        judgement: digest of the statement about its newest judgement then; "" where none was signed.
    """

    run_id: str
    sha256: str
    judgement: str = ""


@dataclass(frozen=True, slots=True)
class SignedRun:
    """A signed run of the folder.

    Attributes:
        run_id: the name of its folder.
        sha256: of its statement.
        previous: its predecessors.
        signed: when, as it states; None where its statement cannot be read.
        key: who signed it; None where the signature does not match.
    """

    run_id: str
    sha256: str
    previous: tuple[Predecessor, ...]
    signed: datetime | None
    key: PublicKey | None = None


@contextmanager
def signing_alone(runs: Path) -> Iterator[None]:
    """Sign a run while no other one in this folder is signed; StorageError where the folder cannot be opened."""
    try:
        descriptor = os.open(runs, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise storage_error(runs, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def previous_of(folder: RunFolder) -> list[dict[str, str]]:
    """What a statement of this run names as ``previous``: the runs beside it that no other run names; StorageError."""
    try:
        beside = signed_beside(folder)
    except OSError as error:
        raise storage_error(folder.runs_dir, error) from error
    named = {before.sha256 for one in beside for before in one.previous}
    heads = [one for one in beside if one.sha256 not in named]
    return [asdict(Predecessor(one.run_id, one.sha256, _newest_judgement(folder, one))) for one in heads]


def _newest_judgement(folder: RunFolder, run: SignedRun) -> str:
    return next(reversed(_judgements(RunFolder(folder.runs_dir, run.run_id))), "")


def _judgements(folder: RunFolder) -> list[str]:
    """The digests of the statements about a run's judgements, oldest first."""
    signed = (one.root for one in judgements_of(folder) if is_signed(one.root, Kind.JUDGEMENT))
    return [digest for root in signed if (digest := sha256_of(root / Kind.JUDGEMENT.statement))]


def signed_beside(folder: RunFolder) -> Sequence[SignedRun]:
    """The other signed runs in the folder, by name; OSError. One whose statement cannot be read has no predecessors."""
    found = []
    for path in sorted(folder.runs_dir.iterdir()) if folder.runs_dir.is_dir() else ():
        if path.name not in (folder.run_id, LATEST) and not path.name.startswith("."):
            found += [] if (one := _signed_run(path)) is None else [one]
    return found


def _signed_run(path: Path) -> SignedRun | None:
    if path.is_symlink() or not is_signed(path, Kind.EVIDENCE):
        return None
    try:
        content = read_file(path / Kind.EVIDENCE.statement)
    except OSError:
        return None
    try:
        statement = parse_statement(Kind.EVIDENCE, content)
        previous, signed = named_previous(statement), statement.made
    except EvidenceError:
        return SignedRun(path.name, hashlib.sha256(content).hexdigest(), (), None)
    return SignedRun(path.name, statement.sha256, previous, signed, _key_of(path, content))


def _key_of(path: Path, content: bytes) -> PublicKey | None:
    try:
        return key_of_ssh_signature(read_file(path / Kind.EVIDENCE.ssh_signature), content)
    except (OSError, ValueError):
        return None


def named_previous(statement: Statement) -> tuple[Predecessor, ...]:
    """The predecessors that a statement names; EvidenceError for a malformed one."""
    stated: Any = statement.predicate.get("previous")
    try:
        return tuple(Predecessor(*(str(one[name]) for name in ("run_id", "sha256", "judgement"))) for one in stated)
    except (KeyError, TypeError) as error:
        raise EvidenceError(f"{Kind.EVIDENCE.statement}: does not name its predecessors") from error


@dataclass(frozen=True, slots=True)
class Chain:
    """How a signed run fits into its folder, a sentence each.

    Attributes:
        broken: what shows that a run was removed, added, or dated later.
        unknown: what cannot be told here.
    """

    broken: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def chain_of(folder: RunFolder, statement: Statement) -> Chain:
    """How this run fits among the signed runs beside it."""
    try:
        beside = signed_beside(folder)
    except OSError as error:
        return Chain(unknown=(f"{folder.runs_dir} cannot be read: {error.strerror}",))
    missing = tuple(_missing(statement, beside))
    # Who reads runs of several signers keeps them in one folder as well: each has a chain of its own there.
    own = [one for one in beside if one.key == statement.key]
    broken = (*_order(statement, beside), *_unnamed(statement, own), *_cut(folder, statement, own))
    if own or os.path.lexists(folder.runs_dir / LATEST):
        return Chain((*missing, *broken))
    return Chain(broken, missing)  # a run that was copied elsewhere alone


def _missing(statement: Statement, beside: Sequence[SignedRun]) -> Iterator[str]:
    """Predecessors that are not there: of this run, and of those before it."""
    there = {one.sha256: one for one in beside}
    to_see = [("this run", named_previous(statement))]
    seen = set[str]()
    while to_see:
        who, previous = to_see.pop()
        for before in previous:
            if (found := there.get(before.sha256)) is None:
                yield f"run {before.run_id} (statement {before.sha256}) is not beside it; {who} names it as predecessor"
            elif before.sha256 not in seen:
                to_see.append((f"run {found.run_id}", found.previous))
            seen.add(before.sha256)


def _order(statement: Statement, beside: Sequence[SignedRun]) -> Iterator[str]:
    """Predecessors that were signed later than this run."""
    named = {before.sha256 for before in named_previous(statement)}
    for one in beside:
        if one.sha256 in named and one.signed is not None and one.signed > statement.made:
            yield (
                f"signed on {statement.predicate['made']}, before its predecessor {one.run_id}: "
                "dated back, or the clock was set back"
            )


def _unnamed(statement: Statement, beside: Sequence[SignedRun]) -> Iterator[str]:
    """Runs that were signed later and do not lead to this one: it was not there then, or is not what it was."""
    leading = _leading_to(statement.sha256, beside)
    for one in beside:
        if one.signed is not None and one.signed > statement.made and one.sha256 not in leading:
            yield f"run {one.run_id} was signed later and does not lead to this run: added or signed again afterward"
            return


def _cut(folder: RunFolder, statement: Statement, beside: Sequence[SignedRun]) -> Iterator[str]:
    """Runs that were signed when this one had a judgement that it has no more."""
    own = {"", *_judgements(folder)}
    for one in beside:
        for before in one.previous:
            if before.sha256 == statement.sha256 and before.judgement not in own:
                yield f"an evaluation of this run is missing, or was signed again; run {one.run_id} names it"


def _leading_to(digest: str, beside: Sequence[SignedRun]) -> set[str]:
    """The digests of the runs that name this one, directly or through others."""
    naming: dict[str, list[str]] = {}
    for one in beside:
        for before in one.previous:
            naming.setdefault(before.sha256, []).append(one.sha256)
    leading, to_see = set[str](), [digest]
    while to_see:
        more = [one for one in naming.get(to_see.pop(), ()) if one not in leading]
        leading.update(more)
        to_see += more
    return leading
