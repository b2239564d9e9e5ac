"""From evidence, policy, reference data, population, and clock to records: pure, without a device or a disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from reinstate import __version__
from reinstate.checks.claim_matching import claim_of
from reinstate.checks.framework import Case, Check, Finding, Result, SessionFacts
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.framework.population import Population
from reinstate.checks.framework.run import plain, run_check
from reinstate.decision.bench_parts import without_bench_engine, without_bench_parts
from reinstate.decision.contacts import contacts
from reinstate.decision.fees import NO_FEES, NO_LICENSES, NO_SUPPORT, fees, license_plan, supportable
from reinstate.decision.holds import EndedHolds, remembered, with_ends
from reinstate.decision.next_steps import way_to_a_decision
from reinstate.decision.no_evidence import damage_finding, gave_evidence, session_finding
from reinstate.decision.open_points import LIMITS, open_points
from reinstate.decision.policy import Policy
from reinstate.decision.policy.waivers import waiver_for
from reinstate.decision.record import SCHEMA_VERSION, CatalogPart, Record, SetPart, ToolPart
from reinstate.decision.record.assemble import (
    bundle_part,
    catalog_part,
    claim_part,
    counts_part,
    declared_parts,
    finding_parts,
    module_parts,
    policy_part,
    reason_part,
    set_parts,
    software_parts,
    unit_part,
)
from reinstate.decision.record.memory_parts import SightingPart, kept_sightings, sighting_part
from reinstate.decision.record.supersedes import NO_HISTORY, Former, History, past_of, superseded, unread_part
from reinstate.decision.reinstatement_path import path
from reinstate.decision.risks import risks
from reinstate.decision.unit_deal import deal_of
from reinstate.decision.verdict import NOT_A_PRODUCT, Judged, decide, with_causes
from reinstate.decision.worth import contract_per_year, economy
from reinstate.declared.kinds import NOTHING_DECLARED, Declared
from reinstate.device.model import Device, Unit
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.manifest import Manifest
from reinstate.reference.library import Reference
from reinstate.reference.profiles import PlatformProfile


@dataclass(frozen=True)
class Judging:
    """What the evaluation of a batch is based on, besides the evidence.

    Attributes:
        as_of: the evaluation time, with a time zone.
        checks: the policy's catalog, unless others are given; the policy names those that are disabled.
        declared: what was declared for the units of the batch.
        history: what earlier runs say of the same serial numbers. Their holds and their sightings count, and make no
            verdict better; the rest is shown.
    """

    policy: Policy
    reference: Reference
    population: Population
    as_of: datetime
    checks: tuple[Check, ...] = ()
    declared: Declared = NOTHING_DECLARED
    history: History = NO_HISTORY

    def __post_init__(self) -> None:
        object.__setattr__(self, "checks", self.checks or self.policy.catalog)
        if self.as_of.tzinfo is None:
            raise ValueError("as_of needs a time zone")
        # Applied here, so that no evaluation bypasses the policy's pins.
        held = self.reference.held_to(self.policy.pins, self.policy.table_digests)
        object.__setattr__(self, "reference", held)

    @cached_property
    def by_id(self) -> Mapping[str, Check]:
        """The checks by id."""
        return {check.id: check for check in self.checks}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Each check's place in the catalog."""
        return {check.id: place for place, check in enumerate(self.checks)}

    @cached_property
    def catalog(self) -> CatalogPart:
        """The checks and their severities, as a digest."""
        return catalog_part(self.checks)

    @cached_property
    def sets(self) -> tuple[SetPart, ...]:
        """The reference sets."""
        return set_parts(self.reference, self.as_of.date())


def decide_host(
    bundle: Bundle, device: Device, profile: PlatformProfile | None, units: Sequence[Unit], judging: Judging
) -> tuple[Record, ...]:
    """Every record of one host, at least one.

    Args:
        bundle: the host's evidence with its hashes verified.
        device: the same, parsed; an item that the plan requests and the bundle lacks must be Unknown in it.
        profile: None where no platform profile matches.
        units: the host's units; used only where the bundle contains evidence.
        judging: policy, reference data, population, clock, and checks.
    """
    if bundle.manifest is None or bundle.damage:
        return (damaged_record(bundle, judging),)
    if not gave_evidence(bundle):
        return (unreachable_record(bundle, judging),)
    return tuple(decide_unit(unit, device, bundle, profile, judging) for unit in units)


def decide_unit(
    unit: Unit, device: Device, bundle: Bundle, profile: PlatformProfile | None, judging: Judging
) -> Record:
    """The record of one unit. The same arguments give the same bytes."""
    case = case_of(unit, device, bundle, profile, judging)
    findings = [finding for check in judging.checks for finding in _findings(check, case, judging.policy)]
    return _record(case, bundle, with_ends(findings, case), judging)


def unreachable_record(bundle: Bundle, judging: Judging) -> Record:
    """The record of a host without evidence: one unit of unknown serial number, and the outcome as the reason."""
    if bundle.manifest is None:
        raise ValueError("a host without a manifest is damaged, not unreachable")
    return _without_evidence(bundle, session_finding(bundle.host, bundle.manifest.outcome), judging)


