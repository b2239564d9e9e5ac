"""Spec files to device specs: templates merged in, placeholders filled, copies made."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
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

Raw = dict[str, Any]


def read_mapping(path: Path) -> Raw:
    """A YAML file that holds a mapping; InputError with the line where it doesn't."""
    try:
        with path.open(encoding="utf-8") as file:
            loaded = yaml.load(file, Loader=_LOADER)  # noqa: S506 - a safe loader, the C one where there is one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(
            f"Spec file {path}: can't be read",
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
        raise InputError(f"Template {name}: templates refer to each other in a ring")
    found = next((path for folder in folders if (path := folder / f"{name}.yml").is_file()), None)
    if found is None:
        raise InputError(
            f"Template {name}: not found",
            expected=f"a file {name}.yml in {' or '.join(str(folder) for folder in folders)}",
        )
    base = _with_template(read_mapping(found), folders, depth + 1)
    return dict(merge(base, {key: value for key, value in raw.items() if key != "template"}))


def _digits(seed: str, pattern: str) -> str:
    """``pattern`` with each ``#`` replaced by a digit that depends on the seed alone."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:12], "big")
    out = []
    for character in pattern:
        if character == "#":
            number, digit = divmod(number, 10)
            out.append(str(digit))
        else:
            out.append(character)
    return "".join(out)


def _generated(place: str, text: str) -> str:
    return _digits(place, text.removeprefix(_AUTO)) if text.startswith(_AUTO) else text


def base_mac(seed: str) -> str:
    """A base MAC address of a Juniper OUI that depends on the seed alone; its last six bits are zero."""
    digest = hashlib.sha256(f"mac:{seed}".encode()).digest()
    return f"{_JUNIPER_OUI[digest[0] % 4]}:{digest[1]:02x}:{digest[2]:02x}:{digest[3] & 0xC0:02x}"


_PLACEHOLDER = re.compile(r"\{(serial|host|release|model|mac|board)\}")


def _filled(value: Any, words: Mapping[str, str], place: str) -> Any:
    if isinstance(value, dict):
        return {_filled(key, words, place): _filled(item, words, f"{place}/{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, words, f"{place}/{index}") for index, item in enumerate(value)]
    if isinstance(value, str):
        if "{" in value:
            value = _PLACEHOLDER.sub(lambda match: words[match.group(1)], value)
        return _generated(place, value)
    return value


def _fill(raw: Raw, place: str) -> Raw:
    """Placeholders and ``auto:`` patterns replaced; what is generated depends on its place alone."""
    chassis = raw.get("chassis") or {}
    serial = _generated(f"{place}/chassis/serial", str(chassis.get("serial", "")))
    board = _generated(f"{place}/board", str(raw.get("board", "")))
    raw = merge(raw, {"chassis": {"serial": serial}, "board": board})
    mac = str(raw.get("mac") or base_mac(place))
    words = {
        "serial": serial,
        "host": str(raw["name"]),
        "release": str(raw.get("release", "")),
        "model": str(raw.get("model", "")),
        "mac": mac,
        "board": board,
    }
    return dict(_filled({**raw, "mac": mac}, words, place))


def parse_spec(raw: Raw, folders: tuple[Path, ...], source: str) -> DeviceSpec:
    """The spec of one device from its mapping; InputError names the key that is wrong."""
    merged = _with_template(raw, (*folders, SHIPPED_RACK / "templates"))
    members = merged.pop("members", {})
    try:
        place = str(merged.get("same_box_as", merged["name"]))
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
_FIXED_SERIALS = frozenset({"", "BUILTIN"})


def copy_of(raw: Raw, name: str) -> Raw:
    """The same device again under another name, with serials and MAC addresses of its own.

    Serials that were equal stay equal (a fixed box's FPC 0 has the chassis's), and keep their shape.
    """

    def renumbered(value: Any, key: object = "") -> Any:
        if isinstance(value, dict):
            return {inner: renumbered(item, inner) for inner, item in value.items()}
        if isinstance(value, list):
            return [renumbered(item) for item in value]
        if key in _SERIAL_KEYS and isinstance(value, str) and value not in _FIXED_SERIALS and "{" not in value:
            pattern = value.removeprefix(_AUTO)
            pattern = pattern if "#" in pattern else value[:-6] + re.sub(r"\d", "#", value[-6:])
            return _digits(f"{name}:{value}", pattern) if not value.startswith(_AUTO) else value
        return value

    copied = dict(renumbered(raw))
    copied.pop("mac", None)
    copied.pop("same_box_as", None)
    return {**copied, "name": name}
