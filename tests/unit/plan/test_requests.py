"""The allow-list holds exact requests and nothing else passes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from reinstate.errors import RequestNotAllowedError
from reinstate.plan.requests import CATALOG, FIRST_WAVE, Rpc, in_sending_order, require_allowed

# Every RPC that may ever be sent, spelled out here so that a change of the catalog is seen in review.
READ_ONLY = """
command file-list get-active-error-information get-alarm-information get-authorization-information
get-auto-snapshot-information get-boot-media-information get-chassis-cluster-status get-chassis-inventory
get-chassis-mac-addresses get-commit-information get-configuration get-environment-information
get-firmware-information get-fpc-information get-interface-optics-diagnostics-information get-license-information
get-license-summary-information get-log get-pic-information get-poe-controller-information
get-power-usage-information get-route-engine-information get-snapshot-information get-software-information
get-system-alarm-information get-system-core-dumps get-system-error-information get-system-storage
get-system-uptime-information get-system-users-information get-tpm-status get-virtual-chassis-information
get-vmhost-version-information request-system-malware-integrity-check
""".split()  # noqa: SIM905 - a list for people


def test_the_catalog_names_only_what_reads() -> None:
    assert sorted({request.rpc for request in CATALOG.values()}) == READ_ONLY
    commands = [request.text for request in CATALOG.values() if request.rpc == "command"]
    assert commands == ["show version invoke-on all-routing-engines"]


@pytest.mark.parametrize("request_", CATALOG.values(), ids=list(CATALOG))
def test_each_request_is_well_formed_and_allowed(request_) -> None:
    element = etree.fromstring(request_.xml())
    assert element.tag == request_.rpc
    require_allowed(request_)


@pytest.mark.parametrize(
    "change",
    [
        {"rpc": "request-system-zeroize"},
        {"arguments": (("recursive", None),)},
        {"text": "request system reboot"},
        {"attributes": (("database", "candidate"),)},
        {"id": Rpc.UPTIME},
    ],
)
def test_a_changed_request_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(RequestNotAllowedError, match="allow-list"):
        require_allowed(replace(CATALOG[Rpc.SOFTWARE], **change))


def test_the_first_wave_identifies_the_units() -> None:
    assert [request.id for request in FIRST_WAVE] == [
        Rpc.AUTHORIZATION,
        Rpc.SOFTWARE,
        Rpc.INVENTORY,
        Rpc.ROUTING_ENGINES,
        Rpc.UPTIME,
    ]


def test_sending_order_is_the_catalog_s_whatever_the_caller_says() -> None:
    shuffled = in_sending_order([Rpc.CORE_DUMPS, Rpc.CHASSIS_ALARMS, Rpc.CORE_DUMPS])
    assert [request.id for request in shuffled] == [Rpc.CHASSIS_ALARMS, Rpc.CORE_DUMPS]
