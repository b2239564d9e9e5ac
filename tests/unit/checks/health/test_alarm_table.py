"""What each alarm that devices are known to raise comes to, on a bench, on the family that raises it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from reinstate.checks.framework import Case, Finding, Gravity, Result
from reinstate.checks.framework.run import run_check
from reinstate.checks.health.alarm_topics import BOARD_NAME, Topic, bench_normal, standing_alarms
from reinstate.checks.health.alarms import NoAlarmLeft
from reinstate.checks.health.boards import Boards
from reinstate.checks.health.boot import BootMedia
from reinstate.checks.health.fans_and_temperatures import Fans, Temperature
from reinstate.checks.health.storage import StorageSound
from reinstate.checks.health.supplies import Supplies
from reinstate.device.model import Fru, FruKind, Unit
from reinstate.plan.requests import Rpc
from reinstate.reference.hardware_states import AlarmRow, Meaning, When
from reinstate.reference.loading import load_shipped
from reinstate.reference.profiles import PlatformProfile
from tests.unit.checks.builders import a_fru, a_unit
from tests.unit.checks.health.evidence import SOUND, alarm, alarms, case, engine, engines, items

CHECKS = (NoAlarmLeft, Boards, Supplies, Fans, Temperature, BootMedia, StorageSound)
# What an alarm comes to, mildest first: nothing; an open item; informational; inconclusive; must-fix; or nothing of
# health, for it is about licenses.
NORMAL, OPEN, LOOK, UNKNOWN, FAULT, LICENSE = "normal", "open", "look", "unknown", "fault", "license"
ORDER = (NORMAL, OPEN, LOOK, UNKNOWN, FAULT)


def cb(number: str) -> Fru:
    return a_fru(FruKind.CONTROL_BOARD, f"CB {number}", part_number="710-021523", serial_number=f"ZZ000{number}")


ONE_ENGINE = {Rpc.ROUTING_ENGINES: engines(engine())}
TWO_ENGINES = {Rpc.ROUTING_ENGINES: engines(engine(), engine("1"))}
SECOND_DOWN = {Rpc.ROUTING_ENGINES: engines(engine(), engine("1", "Fault"))}
TWO_FITTED = a_unit(*(a_fru(FruKind.ROUTING_ENGINE, f"Routing Engine {number}") for number in (0, 1)))
BOTH_BOARDS, ONE_BOARD = a_unit(cb("0"), cb("1")), a_unit(cb("0"))
CB1_ABSENT = {
    Rpc.ENVIRONMENT: items(
        *((row.item_class, row.name, row.status) for row in SOUND.items),
        ("Temp", "CB 1", "Absent"),
        ("Temp", "CB 1 Intake", "Absent"),
    )
}


@dataclass(frozen=True)
class On:
    """One alarm on a device.

    Attributes:
        short: its short description; the description if there is none.
        beside: descriptions of the alarms that stand beside it, with their classes.
    """

    model: str
    description: str
    comes_to: str
    short: str = ""
    raised: str = "Major"
    by: str = "Chassis"
    unit: Unit = field(default_factory=lambda: BOTH_BOARDS)
    replies: Mapping[Rpc, object] = field(default_factory=dict)
    beside: tuple[tuple[str, str], ...] = ()


def minor(model: str, description: str, comes_to: str, **fields: object) -> On:
    return On(model, description, comes_to, raised="Minor", **fields)  # type: ignore[arg-type]


UNFED = (("PSM 1 Unit Offline", "Major"), ("PSM 1 Input Under Voltage Failure", "Major"), ("PSM 1 Fan2 Fail", "Minor"))

TABLE = (
    # 1, 2: a port for management, by either text
    On("qfx5120-48y-8c", "FPC Management1 Ethernet Link Down", NORMAL, short="FPC MGMT1 Link Down"),
    On("qfx5120-48y-8c", "FPC Management0 Ethernet Link Down", NORMAL, short="FPC MGMT0 Link Down"),
    On("qfx5120-48y-8c", "", NORMAL, short="FPC MGMT1 Link Down"),
    On("qfx5120-48y-8c", "FPC Management1 Ethernet Link Down", NORMAL),
    On("qfx5120-48y-8c", "FPC MGMT1 Link Down", NORMAL),
    On("qfx5120-48y-8c", "fpc management1 ethernet link down", NORMAL, short="fpc mgmt1 link down"),
    On("qfx5120-48y-8c", "FPC 1 Management1 Ethernet Link Down", NORMAL, short="FPC 1 MGMT1 Link Do"),
    On("qfx5120-48y-8c", "FPC0: FPC Management1 Ethernet Link Down", NORMAL),
    On("qfx10008", "FPC Management10 Ethernet Link Down", NORMAL),
    On("qfx5120-48y-8c", "FPC Management1 Ethernet Link Flaps", FAULT),
    On("mx204", "FPC Management1 Ethernet Link Down", OPEN),
    # 3, 4, 11, 42, 43, 54: supplies without a feed
    On("qfx5120-48y-8c", "FPC0: PEM 1 Not Powered", OPEN, short="PEM 1 No Power"),
    On("mx204", "PEM 1 Not Powered", OPEN, short="PEM 1 No Power"),
    On("mx2010", "PSM 10 Not OK", OPEN, short="PSM 10 Not OK"),
    On("mx480", "PEM 1 Input Failure", OPEN),
    On("mx480", "PEM 1 Not OK", OPEN),
    On("ex4300-48p", "FPC 0 PEM 1 is not powered", OPEN),
    On("ex4300-48p", "FPC 0 Power Supply 1 No Power", OPEN),
    # 5, 6
    minor("mx480", "Rescue configuration is not set", NORMAL, short="no-rescue", by="Configuration"),
    minor("mx480", "RESCUE CONFIGURATION IS NOT SET", NORMAL, by="Configuration"),
    minor(
        "srx345", "Autorecovery information needs to be saved", NORMAL, short="autorecovery-save-r", by="Autorecovery"
    ),
    # 7, 73: boot media
    minor("ex4300-48p", "Host 0 Boot from backup root", FAULT),
    minor("mx480", "RE booted from alternate media", FAULT),
    minor("mx480", "Boot Device changed", FAULT),
    On("mx480", "RE 0 Secondary media used for boot", FAULT),
    minor("mx480", "Alternative media used for boot", FAULT),
    # 8, 40, 48 to 51: ports of engines and hosts
    On("mx304", "Host 0 fxp0 : Ethernet Link Down", NORMAL, short="Host 0 fxp0 : Ether"),
    On("mx304", "Host 1 fxp0 : Ethernet Link Down", NORMAL),
    On("t640", "fxp0: Ethernet Link Down", NORMAL, short="fxp0: Ethernet Link"),
    On("mx480", "", NORMAL, short="fxp0: Ethernet Link"),
    On("mx480", "fxp0 link down", NORMAL),
    On("mx480", "fxp0: Ethernet Li", FAULT),
    On("ptx5000", "em0: Ethernet Link Down", OPEN),
    On("qfx10008", "RE 0 em0 link down", OPEN),
    On("mx10008", "Host 0 em0 : Ethernet Link Down", OPEN),
    On("mx10008", "Host 0 em1 : Ethernet Link Down", FAULT),
    On("ptx10004", "re0:mgmt-0 link down", OPEN),
    # 9, 12, 60 to 62: the other engine
    minor("mx480", "Loss of communication with Backup RE", NORMAL, short="Backup RE communica", replies=ONE_ENGINE),
    minor("mx480", "Loss of communication with Backup RE", FAULT, short="Backup RE communica", replies=TWO_ENGINES),
    minor("mx480", "Loss of communication with Backup RE", FAULT, replies=ONE_ENGINE, unit=TWO_FITTED),
    minor("mx480", "RE 1 Missing", FAULT, replies=ONE_ENGINE, unit=TWO_FITTED),
    minor("mx480", "Backup RE Active", LOOK, replies=TWO_ENGINES),
    minor("mx480", "RE 1 Not Present", OPEN, replies=ONE_ENGINE),
    On("mx480", "RE 1 Absent", OPEN, replies=ONE_ENGINE),
    On("mx480", "RE 1 Missing", FAULT, replies=TWO_ENGINES),
    minor("mx480", "Mixed Master and Backup RE types", LOOK, replies=TWO_ENGINES),
    minor("mx480", "Backup RE version differs", LOOK, replies=TWO_ENGINES),
    minor("mx480", "RE 1 software mismatch", LOOK, replies=TWO_ENGINES),
    # 10, 13 to 18, 63: control boards and what sits on them
    On("mx2010", "SPMB 1 not online", OPEN, short="SPMB 1 offline", unit=ONE_BOARD),
    On("mx2010", "SPMB 1 not online", OPEN, short="SPMB 1 offline", replies=CB1_ABSENT),
    On("mx2010", "SPMB 1 not online", FAULT, short="SPMB 1 offline"),
    On("mx2010", "SPMB 0 not online", FAULT, short="SPMB 0 offline", unit=ONE_BOARD),
    On("mx2010", "SPMB 1 not online", UNKNOWN, unit=a_unit()),
    minor("mx480", "CB 1 Fabric Chip 0 Not Online", FAULT, replies=TWO_ENGINES),
    minor("mx480", "CB 1 Fabric Chip 0 Not Online", LOOK, replies=SECOND_DOWN),
    minor("mx480", "CB 1 Fabric Chip 0 Not Online", LOOK, replies=ONE_ENGINE),
    minor("mx960", "Check CB 1 Fabric Chip 0", FAULT),
    On("mx480", "CB 0 19.44 MHz clock failure", FAULT),
    On("mx480", "CB 0 Failure", FAULT),
    minor("mx480", "CB 0 Temp Sensor Fail", FAULT),
    minor("mx960", "CB 1 Removed", LOOK),
    minor("mx480", "CB 1 Absent", OPEN, unit=ONE_BOARD),
    minor("mx480", "CB 1 Not Online", FAULT),
    minor("mx480", "CB 2 Purple", LOOK),
    minor("mx480", "Plane 0 not online", FAULT),
    minor("mx480", "Plane 4 not online", UNKNOWN, unit=ONE_BOARD),
    # 19 to 21, 66 to 69, 77: cards
    minor("mx480", "FPC 1 Minor Errors", LOOK),
    On("mx480", "FPC 1 Major Errors", FAULT),
    On("mx480", "FPC 11 Major Errors - PFE BLOCK Error code: 0x40008", FAULT),
    On("mx480", "FPC 0 PIC 2 Failure", FAULT),
    On("mx480", "FPC 1 Offline", UNKNOWN),
    On("mx480", "FPC 1 Not Online", UNKNOWN),
    On("mx480", "FPC 1 Hard errors", FAULT),
    On("mx480", "FPC 1 Volt Sensor Fail", FAULT),
    minor("mx480", "FPC 1 Temp Sensor Fail", UNKNOWN),
    On("mx480", "FPC 1 I2C errors", FAULT),
    On("mx480", "FPC 1 EEPROM read error", FAULT),
    On("mx480", "FPC 1 Unsupported", UNKNOWN),
    On("mx480", "FPC 1 incompatible with SCB", UNKNOWN),
    minor("mx204", "FPC 0 PIC 1 Invalid port profile configuration", LOOK),
    minor("ex4300-48p", "VC member 1 missing", LOOK),
    # 22, 78: temperatures
    On("mx960", "Temperature Hot", FAULT),
    minor("mx960", "Ambient temperature warm", LOOK),
    On("mx960", "CB 0 Temperature Hot", FAULT),
    minor("mx960", "CB 0 Temperature Warm", LOOK),
    minor("mx960", "Temperature Warm", LOOK),
    On("mx960", "FPC 1 Temperature Hot", FAULT),
    # 23, 57 to 59: fans
    On("qfx5230-64cd", "Fan Tray 1 Absent", FAULT),
    On("mx480", "Fan Tray Failure", FAULT),
    On("mx480", "Fan Tray 0 Fan 1 Failure", FAULT),
    On("m320", "Fan/Blower Absent", FAULT),
    On("srx5800", "Left Fan Tray Removed", FAULT),
    minor("ex4550-32f", "Fan Tray 0 airflow mismatch", LOOK),
    On("qfx5120-48y-8c", "Fan Tray 0 airflow mismatch", UNKNOWN),
    # 24 to 28: Junos OS Evolved
    On("qfx5230-64cd", "PSM 1 Unit Offline", OPEN, beside=UNFED[1:]),
    On("qfx5230-64cd", "PSM 1 Unit Offline", UNKNOWN),
    On("qfx5230-64cd", "PSM 1 Input Under Voltage Failure", OPEN),
    minor("qfx5230-64cd", "PSM 1 Fan2 Fail", OPEN, beside=UNFED[:2]),
    minor("qfx5230-64cd", "PSM 1 Fan1 Fail", OPEN, beside=UNFED[1:2]),
    minor("qfx5230-64cd", "PSM 1 Fan3 Fail", FAULT),
    On("qfx5230-64cd", "PSM 1 Unit Offline", FAULT, beside=(("PSM 1 Fan2 Fail", "Minor"),)),
    On("qfx5230-64cd", "PSM 1 Unit Offline", UNKNOWN, beside=(("PSM 2 Input Under Voltage Failure", "Major"),)),
    On("qfx5230-64cd", "Host 0 Disk 2 not bootable", FAULT),
    minor("qfx5230-64cd", "Host 0 Disk 2 not bootable", FAULT),
    minor("qfx5230-64cd", "Zone 0 No Redundant Power", NORMAL),
    minor("ptx10004", "Zone 1 No Redundant Power", NORMAL),
    # 29 to 32, 82: licenses and signatures
    minor("qfx5120-48y-8c", "BGP Routing Protocol(47) usage requires a license", LICENSE, short="bgp", by="System"),
    minor("mx204", "OSPF usage requires a license", LICENSE, by="License"),
    minor("mx204", "OSPF usage requires a license", LICENSE),
    On("srx345", "1 Logical System requires a license", LICENSE, by="License"),
    minor("srx345", "2 Logical Systems requires a license", LICENSE),
    minor("srx345", "License for feature idp-sig(29) is about to expire", LICENSE, by="License"),
    minor("srx345", "License for feature idp-sig(29) is about to expire", LICENSE),
    minor("srx345", "IDP signature expired", LOOK, by="System"),
    # 33, 34, 80, 81: what was configured, and optics
    minor("ptx10004", "port-0/0/1: Optics does not support configured speed", LOOK),
    On("ptx10004", "port-0/0/1: Optics does not support configured speed", LOOK),
    minor("srx345", "AAMWD control channel down, it will impact AAMW functionality", LOOK, by="System"),
    minor("mx104", "External clock 0 LOS", LOOK),
    minor("mx104", "PTP no foreign master", LOOK),
    minor("mx104", "BITS 0 LOS", LOOK),
    On("mx104", "External clock 0 LOS", UNKNOWN),
    minor("ptx10004", "Non-Juniper optics in port 3", LOOK),
    minor("srx345", "UTM signature expired", LOOK, by="System"),
    minor("ptx10004", "Unsupported transceiver in port 3", LOOK),
    # 35 to 39, 64, 65: fabric boards
    minor("t640", "SIB 2 Not Online", FAULT),
    minor("ptx5000", "SIB 2 Not Online", FAULT),
    On("t640", "SIB 2 Fault", FAULT, short="SIB 2 Failure"),
    On("t640", "SIB 2 Absent", FAULT, short="SIB 2 Removed"),
    On("m320", "SIB 2 Absent", FAULT),
    On("ptx5000", "SIB 2 Absent", UNKNOWN),
    minor("t640", "Spare SIB Fault", FAULT, short="Spare SIB Failure"),
    minor("t640", "Spare SIB Absent", LOOK, short="Spare SIB Removed"),
    minor("t640", "Check SIB", FAULT, short="Check SIB"),
    On("mx2010", "SFB 1 Absent", UNKNOWN),
    minor("mx2010", "SFB 1 Not Online", FAULT),
    minor("mx2010", "Check SFB 1", FAULT),
    # 40, 41: T series
    On("t640", "CIP 0 Missing", FAULT),
    On("txp", "LCC 1 Major Errors", LOOK),
    On("txp", "degraded fabric", LOOK),
    On("mx480", "LCC 1 Major Errors", FAULT),
    On("mx480", "degraded fabric", FAULT),
    # 45, 46: switches
    On("ex4300-48p", "Management Ethernet Link Down", NORMAL),
    minor("ex2200-24t-4g", "Management Ethernet Link Down", NORMAL),
    On("ex4300-48p", "FPC 12 Management Ethernet Link Down", NORMAL),
    On("qfx5100-48s-6q", "Management Ethernet 1 Link Down", OPEN),
    # 52, 53, 55: supplies that are not there or broken
    minor("ex4300-48p", "Power Supply 1 not present", OPEN),
    minor("srx380", "Power Supply 1 Absent", OPEN),
    minor("mx480", "PEM 2 Absent", OPEN),
    On("mx480", "PEM 2 Removed", OPEN),
    On("mx480", "PEM 1 Output Failure", FAULT),
    On("mx480", "PEM 1 Fan Failed", FAULT),
    On("mx480", "PEM 1 Over Temperature", FAULT),
    # 56
    On("mx960", "Power Budget: Chassis experiencing power shortage", OPEN),
    On("ex9208", "Chassis experiencing power shortage", OPEN),
    On("mx2010", "Chassis has insufficient power", OPEN),
    # 70 to 72, 74 to 76
    minor("mx204", "RE 0 Secure BOOT disabled or not enforced", LOOK),
    On("mx204", "VMHost RE 0 Secure BOOT Failed", FAULT),
    On("mx204", "VMHost RE 0 host application failed", FAULT),
    On("mx204", "VMHost RE 0 Disk 1 Missing", FAULT),
    On("m320", "RE 0 Disk 0 not found", FAULT),
    On("m320", "CompactFlash Missing", FAULT),
    minor("m320", "ad0 missing from boot list", UNKNOWN),
    minor("mx480", "/var partition usage is high", LOOK, by="System"),
    minor("srx345", "RTC Battery failure", UNKNOWN),
    On("ex4300-48p", "PoE Power Supply failed", FAULT),
    On("ex4300-48p", "PoE controller 0 failed", FAULT),
    # what nobody knows
    On("mx480", "Zork failure", FAULT),
    minor("mx480", "Zork failure", LOOK),
    On("mx480", "Zork failure", LOOK, by="System"),
    # a text that names a fault weighs more than one that excuses
    On("mx480", "FPC 1 Major Errors", FAULT, short="no-rescue"),
)


def profile_of(one: On) -> PlatformProfile:
    profile = load_shipped().profile_for(one.model, "")
    assert profile is not None
    return profile


def case_of(one: On) -> Case:
    raised = alarm(one.description, one.raised, one.by)
    standing = (
        type(raised)("", one.raised, one.by, one.description, one.short or one.description, raised.time),
        *(alarm(description, alarm_class) for description, alarm_class in one.beside),
    )
    return case({**one.replies, Rpc.CHASSIS_ALARMS: alarms(*standing)}, profile=profile_of(one), unit=one.unit)


def outcomes(findings: Iterator[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.result is Result.FAIL:
            yield LOOK if finding.gravity is Gravity.ADVICE else FAULT
        elif finding.result is Result.INCONCLUSIVE:
            yield OPEN if finding.noted else UNKNOWN


def comes_to(of: Case) -> str:
    if all(one.topic is Topic.LICENSE for one in standing_alarms(of)):
        return LICENSE
    findings = (finding for check in CHECKS for finding in run_check(check(), of))
    return max(outcomes(findings), key=ORDER.index, default=NORMAL)


def name_of(one: On) -> str:
    beside = "".join(f" + {description}" for description, _ in one.beside)
    return f"{one.model}: {one.raised} {one.description or one.short}{beside} is {one.comes_to}"


def test_what_depends_on_a_board_is_read_by_the_check_of_boards() -> None:
    """That check requires the environment, in which empty slots show."""
    for row in load_shipped().states.alarms:
        if row.when in (When.BOARD_EMPTY, When.BOARD_DOWN):
            assert all(BOARD_NAME.match(text.replace("?", "1")) for text in row.texts), row.texts


ROWS = load_shipped().states.alarms


@pytest.mark.parametrize("raised", ["Major", "Minor"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.texts[0])
def test_what_is_recalled_never_passes_and_no_fault_is_excused(row: AlarmRow, raised: str) -> None:
    for text in row.texts:
        model = {"t": "t640", "m": "m320"}.get(row.families[0], "mx480") if row.families else "mx480"
        on = On(model, text.replace("?", "1").replace("*", " "), NORMAL, raised=raised, unit=a_unit())
        if row.recalled and not bench_normal(alarm(on.description), profile_of(on)):
            assert comes_to(case_of(on)) != NORMAL, text
        if row.bench is Meaning.FAULT:
            assert comes_to(case_of(on)) in (FAULT, UNKNOWN), text


@pytest.mark.parametrize("one", TABLE, ids=name_of)
def test_alarm(one: On) -> None:
    assert comes_to(case_of(one)) == one.comes_to
