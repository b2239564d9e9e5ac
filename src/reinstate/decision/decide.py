"""From evidence, policy, reference data, population and clock to records: pure, without a device or a disk."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from reinstate import __version__
from reinstate.checks.claim_matching import claim_of
from reinstate.checks.framework import Case, Check, Finding, Result, SessionFacts
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.framework.population import Population
from reinstate.checks.framework.run import plain, run_check
from reinstate.decision.fees import NO_FEES, NO_LICENSES, NO_SUPPORT, economy, fees, license_plan, supportable
from reinstate.decision.guidance import LIMITS, contacts, open_points, path, risks
from reinstate.decision.next_steps import way_to_a_decision
from reinstate.decision.no_evidence import TITLES, damage_finding, gave_evidence, session_finding
from reinstate.decision.policy import Policy
from reinstate.decision.policy.waivers import WaiverUse, waiver_for
from reinstate.decision.record import (
    SCHEMA_VERSION,
    BundlePart,
    CatalogPart,
    ClaimedPart,
    ClaimPart,
    CountsPart,
    DeclaredPart,
    DisabledPart,
    FindingPart,
    ItemPart,
    ListPart,
    ListsPart,
    ModulePart,
    OutcomePart,
    PolicyPart,
    ReasonPart,
    Record,
    SetPart,
    SoftwarePart,
    ToolPart,
    UnitPart,
    WaiverPart,
)
from reinstate.decision.record.supersedes import NO_HISTORY, History, superseded, unread_part
from reinstate.decision.verdict import NOT_A_PRODUCT, Judged, decide
from reinstate.declared.kinds import NOTHING_DECLARED, Claim, Declared, DeclaredSet
from reinstate.device.model import ChassisInventory, Device, SoftwareInformation, Unit
from reinstate.device.reading import Known
from reinstate.device.unit_rows import software_of
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.manifest import Manifest
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Reference
from reinstate.reference.profiles import PlatformProfile

_INVENTORIES = (Rpc.INVENTORY, Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI)


@dataclass(frozen=True)
class Judging:
    """What a batch's judgement rests on, beside the evidence.

    Attributes:
        as_of: the moment to judge by, aware.
        checks: the policy's catalog, unless others are given; the policy says which of them are left out.
        declared: what was declared of the batch's units.
        history: what earlier runs say of the same serials; shown, it never weighs.
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
        # Held here, so that no way to a judgement leads around the policy's pins.
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
        """What the checks are and how grave, as a digest."""
        stated = [
            [
                check.id,
                check.title,
                check.clauses,
                check.severity.gravity,
                check.severity.ceiling,
                check.severity.hold,
                check.severity.may_hold,
            ]
            for check in self.checks
        ]
        return CatalogPart(checks=len(stated), digest=hashlib.sha256(json.dumps(stated).encode()).hexdigest())

    @cached_property
    def sets(self) -> tuple[SetPart, ...]:
        """The reference sets."""
        return tuple(
            SetPart(
                name=one.name,
                as_of=one.as_of,
                digest=one.digest,
                source=one.source,
                max_age_days=one.max_age_days,
                stale=one.stale(self.as_of.date()),
                pinned=one.pinned,
            )
            for _, one in sorted(self.reference.sets.items())
        )


def decide_host(
    bundle: Bundle, device: Device, profile: PlatformProfile | None, units: Sequence[Unit], judging: Judging
) -> tuple[Record, ...]:
    """Every record of one host, at least one.

    Args:
        bundle: the host's evidence with its hashes verified.
        device: the same, read; what the plan asks for and the bundle lacks must be Unknown in it.
        profile: None where no family fits.
        units: the host's units; looked at only where the bundle holds evidence.
        judging: policy, reference data, population, clock and checks.
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
    return _record(case, bundle, findings, judging)


def unreachable_record(bundle: Bundle, judging: Judging) -> Record:
    """The record of a host that gave no evidence: one unit of unknown serial, and the outcome as the reason."""
    if bundle.manifest is None:
        raise ValueError("a host without a manifest is damaged, not unreachable")
    return _without_evidence(bundle, session_finding(bundle.host, bundle.manifest.outcome), judging)


def damaged_record(bundle: Bundle, judging: Judging) -> Record:
    """The record of a host whose bundle can't be relied on: one unit of unknown serial."""
    damage = bundle.damage or "the manifest is missing"
    return _without_evidence(bundle, damage_finding(bundle.host, damage), judging)


def _without_evidence(bundle: Bundle, finding: Finding, judging: Judging) -> Record:
    case = case_of(Unit(bundle.host, bundle.host), Device(bundle.host), bundle, None, judging)
    return _record(case, bundle, [plain(finding)], judging)


