"""Sign a run: its evidence once, each of its judgements, and each report; and what of it no longer fits together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from reinstate import __version__
from reinstate.errors import InputError
from reinstate.evidence.bundle import read_bundle, utc
from reinstate.evidence.file_access import read_json, storage_error
from reinstate.evidence.judgements import REPORT_FILE, Judgement, judgements_of, sha256_of
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.predecessors import previous_of, signing_alone
from reinstate.evidence.run_folder import RUN_FILE, RunFolder, hosts_of, seal
from reinstate.evidence.run_log import FOLDER as COLLECTED
from reinstate.evidence.signing_keys import SigningKey
from reinstate.evidence.statements import (
    Kind,
    digests_of,
    files_below,
    is_signed,
    read_signed,
    statement_bytes,
    write_signed,
)
from reinstate.session.transcript import SessionStatus

# What ``run.json`` states of a run that was opened with a key: without its signatures it is not what it was.
SIGNER: Final = "signer"


def require_signer(stated: Mapping[str, Any], key: SigningKey | None) -> None:
    """Refuse to go on without the key that a run was opened with, until its evidence is signed; InputError."""
    signer = stated.get(SIGNER)
    if signer is not None and (key is None or key.public.fingerprint != signer):
        raise InputError(
            "signing_key: not the key that this run was opened with",
            expected=f"the private key with the fingerprint {signer}",
            actual="no key" if key is None else key.public.fingerprint,
            remedy="name it with -e signing_key=FILE",
        )


# --- evidence ---------------------------------------------------------------------------------------------------------


def seal_and_sign(folder: RunFolder, finished: datetime, key: SigningKey | None) -> dict[str, Any]:
    """Seal a run and sign its evidence, where neither was done yet; gives its ``run.json``.

    Raises:
        InputError: the run was opened with another key.
        EvidenceError, StorageError: as of `seal`.
    """
    if not is_signed(folder.path, Kind.EVIDENCE):
        require_signer(folder.read(), key)
    stated = seal(folder, finished)
    sign_evidence(folder, stated, key)
    return stated


def sign_evidence(folder: RunFolder, stated: Mapping[str, Any], key: SigningKey | None) -> None:
    """Sign what a sealed run has collected, once; None leaves it unsigned.

    Args:
        folder: the run.
        stated: its ``run.json``.
        key: the signer's.

    Raises:
        StorageError: the disk refuses.
    """
    if key is None or is_signed(folder.path, Kind.EVIDENCE):
        return
    subjects = digests_of(folder.path, evidence_files(folder, hosts_of(stated)))
    with signing_alone(folder.runs_dir):
        predicate = {
            "run_id": folder.run_id,
            "made": utc(datetime.now(UTC)),
            "started": stated["started"],
            "finished": stated["finished"],
            "tool": {"reinstate": __version__},
            "policy": stated.get("policy"),
            "reference": stated.get("reference"),
            "collected": _collected(folder, stated),
            "previous": previous_of(folder),
        }
        write_signed(folder.path, Kind.EVIDENCE, statement_bytes(Kind.EVIDENCE, subjects, predicate), key)


def evidence_files(folder: RunFolder, hosts: Iterable[str]) -> Iterator[Path]:
    """The files that a statement about evidence names. Each manifest has the digests of the replies beside it."""
    yield folder.path / RUN_FILE
    yield from (path for host in hosts if (path := folder.evidence(host) / MANIFEST_NAME).is_file())
    yield from files_below(*(folder.path / name for name in (COLLECTED, "declared", "policy")))


def _collected(folder: RunFolder, stated: Mapping[str, Any]) -> dict[str, int]:
    """What was collected, in counts."""
    read = (read_bundle(folder.evidence(host), host, with_items=False).manifest for host in hosts_of(stated))
    manifests = [one for one in read if one is not None]
    replies = [item for one in manifests for item in one.items if item.file]
    return {
        "hosts": len(hosts_of(stated)),
        "hosts_with_evidence": len(manifests),
        "sessions_complete": sum(one.outcome.status is SessionStatus.COMPLETE for one in manifests),
        "replies": len(replies),
        "bytes": sum(item.bytes for item in replies),
    }


# --- judgements and reports -------------------------------------------------------------------------------------------


def sign_judgement(judgement: Judgement, key: SigningKey) -> None:
    """Sign a judgement, which names the statement about the evidence and the one about the judgement before.

    Its root can be the folder in which it is drafted. StorageError where the disk refuses.
    """
    summary = read_json(judgement.summary)
    subjects = digests_of(judgement.root, judgement_files(judgement))
    predicate = {
        "run_id": judgement.run.run_id,
        "number": judgement.number,
        "made": utc(datetime.now(UTC)),
        "tool": {"reinstate": __version__},
        "as_of": summary["judged"]["as_of"],
        "policy": summary["judged"]["policy"],
        "reference": summary["judged"]["reference"],
        "units": {name: summary[name] for name in ("units", "pass", "fail", "inconclusive")},
        "evidence": read_signed(judgement.run.path, Kind.EVIDENCE).sha256,
        "before": _statement_before(judgement),
        "reports_before": reports_of_unsigned(judgement),
    }
    write_signed(judgement.root, Kind.JUDGEMENT, statement_bytes(Kind.JUDGEMENT, subjects, predicate), key)


def judgement_files(judgement: Judgement) -> Iterator[Path]:
    """The files that a statement about a judgement names: all of it but its report, which is written later."""
    left_out = {*Kind.JUDGEMENT.files, *Kind.REPORT.files, REPORT_FILE, "report"}
    own = sorted(path for path in judgement.root.iterdir() if path.name not in left_out)
    return files_below(*own)


def _statement_before(judgement: Judgement) -> str | None:
    """The digest of the statement about the judgement before; None where there is none, or it was not signed."""
    before = judgement.root.with_name(str(judgement.number - 1))
    return read_signed(before, Kind.JUDGEMENT).sha256 if is_signed(before, Kind.JUDGEMENT) else None


def reports_of_unsigned(judgement: Judgement) -> dict[str, str]:
    """The digests of the reports of unsigned judgements before that one, by number: no statement of theirs has them."""
    before = (one for one in judgements_of(judgement.run) if one.number < judgement.number)
    unsigned = (one for one in before if not (is_signed(one.root, Kind.JUDGEMENT) or is_signed(one.root, Kind.REPORT)))
    reports = {str(one.number): one.root / REPORT_FILE for one in unsigned}
    return {number: sha256_of(path) for number, path in reports.items() if path.is_file()}


def remove_report_signature(judgement: Judgement) -> None:
    """Remove the signature of a report that is written anew, the envelope first; StorageError."""
    for name in Kind.REPORT.files:
        try:
            (judgement.root / name).unlink(missing_ok=True)
        except OSError as error:
            raise storage_error(judgement.root / name, error) from error


def sign_report(judgement: Judgement, key: SigningKey | None) -> None:
    """Sign the list of a report's files, where there is a key and the judgement is signed; StorageError."""
    if key is not None and is_signed(judgement.root, Kind.JUDGEMENT):
        predicate = {
            "run_id": judgement.run.run_id,
            "number": judgement.number,
            "made": utc(datetime.now(UTC)),
            "tool": {"reinstate": __version__},
            "judgement": read_signed(judgement.root, Kind.JUDGEMENT).sha256,
        }
        subjects = digests_of(judgement.root, [judgement.root / REPORT_FILE])
        write_signed(judgement.root, Kind.REPORT, statement_bytes(Kind.REPORT, subjects, predicate), key)
