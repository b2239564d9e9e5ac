"""Names that differ from an SKU in spelling alone: a proposal for a person, never an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reinstate.plain_text import listed, shown_value
from reinstate.reference.row_values import fold, is_glob

_LONGEST = 128
# What people add, leave out, and exchange: blanks, underscores, and the dashes of keyboards and word processors.
_IGNORED = dict.fromkeys(map(ord, " _-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"))


def spelled(name: str) -> str:
    """A name without what spelling can change: ``EX 4300 48T``, ``ex4300-48t`` and ``EX4300-48T`` are one."""
    return fold(name[:_LONGEST]).translate(_IGNORED)


@dataclass(frozen=True, slots=True)
class Spellings:
    """The SKUs of lifecycle rows by their spelling."""

    by_spelling: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, skus: Iterable[str]) -> Spellings:
        """Those of these SKUs; globs are none."""
        found: dict[str, tuple[str, ...]] = {}
        for sku in sorted(set(skus)):
            if not is_glob(sku):
                found[spelled(sku)] = (*found.get(spelled(sku), ()), sku)
        return cls(found)

    def same_as(self, name: str) -> tuple[str, ...]:
        """The SKUs from which the name differs in spelling alone; none if it is one of them, or is too long."""
        found = self.by_spelling.get(spelled(name), ()) if 0 < len(name) <= _LONGEST else ()
        return () if fold(name) in found else found

    def proposal(self, name: str) -> str:
        """``same spelling as SKU EX4300-48T``, for a person to accept or not; "" if there is none."""
        skus = self.same_as(name)
        return f"same spelling as SKU {listed(map(shown_value, skus))}" if skus else ""
