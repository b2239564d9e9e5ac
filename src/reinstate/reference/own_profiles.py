"""Platform profiles of an operator's own: for products that have no shipped one, and never milder than evidence allows.

A profile says what a device is expected to tell, so a careless one could make questions moot. Therefore one of an
operator's own speaks only of models that no shipped profile fits, is expected to answer all that every platform is,
states each flag by which less would be asked, and calls nothing virtual.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache

from reinstate.plan.requests import CATALOG, Need
from reinstate.reference.profiles import PlatformProfile, ProfileReader
from reinstate.reference.set_files import Record, Table

PROFILES_KIND = "platform-profiles"
FAMILIES = ("ex", "ex9200", "qfx", "mx", "ptx", "acx", "srx", "nfx", "j", "m", "t", "other")
# Where such a flag is false, less is asked of the device. Left out, it would be false without anybody having said so.
FLAGS_TO_STATE = ("evolved", "modular", "redundant_engines", "virtual_chassis", "cluster", "vmhost", "eeprom")
_NOT_FOR_OWN = ("virtual", "virtual_serials")
_SETTLE_FIXED, _SETTLE_MODULAR = 10, 20  # minutes, at least
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_MODEL = re.compile(r"[a-z0-9][a-z0-9_-]{2}[a-z0-9._*?-]*")
_TOKENS = re.compile(r"\[[^\]]+\]|.")
_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_. +/&()"


def stated_model(product: str) -> str:
    """A device's name for its product as ``models`` states it; "" for a name that isn't fit to be entered unseen."""
    model = "".join(product.split()).lower()
    return model if _MODEL.fullmatch(model) and not set(model) & set("*?") else ""


def profile_name(product: str) -> str:
    """A name for the profile of a product: of its name, the characters that a profile's may have."""
    return re.sub("[^a-z0-9]+", "-", product.lower())[:64].strip("-") or "product"


def own_profiles_of(table: Table, shipped: Table, others: Iterable[PlatformProfile]) -> tuple[PlatformProfile, ...]:
    """The profiles of an operator's table.

    Args:
        table: the operator's.
        shipped: the shipped set: its head has what is expected everywhere, and the named lists.
        others: the profiles that there are, the shipped ones among them; no model may fit two.

    Raises:
        InputError: names the file, the line, the key, what is expected and what came.
    """
    reader = ProfileReader(shipped.head, own=True)
    known = list(others)
    for record in table.rows:
        profile = replace(_read(record, reader), table=table.info.name)
        _require_apart(record, profile, known)
        known.append(profile)
    return tuple(profile for profile in known if profile.table == table.info.name)


def _read(record: Record, reader: ProfileReader) -> PlatformProfile:
    for key in _NOT_FOR_OWN:
        if key in record.values:
            raise record.fail(key, "a physical product: whether a device is virtual is not for a policy to say", key)
    if unstated := [flag for flag in FLAGS_TO_STATE if record.values.get(flag) is None]:
        also = f", and so for {', '.join(unstated[1:])}" if unstated[1:] else ""
        raise record.fail(unstated[0], f"true or false{also}: left out, less would be asked of the device", None)
    profile = reader.profile(record)
    _require_names(record, profile)
    _require_whole(record, profile)
    fans_removable = record.flag("fans_removable")  # unlike a shipped row: a failed fan weighs more until it is stated
    return replace(profile, settle_minutes=_settle_minutes(record), fans_removable=fans_removable)


def _require_names(record: Record, profile: PlatformProfile) -> None:
    if not _NAME.fullmatch(profile.name):
        raise record.fail("name", "lower case letters, digits, points and dashes", profile.name)
    if profile.family not in FAMILIES:
        raise record.fail("family", f"one of {', '.join(FAMILIES)}", profile.family)
    for glob in profile.models:
        if not _MODEL.fullmatch(glob):
            raise record.fail("models", "product models in lower case, with three letters or digits before any *", glob)
    if not profile.models:
        raise record.fail("models", "at least one product model", None)
    for glob in profile.fanless:
        if glob not in profile.models:
            raise record.fail("fanless", "entries of models, as they are written there", glob)


def _require_whole(record: Record, profile: PlatformProfile) -> None:
    """What the parts of one product can't be together."""
    if profile.redundant_engines and not profile.modular:
        raise record.fail("redundant_engines", "true on a modular chassis alone", True)
    if profile.modular and record.flag("one_board"):
        raise record.fail("one_board", "true on a chassis that isn't modular alone", True)
    if profile.cluster and profile.virtual_chassis:
        raise record.fail("cluster", "a cluster or a virtual chassis, and not both", True)
    for item in record.texts("expected"):
        if not any(rpc == item and CATALOG[rpc].need is Need.EXPECTED for rpc in profile.expected):
            raise record.fail("expected", "items that some platforms answer and others don't", item)


def _settle_minutes(record: Record) -> int:
    least = _SETTLE_MODULAR if record.flag("modular") else _SETTLE_FIXED
    stated = record.whole("settle_minutes", least)
    if stated is None or stated < least:
        raise record.fail("settle_minutes", f"{least} or more", stated)
    return stated


def _require_apart(record: Record, profile: PlatformProfile, others: Iterable[PlatformProfile]) -> None:
    """A name of its own, and no model that another profile fits."""
    for other in others:
        if profile.name == other.name:
            raise record.fail("name", "a name that no other profile has", profile.name)
        if other.table and other.evolved is not profile.evolved:
            continue  # the same hardware under either system
        for mine in profile.models:
            if any(overlap(mine, theirs) for theirs in other.models):
                whose = f"the profile {other.name}" if other.table else f"the shipped profile {other.name}"
                raise record.fail("models", f"models that {whose} does not fit", mine)


def overlap(one: str, other: str) -> bool:
    """Whether some model fits both globs."""
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
