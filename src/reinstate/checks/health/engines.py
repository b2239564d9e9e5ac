"""Routing Engines."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import Action, Case, Evidence, Finding, Gravity, Remedy, Severity, evidence_at, shown
from reinstate.checks.health.members import own_members
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import RoutingEngine, RoutingEngines, VirtualChassis, VirtualChassisMember
from reinstate.device.unit_rows import (
    routing_engines_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class EnginesWork(HealthCheck):
    """Every routing engine works.

    The sole routing engine of a product is the product; the second of two can be replaced.

    Every routing engine that is fitted works.
    """

    id = "health.routing-engines"
    severity = Severity(Gravity.BLOCKER)
    evidence = Evidence(needs=(Rpc.ROUTING_ENGINES,), uses=(Rpc.VIRTUAL_CHASSIS,))
    remedy = Remedy(Action.REPLACE, "reseat or replace the routing engine")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        engines = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
        fitted = [engine for engine in engines if engine.status.lower() not in ("empty", "absent")]
        for engine in fitted:
            yield self._engine(engine, sole=len(fitted) == 1, of_two=profile.redundant_engines)
        if not fitted:
            yield self._none_listed(case)
        elif profile.redundant_engines and len(fitted) == 1:
            yield self.failed(
                case.unit.name,
                "one routing engine is fitted of two",
                expected="two for redundancy",
                actual="one",
                evidence=evidence_at(Rpc.ROUTING_ENGINES, fitted[0].xpath),
                gravity=Gravity.ADVICE,
                remedy=Remedy(Action.REPLACE, "add a second routing engine if redundancy is wanted"),
            )

    def _engine(self, engine: RoutingEngine, *, sole: bool, of_two: bool) -> Finding:
        subject = f"Routing Engine {shown(engine.slot)}".rstrip()
        evidence, status = evidence_at(Rpc.ROUTING_ENGINES, engine.xpath), engine.status.lower()
        # Fixed boxes of some families print no status; one that answers as master works.
        if status == "ok" or (not status and sole and not of_two):
            return self.passed(subject, "works", expected="OK", actual=shown(engine.status), evidence=evidence)
        if status in ("testing", ""):
            return self.unknown(
                subject, "doesn't tell its status", expected="OK", actual=shown(engine.status), evidence=evidence
            )
        return self.failed(
            subject,
            "doesn't work",
            expected="OK",
            actual=shown(engine.status),
            evidence=evidence,
            gravity=Gravity.BLOCKER if sole else Gravity.CONDITION,
        )

    def _none_listed(self, case: Case) -> Finding:
        """A virtual chassis lists the engines of its master and backup; a line-card member's stays idle."""
        member = _own_member(case)
        if member is not None and member.role.lower().startswith("linecard"):
            return self.unknown(
                case.unit.name,
                "its routing engine stays idle while it serves as a line card, and was not tested",
                expected="OK",
                actual="not listed",
                evidence=evidence_at(Rpc.VIRTUAL_CHASSIS, member.xpath),
                gravity=Gravity.ADVICE,
                noted=True,
                remedy=Remedy(Action.LOOK, "run it by itself to test it"),
            )
        return self.unknown(
            case.unit.name, "no routing engine is listed", expected="OK", evidence=evidence_at(Rpc.ROUTING_ENGINES)
        )


def _own_member(case: Case) -> VirtualChassisMember | None:
    chassis = case.known_or_none(Rpc.VIRTUAL_CHASSIS, VirtualChassis)
    return next(iter(own_members(case.unit, chassis.members if chassis else ())), None)
