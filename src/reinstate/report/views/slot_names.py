"""Names of slots: replies call one slot by several names, such as ``PEM 1`` and ``FPC 0 Power Supply 1``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reinstate.device.model import FruKind

Words = tuple[str, ...]
_SUPPLY = re.compile(r"\b(?:power supply|pem|psm|psu)\b")
_ENGINE = re.compile(r"\b(?:routing engine|re)(?=[ 0-9]|$)")
_KINDS = {
    ("supply",): FruKind.POWER_SUPPLY,
    ("fan", "tray"): FruKind.FAN,
    ("re",): FruKind.ROUTING_ENGINE,
    ("cb",): FruKind.CONTROL_BOARD,
    ("sfb",): FruKind.FABRIC_BOARD,
    ("sib",): FruKind.FABRIC_BOARD,
    ("fpc",): FruKind.LINE_CARD,
}
_LONGEST = 100  # a place is cut after more than this, and what names it is not


@dataclass(frozen=True)
class SlotNames:
    """The places of a unit's modules, found by any name that a reply uses.

    Attributes:
        places: every place of the inventory, in its order.
    """

    places: Sequence[str]

    def place_of(self, subject: str) -> str:
        """The place that a finding's subject names: a module's, or a slot's in which nothing is listed; "" for none."""
        words = _words(subject)
        whole = self._longest(words)
        if len(whole) == len(words) or len(whole) > len(_MEMBER):
            return self._by_words.get(whole, "")
        within = self._longest(words[2:]) if self._only_card == words[:2] else ()
        if within:
            return self._by_words[within]
        return subject if self.kind_of_bare(subject) else self._by_words.get(whole, "")

    def listed(self, name: str) -> str:
        """The place of the module of which this is the whole name; "" where the inventory lists none."""
        return self._by_words.get(_words(name), "")

    @property
    def only_card(self) -> str:
        """The place of the only line card; "" where there are others or none."""
        return self._by_words.get(self._only_card, "")

    def kind_of_bare(self, name: str) -> str:
        """The kind of slot of which this is the whole name, where the inventory lists nothing there; "" otherwise."""
        words = _words(name)
        if words in self._by_words or not words[-1:] or not words[-1].isdecimal():
            return ""
        above = words[:2] if len(words) > len(_MEMBER) and words[0] == "fpc" else ()
        kind = _KINDS.get(words[len(above) : -1], "")
        return "" if above and above not in self._by_words else kind

    def missing(self, known: Sequence[str], slots: int) -> Sequence[str]:
        """The names that are left of so many slots: none where the known ones do not show how they are numbered."""
        split = [name.rpartition(" ") for name in known]
        stems = {stem for stem, _, _ in split}
        numbers = {int(number) for _, _, number in split if number.isdecimal() and len(number) <= _LONGEST_NUMBER}
        if len(stems) != 1 or len(numbers) != len(known) or not {0} <= numbers <= set(range(slots)):
            return ()
        return [f"{stems.copy().pop()} {number}" for number in range(slots) if number not in numbers]

    @cached_property
    def _by_words(self) -> dict[Words, str]:
        found: dict[Words, str] = {}
        for place in self.places:
            found.setdefault(_words(place), place)
        return found

    @cached_property
    def _only_card(self) -> Words:
        cards = [words for words in self._by_words if len(words) == len(_MEMBER) and words[0] == "fpc"]
        return cards[0] if len(cards) == 1 else ("", "")

    def _longest(self, words: Words) -> Words:
        """The longest beginning of these words that is a place."""
        return next((words[:end] for end in range(len(words), 0, -1) if words[:end] in self._by_words), ())


_MEMBER = ("fpc", "number")
_LONGEST_NUMBER = 4


def _words(name: str) -> Words:
    """The name in the words that all replies share: ``FPC 2 / PEM 0`` is fpc, 2, supply, 0."""
    same = _ENGINE.sub("re ", _SUPPLY.sub("supply", name[:_LONGEST].lower()))
    return tuple(same.replace("/", " ").split())


def natural_order(name: str) -> tuple[tuple[str, int], ...]:
    """A key in which FPC 10 comes after FPC 9."""
    parts = re.findall(r"(\D*)([0-9]{0,9})", name[:_LONGEST])
    return tuple((text, int(number or 0)) for text, number in parts)
