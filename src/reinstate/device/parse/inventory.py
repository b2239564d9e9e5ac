"""``get-chassis-inventory`` in any of its forms: plain, ``clei-models``, ``extensive``."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from reinstate.device.elements import Node, ReplyPart, all_parts
from reinstate.device.model import Chassis, ChassisInventory, Eeprom, Fru, FruKind
from reinstate.device.units import member_of
from reinstate.evidence.xml import ParseRefused, Refusal

# Module names as chassisd prints them, tried in order.
_KINDS: tuple[tuple[re.Pattern[str], FruKind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"midplane|backplane", FruKind.MIDPLANE),
        (r"routing engine|re\d|host \d", FruKind.ROUTING_ENGINE),
        (r"(pseudo )?cb( |$)|scb|control board|mcb|rcb", FruKind.CONTROL_BOARD),
        (r"sfb|sib|sfm|fabric", FruKind.FABRIC_BOARD),
        (r"[tca]?feb", FruKind.CONTROL_BOARD),  # forwarding engine board: the chassis does not forward without it
        (r"fpc|dpc|mpc|flexible pic", FruKind.LINE_CARD),
        (r"mic\b", FruKind.MIC),
        (r"pic\b", FruKind.PIC),
        (r"pem|psm|psu|power supply|power entry", FruKind.POWER_SUPPLY),
        (r"pdm|pdu|power dist", FruKind.POWER_DISTRIBUTION),
        (r"(upper |lower |front |rear |left |right |top |bottom )*(fan|blower|impeller)", FruKind.FAN),
        (r"fpm|craft|front panel|display", FruKind.FRONT_PANEL),
        (r"xcvr|transceiver", FruKind.TRANSCEIVER),
        (r"cpu|pmb", FruKind.CPU),
        (r"dimm", FruKind.MEMORY),
        (r"(ad|ada|da|vtbd|cd|nvme|nvd|sd[a-z]|usb)\d*\b|disk|ssd", FruKind.STORAGE),
    )
)
_KIND_OF_ELEMENT = {
    "chassis-re-disk-module": FruKind.STORAGE,
    "chassis-re-usb-module": FruKind.STORAGE,
    "chassis-re-dimm-module": FruKind.MEMORY,
}
_ADDRESS = re.compile(r"\s*0x([0-9a-fA-F]{1,4})\s*:\s*([0-9a-fA-F\s]*)")
_LONGEST_EEPROM = 64 * 1024
# Of one reply. The fullest modular chassis has some 2,500 modules, the largest multi-chassis systems a dozen chassis.
_MOST_MODULES = 10_000
_MOST_CHASSIS = 64


def parse_inventory(root: etree._Element) -> ChassisInventory:
    """Every chassis with its module tree; refuses an inventory without any data."""
    found = all_parts(root, "chassis-inventory")
    if found.absent:
        raise ParseRefused(Refusal.ENGINE_MISSING, f"no data from {', '.join(found.absent)[:200]}")
    chassis = tuple(
        _chassis(part, node) for part in found.present for node in part.node.children("chassis") if len(node.element)
    )
    if not chassis:
        raise ParseRefused(Refusal.NO_DATA, "the inventory contains no chassis")
    _require_distinct(chassis)
    _require_one_for_each_engine(chassis)
    modules = sum(1 for one in chassis for _ in one.walk())
    if len(chassis) > _MOST_CHASSIS or modules > _MOST_MODULES:
        raise ParseRefused(
            Refusal.TOO_LARGE,
            f"{len(chassis)} chassis and {modules} modules (maximum {_MOST_CHASSIS} and {_MOST_MODULES})",
        )
    return ChassisInventory(chassis)


def _require_distinct(chassis: tuple[Chassis, ...]) -> None:
    """Each engine lists a chassis once; of two that differ, one would be lost."""
    listed: dict[tuple[str, str], Chassis] = {}
    for one in chassis:
        before = listed.setdefault((one.engine, one.serial_number), one)
        if one.serial_number and not _alike(one, before):
            reason = f"two chassis with serial number {one.serial_number[:40]} and different modules"
            raise ParseRefused(Refusal.SEVERAL_ROOTS, reason)


def _require_one_for_each_engine(chassis: tuple[Chassis, ...]) -> None:
    """An engine, node, or member is in one chassis: of two that it lists, nobody can tell which one it is in."""
    listed: dict[str, Chassis] = {}
    for one in chassis:
        if not one.engine:
            continue
        before = listed.setdefault((member_of(one.engine) or one.engine).casefold(), one)
        if before is not one and (one.serial_number != before.serial_number or not one.serial_number):
            serials = " and ".join((shown.serial_number or "none")[:40] for shown in (before, one))
            reason = f"two chassis for {one.engine[:40]}, with serial numbers {serials}"
            raise ParseRefused(Refusal.SEVERAL_ROOTS, reason)


def _alike(one: Chassis, other: Chassis) -> bool:
    return one is other or [(fru.path, fru.serial_number) for fru in one.walk()] == [
        (fru.path, fru.serial_number) for fru in other.walk()
    ]


def _chassis(part: ReplyPart, node: Node) -> Chassis:
    if node.has("hardware-incomplete"):
        raise ParseRefused(Refusal.INCOMPLETE, "the device reports that its hardware inventory is incomplete")
    text, inner = node.contents()
    return Chassis(
        engine=part.engine,
        name=text.get("name", ""),
        description=text.get("description", ""),
        serial_number=text.get("serial-number", ""),
        frus=_modules(inner, ()),
        part_number=text.get("part-number", ""),
        version=text.get("version", ""),
        model_number=text.get("model-number", ""),
        clei_code=text.get("clei-code", ""),
        eeprom=_eeprom(inner),
        xpath=node.xpath,
    )


def _is_module(name: str) -> bool:
    # chassis-module, chassis-sub-module, ..., chassis-re-disk-module, and whatever a later release adds.
    return name.startswith("chassis-") and name.endswith("module")


def _modules(inner: list[Node], above: tuple[str, ...]) -> tuple[Fru, ...]:
    return tuple(_fru(node, above) for node in inner if _is_module(node.name))


def _fru(node: Node, above: tuple[str, ...]) -> Fru:
    text, inner = node.contents()
    name = text.get("name") or "unnamed"
    path = (*above, name)
    return Fru(
        path=path,
        kind=_KIND_OF_ELEMENT.get(node.name) or kind_of(name),
        description=text.get("description") or text.get("product") or text.get("mfr-id", ""),
        version=text.get("version") or text.get("die-rev", ""),
        part_number=text.get("part-number", ""),
        serial_number=text.get("serial-number", ""),
        model_number=text.get("model-number") or text.get("model", ""),
        clei_code=text.get("clei-code", ""),
        eeprom=_eeprom(inner),
        children=_modules(inner, path),
        xpath=node.xpath,
    )


@lru_cache(maxsize=1024)
def kind_of(name: str) -> FruKind:
    """What a module is, by its name."""
    return next((kind for pattern, kind in _KINDS if pattern.match(name)), FruKind.OTHER)


def _eeprom(inner: list[Node]) -> Eeprom | None:
    info = next((node for node in inner if node.name == "i2c-information"), None)
    if info is None:
        return None
    text = info.texts()
    raw = _bytes(info)
    return Eeprom(
        jedec_code=text.get("jedec-code", ""),
        eeprom_version=text.get("eeprom-version", ""),
        assembly_id=text.get("assembly-identifier", ""),
        assembly_version=text.get("assembly-version", ""),
        revision=text.get("i2c-version", ""),
        part_number=text.get("part-number", ""),
        serial_number=text.get("serial-number", ""),
        assembly_flags=text.get("assembly-flags", ""),
        manufacture_date=text.get("manufacture-date", ""),
        board_information_record=text.get("board-information-record", ""),
        clei_code=text.get("clei-code", ""),
        model_number=text.get("model-number", ""),
        raw=raw or b"",
        undecoded=raw is None,
        xpath=info.xpath,
    )


def _bytes(info: Node) -> bytes | None:
    """The bytes of ``Address 0x00: 7f b0 ...`` lines, run together or not; None where they have another form."""
    printed = " ".join(child.element.text or "" for child in info.children("i2c-data"))[:_LONGEST_EEPROM]
    before, *lines = printed.split("Address")
    if before.strip():
        return None
    raw = b""
    for line in lines:
        match = _ADDRESS.fullmatch(line)
        digits = "".join(match[2].split()) if match else ""
        if match is None or len(digits) % 2 or int(match[1], 16) != len(raw):
            return None
        raw += bytes.fromhex(digits)
    return raw
