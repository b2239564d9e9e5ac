"""The committed configuration as checks read it: whether a statement is the bench's, the factory's, or another's."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from ipaddress import ip_interface, ip_network
from itertools import pairwise

from reinstate.checks.factory_default import factory_default
from reinstate.checks.framework import MOST_PLACES, Case, EvidenceRef, listed, shown
from reinstate.checks.framework.inputs import Baseline
from reinstate.device.model import Authorization, Statement
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

# What the login must hold to read users, secrets, scripts, and event policies: without it, Junos silently omits them.
SEES_ALL = ("view-configuration", "secret", "maintenance")
_WRAPPERS = frozenset({"groups", "logical-systems", "tenants"})
_MANAGEMENT_PORTS = frozenset({"me0", "vme", "em0", "fxp0", "re0:mgmt-0", "re1:mgmt-0"})
_PORT_NAME = re.compile(r"[a-z]{2,4}-?\d+(?:[:/]\w+(?:-\d+)?)*|vme")
# Statements that only contain others, and those that every bench needs to reach the device.
_NEUTRAL = frozenset({"apply-groups", "apply-groups-except", "version"})
_BENCH = (
    "system host-name",
    "system root-authentication encrypted-password",
    "system services ssh",
    "system services ssh root-login",
    "system services ssh protocol-version",
    "system services netconf",
    "system services netconf ssh*",
    "system services netconf rfc-compliant",
    "system management-instance",
)
# The zone of a firewall's first port in the factory default.
BENCH_ZONE = "untrust"
_ZONE_PORT = ("security", "zones", "security-zone", "interfaces")
# Junos ships with these two; any other provider may put software of its own on the device.
_SHIPPED_PROVIDERS = frozenset({"juniper", "chef"})


def name_of(element: str) -> str:
    """``user`` of ``user[ops]``."""
    return element.partition("[")[0]


def key_of(element: str) -> str:
    """``ops`` of ``user[ops]``; "" where the element is not a list entry."""
    _, bracket, rest = element.partition("[")
    return rest[:-1] if bracket and rest.endswith("]") else ""


# Every check of the configuration evaluates every statement, one check after the other.
@lru_cache(maxsize=4096)
def unwrapped(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path below any group, logical system and tenant."""
    start = 0
    while start < len(path) and name_of(path[start]) in _WRAPPERS:
        start += 1
    return path[start:]


