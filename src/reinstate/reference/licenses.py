"""Licenses: what class a key or a feature is of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reinstate.reference.facts import LicenseClass, LicenseRow

Rules = tuple[tuple[re.Pattern[str], LicenseClass], ...]


@dataclass(frozen=True, slots=True)
class LicenseRules:
    """Rules in order; the first that fits decides. Patterns fit the whole text, whatever its case.

    Attributes:
        words: order and license types (lower case) that settle the class.
        keys: patterns over key identifiers.
        skus: patterns over SKUs.
        features: patterns over feature names: what class of license a feature comes with.
        given: feature name (lower case) to the largest count that Junos gives without a key.
        told_skus, told_features: what an operator was told of these (lower case), where no rule knows them.
    """

    words: Mapping[str, LicenseClass] = field(default_factory=dict)
    keys: Rules = ()
    skus: Rules = ()
    features: Rules = ()
    given: Mapping[str, int] = field(default_factory=dict)
    told_skus: Mapping[str, LicenseClass] = field(default_factory=dict)
    told_features: Mapping[str, LicenseClass] = field(default_factory=dict)

    def extended(self, rows: Iterable[LicenseRow]) -> LicenseRules:
        """An operator's rows added; where two say different things, nothing is known."""
        skus, features = dict(self.told_skus), dict(self.told_features)
        for row in rows:
            table, key = (skus, row.sku.lower()) if row.sku else (features, row.feature.lower())
            same = table.get(key, row.license_class) is row.license_class
            table[key] = row.license_class if same else LicenseClass.UNKNOWN
        return replace(self, told_skus=skus, told_features=features)

    def of_key(
        self,
        *,
        sku: str,
        order_type: str,
        license_type: str,
        name: str,
        validity: str,
        dated: bool,
        features: Sequence[str] = (),
    ) -> LicenseClass:
        """The class of an installed key: what it says of itself, then its identifier, its SKU, its validity; last
        what the operator was told of its SKU, or of all its features where it has none."""
        for word in (order_type, license_type):
            if (told := self.words.get(word.strip().lower())) is not None:
                return told
        for rules, text in ((self.keys, name), (self.skus, sku)):
            if (told := _first(rules, text)) is not None:
                return told
        if dated or validity.strip().lower() in ("date-based", "time-based", "countdown"):
            return LicenseClass.SUBSCRIPTION
        if validity.strip().lower() == "permanent":
            return LicenseClass.PERPETUAL
        if sku.strip():
            return self.told_skus.get(sku.strip().lower(), LicenseClass.UNKNOWN)
        told_of_all = {self.told_of_feature(feature) for feature in features}
        return told_of_all.pop() if len(told_of_all) == 1 else LicenseClass.UNKNOWN

    def of_feature(self, name: str) -> LicenseClass:
        """The class of license that a feature comes with; UNKNOWN where no rule knows it."""
        return _first(self.features, name) or self.told_of_feature(name)

    def told_of_feature(self, name: str) -> LicenseClass:
        """What the operator was told of a feature; UNKNOWN where nothing."""
        return self.told_features.get(name.strip().lower(), LicenseClass.UNKNOWN)

    def given_count(self, feature: str) -> int | None:
        """How much of a feature Junos gives without a key; None where it isn't known to give any."""
        return self.given.get(feature.strip().lower())


def _first(rules: Rules, text: str) -> LicenseClass | None:
    stripped = text.strip()
    return next((told for pattern, told in rules if stripped and pattern.fullmatch(stripped)), None)
