"""Exports of other programs: what becomes a row, and why the other records do not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinstate.errors import InputError
from reinstate.reference.foreign_tables import ForeignRows, mapping_named, rows_of_foreign, shipped_mappings

TODAY = date(2026, 11, 22)
SHIPPED = ("eosl-ai", "eosl-date", "netbox", "reseller")


def read(folder: Path, text: str, mapping: str, name: str = "export") -> ForeignRows:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return rows_of_foreign([path], mapping_named(mapping), TODAY)


def read_json(folder: Path, document: object, mapping: str) -> ForeignRows:
    return read(folder, json.dumps(document), mapping)


def days(**stated: str) -> dict[str, date]:
    return {key: date.fromisoformat(day) for key, day in stated.items()}


PLUGIN = {
    "url": "https://netbox.example/api/plugins/netbox-lifecycle/hardwarelifecycle/1/",
    "id": 1,
    "display": "Device Type: EX4300-48T",
    "assigned_object_type": "dcim.devicetype",
    "assigned_object_id": 3,
    "end_of_sale": "2024-03-31",
    "end_of_maintenance": None,
    "end_of_security": None,
    "last_contract_attach": "2025-03-31",
    "end_of_support": "2029-03-31",
    "notice": None,
    "documentation": None,
}
DEVICE_TYPE = {
    "manufacturer": {"id": 7, "name": "Juniper", "slug": "juniper"},
    "model": "EX4300-48T",
    "part_number": "EX4300-48T",
    "custom_fields": {"end_of_sale": None, "end_of_support": "2029-03-31"},
}
COPY = {
    "name": "EX4300-48T",
    "category": "hardware",
    "vendor": "Juniper Networks",
    "model_number": "EX4300-48T",
    "milestones": {"ga": None, "eos": None, "eol": "2029-03-31"},
    "upstream": {
        "EOL Announced": {"text": "2022-06-24", "value": "2022-06-24"},
        "Last Date to Convert Warranty": {"text": "Mar. 31, 2025", "datetime": "2025-03-31", "value": "2025-03-31"},
        "Next Day Support Discontinued": {"text": "TBD", "value": None},
        "Same Day Support Discontinued": {"text": "2029-03-31", "value": "2029-03-31"},
        "End of Support": {"text": "2029-03-31", "value": "2029-03-31"},
    },
    "provenance": {"last_checked": "2026-09-17T12:53:12Z"},
}
LOOKUP = {
    "p": "EX4300-48T",
    "v": "Juniper Networks",
    "f": "EX4300",
    "eos": "2024-03",
    "eol": "2029-02",
    "src": "a page",
}
END = days(end_of_support="2029-03-31")

# (mapping, document, the dates of the only row)
JSON_FORMS = {
    "netbox: the plugin's lifecycles": (
        "netbox",
        {"count": 1, "next": None, "results": [PLUGIN]},
        days(last_order="2024-03-31", warranty_conversion="2025-03-31", end_of_support="2029-03-31"),
    ),
    "netbox: the object within": (
        "netbox",
        [{**PLUGIN, "display": "7", "assigned_object": {"model": "EX4300-48T", "manufacturer": {"name": "Juniper"}}}],
        days(last_order="2024-03-31", warranty_conversion="2025-03-31", end_of_support="2029-03-31"),
    ),
    "netbox: custom fields of a device type": ("netbox", {"results": [DEVICE_TYPE]}, END),
    "eosl.date: the copy of one SKU": (
        "eosl-date",
        COPY,
        days(
            announced="2022-06-24",
            warranty_conversion="2025-03-31",
            same_day_support="2029-03-31",
            end_of_support="2029-03-31",
        ),
    ),
    "eosl.date: the copy of a vendor": (
        "eosl-date",
        {"generated_at": "2026-09-17T18:35:21Z", "hardware": [{k: v for k, v in COPY.items() if k != "upstream"}]},
        END,
    ),
    "eosl.date: plain records": ("eosl-date", [{"sku": "EX4300-48T", "endOfSupport": "Mar. 31, 2029"}], END),
    "EOSL.ai: months, to their last day": (
        "eosl-ai",
        {"skus": [LOOKUP]},
        days(last_order="2024-03-31", end_of_support="2029-02-28"),
    ),
    "EOSL.ai: the report of an audit": (
        "eosl-ai",
        {"rows": [{"manufacturer": "Juniper", "part_number": "EX4300-48T", "end_of_service_life": "2029-03"}]},
        END,
    ),
    "a reseller": ("reseller", {"items": [{"SKU": "ex4300-48t", "EndOfSupport": "31.03.2029"}]}, END),
}


@pytest.mark.parametrize(("mapping", "document", "stated"), JSON_FORMS.values(), ids=JSON_FORMS.keys())
def test_forms_of_json(tmp_path: Path, mapping: str, document: object, stated: Mapping[str, date]) -> None:
    found = read_json(tmp_path, document, mapping)
    (row,) = found.rows
    assert row["sku"] == "EX4300-48T"
    assert {key: value for key, value in row.items() if isinstance(value, date)} == stated
    assert (found.refused, found.notices) == ((), ())


CSV_FORMS = {
    "netbox: a table of the plugin": (
        "netbox",
        "Name,Hardware,End of sale,End of support\nDevice Type: EX4300-48T,EX4300-48T,,2029-03-31\n",
    ),
    "netbox: device types": ("netbox", "Manufacturer;Model;cf_end_of_support\nJuniper;EX4300-48T;2029-03-31\n"),
    "eosl.date": ("eosl-date", "Product/SKU,EOL Announced,End of Support\nEX4300-48T,TBD,2029-03-31\n"),
    "EOSL.ai": ("eosl-ai", "manufacturer,part_number,end_of_service_life\nJuniper,EX4300-48T,2029-03\n"),
    "a reseller": ("reseller", "Brand\tPart No.\tEOSL Date\nJuniper Networks, Inc.\tEX4300-48T\t31 March 2029\n"),
}


@pytest.mark.parametrize(("mapping", "text"), CSV_FORMS.values(), ids=CSV_FORMS.keys())
def test_forms_of_csv(tmp_path: Path, mapping: str, text: str) -> None:
    (row,) = read(tmp_path, text, mapping).rows
    assert (row["sku"], row["end_of_support"]) == ("EX4300-48T", date(2029, 3, 31))


def test_a_month_is_named_as_such_in_its_row(tmp_path: Path) -> None:
    (row,) = read_json(tmp_path, {"skus": [LOOKUP]}, "eosl-ai").rows
    assert (
        row["note"]
        == "last order is stated as the month 2024-03; end of support is stated as the month 2029-02; a page"
    )
    assert row["confidence"] == "C"


HEADER = "Manufacturer,SKU,Announced,Last order,End of support,Warranty conversion\n"

# (line, what it is counted as)
SKIPPED = [
    ("Cisco,WS-C3850,,,2025-10-31,", "of other manufacturers or kinds"),
    ("Juniper,,,,2029-03-31,", "without an SKU"),
    ("Juniper,MX204,,,,", "without a date"),
    ("Juniper,MX204,TBD,n/a,Not Announced,-", "without a date"),
    # A date of warranty conversion alone states no end of life.
    ("Juniper,MX204,,,,2029-03-31", "without a date"),
    ("JUNIPER NETWORKS,ex4300-48t,,,2029-03-31,", "repeated"),
]


@pytest.mark.parametrize(("line", "reason"), SKIPPED)
def test_a_record_without_a_row_is_counted_with_its_reason(tmp_path: Path, line: str, reason: str) -> None:
    found = read(tmp_path, f"{HEADER}Juniper,EX4300-48T,,,2029-03-31,\n{line}\n", "reseller")
    assert (len(found.rows), found.records, found.skipped, found.refused) == (1, 2, {reason: 1}, ())


# (line, what the error must say)
REFUSED = [
    ("Juniper,MX204,,,soon,", "line 3, column End of support: not usable - expected: a date"),
    ("Juniper,MX204,,,03/04/2029,", "the date can mean both"),
    ("Juniper,MX204,,,2029-02-30,", "the calendar has no such day"),
    ("Juniper,MX204,,,2029-03,", "expected: a date with a day - got: 2029-03"),
    ("Juniper,MX204,,,45000,", "format the column as a date"),
    ("Juniper,MX204,,2030-01-01,2029-03-31,", "in chronological order - got: 2030-01-01, 2029-03-31"),
    ("Juniper,MX204,2025-01-01,,2029-03-31,2024-01-01", "expected: a day on or after 2025-01-01"),
    (
        "Juniper,MX204,2026-11-23,,2029-03-31,",
        "column announced: not usable - expected: a date up to today (2026-11-22)",
    ),
    ("Juniper,MX*,,,2029-03-31,", "column SKU: not usable"),
    ("Juniper,=cmd,,,2029-03-31,", "column SKU: not usable"),
    (f"Juniper,{'X' * 200},,,2029-03-31,", "column SKU: not usable"),
    ("Juniper,MX204,2029-03-31", "line 3: not usable - expected: 6 cells, as the header has"),
]


@pytest.mark.parametrize(("line", "says"), REFUSED)
def test_a_record_that_cannot_be_read_is_refused_and_the_others_are_not(tmp_path: Path, line: str, says: str) -> None:
    found = read(tmp_path, f"{HEADER}Juniper,EX4300-48T,,,2029-03-31,\n{line}\n", "reseller")
    assert [row["sku"] for row in found.rows] == ["EX4300-48T"]
    (refused,) = found.refused
    assert says in str(refused)


def test_values_of_another_type_are_refused(tmp_path: Path) -> None:
    good = {"sku": 100, "end_of_support": "2029-03-31"}
    bad: list[dict[str, Any]] = [
        {"sku": ["MX204"], "end_of_support": "2029-03-31"},
        {"sku": "MX204", "end_of_support": {"year": 2029}},
        {"sku": True, "end_of_support": "2029-03-31"},
        {"sku": "\x1b[31mMX204", "end_of_support": "2029-03-31"},
    ]
    found = read_json(tmp_path, [good, *bad, "no object", None], "reseller")
    assert [row["sku"] for row in found.rows] == ["100"]
    places = [str(one).partition(",")[2].partition(":")[0].partition(",")[0].strip() for one in found.refused]
    assert sorted(places) == [f"record {number}" for number in range(2, 8)]
    assert all(str(one).isprintable() for one in found.refused)
    assert found.records == 7


def test_a_cell_with_several_skus_gives_a_row_for_each(tmp_path: Path) -> None:
    text = f'{HEADER}Juniper,"EX4300-24T, EX4300-48T (AFI, AFO); EX4300-24T,",,,2029-03-31,\n'
    found = read(tmp_path, text, "reseller")
    assert [row["sku"] for row in found.rows] == ["EX4300-24T", "EX4300-48T (AFI, AFO)"]
    assert found.skipped == {"repeated": 1}


def test_a_cell_that_stands_for_no_value_leaves_the_next_column(tmp_path: Path) -> None:
    text = "Manufacturer,SKU,Model,Last order,End of support\nN/A,-,MX204,none,2029-03-31\nJuniper,n/a,,,2029-03-31\n"
    found = read(tmp_path, text, "reseller")
    assert [row["sku"] for row in found.rows] == ["MX204"]
    assert found.skipped == {"without an SKU": 1}


def test_two_dates_for_one_sku_are_both_kept(tmp_path: Path) -> None:
    lines = "Juniper,EX4300-48T,,,2029-03-31,\nJuniper,EX4300-48T,,,2030-03-31,\n"
    assert len(read(tmp_path, HEADER + lines, "reseller").rows) == 2


def own_mapping(folder: Path, **stated: Any) -> str:
    """The path of a mapping of one's own."""
    form = {"format": "csv", "columns": {"sku": "Code", "announced": "Said", "end_of_support": "Ends"}}
    usual = {"name": "own", "source": "our list", "confidence": "B", "forms": [form]}
    path = folder / "mapping.yml"
    path.write_text(yaml.safe_dump({**usual, **stated}), encoding="utf-8")
    return str(path)


