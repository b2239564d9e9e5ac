"""Check a stored run: every digest, the seal, the judgements, the accounts, and the records against a re-evaluation."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reinstate.decision.claims_account import claims_account
from reinstate.decision.policy import KeptPythonError, kept_problems, reference_for, stated_facts
from reinstate.decision.record import Record
from reinstate.decision.run_accounts import ADDED_COUNTS, summary
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.chain import chain_problems
from reinstate.evidence.file_access import read_json
from reinstate.evidence.judgements import (
    REPORT_FILE,
    Judgement,
    judgements_of,
    newest_judgement,
    report_problems,
    shown_problems,
)
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.names import file_name
from reinstate.evidence.ownership import links_in, require_latest
from reinstate.evidence.run_folder import (
    JUDGEMENTS,
    SUMMARY_FILE,
    RunFolder,
    find_run,
    hosts_of,
)
from reinstate.evidence.run_log import FOLDER as COLLECTED
from reinstate.evidence.signing_keys import read_trusted
from reinstate.report.figures import count
from reinstate.workflow.earlier_runs import comparable, listed_records, record_at, same_basis, stored_record
from reinstate.workflow.judge_run import JudgedRun, basis_of, declared_by, judge_run, policy_of
from reinstate.workflow.verify_evidence import Verification, verify_evidence
from reinstate.workflow.verify_files import names_in, undeclared
from reinstate.workflow.verify_share import is_share, verify_share
from reinstate.workflow.verify_trust import verify_trust
from reinstate.workflow.what_if import declared_damage


def verify_run(path: Path, trusted: Path | None = None) -> Verification:
    """Verify a run, or a shared copy of some of its units.

    Args:
        path: the run.
        trusted: the file with the keys that may have signed it; None where the reader names none.

    Raises:
        EvidenceError: there is no run.
        InputError: the file with the trusted keys cannot be used.
    """
    keys = None if trusted is None else read_trusted(trusted)
    if is_share(path):
        return verify_share(path, keys)
    folder, found = _run_at(path), Verification()
    links = links_in(folder.path)
    if not links:
        _verify(folder, found)
        verify_trust(folder, folder.runs_dir, keys, found)
        return found
    found.changed += [
        f"{link.relative_to(folder.path)}: a link instead of a file or folder of the run" for link in links
    ]
    with TemporaryDirectory(prefix="reinstate-") as scratch:
        own = RunFolder(Path(scratch), folder.run_id)
        _show_without_links(folder.path, own.path)
        _verify(own, found)
        verify_trust(own, folder.runs_dir, keys, found)
    return found


def _run_at(path: Path) -> RunFolder:
    """The run at a path, also one that has lost its ``run.json`` or has links in it."""
    require_latest(path.expanduser())
    resolved = path.expanduser().resolve()
    parts = ("evidence", COLLECTED, JUDGEMENTS)
    if any((resolved / name).is_dir() for name in parts):
        return RunFolder(resolved.parent, resolved.name)
    return find_run(path)


def _show_without_links(run: Path, shown: Path) -> None:
    """The files of the run, without its links, in a folder where they can be read: nothing is read through a link."""
    for root, folders, files in os.walk(run):
        own = shown / Path(root).relative_to(run)
        own.mkdir()
        folders[:] = [name for name in folders if not (Path(root) / name).is_symlink()]
        for name in files:
            if not (path := Path(root) / name).is_symlink():
                (own / name).symlink_to(path)


def _verify(folder: RunFolder, found: Verification) -> None:
    stated = _stated(folder, found)
    with found.telling("evidence"):
        verify_evidence(folder, stated, found)
    with found.telling(JUDGEMENTS):
        found.changed += chain_problems(folder)
    judgement: Judgement | None = None
    with found.telling(JUDGEMENTS):
        judgement = next(reversed(judgements_of(folder)), None)
        judgement = newest_judgement(folder)
    if judgement is None:
        if stated.get("sealed") is not None:
            found.not_checked.append("records: the run was not evaluated, or its judgements were removed")
        return
    for older in judgements_of(folder)[:-1]:
        _told(older, stated, found)
    _judgement(judgement, stated, found)


def _stated(folder: RunFolder, found: Verification) -> Mapping[str, Any]:
    """``run.json``; without the file, the hosts whose evidence is there."""
    try:
        return folder.read()
    except EvidenceError as error:
        found.changed.append(str(error))
    names = sorted(names_in(folder.path / "evidence"))
    return {"hosts": [_host_in(folder.path / "evidence" / name) for name in names]}


def _host_in(bundle: Path) -> str:
    try:
        stated = read_json(bundle / MANIFEST_NAME)
    except EvidenceError:
        return bundle.name
    host = stated.get("host") if isinstance(stated, dict) else None
    return host if isinstance(host, str) and file_name(host) == bundle.name else bundle.name


# --- what was judged --------------------------------------------------------------------------------------------------


def _judgement(judgement: Judgement, stated: Mapping[str, Any], found: Verification) -> None:
    """The newest judgement: as the others, and judged again where nothing was changed."""
    records = _told(judgement, stated, found)
    with found.telling("records"):
        found.changed += shown_problems(judgement)
    if found.changed:
        found.not_checked.append("not judged again: only a run that is as it was written can give the same records")
        return
    try:
        _judge_again(judgement, stated, records, found)
    except KeptPythonError as error:
        found.not_checked.append(f"not judged again: {error}")
    except ReinstateError as error:
        found.changed.append(f"records: cannot be re-evaluated: {error}")


def _told(judgement: Judgement, stated: Mapping[str, Any], found: Verification) -> Mapping[str, Record]:
    """What one judgement wrote: policy, declared inputs, records, summary and report."""
    before, records = len(found.changed), dict[str, Record]()
    for path in sorted(judgement.records.glob("*.json")):
        with found.telling(path.name):
            records[path.name] = record_at(path)
    with found.telling(SUMMARY_FILE):
        found.changed += _summary(judgement, stated, read_json(judgement.summary), records)
    with found.telling("declared"):
        declared = declared_by(judgement, stated)
        found.changed += declared_damage(judgement.root, declared)
        found.changed += undeclared(judgement.run, judgement.root, declared) if judgement.number else ()
    if len(found.changed) == before:
        found.checked.append(f"{count(len(records), 'record')} and the accounts of {judgement.name}")
    with found.telling(REPORT_FILE):
        _report(judgement, found)
    return records


def _report(judgement: Judgement, found: Verification) -> None:
    if not judgement.number or not (judgement.root / REPORT_FILE).exists():
        if judgement.report.exists() and judgement.number and "adopted" not in judgement.stated():
            found.changed.append(f"{REPORT_FILE} of {judgement.name}: missing, so that nothing vouches for the report")
        elif judgement.report.exists():  # of an earlier version
            found.not_checked.append(f"report of {judgement.name}: its digests were not kept; write it again")
        return
    problems, number = report_problems(judgement)
    found.changed += problems
    if not problems:
        found.checked.append(f"{count(number, 'file')} of the report of {judgement.name}")


def _summary(
    judgement: Judgement, stated: Mapping[str, Any], told: Any, records: Mapping[str, Record]
) -> Iterator[str]:
    if not isinstance(told, dict):
        yield f"{SUMMARY_FILE}: not an object"
        return
    fresh = summary(tuple(records.values()), hosts_of(stated))
    yield from (
        f"{SUMMARY_FILE}: {key} - expected: {value} - got: {told.get(key)}"
        for key, value in fresh.items()
        if told.get(key) != value and not (key in ADDED_COUNTS and key not in told)
    )
    evaluated = told.get("judged")
    facts = stated_facts(evaluated.get("policy")) if isinstance(evaluated, dict) else None
    if facts is None:
        yield f"{SUMMARY_FILE}: no policy of the evaluation; re-evaluate the run (decide.yml)"
    else:
        yield from kept_problems(judgement.policy, facts)
    yield from _records(judgement, told, records)


def _records(judgement: Judgement, told: Mapping[str, Any], records: Mapping[str, Record]) -> Iterator[str]:
    """Records that are not the ones that the summary lists, by serial number and by digest."""
    listed = listed_records(told)
    if listed is None:
        yield f"{SUMMARY_FILE}: no list of the records; re-evaluate the run (decide.yml)"
        return
    serials = {record.unit.name: record.unit.serial_number for record in records.values()}
    for one in listed:
        _, problem = stored_record(judgement, one)
        if problem:
            yield f"records: {problem}"
        elif serials.get(one.unit) != one.serial:
            yield f"{SUMMARY_FILE}: serial number of {one.unit} - expected: {serials.get(one.unit)} - got: {one.serial}"
    for name in sorted(serials.keys() - {one.unit for one in listed}):
        yield f"{SUMMARY_FILE}: the record of {name} is not listed"


# --- judged again -----------------------------------------------------------------------------------------------------


def _judge_again(
    judgement: Judgement, stated: Mapping[str, Any], records: Mapping[str, Record], found: Verification
) -> None:
    """Compare the records with a re-evaluation on the same basis."""
    if not records:
        found.changed.append("records: none, so nothing shows what was evaluated")
        return
    folder = judgement.run
    policy = policy_of(folder, stated, judgement)
    as_of = datetime.fromisoformat(next(iter(records.values())).as_of)
    again = judge_run(folder, stated, policy, reference_for(policy), basis_of(judgement, stated, as_of))
    fresh = {f"{file_name(one.unit.name)}.json": one for one in again.records}
    others = [name for name, one in records.items() if name in fresh and not same_basis(one, fresh[name])]
    if others:
        made = records[others[0]].tool.version
        found.not_checked.append(
            f"not judged again: {count(len(others), 'record')} of another version of this software, of its checks, or "
            f"of its reference data (reinstate {made})"
        )
        return
    found.changed += _differing(judgement, records, fresh)
    found.changed += _claims(judgement, again)
    found.checked.append(f"{count(len(records), 'record')} against a re-evaluation of the evidence")


def _differing(judgement: Judgement, records: Mapping[str, Record], fresh: Mapping[str, Record]) -> Iterator[str]:
    for name, one in records.items():
        if name not in fresh:
            yield f"records: {name} differs from a re-evaluation - expected: no such unit - got: a record"
        elif comparable(judgement, one) != comparable(judgement, fresh[name]):
            yield f"records: {name} differs from a re-evaluation - {_difference(one, fresh[name])}"
    yield from (f"records: {name}: missing; a re-evaluation gives it" for name in sorted(fresh.keys() - records.keys()))


def _claims(judgement: Judgement, again: JudgedRun) -> Sequence[str]:
    claims = claims_account(again.judging.declared.claims, again.records)
    same = claims.get("claims") == read_json(judgement.summary).get("claims")
    return () if same else (f"{SUMMARY_FILE}: its account of the claims differs from a re-evaluation",)


def _difference(record: Record, again: Record) -> str:
    decided = [f"{one.verdict}/{one.disposition} ({one.reason})" for one in (again, record)]
    if decided[0] != decided[1]:
        return f"expected: {decided[0]} - got: {decided[1]}"
    fields = [name for name in Record.model_fields if getattr(record, name) != getattr(again, name)]
    return f"different: {', '.join(fields)}"
