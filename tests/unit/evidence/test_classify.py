"""What a reply is worth, told from its bytes."""

from __future__ import annotations

import pytest

from reinstate.evidence.classify import classify
from reinstate.evidence.manifest import ItemStatus
from reinstate.plan.requests import CATALOG, Rpc
from reinstate.session.transcript import Reply, ReplyStatus

NETCONF = 'xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"'
JUNOS = 'xmlns:junos="http://xml.juniper.net/junos/23.4R2/junos"'


def reply(rpc: Rpc, xml: str, status: ReplyStatus = ReplyStatus.ANSWERED, detail: str = "") -> Reply:
    return Reply(CATALOG[rpc], status, xml.encode(), None, 0.1, detail)


def wrapped(payload: str) -> str:
    return f'<rpc-reply {NETCONF} {JUNOS} message-id="1">{payload}</rpc-reply>'


def error(message: str, severity: str = "error", tag: str = "", bad: str = "") -> str:
    return (
        f"<rpc-error><error-type>protocol</error-type><error-tag>{tag}</error-tag>"
        f"<error-severity>{severity}</error-severity><error-message>\n{message}\n</error-message>"
        f"<error-info><bad-element>{bad}</bad-element></error-info></rpc-error>"
    )


SOFTWARE = (
    "<software-information><host-name>x</host-name><junos-version>23.4R2.1</junos-version></software-information>"
)

CASES = {
    "payload": (Rpc.SOFTWARE, SOFTWARE, ItemStatus.OK),
    "payload in a namespace of its own": (
        Rpc.SOFTWARE,
        SOFTWARE.replace("<software-information>", '<software-information xmlns="http://xml.juniper.net/23.4R0/x">'),
        ItemStatus.OK,
    ),
    "payload of several engines": (
        Rpc.SOFTWARE,
        "<multi-routing-engine-results><multi-routing-engine-item><re-name>re0</re-name>"
        f"{SOFTWARE}</multi-routing-engine-item></multi-routing-engine-results>",
        ItemStatus.OK,
    ),
    "a warning beside the payload": (Rpc.SOFTWARE, SOFTWARE + error("careful", "warning"), ItemStatus.OK),
    "an error beside the payload": (Rpc.SOFTWARE, SOFTWARE + error("Could not connect to re1"), ItemStatus.PARTIAL),
    "an error in another engine's place": (
        Rpc.SOFTWARE,
        "<multi-routing-engine-results><multi-routing-engine-item><re-name>node0</re-name>"
        f"{SOFTWARE}</multi-routing-engine-item><multi-routing-engine-item><re-name>node1</re-name>"
        f"{error('No route to host')}</multi-routing-engine-item></multi-routing-engine-results>",
        ItemStatus.PARTIAL,
    ),
    "an empty payload": (Rpc.INVENTORY, "<chassis-inventory/>", ItemStatus.NO_DATA),
    "a payload of white space": (
        Rpc.INVENTORY,
        "<chassis-inventory> <chassis>\n</chassis></chassis-inventory>",
        ItemStatus.NO_DATA,
    ),
    "an empty alarm summary says nothing": (
        Rpc.CHASSIS_ALARMS,
        "<alarm-information><alarm-summary/></alarm-information>",
        ItemStatus.NO_DATA,
    ),
    "no active alarms is an answer": (
        Rpc.CHASSIS_ALARMS,
        "<alarm-information><alarm-summary><no-active-alarms/></alarm-summary></alarm-information>",
        ItemStatus.OK,
    ),
    "no licenses installed is an answer": (
        Rpc.LICENSES,
        "<license-information><no-licenses-installed/></license-information>",
        ItemStatus.OK,
    ),
    "an empty reply": (Rpc.SOFTWARE, "", ItemStatus.NO_DATA),
    "a text in the payload's place": (
        Rpc.INVENTORY,
        "<output>Aborted! This command can only be used on the master routing engine.</output>",
        ItemStatus.NO_DATA,
    ),
    "another RPC's payload": (Rpc.INVENTORY, SOFTWARE, ItemStatus.NO_DATA),
    "permission denied": (Rpc.COMMITS, error("permission denied", bad="get-commit-information"), ItemStatus.DENIED),
    "access-denied": (Rpc.COMMITS, error("not for you", tag="access-denied"), ItemStatus.DENIED),
    "syntax error": (Rpc.TPM, error("syntax error", bad="get-tpm-status"), ItemStatus.UNSUPPORTED),
    "not valid on the model": (Rpc.POWER, error("command is not valid on the ex2300-c-12t"), ItemStatus.UNSUPPORTED),
    "another error": (Rpc.POWER, error("internal failure: daemon not running"), ItemStatus.RPC_ERROR),
    "an error in xnm form": (
        Rpc.POWER,
        '<xnm:error xmlns:xnm="http://xml.juniper.net/xnm/1.1/xnm"><message>out of order</message></xnm:error>',
        ItemStatus.RPC_ERROR,
    ),
    "data named error is no error": (
        Rpc.ACTIVE_ERRORS,
        "<error-information><error><description>parity</description></error></error-information>",
        ItemStatus.OK,
    ),
    "a standalone SRX answers with an error": (
        Rpc.CHASSIS_CLUSTER,
        error("Chassis cluster is not enabled."),
        ItemStatus.OK,
    ),
    "another cluster error": (Rpc.CHASSIS_CLUSTER, error("jsrpd is not running"), ItemStatus.RPC_ERROR),
    "a missing folder is an empty one": (
        Rpc.FILES_SCRIPTS_OP,
        "<directory-list><output>/var/db/scripts/op/: No such file or directory</output></directory-list>",
        ItemStatus.OK,
    ),
    "a closed folder": (
        Rpc.FILES_SCRIPTS_OP,
        "<directory-list><output>/var/db/scripts/op/: Permission denied</output></directory-list>",
        ItemStatus.DENIED,
    ),
    "no core dumps": (
        Rpc.CORE_DUMPS,
        "<directory-list><output>/var/crash/*core*: No such file or directory</output></directory-list>",
        ItemStatus.OK,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rpc", "payload", "status"), CASES.values(), ids=CASES.keys())
def test_status_of_an_answer(rpc: Rpc, payload: str, status: ItemStatus) -> None:
    classified = classify(reply(rpc, wrapped(payload)))
    assert classified.status is status
    assert bool(classified.error) == (status is not ItemStatus.OK or "rpc-error" in payload)


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ("<rpc-reply><software-information>", "cut off"),
        ("<a/><b/>", "several roots"),
        ("<rpc-reply><junos:x>1</junos:x></rpc-reply>", "unbound prefix"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><rpc-reply>&b;</rpc-reply>', "entities"),
        ("not xml at all", "text"),
    ],
)
def test_what_is_not_one_document_is_malformed(xml: str, why: str) -> None:
    assert classify(reply(Rpc.SOFTWARE, xml)).status is ItemStatus.MALFORMED, why


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        (ReplyStatus.TIMEOUT, ItemStatus.TIMEOUT),
        (ReplyStatus.TRUNCATED, ItemStatus.TRUNCATED),
        (ReplyStatus.CLOSED, ItemStatus.CLOSED),
        (ReplyStatus.NOT_SENT, ItemStatus.NOT_COLLECTED),
    ],
)
def test_what_went_wrong_on_the_wire_stays_wrong(wire: ReplyStatus, status: ItemStatus) -> None:
    classified = classify(reply(Rpc.SOFTWARE, wrapped(SOFTWARE), wire, "late\x1b[31m"))
    assert classified.status is status
    assert "\x1b" not in classified.error
