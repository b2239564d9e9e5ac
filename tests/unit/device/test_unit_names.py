"""No device and no inventory can give two units one name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.device.from_evidence import RawItem, read_device, read_item
from reinstate.device.model import Unit
from reinstate.device.reading import Unknown
from reinstate.device.unit_names import with_unique_names
from reinstate.device.units import units_of
from reinstate.evidence.names import file_name
from reinstate.plan.requests import Rpc
from tests.unit.device.replies import chassis, reply
from tests.unit.device.test_units import cluster, device, members


def member(host: str, name: str) -> Unit:
    return Unit(host, f"{host}.{name}", name)


def alone(host: str) -> Unit:
    return Unit(host, host)


BATCHES = {
    "no clash": ({"vc": (member("vc", "fpc0"), member("vc", "fpc1"))}, ["vc.fpc0", "vc.fpc1"]),
    "a host of a member's name": (
        {"vc": (member("vc", "fpc0"), member("vc", "fpc1")), "vc.fpc1": (alone("vc.fpc1"),)},
        ["vc.fpc0", "vc:fpc1", "vc.fpc1"],
    ),
    "a host of a member's name in other letters": (
        {"vc": (member("vc", "fpc1"),), "VC.FPC1": (alone("VC.FPC1"),)},
        ["vc:fpc1", "VC.FPC1"],
    ),
    "a host of that name as well": (
        {"vc": (member("vc", "fpc1"),), "vc.fpc1": (alone("vc.fpc1"),), "vc:fpc1": (alone("vc:fpc1"),)},
        ["vc::fpc1", "vc.fpc1", "vc:fpc1"],
    ),
    "two hosts' members": (
        {"a.b": (member("a.b", "re0"),), "a": (member("a", "b.re0"),)},
        ["a.b:re0", "a.b.re0"],
    ),
    "a host that gave nothing": ({"vc": (member("vc", "fpc1"),), "vc.fpc1": ()}, ["vc:fpc1"]),
}  # fmt: skip


@pytest.mark.parametrize(("units", "names"), BATCHES.values(), ids=BATCHES.keys())
def test_names_are_unique_in_a_batch(units: dict[str, tuple[Unit, ...]], names: list[str]) -> None:
    assert [unit.name for own in with_unique_names(units).values() for unit in own] == names


_NAMES = st.text(alphabet="aA.:0", min_size=1, max_size=4)


@given(st.dictionaries(_NAMES, st.lists(_NAMES, unique=True, max_size=3), max_size=6))
def test_names_and_their_files_are_unique_whatever_hosts_and_members_are_called(hosts: dict[str, list[str]]) -> None:
    units = {host: tuple(member(host, one) for one in own) or (alone(host),) for host, own in hosts.items()}
    # As of one device: its members are distinct, letters in either case apart.
    units = {host: tuple({unit.name.casefold(): unit for unit in own}.values()) for host, own in units.items()}
    names = [unit.name for own in with_unique_names(units).values() for unit in own]
    assert len({file_name(name).casefold() for name in names}) == len(names)
    assert sum(map(len, with_unique_names(units).values())) == sum(map(len, units.values()))


def engines(*rows: tuple[str, str]) -> str:
    items = "".join(
        f"<multi-routing-engine-item><re-name>{engine}</re-name>{chassis(serial=serial)}</multi-routing-engine-item>"
        for engine, serial in rows
    )
    return f"<multi-routing-engine-results>{items}</multi-routing-engine-results>"


TWO_CHASSIS = {
    "of one engine": engines(("re0", "JN1"), ("re0", "JN2")),
    "of one engine, one without a serial": engines(("re0", "JN1"), ("re0", "")),
    "of one engine, neither with a serial": engines(("re0", ""), ("re0", "")),
    "of one engine in other letters": engines(("re0", "JN1"), ("RE0", "JN2")),
    "of one member": engines(("member0-re0", "JN1"), ("member0-re1", "JN2")),
    "of one node": engines(("node0", "JN1"), ("node0", "JN2"), ("node1", "JN3")),
    "in one item": "<multi-routing-engine-results><multi-routing-engine-item><re-name>re0</re-name><chassis-inventory>"
    "<chassis><serial-number>JN1</serial-number></chassis><chassis><serial-number>JN2</serial-number></chassis>"
    "</chassis-inventory></multi-routing-engine-item></multi-routing-engine-results>",
}


@pytest.mark.parametrize("body", TWO_CHASSIS.values(), ids=TWO_CHASSIS.keys())
def test_two_chassis_of_one_engine_leave_the_identity_unknown(body: str) -> None:
    reading = read_item(Rpc.INVENTORY, RawItem("ok", reply(body)))
    assert isinstance(reading, Unknown)
    assert "two chassis for " in reading.reason
    [unit] = units_of(read_device("h", {Rpc.INVENTORY: RawItem("ok", reply(body))}))
    assert (unit.name, unit.serial_number) == ("h", "")


def test_a_member_that_is_listed_twice_is_one_unit() -> None:
    row = (1, "PD1", "Prsnt")
    listed = members((0, "PD0", "Prsnt"), row, row)
    host = device(engines(("member0", "JN0")), virtual_chassis=listed.replace("<fpc-slot>(FPC 1)</fpc-slot>", ""))
    nodes = device(engines(("node0", "A")), chassis_cluster=cluster(("node0", "x"), *[("node1", "x")] * 2))
    for one in (host, nodes):
        names = [unit.name.casefold() for unit in units_of(one)]
        assert len(set(names)) == len(names) == 2
