"""Platform profiles: what a family is, what it is expected to tell, and what is normal on a bench."""

from __future__ import annotations

from dataclasses import dataclass, field

from reinstate.plan.requests import Rpc


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