def damaged_record(bundle: Bundle, judging: Judging) -> Record:
    """The record of a host whose evidence bundle cannot be used: one unit of unknown serial number."""
    damage = bundle.damage or "the evidence manifest is missing"
    return _without_evidence(bundle, damage_finding(bundle.host, damage), judging)


def _without_evidence(bundle: Bundle, finding: Finding, judging: Judging) -> Record:
    case = case_of(Unit(bundle.host, bundle.host), Device(bundle.host), bundle, None, judging)
    return _record(case, bundle, EndedHolds((plain(finding),), ()), judging)


def case_of(unit: Unit, device: Device, bundle: Bundle, profile: PlatformProfile | None, judging: Judging) -> Case:
    """What the checks receive for a unit."""
    return Case(
        unit=unit,
        device=device,
        profile=profile,
        reference=judging.reference,
        inputs=_inputs(unit, judging),
        population=judging.population,
        session=_session(bundle.manifest),
        as_of=judging.as_of,
        remembered=remembered(judging.history.of(unit.serial_number), unit.serial_number),
    )


def _inputs(unit: Unit, judging: Judging) -> Inputs:
    """What policy and claim declare for that unit; stage and fed supplies of the claim take precedence."""
    stated, claim = judging.policy.inputs_for(unit.host), claim_of(unit, judging.declared.claims)
    return replace(
        stated,
        declared=judging.declared,
        claim=claim,
        stage=stated.stage if claim is None or claim.stage is None else claim.stage,
        fed_supplies=stated.fed_supplies if claim is None or claim.fed_supplies is None else claim.fed_supplies,
    )


def _session(manifest: Manifest | None) -> SessionFacts:
    if manifest is None:
        return SessionFacts()
    transport = manifest.transport
    return SessionFacts(tuple(transport.weak_algorithms), transport.host_key, manifest.clock_offset)


def _findings(check: Check, case: Case, policy: Policy) -> tuple[Finding, ...]:
    reason = policy.disabled_checks.get(check.id)
    if reason is not None:
        what = f"the check is disabled by policy {policy.name}: {reason}"
        return (Finding(check.id, case.unit.name, Result.NOT_APPLICABLE, check.severity.gravity, what),)
    return tuple(map(policy.applied_to, without_bench_parts(check, run_check(check, case), case)))


def _record(case: Case, bundle: Bundle, ended: EndedHolds, judging: Judging) -> Record:
    unit = case.unit
    ordered = sorted(ended.findings, key=_order)
    judged = with_causes(_judged(one, case, judging) for one in ordered)
    decision = decide(judged)
    graded = decision.reason != NOT_A_PRODUCT
    of_engines = without_bench_engine(case)
    plan = license_plan(of_engines) if graded else NO_LICENSES
    former, me = judging.history.of(unit.serial_number), case.population.of_unit(unit.name)
    past, sighting = past_of(former, unit.name, me, case.inputs.stage), sighting_part(me)
    cost = fees(case, plan) if graded else NO_FEES
    certified = graded and case.inputs.claim is not None and bool(case.inputs.claim.jcpo)
    support = supportable(case) if graded else NO_SUPPORT
    way = way_to_a_decision(decision, judged, unit.name, certified=certified, contract=contract_per_year(cost))
    return Record(
        schema_version=SCHEMA_VERSION,
        as_of=judging.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        unit=unit_part(unit, case.profile),
        verdict=decision.verdict,
        disposition=decision.disposition,
        reason=decision.reason,
        deciding=None if decision.deciding is None else reason_part(decision.deciding),
        beside=tuple(map(reason_part, decision.beside)),
        counts=counts_part(judged),
        findings=finding_parts(judged, judging.by_id),
        software=software_parts(unit, of_engines.device),
        modules=module_parts(unit, case.device),
        licenses=plan,
        fees=cost,
        economy=economy(deal_of(case, decision.disposition, judged, cost, support)),
        claim=claim_part(case.inputs.claim),
        supportable=support,
        open_points=open_points(judged, case.inputs.claim) if graded else (),
        shortest_path=way,
        path=path(decision.disposition, way, certified=certified),
        contacts=contacts(judging.reference, decision.disposition, judged, case.inputs.claim, graded=graded),
        risks=risks(judged, judging.by_id) if graded else (),
        limits=LIMITS,
        supersedes=superseded(past.superseded, judged, unit.name),
        not_superseded=past.others,
        earlier_unread=unread_part(former),
        holds=ended.holds,
        sighting=sighting,
        known_as=kept_sightings(sighting, _sightings(former)),
        evidence=bundle_part(bundle),
        reference=judging.sets,
        declared=declared_parts(judging.declared),
        policy=policy_part(judging.policy, case.inputs),
        catalog=judging.catalog,
        tool=ToolPart(name="reinstate", version=__version__),
    )


def _sightings(former: Former) -> Iterator[SightingPart]:
    for one in former.records:
        if one.record is not None:
            yield from (part for part in (one.record.sighting, *one.record.known_as) if part is not None)


def _order(finding: Finding) -> tuple[str, ...]:
    return finding.check, finding.subject, finding.result, finding.what, finding.expected, finding.actual


def _judged(finding: Finding, case: Case, judging: Judging) -> Judged:
    waiver = waiver_for(finding, case.unit, judging.policy.waivers, case.as_of.date())
    return Judged(finding, waiver, judging.places.get(finding.check, 0))
