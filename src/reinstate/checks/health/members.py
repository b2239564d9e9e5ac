"""Members of a Virtual Chassis and nodes of a chassis cluster."""

from __future__ import annotations

from collections.abc import Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    evidence_at,
    listed,
    shown,
)
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import ChassisCluster, ClusterNode, Unit, VirtualChassis, VirtualChassisMember
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class VirtualChassisMembers(HealthCheck):
    """The Virtual Chassis has no faulty or leftover member.

    A present member that does not join is damaged or runs other software; an absent one is a leftover entry.
    """

    id = "health.virtual-chassis-members"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.VIRTUAL_CHASSIS,))
    remedy = Remedy(Action.REMOVE, "remove the member from the Virtual Chassis and inspect it as a standalone switch")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        members = case.known(Rpc.VIRTUAL_CHASSIS, VirtualChassis).members
        own = own_members(case.unit, members)
        for member in own:
            yield self._own(case.unit, member)
        for member in members:
            if member not in own and _member_is_away(member):
                yield self._leftover(member)
        if not own:
            yield self.unknown(
                case.unit.name,
                "the unit is not listed as a member of its Virtual Chassis",
                expected="Prsnt",
                actual=listed(f"{member.member_id} {member.status}" for member in members) or "no members",
                evidence=evidence_at(Rpc.VIRTUAL_CHASSIS),
            )

    def _own(self, unit: Unit, member: VirtualChassisMember) -> Finding:
        evidence, status = evidence_at(Rpc.VIRTUAL_CHASSIS, member.xpath), shown(member.status)
        if member.status.lower() == "prsnt":
            what = "the member is in state Prsnt"
            return self.passed(unit.name, what, expected="Prsnt", actual=status, evidence=evidence)
        if _member_is_away(member):
            what = "the member is not present"
            return self.unknown(unit.name, what, expected="Prsnt", actual=status, evidence=evidence)
        what = "the member is not in state Prsnt"
        return self.failed(unit.name, what, expected="Prsnt", actual=status or "no status", evidence=evidence)

    def _leftover(self, member: VirtualChassisMember) -> Finding:
        return self.failed(
            f"member {shown(member.member_id)}",
            "the entry belongs to a member that is not present",
            expected="Prsnt",
            actual=shown(member.status),
            evidence=evidence_at(Rpc.VIRTUAL_CHASSIS, member.xpath),
            gravity=Gravity.ADVICE,
            remedy=Remedy(Action.CONFIGURE, "delete the entry, or zeroize"),
        )


def _member_is_away(member: VirtualChassisMember) -> bool:
    return member.status.lower() in ("notprsnt", "unprvsnd", "unprovisioned")


class ClusterNodes(HealthCheck):
    """All nodes of the chassis cluster are available.

    Half a cluster on the bench is a leftover of its former use, and each node is a product of its own.
    """

    id = "health.cluster"
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.CHASSIS_CLUSTER,))
    remedy = Remedy(Action.CONFIGURE, "disable the cluster, or inspect the node together with its peer")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        cluster = case.known(Rpc.CHASSIS_CLUSTER, ChassisCluster)
        if not cluster.enabled:
            what = "the unit is not part of a chassis cluster"
            yield self.passed(case.unit.name, what, evidence=evidence_at(Rpc.CHASSIS_CLUSTER))
            return
        nodes: dict[str, list[ClusterNode]] = {}
        for row in cluster.nodes:
            nodes.setdefault(row.node, []).append(row)
        for name, rows in nodes.items():
            yield self._node(name, rows)
        if not nodes:
            yield self.unknown(
                case.unit.name,
                "the cluster lists no nodes",
                expected="its nodes",
                actual="none",
                evidence=evidence_at(Rpc.CHASSIS_CLUSTER),
            )

    def _node(self, name: str, rows: list[ClusterNode]) -> Finding:
        bad = [row for row in rows if row.status.lower() in ("lost", "disabled", "ineligible")]
        evidence = tuple(EvidenceRef(Rpc.CHASSIS_CLUSTER, row.xpath) for row in bad or rows)
        states = listed(row.status for row in bad or rows)
        if bad:
            what = "the node is lost, disabled, or ineligible"
            return self.failed(shown(name), what, expected="primary or secondary", actual=states, evidence=evidence)
        return self.passed(shown(name), "the node is available", actual=states, evidence=evidence)


def own_members(unit: Unit, members: tuple[VirtualChassisMember, ...]) -> list[VirtualChassisMember]:
    """The entry of the unit; a standalone switch is the only member of its own Virtual Chassis."""
    if len(members) == 1 and not unit.member:
        return list(members)
    return [member for member in members if _is_unit(member, unit)]


def _is_unit(member: VirtualChassisMember, unit: Unit) -> bool:
    if unit.fpc_slots and member.fpc_slots:
        return not unit.fpc_slots.isdisjoint(member.fpc_slots)
    if unit.member:
        return unit.member.removeprefix("fpc").removeprefix("member") == member.member_id
    return member.status.lower().startswith("prsnt")
