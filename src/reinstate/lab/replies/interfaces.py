"""``get-interface-information`` of the configured interfaces, and the addresses by which engines know each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reinstate.lab.junos_xml import leaf, node
from reinstate.lab.replies.context import Context, seconds_of, stamp

_INTERNAL = "__juniper_private1__"
HOSTS_FILE = "/etc/hosts.junos"
# Ports of the management network, which is the one that is plugged in on a bench.
_MANAGEMENT = ("fxp", "em", "me", "vme", "re")


def interfaces(context: Context) -> str | None:
    """``show interfaces``, of all or of one; with ``terse`` of the internal instance. None for other arguments."""
    arguments = dict(context.arguments)
    terse = arguments.pop("terse", None)
    instance = arguments.pop("routing-instance", None)
    name = arguments.pop("interface-name", None)
    if arguments or terse not in (None, True) or (instance is not None and (instance, terse) != (_INTERNAL, True)):
        return None
    rows = [_internal(context)] if instance else [_physical(context, *one) for one in _configured(context, name)]
    style = {"junos_style": "terse"} if terse else {"junos_style": "normal"}
    return node("interface-information", *rows, xmlns=context.namespace("junos-interface"), **style)


def hosts_file(context: Context) -> str | None:
    """``file show /etc/hosts.junos``: internal addresses by name; None for every other file."""
    arguments = dict(context.arguments)
    if arguments.pop("filename", None) != HOSTS_FILE or arguments:
        return None
    rows = "".join(f"{address:<20}{' '.join(names)}\n" for address, names in _engines(context))
    return node("file-content", rows, filename=HOSTS_FILE, filesize=str(len(rows)), encoding="text")


def _engines(context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Internal address and names of each engine; the first one is asked."""
    spec = context.spec
    names = list(spec.members) or ["localre" if "software" in spec.wrapped else "re0"]
    for number, name in enumerate(names):
        yield f"128.0.0.{4 + number}", (name, "master") if number == 0 else (name,)


def _internal(context: Context) -> str:
    address, _ = next(_engines(context))
    family = node(
        "address-family",
        leaf("address-family-name", "inet"),
        node("interface-address", leaf("ifa-local", f"{address}/2")),
    )
    logical = node("logical-interface", _states("em0.0"), family)
    return node("physical-interface", _states("em0"), logical)


def _states(name: str) -> str:
    return leaf("name", name) + leaf("admin-status", "up") + leaf("oper-status", "up")


def _configured(context: Context, name: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Interfaces of the configuration, and the loopback interface; or the one of that name."""
    stated = context.spec.configuration.get("interfaces", {}).get("interface", [])
    listed = {str(one["name"]): one for one in (stated if isinstance(stated, list) else [stated])}
    for interface in sorted({**listed, "lo0": listed.get("lo0", {})}):
        if name in (None, interface):
            yield interface, listed.get(interface, {})


def _physical(context: Context, name: str, stated: dict[str, Any]) -> str:
    up = name == "lo0" or name.startswith(_MANAGEMENT)
    loopback = name == "lo0"
    units = stated.get("unit", [])
    rows = [_logical(name, unit) for unit in (units if isinstance(units, list) else [units])]
    return node(
        "physical-interface",
        leaf("name", name),
        leaf("admin-status", "up", junos_format="Enabled") + leaf("oper-status", "up" if up else "down"),
        leaf("description", stated.get("description")),
        leaf("link-level-type", None if loopback else "Ethernet"),
        leaf("mtu", "Unlimited" if loopback else 1514) + leaf("speed", None if loopback else "1000mbps"),
        leaf("current-physical-address", None if loopback else context.spec.mac or None),
        leaf("interface-flapped", stamp(context.booted), junos_seconds=_seconds_since_boot(context)),
        *rows,
    )


def _seconds_since_boot(context: Context) -> str:
    return str(int(seconds_of(context.now)) - int(seconds_of(context.booted)))


def _logical(name: str, unit: dict[str, Any]) -> str:
    families = unit.get("family", {})
    return node(
        "logical-interface",
        leaf("name", f"{name}.{unit.get('name', 0)}"),
        leaf("description", unit.get("description")),
        node("if-config-flags", node("iff-up")),
        *(_family(family, stated or {}) for family, stated in families.items()),
    )


def _family(family: str, stated: dict[str, Any]) -> str:
    addresses = stated.get("address", [])
    rows = (
        node("interface-address", leaf("ifa-local", str(one["name"]).partition("/")[0]))
        for one in (addresses if isinstance(addresses, list) else [addresses])
    )
    return node("address-family", leaf("address-family-name", family), *rows)
