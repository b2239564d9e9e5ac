"""What rests on parts of the bench is not tested for a unit: it passes with its own parts alone.

Nobody is accused by them either: which chassis a bench part was in before means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reinstate.checks.framework import Action, Case, Check, Finding, Gravity, Remedy, Result, listed
from reinstate.device.model import Device, Fru, FruKind, Unit
from reinstate.device.reading import Unknown
from reinstate.plan.requests import CATALOG, FILE_LISTINGS, Rpc

# Replies that tell what is on an engine: they say nothing of a unit that has the bench's.
_ON_AN_ENGINE = frozenset(
    {
        Rpc.SOFTWARE,
        Rpc.SOFTWARE_LOCAL,
        Rpc.SOFTWARE_ALL_ENGINES,
        Rpc.SOFTWARE_ALL_NODES,
        Rpc.LICENSE_SUMMARY,
        Rpc.LICENSES,
        Rpc.CONFIGURATION,
        Rpc.COMMITS,
        Rpc.USERS,
        Rpc.STORAGE,
        Rpc.CORE_DUMPS,
        Rpc.AUTO_SNAPSHOT,
        Rpc.SNAPSHOT,
        Rpc.SNAPSHOT_INTERNAL,
        Rpc.BOOT_MEDIA,
        Rpc.VMHOST,
        Rpc.TPM,
        Rpc.LOG_MESSAGES,
        Rpc.INTEGRITY_CHECK,
        *FILE_LISTINGS,
    }
)
_ENGINES = frozenset({FruKind.ROUTING_ENGINE, FruKind.STORAGE})
# Of these domains, the software serves to name the product: its model is that of the chassis.
_OF_THE_CHASSIS = ("identity.", "claims.", "frus.")
# Checks that judge a kind of part, or whether the unit is complete.
_COMPLETE = ("claims.modules", "frus.empty-slots", "frus.empty-card-slots")
_CARDS = ("health.line-cards", "health.forwarding", "lifecycle.line-cards-end-of-support", *_COMPLETE)
_CONTROL = ("lifecycle.control-end-of-support", *_COMPLETE)
_ACCESSORIES = ("lifecycle.accessories-end-of-support", "frus.third-party-supply-or-fan", *_COMPLETE)
_ENGINE = ("identity.host-key", "health.routing-engines", "health.reboot-reason", *_CONTROL)
_SUPPLY = ("health.supplies", "health.at-least-one-supply", *_ACCESSORIES)
_ON_PARTS: Mapping[FruKind, tuple[str, ...]] = {
    FruKind.ROUTING_ENGINE: _ENGINE,
    FruKind.STORAGE: _ENGINE,  # a card that can be pulled carries the software
    FruKind.CONTROL_BOARD: _CONTROL,
    FruKind.FABRIC_BOARD: _CONTROL,
    FruKind.LINE_CARD: _CARDS,
    FruKind.MIC: _CARDS,
    FruKind.PIC: _CARDS,
    FruKind.POWER_SUPPLY: _SUPPLY,
    FruKind.POWER_DISTRIBUTION: _SUPPLY,
    FruKind.FAN: ("health.fans", *_ACCESSORIES),
}


def without_bench_parts(check: Check, findings: Iterable[Finding], case: Case) -> Iterator[Finding]:
    """The check's findings; where it rests on a part of the bench, one that says that it is not tested.

    What does not count, and what does not apply, stays as it is, and so does what holds the unit for its own parts.
    """
    parts = _parts_under(check, case.unit)
    broken = case.inputs.declared.bench_parts.broken
    told = tuple(findings)
    if (parts or (broken and _can_rest_on_parts(check))) and any(_counts(one) for one in told):
        yield _not_tested(check, case, parts, broken)
        yield from (
            one for one in told if one.result is Result.FAIL and one.hold and (broken or not _reads_an_engine(check))
        )
    else:
        yield from told


def _counts(finding: Finding) -> bool:
    return finding.result in (Result.PASS, Result.FAIL) or (finding.result is Result.INCONCLUSIVE and not finding.noted)


def _parts_under(check: Check, unit: Unit) -> list[Fru]:
    """The parts of the bench on which the check rests."""
    return [fru for part in unit.bench_parts for fru in part.walk() if _rests_on(check, fru.kind)]


def _rests_on(check: Check, kind: FruKind) -> bool:
    return check.id in _ON_PARTS.get(kind, _COMPLETE) or (kind in _ENGINES and _reads_an_engine(check))


def _reads_an_engine(check: Check) -> bool:
    asked = {*check.evidence.needs, *check.evidence.uses}
    return bool(asked & _ON_AN_ENGINE) and not check.id.startswith(_OF_THE_CHASSIS)


def _can_rest_on_parts(check: Check) -> bool:
    return any(_rests_on(check, kind) for kind in _ON_PARTS)


def _not_tested(check: Check, case: Case, parts: list[Fru], broken: str) -> Finding:
    named = listed(fru.place for fru in parts)
    finding = check.unknown(
        case.unit.name,
        f"not tested: on a bench part, {named}" if parts else broken,
        expected="a part of the unit itself" if parts else "the input as it was declared",
        actual=listed(f"{fru.part_number} {fru.serial_number}" for fru in parts) or "damaged",
        remedy=Remedy(Action.COLLECT, f"install the unit's own parts ({named}); collect evidence again", "bench parts")
        if parts
        else Remedy(Action.DECLARE, "restore the run folder from a copy, or provide the input again"),
    )
    counts = check.severity.ceiling is not Gravity.ADVICE
    return replace(finding, noted=False) if counts else finding


def without_bench_engine(case: Case) -> Case:
    """The case for the license plan: what is installed on an engine of the bench is not the unit's."""
    engines = [fru for part in case.unit.bench_parts for fru in part.walk() if fru.kind in _ENGINES]
    if not engines:
        return case
    why = f"on a bench part, {listed(fru.place for fru in engines)}"
    hidden = {rpc: Unknown(rpc, "not-asked", why) for rpc in CATALOG if rpc in _ON_AN_ENGINE}
    return replace(case, device=Device(case.device.host, {**case.device.readings, **hidden}, case.device.found))
