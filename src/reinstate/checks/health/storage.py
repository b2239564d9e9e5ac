"""Disks, and the core dumps on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

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
from reinstate.checks.health.alarm_topics import ALARM_ITEMS, StandingAlarm, Topic, standing_alarms
from reinstate.checks.health.settled import HealthCheck
from reinstate.checks.software.build_date import is_newer, modified
from reinstate.device.model import File, FileListing, Filesystem, Storage
from reinstate.device.unit_rows import (
    files_of,
    storage_of,
)
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

_STORAGE_DAMAGE = re.compile(
    r"error|fail|missing|absent|not (found|present|detected)|corrupt|bad\b|smart", re.IGNORECASE
)
_READ_ONLY_BY_NATURE = re.compile(
    r"^(devfs|procfs|fdesc|kernfs|squashfs|overlay|cgroup|/dev/md\d|/dev/loop|/dev/cd\d)|\.uzip|/packages/|/junos\b",
    re.IGNORECASE,
)


class StorageSound(HealthCheck):
    """No disk is damaged or missing.

    Old flash wears out: a routing engine whose disk fails can't take the software that inspection asks for.

    No disk is damaged, missing or full.
    """

    id = "health.storage"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=ALARM_ITEMS, uses=(Rpc.STORAGE,))
    remedy = Remedy(Action.REPLACE, "replace the disk, or the routing engine")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic is Topic.STORAGE]
        yield from (self._alarm(case, alarm) for alarm in alarms)
        storage = case.known_or_none(Rpc.STORAGE, Storage)
        own = storage_of(case.unit, storage) if storage else ()
        full = [row for row in own if _writable(row) and (row.used_percent or 0) >= 95]
        for row in full:
            yield self.failed(
                shown(row.mounted_on) or shown(row.name),
                "is nearly full",
                expected="under 95 %",
                actual=f"{row.used_percent} %",
                evidence=evidence_at(Rpc.STORAGE, row.xpath),
                gravity=Gravity.ADVICE,
                remedy=Remedy(Action.CONFIGURE, "clean up before installing software"),
            )
        if not alarms and not full:
            where = [EvidenceRef(Rpc.STORAGE, row.xpath) for row in own] or [EvidenceRef(Rpc.CHASSIS_ALARMS)]
            yield self.passed(case.unit.name, "no disk is reported as damaged or missing", evidence=where)

    def _alarm(self, case: Case, standing: StandingAlarm) -> Finding:
        damage = _STORAGE_DAMAGE.search(standing.alarm.description) or (standing.major and standing.chassis)
        return self.failed(
            case.unit.name,
            "a storage alarm stands",
            expected="none",
            actual=shown(standing.alarm.description),
            evidence=(standing.evidence,),
            gravity=Gravity.CONDITION if damage else Gravity.ADVICE,
        )


def _writable(row: Filesystem) -> bool:
    if row.read_only is not None:
        return not row.read_only
    return not _READ_ONLY_BY_NATURE.search(f"{row.name} {row.mounted_on}/")


_KERNEL_CORE = re.compile(r"vmcore|kernel|panic", re.IGNORECASE)
_FORWARDING_CORE = re.compile(
    r"pfe|fxpc|flowd|riot|vmxt|aftd?man|aftd|(?<![a-z])([mfd]pc|i?feb|afeb|tfeb|cosmic|scbpfe)\d*(?![a-z])",
    re.IGNORECASE,
)


class NoCoreDumps(HealthCheck):
    """Neither kernel nor forwarding plane has crashed since installation.

    Their crashes are the usual trace of failing memory or boards. A core older than the build of the running software
    comes from an earlier installation and says less.

    Neither kernel nor forwarding plane has crashed since the software was installed.
    """

    id = "health.core-dumps"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.CORE_DUMPS, Rpc.SOFTWARE))
    remedy = Remedy(Action.INSTALL, "reinstall the software, clear the cores, run it under load, inspect again")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        files = files_of(case.unit, case.known(Rpc.CORE_DUMPS, FileListing))
        cores = [file for file in files if not file.is_directory]
        for file in cores:
            grave = self._grave(case, file)
            yield self.failed(
                case.unit.name,
                "kernel or forwarding plane has crashed" if grave else "a core dump is left",
                expected="no core dump",
                actual=shown(f"{file.directory}/{file.name}".replace("//", "/")) + _on(modified(case, file)),
                evidence=evidence_at(Rpc.CORE_DUMPS, file.xpath),
                gravity=Gravity.CONDITION if grave else Gravity.ADVICE,
            )
        if not cores:
            yield self.passed(case.unit.name, "there is no core dump", evidence=evidence_at(Rpc.CORE_DUMPS))

    @staticmethod
    def _grave(case: Case, file: File) -> bool:
        telling = _KERNEL_CORE.search(file.name) or _FORWARDING_CORE.search(file.name)
        return telling is not None and is_newer(case, file) is not False


def _on(moment: datetime | None) -> str:
    return f" of {moment:%Y-%m-%d}" if moment else ""
