"""How the device booted: from which media, and why the last time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinstate.checks.framework import (
    Action,
    Case,
    Evidence,
    EvidenceRef,
    Finding,
    Gravity,
    Remedy,
    Severity,
    evidence_at,
    shown,
)
from reinstate.checks.health.alarm_topics import ALARM_ITEMS, Topic, standing_alarms
from reinstate.checks.health.settled import HealthCheck
from reinstate.device.model import RoutingEngine, RoutingEngines, Said, Statements, VmHost
from reinstate.device.unit_rows import (
    routing_engines_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile


class BootMedia(HealthCheck):
    """It booted from its primary media.

    A boot from the backup slice or alternate media means that the primary one could not be used.

    It booted from its primary media.
    """

    id = "health.boot-media"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=ALARM_ITEMS, uses=(Rpc.VMHOST, Rpc.AUTO_SNAPSHOT, Rpc.BOOT_MEDIA))
    remedy = Remedy(Action.INSTALL, "reinstall the primary media, reboot, run again")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        findings = [*self._alarms(case), *self._disks(case), *self._repairs(case), *self._media(case)]
        yield from findings
        if not findings:
            where = (EvidenceRef(item) for item in ALARM_ITEMS)
            yield self.passed(case.unit.name, "nothing tells of a boot from backup media", evidence=where)

    def _alarms(self, case: Case) -> Iterator[Finding]:
        for standing in standing_alarms(case):
            if standing.topic is Topic.BOOT_MEDIA:
                yield self._booted(case, standing.alarm.description, standing.evidence)

    def _disks(self, case: Case) -> Iterator[Finding]:
        host = case.known_or_none(Rpc.VMHOST, VmHost)
        for engine in host.engines if host else ():
            if case.unit.owns_engine(engine.engine) and _OTHER_MEDIA.search(engine.boot_disk):
                yield self._booted(case, f"boot disk {engine.boot_disk}", EvidenceRef(Rpc.VMHOST, engine.xpath))

    def _repairs(self, case: Case) -> Iterator[Finding]:
        """A repair of the primary slice runs only after a boot from the other one."""
        for said in _statements(case, Rpc.AUTO_SNAPSHOT):
            if _OTHER_MEDIA.search(said.text) or _REPAIRED.search(said.text):
                yield self._booted(case, f"automatic snapshot: {said.text}", EvidenceRef(Rpc.AUTO_SNAPSHOT, said.xpath))

    def _media(self, case: Case) -> Iterator[Finding]:
        for said in _statements(case, Rpc.BOOT_MEDIA):
            evidence = EvidenceRef(Rpc.BOOT_MEDIA, said.xpath)
            if _OTHER_MEDIA.search(said.text):
                yield self._booted(case, said.text, evidence)
            elif not _PRIMARY_MEDIA.search(said.text):
                yield self.unknown(
                    case.unit.name,
                    "what it booted from can't be told",
                    expected="primary media",
                    actual=shown(said.text),
                    evidence=(evidence,),
                    remedy=Remedy(Action.LOOK, "look at its boot media by hand"),
                )

    def _booted(self, case: Case, actual: str, evidence: EvidenceRef) -> Finding:
        return self.failed(
            case.unit.name,
            "it booted from backup or alternate media",
            expected="primary media",
            actual=shown(actual),
            evidence=(evidence,),
        )


# Words of boot disks and boot media: those of VM hosts are seen, the others recalled.
_OTHER_MEDIA = re.compile(r"\b(alternate|alternative|backup|secondary|usb|removable|network|external)\b", re.IGNORECASE)
_PRIMARY_MEDIA = re.compile(
    r"\b(primary|internal|compact-?flash|flash|hard-?disk|disk\d*|ssd\d*|emmc|(?:da|ada|sda|vtbd|nvd)\d*\w*)\b",
    re.IGNORECASE,
)
_REPAIRED = re.compile(r"\b(completed?|in[ -]progress|pending)\b", re.IGNORECASE)


def _statements(case: Case, item: Rpc) -> Iterator[Said]:
    known = case.known_or_none(item, Statements)
    for said in known.said if known else ():
        if case.unit.owns_engine(said.engine):
            yield said


_BAD_REASON = re.compile(
    r"watchdog|panic|\becc\b|machine check|parity|over-?\s?temp|thermal|hardware|exception", re.IGNORECASE
)


class RebootReason(HealthCheck):
    """The last reboot was an ordinary one.

    Watchdog and panic reboots are early traces of failing hardware; pulling the plug is ordinary.

    The last reboot was an ordinary one.
    """

    id = "health.reboot-reason"
    severity = Severity(Gravity.ADVICE)
    evidence = Evidence(needs=(Rpc.ROUTING_ENGINES,))
    remedy = Remedy(Action.LOOK, "reboot it in order, run it for a while, inspect again")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        engines = routing_engines_of(case.unit, case.known(Rpc.ROUTING_ENGINES, RoutingEngines))
        for engine in engines:
            yield self._engine(engine)
        if not engines:
            yield self.unknown(case.unit.name, "no routing engine is listed", evidence=evidence_at(Rpc.ROUTING_ENGINES))

    def _engine(self, engine: RoutingEngine) -> Finding:
        subject, reason = f"Routing Engine {shown(engine.slot)}".rstrip(), shown(engine.last_reboot_reason)
        evidence = evidence_at(Rpc.ROUTING_ENGINES, engine.xpath)
        if not reason:
            return self.unknown(subject, "doesn't say why it last rebooted", evidence=evidence)
        if _BAD_REASON.search(reason):
            return self.failed(
                subject, "last rebooted on its own", expected="an ordinary reboot", actual=reason, evidence=evidence
            )
        return self.passed(subject, "last rebooted for an ordinary reason", actual=reason, evidence=evidence)