# (how the mapping reads dates, the cell, the date or what the error must say)
DATES = [
    ({"dates": "month-first"}, "03/04/2029", date(2029, 3, 4)),
    ({"dates": "day-first"}, "03/04/2029", date(2029, 4, 3)),
    ({"dates": "month-first"}, "3-31-2029", date(2029, 3, 31)),
    ({"dates": "month-first"}, "31/03/2029", "a date with the month first"),
    ({"dates": "day-first"}, "03/31/2029", "a date with the day first"),
    ({"dates": "month-first"}, "02/30/2029", "a date"),
    ({"dates": "month-first"}, "2029-03-31T00:00:00Z", date(2029, 3, 31)),
    ({}, "2029-03-31 23:59:59+02:00", date(2029, 3, 31)),
    ({}, "31/03/2029", date(2029, 3, 31)),
    ({"months": "last-day"}, "2028-02", date(2028, 2, 29)),
    ({"months": "last-day"}, "2028-13", "a date"),
]


@pytest.mark.parametrize(("how", "cell", "wanted"), DATES)
def test_dates_are_read_as_the_mapping_declares(tmp_path: Path, how: dict[str, str], cell: str, wanted: object) -> None:
    found = read(tmp_path, f"Code,Said,Ends\nMX204,,{cell}\nMX304,,2029-01-01\n", own_mapping(tmp_path, **how))
    if isinstance(wanted, date):
        assert found.rows[0]["end_of_support"] == wanted
    else:
        assert str(wanted) in str(found.refused[0])


