"""Whether an identity EEPROM agrees with itself and with what Junos prints of it.

Layout (Juniper's U-Boot header ``juniper_board_common`` and printed records of several boards): 0x00 JEDEC code,
0x02 version, 0x04 assembly id, 0x06 assembly version, 0x08 revision, 0x14 part number, 0x20 serial, 0x2d day, month and
year of manufacture, 0x34 board information, 0x44 CLEI block (version 2), 0x73 its checksum, 0x74 chassis serial.
The checksum rule, sum of 0x44 to 0x72 modulo 256, was derived from printed records and held in all of them.
Junos blanks first characters, and bytes that were never written are 00 or ff: neither says anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reinstate.device.model import Eeprom

_TEXTS = (
    ("revision", 0x08, 12, "revision"),
    ("part number", 0x14, 12, "part_number"),
    ("serial", 0x20, 12, "serial_number"),
)
_CLEI_TEXTS = (("CLEI code", 0x45, 10, "clei_code"), ("model number", 0x4F, 23, "model_number"))
_CLEI_BLOCK, _CHECKSUM, _CHASSIS_SERIAL, _RECORD = 0x44, 0x73, 0x74, 0x34
_REVISION = re.compile(r"(?:R?EV)\s+(\d{1,3})[A-Z]?", re.IGNORECASE)
_ASSEMBLY_VERSION = re.compile(r"\d{1,3}\.(\d{1,3})")
_PREFIX = re.compile(r"^./N\s*")  # S/N before a serial
_RECORD_BYTES = re.compile(r"0x00:((?:\s+[0-9a-f]{2}){1,16})", re.IGNORECASE)


def contradictions(eeprom: Eeprom, today: date) -> Iterator[str]:
    """What in a module's record doesn't fit together, one phrase each."""
    yield from _revision(eeprom)
    yield from _made(eeprom, today)
    yield from _record(eeprom)
    yield from _texts(eeprom, _TEXTS)
    if has_clei_block(eeprom):
        yield from _texts(eeprom, _CLEI_TEXTS)
    yield from checksum(eeprom)


def has_clei_block(eeprom: Eeprom) -> bool:
    """Whether the record is of version 2 and its CLEI block is written."""
    raw = eeprom.raw
    return len(raw) > _CHECKSUM and raw[0x02] == 2 and raw[_CLEI_BLOCK] == 1


def checksum(eeprom: Eeprom) -> Iterator[str]:
    """Whether the CLEI block's checksum fits."""
    if not has_clei_block(eeprom):
        return
    stated, counted = eeprom.raw[_CHECKSUM], sum(eeprom.raw[_CLEI_BLOCK:_CHECKSUM]) % 256
    if stated != counted:
        yield f"checksum 0x{stated:02x} in place of 0x{counted:02x}"


def chassis_serial(eeprom: Eeprom, serial: str) -> Iterator[str]:
    """Whether the copy of the chassis serial, where there is one, is that serial."""
    copy = _text(eeprom.raw, _CHASSIS_SERIAL, 12)
    if copy and not _fits(copy, serial):
        yield f"chassis serial {copy} in place of {serial}"


def _revision(eeprom: Eeprom) -> Iterator[str]:
    printed, assembly = _REVISION.fullmatch(eeprom.revision), _ASSEMBLY_VERSION.fullmatch(eeprom.assembly_version)
    if printed and assembly and int(printed[1]) != int(assembly[1]):
        yield f"{eeprom.revision} with assembly version {eeprom.assembly_version}"


def _made(eeprom: Eeprom, today: date) -> Iterator[str]:
    month, _, rest = eeprom.manufacture_date.partition("-")
    day, _, year = rest.partition("-")
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return  # never written, or in a form that isn't known
    if made > today:
        yield f"made on {made}, which is to come"


def _record(eeprom: Eeprom) -> Iterator[str]:
    printed = _RECORD_BYTES.search(eeprom.board_information_record)
    raw = eeprom.raw[_RECORD : _RECORD + 16]
    if printed is None or len(raw) < 16 or set(raw) <= {0x00} or set(raw) <= {0xFF}:
        return
    stated = bytes.fromhex("".join(printed[1].split()))
    if stated != raw[: len(stated)]:
        yield "a board information record that isn't the one in its bytes"


def _texts(eeprom: Eeprom, fields: tuple[tuple[str, int, int, str], ...]) -> Iterator[str]:
    for name, start, length, attribute in fields:
        stored, printed = _text(eeprom.raw, start, length), str(getattr(eeprom, attribute))
        if stored and printed and not _fits(stored, printed):
            yield f"{name} {stored} in its bytes, printed as {printed}"


def _text(raw: bytes, start: int, length: int) -> str:
    """The text of a field, its first character ``?`` where that is blanked; "" where it isn't text or isn't there."""
    stored = raw[start : start + length]
    if len(stored) < length:
        return ""
    blanked = stored[:1] == b"\x00" and stored[1:2] not in (b"\x00", b"")
    text = ((b"?" + stored[1:]) if blanked else stored).split(b"\x00")[0].rstrip(b"\xff ")
    return text.decode("ascii").strip() if text.isascii() and text.decode("ascii").isprintable() else ""


def _fits(stored: str, printed: str) -> bool:
    mine, theirs = _bare(stored), _bare(printed)
    if stored.startswith("?"):
        return theirs.endswith(mine.lstrip("?"))
    return mine == theirs or (bool(theirs) and mine.endswith(theirs) and len(mine) - len(theirs) == 1)


def _bare(text: str) -> str:
    return _PREFIX.sub("", text.strip().upper())
