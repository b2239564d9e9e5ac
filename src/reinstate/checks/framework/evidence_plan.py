"""What a device is asked: defined by platform profile, policy, and enabled checks, never by what it answers.

The session uses ``second_wave`` to know what to send; an evaluation uses ``expected_items`` to know what a bundle
must hold, and ``held_to_plan`` to make what is missing from it unknown. All three are pure and agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reinstate.checks.framework.check import Check, Evidence, Platforms, is_site_check
from reinstate.device.model import Device, RoutingEngines
from reinstate.device.reading import Known, Unknown, unknown_because
from reinstate.plan.requests import CATALOG, FIRST_WAVE, ON_ORDER, Need, Request, Rpc, in_sending_order
from reinstate.reference.profiles import PlatformProfile


@dataclass(frozen=True, slots=True)
class SiteNeeds:
    """What a site check needs of a device: all that a collector must know, for it has no site checks.

    Attributes:
        needs: requested wherever the check applies, whether or not the platform is expected to report it.
        uses: requested where the platform profile expects it, as with every check.
        platforms: globs over the names of platform profiles; empty is all.
    """

    needs: tuple[Rpc, ...] = ()
    uses: tuple[Rpc, ...] = ()
    platforms: tuple[str, ...] = ()

    def to_json(self) -> dict[str, list[str]]:
        """As ``run.json`` states it, and as it travels to a jump host."""
        return {
            "needs": [str(rpc) for rpc in self.needs],
            "uses": [str(rpc) for rpc in self.uses],
            "platforms": list(self.platforms),
        }

    @property
    def evidence(self) -> Evidence:
        """The same as a check states it."""
        return Evidence(needs=self.needs, uses=self.uses)

    @property
    def applies_to(self) -> Platforms:
        """The same as a check states it."""
        return Platforms(self.platforms)

    @classmethod
    def from_json(cls, stated: Mapping[str, Sequence[str]]) -> SiteNeeds:
        """What `to_json` gave; KeyError or ValueError where it is something else."""
        needs, uses = (tuple(map(Rpc, stated[key])) for key in ("needs", "uses"))
        return cls(needs, uses, tuple(map(str, stated["platforms"])))


Asking = Sequence[type[Check] | Check | SiteNeeds]
_REQUIRED = frozenset(request.id for request in CATALOG.values() if request.need is Need.REQUIRED and request.wave == 2)
# Requested only where two engines work, and only the form for the system.
EVERY_ENGINE = frozenset({Rpc.SOFTWARE_ALL_ENGINES, Rpc.SOFTWARE_ALL_NODES})
_PRODUCT_NUMBERS = frozenset({Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI})


def second_wave(
    device: Device,
    profile: PlatformProfile | None,
    checks: Asking,
    switched_on: Collection[Rpc] = (),
) -> tuple[Request, ...]:
    """The requests to send after the first wave, in sending order, each once.

    Args:
        device: the first wave, read; only the number of working routing engines is taken from it.
        profile: None where no platform profile matches; then only what every device must report is requested.
        checks: the enabled ones, or what they need where the checks themselves are not available.
        switched_on: optional items that the policy asks for, of those that the platform answers.
    """
    wanted = set(_REQUIRED)
    if profile is not None:
        wanted |= _of_profile(profile, _read_by(checks)) | (set(switched_on) & profile.optional)
        wanted = _every_engine(wanted, device, profile) | _of_site(profile, checks)
    return tuple(request for request in in_sending_order(wanted) if request.wave == 2)


def site_needs(checks: Iterable[Check]) -> tuple[SiteNeeds, ...]:
    """What the site checks among these need, each need once."""
    wanted = (
        SiteNeeds(check.evidence.needs, check.evidence.uses, check.applies_to.names)
        for check in checks
        if is_site_check(check)
    )
    return tuple(dict.fromkeys(wanted))


def expected_items(
    device: Device,
    profile: PlatformProfile | None,
    checks: Asking,
    switched_on: Collection[Rpc] = (),
) -> frozenset[Rpc]:
    """What an evaluation must find in a bundle: the first wave and the second. Arguments as for ``second_wave``.

    Where the family is unknown, so are the optional items that it answers: all that the policy requests is missed
    then, for a bundle that lost its first replies must not lose the requests with them.
    """
    planned = (*FIRST_WAVE, *second_wave(device, profile, checks, switched_on))
    asked_in_vain = on_order(checks, switched_on) if profile is None else frozenset()
    return frozenset(request.id for request in planned) | asked_in_vain


def on_order(checks: Asking, switched_on: Collection[Rpc]) -> frozenset[Rpc]:
    """Optional items that are requested on the platforms that they are for: by the policy, or for a site check."""
    of_site = {rpc for one in checks if isinstance(one, SiteNeeds) or is_site_check(one) for rpc in one.evidence.needs}
    return frozenset(rpc for rpc in of_site | set(switched_on) if CATALOG[rpc].need in ON_ORDER)


def held_to_plan(device: Device, expected: Iterable[Rpc]) -> Device:
    """The device with every expected item that its bundle lacks made unknown (``not-collected``, not ``not-asked``).

    Without it, an item removed from a bundle would look like one that was not requested.
    """
    items = tuple(expected)
    lacking = [
        rpc for rpc in items if isinstance(reading := device.reading(rpc), Unknown) and reading.status == "not-asked"
    ]
    later = [rpc for rpc in items if rpc not in _FIRST]
    alone = len(later) > 1 and set(lacking) == set(later)
    missing = {rpc: Unknown(rpc, _LOST, _FIRST_ALONE) if alone else unknown_because(rpc, _LOST) for rpc in lacking}
    return replace(device, readings={**device.readings, **missing}) if missing else device


# What triage collects. Its record must not list 20 items that seem to be lost.
_FIRST = frozenset(request.id for request in FIRST_WAVE)
_LOST = "not-collected"
_FIRST_ALONE = "the evidence bundle contains the first requests only (triage)"


def _of_site(profile: PlatformProfile, checks: Asking) -> frozenset[Rpc]:
    """What site checks need beyond the platform's own evidence; nothing of a virtual device."""
    if profile.virtual:
        return frozenset()
    own = (one for one in checks if isinstance(one, SiteNeeds) or is_site_check(one))
    return frozenset(rpc for one in own if one.applies_to.include(profile) for rpc in one.evidence.needs)


