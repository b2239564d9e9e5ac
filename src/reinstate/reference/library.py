"""The reference sets of one evaluation, loaded: the questions that checks ask of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from fnmatch import fnmatchcase, translate
from typing import Self

from reinstate.device.version import JunosVersion
from reinstate.reference.advisories import Advisory, ExploitedAnswer, exposure_of
from reinstate.reference.contacts import Contact
from reinstate.reference.hardware_states import HardwareStates
from reinstate.reference.licenses import LicenseClass, LicenseRules
from reinstate.reference.lifecycle import (
    ALIASES_SET,
    Hardware,
    LifecycleAnswer,
    LifecycleRow,
    LifecycleState,
)
from reinstate.reference.page_families import PageFamily
from reinstate.reference.parts import Assembly, Part
from reinstate.reference.prices import FeeLine, Fees, PriceAnswer, Prices
from reinstate.reference.profiles import PlatformProfile
from reinstate.reference.releases import ReleaseAnswer, ReleaseRow, Releases, ReleaseState
from reinstate.reference.set_info import SetInfo

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
class Reference:
    """All reference sets of one evaluation. Each answer depends only on the sets, the question, and the day.

    Attributes:
        own_profiles: the operator's, for products that match none of ``profiles``.
        page_families: the pages on which Juniper publishes lifecycle dates.
        renewals: by shipped set, the operator's tables that list all that it lists. Such a table states what has been
            added since: in date, it lets a set count that is too old.
    """

    sets: Mapping[str, SetInfo] = field(default_factory=dict)
    profiles: tuple[PlatformProfile, ...] = field(default=(), repr=False)
    states: HardwareStates = field(default_factory=HardwareStates, repr=False)
    releases: Releases = field(default_factory=Releases, repr=False)
    hardware: Hardware = field(default_factory=Hardware, repr=False)
    part_rows: Mapping[str, tuple[Part, ...]] = field(default_factory=dict, repr=False)
    assembly_rows: Mapping[str, tuple[Assembly, ...]] = field(default_factory=dict, repr=False)
    licenses: LicenseRules = field(default_factory=LicenseRules, repr=False)
    fee_rows: Fees = field(default_factory=Fees, repr=False)
    prices: Prices = field(default_factory=Prices, repr=False)
    contacts: tuple[Contact, ...] = field(default=(), repr=False)
    advisories: tuple[Advisory, ...] = field(default=(), repr=False)
    own_profiles: tuple[PlatformProfile, ...] = field(default=(), repr=False)
    page_families: tuple[PageFamily, ...] = field(default=(), repr=False)
    renewals: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _by_model: re.Pattern[str] | None = field(init=False, repr=False, compare=False, default=None)
    _reliable: dict[date, Reference] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        globs = [f"(?P<p{n}>{_any_of(profile.models)})" for n, profile in enumerate(self.profiles) if profile.models]
        object.__setattr__(self, "_by_model", re.compile("|".join(globs)) if globs else None)

    def digests(self) -> dict[str, str]:
        """Digest of each reference set by name."""
        return {name: info.digest for name, info in sorted(self.sets.items())}

    def held_to(self, pins: Mapping[str, str], own_digests: Collection[str]) -> Self:
        """The same sets, each marked as pinned by the policy or not: by name and digest, or as an operator's file."""
        sets = {name: _held(info, pins.get(name, ""), own_digests) for name, info in self.sets.items()}
        return self if sets == self.sets else replace(self, sets=sets)

    def weakness(self, name: str, on: date) -> str:
        """Why a set does not permit a pass on that day, as a predicate of it; "" if it permits one."""
        if name not in self.sets:
            return "is missing"
        info = self.sets[name]
        return "" if info.pinned and self._renewed(name, on) else info.weakness(on)

    def _renewed(self, name: str, on: date) -> bool:
        """Whether a table that lists all that a set lists can carry a pass on that day."""
        return any(not self.sets[table].weakness(on) for table in self.renewals.get(name, ()) if table in self.sets)

    def profile_for(self, model: str, description: str, *, evolved: bool | None = None) -> PlatformProfile | None:
        """The profile whose model globs match (product model first, then chassis description); None if none does.

        Of a description such as ``JNP204 [MX204]``, the name in brackets is tried first, then the whole, then the part
        before the brackets. Some models run Junos OS or Junos OS Evolved: ``evolved`` states which, if known. A profile
        of the operator's own is used only for a product none of whose names matches a shipped profile.
        """
        names = _model_names(model, description)
        for name in names:
            if self._by_model is not None and (found := self._by_model.match(name)) and found.lastgroup:
                return _of_system(self.profiles[int(found.lastgroup[1:])], self.profiles, name, evolved)
        for name in names:
            for own in self.own_profiles:
                if _fits(own, name):
                    return _of_system(own, self.own_profiles, name, evolved)
        return None

    def looks_virtual(self, profile: PlatformProfile, serial_number: str) -> bool:
        """Whether a chassis is a virtual device: by its profile, or by the form of its serial number."""
        serial = serial_number.strip().lower()
        return profile.virtual or any(fnmatchcase(serial, glob) for glob in profile.virtual_serials)

    def release(self, version: JunosVersion, model: str, on: date) -> ReleaseAnswer:
        """The support state of that release for that product model on that day.

        UNKNOWN, with the reason, for versions that are not recognized, non-standard builds, trains that the table does
        not list, releases newer than the table, and Junos OS Evolved unless an operator's table has its dates.
        """
        return self.releases.answer(version, model, on)

    def supported_release_exists(self, profile: PlatformProfile, on: date) -> bool | None:
        """Whether a release that runs on this hardware is supported on that day; None if unknown."""
        return self.releases.train_supported(profile.last_release, on) if profile.last_release else None

    def known_exploited(self, version: JunosVersion, model: str, on: date) -> ExploitedAnswer:
        """Which known exploited vulnerabilities affect that release on that product, of those published by that day.

        A release that no advisory lists is not known to be affected, which does not prove that it is unaffected.
        UNKNOWN for non-standard builds, and for trains between fixed ones that have no fix of their own.
        """
        return exposure_of(self.advisories, version, model, on)

    def lifecycle(self, names: Sequence[str], on: date) -> LifecycleAnswer:
        """The lifecycle data of a product or FRU with these names (SKU, FRU model number, model).

        Names match a row's SKU exactly except for case, through the alias table, or by an operator's glob.
        """
        return self.hardware.answer(names, on)

    def parts(self, part_number: str) -> tuple[Part, ...]:
        """The rows of a part number; empty if the table does not list it."""
        return self.part_rows.get(part_number.strip().upper(), ())

    def assembly(self, assembly_id: str) -> tuple[Assembly, ...]:
        """The meanings of an EEPROM's assembly id (``0x0926``); empty if the table does not list it."""
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

    def operator_feature_class(self, name: str) -> LicenseClass:
        """The class that an operator's table states for a feature; UNKNOWN if none."""
        return self.licenses.operator_feature_class(name)

    def feature_class(self, name: str) -> LicenseClass:
        """The class of license that a Junos feature name belongs to; UNKNOWN if no rule matches it."""
        return self.licenses.of_feature(name)

    def given_count(self, feature: str) -> int | None:
        """The count of a feature that Junos includes without a license key; None if none is known."""
        return self.licenses.given_count(feature)

    def fees(self, model: str) -> tuple[FeeLine, ...]:
        """The fee lines of a product model: stated figures if there are any, otherwise the published ranges."""
        return self.fee_rows.of_model.get(model.strip().lower(), self.fee_rows.general)

    def price(self, clause: str, names: Sequence[str], on: date) -> PriceAnswer:
        """The figures in the operator's price lists for a product or license with these names."""
        return self.prices.answer(clause, names, on)

    def contact(self, topic: str) -> Contact | None:
        """The contact for a topic of the ``contacts`` set; None if it has none."""
        return next((contact for contact in self.contacts if contact.topic == topic), None)


