"""What a device is asked: settled by platform profile, policy and enabled checks, never by whether it answers.

The session uses ``second_wave`` to know what to send; a judgement uses ``expected_items`` to know what a bundle
must hold, and ``held_to_plan`` to make what is missing from it unknown. All three are pure and agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from reinstate.checks.framework import Check
from reinstate.device.model import Device, RoutingEngines
from reinstate.device.reading import Known, Unknown
from reinstate.plan.requests import CATALOGUE, FIRST_WAVE, Need, Request, Rpc, in_sending_order
from reinstate.reference.profiles import PlatformProfile

_REQUIRED = frozenset(
    request.id for request in CATALOGUE.values() if request.need is Need.REQUIRED and request.wave == 2
)
_EVERY_ENGINE = frozenset({Rpc.SOFTWARE_ALL_ENGINES, Rpc.SOFTWARE_ALL_NODES})
_PRODUCT_NUMBERS = frozenset({Rpc.INVENTORY_EXTENSIVE, Rpc.INVENTORY_CLEI})


def second_wave(
    device: Device,
    profile: PlatformProfile | None,
    checks: Sequence[type[Check] | Check],
    switched_on: Collection[Rpc] = (),
) -> tuple[Request, ...]:
    """The requests to send after the first wave, in sending order, each once.

    Args:
        device: the first wave, read; only the number of working routing engines is taken from it.
        profile: None where no family fits; then only what every device must tell is asked.
        checks: the enabled ones.
        switched_on: optional items that the policy asks for, of those that the platform answers.
    """
    wanted = set(_REQUIRED)
    if profile is not None:
        wanted |= _of_profile(profile, _read_by(checks)) | (set(switched_on) & profile.optional)
        wanted = _every_engine(wanted, device, profile)
    return tuple(request for request in in_sending_order(wanted) if request.wave == 2)


def expected_items(
    device: Device,
    profile: PlatformProfile | None,
    checks: Sequence[type[Check] | Check],
    switched_on: Collection[Rpc] = (),
) -> frozenset[Rpc]:
    """What a judgement must find in a bundle: the first wave and the second. Arguments as for ``second_wave``.

    Where the family can't be told, neither can it be told which optional items it answers: all that the policy asks
    for is missed then, for a bundle that lost its first replies must not lose the questions with them.
    """
    planned = (*FIRST_WAVE, *second_wave(device, profile, checks, switched_on))
    asked_in_vain = switched_on if profile is None else ()
    return frozenset(request.id for request in planned) | frozenset(asked_in_vain)


def held_to_plan(device: Device, expected: Iterable[Rpc]) -> Device:
    """The device with every expected item that its bundle lacks made unknown (``not-collected``, not ``not-asked``).

    Without it an item removed from a bundle would read as one that nobody asked for.
    """
    missing = {
        rpc: Unknown(rpc, "not-collected", f"{rpc} belongs to the evidence of this device and isn't in the bundle")
        for rpc in expected
        if isinstance(reading := device.reading(rpc), Unknown) and reading.status == "not-asked"
    }
    return replace(device, readings={**device.readings, **missing}) if missing else device


def _read_by(checks: Iterable[type[Check] | Check]) -> frozenset[Rpc]:
    return frozenset(rpc for check in checks for rpc in (*check.needs, *check.uses))


def _of_profile(profile: PlatformProfile, read: frozenset[Rpc]) -> frozenset[Rpc]:
    wanted = (profile.expected & read) - _PRODUCT_NUMBERS
    if read & _PRODUCT_NUMBERS:
        # ``extensive`` holds all that ``clei-models`` would tell, so only one of the two slow listings is asked.
        wanted |= {Rpc.INVENTORY_EXTENSIVE if profile.eeprom else Rpc.INVENTORY_CLEI}
    return wanted | (_EVERY_ENGINE & read if profile.redundant_engines else frozenset())


def _every_engine(wanted: set[Rpc], device: Device, profile: PlatformProfile) -> set[Rpc]:
    """Keep one form of "software on all engines", and only where two work: Junos waits minutes for an absent one."""
    reading = device.reading(Rpc.ROUTING_ENGINES)
    two = (
        isinstance(reading, Known)
        and isinstance(reading.value, RoutingEngines)
        and sum(engine.status.upper() == "OK" for engine in reading.value.engines) >= 2
    )
    form = Rpc.SOFTWARE_ALL_NODES if profile.evolved else Rpc.SOFTWARE_ALL_ENGINES
    asked = two and bool(wanted & _EVERY_ENGINE)
    return (wanted - _EVERY_ENGINE) | ({form} if asked else set())
