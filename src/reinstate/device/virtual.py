"""Whether a unit is a virtual machine or a partition of a chassis, by the names and numbers of its modules.

A virtual machine can report the product model of a real chassis. Its modules still have the names that the image gives
them. Emulated disks are no sign: genuine VM hosts and guests on real hardware emulate them as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reinstate.device.model import Fru, FruKind, RoutingEngine, Unit

_NAME = re.compile(
    r"v(srx|mx|qfx|ptx|rr|ex\d*)\b|vqfx|vjunos|firefly|olive|[bc]?crpd|csrx|virtual (router|switch|firewall)",
    re.IGNORECASE,
)
# Names that images give to Routing Engines, control boards, cards, and CPUs: RE-VMX, VMX SCB, VSRX-S, Virtual FPC.
_MODULE = re.compile(
    r"(?<![A-Z0-9])(?:RE-VIRTUAL|VMX|VSRX|VQFX|VPTX|VEX\d*|VRR|VJUNOS\w*|FIREFLY|RIOT|Virtual FPC)(?![A-Z0-9])",
    re.IGNORECASE,
)
_VIRTUAL_CARD = re.compile(r"virtual(?: [a-z0-9-]{1,8})?", re.IGNORECASE)
_GUEST_CARDS = frozenset({FruKind.LINE_CARD, FruKind.MIC, FruKind.PIC})
_CARDS = frozenset({FruKind.MIC, FruKind.PIC})
_NO_SIGN = frozenset({FruKind.STORAGE, FruKind.MEMORY, FruKind.TRANSCEIVER})
# Instances of virtual Junos make a serial number up: VM and ten hexadecimal digits. All decimal could be a real product
# code. Their Routing Engine has a piece of a UUID instead, and their CPU a constant.
_CHASSIS_SERIAL = re.compile(r"VM(?=[0-9A-F]*[A-F])[0-9A-F]{10}", re.IGNORECASE)
_ENGINE_SERIAL = re.compile(r"(?=[0-9]*[a-f])[0-9a-f]{8}-[0-9a-f]{2,4}")
_CPU_SERIAL = "123XYZ987"
# Junos on NFX hardware is a guest whose cards have the names of a vSRX; the appliance JRR200 runs the image of the vRR.
_GUEST_ON_HARDWARE = re.compile(r"nfx\d", re.IGNORECASE)
_APPLIANCE = re.compile(r"jrr\d", re.IGNORECASE)
_ROUTE_REFLECTOR = re.compile(r"VRR", re.IGNORECASE)
_PARTITION = re.compile(r"gnf\d+(?:-|$)", re.IGNORECASE)
_PARTITION_ENGINE = re.compile(r"(?<![A-Z0-9])GNF(?![A-Z])", re.IGNORECASE)


def virtual_sign(unit: Unit, engines: Iterable[RoutingEngine] = ()) -> str:
    """What shows that the unit is a virtual machine, whatever its product model is; "" where nothing does."""
    return next(_signs(unit, tuple(engines)), "")


def _signs(unit: Unit, engines: tuple[RoutingEngine, ...]) -> Iterator[str]:
    names = ("product model", unit.model), ("description", unit.description), ("FRU model number", unit.model_number)
    for what, text in names:
        if _NAME.match(text) and not (is_appliance(unit) and _ROUTE_REFLECTOR.match(text)):
            yield f"{what} {text}"
    if _CHASSIS_SERIAL.fullmatch(unit.serial_number):
        yield f"serial number {unit.serial_number}"
    for fru in unit.walk():
        yield from _signs_of_module(unit, fru)
    for engine in engines:
        if _is_virtual_name(unit, engine.model):
            yield " ".join(f"Routing Engine {engine.slot} {engine.model}".split())


def _signs_of_module(unit: Unit, fru: Fru) -> Iterator[str]:
    if fru.kind in _NO_SIGN or (fru.kind in _GUEST_CARDS and _is_guest_on_hardware(unit)):
        return
    for text in (fru.description, fru.model_number, fru.part_number):
        if _is_virtual_name(unit, text) or (fru.kind in _CARDS and _VIRTUAL_CARD.fullmatch(text)):
            yield f"{fru.place} {text}"
    serial = fru.serial_number
    if (fru.kind is FruKind.ROUTING_ENGINE and _ENGINE_SERIAL.fullmatch(serial)) or serial == _CPU_SERIAL:
        yield f"{fru.place} with serial number {serial}"


def _is_virtual_name(unit: Unit, text: str) -> bool:
    found = _MODULE.search(text)
    return found is not None and not (is_appliance(unit) and _ROUTE_REFLECTOR.fullmatch(found[0]))


def _is_guest_on_hardware(unit: Unit) -> bool:
    """Whether it is an NFX, on which Junos is a guest although the product is physical."""
    return bool(_GUEST_ON_HARDWARE.match(unit.model) or _GUEST_ON_HARDWARE.match(unit.description))


def is_appliance(unit: Unit) -> bool:
    """Whether it is a route reflector appliance (JRR200), whose software can call itself vRR."""
    names = (unit.model, unit.description, unit.model_number)
    return any(_APPLIANCE.match(name) for name in names)


def partition_sign(unit: Unit, engines: Iterable[RoutingEngine] = (), names: Iterable[str] = ()) -> str:
    """What shows that the unit is a guest network function, a partition of a chassis; "" where nothing does.

    Args:
        unit: the unit.
        engines: its Routing Engines.
        names: the names (``re-name``) under which engines reported, in order; the one that answers is the first.
    """
    first = next(iter(names), "")
    if _PARTITION.match(first):
        return first
    boards = [fru for fru in unit.walk() if fru.kind is FruKind.ROUTING_ENGINE]
    models = (one.model for one in engines)
    texts = (*models, *(text for fru in boards for text in (fru.description, fru.model_number)))
    return next((text for text in texts if _PARTITION_ENGINE.search(text)), "")
