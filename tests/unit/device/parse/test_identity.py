"""The login, base addresses, virtual chassis and chassis cluster."""

from __future__ import annotations

import pytest

from reinstate.device.parse.identity import (
    parse_authorization,
    parse_cluster,
    parse_mac_addresses,
    parse_virtual_chassis,
)
from reinstate.evidence.xml import Refusal
from tests.unit.device.replies import many, parsed, refusal


def authorization(*permissions: str, more: str = "") -> str:
    entries = "".join(
        f"<user-permission-entry><permission-type>{name}</permission-type></user-permission-entry>"
        for name in permissions
    )
    return (
        "<authorization-information><user-information><user>bench</user><login-name>bench</login-name>"
        f"<user-class>super-user</user-class></user-information><user-permission-list>{entries}</user-permission-list>"
        f"{more}</authorization-information>"
    )


def test_the_login_and_what_it_may_see():
    more = (
        "<command-authorization><deny-command>(request .*)</deny-command><deny-config>none</deny-config>"
        "</command-authorization>"
    )
    login = parsed(parse_authorization, authorization("View", "maintenance", more=more))
    assert (login.user, login.login_class) == ("bench", "super-user")
    assert login.permissions == {"view", "maintenance"}
    assert (login.denied_commands, login.denied_configuration) == (("(request .*)",), ())
    assert login.may("view")
    assert not login.may("secret")


ENTRY = "<user-permission-entry><permission-type>all</permission-type></user-permission-entry>"
WHO = "<user>bench</user><user-class>super-user</user-class>"
DENIED = "<command-authorization><deny-command>none</deny-command></command-authorization>"


@pytest.mark.parametrize(
    "body",
    [
        f"<authorization-information><user-information>{WHO}<user-permission-list>{ENTRY}</user-permission-list>{DENIED}"
        "</user-information></authorization-information>",
        f"<user-information>{WHO}<user-permission-list>{ENTRY}</user-permission-list>{DENIED}</user-information>",
        f"<user-information>{WHO}</user-information><user-permission-list>{ENTRY}</user-permission-list>{DENIED}",
        f"<authorization-information>{WHO}<user-permission-list><permission-type>all</permission-type>"
        f"</user-permission-list>{DENIED}</authorization-information>",
    ],
)
def test_a_login_is_read_however_its_lists_are_nested(body):
    login = parsed(parse_authorization, body)
    assert (login.user, login.login_class, login.permissions) == ("bench", "super-user", {"all"})
    assert login.denied_commands == ()
    assert login.may("maintenance")


def test_a_login_without_a_listed_permission_is_unknown():
    assert refusal(parse_authorization, authorization()) is Refusal.NO_DATA


RANGE = (
    "<mac-address-information><public-base-address>F4:B5:2F:1F:81:00</public-base-address>"
    "<public-count>192</public-count><private-base-address>f4:b5:2f:1f:81:c0</private-base-address>"
    "</mac-address-information>"
)
MACS = {
    "a router": (
        f"<chassis-mac-addresses>{RANGE}</chassis-mac-addresses>",
        [("", "f4:b5:2f:1f:81:00", 192)],
    ),
    "a cluster": (
        many(node0=f"<chassis-mac-addresses>{RANGE}</chassis-mac-addresses>"),
        [("node0", "f4:b5:2f:1f:81:00", 192)],
    ),
    "switches": (
        "<chassis-mac-addresses><chassis-mac-addresses-edge-info>"
        "<fpc-mac-address><fpc-name>FPC 0</fpc-name><fpc-mac-base>00:19:e2:00:00:00</fpc-mac-base>"
        "<fpc-mac-count>64</fpc-mac-count></fpc-mac-address>"
        "<fpc-mac-address><name>1</name><fpc-mac-base>00:19:e2:00:01:00</fpc-mac-base></fpc-mac-address>"
        "</chassis-mac-addresses-edge-info></chassis-mac-addresses>",
        [("FPC 0", "00:19:e2:00:00:00", 64), ("FPC 1", "00:19:e2:00:01:00", None)],
    ),
    "a text of older releases": (
        "<output>\n MAC address information:\n Public base address     84:18:88:99:7c:00\n Public count   1984\n"
        " Private base address    84:18:88:99:83:c0\n</output>",
        [("", "84:18:88:99:7c:00", 1984)],
    ),
    "a text for each member": (
        "<output>FPC 0   MAC address information:\n Public base address 84:18:88:99:7c:00\n Public count 64\n"
        "FPC 1   MAC address information:\n Public base address 84:18:88:99:7d:00\n Public count 64\n</output>",
        [("FPC 0", "84:18:88:99:7c:00", 64), ("FPC 1", "84:18:88:99:7d:00", 64)],
    ),
}


