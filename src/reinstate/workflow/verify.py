"""Check a stored run: every digest, the seal, the judgements, the accounts, and the records against a re-evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reinstate.decision.claims_account import claims_account
from reinstate.decision.policy import KeptPythonError, kept_problems, reference_for, stated_facts
from reinstate.decision.record import Record
from reinstate.decision.run_accounts import ADDED_COUNTS, summary
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.bundle import DAMAGED
from reinstate.evidence.completion import FOLDER as COLLECTED
from reinstate.evidence.file_access import read_file, read_json
from reinstate.evidence.judgements import (
    JUDGEMENT_FILE,
    POPULATION_FILE,
    REPORT_FILE,
    Judgement,
    chain_problems,
    digest_of,
    judgements_of,
    newest_judgement,
    report_problems,
    shown_problems,
)
from reinstate.evidence.names import file_name
from reinstate.evidence.run_folder import (
    JUDGEMENTS,
    RUN_FILE,
    SHOWN,
    SUMMARY_FILE,
    RunFolder,
    bundle_of,
    find_run,
    hosts_of,
)
from reinstate.report.figures import count
from reinstate.workflow.earlier_runs import comparable, listed_records, record_at, same_basis, stored_record
from reinstate.workflow.judge_run import JudgedRun, basis_of, declared_by, judge_run, policy_of
from reinstate.workflow.what_if import declared_damage


@dataclass(slots=True)
class Verification:
    """What a verification found. It grows while the run is verified.

    Attributes:
        changed: what is not as it was, a sentence each.
        checked: what was verified.
        not_checked: what was not, and why.
    """

    changed: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """Exit status: 0 all was verified and is as it was, 1 something was changed, 2 something was not verified."""
        return 1 if self.changed else 2 if self.not_checked else 0


def verify_run(path: Path) -> Verification:
    """Verify a run; EvidenceError where there is none, or where ``run.json`` cannot be read."""
    folder = find_run(path)
    stated, found = folder.read(), Verification()
    _seen(folder, stated, found)
    try:
        judgement = newest_judgement(folder)
    except EvidenceError as error:
        found.changed.append(str(error))
        return found
    found.changed += chain_problems(folder)
    if judgement is None:
        found.changed.append(f"{SUMMARY_FILE}: missing, the run was not evaluated")
        return found
    for older in judgements_of(folder)[:-1]:
        _told(older, stated, found)
    _judgement(judgement, stated, found)
    return found


# --- what was seen ----------------------------------------------------------------------------------------------------


def _seen(folder: RunFolder, stated: Mapping[str, Any], found: Verification) -> None:
    if stated.get("sealed") is None:
        found.changed.append(f"{RUN_FILE}: the run was never sealed, collection did not finish")
    replies = 0
    for host in hosts_of(stated):
        bundle = bundle_of(folder, host, stated.get("sealed"))
        replies += len(bundle.items)
        if bundle.damage or bundle.manifest is None:
            found.changed.append(f"{host}: {bundle.damage or 'no evidence bundle'}")
        found.changed += [f"{host}: {rpc}: {one.reason}" for rpc, one in bundle.items.items() if one.status == DAMAGED]
        if bundle.manifest is not None:
            found.changed += _strangers(folder, host, {item.file for item in bundle.manifest.items})
    own = {file_name(host) for host in hosts_of(stated)}
    found.changed += [f"evidence/{name}: not of a host of this run" for name in _names(folder.path / "evidence") - own]
    facts = stated_facts(stated.get("policy"))
    found.changed += kept_problems(folder.policy, facts) if facts is not None else ()
    found.changed += declared_damage(folder.path, stated.get("declared"))
    found.changed += _others(folder)
    found.checked.append(f"{count(replies, 'reply', 'replies')} of {count(len(own), 'host')} against the seal")


def _strangers(folder: RunFolder, host: str, named: set[str]) -> list[str]:
    """Files in a bundle's folder that its manifest does not name."""
    there = {name for name in _names(folder.evidence(host)) if not name.startswith(".")}
    return [f"{host}: {name}: not named by the manifest" for name in sorted(there - named - {"evidence.json"})]


def _names(path: Path) -> set[str]:
    return {one.name for one in path.iterdir()} if path.is_dir() else set()


_OF_A_RUN: Final = {"evidence", COLLECTED, "declared", "policy", JUDGEMENTS, RUN_FILE, *SHOWN}
_OF_A_JUDGEMENT: Final = {"declared", "policy", JUDGEMENT_FILE, POPULATION_FILE, REPORT_FILE, *SHOWN}


def _others(folder: RunFolder) -> Iterator[str]:
    """Files that no version of this software writes there; hidden ones are what an ended process had begun."""
    allowed = [(folder.path, _OF_A_RUN), *((one.root, _OF_A_JUDGEMENT) for one in judgements_of(folder))]
    numbers = {str(one.number) for one in judgements_of(folder)}
    allowed += [(folder.path / JUDGEMENTS, numbers)]
    for root, own in allowed:
        for name in sorted(_names(root) - own):
            if not name.startswith("."):
                yield f"{(root / name).relative_to(folder.path).as_posix()}: not a file of a run"
    yield from (f"{path}: not of a host of this run" for path in _stray_notes(folder))
    for path in sorted(folder.path.rglob("declared/files/*")):
        if not path.name.startswith((".", _digest_of(path))):
            yield f"{path.relative_to(folder.path).as_posix()}: does not match its digest"
    # Of each of these files, the folder is named by its digest.
    for path in sorted((*folder.path.glob("policy/*/*"), *folder.path.glob("judgements/*/policy/*/*"))):
        if path.name[0] != "." and path.parent.name != _digest_of(path):
            yield f"{path.relative_to(folder.path).as_posix()}: does not match its digest"


def _stray_notes(folder: RunFolder) -> list[str]:
    own = {f"{file_name(host)}.sha256" for host in hosts_of(folder.read())}
    return [f"{COLLECTED}/{name}" for name in sorted(_names(folder.path / COLLECTED) - own) if name[0] != "."]


def _digest_of(path: Path) -> str:
    try:
        return digest_of(read_file(path))
    except OSError:
        return "unreadable"


# --- what was judged --------------------------------------------------------------------------------------------------


def _judgement(judgement: Judgement, stated: Mapping[str, Any], found: Verification) -> None:
    """The newest judgement: as the others, and judged again where nothing was changed."""
    records = _told(judgement, stated, found)
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
    before = len(found.changed)
    try:
        records = {path.name: record_at(path) for path in sorted(judgement.records.glob("*.json"))}
        told = read_json(judgement.summary)
        found.changed += _summary(judgement, stated, told, records)
        found.changed += declared_damage(judgement.root, declared_by(judgement, stated))
    except ReinstateError as error:
        found.changed.append(str(error))
        return {}
    if len(found.changed) == before:
        found.checked.append(f"{count(len(records), 'record')} and the accounts of {judgement.name}")
    _report(judgement, found)
    return records


def _report(judgement: Judgement, found: Verification) -> None:
    if not judgement.number or not (judgement.root / REPORT_FILE).exists():
        if judgement.report.exists():
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
