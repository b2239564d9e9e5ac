"""Whether the contents of an identity EEPROM are consistent, and match what Junos prints of them.

Layout (Juniper's U-Boot header ``juniper_board_common`` and printed contents of several boards): 0x00 JEDEC code,
0x02 version, 0x04 assembly id, 0x06 assembly version, 0x08 revision, 0x14 part number, 0x20 serial, 0x2d day, month and
year of manufacture, 0x34 board information (ad 01, how many MAC addresses, at 0x38 the first), 0x44 CLEI block
(version 2), 0x73 its checksum, 0x74 chassis serial.
The checksum rule, sum of 0x44 to 0x72 modulo 256, was derived from printed contents and held in all of them.
Junos blanks first characters, and bytes that were never written are 00 or ff: neither proves anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reinstate.device.model import Eeprom

_TEXTS = (
    ("revision", 0x08, 12, "revision"),
    ("part number", 0x14, 12, "part_number"),
    ("serial number", 0x20, 12, "serial_number"),
)
_CLEI_TEXTS = (("CLEI code", 0x45, 10, "clei_code"), ("model number", 0x4F, 23, "model_number"))
_JEDEC = b"\x7f\xb0"
_MAC_MAGIC = b"\xad\x01"
_FIRST_YEAR = 1996  # Juniper's first year
_CLEI_BLOCK, _CHECKSUM, _CHASSIS_SERIAL, _RECORD = 0x44, 0x73, 0x74, 0x34
_REVISION = re.compile(r"(?:R?EV)\s+(\d{1,3})[A-Z]?", re.IGNORECASE | re.ASCII)
_ASSEMBLY_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})", re.ASCII)
_PREFIX = re.compile(r"^./N\s*")  # S/N before a serial
_RECORD_BYTES = re.compile(r"0x00:((?:\s+[0-9a-f]{2}){1,16})", re.IGNORECASE)


def contradictions(eeprom: Eeprom, today: date) -> Iterator[str]:
    """What is inconsistent in the EEPROM contents of a module, one phrase each."""
    yield from of_chassis(eeprom, today)
    yield from _texts(eeprom, _TEXTS)
    if has_clei_block(eeprom):
        yield from _texts(eeprom, _CLEI_TEXTS)


def of_chassis(eeprom: Eeprom, today: date) -> Iterator[str]:
    """The same for the chassis EEPROM, whose texts Junos prints in another form than they are stored."""
    yield from _jedec(eeprom)
    yield from _numbers(eeprom)
    yield from _revision(eeprom)
    yield from _made(eeprom, today)
    yield from _record(eeprom)
    yield from checksum(eeprom)


def lacks_clei_code(eeprom: Eeprom) -> bool:
    """Whether an EEPROM of version 2, the one with a field for it, contains no CLEI code."""
    raw = eeprom.raw
    if len(raw) <= _CHECKSUM:
        return _hexadecimal(eeprom.eeprom_version) == 2 and not eeprom.clei_code
    return _is_written(raw) and raw[0x02] == 2 and not _text(raw, 0x45, 10)


def addresses(eeprom: Eeprom) -> range | None:
    """The MAC addresses that the board information assigns to the chassis, as numbers; None where it has none."""
    printed = _RECORD_BYTES.search(eeprom.board_information_record)
    record = bytes.fromhex("".join(printed[1].split())) if printed else eeprom.raw[_RECORD : _RECORD + 16]
    first = record[4:10]
    if len(first) < 6 or record[:2] != _MAC_MAGIC or set(first) <= {0x00} or set(first) <= {0xFF}:
        return None
    start = int.from_bytes(first, "big")
    return range(start, start + int.from_bytes(record[2:4], "big"))


def has_clei_block(eeprom: Eeprom) -> bool:
    """Whether the EEPROM is of version 2 and its CLEI block is written."""
    raw = eeprom.raw
    return len(raw) > _CHECKSUM and raw[0x02] == 2 and raw[_CLEI_BLOCK] == 1


def checksum(eeprom: Eeprom) -> Iterator[str]:
    """Whether the checksum of the CLEI block matches."""
    if not has_clei_block(eeprom):
        return
    stated, counted = eeprom.raw[_CHECKSUM], sum(eeprom.raw[_CLEI_BLOCK:_CHECKSUM]) % 256
    if stated != counted:
        yield f"checksum 0x{stated:02x} instead of 0x{counted:02x}"


def chassis_serial(eeprom: Eeprom, serial: str) -> Iterator[str]:
    """Whether the copy of the chassis serial number, where there is one, matches it."""
    copy = _text(eeprom.raw, _CHASSIS_SERIAL, 12)
    if copy and not _fits(copy, serial):
        yield f"chassis serial number {copy} instead of {serial}"


def _revision(eeprom: Eeprom) -> Iterator[str]:
    printed, assembly = _REVISION.fullmatch(eeprom.revision), _ASSEMBLY_VERSION.fullmatch(eeprom.assembly_version)
    if printed and assembly and int(printed[1]) != int(assembly[2]):
        yield f"{eeprom.revision} with assembly version {eeprom.assembly_version}"


def _is_written(raw: bytes) -> bool:
    return raw[:2] == _JEDEC


def _jedec(eeprom: Eeprom) -> Iterator[str]:
    """Boards whose EEPROM was never written show 00 or ff there."""
    printed, stored = _hexadecimal(eeprom.jedec_code), eeprom.raw[:2]
    if printed not in (None, 0x0000, 0x7FB0, 0xFFFF):
        yield f"JEDEC code {eeprom.jedec_code} instead of 0x7fb0"
    elif len(stored) == 2 and stored not in (_JEDEC, b"\x00\x00", b"\xff\xff"):
        yield f"JEDEC code 0x{stored.hex()} in the bytes instead of 0x7fb0"


def _numbers(eeprom: Eeprom) -> Iterator[str]:
    """Numbers as printed, compared with the bytes that they were read from."""
    raw, version = eeprom.raw, _ASSEMBLY_VERSION.fullmatch(eeprom.assembly_version)
    if len(raw) < 0x31 or not _is_written(raw):
        return
    for name, stored, printed in (
        ("EEPROM version", raw[0x02], _hexadecimal(eeprom.eeprom_version)),
        ("assembly ID", int.from_bytes(raw[0x04:0x06], "big"), _hexadecimal(eeprom.assembly_id)),
    ):
        if printed is not None and stored not in (0xFF, 0xFFFF, printed):
            yield f"{name} 0x{stored:02x} in the bytes, printed as 0x{printed:02x}"
    if version and raw[0x06:0x08] != b"\xff\xff" and (int(version[1]), int(version[2])) != (raw[0x06], raw[0x07]):
        yield f"assembly version {raw[0x06]:02}.{raw[0x07]:02} in the bytes, printed as {eeprom.assembly_version}"
    day, month, year = raw[0x2D], raw[0x2E], int.from_bytes(raw[0x2F:0x31], "big")
    written = raw[0x2D:0x31] not in (b"\xff" * 4, bytes(4))
    if written and (printed_date := _date(eeprom.manufacture_date)) and printed_date != (year, month, day):
        yield f"manufacture date {year}-{month:02}-{day:02} in the bytes, printed as {eeprom.manufacture_date}"


def _hexadecimal(text: str) -> int | None:
    return int(text, 16) if re.fullmatch(r"0x[0-9a-f]{1,4}", text, re.IGNORECASE) else None


def _date(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of ``MM-DD-YYYY``; None where it is not of that form."""
    match = re.fullmatch(r"(\d{2})-(\d{2})-(\d{4})", text, re.ASCII)
    return (int(match[3]), int(match[1]), int(match[2])) if match else None


