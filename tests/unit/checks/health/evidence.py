"""Evidence of a healthy unit, which a row changes in what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from reinstate.checks.framework import Case
from reinstate.checks.framework.inputs import Inputs
from reinstate.device.model import (
    Alarm,
    Alarms,
    ChassisCluster,
    EngineUptime,
    Environment,
    EnvironmentItem,
    File,
    FileListing,
    Filesystem,
    Fpc,
    Fpcs,
    FruKind,
    HardwareError,
    HardwareErrors,
    Package,
    Pic,
    PowerSupply,
    PowerUsage,
    RoutingEngine,
    RoutingEngines,
    Storage,
    Unit,
    Uptime,
    VirtualChassis,
    VirtualChassisMember,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.loading import load_shipped
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    SERIAL,
    a_case,
    a_fru,
    a_profile,
    a_reference,
    a_unit,
    software,
)

DAY = 86_400
NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
FIXED = a_profile(supply_slots=2, bench_normal_alarms=("no-rescue", "pem ? not powered*", "fpc management? ethernet*"))
CARDS = a_profile("mx480", family="mx", modular=True, redundant_engines=True, settle_minutes=20)
BOARD = a_unit(a_fru(FruKind.LINE_CARD, "FPC 0", a_fru(FruKind.PIC, "FPC 0 / PIC 0", part_number="BUILTIN")))


def items(*rows: tuple[str, str, str], engine: str = "") -> Environment:
    return Environment(
        tuple(EnvironmentItem(engine, name, kind, status, xpath=f"//{name}") for kind, name, status in rows)
    )


def alarm(
    description: str,
    alarm_class: str = "Major",
    alarm_type: str = "Chassis",
    short: str = "",
    time: datetime | None = NOON,
) -> Alarm:
    return Alarm("", alarm_class, alarm_type, description, short or description, time)


def alarms(*standing: Alarm) -> Alarms:
    return Alarms(standing)


def up(seconds: int | None = DAY, engine: str = "") -> Uptime:
    return Uptime((EngineUptime(engine, NOON, NOON, seconds),))


def engine(slot: str = "0", status: str = "OK", reason: str = "0x1:power cycle/failure") -> RoutingEngine:
    return RoutingEngine("", slot, status, "master", up_seconds=DAY, last_reboot_reason=reason, xpath=f"//re{slot}")


def engines(*listed: RoutingEngine) -> RoutingEngines:
    return RoutingEngines(listed)


def feeds(*rows: tuple[str, str, str]) -> PowerUsage:
    return PowerUsage(tuple(PowerSupply("", name, state, "1", actual) for name, state, actual in rows))


def fpc(
    slot: str, state: str = "Online", comment: str = "", pics: dict[str, str] | None = None, description: str = ""
) -> Fpc:
    return Fpc(
        "",
        slot,
        state,
        comment,
        description,
        pics=tuple(Pic(number, stated, "48x") for number, stated in (pics or {}).items()),
    )


SOUND = items(
    ("Power", "Power Supply 0", "OK"),
    ("Fans", "Fan Tray 0 Fan 0", "OK"),
    ("Temp", "CPU", "OK"),
)
NORMAL: dict[Rpc, object] = {
    Rpc.UPTIME: up(),
    Rpc.ROUTING_ENGINES: engines(engine()),
    Rpc.ENVIRONMENT: SOUND,
    Rpc.CHASSIS_ALARMS: alarms(),
    Rpc.SYSTEM_ALARMS: alarms(),
    Rpc.FPCS: Fpcs((fpc("0"),)),
    Rpc.PICS: Fpcs((fpc("0", pics={"0": "Online"}),)),
    Rpc.POWER: feeds(("Power Supply 0", "Online", "1")),
    Rpc.STORAGE: Storage((Filesystem("", "/dev/gpt/var", "/var", 40, 1000),)),
    Rpc.ACTIVE_ERRORS: HardwareErrors(()),
    Rpc.SYSTEM_ERRORS: HardwareErrors(()),
    Rpc.CORE_DUMPS: FileListing(()),
    Rpc.VIRTUAL_CHASSIS: VirtualChassis((VirtualChassisMember("0", "Prsnt", SERIAL, "ex4400-48p", "Master*", (0,)),)),
    Rpc.CHASSIS_CLUSTER: ChassisCluster(enabled=False),
    Rpc.SOFTWARE: software("23.4R2", packages=(Package("os", "JUNOS OS Kernel 64-bit [20240601.abc_builder]"),)),
}


def case(
    changes: dict[Rpc, object] | None = None,
    *,
    profile: PlatformProfile | None = FIXED,
    unit: Unit = BOARD,
    fed: int = 1,
) -> Case:
    reference = replace(a_reference(), states=load_shipped().states)
    inputs = Inputs(fed_supplies=fed)
    return a_case({**NORMAL, **(changes or {})}, profile=profile, unit=unit, reference=reference, inputs=inputs)


def fans(*rows: tuple[str, str]) -> dict[Rpc, object]:
    return {Rpc.ENVIRONMENT: items(*(("Fans", name, status) for name, status in rows))}


MEMBER = a_unit(name="sw1.fpc2", member="fpc2", engines=frozenset({"fpc2"}), fpc_slots=frozenset({2}))


def members(*rows: tuple[str, str, str]) -> dict[Rpc, object]:
    return {
        Rpc.VIRTUAL_CHASSIS: VirtualChassis(
            tuple(
                VirtualChassisMember(number, status, f"S{number}", "ex4400-48p", role, (int(number),))
                for number, status, role in rows
            )
        )
    }


def errors(severity: str, module: str = "FPC 0", count: int | None = 1) -> dict[Rpc, object]:
    return {Rpc.ACTIVE_ERRORS: HardwareErrors((HardwareError("", module, severity, "XMCHIP parity", count),))}


def chassis_alarm(description: str, alarm_class: str = "Major", short: str = "") -> dict[Rpc, object]:
    return {Rpc.CHASSIS_ALARMS: alarms(alarm(description, alarm_class, short=short))}


def disk(name: str, mount: str, percent: int, *, read_only: bool | None = None) -> dict[Rpc, object]:
    return {Rpc.STORAGE: Storage((Filesystem("", name, mount, percent, 1000, read_only),))}


def core(name: str, *, modified: datetime | None = NOON) -> dict[Rpc, object]:
    return {Rpc.CORE_DUMPS: FileListing((File(name, "/var/crash", 1000, modified),))}