def test_an_announcement_in_a_month_is_taken_from_its_first_day(tmp_path: Path) -> None:
    """A product must not look as if nothing were announced for longer than it is."""
    text = "Code,Said,Ends\nMX204,2024-02,2029-02\n"
    (row,) = read(tmp_path, text, own_mapping(tmp_path, months="last-day")).rows
    assert (row["announced"], row["end_of_support"]) == (date(2024, 2, 1), date(2029, 2, 28))


def listed(years: list[int]) -> str:
    """A list whose ends of support are so many years after last order."""
    first = date(2015, 1, 1)
    rows = ((first + timedelta(days=n), years[n % len(years)]) for n in range(24))
    lines = (f"SKU{n},{day},{day.replace(year=day.year + gap)}\n" for n, (day, gap) in enumerate(rows))
    return "SKU,Last order,End of support\n" + "".join(lines)


def test_ends_of_support_that_a_source_computes_are_marked_and_weak(tmp_path: Path) -> None:
    mapping = (Path(__file__).parents[3] / "src/reinstate/reference/foreign_tables/mappings/reseller.yml").read_text()
    (tmp_path / "good.yml").write_text(mapping.replace("confidence: C", "confidence: B"), encoding="utf-8")
    good = str(tmp_path / "good.yml")
    computed = "end of support is 5 years after last order in all rows of the source: computed"
    assert {(row["confidence"], row["note"]) for row in read(tmp_path, listed([5]), good).rows} == {("C", computed)}
    assert {(row["confidence"], row.get("note")) for row in read(tmp_path, listed([5, 6]), good).rows} == {("B", None)}


