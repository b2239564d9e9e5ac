"""Read a run's stored evidence in a child process: it is hostile input, as every reply of a device."""

from __future__ import annotations

import base64
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from reinstate.checks.framework import Check
from reinstate.checks.framework.evidence_plan import Asking, SiteNeeds, expected_items, held_to_plan, on_order
from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.model import Device
from reinstate.device.units import product_model, runs_evolved
from reinstate.errors import EvidenceError, ReinstateError
from reinstate.evidence.bundle import Bundle
from reinstate.evidence.run_folder import RUN_FILE, RunFolder, bundle_of, hosts_of
from reinstate.isolation import run_isolated
from reinstate.plain_text import printable
from reinstate.plan.requests import CATALOG, ON_ORDER, Rpc
from reinstate.reference.library import Reference
from reinstate.reference.profiles import PlatformProfile
from reinstate.workflow.pickled_evidence import pickled, unpickled

_SECONDS_PER_HOST = 5.0
_SECONDS_AT_LEAST = 60.0
# One host whose reply makes a search slow must not use up what the batch has. CPU time, so that a busy machine harms no
# one; the fullest chassis takes some two seconds.
_CPU_SECONDS_PER_HOST = 60.0
_MEMORY_LIMIT = 2 * 1024 * 1024 * 1024
_MESSAGE_LIMIT = 256 * 1024 * 1024
_ITEMS = frozenset(map(str, Rpc))
_LONGEST_REASON = 300
_READER_DIED = "the process that read this evidence ended early"


