"""The alarms of one unit: each once, with the topic whose check evaluates it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from reinstate.checks.framework import Case, EvidenceRef
from reinstate.device.model import Alarm, Alarms
from reinstate.device.unit_rows import alarms_of
from reinstate.plan.requests import Rpc
from reinstate.reference.alarm_texts import alarm_texts, matches_alarm
from reinstate.reference.profiles import PlatformProfile

ALARM_ITEMS = (Rpc.CHASSIS_ALARMS, Rpc.SYSTEM_ALARMS)
SUPPLY_NAME = re.compile(
    r"^(?:(?:FPC|member|host|node)\s*\d+\s*[:\s]\s*)?(?:PDU\s*(?P<pdu>\d+)\s+)?"
    r"(?P<kind>PEM|PSM|PSU|PDM|Power Supply|Power Entry Module)\s*(?P<number>\d+)\b",
    re.IGNORECASE,
)


class Topic(StrEnum):
    """Which check evaluates an alarm."""

    LICENSE = "license"
    SUPPLY = "supply"
    BOOT_MEDIA = "boot-media"
    TEMPERATURE = "temperature"
    FAN = "fan"
    STORAGE = "storage"
    BACKUP_ENGINE = "backup-engine"
    BOARD = "board"
    OTHER = "other"


BOARD_NAME = re.compile(
    r"^(?:(?:FPC|member|node)\s*\d+\s*:\s*)?(?:check\s+)?(?P<board>(?:spare\s+)?"
    r"(?:SIB(?:-\w+)?(?: F\d+)?|SFB\d?|SFM|RCB|ECB|FTC|FPD|SCBE?\d?|CB|SCG|PCG|CCG|MCS|SPMB"
    r"|CIP|TCBC|ACBC|ADC|FPM|CFEB|T?FEB|AFEB|SSB|PMP|plane"
    r"|control board|switch(?: interface| fabric)? board|fabric board|craft(?: interface)?|front panel"
    r"|back ?plane|mid ?plane)"
    r"(?:\s*\d+)?)(?![-\w])",
    re.IGNORECASE,
)

# The first match decides: the fan or temperature of a power supply or board belongs to that part, and neither a sensor
# that fails nor trays for another direction of air are too hot or broken.
_TOPICS = (
    (Topic.SUPPLY, SUPPLY_NAME),
    (Topic.BOARD, BOARD_NAME),
    (Topic.OTHER, re.compile(r"\bsensor (fail|fault|error)|\bair ?flow\b", re.IGNORECASE)),
    (
        Topic.BOOT_MEDIA,
        re.compile(
            r"\bboot(ed)? from (the )?(backup|alternat)|\bbackup root\b|\bboot device changed\b"
            r"|\b(alternate|alternative|secondary) (boot|media|root|slice)\b",
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
# In some releases, the chassis raises these.
_LACKS_LICENSE = re.compile(r"\brequires an? licen[sc]e\b|\blicen[sc]e (for feature|grace period)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StandingAlarm:
    """One active alarm of the unit and its place in the evidence.

    Attributes:
        chassis: raised by the chassis, or of a type that the reply does not state.
    """

    alarm: Alarm
    topic: Topic
    chassis: bool
    evidence: EvidenceRef

    @property
    def major(self) -> bool:
        """Whether the alarm is of any class other than minor."""
        return self.alarm.alarm_class.lower() != "minor"


def standing_alarms(case: Case) -> tuple[StandingAlarm, ...]:
    """The unit's active alarms, chassis first. QFX repeats chassis alarms as system alarms: each counts once."""
    return case.kept(_standing)


def _standing(case: Case) -> tuple[StandingAlarm, ...]:
    standing: dict[tuple[object, str], StandingAlarm] = {}
    for item in ALARM_ITEMS:
        for alarm in alarms_of(case.unit, case.known(item, Alarms)):
            chassis = alarm.alarm_type.lower() in ("chassis", "")
            key = (alarm.time, (alarm.description or alarm.short_description).casefold())
            standing.setdefault(
                key, StandingAlarm(alarm, _topic(alarm, chassis), chassis, EvidenceRef(item, alarm.xpath))
            )
    return tuple(standing.values())


def bench_normal(alarm: Alarm, profile: PlatformProfile) -> bool:
    """Whether the profile lists the alarm, by either of its texts, as normal on a bench."""
    texts = alarm_texts(alarm.description, alarm.short_description)
    return any(matches_alarm(pattern, text) for pattern in profile.bench_normal_alarms for text in texts)


def _topic(alarm: Alarm, chassis: bool) -> Topic:
    text = alarm.description or alarm.short_description
    if (_LACKS_LICENSE if chassis else _LICENSE).search(text):
        return Topic.LICENSE
    return next((topic for topic, pattern in _TOPICS if pattern.search(text)), Topic.OTHER)
