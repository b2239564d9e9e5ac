"""What the devices of the shipped rack answer to every request that Reinstate can send."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from reinstate.lab.emulated_device import EmulatedDevice
from reinstate.lab.netconf_server import read_message, reply
from reinstate.lab.rack_plan import RackPlan, devices_of, read_plan
from reinstate.lab.spec_files import load_rack
from reinstate.plan.requests import CATALOG, FIRST_WAVE, Need, Request, Rpc

BEGAN = time.monotonic()
DEVICES = {spec.name: EmulatedDevice(spec, datetime.now(UTC)) for spec in load_rack()}
MODULES = ("chassis-module", "chassis-sub-module", "chassis-sub-sub-module", "chassis-sub-sub-sub-module")


def ask(host: str, request: Request | str) -> etree._Element:
    device = DEVICES[host]
    text = request if isinstance(request, str) else request.xml()
    message = read_message(f'<rpc message-id="7">{text}</rpc>'.encode())
    assert message is not None
    assert message.request is not None
    user = next(iter(device.logins))
    return etree.fromstring(reply(device, message.attributes, device.answer(message.request, user).body))


def texts(root: etree._Element, name: str) -> list[str]:
    return [(item.text or "").strip() for item in root.iter(f"{{*}}{name}")]


@pytest.mark.parametrize("host", DEVICES)
def test_every_request_is_answered_with_its_payload_or_an_error(host: str) -> None:
    for request in CATALOG.values():
        root = ask(host, request)
        names = {etree.QName(item).localname for item in root.iter() if isinstance(item.tag, str)}
        assert names & {*request.payload, "rpc-error", "error"}, request.id


@pytest.mark.parametrize("host", [host for host in DEVICES if host != "ex4400-leftover-restricted"])
def test_what_every_platform_must_answer_is_answered(host: str) -> None:
    for request in (*FIRST_WAVE, *(each for each in CATALOG.values() if each.need is Need.REQUIRED)):
        assert not list(ask(host, request).iter("{*}rpc-error")), request.id


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("<get-clear-url-filter-statistics/>", "get-clear-url-filter-statistics"),
        ("<get-power-usage-information/>", "get-power-usage-information"),  # not on this platform
        ("<get-software-information><detail/></get-software-information>", "get-software-information"),
        ("<get-alarm-information><brief/></get-alarm-information>", "brief"),
        ("<command>request system zeroize</command>", "command"),
        ('<get-configuration database="committed" format="json"/>', "get-configuration"),
        ("<file-list><path>/etc/</path></file-list>", "file-list"),
    ],
)
def test_what_the_platform_does_not_know_is_a_syntax_error(text: str, bad: str) -> None:
    root = ask("ex4400-clean", text)
    assert texts(root, "error-message") == ["syntax error"]
    assert texts(root, "bad-element") == [bad]


WRAPPED = [
    ("ex4400-clean", Rpc.SOFTWARE, ["localre"]),
    ("ex4400-vc", Rpc.SOFTWARE, ["fpc0", "fpc1", "fpc2"]),
    ("ex4400-vc", Rpc.INVENTORY, []),
    ("srx345-cluster", Rpc.INVENTORY, ["node0", "node1"]),
    ("srx345-cluster", Rpc.CONFIGURATION, []),
    ("mx480-mixed", Rpc.SOFTWARE, []),
    ("mx480-mixed", Rpc.SOFTWARE_ALL_ENGINES, ["re0", "re1"]),
]


@pytest.mark.parametrize(("host", "rpc", "engines"), WRAPPED)
def test_several_engines_answer_one_by_one(host: str, rpc: Rpc, engines: list[str]) -> None:
    assert texts(ask(host, CATALOG[rpc]), "re-name") == engines


def test_two_engines_may_run_different_releases() -> None:
    root = ask("mx480-mixed", CATALOG[Rpc.SOFTWARE_ALL_ENGINES])
    assert texts(root, "junos-version") == ["23.4R2-S4.11", "23.2R2-S3.5"]


def test_in_the_shape_before_15_1_the_release_stands_in_the_packages_as_well() -> None:
    root = ask("ex4200-eos", CATALOG[Rpc.SOFTWARE])
    assert texts(root, "junos-version") == ["15.1R7-S13.1"]
    assert "JUNOS Base OS boot [15.1R7-S13.1]" in texts(root, "comment")


def test_the_inventory_is_four_levels_deep() -> None:
    root = ask("mx480-card", CATALOG[Rpc.INVENTORY])
    assert all(list(root.iter(f"{{*}}{level}")) for level in MODULES)
    assert not list(root.iter("{*}i2c-information"))


def test_extensive_prints_each_modules_eeprom_and_it_agrees_with_the_inventory() -> None:
    root = ask("mx204-clean", CATALOG[Rpc.INVENTORY_EXTENSIVE])
    board = next(item for item in root.iter("{*}chassis-module") if item.findtext("{*}name") == "CB 0")
    eeprom = board.find("{*}i2c-information")
    assert eeprom is not None
    raw = b"".join(bytes.fromhex(line.split(": ")[1]) for line in texts(eeprom, "i2c-data")[0].splitlines())
    assert raw[0x14:0x1E].decode() == board.findtext("{*}part-number")
    assert raw[0x24:0x2C].decode() == board.findtext("{*}serial-number")
    assert raw[0x73] == sum(raw[0x44:0x73]) % 256
    assert raw[0x74:0x79] == b"DK417"
    assert texts(eeprom, "assembly-version") == ["02.27"]


def test_an_unplugged_supply_and_a_dead_one_differ_in_their_feeds() -> None:
    feeds = {
        host: texts(ask(host, CATALOG[Rpc.POWER]), "ac-actual-feed")
        for host in ("mx204-clean", "mx204-unplugged", "mx204-dead-supply")
    }
    assert feeds == {
        "mx204-clean": ["1", "1"],
        "mx204-unplugged": ["1", "0"],
        "mx204-dead-supply": ["1", "1"],
    }
    alarm = ask("mx204-unplugged", CATALOG[Rpc.CHASSIS_ALARMS])
    assert (texts(alarm, "alarm-description"), texts(alarm, "alarm-class")) == (["PEM 1 Not Powered"], ["Major"])


def test_a_login_without_maintenance_sees_no_scripts_and_no_error() -> None:
    sees, blind = (ask(host, CATALOG[Rpc.CONFIGURATION]) for host in ("ex4400-leftover", "ex4400-leftover-restricted"))
    assert list(sees.iter("{*}event-options"))
    assert list(sees.iter("{*}scripts"))
    assert not list(blind.iter("{*}event-options"))
    assert not list(blind.iter("{*}scripts"))
    assert not list(blind.iter("{*}rpc-error"))
    assert set(texts(blind, "encrypted-password")) == {"/* SECRET-DATA */"}
    assert texts(ask("ex4400-leftover-restricted", CATALOG[Rpc.FILES_VAR_TMP]), "error-message") == [
        "permission denied"
    ]


def test_the_leftover_configuration_holds_secrets_of_every_kind() -> None:
    text = etree.tostring(ask("ex4400-leftover", CATALOG[Rpc.CONFIGURATION])).decode()
    assert all(mark in text for mark in (">$9$", ">$1$", ">$6$", "ssh-ed25519 AAAA"))


def test_a_standalone_srx_says_that_clustering_is_off() -> None:
    assert "error: Chassis cluster is not enabled" in texts(
        ask("srx345-multibyte", CATALOG[Rpc.CHASSIS_CLUSTER]), "message"
    )


def test_times_come_from_the_devices_clock_and_boot_time() -> None:
    root = ask("ex4400-clean", CATALOG[Rpc.UPTIME])
    seconds = "{http://xml.juniper.net/junos/23.4R2-S4.11/junos}seconds"
    now, booted = (int(item.get(seconds, "0")) for item in list(root.iter("{*}date-time"))[:2])
    assert abs(now - datetime.now(UTC).timestamp()) < 5
    started_at_most_ago = time.monotonic() - BEGAN
    assert 5395 < now - booted < 5405 + started_at_most_ago


MORNING = datetime(2026, 11, 23, 10, tzinfo=UTC)
CLOCKS = (Rpc.UPTIME, Rpc.ROUTING_ENGINES, Rpc.CHASSIS_ALARMS, Rpc.SYSTEM_ALARMS)


@pytest.mark.parametrize("days", [-5 * 365, 10 * 365])
@pytest.mark.parametrize("host", DEVICES)
def test_what_lies_on_the_disk_is_dated_the_same_on_any_day(host: str, days: int) -> None:
    ahead = timedelta(days=days)
    then = replace(DEVICES[host], started=DEVICES[host].started + ahead, ahead=ahead)
    for request in CATALOG.values():
        if request.id not in CLOCKS:
            assert without_moment(said(then, request)) == without_moment(said(DEVICES[host], request)), request.id


def said(device: EmulatedDevice, request: Request) -> str:
    message = read_message(f'<rpc message-id="7">{request.xml()}</rpc>'.encode())
    assert message is not None
    assert message.request is not None
    return device.answer(message.request, next(iter(device.logins))).body


def without_moment(body: str) -> str:
    """Without the moment of the reply, which a listing bears as well."""
    return re.sub(r'(<directory-list [^>]*)junos:seconds="\d+"', r"\1", body)


def test_clock_and_boot_time_are_true_to_the_racks_clock_on_any_day() -> None:
    ahead = timedelta(days=3650)
    then = replace(DEVICES["ex4400-clean"], started=DEVICES["ex4400-clean"].started + ahead, ahead=ahead)
    shown = re.findall(r'<date-time junos:seconds="(\d+)"', said(then, CATALOG[Rpc.UPTIME]))
    now, booted, _, configured = (datetime.fromtimestamp(int(seconds), UTC) for seconds in shown[:4])
    assert abs(now - datetime.now(UTC) - ahead) < timedelta(seconds=5)
    assert abs(now - booted - timedelta(seconds=5400)) < timedelta(seconds=600)
    assert configured == MORNING - timedelta(seconds=4800)


def test_a_rack_of_another_day_dates_its_disks_from_that_day(tmp_path: Path) -> None:
    day, started = datetime(2033, 5, 17, 10, tzinfo=UTC), datetime.now(UTC)
    RackPlan(only=("ex4400-leftover",), day=day.date(), ahead=3600).write(tmp_path)
    (device,) = devices_of(read_plan(tmp_path), started)
    assert isinstance(device, EmulatedDevice)
    assert device.started == started + timedelta(hours=1)
    listed = said(device, CATALOG[Rpc.FILES_SCRIPTS_EVENT])
    assert f">{int(day.timestamp()) - 31_000_000}</file-date>" in listed


def test_a_clock_that_is_off_dates_what_is_stored_as_well() -> None:
    """Read with the device's offset, as the checks read it, a file is from the same day."""
    off = DEVICES["ex4400-leftover"].spec.model_copy(update={"clock_offset": 7200.0})
    listed = said(replace(DEVICES["ex4400-leftover"], spec=off), CATALOG[Rpc.FILES_SCRIPTS_EVENT])
    assert f">{int(MORNING.timestamp()) + 7200 - 31_000_000}</file-date>" in listed


def test_files_stand_in_their_own_folder_alone() -> None:
    listed = ask("ex4400-leftover", CATALOG[Rpc.FILES_SCRIPTS_EVENT])
    assert texts(listed, "file-name") == ["keepalive.py"]
    missing = ask("ex4400-leftover", CATALOG[Rpc.FILES_SCRIPTS_OP])
    assert texts(missing, "output") == ["/var/db/scripts/op/: No such file or directory"]
