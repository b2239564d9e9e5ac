"""Names that a shared copy must not contain: other hosts, units, serial numbers, and parties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

# Shorter names of parties would be found in any text; names of hosts are looked for whatever their length.
_SHORTEST_PARTY = 3
# Under these keys, people state who somebody is. The owner of a waiver is one of them.
_PARTIES = frozenset(("seller", "order", "lot", "end_customer", "installed_at", "by", "asked_by", "owner"))


class OtherNames:
    """Finds names of others in a text, as words of their own, in any case.

    Args:
        others: names that must not be there.
        own: names of what is shared. Where one contains a name of others (``ex-vc-1`` and ``ex-vc``), it is its own.
    """

    def __init__(self, others: Iterable[str], own: Iterable[str]) -> None:
        names = dict.fromkeys((one.casefold() for one in others if one), True)
        names |= dict.fromkeys((one.casefold() for one in own if one), False)
        self._others = {form: other for one, other in names.items() for form in (one, escape(one, quote=False))}
        # Runs can have thousands of hosts: looking up what stands at each place is quicker than one long pattern.
        self._lengths = sorted({len(form) for form in self._others}, reverse=True)
        first = "".join(sorted({re.escape(form[0]) for form in self._others}))
        self._starts = re.compile(rf"(?<![^\W_])[{first}]") if first else None

    def named_in(self, text: str) -> bool:
        """Whether the text has a name of others."""
        if self._starts is None:
            return False
        folded, seen = text.casefold(), 0
        for start in self._starts.finditer(folded):
            if start.start() < seen:
                continue  # inside a name of its own
            name = self._name_at(folded, start.start())
            if name and self._others[name]:
                return True
            seen = start.start() + len(name)
        return False

    def _name_at(self, text: str, start: int) -> str:
        """The longest name that stands there as a word of its own; "" where none does."""
        for length in self._lengths:
            name = text[start : start + length]
            if name in self._others and not text[start + len(name) : start + len(name) + 1].isalnum():
                return name
        return ""

    def without(self, value: Any) -> Any:
        """The value without the members of lists, and the texts, that name others."""
        if isinstance(value, str):
            return "" if self.named_in(value) else value
        if isinstance(value, Mapping):
            return {name: self.without(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.without(one) for one in value if not self._in_any(one)]
        return value

    def _in_any(self, value: Any) -> bool:
        if isinstance(value, Mapping):
            return any(map(self._in_any, value.values()))
        if isinstance(value, list):
            return any(map(self._in_any, value))
        return isinstance(value, str) and self.named_in(value)


def names_in(record: Mapping[str, Any]) -> set[str]:
    """The names by which a record calls its unit: host, unit, and serial numbers."""
    unit = record["unit"]
    claimed = (record["claim"] or {}).get("serial", "")
    return {unit["host"], unit["name"], unit["serial_number"], claimed} - {""}


def words_in(record: Mapping[str, Any]) -> set[str]:
    """What a record says of its product, in which a short name of another host can be found."""
    unit = record["unit"]
    parts = [one[name] for one in record["modules"] or () for name in ("description", "part_number", "model_number")]
    return {unit[name] for name in ("model", "description", "part_number", "model_number")} | set(parts) - {""}


def parties_in(stated: Any) -> set[str]:
    """The parties and persons that a record, an account of claims, or a file of declared inputs names."""
    found: set[str] = set()
    if isinstance(stated, Mapping):
        for name, value in stated.items():
            found |= {value} if name in _PARTIES and isinstance(value, str) else parties_in(value)
    elif isinstance(stated, list):
        found = found.union(*map(parties_in, stated))
    return {one for one in found if len(one) >= _SHORTEST_PARTY}