def case_of(unit: Unit, device: Device, bundle: Bundle, profile: PlatformProfile | None, judging: Judging) -> Case:
    """What the checks see of a unit."""
    return Case(
        unit=unit,
        device=device,
        profile=profile,
        reference=judging.reference,
        inputs=_inputs(unit, judging),
        population=judging.population,
        session=_session(bundle.manifest),
        as_of=judging.as_of,
    )


def _inputs(unit: Unit, judging: Judging) -> Inputs:
    """What policy and claim declare for that unit; a claim that speaks of stage or feeds is nearer to it."""
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
        what = f"left out by the policy {policy.name}: {reason}"
        return (Finding(check.id, case.unit.name, Result.NOT_APPLICABLE, check.severity.gravity, what),)
    return tuple(map(policy.applied_to, run_check(check, case)))


def _record(case: Case, bundle: Bundle, findings: Iterable[Finding], judging: Judging) -> Record:
    unit = case.unit
    ordered = sorted(findings, key=_order)
    judged = [_judged(one, case, judging) for one in ordered]
    decision = decide(judged)
    graded = decision.reason != NOT_A_PRODUCT
    plan = license_plan(case) if graded else NO_LICENSES
    former = judging.history.of(unit.serial_number)
    cost = fees(case, plan) if graded else NO_FEES
    certified = graded and case.inputs.claim is not None and bool(case.inputs.claim.jcpo)
    way = way_to_a_decision(decision, judged, unit.name, certified=certified)
    return Record(
        schema_version=SCHEMA_VERSION,
        as_of=judging.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        unit=_unit(unit, case.profile),
        verdict=decision.verdict,
        disposition=decision.disposition,
        reason=decision.reason,
        deciding=None if decision.deciding is None else _reason(decision.deciding),
        beside=tuple(map(_reason, decision.beside)),
        counts=_counts(judged),
        findings=_FINDINGS.validate_python([_finding(one, judging.by_id) for one in judged], from_attributes=True),
        software=_software(unit, case.device),
        modules=_modules(unit, case.device),
        licenses=plan,
        fees=cost,
        economy=economy(case.inputs.claim, cost),
        claim=_claim(case.inputs.claim),
        supportable=supportable(case) if graded else NO_SUPPORT,
        open_points=open_points(judged, case.inputs.claim) if graded else (),
        shortest_path=way,
        path=path(decision.disposition, way, certified=certified),
        contacts=contacts(judging.reference, decision.disposition, judged, case.inputs.claim, graded=graded),
        risks=risks(judged, judging.by_id) if graded else (),
        limits=LIMITS,
        supersedes=superseded(former.of_unit(unit.name), judged, unit.name),
        earlier_unread=unread_part(former),
        evidence=_bundle(bundle),
        reference=judging.sets,
        declared=_declared(judging.declared),
        policy=_policy(judging.policy, case.inputs),
        catalog=judging.catalog,
        tool=ToolPart(name="reinstate", version=__version__),
    )


def _order(finding: Finding) -> tuple[str, ...]:
    return finding.check, finding.subject, finding.result, finding.what, finding.expected, finding.actual


def _judged(finding: Finding, case: Case, judging: Judging) -> Judged:
    waiver = waiver_for(finding, case.unit, judging.policy.waivers, case.as_of.date())
    return Judged(finding, waiver, judging.places.get(finding.check, 0))


def _unit(unit: Unit, profile: PlatformProfile | None) -> UnitPart:
    return UnitPart(
        host=unit.host,
        name=unit.name,
        member=unit.member,
        serial_number=unit.serial_number,
        model=unit.model,
        description=unit.description,
        part_number=unit.part_number,
        model_number=unit.model_number,
        clei_code=unit.clei_code,
        present=unit.present,
        profile=profile.name if profile else "",
    )


def _finding(judged: Judged, checks: Mapping[str, Check]) -> dict[str, Any]:
    """What ``FindingPart`` states of one finding; all of a unit's are checked in one go."""
    finding = judged.finding
    check = checks.get(finding.check)
    return {
        "check": finding.check,
        "title": check.title if check else TITLES[finding.check],
        "clauses": check.clauses if check else (),
        "subject": finding.subject,
        "result": finding.result,
        "gravity": finding.gravity,
        "hold": finding.hold,
        "noted": finding.noted,
        "what": finding.what,
        "expected": finding.expected,
        "actual": finding.actual,
        "message": finding.message,
        "evidence": finding.evidence,
        "next_step": finding.next_step,
        "action": finding.action,
        "about": finding.about,
        "lacks": finding.lacks,
        "waiver": None if judged.waiver is None else _waiver(judged.waiver),
    }


