"""From stored items to readings: what can't be relied on is unknown, with its reason."""

from __future__ import annotations

import pickle

import pytest

from reinstate.device.from_evidence import RawItem, read_device, read_item
from reinstate.device.model import Alarms, ChassisCluster, ChassisInventory, FileListing, MacAddresses
from reinstate.device.parse import PARSERS
from reinstate.device.reading import Known, Unknown
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import CATALOG, ON_ORDER, Rpc
from tests.unit.device.replies import chassis, many, reply

ALARMS = reply("<alarm-information><alarm-summary><no-active-alarms/></alarm-summary></alarm-information>")
BESIDE = reply(
    "<alarm-information><alarm-summary><no-active-alarms/></alarm-summary></alarm-information>"
    "<rpc-error><error-severity>error</error-severity><error-message>re1: timeout</error-message></rpc-error>"
)
WARNED = BESIDE.replace(b">error<", b">warning<").replace(b"re1: timeout", b"statistics may be old")
MISSING = BESIDE.replace(b">error<", b">warning<")
OTHER_FOLDER = reply(
    '<directory-list root-path="/var/run/"><output>/var/run/: No such file or directory</output></directory-list>'
)
NOT_ENABLED = reply("<rpc-error><error-message>error: Chassis cluster is not enabled</error-message></rpc-error>")
NO_FILE = reply("<output>/var/db/scripts/jet/: No such file or directory</output>")
NO_ACCESS = reply("<output>/var/db/scripts/jet/: Permission denied</output>")
MAC_TEXT = reply("<output>MAC address information: Public base address 84:18:88:99:7c:00</output>")

READINGS = {
    "ok": (Rpc.CHASSIS_ALARMS, RawItem("ok", ALARMS), Alarms),
    "ok with a warning": (Rpc.CHASSIS_ALARMS, RawItem("ok", WARNED, "statistics may be old"), Alarms),
    "a warning that something is missing, called ok": (Rpc.CHASSIS_ALARMS, RawItem("ok", MISSING), "partial"),
    "another folder, called ok": (Rpc.FILES_SCRIPTS_JET, RawItem("ok", OTHER_FOLDER), "no-data"),
    "another folder": (Rpc.FILES_SCRIPTS_JET, RawItem("no-data", OTHER_FOLDER, "x"), "no-data"),
    "partial": (Rpc.CHASSIS_ALARMS, RawItem("partial", BESIDE, "re1: timeout"), "partial"),
    "an error beside data that was called ok": (Rpc.CHASSIS_ALARMS, RawItem("ok", BESIDE), "partial"),
    "an error beside a listing that was called ok": (
        Rpc.CORE_DUMPS,
        RawItem(
            "ok",
            reply(
                "<directory-list><directory><total-files>0</total-files></directory></directory-list>"
                "<rpc-error><error-tag>x</error-tag></rpc-error>"
            ),
        ),
        "partial",
    ),
    "denied": (Rpc.CHASSIS_ALARMS, RawItem("denied", None, "permission denied"), "denied"),
    "timed out with half a reply": (Rpc.CHASSIS_ALARMS, RawItem("timeout", ALARMS[:40]), "timeout"),
    "truncated though it parses": (Rpc.CHASSIS_ALARMS, RawItem("truncated", ALARMS), "truncated"),
    "damaged": (Rpc.CHASSIS_ALARMS, RawItem("damaged", ALARMS, "sha256 differs"), "damaged"),
    "ok without a file": (Rpc.CHASSIS_ALARMS, RawItem("ok", None), "damaged"),
    "ok and not XML": (Rpc.CHASSIS_ALARMS, RawItem("ok", b"<a>"), "unreadable"),
    "ok and another reply": (Rpc.CHASSIS_ALARMS, RawItem("ok", reply("<x><y>1</y></x>")), "no-data"),
    "ok and empty": (Rpc.INVENTORY, RawItem("ok", reply("<chassis-inventory/>")), "no-data"),
    "an engine silent": (
        Rpc.INVENTORY,
        RawItem("ok", reply(many(node0=chassis(serial="A"), node1="<output>x</output>"))),
        "partial",
    ),
    "never asked": (Rpc.CHASSIS_ALARMS, None, "not-asked"),
    "kept and not read": (Rpc.TPM, RawItem("ok", reply("<tpm-status><x>1</x></tpm-status>")), "not-modeled"),
    "standalone by its error": (Rpc.CHASSIS_CLUSTER, RawItem("rpc-error", NOT_ENABLED), ChassisCluster),
    "standalone by its error, called ok": (Rpc.CHASSIS_CLUSTER, RawItem("ok", NOT_ENABLED), ChassisCluster),
    "another error about the cluster": (Rpc.CHASSIS_CLUSTER, RawItem("rpc-error", BESIDE, "x"), "rpc-error"),
    "damaged, with that error": (Rpc.CHASSIS_CLUSTER, RawItem("damaged", NOT_ENABLED), "damaged"),
    "no folder": (Rpc.FILES_SCRIPTS_JET, RawItem("no-data", NO_FILE), FileListing),
    "no folder, called ok": (Rpc.FILES_SCRIPTS_JET, RawItem("ok", NO_FILE), FileListing),
    "a closed folder": (Rpc.FILES_SCRIPTS_JET, RawItem("no-data", NO_ACCESS), "denied"),
    "addresses as a text": (Rpc.MAC_ADDRESSES, RawItem("no-data", MAC_TEXT), MacAddresses),
    "no addresses": (Rpc.MAC_ADDRESSES, RawItem("no-data", reply("<output>none</output>"), "none"), "no-data"),
}


