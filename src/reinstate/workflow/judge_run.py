"""Evaluate a run: from stored evidence to records, summary, and console lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from reinstate.decision.build_population import population_of
from reinstate.decision.claims_account import claims_account
from reinstate.decision.decide import Judging, damaged_record, decide_host
from reinstate.decision.no_evidence import gave_evidence
from reinstate.decision.policy import Policy, keep_policy, policy_facts, policy_named, policy_of_run, reference_for
from reinstate.decision.record import Record, record_bytes
from reinstate.decision.record.supersedes import NO_HISTORY, History
from reinstate.decision.repeats import counted_once
from reinstate.decision.run_accounts import summary
from reinstate.decision.sighting_of import HostSeen, sighting
from reinstate.decision.unused_values import notices_of_unused_values
from reinstate.declared.hosts import placed
from reinstate.declared.kinds import NOTHING_DECLARED, Declared
from reinstate.declared.store import declare, read_declared
from reinstate.device.bench_parts import set_apart
from reinstate.device.model import Unit
from reinstate.device.unit_names import with_unique_names
from reinstate.device.units import units_of
from reinstate.errors import InputError
from reinstate.evidence.bundle import utc
from reinstate.evidence.chain import require_unchanged
from reinstate.evidence.file_access import read_json, write_atomic
from reinstate.evidence.judgements import (
    Judgement,
    adopt,
    basis_digest,
    collected_digests,
    digest_of,
    drafted,
    judgements_of,
    keep_draft,
    newest_judgement,
    placed_facts,
    same_as,
    show,
)
from reinstate.evidence.locks import run_lock
from reinstate.evidence.run_folder import (
    RunFolder,
    find_run,
    hosts_of,
    inventory_of,
    link_latest,
    write_records,
)
from reinstate.evidence.sign_run import SIGNER, seal_and_sign, sign_judgement
from reinstate.evidence.statements import Kind, is_signed
from reinstate.garbage import rarely_collected
from reinstate.reference.library import Reference
from reinstate.report.console import unit_lines
from reinstate.report.labels import DISPOSITION_WORDS, VERDICT_WORDS
from reinstate.report.text import visible
from reinstate.workflow.age_of_data import notices_of_age
from reinstate.workflow.arguments import DecideArguments, FailOn
from reinstate.workflow.earlier_runs import (
    changed_records,
    history_of,
    known_history,
    population_bytes,
    records_index,
    with_known,
)
from reinstate.workflow.read_evidence import HostEvidence, failed_at, guarded, read_run

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


@rarely_collected()
def decide_run(arguments: DecideArguments, on_notice: Callable[[str], object] = lambda notice: None) -> WrittenRun:
    """Evaluate every unit of a run and write ``records/`` and ``summary.json``.

    Raises:
        AccountsError: units and hosts do not match; nothing was written then.
        RunInUseError: another playbook works on the run. ``on_notice`` gets a sentence where that one has ended.
    """
    folder = find_run(arguments.run)
    with run_lock(folder.path, "evaluating", on_notice):
        decided = _decide_run(folder, arguments)
        newest, key = judgements_of(folder)[-1], arguments.key()
        if is_signed(folder.path, Kind.EVIDENCE) and not is_signed(newest.root, Kind.JUDGEMENT):
            on_notice(f"{newest.name} is not signed, although the evidence is: name the key with -e signing_key=FILE")
        elif key is not None and folder.read().get(SIGNER) not in (None, key.public.fingerprint):
            on_notice(f"{newest.name} is signed with another key than the evidence: readers have to trust both")
        return decided


def _decide_run(folder: RunFolder, arguments: DecideArguments) -> WrittenRun:
    before = newest_judgement(folder)
    require_unchanged(folder)
    stated = seal_and_sign(folder, datetime.now(UTC), arguments.key())
    if before is not None and not before.number:
        before = adopt(before)
    policy = _policy(folder, stated, before, arguments.policy)
    with drafted(folder, before) as draft:
        return _judged_into(draft, before, stated, policy, arguments)


def _judged_into(
    draft: Judgement, before: Judgement | None, stated: Mapping[str, Any], policy: Policy, arguments: DecideArguments
) -> WrittenRun:
    """Judge in a draft, and keep it where it rests on something else, or says something else, than the one before."""
    folder, reference, key = draft.run, reference_for(policy), arguments.key()
    declared = declare(draft.root, declared_by(before, stated), arguments.handed())
    as_of = as_of_run(arguments.as_of, stated)
    known = known_history(before)

    def history(serials: Collection[str]) -> History:
        return with_known(known, history_of(folder, stated["started"], serials))

    judged = judge_run(folder, stated, policy, reference, Basis(as_of, draft.root, declared, history))
    accounts = {
        "run_id": folder.run_id,
        **summary(judged.records, hosts_of(stated)),
        **claims_account(judged.judging.declared.claims, judged.records),
    }
    units = [unit for own in judged.units.values() for unit in own]
    ages = notices_of_age(policy.enabled_checks, judged.judging.reference, units, as_of.date())
    if notices := [*ages, *notices_of_unused_values(judged.judging.declared.model_values, judged.records)]:
        accounts["notices"] = notices
    stated_records = [record.to_json() for record in judged.records]
    contents = {one["unit"]["name"]: record_bytes(one) for one in stated_records}
    accounts |= {
        "judged": {"as_of": utc(as_of), "policy": policy_facts(policy), "reference": reference.digests()},
        "records": records_index(judged.records, {name: digest_of(raw) for name, raw in contents.items()}),
    }
    population = population_bytes(judged.judging.history)
    facts = {
        "made": utc(datetime.now(UTC)),
        "declared": declared,
        **collected_digests(folder),
        "population_sha256": digest_of(population),
        "outcome_sha256": digest_of(record_bytes(accounts)),
        **({SIGNER: key.public.fingerprint} if key is not None else {}),
    }
    basis = basis_digest(placed_facts(draft, facts))
    told = record_bytes({**accounts, "judgement": draft.number, "basis_sha256": basis})
    facts["summary_sha256"] = digest_of(told)
    if before is not None and same_as(before, facts) and not changed_records(before):
        show(before)
    else:
        keep_policy(policy, draft.policy)
        write_records(draft.records, contents)
        write_atomic(draft.population, population)
        write_atomic(draft.summary, told)
        keep_draft(draft, facts, lambda own: None if key is None else sign_judgement(own, key))
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


@dataclass(frozen=True, slots=True)
class Basis:
    """What a judgement rests on besides evidence, policy and reference data.

    Attributes:
        as_of: the evaluation date.
        root: the folder with ``declared/``.
        declared: the entry ``declared`` that names the files there by digest.
        history: what is known of earlier runs about these serial numbers.
    """

    as_of: datetime
    root: Path
    declared: Mapping[str, Any] | None
    history: Callable[[Collection[str]], History]


def basis_of(judgement: Judgement, stated: Mapping[str, Any], as_of: datetime) -> Basis:
    """What a stored judgement rests on besides its date; EvidenceError where it was changed."""
    known = known_history(judgement) or NO_HISTORY
    return Basis(as_of, judgement.root, declared_by(judgement, stated), lambda _: known)


def declared_by(judgement: Judgement | None, stated: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The entry ``declared`` of a judgement; of ``run.json`` before the first, and for one of an earlier version."""
    own = judgement.stated().get("declared") if judgement is not None else None
    return own if own is not None else stated.get("declared")


