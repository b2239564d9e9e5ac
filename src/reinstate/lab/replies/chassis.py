"""Engines, alarms, environment, FPCs, PICs, power, hardware errors, virtual chassis and cluster."""

from __future__ import annotations

from reinstate.lab.junos_xml import leaf, leaves, node
from reinstate.lab.replies.context import Context, celsius, duration, seconds_of, stamp
from reinstate.lab.spec import Alarm, Engine, EnvironmentItem, Fpc, Supply, VcMember


def route_engines(context: Context) -> str:
    """``show chassis routing-engine``."""
    rows = "".join(_engine(context, engine) for engine in context.spec.engines.values())
    return node("route-engine-information", rows, xmlns=context.namespace("junos-chassis"))


def _engine(context: Context, engine: Engine) -> str:
    head = leaves(slot=engine.slot, mastership_state=engine.mastership, status=engine.status)
    fru = context.spec.inventory.get(engine.fru)
    serial = fru.serial if fru else engine.serial
    if engine.status != "OK":
        return node("route-engine", head, leaves(model=engine.model, serial_number=serial))
    up = int((context.now - context.booted).total_seconds())
    heat = (
        ""
        if engine.celsius is None
        else leaf("temperature", celsius(engine.celsius), junos_celsius=str(engine.celsius))
    )
    return node(
        "route-engine",
        head,
        heat,
        leaves(memory_dram_size="4068 MB", memory_installed_size="(4096 MB installed)", memory_buffer_utilization=22),
        leaf("cpu-user", 4) + leaf("cpu-background", 0) + leaf("cpu-system", 5) + leaf("cpu-interrupt", 1),
        leaf("cpu-idle", 90),
        leaves(model=engine.model, serial_number=serial),
        leaf("start-time", stamp(context.booted), junos_seconds=seconds_of(context.booted)),
        leaf("up-time", duration(up), junos_seconds=str(up)),
        leaf("last-reboot-reason", engine.last_reboot_reason),
        leaf("load-average-one", "0.31") + leaf("load-average-five", "0.27") + leaf("load-average-fifteen", "0.25"),
    )


def chassis_alarms(context: Context) -> str:
    """``show chassis alarms``."""
    return _alarms(context, ("chassis", "both"))


def system_alarms(context: Context) -> str:
    """``show system alarms``."""
    return _alarms(context, ("system", "both"))


def _alarms(context: Context, where: tuple[str, ...]) -> str:
    rows = [(short, alarm) for short, alarm in context.spec.alarms.items() if alarm.where in where]
    count = leaf("active-alarm-count", len(rows)) if rows else node("no-active-alarms")
    details = "".join(_alarm(context, short, alarm) for short, alarm in rows)
    return node("alarm-information", node("alarm-summary", count), details, xmlns=context.namespace("junos-alarm"))


def _alarm(context: Context, short: str, alarm: Alarm) -> str:
    raised = max(context.before(alarm.age), context.booted)
    return node(
        "alarm-detail",
        leaf("alarm-time", f"\n{stamp(raised)}\n", junos_seconds=seconds_of(raised)),
        leaf("alarm-class", alarm.alarm_class),
        leaf("alarm-description", alarm.description),
        leaf("alarm-short-description", short),
        leaf("alarm-type", alarm.type),
    )


def environment(context: Context) -> str:
    """``show chassis environment``; Junos prints a class once, above the rows that share it."""
    rows = []
    shown = ""
    for name, item in context.spec.environment.items():
        rows.append(_environment_item(name, item, "" if item.item_class == shown else item.item_class))
        shown = item.item_class
    return node("environment-information", *rows, xmlns=context.namespace("junos-chassis"))


def temperature_thresholds(context: Context) -> str:
    """``show chassis temperature-thresholds`` of the rows that measure one."""
    measured = [name for name, item in context.spec.environment.items() if item.celsius is not None]
    rows = (
        node(
            "temperature-threshold",
            leaf("name", name),
            leaf("fan-normal-speed", 48) + leaf("fan-high-speed", 54),
            leaf("bad-fan-yellow-alarm", 65) + leaf("yellow-alarm", 75),
            leaf("bad-fan-red-alarm", 80) + leaf("red-alarm", 85) + leaf("fire-shutdown", 95),
        )
        for name in measured
    )
    return node("temperature-threshold-information", *rows, xmlns=context.namespace("junos-chassis"))


def _environment_item(name: str, item: EnvironmentItem, item_class: str) -> str:
    heat = "" if item.celsius is None else leaf("temperature", celsius(item.celsius), junos_celsius=str(item.celsius))
    return node(
        "environment-item",
        leaves(name=name, **{"class": item_class}, status=item.status),
        heat,
        leaves(comment=item.comment),
    )


def fpcs(context: Context) -> str:
    """``show chassis fpc``."""
    rows = "".join(_fpc(slot, fpc) for slot, fpc in context.spec.fpcs.items())
    return node("fpc-information", rows, xmlns=context.namespace("junos-chassis"), junos_style="brief")


