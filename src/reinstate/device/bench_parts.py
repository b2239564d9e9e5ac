"""Parts that the bench moves from chassis to chassis: they are set apart from the modules of the unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from reinstate.device.model import Fru, Unit


def set_apart(unit: Unit, parts: Collection[tuple[str, str]]) -> Unit:
    """The unit without the bench's parts, which are kept beside its own, each with all that is in it.

    Args:
        unit: the unit as the inventory shows it.
        parts: part number and serial number of each part of the bench, in upper case.
    """
    if not parts:
        return unit
    apart: list[Fru] = []
    frus = tuple(own for fru in unit.frus if (own := _own(fru, parts, apart)) is not None)
    return replace(unit, frus=frus, bench_parts=tuple(apart)) if apart else unit


def _own(fru: Fru, parts: Collection[tuple[str, str]], apart: list[Fru]) -> Fru | None:
    """The module without parts of the bench; None where it is one, which is then added to ``apart``."""
    if (fru.part_number.strip().upper(), fru.serial_number.strip().upper()) in parts:
        apart.append(fru)
        return None
    children = tuple(own for child in fru.children if (own := _own(child, parts, apart)) is not None)
    return replace(fru, children=children) if children != fru.children else fru
