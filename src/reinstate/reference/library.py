"""The reference sets of one judgement, loaded: the questions that checks ask of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase, translate
from typing import Self

from reinstate.device.version import JunosVersion
from reinstate.reference.advisories import Advisory, ExploitedAnswer, exposure_of
from reinstate.reference.facts import (
    Assembly,
    Contact,
    FeeLine,
    LicenseClass,
    LifecycleAnswer,
    LifecycleRow,
    LifecycleState,
    Part,
    ReleaseAnswer,
    ReleaseRow,
    ReleaseState,
)
from reinstate.reference.hardware import Hardware
from reinstate.reference.licenses import LicenseRules
from reinstate.reference.prices import PriceAnswer, Prices
from reinstate.reference.profiles import PlatformProfile
from reinstate.reference.releases import Releases
from reinstate.reference.sets import SetInfo

__all__ = [
    "Assembly",
    "Contact",
    "FeeLine",
    "LicenseClass",
    "LifecycleAnswer",
    "LifecycleRow",
    "LifecycleState",
    "Part",
    "Reference",
    "ReleaseAnswer",
    "ReleaseRow",
    "ReleaseState",
]
_BRACKETS = re.compile(r"\[([^\]]+)\]")
_LONGEST = 128  # no model or description that a profile is for is longer


@dataclass(frozen=True, slots=True)
class Fees:
    """Fee lines that hold for any product, and the ones stated for a model (lower case)."""

    general: tuple[FeeLine, ...] = ()
    of_model: Mapping[str, tuple[FeeLine, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """All reference sets of one judgement. Each answer depends on nothing but the sets, the question and the day."""

    sets: Mapping[str, SetInfo] = field(default_factory=dict)
    profiles: tuple[PlatformProfile, ...] = field(default=(), repr=False)
    releases: Releases = field(default_factory=Releases, repr=False)
    hardware: Hardware = field(default_factory=Hardware, repr=False)
    part_rows: Mapping[str, tuple[Part, ...]] = field(default_factory=dict, repr=False)
    assembly_rows: Mapping[str, tuple[Assembly, ...]] = field(default_factory=dict, repr=False)
    licenses: LicenseRules = field(default_factory=LicenseRules, repr=False)
    fee_rows: Fees = field(default_factory=Fees, repr=False)
    prices: Prices = field(default_factory=Prices, repr=False)
    contacts: tuple[Contact, ...] = field(default=(), repr=False)
    advisories: tuple[Advisory, ...] = field(default=(), repr=False)
    _by_model: re.Pattern[str] | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        globs = [f"(?P<p{n}>{_any_of(profile.models)})" for n, profile in enumerate(self.profiles) if profile.models]
        object.__setattr__(self, "_by_model", re.compile("|".join(globs)) if globs else None)

    def held_to(self, pins: Mapping[str, str], own_digests: Collection[str]) -> Self:
        """The same sets, each with whether the policy pins it: by name and digest, or as a file of the operator's."""
        sets = {name: _held(info, pins.get(name, ""), own_digests) for name, info in self.sets.items()}
        return self if sets == self.sets else replace(self, sets=sets)

    def weakness(self, name: str, on: date) -> str:
        """Why a set permits no pass on that day, as a predicate of it; "" where it does."""
        return self.sets[name].weakness(on) if name in self.sets else "is missing"

    def profile_for(self, model: str, description: str, *, evolved: bool | None = None) -> PlatformProfile | None:
        """The profile whose model globs fit (product model first, then chassis description); None where none does.

        A description such as ``JNP204 [MX204]`` is tried by what stands in brackets, then whole, then before them.
        Some models run Junos or Junos Evolved: ``evolved`` tells which, where it is known.
        """
        for name in _model_names(model, description):
            if self._by_model is not None and (found := self._by_model.match(name)) and found.lastgroup:
                return self._of_system(self.profiles[int(found.lastgroup[1:])], name, evolved)
        return None

    def _of_system(self, found: PlatformProfile, name: str, evolved: bool | None) -> PlatformProfile:
        if evolved is None or found.evolved is evolved:
            return found
        rivals = (p for p in self.profiles if p.evolved is evolved and any(fnmatchcase(name, m) for m in p.models))
        return next(rivals, found)

    def looks_virtual(self, profile: PlatformProfile, serial_number: str) -> bool:
        """Whether a chassis is no hardware: by its profile, or by a serial that only instances of it carry."""
        serial = serial_number.strip().lower()
        return profile.virtual or any(fnmatchcase(serial, glob) for glob in profile.virtual_serials)

    def release(self, version: JunosVersion, model: str, on: date) -> ReleaseAnswer:
        """Where that release stands for that product model on that day.

        UNKNOWN, with the reason, for what can't be read, development and special builds, trains that the table
        hasn't, releases newer than the table, and Junos Evolved where no operator's table gives its dates.
        """
        return self.releases.answer(version, model, on)

    def supported_release_exists(self, profile: PlatformProfile, on: date) -> bool | None:
        """Whether a release that runs on this hardware is supported on that day; None where it isn't known."""
        return self.releases.train_supported(profile.last_release, on) if profile.last_release else None

    def known_exploited(self, version: JunosVersion, model: str, on: date) -> ExploitedAnswer:
        """Which known exploited issues that release has on that product, of those published by that day.

        A release that no row speaks against isn't known to be affected, which is less than being free of issues.
        UNKNOWN for what can't be placed among releases, and for trains that lie between fixed ones without a fix.
        """
        return exposure_of(self.advisories, version, model, on)

    def lifecycle(self, names: Sequence[str], on: date) -> LifecycleAnswer:
        """What the lifecycle tables say of a product or FRU that goes by these names (SKU, FRU model number, model).

        Names match a row's SKU exactly but for their case, through the alias table, or by an operator's glob.
        """
        return self.hardware.answer(names, on)

    def parts(self, part_number: str) -> tuple[Part, ...]:
        """The rows of a part number; empty where it isn't in the table."""
        return self.part_rows.get(part_number.strip().upper(), ())

    def assembly(self, assembly_id: str) -> tuple[Assembly, ...]:
        """What an EEPROM's assembly id (``0x0926``) stands for; empty where it isn't in the table."""
        return self.assembly_rows.get(assembly_id.strip().lower(), ())

    def license_class(
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
        """The class of an installed license."""
        return self.licenses.of_key(
            sku=sku,
            order_type=order_type,
            license_type=license_type,
            name=name,
            validity=validity,
            dated=dated,
            features=features,
        )

    def told_of_feature(self, name: str) -> LicenseClass:
        """The class that the operator was told of a feature; UNKNOWN where nothing."""
        return self.licenses.told_of_feature(name)

    def feature_class(self, name: str) -> LicenseClass:
        """The class of license that a feature name of Junos comes with; UNKNOWN where no rule knows it."""
        return self.licenses.of_feature(name)

    def given_count(self, feature: str) -> int | None:
        """How much of a feature Junos gives without any key; None where it isn't known to give any."""
        return self.licenses.given_count(feature)

    def fees(self, model: str) -> tuple[FeeLine, ...]:
        """The fee lines of a product model: stated figures where there are some, else the published ranges."""
        return self.fee_rows.of_model.get(model.strip().lower(), self.fee_rows.general)

    def price(self, clause: str, names: Sequence[str], on: date) -> PriceAnswer:
        """What the operator's price lists state for a product or license of these names."""
        return self.prices.answer(clause, names, on)

    def contact(self, topic: str) -> Contact | None:
        """Whom to turn to about a topic of the ``contacts`` set; None where it has none."""
        return next((contact for contact in self.contacts if contact.topic == topic), None)


def _held(info: SetInfo, pin: str, own_digests: Collection[str]) -> SetInfo:
    return replace(info, pin=pin, pinned=info.digest in ({pin, *own_digests} - {""}))


def _any_of(globs: Sequence[str]) -> str:
    return "|".join(translate(glob) for glob in globs)


def _model_names(model: str, description: str) -> tuple[str, ...]:
    names = [model]
    if bracketed := _BRACKETS.search(description):
        names.append(bracketed[1])
    names += [description, description.partition("[")[0]]
    folded = ["".join(name.split()).lower() for name in names]
    return tuple(dict.fromkeys(name for name in folded if 0 < len(name) <= _LONGEST))
