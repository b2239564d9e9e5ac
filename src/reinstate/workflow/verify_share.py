"""Verify a shared copy: its statement, its signature, each file, and that what is not there was withheld by digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import read_file, read_json
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.ownership import links_in
from reinstate.evidence.signing_keys import Trusted
from reinstate.evidence.statements import Kind, Statement, parse_statement, read_signed, subject_problems
from reinstate.plain_text import shown
from reinstate.report.figures import count
from reinstate.workflow.verify_evidence import Verification
from reinstate.workflow.verify_trust import UNTRUSTED, whose


def is_share(path: Path) -> bool:
    """Whether a folder is a shared copy, and not a run."""
    return any((path.expanduser() / name).exists() for name in Kind.SHARE.files)


def verify_share(path: Path, trusted: Sequence[Trusted] | None) -> Verification:
    """Verify a shared copy with nothing but its folder, and the trusted keys where there are any."""
    root, found = path.expanduser().resolve(), Verification(shared=True)
    if links := links_in(root):
        found.changed += [f"{link.relative_to(root)}: a link instead of a file of the copy" for link in links]
        return found
    with found.telling(Kind.SHARE.statement):
        statement = _statement(root)
        _signature(statement, trusted, found)
        found.changed += subject_problems(root, statement, Kind.SHARE)
        found.changed += _unlisted(root, statement)
        found.checked.append(f"{count(len(statement.subjects), 'file')} of the copy against its statement")
        _withheld(root, statement, found)
    return found


def _statement(root: Path) -> Statement:
    if any((root / name).exists() for name in (Kind.SHARE.envelope, Kind.SHARE.ssh_signature)):
        return read_signed(root, Kind.SHARE)
    return parse_statement(Kind.SHARE, read_file(root / Kind.SHARE.statement))


def _signature(statement: Statement, trusted: Sequence[Trusted] | None, found: Verification) -> None:
    if statement.key is None:
        told = found.notes if trusted is None else found.untrusted
        told.append("the copy is not signed: anyone can have made or changed it")
    elif trusted is None:
        found.not_checked.append(f"signature by {statement.key.fingerprint}: {UNTRUSTED}")
    else:
        whose("the copy", statement, statement.key, trusted, found)


def _unlisted(root: Path, statement: Statement) -> Iterator[str]:
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()}
    for name in sorted(there - statement.subjects.keys() - set(Kind.SHARE.files)):
        yield f"{name}: added; {Kind.SHARE.statement} does not name it"


# --- what is withheld -------------------------------------------------------------------------------------------------


def _withheld(root: Path, statement: Statement, found: Verification) -> None:
    stated: Mapping[str, Any] = statement.predicate
    named = [one for one in stated["withheld"] if "name" in one]
    digests = {one["name"]: one["sha256"] for one in named}
    for manifest in sorted(name for name in statement.subjects if name.endswith(f"/{MANIFEST_NAME}")):
        with found.telling(manifest):
            _replies(root, manifest, digests, found)
    missing = [f"records/{name}" for name in stated["units"] if not _has_record(root, statement, name)]
    found.changed += [f"{name}: no record of this unit" for name in missing]
    found.withheld += [f"{shown(one['name'])}: {shown(one['why'])} (sha256 {one['sha256']})" for one in named]
    if unnamed := len(stated["withheld"]) - len(named):
        found.withheld.append(f"{count(unnamed, 'file')} of other hosts and units; their digests are in the statement")
    for part in stated["parts"]:
        if part["left_out"]:
            parts = ", ".join(map(shown, part["left_out"]))
            found.withheld.append(f"{shown(part['name'])}: parts of the file with sha256 {part['of_sha256']}: {parts}")
    whole = f"that needs the whole run {shown(stated['run_id'])}"
    found.notes.append(f"the copy is for a {shown(stated['for'])}; its records were not evaluated again: {whole}")


def _has_record(root: Path, statement: Statement, unit: str) -> bool:
    records = (name for name in statement.subjects if name.startswith("records/"))
    return any(read_json(root / name)["unit"]["name"] == unit for name in records)


def _replies(root: Path, manifest: str, withheld: Mapping[str, str], found: Verification) -> None:
    """Each reply that the manifest names is there as it says, or is withheld under the same digest."""
    place, kept = manifest.removesuffix(MANIFEST_NAME), 0
    for item in read_json(root / manifest)["items"]:
        name = f"{place}{item['file']}"
        if not item["file"]:
            continue
        if (root / name).is_file():
            kept += 1
            digest = hashlib.sha256(read_file(root / name)).hexdigest()
        else:
            digest = withheld.get(name, "")
        if digest != item["sha256"]:
            raise EvidenceError(f"{name}: not as the evidence manifest states", expected=item["sha256"], actual=digest)
    found.checked.append(f"{count(kept, 'reply', 'replies')} of {place.split('/')[1]} against the evidence manifest")
