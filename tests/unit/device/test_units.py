"""What a host's units are, and which rows speak of which."""

from __future__ import annotations

import pytest

from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.model import (
    Alarm,
    Alarms,
    ChassisInventory,
    Device,
    Environment,
    EnvironmentItem,
    FeatureUsage,
    File,
    FileListing,
    Fpc,
    Fpcs,
    Licenses,
    PowerSupply,
    PowerUsage,
    RoutingEngine,
    RoutingEngines,
    SoftwareInformation,
    Unit,
)
from reinstate.device.reading import Known
from reinstate.device.unit_rows import (
    alarms_of,
    environment_of,
    files_of,
    fpcs_of,
    frus_of,
    licenses_of,
    power_of,
    routing_engines_of,
    software_of,
)
from reinstate.device.units import (
    box_facts,
    member_of,
    model_in,
    product_model,
    runs_evolved,
    units_of,
)
from reinstate.plan.requests import Rpc
from tests.unit.device.replies import chassis, many, module, reply


def software(**models: str) -> str:
    told = {
        name: f"<software-information><product-model>{model}</product-model></software-information>"
        for name, model in models.items()
    }
    return told["alone"] if list(told) == ["alone"] else many(**told)


def device(inventory: str | None, **more: str) -> Device:
    """A host ``h`` with that inventory; further items by the names of `Rpc` in lower case."""
    bodies = {"inventory": inventory, **more}
    items = {Rpc[name.upper()]: RawItem("ok", reply(body)) for name, body in bodies.items() if body is not None}
    return read_device("h", items)


def switch(slot: int, serial: str, *inner: str) -> str:
    return module(f"FPC {slot}", serial, part_number="750-021254", description="EX4300-48P, POE", inner="".join(inner))


def members(*rows: tuple[int, str, str]) -> str:
    listed = "".join(
        f"<member><member-status>{status}</member-status><member-id>{number}</member-id>"
        f"<fpc-slot>(FPC {number})</fpc-slot><member-serial-number>{serial}</member-serial-number>"
        f"<member-model>ex4300-48p</member-model><member-role>{'Master*' if number == 0 else 'Linecard'}</member-role>"
        "</member>"
        for number, serial, status in rows
    )
    return f"<virtual-chassis-information><member-list>{listed}</member-list></virtual-chassis-information>"


def cluster(*rows: tuple[str, str]) -> str:
    stats = "".join(
        f"<device-name>{node}</device-name><redundancy-group-status>{status}</redundancy-group-status>"
        for node, status in rows
    )
    return (
        "<chassis-cluster-status><redundancy-group><redundancy-group-id>0</redundancy-group-id>"
        f"<device-stats>{stats}</device-stats></redundancy-group></chassis-cluster-status>"
    )


STACK = chassis(
    switch(0, "PD0", module("PIC 0", "BUILTIN", level=1), module("Power Supply 0", "PS0", level=1)),
    switch(1, "PD1", module("Power Supply 0", "PS1", level=1)),
    switch(2, "PD2"),
    module("Routing Engine 0", "PD0", description="EX4300-48P"),
    module("Routing Engine 1", "BUILTIN"),
    module("Fan Tray 0", "F"),
    description="Virtual Chassis",
)
PRESENT = members((0, "PD0", "Prsnt"), (1, "PD1", "Prsnt"), (2, "PD2", "Prsnt"))
NODES = many(node0=chassis(serial="AF0", description="SRX 345"), node1=chassis(serial="AF1", description="SRX 345"))
ROUTERS = many(member0=chassis(serial="JN0", description="MX240"), member1=chassis(serial="JN1", description="MX240"))

