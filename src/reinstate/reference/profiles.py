"""Platform profiles: what a family is, what it is expected to tell, and what is normal on a bench."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

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
            ``virtual`` for software that is of no hardware family.
        models: globs over the product model (lower case) that this profile fits.
        evolved: whether it runs Junos Evolved.
        modular: cards and routing engines can be swapped.
        redundant_engines: it takes two routing engines.
        virtual_chassis, cluster: what a host of it may be.
        vmhost: it has VM-host routing engines.
        eeprom: ``extensive`` prints ``i2c-information`` for its modules.
        virtual: no hardware (vSRX, vMX, ...): never a product.
        expected: items that it answers beyond the required ones.
        optional: items that it answers where the policy switches them on.
        bench_normal_alarms: short descriptions (lower case globs) that are normal on a bench.
        supply_slots: how many supplies it takes.
        fans_removable: a failed fan can be replaced.
        fanless: globs over the product model (lower case) of those that have no fan.
        settle_minutes: minutes after boot before health may be judged.
        last_release: newest release train that runs on it ("12.3"); "" where any current one does or it isn't known.
        management_port: for the bench instructions.
        factory_default: configuration statement paths (as globs, names joined by spaces) of its factory default.
        identity_free: FRU kinds that carry no serial of their own on this family.
        virtual_serials: globs (lower case) over chassis serials that only virtual instances of the family carry.
        source: where the profile's facts come from.
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


@dataclass(frozen=True, slots=True)
class _Lists:
    """The named lists of the profiles' head, by key and name."""

    head: Record

    def of(self, key: str, names: Iterable[str]) -> tuple[str, ...]:
        """The list ``everywhere`` and the named ones, each entry once."""
        lists = Record(self.head.path, None, self.head.values.get(key) or {})
        entries = [entry for name in ("everywhere", *names) for entry in self._one(lists, name)]
        return tuple(dict.fromkeys(entries))

    def _one(self, lists: Record, name: str) -> tuple[str, ...]:
        if name not in lists.values:
            raise self.head.fail(name, f"the name of one of the lists {', '.join(lists.values)}", name)
        return lists.texts(name)


def profiles_of(table: Table) -> tuple[PlatformProfile, ...]:
    """The shipped profiles; a row is read with the lists of the set's head."""
    lists = _Lists(table.head)
    everywhere = _items(table.head, "everywhere")
    optional = tuple(table.head.records("optional"))
    for record in optional:
        record.only(("items", "families", "profiles", "evolved"))
    return tuple(_profile(record, lists, everywhere, optional) for record in table.rows)


_PROFILE_KEYS = (
    "name", "family", "models", "evolved", "modular", "redundant_engines", "virtual_chassis", "cluster", "vmhost",
    "eeprom", "virtual", "expected", "bench_alarms", "supply_slots", "fixed_supplies", "one_board", "fans_removable",
    "fanless", "settle_minutes", "last_release", "management_port", "factory_default", "virtual_serials", "source",
)  # fmt: skip


def _profile(
    record: Record, lists: _Lists, everywhere: frozenset[Rpc], optional: tuple[Record, ...]
) -> PlatformProfile:
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
        expected=frozenset() if virtual else everywhere | _items(record, "expected") | _of_flags(record),
        optional=frozenset() if virtual else _on_order(record, optional),
        bench_normal_alarms=lists.of("bench_alarms", record.texts("bench_alarms")),
        supply_slots=record.whole("supply_slots"),
        fans_removable=record.flag("fans_removable", default=True),
        fanless=record.texts("fanless"),
        settle_minutes=record.whole("settle_minutes") or 10,
        last_release=train_of(record, "last_release") if record.values.get("last_release") else "",
        management_port=record.text("management_port", ""),
        factory_default=lists.of("factory_default", record.texts("factory_default")),
        identity_free=frozenset(lists.of("identity_free", _identity_lists(record))),
        virtual_serials=record.texts("virtual_serials"),
        source=record.text("source"),
    )


def _items(record: Record, key: str) -> frozenset[Rpc]:
    items = record.texts(key)
    for item in items:
        if item not in _ITEMS:
            raise record.fail(key, "ids of requests", item)
    return frozenset(Rpc(item) for item in items)


def _of_flags(record: Record) -> frozenset[Rpc]:
    """Items that follow from what the platform is."""
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


def _on_order(profile: Record, optional: Iterable[Record]) -> frozenset[Rpc]:
    """What a policy may switch on for that platform: everywhere, by name, by family, or on Junos Evolved."""
    return frozenset(item for record in optional if _answers(profile, record) for item in _items(record, "items"))


def _answers(profile: Record, optional: Record) -> bool:
    families, names = optional.texts("families"), optional.texts("profiles")
    evolved = optional.flag("evolved")
    if profile.text("name") in names:
        return True
    if families:
        return profile.text("family") in families and profile.flag("evolved") is evolved
    return not names and (not evolved or profile.flag("evolved"))


def _identity_lists(record: Record) -> tuple[str, ...]:
    flags = {"one_board": "one-board", "fixed_supplies": "fixed-supply"}
    return tuple(name for flag, name in flags.items() if record.flag(flag))
