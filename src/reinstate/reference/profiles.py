"""Platform profiles: what a family is, what it is expected to report, and what is normal on a bench."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reinstate.plan.requests import Rpc
from reinstate.reference.releases import train_of
from reinstate.reference.set_files import Record, Table

_ITEMS = frozenset(rpc.value for rpc in Rpc)


@dataclass(frozen=True, slots=True)
class PlatformProfile:
    """One family's profile.

    Attributes:
        name: e.g. ``ex4400``.
        family: ``ex``, ``qfx``, ``mx``, ``ptx``, ``acx``, ``srx``, ``nfx``, ``ex9200``, ``j``, ``m``, ``t``;
            ``virtual`` for software that belongs to no hardware family.
        models: globs over the product models (lower case) that this profile is for.
        evolved: it runs Junos OS Evolved.
        modular: line cards and Routing Engines can be replaced.
        redundant_engines: it has slots for two Routing Engines.
        virtual_chassis, cluster: a host can be a Virtual Chassis, or a chassis cluster.
        vmhost: it has VM-host Routing Engines.
        eeprom: ``extensive`` prints ``i2c-information`` for its modules.
        virtual: a virtual device (vSRX, vMX, ...), never a physical product.
        expected: items that it supports in addition to the required ones.
        optional: items that it supports if the policy enables them.
        bench_normal_alarms: patterns (``alarm_texts``) of the alarms that are normal on a bench.
        supply_slots: number of power supply slots.
        fans_removable: a failed fan can be replaced.
        fanless: globs over the product model (lower case) of those that have no fan.
        settle_minutes: minutes after boot before health can be evaluated.
        last_release: newest release train that runs on it ("12.3"); "" if any current one does or it is unknown.
        management_port: for the bench instructions.
        factory_default: configuration statement paths (as globs, names joined by spaces) of its factory default.
        identity_free: FRU kinds that have no serial number of their own on this family.
        virtual_serials: globs (lower case) over chassis serial numbers that only virtual instances have.
        source: the source of the profile's facts.
        table: the operator's own set that it is from; "" for a shipped profile.
    """

    name: str
    family: str
    models: tuple[str, ...]
    evolved: bool = False
    modular: bool = False
    redundant_engines: bool = False
    virtual_chassis: bool = False
    cluster: bool = False
    vmhost: bool = False
    eeprom: bool = False
    virtual: bool = False
    expected: frozenset[Rpc] = frozenset()
    optional: frozenset[Rpc] = frozenset()
    bench_normal_alarms: tuple[str, ...] = ()
    supply_slots: int | None = None
    fans_removable: bool = True
    fanless: tuple[str, ...] = ()
    settle_minutes: int = 10
    last_release: str = ""
    management_port: str = ""
    factory_default: tuple[str, ...] = ()
    identity_free: frozenset[str] = field(default_factory=frozenset)
    virtual_serials: tuple[str, ...] = ()
    source: str = ""
    table: str = ""

    def plan_json(self) -> dict[str, Any]:
        """The part of the profile that collecting needs, as stored in ``run.json`` and as sent to a jump host."""
        return {
            "name": self.name,
            "models": list(self.models),
            "evolved": self.evolved,
            "redundant_engines": self.redundant_engines,
            "eeprom": self.eeprom,
            "expected": sorted(map(str, self.expected)),
            "optional": sorted(map(str, self.optional)),
        }

    def asking_also(self, other: PlatformProfile) -> PlatformProfile:
        """This profile, expected to report what the other one is expected to report as well."""
        return replace(
            self,
            redundant_engines=self.redundant_engines or other.redundant_engines,
            eeprom=self.eeprom or other.eeprom,
            expected=self.expected | other.expected,
            optional=self.optional | other.optional,
        )

    @classmethod
    def of_plan(cls, stated: Mapping[str, Any]) -> PlatformProfile:
        """A profile for collecting, from what `plan_json` gave; KeyError, TypeError, or ValueError otherwise."""
        flags = {key: stated[key] for key in ("evolved", "redundant_engines", "eeprom")}
        if not all(isinstance(value, bool) for value in flags.values()):
            raise ValueError(f"flags must be true or false: {flags}")
        return cls(
            name=str(stated["name"]),
            family="",
            models=tuple(map(str, stated["models"])),
            expected=frozenset(map(Rpc, stated["expected"])),
            optional=frozenset(map(Rpc, stated["optional"])),
            **flags,
        )


_PROFILE_KEYS = (
    "name", "family", "models", "evolved", "modular", "redundant_engines", "virtual_chassis", "cluster", "vmhost",
    "eeprom", "virtual", "expected", "bench_alarms", "supply_slots", "fixed_supplies", "one_board", "fans_removable",
    "fanless", "settle_minutes", "last_release", "management_port", "factory_default", "virtual_serials", "source",
)  # fmt: skip
_LONGEST_ALARM = 200


def _is_whole_alarm(text: str) -> bool:
    words = [word for word in text.split() if sum(map(str.isalpha, word)) >= 2]
    whole = len(words) >= 2 and sum(map(str.isalpha, text)) >= 8 and len(text) <= _LONGEST_ALARM
    return whole and not set("*[]") & set(text)


def _is_statement_path(text: str) -> bool:
    return re.match(r"[a-z][a-z0-9-]+ [a-z][a-z0-9-]{2}", text) is not None


# What an operator's own entry must name: otherwise, one entry can match any fault.
_OWN_ENTRIES = {
    "bench_alarms": (
        "the whole text of an alarm with ? for a number, of at least 2 words and 8 letters, without *",
        _is_whole_alarm,
    ),
    "factory_default": ("a statement path that begins with two whole words", _is_statement_path),
}
_FREE_OF_IDENTITY = {"one_board": "one-board", "fixed_supplies": "fixed-supply"}


def profiles_of(table: Table) -> tuple[PlatformProfile, ...]:
    """The shipped profiles; a row is read with the lists of the set's head."""
    reader = ProfileReader(table.head)
    for record in table.head.records("optional"):
        record.only(("items", "families", "profiles", "evolved"))
    return tuple(reader.profile(record) for record in table.rows)


