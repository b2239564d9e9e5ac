"""Reading an identity EEPROM: no bytes break it, and no changed byte goes unnoticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reinstate.checks.frus.eeprom import contradictions
from tests.unit.checks.builders import (
    TODAY,
)
from tests.unit.checks.frus.evidence import record


@given(st.binary(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_no_record_of_any_bytes_breaks_the_reader(raw: bytes, text: str, other: str) -> None:
    eeprom = replace(
        record(), raw=raw, revision=text, assembly_version=other, manufacture_date=text, serial_number=other
    )
    assert all(isinstance(said, str) for said in contradictions(eeprom, TODAY.date()))


@given(st.integers(0x44, 0x72), st.integers(1, 255))
def test_every_changed_byte_of_the_clei_block_shows(place: int, by: int) -> None:
    """Whatever single byte is rewritten without its checksum."""
    raw = bytearray(record().raw)
    raw[place] = (raw[place] + by) % 256
    if place == 0x44:
        return  # the block then says that it isn't there
    assert list(contradictions(record(raw=bytes(raw)), date(2026, 1, 1)))
