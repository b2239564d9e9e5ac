"""What the bench must provide: the minimal configuration to paste on a console, and a network of its own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface, ip_network
from pathlib import Path

from reinstate.checks.configuration import BENCH_ZONE
from reinstate.checks.framework.inputs import Baseline
from reinstate.decision.policy import Policy
from reinstate.errors import InputError
from reinstate.evidence.file_access import read_file
from reinstate.reference.library import Reference
from reinstate.reference.profiles import PlatformProfile
from reinstate.report.text import visible

_LOGIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_PORT = re.compile(r"(?P<port>[^\s,;(]+)(?:\s*\((?P<models>[^)]*)\))?")
_DATA_PORTS = ("ge-", "fe-")
_EXAMPLE = "192.0.2.10/24"
_LARGEST_KEY = 64 * 1024
_NETWORK = """\
# The bench network
#
# Connect the management ports to a network of their own, without a connection to the internet, to production networks,
# or to data ports of other devices. Only the controller can reach them. A device with its factory default requests
# images and configuration by DHCP and contacts Juniper (phone-home). A previous owner can configure a stolen or
# cloud-claimed device remotely. A manipulated device can connect to the person who manipulated it.
#
# Before the inspection: wait {settle} minutes after power-on. The management link must be up. As many power supplies
# must have input power as the policy states ({fed}, or the number in a claim for the unit).
"""
_CONSOLE = """\
# Paste {what}, in configuration mode.
# A zeroized device does not run SSH. Junos asks for the passwords.
# Under policy {policy}, the inspection ignores these statements: they are the bench baseline.
"""
_ANY_PORT = """\
# Replace MANAGEMENT-PORT with the management port of the device, such as fxp0 or me0; or name the model with --model,
# or in the inventory with reinstate_claim: {model: ex4400-48p}.
"""
_EXAMPLE_ADDRESS = """\
# The address is an example. Each device needs its own: name the inventory with --inventory, or the first address and
# the number of devices with --address and --count.
"""


@dataclass(frozen=True, slots=True)
class BenchOrder:
    """The devices that a bench configuration is for.

    Attributes:
        model: product model, as a device prints it; "" where it is not known.
        address: the device's management address with its prefix; "" for an example of the policy's.
        key_file: SSH public key of the bench's login; None where it logs in with a password.
    """

    policy: Policy
    reference: Reference
    model: str = ""
    address: str = ""
    key_file: Path | None = None


@dataclass(frozen=True, slots=True)
class BenchPlace:
    """One of several devices.

    Attributes:
        name: what stands above its commands.
        address: its management address, with or without the prefix.
        model: what is claimed of it; it counts where the model has a platform profile.
    """

    name: str
    address: str
    model: str = ""


def bench_text(order: BenchOrder, places: Sequence[BenchPlace] = ()) -> str:
    """The whole text: comments on the network, and ``set`` commands; with places a block for each.

    Raises:
        InputError: the policy names no login, or address or key are not in its baseline, or two places share one.
    """
    _require_distinct(places)
    orders = [_order_at(order, place) for place in places] or [order]
    profiles = [_profile(one) for one in orders]
    blocks = ["\n".join(bench_commands(*both)) for both in zip(orders, profiles, strict=True)]
    if places:
        blocks = [f"# {visible(place.name)}\n{block}" for place, block in zip(places, blocks, strict=True)]
    network = _NETWORK.format(settle=_settle(profiles), fed=order.policy.inputs.fed_supplies)
    console = _CONSOLE.format(
        what="the block of each device on its console" if places else "this on the console",
        policy=visible(order.policy.name),
    )
    console += "" if all(profiles) else _ANY_PORT
    console += "" if places or order.address else _EXAMPLE_ADDRESS
    return "\n".join([network, console, "\n\n".join(blocks), ""])


def counted_places(address: str, count: int) -> tuple[BenchPlace, ...]:
    """This number of places with addresses that count up from the first, ``192.0.2.11/24``.

    Raises:
        InputError: it is no address with a prefix, or its network ends before the last one.
    """
    first = _interface(address)
    last = first.ip + (count - 1)
    if last not in first.network or (first.version == 4 and last == first.network.broadcast_address):
        raise InputError(
            f"{first.network} has no room for {count} devices from {first.ip} on",
            expected="addresses within the network",
            actual=f"the last one is {last}",
            remedy="use a lower --address, a shorter prefix, or a lower --count",
        )
    texts = [f"{first.ip + number}/{first.network.prefixlen}" for number in range(count)]
    return tuple(BenchPlace(text, text) for text in texts)


def _require_distinct(places: Sequence[BenchPlace]) -> None:
    taken: dict[str, str] = {}
    for place in places:
        address = _normal(place.address)
        if _is_loopback(address):
            raise InputError(
                f"{place.name} has the address of this computer, as devices of the emulated rack do",
                expected="an address of the bench network",
                actual=place.address,
                remedy="state the inventory of real devices; the emulated rack needs no bench configuration",
            )
        if address in taken:
            raise InputError(
                f"{taken[address]} and {place.name} have the same address",
                expected="an address for each device",
                actual=place.address,
                remedy="correct ansible_host of one of them; devices behind one address by port need one each here",
            )
        taken[address] = place.name


def _is_loopback(address: str) -> bool:
    try:
        return ip_interface(address).ip.is_loopback
    except ValueError:
        return address == "localhost"


def _normal(address: str) -> str:
    """One spelling of an IP address, without its prefix; other texts as they are."""
    try:
        return str(ip_interface(address).ip)
    except ValueError:
        return address


def _order_at(order: BenchOrder, place: BenchPlace) -> BenchOrder:
    known = place.model and order.reference.profile_for(place.model, "")
    address = place.address if "/" in place.address else _with_prefix(order, place)
    return replace(order, address=address, model=place.model if known and not known.virtual else order.model)


def _with_prefix(order: BenchOrder, place: BenchPlace) -> str:
    """An inventory states no prefix: the bench network that the address is in does."""
    try:
        stated = ip_address(_without_scope(place.address))
    except ValueError as error:
        raise InputError(
            f"{place.name}: its address cannot be configured on a device",
            expected="an IP address in ansible_host",
            actual=place.address,
            remedy="state ansible_host as an IP address",
        ) from error
    networks = [ip_network(prefix) for prefix in order.policy.inputs.baseline.management_prefixes]
    lengths = [one.prefixlen for one in networks if one.version == stated.version and stated in one]
    if not lengths:
        raise InputError(
            f"{place.name}: its address is in no bench network",
            expected=f"an address within {', '.join(map(str, networks)) or 'baseline: management_prefixes'}",
            actual=place.address,
            remedy="add the bench network to the policy (baseline: management_prefixes)",
        )
    return f"{stated}/{max(lengths)}"


def _settle(profiles: Sequence[PlatformProfile | None]) -> int | str:
    """Minutes to wait; the longest where the devices differ."""
    known = [profile.settle_minutes for profile in profiles if profile is not None]
    return max(known) if len(known) == len(profiles) else "10 (modular chassis 20)"


def bench_commands(order: BenchOrder, profile: PlatformProfile | None) -> tuple[str, ...]:
    """The commands, in the order of pasting them."""
    return tuple(_commands(order, profile))


def _commands(order: BenchOrder, profile: PlatformProfile | None) -> Iterator[str]:
    login, key = _login(order.policy.inputs.baseline), _key(order)
    yield "set system root-authentication plain-text-password"
    yield f"set system login user {login} class super-user"
    if key:
        yield f'set system login user {login} authentication {_statement_of(key)} "{key}"'
    else:
        yield f"set system login user {login} authentication plain-text-password"
    yield "set system services ssh root-login deny"
    yield "set system services netconf ssh"
    for port in _ports(order.model, profile):
        yield from _way_in(port, _address(order), profile)
    yield "delete chassis auto-image-upgrade"
    yield "delete system phone-home"
    yield "delete system autoinstallation"
    yield "commit"


def _way_in(port: str, address: IPv4Interface | IPv6Interface, profile: PlatformProfile | None) -> Iterator[str]:
    """The address on a management port, in the place of the DHCP client or server address of the factory default.

    With two Routing Engines, the address follows the primary; a firewall's own port also admits the services.
    """
    family = "inet" if address.version == 4 else "inet6"
    primary = " master-only" if profile is not None and profile.redundant_engines else ""
    yield f"delete interfaces {port} unit 0"
    yield f"set interfaces {port} unit 0 family {family} address {address}{primary}"
    if port.startswith(_DATA_PORTS):
        for service in ("ssh", "netconf"):
            zone = f"set security zones security-zone {BENCH_ZONE} interfaces {port}.0"
            yield f"{zone} host-inbound-traffic system-services {service}"


def _statement_of(key: str) -> str:
    """The configuration statement that holds a key of that kind: ``ssh-ecdsa`` for each of the three curves."""
    kind = key.split(maxsplit=1)[0]
    return "ssh-ecdsa" if kind.startswith("ecdsa-") else kind


def _profile(order: BenchOrder) -> PlatformProfile | None:
    if not order.model:
        return None
    profile = order.reference.profile_for(order.model, "")
    if profile is None or profile.virtual:
        raise InputError(
            f"model {order.model!r}: no platform profile",
            expected="a product model as Junos prints it, such as ex4400-48p or mx204",
            actual=order.model,
            remedy="omit it: the text then lists the usual management ports",
        )
    return profile


def _ports(model: str, profile: PlatformProfile | None) -> Sequence[str]:
    """The management port of the model, of each Routing Engine on Junos OS Evolved; a line to choose from if unknown.

    In a Virtual Chassis of EX switches, vme reaches the primary from the management port of every member.
    """
    if profile is None or not profile.management_port:
        return ("MANAGEMENT-PORT",)
    port = _port_of(model.lower(), profile.management_port)
    if profile.virtual_chassis and port == "me0":
        return ("vme",)
    if profile.redundant_engines and port.startswith("re0:"):
        return (port, port.replace("re0:", "re1:"))
    return (port,)


def _port_of(model: str, stated: str) -> str:
    """``fxp0`` of ``ge-0/0/0 (SRX300, SRX320), fxp0 (SRX340, SRX345)`` for an srx345; the first if none is its own."""
    ports = [(found["port"], found["models"] or "") for found in _PORT.finditer(stated)]
    own = (port for port, models in ports if any(one and model.startswith(one) for one in models.lower().split(", ")))
    return next(own, ports[0][0])


def _login(baseline: Baseline) -> str:
    names = sorted(name for name in baseline.logins if name != "root")
    if not names or not _LOGIN.fullmatch(names[0]):
        raise InputError(
            "the policy declares no bench login",
            expected="baseline: logins: [inspector]",
            actual=", ".join(names) or "none",
            remedy="add the login of the inspection to the policy (baseline: logins)",
        )
    return names[0]


def _address(order: BenchOrder) -> IPv4Interface | IPv6Interface:
    prefixes = order.policy.inputs.baseline.management_prefixes
    stated = _interface(order.address or _of_prefix(prefixes))
    networks = [ip_network(prefix) for prefix in prefixes]
    if not any(stated.version == network.version and stated.ip in network for network in networks):
        raise InputError(
            "the management address is in no bench network",
            expected=f"an address within {', '.join(prefixes) or 'baseline: management_prefixes of the policy'}",
            actual=str(stated),
            remedy="add the bench network to the policy (baseline: management_prefixes)",
        )
    return stated


def _interface(address: str) -> IPv4Interface | IPv6Interface:
    try:
        return ip_interface(_without_scope(address))
    except ValueError as error:
        raise InputError(
            "the management address cannot be used",
            expected="an address with its prefix, such as 192.0.2.10/24",
            actual=address,
        ) from error


def _without_scope(address: str) -> str:
    """The same address; ValueError where it names an interface of this machine, which can be any text."""
    if "%" in address:
        raise ValueError("an address with a scope")
    return address


def _of_prefix(prefixes: Sequence[str]) -> str:
    """The tenth address of the first network, as an example."""
    if not prefixes:
        return _EXAMPLE
    network = ip_network(prefixes[0])
    place = min(10, network.num_addresses - 1)
    return f"{network.network_address + place}/{network.prefixlen}"


def _key(order: BenchOrder) -> str:
    """The public key's kind and body; "" where the login has a password."""
    if order.key_file is None:
        return ""
    try:
        words = read_file(order.key_file.expanduser(), _LARGEST_KEY).decode("utf-8").split()
        digest = hashlib.sha256(base64.b64decode(words[1], validate=True)).digest()
    except (OSError, UnicodeDecodeError, IndexError, binascii.Error) as error:
        raise InputError(
            f"{order.key_file}: not an SSH public key",
            expected="one line as in id_ed25519.pub",
            actual=type(error).__name__,
            remedy="use the file that ends in .pub",
        ) from error
    fingerprint = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
    if fingerprint not in order.policy.inputs.baseline.key_fingerprints:
        raise InputError(
            f"{order.key_file}: not a bench key of policy {order.policy.name}",
            expected=", ".join(sorted(order.policy.inputs.baseline.key_fingerprints))
            or "a declared key (none is declared)",
            actual=fingerprint,
            remedy="add its fingerprint to the policy (baseline: key_fingerprints)",
        )
    return f"{words[0]} {words[1]}"