def judge_run(
    folder: RunFolder,
    stated: Mapping[str, Any],
    policy: Policy,
    reference: Reference,
    basis: Basis,
) -> JudgedRun:
    """Evaluate a run's stored evidence and write nothing.

    Args:
        folder: the run.
        stated: its ``run.json``.
        policy: the rules of the evaluation.
        reference: the sets, the operator's tables among them.
        basis: the date, what was declared, and what is known of earlier runs.
    """
    evidence = _with_units(read_run(folder, stated, reference, policy.enabled_checks, policy.switched_on))
    declared = declared_of(basis, stated, evidence)
    units = _units(evidence, declared)
    serials = {unit.serial_number for own in units.values() for unit in own}
    history = basis.history(serials)
    population = _population(evidence, units)
    judging = Judging(policy, reference, population, basis.as_of, declared=declared, history=history)
    return JudgedRun(evidence, units, judging, _decided(evidence, units, judging))


def declared_of(basis: Basis, stated: Mapping[str, Any], evidence: Sequence[HostEvidence]) -> Declared:
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
        lost = {*stated.get("claims_lost", ())} | {
            host for host in sound if kept.get(host, {}) != in_manifests.get(host, {})
        }
    of_hosts = {**in_manifests, **(kept or {})}
    declared = read_declared(basis.root, basis.declared, of_hosts, lost)
    return replace(declared, claims=placed(declared.claims, inventory_of(stated)))


