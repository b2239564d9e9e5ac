"""Spec files: what is merged, filled, copied, and refused with a sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reinstate.errors import InputError
from reinstate.lab.scenarios import expected_units
from reinstate.lab.spec import DeviceSpec, Fru
from reinstate.lab.spec_files import (
    EXPECTED_NAME,
    SHIPPED_RACK,
    base_mac,
    copy_of,
    load_rack,
    merge,
    parse_spec,
    raw_specs,
    read_mapping,
)

MERGES = [
    # base, change, merged
    ({"a": 1}, {"a": 2}, {"a": 2}),
    ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, {"a": {"b": 1, "c": 3}}),
    ({"a": {"b": 1}}, {"a": None}, {}),
    ({"a": 1}, {"a": None}, {"a": None}),
    ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
    ({"a": [1, 2]}, {"a": None}, {}),
    (
        {"user": [{"name": "x", "class": "ro"}]},
        {"user": [{"name": "y"}, {"name": "x", "uid": 7}]},
        {"user": [{"name": "x", "class": "ro", "uid": 7}, {"name": "y"}]},
    ),
]


@pytest.mark.parametrize(("base", "change", "merged"), MERGES)
def test_a_change_is_laid_over_its_base(base: Any, change: Any, merged: Any) -> None:
    assert merge(base, change) == merged


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


BOX = "model: m\nrelease: 23.4R1.1\nchassis: {serial: 'auto:AB##', description: D}\n"


def test_templates_of_the_rack_come_before_the_shipped_ones(tmp_path: Path) -> None:
    rack = _write(tmp_path, box="template: bench\nrelease: 24.2R1.1\n", templates__bench=BOX)
    (spec,) = load_rack(rack)
    assert (spec.name, spec.release, spec.logins) == ("box", "24.2R1.1", {})


def test_placeholders_take_the_chassis_serial_and_patterns_depend_on_the_place_alone(tmp_path: Path) -> None:
    text = BOX + "inventory: {FPC 0: {serial: '{serial}'}, PEM 0: {serial: 'auto:P##########'}}\n"
    rack = _write(tmp_path, one=text, two=text)
    one, two = load_rack(rack)
    assert re.fullmatch(r"AB\d\d", one.chassis.serial)
    assert one.inventory["FPC 0"].serial == one.chassis.serial
    assert one.inventory["PEM 0"].serial != two.inventory["PEM 0"].serial
    assert one == load_rack(rack)[0]


def test_the_same_box_under_two_names_has_the_same_hardware(tmp_path: Path) -> None:
    text = BOX + "inventory: {PEM 0: {serial: 'auto:P##########'}}\n"
    one, two = load_rack(_write(tmp_path, a_one=text, b_two=f"same_box_as: a_one\n{text}"))
    assert (one.chassis, one.inventory, one.mac) == (two.chassis, two.inventory, two.mac)


REFUSED = [
    # file, what the sentence must hold
    ("model: m\n", "release: Field required"),
    (BOX + "color: red\n", "color: Extra inputs are not permitted"),
    (BOX + "alarms: {x: {class: Loud, description: d}}\n", "alarms.x.class"),
    (BOX + "template: nowhere\n", "Template nowhere: not found"),
    ("model: [\n", "line 2"),
    ("- a list\n", "no mapping"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_a_wrong_spec_is_refused_with_its_file_and_key(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        load_rack(_write(tmp_path, wrong=text))
    assert sentence in str(refused.value)


def test_templates_in_a_ring_are_refused(tmp_path: Path) -> None:
    rack = _write(tmp_path, box="template: a\n", templates__a="template: b\n", templates__b="template: a\n")
    with pytest.raises(InputError, match="circle"):
        load_rack(rack)


def test_an_empty_rack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no device"):
        load_rack(tmp_path)


def _serials(spec: DeviceSpec) -> list[str]:
    def walk(frus: dict[str, Fru]) -> list[str]:
        return [serial for fru in frus.values() for serial in (fru.serial, *walk(fru.parts))]

    return [spec.chassis.serial, *walk(spec.inventory)]


@pytest.mark.parametrize("raw", [raw for raw, _ in raw_specs(SHIPPED_RACK)], ids=lambda raw: str(raw["name"]))
def test_copies_have_serials_of_their_own_in_the_same_shape_and_the_same_repeats(raw: dict[str, Any]) -> None:
    first, second = (parse_spec(copy_of(raw, f"copy-{number}", number), (), "copy") for number in (1, 2))
    own = parse_spec(raw, (), "original")
    pairs = list(zip(_serials(own), _serials(first), _serials(second), strict=True))
    renumbered: dict[str, str] = {}
    for old, new, other in pairs:
        assert re.sub(r"\d", "0", old) == re.sub(r"\d", "0", new)
        assert renumbered.setdefault(old, new) == new
        if re.search(r"\d\d\d", old[-6:]) and raw["name"] != "vsrx":
            assert new != other
    assert first.mac != second.mac


def test_a_thousand_copies_share_no_serial_and_no_address() -> None:
    raw = {"name": "ex4400-clean", **read_mapping(SHIPPED_RACK / "ex4400-clean.yml")}
    specs = [parse_spec(copy_of(raw, f"box-{number}", number), (), "copy") for number in range(1000)]
    serials = [set(_serials(spec)) - {"", "BUILTIN"} for spec in specs]
    assert len(frozenset().union(*serials)) == sum(len(own) for own in serials)
    assert len({spec.mac for spec in specs}) == 1000


def test_base_addresses_leave_room_for_a_boxs_own_range() -> None:
    addresses = {base_mac("box", number) for number in range(1000)}
    assert all(re.fullmatch(r"([0-9a-f]{2}:){4}[0-9a-f][08]:00", address) for address in addresses)
    assert len(addresses) == 1000


def test_every_unit_of_the_shipped_rack_has_its_expected_verdict() -> None:
    hosts = {spec.name for spec in load_rack()}
    units = {unit.unit for unit in expected_units()}
    assert {unit.split(".")[0] for unit in units} == hosts
    assert {unit for unit in units if "." in unit} == {
        *(f"ex4400-vc.fpc{slot}" for slot in range(3)),
        *(f"srx345-cluster.node{node}" for node in range(2)),
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("box: {story: s, verdict: maybe, disposition: hold}\n", "maybe"), ("box: 3\n", "box")],
)
def test_a_wrong_table_of_expected_units_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / EXPECTED_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        expected_units(tmp_path)
    assert "expected units" in str(refused.value)
