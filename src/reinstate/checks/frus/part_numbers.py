"""Whether the part number and names of a module belong together, as far as the part-number table shows.

Names vary on genuine modules: by Junos release, by revision, by bundle. So a name contradicts a part number only
where the table knows that part number by names of the same sort, none of them is alike, and the name is known as
another part's. A table that simply has other words for a part is no evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from reinstate.reference.library import Part, Reference

_WORD = re.compile(r"[A-Z0-9]+")
_PART_NUMBER = re.compile(r"\d{3}-\d{6}")
_ALIKE = 0.5  # more than this share of the shorter name's words in common
_CLEI_PRODUCT = 7  # the last three characters of a CLEI code are its revision


def is_part_number(text: str) -> bool:
    """Whether it has the form of a Juniper part number, ``750-045715``."""
    return _PART_NUMBER.fullmatch(text) is not None


def other_part_by_names(
    reference: Reference, part_number: str, *, description: str, model_number: str, clei_code: str
) -> str:
    """What shows that the names belong to another part; "" where they match or where the table does not show it."""
    rows = reference.parts(part_number)
    if any(_same(row, description, model_number, clei_code) for row in rows):
        return ""
    for what, claimed, of_row, alike in (
        ("CLEI code", clei_code, _clei_codes, _same_clei),
        ("FRU model number", model_number, _models, _same_name),
        ("description", description, _descriptions, _same_name),
    ):
        known = [name for row in rows for name in of_row(row)]
        if claimed and known:
            owners = _owners(reference, claimed, of_row, alike, part_number)
            if owners:
                return f"{what} {claimed} belongs to {', '.join(owners[:3])}; {part_number} has {' or '.join(known)}"
    return ""


def _same(row: Part, description: str, model_number: str, clei_code: str) -> bool:
    """Whether a row of the part number agrees with any name."""
    names = [name for name in (description, model_number) if name]
    known = [*_descriptions(row), *_models(row)]
    return any(_same_clei(clei_code, known_code) for known_code in _clei_codes(row)) or any(
        _alike(name, other) for name in names for other in known
    )


def _owners(
    reference: Reference,
    claimed: str,
    of_row: Callable[[Part], Iterable[str]],
    alike: Callable[[str, str], bool],
    part_number: str,
) -> list[str]:
    """Other part numbers for which the table has that same name."""
    return sorted(
        number
        for number, rows in reference.part_rows.items()
        if number != part_number and any(alike(claimed, name) for row in rows for name in of_row(row))
    )


def _descriptions(row: Part) -> tuple[str, ...]:
    return (row.description,) if row.description else ()


def _models(row: Part) -> tuple[str, ...]:
    return tuple(name for name in row.model_number.split("|") if name)


def _clei_codes(row: Part) -> tuple[str, ...]:
    return (row.clei_code,) if row.clei_code else ()


def _same_clei(one: str, other: str) -> bool:
    return len(one) >= _CLEI_PRODUCT and one[:_CLEI_PRODUCT].upper() == other[:_CLEI_PRODUCT].upper()


def _same_name(one: str, other: str) -> bool:
    return _words(one) == _words(other) != frozenset()


def _alike(one: str, other: str) -> bool:
    mine, theirs = _words(one), _words(other)
    one_run, other_run = "".join(_WORD.findall(one.upper())), "".join(_WORD.findall(other.upper()))
    if one_run and other_run and (one_run.startswith(other_run) or other_run.startswith(one_run)):
        return True  # written with other separators, or with a suffix for its bundle
    shorter = min(len(mine), len(theirs))
    return shorter > 0 and len(mine & theirs) / shorter > _ALIKE


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.upper()))
