"""Spec files to device specs: templates merged in, placeholders filled, copies made."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from reinstate.errors import InputError
from reinstate.lab.spec import DeviceSpec

SHIPPED_RACK = Path(__file__).parent / "rack"
EXPECTED_NAME = "expected.yml"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_JUNIPER_OUI = ("ec:38:73", "40:71:83", "d0:dd:49", "58:00:bb")
_MAX_TEMPLATE_DEPTH = 5
_AUTO = "auto:"
_PLACEHOLDER = re.compile(r"\{(serial|host|release|model|mac|board)\}")
_STEP = 7919
_MAC_RANGE = 0x800
Raw = dict[str, Any]


def read_mapping(path: Path) -> Raw:
    """A YAML file that holds a mapping; InputError with the line otherwise."""
    try:
        with path.open(encoding="utf-8") as file:
            loaded = yaml.load(file, Loader=_LOADER)  # noqa: S506 - a safe loader, the C one where there is one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(
            f"Spec file {path}: cannot be read",
            expected="a YAML mapping",
            actual=str(error).replace("\n", " "),
            remedy="correct the file",
        ) from error
    if not isinstance(loaded, dict):
        raise InputError(f"Spec file {path}: no mapping", expected="a YAML mapping", actual=type(loaded).__name__)
    return loaded


def merge(base: Any, change: Any) -> Any:
    """``change`` laid over ``base``: mappings by key (None removes), lists of named mappings by name, else replaced."""
    if isinstance(base, Mapping) and isinstance(change, Mapping):
        merged = dict(base)
        for key, value in change.items():
            if value is None and isinstance(base.get(key), Mapping | list):
                merged.pop(key)
            else:
                merged[key] = merge(base[key], value) if key in base else value
        return merged
    if _named(base) and _named(change):
        by_name = {item["name"]: item for item in base}
        for item in change:
            by_name[item["name"]] = merge(by_name.get(item["name"], {}), item)
        return list(by_name.values())
    return change


def _named(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and "name" in item for item in value)


def _with_template(raw: Raw, folders: tuple[Path, ...], depth: int = 0) -> Raw:
    name = raw.get("template")
    if name is None:
        return raw
    if depth > _MAX_TEMPLATE_DEPTH:
        raise InputError(f"Template {name}: templates refer to each other in a circle")
    found = next((path for folder in folders if (path := folder / f"{name}.yml").is_file()), None)
    if found is None:
        raise InputError(
            f"Template {name}: not found",
            expected=f"a file {name}.yml in {' or '.join(str(folder) for folder in folders)}",
        )
    base = _with_template(read_mapping(found), folders, depth + 1)
    return dict(merge(base, {key: value for key, value in raw.items() if key != "template"}))


def _digits(place: str, pattern: str, number: int) -> str:
    """``pattern`` with its ``#`` filled by a number of the place; copies differ."""
    width = pattern.count("#")
    start = int.from_bytes(hashlib.sha256(place.encode()).digest()[:12], "big")
    digits = iter(f"{(start + number * _STEP) % 10**width:0{width}d}")
    return "".join(next(digits) if character == "#" else character for character in pattern)


def base_mac(place: str, number: int = 0) -> str:
    """A base MAC address of a Juniper OUI for a place and a copy of it; ranges of 2,048 do not overlap."""
    digest = hashlib.sha256(f"mac:{place}".encode()).digest()
    low = (int.from_bytes(digest[1:4], "big") + number * _MAC_RANGE) & 0xFFF800
    return f"{_JUNIPER_OUI[digest[0] % 4]}:{low >> 16:02x}:{low >> 8 & 0xFF:02x}:{low & 0xFF:02x}"


@dataclass(frozen=True, slots=True)
class _Filler:
    """What placeholders and ``auto:`` patterns become; what is generated depends on place and copy alone."""

    words: Mapping[str, str]
    number: int

    def fill(self, value: Any, place: str) -> Any:
        if isinstance(value, dict):
            return {self.text(key, place): self.fill(item, f"{place}/{key}") for key, item in value.items()}
        if isinstance(value, list):
            return [self.fill(item, f"{place}/{index}") for index, item in enumerate(value)]
        return self.text(value, place) if isinstance(value, str) else value

    def text(self, value: str, place: str) -> str:
        if "{" in value:
            value = _PLACEHOLDER.sub(lambda match: self.words[match.group(1)], value)
        return _digits(place, value.removeprefix(_AUTO), self.number) if value.startswith(_AUTO) else value


