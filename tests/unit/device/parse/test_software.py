"""Software, routing engines, clocks and VM hosts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reinstate.device.parse.software import parse_routing_engines, parse_software, parse_uptime, parse_vmhost
from reinstate.evidence.xml import ParseRefused, Refusal
from tests.unit.device.replies import many, parsed, refusal


def software(model: str, version: str = "", **packages: str) -> str:
    told = f"<junos-version>{version}</junos-version>" if version else ""
    listed = "".join(
        f"<package-information><name>{name}</name><comment>{comment}</comment></package-information>"
        for name, comment in packages.items()
    )
    return (
        f"<software-information><host-name>h</host-name><product-model>{model}</product-model>{told}{listed}"
        "</software-information>"
    )


VERSIONS = {
    "since 15.1": (software("mx204", "23.4R2-S6.6", junos="JUNOS OS [20250723]"), "23.4R2-S6.6"),
    "Evolved": (software("ptx10001", "23.4R2-EVO"), "23.4R2-EVO"),
    "before 15.1, SRX": (software("srx3600", junos="JUNOS Software Release [12.1X46-D15.3]"), "12.1X46-D15.3"),
    "before 15.1, EX": (software("ex4200", junos="JUNOS Base OS boot [12.3R6.6]"), "12.3R6.6"),
    "in the suite's comment": (software("ex4200", jbase="JUNOS Base OS Software Suite [12.3R6.6]"), "12.3R6.6"),
    "Evolved, in a comment": (software("acx7100", x="JUNOS-EVO OS 64-bit [21.2R1-EVO]"), "21.2R1-EVO"),
    "a node-slicing host": (software("jdm", x="JUNOS version : 17.4-20170718_dev.1"), "17.4-20170718_dev.1"),
    "third-party packages say nothing of it": (
        software("srx3600", junos="", jais="AI-Scripts [6.0R2-THIN.0]"),
        None,
    ),
    "host packages say nothing of it": (software("nfx250", x="JUNOS Host nfx-2 base package [15.1X53-D45.3]"), None),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_the_version_is_found_where_its_age_puts_it(name):
    body, version = VERSIONS[name]
    (engine,) = parsed(parse_software, body).engines
    assert (engine.version.text if engine.version else None) == version


def test_a_placeholder_is_a_version_that_could_not_be_read():
    (engine,) = parsed(parse_software, software("mx204", "0.0I0.0")).engines
    assert engine.version is not None
    assert not engine.version.parsed


def test_engines_come_by_name_models_in_lower_case_and_the_silent_are_named():
    body = many(re0=software("ACX7100-32C", "23.4R1-EVO"), re1="<output>error: timeout</output>")
    information = parsed(parse_software, body)
    assert [(engine.engine, engine.model) for engine in information.engines] == [("re0", "acx7100-32c")]
    assert information.absent == ("re1",)
    assert information.engines[0].xpath.endswith("multi-routing-engine-item[1]/software-information")


def test_an_empty_software_information_is_no_data():
    assert refusal(parse_software, "<software-information/>") is Refusal.NO_DATA


CONTRADICTING = {
    "two statements": software("mx204", "23.4R2-S6.6").replace(
        "</junos-version>", "</junos-version><junos-version>21.2R1.10</junos-version>"
    ),
    "packages of another release": software("mx204", "23.4R2-S6.6", junos="JUNOS Software Release [12.1X46-D15.3]"),
    "a base of another release": software("ex4200", "15.1R7.9", x="JUNOS Base OS boot [12.3R6.6]"),
    "an engine listed twice": "<multi-routing-engine-results>"
    + "".join(
        f"<multi-routing-engine-item><re-name>re0</re-name>{software('mx204', version)}</multi-routing-engine-item>"
        for version in ("23.4R2", "22.4R3")
    )
    + "</multi-routing-engine-results>",
    "two answers of one engine": software("mx204", "23.4R2") + software("mx204", "22.4R3"),
}
AGREEING = {
    "a statement repeated": software("mx204", "23.4R2").replace(
        "</junos-version>", "</junos-version><junos-version>23.4R2</junos-version>"
    ),
    "packages with the respin": software("ex4200", "12.3R6", x="JUNOS Base OS boot [12.3R6.6]"),
    "a package of another product": software("mx204", "23.4R2", x="JUNOS Host base package [15.1X53-D45.3]"),
    "engines that differ": many(re0=software("mx480", "23.4R2"), re1=software("mx480", "22.4R3")),
}


@pytest.mark.parametrize("body", CONTRADICTING.values(), ids=CONTRADICTING.keys())
def test_an_engine_that_states_two_releases_states_none(body):
    with pytest.raises(ParseRefused, match=r"contradicting releases.* and "):
        parsed(parse_software, body)


@pytest.mark.parametrize("body", AGREEING.values(), ids=AGREEING.keys())
def test_two_spellings_of_one_release_agree(body):
    assert all(engine.version and engine.version.parsed for engine in parsed(parse_software, body).engines)


ENGINE = (
    "<route-engine><slot>1</slot><mastership-state>backup</mastership-state><status>OK</status>"
    '<temperature junos:celsius="32">32 degrees C / 89 degrees F</temperature><model>RE-S-1800x4</model>'
    "<serial-number>9000000118</serial-number>"
    '<start-time junos:seconds="1481770328">2016-12-14 18:52:08 PST</start-time>'
    '<up-time junos:seconds="1430245">16 days</up-time>'
    "<last-reboot-reason>0x1:power cycle/failure</last-reboot-reason></route-engine>"
)


def test_a_routing_engine_is_read_whole():
    body = f"<route-engine-information>{ENGINE}</route-engine-information>"
    (engine,) = parsed(parse_routing_engines, many(member0=body)).engines
    assert (engine.engine, engine.slot, engine.status, engine.mastership) == ("member0", "1", "OK", "backup")
    assert (engine.model, engine.serial_number) == ("RE-S-1800x4", "9000000118")
    assert engine.start_time == datetime(2016, 12, 15, 2, 52, 8, tzinfo=UTC)
    assert (engine.up_seconds, engine.temperature_celsius) == (1430245, 32)
    assert engine.last_reboot_reason == "0x1:power cycle/failure"


def test_a_fixed_box_prints_neither_slot_nor_seconds():
    body = (
        "<route-engine-information><route-engine><status>OK</status><temperature>40 degrees C / 104 degrees F"
        "</temperature><up-time>2 hours, 3 minutes</up-time></route-engine></route-engine-information>"
    )
    (engine,) = parsed(parse_routing_engines, body).engines
    assert (engine.slot, engine.start_time, engine.up_seconds, engine.temperature_celsius) == ("", None, 7380, 40)


def test_no_routing_engine_is_no_data():
    assert refusal(parse_routing_engines, "<route-engine-information/>") is Refusal.NO_DATA
    silent = many(re0=f"<route-engine-information>{ENGINE}</route-engine-information>", re1="<error/>")
    assert refusal(parse_routing_engines, silent) is Refusal.ENGINE_MISSING


@pytest.mark.parametrize("booted", ["system-booted-time", "node-booted-time"])
def test_clock_and_boot_time(booted):
    body = (
        '<system-uptime-information><current-time><date-time junos:seconds="1498780787">2017-06-29 16:59:47 PDT'
        f'</date-time></current-time><{booted}><date-time junos:seconds="1498766553">x</date-time>'
        f'<time-length junos:seconds="14234">03:57:14</time-length></{booted}></system-uptime-information>'
    )
    (engine,) = parsed(parse_uptime, many(localre=body)).engines
    assert engine.current_time == datetime(2017, 6, 29, 23, 59, 47, tzinfo=UTC)
    assert engine.booted == datetime(2017, 6, 29, 20, 2, 33, tzinfo=UTC)
    assert (engine.up_seconds, engine.current_time_text) == (14234, "2017-06-29 16:59:47 PDT")


@pytest.mark.parametrize(
    ("seconds", "year"), [('junos:seconds="0"', 1970), ('seconds="1"', 1970), ("", None), ('seconds="soon"', None)]
)
def test_a_clock_at_the_epoch_is_known_and_one_without_seconds_is_not(seconds, year):
    body = (
        f"<system-uptime-information><current-time><date-time {seconds}>1970-01-01 00:00:00 UTC</date-time>"
        "</current-time></system-uptime-information>"
    )
    (engine,) = parsed(parse_uptime, body).engines
    assert (engine.current_time.year if engine.current_time else None) == year


def test_uptime_without_boot_time_comes_from_the_load_line():
    body = (
        "<system-uptime-information><uptime-information><up-time>33 days, 14:59</up-time></uptime-information>"
        "</system-uptime-information>"
    )
    assert parsed(parse_uptime, body).engines[0].up_seconds == 33 * 86400 + 14 * 3600 + 59 * 60


def test_the_vm_host_tells_the_version_of_the_running_set_and_its_boot_disk():
    sets = "".join(
        f"<set-disk-info><set-disk-name>set {name}</set-disk-name><set-vmhost-version>{version}</set-vmhost-version>"
        f"<set-junos-version>{junos}</set-junos-version></set-disk-info>"
        for name, version, junos in (("p", "7.1", "junos-install-mx-x86-64-22.4R3-S3.3"), ("b", "10.3", ""))
    )
    head = "<current-boot-disk>Primary</current-boot-disk><current-root-set>b</current-root-set>"
    body = f"<vmhost-version-information>{head}{sets}</vmhost-version-information>"
    engine = parsed(parse_vmhost, body).engines[0]
    assert (engine.engine, engine.version, engine.boot_disk, engine.running) == ("", "10.3", "Primary", "b")
    assert [(one.name, one.junos and one.junos.text) for one in engine.sets] == [("p", "22.4R3-S3.3"), ("b", None)]
    unsaid = parsed(parse_vmhost, body.replace(">b<", "><", 1)).engines[0]
    assert (unsaid.version, unsaid.boot_disk, unsaid.running) == ("", "Primary", "")
    assert refusal(parse_vmhost, "<vmhost-version-information/>") is Refusal.NO_DATA
