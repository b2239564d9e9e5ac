"""``get-chassis-inventory`` in its forms, and ``get-chassis-mac-addresses``."""

from __future__ import annotations

from dataclasses import replace

from reinstate.lab.eeprom_image import EepromRecord, chassis_view, dump, encode
from reinstate.lab.junos_xml import leaf, leaves, node
from reinstate.lab.replies.context import Context
from reinstate.lab.spec import Chassis, DeviceSpec, Disk, Eeprom, Fru

_LEVELS = (
    "chassis-module",
    "chassis-sub-module",
    "chassis-sub-sub-module",
    "chassis-sub-sub-sub-module",
)
_FORMS = frozenset({"detail", "extensive", "clei-models", "models"})


def inventory(context: Context) -> str | None:
    """``show chassis hardware``; None for an unknown argument."""
    if not _FORMS.issuperset(context.arguments):
        return None
    spec = context.spec
    form = next(iter(context.arguments), "")
    modules = "".join(_module(name, fru, form, spec) for name, fru in spec.inventory.items())
    chassis = node("chassis", _chassis(spec.chassis, form, spec), modules, junos_style="inventory")
    return node("chassis-inventory", chassis, xmlns=context.namespace("junos-chassis"))


def _chassis(chassis: Chassis, form: str, spec: DeviceSpec) -> str:
    identity = leaves(
        name="Chassis",
        version=chassis.version,
        part_number=chassis.part,
        serial_number=chassis.serial,
        description=chassis.description,
    )
    if form not in ("extensive", "clei-models", "models"):
        return identity
    models = leaves(clei_code=chassis.clei if form != "models" else "", model_number=chassis.model)
    if form != "extensive" or not spec.eeprom or chassis.eeprom is None:
        return identity + models
    record = _chassis_record(spec, chassis)
    shown = chassis_view(encode(record), chassis.serial)
    printed = replace(record, revision="", part="", serial=chassis.serial, clei=chassis.clei, model=chassis.model)
    return identity + models + _i2c(printed, shown, chassis.description, record.minor)


def _chassis_record(spec: DeviceSpec, chassis: Chassis) -> EepromRecord:
    """The chassis is known by the EEPROM of its own board, which holds a copy of the chassis serial."""
    assert chassis.eeprom is not None
    board = next((fru for fru in spec.inventory.values() if fru.eeprom == chassis.eeprom), Fru(version="REV 01"))
    return replace(_record(board, chassis.eeprom), chassis_serial=chassis.serial)


def _record(fru: Fru, eeprom: Eeprom) -> EepromRecord:
    return EepromRecord(
        assembly=eeprom.assembly,
        major=eeprom.major,
        revision=fru.version if eeprom.version is None else eeprom.version,
        part=fru.part if eeprom.part is None else eeprom.part,
        serial=fru.serial if eeprom.serial is None else eeprom.serial,
        made=eeprom.made,
        layout=eeprom.layout,
        clei=fru.clei,
        model=fru.model,
        mac=eeprom.mac,
        mac_count=eeprom.mac_count,
    )


def _module(name: str, fru: Fru, form: str, spec: DeviceSpec, depth: int = 0) -> str:
    identity = leaves(
        name=name,
        version=fru.version,
        part_number=fru.part,
        serial_number=fru.serial,
        description=fru.description,
    )
    more = ""
    if form in ("extensive", "clei-models", "models"):
        more = leaves(clei_code=fru.clei if form != "models" else "", model_number=fru.model)
    if form == "extensive":
        more += _fru_i2c(fru, spec) + "".join(_disk(disk_name, disk) for disk_name, disk in fru.disks.items())
    below = "".join(_module(inner, part, form, spec, depth + 1) for inner, part in fru.parts.items())
    return node(_LEVELS[depth], identity, more, below)


