"""Licenses: the class of a license key or a feature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from reinstate.reference.set_files import Record, Table
from reinstate.reference.set_info import SetInfo

LICENSES_KIND = "license-skus"
LICENSE_COLUMNS = ("sku", "feature", "class", "note")


class LicenseClass(StrEnum):
    """What happens to a license when the product changes hands (P16 to P18)."""

    EMBEDDED = "embedded"  # re-register
    PERPETUAL = "perpetual"  # sold separately: buy new
    SUBSCRIPTION = "subscription"  # buy new
    TRIAL = "trial"  # remove
    FACTORY_GIVEN = "factory-given"  # nothing
    UNKNOWN = "unknown"  # ask


@dataclass(frozen=True, slots=True)
class LicenseRow:
    """An operator's row: the class of one SKU, or of one feature; the other of the two is ""."""

    sku: str
    feature: str
    license_class: LicenseClass


_KNOWN_CLASSES = tuple(member.value for member in LicenseClass if member is not LicenseClass.UNKNOWN)
Rules = tuple[tuple[re.Pattern[str], LicenseClass], ...]


@dataclass(frozen=True, slots=True)
class LicenseRules:
    """Rules in order; the first that matches decides. Patterns match the whole text, regardless of case.

    Attributes:
        words: order and license types (lower case) that determine the class.
        keys: patterns over key identifiers.
        skus: patterns over SKUs.
        features: patterns over feature names, with the class of license that the feature belongs to.
        given: feature name (lower case) to the largest count that Junos includes without a license key.
        operator_skus, operator_features: classes from an operator's table (keys in lower case), for those that no rule
            matches.
    """

    words: Mapping[str, LicenseClass] = field(default_factory=dict)
    keys: Rules = ()
    skus: Rules = ()
    features: Rules = ()
    given: Mapping[str, int] = field(default_factory=dict)
    operator_skus: Mapping[str, LicenseClass] = field(default_factory=dict)
    operator_features: Mapping[str, LicenseClass] = field(default_factory=dict)

    def extended(self, rows: Iterable[LicenseRow]) -> LicenseRules:
        """An operator's rows added; a SKU or feature with two different classes is UNKNOWN."""
        skus, features = dict(self.operator_skus), dict(self.operator_features)
        for row in rows:
            table, key = (skus, row.sku.lower()) if row.sku else (features, row.feature.lower())
            same = table.get(key, row.license_class) is row.license_class
            table[key] = row.license_class if same else LicenseClass.UNKNOWN
        return replace(self, operator_skus=skus, operator_features=features)

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
        """The class of an installed key: by its stated type, its identifier, its SKU, its validity; last by the
        operator's row for its SKU, or, if it has no SKU, by the rows for all its features."""
        for word in (order_type, license_type):
            if (stated := self.words.get(word.strip().lower())) is not None:
                return stated
        for rules, text in ((self.keys, name), (self.skus, sku)):
            if (matched := _first(rules, text)) is not None:
                return matched
        if dated or validity.strip().lower() in ("date-based", "time-based", "countdown"):
            return LicenseClass.SUBSCRIPTION
        if validity.strip().lower() == "permanent":
            return LicenseClass.PERPETUAL
        if sku.strip():
            return self.operator_skus.get(sku.strip().lower(), LicenseClass.UNKNOWN)
        classes = {self.operator_feature_class(feature) for feature in features}
        return classes.pop() if len(classes) == 1 else LicenseClass.UNKNOWN

    def of_feature(self, name: str) -> LicenseClass:
        """The class of license that a feature belongs to; UNKNOWN if no rule matches it."""
        return _first(self.features, name) or self.operator_feature_class(name)

    def operator_feature_class(self, name: str) -> LicenseClass:
        """The class that an operator's table states for a feature; UNKNOWN if none."""
        return self.operator_features.get(name.strip().lower(), LicenseClass.UNKNOWN)

    def given_count(self, feature: str) -> int | None:
        """The count of a feature that Junos includes without a license key; None if none is known."""
        return self.given.get(feature.strip().lower())


def _first(rules: Rules, text: str) -> LicenseClass | None:
    stripped = text.strip()
    return next((found for pattern, found in rules if stripped and pattern.fullmatch(stripped)), None)


def license_row_of(record: Record, info: SetInfo) -> LicenseRow:
    """One row of an operator's license table: of a SKU or of a feature, each by its exact name."""
    record.only(LICENSE_COLUMNS)
    sku, feature, stated = record.text("sku", ""), record.text("feature", ""), _class_of(record)
    if bool(sku) == bool(feature):
        both = f"{sku} and {feature}" if sku else None
        raise record.fail("sku", "either a SKU or a feature", both, "state one of them in the row")
    if stated is LicenseClass.UNKNOWN:
        raise record.fail("class", f"one of {', '.join(_KNOWN_CLASSES)}", stated)
    return LicenseRow(sku, feature, stated)


def license_rules_of(table: Table) -> LicenseRules:
    """The shipped rules: those in the head of the set, and its rows, which are for SKUs."""
    head = table.head
    words = head.values.get("words")
    if not isinstance(words, dict):
        raise head.fail("words", "a mapping of order types to classes", words)
    word_rows = [Record(head.path, None, {"class": stated, "word": word}) for word, stated in words.items()]
    return LicenseRules(
        words={row.text("word"): _class_of(row) for row in word_rows},
        keys=_rules(head, "keys"),
        skus=tuple((_pattern(record), _class_of(record)) for record in table.rows),
        features=_rules(head, "features"),
        given={row.text("feature"): row.whole("count") or 0 for row in head.records("factory_given")},
    )


def _rules(head: Record, key: str) -> Rules:
    return tuple((_pattern(record), _class_of(record)) for record in head.records(key))


def _pattern(record: Record) -> re.Pattern[str]:
    text = record.text("pattern")
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise record.fail("pattern", "a regular expression", error) from error


def _class_of(record: Record) -> LicenseClass:
    stated = record.text("class")
    if stated not in [member.value for member in LicenseClass]:
        raise record.fail("class", f"one of {', '.join(member.value for member in LicenseClass)}", stated)
    return LicenseClass(stated)
