"""ID EEPROMs: laid out and summed as Juniper's boards are."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reinstate.lab.eeprom_image import SIZE, EepromRecord, chassis_view, checksum, dump, encode

BOARD = EepromRecord(
    assembly=0x05A0,
    major=2,
    revision="REV 27",
    part="750-069579",
    serial="CAKV2080",
    made=date(2018, 4, 14),
    clei="INM4J00ERA",
    model="JNP204-CHAS",
    mac="ec:38:73:7b:90:48",
    mac_count=0x0800,
    chassis_serial="DK417",
)

# offset, length, what stands there
FIELDS = [
    (0x00, 2, b"\x7f\xb0"),
    (0x02, 1, b"\x02"),
    (0x04, 2, b"\x05\xa0"),
    (0x06, 2, b"\x02\x1b"),
    (0x08, 6, b"REV 27"),
    (0x14, 10, b"750-069579"),
    (0x20, 12, b"S/N CAKV2080"),
    (0x2D, 4, b"\x0e\x04\x07\xe2"),
    (0x34, 10, b"\xad\x01\x08\x00\xec\x38\x73\x7b\x90\x48"),
    (0x44, 1, b"\x01"),
    (0x45, 10, b"INM4J00ERA"),
    (0x4F, 11, b"JNP204-CHAS"),
    (0x74, 5, b"DK417"),
]


def test_fields_stand_where_junos_reads_them() -> None:
    raw = encode(BOARD)
    assert len(raw) == SIZE
    for offset, length, expected in FIELDS:
        assert raw[offset : offset + length] == expected, hex(offset)


def test_a_long_serial_has_no_room_for_its_prefix() -> None:
    raw = encode(EepromRecord(0x4AC, 1, "REV 03", "740-070749", "1F188120484", date(2018, 3, 23)))
    assert raw[0x20:0x2C] == b"1F188120484\0"
    assert raw[0x34:0x44] == b"\xff" * 16


def test_version_1_records_hold_no_model_and_no_sum() -> None:
    raw = encode(EepromRecord(0xC8C, 1, "REV 13", "711-068683", "CAKV2080", date(2018, 4, 14), layout=1))
    assert raw[2] == 1
    assert raw[0x44:] == b"\xff" * (SIZE - 0x44)


@given(
    st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-", max_size=23),
    st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", max_size=10),
)
def test_the_sum_covers_model_and_clei(model: str, clei: str) -> None:
    raw = encode(EepromRecord(1, 1, "REV 01", "750-000001", "ABCD1234", date(2020, 1, 1), clei=clei, model=model))
    assert raw[0x73] == sum(raw[0x44:0x73]) % 256 == checksum(raw)


def test_the_chassis_shows_its_boards_record_with_its_own_serial() -> None:
    seen = chassis_view(encode(BOARD), "DK417")
    assert seen[0x08] == 0
    assert seen[0x14] == 0
    assert seen[0x20:0x2C] == b"DK417".ljust(12, b"\0")
    assert seen[0x34:] == encode(BOARD)[0x34:]


def test_hex_is_printed_sixteen_bytes_a_line() -> None:
    lines = dump(bytes(range(32))).splitlines()
    assert lines[1] == "Address 0x10: 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f"
