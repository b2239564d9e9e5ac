"""Which modules must report a part number and a serial number: those that can be pulled out, whatever Junos names them.

Junos calls a removable module PIC on some platforms and FPC on others, and names built-in parts in the same way. What
shows that a module can be pulled out is its kind, the platform profile, its description, or a module beside it that has
an identity of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from reinstate.checks.framework import Case
from reinstate.checks.frus.identity_texts import is_written
from reinstate.checks.frus.modules import Module, is_odm, modules_of
from reinstate.device.model import Fru, FruKind
from reinstate.device.units import own_serial
from reinstate.reference.profiles import PlatformProfile

_REPLACEABLE_ON_FIXED = frozenset({FruKind.MIC, FruKind.POWER_SUPPLY})
_BOARDS = frozenset({FruKind.ROUTING_ENGINE, FruKind.CONTROL_BOARD, FruKind.FABRIC_BOARD, FruKind.LINE_CARD})
_REPLACEABLE = _REPLACEABLE_ON_FIXED | _BOARDS
# Kinds of which some are built in and some can be pulled out.
_EITHER = frozenset({FruKind.LINE_CARD, FruKind.MIC, FruKind.PIC})
_PLUGGABLE = re.compile(
    r"(?<![A-Z])(?:LMIC|JNP-MIC|MINI-?PIM|MPIM|[GX]PIM|PIM|UPLINK|EXPANSION|EXTENSION)(?![A-Z])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A module that must report its numbers; ``surely`` where its kind or a module beside it shows that."""

    module: Module
    surely: bool


def asked_for_identity(case: Case, profile: PlatformProfile) -> list[Asked]:
    """The modules of the unit that must report part number and serial number."""
    kinds = _kinds(profile)
    beside = _with_identity(case)
    return [
        Asked(one, surely)
        for one in modules_of(case)
        if not one.fru.builtin
        and not _goes_without(case, profile, one.fru)
        and (
            (surely := one.fru.kind in kinds or _has_sibling(one.fru, beside))
            or _can_be_pulled_out(profile, one.fru)
            or _is_half_written(one.fru)
        )
    ]


def lacking_numbers(fru: Fru) -> list[str]:
    """Which of its numbers a module does not report; a field that was never written is no number."""
    numbers = ("part number", fru.part_number), ("serial number", fru.serial_number)
    return [what for what, text in numbers if not is_written(text)]


def _kinds(profile: PlatformProfile) -> frozenset[FruKind]:
    kinds = _REPLACEABLE if profile.modular else _REPLACEABLE_ON_FIXED
    return frozenset(kind for kind in kinds if kind not in profile.identity_free)


def _can_be_pulled_out(profile: PlatformProfile, fru: Fru) -> bool:
    return _fits(profile.removable, fru) or (fru.kind in _EITHER and _PLUGGABLE.search(fru.description) is not None)


def _is_half_written(fru: Fru) -> bool:
    """Whether a board has a part number of its own and no serial number: whoever writes one writes both."""
    return fru.kind in _BOARDS and is_written(fru.part_number) and not is_written(fru.serial_number)


def _goes_without(case: Case, profile: PlatformProfile, fru: Fru) -> bool:
    """Whether genuine modules of that place report no numbers of their own on that platform."""
    return _fits(profile.unnumbered, fru) or (fru.kind is FruKind.POWER_SUPPLY and is_odm(case))


def _fits(globs: tuple[str, ...], fru: Fru) -> bool:
    if not globs:
        return False
    place = fru.place.lower()
    return any(fnmatchcase(place, glob) for glob in globs)


def _with_identity(case: Case) -> frozenset[tuple[tuple[str, ...], FruKind]]:
    """Parent and kind of modules that have numbers of their own, other than those of the chassis or of their parent."""
    return frozenset(_beside(fru) for fru in _eithers(case) if not fru.builtin and not lacking_numbers(fru))


def _eithers(case: Case) -> Iterator[Fru]:
    """Modules that are built in or not, but those that repeat the serial number of the chassis or of their parent."""
    serials = {fru.path: fru.serial_number for fru in case.unit.walk()}
    for fru in case.unit.walk():
        others = {case.unit.serial_number, serials.get(fru.path[:-1], "")}
        if fru.kind in _EITHER and own_serial(fru.serial_number) and fru.serial_number not in others:
            yield fru


def _beside(fru: Fru) -> tuple[tuple[str, ...], FruKind]:
    return fru.path[:-1], fru.kind


def _has_sibling(fru: Fru, with_identity: frozenset[tuple[tuple[str, ...], FruKind]]) -> bool:
    # Cards of a fixed-configuration chassis and members of a Virtual Chassis are beside each other at the top.
    return len(fru.path) > 1 and _beside(fru) in with_identity
