"""The inventory in all its forms."""

from __future__ import annotations

import pytest

from reinstate.device.model import FruKind
from reinstate.device.parse.inventory import kind_of, parse_inventory
from reinstate.evidence.xml import Refusal, read_xml
from tests.unit.device.replies import chassis, many, module, parsed, refusal

OPTIC = module("Xcvr 1", "AD1234", level=3, version="REV 01", part_number="740-031980", description="SFP+-10G-SR")
CARD = module(
    "FPC 2",
    "CAZZ0118",
    version="REV 56",
    part_number="750-045715",
    description="MPC Type 2 3D EQ",
    inner=module("CPU", "CAZZ0119", level=1)
    + module(
        "MIC 0", "CAKR0001", level=1, inner=module("PIC 0", "BUILTIN", level=2, part_number="BUILTIN", inner=OPTIC)
    ),
)
NAMESPACES = {
    "of the release": chassis(CARD, serial="JN1"),
    "none": chassis(CARD, serial="JN1").replace(' xmlns="http://xml.juniper.net/junos/23.4R0/junos-chassis"', ""),
    "no prefix on style": chassis(CARD, serial="JN1").replace("junos:style", "style"),
}


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_modules_are_found_four_levels_deep_in_any_namespace(namespace):
    inventory = parsed(parse_inventory, NAMESPACES[namespace])
    (one,) = inventory.chassis
    assert (one.serial_number, one.description) == ("JN1", "MX480")
    assert [fru.place for fru in one.walk()] == [
        "FPC 2",
        "FPC 2 / CPU",
        "FPC 2 / MIC 0",
        "FPC 2 / MIC 0 / PIC 0",
        "FPC 2 / MIC 0 / PIC 0 / Xcvr 1",
    ]
    optic = list(one.walk())[-1]
    assert (optic.serial_number, optic.kind, optic.version) == ("AD1234", FruKind.TRANSCEIVER, "REV 01")
    assert optic.xpath == (
        "/rpc-reply/chassis-inventory/chassis/chassis-module/chassis-sub-module[2]"
        "/chassis-sub-sub-module/chassis-sub-sub-sub-module"
    )


def test_a_prefix_on_every_element_changes_nothing():
    raw = (
        b'<nc:rpc-reply xmlns:nc="urn:x"><nc:chassis-inventory><nc:chassis><nc:name>Chassis</nc:name>'
        b"<nc:serial-number>JN1</nc:serial-number><nc:chassis-module><nc:name>FPC 0</nc:name></nc:chassis-module>"
        b"</nc:chassis></nc:chassis-inventory></nc:rpc-reply>"
    )
    (one,) = parse_inventory(read_xml(raw)).chassis
    assert one.serial_number == "JN1"
    assert one.frus[0].xpath == "/rpc-reply/chassis-inventory/chassis/chassis-module"


PRINTED = {
    "a module with a name alone": (module("Pseudo CB 0"), {"serial_number": "", "version": "", "builtin": False}),
    "built in": (module("CPU", "BUILTIN", part_number="BUILTIN"), {"builtin": True}),
    "built in by its part alone": (module("RE 0", "X1", part_number="BUILTIN"), {"builtin": True}),
    "a bare revision": (module("Xcvr 0", "S", version="REV"), {"version": "REV"}),
    "a revision in hexadecimal": (module("Midplane", "S", version="REV 0x08"), {"version": "REV 0x08"}),
    "garbage of a third-party optic": (
        module("Xcvr 0", "S", version="}", part_number="NON-JNPR"),
        {"version": "}", "part_number": "NON-JNPR"},
    ),
    "a name over two lines": (module("\n Power Supply 0 \n"), {"name": "Power Supply 0"}),
    "models": (
        module("CB 0", "S", clei_code="INCPABGAAA", model_number="JNP10003-RE1"),
        {"clei_code": "INCPABGAAA", "model_number": "JNP10003-RE1"},
    ),
    "no name at all": (module(""), {"name": "unnamed"}),
}


@pytest.mark.parametrize("name", PRINTED)
def test_values_are_as_printed(name):
    body, expected = PRINTED[name]
    fru = parsed(parse_inventory, chassis(body)).chassis[0].frus[0]
    assert {key: getattr(fru, key) for key in expected} == expected


