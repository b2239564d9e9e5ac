"""Check a stored run: every digest, the seal, the accounts, and the records against a re-evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from reinstate.decision.claims_account import claims_account
from reinstate.decision.policy import (
    KeptPythonError,
    kept_problems,
    policy_of_run,
    reference_for,
    stated_facts,
    wrong_with,
)
from reinstate.decision.record import Record
from reinstate.decision.run_accounts import ADDED_COUNTS, summary
from reinstate.errors import AccountsError, EvidenceError, ReinstateError
from reinstate.evidence.bundle import DAMAGED
from reinstate.evidence.file_access import read_json
from reinstate.evidence.names import file_name
from reinstate.evidence.run_folder import SUMMARY_FILE, RunFolder, bundle_of, find_run, hosts_of, is_run_id
from reinstate.workflow.earlier_runs import (
    PAST,
    listed_records,
    record_at,
    same_basis,
    stored_record,
    without_the_past,
)
from reinstate.workflow.judge_run import judge_run
from reinstate.workflow.what_if import declared_damage


def verify_run(path: Path) -> tuple[str, ...]:
    """What is wrong with a run, a sentence each; empty where everything matches."""
    folder = find_run(path)
    stated = folder.read()
    problems = (
        [] if stated.get("sealed") is not None else ["run.json: the run was never sealed, collection did not finish"]
    )
    for host in hosts_of(stated):
        bundle = bundle_of(folder, host, stated.get("sealed"))
        if bundle.damage or bundle.manifest is None:
            problems.append(f"{host}: {bundle.damage or 'no evidence bundle'}")
        problems += [f"{host}: {rpc}: {item.reason}" for rpc, item in bundle.items.items() if item.status == DAMAGED]
    problems += declared_damage(folder, stated)
    problems += _kept(folder, stated.get("policy"))
    if not (folder.path / SUMMARY_FILE).exists():
        return (*problems, "summary.json: missing, the run was not evaluated")
    return (*problems, *_evaluation(folder, stated, sound=not problems))


def _kept(folder: RunFolder, stored: object) -> list[str]:
    """What of a policy that the run keeps is no longer as it was kept."""
    facts = stated_facts(stored)
    return list(kept_problems(folder.policy, facts)) if facts is not None else []


def _evaluation(folder: RunFolder, stated: Mapping[str, Any], *, sound: bool) -> tuple[str, ...]:
    """What is wrong with summary and records. Only where all else is ``sound`` is the evidence re-evaluated."""
    try:
        records = {path.name: record_at(path) for path in sorted(folder.records.glob("*.json"))}
        fresh = summary(tuple(records.values()), hosts_of(stated))
        stored = read_json(folder.path / SUMMARY_FILE)
    except (AccountsError, EvidenceError) as error:
        return (str(error),)
    if not isinstance(stored, dict):
        return ("summary.json: not an object",)
    judged = stored.get("judged")
    by = stated_facts(judged.get("policy")) if isinstance(judged, dict) else None
    problems = [
        *(
            f"summary.json: {key} - expected: {value} - got: {stored.get(key)}"
            for key, value in fresh.items()
            if stored.get(key) != value and not (key in ADDED_COUNTS and key not in stored)
        ),
        *(() if by else ("summary.json: no policy of the evaluation; re-evaluate the run (decide.yml)",)),
        *(kept_problems(folder.policy, by) if by else ()),
        *_records(folder, stored, records),
        *_superseded(folder, records),
    ]
    if problems or not sound:
        return tuple(problems)
    # Changes without their digest were found above; this finds changes together with their digest.
    try:
        return _reevaluated(folder, stated, stored, records)
    except KeptPythonError:
        return ()
    except ReinstateError as error:
        return (f"records: cannot be re-evaluated: {error}",)


def _records(folder: RunFolder, stored: Mapping[str, Any], records: Mapping[str, Record]) -> Iterator[str]:
    """Records that are not the ones that the summary lists, by serial number and by digest."""
    listed = listed_records(stored)
    if listed is None:
        yield "summary.json: no list of the records; re-evaluate the run (decide.yml)"
        return
    serials = {record.unit.name: record.unit.serial_number for record in records.values()}
    for one in listed:
        _, problem = stored_record(folder, one)
        if problem:
            yield f"records: {problem}"
        elif serials.get(one.unit) != one.serial:
            yield f"summary.json: serial number of {one.unit} - expected: {serials.get(one.unit)} - got: {one.serial}"
    for name in sorted(serials.keys() - {one.unit for one in listed}):
        yield f"summary.json: the record of {name} is not listed"


def _superseded(folder: RunFolder, records: Mapping[str, Record]) -> Iterator[str]:
    """Earlier records that changed after this run named them. A run that was moved away since is no problem."""
    for name, record in records.items():
        earlier = record.supersedes
        if earlier is None or not earlier.digest or not is_run_id(earlier.run_id):
            continue
        path = RunFolder(folder.runs_dir, earlier.run_id).records / f"{file_name(earlier.unit)}.json"
        if path.parent.is_dir() and wrong_with(path, earlier.digest):
            yield f"records: {name}: its superseded record in {earlier.run_id} was changed; re-evaluate this run"


def _reevaluated(
    folder: RunFolder, stated: Mapping[str, Any], stored: Mapping[str, Any], records: Mapping[str, Record]
) -> tuple[str, ...]:
    """Records that differ from a re-evaluation; none where the run cannot be re-evaluated as it was.

    That is the case where its policy has checks in Python, or where another version of this software or of its
    reference data evaluated it.
    """
    if not records:
        return ()
    policy = policy_of_run(folder, stated, stored)
    reference = reference_for(policy)
    as_of = datetime.fromisoformat(next(iter(records.values())).as_of)
    judged = judge_run(folder, stated, policy, reference, as_of)
    again = {f"{file_name(one.unit.name)}.json": one for one in judged.records}
    comparable = [name for name, one in records.items() if name not in again or same_basis(one, again[name])]
    problems = [
        f"records: {name} differs from a re-evaluation - {_difference(records[name], again.get(name))}"
        for name in comparable
        if name not in again or without_the_past(records[name]) != without_the_past(again[name])
    ]
    if len(comparable) == len(records) and not problems:
        claims = claims_account(judged.judging.declared.claims, judged.records)
        if claims.get("claims") != stored.get("claims"):
            problems.append("summary.json: its account of the claims differs from a re-evaluation")
    return tuple(problems)


def _difference(record: Record, again: Record | None) -> str:
    if again is None:
        return "expected: no such unit - got: a record"
    decided = [f"{one.verdict}/{one.disposition} ({one.reason})" for one in (again, record)]
    if decided[0] != decided[1]:
        return f"expected: {decided[0]} - got: {decided[1]}"
    fields = [name for name in Record.model_fields if getattr(record, name) != getattr(again, name)]
    return f"different: {', '.join(name for name in fields if name not in PAST)}"