@pytest.mark.parametrize("name", READINGS)
def test_an_item_is_known_or_unknown_with_its_status(name):
    rpc, item, expected = READINGS[name]
    reading = read_item(rpc, item)
    if isinstance(expected, str):
        assert isinstance(reading, Unknown), reading
        assert reading.status == expected
        assert reading.reason
        assert reading.item == rpc
    else:
        assert isinstance(reading, Known), reading
        assert isinstance(reading.value, expected)


def test_a_warning_is_kept_beside_the_value():
    reading = read_item(Rpc.CHASSIS_ALARMS, RawItem("ok", WARNED, "statistics may be old"))
    assert isinstance(reading, Known)
    assert reading.warning == "statistics may be old"


def test_a_device_has_a_reading_for_every_request():
    device = read_device("r1", {Rpc.CHASSIS_ALARMS: RawItem("ok", ALARMS)})
    assert set(device.readings) == set(CATALOG)
    known = [rpc for rpc, reading in device.readings.items() if isinstance(reading, Known)]
    assert known == [Rpc.CHASSIS_ALARMS]


def test_every_request_but_the_optional_ones_has_a_parser():
    assert all(request.need in ON_ORDER for rpc, request in CATALOG.items() if rpc not in PARSERS)


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_cut_reply_is_never_known(cut):
    raw = reply(chassis(serial="JN1"))
    reading = read_item(Rpc.INVENTORY, RawItem("ok", raw[: min(cut, len(raw) - 1)]))
    assert isinstance(reading, Unknown)


def test_a_device_survives_the_way_between_processes():
    device = read_device("r1", {Rpc.INVENTORY: RawItem("ok", reply(chassis(serial="JN1")))})
    assert pickle.loads(pickle.dumps(device)) == device
    version = JunosVersion.parse("23.4R2-S6.6")
    assert pickle.loads(pickle.dumps(version)).service == 6


def test_an_inventory_is_known_under_each_of_its_requests():
    raw = RawItem("ok", reply(chassis(serial="JN1")))
    for rpc in (Rpc.INVENTORY, Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI):
        reading = read_item(rpc, raw)
        assert isinstance(reading, Known)
        assert isinstance(reading.value, ChassisInventory)