@lru_cache(maxsize=4096)
def names(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path below its wrappers, without keys."""
    return tuple(name_of(element) for element in unwrapped(path))


def starts(statement: Statement, *wanted: str) -> bool:
    """Whether the statement is below these names, in a group or not."""
    return names(statement.path)[: len(wanted)] == wanted


def entry(statement: Statement, *wanted: str) -> str:
    """The key of the list entry that these names lead to: ``ops`` for ``system login user`` of a statement of it."""
    path = unwrapped(statement.path)
    return key_of(path[len(wanted) - 1]) if starts(statement, *wanted) else ""


def fits(path: tuple[str, ...], globs: Iterable[str]) -> bool:
    """Whether a path matches one of the globs.

    A glob is names joined by spaces, where only ``*`` (any text) and ``?`` (one character) are special. It is matched
    against the path with its keys (``system ntp server[192.0.2.1]``) and without (``system ntp server``). One
    character can also replace the key: ``server?`` means "any server".
    """
    pattern = _pattern(tuple(globs))
    if pattern is None:
        return False
    below = unwrapped(path)
    full = " ".join(below)
    if pattern.fullmatch(full):
        return True
    if "[" not in full:
        return False
    plain = " ".join(name_of(element) for element in below)
    keyed = " ".join(name_of(element) + ("#" if "[" in element else "") for element in below)
    return bool(pattern.fullmatch(plain) or pattern.fullmatch(keyed))


@lru_cache(maxsize=256)
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all globs: a configuration can have tens of thousands of statements."""
    signs = {"*": ".*", "?": "."}
    alternatives = ("".join(signs.get(character, re.escape(character)) for character in glob) for glob in globs)
    return re.compile("|".join(f"(?:{one})" for one in alternatives), re.DOTALL) if globs else None


def beyond(statements: Iterable[Statement], baseline: Baseline, case: Case) -> Iterator[Statement]:
    """Statements that belong neither to the bench baseline nor to the factory default, as far as that is known."""
    for statement in statements:
        if not is_bench(statement, baseline, case.profile) and not is_factory(statement, case):
            yield statement


def session_login(case: Case) -> str:
    """The account of this inspection, by what the device says of its session; "" where it says nothing."""
    authorization = case.known_or_none(Rpc.AUTHORIZATION, Authorization)
    return authorization.user if authorization is not None else ""


def is_undeclared_bench(left: Sequence[Statement], case: Case) -> bool:
    """Whether what is beyond the baseline is all of it what this inspection needs: its account and its address."""
    login = session_login(case)
    if not login:
        return False
    keys = {key_fingerprint(one) for one in left if entry(one, "system", "login", "user") == login and is_key(one.path)}
    baseline = case.inputs.baseline
    whole = replace(
        baseline,
        logins=baseline.logins | {login},
        key_fingerprints=baseline.key_fingerprints | (keys - {""}),
        management_prefixes=("0.0.0.0/0", "::/0"),
    )
    return not any(beyond(left, whole, case))


def is_factory(statement: Statement, case: Case) -> bool:
    """Whether it belongs to the factory default of the unit's family and release, with its value."""
    path = unwrapped(statement.path)
    kind = names(path)
    if _never_factory(path, kind):
        return False
    if _is_bare_interface(kind, statement.value) or (case.profile and fits(path, case.profile.factory_default)):
        return True
    return factory_default(case).known.has(" ".join(path), statement.value)


def may_be_factory(statement: Statement, case: Case) -> bool:
    """Whether it can belong to a factory default that no source states for this family and release."""
    path = unwrapped(statement.path)
    return not _never_factory(path, names(path)) and factory_default(case).possible.has(" ".join(path), statement.value)


def expected_instead(statement: Statement, case: Case) -> tuple[str, ...]:
    """The server, address, or device that the factory default names in the place of this statement; usually none."""
    return factory_default(case).expected(" ".join(unwrapped(statement.path)))


def _never_factory(path: tuple[str, ...], kind: tuple[str, ...]) -> bool:
    """Whatever a profile's globs match: no factory default exports logs, replaces a process, or adds other software.

    Nor does one contain a user's account, a key, SNMP communities, or scripts and policies that run on events.
    """
    if kind[:3] == ("system", "extensions", "providers"):
        return key_of(path[2]) not in _SHIPPED_PROVIDERS
    if kind[:3] == ("system", "login", "user") or kind[:2] == ("system", "scripts") or is_key(path):
        return True
    if kind[:1] in {("snmp",), ("event-options",)}:
        return True
    exports = kind[:3] == ("system", "syslog", "host") or "archive-sites" in kind
    return exports or (kind[:2] == ("system", "processes") and "command" in kind)


def _is_bare_interface(kind: tuple[str, ...], value: str) -> bool:
    """A port that is only listed, as switches list all ports in the factory default."""
    bare = ("interfaces", "interface", "unit", "family", "ethernet-switching")
    return not value and kind in {bare[:length] for length in (1, 2, 3, 5)}


def is_bench(statement: Statement, baseline: Baseline, profile: PlatformProfile | None) -> bool:
    """Whether it belongs to the bench: its login, its management address, what it declared."""
    path = unwrapped(statement.path)
    kind = names(path)
    if not kind or kind[0] in _NEUTRAL or (len(kind) == 1 and not statement.value):
        return True
    if fits(path, _BENCH) or fits(path, baseline.statements):
        return True
    if is_key(path):
        own = names(path)[1] == "root-authentication" or key_of(path[2]) in {"root", *baseline.logins}
        return own and key_fingerprint(statement) in baseline.key_fingerprints
    if kind[:3] == ("system", "login", "user"):
        return key_of(path[2]) in {"root", *baseline.logins}
    return profile is not None and _is_way_in(path, kind, baseline, profile)


def _is_way_in(path: tuple[str, ...], kind: tuple[str, ...], baseline: Baseline, profile: PlatformProfile) -> bool:
    """Whether it lets the bench in on a management port: its address, or the services that a zone admits there."""
    if kind[:2] == ("interfaces", "interface"):
        return _is_bench_address(path, kind, baseline, profile)
    return _is_bench_zone(path, profile)


def is_key(path: tuple[str, ...]) -> bool:
    """Whether the statement admits an SSH key; keys are identified by their fingerprint."""
    kind = names(path)
    return any(name.startswith("ssh-") or name == "load-key-file" for name in kind[2:]) and (
        kind[:2] == ("system", "root-authentication") or kind[:3] == ("system", "login", "user")
    )


def key_fingerprint(statement: Statement) -> str:
    """``SHA256:...`` of the SSH public key in a statement, as OpenSSH prints it; "" where it has none."""
    for text in (*(key_of(element) for element in statement.path), statement.value):
        words = text.strip('"').split()
        for kind, body in pairwise(words):
            if kind.startswith(("ssh-", "ecdsa-", "sk-")):
                try:
                    digest = hashlib.sha256(base64.b64decode(body, validate=True)).digest()
                except (binascii.Error, ValueError):
                    return ""
                return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
    return ""


def _is_bench_address(
    path: tuple[str, ...], kind: tuple[str, ...], baseline: Baseline, profile: PlatformProfile
) -> bool:
    if key_of(path[1]) not in management_ports(profile):
        return False
    if kind[3:5] not in (("family", "inet"), ("family", "inet6")):
        return False
    if kind[5:6] in ((), ("dhcp",), ("dhcp-client",), ("dhcpv6-client",)):
        return "vendor-id" not in kind  # it names a device, which can be another one
    return kind[5] == "address" and _within(key_of(path[5]), baseline.management_prefixes)


def _is_bench_zone(path: tuple[str, ...], profile: PlatformProfile) -> bool:
    """SSH and NETCONF let in on a management port that is a port of a firewall."""
    if names(path) not in (_ZONE_PORT, (*_ZONE_PORT, "host-inbound-traffic", "system-services")):
        return False
    allowed = len(path) == len(_ZONE_PORT) or key_of(path[-1]) in {"ssh", "netconf"}
    port, _, unit = key_of(path[3]).partition(".")
    return allowed and key_of(path[2]) == BENCH_ZONE and unit == "0" and port in management_ports(profile)


def management_ports(profile: PlatformProfile) -> frozenset[str]:
    """Interfaces through which a bench can reach a device of that platform."""
    return _MANAGEMENT_PORTS | frozenset(_PORT_NAME.findall(profile.management_port))


def _within(address: str, prefixes: tuple[str, ...]) -> bool:
    """An undeclared address is not the bench's: a missing declaration never helps a device."""
    try:
        host = ip_interface(address).ip
    except ValueError:
        return False
    networks = (ip_network(prefix, strict=False) for prefix in prefixes)
    return any(host.version == network.version and host in network for network in networks)


def areas(statements: Iterable[Statement], most: int = 8) -> str:
    """The statements by their first two names, with how many there are of each."""
    counts: dict[str, int] = {}
    for statement in statements:
        area = " ".join(names(statement.path)[:2])
        counts[area] = counts.get(area, 0) + 1
    return listed((f"{area} ({count})" for area, count in counts.items()), most)


def accounted_for(statement: Statement, case: Case) -> bool:
    """Whether the statement belongs to the factory default or the policy's baseline."""
    return is_factory(statement, case) or fits(statement.path, case.inputs.baseline.statements)


def as_printed(statement: Statement) -> str:
    """``snmp community public authorization read-only``: the statement as Junos prints it, without its wrappers."""
    path = " ".join(
        " ".join(filter(None, (name, key_of(one)))) for one in unwrapped(statement.path) if (name := name_of(one))
    )
    return f"{path} {statement.value}".strip()


def printed(statements: Iterable[Statement]) -> list[tuple[str, EvidenceRef]]:
    """Each statement as Junos prints it, with its place: what a finding of ``none_expected`` names."""
    return [(as_printed(one), EvidenceRef(Rpc.CONFIGURATION, one.xpath)) for one in statements]


def hidden_in(statement: Statement) -> str:
    """What contains a statement: its groups and logical systems, and that it is inactive; "" where nothing does."""
    wrappers = statement.path[: len(statement.path) - len(unwrapped(statement.path))]
    hidden = [f"{name_of(wrapper)} {key_of(wrapper)}".strip() for wrapper in wrappers]
    hidden += ["inactive"] if statement.inactive else []
    return f" ({shown(', '.join(hidden))})" if hidden else ""


def evidence_of(statements: Iterable[Statement]) -> tuple[EvidenceRef, ...]:
    """The places of the statements, each once; no more than one finding names."""
    places = dict.fromkeys(EvidenceRef(Rpc.CONFIGURATION, statement.xpath) for statement in statements)
    return tuple(places)[:MOST_PLACES]
