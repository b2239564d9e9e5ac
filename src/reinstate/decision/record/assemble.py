"""The parts of a record, assembled from what they state: nothing is evaluated here."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from reinstate.checks.framework import Check, Result
from reinstate.checks.framework.inputs import Inputs
from reinstate.decision.no_evidence import TITLES
from reinstate.decision.policy import Policy
from reinstate.decision.policy.waivers import WaiverUse
from reinstate.decision.record.parts import (
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
    SetPart,
    SoftwarePart,
    UnitPart,
    WaiverPart,
)
from reinstate.decision.verdict import Judged
from reinstate.declared.kinds import Claim, Declared, DeclaredSet
from reinstate.device.model import ChassisInventory, Device, SoftwareInformation, Unit
from reinstate.device.reading import Known
from reinstate.device.unit_rows import software_of
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.manifest import Manifest
from reinstate.plan.requests import Rpc
from reinstate.reference.library import Reference
from reinstate.reference.profiles import PlatformProfile

_INVENTORIES = (Rpc.INVENTORY, Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI)
# A record holds hundreds of these: validated together, because their fields have the same names.
_MODULES = TypeAdapter(tuple[ModulePart, ...])
_FINDINGS = TypeAdapter(tuple[FindingPart, ...])
_ITEMS = TypeAdapter(tuple[ItemPart, ...])


def unit_part(unit: Unit, profile: PlatformProfile | None) -> UnitPart:
    """The unit, and the profile of its platform."""
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


def finding_parts(judged: Iterable[Judged], checks: Mapping[str, Check]) -> tuple[FindingPart, ...]:
    """Every finding, with title and clauses of its check."""
    return _FINDINGS.validate_python([_finding(one, checks) for one in judged], from_attributes=True)


def _finding(judged: Judged, checks: Mapping[str, Check]) -> dict[str, Any]:
    """What ``FindingPart`` states for one finding; those of a unit are validated together."""
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
        "cause": judged.cause,
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


def reason_part(judged: Judged) -> ReasonPart:
    """A finding in short, as a reason."""
    finding = judged.finding
    return ReasonPart(
        check=finding.check,
        subject=finding.subject,
        result=finding.result,
        gravity=finding.gravity,
        hold=finding.hold,
        message=finding.message,
    )


def counts_part(judged: Sequence[Judged]) -> CountsPart:
    """How many findings have each result."""
    results = Counter(one.finding.result.value for one in judged)
    waived, noted = sum(one.waived for one in judged), sum(one.finding.noted for one in judged)
    return CountsPart.model_validate(
        {**{result.value: results[result.value] for result in Result}, "waived": waived, "noted": noted}
    )


def software_parts(unit: Unit, device: Device) -> tuple[SoftwarePart, ...] | None:
    """Installed releases by Routing Engine; None where they are unknown."""
    reading = device.reading(Rpc.SOFTWARE)
    if not isinstance(reading, Known) or not isinstance(reading.value, SoftwareInformation):
        return None
    return tuple(
        SoftwarePart(engine=row.engine, version=row.version.text if row.version else "")
        for row in software_of(unit, reading.value)
    )


def module_parts(unit: Unit, device: Device) -> tuple[ModulePart, ...] | None:
    """The unit's modules; None where no inventory is known."""
    readings = (device.reading(rpc) for rpc in _INVENTORIES)
    if not any(isinstance(one, Known) and isinstance(one.value, ChassisInventory) for one in readings):
        return None
    return _MODULES.validate_python(tuple(unit.walk()), from_attributes=True)


def bundle_part(bundle: Bundle) -> BundlePart:
    """The evidence: how its session ended, and each item with its digest."""
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
    stated = [
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
    return _ITEMS.validate_python(stated)


def claim_part(claim: Claim | None) -> ClaimPart | None:
    """The unit's claim; None where there is none."""
    if claim is None:
        return None
    stated = {name: getattr(claim, name) for name in ClaimPart.model_fields if name not in ("modules", "licenses")}
    return ClaimPart(
        **{**stated, "host": claim.stated_host, "value": claim.value if claim.money.currency == "USD" else None},
        modules=tuple(ClaimedPart(name=one.name, serial=one.serial, count=one.count) for one in claim.modules),
        licenses=claim.licenses,
    )


def declared_parts(declared: Declared) -> tuple[DeclaredPart, ...]:
    """What was declared for the batch, by kind."""
    kinds: dict[str, DeclaredSet[Any]] = {kind: getattr(declared, kind) for kind in Declared.__dataclass_fields__}
    return tuple(
        DeclaredPart(kind=kind, files=one.sources, sha256=one.digest, rows=len(one.rows), broken=one.broken)
        for kind, one in kinds.items()
        if one.declared or one.rows or one.broken
    )


def policy_part(policy: Policy, inputs: Inputs) -> PolicyPart:
    """The policy, and what it declares for the unit."""
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


def catalog_part(checks: Iterable[Check]) -> CatalogPart:
    """The checks and their severities, as a digest."""
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
        for check in checks
    ]
    return CatalogPart(checks=len(stated), digest=hashlib.sha256(json.dumps(stated).encode()).hexdigest())


def set_parts(reference: Reference, on: date) -> tuple[SetPart, ...]:
    """The reference sets, and which of them are out of date on that day."""
    return tuple(
        SetPart(
            name=one.name,
            as_of=one.as_of,
            digest=one.digest,
            source=one.source,
            max_age_days=one.max_age_days,
            stale=one.stale(on),
            pinned=one.pinned,
        )
        for _, one in sorted(reference.sets.items())
    )
