"""The order in which people expect names with numbers: ``U9`` before ``U10``."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """The text's key in a sort, without regard to case."""
    parts = _DIGITS.split(text.casefold())
    return tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in parts if one)