# host -> (unit name, serial) for each unit
HOSTS = {
    "one box": (device(chassis(serial="JN1")), [("h", "JN1")]),
    "one box that two engines tell of": (
        device(many(re0=chassis(serial="JN1"), re1=chassis(serial="JN1"))),
        [("h", "JN1")],
    ),
    "a serial on the midplane alone": (device(chassis(module("Midplane", "ABC123"))), [("h", "ABC123")]),
    "a serial on the backplane alone": (device(chassis(module("Backplane", "ABC123"))), [("h", "ABC123")]),
    "no serial anywhere": (device(chassis(module("FPC 0", "X"), description="VMX")), [("h", "")]),
    "built in is no serial": (device(chassis(serial="BUILTIN")), [("h", "")]),
    "inventory unknown": (device(None), [("h", "")]),
    "inventory unknown, models known": (
        device(None, inventory_clei=chassis(serial="JN1")),
        [("h", "JN1")],
    ),
    "a switch with the mode on": (
        device(
            chassis(switch(0, "PD0"), serial="PD0", description="EX4300-48P"),
            virtual_chassis=members((0, "PD0", "Prsnt")),
        ),
        [("h", "PD0")],
    ),
    "a switch that calls itself a virtual chassis": (
        device(chassis(switch(0, "PD0"), description="Virtual Chassis"), virtual_chassis=members((0, "PD0", "Prsnt"))),
        [("h", "PD0")],
    ),
    "a stack": (device(STACK, virtual_chassis=PRESENT), [("h.fpc0", "PD0"), ("h.fpc1", "PD1"), ("h.fpc2", "PD2")]),
    "a stack by its inventory alone": (device(STACK), [("h.fpc0", "PD0"), ("h.fpc1", "PD1"), ("h.fpc2", "PD2")]),
    "a stack by its members alone": (
        device(chassis(switch(0, "PD0"), description="EX4300-48P"), virtual_chassis=PRESENT),
        [("h.fpc0", "PD0"), ("h.fpc1", "PD1"), ("h.fpc2", "PD2")],
    ),
    "one of a stack on the bench": (
        device(
            chassis(switch(0, "PD0"), description="Virtual Chassis"),
            virtual_chassis=members((0, "PD0", "Prsnt"), (1, "PD1", "NotPrsnt")),
        ),
        [("h.fpc0", "PD0")],
    ),
    "said to be gone and in the inventory": (
        device(
            chassis(switch(0, "PD0"), switch(1, "PD1"), description="Virtual Chassis"),
            virtual_chassis=members((0, "PD0", "Prsnt"), (1, "PD1", "NotPrsnt")),
        ),
        [("h.fpc0", "PD0"), ("h.fpc1", "PD1")],
    ),
    "a cluster": (device(NODES), [("h.node0", "AF0"), ("h.node1", "AF1")]),
    "a cluster of one serial, a clone": (
        device(many(node0=chassis(serial="AF0"), node1=chassis(serial="AF0"))),
        [("h.node0", "AF0"), ("h.node1", "AF0")],
    ),
    "half a cluster": (
        device(many(node0=chassis(serial="AF0")), chassis_cluster=cluster(("node0", "primary"), ("node1", "lost"))),
        [("h.node0", "AF0")],
    ),
    "a node that is there and silent": (
        device(
            many(node0=chassis(serial="AF0")), chassis_cluster=cluster(("node0", "primary"), ("node1", "secondary"))
        ),
        [("h.node0", "AF0"), ("h.node1", "")],
    ),
    "two routers as one": (device(ROUTERS), [("h.member0", "JN0"), ("h.member1", "JN1")]),
    "several chassis of one system": (
        device(many(scc_re0=chassis(serial="T0"), lcc0_re0=chassis(serial="T1"))),
        [("h.scc", "T0"), ("h.lcc0", "T1")],
    ),
}


@pytest.mark.parametrize("name", HOSTS)
def test_units_with_their_serials(name):
    host, expected = HOSTS[name]
    units = units_of(host)
    assert [(unit.name, unit.serial_number) for unit in units] == expected
    assert all(unit.present and unit.host == "h" for unit in units)
    assert all(unit.name == ("h" if not unit.member else f"h.{unit.member}") for unit in units)


