"""Licences: what class a key or a feature is of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reinstate.reference.facts import LicenseClass

Rules = tuple[tuple[re.Pattern[str], LicenseClass], ...]


@dataclass(frozen=True, slots=True)
class LicenseRules:
    """Rules in order; the first that fits decides. Patterns fit the whole text, whatever its case.

    Attributes:
        words: order and licence types (lower case) that settle the class.
        keys: patterns over key identifiers.
        skus: patterns over SKUs.
        features: patterns over feature names: what class of licence a feature comes with.
        given: feature name (lower case) to the largest count that Junos gives without a key.
    """

    words: Mapping[str, LicenseClass] = field(default_factory=dict)
    keys: Rules = ()
    skus: Rules = ()
    features: Rules = ()
    given: Mapping[str, int] = field(default_factory=dict)

    def of_key(
        self, *, sku: str, order_type: str, license_type: str, name: str, validity: str, dated: bool
    ) -> LicenseClass:
        """The class of an installed key: what it says of itself, then its identifier, its SKU, its validity."""
        for word in (order_type, license_type):
            if (told := self.words.get(word.strip().lower())) is not None:
                return told
        for rules, text in ((self.keys, name), (self.skus, sku)):
            if (told := _first(rules, text)) is not None:
                return told
        if dated or validity.strip().lower() in ("date-based", "time-based", "countdown"):
            return LicenseClass.SUBSCRIPTION
        return LicenseClass.PERPETUAL if validity.strip().lower() == "permanent" else LicenseClass.UNKNOWN

    def of_feature(self, name: str) -> LicenseClass:
        """The class of licence that a feature comes with; UNKNOWN where no rule knows it."""
        return _first(self.features, name) or LicenseClass.UNKNOWN

    def given_count(self, feature: str) -> int | None:
        """How much of a feature Junos gives without a key; None where it isn't known to give any."""
        return self.given.get(feature.strip().lower())


def _first(rules: Rules, text: str) -> LicenseClass | None:
    stripped = text.strip()
    return next((told for pattern, told in rules if stripped and pattern.fullmatch(stripped)), None)
