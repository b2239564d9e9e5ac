"""Health: what is a fault, what is only a bench, and what can't be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reinstate.checks.framework import Case, Finding, SessionFacts
from reinstate.checks.framework.inputs import Inputs
from reinstate.checks.framework.run import run_check
from reinstate.checks.health.alarms import NoAlarmLeft, NoHardwareErrors
from reinstate.checks.health.boot import BootMedia, RebootReason
from reinstate.checks.health.cards import Forwarding, LineCards
from reinstate.checks.health.engines import EnginesWork
from reinstate.checks.health.fans_and_temperatures import Fans, Temperature
from reinstate.checks.health.members import ClusterNodes, VirtualChassisMembers
from reinstate.checks.health.settled import Settled
from reinstate.checks.health.storage import NoCoreDumps, StorageSound
from reinstate.checks.health.supplies import AtLeastOneSupply, Supplies
from reinstate.device.model import (
    Alarm,
    Alarms,
    ChassisCluster,
    ClusterNode,
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
    Statements,
    Storage,
    Unit,
    Uptime,
    VirtualChassis,
    VirtualChassisMember,
    VmHost,
    VmHostEngine,
)
from reinstate.device.model import Said as Text
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import (
    ADVICE,
    BLOCKER,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    SERIAL,
    Row,
    Said,
    a_case,
    a_fru,
    a_profile,
    a_unit,
    assert_row,
    named,
    row,
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


def fpc(slot: str, state: str = "Online", comment: str = "", pics: dict[str, str] | None = None) -> Fpc:
    return Fpc(
        "", slot, state, comment, pics=tuple(Pic(number, stated, "48x") for number, stated in (pics or {}).items())
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
    return a_case({**NORMAL, **(changes or {})}, profile=profile, unit=unit, inputs=Inputs(fed_supplies=fed))


def power(*rows: tuple[str, str], kind: str = "Power") -> dict[Rpc, object]:
    """Supplies by environment alone, on a platform that tells nothing of feeds."""
    return {Rpc.ENVIRONMENT: items(*((kind, name, status) for name, status in rows)), Rpc.POWER: None}


SETTLED = (
    row("up for a day", Settled, case(), PASS),
    row("up for 9 minutes", Settled, case({Rpc.UPTIME: up(540)}), Said(INCONCLUSIVE, BLOCKER, text="9 minutes")),
    row("up for 10 minutes", Settled, case({Rpc.UPTIME: up(600)}), PASS),
    row(
        "modular needs 20",
        Settled,
        case({Rpc.UPTIME: up(600)}, profile=CARDS),
        Said(INCONCLUSIVE, BLOCKER, noted=False, text="run again"),
    ),
    row(
        "no up time stated",
        Settled,
        case({Rpc.UPTIME: up(None), Rpc.ROUTING_ENGINES: engines(replace(engine(), up_seconds=None))}),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("no reply", Settled, case({Rpc.UPTIME: "timeout"}), Said(INCONCLUSIVE, BLOCKER)),
    row("family unknown", Settled, case(profile=None), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "a dead board that is still booting is no dead board",
        Forwarding,
        case({Rpc.UPTIME: up(60), Rpc.FPCS: Fpcs((fpc("0", "Ready"),))}),
        Said(INCONCLUSIVE, BLOCKER, text="it has been up for 1 minutes only"),
        PASS,
    ),
    row(
        "advice waits too, and stays advice",
        RebootReason,
        case({Rpc.UPTIME: up(60), Rpc.ROUTING_ENGINES: engines(engine(reason="watchdog"))}),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
)

SUPPLIES = (
    row("one supply, OK", AtLeastOneSupply, case(), PASS),
    row("none OK", AtLeastOneSupply, case(power(("PEM 0", "Failed"), ("PEM 1", "Absent"))), Said(FAIL, BLOCKER)),
    row(
        "none reads OK and none is broken, and yet it runs",
        AtLeastOneSupply,
        case(power(("FPC 0 Power Supply 0", "Check"), ("FPC 0 Power Supply 1", "Check"))),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("only testing", AtLeastOneSupply, case(power(("PEM 0", "Testing"))), Said(INCONCLUSIVE, BLOCKER)),
    row("none listed", AtLeastOneSupply, case(power(("Fan", "OK"))), Said(INCONCLUSIVE, BLOCKER)),
    row("no reply", AtLeastOneSupply, case({Rpc.ENVIRONMENT: "timeout"}), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "external supply by profile",
        AtLeastOneSupply,
        case(profile=a_profile(supply_slots=0)),
        NOT_APPLICABLE,
    ),
    row(
        "one built-in supply that isn't listed: the answer shows that it works",
        AtLeastOneSupply,
        case(power(("Fan", "OK")), profile=a_profile(identity_free=frozenset({"power-supply"}))),
        PASS,
    ),
    row("a supply under Temp, as MX prints it", AtLeastOneSupply, case(power(("PEM 0", "OK"), kind="Temp")), PASS),
    row("a PSU sensor is no supply", AtLeastOneSupply, case(power(("FPC 0 PSU Sensor", "OK"))), INCONCLUSIVE),
    row("one supply, fed, OK", Supplies, case(), PASS),
    *(
        row(
            f"second supply {status}, undeclared: not tested",
            Supplies,
            case(power(("PEM 0", "OK"), ("PEM 1", status))),
            Said(INCONCLUSIVE, ADVICE, "PEM 1", noted=True),
            PASS,
        )
        for status in ("Absent", "Not Powered", "Input Failure", "Not OK", "Check", "FAILED or NO PWR", "Present")
    ),
    row(
        "supplies under power distribution units are told apart",
        Supplies,
        case(power(("PDU 0 PSM 0", "OK"), ("PDU 1 PSM 0", "Check"), ("PDU 1", "OK"))),
        Said(INCONCLUSIVE, ADVICE, "PDU 1 PSM 0", noted=True),
        PASS,
    ),
    row(
        "an empty slot",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Absent"))),
        Said(INCONCLUSIVE, ADVICE, "PEM 1", noted=True, text="is not there"),
        PASS,
    ),
    row(
        "unplugged by its feed, with the major chassis alarm of a sound box",
        Supplies,
        case(
            {
                Rpc.ENVIRONMENT: items(("Power", "PEM 0", "OK"), ("Power", "PEM 1", "Not Powered")),
                Rpc.POWER: feeds(("PEM 0", "Online", "1"), ("PEM 1", "Present", "0")),
                Rpc.CHASSIS_ALARMS: alarms(alarm("PEM 1 Not Powered")),
            }
        ),
        Said(INCONCLUSIVE, ADVICE, "PEM 1", noted=True, text="Not Powered"),
        Said(PASS),
    ),
    row(
        "dead: its feed is live",
        Supplies,
        case(
            {
                Rpc.ENVIRONMENT: items(("Power", "PEM 0", "OK"), ("Power", "PEM 1", "Not OK")),
                Rpc.POWER: feeds(("PEM 0", "Online", "1"), ("PEM 1", "Offline", "1")),
            }
        ),
        Said(FAIL, CONDITION, "PEM 1", text="dead although its feed is live"),
        PASS,
    ),
    row(
        "failed, but without a feed",
        Supplies,
        case(
            {
                Rpc.ENVIRONMENT: items(("Power", "PEM 0", "OK"), ("Power", "PEM 1", "Failed")),
                Rpc.POWER: feeds(("PEM 0", "Online", "1"), ("PEM 1", "Offline", "0")),
            }
        ),
        Said(INCONCLUSIVE, ADVICE, noted=True),
        PASS,
    ),
    row(
        "failed by its own account, feeds unknown",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Failed"))),
        Said(FAIL, CONDITION, "PEM 1"),
        PASS,
    ),
    row(
        "in words that nobody knows",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Purple"))),
        Said(INCONCLUSIVE, CONDITION, noted=False),
        PASS,
    ),
    row(
        "declared as fed and not OK",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Not Powered")), fed=2),
        Said(FAIL, CONDITION, "PEM 1", text="declared as fed"),
        PASS,
    ),
    row(
        "one of two idle ones is declared as fed: which is not known",
        Supplies,
        case(power(("PEM 0", "OK"), ("PEM 1", "Check"), ("PEM 2", "Check")), fed=2, profile=a_profile(supply_slots=4)),
        Said(FAIL, CONDITION, "sw1", text="PEM 1 Check, PEM 2 Check"),
        PASS,
    ),
    row(
        "more declared than the family takes",
        Supplies,
        case(fed=2, profile=a_profile(supply_slots=1)),
        PASS,
    ),
    row(
        "a supply that reads OK with an alarm of its own fan",
        Supplies,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("PEM 0 Fan Failed"))}),
        Said(FAIL, CONDITION, "Power Supply 0"),
    ),
    row("feeds were asked and didn't come", Supplies, case({Rpc.POWER: "denied"}), Said(INCONCLUSIVE, CONDITION)),
    row("no supply listed", Supplies, case(power(("Fan", "OK"))), Said(INCONCLUSIVE, CONDITION)),
    row("external supply by profile", Supplies, case(profile=a_profile(supply_slots=0)), NOT_APPLICABLE),
)


def fans(*rows: tuple[str, str]) -> dict[Rpc, object]:
    return {Rpc.ENVIRONMENT: items(*(("Fans", name, status) for name, status in rows))}


FIXED_FANS = a_profile(fans_removable=False, fanless=("ex4400-48p",))

FANS = (
    row("all OK", Fans, case(), PASS),
    row("failed", Fans, case(fans(("Fan 0", "OK"), ("Fan 1", "Failed"))), Said(FAIL, CONDITION, "Fan 1")),
    row("missing tray", Fans, case(fans(("Fan Tray 0", "Absent"))), Said(FAIL, CONDITION, text="missing")),
    row("failed and not removable", Fans, case(fans(("Fan 1", "Check")), profile=FIXED_FANS), Said(FAIL, BLOCKER)),
    row("still testing", Fans, case(fans(("Fan 1", "Testing"))), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "a fan alarm beside rows that read OK",
        Fans,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("Fan Tray 0 Failure"))}),
        Said(FAIL, CONDITION, text="Fan Tray 0 Failure"),
    ),
    row("none listed", Fans, case({Rpc.ENVIRONMENT: items(("Temp", "CPU", "OK"))}), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "none listed on a model without fans",
        Fans,
        case({Rpc.ENVIRONMENT: items(("Temp", "CPU", "OK"))}, profile=FIXED_FANS),
        PASS,
    ),
    row(
        "a supply's own fan is the supply's matter",
        Fans,
        case({Rpc.ENVIRONMENT: items(("Fans", "Fan 0", "OK"), ("Fans", "Power Supply 1 Fan 0", "Absent"))}),
        PASS,
    ),
    row("no reply", Fans, case({Rpc.ENVIRONMENT: "denied"}), Said(INCONCLUSIVE, BLOCKER)),
)


def temperatures(*rows: tuple[str, str]) -> dict[Rpc, object]:
    return {Rpc.ENVIRONMENT: items(*(("Temp", name, status) for name, status in rows))}


TEMPERATURE = (
    row("all OK", Temperature, case(), PASS),
    row("an absent part", Temperature, case(temperatures(("CPU", "OK"), ("CB 1 Intake", "Absent"))), PASS),
    row(
        "one sensor still testing, as on a sound MX",
        Temperature,
        case(temperatures(("CPU", "OK"), ("FPC 0 Intake", "Testing"))),
        Said(INCONCLUSIVE, ADVICE, noted=True),
        PASS,
    ),
    row(
        "every sensor still testing",
        Temperature,
        case(temperatures(("CPU", "Testing"))),
        Said(INCONCLUSIVE, ADVICE, noted=True),
        Said(INCONCLUSIVE, CONDITION, noted=False),
    ),
    row("warm", Temperature, case(temperatures(("CPU", "Warm"), ("Intake", "OK"))), Said(FAIL, ADVICE)),
    row("red", Temperature, case(temperatures(("CPU", "Hot"), ("Intake", "OK"))), Said(FAIL, CONDITION, "CPU")),
    row(
        "a red alarm",
        Temperature,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("FPC 0 EX-PFE1 Temp Too Hot"))}),
        Said(FAIL, CONDITION, text="Too Hot"),
    ),
    row(
        "a yellow alarm",
        Temperature,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("FPC 0 Temp Too Warm", "Minor"))}),
        Said(FAIL, ADVICE),
    ),
    row("none stated", Temperature, case(fans(("Fan 0", "OK"))), Said(INCONCLUSIVE, CONDITION)),
    row("no reply", Temperature, case({Rpc.ENVIRONMENT: "closed"}), Said(INCONCLUSIVE, CONDITION)),
)

UPLINK = a_unit(
    a_fru(
        FruKind.LINE_CARD,
        "FPC 0",
        a_fru(FruKind.PIC, "FPC 0 / PIC 0", part_number="BUILTIN"),
        a_fru(FruKind.PIC, "FPC 0 / PIC 1", part_number="711-021270", serial_number="AR0210001234"),
    )
)
MEMBER = a_unit(name="sw1.fpc2", member="fpc2", engines=frozenset({"fpc2"}), fpc_slots=frozenset({2}))

FORWARDING = (
    row("board and PIC online", Forwarding, case(), PASS, PASS),
    row(
        "board offline", Forwarding, case({Rpc.FPCS: Fpcs((fpc("0", "Offline"),))}), Said(FAIL, BLOCKER, "FPC 0"), PASS
    ),
    row(
        "board not in the reply",
        Forwarding,
        case({Rpc.FPCS: Fpcs((fpc("1", "Empty"),))}),
        Said(FAIL, BLOCKER, "FPC 0", text="not listed"),
        PASS,
    ),
    row(
        "built-in PIC offline",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0", pics={"0": "Offline"}),))}),
        PASS,
        Said(FAIL, BLOCKER, "FPC 0 / PIC 0"),
    ),
    row(
        "built-in PIC of the inventory not in the reply",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0"),))}),
        PASS,
        Said(FAIL, BLOCKER, "FPC 0 / PIC 0", text="not listed"),
    ),
    row(
        "uplink module offline",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0", pics={"0": "Online", "1": "Offline"}),))}, unit=UPLINK),
        PASS,
        PASS,
        Said(FAIL, CONDITION, "FPC 0 / PIC 1"),
    ),
    row(
        "expansion card of a fixed box",
        Forwarding,
        case({Rpc.FPCS: Fpcs((fpc("0"), fpc("1", "Offline"), fpc("2", "Empty")))}),
        PASS,
        Said(FAIL, CONDITION, "FPC 1"),
        PASS,
    ),
    row(
        "a member of a virtual chassis is judged by its own slot",
        Forwarding,
        case(
            {
                Rpc.FPCS: Fpcs((fpc("0"), fpc("1"), fpc("2", "Offline"))),
                Rpc.PICS: Fpcs((fpc("0", pics={"0": "Offline"}), fpc("2", pics={"0": "Online"}))),
            },
            unit=MEMBER,
        ),
        Said(FAIL, BLOCKER, "FPC 2"),
        PASS,
    ),
    row(
        "neither reply nor inventory tells of a PIC",
        Forwarding,
        case({Rpc.PICS: Fpcs((fpc("0"),))}, unit=a_unit()),
        PASS,
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("no reply", Forwarding, case({Rpc.FPCS: "timeout"}), Said(INCONCLUSIVE, BLOCKER)),
    row("modular by profile", Forwarding, case(profile=CARDS), NOT_APPLICABLE),
)

CHASSIS = a_unit(a_fru(FruKind.LINE_CARD, "FPC 1"))


def cards(*listed: Fpc) -> dict[Rpc, object]:
    return {Rpc.FPCS: Fpcs(listed), Rpc.PICS: Fpcs(listed)}


LINE_CARDS = (
    row("online", LineCards, case(cards(fpc("1", pics={"0": "Online"})), profile=CARDS, unit=CHASSIS), PASS),
    row(
        "fault",
        LineCards,
        case(cards(fpc("1", "Fault")), profile=CARDS, unit=CHASSIS),
        Said(FAIL, CONDITION, "FPC 1"),
    ),
    *(
        row(
            f"{state} {comment}".strip(),
            LineCards,
            case(cards(fpc("1", state, comment)), profile=CARDS, unit=CHASSIS),
            Said(INCONCLUSIVE, CONDITION, "FPC 1", noted=False, text="more feeds"),
        )
        for state, comment in (
            ("Offline", "---Offlined by cli command---"),
            ("Offline", "---Unpowered---"),
            ("Offline", "No power"),
            ("Present", ""),
        )
    ),
    row(
        "in the inventory and empty",
        LineCards,
        case(cards(fpc("1", "Empty")), profile=CARDS, unit=CHASSIS),
        Said(FAIL, CONDITION, "FPC 1"),
    ),
    row(
        "a PIC of an online card is down",
        LineCards,
        case(cards(fpc("1", pics={"0": "Offline"})), profile=CARDS, unit=CHASSIS),
        PASS,
        Said(FAIL, CONDITION, "FPC 1 / PIC 0"),
    ),
    row("no card fitted", LineCards, case(cards(fpc("1", "Empty")), profile=CARDS, unit=a_unit()), PASS),
    row("no reply", LineCards, case({Rpc.FPCS: "unsupported"}, profile=CARDS), Said(INCONCLUSIVE, CONDITION)),
    row("fixed by profile", LineCards, case(), NOT_APPLICABLE),
)


def members(*rows: tuple[str, str, str]) -> dict[Rpc, object]:
    return {
        Rpc.VIRTUAL_CHASSIS: VirtualChassis(
            tuple(
                VirtualChassisMember(number, status, f"S{number}", "ex4400-48p", role, (int(number),))
                for number, status, role in rows
            )
        )
    }


ENGINES = (
    row("sole engine OK", EnginesWork, case(), PASS),
    row(
        "sole engine failed",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(status="Fault"))}),
        Said(FAIL, BLOCKER),
    ),
    row(
        "sole engine without a status, on a fixed box",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(status=""))}),
        PASS,
    ),
    row(
        "testing",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(status="Testing"))}),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row(
        "one of two failed",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(), engine("1", "Present"))}, profile=CARDS),
        PASS,
        Said(FAIL, CONDITION, "Routing Engine 1"),
    ),
    row(
        "backup missing",
        EnginesWork,
        case(profile=CARDS),
        PASS,
        Said(FAIL, ADVICE, text="one routing engine is fitted of two"),
    ),
    row(
        "slot of the second is empty",
        EnginesWork,
        case({Rpc.ROUTING_ENGINES: engines(engine(), engine("1", "Empty"))}, profile=CARDS),
        PASS,
        Said(FAIL, ADVICE),
    ),
    row("none listed", EnginesWork, case({Rpc.ROUTING_ENGINES: engines()}), Said(INCONCLUSIVE, BLOCKER)),
    row(
        "a line-card member's engine stays idle",
        EnginesWork,
        case(
            members(("0", "Prsnt", "Master*"), ("2", "Prsnt", "Linecard")) | {Rpc.UPTIME: up(engine="fpc2")},
            unit=MEMBER,
        ),
        Said(INCONCLUSIVE, ADVICE, noted=True),
    ),
    row("no reply", EnginesWork, case({Rpc.ROUTING_ENGINES: "denied"}), Said(INCONCLUSIVE, BLOCKER)),
)


def errors(severity: str, module: str = "FPC 0", count: int | None = 1) -> dict[Rpc, object]:
    return {Rpc.ACTIVE_ERRORS: HardwareErrors((HardwareError("", module, severity, "XMCHIP parity", count),))}


ERRORS = (
    row("none", NoHardwareErrors, case(), PASS),
    row("fatal on a fixed box", NoHardwareErrors, case(errors("fatal")), Said(FAIL, BLOCKER, "FPC 0")),
    row("major on a card", NoHardwareErrors, case(errors("major"), profile=CARDS), Said(FAIL, CONDITION)),
    row("of a severity that nobody knows", NoHardwareErrors, case(errors("")), Said(FAIL, BLOCKER)),
    row("minor", NoHardwareErrors, case(errors("minor")), Said(FAIL, ADVICE)),
    row("counted zero", NoHardwareErrors, case(errors("major", count=0)), PASS),
    row(
        "another member's", NoHardwareErrors, case(errors("major") | {Rpc.UPTIME: up(engine="fpc2")}, unit=MEMBER), PASS
    ),
    row(
        "asked and not supported",
        NoHardwareErrors,
        case({Rpc.ACTIVE_ERRORS: "unsupported"}),
        Said(INCONCLUSIVE, BLOCKER),
    ),
    row("not expected of the family", NoHardwareErrors, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)


def chassis_alarm(description: str, alarm_class: str = "Major", short: str = "") -> dict[Rpc, object]:
    return {Rpc.CHASSIS_ALARMS: alarms(alarm(description, alarm_class, short=short))}


ALARMS = (
    row("none", NoAlarmLeft, case(), Said(PASS, text="no alarm stands")),
    row("unknown, major, chassis", NoAlarmLeft, case(chassis_alarm("SPMB 1 not online")), Said(FAIL, CONDITION)),
    row("unknown, minor, chassis", NoAlarmLeft, case(chassis_alarm("Plane 0 not online", "Minor")), Said(FAIL, ADVICE)),
    row(
        "unknown, major, system",
        NoAlarmLeft,
        case({Rpc.SYSTEM_ALARMS: alarms(alarm("NTP lost", alarm_type="System"))}),
        Said(FAIL, ADVICE),
    ),
    row(
        "major, of a type that isn't told",
        NoAlarmLeft,
        case({Rpc.SYSTEM_ALARMS: alarms(alarm("FPC 0 Hard errors", alarm_type=""))}),
        Said(FAIL, CONDITION),
    ),
    row(
        "bench-normal by its short description",
        NoAlarmLeft,
        case(
            {
                Rpc.CHASSIS_ALARMS: alarms(alarm("FPC Management1 Ethernet Link Down")),
                Rpc.SYSTEM_ALARMS: alarms(
                    alarm("Rescue configuration is not set", "Minor", "Configuration", "no-rescue")
                ),
            }
        ),
        Said(PASS, text="every alarm is normal on a bench"),
    ),
    row(
        "a chassis alarm that the system repeats counts once",
        NoAlarmLeft,
        case({item: alarms(alarm("FPC 0 Hard errors")) for item in (Rpc.CHASSIS_ALARMS, Rpc.SYSTEM_ALARMS)}),
        Said(FAIL, CONDITION),
    ),
    row(
        "the same words at another time count again",
        NoAlarmLeft,
        case({Rpc.CHASSIS_ALARMS: alarms(alarm("FPC 0 Hard errors"), alarm("FPC 0 Hard errors", time=None))}),
        FAIL,
        FAIL,
    ),
    row("supply alarms are judged with the supplies", NoAlarmLeft, case(chassis_alarm("PEM 1 Not OK")), PASS),
    row(
        "license alarms are judged with the licenses",
        NoAlarmLeft,
        case(
            {Rpc.SYSTEM_ALARMS: alarms(alarm("BGP Routing Protocol(47) usage requires a license", "Minor", "System"))}
        ),
        PASS,
    ),
    row(
        "a chassis alarm that speaks of a license is still a chassis alarm",
        NoAlarmLeft,
        case(chassis_alarm("FPC 0 licensed bandwidth fault")),
        Said(FAIL, CONDITION),
    ),
    row(
        "backup engine, one fitted",
        NoAlarmLeft,
        case(chassis_alarm("Loss of communication with Backup RE"), profile=CARDS),
        Said(FAIL, ADVICE),
    ),
    row(
        "backup engine, two fitted",
        NoAlarmLeft,
        case(chassis_alarm("Backup RE Active") | {Rpc.ROUTING_ENGINES: engines(engine(), engine("1"))}, profile=CARDS),
        Said(FAIL, CONDITION),
    ),
    row("no reply", NoAlarmLeft, case({Rpc.SYSTEM_ALARMS: "no-data"}), Said(INCONCLUSIVE, CONDITION)),
)


def disk(name: str, mount: str, percent: int, *, read_only: bool | None = None) -> dict[Rpc, object]:
    return {Rpc.STORAGE: Storage((Filesystem("", name, mount, percent, 1000, read_only),))}


STORAGE = (
    row("sound", StorageSound, case(), PASS),
    row("disk error", StorageSound, case(chassis_alarm("RE 0 /dev/ad1 disk error")), Said(FAIL, CONDITION)),
    row("disk missing", StorageSound, case(chassis_alarm("Host 0 Disk 1 Missing", "Minor")), Said(FAIL, CONDITION)),
    row("disk usage", StorageSound, case(chassis_alarm("RE 0 disk usage is high", "Minor")), Said(FAIL, ADVICE)),
    row("read-only image, 100 %", StorageSound, case(disk("/dev/md0.uzip", "/", 100)), PASS),
    row("stated as read-only, 100 %", StorageSound, case(disk("/dev/x", "/y", 100, read_only=True)), PASS),
    row("writable, 94 %", StorageSound, case(disk("/dev/gpt/var", "/var", 94)), PASS),
    row("writable, 95 %", StorageSound, case(disk("/dev/gpt/var", "/var", 95)), Said(FAIL, ADVICE, "/var")),
    row("asked and didn't come", StorageSound, case({Rpc.STORAGE: "timeout"}), Said(INCONCLUSIVE, CONDITION)),
    row("not asked of the family", StorageSound, case({Rpc.STORAGE: None}), PASS),
)


def core(name: str, *, modified: datetime | None = NOON) -> dict[Rpc, object]:
    return {Rpc.CORE_DUMPS: FileListing((File(name, "/var/crash", 1000, modified),))}


CORES = (
    row("none", NoCoreDumps, case(), PASS),
    *(
        row(name, NoCoreDumps, case(core(name)), Said(FAIL, CONDITION, text=name))
        for name in (
            "vmcore.direct.0",
            "kernel.1",
            "core.riot.mpc0.1565307741.gz",
            "fxpc.core-tarball.0.tgz",
            "core-FPC0.gz",
        )
    ),
    row("a daemon's", NoCoreDumps, case(core("rpd.core.0.gz")), Said(FAIL, ADVICE)),
    row(
        "a kernel core older than the build of the running software",
        NoCoreDumps,
        case(core("vmcore.0", modified=datetime(2024, 5, 31, tzinfo=UTC))),
        Said(FAIL, ADVICE),
    ),
    row(
        "the same by a clock that is a year behind",
        NoCoreDumps,
        replace(
            case(core("vmcore.0", modified=datetime(2024, 5, 31, tzinfo=UTC))),
            session=SessionFacts(clock_offset=-365.0 * DAY),
        ),
        Said(FAIL, CONDITION, text="of 2025-05-31"),
    ),
    row("a kernel core of no date", NoCoreDumps, case(core("vmcore.0", modified=None)), Said(FAIL, CONDITION)),
    row(
        "a kernel core under software of no date",
        NoCoreDumps,
        case(core("vmcore.0", modified=datetime(2001, 1, 1, tzinfo=UTC)) | {Rpc.SOFTWARE: software("23.4R2")}),
        Said(FAIL, CONDITION),
    ),
    row("no reply", NoCoreDumps, case({Rpc.CORE_DUMPS: "timeout"}), Said(INCONCLUSIVE, CONDITION)),
    row("not expected of the family", NoCoreDumps, case(profile=a_profile(expected=frozenset())), NOT_APPLICABLE),
)


def boot_disk(disk: str) -> dict[Rpc, object]:
    return {Rpc.VMHOST: VmHost((VmHostEngine("", "10.3", disk),))}


def says(item: Rpc, *texts: str) -> dict[Rpc, object]:
    return {item: Statements(tuple(Text("", "state", text, f"//state[{n}]") for n, text in enumerate(texts)))}


BOOT = (
    row("no such alarm", BootMedia, case(), PASS),
    row("backup root", BootMedia, case(chassis_alarm("Host 0 Boot from backup root", "Minor")), Said(FAIL, CONDITION)),
    row(
        "alternate media",
        BootMedia,
        case(chassis_alarm("RE 0 booted from alternate media", "Minor")),
        Said(FAIL, CONDITION),
    ),
    row("no reply", BootMedia, case({Rpc.CHASSIS_ALARMS: "malformed"}), Said(INCONCLUSIVE, CONDITION)),
    row("a VM host's primary disk", BootMedia, case(boot_disk("Primary")), PASS),
    row("a VM host's other disk", BootMedia, case(boot_disk("Alternate")), Said(FAIL, CONDITION, text="Alternate")),
    row("a VM host that was asked and didn't tell", BootMedia, case({Rpc.VMHOST: "timeout"}), INCONCLUSIVE),
    row("no repair of the primary slice", BootMedia, case(says(Rpc.AUTO_SNAPSHOT, "Disabled")), PASS),
    row(
        "a repair of the primary slice",
        BootMedia,
        case(says(Rpc.AUTO_SNAPSHOT, "Enabled", "Completed")),
        Said(FAIL, CONDITION, text="Completed"),
    ),
    row("internal media", BootMedia, case(says(Rpc.BOOT_MEDIA, "internal")), PASS),
    row("a USB stick", BootMedia, case(says(Rpc.BOOT_MEDIA, "usb")), Said(FAIL, CONDITION)),
    row(
        "media of an unknown name",
        BootMedia,
        case(says(Rpc.BOOT_MEDIA, "xyzzy")),
        Said(INCONCLUSIVE, CONDITION, noted=False, text="xyzzy"),
    ),
)

REBOOT = (
    row("the plug was pulled", RebootReason, case(), PASS),
    row(
        "watchdog",
        RebootReason,
        case({Rpc.ROUTING_ENGINES: engines(engine(reason="0x20:watchdog"))}),
        Said(FAIL, ADVICE),
    ),
    row(
        "panic",
        RebootReason,
        case({Rpc.ROUTING_ENGINES: engines(engine(reason="0x8:kernel panic"))}),
        Said(FAIL, ADVICE),
    ),
    row(
        "not stated",
        RebootReason,
        case({Rpc.ROUTING_ENGINES: engines(engine(reason=""))}),
        Said(INCONCLUSIVE, noted=True),
    ),
    row("no reply", RebootReason, case({Rpc.ROUTING_ENGINES: "timeout"}), Said(INCONCLUSIVE, ADVICE, noted=True)),
)

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

TABLE: tuple[Row, ...] = (
    *SETTLED,
    *SUPPLIES,
    *FANS,
    *TEMPERATURE,
    *FORWARDING,
    *LINE_CARDS,
    *ENGINES,
    *ERRORS,
    *ALARMS,
    *STORAGE,
    *CORES,
    *BOOT,
    *REBOOT,
    *MEMBERS,
    *CLUSTER,
)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_health(one: Row) -> None:
    assert_row(one)


CHECKS = tuple(dict.fromkeys(one.check for one in TABLE))


def findings(of: Case) -> list[Finding]:
    return [finding for check in CHECKS for finding in run_check(check(), of)]


BAD: dict[Rpc, object] = {
    Rpc.ENVIRONMENT: items(("Power", "PEM 0", "Failed"), ("Fans", "Fan 0", "Failed"), ("Temp", "CPU", "Hot")),
    Rpc.POWER: feeds(("PEM 0", "Offline", "1")),
    Rpc.CHASSIS_ALARMS: alarms(alarm("FPC 0 Hard errors"), alarm("disk error"), alarm("Boot from backup root")),
    Rpc.FPCS: Fpcs((fpc("0", "Offline"),)),
    Rpc.PICS: Fpcs((fpc("0", pics={"0": "Offline"}),)),
    Rpc.ROUTING_ENGINES: engines(engine(status="Fault", reason="panic")),
    Rpc.ACTIVE_ERRORS: errors("fatal")[Rpc.ACTIVE_ERRORS],
    Rpc.CORE_DUMPS: core("vmcore.0")[Rpc.CORE_DUMPS],
    Rpc.VIRTUAL_CHASSIS: members(("0", "Inactive", ""))[Rpc.VIRTUAL_CHASSIS],
}


def test_a_wreck_fails_and_a_booting_wreck_fails_nowhere() -> None:
    wreck = [finding for finding in findings(case(BAD)) if finding.result is FAIL]
    booting = findings(case({**BAD, Rpc.UPTIME: up(30)}))
    assert {finding.check for finding in wreck} >= {check.id for check in CHECKS} - {
        "health.settled",
        "health.line-cards",
        "health.cluster",
    }
    assert not [finding for finding in booting if finding.result is FAIL]


@pytest.mark.parametrize("lost", [rpc for rpc in NORMAL if rpc is not Rpc.SOFTWARE])
def test_losing_a_reply_never_makes_a_wreck_look_better(lost: Rpc) -> None:
    """No check that failed passes, and what is unknown is at least as grave as what had failed."""
    gravest = {BLOCKER: 3, CONDITION: 2, ADVICE: 1}
    before, after = findings(case(BAD)), findings(case({**BAD, lost: "damaged"}))
    for failed in (finding for finding in before if finding.result is FAIL):
        same = [finding for finding in after if finding.check == failed.check]
        assert any(
            finding.result in (FAIL, INCONCLUSIVE)
            and gravest[finding.gravity] >= gravest[failed.gravity]
            and (failed.gravity is ADVICE or not finding.noted)
            for finding in same
        ), failed.message


def test_findings_point_at_evidence() -> None:
    for finding in findings(case(BAD)):
        if finding.result is FAIL:
            assert finding.evidence, finding.message
            assert finding.next_step, finding.message
