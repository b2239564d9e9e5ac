"""Alarms, environment, cards, power, storage and hardware errors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reinstate.device.parse.health import (
    parse_alarms,
    parse_environment,
    parse_fpcs,
    parse_hardware_errors,
    parse_power,
    parse_storage,
)
from reinstate.evidence.xml import Refusal
from tests.unit.device.replies import many, parsed, refusal

ALARM = (
    '<alarm-detail><alarm-time junos:seconds="1684172206">2023-05-15 17:36:46 UTC</alarm-time>'
    "<alarm-class>Major</alarm-class><alarm-description>PEM 1\n  Not Powered</alarm-description>"
    "<alarm-short-description>PEM 1 Not Powered</alarm-short-description><alarm-type>Chassis</alarm-type>"
    "</alarm-detail>"
)


def alarms(summary: str, *details: str) -> str:
    return f"<alarm-information><alarm-summary>{summary}</alarm-summary>{''.join(details)}</alarm-information>"


ACTIVE = {
    "none, said so": (alarms("<no-active-alarms/>"), 0),
    "none by count": (alarms("<active-alarm-count>0</active-alarm-count>"), 0),
    "one": (alarms("<active-alarm-count>1</active-alarm-count>", ALARM), 1),
    "listed without a count": (alarms("", ALARM, ALARM), 2),
    "listed though none is said to be active": (alarms("<no-active-alarms/>", ALARM), 1),
    "two nodes": (many(node0=alarms("<no-active-alarms/>"), node1=alarms("", ALARM)), 1),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_alarms_are_listed_or_said_to_be_none(name):
    body, count = ACTIVE[name]
    assert len(parsed(parse_alarms, body).alarms) == count


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (alarms(""), Refusal.NO_DATA),
        ("<alarm-information/>", Refusal.NO_DATA),
        (alarms("<active-alarm-count>2</active-alarm-count>", ALARM), Refusal.INCOMPLETE),
        (alarms("<active-alarm-count>many</active-alarm-count>"), Refusal.NO_DATA),
        (many(node0=alarms("", ALARM), node1=alarms("")), Refusal.NO_DATA),
        (many(node0=alarms("", ALARM), node1="<xnm:error xmlns:xnm='u'/>"), Refusal.ENGINE_MISSING),
    ],
)
def test_silence_about_alarms_is_never_their_absence(body, reason):
    assert refusal(parse_alarms, body) is reason


def test_an_alarm_is_read_whole():
    (alarm,) = parsed(parse_alarms, many(node1=alarms("", ALARM))).alarms
    assert (alarm.engine, alarm.alarm_class, alarm.alarm_type) == ("node1", "Major", "Chassis")
    assert (alarm.description, alarm.short_description) == ("PEM 1 Not Powered", "PEM 1 Not Powered")
    assert alarm.time == datetime(2023, 5, 15, 17, 36, 46, tzinfo=UTC)
    assert alarm.xpath.endswith("/multi-routing-engine-item/alarm-information/alarm-detail")


def row(name: str = "", item_class: str = "", status: str = "OK", more: str = "") -> str:
    leaves = {"name": name, "class": item_class, "status": status}
    told = "".join(f"<{key}>{text}</{key}>" for key, text in leaves.items() if text)
    return f"<environment-item>{told}{more}</environment-item>"


def environment(*rows: str) -> str:
    return f"<environment-information>{''.join(rows)}</environment-information>"


def test_class_and_name_go_on_until_another_is_printed():
    items = parsed(
        parse_environment,
        environment(
            row("Power Supply 0", "Power"),
            row("Power Supply 1", status="Absent"),
            row("CPU", "Temp"),
            row(status="Check"),
            row("Fan 0", "Fans"),
        ),
    ).items
    assert [(item.name, item.item_class, item.status) for item in items] == [
        ("Power Supply 0", "Power", "OK"),
        ("Power Supply 1", "Power", "Absent"),
        ("CPU", "Temp", "OK"),
        ("CPU", "Temp", "Check"),
        ("Fan 0", "Fans", "OK"),
    ]


def test_what_one_engine_prints_does_not_go_on_in_the_next():
    body = many(node0=environment(row("PEM 0", "Power")), node1=environment(row("PEM 0")))
    assert [item.item_class for item in parsed(parse_environment, body).items] == ["Power", ""]


@pytest.mark.parametrize(
    ("printed", "celsius"),
    [
        ('<temperature junos:celsius="50">50 degrees C / 122 degrees F</temperature>', 50),
        ('<temperature celsius="-5">x</temperature>', -5),
        ("<temperature>61 degrees C / 141 degrees F</temperature>", 61),
        ("<temperature/>", None),
        ("", None),
    ],
)
def test_temperatures_are_in_celsius_or_unknown(printed, celsius):
    assert parsed(parse_environment, environment(row("CPU", more=printed))).items[0].celsius == celsius


def test_comments_are_joined():
    more = "<comment>Spinning at high speed</comment><comment>Airflow Out (AFO)</comment>"
    assert parsed(parse_environment, environment(row("Fan 0", more=more))).items[0].comment == (
        "Spinning at high speed; Airflow Out (AFO)"
    )


def test_cards_with_their_pics():
    body = (
        "<fpc-information><fpc><slot>0</slot><state>Online</state><description>MPC</description>"
        "<pic><pic-slot>1</pic-slot><pic-state>Online</pic-state><pic-type>10X10GE SFPP</pic-type></pic></fpc>"
        "<fpc><slot>1</slot><state>Offline</state><comment>---Offlined by cli command---</comment></fpc>"
        "<fpc><slot>2</slot><state>Empty</state></fpc></fpc-information>"
    )
    first, second, third = parsed(parse_fpcs, body).fpcs
    assert (first.slot, first.state, first.description) == ("0", "Online", "MPC")
    assert [(pic.slot, pic.state, pic.pic_type) for pic in first.pics] == [("1", "Online", "10X10GE SFPP")]
    assert first.pics[0].xpath == "/rpc-reply/fpc-information/fpc[1]/pic"
    assert (second.state, second.comment) == ("Offline", "---Offlined by cli command---")
    assert (third.state, third.pics) == ("Empty", ())


SUPPLIES = {
    "fed": (
        "<state>Online</state><ac-input-detail><ac-input>OK</ac-input><ac-expect-feed>2</ac-expect-feed>"
        "<ac-actual-feed>1</ac-actual-feed></ac-input-detail>",
        ("Online", "2", "1", "OK"),
    ),
    "unplugged": (
        "<state>Present</state><dc-input-detail><dc-input>Check (No feed expected, No feed connected)</dc-input>"
        "<dc-expect-feed>0</dc-expect-feed><dc-actual-feed>0</dc-actual-feed></dc-input-detail>",
        ("Present", "0", "0", "Check (No feed expected, No feed connected)"),
    ),
    "empty slot": ("<state>Empty</state><status>Absent</status>", ("Empty", "", "", "Absent")),
    "a box that prints no feeds": (
        "<state>Online</state><pem-capacity-detail><capacity-max>0</capacity-max></pem-capacity-detail>",
        ("Online", "", "", ""),
    ),
}


@pytest.mark.parametrize("name", SUPPLIES)
def test_supplies_tell_their_feeds_where_they_are_printed(name):
    body, expected = SUPPLIES[name]
    listed = f"<power-usage-item><name>PEM 0</name>{body}</power-usage-item><power-usage-item/>"
    (supply,) = parsed(parse_power, f"<power-usage-information>{listed}</power-usage-information>").supplies
    assert (supply.state, supply.expected_feeds, supply.actual_feeds, supply.detail) == expected


def test_file_systems_over_several_lines_and_a_percentage_that_is_none():
    body = (
        "<system-storage-information><filesystem><filesystem-name>\n/dev/gpt/junos\n</filesystem-name>"
        "<total-blocks>2796512</total-blocks><used-percent>\n 18\n</used-percent><mounted-on>/.mount</mounted-on>"
        "</filesystem><filesystem><filesystem-name>/dev/md0.uzip</filesystem-name><used-percent>100</used-percent>"
        "<mounted-on>/</mounted-on></filesystem><filesystem><filesystem-name>/dev/sda</filesystem-name>"
        "<used-percent> 6r75</used-percent></filesystem></system-storage-information>"
    )
    rows = parsed(parse_storage, many(fpc0=body)).filesystems
    assert [(row.engine, row.name, row.used_percent, row.read_only) for row in rows] == [
        ("fpc0", "/dev/gpt/junos", 18, None),
        ("fpc0", "/dev/md0.uzip", 100, True),
        ("fpc0", "/dev/sda", None, None),
    ]


ERROR = (
    "<active-error><module-name>FPC 2</module-name><severity>Major</severity>"
    "<error-description>parity error</error-description><count>3</count></active-error>"
)
ERRORS = {
    "one": (f"<error-information>{ERROR}</error-information>", [("FPC 2", "major", "parity error", 3)]),
    "by level, under another name": (
        "<system-errors-information><fpc><error-name>MQSS</error-name><error-level>Fatal</error-level></fpc>"
        "</system-errors-information>",
        [("", "fatal", "MQSS", None)],
    ),
    "none by a text": ("<error-information><output>No active errors</output></error-information>", []),
    "none by an element": ("<error-information><no-active-errors/></error-information>", []),
    "none by counts": (
        "<error-information><fatal-count>0</fatal-count><major-count>0</major-count></error-information>",
        [],
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_hardware_errors_are_listed_or_said_to_be_none(name):
    body, expected = ERRORS[name]
    errors = parsed(parse_hardware_errors, body).errors
    assert [(error.module, error.severity, error.description, error.count) for error in errors] == expected


@pytest.mark.parametrize(
    "body",
    [
        "<error-information/>",
        "<error-information><output>timeout</output></error-information>",
        "<error-information><fatal-count>2</fatal-count></error-information>",
        "<error-information><something><unknown>5</unknown></something></error-information>",
    ],
)
def test_silence_about_hardware_errors_is_not_health(body):
    assert refusal(parse_hardware_errors, body) is Refusal.NO_DATA


@pytest.mark.parametrize(
    ("parser", "payload"),
    [
        (parse_environment, "environment-information"),
        (parse_fpcs, "fpc-information"),
        (parse_power, "power-usage-information"),
        (parse_storage, "system-storage-information"),
    ],
)
def test_an_empty_list_is_no_data(parser, payload):
    assert refusal(parser, f"<{payload}/>") is Refusal.NO_DATA
    assert refusal(parser, "<other/>") is Refusal.NO_PAYLOAD
