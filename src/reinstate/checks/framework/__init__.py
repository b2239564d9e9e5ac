"""What a check is and how it runs; authors of checks import everything from here."""

from __future__ import annotations

from reinstate.checks.framework.answers import (
    MOST_PLACES,
    NO_REMEDY,
    NONE,
    NOT_REQUESTED,
    Action,
    EvidenceRef,
    Finding,
    Gravity,
    Lack,
    LackKind,
    Remedy,
    Result,
    Severity,
    evidence_at,
)
from reinstate.checks.framework.case import Case, EvidenceUnknownError, SessionFacts
from reinstate.checks.framework.check import ALL_PLATFORMS, Check, Evidence, Platforms
from reinstate.plain_text import counted, joined, listed, shown

__all__ = [
    "ALL_PLATFORMS",
    "MOST_PLACES",
    "NONE",
    "NOT_REQUESTED",
    "NO_REMEDY",
    "Action",
    "Case",
    "Check",
    "Evidence",
    "EvidenceRef",
    "EvidenceUnknownError",
    "Finding",
    "Gravity",
    "Lack",
    "LackKind",
    "Platforms",
    "Remedy",
    "Result",
    "SessionFacts",
    "Severity",
    "counted",
    "evidence_at",
    "joined",
    "listed",
    "shown",
]
