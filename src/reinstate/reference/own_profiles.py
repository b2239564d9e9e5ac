"""Platform profiles of an operator's own, for products that have no shipped one.

A profile states what a device is expected to report, so a careless one can make checks moot. Therefore an operator's
own profile matches only models that no shipped profile matches, expects every item that is expected of all platforms,
states each flag that can reduce what is requested, and cannot declare a product virtual.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache

from reinstate.plan.requests import CATALOG, Need
from reinstate.reference.profiles import PlatformProfile, ProfileReader
from reinstate.reference.row_values import A_NAME
from reinstate.reference.set_files import Record, Table

PROFILES_KIND = "platform-profiles"
FAMILIES = ("ex", "ex9200", "qfx", "mx", "ptx", "acx", "srx", "nfx", "j", "m", "t", "other")
# If such a flag is false, less is requested from the device. If it could be left out, it would be false by accident.
FLAGS_TO_STATE = ("evolved", "modular", "redundant_engines", "virtual_chassis", "cluster", "vmhost", "eeprom")
_PHYSICAL = "a physical product; only a shipped profile can be virtual"
_NOT_FOR_OWN = {
    "virtual": _PHYSICAL,
    "virtual_serials": _PHYSICAL,
    "unnumbered": "no such key; only a shipped profile can list modules without numbers",
}
_SETTLE_FIXED, _SETTLE_MODULAR = 10, 20  # minutes, at least
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_MODEL = re.compile(r"[a-z0-9][a-z0-9_-]{2}[a-z0-9._*?-]*")
_MODEL_FORM = "product models in lower case, with at least 3 letters or digits before any wildcard"
_LONGEST_MODEL, _MOST_MODELS = 64, 100  # comparing globs takes time, and recurses
_PORTS = re.compile(r"[a-z][a-z0-9/:., -]{0,63}")
_TOKENS = re.compile(r"\[[^\]]+\]|.")
_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_. +/&()"


def stated_model(product: str) -> str:
    """A device's name for its product in the form of ``models``; "" for a name that a person must check first."""
    model = "".join(product.split()).lower()
    return model if _MODEL.fullmatch(model) and not set(model) & set("*?") else ""


def profile_name(product: str) -> str:
    """A name for the profile of a product: the product name, reduced to the characters that are allowed."""
    return re.sub("[^a-z0-9]+", "-", product.lower())[:64].strip("-") or "product"


def own_profiles_of(table: Table, shipped: Table, others: Iterable[PlatformProfile]) -> tuple[PlatformProfile, ...]:
    """The profiles of an operator's table.

    Args:
        table: the operator's table.
        shipped: the shipped set: its head has what is expected of all platforms, and the named lists.
        others: the existing profiles, including the shipped ones; no model can match two.

    Raises:
        InputError: names the file, the line, the key, the expected form, and the value.
    """
    reader = ProfileReader(shipped.head, own=True)
    known = list(others)
    for record in table.rows:
        profile = replace(_read(record, reader), table=table.info.name)
        _require_apart(record, profile, known)
        known.append(profile)
    return tuple(profile for profile in known if profile.table == table.info.name)


def _read(record: Record, reader: ProfileReader) -> PlatformProfile:
    for key, form in _NOT_FOR_OWN.items():
        if key in record.values:
            raise record.fail(key, form, record.values[key], "remove the key", what="not allowed")
    if unstated := [flag for flag in FLAGS_TO_STATE if record.values.get(flag) is None]:
        also = f", and the same for {', '.join(unstated[1:])}" if unstated[1:] else ""
        why = "these flags determine what is requested from the device"
        raise record.fail(unstated[0], f"true or false{also}: {why}", None)
    profile = reader.profile(record)
    _require_names(record, profile)
    _require_models(record, profile)
    _require_whole(record, profile)
    fans_removable = record.flag(
        "fans_removable"
    )  # unlike a shipped row: a failed fan is more severe unless it is stated
    return replace(profile, settle_minutes=_settle_minutes(record), fans_removable=fans_removable)