def _fill(raw: Raw, place: str) -> Raw:
    """Placeholders and ``auto:`` patterns replaced."""
    number = int(raw.get("copy_number", 0))
    plain = _Filler({}, number)
    chassis = raw.get("chassis") or {}
    serial = plain.text(str(chassis.get("serial", "")), f"{place}/chassis/serial")
    board = plain.text(str(raw.get("board", "")), f"{place}/board")
    mac = str(raw.get("mac") or base_mac(place, number))
    words = {
        "serial": serial,
        "board": board,
        "mac": mac,
        "host": str(raw["name"]),
        "release": str(raw.get("release", "")),
        "model": str(raw.get("model", "")),
    }
    raw = merge(raw, {"chassis": {"serial": serial}, "board": board, "mac": mac})
    return dict(_Filler(words, number).fill(raw, place))


def parse_spec(raw: Raw, folders: tuple[Path, ...], source: str) -> DeviceSpec:
    """The spec of one device from its mapping; InputError names the key that is wrong."""
    merged = _with_template(raw, (*folders, SHIPPED_RACK / "templates"))
    members = merged.pop("members", {})
    try:
        place = str(merged.get("same_box_as") or merged.get("copy_of") or merged["name"])
        parsed = {
            name: DeviceSpec.model_validate(_fill(dict(merge(merged, change)), f"{place}.{name}"))
            for name, change in members.items()
        }
        return DeviceSpec.model_validate({**_fill(merged, place), "members": parsed})
    except (ValidationError, KeyError) as error:
        raise InputError(
            f"Spec {source}: not a device", expected="the keys of DeviceSpec", actual=_wrong(error)
        ) from error


def _wrong(error: ValidationError | KeyError) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}" for problem in error.errors()[:5]
    )


def raw_specs(rack: Path) -> Iterator[tuple[Raw, Path]]:
    """The mappings of a rack folder's spec files, with their files, in the order of their names."""
    for path in sorted(rack.glob("*.yml")):
        if path.name != EXPECTED_NAME:
            yield {"name": path.stem, **read_mapping(path)}, path


def load_rack(rack: Path = SHIPPED_RACK) -> list[DeviceSpec]:
    """Every device of a rack folder."""
    specs = [parse_spec(raw, (rack / "templates",), str(path)) for raw, path in raw_specs(rack)]
    if not specs:
        raise InputError(f"Rack {rack}: no device in it", expected="one *.yml per device")
    return specs


_SERIAL_KEYS = frozenset({"serial", "board", "device", "software_serial"})


def copy_of(raw: Raw, name: str, number: int) -> Raw:
    """The same device again under another name, with serials and MAC addresses of its own.

    Equal serial numbers stay equal (FPC 0 of a fixed-configuration chassis has the chassis's), and keep their format.
    """

    def renumbered(value: Any, key: object = "") -> Any:
        if isinstance(value, dict):
            return {inner: renumbered(item, inner) for inner, item in value.items()}
        if isinstance(value, list):
            return [renumbered(item) for item in value]
        if key in _SERIAL_KEYS and isinstance(value, str) and not value.startswith(_AUTO) and "{" not in value:
            return _shifted(value, number)
        return value

    left_out = ("mac", "same_box_as")
    copied = {key: value for key, value in dict(renumbered(raw)).items() if key not in left_out}
    return {**copied, "name": name, "copy_of": raw["name"], "copy_number": number}


def _shifted(serial: str, number: int) -> str:
    """A serial with the digits among its last six characters moved on by the copy's number."""
    head, tail = serial[:-6], serial[-6:]
    width = sum(character.isdigit() for character in tail)
    if not width:
        return serial
    value = int("".join(character for character in tail if character.isdigit()))
    digits = iter(f"{(value + number * _STEP) % 10**width:0{width}d}")
    return head + "".join(next(digits) if character.isdigit() else character for character in tail)
