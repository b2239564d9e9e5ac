"""Verify the signatures of a run by the keys that its reader trusts, and the chain of the signed runs beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from reinstate.evidence.predecessors import chain_of, named_previous
from reinstate.evidence.run_folder import RunFolder
from reinstate.evidence.signatures import NAMESPACE
from reinstate.evidence.signed_parts import SignedPart, signed_parts
from reinstate.evidence.signing_keys import PublicKey, Trusted
from reinstate.evidence.statements import Kind, Statement
from reinstate.plain_text import joined, shown
from reinstate.report.figures import count
from reinstate.workflow.verify_evidence import Verification

UNTRUSTED = "whether you trust this key was not verified; name the keys that you trust with --trusted FILE"


def verify_trust(folder: RunFolder, runs: Path, trusted: Sequence[Trusted] | None, found: Verification) -> None:
    """Say of each part of a run whose signature it has. What a signature contradicts is told with the judgements.

    Args:
        folder: the run.
        runs: the folder of the runs beside it.
        trusted: the keys that may have signed it; None where the reader names none.
        found: gets what was verified.
    """
    parts = signed_parts(folder)
    if not parts:
        if trusted is not None:
            found.untrusted.append("the run is not signed: anyone who can write its folder can have changed all of it")
        return
    _signatures(parts, trusted, found)
    _hidden(folder, found)
    found.notes += _newest(parts)
    if parts[0].statement is not None:
        _chain(RunFolder(runs, folder.run_id), parts[0].statement, found)


def _signatures(parts: Sequence[SignedPart], trusted: Sequence[Trusted] | None, found: Verification) -> None:
    covered = _covered(parts)
    for part in parts:
        if part in covered:
            _not_itself(part, found)
        else:
            _signature(part, trusted, found)
        found.changed += part.problems if part.kind is Kind.REPORT else ()
    if trusted is None:
        found.not_checked += _not_compared(parts)


def _newest(parts: Sequence[SignedPart]) -> list[str]:
    """The statement that a printed report has the digest of."""
    judged = [(part.what, part.statement) for part in parts if part.kind is Kind.JUDGEMENT]
    told = [(what, statement.sha256) for what, statement in judged if statement is not None]
    return [f"newest statement, as on the printed report: {what}, sha256:{digest}" for what, digest in told[-1:]]


def _covered(parts: Sequence[SignedPart]) -> Sequence[SignedPart]:
    """Parts that are not signed, of judgements before one that is: they were made before there was a key."""
    signed = [number for number, part in enumerate(parts) if part.kind is Kind.JUDGEMENT and part.statement]
    unsigned = [part.statement is None and not part.problems for part in parts]
    last = signed[-1] if signed else 0
    # The report of a judgement is right after it, and is signed with the key that the judgement is signed with.
    return [
        part
        for number, part in enumerate(parts[:last])
        if number and unsigned[number] and (part.kind is Kind.JUDGEMENT or unsigned[number - 1])
    ]


def _not_itself(part: SignedPart, found: Verification) -> None:
    if part.kind is Kind.JUDGEMENT or part.covered:  # each judgement states the digest of the one before it
        found.notes.append(f"{part.what} is not signed itself; its digest is in a later judgement that is")
    else:
        found.not_checked.append(f"{part.what} is not signed")


def _signature(part: SignedPart, trusted: Sequence[Trusted] | None, found: Verification) -> None:
    statement = part.statement
    if statement is None or statement.key is None:
        if not part.problems:
            told = found.not_checked if trusted is None else found.untrusted
            told.append(f"{part.what} is not signed")
    elif trusted is not None:
        whose(part.what, statement, statement.key, trusted, found)


def _not_compared(parts: Sequence[SignedPart]) -> Iterator[str]:
    keys = Counter(part.statement.key.fingerprint for part in parts if part.statement and part.statement.key)
    for fingerprint, number in keys.items():
        yield f"{count(number, 'signature')} by {fingerprint}: {UNTRUSTED}"


def _hidden(folder: RunFolder, found: Verification) -> None:
    """Hidden files, which no statement names: an ended process can have left them, or somebody have added them."""
    for path in sorted(folder.path.rglob(".*")):
        found.not_checked.append(f"{path.relative_to(folder.path).as_posix()}: a hidden file, which is never signed")


def whose(what: str, statement: Statement, key: PublicKey, trusted: Sequence[Trusted], found: Verification) -> None:
    """Say whose the signature is, and whether that key may have made it."""
    own = [one for one in trusted if one.key == key]
    allowed = [one for one in own if one.may_sign(NAMESPACE)]
    valid = [one for one in allowed if one.valid_at(statement.made)]
    if not valid:
        reasons = {"not a trusted key": own, f"not trusted for {NAMESPACE}": allowed, "not valid at that time": valid}
        why = next(reason for reason, left in reasons.items() if not left)
        found.untrusted.append(f"{what} was signed on {_when(statement)} by {key.fingerprint}: {why}")
        return
    names = joined(sorted({shown(one.names) for one in valid if one.names})) or "the trusted key"
    found.checked.append(f"signature of {what} by {names} ({key.fingerprint}), signed on {_when(statement)}")
    if not any(one.valid_at(datetime.now(UTC)) for one in valid):
        found.not_checked.append(
            f"date of the signature of {what}: the key is no longer valid, and only the signer states the date"
        )


def _when(statement: Statement) -> str:
    return f"{statement.made.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _chain(folder: RunFolder, statement: Statement, found: Verification) -> None:
    with found.telling("chain of runs"):
        chain, before = chain_of(folder, statement), named_previous(statement)
        found.changed += [f"chain of runs: {one}" for one in chain.broken]
        found.not_checked += [f"chain of runs: {one}" for one in chain.unknown]
        if chain.broken or chain.unknown:
            return
        named = f"{count(len(before), 'predecessor')}, unchanged" if before else "this run names no predecessor"
        found.checked.append(f"chain of runs: {named}")