PLACES = {
    "of the chassis": (
        device(chassis(serial="JN1")),
        Rpc.INVENTORY,
        "/rpc-reply/chassis-inventory/chassis/serial-number",
    ),
    "of the midplane": (
        device(chassis(module("Midplane", "A"))),
        Rpc.INVENTORY,
        "/rpc-reply/chassis-inventory/chassis/chassis-module/serial-number",
    ),
    "of the card": (
        device(STACK),
        Rpc.INVENTORY,
        "/rpc-reply/chassis-inventory/chassis/chassis-module[1]/serial-number",
    ),
    "nowhere": (device(chassis()), "", ""),
}


@pytest.mark.parametrize("name", PLACES)
def test_the_place_of_the_serial(name):
    host, item, xpath = PLACES[name]
    unit = units_of(host)[0]
    assert (unit.serial_item, unit.serial_xpath) == (item, xpath)


def test_a_member_without_a_card_has_its_serial_from_the_membership():
    host = device(chassis(switch(0, "PD0"), description="EX4300-48P"), virtual_chassis=PRESENT)
    unit = units_of(host)[1]
    assert unit.serial_item == Rpc.VIRTUAL_CHASSIS
    assert unit.serial_xpath == ("/rpc-reply/virtual-chassis-information/member-list/member[2]/member-serial-number")
    assert unit.frus == ()


def test_modules_go_to_their_member_and_none_is_lost_or_doubled():
    host = device(STACK, virtual_chassis=PRESENT)
    units = units_of(host)
    assert [[fru.place for fru in unit.walk()] for unit in units] == [
        ["FPC 0", "FPC 0 / PIC 0", "FPC 0 / Power Supply 0", "Routing Engine 0", "Fan Tray 0"],
        ["FPC 1", "FPC 1 / Power Supply 0", "Routing Engine 1"],
        ["FPC 2"],
    ]
    inventory = host.reading(Rpc.INVENTORY)
    assert isinstance(inventory, Known)
    assert isinstance(inventory.value, ChassisInventory)
    assert sum(len(list(unit.walk())) for unit in units) == len(list(inventory.value.chassis[0].walk()))
    assert [frus_of(unit, inventory.value) for unit in units] == [unit.frus for unit in units]


BY_PORTS = (
    "<chassis-inventory><chassis><name>Chassis</name><serial-number>J</serial-number>"
    "<description>JNP48Y8C-CHAS</description><chassis-module><name>Routing Engine 0</name>"
    "<description>{}</description></chassis-module></chassis></chassis-inventory>"
)
MODELS = {
    "by software": (
        device(chassis(serial="J", description="JNP204 [MX204]"), software=software(alone="mx204")),
        ["mx204"],
    ),
    "by description": (device(chassis(serial="J", description="JNP204 [MX204]")), ["mx204"]),
    "inventory unknown": (device(None, software=software(alone="mx204")), ["mx204"]),
    "by member": (
        device(STACK, software=software(fpc0="EX4300-48P", fpc1="ex4300-24t", fpc2="ex4300-32f")),
        ["ex4300-48p", "ex4300-24t", "ex4300-32f"],
    ),
    "one member silent": (
        device(STACK, virtual_chassis=PRESENT, software=software(fpc0="a", fpc1="b")),
        ["a", "b", "ex4300-48p"],
    ),
    "by node": (device(NODES, software=software(node0="srx345", node1="srx345-x")), ["srx345", "srx345-x"]),
    "described by its ports, named by its Routing Engine": (
        device(BY_PORTS.format("RE-EX4650-48Y-8C")),
        ["ex4650-48y-8c"],
    ),
    "the same chassis, sold in another family": (device(BY_PORTS.format("RE-QFX5120-48Y-8C")), ["qfx5120-48y-8c"]),
    "described by its ports alone": (device(BY_PORTS.format("QFX Routing Engine")), ["jnp48y8c-chas"]),
    "nothing known": (device(None), [""]),
}


@pytest.mark.parametrize("name", MODELS)
def test_product_models(name):
    host, expected = MODELS[name]
    assert [unit.model for unit in units_of(host)] == expected
    assert product_model(host)[0] == expected[0]