def test_a_mapping_can_declare_that_its_source_computes(tmp_path: Path) -> None:
    mapping = own_mapping(tmp_path, confidence="C", computed="end of support reckoned as five years after last order")
    (row,) = read(tmp_path, "Code,Said,Ends\nMX204,,2029-03-31\n", mapping).rows
    assert row["note"] == "end of support reckoned as five years after last order"


def test_the_pages_of_a_longer_list(tmp_path: Path) -> None:
    found = read_json(
        tmp_path, {"count": 120, "next": "https://netbox.example/?offset=50", "results": [PLUGIN]}, "netbox"
    )
    assert found.notices == ("export: one page of a longer list (120 in all); export the other pages, too",)


def test_several_files_and_the_earliest_day_of_them(tmp_path: Path) -> None:
    for number, day in ((1, "2026-09-17T18:35:21Z"), (2, "2026-09-01"), (3, "no day")):
        record = {**COPY, "model_number": f"SKU{number}", "provenance": {"last_checked": day}}
        (tmp_path / f"{number}.json").write_text(json.dumps(record), encoding="utf-8")
    found = rows_of_foreign(sorted(tmp_path.glob("*.json")), mapping_named("eosl-date"), TODAY)
    assert [row["sku"] for row in found.rows] == ["SKU1", "SKU2", "SKU3"]
    assert found.as_of == date(2026, 9, 1)


