"""Check a stored run: every digest, the seal, the judgements, the accounts, and the records against a re-evaluation."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from reinstate.decision.claims_account import claims_account
from reinstate.decision.policy import KeptPythonError, kept_problems, reference_for, stated_facts
from reinstate.decision.record import Record
from reinstate.decision.run_accounts import ADDED_COUNTS, summary
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.bundle import DAMAGED, read_bundle
from reinstate.evidence.chain import chain_problems
from reinstate.evidence.completion import CHANGED, NOT_NOTED, SESSION, is_as_noted, why_not_kept
from reinstate.evidence.file_access import read_file, read_json
from reinstate.evidence.judgements import (
    JUDGEMENT_FILE,
    POPULATION_FILE,
    REPORT_FILE,
    Judgement,
    digest_of,
    judgements_of,
    newest_judgement,
    report_problems,
    shown_problems,
)
from reinstate.evidence.manifest import MANIFEST_NAME
from reinstate.evidence.names import file_name
from reinstate.evidence.opening import not_kept_in
from reinstate.evidence.ownership import LATEST, links_in
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
from reinstate.evidence.run_log import FOLDER as COLLECTED
from reinstate.evidence.run_log import LOG_NAME, Entry, last_of_bundles, read_log
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
        notes: what else to know of the run.
    """

    changed: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """Exit status: 0 all was verified and is as it was, 1 something was changed, 2 something was not verified."""
        return 1 if self.changed else 2 if self.not_checked else 0

    @contextmanager
    def telling(self, what: str) -> Iterator[None]:
        """Whatever cannot be read is something that was changed; the rest of the run is verified all the same."""
        try:
            yield
        except ReinstateError as error:
            self.changed.append(str(error))
        except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
            self.changed.append(f"{what}: not as it was written ({type(error).__name__}: {error})"[:300])


def verify_run(path: Path) -> Verification:
    """Verify a run; EvidenceError where there is none."""
    folder, found = _run_at(path), Verification()
    links = links_in(folder.path)
    if not links:
        _verify(folder, found)
        return found
    found.changed += [
        f"{link.relative_to(folder.path)}: a link instead of a file or folder of the run" for link in links
    ]
    with TemporaryDirectory(prefix="reinstate-") as scratch:
        own = RunFolder(Path(scratch), folder.run_id)
        _show_without_links(folder.path, own.path)
        _verify(own, found)
    return found


def _run_at(path: Path) -> RunFolder:
    """The run at a path, also one that has lost its ``run.json`` or has links in it."""
    resolved = path.expanduser().resolve()
    parts = ("evidence", COLLECTED, JUDGEMENTS)
    if path.name != LATEST and any((resolved / name).is_dir() for name in parts):
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
        _seen(folder, stated, found)
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
    names = sorted(_names(folder.path / "evidence"))
    return {"hosts": [_host_in(folder.path / "evidence" / name) for name in names]}


def _host_in(bundle: Path) -> str:
    try:
        stated = read_json(bundle / MANIFEST_NAME)
    except EvidenceError:
        return bundle.name
    host = stated.get("host") if isinstance(stated, dict) else None
    return host if isinstance(host, str) and file_name(host) == bundle.name else bundle.name


# --- what was seen ----------------------------------------------------------------------------------------------------


def _seen(folder: RunFolder, stated: Mapping[str, Any], found: Verification) -> None:
    log = _log(folder)
    if stated.get("sealed") is None:
        _against_notes(folder, stated, log, found)
    else:
        _against_the_seal(folder, stated, log, found)
    for host in hosts_of(stated):
        _strangers(folder, host, found)
    own = {file_name(host) for host in hosts_of(stated)}
    found.changed += [f"evidence/{name}: not of a host of this run" for name in _names(folder.path / "evidence") - own]
    _not_kept(not_kept_in(log, hosts_of(stated)) if log else stated.get("not_kept") or [], found)
    facts = stated_facts(stated.get("policy"))
    found.changed += kept_problems(folder.policy, facts) if facts is not None else ()
    found.changed += declared_damage(folder.path, stated.get("declared"))
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
        there = {name for name in _names(folder.evidence(host)) if not name.startswith(".")}
        found.changed += [f"{host}: {name}: not named by the manifest" for name in sorted(there - named)]


def _names(path: Path) -> set[str]:
    return {one.name for one in path.iterdir()} if path.is_dir() else set()


_OF_A_RUN: Final = {"evidence", COLLECTED, "declared", "policy", JUDGEMENTS, RUN_FILE, *SHOWN}
_OF_A_JUDGEMENT: Final = {"declared", "policy", JUDGEMENT_FILE, POPULATION_FILE, REPORT_FILE, *SHOWN}


def _others(folder: RunFolder, bundles: set[str]) -> Iterator[str]:
    """Files that no version of this software writes there; hidden ones are what an ended process had begun."""
    allowed = [(folder.path, _OF_A_RUN), *((one.root, _OF_A_JUDGEMENT) for one in judgements_of(folder))]
    numbers = {str(one.number) for one in judgements_of(folder)}
    allowed += [(folder.path / JUDGEMENTS, numbers)]
    for root, own in allowed:
        for name in sorted(_names(root) - own):
            if not name.startswith("."):
                yield f"{(root / name).relative_to(folder.path).as_posix()}: not a file of a run"
    notes = {LOG_NAME, *(f"{name}.sha256" for name in bundles)}
    for name in sorted(_names(folder.path / COLLECTED) - notes):
        if not name.startswith("."):
            yield f"{COLLECTED}/{name}: not of a host of this run"
    for path in sorted(folder.path.rglob("declared/files/*")):
        if not path.name.startswith((".", _digest_of(path))):
            yield f"{path.relative_to(folder.path).as_posix()}: does not match its digest"
    # Of each of these files, the folder is named by its digest.
    for path in sorted((*folder.path.glob("policy/*/*"), *folder.path.glob("judgements/*/policy/*/*"))):
        if path.name[0] != "." and path.parent.name != _digest_of(path):
            yield f"{path.relative_to(folder.path).as_posix()}: does not match its digest"


def _digest_of(path: Path) -> str:
    try:
        return digest_of(read_file(path))
    except OSError:
        return "unreadable"


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
        found.changed += declared_damage(judgement.root, declared_by(judgement, stated))
    if len(found.changed) == before:
        found.checked.append(f"{count(len(records), 'record')} and the accounts of {judgement.name}")
    with found.telling(REPORT_FILE):
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