@pytest.mark.parametrize(
    ("printed", "evolved"),
    [("23.4R2-EVO", True), ("23.4R2-S1.5", False), ("0.0I0.0", None), ("", None), ("private-EVO", True)],
)
def test_whether_it_runs_evolved_is_unknown_without_a_readable_version(printed, evolved):
    told = (
        f"<software-information><host-name>h</host-name><junos-version>{printed}</junos-version></software-information>"
    )
    assert runs_evolved(device(None, software=told)) is evolved


@pytest.mark.parametrize(
    ("description", "model"),
    [("JNP204 [MX204]", "mx204"), ("EX4200-48T, 8 POE", "ex4200-48t"), ("MX480", "mx480"), ("", "")],
)
def test_the_model_in_a_description(description, model):
    assert model_in(description) == model


@pytest.mark.parametrize(
    ("engine", "member"),
    [("node0", "node0"), ("member1-re0", "member1"), ("fpc2", "fpc2"), ("re0", ""), ("localre", ""), ("", "")],
)
def test_the_member_of_an_engine(engine, member):
    assert member_of(engine) == member


def test_model_numbers_come_from_the_form_that_prints_them():
    extensive = chassis(serial="JN1", more="<clei-code>CL</clei-code><model-number>CHAS-MX480-S</model-number>")
    unit = units_of(device(chassis(serial="JN1"), inventory_extensive=extensive))[0]
    assert (unit.model_number, unit.clei_code) == ("CHAS-MX480-S", "CL")


STACKED = units_of(device(STACK, virtual_chassis=PRESENT))
CLUSTERED = units_of(device(NODES))
ALONE = units_of(device(chassis(serial="JN1")))[0]
MASTER, MIDDLE, LAST = STACKED


def alarm(description: str, engine: str = "") -> Alarm:
    return Alarm(engine, "Major", "Chassis", description, description)


@pytest.mark.parametrize(
    ("row", "owners"),
    [
        (alarm("FPC 1 PEM 0 is not powered"), [MIDDLE]),
        (alarm("Member 2 removed"), [LAST]),
        (alarm("FPC 12 Fan Tray 0 Failure"), []),
        (alarm("FPC Management1 Ethernet Link Down"), [MASTER, MIDDLE, LAST]),
        (alarm("Rescue configuration is not set"), [MASTER, MIDDLE, LAST]),
        (alarm("PEM 0 Not Powered", "fpc1"), [MIDDLE]),
        (alarm("FPC 1 PEM 0 is not powered", "localre"), [MIDDLE]),
    ],
)
def test_alarms_of_a_stack_speak_of_the_member_they_name_or_of_all(row, owners):
    assert [unit for unit in STACKED if alarms_of(unit, Alarms((row,)))] == owners
    assert alarms_of(ALONE, Alarms((row,))) == (row,)


def test_alarms_of_a_cluster_go_by_node():
    rows = Alarms((alarm("FPC 1 offline", "node0"), alarm("x", "node1"), alarm("y")))
    assert [len(alarms_of(unit, rows)) for unit in CLUSTERED] == [2, 2]


def names(rows: tuple[EnvironmentItem, ...]) -> list[str]:
    return [row.name for row in rows]


def test_sensors_of_a_stack_go_by_their_names():
    rows = Environment(
        tuple(
            EnvironmentItem("", name, "Power", "OK") for name in ("FPC 0 Fan 0", "FPC 1 Power Supply 0", "FPC 10 CPU")
        )
    )
    assert [names(environment_of(unit, rows)) for unit in STACKED] == [["FPC 0 Fan 0"], ["FPC 1 Power Supply 0"], []]
    assert len(environment_of(ALONE, rows)) == 3


def test_sensors_of_a_cluster_go_by_node_though_cards_have_the_same_numbers():
    rows = Environment(
        (EnvironmentItem("node0", "FPC 0", "Temp", "OK"), EnvironmentItem("node1", "FPC 1", "Temp", "OK"))
    )
    assert [names(environment_of(unit, rows)) for unit in CLUSTERED] == [["FPC 0"], ["FPC 1"]]