def _fru_i2c(fru: Fru, spec: DeviceSpec) -> str:
    if not spec.eeprom or fru.eeprom is None:
        return ""
    if fru.eeprom.blank:
        return _blank_i2c(fru, fru.eeprom)
    record = _record(fru, fru.eeprom)
    if fru.eeprom == spec.chassis.eeprom:
        record = replace(record, chassis_serial=spec.chassis.serial)
    raw = encode(record)
    if fru.eeprom.blanked:
        raw = raw[:8] + b"\0" + raw[9:]
    printed = replace(record, revision="") if fru.eeprom.blanked else record
    return _i2c(printed, raw, fru.eeprom.description or fru.description, record.minor)


def _blank_i2c(fru: Fru, eeprom: Eeprom) -> str:
    """A part that never had an EEPROM: zeros, with the strings that Junos fills in itself."""
    raw = bytearray(128)
    raw[4:6] = eeprom.assembly.to_bytes(2, "big")
    raw[0x14:0x1B] = raw[0x20:0x27] = b"BUILTIN"
    return node(
        "i2c-information",
        leaf("jedec-code", "0x0000") + leaf("eeprom-version", "0x00"),
        leaf("part-number", fru.part) + leaf("serial-number", fru.serial),
        leaf("assembly-identifier", f"0x{eeprom.assembly:04x}") + leaf("assembly-version", "00.00"),
        leaf("manufacture-date", "00-00-0000") + leaf("assembly-flags", "0x00") + leaf("i2c-version", ""),
        leaf("i2c-identifier", fru.description),
        leaf("board-information-record", f"{dump(bytes(16))}\n"),
        leaf("i2c-data", f"{dump(bytes(raw))}\n"),
    )


def _i2c(record: EepromRecord, raw: bytes, identifier: str, minor: int) -> str:
    return node(
        "i2c-information",
        leaf("jedec-code", "0x7fb0"),
        leaf("eeprom-version", f"0x{record.layout:02x}"),
        leaf("part-number", record.part),
        leaf("serial-number", record.serial),
        leaf("assembly-identifier", f"0x{record.assembly:04x}"),
        leaf("assembly-version", f"{record.major:02d}.{minor:02d}"),
        leaf("manufacture-date", record.made.strftime("%m-%d-%Y")),
        leaf("assembly-flags", "0x00"),
        leaf("i2c-version", record.revision),
        leaves(clei_code=record.clei),
        leaf("i2c-identifier", identifier),
        leaves(model_number=record.model),
        leaf("board-information-record", f"{dump(raw[0x34:0x44])}\n"),
        leaf("i2c-data", f"{dump(raw)}\n"),
    )


def _disk(name: str, disk: Disk) -> str:
    if disk.size is None:
        return node("chassis-re-usb-module", leaves(name=name, product=disk.model, description=disk.description))
    return node(
        "chassis-re-disk-module",
        leaves(name=name, disk_size=disk.size, model=disk.model),
        leaf("serial-number", disk.serial),
        leaves(description=disk.description),
    )


def mac_addresses(context: Context) -> str | None:
    """``show chassis mac-addresses``: switches list each FPC, routers one range."""
    spec = context.spec
    if context.arguments:
        return None
    if spec.mac_style == "fpc":
        fpcs = "".join(
            node(
                "fpc-mac-address",
                leaf("fpc-name", slot),
                leaf("fpc-mac-base", _offset(spec.mac, index * 0x100)),
                leaf("fpc-mac-count", spec.mac_count),
            )
            for index, slot in enumerate(spec.fpcs)
        )
        return node(
            "chassis-mac-addresses",
            node("chassis-mac-addresses-edge-info", fpcs),
            xmlns=context.namespace("junos-chassis"),
        )
    private = _offset(spec.mac, spec.mac_count)
    range_of = node(
        "mac-address-information",
        leaves(
            public_base_address=spec.mac,
            public_count=spec.mac_count,
            private_base_address=private,
            private_count=16,
        ),
    )
    return node("chassis-mac-addresses", range_of, xmlns=context.namespace("junos-chassis"))


def _offset(mac: str, offset: int) -> str:
    number = (int(mac.replace(":", ""), 16) + offset) & 0xFFFFFFFFFFFF
    return ":".join(f"{number:012x}"[index : index + 2] for index in range(0, 12, 2))