def reliable_rows(reference: Reference, on: date) -> Reference:
    """Lifecycle and releases by the rows alone of sets that permit a pass on that day; all else unchanged.

    Made for a comparison only: fewer rows can also mean fewer contradictions. All units of a batch share it.
    """
    kept = reference._reliable
    if on not in kept:
        kept[on] = _reliable_rows(reference, on)
    return kept[on]


def _reliable_rows(reference: Reference, on: date) -> Reference:
    tables = frozenset(name for name, info in reference.sets.items() if not info.weakness(on))
    values = {one.name: getattr(reference, one.name) for one in fields(Reference) if one.init}
    values["hardware"] = reference.hardware.only(tables, aliases=ALIASES_SET in tables)
    values["releases"] = reference.releases.only(tables)
    return Reference(**values)


def _held(info: SetInfo, pin: str, own_digests: Collection[str]) -> SetInfo:
    return replace(info, pin=pin, pinned=info.digest in ({pin, *own_digests} - {""}))


def _fits(profile: PlatformProfile, name: str) -> bool:
    return any(fnmatchcase(name, glob) for glob in profile.models)


def _of_system(
    found: PlatformProfile, among: Sequence[PlatformProfile], name: str, evolved: bool | None
) -> PlatformProfile:
    """The profile for the operating system that the unit runs, if its model can run either."""
    if evolved is None or found.evolved is evolved:
        return found
    return next((rival for rival in among if rival.evolved is evolved and _fits(rival, name)), found)


def _any_of(globs: Sequence[str]) -> str:
    return "|".join(translate(glob) for glob in globs)


def _model_names(model: str, description: str) -> tuple[str, ...]:
    names = [model]
    if bracketed := _BRACKETS.search(description):
        names.append(bracketed[1])
    names += [description, description.partition("[")[0]]
    folded = ["".join(name.split()).lower() for name in names]
    return tuple(dict.fromkeys(name for name in folded if 0 < len(name) <= _LONGEST))