@dataclass(frozen=True, slots=True)
class HostEvidence:
    """One host's evidence, verified and read.

    Attributes:
        bundle: its manifest and damage; the replies' bytes are left in the child.
        device: the typed model; every planned item that the bundle lacks is Unknown in it.
        profile: the platform's profile; None where it is not known.
        failed: its bytes are as they were collected, and reading them failed.
    """

    host: str
    bundle: Bundle
    device: Device
    profile: PlatformProfile | None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What the policy had a run ask for when it was opened; the one that judges it may want less.

    Attributes:
        switched_on: optional items.
        site_needs: what its site checks wanted.
        profiles: its own platform profiles, as far as asking needs them.
    """

    switched_on: frozenset[Rpc] = frozenset()
    site_needs: tuple[SiteNeeds, ...] = ()
    profiles: tuple[PlatformProfile, ...] = ()


NOTHING_ELSE = Opened()


@dataclass(slots=True)
class _Progress:
    """What the child process has reported. It grows while the child runs."""

    read: dict[str, HostEvidence] = field(default_factory=dict)
    at: str = ""


def read_run(
    folder: RunFolder,
    stated: Mapping[str, Any],
    reference: Reference,
    checks: Sequence[Check],
    switched_on: frozenset[Rpc],
) -> tuple[HostEvidence, ...]:
    """Every host of the run, in the run's order. A host whose bytes kill the reader is damaged, the others are read.

    Items that the run was opened to request stay requested under every later policy: otherwise a policy that requests
    less would drop findings.

    Args:
        folder: the run.
        stated: its ``run.json``.
        reference: the platform profiles.
        checks: the enabled ones of the policy's catalog: they say what a bundle must hold, and what is searched.
        switched_on: optional items that the policy enables.
    """
    read: dict[str, HostEvidence] = {}
    waiting = list(hosts_of(stated))
    opened = _requested_when_opened(stated)

    def read_one(host: str) -> HostEvidence:
        bundle = bundle_of(folder, host, stated.get("sealed"))
        return read_host(bundle, reference, checks, switched_on, opened)

    while waiting:
        progress = _read_some(waiting, read_one)
        read |= progress.read
        waiting = [host for host in waiting if host not in read]
        if waiting:
            blamed = progress.at or waiting[0]
            if progress.read:
                # The ones before it may have taken the time or the memory: next round it has all for itself.
                waiting.sort(key=lambda host: host != blamed)
                continue
            read[blamed] = unreadable(blamed, _READER_DIED)
            waiting.remove(blamed)
    return tuple(read[host] for host in hosts_of(stated))


def _requested_when_opened(stated: Mapping[str, Any]) -> Opened:
    """What policy and site checks enabled for the run, without items of another release of Reinstate."""
    plan = stated.get("plan")
    if not isinstance(plan, Mapping):
        return Opened()
    try:
        items = frozenset(Rpc(item) for item in plan.get("switched_on") or () if item in _ITEMS)
        site = [needs for needs in plan.get("site_needs") or () if _ITEMS.issuperset((*needs["needs"], *needs["uses"]))]
        profiles = tuple(PlatformProfile.of_plan(_of_this_release(one)) for one in plan.get("profiles") or ())
        return Opened(items, tuple(map(SiteNeeds.from_json, site)), profiles)
    except (KeyError, TypeError, ValueError) as error:
        raise EvidenceError(
            f"{RUN_FILE}: the evidence plan of the run cannot be read",
            expected="plan, with switched_on, site_needs, and profiles",
            actual=f"{type(error).__name__}: {error}",
            remedy="restore it from a copy of the run",
        ) from error


def _of_this_release(profile: Mapping[str, Any]) -> dict[str, Any]:
    known = {key: [item for item in profile[key] if item in _ITEMS] for key in ("expected", "optional")}
    return {**profile, **known}


def read_host(
    bundle: Bundle,
    reference: Reference,
    checks: Sequence[Check],
    switched_on: frozenset[Rpc],
    opened: Opened = NOTHING_ELSE,
) -> HostEvidence:
    """One verified bundle as a device; planned items that the bundle lacks are unknown in it.

    Args:
        bundle: one host's.
        reference: the platform profiles.
        checks: the enabled ones.
        switched_on: optional items that the policy asks for.
        opened: what the run was opened to ask, which stays asked.
    """
    switched_on |= opened.switched_on
    asking: Asking = (*checks, *opened.site_needs)
    # What nobody asked for is no evidence: it could be taken away again without a trace.
    asked = on_order(asking, switched_on)
    items = {rpc: item for rpc, item in bundle.items.items() if CATALOG[rpc].need not in ON_ORDER or rpc in asked}
    raw = {rpc: RawItem(item.status, item.raw, item.reason) for rpc, item in items.items()}
    searches = dict.fromkeys(search for check in checks for search in check.evidence.searches)
    device = read_device(bundle.host, raw, searches)
    profile = _profile(device, reference, opened)
    expected = expected_items(device, profile, asking, switched_on)
    slim = {rpc: replace(item, raw=None) for rpc, item in bundle.items.items()}
    return HostEvidence(bundle.host, replace(bundle, items=slim), held_to_plan(device, expected), profile)


def _profile(device: Device, reference: Reference, opened: Opened) -> PlatformProfile | None:
    """The device's profile. One of the policy's own expects no less than the one that the run was opened with."""
    model, evolved = product_model(device), runs_evolved(device)
    profile = reference.profile_for(*model, evolved=evolved)
    if profile is None or not profile.table or not opened.profiles:
        return profile
    asked_by = replace(reference, own_profiles=opened.profiles).profile_for(*model, evolved=evolved)
    return profile.asking_also(asked_by) if asked_by is not None else profile


def _read_some(hosts: Sequence[str], read_one: Callable[[str], HostEvidence]) -> _Progress:
    progress = _Progress()

    def job(emit: Callable[[Any], None]) -> None:
        for host in hosts:
            emit({"at": host})
            # What its signal does to a child process ends C code as well.
            signal.setitimer(signal.ITIMER_PROF, _CPU_SECONDS_PER_HOST)
            evidence = guarded(host, "reading", partial(read_one, host))
            emit({"read": base64.b64encode(pickled(_picklable(evidence))).decode()})

    def hear(message: Any) -> None:
        if "at" in message:
            progress.at = message["at"]
        else:
            host = progress.at
            read = guarded(host, "reading", lambda: unpickled(base64.b64decode(message["read"]), HostEvidence))
            progress.read[host] = read if read.host == host else unreadable(host, "it was read as another host's")
            progress.at = ""

    run_isolated(
        job,
        deadline=max(_SECONDS_AT_LEAST, _SECONDS_PER_HOST * len(hosts)),
        memory_limit=_MEMORY_LIMIT,
        on_message=hear,
        message_limit=_MESSAGE_LIMIT,
    )
    return progress


def _picklable(evidence: HostEvidence) -> HostEvidence:
    device = evidence.device
    device = replace(device, readings=dict(device.readings), found=dict(device.found))
    return replace(evidence, device=device, bundle=replace(evidence.bundle, items=dict(evidence.bundle.items)))


def guarded(host: str, stage: str, of_host: Callable[[], HostEvidence]) -> HostEvidence:
    """That host's evidence; where making it raises, evidence that cannot be used, with the reason.

    Whatever a device says costs this device alone: an error of one host never ends the batch.
    """
    try:
        return of_host()
    except MemoryError:
        raise  # the hosts before it may have taken the memory
    except Exception as error:  # noqa: BLE001 - a defect that one device brings to light must not cost the others
        return unreadable(host, failed_at(stage, error))


def failed_at(stage: str, error: Exception) -> str:
    """Why the evidence of a host cannot be used: the stage that failed, and its error."""
    said = str(error) if isinstance(error, ReinstateError) else f"{type(error).__name__}: {error}"
    return printable(f"{stage} it failed with an error: {said}", _LONGEST_REASON)


def unreadable(host: str, reason: str) -> HostEvidence:
    """A host whose evidence cannot be used, for that reason."""
    return HostEvidence(host, Bundle(host, None, damage=reason), Device(host, MappingProxyType({})), None, failed=True)