def test_disks_memory_and_usb_of_a_routing_engine_are_modules_too():
    parts = (
        "<chassis-re-disk-module><name>ada0</name><disk-size>512</disk-size><model>QEMU</model>"
        "<serial-number>QM00002</serial-number><description>Virtio Block Disk</description></chassis-re-disk-module>"
        "<chassis-re-dimm-module><name>DIMM 0</name><part-number>VL33B1G63F</part-number><die-rev>DIE REV-0</die-rev>"
        "<mfr-id>MFR ID-ce80</mfr-id></chassis-re-dimm-module>"
        "<chassis-re-usb-module><name>usb0 (addr 0.1)</name><product>root HUB</product></chassis-re-usb-module>"
    )
    engine = parsed(parse_inventory, chassis(module("Routing Engine 0", "9009", inner=parts))).chassis[0].frus[0]
    assert [(fru.name, fru.kind, fru.serial_number) for fru in engine.children] == [
        ("ada0", FruKind.STORAGE, "QM00002"),
        ("DIMM 0", FruKind.MEMORY, ""),
        ("usb0 (addr 0.1)", FruKind.STORAGE, ""),
    ]
    assert engine.children[0].description == "Virtio Block Disk"
    assert engine.children[1].part_number == "VL33B1G63F"


KINDS = {
    "Midplane": FruKind.MIDPLANE,
    "Backplane": FruKind.MIDPLANE,
    "Routing Engine 0": FruKind.ROUTING_ENGINE,
    "Routing Engine": FruKind.ROUTING_ENGINE,
    "CB 0": FruKind.CONTROL_BOARD,
    "Pseudo CB 0": FruKind.CONTROL_BOARD,
    "SFB 3": FruKind.FABRIC_BOARD,
    "SIB 1": FruKind.FABRIC_BOARD,
    "FPC 11": FruKind.LINE_CARD,
    "TFEB 0": FruKind.CONTROL_BOARD,
    "AFEB 0": FruKind.CONTROL_BOARD,
    "CFEB 1": FruKind.CONTROL_BOARD,
    "FEB": FruKind.CONTROL_BOARD,
    "MIC 1": FruKind.MIC,
    "PIC 0": FruKind.PIC,
    "PEM 3": FruKind.POWER_SUPPLY,
    "PSM 12": FruKind.POWER_SUPPLY,
    "Power Supply 0": FruKind.POWER_SUPPLY,
    "PDM 0": FruKind.POWER_DISTRIBUTION,
    "Fan Tray 2": FruKind.FAN,
    "Upper Fan Tray": FruKind.FAN,
    "FPM Board": FruKind.FRONT_PANEL,
    "Xcvr 17": FruKind.TRANSCEIVER,
    "CPU": FruKind.CPU,
    "PMB": FruKind.CPU,
    "vtbd0": FruKind.STORAGE,
    "System IO": FruKind.OTHER,
    "Mezz": FruKind.OTHER,
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds_are_told_from_names(name):
    assert kind_of(name) is KINDS[name]


HEX = "Address 0x00: 7f b0 02 fe 0c a7 02 1f 52 45 56 20 33 31 00 00"
EEPROM = (
    "<i2c-information><jedec-code>0x7fb0</jedec-code><eeprom-version>0x02</eeprom-version>"
    "<part-number>750-067071</part-number><serial-number>CAKN1403</serial-number>"
    "<assembly-identifier>0x0ca7</assembly-identifier><assembly-version>02.31</assembly-version>"
    "<manufacture-date>03-27-2018</manufacture-date><assembly-flags>0x00</assembly-flags>"
    "<i2c-version>REV 31</i2c-version><clei-code>INCPABGAAA</clei-code><model-number>JNP10003-RE1</model-number>"
    "<board-information-record>Address 0x00: ad 01 00 04 f0 4b 3a ee fd e4 ff ff ff ff ff\n ff\n"
    "</board-information-record>%s</i2c-information>"
)
DUMPS = {
    "one line": (f"<i2c-data>{HEX}</i2c-data>", bytes.fromhex("7fb002fe0ca7021f5245562033310000"), False),
    "lines run together": (f"<i2c-data>{HEX}Address 0x10: 00\n 01</i2c-data>", 18, False),
    "an element for each line": (f"<i2c-data>{HEX}</i2c-data><i2c-data>Address 0x10: ff</i2c-data>", 17, False),
    "none": ("", b"", False),
    "no hexadecimal": ("<i2c-data>Address 0x00: zz</i2c-data>", b"", True),
    "half a byte": ("<i2c-data>Address 0x00: 7f b</i2c-data>", b"", True),
    "a hole": (f"<i2c-data>{HEX}Address 0x20: 00</i2c-data>", b"", True),
    "other text": ("<i2c-data>unreadable</i2c-data>", b"", True),
}


@pytest.mark.parametrize("name", DUMPS)
def test_the_eeprom_is_read_with_its_bytes_or_says_that_it_can_not_be(name):
    dump, raw, undecoded = DUMPS[name]
    eeprom = parsed(parse_inventory, chassis(module("CB 0", "S", inner=EEPROM % dump))).chassis[0].frus[0].eeprom
    assert eeprom is not None
    assert (len(eeprom.raw) if isinstance(raw, int) else eeprom.raw) == raw
    assert eeprom.undecoded is undecoded
    assert (eeprom.assembly_id, eeprom.assembly_version, eeprom.revision) == ("0x0ca7", "02.31", "REV 31")
    assert eeprom.board_information_record.startswith("Address 0x00: ad 01 00 04 f0 4b 3a ee fd e4")
    assert eeprom.xpath.endswith("/chassis-module/i2c-information")


def test_the_chassis_has_an_eeprom_and_models_of_its_own():
    more = "<clei-code>C</clei-code><model-number>CHAS-MX480</model-number>" + EEPROM % ""
    (one,) = parsed(parse_inventory, chassis(serial="JN1", more=more)).chassis
    assert (one.clei_code, one.model_number) == ("C", "CHAS-MX480")
    assert one.eeprom is not None


def test_nodes_and_members_give_a_chassis_each():
    body = many(node0=chassis(serial="A1"), node1=chassis(serial="A2"))
    assert [(one.engine, one.serial_number) for one in parsed(parse_inventory, body).chassis] == [
        ("node0", "A1"),
        ("node1", "A2"),
    ]


def test_a_serial_on_the_backplane_after_empty_nodes_is_kept():
    body = many(node0="", node1="", nameless=chassis(module("Backplane", "ABC123"), description="SRX"))
    (one,) = parsed(parse_inventory, body).chassis
    assert (one.serial_number, one.frus[0].serial_number) == ("", "ABC123")


REFUSED = {
    "empty": ("<chassis-inventory/>", Refusal.NO_DATA),
    "an empty chassis": ("<chassis-inventory><chassis/></chassis-inventory>", Refusal.NO_DATA),
    "another reply": ("<software-information/>", Refusal.NO_PAYLOAD),
    "the backup engine's text": (
        "<output>Aborted! This command can only be used on the master routing engine.</output>",
        Refusal.NO_PAYLOAD,
    ),
    "one node silent": (many(node0=chassis(serial="A1"), node1="<output>error</output>"), Refusal.ENGINE_MISSING),
    "more modules than any product has": (chassis("<chassis-module/>" * 10_001, serial="A1"), Refusal.TOO_LARGE),
    "more chassis than any product has": (
        f"<chassis-inventory>{'<chassis><name>Chassis</name></chassis>' * 65}</chassis-inventory>",
        Refusal.TOO_LARGE,
    ),
    "two payloads of one serial with other modules": (
        chassis(module("PEM 0", "P1"), serial="A1") + chassis(module("PEM 0", "P2"), serial="A1"),
        Refusal.SEVERAL_ROOTS,
    ),
    "incomplete by its own word": (chassis(serial="A1", more="<hardware-incomplete/>"), Refusal.INCOMPLETE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_whole_inventory_is_refused(name):
    body, reason = REFUSED[name]
    assert refusal(parse_inventory, body) is reason
