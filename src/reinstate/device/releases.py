"""Whether the replies of a device state one release: what each says of it, and which of them contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from reinstate.device.model import Configuration, SoftwareInformation, Uptime
from reinstate.device.reading import Known, Reading
from reinstate.device.version import JunosVersion
from reinstate.plan.requests import Rpc

SOFTWARE_ITEMS = (Rpc.SOFTWARE, Rpc.SOFTWARE_ALL_ENGINES, Rpc.SOFTWARE_ALL_NODES, Rpc.SOFTWARE_LOCAL)
# The engine that answers puts its release into the namespaces of the reply: 23.4R2-S7.4, but 21.4R0 or 12.1X46 as well,
# so the release is compared and no more. Before the first engine's item: further engines can run another release.
_NAMESPACE = re.compile(rb"http://xml\.juniper\.net/junos/(\d{1,2}\.\d{1,2})(?=[RXIDFBS/-])")
_ITEM = b"multi-routing-engine-item"
_HEAD = 2048


def contradiction(readings: Mapping[Rpc, Reading[object]], raw: Mapping[Rpc, bytes]) -> str:
    """Which reply states which release, where they contradict each other; "" where they do not.

    Engines may run different releases (a check of its own looks at that), but each runs one. The configuration states
    the release that committed it: another one is a contradiction only if it was committed after the last boot.

    Args:
        readings: the readings of the device.
        raw: the replies that could be read.
    """
    versions = {item: _versions(readings.get(item)) for item in SOFTWARE_ITEMS}
    known = [version for own in versions.values() for version in own]
    if not known or not all(version.parsed for version in known):
        return ""
    told = next(_others(versions, known, readings, raw), "")
    return f"{_said(Rpc.SOFTWARE, versions)}, but {told}" if told else ""


def _others(
    versions: Mapping[Rpc, list[JunosVersion]],
    known: list[JunosVersion],
    readings: Mapping[Rpc, Reading[object]],
    raw: Mapping[Rpc, bytes],
) -> Iterator[str]:
    """What states another release, in words."""
    all_engines = versions[Rpc.SOFTWARE_ALL_ENGINES] + versions[Rpc.SOFTWARE_ALL_NODES]
    for item in SOFTWARE_ITEMS[1:]:
        if versions[item] and not _agree(item, versions, all_engines):
            yield _said(item, versions)
    releases = {version.release for version in known}
    for item, content in raw.items():
        for stated in _namespaces(content):
            if stated not in releases:
                yield f"the reply to {item} is one of release {stated}"
    committed = _committed_since_boot(readings)
    if committed is not None and _key(committed) not in {_key(version) for version in known}:
        yield f"the configuration was committed after the last boot by release {committed.text[:40]}"


def _agree(item: Rpc, versions: Mapping[Rpc, list[JunosVersion]], all_engines: list[JunosVersion]) -> bool:
    """Whether one reply about engines fits the first: it covers the same engines, more of them, or one."""
    first, own = {_key(one) for one in versions[Rpc.SOFTWARE]}, {_key(one) for one in versions[item]}
    if item is Rpc.SOFTWARE_LOCAL:
        return not first or own <= first | {_key(one) for one in all_engines}
    return first <= own


def _said(item: Rpc, versions: Mapping[Rpc, list[JunosVersion]]) -> str:
    texts = ", ".join(dict.fromkeys(version.text[:40] for version in versions[item]))
    return f"{item} states {texts or 'no release'}"


def _versions(reading: Reading[object] | None) -> list[JunosVersion]:
    known = isinstance(reading, Known) and isinstance(reading.value, SoftwareInformation)
    engines = reading.value.engines if known else ()  # type: ignore[union-attr]
    return [engine.version for engine in engines if engine.version is not None]


def _key(version: JunosVersion) -> tuple[object, ...]:
    """What two spellings of one release have in common: the respin is not always printed."""
    return version.train, version.kind, version.letter, version.number, version.service, version.evolved


def _namespaces(content: bytes) -> list[str]:
    head = content[:_HEAD].partition(_ITEM)[0]
    return [match[1].decode() for match in _NAMESPACE.finditer(head)]


def _committed_since_boot(readings: Mapping[Rpc, Reading[object]]) -> JunosVersion | None:
    """The release that the configuration states, where it was committed since every engine booted; else None.

    A commit in the device's future says nothing: its clock was set back.
    """
    configuration, uptime = readings.get(Rpc.CONFIGURATION), readings.get(Rpc.UPTIME)
    if not isinstance(configuration, Known) or not isinstance(configuration.value, Configuration):
        return None
    if not isinstance(uptime, Known) or not isinstance(uptime.value, Uptime):
        return None
    changed, engines = configuration.value.changed, uptime.value.engines
    if changed is None or not all(one.booted and one.current_time for one in engines):
        return None
    if not all(one.booted < changed <= one.current_time for one in engines if one.booted and one.current_time):
        return None
    stated = [JunosVersion.parse(one.value) for one in configuration.value.statements if one.path == ("version",)]
    return stated[0] if stated and stated[0].parsed else None
