"""Values that rows of several kinds have: a SKU or a glob over SKUs, a confidence, a name."""

from __future__ import annotations

import re

from reinstate.reference.set_files import Record

# The form of the name of a table, and of a profile.
A_NAME = "at most 64 lowercase letters, digits, periods, underscores, or dashes"
_WILDCARDS = re.compile(r"[*?\[]")


def fold(name: str) -> str:
    """A product name in the form used for comparison: upper case, white space folded."""
    return " ".join(name.split()).upper()


def is_glob(sku: str) -> bool:
    """Whether a SKU of an operator's table is a glob."""
    return bool(_WILDCARDS.search(sku))


_CONFIDENCE = ("A", "B", "C")
_LITERAL_START = re.compile(r"[A-Z0-9][A-Z0-9+./&-]{2}")


def require_narrow(record: Record, key: str, glob: str) -> None:
    """Refuse a glob that can match products of many kinds."""
    if is_glob(glob) and not _LITERAL_START.match(glob):
        raise record.fail(key, "a SKU, or a glob that begins with at least 3 letters or digits", glob)


def confidence_of(record: Record, default: str | None = None) -> str:
    """The row's confidence, ``A``, ``B``, or ``C``; ``default`` if the row can omit it."""
    stated = record.text("confidence", default)
    if stated not in _CONFIDENCE:
        raise record.fail("confidence", "A, B, or C", stated)
    return stated
