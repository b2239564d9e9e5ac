"""JSON Lines, read line by line as other tools do."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinstate.report.formats.all_formats import ExportSource, exported_files
from reinstate.report.formats.json_lines import json_lines
from reinstate.report.formats.table import Column, Kind
from reinstate.report.formats.unit_rows import FINDING_COLUMNS, UNIT_COLUMNS
from reinstate.report.text import inert
from tests.unit.report.formats.hostile import HOSTILE, hostile_record
from tests.unit.report.samples import RUN, finding, record, summary_of, waiver

TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.NUMBER: (int,),
    Kind.DOLLARS: (int,),
    Kind.DATE: (str,),
    Kind.FLAG: (bool,),
}


def _lines(name: str, *records: dict[str, Any]) -> list[dict[str, Any]]:
    summary = summary_of([record(one["unit"]["name"]) for one in records])
    content = exported_files(["jsonl"], ExportSource.of(records, RUN, summary))[name].decode("utf-8")
    return [json.loads(line) for line in content.splitlines()]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_line_is_a_record_whatever_a_device_says(text: str) -> None:
    units = [hostile_record(text, name) for name in ("ex-1", "ex-2")]
    stated, found = _lines("units.jsonl", *units), _lines("findings.jsonl", *units)
    assert [one["unit"] for one in stated] == ["ex-1", "ex-2"]
    assert [one["serial_number"] for one in stated] == [inert(text)] * 2
    assert [one["what"] for one in found] == [inert(text)] * 2
    assert all(character.isprintable() for one in found for cell in one.values() for character in str(cell))


@pytest.mark.parametrize(
    ("name", "columns"), [("units.jsonl", UNIT_COLUMNS), ("findings.jsonl", FINDING_COLUMNS)], ids=["units", "findings"]
)
def test_a_line_is_flat_and_has_every_field_in_its_type(name: str, columns: tuple[Column, ...]) -> None:
    waived = finding("a.b", "fail", waiver=waiver(), clauses=["P4", "P21"])
    for line in _lines(name, record("ex-1", waived, finding("a.c")), record("ex-2")):
        assert list(line) == [column.name for column in columns]
        for column in columns:
            cell = line[column.name]
            assert cell is None or type(cell) in TYPES[column.kind], column.name
            assert column.kind is not Kind.DATE or cell is None or date.fromisoformat(cell)


def test_fields_have_names_of_their_own() -> None:
    for columns in (UNIT_COLUMNS, FINDING_COLUMNS):
        names = [column.name for column in columns]
        assert len(set(names)) == len(names)
        assert all(column.meaning for column in columns)


def test_a_finding_s_line() -> None:
    waived = finding("a.b", "fail", "condition", waiver=waiver(), clauses=["P4", "P21"])
    line, other = _lines("findings.jsonl", record("ex-1", waived, finding("a.c", "inconclusive")))
    assert line | {"severity": "condition", "counts": False, "clauses": "P4 P21", "waiver": "applied"} == line
    assert line | {"waiver_owner": "A. Owner", "waiver_expires": "2027-01-31", "evidence": "chassis-inventory"} == line
    assert (other["counts"], other["waiver"], other["waiver_owner"]) == (True, None, None)


def test_no_finding_is_left_out_of_findings() -> None:
    many = [finding(f"a.c{number}") for number in range(400)]
    assert len(_lines("findings.jsonl", record("ex-1", *many))) == 400


PIECES = st.lists(
    st.sampled_from(['"', ":", ",", "}", "\\", "", "a", "\n", "\x7f", "\u2028", "\ud800"]) | st.characters()
)


@given(PIECES.map("".join), PIECES.map("".join))
def test_any_two_texts_are_one_line_and_come_back(one: str, other: str) -> None:
    content = json_lines([Column("a", ""), Column("b", ""), Column("c", "")], [(one, other, None)] * 2)
    lines = content.decode().splitlines()
    assert len(lines) == 2
    assert json.loads(lines[1]) == {"a": inert(one) or None, "b": inert(other) or None, "c": None}
