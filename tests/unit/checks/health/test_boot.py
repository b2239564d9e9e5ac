"""From which media the device booted, and why."""

from __future__ import annotations

import pytest

from reinstate.checks.health.boot import BootMedia, RebootReason
from reinstate.device.model import Said as Text
from reinstate.device.model import (
    Statements,
    VmHost,
    VmHostEngine,
)
from reinstate.plan.requests import Rpc
from tests.unit.checks.builders import (
    ADVICE,
    CONDITION,
    FAIL,
    INCONCLUSIVE,
    PASS,
    Row,
    Said,
    assert_row,
    named,
    row,
)
from tests.unit.checks.health.evidence import case, chassis_alarm, engine, engines


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
TABLE: tuple[Row, ...] = (*BOOT, *REBOOT)


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_boot(one: Row) -> None:
    assert_row(one)