@pytest.mark.parametrize("name", MACS)
def test_public_base_addresses(name):
    body, bases = MACS[name]
    assert list(parsed(parse_mac_addresses, body).bases) == bases


@pytest.mark.parametrize(
    "body",
    [
        "<chassis-mac-addresses/>",
        "<output>error: command is not valid</output>",
        f"<chassis-mac-addresses>{RANGE.replace('F4:B5:2F:1F:81:00', 'none')}</chassis-mac-addresses>",
    ],
)
def test_no_address_is_no_data(body):
    assert refusal(parse_mac_addresses, body) is Refusal.NO_DATA


def member(number: int, slots: str, *, status: str = "Prsnt", more: str = "") -> str:
    return (
        f"<member><member-status>{status}</member-status><member-id>{number}</member-id>{slots}"
        f"<member-serial-number>S{number}</member-serial-number><member-model>EX4300-48P</member-model>{more}</member>"
    )


def test_members_present_and_not():
    body = (
        "<virtual-chassis-information><preprovisioned-virtual-chassis-information>"
        "<virtual-chassis-mode>Enabled</virtual-chassis-mode></preprovisioned-virtual-chassis-information><member-list>"
        + member(0, "<fpc-slot>(FPC 0)</fpc-slot>", more="<member-role>Master*</member-role><neighbor-list/>")
        + member(1, "<fpc-slot>(FPC 1)</fpc-slot>", status="NotPrsnt")
        + member(2, "<fpc-slot-range>(FPC  20- 39)</fpc-slot-range>")
        + "</member-list></virtual-chassis-information>"
    )
    virtual_chassis = parsed(parse_virtual_chassis, body)
    assert virtual_chassis.mode == "Enabled"
    first, second, third = virtual_chassis.members
    assert (first.member_id, first.status, first.role, first.model) == ("0", "Prsnt", "Master*", "ex4300-48p")
    assert (second.status, second.serial_number, second.fpc_slots) == ("NotPrsnt", "S1", (1,))
    assert third.fpc_slots == tuple(range(20, 40))
    assert first.xpath == "/rpc-reply/virtual-chassis-information/member-list/member[1]"


def test_a_virtual_chassis_without_members_is_no_data():
    assert refusal(parse_virtual_chassis, "<virtual-chassis-information/>") is Refusal.NO_DATA


def test_more_members_than_any_virtual_chassis_has_are_refused():
    listed = "".join(member(number, f"<fpc-slot>(FPC {number % 1000})</fpc-slot>") for number in range(10_000))
    body = f"<virtual-chassis-information><member-list>{listed}</member-list></virtual-chassis-information>"
    assert refusal(parse_virtual_chassis, body) is Refusal.TOO_LARGE


CLUSTER = (
    "<chassis-cluster-status><cluster-id>1</cluster-id><redundancy-group>"
    "<redundancy-group-id>0</redundancy-group-id><device-stats>"
    "<device-name>node0</device-name><device-priority>100</device-priority>"
    "<redundancy-group-status>primary</redundancy-group-status><monitor-failures>None</monitor-failures>"
    "<device-name>node1</device-name><device-priority>0</device-priority>"
    "<redundancy-group-status>lost</redundancy-group-status><monitor-failures>n/a</monitor-failures>"
    "</device-stats></redundancy-group></chassis-cluster-status>"
)


def test_nodes_are_told_apart_in_a_flat_list():
    cluster = parsed(parse_cluster, CLUSTER)
    assert (cluster.enabled, cluster.cluster_id) == (True, "1")
    assert [(row.group, row.node, row.priority, row.status, row.monitor_failures) for row in cluster.nodes] == [
        ("0", "node0", 100, "primary", "None"),
        ("0", "node1", 0, "lost", "n/a"),
    ]
    assert cluster.nodes[1].xpath.endswith("/device-stats/device-name[2]")


@pytest.mark.parametrize(
    "body",
    [
        '<xnm:error xmlns:xnm="u"><message>error: Chassis cluster is not enabled</message></xnm:error>',
        "<rpc-error><error-severity>error</error-severity><error-message>Chassis cluster is not enabled."
        "</error-message></rpc-error>",
        "<output>error: Chassis cluster is not enabled</output>",
    ],
)
def test_the_error_that_clustering_is_off_is_the_answer_of_a_standalone_box(body):
    assert not parsed(parse_cluster, body).enabled


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<chassis-cluster-status/>", Refusal.NO_DATA),
        (
            CLUSTER.replace("<device-name>node1", "<device-name>node2</device-name><device-name>node1"),
            Refusal.TOO_LARGE,
        ),
        ("<rpc-error><error-message>permission denied</error-message></rpc-error>", Refusal.NO_PAYLOAD),
    ],
)
def test_any_other_error_is_no_answer_about_the_cluster(body, reason):
    assert refusal(parse_cluster, body) is reason
