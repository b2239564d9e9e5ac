"""Members of a Virtual Chassis, nodes of a cluster."""

from __future__ import annotations

import pytest

from reinstate.checks.health.members import ClusterNodes, VirtualChassisMembers
from reinstate.device.model import (
    ChassisCluster,
    ClusterNode,
)
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    Row,
    Said,
    a_profile,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import MEMBER, case, members, up

MEMBERS = (
    row("alone", VirtualChassisMembers, case(), PASS),
    row(
        "a member is away",
        VirtualChassisMembers,
        case(members(("0", "Prsnt", "Master*"), ("1", "NotPrsnt", ""))),
        PASS,
        Said(FAIL, ADVICE, "member 1"),
    ),
    row(
        "the unit itself is inactive",
        VirtualChassisMembers,
        case(members(("0", "Prsnt", "Master*"), ("2", "Inactive", "")) | {Rpc.UPTIME: up(engine="fpc2")}, unit=MEMBER),
        Said(FAIL, CONDITION, "sw1.fpc2", text="Inactive"),
    ),
    row(
        "another member is inactive: that one's matter",
        VirtualChassisMembers,
        case(members(("1", "Inactive", ""), ("2", "Prsnt", "Backup")) | {Rpc.UPTIME: up(engine="fpc2")}, unit=MEMBER),
        PASS,
    ),
    row(
        "the unit is not among them",
        VirtualChassisMembers,
        case(members(("0", "Prsnt", "Master*")), unit=MEMBER),
        Said(INCONCLUSIVE, CONDITION),
    ),
    row("no reply", VirtualChassisMembers, case({Rpc.VIRTUAL_CHASSIS: "timeout"}), Said(INCONCLUSIVE, CONDITION)),
    row("not expected", VirtualChassisMembers, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)


def nodes(*rows: tuple[str, str]) -> dict[Rpc, object]:
    stated = tuple(ClusterNode("0", node, status) for node, status in rows)
    return {Rpc.CHASSIS_CLUSTER: ChassisCluster(enabled=True, cluster_id="1", nodes=stated)}


CLUSTER = (
    row("stands alone", ClusterNodes, case(), PASS),
    row("both there", ClusterNodes, case(nodes(("node0", "primary"), ("node1", "secondary"))), PASS, PASS),
    row(
        "one lost",
        ClusterNodes,
        case(nodes(("node0", "primary"), ("node1", "lost"))),
        PASS,
        Said(FAIL, ADVICE, "node1"),
    ),
    row("no node listed", ClusterNodes, case(nodes()), Said(INCONCLUSIVE, noted=True)),
    row("no reply", ClusterNodes, case({Rpc.CHASSIS_CLUSTER: "timeout"}), Said(INCONCLUSIVE, noted=True)),
    row("not expected", ClusterNodes, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)
TABLE: tuple[Row, ...] = (*MEMBERS, *CLUSTER)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_members(one: Row) -> None:
    assert_row(one)
