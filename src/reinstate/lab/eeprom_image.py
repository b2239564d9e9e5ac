"""The ID EEPROM of a module, byte for byte, as ``show chassis hardware extensive`` prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SIZE = 0x80
_MAGIC = b"\x7f\xb0"
_MAC_MAGIC = b"\xad\x01"
_TEXT_LENGTH = 12


@dataclass(frozen=True, slots=True)
class EepromRecord:
    """What is written into the EEPROM.

    Attributes:
        revision: ``REV 27``; its number is the minor part of the assembly version.
        chassis_serial: the copy at 0x74, on the chassis' own board alone.
    """

    assembly: int
    major: int
    revision: str
    part: str
    serial: str
    made: date
    layout: int = 2
    clei: str = ""
    model: str = ""
    mac: str = ""
    mac_count: int = 0
    chassis_serial: str = ""

    @property
    def minor(self) -> int:
        """The revision's number."""
        digits = "".join(character for character in self.revision if character.isdigit())
        return int(digits or 0) & 0xFF


def _padded(text: str, length: int, fill: bytes = b"\0") -> bytes:
    return text.encode("ascii", "replace")[:length].ljust(length, fill)


def _board_record(record: EepromRecord) -> bytes:
    if not record.mac:
        return b"\xff" * 16
    address = bytes.fromhex(record.mac.replace(":", ""))
    return _MAC_MAGIC + record.mac_count.to_bytes(2, "big") + address + b"\xff" * 6


def checksum(raw: bytes) -> int:
    """The sum of 0x44 to 0x72, modulo 256: what byte 0x73 holds in a version 2 record."""
    return sum(raw[0x44:0x73]) & 0xFF


def encode(record: EepromRecord) -> bytes:
    """The 128 bytes of a record."""
    raw = bytearray(b"\xff" * SIZE)
    raw[0:2] = _MAGIC
    raw[2] = record.layout
    raw[4:6] = record.assembly.to_bytes(2, "big")
    raw[6:8] = bytes((record.major, record.minor))
    raw[0x08:0x14] = _padded(record.revision, _TEXT_LENGTH)
    raw[0x14:0x20] = _padded(record.part, _TEXT_LENGTH)
    # Junos boards carry an "S/N " before serials that leave room for it.
    serial = f"S/N {record.serial}" if len(record.serial) <= _TEXT_LENGTH - 4 else record.serial
    raw[0x20:0x2C] = _padded(serial, _TEXT_LENGTH)
    raw[0x2C] = 0
    raw[0x2D:0x31] = bytes((record.made.day, record.made.month)) + record.made.year.to_bytes(2, "big")
    raw[0x34:0x44] = _board_record(record)
    if record.layout >= 2:
        raw[0x44] = 1
        raw[0x45:0x4F] = _padded(record.clei, 10)
        raw[0x4F:0x66] = _padded(record.model, 23)
        raw[0x66:0x69] = b"A00"
        raw[0x73] = checksum(bytes(raw))
    if record.chassis_serial:
        raw[0x74:0x80] = _padded(record.chassis_serial, _TEXT_LENGTH)
    return bytes(raw)


def chassis_view(raw: bytes, serial: str) -> bytes:
    """The chassis board's record as Junos prints it for the chassis: its own serial, part and revision blanked."""
    seen = bytearray(raw)
    seen[0x08] = 0
    seen[0x14] = 0
    seen[0x20:0x2C] = _padded(serial, _TEXT_LENGTH)
    return bytes(seen)


def dump(raw: bytes) -> str:
    """Lines ``Address 0x10: 00 ff ...`` of 16 bytes."""
    return "\n".join(
        f"Address 0x{start:02x}: {' '.join(f'{byte:02x}' for byte in raw[start : start + 16])}"
        for start in range(0, len(raw), 16)
    )
