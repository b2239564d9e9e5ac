"""Collect one host's evidence: plan, session in a child process, bundle on disk."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reinstate import __version__
from reinstate.checks.catalog import make_checks
from reinstate.checks.framework.evidence_plan import Asking, SiteNeeds, second_wave
from reinstate.device.from_evidence import RawItem, read_device
from reinstate.device.model import Device, Uptime
from reinstate.device.reading import Known
from reinstate.device.units import product_model, runs_evolved
from reinstate.errors import StorageError
from reinstate.evidence.bundle import DAMAGED, clear_bundle, read_bundle, store_reply, utc, write_manifest
from reinstate.evidence.classify import classify
from reinstate.evidence.completion import forget_completed, is_as_noted, note_completed
from reinstate.evidence.manifest import MANIFEST_NAME, Item, ItemStatus, Manifest
from reinstate.evidence.run_folder import find_run, hosts_of
from reinstate.isolation import IsolationResult, run_isolated
from reinstate.plain_text import printable
from reinstate.plan.requests import CATALOG, FIRST_WAVE, Request, Rpc
from reinstate.reference.loading import load_platforms
from reinstate.reference.profiles import PlatformProfile
from reinstate.session.ask import SessionReport, collect
from reinstate.session.settings import ConnectionSettings
from reinstate.session.transcript import Outcome, Reply, SessionStage, SessionStatus, Transport

# The software that collects, with the versions that matter to a session. Asked once: looking a version up is slow.
COLLECTOR = ", ".join(
    [f"reinstate {__version__}", f"Python {platform.python_version()}"]
    + [f"{name} {version(name)}" for name in ("junos-eznc", "ncclient", "paramiko", "lxml")]
)
# What the child needs beyond the session's own deadline to store the last reply and say goodbye.
_GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class CollectOrder:
    """What to collect, from whom, and where to put it.

    Attributes:
        folder: the host's evidence folder.
        scope: ``full``, or ``triage`` for the first wave alone.
        disabled_checks, switched_on: what the policy says of the plan.
        site_needs: what the site checks of the policy want; the collector does not have the checks themselves.
        profiles: the policy's own platform profiles, as far as the plan needs them.
        claim: what was declared of the host beforehand.
    """

    host: str
    folder: Path
    settings: ConnectionSettings
    scope: str = "full"
    disabled_checks: frozenset[str] = frozenset()
    switched_on: frozenset[Rpc] = frozenset()
    site_needs: tuple[SiteNeeds, ...] = ()
    profiles: tuple[PlatformProfile, ...] = ()
    claim: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Heard:
    """What the child process has reported so far, the content of the manifest. It grows while the child runs."""

    items: dict[str, Item] = field(default_factory=dict)
    planned: list[str] = field(default_factory=lambda: [str(request.id) for request in FIRST_WAVE])
    outcome: Outcome | None = None
    transport: Transport = field(default_factory=Transport)
    clock_offset: float | None = None


def kept(order: CollectOrder) -> Manifest | None:
    """The manifest of a bundle that is complete already; None where the host is to be collected (again)."""
    if not is_as_noted(order.folder):
        return None
    bundle = read_bundle(order.folder, order.host)
    sound = bundle.manifest is not None and all(item.status != DAMAGED for item in bundle.items.values())
    complete = bundle.manifest is not None and bundle.manifest.outcome.status is SessionStatus.COMPLETE
    return bundle.manifest if sound and complete else None


def collect_host(order: CollectOrder) -> Manifest:
    """Collect one host and complete its bundle. Whatever the device does, there is a manifest with an outcome.

    Raises StorageError where not even the evidence manifest can be written.
    """
    started = datetime.now(UTC)
    forget_completed(order.folder, order.host)
    clear_bundle(order.folder)
    heard = _Heard()
    result = run_isolated(
        lambda emit: _session(order, emit),
        deadline=order.settings.device_deadline + _GRACE_SECONDS,
        memory_limit=order.settings.memory_limit,
        on_message=lambda message: _hear(heard, message),
    )
    manifest = Manifest(
        host=order.host,
        outcome=_outcome(heard, result),
        transport=heard.transport,
        address=order.settings.address,
        port=order.settings.port,
        user=order.settings.user,
        started=utc(started),
        finished=utc(datetime.now(UTC)),
        clock_offset=heard.clock_offset,
        claim=order.claim,
        items=tuple(heard.items.get(rpc) or _not_collected(rpc) for rpc in heard.planned),
        collector=COLLECTOR,
    )
    complete_bundle(order.folder, manifest)
    return manifest


def complete_bundle(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, which completes the bundle, and note its digest; StorageError where the disk refuses."""
    forget_completed(folder, manifest.host)
    write_manifest(folder, manifest)
    note_completed(folder, manifest.claim)


def record_failure(order: CollectOrder, status: SessionStatus, stage: SessionStage, detail: str) -> Manifest:
    """Complete the bundle of a host that no session was tried with."""
    now = utc(datetime.now(UTC))
    manifest = Manifest(
        host=order.host,
        outcome=Outcome(status, stage, detail, attempts=0),
        address=order.settings.address,
        port=order.settings.port,
        user=order.settings.user,
        started=now,
        finished=now,
        claim=order.claim,
        items=tuple(_not_collected(str(request.id)) for request in FIRST_WAVE),
        collector=COLLECTOR,
    )
    complete_bundle(order.folder, manifest)
    return manifest