def test_cards_and_engines_of_a_stack_go_by_slot():
    cards = Fpcs(tuple(Fpc("", str(slot), "Online") for slot in range(3)))
    assert [[card.slot for card in fpcs_of(unit, cards)] for unit in STACKED] == [["0"], ["1"], ["2"]]
    engines = RoutingEngines((RoutingEngine("", "0", "OK", "master"), RoutingEngine("", "1", "OK", "backup")))
    assert [[row.slot for row in routing_engines_of(unit, engines)] for unit in STACKED] == [["0"], ["1"], []]
    assert len(routing_engines_of(ALONE, engines)) == 2


def test_cards_of_a_cluster_go_by_node():
    cards = Fpcs((Fpc("node0", "0", "Online"), Fpc("node1", "0", "Offline")))
    assert [[card.state for card in fpcs_of(unit, cards)] for unit in CLUSTERED] == [["Online"], ["Offline"]]


def test_software_licenses_files_and_supplies_go_by_engine():
    host = device(STACK, virtual_chassis=PRESENT, software=software(fpc0="a", fpc1="b"))
    reading = host.reading(Rpc.SOFTWARE)
    assert isinstance(reading, Known)
    assert isinstance(reading.value, SoftwareInformation)
    assert [[row.model for row in software_of(unit, reading.value)] for unit in STACKED] == [["a"], ["b"], []]
    usage = tuple(FeatureUsage(engine, "bgp", "", 0, 1, 1) for engine in ("fpc0", "fpc1"))
    assert [len(licenses_of(unit, Licenses(usage, None)).usage or ()) for unit in STACKED] == [1, 1, 0]
    assert licenses_of(MASTER, Licenses(usage, None)).installed is None
    files = FileListing((File("vmcore", "/var/crash", 1, None, engine="fpc2"),))
    assert [len(files_of(unit, files)) for unit in STACKED] == [0, 0, 1]
    power = PowerUsage((PowerSupply("node1", "PEM 0", "Online"),))
    assert [len(power_of(unit, power)) for unit in CLUSTERED] == [0, 1]


def test_what_the_local_engine_says_is_the_masters():
    files = FileListing((File("x", "/var/tmp", 1, None, engine="localre"),))
    assert [len(files_of(unit, files)) for unit in STACKED] == [1, 0, 0]


def facts(host: Device) -> list[tuple[set[str], set[str]]]:
    return [(set(box.base_macs), set(box.fru_serials)) for unit in units_of(host) for box in [box_facts(host, unit)]]


def test_a_box_is_known_again_by_its_addresses_and_its_modules():
    macs = "<chassis-mac-addresses><mac-address-information><public-base-address>%s</public-base-address>"
    ending = "</mac-address-information></chassis-mac-addresses>"
    disk = "<chassis-re-disk-module><name>ada0</name><serial-number>QM00002</serial-number></chassis-re-disk-module>"
    host = device(
        chassis(
            module("Routing Engine 0", "9009", inner=disk),
            module("CPU", "BUILTIN"),
            module("FPC 0", "JN1"),
            module("FPC 1", "CAKV2080", part_number="BUILTIN"),
            module("PEM 0", "1EDB"),
            serial="JN1",
        ),
        mac_addresses=macs % "00:19:e2:00:00:00" + ending,
    )
    # Not the unit's own serial, nothing built in, no disk that is alike on every VM host.
    assert facts(host) == [({"00:19:e2:00:00:00"}, {"9009", "1EDB"})]


def test_addresses_of_a_stack_go_to_their_member():
    rows = "".join(
        f"<fpc-mac-address><fpc-name>FPC {slot}</fpc-name><fpc-mac-base>00:19:e2:00:0{slot}:00</fpc-mac-base>"
        "</fpc-mac-address>"
        for slot in range(2)
    )
    macs = f"<chassis-mac-addresses><x>{rows}</x></chassis-mac-addresses>"
    host = device(STACK, mac_addresses=macs)
    assert [macs for macs, _ in facts(host)] == [{"00:19:e2:00:00:00"}, {"00:19:e2:00:01:00"}, set()]


def test_a_unit_without_limits_owns_every_row():
    unit = Unit("h", "h")
    assert unit.owns_engine("re0")
    assert fpcs_of(unit, Fpcs((Fpc("re1", "7", "Online"),)))
