"""The alarms of one unit: each once, and the topic whose check answers for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from reinstate.checks.framework import Case, EvidenceRef
from reinstate.device.model import Alarm, Alarms
from reinstate.device.unit_rows import alarms_of
from reinstate.plan.requests import Rpc
from reinstate.reference.profiles import PlatformProfile

ALARM_ITEMS = (Rpc.CHASSIS_ALARMS, Rpc.SYSTEM_ALARMS)
SUPPLY_NAME = re.compile(
    r"^(?:FPC\s*\d+[:\s]\s*)?(?:PDU\s*(?P<pdu>\d+)\s+)?"
    r"(?P<kind>PEM|PSM|PSU|PDM|Power Supply|Power Entry Module)\s*(?P<number>\d+)\b",
    re.IGNORECASE,
)


class Topic(StrEnum):
    """Which check answers for an alarm."""

    LICENSE = "license"
    SUPPLY = "supply"
    BOOT_MEDIA = "boot-media"
    TEMPERATURE = "temperature"
    FAN = "fan"
    STORAGE = "storage"
    BACKUP_ENGINE = "backup-engine"
    OTHER = "other"


# The first that fits decides: a supply's own fan or temperature is the supply's matter.
_TOPICS = (
    (Topic.SUPPLY, SUPPLY_NAME),
    (
        Topic.BOOT_MEDIA,
        re.compile(
            r"\bboot(ed)? from (the )?(backup|alternate)|\bbackup root\b|\balternate (boot|media|root|slice)\b",
            re.IGNORECASE,
        ),
    ),
    (Topic.TEMPERATURE, re.compile(r"\btemp(erature)?\b|\btoo (hot|warm)\b|\boverheat", re.IGNORECASE)),
    (Topic.FAN, re.compile(r"\bfans?\b|\bblower|\bimpeller", re.IGNORECASE)),
    (
        Topic.STORAGE,
        re.compile(
            r"\bdis[ck]s?\b|/dev/|\bssd\b|\bcompact ?flash\b|\bflash\b|\bstorage\b|\bfile ?systems?\b|\bsmart\b",
            re.IGNORECASE,
        ),
    ),
    (
        Topic.BACKUP_ENGINE,
        re.compile(r"\bbackup re\b|\bbackup routing engine\b|\bcommunication with (the )?backup\b", re.IGNORECASE),
    ),
)
_LICENSE = re.compile(r"\blicen[sc]e", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StandingAlarm:
    """One active alarm of the unit and where it stands.

    Attributes:
        chassis: raised by the chassis, or of a type that the reply leaves open.
    """

    alarm: Alarm
    topic: Topic
    chassis: bool
    evidence: EvidenceRef

    @property
    def major(self) -> bool:
        """Whether it isn't plainly a minor one."""
        return self.alarm.alarm_class.lower() != "minor"


def standing_alarms(case: Case) -> tuple[StandingAlarm, ...]:
    """The unit's active alarms, chassis first. QFX repeats chassis alarms among the system's: each counts once."""
    return case.kept(_standing)


def _standing(case: Case) -> tuple[StandingAlarm, ...]:
    standing: dict[tuple[object, str], StandingAlarm] = {}
    for item in ALARM_ITEMS:
        for alarm in alarms_of(case.unit, case.known(item, Alarms)):
            chassis = alarm.alarm_type.lower() in ("chassis", "")
            key = (alarm.time, alarm.description.casefold())
            standing.setdefault(
                key, StandingAlarm(alarm, _topic(alarm, chassis), chassis, EvidenceRef(item, alarm.xpath))
            )
    return tuple(standing.values())


def bench_normal(alarm: Alarm, profile: PlatformProfile) -> bool:
    """Whether the profile names it, by short description, as one that a sound box shows on a bench."""
    named = (alarm.short_description or alarm.description).casefold()
    return any(fnmatchcase(named, pattern.casefold()) for pattern in profile.bench_normal_alarms)


def _topic(alarm: Alarm, chassis: bool) -> Topic:
    if not chassis and _LICENSE.search(alarm.description):
        return Topic.LICENSE
    return next((topic for topic, pattern in _TOPICS if pattern.search(alarm.description)), Topic.OTHER)