def _waiver(use: WaiverUse) -> WaiverPart:
    waiver = use.waiver
    return WaiverPart(
        state=use.state,
        owner=waiver.owner,
        reason=waiver.reason,
        expires=waiver.expires,
        unit=waiver.unit,
        serial=waiver.serial,
        subject=waiver.subject,
    )


def _reason(judged: Judged) -> ReasonPart:
    finding = judged.finding
    return ReasonPart(
        check=finding.check,
        subject=finding.subject,
        result=finding.result,
        gravity=finding.gravity,
        hold=finding.hold,
        message=finding.message,
    )


def _counts(judged: Sequence[Judged]) -> CountsPart:
    results = Counter(one.finding.result.value for one in judged)
    waived, noted = sum(one.waived for one in judged), sum(one.finding.noted for one in judged)
    return CountsPart.model_validate(
        {**{result.value: results[result.value] for result in Result}, "waived": waived, "noted": noted}
    )


def _software(unit: Unit, device: Device) -> tuple[SoftwarePart, ...] | None:
    reading = device.reading(Rpc.SOFTWARE)
    if not isinstance(reading, Known) or not isinstance(reading.value, SoftwareInformation):
        return None
    return tuple(
        SoftwarePart(engine=row.engine, version=row.version.text if row.version else "")
        for row in software_of(unit, reading.value)
    )


def _modules(unit: Unit, device: Device) -> tuple[ModulePart, ...] | None:
    readings = (device.reading(rpc) for rpc in _INVENTORIES)
    if not any(isinstance(one, Known) and isinstance(one.value, ChassisInventory) for one in readings):
        return None
    return _MODULES.validate_python(tuple(unit.walk()), from_attributes=True)


# A record holds hundreds of these: taken over in one go, for their fields are named alike.
_MODULES = TypeAdapter(tuple[ModulePart, ...])
_FINDINGS = TypeAdapter(tuple[FindingPart, ...])
_ITEMS = TypeAdapter(tuple[ItemPart, ...])


def _bundle(bundle: Bundle) -> BundlePart:
    manifest = bundle.manifest
    return BundlePart(
        manifest_sha256=bundle.sha256,
        damage=bundle.damage,
        started=manifest.started if manifest else "",
        finished=manifest.finished if manifest else "",
        collector=manifest.collector if manifest else "",
        outcome=_outcome(manifest),
        items=_items(bundle, manifest) if manifest else (),
    )


def _outcome(manifest: Manifest | None) -> OutcomePart:
    if manifest is None:
        return OutcomePart(status="", stage="", detail="", attempts=0)
    outcome = manifest.outcome
    return OutcomePart(status=outcome.status, stage=outcome.stage, detail=outcome.detail, attempts=outcome.attempts)


def _items(bundle: Bundle, manifest: Manifest) -> tuple[ItemPart, ...]:
    verified = {rpc.value: item.status for rpc, item in bundle.items.items()}
    told = [
        {
            "id": item.id,
            "status": verified.get(item.id, item.status),
            "file": item.file,
            "sha256": item.sha256,
            "bytes": item.bytes,
            "redacted": item.redacted,
        }
        for item in manifest.items
    ]
    return _ITEMS.validate_python(told)


def _claim(claim: Claim | None) -> ClaimPart | None:
    if claim is None:
        return None
    stated = {name: getattr(claim, name) for name in ClaimPart.model_fields if name not in ("modules", "licenses")}
    return ClaimPart(
        **stated,
        modules=tuple(ClaimedPart(name=one.name, serial=one.serial, count=one.count) for one in claim.modules),
        licenses=claim.licenses,
    )


def _declared(declared: Declared) -> tuple[DeclaredPart, ...]:
    kinds: dict[str, DeclaredSet[Any]] = {kind: getattr(declared, kind) for kind in Declared.__dataclass_fields__}
    return tuple(
        DeclaredPart(kind=kind, files=one.sources, sha256=one.digest, rows=len(one.rows), broken=one.broken)
        for kind, one in kinds.items()
        if one.declared or one.rows or one.broken
    )


def _policy(policy: Policy, inputs: Inputs) -> PolicyPart:
    lists = inputs.lists
    return PolicyPart(
        name=policy.name,
        version=policy.version,
        digest=policy.digest,
        stage=inputs.stage,
        fed_supplies=inputs.fed_supplies,
        lists=ListsPart(
            none_held=lists.none_held,
            broken=lists.broken,
            files=tuple(ListPart(name=name, sha256=digest) for name, digest in policy.list_digests),
        ),
        disabled=tuple(DisabledPart(check=check, reason=why) for check, why in sorted(policy.disabled_checks.items())),
    )
