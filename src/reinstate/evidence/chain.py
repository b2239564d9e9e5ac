"""What no longer fits together of a run: what was opened, what was collected, and what its judgements rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reinstate.errors import EvidenceError
from reinstate.evidence.file_access import json_of, read_file
from reinstate.evidence.judgements import (
    JUDGEMENT_FILE,
    Judgement,
    basis_digest,
    collected_digests,
    judgements_of,
    sha256_of,
)
from reinstate.evidence.opening import opening_problems
from reinstate.evidence.run_folder import JUDGEMENTS, RUN_FILE, RunFolder
from reinstate.evidence.run_log import FOLDER as COLLECTED
from reinstate.evidence.run_log import LOG_NAME
from reinstate.evidence.signed_parts import signed_parts
from reinstate.evidence.statements import Kind


def chain_problems(folder: RunFolder) -> Iterator[str]:
    """What no longer fits together among ``run.json``, log, judgements, and signatures, a sentence each."""
    run = _read_run(folder)
    if run is None:
        yield f"{RUN_FILE}: cannot be read"
    else:
        yield from opening_problems(folder.path, run)
    digests = {"run_sha256": "", "log_sha256": "", **collected_digests(folder)}
    before: str | None = None
    declared = (run or {}).get("declared") or {}
    for one in judgements_of(folder):
        try:
            stated = one.stated()
        except EvidenceError as error:
            yield str(error)
            before = sha256_of(one.file)
            continue
        yield from _changed_after(one, stated, digests)
        if stated.get("before") != before:
            yield f"{_name_of(one.file)}: does not follow the judgement before it"
        yield from _of_own_files(one, stated)
        own = stated.get("declared") or declared
        yield from _of_basis(one, run or {}, declared, own)
        before, declared = sha256_of(one.file), own
    for part in signed_parts(folder):
        # A report that was changed is written anew: nothing rests on it.
        yield from part.problems if part.kind is not Kind.REPORT else ()


def _read_run(folder: RunFolder) -> dict[str, Any] | None:
    try:
        return folder.read()
    except EvidenceError:
        return None


def _name_of(path: Path) -> str:
    return f"{JUDGEMENTS}/{path.parent.name}/{path.name}"


def _changed_after(one: Judgement, stated: Mapping[str, Any], digests: Mapping[str, str]) -> Iterator[str]:
    names = {"run_sha256": RUN_FILE, "log_sha256": f"{COLLECTED}/{LOG_NAME}"}
    for name, digest in digests.items():
        if stated.get(name, digest) != digest:
            yield f"{names[name]}: changed after {one.name}"


def _of_own_files(one: Judgement, stated: Mapping[str, Any]) -> Iterator[str]:
    for path, digest in ((one.population, stated["population_sha256"]), (one.summary, stated["summary_sha256"])):
        if sha256_of(path) != digest:
            yield f"{_name_of(path)}: changed after it was written"
    summary = _object_in(one.summary)
    if "basis_sha256" in summary and summary["basis_sha256"] != basis_digest(stated):
        yield f"{_name_of(one.file)}: changed after it was written"


def require_unchanged(folder: RunFolder) -> None:
    """Refuse to judge on what was changed since it was judged; EvidenceError names it."""
    problems = list(chain_problems(folder))
    if problems:
        raise EvidenceError(
            f"{folder.run_id}: changed after it was written",
            expected="the files as they were written",
            actual="; ".join(problems[:5]),
            remedy="restore them from a copy of the run, or inspect the devices again as another run",
        )


def _object_in(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty where there is none: its digest says so, or its list of records does."""
    try:
        found = json_of(read_file(path), path)
    except (OSError, EvidenceError):
        return {}
    return found if isinstance(found, dict) else {}


def _of_basis(
    one: Judgement, run: Mapping[str, Any], before: Mapping[str, Any], declared: Mapping[str, Any]
) -> Iterator[str]:
    """Where a judgement, or a record of it, rests on other declared inputs or evidence than what is there."""
    for kind in sorted(before):
        if not _goes_on(kind, before[kind], declared.get(kind)):
            yield f"{_name_of(one.file)}: the declared {kind} are not those that were declared before"
    for path in sorted(one.records.glob("*.json")):
        if what := _contradiction(_object_in(path), run, declared):
            yield f"{JUDGEMENTS}/{one.number}/records/{path.name}: {what}"


def _goes_on(kind: str, before: Any, now: Any) -> bool:
    """Whether declared inputs are the same as before, or replace them: what was declared stays declared."""
    if not isinstance(before, Mapping) or not isinstance(now, Mapping):
        return False
    earlier = now.get("earlier") or ()
    return before.get("sha256") == now.get("sha256") or f"{kind}-{str(before.get('sha256'))[:12]}.json" in earlier


def _digest_in(stated: Any) -> str:
    return str(stated.get("sha256") or "") if isinstance(stated, Mapping) else ""


def _contradiction(record: Mapping[str, Any], run: Mapping[str, Any], declared: Mapping[str, Any]) -> str:
    """How what a record says of its basis contradicts what is there; "" where it does not."""
    unit, evidence = record.get("unit"), record.get("evidence")
    if not isinstance(unit, Mapping) or not isinstance(evidence, Mapping):
        return ""  # not the record that the summary lists by its digest
    host, manifest = unit.get("host"), evidence.get("manifest_sha256")
    if host not in (run.get("hosts") or ()):
        return f"host {host} is not in {RUN_FILE}"
    if manifest and not evidence.get("damage") and manifest != (run.get("sealed") or {}).get(host):
        return f"made of other evidence than what {RUN_FILE} seals"
    stated = {str(part.get("kind")): part for part in record.get("declared") or () if isinstance(part, Mapping)}
    for kind in sorted(stated.keys() | declared.keys()):
        part = stated.get(kind, {})
        if not part.get("broken") and _digest_in(part) != _digest_in(declared.get(kind)):
            return f"made of other declared {kind} than what {JUDGEMENT_FILE} states"
    return ""
