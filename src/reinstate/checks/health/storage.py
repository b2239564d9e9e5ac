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
    r"error|fail|missing|absent|not (found|present|detected|bootable)|corrupt|bad\b|smart", re.IGNORECASE
)
_READ_ONLY_BY_NATURE = re.compile(
    r"^(devfs|procfs|fdesc|kernfs|squashfs|overlay|cgroup|/dev/md\d|/dev/loop|/dev/cd\d)|\.uzip|/packages/|/junos\b",
    re.IGNORECASE,
)


class StorageSound(HealthCheck):
    """No disk is damaged or missing.

    Flash memory wears out, and a Routing Engine with a failed disk cannot take the software that a product inspection
    requires.
    """

    id = "health.storage"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=ALARM_ITEMS, uses=(Rpc.STORAGE,))
    remedy = Remedy(Action.REPLACE, "replace the disk or the Routing Engine")

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        alarms = [alarm for alarm in standing_alarms(case) if alarm.topic is Topic.STORAGE]
        yield from (self._alarm(case, alarm) for alarm in alarms)
        storage = case.known_or_none(Rpc.STORAGE, Storage)
        own = storage_of(case.unit, storage) if storage else ()
        full = [row for row in own if _writable(row) and (row.used_percent or 0) >= 95]
        for row in full:
            yield self.failed(
                shown(row.mounted_on) or shown(row.name),
                f"the file system is {row.used_percent}% full",
                expected="under 95%",
                actual=f"{row.used_percent}%",
                evidence=evidence_at(Rpc.STORAGE, row.xpath),
                gravity=Gravity.ADVICE,
                remedy=Remedy(Action.CONFIGURE, "delete files before you install software"),
            )
        if not alarms and not full:
            where = [EvidenceRef(Rpc.STORAGE, row.xpath) for row in own] or [EvidenceRef(Rpc.CHASSIS_ALARMS)]
            yield self.passed(case.unit.name, "no storage alarm is active", evidence=where)

    def _alarm(self, case: Case, standing: StandingAlarm) -> Finding:
        damage = _STORAGE_DAMAGE.search(standing.alarm.description) or (standing.major and standing.chassis)
        return self.failed(
            case.unit.name,
            "a storage alarm is active",
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
    """The kernel and forwarding plane have not crashed since installation.

    Their crashes are the usual sign of failing memory or boards. A core dump that is older than the build of the
    running software comes from an earlier installation and proves less.
    """

    id = "health.core-dumps"
    severity = Severity(Gravity.CONDITION)
    evidence = Evidence(needs=(Rpc.CORE_DUMPS, Rpc.SOFTWARE))
    remedy = Remedy(
        Action.INSTALL, "reinstall Junos and delete the core dumps; run the device under load; inspect again"
    )

    def examine(self, case: Case, profile: PlatformProfile) -> Iterator[Finding]:
        files = files_of(case.unit, case.known(Rpc.CORE_DUMPS, FileListing))
        cores = [file for file in files if not file.is_directory]
        for file in cores:
            crashed = self._crashed_since(case, file)
            yield self.failed(
                case.unit.name,
                "the kernel or forwarding plane has crashed" if crashed else "a core dump remains",
                expected="none",
                actual=shown(f"{file.directory}/{file.name}".replace("//", "/")) + _on(modified(case, file)),
                evidence=evidence_at(Rpc.CORE_DUMPS, file.xpath),
                gravity=Gravity.CONDITION if crashed else Gravity.ADVICE,
            )
        if not cores:
            yield self.passed(case.unit.name, "the device lists no core dump", evidence=evidence_at(Rpc.CORE_DUMPS))

    @staticmethod
    def _crashed_since(case: Case, file: File) -> bool:
        crash = _KERNEL_CORE.search(file.name) or _FORWARDING_CORE.search(file.name)
        return crash is not None and is_newer(case, file) is not False


def _on(moment: datetime | None) -> str:
    return f" ({moment:%Y-%m-%d})" if moment else ""
