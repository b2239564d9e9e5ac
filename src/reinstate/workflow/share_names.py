"""Names that a shared copy must not contain: other hosts, units, serial numbers, and parties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

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
        mine = {one.casefold() for one in own if one}
        self._others = frozenset(one.casefold() for one in others if one) - mine
        forms = {form for one in (*self._others, *mine) for form in (one, escape(one))}
        words = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        self._pattern = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE) if words else None
        self._forms = self._others | {escape(one) for one in self._others}

    def named_in(self, text: str) -> bool:
        """Whether the text has a name of others."""
        if self._pattern is None:
            return False
        return any(found[0].casefold() in self._forms for found in self._pattern.finditer(text))

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
