"""The committed configuration as statements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reinstate.device.parse.configuration import parse_configuration, parse_whole_configuration
from reinstate.evidence.xml import Refusal
from tests.unit.device.replies import parsed, refusal

SHAPES = {
    "a leaf": ("<system><host-name>r1</host-name></system>", [(("system", "host-name"), "r1", False)]),
    "an empty statement": (
        "<system><services><ssh/></services></system>",
        [(("system", "services", "ssh"), "", False)],
    ),
    "a list with a key": (
        "<system><login><user><name>ops</name><class>super-user</class></user></login></system>",
        [(("system", "login", "user[ops]", "class"), "super-user", False)],
    ),
    "a list entry of a key alone": (
        "<system><name-server><name>192.0.2.1</name></name-server></system>",
        [(("system", "name-server[192.0.2.1]"), "", False)],
    ),
    "a leaf list": (
        "<class><name>c</name><permissions>view</permissions><permissions>secret</permissions></class>",
        [(("class[c]", "permissions"), "view", False), (("class[c]", "permissions"), "secret", False)],
    ),
    "a list without a name": (
        "<route-filter><address>10.0.0.0/8</address><exact/></route-filter>",
        [(("route-filter", "address"), "10.0.0.0/8", False), (("route-filter", "exact"), "", False)],
    ),
    "deactivated above": (
        '<event-options inactive="inactive"><policy><name>p</name><then/></policy></event-options>',
        [(("event-options", "policy[p]", "then"), "", True)],
    ),
    "deactivated, with a prefix": (
        '<system><services><ftp junos:inactive="inactive"/><ssh/></services></system>',
        [(("system", "services", "ftp"), "", True), (("system", "services", "ssh"), "", False)],
    ),
    "a group that isn't applied": (
        "<groups><name>leftover</name><system><domain-name>corp.example</domain-name></system></groups>",
        [(("groups[leftover]", "system", "domain-name"), "corp.example", False)],
    ),
    "an annotation": (
        "<system><junos:comment>/* former owner */</junos:comment><host-name>r1</host-name></system>",
        [(("system", "host-name"), "r1", False)],
    ),
    "undocumented statements": (
        "<system><undocumented><x>1</x></undocumented></system>",
        [(("system", "x"), "1", False)],
    ),
    "a hostile name": (
        "<system><login><user><name>a]/[b\n{{ x }}</name><uid>1</uid></user></login></system>",
        [(("system", "login", "user[a]/[b {{ x }}]", "uid"), "1", False)],
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_statements_are_flattened(name):
    body, expected = SHAPES[name]
    configuration = parsed(parse_configuration, f"<configuration>{body}</configuration>")
    assert [(one.path, one.value, one.inactive) for one in configuration.statements] == expected


def test_statements_are_found_by_path_inside_groups_and_logical_systems():
    login = "<system><login><user><name>%s</name><uid>2000</uid></user></login></system>"
    body = (
        f"<configuration>{login % 'a'}<groups><name>g</name>{login % 'b'}</groups><logical-systems><name>l</name>"
        f"{login % 'c'}</logical-systems><snmp><contact>x</contact></snmp></configuration>"
    )
    configuration = parsed(parse_configuration, body)
    assert len(configuration.below("system", "login", "user")) == 3
    assert len(configuration.below("system", "login", "user[b]")) == 1
    assert len(configuration.below("snmp")) == 1
    assert configuration.below("system", "services") == ()


@pytest.mark.parametrize("attribute", ["junos:commit-seconds", "junos:changed-seconds", "changed-seconds"])
def test_the_time_of_the_last_commit(attribute):
    body = f'<configuration {attribute}="1395678872" junos:commit-user="rick"><version>x</version></configuration>'
    configuration = parsed(parse_configuration, body)
    assert configuration.changed == datetime(2014, 3, 24, 16, 34, 32, tzinfo=UTC)
    assert configuration.changed_by == "rick"


def test_places_lead_to_the_statement():
    body = "<configuration><a><b>1</b><b>2</b></a></configuration>"
    places = [one.xpath for one in parsed(parse_configuration, body).statements]
    assert places == ["/rpc-reply/configuration/a/b[1]", "/rpc-reply/configuration/a/b[2]"]


def test_an_empty_configuration_is_no_data():
    assert refusal(parse_configuration, "<configuration/>") is Refusal.NO_DATA


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ("<version>23.4R2.13</version><system><host-name>a</host-name></system>", True),
        ("<groups><name>node0</name><system><host-name>a</host-name></system></groups>", True),
        ("<version>23.4R2.13</version>", False),
        ("<interfaces><interface><name>ge-0/0/0</name></interface></interfaces>", False),
    ],
)
def test_a_configuration_without_any_login_is_not_the_whole_one(body, whole):
    xml = f"<configuration>{body}</configuration>"
    if whole:
        assert parsed(parse_whole_configuration, xml).statements
    else:
        assert refusal(parse_whole_configuration, xml) is Refusal.INCOMPLETE