def record_uncollected(run: Path, error_of: Callable[[str], str]) -> None:
    """Complete the bundles of hosts whose collecting task Ansible could not start, with its error.

    Args:
        run: the run's folder, or a link to it.
        error_of: Ansible's error for a host; "" where there was none, as for hosts of an interrupted run.
    """
    folder = find_run(run)
    stated = folder.read()
    if stated.get("sealed") is not None:
        return
    for host in hosts_of(stated):
        if not (folder.evidence(host) / MANIFEST_NAME).exists() and (error := error_of(host)):
            order = CollectOrder(host, folder.evidence(host), ConnectionSettings(address=host))
            record_failure(order, SessionStatus.COLLECTOR_DIED, SessionStage.CONNECT, printable(error, 500))


def result_of(manifest: Manifest) -> dict[str, Any]:
    """What a task result says of one host: small, for results are kept in memory by the hundred."""
    begun, ended = (datetime.fromisoformat(moment) for moment in (manifest.started, manifest.finished))
    outcome = manifest.outcome
    # Plain strings: Ansible warns of enumerations in results.
    session = {"status": str(outcome.status), "stage": str(outcome.stage)}
    return {
        "host": manifest.host,
        "outcome": {**session, "detail": outcome.detail, "attempts": outcome.attempts},
        "items": dict(sorted(Counter(str(item.status) for item in manifest.items).items())),
        "seconds": round((ended - begun).total_seconds(), 3),
    }


def _session(order: CollectOrder, emit: Callable[[Any], None]) -> None:
    """In the child: run the session, store each reply as it comes, report to the parent."""

    def keep(reply: Reply) -> None:
        emit({"item": store_reply(order.folder, reply).to_json()})

    def plan(replies: Sequence[Reply]) -> Sequence[Request]:
        requests = _second_wave(order, replies, emit)
        emit({"plan": [str(request.id) for request in requests]})
        return requests

    def seen(transport: Transport) -> None:
        emit({"transport": asdict(transport)})

    report: SessionReport = collect(order.settings, FIRST_WAVE, plan, keep, on_transport=seen)
    emit({"outcome": asdict(report.outcome), "transport": asdict(report.transport)})


def _second_wave(order: CollectOrder, replies: Sequence[Reply], emit: Callable[[Any], None]) -> Sequence[Request]:
    device = read_device(order.host, {reply.request.id: _raw_item(reply) for reply in replies})
    offset = _clock_offset(device, replies)
    if offset is not None:
        emit({"clock_offset": offset})
    if order.scope == "triage":
        return ()
    platforms = load_platforms()
    if order.profiles:
        platforms = replace(platforms, own_profiles=order.profiles)
    profile = platforms.profile_for(*product_model(device), evolved=runs_evolved(device))
    checks: Asking = (*make_checks(order.disabled_checks), *order.site_needs)
    return second_wave(device, profile, checks, order.switched_on)


def _raw_item(reply: Reply) -> RawItem:
    classified = classify(reply)
    return RawItem(classified.status, reply.raw or None, classified.error or classified.status)


def _clock_offset(device: Device, replies: Sequence[Reply]) -> float | None:
    """Device clock minus ours in seconds, from the uptime reply; None where it is not determined."""
    reading = device.reading(Rpc.UPTIME)
    reply = next((reply for reply in replies if reply.request.id is Rpc.UPTIME), None)
    if (
        not isinstance(reading, Known)
        or not isinstance(reading.value, Uptime)
        or reply is None
        or reply.started is None
    ):
        return None
    clock = next((engine.current_time for engine in reading.value.engines if engine.current_time), None)
    return None if clock is None else round((clock - reply.started).total_seconds(), 1)


def _hear(heard: _Heard, message: Any) -> None:
    if "item" in message:
        item = Item(**{**message["item"], "status": ItemStatus(message["item"]["status"])})
        heard.items[item.id] = item
    if "plan" in message:
        heard.planned += message["plan"]
    if "clock_offset" in message:
        heard.clock_offset = message["clock_offset"]
    if "transport" in message:
        listed = {key: tuple(message["transport"][key]) for key in ("weak_algorithms", "capabilities")}
        heard.transport = Transport(**{**message["transport"], **listed})
    if "outcome" in message:
        stated = message["outcome"]
        status, stage = SessionStatus(stated["status"]), SessionStage(stated["stage"])
        heard.outcome = Outcome(status, stage, stated["detail"], stated["attempts"])


def _outcome(heard: _Heard, result: IsolationResult) -> Outcome:
    if heard.outcome is not None:
        return _consistent(heard.outcome, heard)
    stage = SessionStage.FIRST_WAVE if heard.items else SessionStage.CONNECT
    stage = SessionStage.SECOND_WAVE if len(heard.items) >= len(FIRST_WAVE) else stage
    if result.exception == StorageError.__name__:
        return Outcome(SessionStatus.COLLECTOR_DIED, stage, f"the evidence could not be stored: {result.detail}")
    detail = f"the collecting process ended early ({result.ended}): {result.detail}"
    return Outcome(SessionStatus.COLLECTOR_DIED, stage, detail)


def _consistent(outcome: Outcome, heard: _Heard) -> Outcome:
    """A session is not complete where a planned request has no reply."""
    unanswered = (ItemStatus.TIMEOUT, ItemStatus.TRUNCATED, ItemStatus.CLOSED, ItemStatus.NOT_COLLECTED)
    lacking = [rpc for rpc in heard.planned if rpc not in heard.items or heard.items[rpc].status in unanswered]
    if outcome.status is SessionStatus.COMPLETE and lacking:
        detail = outcome.detail or f"no reply to {', '.join(lacking[:5])}"
        return replace(outcome, status=SessionStatus.INCOMPLETE, detail=detail)
    return outcome


def _not_collected(rpc: str) -> Item:
    request = CATALOG[Rpc(rpc)]
    return Item(
        rpc, request.rpc, request.args(), ItemStatus.NOT_COLLECTED, error="the session ended before it was answered"
    )