@dataclass(frozen=True, slots=True)
class ProfileReader:
    """How a row becomes a profile.

    Attributes:
        head: that of the shipped set, with what applies to all platforms and the named lists that rows refer to.
        own: the rows are an operator's, which can state entries of their own as well as names of lists.
    """

    head: Record
    own: bool = False

    def profile(self, record: Record) -> PlatformProfile:
        """The row's profile; InputError names the file, the line, and the key that cannot be used."""
        record.only(_PROFILE_KEYS)
        virtual = record.flag("virtual")
        return PlatformProfile(
            name=record.text("name"),
            family=record.text("family"),
            models=record.texts("models"),
            evolved=record.flag("evolved"),
            modular=record.flag("modular"),
            redundant_engines=record.flag("redundant_engines"),
            virtual_chassis=record.flag("virtual_chassis"),
            cluster=record.flag("cluster"),
            vmhost=record.flag("vmhost"),
            eeprom=record.flag("eeprom"),
            virtual=virtual,
            expected=frozenset() if virtual else self._expected(record),
            optional=frozenset() if virtual else self._optional(record),
            bench_normal_alarms=self._listed(record, "bench_alarms"),
            supply_slots=record.whole("supply_slots"),
            fans_removable=record.flag("fans_removable", default=True),
            fanless=record.texts("fanless"),
            settle_minutes=record.whole("settle_minutes") or 10,
            last_release=train_of(record, "last_release") if record.values.get("last_release") else "",
            management_port=record.text("management_port", ""),
            factory_default=self._listed(record, "factory_default"),
            identity_free=self._identity_free(record),
            virtual_serials=record.texts("virtual_serials"),
            source=record.text("source"),
        )

    def _expected(self, record: Record) -> frozenset[Rpc]:
        """The items that all platforms support, those that this one lists, and those that follow from its flags."""
        return _items(self.head, "everywhere") | _items(record, "expected") | _of_flags(record)

    def _optional(self, record: Record) -> frozenset[Rpc]:
        """The items that a policy can enable for that platform: for all, by name, by family, or on Junos OS Evolved."""
        rows = self.head.records("optional")
        return frozenset(item for row in rows if _answers(record, row) for item in _items(row, "items"))

    def _identity_free(self, record: Record) -> frozenset[str]:
        lists = self._lists("identity_free")
        names = ("everywhere", *(name for flag, name in _FREE_OF_IDENTITY.items() if record.flag(flag)))
        return frozenset(entry for name in names for entry in lists.texts(name))

    def _listed(self, record: Record, key: str) -> tuple[str, ...]:
        """The list ``everywhere`` and the named ones, each entry once."""
        lists = self._lists(key)
        entries = [entry for name in ("everywhere", *record.texts(key)) for entry in self._entries(record, lists, name)]
        return tuple(dict.fromkeys(entries))

    def _entries(self, record: Record, lists: Record, name: str) -> tuple[str, ...]:
        if name in lists.values:
            return lists.texts(name)
        known = f"the name of a list ({', '.join(lists.values)})"
        if not self.own:
            raise record.fail(lists.within, known, name)
        form, is_narrow = _OWN_ENTRIES[lists.within]
        if not is_narrow(name):
            raise record.fail(lists.within, f"{known}, or {form}", name)
        return (name,)

    def _lists(self, key: str) -> Record:
        """The named lists under a key of the head."""
        return Record(self.head.path, None, self.head.values.get(key) or {}, key)


def _items(record: Record, key: str) -> frozenset[Rpc]:
    items = record.texts(key)
    for item in items:
        if item not in _ITEMS:
            raise record.fail(key, "ids of evidence items", item)
    return frozenset(Rpc(item) for item in items)


def _of_flags(record: Record) -> frozenset[Rpc]:
    """Items that follow from the flags of the platform."""
    wanted = {Rpc.INVENTORY_EXTENSIVE if record.flag("eeprom") else Rpc.INVENTORY_CLEI}
    if record.flag("virtual_chassis"):
        wanted.add(Rpc.VIRTUAL_CHASSIS)
    if record.flag("cluster"):
        wanted.add(Rpc.CHASSIS_CLUSTER)
    if record.flag("vmhost"):
        wanted.add(Rpc.VMHOST)
    if record.flag("redundant_engines"):
        wanted.add(Rpc.SOFTWARE_ALL_NODES if record.flag("evolved") else Rpc.SOFTWARE_ALL_ENGINES)
    return frozenset(wanted)


def _answers(profile: Record, optional: Record) -> bool:
    families, names = optional.texts("families"), optional.texts("profiles")
    evolved = optional.flag("evolved")
    if profile.text("name") in names:
        return True
    if families:
        return profile.text("family") in families and profile.flag("evolved") is evolved
    return not names and (not evolved or profile.flag("evolved"))
