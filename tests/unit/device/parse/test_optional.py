"""Replies that a policy switches on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reinstate.device.from_evidence import RawItem, read_item
from reinstate.device.model import Log, Optics, Sessions, Snapshots
from reinstate.device.parse.optional import (
    parse_auto_snapshot,
    parse_boot_media,
    parse_integrity_check,
    parse_log,
    parse_optics,
    parse_poe,
    parse_sessions,
    parse_snapshots,
)
from reinstate.device.parse.software import versions_in
from reinstate.device.reading import Known
from reinstate.evidence.xml import Refusal
from reinstate.plan.requests import Rpc
from tests.unit.device.replies import many, parsed, refusal, reply

TIME = '<snapshot-time junos:seconds="1392651039">2014-02-17 15:30:39 UTC</snapshot-time>'
SOFTWARE = "<software-version><package><name>{name}</name><version>{version}</version></package></software-version>"


def content(*packages: str) -> str:
    return TIME + "".join(SOFTWARE.format(name="junos", version=version) for version in packages)


# A medium beside its snapshot, and within it: releases differ.
SHAPES = (
    "<snapshot-medium>internal (/dev/da0s1a) (backup)</snapshot-medium><software-snapshot>{0}</software-snapshot>"
    "<snapshot-medium>internal (/dev/da0s2a) (primary)</snapshot-medium><software-snapshot>{1}</software-snapshot>",
    "<software-snapshot><snapshot-medium>internal (/dev/da0s1a) (backup)</snapshot-medium>{0}</software-snapshot>"
    "<software-snapshot><snapshot-medium>internal (/dev/da0s2a) (primary)</snapshot-medium>{1}</software-snapshot>",
)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_slice_with_its_releases(shape: str) -> None:
    body = shape.format(content("12.3R12.4", "12.3R12.4-domestic"), content("15.1R7-S13.1"))
    slices: Snapshots = parsed(parse_snapshots, f"<snapshot-information>{body}</snapshot-information>")
    told = [(one.medium, [version.text for version in one.junos]) for one in slices.snapshots]
    assert told == [
        ("internal (/dev/da0s1a) (backup)", ["12.3R12.4"]),
        ("internal (/dev/da0s2a) (primary)", ["15.1R7-S13.1"]),
    ]
    assert slices.snapshots[0].created == datetime(2014, 2, 17, 15, 30, 39, tzinfo=UTC)


def test_a_slice_without_a_readable_release_is_kept_without_one() -> None:
    body = "<snapshot-information><snapshot-medium>internal</snapshot-medium></snapshot-information>"
    assert parsed(parse_snapshots, body).snapshots[0].junos == ()
    assert refusal(parse_snapshots, "<snapshot-information><x>none</x></snapshot-information>") is Refusal.NO_DATA


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("junos-install-mx-x86-64-24.2R2.1", ["24.2R2.1"]),
        ("junos-evo-install-ptx-x86-64-23.4R2-S2.1-EVO", ["23.4R2-S2.1-EVO"]),
        ("jbase-15.1X49-D220.3, jroute-15.1X49-D220.3", ["15.1X49-D220.3"]),
        ("10.3103 and 5.15.136-rt61 of 2014-02-17", []),
        ("", []),
    ],
)
def test_releases_inside_a_text(text: str, versions: list[str]) -> None:
    assert [version.text for version in versions_in(text)] == versions


STATEMENTS = (
    (parse_auto_snapshot, "<auto-snapshot-information><state>Disabled</state></auto-snapshot-information>", "Disabled"),
    (
        parse_boot_media,
        "<boot-media-information><boot-media>internal</boot-media></boot-media-information>",
        "internal",
    ),
    (parse_integrity_check, "<output>\nintegrity mechanism is running\n</output>", "integrity mechanism is running"),
    (parse_poe, "<poe><controller-information><status>UP</status></controller-information></poe>", "UP"),
)


@pytest.mark.parametrize(("parser", "body", "text"), STATEMENTS)
def test_replies_of_no_fixed_form_are_the_texts_that_they_say(parser, body: str, text: str) -> None:
    assert [said.text for said in parsed(parser, body).said] == [text]
    assert [said.engine for said in parsed(parser, many(node0=body, node1=body)).said] == ["node0", "node1"]
    tag = body[1:].split(">", maxsplit=1)[0]
    assert refusal(parser, f"<{tag}> </{tag}>") is Refusal.NO_DATA


ENTRY = "<user-entry><user>{0}</user><tty>pts/0</tty><from>192.0.2.10</from></user-entry>"
COUNT = "<active-user-count>{0}</active-user-count>"


def users(count: str, *names: str) -> str:
    entries = "".join(ENTRY.format(name) for name in names)
    inner = f"<uptime-information>{count}<user-table>{entries}</user-table></uptime-information>"
    return f"<system-users-information>{inner}</system-users-information>"


def test_who_is_logged_in() -> None:
    told: Sessions = parsed(parse_sessions, users(COUNT.format(2), "root", "ops"))
    assert [(one.user, one.origin) for one in told.sessions] == [("root", "192.0.2.10"), ("ops", "192.0.2.10")]
    assert parsed(parse_sessions, users(COUNT.format(0))) == Sessions(())
    assert refusal(parse_sessions, users(COUNT.format(2), "root")) is Refusal.INCOMPLETE
    assert refusal(parse_sessions, users("")) is Refusal.NO_DATA


LINES = "\nNov 25 12:00:00  sw1 mgd[1]: hello &amp; goodbye\n\nNov 25 12:00:01  sw1 kernel: second\n"


@pytest.mark.parametrize("tag", ["file-content", "output"])
def test_a_log_by_its_lines(tag: str) -> None:
    log: Log = parsed(parse_log, f"<{tag}>{LINES}</{tag}>")
    assert [line.text for line in log.lines] == [
        "Nov 25 12:00:00 sw1 mgd[1]: hello & goodbye",
        "Nov 25 12:00:01 sw1 kernel: second",
    ]
    assert log.whole


@pytest.mark.parametrize("text", ["", "error: could not resolve file: messages", "sw1: no time in it"])
def test_a_text_that_is_no_log(text: str) -> None:
    assert refusal(parse_log, f"<output>{text}</output>") is Refusal.NO_DATA


def test_a_log_that_was_cut_off_shows_what_came_but_for_its_last_line() -> None:
    raw = reply(f"<output>{LINES}Nov 25 12:00:02  sw1 kernel: third</output>")[: -len("rd</output></rpc-reply>")]
    reading = read_item(Rpc.LOG_MESSAGES, RawItem("truncated", raw, "too large"))
    assert isinstance(reading, Known)
    assert isinstance(reading.value, Log)
    assert [line.text[-6:] for line in reading.value.lines] == ["oodbye", "second"]
    assert not reading.value.whole


@pytest.mark.parametrize(
    ("status", "raw"), [("truncated", b"<rpc-reply><outp"), ("truncated", None), ("damaged", None), ("timeout", None)]
)
def test_a_log_of_which_nothing_came_is_unknown(status: str, raw: bytes | None) -> None:
    reading = read_item(Rpc.LOG_MESSAGES, RawItem(status, raw))
    assert not isinstance(reading, Known)
    assert reading.status == status


def test_endless_logs_and_media_are_refused() -> None:
    lines = "\n" * 300_000
    assert refusal(parse_log, f"<output>x{lines}x</output>") is Refusal.TOO_LARGE
    assert not isinstance(read_item(Rpc.LOG_MESSAGES, RawItem("truncated", f"<output>{lines}".encode())), Known)
    packages = content(*(f"23.4R{number}" for number in range(1, 60)))
    body = f"<snapshot-information><snapshot-medium>internal</snapshot-medium>{packages}</snapshot-information>"
    assert refusal(parse_snapshots, body) is Refusal.TOO_LARGE


PORT = "<physical-interface><name>xe-0/0/{0}</name><optics-diagnostics>{1}</optics-diagnostics></physical-interface>"


def test_optics_raise_by_their_own_limits() -> None:
    sound = (
        "<laser-bias-current>44.2</laser-bias-current>"
        "<laser-bias-current-high-alarm>off</laser-bias-current-high-alarm>"
    )
    lane = (
        "<optics-diagnostics-lane-values><laser-tx-power-high-warn>on</laser-tx-power-high-warn>"
        "</optics-diagnostics-lane-values>"
    )
    limit = "<laser-tx-power-high-warn-threshold>1.2</laser-tx-power-high-warn-threshold>"
    ports = PORT.format(0, sound) + PORT.format(1, sound + lane + limit) + PORT.format(2, "")
    optics: Optics = parsed(parse_optics, f"<interface-information>{ports}</interface-information>")
    assert [(one.port, one.raised) for one in optics.optics] == [
        ("xe-0/0/0", ()),
        ("xe-0/0/1", ("laser-tx-power-high-warn",)),
    ]
    assert refusal(parse_optics, "<interface-information><x>none</x></interface-information>") is Refusal.NO_DATA
