"""Replies of one device that state different releases leave its software unknown, and say which states what."""

from __future__ import annotations

import pytest

from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.reading import Known, Unknown
from reinstate.plan.requests import Rpc
from tests.unit.device.parse.test_software import software
from tests.unit.device.replies import many

CHASSIS = "<chassis-inventory><chassis><serial-number>A</serial-number></chassis></chassis-inventory>"
BOOTED, NOW = 1_700_000_000, 1_700_100_000


def of(body: str, release: str = "") -> bytes:
    """A reply of an engine of that release; it states none where it is empty."""
    spaces = f' xmlns:junos="http://xml.juniper.net/junos/{release}/junos"' if release else ""
    return f"<rpc-reply{spaces}>{body}</rpc-reply>".encode()


def uptime(booted: int = BOOTED, now: int = NOW) -> bytes:
    return of(
        f'<system-uptime-information><current-time><date-time seconds="{now}">x</date-time></current-time>'
        f'<system-booted-time><date-time seconds="{booted}">x</date-time></system-booted-time>'
        "</system-uptime-information>"
    )


def configuration(version: str, committed: int) -> bytes:
    return of(
        f'<configuration commit-seconds="{committed}"><version>{version}</version>'
        "<system><host-name>h</host-name></system></configuration>"
    )


RUNNING = of(software("mx204", "21.4R3-S5.4"), "21.4R3-S5.4")
TWO = of(many(re0=software("mx480", "21.4R3"), re1=software("mx480", "22.4R3")), "21.4R3")
AFTER, BEFORE, LATER = BOOTED + 60, BOOTED - 60, NOW + 60
CONTRADICTING = {
    "its own namespace": ({Rpc.SOFTWARE: of(software("mx204", "21.4R3"), "22.4R2")}, "22.4"),
    "another reply's namespace": (
        {Rpc.SOFTWARE: RUNNING, Rpc.INVENTORY: of(CHASSIS, "19.4R3")},
        "the reply to chassis-inventory is one of release 19.4",
    ),
    "a payload's namespace": (
        {Rpc.SOFTWARE: of('<software-information xmlns="http://xml.juniper.net/junos/20.2R1/x">'
                          "<junos-version>21.4R3</junos-version></software-information>")},
        "20.2",
    ),
    "committed since the boot": (
        {Rpc.SOFTWARE: RUNNING, Rpc.UPTIME: uptime(), Rpc.CONFIGURATION: configuration("23.4R2.1", AFTER)},
        "the configuration was committed after the last boot by release 23.4R2.1",
    ),
    "the reply of all engines": (
        {Rpc.SOFTWARE: RUNNING, Rpc.SOFTWARE_ALL_ENGINES: of(many(re0=software("mx204", "23.4R2")))},
        "software-information-all-routing-engines states 23.4R2",
    ),
    "the reply of the local engine": (
        {Rpc.SOFTWARE: RUNNING, Rpc.SOFTWARE_LOCAL: of(software("mx204", "21.4R1"))},
        "software-information-local states 21.4R1",
    ),
}  # fmt: skip
AGREEING = {
    "all alike": {Rpc.SOFTWARE: RUNNING, Rpc.INVENTORY: of(CHASSIS, "21.4R3-S5.4")},
    "namespaces of the first build": {Rpc.SOFTWARE: RUNNING, Rpc.INVENTORY: of(CHASSIS, "21.4R0")},
    "an X-train": {Rpc.SOFTWARE: of(software("srx", "12.1X46-D15.3"), "12.1X46")},
    "a development namespace": {Rpc.SOFTWARE: of(software("srx", "15.1X49-D75.5"), "15.1I0")},
    "a namespace without a release": {Rpc.SOFTWARE: of(software("mx204", "21.4R3"), "junos")},
    "the namespace of one of two engines": {Rpc.SOFTWARE: TWO, Rpc.INVENTORY: of(CHASSIS, "22.4R3")},
    "committed before an upgrade": {
        Rpc.SOFTWARE: RUNNING, Rpc.UPTIME: uptime(), Rpc.CONFIGURATION: configuration("19.4R1", BEFORE)
    },
    "committed in the future": {
        Rpc.SOFTWARE: RUNNING, Rpc.UPTIME: uptime(), Rpc.CONFIGURATION: configuration("19.4R1", LATER)
    },
    "committed by what runs": {
        Rpc.SOFTWARE: RUNNING, Rpc.UPTIME: uptime(), Rpc.CONFIGURATION: configuration("21.4R3-S5.4", AFTER)
    },
    "all engines, of which two differ": {
        Rpc.SOFTWARE: RUNNING,
        Rpc.SOFTWARE_ALL_ENGINES: of(many(re0=software("mx204", "21.4R3-S5.4"), re1=software("mx204", "23.4R2"))),
    },
    "a release that cannot be read": {Rpc.SOFTWARE: of(software("mx204", "0.0I0.0"), "21.4R3")},
}  # fmt: skip


@pytest.mark.parametrize(("replies", "told"), CONTRADICTING.values(), ids=CONTRADICTING.keys())
def test_contradicting_releases_are_unknown(replies: dict[Rpc, bytes], told: str) -> None:
    reading = read_device("h", {rpc: RawItem("ok", raw) for rpc, raw in replies.items()}).reading(Rpc.SOFTWARE)
    assert isinstance(reading, Unknown)
    assert "contradicting releases: software-information states 21.4R3" in reading.reason
    assert told in reading.reason


@pytest.mark.parametrize("replies", AGREEING.values(), ids=AGREEING.keys())
def test_legitimate_differences_are_none(replies: dict[Rpc, bytes]) -> None:
    device = read_device("h", {rpc: RawItem("ok", raw) for rpc, raw in replies.items()})
    assert all(isinstance(device.reading(rpc), Known) for rpc in replies)