def _require_names(record: Record, profile: PlatformProfile) -> None:
    if not _NAME.fullmatch(profile.name):
        raise record.fail("name", A_NAME, profile.name)
    if profile.family not in FAMILIES:
        raise record.fail("family", f"one of {', '.join(FAMILIES)}", profile.family)
    if profile.management_port and not _PORTS.fullmatch(profile.management_port):
        raise record.fail("management_port", "an interface name, such as fxp0", profile.management_port)


def _require_models(record: Record, profile: PlatformProfile) -> None:
    for glob in profile.models:
        if not _MODEL.fullmatch(glob):
            raise record.fail("models", _MODEL_FORM, glob)
        if len(glob) > _LONGEST_MODEL:
            raise record.fail("models", f"product models of at most {_LONGEST_MODEL} characters", glob)
    if len(profile.models) > _MOST_MODELS:
        raise record.fail("models", f"at most {_MOST_MODELS} product models", len(profile.models), "use wildcards")
    if not profile.models:
        raise record.fail("models", "at least one product model", None)
    for key, globs in (("fanless", profile.fanless), ("odm", profile.odm)):
        for glob in globs:
            if glob not in profile.models:
                raise record.fail(key, "entries of models, spelled as in models", glob)


def _require_whole(record: Record, profile: PlatformProfile) -> None:
    """Refuse combinations that no product has."""
    if profile.redundant_engines and not profile.modular:
        raise record.fail("redundant_engines", "true only if modular is true", True)
    if profile.modular and record.flag("one_board"):
        raise record.fail("one_board", "true only if modular is false", True)
    if profile.supply_slots == 0:  # no check would look at the power supplies that the device lists
        raise record.fail("supply_slots", "1 or more, or no such key if the number is unknown", 0)
    if profile.cluster and profile.virtual_chassis:
        raise record.fail("cluster", "true for only one of cluster and virtual_chassis", True)
    for item in record.texts("expected"):
        if not any(rpc == item and CATALOG[rpc].need is Need.EXPECTED for rpc in profile.expected):
            raise record.fail("expected", "items that only some platforms support", item)


def _settle_minutes(record: Record) -> int:
    least = _SETTLE_MODULAR if record.flag("modular") else _SETTLE_FIXED
    stated = record.whole("settle_minutes", least)
    if stated is None or stated < least:
        raise record.fail("settle_minutes", f"{least} minutes or more", stated)
    return stated


def _require_apart(record: Record, profile: PlatformProfile, others: Iterable[PlatformProfile]) -> None:
    """Refuse a name that another profile has, and models that another profile matches."""
    for other in others:
        if profile.name == other.name:
            raise record.fail("name", "a name that no other profile has", profile.name, "choose another name")
        if other.table and other.evolved is not profile.evolved:
            continue  # the same hardware under the other operating system
        for mine in profile.models:
            if any(overlap(mine, theirs) for theirs in other.models):
                whose = f"the profile {other.name}" if other.table else f"the shipped profile {other.name}"
                raise record.fail("models", f"models that {whose} does not match", mine)


def overlap(one: str, other: str) -> bool:
    """Whether some model matches both globs."""
    return _meet(tuple(_TOKENS.findall(one)), tuple(_TOKENS.findall(other)))


@lru_cache(maxsize=4096)
def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if one[:1] == ("*",):
        return _meet(one[1:], other) or (bool(other) and _meet(one, other[1:]))
    if other[:1] == ("*",):
        return _meet(other, one)
    if not one or not other:
        return one == other
    return _one_character(one[0], other[0]) and _meet(one[1:], other[1:])


def _one_character(one: str, other: str) -> bool:
    return any(fnmatchcase(character, one) and fnmatchcase(character, other) for character in _CHARACTERS)