# (text, what the error must say)
NO_EXPORT = {
    "empty": ("", "expected a header"),
    "no record": ("[]", "no records"),
    "an empty list in a document": ('{"skus": []}', "not an export that the mapping eosl-ai describes"),
    "cut off": ('{"skus": [{"p": ', "not JSON"),
    "of something else": ('[{"hostname": "a"}]', "expected: records with an SKU in p or part_number, and with dates"),
    "CSV of something else": ("hostname,address\na,192.0.2.1\n", "CSV without such records"),
    "none of Juniper": ('{"skus": [{"p": "X", "v": "Cisco", "eol": "2029-03"}]}', "1 of other manufacturers or kinds"),
    "none readable": ('{"skus": [{"p": "X", "v": "Juniper", "eol": "x"}]}', "1 refused; first: export, record 1"),
    "nested without end": ("[" * 100_000, "not JSON"),
}


@pytest.mark.parametrize(("text", "says"), NO_EXPORT.values(), ids=NO_EXPORT.keys())
def test_a_file_without_a_row_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text, "eosl-ai")
    assert says in str(error.value)


def test_a_compressed_file_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "lookup.json"
    path.write_bytes(b"\x1f\x8b\x08\x00abc")
    with pytest.raises(InputError, match="decompress it"):
        rows_of_foreign([path], mapping_named("eosl-ai"), TODAY)


def test_every_shipped_mapping_is_sound_and_none_claims_confidence_a() -> None:
    assert shipped_mappings() == SHIPPED
    mappings = [mapping_named(name) for name in SHIPPED]
    assert [mapping.name for mapping in mappings] == list(SHIPPED)
    assert {mapping.confidence for mapping in mappings} == {"B", "C"}
    assert all("CC BY 4.0" in mapping_named(name).attribution for name in ("eosl-date", "eosl-ai"))


FORM = {"format": "csv", "columns": {"sku": "Code", "end_of_support": "Ends"}}