def _fpc(slot: str, fpc: Fpc) -> str:
    head = leaves(slot=slot, state=fpc.state)
    if fpc.state != "Online":
        return node("fpc", head, leaves(comment=fpc.comment))
    heat = "" if fpc.celsius is None else leaf("temperature", fpc.celsius, junos_celsius=str(fpc.celsius))
    return node(
        "fpc",
        head,
        heat,
        leaf("cpu-total", 9) + leaf("cpu-interrupt", 0),
        leaves(memory_dram_size=fpc.memory),
        leaf("memory-heap-utilization", 18) + leaf("memory-buffer-utilization", 33),
        leaves(comment=fpc.comment),
    )


def pics(context: Context) -> str:
    """``show chassis fpc pic-status``."""
    rows = "".join(
        node(
            "fpc",
            leaves(slot=slot, state=fpc.state, description=fpc.description),
            *(
                node("pic", leaves(pic_slot=pic_slot, pic_state=pic.state, pic_type=pic.type))
                for pic_slot, pic in (fpc.pics.items() if fpc.state == "Online" else ())
            ),
        )
        for slot, fpc in context.spec.fpcs.items()
        if fpc.state != "Empty"
    )
    return node("fpc-information", rows, xmlns=context.namespace("junos-chassis"), junos_style="pic-style")


def power(context: Context) -> str:
    """``show chassis power``: the feeds distinguish a power supply without input power from a failed one."""
    rows = "".join(_supply(name, supply) for name, supply in context.spec.power.items())
    online = [supply for supply in context.spec.power.values() if supply.state == "Online"]
    total = sum(supply.capacity for supply in online)
    used = sum(supply.watts for supply in online)
    system = node(
        "power-usage-system",
        node(
            "power-usage-zone-information",
            leaf("zone", 0),
            leaf("capacity-actual", total) + leaf("capacity-max", total),
            leaf("capacity-allocated", used) + leaf("capacity-remaining", total - used),
            leaf("capacity-actual-usage", used),
        ),
        leaf("capacity-sys-actual", total) + leaf("capacity-sys-max", total),
        leaf("capacity-sys-remaining", total - used),
    )
    return node("power-usage-information", rows, system, xmlns=context.namespace("junos-chassis"))


def _supply(name: str, supply: Supply) -> str:
    if supply.state == "Empty":
        return node("power-usage-item", leaves(name=name, state="Empty", input="Absent"))
    kind = supply.kind
    feeds = node(
        f"{kind}-input-detail",
        leaf(f"{kind}-input", supply.input),
        leaf(f"{kind}-expect-feed", supply.expected),
        leaf(f"{kind}-actual-feed", supply.actual),
    )
    online = supply.state == "Online"
    watts = supply.watts if online else 0
    return node(
        "power-usage-item",
        leaves(name=name, state=supply.state),
        feeds,
        node(
            "pem-capacity-detail",
            leaf("capacity-actual", supply.capacity if online else 0),
            leaf("capacity-max", supply.capacity),
        ),
        node(
            "dc-output-detail",
            leaf("dc-power", watts) + leaf("zone", 0) + leaf("dc-current", watts // 12),
            leaf("dc-voltage", 12 if online else 0) + leaf("dc-load", watts * 100 // supply.capacity),
        ),
    )


def active_errors(context: Context) -> str:
    """``show system errors active``; none active is an answer."""
    rows = "".join(
        node(
            "active-error",
            leaves(
                module_name=error.module,
                severity=error.severity,
                error_description=error.description,
                count=error.count,
            ),
        )
        for error in context.spec.errors
    )
    body = rows or leaf("output", "No active errors")
    return node("error-information", body, xmlns=context.namespace("junos-chassis"))


def virtual_chassis(context: Context) -> str:
    """``show virtual-chassis``."""
    spec = context.spec
    members = "".join(_member(member_id, member) for member_id, member in spec.virtual_chassis.items())
    return node(
        "virtual-chassis-information",
        node(
            "virtual-chassis-id-information",
            leaf("virtual-chassis-id", spec.vc_id) + leaf("virtual-chassis-mode", "Enabled"),
        ),
        node("member-list", members, junos_style="single-slot"),
    )


def _member(member_id: str, member: VcMember) -> str:
    head = leaves(member_status=member.status, member_id=member_id, fpc_slot=f"(FPC {member_id})")
    identity = leaves(member_serial_number=member.serial, member_model=member.model)
    if member.status != "Prsnt":
        return node("member", head, identity)
    return node(
        "member",
        head,
        identity,
        leaves(member_priority=member.priority, member_mixed_mode="N", member_route_mode="VC", member_role=member.role),
        node("neighbor-list"),
    )


def cluster(context: Context) -> str:
    """``show chassis cluster status``: one redundancy group with its nodes, as a flat list."""
    spec = context.spec
    nodes = "".join(
        leaves(device_name=name, device_priority=member.priority, redundancy_group_status=member.status)
        + leaf("preempt", "no")
        + leaf("failover-mode", "no")
        + leaf("monitor-failures", member.monitor_failures)
        for name, member in spec.cluster.items()
    )
    groups = "".join(
        node(
            "redundancy-group",
            leaf("cluster-id", spec.cluster_id),
            leaf("redundancy-group-id", group) + leaf("redundancy-group-failover-count", 1),
            node("device-stats", nodes),
        )
        for group in (0, 1)
    )
    return node("chassis-cluster-status", leaf("cluster-id", spec.cluster_id), groups)
