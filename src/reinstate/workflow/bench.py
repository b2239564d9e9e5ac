"""What the bench must provide: the minimal configuration to paste on a console, and a network of its own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface, ip_interface, ip_network
from pathlib import Path

from reinstate.checks.framework.inputs import Baseline
from reinstate.decision.policy import Policy
from reinstate.errors import InputError
from reinstate.reference.library import Reference
from reinstate.reference.profiles import PlatformProfile

_LOGIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_EXAMPLE = "192.0.2.10/24"
_NETWORK = """\
# The bench network
#
# Connect the management ports to a network of their own, without a way to the internet, to production networks or to
# other devices' data ports. A device with its factory default fetches images and configuration by DHCP and calls its
# maker (phone-home); a stolen or cloud-claimed one would be configured by its former owner; a manipulated one calls
# whoever manipulated it. The controller alone reaches them.
#
# Before the inspection: {settle} minutes after power-on, the management link up, and as many supplies plugged in as
# the policy says ({fed}, or what a claim says of the unit).
"""
_CONSOLE = """\
# Paste this on the console, in configuration mode. A zeroized device has no SSH at all. Junos asks for the passwords.
# All of it counts as the bench's own under the policy {policy}, and is left out when the rest is judged.
"""


@dataclass(frozen=True, slots=True)
class BenchOrder:
    """For what a bench is described.

    Attributes:
        model: product model, as a device prints it; "" where it isn't known.
        address: the device's management address with its prefix; "" for an example of the policy's.
        key_file: SSH public key of the bench's login; None where it logs in with a password.
    """

    policy: Policy
    reference: Reference
    model: str = ""
    address: str = ""
    key_file: Path | None = None


def bench_text(order: BenchOrder) -> str:
    """The whole text: comments on the network, and ``set`` commands.

    Raises:
        InputError: the policy names no login, or address or key aren't those of its baseline.
    """
    profile = _profile(order)
    commands = "\n".join(bench_commands(order, profile))
    settle = profile.settle_minutes if profile else "10 (modular chassis 20)"
    network = _NETWORK.format(settle=settle, fed=order.policy.inputs.fed_supplies)
    return f"{network}\n{_CONSOLE.format(policy=order.policy.name)}\n{commands}\n"


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
    address = _address(order)
    for port in _ports(profile):
        yield f"set interfaces {port} unit 0 family {'inet' if address.version == 4 else 'inet6'} address {address}"
    yield "delete chassis auto-image-upgrade"
    yield "delete system phone-home"
    yield "delete system autoinstallation"
    yield "commit"


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
            f"The model {order.model!r} has no platform profile",
            expected="a product model as Junos prints it, such as ex4400-48p or mx204",
            actual=order.model,
            remedy="leave it out: the text then names the usual management ports",
        )
    return profile


def _ports(profile: PlatformProfile | None) -> Sequence[str]:
    """The first management port; where the platform isn't known, a line to choose from."""
    if profile is None or not profile.management_port:
        return ("MANAGEMENT-PORT",)
    return (re.split(r"[\s,;(]", profile.management_port)[0],)


def _login(baseline: Baseline) -> str:
    names = sorted(name for name in baseline.logins if name != "root")
    if not names or not _LOGIN.fullmatch(names[0]):
        raise InputError(
            "The policy names no login of the bench",
            expected="baseline: logins: [inspector]",
            actual=", ".join(names) or "none",
            remedy="name the login that the inspection uses in the policy's baseline",
        )
    return names[0]


def _address(order: BenchOrder) -> IPv4Interface | IPv6Interface:
    prefixes = order.policy.inputs.baseline.management_prefixes
    try:
        stated = ip_interface(order.address or _of_prefix(prefixes))
    except ValueError as error:
        raise InputError(
            "The management address can't be used", expected="such as 192.0.2.10/24", actual=order.address
        ) from error
    networks = [ip_network(prefix) for prefix in prefixes]
    if not any(stated.version == network.version and stated.ip in network for network in networks):
        raise InputError(
            "The management address is none of the bench's",
            expected=f"an address within {', '.join(prefixes) or 'baseline: management_prefixes of the policy'}",
            actual=str(stated),
            remedy="name the bench's management networks in the policy's baseline",
        )
    return stated


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
        words = order.key_file.expanduser().read_text("utf-8").split()
        digest = hashlib.sha256(base64.b64decode(words[1], validate=True)).digest()
    except (OSError, UnicodeDecodeError, IndexError, binascii.Error) as error:
        raise InputError(
            f"{order.key_file}: not an SSH public key",
            expected="one line as in id_ed25519.pub",
            actual=type(error).__name__,
            remedy="name the file that ends in .pub",
        ) from error
    fingerprint = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
    if fingerprint not in order.policy.inputs.baseline.key_fingerprints:
        raise InputError(
            f"{order.key_file}: this key isn't the bench's under the policy {order.policy.name}",
            expected=", ".join(sorted(order.policy.inputs.baseline.key_fingerprints)) or "none is declared",
            actual=fingerprint,
            remedy="add its fingerprint to baseline: key_fingerprints of the policy",
        )
    return f"{words[0]} {words[1]}"
