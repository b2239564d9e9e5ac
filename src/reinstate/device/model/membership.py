"""Which members or nodes a host consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VirtualChassisMember:
    """One member; ``status`` is Prsnt, NotPrsnt, Inactive, ..."""

    member_id: str
    status: str
    serial_number: str
    model: str
    role: str
    fpc_slots: tuple[int, ...] = ()
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class VirtualChassis:
    """``get-virtual-chassis-information``."""

    members: tuple[VirtualChassisMember, ...]
    mode: str = ""


@dataclass(frozen=True, slots=True)
class ClusterNode:
    """One node in one redundancy group."""

    group: str
    node: str
    status: str
    priority: int | None = None
    monitor_failures: str = ""
    xpath: str = ""


@dataclass(frozen=True, slots=True)
class ChassisCluster:
    """``get-chassis-cluster-status``; ``enabled`` False is a standalone device that reports it."""

    enabled: bool
    cluster_id: str = ""
    nodes: tuple[ClusterNode, ...] = ()