def decide_evidence(
    evidence: Sequence[HostEvidence],
    policy: Policy,
    reference: Reference,
    as_of: datetime,
    declared: Declared = NOTHING_DECLARED,
) -> tuple[Record, ...]:
    """The records of a batch. Pure: the same arguments give the same records."""
    evidence = _with_units(evidence)
    units = _units(evidence, declared)
    return _decided(evidence, units, Judging(policy, reference, _population(evidence, units), as_of, declared=declared))


def _with_units(evidence: Sequence[HostEvidence]) -> tuple[HostEvidence, ...]:
    """The evidence; a host whose units cannot be told has none that can be used, with the reason."""

    def checked(host: HostEvidence) -> HostEvidence:
        if _identified(host):
            seen = _seen(host, units_of(host.device))
            for unit in seen.units:
                sighting(seen, unit)
        return host

    return tuple(guarded(host.host, "identifying", partial(checked, host)) for host in evidence)


def _units(evidence: Sequence[HostEvidence], declared: Declared) -> dict[str, tuple[Unit, ...]]:
    """The units of each host, without what belongs to the bench."""
    bench = {(one.part_number, one.serial) for one in declared.bench_parts.rows}
    return with_unique_names(
        {
            host.host: tuple(set_apart(unit, bench) for unit in units_of(host.device)) if _identified(host) else ()
            for host in evidence
        }
    )


def _decided(
    evidence: Sequence[HostEvidence], units: Mapping[str, Sequence[Unit]], judging: Judging
) -> tuple[Record, ...]:
    records = [record for host in evidence for record in _decided_host(host, units[host.host], judging)]
    return counted_once(records, judging.population)


def _decided_host(host: HostEvidence, units: Sequence[Unit], judging: Judging) -> tuple[Record, ...]:
    """The records of one host. Where judging it raises, one that says so: it never ends the batch."""
    try:
        return decide_host(host.bundle, host.device, host.profile, units, judging)
    except Exception as error:  # noqa: BLE001 - a defect that one device brings to light must not cost the others
        return (damaged_record(replace(host.bundle, damage=failed_at("judging", error)), judging),)


def _population(evidence: Sequence[HostEvidence], units: Mapping[str, Sequence[Unit]]) -> Any:
    """Hosts with known identity, hosts with damaged evidence, and hosts whose identity was never known."""
    seen = [_seen(host, units[host.host]) for host in evidence if _identified(host)]
    damaged = [host.host for host in evidence if _is_damaged(host)]
    identified = {name for name, own in units.items() if own and all(unit.serial_number for unit in own)}
    unseen = [host.host for host in evidence if host.host not in identified and not _is_damaged(host)]
    return population_of(seen, damaged, unseen)


def _identified(host: HostEvidence) -> bool:
    return host.bundle.manifest is not None and not host.bundle.damage and gave_evidence(host.bundle)


def _seen(host: HostEvidence, units: Sequence[Unit]) -> HostSeen:
    fixed = host.profile is not None and not host.profile.modular
    return HostSeen(host.device, tuple(units), host.bundle.manifest, fixed)


def _is_damaged(host: HostEvidence) -> bool:
    """Whether somebody may have changed what identifies it. A device that cannot be read is one that gave nothing."""
    return not host.failed and _has_damage(host)


def _has_damage(host: HostEvidence) -> bool:
    return bool(host.bundle.damage) or any(item.status == "damaged" for item in host.bundle.items.values())


def _policy(folder: RunFolder, stated: Mapping[str, Any], before: Judgement | None, named: Path | None) -> Policy:
    """The policy that is named; else the run's own, by which it was evaluated or opened."""
    if named is None:
        return policy_of(folder, stated, before)
    policy = policy_named(named)
    _require_new_version(policy, stated)
    return policy


def policy_of(folder: RunFolder, stated: Mapping[str, Any], judgement: Judgement | None) -> Policy:
    """The policy of a judgement, or without one the policy that the run was opened with; EvidenceError where lost."""
    if judgement is None:
        return policy_of_run(folder.run_id, folder.policy, stated.get("policy"))
    summary = read_json(judgement.summary)
    evaluated = summary.get("judged") if isinstance(summary, dict) else None
    facts = evaluated.get("policy") if isinstance(evaluated, Mapping) else None
    return policy_of_run(folder.run_id, judgement.policy, facts or stated.get("policy"))


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