# (changes of a sound mapping, what the error must say)
WRONG_MAPPINGS: list[tuple[dict[str, Any], str]] = [
    ({"confidence": "A"}, "key stated_by: missing - expected: who answers for confidence A"),
    ({"confidence": "D"}, "expected: A, B, or C"),
    ({"computed": "five years"}, "expected: C for a source that computes its dates"),
    ({"dates": "american"}, "expected: one of unambiguous, month-first, day-first"),
    ({"months": "first"}, "expected: one of refuse, last-day"),
    ({"forms": []}, "expected: at least one form"),
    ({"forms": [{**FORM, "format": "xml"}]}, "expected: one of csv, json"),
    ({"forms": [{**FORM, "lists": ["a"]}]}, "no such key in a form of CSV"),
    ({"forms": [{"format": "csv", "columns": {"sku": "Code"}}]}, "expected: sku, and at least one milestone"),
    ({"forms": [{"format": "csv", "columns": {"sku": "Code", "end": "Ends"}}]}, "expected: columns among sku"),
    ({"forms": [{"format": "csv", "columns": {"sku": [], "end_of_support": "E"}}]}, "a heading, or a list of headings"),
    ({"forms": [{**FORM, "only": [{"columns": "Make"}]}]}, "a heading, or a list of headings"),
    ({"forms": [{**FORM, "only": [{"columns": "Make", "equals": "J", "missing": "x"}]}]}, "missing: skip or keep"),
    (
        {"forms": [{**FORM, "columns": {"sku": "a." * 30 + "a", "end_of_support": "E"}}]},
        "a heading, or a list of headings",
    ),
    ({"forms": [{**FORM, "format": "json", "lists": ["a." * 30 + "a"]}]}, "dotted paths of at most 20 parts"),
    ({"colour": "blue"}, "unknown key"),
    ({"source": None}, "key source: missing"),
]


@pytest.mark.parametrize(("changes", "says"), WRONG_MAPPINGS)
def test_a_wrong_mapping_is_refused_with_its_key(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as error:
        mapping_named(own_mapping(tmp_path, **changes))
    assert says in str(error.value)
    assert "mapping.yml, line " in str(error.value)


@pytest.mark.parametrize("name", ["nowhere", "../netbox", "nowhere.yml", ""])
def test_a_mapping_that_does_not_exist(name: str) -> None:
    with pytest.raises(InputError):
        mapping_named(name)


def test_confidence_a_has_a_name(tmp_path: Path) -> None:
    assert mapping_named(own_mapping(tmp_path, confidence="A", stated_by="Ada")).stated_by == "Ada"


_LEAVES = st.none() | st.booleans() | st.integers(-9, 2**40) | st.text(max_size=12) | st.dates().map(str)
_KEYS = st.sampled_from(["sku", "p", "eol", "v", "display", "end_of_support", "results", "skus", "upstream", "vendor"])
_JSON = st.recursive(_LEAVES, lambda one: st.lists(one, max_size=4) | st.dictionaries(_KEYS, one, max_size=5))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=_JSON, mapping=st.sampled_from(SHIPPED))
def test_no_document_does_anything_but_rows_or_a_typed_error(tmp_path: Path, document: Any, mapping: str) -> None:
    try:
        found = read_json(tmp_path, document, mapping)
    except InputError:
        return
    assert all(isinstance(row["sku"], str) and row["sku"].isprintable() for row in found.rows)
    assert all(any(isinstance(value, date) for value in row.values()) for row in found.rows)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200), mapping=st.sampled_from(SHIPPED))
def test_no_bytes_do_either(tmp_path: Path, data: bytes, mapping: str) -> None:
    path = tmp_path / "export"
    path.write_bytes(data)
    try:
        found = rows_of_foreign([path], mapping_named(mapping), TODAY)
    except InputError:
        return
    assert found.rows


def test_the_mapping_of_the_documentation_reads_both_its_forms(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "reference-data.md").read_text(encoding="utf-8")
    block = page[page.index("    name: our-reseller") :].partition("\n\nHeadings and keys")[0]
    (tmp_path / "own.yml").write_text(dedent(block), encoding="utf-8")
    own = str(tmp_path / "own.yml")
    (row,) = read(tmp_path, "Brand,Item code,EOSL\nJuniper,Juniper MX204,12/31/2029\nCisco,X,12/31/2029\n", own).rows
    document = {"exported_at": "2026-11-01", "data": {"products": [{"model": {"number": "MX204"}, "dates": {}}]}}
    document["data"]["products"][0]["dates"] = {"support_end": "2029-12-31"}  # type: ignore[index]
    found = read_json(tmp_path, document, own)
    assert found.rows == (row,)
    assert found.as_of == date(2026, 11, 1)
