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
    """The virtual chassis has no bad and no leftover member.

    A present member that doesn't join is damaged or on other software; an absent one is a leftover entry.

    The member is a sound part of its virtual chassis, which has no leftover members.
    """

    id = "health.virtual-chassis-members"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.VIRTUAL_CHASSIS,))
    remedy = Remedy(Action.REMOVE, "take the member out of the virtual chassis and inspect it by itself")

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
                "it is not among the members of its virtual chassis",
                expected="Prsnt",
                actual=listed(f"{member.member_id} {member.status}" for member in members) or "no members",
                evidence=evidence_at(Rpc.VIRTUAL_CHASSIS),
            )

    def _own(self, unit: Unit, member: VirtualChassisMember) -> Finding:
        evidence, status = evidence_at(Rpc.VIRTUAL_CHASSIS, member.xpath), shown(member.status)
        if member.status.lower() == "prsnt":
            return self.passed(unit.name, "it is a sound member", expected="Prsnt", actual=status, evidence=evidence)
        if _member_is_away(member):
            return self.unknown(unit.name, "it isn't there", expected="Prsnt", actual=status, evidence=evidence)
        return self.failed(
            unit.name, "it is a bad member", expected="Prsnt", actual=status or "no status", evidence=evidence
        )

    def _leftover(self, member: VirtualChassisMember) -> Finding:
        return self.failed(
            f"member {shown(member.member_id)}",
            "is a leftover entry of a member that isn't there",
            expected="Prsnt",
            actual=shown(member.status),
            evidence=evidence_at(Rpc.VIRTUAL_CHASSIS, member.xpath),
            gravity=Gravity.ADVICE,
            remedy=Remedy(Action.CONFIGURE, "remove the entry, or zeroize"),
        )


def _member_is_away(member: VirtualChassisMember) -> bool:
    return member.status.lower() in ("notprsnt", "unprvsnd", "unprovisioned")


class ClusterNodes(HealthCheck):
    """No node of the chassis cluster is lost.

    Half a cluster on the bench is a leftover of its former use, and each node is a product of its own.

    No node of the chassis cluster is lost.
    """

    id = "health.cluster"
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.CHASSIS_CLUSTER,))
    remedy = Remedy(Action.CONFIGURE, "disable the cluster, or inspect with its other node")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        cluster = case.known(Rpc.CHASSIS_CLUSTER, ChassisCluster)
        if not cluster.enabled:
            yield self.passed(case.unit.name, "it stands alone", evidence=evidence_at(Rpc.CHASSIS_CLUSTER))
            return
        nodes: dict[str, list[ClusterNode]] = {}
        for row in cluster.nodes:
            nodes.setdefault(row.node, []).append(row)
        for name, rows in nodes.items():
            yield self._node(name, rows)
        if not nodes:
            yield self.unknown(case.unit.name, "its cluster lists no node", evidence=evidence_at(Rpc.CHASSIS_CLUSTER))

    def _node(self, name: str, rows: list[ClusterNode]) -> Finding:
        bad = [row for row in rows if row.status.lower() in ("lost", "disabled", "ineligible")]
        evidence = tuple(EvidenceRef(Rpc.CHASSIS_CLUSTER, row.xpath) for row in bad or rows)
        states = listed(row.status for row in bad or rows)
        if bad:
            return self.failed(
                shown(name), "is no working node", expected="primary or secondary", actual=states, evidence=evidence
            )
        return self.passed(shown(name), "is a working node", actual=states, evidence=evidence)


def own_members(unit: Unit, members: tuple[VirtualChassisMember, ...]) -> list[VirtualChassisMember]:
    """The entry that speaks of the unit; a switch by itself is the only one of its own virtual chassis."""
    if len(members) == 1 and not unit.member:
        return list(members)
    return [member for member in members if _is_unit(member, unit)]


def _is_unit(member: VirtualChassisMember, unit: Unit) -> bool:
    if unit.fpc_slots and member.fpc_slots:
        return not unit.fpc_slots.isdisjoint(member.fpc_slots)
    if unit.member:
        return unit.member.removeprefix("fpc").removeprefix("member") == member.member_id
    return member.status.lower().startswith("prsnt")
