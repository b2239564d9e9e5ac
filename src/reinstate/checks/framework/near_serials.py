"""Serial numbers that can be one serial number, written down wrongly: a look-alike, a dash, a letter too many or wrong.

A digit that differs is no sign: consecutive serial numbers differ in nothing else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_LOOK_ALIKE = str.maketrans("OQILSBZG", "00115826")
_JOINTS = re.compile(r"[-_]")
_LABEL = re.compile(r"(?:S/?N|SERIAL)[-_:]*(?=.{4})")
_NO_DIGIT = re.compile(r"\D")
_SHORTEST = 5  # of shorter ones, too many differ in one letter


class NearSerials:
    """An index of serial numbers, by what stays equal where one is written down wrongly.

    Args:
        serials: in upper case.
    """

    def __init__(self, serials: Iterable[str]) -> None:
        self._alike: dict[str, list[str]] = defaultdict(list)
        self._by_digits: dict[str, list[str]] = defaultdict(list)
        for serial in serials:
            joined = _joined(serial)
            self._alike[_alike(joined)].append(serial)
            self._by_digits[_NO_DIGIT.sub("", joined)].append(serial)

    def to(self, serial: str) -> tuple[str, ...]:
        """The serial numbers of the index that are near to that one, and are not that one; any case."""
        joined = _joined(serial.upper())
        found = dict.fromkeys(self._alike.get(_alike(joined), ()))
        if len(joined) >= _SHORTEST:
            others = self._by_digits.get(_NO_DIGIT.sub("", joined), ())
            found |= dict.fromkeys(other for other in others if _one_letter_apart(joined, _joined(other)))
        found.pop(serial.upper(), None)
        return tuple(found)


def _joined(serial: str) -> str:
    """Without dashes, without a label before it, and without leading zeros, which spreadsheets take away."""
    text = _JOINTS.sub("", serial)
    return _LABEL.sub("", text, count=1).lstrip("0") if _LABEL.match(text) else text.lstrip("0")


def _alike(joined: str) -> str:
    return joined.translate(_LOOK_ALIKE)


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter differs, is missing, or is too many; the digits of both are the same."""
    if len(one) == len(other):
        return sum(mine != theirs for mine, theirs in zip(one, other, strict=True)) == 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    if len(longer) - len(shorter) != 1:
        return False
    at = next((place for place, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    return longer[at + 1 :] == shorter[at:]
