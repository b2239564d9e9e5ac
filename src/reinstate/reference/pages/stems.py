"""Whether two names are forms of one product: a bundle, a base, a variant by feed, airflow, or trade agreement."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from reinstate.reference.pages.product_cells import item_of

_PORTS = re.compile(r"\d{1,3}[A-Z]{1,4}\d{0,3}")
_NOT_LETTERS = re.compile(r"[^A-Z0-9]")
_SHORTEST = 4
_SHORTEST_NAME = 2
# Spare, redundant, base bundle, abroad, upgrade, trade agreement; feeds and airflows.
_FORMS = frozenset(
    (
        "S",
        "R",
        "RB",
        "B",
        "BB",
        "WW",
        "UPG",
        "U",
        "BASE",
        "TAA",
        "CHAS",
        "AC",
        "DC",
        "HVAC",
        "HVDC",
        "AFI",
        "AFO",
        "AO",
        "AI",
    )
)


@lru_cache(maxsize=65536)
def stem_of(name: str) -> str:
    """What all forms of a product have in common: its series, and its ports where they tell its models apart."""
    parts = name.upper().replace(" ", "").strip("-").split("-")
    if len(parts) > 1 and _PORTS.fullmatch(parts[1]):
        return "-".join(parts[:2])
    if len(parts) > 1 and not any(map(str.isdigit, parts[0])):  # RE-S-1800X4-16G-BB, MPC-3D-16XGE: no series leads
        return "-".join(_without_forms(parts))
    return parts[0]


def _without_forms(parts: list[str]) -> list[str]:
    """The parts of a name without those that say how it is sold or fed."""
    kept = list(parts)
    while len(kept) > _SHORTEST_NAME and kept[-1] in _FORMS:
        kept.pop()
    return kept


def shares_stem(name: str, listed: str) -> bool:
    """Whether a listed name may be a form of that product; a license or a cable for it is none.

    Args:
        listed: a name, or what stands for many: ``EX46*`` for all that begin so, ``EX#`` for all numbers of a series.
    """
    if listed.endswith(("*", "#")):
        return _stands_for(listed, name)
    if item_of(listed.upper()) in ("license", "accessory"):
        return False
    stem, other = stem_of(name), stem_of(listed)
    if stem == other:
        return True
    plain, listed_plain = _plain(stem), _plain(listed)
    if len(plain) >= _SHORTEST and plain in listed_plain:
        return True
    return len(listed_plain) >= _SHORTEST and _plain(name).startswith(listed_plain)


def forms_among(names: Collection[str], listed: Iterable[str]) -> list[str]:
    """What is listed that may be a form of a product with these names."""
    return sorted(one for one in listed if any(shares_stem(name, one) for name in names))


def _stands_for(listed: str, name: str) -> bool:
    begin, plain = _plain(listed), _plain(name)
    if not begin:
        return True
    rest = plain.removeprefix(begin)
    return rest != plain and (listed.endswith("*") or rest[:1].isdigit())


@lru_cache(maxsize=65536)
def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name.upper())
