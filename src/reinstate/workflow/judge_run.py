"""Evaluate a run: from stored evidence to records, summary, and console lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from reinstate.decision.build_population import HostSeen, population_of
from reinstate.decision.claims_account import claims_account
from reinstate.decision.decide import Judging, decide_host
from reinstate.decision.no_evidence import gave_evidence
from reinstate.decision.policy import Policy, keep_policy, policy_facts, policy_named, policy_of_run, reference_for
from reinstate.decision.record import Record, record_bytes
from reinstate.decision.record.supersedes import NO_HISTORY
from reinstate.decision.run_accounts import summary
from reinstate.declared.hosts import placed
from reinstate.declared.kinds import NOTHING_DECLARED, Declared
from reinstate.declared.store import read_declared
from reinstate.device.model import Unit
from reinstate.device.units import units_of
from reinstate.errors import InputError
from reinstate.evidence.bundle import utc
from reinstate.evidence.file_access import read_json, write_atomic
from reinstate.evidence.locks import run_lock
from reinstate.evidence.run_folder import (
    SUMMARY_FILE,
    RunFolder,
    find_run,
    hosts_of,
    inventory_of,
    link_latest,
    seal,
    write_records,
)
from reinstate.reference.library import Reference
from reinstate.report.console import unit_lines
from reinstate.report.labels import DISPOSITION_WORDS, VERDICT_WORDS
from reinstate.report.text import visible
from reinstate.workflow.arguments import DecideArguments, FailOn
from reinstate.workflow.earlier_runs import history_of, records_index
from reinstate.workflow.open_run import declare_in_run, reference_digests
from reinstate.workflow.read_evidence import HostEvidence, read_run

_REACHED_BY: Mapping[FailOn, frozenset[str]] = {
    "inconclusive": frozenset({"fail", "inconclusive"}),
    "fail": frozenset({"fail"}),
    "never": frozenset(),
}


@dataclass(frozen=True, slots=True)
class WrittenRun:
    """What an evaluated run says.

    Attributes:
        lines: one per unit, plain text.
        failing: units that reach ``fail_on``, as ``{"host", "unit", "reason"}``.
    """

    folder: RunFolder
    records: tuple[Record, ...]
    summary: dict[str, Any]
    lines: tuple[str, ...]
    failing: tuple[dict[str, str], ...]

    def failing_hosts(self) -> list[dict[str, Any]]:
        """The failing units by host, as ``{"host", "reasons"}``."""
        hosts: dict[str, list[str]] = {}
        for unit in self.failing:
            hosts.setdefault(unit["host"], []).append(unit["reason"])
        return [{"host": host, "reasons": reasons} for host, reasons in hosts.items()]


def decide_run(arguments: DecideArguments, on_notice: Callable[[str], object] = lambda notice: None) -> WrittenRun:
    """Evaluate every unit of a run and write ``records/`` and ``summary.json``.

    Raises:
        AccountsError: units and hosts do not match; nothing was written then.
        RunInUseError: another playbook works on the run. ``on_notice`` gets a sentence where that one has ended.
    """
    folder = find_run(arguments.run)
    with run_lock(folder.path, "evaluating", on_notice):
        return _decide_run(folder, arguments)


def _decide_run(folder: RunFolder, arguments: DecideArguments) -> WrittenRun:
    policy = _policy(folder, arguments.policy)
    reference = reference_for(policy)
    stated = declare_in_run(folder, seal(folder, datetime.now(UTC)), arguments.handed())
    as_of = as_of_run(arguments.as_of, stated)
    judged = judge_run(folder, stated, policy, reference, as_of)
    accounts = {
        "run_id": folder.run_id,
        **summary(judged.records, hosts_of(stated)),
        **claims_account(judged.judging.declared.claims, judged.records),
    }
    stated_records = [record.to_json() for record in judged.records]
    contents = {one["unit"]["name"]: record_bytes(one) for one in stated_records}
    accounts |= {
        "judged": {"as_of": utc(as_of), "policy": policy_facts(policy), "reference": reference_digests(reference)},
        "records": records_index(judged.records, {name: sha256(raw).hexdigest() for name, raw in contents.items()}),
    }
    keep_policy(policy, folder.policy)
    write_records(folder, contents)
    write_atomic(folder.path / SUMMARY_FILE, record_bytes(accounts))
    link_latest(folder)
    return WrittenRun(
        folder,
        judged.records,
        accounts,
        tuple(unit_lines(stated_records)),
        tuple(_failing(record) for record in judged.records if record.verdict in _REACHED_BY[arguments.fail_on]),
    )


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """A run evaluated in memory: its evidence as it was read, the basis of the evaluation, and the records."""

    evidence: tuple[HostEvidence, ...]
    units: Mapping[str, Sequence[Unit]]
    judging: Judging
    records: tuple[Record, ...]


def judge_run(
    folder: RunFolder,
    stated: Mapping[str, Any],
    policy: Policy,
    reference: Reference,
    as_of: datetime,
    *,
    with_history: bool = True,
) -> JudgedRun:
    """Evaluate a run's stored evidence and write nothing.

    Args:
        folder: the run.
        stated: its ``run.json``.
        policy: the rules of the evaluation.
        reference: the sets, the operator's tables among them.
        as_of: the evaluation date.
        with_history: whether the records name the ones that they supersede.
    """
    evidence = read_run(folder, stated, reference, policy.enabled_checks, policy.switched_on)
    declared = declared_of(folder, stated, evidence)
    units = _units(evidence)
    serials = {unit.serial_number for own in units.values() for unit in own}
    history = history_of(folder, stated["started"], serials) if with_history else NO_HISTORY
    judging = Judging(policy, reference, _population(evidence, units), as_of, declared=declared, history=history)
    return JudgedRun(evidence, units, judging, _decided(evidence, units, judging))


def declared_of(folder: RunFolder, stated: Mapping[str, Any], evidence: Sequence[HostEvidence]) -> Declared:
    """What was declared of the run's units: by the files that were provided, and by the inventory.

    Claims of the inventory are stored twice: in the evidence manifests and, since the run was sealed, in ``run.json``.
    Where the two differ, or a damaged evidence manifest is their only copy, no claim can be used.
    """
    manifests = (host.bundle.manifest for host in evidence)
    in_manifests = {manifest.host: manifest.claim for manifest in manifests if manifest is not None and manifest.claim}
    kept = stated.get("inventory_claims")
    damaged = {host.host for host in evidence if host.bundle.damage}
    if kept is None:
        lost = damaged
    else:
        sound = {host.host for host in evidence} - damaged
        lost = {host for host in sound if kept.get(host, {}) != in_manifests.get(host, {})}
    of_hosts = {**in_manifests, **(kept or {})}
    declared = read_declared(folder.path, stated.get("declared"), of_hosts, lost)
    return replace(declared, claims=placed(declared.claims, inventory_of(stated)))


def decide_evidence(
    evidence: Sequence[HostEvidence],
    policy: Policy,
    reference: Reference,
    as_of: datetime,
    declared: Declared = NOTHING_DECLARED,
) -> tuple[Record, ...]:
    """The records of a batch. Pure: the same arguments give the same records."""
    units = _units(evidence)
    return _decided(evidence, units, Judging(policy, reference, _population(evidence, units), as_of, declared=declared))


def _units(evidence: Sequence[HostEvidence]) -> dict[str, tuple[Unit, ...]]:
    return {host.host: tuple(units_of(host.device)) if _identified(host) else () for host in evidence}


def _decided(
    evidence: Sequence[HostEvidence], units: Mapping[str, Sequence[Unit]], judging: Judging
) -> tuple[Record, ...]:
    return tuple(
        record
        for host in evidence
        for record in decide_host(host.bundle, host.device, host.profile, units[host.host], judging)
    )


def _population(evidence: Sequence[HostEvidence], units: Mapping[str, Sequence[Unit]]) -> Any:
    """Hosts with known identity, hosts with damaged evidence, and hosts whose identity was never known."""
    seen = [
        HostSeen(host.device, tuple(units[host.host]), host.bundle.manifest.transport.host_key)
        for host in evidence
        if host.bundle.manifest is not None and _identified(host)
    ]
    damaged = [host.host for host in evidence if _is_damaged(host)]
    identified = {name for name, own in units.items() if own and all(unit.serial_number for unit in own)}
    unseen = [host.host for host in evidence if host.host not in identified and not _is_damaged(host)]
    return population_of(seen, damaged, unseen)


def _identified(host: HostEvidence) -> bool:
    return host.bundle.manifest is not None and not host.bundle.damage and gave_evidence(host.bundle)


def _is_damaged(host: HostEvidence) -> bool:
    return bool(host.bundle.damage) or any(item.status == "damaged" for item in host.bundle.items.values())


def _policy(folder: RunFolder, named: Path | None) -> Policy:
    """The policy that is named; else the run's own, by which it was evaluated or opened."""
    stated = folder.read()
    if named is None:
        summary = read_json(folder.path / SUMMARY_FILE) if (folder.path / SUMMARY_FILE).exists() else {}
        return policy_of_run(folder, stated, summary if isinstance(summary, dict) else {})
    policy = policy_named(named)
    _require_new_version(policy, stated)
    return policy


def _require_new_version(policy: Policy, stated: Mapping[str, Any]) -> None:
    """A policy that lost a part would be more lenient: whoever changes its content must change its version."""
    opened = stated.get("policy") or {}
    same = (opened.get("name"), opened.get("version")) == (policy.name, policy.version)
    if same and opened.get("digest") != policy.digest:
        raise InputError(
            f"policy {policy.name} version {policy.version}: not the policy that the run was opened with",
            expected=f"a file with sha256 {opened.get('digest')}",
            actual=policy.digest,
            remedy="restore the file, or increase its version if the change is intended",
        )


def as_of_run(day: date | None, stated: Mapping[str, Any]) -> datetime:
    """The evaluation date: the day asked for, or the start of the run, so that a re-evaluation gives the same bytes."""
    if day is not None:
        return datetime.combine(day, time(0, 0), UTC)
    return datetime.fromisoformat(stated["started"])


def _failing(record: Record) -> dict[str, str]:
    reason = record.deciding.message if record.deciding is not None else record.reason
    return {
        "host": record.unit.host,
        "unit": record.unit.name,
        "reason": visible(f"{VERDICT_WORDS[record.verdict]}/{DISPOSITION_WORDS[record.disposition]}: {reason}"),
    }