def _read_by(checks: Asking) -> frozenset[Rpc]:
    return frozenset(rpc for check in checks for rpc in (*check.evidence.needs, *check.evidence.uses))


def _of_profile(profile: PlatformProfile, read: frozenset[Rpc]) -> frozenset[Rpc]:
    wanted = (profile.expected & read) - _PRODUCT_NUMBERS
    if read & _PRODUCT_NUMBERS:
        # ``extensive`` holds all that ``clei-models`` reports, so only one of the two slow listings is asked.
        wanted |= {Rpc.INVENTORY_EXTENSIVE if profile.eeprom else Rpc.INVENTORY_CLEI}
    return wanted | (EVERY_ENGINE & read if profile.redundant_engines else frozenset())


def _every_engine(wanted: set[Rpc], device: Device, profile: PlatformProfile) -> set[Rpc]:
    """Keep one form of "software on all engines", and only where two work: Junos waits minutes for an absent one."""
    reading = device.reading(Rpc.ROUTING_ENGINES)
    two = (
        isinstance(reading, Known)
        and isinstance(reading.value, RoutingEngines)
        and sum(engine.status.upper() == "OK" for engine in reading.value.engines) >= 2
    )
    form = Rpc.SOFTWARE_ALL_NODES if profile.evolved else Rpc.SOFTWARE_ALL_ENGINES
    asked = two and bool(wanted & EVERY_ENGINE)
    return (wanted - EVERY_ENGINE) | ({form} if asked else set())