def _made(eeprom: Eeprom, today: date) -> Iterator[str]:
    """Whether the manufacture date is possible; an EEPROM that is written has one."""
    stated = _date(eeprom.manufacture_date)
    if stated is None:
        return  # not printed, or in an unknown form
    if stated == (0, 0, 0):
        if _is_written(eeprom.raw):
            yield "no manufacture date"
        return
    try:
        made = date(*stated)
    except ValueError:
        yield f"manufacture date {eeprom.manufacture_date} does not exist"
        return
    if made > today:
        yield f"manufacture date {made} is in the future"
    elif made.year < _FIRST_YEAR:
        yield f"manufacture date {made} is before {_FIRST_YEAR}"


def _record(eeprom: Eeprom) -> Iterator[str]:
    printed = _RECORD_BYTES.search(eeprom.board_information_record)
    raw = eeprom.raw[_RECORD : _RECORD + 16]
    if printed is None or len(raw) < 16 or set(raw) <= {0x00} or set(raw) <= {0xFF}:
        return
    stated = bytes.fromhex("".join(printed[1].split()))
    if stated != raw[: len(stated)]:
        yield "the board information record differs from the bytes"


def _texts(eeprom: Eeprom, fields: tuple[tuple[str, int, int, str], ...]) -> Iterator[str]:
    for name, start, length, attribute in fields:
        stored, printed = _text(eeprom.raw, start, length), str(getattr(eeprom, attribute))
        if stored and printed and not _fits(stored, printed):
            yield f"{name} {stored} in the bytes, printed as {printed}"


def _text(raw: bytes, start: int, length: int) -> str:
    """The text of a field, its first character ``?`` where that is blanked; "" where it is not text or absent."""
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
