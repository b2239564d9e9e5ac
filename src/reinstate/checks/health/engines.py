"""Routing Engines."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Evidence,
    Finding,
    Gravity,
    Remedy,
    Severity,
    evidence_at,
    listed,
    shown,
)
from reinstate.checks.health.members import own_members
from reinstate.checks.health.part_states import Kind, state_of
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import FruKind, RoutingEngine, RoutingEngines, Unit, VirtualChassis, VirtualChassisMember
from reinstate.device.unit_rows import (
    routing_engines_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_AT_FAULT = (Kind.DOWN, Kind.FAULT, Kind.PRESENT)
_WAIT = Remedy(Action.LOOK, "wait until its state is final; inspect again; replace it if the state remains")


class EnginesWork(HealthCheck):
    """Every Routing Engine works.

    A product does not function without its only Routing Engine; one of two can be replaced.
    """

    id = "health.routing-engines"
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.ROUTING_ENGINES,), uses=(Rpc.VIRTUAL_CHASSIS,))
    remedy = Remedy(Action.REPLACE, "reseat or replace the Routing Engine")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        engines = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
        installed = [engine for engine in engines if state_of(engine.status).kind is not Kind.EMPTY]
        for engine in installed:
            yield self._engine(engine, sole=len(installed) == 1, of_two=profile.redundant_engines)
        if not installed:
            yield self._none_listed(case)
        elif profile.redundant_engines and len(installed) == 1:
            yield self._only_one(case, installed[0])

    def _only_one(self, case: Case, engine: RoutingEngine) -> Finding:
        evidence = evidence_at(Rpc.ROUTING_ENGINES, engine.xpath)
        if len(fitted := engines_of_inventory(case.unit)) > 1:
            return self.unknown(
                case.unit.name,
                "the inventory lists more Routing Engines than report a status",
                expected=listed(fitted),
                actual="1 with a status",
                evidence=evidence,
                gravity=Gravity.CONDITION,
                remedy=_WAIT,
            )
        return self.failed(
            case.unit.name,
            "1 of 2 Routing Engines is installed",
            expected="2 for redundancy",
            actual="1",
            evidence=evidence,
            gravity=Gravity.ADVICE,
            remedy=Remedy(Action.REPLACE, "install a second Routing Engine if you need redundancy"),
        )

    def _engine(self, engine: RoutingEngine, *, sole: bool, of_two: bool) -> Finding:
        subject = f"Routing Engine {shown(engine.slot)}".rstrip()
        evidence, state = evidence_at(Rpc.ROUTING_ENGINES, engine.xpath), state_of(engine.status)
        # Fixed-configuration chassis of some families print no status; a sole Routing Engine that replies works.
        if state.kind is Kind.WORKING or (state.kind is Kind.UNSTATED and sole and not of_two):
            return self.passed(
                subject, "the Routing Engine works", expected="OK", actual=shown(engine.status), evidence=evidence
            )
        idle = state.kind is Kind.PRESENT and not (sole or of_two)  # recalled: it may serve a cluster's link alone
        if state.kind not in _AT_FAULT or idle:
            return self.unknown(
                subject,
                f"the Routing Engine {state.says}",
                expected="OK",
                actual=shown(engine.status) or "none",
                evidence=evidence,
                gravity=None if sole else Gravity.CONDITION,
                remedy=_WAIT,
            )
        return self.failed(
            subject,
            f"the Routing Engine {state.says}",
            expected="OK",
            actual=shown(engine.status),
            evidence=evidence,
            gravity=Gravity.BLOCKER if sole else Gravity.CONDITION,
        )

    def _none_listed(self, case: Case) -> Finding:
        """A Virtual Chassis lists the Routing Engines of its primary and backup; that of a line-card member is idle."""
        member = _own_member(case)
        if member is not None and member.role.lower().startswith("linecard"):
            return self.unknown(
                case.unit.name,
                "not tested: the Routing Engine is idle in a line-card member",
                expected="OK",
                actual="not listed",
                evidence=evidence_at(Rpc.VIRTUAL_CHASSIS, member.xpath),
                gravity=Gravity.ADVICE,
                noted=True,
                remedy=Remedy(Action.LOOK, "inspect the unit as a standalone switch"),
            )
        return self.unknown(
            case.unit.name,
            "no Routing Engine is listed",
            expected="OK",
            actual="none",
            evidence=evidence_at(Rpc.ROUTING_ENGINES),
        )


def engines_of_inventory(unit: Unit) -> tuple[str, ...]:
    """Names of the Routing Engines that the inventory of the unit lists."""
    return tuple(fru.name for fru in unit.frus if fru.kind is FruKind.ROUTING_ENGINE)


def _own_member(case: Case) -> VirtualChassisMember | None:
    chassis = case.known_or_none(Rpc.VIRTUAL_CHASSIS, VirtualChassis)
    return next(iter(own_members(case.unit, chassis.members if chassis else ())), None)
